"""What is Flash in what a page loads: SWF files, their use of shared objects, Ruffle's objects in web storage.

SWF: Adobe, "SWF File Format Specification", version 19, chapter 2: `FWS` plain, `CWS` zlib, `ZWS` LZMA; a version byte,
the length of the inflated file (32 bits, little-endian). No browser of today runs it, so what is found here is what the
file could do, never what it did.
"""

from __future__ import annotations

import base64
import binascii
import lzma
import re
import zlib
from collections.abc import Iterator
from urllib.parse import urljoin

import msgspec

from crawler.imports.sol import MAX_BYTES, looks_like_sol

SWF_TYPES = frozenset({"application/x-shockwave-flash", "application/vnd.adobe.flash.movie"})
MAX_INFLATED = 16 * 1024 * 1024
"""Bytes of a SWF that are inflated and searched; a compressed file can claim any length."""

READ_HTML = 4_000_000
"""Characters of a document that are searched for embedded Flash."""
_ELEMENT = re.compile(r"<(?:object|embed|param|ruffle-\w{1,10})\b[^<>]{0,4000}", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    r"""([a-z:-]{1,20})\s{0,9}=\s*(?:"([^"<>]{1,2000})"|'([^'<>]{1,2000})'|([^\s"'<>]{1,2000}))""", re.IGNORECASE
)
_CLASS_ID = "d27cdb6e-ae6d-11cf-96b8-444553540000"
"""The ActiveX control of Flash Player, by which `object` names it (Adobe, "Flash OBJECT and EMBED tag attributes")."""
_ADDRESSES = ("src", "data", "movie")
_SWF_PATH = re.compile(r"\.swf$", re.IGNORECASE)

_SIGNS = (
    ("SharedObject", rb"SharedObject"),
    ("getLocal", rb"getLocal"),
    ("getRemote", rb"getRemote"),
    ("ExternalInterface", rb"ExternalInterface"),
    ("crossdomain.xml", rb"loadPolicyFile|crossdomain\.xml"),
)
"""Names that code has to hold to use the API: constant pools of ActionScript 1 to 3 hold them as plain text."""

_ADDRESS = re.compile(rb"https?://[\x21\x23-\x26\x28-\x3b\x3d\x3f-\x7e]{4,300}")


class SwfInspection(msgspec.Struct, frozen=True, kw_only=True):
    """What the bytes of a SWF show."""

    compression: str
    """`none`, `zlib`, `lzma`."""
    version: int
    announced_size: int
    inflated_size: int
    """Bytes searched, at most MAX_INFLATED."""
    mentions: tuple[str, ...] = ()
    """API names found, as `SharedObject`, `getLocal`."""
    addresses: tuple[str, ...] = ()
    """The first 50 http(s) addresses found. Hostile text."""
    problems: tuple[str, ...] = ()

    @property
    def uses_shared_objects(self) -> bool:
        """The code can read and write Flash local shared objects."""
        return "SharedObject" in self.mentions and "getLocal" in self.mentions


def embedded_swf(html: str, base_url: str) -> Iterator[str]:
    """Addresses of the SWF files that `object`, `embed`, `param` and Ruffle's elements of a document name.

    A path that ends in .swf tells it, and without one the element's type or class, Ruffle's name or a parameter `movie`.
    """
    for element in _ELEMENT.finditer(html[:READ_HTML]):
        told = [(name.lower(), "".join(values)) for name, *values in _ATTRIBUTE.findall(element.group())]
        addresses = _told_to_be_flash(element.group(), dict(told))
        for name, address in told:
            if name in addresses or _SWF_PATH.search(re.split(r"[?#]", address, maxsplit=1)[0]):
                try:
                    yield urljoin(base_url, address)
                except ValueError:
                    continue


def _told_to_be_flash(element: str, attributes: dict[str, str]) -> tuple[str, ...]:
    """Names of the attributes that hold a film's address, by what else the element says."""
    if attributes.get("name", "").lower() == "movie":
        return ("value",)
    kind = attributes.get("type", "").partition(";")[0].strip().lower()
    flash = kind in SWF_TYPES or _CLASS_ID in attributes.get("classid", "").lower()
    return _ADDRESSES if flash or element[:8].lower() == "<ruffle-" else ()


def is_swf(data: bytes) -> bool:
    """By the magic bytes, a version of 1 to 50, and a length below 256 MB: text that begins so has a larger one."""
    if len(data) < 8 or data[:3] not in (b"FWS", b"CWS", b"ZWS"):
        return False
    return 1 <= data[3] <= 50 and int.from_bytes(data[4:8], "little") < 1 << 28


def is_flash_response(url: str, mime: str, body: bytes = b"") -> bool:
    """Is this response a SWF? By its type, its magic bytes, or a path that ends in .swf when the type says nothing."""
    if is_swf(body) or mime.split(";")[0].strip().lower() in SWF_TYPES:
        return True
    path = url.split("?", 1)[0].split("#", 1)[0].lower()
    return path.endswith(".swf") and not body and mime in ("", "application/octet-stream")


def inspect_swf(data: bytes) -> SwfInspection:
    """Inflate a SWF, bounded, and search it. Raises ValueError when the bytes are no SWF."""
    if not is_swf(data):
        raise ValueError("this is no SWF: it does not start with FWS, CWS or ZWS and a version")
    problems: list[str] = []
    announced = int.from_bytes(data[4:8], "little")
    compression = {b"F": "none", b"C": "zlib", b"Z": "lzma"}[data[:1]]
    if compression == "none":
        body = data[8 : 8 + MAX_INFLATED]
    elif compression == "zlib":
        body = _inflate_zlib(data[8:], problems)
    else:
        body = _inflate_lzma(data, problems)
    if len(body) >= MAX_INFLATED:
        problems.append(f"only the first {MAX_INFLATED} bytes were searched")
    addresses = dict.fromkeys(match.decode("ascii") for match in _ADDRESS.findall(body))
    return SwfInspection(
        compression=compression,
        version=data[3],
        announced_size=announced,
        inflated_size=len(body),
        mentions=tuple(name for name, sign in _SIGNS if re.search(sign, body)),
        addresses=tuple(list(addresses)[:50]),
        problems=tuple(problems),
    )


def _inflate_zlib(data: bytes, problems: list[str]) -> bytes:
    inflater = zlib.decompressobj()
    inflated = bytearray()
    try:
        # In pieces: one broken byte near the end would otherwise cost all that could be read before it.
        for start in range(0, len(data), 65536):
            inflated += inflater.decompress(data[start : start + 65536], MAX_INFLATED - len(inflated))
            if inflater.eof or len(inflated) >= MAX_INFLATED:
                return bytes(inflated)
    except zlib.error as error:
        problems.append(f"damaged: {error}")
        return bytes(inflated)
    problems.append("cut off: the compressed part does not end")
    return bytes(inflated)


def _inflate_lzma(data: bytes, problems: list[str]) -> bytes:
    """ZWS: 12 bytes of head, 5 of LZMA properties, then the stream without the length that .lzma files have."""
    properties = data[12:17]
    if len(properties) < 5 or properties[0] >= 9 * 5 * 5:
        problems.append("damaged: no LZMA properties")
        return b""
    lclppb = properties[0]
    filters = [
        {
            "id": lzma.FILTER_LZMA1,
            # A file may ask for a dictionary of 4 GB; one as large as what is read is enough.
            "dict_size": min(max(int.from_bytes(properties[1:5], "little"), 4096), MAX_INFLATED),
            "lc": lclppb % 9,
            "lp": lclppb // 9 % 5,
            "pb": lclppb // 45,
        }
    ]
    try:
        inflater = lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=filters)
        body = inflater.decompress(data[17:], MAX_INFLATED)
    except (lzma.LZMAError, ValueError) as error:
        problems.append(f"damaged: {error}")
        return b""
    wanted = min(max(int.from_bytes(data[4:8], "little") - 8, 0), MAX_INFLATED)
    if len(body) < wanted:
        problems.append("cut off: fewer bytes than the head announces")
    return body


def is_ruffle_shared_object(value: str) -> bytes | None:
    """The .sol that a web storage value holds as base64, as Ruffle (a Flash player in JavaScript) keeps it; else None.

    Ruffle, web/src/storage.rs: the whole file in standard base64. Cheap for other values: 14 characters are looked at.
    """
    # 00 BF is "AL8" and two free bits; bytes 6 to 9, TCSO, are characters 8 to 13.
    if not value.startswith("AL8") or len(value) > MAX_BYTES * 4 // 3 + 4:
        return None
    try:
        data = base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        return None
    return data if looks_like_sol(data) else None
