"""What a body or message says that was sent compressed or as bytes.

Of either the evidence holds the first 4,096 bytes; a compressed stream can be read as far as it goes. Known are gzip
(RFC 1952), zlib (RFC 1950) and bare deflate (RFC 1951), which are what `CompressionStream` and the usual libraries write, and
the same in base64 inside a text.
"""

from __future__ import annotations

import base64
import binascii
import re
import zlib

from crawler.records import Request, SocketMessage

MOST = 65_536
"""Bytes that are unpacked of one stream: 4,096 bytes of a bomb would be four millions."""
READABLE = 0.9
"""Share of printable characters from which bytes are text. Bare deflate has no mark to know it by."""
BINARY = 2
"""Opcode of a binary message (RFC 6455, section 5.2)."""
INSIDE = 3
"""Packed texts that are looked for inside another."""

_GZIP, _ZLIB, _BARE = 31, 15, -15
"""Window sizes by which zlib is told the form."""
# The first bytes of gzip and of zlib's usual levels, in base64.
_PACKED_TEXT = re.compile(r"(?:H4sI|eA[E-H]|eF[4-7]|eJ[w-z]|eN[o-r])[A-Za-z0-9+/_-]{40,5600}")


def unpacked(data: bytes) -> str:
    """The text in a compressed stream, as far as it goes; empty where it is none."""
    if data[:2] == b"\x1f\x8b":
        return _text(_inflate(data, _GZIP))
    if len(data) > 2 and data[0] & 0x0F == 8 and int.from_bytes(data[:2], "big") % 31 == 0:
        return _text(_inflate(data, _ZLIB))
    return "" if _text(data) else _text(_inflate(data, _BARE))


def unpacked_body(record: Request) -> str:
    """The text of a request's body that was sent compressed; empty for any other."""
    return unpacked(_bytes(record.post_base64)) if record.post_base64 else ""


def message_text(record: SocketMessage) -> str:
    """What a message of a WebSocket says: its text, or that of its bytes, compressed or not, with a mark for what is no
    letter."""
    if record.opcode != BINARY:
        return record.data
    data = _bytes(record.data)
    return unpacked(data) or data.decode("utf-8", "replace")


def packed_inside(text: str) -> list[str]:
    """What compressed texts say that stand in base64 inside a text."""
    tokens = [match.group() for match in _PACKED_TEXT.finditer(text)][:INSIDE]
    found = (unpacked(_bytes(token.translate(str.maketrans("-_", "+/")))) for token in tokens)
    return [one for one in found if one]


def is_readable(text: str) -> bool:
    """Is it text for the most part, and no bytes?"""
    shown = sum(letter.isprintable() or letter in "\r\n\t" for letter in text) - text.count("\ufffd")
    return len(text) > 1 and shown >= READABLE * len(text)


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text[: len(text) // 4 * 4])
    except binascii.Error:
        return b""


def _inflate(data: bytes, form: int) -> bytes:
    try:
        return zlib.decompressobj(form).decompress(data, MOST)
    except zlib.error:
        return b""


def _text(data: bytes) -> str:
    """The bytes as text; empty where they are none. A letter may be cut at the end."""
    text = data.decode("utf-8", "replace")
    return text if is_readable(text) else ""
