"""Each block and sentence of a document with what it inherits: its section's category, its heading, what stands before."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from analyzers.policy.categories import Named, heads_category
from analyzers.policy.document import Block, Document, Passage
from analyzers.policy.scheme import Scheme
from analyzers.policy.sentences import sentences
from analyzers.policy.vocabulary import TRACKING


class Section(msgspec.Struct, frozen=True, kw_only=True):
    """One block in its section."""

    block: Block
    category: Named | None
    """Of the section it stands in."""
    opened: int
    """Number of the block that opened the category, -1 for none."""
    opens: bool
    """The block is nothing but a category's name."""


class Sentence(msgspec.Struct, frozen=True, kw_only=True):
    """One sentence in its context."""

    passage: Passage
    block: Block
    category: Named | None = None
    """Of the section it stands in."""
    before: str = ""
    """The sentence before it in the same section."""
    heading: str = ""
    """Text of the nearest heading."""
    number: int = 0
    """Which sentence under its category or heading: 0 is the first."""

    @property
    def text(self) -> str:
        return self.passage.text.replace("\n", " ")


def read_sections(document: Document, scheme: Scheme) -> Iterator[Section]:
    """Every block in reading order with its category.

    A category is opened by a heading ("Performance cookies"), by a short line or bold words at the start of a paragraph
    or list item ("**Analytical cookies** help us…"). It holds until the next heading of its own level or above, and a
    category opened by an item until the next such item or any heading.
    """
    by_heading: list[tuple[int, Named | None, int]] = []
    by_lead: Named | None = None
    lead_block = -1
    for index, block in enumerate(document.blocks):
        opens = False
        if block.kind == "heading":
            while by_heading and by_heading[-1][0] >= block.level:
                by_heading.pop()
            named = scheme.settle(heads_category(block.text))
            if named is not None and not speaks_of_tracking(document, index):
                named = None
            by_heading.append((block.level, named, index))
            by_lead, lead_block = None, -1
            opens = named is not None
        elif block.kind != "table":
            lead = heads_category(block.lead) if block.lead else None
            alone = category_alone(document, index)
            if lead is not None or alone is not None:
                by_lead, lead_block, opens = scheme.settle(lead or alone), index, alone is not None
        category, opened = by_lead, lead_block
        if category is None:
            category, opened = next(((c, i) for _, c, i in reversed(by_heading) if c is not None), (None, -1))
        yield Section(block=block, category=category, opened=opened, opens=opens)


def read_sentences(sections: Iterator[Section] | list[Section]) -> Iterator[Sentence]:
    """Sentences of paragraphs and list items in reading order; tables are read elsewhere."""
    before = ""
    number = 0
    under: tuple[object, ...] = ()
    for section in sections:
        block = section.block
        if block.kind in ("heading", "table") or section.opens:
            before = ""
            continue
        here = (section.opened, block.headings)
        if here != under:
            under, before, number = here, "", 0
        for passage in sentences(block.passage):
            yield Sentence(
                passage=passage,
                block=block,
                category=section.category,
                before=before,
                heading=block.headings[-1] if block.headings else "",
                number=number,
            )
            before = passage.text.replace("\n", " ")
            number += 1


def category_alone(document: Document, index: int) -> Named | None:
    """The category of a paragraph or list item that is nothing else: "Targeting cookies:", "Necessary (42)"."""
    block = document.blocks[index]
    text = block.text
    if len(text) > 90 or text.endswith("."):
        return None
    named = heads_category(text)
    if named is None or re.search(r"cookie|tracker|traceur", text, re.IGNORECASE):
        return named
    # A bare word counts when it is marked as a heading, or when a table or an explanation follows it.
    following = document.blocks[index + 1 : index + 4]
    marked = text.rstrip()[-1:] in ":)" or block.lead == text
    return named if text[:1].isupper() and (marked or any(one.kind == "table" for one in following)) else None


def speaks_of_tracking(document: Document, index: int) -> bool:
    """Does a heading like "Security" or "Marketing" stand where cookies are the subject, or over a text about them?"""
    heading = document.blocks[index]
    if TRACKING.search(heading.text) or any(TRACKING.search(text) for text in heading.headings):
        return True
    seen = 0
    for block in document.blocks[index + 1 : index + 12]:
        if block.kind == "heading" and block.level <= heading.level:
            break
        if block.kind == "table" or TRACKING.search(block.text):
            return True
        seen += len(block.text)
        if seen > 1_500:
            break
    return False
