"""What the operator decides about one site's crawl, and what the front door lends the crawler to decide with."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import msgspec


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
    obey_robots: bool = True
    policy: str = ""
    """Address of the policy; empty: found on the site. A file is read by the front door, see `policy_file`."""
    policy_file: str = ""
    load_timeout: float = 30.0
    dwell: float = 2.0
    """How long nothing new may happen after the load before a page counts as done. Hits 1.5 s after the load are common."""
    ceiling: float = 20.0
    """Longest watch after the load."""
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


class Judges(msgspec.Struct, frozen=True, kw_only=True):
    """Decisions that are not the crawler's: it is handed them, so that it imports no analyzer."""

    in_scope: Callable[[str], bool]
    """Is this address a page of the site?"""
    policy_links: Callable[[str, str], list[PolicyLink]]
    """(html, base address) -> links to the policy, best first."""


Progress = Callable[[str, str, str], None]
"""Called with (site, step, text); step is `page`, `left-out`, `policy` or `end`."""
