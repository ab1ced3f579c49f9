"""Which rule of a filter list (EasyList, EasyPrivacy, Fanboy) a request matches, and where in the list it stands.

One engine per list, so that the hit names its list; the rule's text, section and line are the evidence. The section is a
hint, not a proof: the engine reports the first rule that matches, and EasyPrivacy's general rules match much.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Protocol

import msgspec

from analyzers.filter_engine import PlainEngine
from analyzers.parties import host_of, is_within

try:
    import adblock
except ImportError:  # no wheel for musl and some processors
    adblock = None  # type: ignore[assignment]


class RuleHit(msgspec.Struct, frozen=True, kw_only=True):
    """A rule that a request matches."""

    list: str
    """Name of the list, as `easyprivacy`."""
    rule: str
    section: str = ""
    """The part of the list the rule stands in, as `easyprivacy_trackingservers.txt`; empty when the list names none."""
    line: int = 0
    """Counted from 1 in the list's file."""
    exception: str = ""
    """The exception rule that lets the request pass after all; empty when none does."""


class RuleList(msgspec.Struct, frozen=True, kw_only=True):
    """A filter list as a file."""

    name: str
    path: Path


NETWORK_TYPES = {
    "document": "sub_frame",
    "stylesheet": "stylesheet",
    "image": "image",
    "media": "media",
    "texttrack": "media",
    "font": "font",
    "script": "script",
    "xhr": "xmlhttprequest",
    "fetch": "xmlhttprequest",
    "eventsource": "xmlhttprequest",
    "websocket": "websocket",
    "ping": "ping",
    "cspviolationreport": "ping",
}
"""DevTools' types (crawler.records.Request.resource_type) -> the filter syntax's; all others are `other`."""

_NO_NETWORK_RULE = re.compile(r"^\s*$|^[!\[]|#@?[?$%]?@?#|\$(?:.*,)?(?:popup|generichide|elemhide|ghide|csp)\b")
_SECTION = re.compile(r"^! \*\*\* (?:\S+:)?(?:\S*/)?(\S+) \*\*\*")
_UNASKED = ("data:", "blob:", "about:", "javascript:", "chrome", "filesystem:")
"""Addresses that no request on the wire carries; the engine cannot read them."""


class Engine(Protocol):
    """What answers for one list: the matching rule and, where there is one, the exception."""

    def check(self, url: str, page_url: str, kind: str) -> tuple[str, str] | None: ...


class _RustEngine:
    """adblock-rust 0.5.6 by its Python wheel. Debug mode keeps the rules' text; optimising would merge rules."""

    def __init__(self, rules: list[str]) -> None:
        filters = adblock.FilterSet(debug=True)
        filters.add_filters(rules)
        self._engine = adblock.Engine(filters, optimize=False)

    def check(self, url: str, page_url: str, kind: str) -> tuple[str, str] | None:
        result = self._engine.check_network_urls(url, page_url, kind)
        return (result.filter, result.exception or "") if result.filter else None


class _LoadedList:
    """One list: its engine, and where each rule stands."""

    def __init__(self, source: RuleList, pure_python: bool) -> None:
        self.name = source.name
        self.places: dict[str, tuple[str, int]] = {}
        section = ""
        rules = []
        with source.path.open(encoding="utf-8", errors="replace") as file:
            for number, raw in enumerate(file, 1):
                line = raw.strip()
                if found := _SECTION.match(line):
                    section = found.group(1)
                elif not _NO_NETWORK_RULE.search(line):
                    rules.append(line)
                    self.places.setdefault(line, (section, number))
        self.engine: Engine = PlainEngine(rules) if pure_python or adblock is None else _RustEngine(rules)


class FilterRules:
    """Lists of rules, read at the first question. Immutable for its user."""

    def __init__(self, lists: tuple[RuleList, ...] = (), *, pure_python: bool = False) -> None:
        self.lists = lists
        self._pure_python = pure_python

    @cached_property
    def _loaded(self) -> tuple[_LoadedList, ...]:
        return tuple(_LoadedList(source, self._pure_python) for source in self.lists)

    def match(self, url: str, page_url: str, resource_type: str) -> RuleHit | None:
        """The hit of the first list that matches. A hit with an exception only when no list matches without one.

        `resource_type` is DevTools' type in lower case; None when nothing matches or the address is no request.
        """
        first: RuleHit | None = None
        for hit in self.matches(url, page_url, resource_type):
            if not hit.exception:
                return hit
            first = first or hit
        return first

    def matches(self, url: str, page_url: str, resource_type: str) -> Iterator[RuleHit]:
        """One hit per list that matches, in the order of the lists, excepted ones too."""
        if not self.lists or url.startswith(_UNASKED):
            return
        kind = NETWORK_TYPES.get(resource_type, "other")
        if resource_type == "document" and url == page_url:
            kind = "main_frame"
        for loaded in self._loaded:
            found = loaded.engine.check(url, page_url, kind)
            if found is None or _matches_only_without_www(found[0], url):
                continue
            section, line = loaded.places.get(found[0], ("", 0))
            yield RuleHit(list=loaded.name, rule=found[0], section=section, line=line, exception=found[1])


def _matches_only_without_www(rule: str, url: str) -> bool:
    """adblock-rust 0.5.6 lets `||www.shop.com^` match shop.com too; the syntax does not (measured: 0.19 % of hits)."""
    if not rule.startswith("||www."):
        return False
    host = re.split(r"[/^*$?:]", rule[2:], maxsplit=1)[0]
    return "." in host[4:] and not is_within(host_of(url), host)


_LIST_CATEGORIES = {"easylist": "targeting", "easyprivacy": "performance", "fanboy-social": "targeting"}

_SECTION_CATEGORIES = (
    ("cname_criteo", "targeting"),
    ("cname_adobe", "performance"),
    ("cname_acton", "targeting"),
    ("cname_oracle", "targeting"),
    ("cname_keyade", "targeting"),
    ("cname_eulerian", "targeting"),
    ("cname_branch", "targeting"),
    ("adservers", "targeting"),
    ("social", "targeting"),
)
"""Words in a section's name that say more than the list does."""


def category_of_hit(hit: RuleHit) -> str:
    """The category a hit speaks for; empty for an excepted hit, for a rule that names no address (`$ping,third-party`
    takes every such request), and for a list that says nothing about purpose."""
    if hit.exception or hit.rule.startswith("$"):
        return ""
    by_section = (category for word, category in _SECTION_CATEGORIES if word in hit.section)
    return next(by_section, _LIST_CATEGORIES.get(hit.list, ""))
