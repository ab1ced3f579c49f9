"""Where a passage's sentences begin and end."""

from __future__ import annotations

import re
from collections.abc import Iterator

from analyzers.policy.document import Passage

# A full stop after these does not end a sentence.
ABBREVIATIONS = frozenset(
    word
    for line in (
        "e.g i.e etc inc ltd co corp llc no nr art approx vs mr mrs ms dr st cf incl resp u.s u.k a.k.a sec",
        "bijv bv d.w.z o.a m.b.t evt z.b d.h u.a bzw ca abs usw ggf vgl gem p.ex par ex s.a ej p.ej n pag ecc es",
    )
    for word in line.split()
)
END = re.compile(r"""[.!?;:…]["')\]]*(?=\s)|\n""")
LONGEST = 2_000


def sentences(passage: Passage) -> Iterator[Passage]:
    """Split at `.`, `!`, `?` before a capital, digit or opening quote, and at line breaks of the layout.

    A sentence longer than 2,000 characters is cut there, so that no rule ever runs over an endless text.
    """
    text = passage.text
    begin = 0
    for match in END.finditer(text):
        end = match.end()
        mark = match.group()[0]
        if mark in ";:":
            continue
        if mark == "\n":
            if text[begin : match.start()].strip() and next_starts(text, end):
                yield from cut(passage, begin, match.start())
                begin = end
            continue
        if mark == "." and is_abbreviation(text, match.start()):
            continue
        if not next_starts(text, end):
            continue
        yield from cut(passage, begin, end)
        begin = end
    if text[begin:].strip():
        yield from cut(passage, begin, len(text))


def next_starts(text: str, end: int) -> bool:
    """Does what follows look like the start of a sentence?"""
    following = text[end : end + 4].lstrip().lstrip("\"'([*-–¿¡")
    return not following or not following[0].islower()


def is_abbreviation(text: str, stop: int) -> bool:
    begin = max(text.rfind(" ", 0, stop), text.rfind("\n", 0, stop), text.rfind("(", 0, stop)) + 1
    word = text[begin:stop].casefold()
    if word in ABBREVIATIONS or (len(word) == 1 and word.isalpha()):
        return True
    # "1. Websites covered": a number alone before the stop counts the paragraph.
    return word.isdigit() and not text[max(0, begin - 1) : begin].strip() and text[:begin].strip() == ""


def cut(passage: Passage, begin: int, end: int) -> Iterator[Passage]:
    while end - begin > LONGEST:
        space = passage.text.rfind(" ", begin, begin + LONGEST)
        stop = space if space > begin else begin + LONGEST
        yield passage.part(begin, stop)
        begin = stop
    part = passage.part(begin, end)
    if part.text:
        yield part
