"""Which file format a policy's bytes are, and their text as blocks."""

from __future__ import annotations

import codecs
import re

from analyzers.policy.document import Document
from analyzers.policy.drafted import table_page
from analyzers.policy.markdown import read_markdown
from analyzers.policy.page import read_page
from analyzers.policy.pdf import read_pdf
from analyzers.policy.plain import read_plain
from analyzers.policy.unreadable import Unreadable

MOST_BYTES = 20_000_000
MOST_CHARACTERS = 300_000
"""More text than any policy holds: the longest of the 93 dated policies we tried has 63,000 characters."""
MOST_MARKUP = 1_500_000
"""Characters of a page without its scripts and styles."""
MOST_TAGS = 100_000
"""A page of so many takes three seconds to take apart."""
NOT_SHOWN = ("script", "style", "svg")
MAGIC = {
    b"\x89PNG": "a picture (PNG)",
    b"\xff\xd8\xff": "a picture (JPEG)",
    b"GIF8": "a picture (GIF)",
    b"RIFF": "a picture or sound (RIFF)",
    b"II*\x00": "a picture (TIFF)",
    b"MM\x00*": "a picture (TIFF)",
    b"BM": "a picture (BMP)",
    b"PK\x03\x04": "a ZIP archive or office document",
    b"\x1f\x8b": "gzip data",
    b"\x28\xb5\x2f\xfd": "zstd data",
    b"\xd0\xcf\x11\xe0": "an old office document",
    b"\x7fELF": "a program",
    b"MZ": "a program",
}
CHARSET = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE)
LOOKS_HTML = re.compile(
    r"<!doctype html|<html[\s>]|<body[\s>]|<(?:p|div|h[1-6]|table|section|article|"
    r"ul)[\s>]",
    re.IGNORECASE,
)
LOOKS_MARKDOWN = re.compile(
    r"^#{1,6}\s+\S|^\s*\|?\s*:?-{3,}:?\s*\||^\[[^\]]{1,200}\]\(|\]\(https?://|^\S.{0,150}\n(?:={3,}|-{3,})\s*$|"
    r"\*\*\S",
    re.MULTILINE,
)


def open_document(data: bytes, *, mime: str = "", source: str = "") -> Document:
    """Decode and take apart. Raises Unreadable with the reason when that is not possible."""
    if not data.strip():
        raise Unreadable("the document is empty")
    if len(data) > MOST_BYTES:
        raise Unreadable(f"the document has {len(data):,} bytes, more than the {MOST_BYTES:,} that are read")
    if data.lstrip()[:5] == b"%PDF-":
        return read_pdf(data)
    for magic, what in MAGIC.items():
        if data.startswith(magic) and not (len(magic) == 2 and is_text(data)):
            raise Unreadable(f"the document is {what}, not a text")
    if not is_text(data):
        raise Unreadable("the document is binary data, not a text")
    text = decode(data, mime)
    kind = kind_of(text, mime, source)
    if kind == "html":
        return of_bounded_length(read_page(bounded_markup(text)))
    if len(text) > MOST_CHARACTERS:
        raise Unreadable(f"the document has {len(text):,} characters, more than the {MOST_CHARACTERS:,} that are read")
    if kind == "csv" and (page := table_page(text)):
        return read_page(page)
    return read_markdown(text) if kind == "markdown" else read_plain(text)


def bounded_markup(text: str) -> str:
    """A page without its scripts, styles and drawings. Raises Unreadable where what is left is too much."""
    for tag in NOT_SHOWN:
        text = without_elements(text, tag)
    tags = text.count("<")
    if len(text) > MOST_MARKUP or tags > MOST_TAGS:
        raise Unreadable(
            f"the page has {len(text):,} characters of markup and {tags:,} tags, more than the {MOST_MARKUP:,} and "
            f"{MOST_TAGS:,} that are read"
        )
    return text


def without_elements(text: str, tag: str) -> str:
    """Cut these elements out, in one pass: a page of a million unclosed ones takes no longer than another."""
    lower = text.lower()
    if len(lower) != len(text):
        return text
    kept, at = [], 0
    while True:
        begin = lower.find(f"<{tag}", at)
        after = lower[begin + 1 + len(tag) : begin + 2 + len(tag)]
        if begin < 0:
            break
        if after not in (">", " ", "\n", "\t", "/"):
            kept.append(text[at : begin + 1 + len(tag)])
            at = begin + 1 + len(tag)
            continue
        end = lower.find(f"</{tag}", begin)
        if end < 0:
            break
        close = lower.find(">", end)
        kept.append(text[at:begin])
        at = close + 1 if close >= 0 else len(text)
    kept.append(text[at:])
    return "".join(kept)


def of_bounded_length(document: Document) -> Document:
    if len(document.text) > MOST_CHARACTERS:
        raise Unreadable(
            f"the page has {len(document.text):,} characters of text, more than the {MOST_CHARACTERS:,} that are read"
        )
    return document


def is_text(data: bytes) -> bool:
    """No NUL bytes but those of UTF-16 with its mark, and few control characters."""
    sample = data[:100_000]
    if sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return True
    if b"\x00" in sample:
        return False
    controls = sum(sample.count(bytes([code])) for code in (*range(1, 9), *range(14, 27), *range(28, 32), 127))
    return controls * 50 <= len(sample)


def decode(data: bytes, mime: str) -> str:
    """By byte order mark, the header's charset, the page's own, UTF-8, then Windows-1252, which never fails."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    if data.startswith(codecs.BOM_UTF8):
        return data.decode("utf-8-sig", "replace")
    header = re.search(r"charset=\"?([A-Za-z0-9_.:-]{2,40})", mime)
    meta = CHARSET.search(data[:4_096])
    for name in ("utf-8", header[1] if header else "", meta[1].decode("ascii") if meta else ""):
        try:
            return data.decode(name) if name else data.decode("ascii")
        except (LookupError, UnicodeError):
            continue
    return data.decode("cp1252", "replace")


def kind_of(text: str, mime: str, source: str) -> str:
    """`csv`, `html`, `markdown` or `plain`, by media type, then by name, then by looks."""
    essence = mime.partition(";")[0].strip().casefold()
    name = source.partition("?")[0].casefold()
    if essence in ("text/html", "application/xhtml+xml"):
        return "html"
    if essence == "text/csv" or name.endswith((".csv", ".tsv")):
        return "csv"
    if essence in ("text/markdown", "text/x-markdown") or name.endswith((".md", ".markdown")):
        return "markdown"
    if name.endswith((".html", ".htm", ".xhtml")) or LOOKS_HTML.search(text[:20_000]):
        return "html"
    if name.endswith(".txt"):
        return "plain"
    return "markdown" if len(LOOKS_MARKDOWN.findall(text[:50_000])) >= 2 else "plain"
