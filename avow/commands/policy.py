"""`avow policy read`: what a policy declares and promises, with its own words beside each."""

from __future__ import annotations

import json
import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from analyzers.model import CATEGORIES, Declaration, PolicyReading
from avow.reading import read_any

SCHEMA = "avow-policy/1"
Fetch = Callable[[str], tuple[bytes, str]]
"""Address -> (body, media type); raises OSError when the address gives nothing."""
LONGEST_QUOTE = 400
TITLES = {
    "mandatory": "Mandatory",
    "performance": "Performance",
    "functionality": "Functionality",
    "targeting": "Targeting",
    "": "Tied to no category",
}


def read(source: str, as_json: bool = False, fetch: Fetch | None = None) -> int:
    """Print what the policy at `source` (a file, `-` for standard input, or an address) says.

    Returns 0 when it was read, 3 when it was opened but nothing can be concluded from it, 2 when it could not be opened.
    """
    try:
        data, mime = open_source(source, fetch)
    except OSError as error:
        print(f"avow policy read: {source}: {error.strerror or error}. Give a file, - or an address.", file=sys.stderr)
        return 2
    reading = read_any(data, mime, source)
    if as_json:
        print(json.dumps(as_shape(reading), ensure_ascii=False, indent=2))
    else:
        for line in lines(reading):
            print(line)
    return 3 if reading.could_not_read else 0


def open_source(source: str, fetch: Fetch | None) -> tuple[bytes, str]:
    """(bytes, media type). Raises OSError."""
    if source == "-":
        return sys.stdin.buffer.read(), ""
    if source.startswith(("http://", "https://")):
        if fetch is None:
            raise OSError("an address can be read only through the crawler; save the page and give the file")
        return fetch(source)
    return Path(source).read_bytes(), ""


def as_shape(reading: PolicyReading) -> dict[str, Any]:
    """The documented shape: schema, source, declarations, promises, unread, could_not_read, and what else is known."""
    return {"schema": SCHEMA, **msgspec.to_builtins(reading)}


def lines(reading: PolicyReading) -> Iterator[str]:
    """The reading for counsel: by category, each with quote and place."""
    yield f"Policy    {printable(reading.title or '(no title)')}"
    yield f"Source    {printable(reading.source)}"
    yield f"Digest    sha256:{reading.sha256}"
    if reading.could_not_read:
        yield f"COULD NOT BE READ: {printable(reading.could_not_read)}"
        yield "Nothing may be concluded from this document: neither that something is declared nor that it is not."
        return
    yield f"Language  {reading.language}    Date as written  {printable(reading.date_as_written or '-')}"
    yield (
        f"Read      {len(reading.declarations)} declarations, {len(reading.promises)} promises, "
        f"{len(reading.unread)} passages left unread"
    )
    for category in (*CATEGORIES, ""):
        declared = [one for one in reading.declarations if one.category == category]
        if declared:
            yield from section(f"{TITLES[category]}: {len(declared)} declarations", declared)
    if reading.promises:
        yield from heading(f"Promises: {len(reading.promises)}")
        for promise in reading.promises:
            facts = ", ".join(f"{name} {value}" for name, value in promise.facts.items())
            yield f"  {promise.subject}: {promise.statement}{f' ({printable(facts)})' if facts else ''}"
            yield from quoted(promise.quote, promise.place)
    if reading.unread:
        yield from heading(f"Speaks of tracking, but nothing was read: {len(reading.unread)}")
        for unread in reading.unread:
            yield f"  {unread.why}"
            yield from quoted(unread.quote, unread.place)


def section(title: str, declared: Iterable[Declaration]) -> Iterator[str]:
    yield from heading(title)
    for one in declared:
        what = [one.kind, one.name, f"by {one.provider}" if one.provider else ""]
        what += [f"{one.party} party" if one.party != "any" else "", one.lifetime, " and ".join(one.where)]
        what += [f"({one.category_as_written})" if one.category_as_written else ""]
        yield "  " + ", ".join(printable(part) for part in what if part)
        yield from quoted(one.quote, one.place)


def heading(title: str) -> Iterator[str]:
    yield ""
    yield title
    yield "-" * len(title)


def quoted(quote: str, place: str) -> Iterator[str]:
    flat = printable(" ".join(quote.split()))
    shown = flat if len(flat) <= LONGEST_QUOTE else flat[:LONGEST_QUOTE] + " […]"
    yield from textwrap.wrap(f"“{shown}”", width=110, initial_indent="      ", subsequent_indent="      ")
    yield f"      [{printable(place)}]"


def printable(text: str) -> str:
    """Without control characters: a policy is a stranger's text, and a terminal obeys escape sequences."""
    return "".join(character if character.isprintable() else " " for character in text)
