"""`avow analyze`, `avow report`, `avow verify`: on sealed evidence, without a browser."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import msgspec
import typer

from analyzers.knowledge import Knowledge
from analyzers.model import SiteReport
from avow import exit_codes
from avow.commands.output import DEFAULT_FAIL_ON, check_fail_on, exit_code, print_json, print_summary
from avow.config import read_declarations
from avow.earlier import earlier_of
from avow.judging import judge
from avow.reporting import report_into
from avow.visitor import seeds_from
from crawler.sealing import verify as verify_folder

Folder = Annotated[Path, typer.Argument(help="The evidence folder, <out>/<site>/<time>.")]
Json = Annotated[bool, typer.Option("--json", help="Print the report as JSON on standard output.")]
Domains = Annotated[list[str], typer.Option("--first-party-domain", help="A further domain of the same owner.")]
Declarations = Annotated[
    Path | None, typer.Option(help="declarations.toml: written by hand, wins over what is read; holds waivers.")
]
Visitor = Annotated[
    list[str],
    typer.Option(
        "--visitor",
        help="Personal data of the visitor that the scan played: an e-mail address, name=…, account=…, phone=….",
    ),
]
Since = Annotated[
    Path | None,
    typer.Option(help="Earlier evidence to compare the policy with; else the newest of the site beside it."),
]


class Judged(msgspec.Struct, frozen=True):
    """A report and its page."""

    report: SiteReport
    html: Path | None


def analyze(
    evidence: Folder,
    fail_on: Annotated[str, typer.Option(help="Exit with 1 at findings of this weight or more.")] = DEFAULT_FAIL_ON,
    first_party_domain: Domains = [],  # noqa: B006 typer reads the default, nothing changes it
    declarations: Declarations = None,
    visitor: Visitor = [],  # noqa: B006 typer reads the default, nothing changes it
    since: Since = None,
    as_json: Json = False,
) -> int:
    """Judge evidence again, with today's rules and lists; writes nothing."""
    check_fail_on(fail_on)
    report = _judge(evidence, first_party_domain, declarations, visitor, since)
    if as_json:
        print_json([report])
    else:
        print_summary([Judged(report, None)])
    return exit_code([report], fail_on)


def report(
    evidence: Folder,
    first_party_domain: Domains = [],  # noqa: B006 typer reads the default, nothing changes it
    declarations: Declarations = None,
    visitor: Visitor = [],  # noqa: B006 typer reads the default, nothing changes it
    since: Since = None,
    as_json: Json = False,
) -> int:
    """Judge evidence and write its reports again."""
    made = _judge(evidence, first_party_domain, declarations, visitor, since)
    html = report_into(made, evidence)
    if as_json:
        print_json([made])
    else:
        print_summary([Judged(made, html)])
    return exit_codes.MEASURED


def _judge(
    evidence: Path, domains: list[str], declarations: Path | None, visitor: list[str], since: Path | None
) -> SiteReport:
    written = read_declarations(declarations)
    seeds = seeds_from(visitor)
    return judge(
        evidence,
        Knowledge.load(),
        first_party_domains=tuple(domains),
        written=written,
        seeds=seeds,
        earlier=earlier_of(evidence, since),
    )


def verify(evidence: Folder) -> int:
    """Is this evidence as it was sealed? Names every file that was changed, added or taken away."""
    problems = verify_folder(evidence)
    for problem in problems:
        typer.echo(problem)
    if problems:
        typer.echo(f"{evidence}: NOT as sealed")
        return exit_codes.FINDINGS
    typer.echo(f"{evidence}: as sealed; every file and every line is in its place")
    return exit_codes.MEASURED
