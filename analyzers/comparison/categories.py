"""Items that the policy puts into another category, or calls the other party's, than what was seen.

Only where the policy names the item or its provider: a class declares no particular item.
"""

from __future__ import annotations

from collections.abc import Iterator

from analyzers.comparison.case import (
    CATEGORY_WORDS,
    IN_TITLE,
    KIND_WORDS,
    Case,
    finding,
    how_often,
    label,
    lowest,
    named,
    owner,
    plain,
    the_items,
)
from analyzers.comparison.from_policy import is_guess
from analyzers.comparison.weights import VERDICT_WEIGHT
from analyzers.model import CATEGORIES, Declaration, Finding, Observation

INTRUSION = {"mandatory": 0, "functionality": 1, "performance": 2, "targeting": 3}
"""The guide's order of how far an item reaches beyond what the visitor asked for."""
SURE = ("high", "medium")
OTHER_ITEMS = 15
"""A company that is named for one purpose may be meant for that service only; less weight than a named item has."""


def wrong_category(case: Case) -> Iterator[Finding]:
    """One finding a (provider, category declared, category seen)."""
    groups: dict[tuple[str, str, str, str], list[tuple[Observation, Declaration]]] = {}
    for seen in case.observations:
        cover = case.cover(seen)
        if cover.strength not in ("item", "provider") or seen.category not in CATEGORIES:
            continue
        if seen.confidence not in SURE or is_guess(seen, case.knowledge):
            continue
        own = [one for one in cover.declarations if one.category in CATEGORIES]
        if cover.strength == "provider":
            own = [one for one in own if one.kind in (seen.kind, "third-party")]
        if own and all(one.category != seen.category for one in own):
            whose = seen.provider if cover.strength == "item" else own[0].provider or seen.provider
            key = (whose, own[0].category, seen.category, cover.strength)
            groups.setdefault(key, []).append((seen, own[0]))
    for (provider, declared, found, strength), pairs in sorted(groups.items()):
        milder = INTRUSION[declared] < INTRUSION[found]
        verdict = "wrong-category" if milder else "declared-stricter"
        items = [seen for seen, _ in pairs]
        by_name = strength == "item"
        rules = "; ".join(dict.fromkeys(seen.rule for seen in items))
        yield finding(
            case,
            verdict,
            VERDICT_WEIGHT[verdict] if by_name else max(VERDICT_WEIGHT[verdict] - OTHER_ITEMS, 1),
            cause=(provider, declared, found, strength),
            title=f"{the_items(items, IN_TITLE)} of {owner(items[0])} {_is(items)} declared as "
            f"{CATEGORY_WORDS[declared]}, and {_is(items)} known to serve {CATEGORY_WORDS[found]}."
            if by_name
            else f"The policy names {plain(provider)} for {CATEGORY_WORDS[declared]}; "
            f"{named((label(seen) for seen in items), IN_TITLE)} {_is(items)} known to serve {CATEGORY_WORDS[found]}.",
            why=f"What decided: {rules[:600]} (source: {items[0].source}). Seen {how_often(items)}.",
            remedy=f"Move it to the category {CATEGORY_WORDS[found]}, or state why it serves "
            f"{CATEGORY_WORDS[declared]} here and record that as an override.",
            seen=items,
            declared=dict.fromkeys(one for _, one in pairs),
            confidence=lowest(
                (
                    "high" if by_name else "medium",
                    *(seen.confidence for seen in items),
                    *("medium" for seen in items if seen.conflicts),
                )
            ),
        )


def wrong_party(case: Case) -> Iterator[Finding]:
    """One finding a provider whose item is said to be the site's own and was seen as a third party's."""
    groups: dict[str, list[tuple[Observation, Declaration]]] = {}
    for seen in case.observations:
        cover = case.cover(seen)
        if cover.strength != "item" or seen.party != "third":
            continue
        if all(one.party == "first" for one in cover.declarations):
            groups.setdefault(seen.provider, []).append((seen, cover.declarations[0]))
    for provider, pairs in sorted(groups.items()):
        items = [seen for seen, _ in pairs]
        yield finding(
            case,
            "wrong-party",
            VERDICT_WEIGHT["wrong-party"],
            cause=(provider,),
            title=f"{the_items(items)} {_is(items)} declared as the site's own, "
            f"and {_is(items)} set by the third party {owner(items[0])}.",
            why=f"The {KIND_WORDS[items[0].kind][0]} belongs to {provider}, another registrable domain than the site's: "
            "its owner can read it on every website that embeds it.",
            remedy="Declare it as a third party's, and name the recipient.",
            seen=items,
            declared=dict.fromkeys(one for _, one in pairs),
        )


def _is(items: list[Observation]) -> str:
    return "is" if len({label(seen) for seen in items}) == 1 else "are"
