"""Observed beside declared: the ordered list of comparisons, and what they find together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import msgspec

from analyzers.comparison.case import Case, finding
from analyzers.comparison.categories import wrong_category, wrong_party
from analyzers.comparison.consent import consent_recorded, set_after_reject, set_before_consent
from analyzers.comparison.contradictions import contradictory
from analyzers.comparison.dead_technology import dead_technology
from analyzers.comparison.forms import form_data
from analyzers.comparison.from_policy import social_functions, sorted_by_policy
from analyzers.comparison.lifetimes import lifetimes
from analyzers.comparison.matching import Cover, Declared, covers, declared_by
from analyzers.comparison.mechanisms import never_mentioned, wrong_mechanism
from analyzers.comparison.not_observed import not_observed
from analyzers.comparison.opt_outs import dead_links
from analyzers.comparison.policy_link import policy_not_linked
from analyzers.comparison.promises import judge_promises
from analyzers.comparison.rows import no_duration, no_recipient
from analyzers.comparison.unclassified import declared_unclassified, unclassified
from analyzers.comparison.undeclared import undeclared
from analyzers.comparison.weights import VERDICT_WEIGHT
from analyzers.comparison.witness import Witness
from analyzers.knowledge import Knowledge
from analyzers.model import KINDS, Finding, Observation, PolicyReading, Promise
from analyzers.observe import Observed
from analyzers.parties import host_of

Comparing = Callable[[Case], Iterable[Finding]]

WITHOUT_POLICY: tuple[Comparing, ...] = (
    unclassified,
    set_before_consent,
    consent_recorded,
    set_after_reject,
    dead_links,
)
"""What can be said of a site whose policy could not be read."""

COMPARISONS: tuple[Comparing, ...] = (
    undeclared,
    never_mentioned,
    wrong_category,
    wrong_party,
    wrong_mechanism,
    lifetimes,
    contradictory,
    no_duration,
    no_recipient,
    declared_unclassified,
    policy_not_linked,
    form_data,
    dead_technology,
    not_observed,
    *WITHOUT_POLICY,
)


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """What one site's observations and one policy's reading give together."""

    observations: tuple[Observation, ...]
    """Those observed, with the policy's category where no rule gave one (`source` is then `policy`), and with functions
    of social networks that only the policy makes known."""
    findings: tuple[Finding, ...]
    """By weight, heaviest first; then by verdict and title."""
    covered_by: dict[str, dict[str, Any]]
    """Observation id -> {"strength": item|provider|class|none, "declaration": id or "", "why": ...}."""
    promises: tuple[Promise, ...]
    """The reading's promises with their outcomes."""
    by_strength: dict[str, int]
    """Observations covered by `item`, `provider`, `class`, `none`; empty when the policy could not be read."""


def compare(
    observed: Observed,
    reading: PolicyReading | None,
    *,
    site: str,
    knowledge: Knowledge,
    witness: Witness | None = None,
    documents: Mapping[str, PolicyReading] | None = None,
) -> Comparison:
    """Compare one site with one policy.

    Args:
        observed: what `observe` gave for the site.
        reading: what `read_policy` gave; None when no policy was found.
        site: the site's host or address.
        knowledge: names companies and their domains.
        witness: what else the evidence tells; None when only observations are at hand.
        documents: the readings of each document that `reading` was merged from, to tell whether one of them contradicts
            another.

    A policy that was not read declares nothing and denies nothing: there is one finding that says so, every promise is
    `not-checked`, and no item is called undeclared.
    """
    site = host_of(site) if "://" in site else site
    unreadable = _why_unreadable(reading)
    reading = reading or PolicyReading()
    witness = witness or Witness()
    place = "e-mail" if witness.mails else "website"
    declared = declared_by(() if unreadable else reading.declarations, site, knowledge, place)
    observations, found = _covered(observed.observations, declared)
    case = Case(
        site=site,
        observations=observations,
        coverage=observed.coverage,
        reading=reading,
        declared=declared,
        covers=found,
        knowledge=knowledge,
        witness=witness,
        documents=dict(documents or {}),
    )
    findings: list[Finding] = []
    if unreadable:
        promises = tuple(
            msgspec.structs.replace(promise, outcome="not-checked", why=unreadable) for promise in reading.promises
        )
        findings.append(_no_policy(case, unreadable))
    else:
        promises, broken = judge_promises(case)
        findings.extend(broken)
    for comparing in WITHOUT_POLICY if unreadable else COMPARISONS:
        findings.extend(comparing(case))
    findings.sort(key=lambda one: (-one.weight, one.verdict, one.title, one.id))
    return Comparison(
        observations=observations,
        findings=tuple(findings),
        covered_by={
            identity: {
                "strength": cover.strength,
                "declaration": cover.declarations[0].id if cover.declarations else "",
                "why": cover.why,
            }
            for identity, cover in sorted(found.items())
            if not unreadable
        },
        promises=promises,
        by_strength=_by_strength(found) if not unreadable else {},
    )


def _covered(seen: tuple[Observation, ...], declared: Declared) -> tuple[tuple[Observation, ...], dict[str, Cover]]:
    """The observations as the policy lets them be known, and what covers each."""
    every = sorted(
        (*seen, *social_functions(seen, declared, declared.site)),
        key=lambda one: (KINDS.index(one.kind), one.host, one.name, one.origin, one.id),
    )
    found = covers(every, declared)
    return tuple(sorted_by_policy(one, found.get(one.id, Cover()), declared.knowledge) for one in every), found


def _by_strength(found: dict[str, Cover]) -> dict[str, int]:
    counted = Counter(cover.strength for cover in found.values())
    return {strength: counted.get(strength, 0) for strength in ("item", "provider", "class", "none")}


def _why_unreadable(reading: PolicyReading | None) -> str:
    if reading is None:
        return "No policy was found or given."
    if reading.could_not_read:
        return f"The policy could not be read: {reading.could_not_read}"
    if not reading.declarations and not reading.promises:
        return "The policy was read, and no sentence in it was recognised as a declaration or a promise."
    return ""


def _no_policy(case: Case, why: str) -> Finding:
    return finding(
        case,
        "not-checked",
        VERDICT_WEIGHT["not-checked"],
        cause=("policy",),
        title="Nothing could be compared with a policy.",
        why=f"{why} What was seen is listed, but whether it is declared was not checked.",
        remedy="Give the policy's address or file with --policy, or write declarations.toml by hand.",
        place=case.reading.source,
    )
