"""Which cookies are declared as records: labels and values under each other, or a heading that is a cookie's name."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from analyzers.policy.categories import read_category
from analyzers.policy.columns import kinds_of, role_of
from analyzers.policy.document import Block, Passage
from analyzers.policy.durations import read_lifetime
from analyzers.policy.lists import lifetime_in
from analyzers.policy.names import CERTAIN, Name, looks_like_name, may_be_name, read_names
from analyzers.policy.party_cells import party_of
from analyzers.policy.sections import Section
from analyzers.policy.tables import Row, one_line

LONGEST_LABEL = 40
MOST_VALUES = 3
"""Blocks after a label that still belong to it."""
NEXT_LABEL = re.compile(r"[;|,\u2022\u00b7]\s+(?=([^\W\d_][^:;|,\u2022\n]{1,30}):\s)")
"""Where a line goes on with another label: "Name: sid; Expiry: 1 day"."""
LEAST_HEADED = 2
"""Headings that are names of cookies, from which they are a manner of the document and no accident."""
Line = tuple[Section, Passage, str, Passage]


def read_records(sections: list[Section]) -> Iterator[tuple[Block, Row]]:
    """Records of labels and values: "Name", "_ga", "Provider", "Google" as blocks of their own, or "Name: _ga" in lines.

    A record begins at each "name" label. There must be two of them, or one with two other labels.
    """
    lines = list(labelled_lines(sections))
    roles = [role for _, _, role, _ in lines if role]
    if roles.count("name") < 2 and not (roles.count("name") == 1 and len(set(roles)) > 2):
        return
    record: dict[str, list[Line]] = {}
    current = ""
    for line in lines:
        section, _, role, value = line
        if role == "name":
            yield from record_row(record)
            record, current = {}, "name"
        elif role:
            current = role if role not in record else ""
        elif section.block.kind == "heading":
            yield from record_row(record)
            record, current = {}, ""
        if current and value.text and (role or len(record.get(current, ())) < MOST_VALUES):
            record.setdefault(current, []).append(line)
    yield from record_row(record)


def labelled_lines(sections: list[Section]) -> Iterator[Line]:
    """Every line of paragraphs, items and headings: its section, the passage of the line, its label's role, its value."""
    counts: dict[str, int] = {}
    for section in sections:
        if section.block.kind != "table" and len(section.block.text) < LONGEST_LABEL:
            key = section.block.text.casefold()
            counts[key] = counts.get(key, 0) + 1
    for number, section in enumerate(sections):
        if section.block.kind == "table":
            continue
        if names_itself(section.block) and number + 1 < len(sections) and is_labelled(sections[number + 1].block):
            yield section, section.block.passage, "name", section.block.passage
            continue
        for line in lines_of(section.block.passage):
            label, colon, rest = line.text.partition(":")
            alone = not rest.strip() and counts.get(section.block.text.casefold(), 0) > 1
            if len(label) < LONGEST_LABEL and (colon or alone) and (role := role_of(label)):
                yield section, line, role, line.part(len(label) + 1, len(line.text))
            else:
                yield section, line, "", line


def lines_of(passage: Passage) -> Iterator[Passage]:
    """The lines of a passage; a line of several labels is several."""
    at = 0
    for text in passage.text.split("\n"):
        begin = 0
        if role_of(text.partition(":")[0]):
            for match in NEXT_LABEL.finditer(text):
                if role_of(match[1]):
                    yield passage.part(at + begin, at + match.start())
                    begin = match.end()
        yield passage.part(at + begin, at + len(text))
        at += len(text) + 1


def names_itself(block: Block) -> bool:
    """Is the block the name of a cookie and nothing else?"""
    return block.kind != "table" and "\n" not in block.text and looks_like_name(block.text.strip(" :"))


def is_labelled(block: Block) -> bool:
    """Does the block begin with the label of a value that is no name: "Provider: ...", "Expiry: ..."?"""
    label, colon, rest = block.text.partition(":")
    is_term = bool(block.lead) and block.lead == block.text
    return (
        bool(is_term or (colon and rest.strip()))
        and len(label) < LONGEST_LABEL
        and role_of(label) not in ("", "name", "privacy")
    )


def read_headed(sections: list[Section]) -> Iterator[tuple[Block, Row]]:
    """Cookies that have a heading of their own and a paragraph below it that says what they do."""
    headed = [
        (section, following)
        for section, following in itertools.pairwise(sections)
        if section.block.kind == "heading"
        and following.block.kind in ("paragraph", "item")
        and names_itself(section.block)
        and CERTAIN.search(section.block.text) is not None
    ]
    if len(headed) < LEAST_HEADED:
        return
    for section, following in headed:
        passage = section.block.passage
        yield (
            following.block,
            Row(
                begin=passage.place(0),
                end=following.block.passage.place(len(following.block.text) - 1) + 1,
                names=tuple(read_names(section.block.text.strip(" :"))),
                category=section.category,
                purpose=one_line(following.block.text),
                lifetime=lifetime_in(following.block.text),
                source="list",
            ),
        )


def record_row(record: dict[str, list[Line]]) -> Iterator[tuple[Block, Row]]:
    values = {role: one_line("\n".join(value.text for _, _, _, value in found)) for role, found in record.items()}
    if "name" not in values or len(values) < 2:
        return
    names: list[Name] = [name for name in read_names(values["name"]) if may_be_name(name.as_written)]
    if not names:
        return
    passages = [line for found in record.values() for _, line, _, _ in found]
    section = record["name"][0][0]
    category = read_category(values["category"]) if "category" in values else None
    yield (
        section.block,
        Row(
            begin=min(passage.place(0) for passage in passages),
            end=max(passage.place(len(passage.text) - 1) for passage in passages) + 1,
            names=tuple(names),
            provider=values.get("domain", "") or values.get("provider", ""),
            category=category or section.category,
            purpose=values.get("purpose", ""),
            lifetime=read_lifetime(values["duration"]) if "duration" in values else None,
            party=party_of(values.get("party", "")),
            kinds=tuple(kinds_of(values.get("storage", ""))),
            source="list",
        ),
    )
