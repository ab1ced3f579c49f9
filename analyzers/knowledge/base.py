"""What a known name and a known service are, and how they are looked up: names by text or pattern, services by host."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

import msgspec

from analyzers.parties import LONGEST_HOST, normal_host


class KnowledgeError(Exception):
    """A knowledge file is not what it should be; the message says which, where, and what would be right."""


class Service(msgspec.Struct, frozen=True, kw_only=True):
    """A service that sites embed or run, with the hosts that are its own."""

    name: str
    company: str
    role: str
    """analytics, advertising, tag-manager, consent ...; the keys of ROLES in analyzers.knowledge.own."""
    category: str
    """What its cookies are for, where nothing better is known; empty for carriers (tag managers, hosting)."""
    domains: tuple[str, ...] = ()
    country: str = ""
    """ISO 3166 code of the company's seat; empty when not known."""
    aliases: tuple[str, ...] = ()
    source: str = ""
    date: str = ""
    sure: bool = True
    origin: str = "avow"


class NameEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One name, or pattern with `*`, of a cookie or storage item."""

    pattern: str
    service: str
    """Name of the service that sets it; empty where anybody may (`lang`)."""
    category: str
    what: str
    where: str = "site"
    """`site`: written on the visited site's own domain, and the name is distinctive. `own`: on the service's domains
    only; elsewhere the name proves nothing (`uid`, `IDE`)."""
    kind: str = ""
    """`cookie`, `storage`, or empty for both."""
    domains: tuple[str, ...] = ()
    """Hosts that confirm it: the service's."""
    source: str = ""
    date: str = ""
    sure: bool = True
    origin: str = "avow"


class DataSet(msgspec.Struct, frozen=True, kw_only=True):
    """One body of knowledge, as the manifest and the report name it."""

    name: str
    version: str
    date: str
    sha256: str
    licence: str
    entries: int


STORAGE_KINDS = frozenset({"local-storage", "session-storage", "indexed-db", "cache-storage", "opfs", "flash"})


def kind_fits(entry_kind: str, kind: str) -> bool:
    """Does an entry written for `cookie` or `storage` speak about an item of this kind?"""
    if not entry_kind:
        return True
    return (entry_kind == "storage") == (kind in STORAGE_KINDS)


class NameIndex:
    """Names by exact text (then by case-folded text), and patterns by their first letters."""

    HEAD = 3
    """Letters of a pattern's literal start that select its bucket."""

    def __init__(self, entries: Iterable[NameEntry]) -> None:
        exact: dict[str, list[NameEntry]] = defaultdict(list)
        folded: dict[str, list[NameEntry]] = defaultdict(list)
        patterns: dict[str, list[tuple[str, re.Pattern[str], NameEntry]]] = defaultdict(list)
        for entry in entries:
            if "*" in entry.pattern:
                head = entry.pattern.partition("*")[0][: self.HEAD]
                # Nearly every name lacks the longest literal part, and looking for that is far quicker than the pattern.
                longest = max(entry.pattern.split("*"), key=len)
                patterns[head].append((longest, glob_pattern(entry.pattern), entry))
            else:
                exact[entry.pattern].append(entry)
                folded[entry.pattern.lower()].append(entry)
        self._exact = dict(exact)
        self._folded = dict(folded)
        self._patterns = {
            head: sorted(found, key=lambda known: -len(known[2].pattern)) for head, found in patterns.items()
        }

    def exact(self, name: str) -> list[NameEntry]:
        """Entries of this very name; of the name in other case when there is none and it is long enough to tell."""
        found = self._exact.get(name)
        if found is None and len(name) >= 5:
            found = self._folded.get(name.lower())
        return found or []

    def matching(self, name: str) -> list[NameEntry]:
        """Entries whose pattern covers the name, the longest pattern first."""
        found = []
        for length in range(min(self.HEAD, len(name)), -1, -1):
            for literal, pattern, entry in self._patterns.get(name[:length], ()):
                if literal in name and pattern.fullmatch(name):
                    found.append(entry)
        return found


LONGEST_NAME = 512
"""Characters of a name that are compared; what is longer is cut, so that no pattern runs over hostile megabytes."""


def glob_pattern(pattern: str) -> re.Pattern[str]:
    """`_ga_*` as a regular expression. Lazy stars over at most LONGEST_NAME characters: no pattern of ours has more
    than three, so the work is bounded."""
    return re.compile(".*?".join(re.escape(part) for part in pattern.split("*")), re.DOTALL)


class HostIndex:
    """Services by host: the longest known domain that the host is or is below."""

    def __init__(self, services: Iterable[Service]) -> None:
        self._by_domain: dict[str, Service] = {}
        for service in services:
            for domain in service.domains:
                self._by_domain.setdefault(domain, service)

    def find(self, host: str) -> Service | None:
        host = normal_host(host)
        if len(host) > LONGEST_HOST:
            return None
        while host:
            service = self._by_domain.get(host)
            if service is not None:
                return service
            host = host.partition(".")[2]
        return None
