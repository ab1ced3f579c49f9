"""What of the hostile web is in the evidence: each page's requests, cookies and storage items, found against expected."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

import msgspec

from crawler.evidence import Evidence
from crawler.records import (
    AnyRecord,
    CookieChange,
    JarCookie,
    Note,
    Request,
    ScriptCookie,
    SetCookie,
    StorageItem,
    StorageWrite,
    Visit,
)
from fixtures.hostile import cookies, mechanisms, storage
from fixtures.hostile.names import DOMAINS
from fixtures.web import Received


class Tally(msgspec.Struct):
    """Found against expected, by page or mechanism, and in words what is missing."""

    expected: Counter[str] = msgspec.field(default_factory=Counter)
    found: Counter[str] = msgspec.field(default_factory=Counter)
    problems: list[str] = msgspec.field(default_factory=list)

    def count(self, name: str, what: str, *, there: bool) -> None:
        self.expected[name] += 1
        self.found[name] += there
        if not there:
            self.problems.append(f"{name}: {what}")

    def add(self, other: Tally) -> None:
        self.expected += other.expected
        # Counter's += drops what is not positive.
        self.found.update(other.found)
        self.problems += other.problems

    @property
    def complete(self) -> bool:
        return self.found.total() == self.expected.total()


def mechanism_of(url: str) -> str:
    """The `m=` of an address; `pages` for the pages themselves and what cookie and storage pages ask for."""
    query = url.partition("?")[2].partition("#")[0]
    return next((part[2:] for part in query.split("&") if part.startswith("m=")), "pages")


def identity(url: str) -> str:
    """An address without scheme, port and fragment: a WebSocket's handshake is logged by the server as https."""
    scheme, _, rest = url.partition("#")[0].partition("://")
    return rest if scheme in ("http", "https", "ws", "wss") else url


def requests_tally(records: Iterable[AnyRecord], log: Iterable[Received]) -> tuple[Tally, Tally]:
    """(what the server received and the evidence holds, what the evidence says went out and the server received).

    The second is the precision: requests to the hostile web's own hosts that neither failed nor were answered in the browser.
    """
    received = Counter(identity(entry.url) for entry in log)
    hosts = {host for hosts in DOMAINS.values() for host in hosts}
    held: Counter[str] = Counter()
    failed: Counter[str] = Counter()
    static: set[str] = set()
    for record in records:
        if not isinstance(record, Request):
            continue
        if record.seen_by == ("static",):
            static.add(mechanism_of(record.url))
        elif not record.from_cache and identity(record.url).partition("/")[0] in hosts:
            # A page that is left aborts what it had sent.
            (failed if record.error else held)[identity(record.url)] += 1
    recall, precision = Tally(), Tally()
    for url, count in sorted(received.items()):
        for number in range(count):
            recall.count(mechanism_of(url), f"not in the evidence: {url}", there=number < held[url] + failed[url])
    for mechanism in sorted(mechanisms.STATIC_ONLY):
        sent = any(mechanism_of(url) == mechanism for url in received)
        recall.count(mechanism, "not read out of the markup", there=mechanism in static and not sent)
    for url, count in sorted(held.items()):
        for number in range(count):
            precision.count(mechanism_of(url), f"never reached the server: {url}", there=number < received[url])
    return recall, precision


def cookies_tally(records: Iterable[AnyRecord]) -> Tally:
    """Is every expected cookie there with its fate, and with the text that set it?"""
    jar: set[tuple[str, str, str]] = set()
    changes: defaultdict[tuple[str, str, str], list[str]] = defaultdict(list)
    refused: set[str] = set()
    texts: defaultdict[str, list[str]] = defaultdict(list)
    for record in records:
        if isinstance(record, JarCookie):
            jar.add((record.name, record.domain, record.path))
        elif isinstance(record, CookieChange):
            changes[record.name, record.domain, record.path].append(record.change)
        elif isinstance(record, SetCookie):
            name = _name(record.line)
            texts[name].append(record.line)
            if record.refused_for or record.removes:
                refused.add(name)
        elif isinstance(record, ScriptCookie):
            texts[_name(record.text)].append(record.text)
    tally = Tally()
    for page, wanted in cookies.PAGES.items():
        for cookie in wanted.expected:
            key = (cookie.name, cookie.domain, cookie.path)
            fate = _fate(key in jar, changes[key], was_refused=cookie.name in refused)
            said = any(cookie.max_age is None or f"Max-Age={cookie.max_age}" in text for text in texts[cookie.name])
            there = said and fate in _FATES[cookie.fate]
            what = f"{cookie.name!r} of {cookie.domain}{cookie.path}: {fate or 'nothing'} instead of {cookie.fate}"
            tally.count(f"c/{page}", what if said else f"{what}, text as sent missing", there=there)
    overwritten = "overwritten" in changes["twice", next(iter(cookies.PAGES["overwritten"].expected)).domain, "/"]
    tally.count("c/overwritten", "the first value's end is not told", there=overwritten)
    return tally


_FATES = {
    # `many` comes last and pushes the other pages' cookies out of the jar.
    "kept": ("kept", "evicted"),
    "evicted-or-kept": ("kept", "evicted"),
    "transient": ("gone",),
    "refused": ("refused",),
}


def _fate(kept: bool, changes: list[str], *, was_refused: bool) -> str:
    if "added" not in changes:
        return "refused" if was_refused and not kept else ""
    if kept:
        return "kept"
    return {"evicted": "evicted", "deleted": "gone", "expired": "gone"}.get(changes[-1], "")


def _name(text: str) -> str:
    return text.partition("=")[0].strip() if "=" in text.partition(";")[0] else ""


def storage_tally(records: Iterable[AnyRecord]) -> Tally:
    """Is every expected item there, or the write of it where it was removed again?"""
    items: set[tuple[str, str, str]] = set()
    writes: set[tuple[str, str, str]] = set()
    tags = {"etag": False, "if-none-match": False}
    for record in records:
        if isinstance(record, StorageItem):
            items.add((record.area, record.origin, record.key))
        elif isinstance(record, StorageWrite) and record.change == "added":
            writes.add((record.area, record.origin, record.key))
        elif isinstance(record, Request):
            for name, value in (*record.request_headers, *record.response_headers):
                if name.lower() in tags and value == storage.ETAG:
                    tags[name.lower()] = True
    tally = Tally()
    for page, wanted in storage.PAGES.items():
        for item in wanted.expected:
            key = (item.area, item.origin, item.key)
            what = f"{item.area} {item.key[:60]!r} of {item.origin}" + (" (removed again)" if item.removed else "")
            tally.count(f"s/{page}", what, there=key in (writes if item.removed else items))
    for name, there in tags.items():
        tally.count("s/etag", f"header {name} with the tag", there=there)
    return tally


def trouble(evidence: Evidence) -> list[str]:
    """Pages that were not measured, and notes that call something incomplete."""
    told = []
    for record in evidence.records():
        if isinstance(record, Visit) and record.purpose == "page" and record.outcome != "measured":
            told.append(f"{record.url}: {record.outcome} {record.reason}")
        elif isinstance(record, Note) and record.level == "incomplete" and record.subject != "policy":
            told.append(f"{record.visit}: {record.text}")
    return told
