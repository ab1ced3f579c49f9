"""`avow sort FILE.csv`: a list of cookies, each row with its category and the rule that decided."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import IO, Any, BinaryIO

import rich.progress
from rich.console import Console

from analyzers.categories import categorise
from analyzers.knowledge import Knowledge, KnowledgeError
from analyzers.model import CATEGORIES, Category
from avow import exit_codes
from avow.commands.knowledge import about_knowledge
from avow.cookie_list import VERDICT, Column, columns_of, fields_of, item_of_row
from avow.csv_files import Table, Unreadable, read_table, whole_file, write_rows
from reports.text import shorten_middle, visible
from reports.words import count

WORTH_A_BAR = 4 << 20
"""Bytes of input that take more than a moment."""

STANDARD_INPUT = Path("-")


class Tally:
    """What is said at the end: how many rows went where, and what of the file was not as it should be."""

    def __init__(self) -> None:
        self.categories: Counter[str] = Counter()
        self.suggested = 0
        self.long_rows = 0
        self.first_long_row = 0

    def lines(self) -> Iterator[str]:
        counts = ", ".join(f"{category} {self.categories[category]:,}" for category in (*CATEGORIES, "unknown"))
        yield f"{count(self.categories.total(), 'row')}: {counts}."
        if self.suggested:
            yield f"Only suggested by a trained model, to be checked (source: model): {self.suggested:,}."
        if self.long_rows:
            yield (
                f"More cells than the header: {count(self.long_rows, 'row')}, the first on line {self.first_long_row}; what "
                "stands beyond it was left out. A cell that holds the separator needs quotation marks."
            )


def sort(file: Path, out: Path | None = None, as_json: bool = False, knowledge: Knowledge | None = None) -> int:
    """Sort the rows of a CSV file, or of standard input (`-`). Returns 0, or 2 with a message when the file or the
    knowledge cannot be read or the output cannot be written.

    Columns, all but the name optional and found under other headings too (avow.cookie_list): name, domain, provider,
    value, expiry_s, session, http_only, storage_type, site. The output has the input's columns and category, rule, source,
    confidence, as CSV in the form of the input or as JSON lines, row by row; a file is written whole or not at all. How
    many rows went where is told on standard error.
    """
    tally = Tally()
    try:
        knowledge = knowledge or Knowledge.load()
        with _opened(file, out) as stream:
            table = read_table(stream, lambda cells: "name" in columns_of(cells))
            columns = columns_of(table.columns)
            if "name" not in columns:
                raise Unreadable(_no_name(table))
            names = output_names(table.columns)
            rows = _sorted_rows(table, columns, knowledge, tally)
            with whole_file(out) as sink:
                if as_json:
                    _write_json(sink, names, rows)
                else:
                    cells = ([*given, *(getattr(verdict, column) for column in VERDICT)] for given, verdict in rows)
                    write_rows(sink, table.form, [*names, *VERDICT], cells)
    except BrokenPipeError:  # whoever reads the output has enough (`| head`)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return exit_codes.MEASURED
    except (OSError, Unreadable, KnowledgeError) as error:
        print(f"avow sort: {_message(file, error)}", file=sys.stderr)
        return exit_codes.USAGE
    for line in (*_notes(table.columns, columns, names, knowledge), *tally.lines()):
        print(line, file=sys.stderr)
    return exit_codes.MEASURED


def _opened(file: Path, out: Path | None) -> AbstractContextManager[BinaryIO]:
    """The file as bytes, with a bar where a person waits. Raises OSError, or Unreadable when it is to write over itself."""
    if file == STANDARD_INPUT:
        return nullcontext(sys.stdin.buffer)
    size = file.stat().st_size
    if out is not None and out.exists() and out.samefile(file):
        raise Unreadable("--out names the file that is read. Give another name.")
    rows_are_shown = out is None and sys.stdout.isatty()
    if size < WORTH_A_BAR or rows_are_shown or not sys.stderr.isatty():
        return file.open("rb")
    return rich.progress.open(file, "rb", description="sorting", console=Console(stderr=True), transient=True)


def _message(file: Path, error: Exception) -> str:
    if isinstance(error, OSError):
        return visible(f"{error.filename}: {error.strerror}." if error.filename else str(error))
    where = "" if isinstance(error, KnowledgeError) else f"{'standard input' if file == STANDARD_INPUT else file}: "
    return visible(f"{where}{error}")


def _no_name(table: Table) -> str:
    found = ", ".join(f"`{shorten_middle(column, 40)}`" for column in table.columns[:12])
    more = f" and {len(table.columns) - 12} more" if len(table.columns) > 12 else ""
    return (
        f"line 1: no column holds the cookies' names; the columns are {found}{more}. Head that column `name` (`Cookie name`, "
        "`Naam`, `Nom du cookie` and the like are read too)."
    )


def _sorted_rows(
    table: Table, columns: dict[str, Column], knowledge: Knowledge, tally: Tally
) -> Iterator[tuple[list[str], Category]]:
    width = len(table.columns)
    for line, cells in table.rows:
        if len(cells) > width:
            tally.long_rows += 1
            tally.first_long_row = tally.first_long_row or line
        given = (cells + [""] * (width - len(cells)))[:width]
        verdict = categorise(item_of_row(fields_of(given, columns), knowledge), knowledge)
        tally.categories[verdict.category] += 1
        tally.suggested += verdict.source == "model"
        yield given, verdict


def output_names(columns: Sequence[str]) -> list[str]:
    """The input's columns as the output heads them, each once: `category` is `category_given`, a second `Domain` is
    `Domain_2`, one without a heading is `column_3`."""
    taken = set(VERDICT)
    names = []
    for place, column in enumerate(columns, 1):
        wanted = column or f"column_{place}"
        wanted = f"{wanted}_given" if wanted.lower() in VERDICT else wanted
        name, number = wanted, 2
        while name.lower() in taken:
            name, number = f"{wanted}_{number}", number + 1
        taken.add(name.lower())
        names.append(name)
    return names


def _write_json(sink: IO[str], names: list[str], rows: Iterator[tuple[list[str], Category]]) -> None:
    for given, verdict in rows:
        row: dict[str, Any] = dict(zip(names, given, strict=True))
        row |= {column: getattr(verdict, column) for column in VERDICT} | {"conflicts": list(verdict.conflicts)}
        sink.write(json.dumps(row, ensure_ascii=sink.isatty()) + "\n")


def _notes(header: list[str], columns: dict[str, Column], names: list[str], knowledge: Knowledge) -> Iterator[str]:
    """What a reader must know of how the file was understood; nothing where all is as the names say."""
    read = [
        f"{field} from `{_short(column.header)}`" + (f" (in {column.unit})" if column.unit else "")
        for field, column in columns.items()
        if column.header.lower() not in (field, "expiry")
    ]
    if read:
        yield f"Read: {', '.join(read)}."
    kept = [f"`{_short(old)}` as `{_short(new)}`" for old, new in zip(header, names, strict=True) if old != new]
    if kept:
        yield f"Kept under another heading: {', '.join(kept)}."
    yield from about_knowledge(knowledge)


def _short(heading: str) -> str:
    return visible(shorten_middle(heading, 40))
