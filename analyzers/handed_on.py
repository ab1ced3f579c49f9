"""To whom an item's identifier was handed on purpose, so that the receiver can tell what the item is for.

An identifier that a request merely carries along is not handed on: one that stands in the address of the page and goes
out with it (as Referer, or as the page's address in a measuring request), and a weak one in the address of a script or
style sheet, where a key of the embedding site looks the same. What the receivers say is analyzers.receivers; which
requests carry which identifier is analyzers.syncing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import unquote

import msgspec

from analyzers.carried import READ, Carried, words_of
from analyzers.categories import categorise
from analyzers.knowledge import Knowledge
from analyzers.model import Observation
from analyzers.parties import host_of, registrable_domain
from analyzers.scope import Scope
from analyzers.standing import Handing, Item
from analyzers.syncing import is_own, same_company
from analyzers.unpacking import unpacked_body
from crawler.evidence import Line
from crawler.records import Request

LOADED = frozenset(("script", "stylesheet", "font", "media", "manifest"))
"""Types of what a page is built of (DevTools' words)."""
RECEIVERS = 50
"""Hosts that are kept for one item."""

_PIECE = re.compile(r"[&;\s\"'<>]+")
_INNER_ADDRESS = re.compile(r"https?:/{1,3}([A-Za-z0-9.-]{1,253})", re.IGNORECASE)
_INNER_PATH = re.compile(r"(?:^|=)(?=/[^/][^?;#]{0,500}[?;#]|/[?;#])")
"""A page's address without its host: a path with a query, as the value of a field."""


class HandedOnCollector:
    """Takes requests with the identifiers they carry; sorts items once more by whom they were handed to."""

    def __init__(self, scope: Scope, knowledge: Knowledge) -> None:
        self._scope = scope
        self._knowledge = knowledge
        self._handed: dict[str, dict[str, Handing]] = {}
        self._pages: frozenset[str] | None = None
        self._redirects: dict[tuple[str, str], str] = {}
        self._by_server: list[tuple[tuple[str, str], str, str, str]] = []

    def see(self, line: Line, record: Request, carried: Iterable[Carried]) -> None:
        """A request that was sent."""
        host = host_of(record.url)
        if record.status is not None and 300 <= record.status < 400:
            self._redirects[line.session, record.id] = host
        host = self._scope.alias_targets.get(host, host)
        receiver = registrable_domain(host)
        if not receiver or self._scope.party(receiver) != "third":
            return
        own_words: frozenset[str] | None = None
        for one in carried:
            owner = one.owner
            if not owner.observation or is_own(owner, receiver):
                continue
            if owner.strength != "strong" and record.resource_type in LOADED:
                continue
            if own_words is None:
                own_words = self._meant(record)
            if one.word in own_words:
                self._keep(line, record, one, host)

    def _keep(self, line: Line, record: Request, one: Carried, host: str) -> None:
        found = self._handed.setdefault(one.owner.observation, {})
        if host not in found and len(found) < RECEIVERS:
            found[host] = Handing(
                host=host,
                url=record.url,
                resource_type=record.resource_type,
                same_company=same_company(one.owner, registrable_domain(host), self._knowledge),
            )
        if record.redirected_from and host in found:
            came_from = (line.session, record.redirected_from)
            self._by_server.append((came_from, one.owner.observation, one.owner.provider, host))

    def _meant(self, record: Request) -> frozenset[str]:
        """The words of a request that are no part of an address of the site's own pages."""
        referer = next((value for name, value in record.request_headers if name.lower() == "referer"), "")
        pages = [url for url in (record.page_url, referer) if url and self._scope.party(host_of(url)) == "first"]
        echoed = self._words_of_pages() | {word for url in pages for word in words_of(url)}
        path = record.url[:READ].partition("//")[2].partition("/")[2]
        texts = (path, record.post_data[:READ], unpacked_body(record)[:READ])
        meant = {word for text in texts for word in words_of(self._without_pages(text))}
        return frozenset(meant - echoed)

    def _words_of_pages(self) -> frozenset[str]:
        """Those of the addresses at which the visits ended: a script may have changed a page's address since it was loaded."""
        if self._pages is None:
            ends = {visit.final_url for visit in self._scope.visits.values()}
            own = (url for url in ends if self._scope.party(host_of(url)) == "first")
            self._pages = frozenset(word for url in own for word in words_of(url))
        return self._pages

    def _without_pages(self, text: str) -> str:
        """A query or body without the addresses of the site that it holds, plain or URL-encoded once or twice."""
        kept = []
        for piece in _PIECE.split(text.replace("\\/", "/")):
            plain = unquote(unquote(piece))
            inner = (match for match in _INNER_ADDRESS.finditer(plain) if self._scope.party(match[1]) == "first")
            start = min((match.start() for match in (*inner, *_INNER_PATH.finditer(plain))), default=None)
            kept.append(piece if start is None else plain[:start])
        return "&".join(kept)

    def finish(self) -> None:
        """After the last request: who was sent on by the item's own host."""
        for came_from, observation, provider, host in self._by_server:
            if registrable_domain(self._redirects.get(came_from, "")) == provider:
                found = self._handed[observation]
                found[host] = msgspec.structs.replace(found[host], by_server=True)
        self._by_server.clear()

    def sorted_again(self, seen: Iterable[Observation], items: Mapping[str, Item]) -> Iterator[Observation]:
        """The observations; those whose identifier was handed on are sorted with that known. `items`: what each was
        sorted by, under the observation's id."""
        for one in seen:
            handed = self._handed.get(one.id)
            if not handed:
                yield one
                continue
            to = tuple(handed[host] for host in sorted(handed))
            verdict = categorise(msgspec.structs.replace(items[one.id], handed_to=to), self._knowledge)
            yield msgspec.structs.replace(
                one,
                category=verdict.category,
                rule=verdict.rule,
                source=verdict.source,
                confidence=verdict.confidence,
                conflicts=verdict.conflicts,
                details={**one.details, "handed_to": sorted(handed)},
            )
