"""What every comparison is given, and how a finding is put together."""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec

from analyzers.comparison.matching import Cover, Declared
from analyzers.comparison.witness import Witness
from analyzers.knowledge import Knowledge
from analyzers.model import Coverage, Declaration, Finding, Observation, PolicyReading, Source, short_id

NAMED = 8
"""Items that a title or a reason names; the rest is counted, and all are in `observation`."""
LONGEST_NAME = 60
FIRST_PLACES = 5

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
        return seen | frozenset(
            str(page["scenario"])
            for page in self.coverage.pages
            if "scenario" in page and page.get("outcome") == "measured"
        )

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
    """`in 7 records on 3 pages, scenario first-visit`: how often, where and under which choice it was seen."""
    seen = tuple(seen)
    times = sum(int(one.details.get("times", 0)) for one in seen)
    pages = len({page for one in seen for page in one.pages})
    scenarios = list(dict.fromkeys(scenario for one in seen for scenario in one.scenarios))
    words = [f"in {times} record{'' if times == 1 else 's'}"] if times else []
    words += [f"on {pages} page{'' if pages == 1 else 's'}"] if pages else []
    under = f"{'scenario' if len(scenarios) == 1 else 'scenarios'} {', '.join(scenarios)}" if scenarios else ""
    return ", ".join(part for part in (" ".join(words), under) if part)


def label(seen: Observation) -> str:
    """How an observation is named in a sentence."""
    if seen.kind in ("local-storage", "session-storage", "indexed-db", "cache-storage", "opfs"):
        return seen.key or seen.name
    return seen.name


def owner(seen: Observation) -> str:
    """Who stands behind an observation, as a reader knows it."""
    return f"{seen.company} ({seen.provider})" if seen.company else seen.provider


def lowest(levels: Iterable[str]) -> str:
    """The lowest of several confidences; `high` where there is none."""
    return min(levels, key=lambda level: CONFIDENCE.index(level) if level in CONFIDENCE else 0, default="high")


def where_seen(seen: Iterable[Observation]) -> tuple[Source, ...]:
    """The first places of each, the first few."""
    return tuple(place for one in seen for place in one.evidence[:2])[:FIRST_PLACES]


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
        evidence=(*places, *where_seen(seen))[:FIRST_PLACES],
        remedy=remedy,
    )
