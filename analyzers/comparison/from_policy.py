"""What the policy itself tells about an observation: its purpose where no rule knows it, and whose network it is.

Knowledge decides first. Only what no rule could sort takes the category under which the policy declares the very item
or its provider; so the report's tables show it where the policy's reader looks for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from analyzers.comparison.consent import STORED
from analyzers.comparison.matching import Cover, Declared
from analyzers.comparison.providers import fits, makers
from analyzers.knowledge import Knowledge
from analyzers.model import CATEGORIES, Declaration, Observation, short_id
from analyzers.parties import host_of, registrable_domain
from analyzers.receivers import HANDED

LONGEST_QUOTE = 160
EMBEDDED = frozenset(("document", "script"))
"""How a function of a social network gets into a page."""


def sorted_by_policy(seen: Observation, cover: Cover, knowledge: Knowledge) -> Observation:
    """The observation with the policy's category, where no knowledge gave one and the policy gives exactly one.

    A guess gives way to what the policy says of the item, and is kept as a conflict.
    """
    guessed = seen.kind in STORED and is_guess(seen, knowledge)
    if (seen.category in CATEGORIES and not guessed) or cover.strength == "none":
        return seen
    if cover.strength == "class" and seen.kind != "flash":
        return seen
    categories = {one.category for one in cover.declarations if one.category in CATEGORIES}
    if len(categories) != 1:
        return seen
    first = next(one for one in cover.declarations if one.category in categories)
    return msgspec.structs.replace(
        seen,
        category=first.category,
        rule=f"the policy declares it so: “{_short(first.quote)}”",
        source="policy",
        confidence="medium",
        conflicts=(*seen.conflicts, f"{seen.source}: {seen.category}")
        if guessed and seen.category != first.category
        else tuple(one for one in seen.conflicts if HANDED in one and f": {first.category}," not in one),
    )


def is_guess(seen: Observation, knowledge: Knowledge) -> bool:
    """Was it sorted by the words of its name, or by a name alone although code of a party that nobody knows made it?"""
    if seen.source == "behaviour":
        # What was seen to be done with an identifier is no guess, where it is one for sure.
        handed_on = seen.rule.startswith(HANDED) and seen.confidence != "low"
        return "cookie syncing" not in seen.rule and not handed_on
    if seen.confidence == "high" or not seen.rule.startswith("name"):
        return False
    hosts = [seen.host] if seen.party == "third" else [host_of(url) for url in makers(seen)]
    others = [
        host
        for host in hosts
        if (host and registrable_domain(host) != registrable_domain(seen.host)) or seen.party == "third"
    ]
    return bool(others) and all(knowledge.service_of(host) is None for host in others)


def social_functions(observations: Iterable[Observation], declared: Declared, site: str) -> Iterator[Observation]:
    """Functions of networks that the policy itself names as social, where the site embeds their frame or script."""
    networks = [one for one in declared.providers if one.kind == "social"]
    seen = tuple(observations)
    known = {one.provider for one in seen if one.kind == "social"}
    for host in seen:
        if host.kind != "third-party" or host.provider in known or not EMBEDDED & set(host.details.get("types", ())):
            continue
        named = next(
            (one for one in networks if fits(one.provider, host, site, declared.knowledge).verdict == "yes"), None
        )
        if named is not None:
            known.add(host.provider)
            yield _function(host, named, site)


def _function(host: Observation, named: Declaration, site: str) -> Observation:
    return msgspec.structs.replace(
        host,
        id=short_id(site, "social", named.provider, host.host),
        kind="social",
        name=f"{named.provider} function",
        stored=False,
        details={
            "times": host.details.get("times", 0),
            "network": named.provider,
            "function": "embedded frame or script",
            "known_from": f"the policy: “{_short(named.quote)}”",
        },
    )


def _short(quote: str) -> str:
    return quote if len(quote) <= LONGEST_QUOTE else quote[: LONGEST_QUOTE - 1] + "…"
