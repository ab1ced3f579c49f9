"""How an observation is put together out of what every analyzer has: a host, a verdict on purpose, and sightings."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from analyzers.categories import Item, categorise
from analyzers.knowledge import Knowledge
from analyzers.model import Category, Observation
from analyzers.scope import Scope, Sightings, company_name


def verdict_on(host: str, scope: Scope, knowledge: Knowledge, urls: Iterable[str] = ()) -> Category:
    """What a host is for, judged as a party that the site's pages deal with."""
    item = Item(kind="third-party", host=host, party=scope.party(host), urls=tuple(urls), site=scope.site)
    return categorise(item, knowledge)


def tell(
    scope: Scope, knowledge: Knowledge, host: str, verdict: Category, sightings: Sightings, **fields: Any
) -> Observation:
    """An observation on a host. `fields` are those of its kind (`id`, `kind`, `name`, `details` at least); they win."""
    common: dict[str, Any] = {
        "host": host,
        "provider": scope.provider(host),
        "company": company_name(host, knowledge),
        "party": scope.party(host),
        "category": verdict.category,
        "rule": verdict.rule,
        "source": verdict.source,
        "confidence": verdict.confidence,
        "conflicts": verdict.conflicts,
        "scenarios": sightings.scenarios,
        "pages": sightings.pages(scope),
        "evidence": sightings.evidence,
    }
    details = fields.get("details", {})
    if sightings.first_time and "first_seen" not in details:
        # Seconds since the epoch, by the clock of the scan.
        fields["details"] = {**details, "first_seen": sightings.first_time}
    return Observation(**{**common, **fields})
