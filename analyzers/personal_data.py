"""Which third parties were sent personal data: an e-mail address, or what is known of the visitor that the scan played.

Looked for in a request's address, body, Referer, cookies and further headers: as written, percent-encoded up to twice, in
base64, and, for what is known of the visitor, in the forms of analyzers.visitor. What was found is never repeated, only
its kind and a mark that the operator can make again.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from urllib.parse import unquote_plus, urlsplit

import msgspec

from analyzers.model import Source
from analyzers.parties import host_of, registrable_domain
from analyzers.unpacking import unpacked_body
from analyzers.visitor import Seeds
from crawler.evidence import Line
from crawler.records import Request

LONGEST = 8192
"""Characters of an address, and of a body, that are searched."""
TOKENS = 200
"""Parts of one request that are decoded."""
HEADERS = 100
_PLAIN_HEADERS = frozenset(
    (
        "host", "origin", "user-agent", "connection", "content-type", "content-length", "cache-control", "pragma", "dnt",
        "upgrade-insecure-requests", "if-none-match", "if-modified-since", "range", "priority", "te", "purpose",
    )
)  # fmt: skip
"""Headers in which a browser writes nothing of a page's own."""

_EMAIL = re.compile(
    r"(?<!//)(?<![\w.+%-])[\w.+-]{1,64}@[a-z][a-z0-9-]{0,62}(?:\.[a-z0-9-]{1,63}){0,4}\.([a-z]{2,24})\b", re.I
)
_FILES = frozenset(
    "js mjs cjs css map json html htm php png jpg jpeg gif svg webp avif woff ttf ico min bundle esm".split()  # noqa: SIM905 twenty words are read sooner than twenty quoted ones
)
"""Endings by which `name@version.min.js` is told from an address."""
ROLES = re.compile(
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
    """`an e-mail address`, `the visitor's e-mail address 3f2a9c01b7de` (see Seed.mark)."""
    how: str
    """`as written`, `percent-encoded`, `in base64`, `as its SHA-256`."""
    where: str = "address"
    """`address`, `body`, `Referer`, `cookie`, `header X-Id`."""
    known: bool
    """It is the visitor's own, whom the scan played: no doubt."""
    place: Source


def personal_data_in(line: Line, record: Request, site: str, seeds: Seeds) -> Sent | None:
    """The surest sign of personal data in a request to a third party; None when there is none."""
    place = Source(visit=record.visit, url=record.page_url, seq=line.seq, what=f"{record.method} {host_of(record.url)}")
    best: Sent | None = None
    for text, how, where in _readings(record):
        for what, manner, known in _found(text, how, site, seeds):
            sent = Sent(host=host_of(record.url), what=what, how=manner, where=where, known=known, place=place)
            if known:
                return sent
            best = best or sent
    return best


def holds_seed(record: Request, seeds: Seeds) -> bool:
    """Does a request carry what is known of the visitor, in any form?"""
    return any(seeds.found_in(text) is not None for text, _, _ in _readings(record))


def _readings(record: Request) -> Iterator[tuple[str, str, str]]:
    """The texts that a request carries, how each was read, and where it stood."""
    for raw, where in _parts(record):
        if not raw:
            continue
        yield raw, "as written", where
        once = unquote_plus(raw)
        twice = unquote_plus(once)
        for text in dict.fromkeys((once, twice)):
            if text != raw:
                yield text, "percent-encoded", where
        for number, match in enumerate(_TOKEN.finditer(twice)):
            if number >= TOKENS:
                break
            if text := _from_base64(match.group()):
                yield text, "in base64", where


def _parts(record: Request) -> Iterator[tuple[str, str]]:
    yield _tail(record.url[:LONGEST]), "address"
    yield record.post_data[:LONGEST], "body"
    yield unpacked_body(record)[:LONGEST], "body"
    for name, value in record.request_headers[:HEADERS]:
        low = name.lower()
        if low == "referer":
            yield _tail(value[:LONGEST]), "Referer"
        elif low == "cookie":
            yield value[:LONGEST], "cookie"
        elif low not in _PLAIN_HEADERS and not low.startswith((":", "sec-", "accept")):
            yield value[:LONGEST], f"header {name[:40]}"


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
    seed = seeds.found_in(text)
    if seed is not None:
        yield f"the visitor's {seed[0].mark(site)}", seed[1] or how, True
    for match in _EMAIL.finditer(text):
        address = match.group()
        domain = address.rpartition("@")[2].lower()
        own = registrable_domain(domain) == registrable_domain(site)
        if match[1].lower() not in _FILES and not own and not ROLES.match(address):
            yield "an e-mail address", how, False
