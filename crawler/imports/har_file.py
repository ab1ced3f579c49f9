"""How a HAR file's bytes are read: packed, in whatever code page, with what programs do to JSON, and with bodies apart.

gzip and zstd; the zip of Playwright, whose bodies are files of their own (`_file`); UTF-16; commas before a closing
bracket. What cannot be read is refused with its place.
"""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Callable
from typing import Any

import msgspec

from crawler.imports.packed import member, refuse_too_many_values, unpack
from crawler.imports.source import SourceError

MAX_BYTES = 300 * 1024 * 1024
"""Of the file and of what it unpacks to: reading takes about three times that in memory."""
MAX_ATTACHED = 20 * 1024 * 1024
"""Bytes of one body that is a file of its own in the zip."""
MAX_VALUES = 15_000_000
"""Values of the JSON: a recording of 300 MB of headers alone has 12 million."""
MAX_REPAIRED = 50 * 1024 * 1024

Attached = Callable[[str], bytes]
"""The body that an entry names as a file; empty when it is not there."""

_STRING_OR_COMMA = re.compile(rb'("(?:[^"\\]|\\.)*")|,(?=\s*[\]}])', re.DOTALL)


class Log(msgspec.Struct):
    entries: list[msgspec.Raw]
    pages: Any = None
    creator: Any = None
    browser: Any = None


class _Raw(msgspec.Struct):
    log: msgspec.Raw


def read_log(data: bytes, name: str) -> tuple[Log, Attached]:
    """The log in a HAR file's bytes. `name` is for messages. Raises SourceError."""
    data, archive = unpack(data, MAX_BYTES, name, ("har.har", ".har", ".har.gz", ".json"))
    data = _as_utf8(data)
    refuse_too_many_values(data, MAX_VALUES, name)
    try:
        log = msgspec.json.decode(msgspec.json.decode(data, type=_Raw).log, type=Log)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        # Half an emoji, a NaN, a wrong code page: the slower reader of the standard library is more lenient, and
        # knows line and column of what it cannot read either.
        log = _read_leniently(data, name)
    return log, _bodies(archive, name)


def _as_utf8(data: bytes) -> bytes:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace").encode("utf-8", "replace")
    if data[:1] and data[1:2] == b"\0":
        return data.decode("utf-16-le", "replace").encode("utf-8", "replace")
    return data.removeprefix(b"\xef\xbb\xbf")


def _read_leniently(data: bytes, name: str) -> Log:
    try:
        whole = _lenient_json(data)
    except (ValueError, RecursionError) as error:
        end = getattr(error, "pos", 0) >= len(data) - 1 or "Unterminated" in str(error)
        what = "cut off" if end else "not readable as JSON"
        raise SourceError(
            f"{name}: {what}: {error}. Export the recording again; in Chrome: Network panel, Export HAR."
        ) from error
    log = whole.get("log") if isinstance(whole, dict) else None
    entries = log.get("entries") if isinstance(log, dict) else None
    if not isinstance(log, dict) or not isinstance(entries, list):
        raise SourceError(f"{name}: JSON, but no HAR file: it has no list log.entries. Give a HAR 1.1 or 1.2 file.")
    raw = [msgspec.Raw(json.dumps(entry).encode()) for entry in entries]
    return Log(entries=raw, pages=log.get("pages"), creator=log.get("creator"), browser=log.get("browser"))


def _lenient_json(data: bytes) -> Any:
    try:
        return json.loads(data.decode("utf-8", "replace"), strict=False)
    except ValueError as error:
        if len(data) > MAX_REPAIRED:
            raise
        repaired = _STRING_OR_COMMA.sub(lambda match: match[1] or b"", data)
        if repaired == data:
            raise
        try:
            return json.loads(repaired.decode("utf-8", "replace"), strict=False)
        except ValueError:
            raise error from None  # the place in the file as it is


def _bodies(archive: zipfile.ZipFile | None, name: str) -> Attached:
    def body(path: str) -> bytes:
        try:
            return member(archive, path, MAX_ATTACHED, name) if archive is not None and path else b""
        except KeyError:
            return b""

    return body
