"""Which page of a HAR file each entry belongs to, and which entry is the page's document."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urljoin

import msgspec

from crawler.imports.har_entry import Entry
from crawler.imports.loose import list_of, seconds, text_of

MOST_HOPS = 20
"""Redirects that are followed, as in Chromium."""

_ADDRESS = re.compile(r"https?://\S{1,8000}$", re.IGNORECASE)


class Page(msgspec.Struct):
    """One visit in the making."""

    visit: str
    url: str
    """As requested."""
    final_url: str
    """After redirects: the address that the page then had."""
    document: Entry | None
    """The answer that the page was made of; None when it was not recorded."""
    title: str
    told: str
    """The page's address by the program's own word; empty when it says none."""
    loaded: float | None
    started: float
    entries: list[Entry]


def assign_pages(entries: list[Entry], told: Any) -> list[Page]:
    """Each entry to its page: by `pageref`; without one, to the page before it, or to a new one at each top-level
    navigation. `told`: the file's own list of pages."""
    pages = [page for page in list_of(told) if isinstance(page, dict) and text_of(page.get("id"))]
    named = {entry.pageref for entry in entries}
    # The only page is meant, also by entries that do not name it; several that nobody names say nothing.
    known = {text_of(page.get("id")): page for page in pages if len(pages) == 1 or text_of(page.get("id")) in named}
    found: dict[str, Page] = {}
    # What a browser did before its first page (preconnect, a service worker) belongs to that page.
    current = next((entry.pageref for entry in entries if entry.pageref in known), next(iter(known), ""))
    for entry in entries:
        key = entry.pageref if entry.pageref in known else ""
        if not key:
            starts = entry.is_navigation and not entry.is_redirect_target and not known
            key = f"\0{len(found)}" if starts or not current else current
        current = key
        if key not in found:
            found[key] = _page(known.get(key, {}), f"v{len(found) + 1}", entry)
        found[key].entries.append(entry)
    for page in found.values():
        _find_document(page)
    return list(found.values())


def _page(told: dict[str, Any], visit: str, first: Entry) -> Page:
    started = seconds(told.get("startedDateTime"), first.time)
    title = text_of(told.get("title"))
    # Chrome writes the address as the title, WebPageTest at its end, and in a field of its own.
    address = _ADDRESS.search(text_of(told.get("_URL") or told.get("_url")).strip()) or _ADDRESS.search(title.strip())
    return Page(
        visit=visit,
        url="",
        final_url="",
        document=None,
        title=title,
        told=address[0] if address else "",
        loaded=_loaded(told, started),
        started=started,
        entries=[],
    )


def _loaded(page: dict[str, Any], started: float) -> float | None:
    timings = page.get("pageTimings")
    after = timings.get("onLoad") if isinstance(timings, dict) else None
    return started + after / 1000 if isinstance(after, int | float) and 0 < after < 1e7 else None


def _find_document(page: Page) -> None:
    """Which entry is the page itself: the one at the page's own address; else the first, unless it is no document.

    A recording that was started late, or that a cache answered, begins with a part of the page; whose part it is its
    Referer says. Else a frame's document further down would be taken for the page.
    """
    first = page.entries[0]
    by_url = {_plain(entry.url): entry for entry in reversed(page.entries)}
    # (as asked, as answered) of each document, redirects on the way to one included.
    documents = [
        (entry, end)
        for entry in page.entries
        if (end := _after_redirect(entry, by_url)).resource_type == "document" or entry.resource_type == "document"
    ]
    own = [pair for pair in documents if page.told and any(_same(entry.url, page.told) for entry in pair)]
    if own:
        documents = own
    elif documents[:1] and documents[0][0] is first:
        pass
    elif address := page.told or first.referer:
        documents = [pair for pair in documents if _same(pair[0].url, first.referer)]
        page.url = page.final_url = address
    if documents:
        asked, page.document = documents[0]
        page.url, page.final_url = asked.url, page.document.url
    elif not page.url:
        page.url = page.final_url = first.url


def _after_redirect(entry: Entry, by_url: dict[str, Entry]) -> Entry:
    """The entry at the end of the redirects that start here."""
    for _ in range(MOST_HOPS):
        if not entry.redirects:
            break
        target = by_url.get(_plain(urljoin(entry.url, entry.redirect_to)))
        if target is None or target is entry:
            break
        entry = target
    return entry


def _same(a: str, b: str) -> bool:
    return _plain(a).rstrip("/") == _plain(b).rstrip("/")


def _plain(url: str) -> str:
    return url.partition("#")[0].lower()
