"""The command-line words of the commands that are plain functions: `sort`, `explain`, `policy …`, `knowledge …`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from avow import exit_codes
from avow.commands import policy
from avow.commands.explain import explain as explain_item
from avow.commands.knowledge import show_knowledge, update_knowledge
from avow.commands.sort import sort as sort_rows

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]

policies = typer.Typer(help="What a policy declares and promises, and what it ought to declare.", no_args_is_help=True)
knowledge = typer.Typer(help="The lists and databases that items are sorted with.", no_args_is_help=True)


def sort(
    file: Annotated[
        Path, typer.Argument(help="CSV with a column `name`; domain, value, expiry_s … are used where given.")
    ],
    out: Annotated[Path | None, typer.Option("--out", help="File to write; else standard output.")] = None,
    as_json: Json = False,
) -> int:
    """Sort a list of cookies into the four categories, each with the rule that decided."""
    return sort_rows(file, out, as_json)


def explain(
    name: Annotated[str, typer.Argument(help="Name of a cookie or storage key.")],
    domain: Annotated[str, typer.Option("--domain", help="Where it is set.")] = "",
    as_json: Json = False,
) -> int:
    """Tell the whole story of one item: what decided its category, and what else speaks."""
    return explain_item(name, domain, as_json)


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
    from analyzers.knowledge import Knowledge
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
    as_json: Json = False,
) -> int:
    """Fetch the free lists and databases; what was there before stays until the new one is whole."""
    return update_knowledge(source, None, as_json)


@knowledge.command("show")
def show(as_json: Json = False) -> int:
    """Print what is in use: name, version, date, entries, licence, digest."""
    return show_knowledge(None, as_json)
