"""Which findings somebody has accepted, why, and until when.

A waiver names a verdict and, by pattern, what it is about: an item's name, host, provider or origin, or the subject of a
promise. It holds for a finding when every observation of it is meant: nothing new hides behind an old waiver.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import msgspec

from analyzers.comparison.matching import name_matches
from analyzers.model import Finding, Observation, Promise


class Waiver(msgspec.Struct, frozen=True, kw_only=True):
    """An accepted finding."""

    verdict: str
    """As in `Finding.verdict`; `*` for any."""
    about: tuple[str, ...]
    """Names, hosts, providers, origins or promise subjects; may hold `*`."""
    owner: str
    """Who accepted it."""
    reason: str
    until: dt.date
    """The last day on which it holds."""


class Waived(msgspec.Struct, frozen=True, kw_only=True):
    """Findings after the waivers."""

    standing: tuple[Finding, ...]
    waived: tuple[tuple[Finding, Waiver], ...]
    ended: tuple[Waiver, ...]
    """Waivers whose day has passed: their findings stand again."""
    unused: tuple[Waiver, ...]
    """Waivers in force that met no finding: what they were for is gone."""


def waive(
    findings: Iterable[Finding],
    observations: Iterable[Observation],
    promises: Iterable[Promise],
    waivers: Iterable[Waiver],
    on: dt.date,
) -> Waived:
    """Set aside the findings that a waiver in force on that day means."""
    waivers = tuple(waivers)
    in_force = [waiver for waiver in waivers if on <= waiver.until]
    seen = {one.id: one for one in observations}
    subjects = {one.id: one.subject for one in promises}
    standing: list[Finding] = []
    waived: list[tuple[Finding, Waiver]] = []
    for one in findings:
        waiver = next((waiver for waiver in in_force if _means(waiver, one, seen, subjects)), None)
        if waiver is None:
            standing.append(one)
        else:
            waived.append((one, waiver))
    used = {id(waiver) for _, waiver in waived}
    return Waived(
        standing=tuple(standing),
        waived=tuple(waived),
        ended=tuple(waiver for waiver in waivers if on > waiver.until),
        unused=tuple(waiver for waiver in in_force if id(waiver) not in used),
    )


def _means(waiver: Waiver, one: Finding, seen: dict[str, Observation], subjects: dict[str, str]) -> bool:
    if waiver.verdict not in ("*", one.verdict):
        return False
    if one.promise and any(name_matches(pattern, subjects.get(one.promise, "")) for pattern in waiver.about):
        return True
    items = [seen[identity] for identity in one.observation if identity in seen]
    return bool(items) and all(
        any(name_matches(pattern, name) for pattern in waiver.about for name in _names(item)) for item in items
    )


def _names(item: Observation) -> tuple[str, ...]:
    return tuple(name for name in (item.name, item.key, item.host, item.provider, item.origin) if name)
