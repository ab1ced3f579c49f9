"""How a CSV file is read and written as people have it: any separator, encoding and line end, whole or not at all."""

from __future__ import annotations

import codecs
import csv
import io
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, BinaryIO, NamedTuple

from reports.text import is_formula, visible

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

START = 1 << 16
"""Bytes from which encoding, separator and line end are told."""

LONGEST_CELL = 1 << 20
LONGEST_LINE = 1 << 22
"""Characters. What is longer is no list of cookies, and would be held in memory whole."""

SEPARATORS = (",", ";", "\t", "|")
_SEPARATOR_LINE = re.compile(r'"?sep=([,;\t|])"?\s*$', re.IGNORECASE)
"""The line with which Excel's users say how the file is separated."""

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_OTHER_FORMATS = (
    (b"PK\x03\x04", "an Excel or LibreOffice workbook. Save it as CSV (in Excel: CSV UTF-8)"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook. Save it as CSV (in Excel: CSV UTF-8)"),
    (b"%PDF-", "a PDF. Give its table as CSV, or read it with `avow policy read`"),
    (b"\x1f\x8b", "compressed with gzip. Unpack it first"),
)


class Unreadable(ValueError):
    """The file is no table that can be read; the message says where and what would be right."""


class Table(NamedTuple):
    """A file's header and its rows."""

    columns: list[str]
    rows: Iterator[tuple[int, list[str]]]
    """Cells with the line on which the row ends, counted from 1. Empty lines are left out. Raises Unreadable."""
    form: Form


class Form(NamedTuple):
    """How a file was written, so that what is made from it opens in the same program."""

    separator: str = ","
    line_end: str = "\r\n"
    marked: bool = False
    """Begins with a byte order mark, or was not in UTF-8: the reader's program wants the mark to know UTF-8."""


def _as_windows_1252(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error("avow-windows-1252", _as_windows_1252)
"""What is not UTF-8 is read as Windows-1252, byte by byte: without a mark nothing else tells them apart, and text of the one
is next to never valid as the other."""


class _Again(io.RawIOBase):
    """A stream whose start was read already and is read again; standard input cannot go back."""

    def __init__(self, start: bytes, rest: BinaryIO) -> None:
        self._start, self._rest = start, rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer)
        data = self._start[: len(view)] or self._rest.read(len(view))
        self._start = self._start[len(view) :]
        view[: len(data)] = data
        return len(data)


class _Lines:
    """The lines of a text; tells when the last was handed out."""

    def __init__(self, text: IO[str]) -> None:
        self._text = text
        self.at_end = False

    def __iter__(self) -> Iterator[str]:
        while line := self._text.readline(LONGEST_LINE):
            if len(line) == LONGEST_LINE:
                raise Unreadable(f"a line of more than {LONGEST_LINE} characters. Is this a CSV file?")
            yield line
        self.at_end = True


def read_table(stream: BinaryIO, is_header: Callable[[list[str]], bool]) -> Table:
    """Read a table row by row. `is_header` tells whether cells, cut at one of the separators, are the wanted header.

    UTF-8, UTF-16 and UTF-32 by their marks, UTF-16 also without, else UTF-8 with Windows-1252 where it is none. Raises
    Unreadable with line and remedy for what is no table or is cut within quotation marks.
    """
    start = stream.read(START)
    if other := next((what for magic, what in _OTHER_FORMATS if start.startswith(magic)), ""):
        raise Unreadable(f"this is {other}.")
    encoding, marked = _encoding(start)
    errors = "avow-windows-1252" if encoding.startswith("utf-8") else "replace"
    sample = start.decode(encoding, errors)
    if not sample.strip():
        raise Unreadable("the file is empty. Its first line must name the columns.")
    first, end, rest = sample.lstrip("\r\n").partition("\n")
    told = _SEPARATOR_LINE.match(first)
    separator = told[1] if told else _separator(first + end + rest, is_header)
    raw = io.BufferedReader(_Again(start, stream), START)
    text = io.TextIOWrapper(raw, encoding, errors, newline="")
    rows = _rows(text, separator)
    _, columns = next(rows, (0, []))
    if told:
        _, columns = next(rows, (0, []))
    return Table(
        [column.strip() for column in columns],
        rows,
        Form(separator, "\r\n" if "\r\n" in sample or end == "" else "\n", marked),
    )


def _encoding(start: bytes) -> tuple[str, bool]:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if start.startswith(mark):
            return encoding, True
    # Latin text in UTF-16 has a zero in every second byte.
    for offset, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        halves = start[offset:2000:2]
        if len(halves) >= 4 and halves.count(0) > 0.8 * len(halves):
            return encoding, True
    try:
        codecs.getincrementaldecoder("utf-8")().decode(start)
    except UnicodeDecodeError:
        return "utf-8", True
    return "utf-8", False


def _separator(sample: str, is_header: Callable[[list[str]], bool]) -> str:
    """The one at which the first line is the wanted header, else that which gives most columns."""

    def worth(separator: str) -> tuple[bool, int]:
        try:
            cells = next(csv.reader(io.StringIO(sample, newline=""), delimiter=separator), [])
        except csv.Error:
            return False, 0
        return is_header(cells), len(cells)

    return max(SEPARATORS, key=worth)


def _rows(text: IO[str], separator: str) -> Iterator[tuple[int, list[str]]]:
    csv.field_size_limit(LONGEST_CELL)
    lines = _Lines(text)
    reader = csv.reader(lines, delimiter=separator)
    began = 1
    while True:
        try:
            cells = next(reader, None)
        except (csv.Error, Unreadable) as error:
            why = f"{error}; is a quotation mark in it not closed?" if isinstance(error, csv.Error) else error
            raise Unreadable(f"line {began}: {why}") from error
        if cells is None:
            return
        if lines.at_end:  # the reader had to ask for another line to end this row
            raise Unreadable(f"line {began}: a quotation mark opens a cell that is never closed. Close or double it.")
        began = reader.line_num + 1
        if cells:
            yield reader.line_num, cells


_PLAIN_NUMBER = re.compile(r"-(?:\d+(?:[.,]\d+)?)?")


def guarded(text: str) -> str:
    """A cell that no spreadsheet runs: an apostrophe before what begins like a formula, numbers excepted.

    `unguarded` gives the text back: a text that has apostrophes before such a beginning gets one more.
    """
    if text[:1] in ("", "_") or text[0].isalnum():
        return text
    core = text.lstrip("'")
    return f"'{text}" if is_formula(core) and not _PLAIN_NUMBER.fullmatch(text) else text


def unguarded(cell: str) -> str:
    """The text of a cell that `guarded` wrote."""
    return cell[1:] if cell.startswith("'") and is_formula(cell.lstrip("'")) else cell


def write_rows(sink: IO[str], form: Form, header: list[str], rows: Iterable[list[str]]) -> None:
    """Write a table in the form of the one that was read. On a terminal, what cannot be seen is spelled out."""
    writer = csv.writer(sink, delimiter=form.separator, lineterminator=form.line_end)
    shown = (lambda text: visible(guarded(text))) if sink.isatty() else guarded
    if form.marked and not sink.isatty():
        sink.write("\ufeff")
    writer.writerow([shown(cell) for cell in header])
    for row in rows:
        writer.writerow([shown(cell) for cell in row])


@contextmanager
def whole_file(out: Path | None) -> Iterator[IO[str]]:
    """A text to write, in UTF-8: standard output, or a file that takes its name only when all is written.

    A file of that name is replaced and keeps its mode; nothing is left of one that was not finished.
    """
    if out is None:
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace", newline="")
        yield sys.stdout
        sys.stdout.flush()
        return
    target = out.resolve()
    if target.is_dir():
        raise IsADirectoryError(f"--out {out} is a folder. Name a file in it.")
    if target.exists() and not target.is_file():  # a device or a pipe
        with target.open("w", encoding="utf-8", newline="") as sink:
            yield sink
        return
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        sink = part.open("w", encoding="utf-8", errors="backslashreplace", newline="")
    except OSError as error:
        raise type(error)(error.errno, error.strerror, f"--out {out}") from error
    try:
        with sink:
            yield sink
        if target.exists():
            part.chmod(target.stat().st_mode & 0o777)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
