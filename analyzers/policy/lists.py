"""Which cookies a list declares: "name – what it does" items, and records written as labels and values under each other."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from analyzers.policy.categories import read_category
from analyzers.policy.columns import kinds_of, party_of, role_of
from analyzers.policy.companies import NAMES
from analyzers.policy.document import Block, Passage
from analyzers.policy.durations import AMOUNT, Lifetime, fold, read_lifetime
from analyzers.policy.names import Name, looks_like_name, may_be_name, read_names
from analyzers.policy.sections import Section
from analyzers.policy.tables import Row, one_line
from analyzers.policy.vocabulary import TRACKING

SEPARATOR = re.compile(r"\s+[-–—]\s*|\s*:\s+|\s*[–—]\s*|:$|\n|\s+\(")
ENOUGH = 0.6
PASSING = re.compile(
    r"\(([^()]{2,60})\)|\b(?:expir\w+|lifetime|lifespan|duration|stored|valid|kept|lasts?|retention|bewaar\w*|speicherdauer|"
    r"laufzeit|durée|duración|durata)\b[^.;]{0,50}|^[^.;,]{2,30}$",
    re.IGNORECASE,
)
LONGEST_LABEL = 40
LONGEST_MENTION = 1_000
PARENTHESES = re.compile(r"^([A-Z][^()\n]{1,60}?)\s*\(([^()]{2,300})\)")
MOST_VALUES = 3
"""Blocks after a label that still belong to it."""
Line = tuple[Section, Passage, str, Passage]


def read_lists(sections: list[Section]) -> Iterator[tuple[Block, Row]]:
    """Items of lists whose items mostly begin with a cookie's name."""
    run: list[Section] = []
    ended: list[Section | None] = [*sections, None]
    for section in ended:
        if section is not None and section.block.kind == "item" and not section.opens:
            if run and section.block.level != run[-1].block.level:
                yield from list_rows(run, sections)
                run = []
            run.append(section)
        elif run:
            yield from list_rows(run, sections)
            run = []


def read_mentions(sections: list[Section]) -> Iterator[tuple[Block, Row]]:
    """Names in parentheses behind a service ("Google Analytics (_ga, _gid)"), and paragraphs of nothing but names."""
    for section in sections:
        block = section.block
        if block.kind not in ("item", "paragraph") or section.opens or section.category is None:
            continue
        names: list[Name] = []
        who = ""
        for match in PARENTHESES.finditer(block.text[:LONGEST_MENTION]):
            inside = read_names(match[2])
            if inside and all(looks_like_name(name.as_written) for name in inside):
                names, who = inside, match[1].strip(" :–-")
                break
        whole = read_names(block.text) if not names and len(block.text) < LONGEST_MENTION else []
        if whole and all(looks_like_name(name.as_written) for name in whole) and block.kind == "paragraph":
            names = whole
        if names:
            passage = block.passage
            yield (
                block,
                Row(
                    begin=passage.place(0),
                    end=passage.place(len(passage.text) - 1) + 1,
                    names=tuple(names),
                    provider=who,
                    category=section.category,
                    purpose=one_line(block.text) if who else "",
                    lifetime=lifetime_in(block.text) if who else None,
                    source="list",
                ),
            )


def list_rows(run: list[Section], sections: list[Section]) -> Iterator[tuple[Block, Row]]:
    parts = [split_item(section.block) for section in run]
    strict = sum(1 for head, _ in parts if head and all(looks_like_name(one) for one in heads(head)))
    possible = sum(1 for head, _ in parts if head and all(may_be_name(one) for one in heads(head)))
    if not strict or possible < ENOUGH * len(run) or (strict == 1 and len(run) > 4):
        return
    if not is_about_cookies(run[0], sections) and strict < 2:
        return
    for section, (head, rest) in zip(run, parts, strict=True):
        names = tuple(read_names(head)) if head and all(may_be_name(one) for one in heads(head)) else ()
        if not names or not (looks_like_name(heads(head)[0]) or strict * 2 >= len(run) or section.category):
            continue
        passage = section.block.passage
        yield (
            section.block,
            Row(
                begin=passage.place(0),
                end=passage.place(len(passage.text) - 1) + 1,
                names=names,
                category=section.category,
                purpose=one_line(rest),
                lifetime=lifetime_in(section.block.text[len(head) :]),
                provider=company_in(section.block.text[len(head) : len(head) + 80]),
                kinds=tuple(
                    kind for kind in kinds_of(rest[:60]) if kind in ("local-storage", "session-storage", "indexed-db")
                ),
                source="list",
            ),
        )


def heads(head: str) -> list[str]:
    return [name.as_written for name in read_names(head)] or [head]


def split_item(block: Block) -> tuple[str, str]:
    """(name or names, what is said of them) of one item; the name empty when the item is a sentence."""
    text = block.text
    if block.lead and text.startswith(block.lead):
        return block.lead.strip(" :"), text[len(block.lead) :].strip(" :–—-\n")
    match = SEPARATOR.search(text)
    head, rest = (text[: match.start()], text[match.start() :]) if match else (text, "")
    return (head.strip(), rest.strip(" :–—-\n")) if len(head) <= 160 else ("", text)


def company_in(text: str) -> str:
    """The company named right behind an item: "(Facebook, 3 months)", "– owned by Google Analytics"."""
    match = NAMES.search(text)
    return match.group() if match is not None else ""


def lifetime_in(text: str) -> Lifetime | None:
    """A lifetime said in passing: "(2 years)", "expires after 30 days", "Session"."""
    for match in PASSING.finditer(text):
        found = read_lifetime(match.group())
        if found.kind:
            # "(Facebook, 3 months)" is written "3 months", where folding the accents moved no letter.
            amount = AMOUNT.search(fold(match.group()))
            same = len(fold(match.group())) == len(match.group())
            exact = (
                match.group()[amount.start() : amount.end()].strip()
                if amount is not None and same
                else found.as_written
            )
            return msgspec.structs.replace(found, as_written=exact)
    return None


def is_about_cookies(section: Section, sections: list[Section]) -> bool:
    """Do the list's category, headings or the text just before speak of cookies?"""
    if section.category is not None or any(TRACKING.search(text) for text in section.block.headings[-1:]):
        return True
    at = next(number for number, one in enumerate(sections) if one is section)
    return any(
        re.search(
            r"cookie|tracker|"
            r"storage",
            one.block.text[-300:],
            re.IGNORECASE,
        )
        for one in sections[max(0, at - 2) : at]
    )


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
    for section in sections:
        if section.block.kind == "table":
            continue
        at = 0
        for text in section.block.text.split("\n"):
            line = section.block.passage.part(at, at + len(text))
            at += len(text) + 1
            label, colon, rest = line.text.partition(":")
            alone = not rest.strip() and counts.get(section.block.text.casefold(), 0) > 1
            if len(label) < LONGEST_LABEL and (colon or alone) and (role := role_of(label)):
                yield section, line, role, line.part(len(label) + 1, len(line.text))
            else:
                yield section, line, "", line


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
