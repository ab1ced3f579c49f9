"""A table as a grid: spans filled, header rows and category rows told from rows of data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from analyzers.policy.categories import Named, heads_category, tidy
from analyzers.policy.columns import role_of
from analyzers.policy.document import Cell, Passage
from analyzers.policy.names import looks_like_name

MOST_COLUMNS = 60
LONGEST_HEADER = 90
SHORT_LABEL = 40
LONGEST_AGAIN = 6
"""Words of a column's name where a header is repeated inside a table."""
EMPTY = Cell(passage=Passage(""))


class Part(msgspec.Struct, frozen=True):
    """Rows under one header, within one category row."""

    headers: list[str]
    rows: list[list[Cell]]
    category: Named | None


def read_parts(rows: Sequence[Sequence[Cell]], category: Named | None) -> Iterator[Part]:
    """The parts of a table in order. `category` is that of the section it stands in, until a category row opens another."""
    grid = upright(squared(rows))
    headers: list[str] = []
    begin = 0
    for at, row in enumerate(grid):
        opened = band_of(row)
        if opened is not None or is_header(row, has_header=bool(headers)):
            if headers and at > begin:
                yield Part(headers, grid[begin:at], category)
            begin = at + 1
            category = opened or category
            headers = headers if opened is not None else [cell.text for cell in row]
    if begin < len(grid):
        yield Part(headers or [""] * len(grid[0]), grid[begin:], category)


def squared(rows: Sequence[Sequence[Cell]]) -> list[list[Cell]]:
    """Rows of equal width: spans repeated in every cell that they cover, short rows filled up with empty cells."""
    grid: list[list[Cell]] = []
    hanging: dict[int, tuple[int, Cell]] = {}
    for row in rows:
        line: list[Cell] = []
        cells = list(row)
        while (cells or len(line) in hanging) and len(line) < MOST_COLUMNS:
            column = len(line)
            if column in hanging:
                left, cell = hanging.pop(column)
                if left > 1:
                    hanging[column] = (left - 1, cell)
                line.append(cell)
                continue
            cell = cells.pop(0)
            for _ in range(min(cell.columns, MOST_COLUMNS - len(line))):
                if cell.rows > 1:
                    hanging[len(line)] = (cell.rows - 1, cell)
                line.append(cell)
        grid.append(line)
    width = max((len(line) for line in grid), default=0)
    return [line + [EMPTY] * (width - len(line)) for line in grid]


def upright(grid: list[list[Cell]]) -> list[list[Cell]]:
    """A table whose first column holds the labels ("Name", "Provider", "Expiry") turned, so that they are its header."""
    if not 2 <= len(grid) <= 30 or not 2 <= len(grid[0]) <= MOST_COLUMNS:
        return grid
    labels = [
        role_of(row[0].text) if "\n" not in row[0].text and len(row[0].text) < SHORT_LABEL else "" for row in grid
    ]
    first_row = [role_of(cell.text) for cell in grid[0][1:]]
    known = [role for role in labels if role not in ("", "other")]
    if (
        "name" not in labels
        or len(known) < 2
        or len(known) * 4 < len(labels) * 3
        or len(set(known)) < 2
        or any(first_row)
    ):
        return grid
    first = grid[labels.index("name")][0].text.casefold()
    if len(grid[0]) == 2 and sum(row[0].text.casefold() == first for row in grid) > 1:
        return records_of(grid, first)
    return [list(column) for column in zip(*grid, strict=True)]


def records_of(grid: list[list[Cell]], first: str) -> list[list[Cell]]:
    """Labels and values of several items below each other, as a header and a row for each item; `first` begins an item."""
    header: dict[str, Cell] = {}
    records: list[dict[str, Cell]] = []
    for name, value in grid:
        key = name.text.casefold()
        header.setdefault(key, name)
        if key == first or not records:
            records.append({})
        records[-1].setdefault(key, value)
    return [list(header.values()), *([record.get(key, EMPTY) for key in header] for record in records)]


def is_header(row: Sequence[Cell], has_header: bool) -> bool:
    """Most filled cells are names of columns, and none is the name of a cookie."""
    texts = [cell.text for cell in row if cell.text]
    marked = all(cell.header for cell in row)
    if not texts or (len(set(texts)) == 1 and len(texts) > 1) or any(len(text) > LONGEST_HEADER for text in texts):
        return False
    # Cells that repeat the column's name for narrow screens ("Name<br>_ga") are no second header.
    if has_header and sum("\n" in text for text in texts) * 2 > len(texts):
        return False
    if any(looks_like_name(text) and "_" in text for text in texts):
        return False
    known = [role for role in map(role_of, texts) if role]
    if len(texts) == 1:
        return bool(known) and not has_header and marked
    if has_header and not marked and ("name" not in known or len(known) < len(texts) or any(map(is_sentence, texts))):
        return False
    starts_with_category = heads_category(texts[0]) is not None and len(known) >= 2
    return len(known) * 2 > len(texts) or (marked and bool(known)) or starts_with_category


def is_sentence(text: str) -> bool:
    """Is it more than the name of a column: "A small text file on your device"?"""
    return len(text.split()) > LONGEST_AGAIN


def band_of(row: Sequence[Cell]) -> Named | None:
    """The category that a row across the whole table opens: "Strictly necessary cookies", with or without its text."""
    filled = [cell.text for cell in row if cell.text]
    if len(set(filled)) != 1 or len(filled) not in (1, len(row)):
        return None
    first = filled[0].split("\n")[0]
    named = heads_category(first)
    if named is not None or len(row) < 2 or len(filled) < len(row):
        return named
    # A cell across the whole table that names no category known to us still ends the one before.
    return Named("", tidy(first)) if len(first) < LONGEST_HEADER else None


def own_words(row: Sequence[Cell], above: Sequence[Cell]) -> tuple[int, int] | None:
    """Begin and end of the row's own cells, without those merged from the row above; None for an empty row."""
    inherited = {id(cell) for cell in above}
    filled = [cell.passage for cell in row if cell.text and id(cell) not in inherited]
    if not filled:
        return None
    return min(passage.place(0) for passage in filled), max(
        passage.place(len(passage.text) - 1) for passage in filled
    ) + 1
