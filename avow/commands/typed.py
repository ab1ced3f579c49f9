"""The command-line words of the commands that are plain functions: `sort`, `explain`, `policy …`, `knowledge …`."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from analyzers.knowledge import Knowledge
from analyzers.overrides import Override
from avow import exit_codes
from avow.commands import policy
from avow.commands.explain import explain as explain_item
from avow.commands.knowledge import show_knowledge, update_knowledge
from avow.commands.sort import sort as sort_rows
from avow.config import read_declarations

Declarations = Annotated[
    Path | None, typer.Option("--declarations", help="declarations.toml: its overrides decide before every rule.")
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]

policies = typer.Typer(help="What a policy declares and promises, and what it ought to declare.", no_args_is_help=True)
knowledge = typer.Typer(help="The lists and databases that items are sorted with.", no_args_is_help=True)


def sort(
    file: Annotated[
        Path,
        typer.Argument(
            help="CSV as Excel or a program saves it, or - for standard input. One column holds the names (`name`, `Cookie "
            "name`, `Naam` …); domain, provider, value, expiry, site … are used where given."
        ),
    ],
    out: Annotated[Path | None, typer.Option("--out", help="File to write; else standard output.")] = None,
    declarations: Declarations = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a row.")] = False,
) -> int:
    """Sort a list of cookies into the four categories, each with the rule that decided.

    Every column stays; category, rule, source and confidence are added.
    A column of yours of such a name becomes category_given and so on.
    A cell that a spreadsheet would run begins with an apostrophe.
    """
    overrides, today = _overrides(declarations)
    return sort_rows(file, out, as_json, Knowledge.load().deciding(overrides, today))


def explain(
    name: Annotated[str, typer.Argument(help="Name of a cookie or storage key; left out: --domain alone.")] = "",
    domain: Annotated[str, typer.Option("--domain", help="Host it is set on, or the host to explain.")] = "",
    site: Annotated[str, typer.Option("--site", help="The visited site: tells first from third party.")] = "",
    kind: Annotated[str, typer.Option("--kind", help="cookie, local-storage, beacon …; else by what is known.")] = "",
    declarations: Declarations = None,
    as_json: Json = False,
) -> int:
    """Tell the whole story of one item: what decided its category, what else speaks, what would change it."""
    overrides, today = _overrides(declarations)
    return explain_item(name, domain, as_json, site=site, kind=kind, overrides=overrides, on=today)


def _overrides(declarations: Path | None) -> tuple[tuple[Override, ...], dt.date]:
    """The overrides of the file, and today. Raises ConfigError."""
    written = read_declarations(declarations)
    return written.overrides if written else (), dt.datetime.now(dt.UTC).date()


@policies.command("read")
def read(
    source: Annotated[str, typer.Argument(help="A file, - for standard input, or an address.")],
    as_json: Json = False,
) -> int:
    """Print every declaration and promise with its own words and place."""

    def fetch(url: str) -> tuple[bytes, str]:
        # Only here: a file is read without a browser installed.
        from avow.fetching import fetch as fetch_through_browser

        return fetch_through_browser(url)

    return policy.read(source, as_json, fetch)


@policies.command("draft")
def draft(
    evidence: Annotated[Path, typer.Argument(help="The evidence folder, <out>/<site>/<time>.")],
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder to write to; else the evidence's report folder.")
    ] = None,
) -> int:
    """Write the cookie table that the policy ought to hold: HTML, Markdown, CSV and JSON, gaps marked for a person."""
    from avow.judging import judge
    from reports.declaration_table import draft as draft_table
    from reports.declaration_table import write_draft

    paths = write_draft(draft_table(judge(evidence, Knowledge.load())), out or evidence / "report")
    for path in paths.values():
        typer.echo(str(path))
    return exit_codes.MEASURED


@knowledge.command("update")
def update(
    source: Annotated[Path | None, typer.Option("--from", help="Take the databases out of this folder.")] = None,
    back: Annotated[str, typer.Option("--back", help="Name of a database: use its version before again.")] = "",
    as_json: Json = False,
) -> int:
    """Fetch the free lists and databases; what was there before stays until the new one is whole."""
    return update_knowledge(source, None, as_json, back=back)


@knowledge.command("show")
def show(as_json: Json = False) -> int:
    """Print what is in use: name, version, date, age, entries, licence, origin, digest, the version before."""
    return show_knowledge(None, as_json)
