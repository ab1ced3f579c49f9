"""Which cookies a list declares: "name – what it does" items, and records written as labels and values under each other."""

from __future__ import annotations

import re
from collections.abc import Iterator

from analyzers.policy.categories import Named
from analyzers.policy.columns import kinds_of, party_of, role_of
from analyzers.policy.document import Block
from analyzers.policy.durations import Lifetime, read_lifetime
from analyzers.policy.names import Name, looks_like_name, may_be_name, read_names
from analyzers.policy.sections import Section
from analyzers.policy.tables import Row, one_line
from analyzers.policy.vocabulary import TRACKING

SEPARATOR = re.compile(r"\s+[-–—]\s*|\s*:\s+|\s*[–—]\s*|:$|\n|\s+\(")
ENOUGH = 0.6
LABELS = ("name", "purpose", "duration", "provider", "domain", "category", "party", "storage", "privacy")


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
                lifetime=lifetime_in(rest),
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
    head, rest = (text[: match.start()], text[match.end() :]) if match else (text, "")
    return (head.strip(), rest.strip(" :–—-\n")) if len(head) <= 160 else ("", text)


def lifetime_in(text: str) -> Lifetime | None:
    """A lifetime said in passing: "(2 years)", "expires after 30 days", "Session"."""
    match = re.search(r"\(([^()]{2,40})\)|\b(?:expir\w+|lifetime|lifespan|duration|stored|valid|kept|lasts?|"
    r"retention|bewaar\w*|"
                      r"speicherdauer|laufzeit|durée|duración|durata)\b[^.;]{0,50}|"
                      r"^[^.;,]{2,30}$", text, re.IGNORECASE)  # fmt: skip
    if match is None:
        return None
    found = read_lifetime(match.group())
    return found if found.kind else None


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
    """Records whose labels stand as lines of their own: "Name", "_ga", "Provider", "Google", "Name", …

    A label counts when it occurs at least twice; a record begins at each "name" label.
    """
    counts: dict[str, int] = {}
    for one in sections:
        if is_label(one.block):
            key = one.block.text.casefold()
            counts[key] = counts.get(key, 0) + 1
    labels = {text for text, count in counts.items() if count > 1}
    if not any(role_of(text) == "name" for text in labels):
        return
    record: dict[str, list[Section]] = {}
    current = ""
    ended: list[Section | None] = [*sections, None]
    for section in ended:
        text = section.block.text.casefold() if section is not None else ""
        ends = section is None or (section.block.kind in ("heading", "table") and text not in labels)
        role = role_of(text) if text in labels else ""
        if ends or role == "name":
            yield from record_row(record)
            record, current = ({}, "") if section is None or ends else ({"name": []}, "name")
        elif role:
            current = role if role not in record else ""
            record.setdefault(role, [])
        elif current and section is not None:
            record[current].append(section)


def is_label(block: Block) -> bool:
    return block.kind in ("paragraph", "item", "heading") and len(block.text) < 40 and bool(role_of(block.text))


def record_row(record: dict[str, list[Section]]) -> Iterator[tuple[Block, Row]]:
    values = {role: one_line("\n".join(one.block.text for one in found[:3])) for role, found in record.items() if found}
    held = [one for found in record.values() for one in found[:3]]
    if not values.get("name") or len(values) < 2:
        return
    names: list[Name] = read_names(values["name"])
    if not names:
        return
    first, last = held[0].block, held[-1].block.passage
    category: Named | None = held[0].category
    yield (
        first,
        Row(
            begin=first.passage.place(0),
            end=last.place(len(last.text) - 1) + 1,
            names=tuple(names),
            provider=values.get("domain", "") or values.get("provider", ""),
            category=category,
            purpose=values.get("purpose", ""),
            lifetime=read_lifetime(values["duration"]) if "duration" in values else None,
            party=party_of(values.get("party", "")),
            kinds=tuple(kinds_of(values.get("storage", ""))),
            source="list",
        ),
    )
