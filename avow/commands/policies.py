"""`avow policy read SOURCE`, on the command line."""

from __future__ import annotations

from typing import Annotated

import typer

from avow.commands import policy

app = typer.Typer(help="What a policy declares and promises.", no_args_is_help=True)


@app.callback()
def group() -> None:
    """What a policy declares and promises."""


@app.command("read")
def read(
    source: Annotated[str, typer.Argument(help="A file, - for standard input, or an address.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> int:
    """Print every declaration and promise with its own words and place."""

    def fetch(url: str) -> tuple[bytes, str]:
        # Only here: a file is read without a browser installed.
        from avow.fetching import fetch as fetch_through_browser

        return fetch_through_browser(url)

    return policy.read(source, as_json, fetch)
