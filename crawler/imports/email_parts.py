"""What a mail consists of: its head, its HTML, its plain text, and what of it could not be read.

RFC 5322 and RFC 2045 to 2049, and what mail programs really write: mbox files, byte order marks, lines ended by CR
alone, boundaries that are declared wrongly or not at all, charsets that do not exist, mails inside mails in base64.
"""

from __future__ import annotations

import codecs
import contextlib
import email.errors
import email.header
import email.message
import email.parser
import email.policy
import re
from collections.abc import Iterator

from crawler.imports.source import clean
from crawler.records import Headers

MAX_PARTS = 500
MAX_DEPTH = 20
"""Mails and multiparts inside one another; forwarding programs stop far below."""
MAX_MAILS = 2000
"""Mails of one mbox."""

_HTML_KINDS = ("text/html", "application/xhtml+xml", "text/x-amp-html")
"""AMP for Email is a part of its own, which some mail programs show instead of the HTML."""
_FROM_LINE = re.compile(rb"^From [^\r\n]*\d\d:\d\d[^\r\n]*\r?\n", re.MULTILINE)
"""RFC 4155: `From sender date`, the date with a time."""
_HEADER_LINE = re.compile(rb"[!-9;-~]{1,80}[ \t]*:")
_SEPARATOR = re.compile(r"^--(\S[^\r\n]{0,69}?)[ \t]*\r?\n(?:content-[a-z-]{4,30}:)", re.MULTILINE | re.IGNORECASE)
_LOOKS_LIKE_HTML = re.compile(r"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!doctype html|<html)", re.IGNORECASE)
_NO_CHARSETS = frozenset(("idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"))
"""Codecs of Python's own that no mail is written in; some take time by the square of the text's length."""
_CLOSED = {
    "application/ms-tnef": "winmail.dat: what Outlook packed into it",
    "application/pkcs7-mime": "an encrypted or opaquely signed part",
    "application/x-pkcs7-mime": "an encrypted or opaquely signed part",
    "application/pgp-encrypted": "an encrypted part",
    "multipart/encrypted": "an encrypted part",
}


def mails_of(data: bytes) -> list[bytes]:
    """The mails of a file: several of an mbox (at most MAX_MAILS + 1, so that a caller can tell), else the file."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        data = data.decode("utf-16", "replace").encode("utf-8", "replace")
    data = data.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n\t ")
    if b"\n" not in data:
        data = data.replace(b"\r", b"\n")
    if not data.startswith((b"From ", b">From ")):
        return [data]
    starts = [match.span() for match in _FROM_LINE.finditer(data) if _begins_mail(data, match.span())]
    if not starts or starts[0][0] > 0:
        # A `From ` line of another form, where one mail was cut out of an mbox.
        return [data.partition(b"\n")[2]]
    ends = [start for start, _ in starts[1:]] + [len(data)]
    return [data[first:end] for (_, first), end in list(zip(starts, ends, strict=True))[: MAX_MAILS + 1]]


def _begins_mail(data: bytes, span: tuple[int, int]) -> bool:
    """A line of a text may start with `From ` too: before a mail stands an empty line, after it a header."""
    start, end = span
    empty = start == 0 or data[start - 2 : start] == b"\n\n" or data[start - 3 : start] == b"\n\r\n"
    return empty and bool(_HEADER_LINE.match(data[end : end + 100]))


def parse(data: bytes) -> email.message.Message:
    """One mail. Never raises for damage; RecursionError for parts inside parts without end."""
    return email.parser.BytesParser(policy=email.policy.compat32).parsebytes(data)


def headers_of(message: email.message.Message) -> Headers:
    return tuple(
        (clean(str(name)).strip()[:1000], decoded(re.sub(r"\r?\n[ \t]+", " ", str(value)))[:20_000])
        for name, value in list(message.raw_items())[:1000]
    )


def bodies(message: email.message.Message) -> tuple[list[str], str, list[str]]:
    """The HTML parts, the first plain part, and what could not be read."""
    found: list[str] = []
    plain, problems = "", dict[str, None]()
    for number, part in enumerate(_walk(message, 0)):
        if number >= MAX_PARTS:
            problems[f"more than {MAX_PARTS} parts; the rest was not read"] = None
            break
        kind = _kind(part)
        if kind in _CLOSED:
            problems[f"{_CLOSED[kind]} was not read"] = None
        if part.is_multipart() or kind not in (*_HTML_KINDS, "text/plain"):
            continue
        if part.get_content_disposition() == "attachment":
            continue
        text = _text(part)
        # Some senders declare HTML as plain text; mail programs that guess do open it.
        if kind != "text/plain" or _LOOKS_LIKE_HTML.match(text):
            found.append(text)
        else:
            plain = plain or text
    return found, plain, list(problems)


def decoded(value: str) -> str:
    """RFC 2047 words as text; bytes that were not declared as Latin text."""
    with contextlib.suppress(LookupError, UnicodeError, ValueError, email.errors.MessageError):
        value = str(email.header.make_header(email.header.decode_header(value)))
    raw = value.encode("utf-8", "surrogateescape")
    try:
        return raw.decode("utf-8")
    except UnicodeError:
        return raw.decode("cp1252", "replace")


def _walk(part: email.message.Message, depth: int) -> Iterator[email.message.Message]:
    """Each part, and the parts of those whose form is damaged."""
    if not _is_charset(str(part.get_content_charset("utf-8"))):
        part.del_param("charset")  # the library would try to decode with it
    yield part
    if depth >= MAX_DEPTH:
        return
    hidden = None if _has_parts(part) else _repaired(part)
    if hidden is not None:
        yield from _walk(hidden, depth + 1)
    elif part.is_multipart():
        for inner in part.get_payload():
            if isinstance(inner, email.message.Message):
                yield from _walk(inner, depth + 1)


def _is_charset(name: str) -> bool:
    try:
        return codecs.lookup(name).name not in _NO_CHARSETS
    except (LookupError, ValueError):
        return False


def _has_parts(part: email.message.Message) -> bool:
    """Is it a multipart whose parts were found? A mail inside a mail is one when it has a head of its own."""
    payload = part.get_payload()
    if not isinstance(payload, list):
        return False
    return part.get_content_maintype() != "message" or any(
        isinstance(inner, email.message.Message) and inner.keys() for inner in payload
    )


def _repaired(part: email.message.Message) -> email.message.Message | None:
    """What stands in a part whose boundary is wrong, or in a mail that was encoded as a whole; None for others."""
    kind = _kind(part)
    text = part.get_payload()
    if kind == "message/rfc822":
        inner = text[0] if isinstance(text, list) and text else None
        if not isinstance(inner, email.message.Message) or inner.keys():
            return None
        # RFC 2046 5.2.1 forbids an encoding here; some gateways encode all the same.
        inner["Content-Transfer-Encoding"] = str(part.get("Content-Transfer-Encoding", "")).strip()
        payload = inner.get_payload(decode=True)
        return parse(payload) if isinstance(payload, bytes) else None
    if not kind.startswith("multipart/") or not isinstance(text, str):
        return None
    found = _SEPARATOR.search(text)
    if found is None:
        return None
    head = f'Content-Type: multipart/mixed; boundary="{found[1]}"\n\n'
    return parse(head.encode() + text.encode("utf-8", "surrogateescape"))


def _kind(part: email.message.Message) -> str:
    """The type; `text/html charset=utf-8` without a semicolon counts as text/html."""
    match = re.match(r"\s*([a-z]{4,20}/[a-z0-9.+-]{2,60})\s", str(part.get("Content-Type", "")), re.IGNORECASE)
    return match[1].lower() if match else part.get_content_type()


def _text(part: email.message.Message) -> str:
    encoding = str(part.get("Content-Transfer-Encoding", ""))
    if encoding != encoding.strip():
        part.replace_header("Content-Transfer-Encoding", encoding.strip())
    declared = part.get_content_charset()
    payload = part.get_payload(decode=True)
    raw = payload if isinstance(payload, bytes) else b""
    for charset in (str(declared) if declared else "utf-8", "utf-8"):
        try:
            return raw.decode(charset)
        except (LookupError, UnicodeError, ValueError):
            continue
    return raw.decode("cp1252", "replace")
