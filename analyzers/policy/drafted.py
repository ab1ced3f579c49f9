"""Tables of declarations as files: spreadsheets (CSV), and the JSON that `avow policy draft` writes."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from typing import Any

import msgspec

from analyzers.model import CATEGORIES, KINDS, Declaration, short_id

SCHEMA = "avow-declarations/1"
GAP = re.compile(r"\\?\[to complete: ?[a-z ]{1,40}\\?\]")
"""How the draft marks what a person must add, see reports.declaration_table."""
MOST_ROWS = 20_000
LONGEST_TEXT = 2_000
_GUARDED = re.compile(r"'(?=[=+\-@\t\r])")
_HEAD = re.compile(r"\b(?:name|cookie|naam|nom|nombre|nome|bezeichnung)\b", re.IGNORECASE)


def table_page(text: str) -> str:
    """A spreadsheet's rows as an HTML table, to be read like any other; empty when it is no table.

    Comma, semicolon or tab parts the cells. An apostrophe before a sign that starts a formula is the guard that
    spreadsheets need, and is taken off.
    """
    first = text.lstrip("\ufeff").partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    if first.count(delimiter) < 1 or not _HEAD.search(first):
        return ""
    try:
        rows = list(csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=delimiter))[:MOST_ROWS]
    except csv.Error:
        return ""
    lines = [
        "".join(f"<{tag}>{html.escape(_GUARDED.sub('', cell[:LONGEST_TEXT], count=1))}</{tag}>" for cell in row)
        for number, row in enumerate(rows)
        for tag in ("td" if number else "th",)
    ]
    return f"<table>{''.join(f'<tr>{line}</tr>' for line in lines)}</table>"


def drafted_in(data: bytes, source: str) -> tuple[Declaration, ...] | None:
    """The declarations of a drafted JSON, names as they are; None when the bytes are no such file."""
    if SCHEMA.encode() not in data[:4_000] or data.lstrip()[:1] != b"{":
        return None
    try:
        text = data.decode("utf-8")
        document = json.loads(text)
        rows = document["declarations"]
    except (UnicodeDecodeError, ValueError, KeyError, TypeError, RecursionError):
        return None
    if document.get("schema") != SCHEMA or not isinstance(rows, list):
        return None
    found = []
    begin = text.find("[", text.find('"declarations"'))
    decoder = json.JSONDecoder()
    for row in rows[:MOST_ROWS]:
        begin = text.find("{", begin)
        end = decoder.raw_decode(text, begin)[1] if begin >= 0 else -1
        if isinstance(row, dict) and end > begin:
            found.append(_declaration(row, text[begin:end], f"{source}, character {begin + 1:,}"))
        begin = end
    return tuple(found)


def without_gaps(one: Declaration) -> Declaration:
    """A row of a drafted table in which a person has not yet filled a gap: what is marked is nothing that is declared."""
    texts = {key: getattr(one, key) for key in ("provider", "purpose", "category_as_written", "lifetime")}
    if not any(GAP.search(text) for text in texts.values()):
        return one
    filled = {key: GAP.sub("", text).strip() for key, text in texts.items()}
    return msgspec.structs.replace(one, **filled)


def _declaration(row: dict[str, Any], quote: str, place: str) -> Declaration:
    def text(key: str) -> str:
        value = row.get(key)
        return value if isinstance(value, str) else ""

    seconds = row.get("lifetime_s")
    name, kind = text("name"), text("kind")
    return Declaration(
        id=short_id("declaration", kind, name, quote, place),
        kind=kind if kind in KINDS else "cookie",
        name=name,
        provider=text("provider"),
        category=text("category") if text("category") in CATEGORIES else "",
        category_as_written=text("category_as_written"),
        party=text("party") if text("party") in ("first", "third") else "any",
        lifetime=text("lifetime"),
        lifetime_s=float(seconds) if isinstance(seconds, int | float) and not isinstance(seconds, bool) else None,
        purpose=text("purpose"),
        strength="item" if name else "provider" if text("provider") else "class",
        quote=quote,
        place=place,
        source="table",
    )
