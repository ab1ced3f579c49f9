"""Which lines of a plain text are a table: columns set apart by tabs, by blanks, or by a mark such as a semicolon."""

from __future__ import annotations

import re
from array import array
from collections.abc import Sequence

from analyzers.policy.columns import role_of
from analyzers.policy.document import Block, Cell, Passage, squeeze
from analyzers.policy.names import looks_like_name

GAP = re.compile(r"\t+| {2,}")
MARKS = (re.compile(r"\t"), re.compile(r"\s*\|\s*"), re.compile(r"\s*;\s*"), re.compile(r"\s*,\s*"))
"""Marks between the fields of a line, in the order in which they are tried; a comma stands in sentences, too."""
LONGEST_LINE = 2_000
MOST_LINES = 20_000
LEAST_COLUMNS = 2
LEAST_ROWS = 2
"""Rows without a header, from which they are a table and not a sentence."""
WORD = re.compile(r"\s{0,12}(\S{1,120})(?=\s)")
LASTS = re.compile(
    r"(?<=\s)(?:(?:\d{1,4}|an?|one)\s?[^\W\d_]{1,8}(?:\(s\))?(?:\s(?:and\s)?\d{1,4}\s?[^\W\d_]{1,8})?|session|sessie|sitzung|"
    r"sesi[oó]n|sessione|persistent|permanent)$",
    re.IGNORECASE,
)
Field = tuple[int, str]
"""Where a field begins in its line, and its text."""


def plain_table(lines: Sequence[str], number: int, start: int) -> tuple[Block | None, int]:
    """The table whose header is this line, and the number of the line after it; None when it is no table.

    `lines` have their line ends, `start` is where line `number` stands in the text. A header names columns in every
    field, one of them that of the names, so that a sentence with a tab in it begins no table.
    """
    for mark in MARKS:
        header = fields(lines[number], mark)
        if is_header(header):
            end = number + 1
            while end < len(lines) and end - number < MOST_LINES and len(fields(lines[end], mark)) == len(header):
                end += 1
            if end > number + 1:
                rows: list[tuple[Cell, ...]] = []
                at = start
                for line in lines[number:end]:
                    rows.append(
                        tuple(
                            Cell(passage=squeeze(text, at + begin), header=not rows)
                            for begin, text in fields(line, mark)
                        )
                    )
                    at += len(line)
                return table(rows), end
    if row_bounds(lines[number]) is not None:
        return worded(lines, number, start)
    header = fields(lines[number], GAP)
    return aligned(lines, number, start, header) if is_header(header) else (None, number)


def fields(line: str, mark: re.Pattern[str]) -> list[Field]:
    """The fields of a line between its marks; marks at its ends frame it."""
    body = line.rstrip("\r\n")
    if len(body) > LONGEST_LINE:
        return []
    begin = len(body) - len(body.lstrip(" "))
    found: list[Field] = []
    for match in mark.finditer(body, begin):
        if match.start() > begin or found:
            found.append((begin, body[begin : match.start()]))
        begin = match.end()
    if body[begin:].strip() or (found and mark is not GAP):
        found.append((begin, body[begin:]))
    return found


def is_header(header: list[Field]) -> bool:
    if len(header) < LEAST_COLUMNS:
        return False
    roles = [role_of(text) for _, text in header]
    return "name" in roles and all(roles) and len(set(roles)) > 1


def aligned(lines: Sequence[str], number: int, start: int, header: list[Field]) -> tuple[Block | None, int]:
    """Columns that begin below the words of the header; a line without a first field goes on with the row above."""
    columns = [begin for begin, _ in header]
    rows: list[list[list[Field]]] = []
    at, end = start, number
    for line in lines[number:]:
        found = fields(line, GAP)
        if not found or (end > number and len(found) == 1 and found[0][0] < columns[1]):
            break
        row: list[list[Field]] = [[] for _ in columns]
        for begin, text in found:
            row[column_of(begin, columns)].append((at + begin, text))
        if rows and not row[0]:
            rows[-1] = [above + below for above, below in zip(rows[-1], row, strict=True)]
        else:
            rows.append(row)
        at += len(line)
        end += 1
    if len(rows) < LEAST_COLUMNS:
        return None, number
    return table([tuple(joined(parts, header=not at) for parts in row) for at, row in enumerate(rows)]), end


def row_bounds(line: str) -> tuple[int, int] | None:
    """Where the first word ends and the lifetime begins, in a line that begins with a cookie's name and ends with its life.

    So the rows of a table come out of a PDF, which knows words and no columns.
    """
    body = line.rstrip(" .\r\n")
    first = WORD.match(body)
    if first is None or len(body) > LONGEST_LINE or not looks_like_name(first[1]):
        return None
    last = LASTS.search(body, first.end())
    return (first.end(1), last.start()) if last is not None else None


def worded(lines: Sequence[str], number: int, start: int) -> tuple[Block | None, int]:
    """Rows one below the other that begin with a name and end with a lifetime; what stands between is told of the item."""
    rows: list[tuple[Cell, ...]] = []
    at, end = start, number
    for line in lines[number:]:
        bounds = row_bounds(line)
        if bounds is None:
            break
        parts = (line[: bounds[0]], line[bounds[0] : bounds[1]], line[bounds[1] :])
        begins = (at, at + bounds[0], at + bounds[1])
        rows.append(tuple(Cell(passage=squeeze(text, begin)) for text, begin in zip(parts, begins, strict=True)))
        at += len(line)
        end += 1
    return (table(rows), end) if len(rows) >= LEAST_ROWS else (None, number)


def column_of(begin: int, columns: Sequence[int]) -> int:
    """The column whose header begins nearest."""
    return min(range(len(columns)), key=lambda at: abs(columns[at] - begin))


def joined(parts: list[Field], header: bool) -> Cell:
    """A cell of one or more lines."""
    places = array("L")
    text = ""
    for begin, part in parts:
        if text:
            text += " "
            places.append(begin)
        text += part
        places.extend(range(begin, begin + len(part)))
    return Cell(passage=squeeze(text, parts[0][0], places) if parts else Passage(""), header=header)


def table(rows: list[tuple[Cell, ...]]) -> Block:
    return Block(kind="table", rows=tuple(rows), passage=rows[0][0].passage)
