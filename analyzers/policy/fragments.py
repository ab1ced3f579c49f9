"""What a consent tool's HTML declares: the list that it writes into the page, read as any table or list is.

Quotes are words as a reader of the page sees them, and places count the characters of that text. A list is short and
speaks of buttons: it is read also where a page of its own would be taken for a consent wall.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from analyzers.model import Declaration, short_id
from analyzers.policy.items import read_items
from analyzers.policy.language import language_of
from analyzers.policy.opening import open_document
from analyzers.policy.reader import read_policy
from analyzers.policy.scheme import scheme_of
from analyzers.policy.sections import read_sections
from analyzers.policy.unreadable import Unreadable

LONGEST = 1_000_000
_TAG = re.compile(r"<(?:table|h[1-6]|div|p|ul|section|html)\b", re.IGNORECASE)


def read_fragment(tool: str, url: str, html: str) -> Iterator[Declaration]:
    """Declarations that name an item or a company, or say what a category is for; none of the tool's own explanations."""
    if not _TAG.search(html[:100_000]):
        return
    data = f"<!doctype html><title>cookies</title><body>{html[:LONGEST]}</body>".encode("utf-8", "replace")
    reading = read_policy(data, mime="text/html", source=url)
    for one in rows_only(data, url) if reading.could_not_read else reading.declarations:
        in_passing = one.source == "prose" and (one.strength == "item" or not (one.provider or one.category))
        if one.kind not in ("signal", "ip-address") and not in_passing:
            yield msgspec.structs.replace(
                one,
                id=short_id("declaration", tool, url, one.id),
                place=f"{tool}, {url}, {one.place}",
                source=tool,
            )


def rows_only(data: bytes, url: str) -> Iterator[Declaration]:
    """Tables and lists, of a text that is too short for a policy."""
    try:
        document = open_document(data, mime="text/html", source=url)
    except Unreadable:
        return
    scheme = scheme_of(document)
    language = language_of(document.text, document.language)
    yield from read_items(document, list(read_sections(document, scheme)), scheme, language)
