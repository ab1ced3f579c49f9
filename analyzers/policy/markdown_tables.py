"""The tables of a Markdown file: with or without pipes at their ends, rows that a converter broke, and tables in HTML."""

from __future__ import annotations

import bisect
import re
from collections.abc import Sequence

from analyzers.policy.document import Block, Cell
from analyzers.policy.markdown_inline import inline

RULE = re.compile(r"^\s*\|?(?:\s*:?-+:?\s*\|)+\s*:?-*:?\s*$")
"""The line below a table's header (GitHub Flavored Markdown, section 4.10)."""
PIPE = re.compile(r"\\.|\||`[^`|]*`")
MOST_BROKEN = 30
"""Lines over which one row may be broken."""
OPENS_TABLE = re.compile(r"^\s{0,12}<table\b", re.IGNORECASE)
CLOSES_TABLE = re.compile(r"</table", re.IGNORECASE)
PART = re.compile(r"<(/?)(table|caption|tr|td|th)\b([^<>]{0,500})>", re.IGNORECASE)
SPAN = re.compile(r"\b(row|col)span\s*=\s*[\"']?(\d{1,4})", re.IGNORECASE)
MOST_ROWS, MOST_COLUMNS = 1_000, 50
Line = tuple[int, str]
"""Where a line stands in the file, and the line with its end."""


def pipe_table(text: str, lines: Sequence[Line], number: int) -> tuple[list[tuple[Cell, ...]], int]:
    """The rows of the table that begins at this line, and the number of the line after it; none, and the same number."""
    start, line = lines[number]
    following = lines[number + 1][1] if number + 1 < len(lines) else ""
    framed = line.strip().startswith("|")
    if not framed and not pipes(line):
        return [], number
    if not RULE.match(following.rstrip("\r\n")):
        # A header without its rule: rows of as many cells, one below the other.
        width = len(pipes(line))
        alike = framed and line.strip().endswith("|") and width > 2 and len(pipes(following)) == width
        if not alike or not following.strip().startswith("|"):
            return [], number
        rule = 0
    elif not framed and len(pipes(following)) not in (len(pipes(line)), len(pipes(line)) + 1):
        return [], number
    else:
        rule = 1
    rows = [table_row(text, start, line, header=bool(rule))]
    number += 1 + rule
    while number < len(lines):
        start, line = lines[number]
        if not line.strip() or (framed and not line.strip().startswith("|")) or not pipes(line):
            break
        end = row_end(lines, number, len(rows[0])) if framed else number + 1
        whole = line if end == number + 1 else text[start : lines[end - 1][0] + len(lines[end - 1][1])]
        rows.append(table_row(text, start, whole, header=False))
        number = end
    return rows, number


def row_end(lines: Sequence[Line], number: int, width: int) -> int:
    """Number of the line after a row. A cell of several paragraphs breaks its row in some converters: the row then ends
    at the next line that ends with a pipe, before any that begins with one."""
    first = lines[number][1].rstrip()
    if first.endswith("|") or len(pipes(first)) > width:
        return number + 1
    for end in range(number + 1, min(number + MOST_BROKEN, len(lines))):
        line = lines[end][1].strip()
        if line.startswith("|"):
            break
        if line.endswith("|"):
            return end + 1
    return number + 1


def pipes(line: str) -> list[int]:
    """Places of the pipes that are neither escaped nor in code."""
    return [match.start() for match in PIPE.finditer(line) if match.group() == "|"]


def table_row(text: str, start: int, line: str, header: bool) -> tuple[Cell, ...]:
    """The cells between the pipes of one row; a line break inside a cell is one of its text."""
    body = line.rstrip()
    framed = body.lstrip().startswith("|")
    bounds = pipes(body)
    begin = bounds.pop(0) + 1 if framed else 0
    cells: list[Cell] = []
    for end in [*bounds, len(body)]:
        if end < len(body) or body[begin:].strip():
            passage = inline(text, start + begin, start + end, emphasis=False, lines=True)
            cells.append(Cell(passage=passage, header=header))
        begin = end + 1
    return tuple(cells)


def table_ends(text: str) -> list[int]:
    """Where tables in HTML end."""
    return [match.start() for match in CLOSES_TABLE.finditer(text)]


def html_table(text: str, lines: Sequence[Line], number: int, ends: Sequence[int]) -> tuple[list[Block], int]:
    """The blocks of a table written in HTML that begins at this line, and the number of the line after it.

    `ends` is `table_ends(text)`, made once for the file.
    """
    begin = lines[number][0]
    nearest = bisect.bisect_left(ends, begin)
    if nearest == len(ends) or not OPENS_TABLE.match(lines[number][1]):
        return [], number
    end = ends[nearest]
    after = number + 1
    while after < len(lines) and lines[after][0] < end:
        after += 1
    rows: list[tuple[Cell, ...]] = []
    cells: list[Cell] = []
    blocks: list[Block] = []
    marks = list(PART.finditer(text, begin, end))
    for at, mark in enumerate(marks):
        tag = mark[2].casefold()
        if tag == "tr" and cells:
            rows.append(tuple(cells))
            cells = []
        if mark[1] or tag in ("table", "tr"):
            continue
        passage = inline(text, mark.end(), marks[at + 1].start() if at + 1 < len(marks) else end, emphasis=False)
        if tag == "caption":
            blocks.append(Block(kind="heading", passage=passage, level=8))
            continue
        spans = {match[1].casefold(): int(match[2]) for match in SPAN.finditer(mark[3])}
        cells.append(
            Cell(
                passage=passage,
                header=tag == "th",
                rows=max(1, min(spans.get("row", 1), MOST_ROWS)),
                columns=max(1, min(spans.get("col", 1), MOST_COLUMNS)),
            )
        )
    if cells:
        rows.append(tuple(cells))
    if rows:
        blocks.append(Block(kind="table", rows=tuple(rows), passage=rows[0][0].passage))
    return blocks, after


def add_table(rows: list[tuple[Cell, ...]], blocks: list[Block]) -> None:
    # Converters from HTML write an empty header row where the page had none: the first row then is a row like others.
    if rows and not any(cell.text for cell in rows[0]):
        rows = rows[1:]
    if rows and rows[0]:
        blocks.append(Block(kind="table", rows=tuple(rows), passage=rows[0][0].passage))
