"""The command line: `avow …`. Every command is a function of avow/commands; its return value is the exit code."""

from __future__ import annotations

import os
import sys
import traceback

import typer
from typer.exceptions import TyperException

from analyzers.knowledge import KnowledgeError
from avow import exit_codes
from avow.commands import audit, demo, doctor, evidence, import_, typed
from avow.config import ConfigError
from crawler.browser import BrowserNotFound
from crawler.evidence import EvidenceError
from reports.text import visible

app = typer.Typer(
    name="avow",
    help="Does a website do only what its privacy policy avows?",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command()(audit.audit)
app.command()(audit.scan)
app.command()(evidence.analyze)
app.command()(evidence.report)
app.command()(evidence.verify)
app.command()(doctor.doctor)
app.command()(demo.demo)
app.command()(typed.sort)
app.command()(typed.explain)
app.add_typer(typed.policies, name="policy")
app.add_typer(typed.knowledge, name="knowledge")
app.add_typer(import_.app, name="import")


def main() -> None:
    """Run a command; every error is a sentence and an exit code."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run a command and return its exit code (see avow.exit_codes)."""
    try:
        code = app(arguments, standalone_mode=False)
    except (ConfigError, EvidenceError, KnowledgeError) as error:
        return _say(str(error), exit_codes.USAGE)
    except BrowserNotFound as error:
        return _say(str(error), exit_codes.SELF_TEST)
    except (KeyboardInterrupt, typer.Abort):
        return _say("interrupted", exit_codes.INTERRUPTED)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return exit_codes.MEASURED
    except Exception as error:  # noqa: BLE001 the one border to the person at the terminal
        return _other(error)
    return int(code or 0)


def _other(error: Exception) -> int:
    if isinstance(error, TyperException):
        error.show()  # type: ignore[attr-defined]  # every one that parsing raises has it
        return int(getattr(error, "exit_code", exit_codes.USAGE))
    if type(error).__name__ == "SelfTestFailed":
        return _say(str(error), exit_codes.SELF_TEST)
    if isinstance(error, OSError):
        return _say(f"{error.filename or ''}: {error.strerror or error}", exit_codes.USAGE)
    if os.environ.get("AVOW_TRACEBACK"):
        traceback.print_exception(error)
    return _say(
        f"a fault of avow's own: {type(error).__name__}: {error}. Set AVOW_TRACEBACK=1 to see where.",
        exit_codes.OWN_FAULT,
    )


def _say(message: str, code: int) -> int:
    sys.stderr.write(f"avow: {visible(message)}\n")
    return code


if __name__ == "__main__":
    main()
