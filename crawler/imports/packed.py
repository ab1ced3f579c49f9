"""How a packed recording is unpacked: gzip, zstd, zip; bounded, whatever its own counts claim, in bytes and in values."""

from __future__ import annotations

import io
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable

import zstandard

from crawler.imports.source import SourceError

CHUNK = 1 << 20
_STRING = re.compile(rb'"(?:[^"\\]|\\.)*+"', re.DOTALL)
MAX_MEMBERS = 50_000
"""Files in one zip: a recording with its bodies attached has a few thousand."""
NESTED = 2
"""A zip of a gzip occurs; more is no recording."""
_DAMAGE = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError, ValueError, RuntimeError,
)  # fmt: skip
"""What the library raises for a damaged zip, one with a password, or a compression it does not know."""


def unpack(data: bytes, limit: int, name: str, endings: Iterable[str]) -> tuple[bytes, zipfile.ZipFile | None]:
    """The recording in a packed file, and the zip that holds its further parts; other data as it is.

    Args:
        limit: bytes that the unpacked recording may have.
        endings: how the recording's file is named in a zip, the best first.

    Raises SourceError when the file is damaged, too large, or a zip without a recording.
    """
    archive = None
    for _ in range(NESTED):
        if data[:2] == b"\x1f\x8b":
            data = _gunzip(data, limit, name)
        elif data[:4] == b"\x28\xb5\x2f\xfd":
            data = _unzstd(data, limit, name)
        elif data[:4] == b"PK\x03\x04":
            archive = _open(data, name)
            data = member(archive, _recording(archive, name, tuple(endings)), limit, name)
        else:
            break
    return data, archive


def refuse_too_many_values(data: bytes, most: int, name: str) -> None:
    """Raises SourceError for JSON of more values than `most`: `[{},{},...` takes some thirty times its size in memory."""
    if data.count(b",") > most and _STRING.sub(b"", data).count(b",") > most:
        raise SourceError(f"{name}: more than {most} values in it; no more are read. Give a shorter recording.")


def member(archive: zipfile.ZipFile, wanted: str, limit: int, name: str) -> bytes:
    """One file of a zip. Raises SourceError when it is damaged or larger than `limit`; KeyError when it is not there."""
    try:
        with archive.open(wanted) as file:
            data = file.read(limit + 1)
    except _DAMAGE as error:
        raise SourceError(f"{name}: {wanted[:200]!r} in it is damaged or locked: {error}. Export it again.") from error
    _check(len(data), limit, name)
    return data


def _open(data: bytes, name: str) -> zipfile.ZipFile:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except _DAMAGE as error:
        raise SourceError(f"{name}: a damaged zip: {error}. Export or copy it again.") from error
    if len(archive.namelist()) > MAX_MEMBERS:
        raise SourceError(f"{name}: a zip of more than {MAX_MEMBERS} files. Give the recording itself.")
    return archive


def _recording(archive: zipfile.ZipFile, name: str, endings: tuple[str, ...]) -> str:
    names = sorted(archive.namelist(), key=lambda path: (path.count("/"), path))
    for ending in endings:
        found = [path for path in names if path.lower().endswith(ending)]
        if len(found) == 1:
            return found[0]
        if found:
            raise SourceError(f"{name}: a zip with {len(found)} files *{ending}. Unpack it and give each of them.")
    raise SourceError(f"{name}: a zip without a file {' or '.join('*' + ending for ending in endings)}. Give one.")


def _gunzip(data: bytes, limit: int, name: str) -> bytes:
    inflater = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    found = bytearray()
    try:
        for start in range(0, len(data), CHUNK):
            found += inflater.decompress(data[start : start + CHUNK], limit + 1 - len(found))
            _check(len(found), limit, name)
            if inflater.eof:
                break
    except zlib.error as error:
        raise SourceError(f"{name}: damaged gzip after {len(found)} bytes: {error}. Copy the file again.") from error
    if not inflater.eof:
        raise SourceError(f"{name}: cut off: the gzip ends after {len(found)} bytes. Copy the file again.")
    return bytes(found)


def _unzstd(data: bytes, limit: int, name: str) -> bytes:
    found = bytearray()
    try:
        with zstandard.ZstdDecompressor(max_window_size=1 << 27).stream_reader(data) as reader:
            while piece := reader.read(CHUNK):
                found += piece
                _check(len(found), limit, name)
    except zstandard.ZstdError as error:
        raise SourceError(f"{name}: damaged zstd after {len(found)} bytes: {error}. Copy the file again.") from error
    return bytes(found)


def _check(size: int, limit: int, name: str) -> None:
    if size > limit:
        raise SourceError(f"{name}: unpacks to more than {limit} bytes; no more are read. Give a shorter recording.")
