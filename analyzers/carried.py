"""Which identifiers a request or message carries: as they are, encoded, packed or hashed.

Looked for in address, body, Referer, headers that scripts add, and WebSocket messages: the value as it is, in capitals or
small letters where it is hexadecimal, URL-encoded, in base64 alone or within a text, in a compressed body, or as its MD5,
SHA-1 or SHA-256 in hexadecimal or base64. Sources: Englehardt & Narayanan, CCS 2016 (tokens split at characters outside
`A-Za-z0-9_.,'-`); Acar et al., "No boundaries", 2017 (hashes).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import ipaddress
import re
from collections.abc import Iterable, Iterator
from urllib.parse import unquote

import msgspec

from analyzers.randomness import SHORTEST
from analyzers.unpacking import is_readable, message_text, packed_inside, unpacked_body
from crawler.records import Request, SocketMessage

UNRELATED = 2
"""A value that more parties than this hold is nobody's identifier (a shared constant)."""
READ = 16_384
"""Characters of an address or body that are searched."""
INSIDE = 20
"""Words of one text that are taken for base64 of another text."""

_DELIMITER = re.compile(r"[^A-Za-z0-9_.,'-]+")
_INNER = re.compile(r"[._,'-]+")
_DOTS = re.compile(r"[.,']+")
_BASE64 = re.compile(r"(?=[A-Za-z0-9+/_-]*[A-Z])(?=[A-Za-z0-9+/_-]*[a-z])[A-Za-z0-9+/_-]{24,8192}")
_HEXADECIMAL = re.compile(r"[0-9A-Fa-f]{16,}|[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")

_BROWSERS_OWN = frozenset(
    (
        "accept", "accept-charset", "accept-encoding", "accept-language", "cache-control", "connection", "content-length",
        "content-type", "cookie", "dnt", "expect", "host", "keep-alive", "origin", "pragma", "priority", "purpose", "range",
        "te", "transfer-encoding", "upgrade", "upgrade-insecure-requests", "user-agent", "via", "x-client-data",
        "x-requested-with",
    )
)  # fmt: skip
"""Headers that no script of a page fills with what it likes (WHATWG Fetch, forbidden request-header names, and what Chromium
adds); those that begin with `sec-`, `proxy-`, `if-` or `access-control-` are none of a page's either."""
_BROWSERS_PREFIXES = (":", "sec-", "proxy-", "if-", "access-control-")


class Owner(msgspec.Struct, frozen=True):
    """The item whose value is an identifier."""

    kind: str
    name: str
    host: str
    provider: str
    """Registrable domain, as browsers tell parties apart."""
    setters: tuple[str, ...] = ()
    """Registrable domains of what set it."""
    strength: str = "weak"
    """Does the value tell browsers apart for sure? As in analyzers.identifiers."""
    observation: str = ""
    """Id of what was observed of the item."""


class Carried(msgspec.Struct, frozen=True):
    """An identifier found in a request or message."""

    owner: Owner
    form: str
    """`plain`, `base64`, `md5`, `sha1`, `sha256`."""
    where: str
    """`address`, `body`, `referer`, `header`, `message`."""
    word: str = ""
    """As it stood there. A raw value: never for a report."""


class IdentifierIndex:
    """Every form of every identifier of a scan, to look requests and messages up in."""

    def __init__(self) -> None:
        self._owners: dict[str, dict[Owner, None]] = {}
        self._forms: dict[str, tuple[str, str]] = {}

    def add(self, owner: Owner, tokens: Iterable[str]) -> None:
        """The parts of an item's value that may identify. An IP address is not kept: everybody asked knows it."""
        for token in tokens:
            if len(token) < SHORTEST or _is_address(token):
                continue
            if token not in self._owners:
                for form, text in _forms(token):
                    self._forms.setdefault(text, (token, form))
            self._owners.setdefault(token, {})[owner] = None

    def find(self, record: Request) -> Iterator[Carried]:
        """Identifiers that a request carries, each (owner, where) once."""
        return self._found(_texts_of(record)) if self._forms else iter(())

    def find_in_message(self, record: SocketMessage) -> Iterator[Carried]:
        """The same of a message that was sent over a WebSocket."""
        if not self._forms or record.direction != "sent":
            return iter(())
        return self._found((("message", message_text(record)),))

    def _found(self, texts: Iterable[tuple[str, str]]) -> Iterator[Carried]:
        seen: set[tuple[str, str]] = set()
        for where, text in texts:
            for word, meant in _read(text):
                token, form = self._forms.get(meant, ("", ""))
                if not token or (token, where) in seen:
                    continue
                seen.add((token, where))
                owners = self._owners[token]
                if len({owner.provider for owner in owners}) > UNRELATED:
                    continue
                for owner in owners:
                    yield Carried(owner, "base64" if form == "plain" and meant != word else form, where, word)


def _is_address(token: str) -> bool:
    try:
        ipaddress.ip_address(token)
    except ValueError:
        return False
    return True


def _forms(token: str) -> Iterator[tuple[str, str]]:
    yield "plain", token
    if _HEXADECIMAL.fullmatch(token):
        for text in (token.lower(), token.upper()):
            yield "plain", text
            yield "plain", text.replace("-", "")
    raw = token.encode("utf-8", "surrogatepass")
    yield from (("base64", text) for text in _in_base64(raw))
    for name in ("md5", "sha1", "sha256"):
        digest = hashlib.new(name, raw, usedforsecurity=False)
        yield name, digest.hexdigest()
        yield name, digest.hexdigest().upper()
        yield from ((name, text) for text in _in_base64(digest.digest()))


def _in_base64(data: bytes) -> tuple[str, str]:
    """In the alphabets of RFC 4648, sections 4 and 5, without padding."""
    return base64.b64encode(data).decode().rstrip("="), base64.urlsafe_b64encode(data).decode().rstrip("=")


def _texts_of(record: Request) -> Iterator[tuple[str, str]]:
    yield "address", record.url
    yield "body", record.post_data
    if record.post_base64:
        yield "body", unpacked_body(record)
    for name, value in record.request_headers:
        folded = name.lower()
        if folded == "referer":
            yield "referer", value
        elif folded not in _BROWSERS_OWN and not folded.startswith(_BROWSERS_PREFIXES):
            yield "header", value


def _read(text: str) -> Iterator[tuple[str, str]]:
    """Words of a text, each with what it means: itself, or one of the words of the text that it is base64 of."""
    words = words_of(text)
    yield from ((word, word) for word in words)
    for word in sorted(word for word in words if _BASE64.fullmatch(word))[:INSIDE]:
        inner = _decoded(word)
        yield from ((word, meant) for meant in (words_of(inner) if inner else ()))


def _decoded(word: str) -> str:
    """The text that a word is base64 of, compressed or not; empty for all else."""
    packed = packed_inside(word)
    if packed:
        return packed[0]
    whole = word.translate(str.maketrans("-_", "+/"))
    try:
        text = base64.b64decode(whole + "=" * (-len(whole) % 4))
    except binascii.Error:
        return ""
    plain = text.decode("utf-8", "replace")
    return plain if is_readable(plain) else ""


def words_of(text: str) -> set[str]:
    """Delimited parts of a text, also after decoding it once and twice, and their inner parts."""
    found: set[str] = set()
    if not text:
        return found
    text = text[:READ]
    for _ in range(3):
        for word in _DELIMITER.split(text):
            if len(word) >= SHORTEST:
                found.add(word)
                # Wrapped as `v1.<uuid>.7`, or as `prefix_<number>`.
                found.update(part for cut in (_DOTS, _INNER) for part in cut.split(word) if len(part) >= SHORTEST)
        # Base64 of the standard alphabet holds `+` and `/`, which are delimiters above.
        found.update(part for part in re.split(r"[^A-Za-z0-9+/]+", text) if len(part) >= SHORTEST)
        decoded = unquote(text)
        if decoded == text:
            break
        text = decoded
    return found
