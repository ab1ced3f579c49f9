"""`avow demo`: serve the demonstration web, so that anybody can audit a site whose truth is known."""

from __future__ import annotations

import asyncio
import json
import os
import shlex
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from avow import exit_codes
from avow.commands.audit import audit
from avow.commands.output import DEFAULT_FAIL_ON
from fixtures.demo import DemoWeb


def demo(
    port: Annotated[int, typer.Option(min=0, max=65_535, help="Port on 127.0.0.1; 0 takes a free one.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")] = False,
    audit_it: Annotated[bool, typer.Option("--audit", help="Audit it, then stop.")] = False,
    thorough: Annotated[bool, typer.Option("--thorough", help="With --audit: all sessions, as in avow audit.")] = False,
    out: Annotated[Path, typer.Option("--out", help="With --audit: folder for evidence and reports.")] = Path(
        "avow-evidence"
    ),
    fail_on: Annotated[
        str, typer.Option(help="With --audit: exit with 1 at findings of this weight or more.")
    ] = DEFAULT_FAIL_ON,
) -> int:
    """Serve an invented shop, its privacy statement and its trackers on loopback until Ctrl-C."""
    if audit_it:
        with served(port) as web:
            os.environ.update(environment(web))
            return audit(web.start_url, out=out, fail_on=fail_on, thorough=thorough, as_json=as_json)
    try:
        asyncio.run(_serve(port, as_json))
    except KeyboardInterrupt:
        typer.echo("The demonstration web is closed.", err=True)
    except OSError as error:
        typer.echo(f"avow demo: port {port} of 127.0.0.1 cannot be used: {error.strerror}. Try --port 0.", err=True)
        return exit_codes.USAGE
    return exit_codes.MEASURED


@contextmanager
def served(port: int = 0) -> Iterator[DemoWeb]:
    """The demonstration web, served by a thread of its own while the block runs."""
    ready, stop = threading.Event(), threading.Event()
    made: list[DemoWeb] = []

    async def run() -> None:
        async with DemoWeb(port) as web:
            made.append(web)
            ready.set()
            await asyncio.to_thread(stop.wait)

    thread = threading.Thread(target=lambda: asyncio.run(run()), name="demo-web", daemon=True)
    thread.start()
    if not ready.wait(30):
        raise OSError(f"the demonstration web did not start on port {port}")
    try:
        yield made[0]
    finally:
        stop.set()
        thread.join(10)


async def _serve(port: int, as_json: bool) -> None:
    async with DemoWeb(port) as web:
        typer.echo(_as_json(web) if as_json else _as_text(web))
        await asyncio.Event().wait()


def environment(web: DemoWeb) -> dict[str, str]:
    """The variables under which avow finds the demonstration web."""
    return {"AVOW_BROWSER_ARGS": shlex.join(web.browser_args), "AVOW_RESOLVER": web.resolver or ""}


def _as_json(web: DemoWeb) -> str:
    return json.dumps({"start_url": web.start_url, "port": web.port, "environment": environment(web)})


def _as_text(web: DemoWeb) -> str:
    # shlex.join quotes with ' only, and no argument holds " or $, so that double quotes keep the whole.
    exports = [f'export {name}="{value}"' for name, value in environment(web).items()]
    return "\n".join(
        [
            f"The demonstration web is served on 127.0.0.1:{web.port} until Ctrl-C.",
            "",
            "In another shell:",
            *exports,
            f"avow audit {web.start_url}",
        ]
    )
