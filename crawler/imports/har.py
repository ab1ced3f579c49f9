"""How a HAR file becomes evidence.

HAR 1.1 and 1.2 (W3C web-performance group, "HTTP Archive format", 2012), as Chrome, Firefox, Safari, WebPageTest,
Browsertime, mitmproxy, Fiddler and Charles write it: with a byte order mark, without pages, with null where the format
wants a text, with their own fields (`_resourceType`, `_initiator`, `_fromCache`), with bodies in base64.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import msgspec

from crawler.imports.har_entry import Entry, pages_of, read_entry
from crawler.imports.loose import seconds, text_of
from crawler.imports.source import Imported, Recording, SourceError, clean, read_source, write_recording
from crawler.records import Record, Request, SetCookie, Visit

MAX_BYTES = 500 * 1024 * 1024
MAX_ENTRIES = 200_000

CANNOT_SHOW = (
    "A HAR file holds no storage: local storage, session storage, IndexedDB, caches and Flash objects were not checked",
    "A HAR file does not say which cookies scripts wrote, nor which cookies the browser kept, refused or deleted; "
    "each Set-Cookie line in it counts as kept",
    "A HAR file does not say how images were laid out, nor, for most programs, which script caused a request",
    "A HAR file holds what its program saw: requests of workers, exit beacons and preflights may be missing",
    "Whether the browser blocked third-party cookies, or had cookies from before, is not recorded in a HAR file",
)


class _Raw(msgspec.Struct):
    log: msgspec.Raw


class _Log(msgspec.Struct):
    entries: list[msgspec.Raw]
    pages: Any = None
    creator: Any = None
    browser: Any = None
    version: Any = None


def import_har(path: Path, root: Path, site: str = "") -> Imported:
    """Import one HAR file; `site` overrides the host of its first page. Raises SourceError for what is no HAR."""
    data = read_source(path, MAX_BYTES, "HAR file (JSON, exported from a browser's network panel)")
    return write_recording(root, read_har(data, str(path), site), [(path, data)])


def read_har(data: bytes, name: str, site: str = "") -> Recording:
    """Read a HAR file's bytes. `name` is for messages. Raises SourceError."""
    log = _parse(data, name)
    entries, unusable, elsewhere = _entries(log, name)
    visits = _assign_visits(entries, pages_of(log.pages))
    records, documents, rebuilt = _records(visits)
    first = visits[0]
    remarks = []
    if not any(entry.time for entry in entries):
        remarks.append("the file holds no readable times: all is dated 1970")
    if elsewhere:
        remarks.append(f"{elsewhere} entries were left out: data:, blob: and other addresses that need no network")
    if unusable:
        remarks.append(f"{unusable} entries were left out: they have no readable address")
    if rebuilt:
        remarks.append(
            f"{rebuilt} Set-Cookie lines were rebuilt from the file's list of cookies: the headers were not there"
        )
    cannot_show: tuple[str, ...] = CANNOT_SHOW
    if not any(entry.has_headers for entry in entries):
        cannot_show += ("This file holds no headers: cookies set by servers were not checked",)
    if unusable:
        cannot_show += (f"{unusable} entries of this file could not be read",)
    return Recording(
        kind="har",
        site=clean(site or _host(first.final_url)),
        started=min((entry.time for entry in entries if entry.time), default=0.0),
        ended=max(entry.ended for entry in entries),
        records=records,
        documents=documents,
        creator=_program(log.creator),
        browser=_program(log.browser),
        cannot_show=cannot_show,
        remarks=tuple(remarks),
    )


class _Page(msgspec.Struct):
    """One visit in the making."""

    visit: str
    url: str
    """As requested."""
    final_url: str
    """After redirects: the address that the page then had."""
    document: Entry | None
    """The answer that the page was made of; None when it was not recorded."""
    title: str
    loaded: float | None
    started: float
    entries: list[Entry]


def _parse(data: bytes, name: str) -> _Log:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        data = data.decode("utf-16", "replace").encode("utf-8", "replace")
    data = data.removeprefix(b"\xef\xbb\xbf")
    try:
        return msgspec.json.decode(msgspec.json.decode(data, type=_Raw).log, type=_Log)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        # Half an emoji, a NaN, a wrong code page: the slower reader of the standard library is more lenient, and
        # knows line and column of what it cannot read either.
        return _parse_leniently(data, name)


def _parse_leniently(data: bytes, name: str) -> _Log:
    try:
        whole = json.loads(data.decode("utf-8", "replace"), strict=False)
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
    return _Log(entries=raw, pages=log.get("pages"), creator=log.get("creator"), browser=log.get("browser"))


def _entries(log: _Log, name: str) -> tuple[list[Entry], int, int]:
    """The entries that went over a network, how many had no readable address, and how many need no network."""
    if len(log.entries) > MAX_ENTRIES:
        raise SourceError(f"{name}: {len(log.entries)} entries; at most {MAX_ENTRIES} are read. Split the recording.")
    found: list[Entry] = []
    unusable = elsewhere = 0
    time = 0.0
    for raw in log.entries:
        try:
            fields = json.loads(bytes(raw).decode("utf-8", "replace"), strict=False)
        except (ValueError, RecursionError):
            unusable += 1
            continue
        entry = read_entry(fields, f"i{len(found) + 1}", time)
        if entry is None:
            unusable += 1
        elif urlsplit(entry.url).scheme not in ("http", "https", "ws", "wss"):
            elsewhere += 1
        else:
            time = entry.time
            found.append(entry)
    if not found:
        raise SourceError(
            f"{name}: a HAR file without one request over http, https or a WebSocket. Record again with the page loading."
        )
    return found, unusable, elsewhere


def _assign_visits(entries: list[Entry], pages: dict[str, dict[str, Any]]) -> list[_Page]:
    """Which page each entry belongs to: by `pageref`; without pages, a new one at each top-level navigation."""
    visits: dict[str, _Page] = {}
    current = ""
    for entry in entries:
        key = entry.pageref if entry.pageref in pages else ""
        if not key:
            starts = entry.is_navigation and not entry.is_redirect_target
            key = f"\0{len(visits)}" if starts or not current else current
        current = key
        if key not in visits:
            told = pages.get(key, {})
            started = seconds(told.get("startedDateTime"), entry.time)
            visits[key] = _Page(
                visit=f"v{len(visits) + 1}",
                url="",
                final_url="",
                document=None,
                title=text_of(told.get("title")),
                loaded=_loaded(told, started),
                started=started,
                entries=[],
            )
        visits[key].entries.append(entry)
    for page in visits.values():
        _find_document(page)
    return list(visits.values())


def _find_document(page: _Page) -> None:
    """Which entry is the page itself: the first one, unless it is no document.

    A recording that was started late, or that a cache answered, begins with a part of the page; whose part it is its
    Referer says. Else a frame's document further down would be taken for the page.
    """
    first = page.entries[0]
    documents = [entry for entry in page.entries if entry.resource_type == "document"]
    if first.resource_type != "document" and first.referer:
        documents = [entry for entry in documents if entry.url == first.referer]
        page.url = page.final_url = first.referer
    if documents:
        page.document = _after_redirect(documents[0], page.entries)
        page.url, page.final_url = documents[0].url, page.document.url
    elif not page.url:
        page.url = page.final_url = first.url


def _loaded(page: dict[str, Any], started: float) -> float | None:
    timings = page.get("pageTimings")
    after = timings.get("onLoad") if isinstance(timings, dict) else None
    return started + after / 1000 if isinstance(after, int | float) and 0 < after < 1e7 else None


def _records(visits: list[_Page]) -> tuple[list[Record], dict[str, str], int]:
    records: list[Record] = []
    documents: dict[str, str] = {}
    rebuilt = 0
    for page in visits:
        waiting: dict[str, str] = {}
        document = page.document
        for entry in page.entries:
            request = _request(entry, page, waiting)
            records.append(request)
            lines, from_list = entry.set_cookie_lines()
            rebuilt += len(lines) if from_list else 0
            records += [
                SetCookie(
                    time=entry.ended, visit=page.visit, request=entry.id, url=entry.url, line=line, stored=True,
                    top_level=page.final_url,
                )
                for line in lines
            ]  # fmt: skip
        records.append(_visit(page, document))
        if document is not None and document.document_text:
            documents[page.visit] = document.document_text
    return records, documents, rebuilt


def _request(entry: Entry, page: _Page, waiting: dict[str, str]) -> Request:
    """The Request; `waiting` holds, for each address a redirect pointed to, who pointed there."""
    source = waiting.pop(entry.url.partition("#")[0], "")
    if 300 <= (entry.status or 0) < 400 and entry.redirect_to:
        target = urljoin(entry.url, entry.redirect_to)
        scheme, colon, rest = target.partition(":")
        waiting[(scheme.lower() + colon + rest).partition("#")[0]] = entry.id
    return entry.request(page.visit, page.final_url, source)


def _after_redirect(entry: Entry, entries: list[Entry]) -> Entry:
    """The document at the end of the redirects that start here (at most 20, as in Chromium)."""
    by_url = {other.url.partition("#")[0].lower(): other for other in reversed(entries)}
    for _ in range(20):
        if not (300 <= (entry.status or 0) < 400 and entry.redirect_to):
            break
        target = by_url.get(urljoin(entry.url, entry.redirect_to).partition("#")[0].lower())
        if target is None or target is entry:
            break
        entry = target
    return entry


def _visit(page: _Page, document: Entry | None) -> Visit:
    status = document.status if document else None
    outcome, reason = "measured", ""
    if document is None:
        outcome, reason = "network", "the recording holds no document for this page"
    elif not status:
        outcome, reason = "network", document.error or "the recording holds no answer to the document's request"
    elif status >= 400:
        outcome, reason = "http-error", f"the server answered {status}"
    return Visit(
        time=page.started,
        visit=page.visit,
        url=page.url,
        final_url=document.url if document and status else "",
        outcome=outcome,
        reason=reason,
        status=status or None,
        mime=document.mime if document else "",
        title=page.title,
        loaded=page.loaded,
        ended=max(entry.ended for entry in page.entries),
    )


def _host(url: str) -> str:
    return urlsplit(url).hostname or "unknown"


def _program(value: Any) -> str:
    if not isinstance(value, dict):
        return ""
    return clean(f"{text_of(value.get('name'))} {text_of(value.get('version'))}").strip()[:200]
