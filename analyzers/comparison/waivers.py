"""Which findings somebody has accepted, why, and until when.

A waiver (declarations.toml, analyzers.policy.handwritten) names a verdict or one finding, and by pattern what it is
about: an item's name, host or origin, or the subject of a promise. It holds for a finding when it means every
observation of it: nothing new hides behind an old waiver.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import msgspec

from analyzers.comparison.matching import name_matches
from analyzers.comparison.providers import fits
from analyzers.knowledge import Knowledge
from analyzers.model import Finding, Observation, Promise
from analyzers.policy.handwritten import Waiver


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
    knowledge: Knowledge,
) -> Waived:
    """Set aside the findings that a waiver in force on that day means."""
    waivers = tuple(waivers)
    in_force = [waiver for waiver in waivers if on <= waiver.until]
    seen = {one.id: one for one in observations}
    subjects = {one.id: one.subject for one in promises}
    standing: list[Finding] = []
    waived: list[tuple[Finding, Waiver]] = []
    for one in findings:
        waiver = next((waiver for waiver in in_force if _means(waiver, one, seen, subjects, knowledge)), None)
        if waiver is None:
            standing.append(one)
        else:
            waived.append((one, waiver))
    return Waived(
        standing=tuple(standing),
        waived=tuple(waived),
        ended=tuple(waiver for waiver in waivers if on > waiver.until),
        unused=tuple(waiver for waiver in in_force if all(waiver is not used for _, used in waived)),
    )


def shown(waived: Waived) -> tuple[Finding, ...]:
    """Every finding for a report: what was waived stays, for information, and says who answers for it until when."""
    return (*waived.standing, *(_set_aside(one, waiver) for one, waiver in waived.waived))


def _set_aside(one: Finding, waiver: Waiver) -> Finding:
    return msgspec.structs.replace(
        one,
        weight=0,
        why=f"Waived by {waiver.owner} until {waiver.until.isoformat()}: {waiver.reason.rstrip('. ')}. {one.why}",
        waiver={"owner": waiver.owner, "reason": waiver.reason, "until": waiver.until.isoformat()},
    )


def _means(
    waiver: Waiver, one: Finding, seen: dict[str, Observation], subjects: dict[str, str], knowledge: Knowledge
) -> bool:
    if waiver.finding == one.id:
        return True
    if waiver.finding != one.verdict:
        return False
    if one.promise and name_matches(waiver.name, subjects.get(one.promise, "")) and not waiver.provider:
        return True
    items = [seen[identity] for identity in one.observation if identity in seen]
    if not items:
        return waiver.name == "*" and not waiver.provider
    return all(_is_about(waiver, item, one.site, knowledge) for item in items)


def _is_about(waiver: Waiver, item: Observation, site: str, knowledge: Knowledge) -> bool:
    if waiver.provider and fits(waiver.provider, item, site, knowledge).verdict != "yes":
        return False
    names = (item.name, item.key, item.host, item.provider, item.origin)
    return any(name_matches(waiver.name, name) for name in names if name)
