"""Which cookies a list declares: "name – what it does" items, terms and definitions, names behind a service."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from analyzers.policy.categories import Named, heads_category
from analyzers.policy.columns import kinds_of
from analyzers.policy.companies import NAMES
from analyzers.policy.document import Block
from analyzers.policy.durations import AMOUNT, Lifetime, fold, read_lifetime
from analyzers.policy.names import CERTAIN, Name, looks_like_name, may_be_name, read_names
from analyzers.policy.sections import Section
from analyzers.policy.tables import Row, one_line
from analyzers.policy.vocabulary import TRACKING

SEPARATOR = re.compile(r"\s+[-–—]\s*|\s*:\s+|\s*[–—]\s*|:$|\n|\s+\(")
ENOUGH = 0.6
PASSING = re.compile(
    r"\(([^()]{2,60})\)|\b(?:expir\w+|lifetime|lifespan|duration|stored|valid|kept|lasts?|retention|bewaar\w*|speicherdauer|"
    r"laufzeit|durée|duración|durata)\b[^.;]{0,50}|^[^.;,]{2,30}$|(?P<part>(?:^|(?<=[,:–\n]))[^.;,:–()\n]{2,30}(?=[.;,:–\n]|$))",
    re.IGNORECASE,
)
LOWER = re.compile(r"[a-z][a-z\d]{0,30}")
"""A word in small letters, as many cookies are named: "sessionid", "c"."""
TOKEN = re.compile(r"[^\s.,;]\S{0,99}")
LONGEST_MENTION = 1_000
OWNER = re.compile(r"([^\W\d_][^:\n]{1,60}?)\s*(?::\s+|\s[–—-]\s)")
"""A service before the names of its cookies: "Google Analytics: _ga, _gid"."""
LABELS = re.compile(r"(?:the\s+)?(?:cookies?|names?|noms?|namen?|nombres?|nomi?)(?:\s.*)?", re.IGNORECASE)
PARENTHESES = re.compile(r"^([A-Z][^()\n]{1,60}?)\s*\(([^()]{2,300})\)")


class Entry(msgspec.Struct, frozen=True):
    """One item of a list, or a term with its definitions."""

    section: Section
    begin: int
    end: int
    head: str
    """The name or names; empty when the item is a sentence."""
    rest: str
    """What is said of them."""


def read_lists(sections: list[Section]) -> Iterator[tuple[Block, Row]]:
    """Items of lists whose items mostly begin with a cookie's name."""
    runs = list(list_runs(sections))
    # A list of nothing but "c" and "uid" is one of names where other lists of the document are lists of bare names.
    bare = any(is_bare(run) and holds_names(run, sections, bare=False) for run in runs)
    for run in runs:
        if holds_names(run, sections, bare):
            yield from list_rows(run)


def list_runs(sections: list[Section]) -> Iterator[list[Entry]]:
    """Items of one depth that follow each other."""
    run: list[Entry] = []
    term: Block | None = None
    level = 0
    for section in sections:
        block = section.block
        passage = block.passage
        end = passage.place(len(passage.text) - 1) + 1 if passage.text else 0
        if block.kind == "item" and not section.opens:
            if run and block.level != level:
                yield run
                run = []
            level = block.level
            if term is not None and block.lead == term.text and run and run[-1].begin == term.passage.place(0):
                run[-1] = msgspec.structs.replace(run[-1], end=end, rest=f"{run[-1].rest}\n{block.text}")
            elif term is not None and block.lead == term.text:
                run.append(Entry(section, term.passage.place(0), end, term.text.strip(" :"), block.text))
            else:
                run.append(Entry(section, passage.place(0), end, *split_item(block)))
        elif is_term(block):
            term = block
        else:
            term = None
            if run:
                yield run
            run = []
    if run:
        yield run


def is_term(block: Block) -> bool:
    """Is it the term of a definition list, see page.py?"""
    return block.kind == "paragraph" and bool(block.lead) and block.lead == block.text


def is_bare(run: list[Entry]) -> bool:
    return all(entry.head and not entry.rest and TOKEN.fullmatch(entry.head) for entry in run)


def holds_names(run: list[Entry], sections: list[Section], bare: bool) -> bool:
    """Do the items mostly begin with names of cookies?

    Under a category a word in small letters ("sessionid") may be one, too, where each item begins with such a word and
    one at least tells how long it lives, for "video - ..." may be a list of topics.
    """
    strict = sum(1 for entry in run if entry.head and are_names(entry.head))
    if run[0].section.category is not None and all(
        LOWER.fullmatch(entry.head) or looks_like_name(entry.head) for entry in run
    ):
        timed = any(lifetime_in(entry.rest) is not None for entry in run)
        if (bare and is_bare(run)) or (all(entry.rest for entry in run) and (timed or strict)):
            return True
    possible = sum(1 for entry in run if entry.head and all(may_be_name(one) for one in heads(entry.head)))
    if not strict or possible < ENOUGH * len(run) or (strict == 1 and len(run) > 4):
        return False
    return strict > 1 or is_about_cookies(run[0].section, sections)


def read_mentions(sections: list[Section]) -> Iterator[tuple[Block, Row]]:
    """Names behind a service ("Google Analytics (_ga, _gid)", "Hotjar: _hjid"), and paragraphs of nothing but names.

    Outside the section of a category only "Cookies: _ga, _gid" and a service that is known by name count.
    """
    for section in sections:
        block = section.block
        if block.kind not in ("item", "paragraph") or section.opens or len(block.text) > LONGEST_MENTION:
            continue
        names, who, is_known = named_by_owner(block.text)
        if not is_known and section.category is None:
            continue
        whole = read_names(block.text) if not names and block.kind == "paragraph" else []
        strict = sum(1 for name in whole if looks_like_name(name.as_written))
        if (
            whole
            and strict * 2 >= len(whole)
            and all(LOWER.fullmatch(name.as_written) for name in whole if not looks_like_name(name.as_written))
        ):
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
                    lifetimes=tuple(read_lifetime(name.lifetime) for name in names)
                    if any(name.lifetime for name in names)
                    else (),
                    source="list",
                ),
            )


def named_by_owner(text: str) -> tuple[list[Name], str, bool]:
    """The names behind a service or the word "cookies", the service, and whether these words are sure to head names."""
    for match in PARENTHESES.finditer(text):
        inside = read_names(match[2])
        if inside and all(looks_like_name(name.as_written) for name in inside):
            return inside, match[1].strip(" :–-"), False
    owner = OWNER.match(text)
    if owner is None:
        return [], "", False
    inside = read_names(text[owner.end() :])
    # "fr, _fbp, tr": one with the marks of a name tells what the others are.
    single = all(may_be_name(name.as_written) for name in inside)
    if not single or not any(looks_like_name(name.as_written) for name in inside):
        return [], "", False
    is_label = LABELS.fullmatch(owner[1]) is not None
    return inside, "" if is_label else owner[1].strip(), is_label or NAMES.fullmatch(owner[1].strip()) is not None


def list_rows(run: list[Entry]) -> Iterator[tuple[Block, Row]]:
    strict = sum(1 for entry in run if entry.head and are_names(entry.head))
    for entry in run:
        head, rest, section = entry.head, entry.rest, entry.section
        names = tuple(read_names(head)) if head and all(may_be_name(one) for one in heads(head)) else ()
        if not names or not (looks_like_name(heads(head)[0]) or strict * 2 >= len(run) or section.category):
            continue
        yield (
            section.block,
            Row(
                begin=entry.begin,
                end=entry.end,
                names=names,
                category=category_beside(rest) or section.category,
                purpose=one_line(rest),
                lifetime=lifetime_in(rest) or lifetime_in(section.block.text[len(head) :]),
                provider=company_in(rest[:80]),
                kinds=tuple(
                    kind for kind in kinds_of(rest[:60]) if kind in ("local-storage", "session-storage", "indexed-db")
                ),
                source="list",
            ),
        )


def category_beside(rest: str) -> Named | None:
    """The category in parentheses right behind an item: "_ga (analytics): counts visits"."""
    note = re.match(r"\(([^()]{3,40})\)", rest)
    return heads_category(note[1]) if note is not None else None


def are_names(head: str) -> bool:
    """Are these names: each has the marks of one, or is a word in small letters beside one that has?"""
    names = heads(head)
    if all(map(looks_like_name, names)):
        return True
    return any(map(CERTAIN.search, names)) and all(looks_like_name(one) or LOWER.fullmatch(one) for one in names)


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
        if found.kind and (found.kind == "duration" or not match["part"] or len(match.group().split()) < 3):
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
