"""What a Flash local shared object (.sol) holds.

Layout: 00 BF, the length of what follows (32 bits), `TCSO`, 00 04 00 00 00 00, the name's length (16 bits) and name,
three zero bytes, the AMF version (0 or 3); then name, value and a zero byte for each entry. Values become plain JSON
data as crawler.imports.amf0 and .amf3 say. A damaged file gives what could be read and what is wrong with it.
"""

from __future__ import annotations

from typing import Any

import msgspec

from crawler.imports.amf import AmfError, Reader
from crawler.imports.amf0 import Amf0Reader
from crawler.imports.amf3 import Amf3Reader

MAX_BYTES = 8 * 1024 * 1024
"""Flash Player's own settings let a site store 10 KB, 100 KB, 1 MB or 10 MB; real files are below 300 KB."""


class SolError(Exception):
    """The bytes are no shared object at all."""


class SharedObject(msgspec.Struct, frozen=True, kw_only=True):
    """One Flash local shared object, as plain data."""

    name: str
    amf_version: int
    data: dict[str, Any]
    """The entries, as JSON values only."""
    types: dict[str, str] = {}
    """JSON Pointer into `data` -> what plain data cannot say: `object com.shop.Visitor`, `date`, `undefined`, `NaN`."""
    problems: tuple[str, ...] = ()
    """What is wrong with the file, in plain words; empty when all of it was read."""
    size: int
    """Bytes of the file."""


def looks_like_sol(data: bytes) -> bool:
    return data[:2] == b"\x00\xbf" and data[6:10] == b"TCSO"


def decode_sol(data: bytes) -> SharedObject:
    """Decode one .sol file. Raises SolError for what is no .sol; a damaged one gives what was read and its problems."""
    if not looks_like_sol(data):
        raise SolError("this is no Flash shared object: it does not start with 00 BF, a length and TCSO")
    if len(data) > MAX_BYTES:
        raise SolError(f"the file has {len(data)} bytes; at most {MAX_BYTES} are read")
    reader = Reader(data, 10)
    announced = int.from_bytes(data[2:6], "big")
    if announced != len(data) - 6:
        reader.problem(f"the header announces {announced} bytes after it, {len(data) - 6} are there")
    name, version, entries = "", 0, dict[str, Any]()
    try:
        if reader.take(6) != b"\x00\x04\x00\x00\x00\x00":
            reader.problem("offset 10: not the six bytes 00 04 00 00 00 00 that every known player writes")
        name = reader.text(reader.unsigned16())
        if reader.take(3) != bytes(3):
            reader.problem(f"offset {reader.offset - 3}: not three zero bytes before the AMF version")
        version = reader.byte()
        if version not in (0, 3):
            raise AmfError(f"offset {reader.offset - 1}: AMF version {version}; only 0 and 3 exist")
        _read_entries(reader, version, entries, 6 + announced)
    except AmfError as error:
        reader.problem(str(error))
    return SharedObject(
        name=name,
        amf_version=version,
        data=entries,
        types=reader.types,
        problems=tuple(reader.problems),
        size=len(data),
    )


def _read_entries(reader: Reader, version: int, entries: dict[str, Any], announced_end: int) -> None:
    """Read up to the end of the file; what follows an entry at the announced end, or is nothing but zeros, is no entry."""
    values: Amf0Reader | Amf3Reader
    if version == 3:
        values = amf3 = Amf3Reader(reader)
        read_name = amf3.string
    else:
        values = amf0 = Amf0Reader(reader)
        read_name = amf0.name
    zeros_from = len(reader.data.rstrip(b"\0"))
    while reader.left:
        if reader.offset == announced_end or (reader.offset >= zeros_from and announced_end != len(reader.data)):
            reader.problem(f"offset {reader.offset}: {reader.left} bytes follow the last entry; they were not read")
            return
        key = read_name()
        reader.spend(len(key))
        try:
            value = values.value((None, key))
        except AmfError as error:
            if error.has_partial:
                reader.put(entries, key, error.partial)
            raise
        reader.put(entries, key, value)
        if reader.left and reader.byte() != 0:
            raise AmfError(f"offset {reader.offset - 1}: entry {key[:60]!r} is not followed by a zero byte")
