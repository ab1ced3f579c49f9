"""What the operator decides about one site's crawl, and what the front door lends the crawler to decide with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import msgspec

from crawler.records import Link


class CrawlSettings(msgspec.Struct, frozen=True, kw_only=True):
    """One site's crawl. Times in seconds."""

    site: str
    """Host name, as the report names the site."""
    start_url: str
    pages: tuple[str, ...] = ()
    """Pages to visit beyond the start page; links are followed until `max_pages` either way."""
    max_pages: int = 12
    max_depth: int = 4
    scenario: str = "first-visit"
    """Of the session under way; a scan begins with this one."""
    sessions: tuple[str, ...] = ()
    """Further sessions, by the names of crawler.sessions: each visits the pages that the first one measured."""
    obey_robots: bool = True
    policy: str = ""
    """Address of the policy; empty: found on the site. A file is read by the front door, see `policy_file`."""
    policy_file: str = ""
    try_links: bool = True
    """Open the links to opt-outs and policies once, beside the visits, to see whether they answer."""
    visitor: tuple[str, ...] = ()
    """Marks of the personal data of the visitor whom the scan plays, as `e-mail address 3f2a9c01b7de`; never the data."""
    load_timeout: float = 30.0
    dwell: float = 2.0
    """How long nothing new may happen after the load before a page counts as done. Hits 1.5 s after the load are common."""
    ceiling: float = 20.0
    """Longest watch after the load."""
    evidence_bytes: int = 1_000_000_000
    """Of one site on the disk, the browser's network log before its packing included: then pages end with `too-much`."""
    pause: float = 0.0
    """Between two pages of the same site; each visit takes some seconds by itself."""
    user_agent: str = ""
    """Empty: the browser's own, which says HeadlessChrome."""
    locale: str = ""
    viewport: tuple[int, int] = (1280, 900)
    resolver: str = ""
    """DNS server as HOST:PORT for the CNAME chains of the site's own hosts; empty: the system's."""


class PolicyLink(NamedTuple):
    """A link that may lead to the policy."""

    url: str
    how: str
    """Why: the link's text and where it stood."""


class PolicyText(NamedTuple):
    """A policy document as it stood."""

    url: str
    mime: str
    data: bytes


class LinkToTry(NamedTuple):
    """A link to be opened once."""

    url: str
    why: str


def _none(_links: Sequence[Link], _policies: Sequence[PolicyText], _visited: Sequence[str]) -> list[LinkToTry]:
    return []


class Judges(msgspec.Struct, frozen=True, kw_only=True):
    """Decisions that are not the crawler's: it is handed them, so that it imports no analyzer."""

    in_scope: Callable[[str], bool]
    """Is this address a page of the site?"""
    policy_links: Callable[[str, str], list[PolicyLink]]
    """(html, base address) -> links to the policy, best first."""
    links_to_try: Callable[[Sequence[Link], Sequence[PolicyText], Sequence[str]], list[LinkToTry]] = _none
    """(links of the pages, the policy's documents, addresses already opened) -> links to open, best first."""


Progress = Callable[[str, str, str], None]
"""Called with (site, step, text); step is `page`, `left-out`, `policy`, `link` or `end`."""
