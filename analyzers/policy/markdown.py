"""A Markdown file as blocks; every character is traced to the source, so that quotes are the file's own words."""

from __future__ import annotations

import re
from array import array

from analyzers.policy.document import Block, Cell, Document, Passage, squeeze, under_headings

HEADING = re.compile(r"^ {0,3}(#{1,6})\s+(.*?)\s*#*\s*$")
UNDERLINE = re.compile(r"^ {0,3}(=+|-+)\s*$")
ITEM = re.compile(r"^(\s*)(?:[*+-]|\d{1,3}[.)])\s+")
RULE = re.compile(r"^\s*\|?(?:\s*:?-{2,}:?\s*\|)+\s*:?-*:?\s*$")
BREAK = re.compile(r"<br\s*/?>|</?p>|</?li>", re.IGNORECASE)
TAG = re.compile(r"</?[A-Za-z][^<>]{0,300}>|<!--.{0,2000}?-->", re.DOTALL)
LINK = re.compile(r"!?\[((?:\\.|[^\[\]\\]){0,1000})\]\((?:[^()\s]|\([^()\s]*\)){0,2000}(?:\s+\"[^\"]{0,500}\")?\s*\)")
IMAGE = re.compile(r"!\[(?:\\.|[^\[\]\\]){0,1000}\]\([^()]{0,2000}\)")
EMPTY_LINK = re.compile(r"\[\]\([^()]{0,2000}\)")
BOLD_LEAD = re.compile(r"^\s*(?:\*\*|__)(.{1,200}?)(?:\*\*|__)")
OPENS = re.compile(r"(?<![\w\\])_(?=\S)")
CLOSES = re.compile(r"(?<=[^\s\\_])_(?!\w)")
CODE = re.compile(r"`([^`\n]{1,300})`")
EMPHASIS = 150
"""Characters within which emphasis must close."""
HEADING_MARK = re.compile(r"#{1,6}[ \t]")
RUN_IN_LEVEL = 8
LONGEST_HEADING = 160


def read_markdown(text: str) -> Document:
    """Blocks of a Markdown text: ATX and setext headings, lists, pipe tables, paragraphs; inline HTML is dropped."""
    blocks: list[Block] = []
    lines: list[tuple[int, str]] = []
    at = 0
    for line in text.splitlines(keepends=True):
        lines.append((at, line))
        at += len(line)
    number = 0
    pending: list[tuple[int, str]] = []
    while number < len(lines):
        start, line = lines[number]
        stripped = line.strip()
        following = lines[number + 1][1] if number + 1 < len(lines) else ""
        if not stripped:
            flush(text, pending, blocks)
        elif (heading := HEADING.match(line.rstrip("\r\n"))) is not None:
            flush(text, pending, blocks)
            passage = inline(text, start + heading.start(2), start + heading.end(2))
            if passage.text:
                blocks.append(Block(kind="heading", passage=passage, level=len(heading[1])))
        elif stripped.startswith("|") and RULE.match(following.rstrip("\r\n")):
            flush(text, pending, blocks)
            rows = [table_row(text, start, line, header=True)]
            number += 2
            while number < len(lines) and lines[number][1].strip().startswith("|"):
                rows.append(table_row(text, lines[number][0], lines[number][1], header=False))
                number += 1
            add_table(rows, blocks)
            continue
        elif UNDERLINE.match(following) and not pending and not ITEM.match(line):
            flush(text, pending, blocks)
            passage = inline(text, start, start + len(line))
            level = 1 if following.strip()[0] == "=" else 2
            if passage.text:
                blocks.append(Block(kind="heading", passage=passage, level=level))
            number += 1
        elif ITEM.match(line):
            flush(text, pending, blocks)
            pending.append((start, line))
        else:
            pending.append((start, line))
        number += 1
    flush(text, pending, blocks)
    title = next((block.text for block in blocks if block.kind == "heading"), "")
    return Document(text=text, blocks=under_headings(blocks), title=title.replace("\n", " ")[:200])


def flush(text: str, pending: list[tuple[int, str]], blocks: list[Block]) -> None:
    """Turn the gathered lines into one paragraph, list item, or heading in bold."""
    if not pending:
        return
    begin, first = pending[0]
    end = pending[-1][0] + len(pending[-1][1])
    pending.clear()
    item = ITEM.match(first)
    level = 0
    if item is not None:
        begin += item.end()
        level = 1 + len(item[1].expandtabs(4)) // 2
    passage = inline(text, begin, end)
    if not passage.text:
        return
    bold = BOLD_LEAD.match(text[begin : min(end, begin + 300)])
    lead = inline(text, begin + bold.start(1), begin + bold.end(1)).text if bold else ""
    is_short = len(passage.text) <= LONGEST_HEADING and not passage.text.endswith((".", ",", ";"))
    if lead and item is None and is_short and all_bold(text[begin:end]):
        blocks.append(Block(kind="heading", passage=passage, level=RUN_IN_LEVEL))
    else:
        lead = lead if len(lead) < len(passage.text) else ""
        blocks.append(Block(kind="item" if item else "paragraph", passage=passage, level=level, lead=lead))


def all_bold(source: str) -> bool:
    """Is the whole paragraph within `**…**`, but for links' brackets, blanks and a colon?"""
    outside = re.sub(r"\*\*[^*]{1,400}\*\*", "", LINK.sub(r"\1", source))
    return not re.sub(r"[\s:*_\[\]]|<br>", "", outside)


def table_row(text: str, start: int, line: str, header: bool) -> tuple[Cell, ...]:
    """Split at pipes that are not escaped."""
    cells: list[Cell] = []
    body = line.rstrip()
    begin = body.index("|") + 1
    for match in re.finditer(r"\\.|\||`[^`|]*`", body):
        if match.group() == "|" and match.start() >= begin:
            cells.append(
                Cell(passage=inline(text, start + begin, start + match.start(), emphasis=False), header=header)
            )
            begin = match.end()
    if body[begin:].strip():
        cells.append(Cell(passage=inline(text, start + begin, start + len(body), emphasis=False), header=header))
    return tuple(cells)


def add_table(rows: list[tuple[Cell, ...]], blocks: list[Block]) -> None:
    # Converters from HTML write an empty header row where the page had none: the first row then is a row like others.
    if rows and not any(cell.text for cell in rows[0]):
        rows = rows[1:]
    if rows and rows[0]:
        blocks.append(Block(kind="table", rows=tuple(rows), passage=rows[0][0].passage))


def inline(text: str, begin: int, end: int, emphasis: bool = True) -> Passage:
    """The text between two places of the source without inline markup; each character keeps its place.

    In a table's cell an underscore is part of a name (`_ga_`) and never emphasis.
    """
    source = text[begin:end]
    gone = bytearray(len(source))
    breaks: set[int] = set()
    for pattern in (IMAGE, EMPTY_LINK):
        for match in pattern.finditer(source):
            gone[match.start() : match.end()] = b"\x01" * (match.end() - match.start())
    for match in LINK.finditer(source):
        if gone[match.start()]:
            continue
        gone[match.start() : match.start(1)] = b"\x01" * (match.start(1) - match.start())
        gone[match.end(1) : match.end()] = b"\x01" * (match.end() - match.end(1))
    for match in BREAK.finditer(source):
        breaks.add(match.start())
        gone[match.start() + 1 : match.end()] = b"\x01" * (match.end() - match.start() - 1)
    for match in TAG.finditer(source):
        if match.start() not in breaks:
            gone[match.start() : match.end()] = b"\x01" * (match.end() - match.start())
    literal = bytearray(len(source))
    for match in CODE.finditer(source):
        literal[match.start(1) : match.end(1)] = b"\x01" * (match.end(1) - match.start(1))
    characters: list[str] = []
    places = array("L")
    index = 0
    while index < len(source):
        character = source[index]
        if gone[index]:
            index += 1
            continue
        if literal[index]:
            pass
        elif index in breaks:
            character = "\n"
        elif character == "\\" and index + 1 < len(source) and source[index + 1] in "\\`*_{}[]()#+-.!|<>~$&":
            index += 1
            character = source[index]
        elif character in "*`" or (emphasis and character == "_" and is_emphasis(source, index)):
            index += 1
            continue
        elif character in "\r\n":
            hard = source[max(0, index - 2) : index] == "  "
            character = "\n" if hard else " "
        elif character == "#" and HEADING_MARK.match(source, index) and source[:index].strip(" #") == "":
            index += 1
            continue
        characters.append(character)
        places.append(begin + index)
        index += 1
    return squeeze("".join(characters), begin, places)


def is_emphasis(source: str, index: int) -> bool:
    """Does this underscore open or close emphasis (CommonMark 6.2)? In `_ga_x` and `cookie_name` it is part of the name."""
    before = source[index - 1] if index else " "
    after = source[index + 1] if index + 1 < len(source) else " "
    if before.isalnum() and after.isalnum():
        return False
    if not after.isspace() and not before.isalnum() and before != "_":
        return CLOSES.search(source, index + 2, index + EMPHASIS) is not None
    return not before.isspace() and OPENS.search(source, max(0, index - EMPHASIS), index) is not None
