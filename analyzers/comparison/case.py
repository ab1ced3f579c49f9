"""What every comparison is given, and how a finding is put together."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import Any

import msgspec

from analyzers.comparison.matching import Cover, Declared
from analyzers.comparison.witness import Witness
from analyzers.knowledge import Knowledge
from analyzers.model import Coverage, Declaration, Finding, Observation, PolicyReading, Source, short_id

NAMED = 8
"""Items that a title or a reason names; the rest is counted, and all are in `observation`."""
LONGEST_NAME = 60
FIRST_PLACES = 5
_YEAR_9999 = 253_370_764_800
"""Seconds since the epoch: what lies later is no time of a scan."""

KIND_WORDS = {
    "cookie": ("cookie", "cookies"),
    "beacon": ("web beacon", "web beacons"),
    "local-storage": ("local storage item", "local storage items"),
    "session-storage": ("session storage item", "session storage items"),
    "indexed-db": ("IndexedDB store", "IndexedDB stores"),
    "cache-storage": ("cache", "caches"),
    "opfs": ("file in the browser's private file system", "files in the browser's private file system"),
    "flash": ("Flash object", "Flash objects"),
    "social": ("social media function", "social media functions"),
    "third-party": ("third party", "third parties"),
    "script-behaviour": ("behaviour of a script", "behaviours of scripts"),
    "form": ("form", "forms"),
}
MECHANISM_WORDS = {
    "cookie": "cookies",
    "beacon": "web beacons",
    "local-storage": "local storage",
    "session-storage": "session storage",
    "indexed-db": "IndexedDB (databases in the browser)",
    "cache-storage": "Cache Storage",
    "opfs": "the browser's private file system",
    "flash": "Flash",
    "social": "social media functions",
}
"""A mechanism as a policy would speak of it."""
IN_TITLE = 3
"""Items that a title names."""
CATEGORY_WORDS = {
    "mandatory": "mandatory",
    "performance": "performance",
    "functionality": "functionality",
    "targeting": "targeting",
    "unknown": "unknown purpose",
}
CONFIDENCE = ("none", "low", "medium", "high")


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """One site's observations beside one policy's reading."""

    site: str
    observations: tuple[Observation, ...]
    coverage: Coverage
    reading: PolicyReading
    declared: Declared
    covers: dict[str, Cover]
    knowledge: Knowledge
    witness: Witness = Witness()
    documents: dict[str, PolicyReading] = {}
    """The readings of each document that `reading` was merged from."""

    @property
    def scenarios(self) -> frozenset[str]:
        """Under which choices the site was visited: also those under which it then did nothing at all."""
        seen = frozenset(scenario for seen in self.observations for scenario in seen.scenarios)
        visited = frozenset(str(row["scenario"]) for row in self.coverage.sessions if row["pages_measured"])
        return (
            seen
            | visited
            | frozenset(
                str(page["scenario"])
                for page in self.coverage.pages
                if "scenario" in page and page.get("outcome") == "measured"
            )
        )

    def session(self, scenario: str) -> dict[str, Any]:
        """What the first session of a scenario came to, as in Coverage.sessions; empty where there is no such row."""
        return next((row for row in self.coverage.sessions if row["scenario"] == scenario), {})

    def cover(self, seen: Observation) -> Cover:
        return self.covers.get(seen.id, Cover())


def plain(text: str) -> str:
    """A name from a site or policy in a sentence: no control characters, no line breaks, not long. Still hostile to a
    renderer: reports escape it."""
    text = re.sub(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069]+", "�", text)
    return text if len(text) <= LONGEST_NAME else text[: LONGEST_NAME - 1] + "…"


def named(names: Iterable[str], limit: int = NAMED) -> str:
    """`a, b and 3 more`."""
    every = [plain(name) or "(no name)" for name in dict.fromkeys(names)]
    if len(every) > limit:
        return f"{', '.join(every[:limit])} and {len(every) - limit} more"
    if len(every) > 1:
        return f"{', '.join(every[:-1])} and {every[-1]}"
    return every[0] if every else ""


def counted(kind: str, count: int) -> str:
    """`1 cookie`, `3 web beacons`."""
    one, many = KIND_WORDS.get(kind, (kind, kind))
    return f"{count} {one if count == 1 else many}"


def how_often(seen: Iterable[Observation]) -> str:
    """`in 7 records on 3 pages, scenario first-visit; also return`: how often, where and under which choice it was seen. What
    is counted is counted in the first session that saw it."""
    seen = tuple(seen)
    times = sum(int(one.details.get("times", 0)) for one in seen)
    pages = len({page for one in seen for page in one.pages})
    scenarios = list(dict.fromkeys(scenario for one in seen for scenario in one.scenarios))
    words = [f"in {times} record{'' if times == 1 else 's'}"] if times else []
    words += [f"on {pages} page{'' if pages == 1 else 's'}"] if pages else []
    also = f"; also {', '.join(scenarios[1:])}" if len(scenarios) > 1 else ""
    under = f"scenario {scenarios[0]}{also}" if scenarios else ""
    return ", ".join(part for part in (" ".join(words), under) if part)


def label(seen: Observation) -> str:
    """How an observation is named in a sentence."""
    if seen.kind in ("local-storage", "session-storage", "indexed-db", "cache-storage", "opfs"):
        return seen.key or seen.name
    return seen.name


def the_items(seen: Iterable[Observation], limit: int = NAMED) -> str:
    """`The cookie lang`, `The cookies lang and theme`, `The items lang and queue/hits` where kinds differ."""
    items = tuple(seen)
    kinds = {one.kind for one in items}
    one, many = KIND_WORDS.get(next(iter(kinds)), ("item", "items")) if len(kinds) == 1 else ("item", "items")
    return f"The {one if len(items) == 1 else many} {named((label(item) for item in items), limit)}"


def owner(seen: Observation) -> str:
    """Who stands behind an observation, as a reader knows it."""
    return f"{seen.company} ({seen.provider})" if seen.company else seen.provider


def lowest(levels: Iterable[str]) -> str:
    """The lowest of several confidences; `high` where there is none."""
    return min(levels, key=lambda level: CONFIDENCE.index(level) if level in CONFIDENCE else 0, default="high")


def where_seen(seen: Iterable[Observation]) -> tuple[Source, ...]:
    """The first places of each, the first few."""
    return tuple(place for one in seen for place in one.evidence[:2])[:FIRST_PLACES]


def first_seen(seen: Iterable[Observation]) -> str:
    """When the first of them was first seen, as `2026-09-21T02:00:05Z`; empty where that is not known."""
    times = [one.details.get("first_seen") for one in seen]
    known = [time for time in times if isinstance(time, int | float) and 0 < time < _YEAR_9999]
    return f"{dt.datetime.fromtimestamp(int(min(known)), dt.UTC):%Y-%m-%dT%H:%M:%SZ}" if known else ""


def _document(case: Case, ids: set[str]) -> dict[str, str]:
    """The document that makes one of these declarations or promises; empty for what was written by hand."""
    readings = case.documents.values() if case.documents else (case.reading,)
    for reading in readings:
        if any(one.id in ids for rows in (reading.declarations, reading.promises) for one in rows):
            facts = {"url": reading.source, "sha256": reading.sha256, "date": reading.date_as_written}
            return {key: value for key, value in facts.items() if value}
    return {}


def finding(
    case: Case,
    verdict: str,
    weight: int,
    *,
    cause: tuple[object, ...],
    title: str,
    why: str,
    remedy: str,
    seen: Iterable[Observation] = (),
    declared: Iterable[Declaration] = (),
    confidence: str = "high",
    promise: str = "",
    quote: str = "",
    place: str = "",
    places: Iterable[Source] = (),
) -> Finding:
    """Put a finding together. `cause` is what makes it this finding and no other; its id comes of it."""
    seen, declared = tuple(seen), tuple(declared)
    first = next((one for one in declared if one.quote), None)
    return Finding(
        id=short_id(case.site, verdict, *cause),
        site=case.site,
        verdict=verdict,
        weight=weight,
        title=title,
        why=why,
        confidence=confidence,
        observation=tuple(one.id for one in seen),
        declaration=tuple(one.id for one in declared),
        promise=promise,
        quote=quote or (first.quote if first else ""),
        place=place or (first.place if first else ""),
        evidence=_each_once((*places, *where_seen(seen))),
        when=first_seen(seen),
        document=_document(case, {promise, *(one.id for one in declared)}) if quote or first else {},
        remedy=remedy,
    )


def _each_once(places: Iterable[Source]) -> tuple[Source, ...]:
    """The first few, a record in the evidence once."""
    return tuple({(one.session, one.visit, one.url, one.seq): one for one in places}.values())[:FIRST_PLACES]
