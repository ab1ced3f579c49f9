"""Declarations out of rows: what a table or list says of each item, company or category."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator

from analyzers.model import Declaration, Unread, short_id
from analyzers.policy.categories import read_category
from analyzers.policy.columns import role_of
from analyzers.policy.companies import NAMES
from analyzers.policy.document import Block, Document
from analyzers.policy.lists import read_lists, read_mentions
from analyzers.policy.names import looks_like_name
from analyzers.policy.records import read_headed, read_records
from analyzers.policy.scheme import Scheme
from analyzers.policy.sections import Section
from analyzers.policy.tables import Row, read_table
from analyzers.policy.vocabulary import TRACKING

LONGEST_QUOTE = 2_000
LOOKED_AT = 200
"""Cells of a table that are searched for the subject."""
LONGEST_RECORD = 1_500
"""Characters of a record whose every word is its own."""
SHORT_PURPOSE = 12
"""Words: a purpose like "Ads targeting for Google" tells its category, a paragraph about many things does not."""


def read_items(document: Document, sections: list[Section], scheme: Scheme, language: str) -> Iterator[Declaration]:
    """Every row of every table and list that speaks of cookies, as declarations."""
    for number, section in enumerate(sections):
        if section.block.kind != "table" or not is_about_tracking(document, sections, number):
            continue
        for row in read_table(section.block, section.category):
            yield from declarations_of(row, section.block, document, scheme, language)
    read: list[Row] = []
    for rows in (read_records, read_lists, read_mentions, read_headed):
        begins = [row.begin for row in read]
        found = [(block, row) for block, row in rows(sections) if not is_read(row, read, begins)]
        for block, row in found:
            yield from declarations_of(row, block, document, scheme, language)
        read = sorted([*read, *(row for _, row in found)], key=lambda row: (row.begin, row.end))


def is_read(row: Row, read: list[Row], begins: list[int]) -> bool:
    """Was a row read before of the same words? `read` is in order of its `begins`.

    A label far from its value makes a record of half the document: then only the names that it gave count as read.
    """
    after = bisect.bisect_left(begins, row.begin)
    near = [one for one in read[max(0, after - 1) : after + 1] if one.begin < row.end and row.begin < one.end]
    names = {name.pattern for name in row.names}
    return any(one.end - one.begin < LONGEST_RECORD or names <= {name.pattern for name in one.names} for one in near)


def holds_cookie_table(document: Document) -> bool:
    """Does a table's header name a column of cookies beside one of lifetimes, companies or categories?

    Such a page is a policy, however short, and whatever its purposes speak of ("keeps you logged in").
    """
    for block in document.blocks:
        for row in block.rows[:2]:
            roles = {role_of(cell.text) for cell in row if cell.text}
            if "name" in roles and roles & {"duration", "provider", "category", "domain"} and len(block.rows) > 2:
                return any(looks_like_name(cell.text) for cells in block.rows for cell in cells)
    return False


def unread_tables(document: Document, sections: list[Section]) -> Iterator[Unread]:
    """Tables that speak of cookies in their own cells, and of which no row was read."""
    for section in sections:
        block = section.block
        if block.kind != "table" or any(True for _ in read_table(block, section.category)):
            continue
        cells = [cell for row in block.rows for cell in row if cell.text]
        if any(
            re.search(r"cookie|beacon|pixel|tracker|traceur", cell.text, re.IGNORECASE) for cell in cells[:LOOKED_AT]
        ):
            quote = document.quote(cells[0].passage)
            why = "a table that speaks of cookies, but no column of names, companies or categories was recognised"
            yield Unread(quote=quote, place=document.where(block, cells[0].passage), why=why)


def is_about_tracking(document: Document, sections: list[Section], number: int) -> bool:
    """Does the table, its headings, the text before it or the document's title speak of cookies or trackers?"""
    section = sections[number]
    if section.category is not None:
        return True
    rows = section.block.rows
    near = [*section.block.headings, document.title]
    near += [cell.text for row in rows[:3] for cell in row]
    near += [before.block.text[-600:] for before in sections[max(0, number - 3) : number]]
    return any(TRACKING.search(text) for text in near)


def company_above(block: Block) -> str:
    """The company that the nearest heading is: "Google Analytics" over a table without a provider's column."""
    heading = block.headings[-1].strip(" :") if block.headings else ""
    return heading if NAMES.fullmatch(heading) else ""


def declarations_of(row: Row, block: Block, document: Document, scheme: Scheme, language: str) -> Iterator[Declaration]:
    quote = document.text[row.begin : row.end][:LONGEST_QUOTE].strip()
    path = " > ".join(block.headings)
    place = f"{path}, character {row.begin:,}" if path else f"character {row.begin:,}"
    named = scheme.settle(row.category)
    confidence = "high"
    category, as_written = (named.category, named.as_written) if named is not None else ("", "")
    if named is None and row.purpose and len(row.purpose.split()) <= SHORT_PURPOSE:
        guessed = scheme.settle(read_category(row.purpose))
        if guessed is not None:
            category, confidence = guessed.category, "low"
    provider = row.provider or company_above(block)
    kinds = row.kinds or ("cookie",)
    if row.is_category:
        kinds, provider = ("category",), ""
    elif row.is_service:
        says_cookie = re.search(r"cookie", f"{as_written} {' '.join(block.headings[-1:])}", re.IGNORECASE)
        kinds = ("third-party", "cookie") if says_cookie else ("third-party",)
    for at, name in enumerate(row.names or (None,)):
        lifetime = row.lifetimes[at] if row.lifetimes else row.lifetime
        for kind in (name.storage,) if name is not None and name.storage else kinds:
            pattern = name.pattern if name is not None else ""
            yield Declaration(
                id=short_id("declaration", kind, pattern, provider, category, quote, place),
                kind=kind,
                name=pattern,
                provider=provider,
                category=category,
                category_as_written=as_written,
                party=row.party,
                lifetime=lifetime.as_written if lifetime is not None else "",
                lifetime_s=lifetime.seconds if lifetime is not None else None,
                purpose=row.purpose,
                strength="item" if pattern else ("provider" if provider else "class"),
                quote=quote,
                place=place,
                language=language,
                confidence=confidence,
                source=row.source,
            )
