"""Each block and sentence of a document with what it inherits: its section's category, its heading, what stands before."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from analyzers.policy.categories import Named, heads_category
from analyzers.policy.columns import role_of
from analyzers.policy.companies import NAMES
from analyzers.policy.document import Block, Document, Passage
from analyzers.policy.plain import TOPIC
from analyzers.policy.scheme import Scheme
from analyzers.policy.sentences import sentences
from analyzers.policy.vocabulary import MECHANISMS, TRACKING

RUN_IN_LEVEL = 8
"""Level of a paragraph in bold as a heading, see page.py and markdown.py."""
LONGEST_LABEL = 30
LEAST_DESCRIPTION = 4
SHORT_VALUE = 120


class Section(msgspec.Struct, frozen=True, kw_only=True):
    """One block in its section."""

    block: Block
    category: Named | None
    """Of the section it stands in."""
    opened: int
    """Number of the block that opened the category, -1 for none."""
    opens: bool
    """The block is nothing but a category's name."""


class Referent(msgspec.Struct, frozen=True, kw_only=True):
    """The third parties that a sentence goes on about without naming them."""

    companies: tuple[str, ...] = ()
    generic: bool = False
    """Parties of a kind are meant, beside or instead of the named ones: "our advertising networks"."""
    at: int = 0
    """Where in the sentence the word stands that means them; -1 for the heading above."""
    subject: bool = False
    """They were what the sentence was about."""

    def __bool__(self) -> bool:
        return bool(self.companies) or self.generic


NOBODY = Referent()


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
    says_category: bool = False
    """The first sentence after the words that opened the category: it tells what the category is."""
    number: int = 0
    """Which sentence under its category or heading: 0 is the first."""
    stem: str = ""
    """Of a list item: the words before the list that it ends, "We use cookies to:"."""
    referent: Referent = NOBODY
    """Whom its "they" or "such companies" means, see referents.py."""

    @property
    def text(self) -> str:
        """On one line, with straight apostrophes: as long as the passage, so that places are the same."""
        return self.passage.text.replace("\n", " ").replace("’", "'")


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
        if block.kind == "heading" and not (block.level >= RUN_IN_LEVEL and is_label(block.text)):
            if belongs_above(block, by_heading):
                yield Section(block=block, category=by_heading[-1][1], opened=by_heading[-1][2], opens=False)
                continue
            while by_heading and by_heading[-1][0] >= block.level:
                by_heading.pop()
            named = scheme.settle(heads_category(block.text))
            if named is not None and not speaks_of_tracking(document, index):
                named = None
            by_heading.append((block.level, named, index))
            by_lead, lead_block = None, -1
            opens = named is not None
        elif block.kind != "table":
            lead = heads_category(block.lead.rstrip(" .")) if block.lead else None
            alone = category_alone(document, index)
            if lead is None and is_topic(block.lead):
                # "**Web beacons** We use…" after the paragraphs of a category that bold words opened: a sibling of theirs.
                while by_heading and by_heading[-1][0] >= RUN_IN_LEVEL:
                    by_heading.pop()
                by_lead, lead_block = None, -1
            if lead is not None or alone is not None:
                by_lead, lead_block, opens = scheme.settle(lead or alone), index, alone is not None
        category, opened = by_lead, lead_block
        if category is None:
            category, opened = next(((c, i) for _, c, i in reversed(by_heading) if c is not None), (None, -1))
        yield Section(block=block, category=category, opened=opened, opens=opens)


def read_sentences(sections: Iterator[Section] | list[Section]) -> Iterator[Sentence]:
    """Sentences of paragraphs and list items in reading order; tables are read elsewhere."""
    before = stem = ""
    number = 0
    described: set[int] = set()
    under: tuple[object, ...] = ()
    for section in sections:
        block = section.block
        if block.kind in ("heading", "table") or section.opens:
            before = ""
            stem = block.text if block.kind == "heading" and block.text.endswith(":") else ""
            continue
        stem = stem if block.kind == "item" else ""
        here = (section.opened, block.headings)
        if here != under:
            under, before, number = here, "", 0
        for passage in sentences(block.passage):
            yield Sentence(
                passage=passage,
                block=block,
                category=section.category,
                before=before,
                heading=block.lead or (block.headings[-1] if block.headings else ""),
                says_category=section.category is not None
                and is_description(passage)
                and section.opened not in described,
                number=number,
                stem=stem.replace("\n", " "),
            )
            if is_description(passage):
                described.add(section.opened)
            before = passage.text.replace("\n", " ")
            number += 1
        if block.kind != "item" and before.endswith(":"):
            stem = before


def belongs_above(block: Block, by_heading: list[tuple[int, Named | None, int]]) -> bool:
    """Is the heading the name of a service below that of a category, though both are of one level?"""
    if not by_heading or by_heading[-1][0] != block.level or by_heading[-1][1] is None:
        return False
    return NAMES.fullmatch(block.text.strip(" :")) is not None


def is_label(text: str) -> bool:
    """Is a line in bold the label of a value ("Name", "Expiration", "Function") rather than a heading?"""
    return len(text) < LONGEST_LABEL and bool(role_of(text)) and heads_category(text) is None and not is_topic(text)


def is_topic(lead: str) -> bool:
    """Are the bold words a mechanism's name and nothing else: "Web beacons", "Do Not Track."?"""
    bare = lead.strip(" .:–—-")
    topic = TOPIC.match(bare)
    if topic is None or topic.end() != len(bare) or heads_category(bare) is not None:
        return False
    # "Function" and "Signals" alone are words of any subject.
    return TRACKING.search(bare) is not None or any(words.search(bare) for words in MECHANISMS.values())


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
    marked = marked or (
        block.kind == "item" and any(one.kind == "item" and one.level > block.level for one in following[:1])
    )
    return named if text[:1].isupper() and (marked or any(one.kind == "table" for one in following)) else None


def is_description(passage: Passage) -> bool:
    """A sentence of a few words at least, and no "label: value" line."""
    if re.match(r"[^.:]{2,40}\s?:", passage.text) and len(passage.text) < SHORT_VALUE:
        return False
    return len(passage.text.split()) >= LEAST_DESCRIPTION


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
