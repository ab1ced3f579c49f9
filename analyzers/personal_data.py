"""Which third parties were sent personal data: an e-mail address, or what is known of the visitor that the scan played.

Looked for in a request's address, body and Referer: as written, percent-encoded up to twice, in base64, and, for what
is known of the visitor, as MD5, SHA-1 or SHA-256 of its lower-case form (the usual ways of handing an address on:
Englehardt, Han & Narayanan, "I never signed up for this", PETS 2018). What was found is never repeated, only its kind.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable, Iterator
from urllib.parse import unquote_plus, urlsplit

import msgspec

from analyzers.model import Source
from analyzers.parties import host_of, registrable_domain
from crawler.evidence import Line
from crawler.records import Request

LONGEST = 8192
"""Characters of an address, and of a body, that are searched."""
SHORTEST_SEED = 5
"""Characters: shorter texts occur by chance."""
TOKENS = 200
"""Parts of one request that are decoded."""

_EMAIL = re.compile(
    r"(?<!//)(?<![\w.+%-])[\w.+-]{1,64}@[a-z][a-z0-9-]{0,62}(?:\.[a-z0-9-]{1,63}){0,4}\.([a-z]{2,24})\b", re.I
)
_FILES = frozenset(
    "js mjs cjs css map json html htm php png jpg jpeg gif svg webp avif woff ttf ico min bundle esm".split()  # noqa: SIM905 twenty words are read sooner than twenty quoted ones
)
"""Endings by which `name@version.min.js` is told from an address."""
_ROLES = re.compile(
    r"(?:info|contact|kontakt|support|service|sales|hello|privacy|help|no-?reply|admin|office|mail|press|jobs|webmaster|"
    r"test|user|example|you|name|email)@",
    re.IGNORECASE,
)
"""Addresses of nobody in particular."""
_TOKEN = re.compile(r"[A-Za-z0-9+/_-]{12,2000}={0,2}")


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """Personal data in a request to a third party."""

    host: str
    what: str
    """`an e-mail address`, `what is known of the visitor`."""
    how: str
    """`as written`, `in base64`, `as its SHA-256`."""
    known: bool
    """It is the visitor's own, whom the scan played: no doubt."""
    place: Source


class Seeds:
    """What is known of the visitor, in the forms in which it may be handed on."""

    def __init__(self, seeds: Iterable[str]) -> None:
        self.plain = tuple(dict.fromkeys(seed.strip().lower() for seed in seeds if len(seed.strip()) >= SHORTEST_SEED))
        self.digests = {
            digest(seed.encode()).hexdigest(): name
            for seed in self.plain
            for name, digest in (("MD5", hashlib.md5), ("SHA-1", hashlib.sha1), ("SHA-256", hashlib.sha256))
        }

    def __bool__(self) -> bool:
        return bool(self.plain)


def personal_data_in(line: Line, record: Request, site: str, seeds: Seeds) -> Sent | None:
    """The surest sign of personal data in a request to a third party; None when there is none."""
    place = Source(visit=record.visit, url=record.page_url, seq=line.seq, what=f"{record.method} {host_of(record.url)}")
    best: Sent | None = None
    for text, how in _readings(record):
        for what, manner, known in _found(text, how, site, seeds):
            sent = Sent(host=host_of(record.url), what=what, how=manner, known=known, place=place)
            if known:
                return sent
            best = best or sent
    return best


def _readings(record: Request) -> Iterator[tuple[str, str]]:
    """The texts that a request carries, and how each was read."""
    referer = next((value for name, value in record.request_headers if name.lower() == "referer"), "")
    for raw in (_tail(record.url[:LONGEST]), record.post_data[:LONGEST], _tail(referer[:LONGEST])):
        if not raw:
            continue
        yield raw, "as written"
        once = unquote_plus(raw)
        twice = unquote_plus(once)
        for text in dict.fromkeys((once, twice)):
            if text != raw:
                yield text, "percent-encoded"
        for number, match in enumerate(_TOKEN.finditer(twice)):
            if number >= TOKENS:
                break
            if text := _from_base64(match.group()):
                yield text, "in base64"


def _tail(url: str) -> str:
    """Path and query: host and user name of an address are no data that is handed on."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return f"{parts.path}?{parts.query}" if parts.path or parts.query else ""


def _from_base64(token: str) -> str:
    try:
        data = base64.b64decode(token.rstrip("=") + "=" * (-len(token.rstrip("=")) % 4), altchars=b"-_", validate=True)
        text = data.decode("utf-8")
    except (binascii.Error, ValueError):
        return ""
    return text if text.isprintable() else ""


def _found(text: str, how: str, site: str, seeds: Seeds) -> Iterator[tuple[str, str, bool]]:
    lower = text.lower()
    if any(seed in lower for seed in seeds.plain):
        yield "what is known of the visitor", how, True
    for digest, name in seeds.digests.items():
        if digest in lower:
            yield "what is known of the visitor", f"as its {name}", True
    for match in _EMAIL.finditer(text):
        address = match.group()
        domain = address.rpartition("@")[2].lower()
        own = registrable_domain(domain) == registrable_domain(site)
        if match[1].lower() not in _FILES and not own and not _ROLES.match(address):
            yield "an e-mail address", how, False
