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

import idna

from crawler.imports.har_entry import Entry, read_entry
from crawler.imports.har_file import MAX_BYTES, Attached, Log, read_log
from crawler.imports.har_pages import Page, assign_pages
from crawler.imports.har_tools import consent_tools_of
from crawler.imports.loose import text_of
from crawler.imports.source import Imported, Lists, Recording, SourceError, clean, read_source, write_recording
from crawler.records import Record, Request, SetCookie, Visit

MAX_ENTRIES = 200_000

CANNOT_SHOW = (
    "A HAR file holds no storage: local storage, session storage, IndexedDB, caches and Flash objects were not checked",
    "A HAR file does not say which cookies scripts wrote, nor which cookies the browser kept, refused or deleted; "
    "each Set-Cookie line in it counts as kept",
    "A HAR file does not say how images were laid out, nor, for most programs, which script caused a request",
    "A HAR file holds what its program saw: requests of workers, exit beacons and preflights may be missing",
    "Whether the browser blocked third-party cookies, or had cookies from before, is not recorded in a HAR file",
)


def import_har(path: Path, root: Path, site: str = "", lists: Lists = ()) -> Imported:
    """Import one HAR file; `site` overrides the host of its first page. Raises SourceError for what is no HAR."""
    data = read_source(path, MAX_BYTES, "HAR file (JSON, exported from a browser's network panel)")
    return write_recording(root, read_har(data, str(path), site), [(path, data)], lists)


def read_har(data: bytes, name: str, site: str = "") -> Recording:
    """Read a HAR file's bytes. `name` is for messages. Raises SourceError."""
    log, attached = read_log(data, name)
    entries, unusable, elsewhere = _entries(log, name, attached)
    visits = assign_pages(entries, log.pages)
    records, documents, rebuilt = _records(visits)
    tools, bodies = consent_tools_of((page.visit, entry) for page in visits for entry in page.entries)
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
    elif _without_cookies(entries):
        cannot_show += (
            "Not one Cookie or Set-Cookie line is in this file: browsers leave them out of a sanitized export (Chrome's "
            "usual one), so cookies were not checked",
        )
    hosts = dict.fromkeys(_host(page.final_url) for page in visits)
    if len(hosts) > 1:
        remarks.append(
            f"the file holds pages of {len(hosts)} hosts; who is a third party is judged as seen from the first"
        )
    if unusable:
        cannot_show += (f"{unusable} entries of this file could not be read",)
    return Recording(
        kind="har",
        site=clean(site or _host(first.final_url)),
        started=min((entry.time for entry in entries if entry.time), default=0.0),
        ended=max(entry.ended for entry in entries),
        records=tools + records,
        documents=documents,
        bodies=bodies,
        creator=_program(log.creator),
        browser=_program(log.browser),
        cannot_show=cannot_show,
        remarks=tuple(remarks),
    )


def _entries(log: Log, name: str, attached: Attached) -> tuple[list[Entry], int, int]:
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
        entry = read_entry(fields, f"i{len(found) + 1}", time, attached)
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


def _records(visits: list[Page]) -> tuple[list[Record], dict[str, str], int]:
    records: list[Record] = []
    documents: dict[str, str] = {}
    rebuilt = 0
    with_lines = any(entry.set_cookie_lines for page in visits for entry in page.entries)
    for page in visits:
        waiting: dict[str, str] = {}
        document = page.document
        for entry in page.entries:
            request = _request(entry, page, waiting)
            records.append(request)
            lines = entry.set_cookie_lines
            if not with_lines or not entry.has_headers:
                lines = entry.rebuilt_cookie_lines()
                rebuilt += len(lines)
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


def _request(entry: Entry, page: Page, waiting: dict[str, str]) -> Request:
    """The Request; `waiting` holds, for each address a redirect pointed to, who pointed there."""
    source = waiting.pop(entry.url.partition("#")[0], "")
    if entry.redirects:
        target = urljoin(entry.url, entry.redirect_to)
        scheme, colon, rest = target.partition(":")
        waiting[(scheme.lower() + colon + rest).partition("#")[0]] = entry.id
    return entry.request(page.visit, page.final_url, source)


def _visit(page: Page, document: Entry | None) -> Visit:
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
    """In A-labels, as browsers write a host."""
    host = urlsplit(url).hostname or "unknown"
    try:
        return host if host.isascii() else idna.encode(host, uts46=True).decode("ascii")
    except idna.IDNAError:
        return host


def _without_cookies(entries: list[Entry]) -> bool:
    """Not one cookie in the headers of a whole recording: browsers leave them out of what they export "sanitized"."""
    names = {name.lower() for entry in entries for name, _ in (*entry.request_headers, *entry.response_headers)}
    return bool(names) and not names & {"cookie", "set-cookie"} and not any(entry.cookies for entry in entries)


def _program(value: Any) -> str:
    if not isinstance(value, dict):
        return ""
    return clean(f"{text_of(value.get('name'))} {text_of(value.get('version'))}").strip()[:200]
