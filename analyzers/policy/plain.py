"""A plain text as blocks: which lines are headings, which bullets, and where a heading runs into its paragraph."""

from __future__ import annotations

import re

from analyzers.policy.columns import are_labelled
from analyzers.policy.document import Block, Document, Passage, squeeze, under_headings
from analyzers.policy.names import looks_like_name
from analyzers.policy.plain_tables import plain_table

BULLET = re.compile(r"^\s{0,12}(?:[-*•·▪◦–]|\([a-z0-9]{1,3}\)|[a-z]\))\s+")
NUMBERED = re.compile(r"^\s{0,6}(\d{1,2}(?:\.\d{1,2}){0,3}|[IVX]{1,5}|[A-Z])[.)]?\s+(?=\S)")
UNDERLINE = re.compile(r"^\s{0,3}(={3,}|-{3,}|\*{3,})\s*$")
ENTRY = re.compile(r"\s{0,12}([\w.*-]{1,60})(?:\s+[-\u2013\u2014:]\s|:\s)")
LONGEST_HEADING = 90
# What a policy talks about: such a phrase before a capital letter is a heading that lost its line break.
TOPIC = re.compile(
    r"""^((?:(?:use\ of|our|the|about|other|first[- ]party|third[- ]party|session|persistent|essential|
        (?:strictly\ )?necessary|
        mandatory|performance|analytics?|analytical|statistics?|functional(?:ity)?|preference|targeting|marketing|
        advertising|social(?:\ (?:media|network))?|local|web|flash|tracking|pixel|clear|log|ip|browser|device|do|
        global|html5?|embedded|cookies?|beacons?|pixels?|gifs?|tags?|addresses|storage|and|or|&),?\ ){0,8}
      (?:cookies?|beacons?|pixels?|gifs?|tags?|addresses|address|functions?|features?|plug-?ins?|widgets?|buttons?|
        storage|objects?|not\ track|privacy\ control|files|fingerprinting|signals?|technologies))
      (?:\s*\((?:dnt|gpc|lsos?)\))?""",
    re.IGNORECASE | re.VERBOSE,
)
RUN_IN = re.compile(r"\s?[.:\u2013\u2014-]?\s(?=[A-Z])")
LEAST_TEXT = 40
RUN_IN_LEVEL = 3
LEVEL = {"numbered": 2, "bare": RUN_IN_LEVEL}


def read_plain(text: str) -> Document:
    """Blocks of a plain text. Paragraphs end at an empty line; single line breaks inside are the file's wrapping."""
    blocks: list[Block] = []
    for start, lines in paragraphs(text):
        blocks += paragraph_blocks(start, lines)
    title = next((block.text for block in blocks if block.kind == "heading"), "")
    return Document(text=text, blocks=under_headings(blocks), title=title[:200])


def paragraphs(text: str) -> list[tuple[int, list[str]]]:
    """(start, lines with their line ends) of each run of non-empty lines."""
    found: list[tuple[int, list[str]]] = []
    at = 0
    gap = True
    for line in text.splitlines(keepends=True):
        if line.strip():
            if gap:
                found.append((at, []))
            found[-1][1].append(line)
            gap = False
        else:
            gap = True
        at += len(line)
    return found


def paragraph_blocks(start: int, lines: list[str]) -> list[Block]:
    """The blocks of one paragraph: a heading line, bullets, text."""
    blocks: list[Block] = []
    pending: list[tuple[int, str]] = []
    level = 0
    if are_entries(lines):
        for line in lines:
            blocks.append(Block(kind="item", passage=squeeze(line, start), level=1))
            start += len(line)
        return blocks

    def flush(kind: str) -> None:
        if pending:
            begin = pending[0][0]
            joined = "".join(line for _, line in pending)
            blocks.extend(text_blocks(kind, joined, begin, level))
            pending.clear()

    at = start
    kind = "paragraph"
    table_end = 0
    for number, line in enumerate(lines):
        if number < table_end:
            at += len(line)
            continue
        table, table_end = plain_table(lines, number, at)
        if table is not None:
            flush(kind)
            kind = "paragraph"
            blocks.append(table)
            at += len(line)
            continue
        alone = len(lines) == 1
        underlined = number + 1 < len(lines) and UNDERLINE.match(lines[number + 1]) is not None
        if UNDERLINE.match(line):
            pass
        elif (bullet := BULLET.match(line)) is not None:
            flush(kind)
            kind = "item"
            level = 1 + (len(line) - len(line.lstrip())) // 2
            pending.append((at + bullet.end(), line[bullet.end() :]))
        elif (underlined or alone or (number == 0 and is_title_line(lines))) and is_heading(line, underlined):
            flush(kind)
            kind = "paragraph"
            heading = "numbered" if NUMBERED.match(line) or underlined else "bare"
            blocks.append(Block(kind="heading", passage=unwrapped(line, at), level=LEVEL[heading]))
        else:
            pending.append((at, line))
        at += len(line)
    flush(kind)
    return blocks


def are_entries(lines: list[str]) -> bool:
    """Does each line begin with the name of a cookie and go on to tell something about it: "_ga - counts visits"?"""
    entries = [entry for line in lines if (entry := ENTRY.match(line)) is not None]
    return len(lines) > 1 and len(entries) == len(lines) and any(looks_like_name(entry[1]) for entry in entries)


def is_title_line(lines: list[str]) -> bool:
    """Is the first of several lines a heading over the rest: much shorter than the line below, and ended by nothing?"""
    first = lines[0].strip()
    return len(lines) > 1 and len(first) < 60 and len(first) * 2 < len(lines[1].strip())


def is_heading(line: str, underlined: bool) -> bool:
    line = line.strip()
    if not line or len(line) > LONGEST_HEADING:
        return False
    if underlined:
        return True
    if line[-1] in ".,;!" or line.count(",") > 3 or "://" in line or "@" in line:
        return False
    return len(line.split()) <= 12 and (line[0].isupper() or line[0].isdigit())


def text_blocks(kind: str, text: str, start: int, level: int) -> list[Block]:
    """A paragraph, with the heading that runs into it split off as a heading."""
    passage = unwrapped(text, start)
    match = TOPIC.match(passage.text)
    run_in = runs_in(passage.text, match.end()) if kind == "paragraph" and match is not None else 0
    if match is not None and run_in:
        return [
            Block(kind="heading", passage=passage.part(0, match.end()), level=RUN_IN_LEVEL),
            Block(kind="paragraph", passage=passage.part(run_in, len(passage.text))),
        ]
    lead = ""
    if kind == "item" or (match is not None and passage.text[match.end() : match.end() + 1] in (":", "\u2013")):
        lead = re.split(r":\s| [-\u2013\u2014] ", passage.text, maxsplit=1)[0]
        lead = lead if len(lead) < min(len(passage.text), 80) else ""
    return [Block(kind=kind, passage=passage, level=level, lead=lead)]


def runs_in(text: str, end: int) -> int:
    """Where the paragraph begins that a topic heads: after "Web beacons", "Web beacons." or "Web beacons:"; 0 for nowhere.

    A new sentence must begin there, with a capital, and with enough text behind.
    """
    begins = RUN_IN.match(text, end)
    if begins is None or len(text) - begins.end() < LEAST_TEXT or not text[0].isupper():
        return 0
    return begins.end()


def unwrapped(text: str, start: int) -> Passage:
    if are_labelled(text):
        return squeeze(text, start)
    return squeeze(text.replace("\r\n", "  ").replace("\n", " "), start)
