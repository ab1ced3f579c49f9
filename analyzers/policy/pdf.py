"""The text of a PDF as blocks, by pypdf (BSD-3); scans and locked files say so."""

from __future__ import annotations

import io
import zlib

import pypdf
from pypdf.errors import PyPdfError

from analyzers.policy.document import Document
from analyzers.policy.plain import BULLET, LONGEST_HEADING, NUMBERED, read_plain
from analyzers.policy.plain_tables import row_bounds
from analyzers.policy.unreadable import Unreadable

MOST_BYTES = 10_000_000
MOST_PAGES = 300
MOST_CHARACTERS = 1_000_000
LEAST_CHARACTERS_A_PAGE = 20
"""Fewer on average, and the pages are pictures of text."""
# What pypdf lets fly over broken or hostile files, beside its own errors.
BROKEN = (
    PyPdfError,
    ValueError,
    KeyError,
    TypeError,
    IndexError,
    AttributeError,
    ArithmeticError,
    AssertionError,
    RecursionError,
    OSError,
    NotImplementedError,
    zlib.error,
)


def read_pdf(data: bytes) -> Document:
    """Raises Unreadable: too large, locked, broken, a scan. Rows of tables come out as lines of text."""
    if len(data) > MOST_BYTES:
        raise Unreadable(f"the PDF has {len(data):,} bytes, more than the {MOST_BYTES:,} that are read")
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise Unreadable("the PDF is locked with a password")
        count = len(reader.pages)
        if count > MOST_PAGES:
            raise Unreadable(f"the PDF has {count:,} pages, more than the {MOST_PAGES} that are read")
        pages = []
        for page in reader.pages:
            pages.append(page.extract_text())
            if sum(map(len, pages)) > MOST_CHARACTERS:
                raise Unreadable(f"the PDF holds more than the {MOST_CHARACTERS:,} characters that are read")
    except Unreadable:
        raise
    except BROKEN as error:
        raise Unreadable(f"the PDF is broken: {type(error).__name__}") from error
    if sum(len(text.strip()) for text in pages) < LEAST_CHARACTERS_A_PAGE * max(1, len(pages)):
        raise Unreadable("the PDF holds pictures of pages and no text: it is a scan")
    return read_plain(as_paragraphs("\n".join(pages)))


def as_paragraphs(text: str) -> str:
    """Empty lines where paragraphs end: a PDF knows lines only.

    A line much shorter than the longest ends a paragraph when it ends a sentence; it is a heading when it ends none and
    the next begins with a capital.
    """
    lines = [" ".join(line.split()) for line in text.splitlines()]
    lines = [line for line in lines if line]
    width = sorted(map(len, lines))[len(lines) * 9 // 10] if lines else 0
    out: list[str] = []
    for number, line in enumerate(lines):
        following = lines[number + 1] if number + 1 < len(lines) else ""
        begins = following[:1].isupper() or following[:1].isdigit() or BULLET.match(following) is not None
        is_short = len(line) < width * 0.75
        ends = line[-1] in ".:!?" and is_short and begins
        heads = line[-1] not in ".,;" and len(line) < min(LONGEST_HEADING, width * 0.6) and begins and line[0].isupper()
        numbered = NUMBERED.match(line) is not None and len(line) < LONGEST_HEADING and line[-1] not in ".,;" and begins
        if row_bounds(line) is not None:
            heads = numbered = ends = False
        if (heads or numbered) and out and out[-1]:
            out.append("")
        out.append(line)
        if ends or heads or numbered:
            out.append("")
    return "\n".join(out) + "\n"
