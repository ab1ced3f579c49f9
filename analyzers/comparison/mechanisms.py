"""Mechanisms that the policy never mentions, and items that it declares as another mechanism than was seen."""

from __future__ import annotations

from collections.abc import Iterator

from analyzers.comparison.case import (
    IN_TITLE,
    KIND_WORDS,
    MECHANISM_WORDS,
    Case,
    counted,
    finding,
    how_often,
    label,
    named,
)
from analyzers.comparison.undeclared import counts
from analyzers.comparison.weights import CATEGORY_WEIGHT, VERDICT_WEIGHT
from analyzers.model import Finding, Observation

MENTIONABLE = (
    "cookie",
    "beacon",
    "local-storage",
    "session-storage",
    "indexed-db",
    "cache-storage",
    "opfs",
    "flash",
    "social",
)
"""Mechanisms that a visitor has to be told of. Each is controlled in another place of the browser."""

STORED_KINDS = frozenset(("cookie", "local-storage", "session-storage", "indexed-db", "flash"))


def never_mentioned(case: Case) -> Iterator[Finding]:
    """One finding a mechanism that was used and of which the policy says nothing.

    Who says "we use no web beacons" has spoken of them: that promise is held to what was seen.
    """
    promised = {one.subject for one in case.reading.promises}
    for kind in MENTIONABLE:
        used = [seen for seen in case.observations if seen.kind == kind and counts(seen) and seen.party]
        if not used or kind in case.declared.kinds or f"no-{kind}" in promised:
            continue
        worst = max(used, key=lambda seen: CATEGORY_WEIGHT.get(seen.category, 0))
        thirds = [seen for seen in used if seen.party == "third"]
        mechanism = MECHANISM_WORDS[kind]
        why = [
            f"The policy has no word on {mechanism}. Seen: {named(label(seen) for seen in used)} ({how_often(used)})."
        ]
        if thirds:
            why.append(f"{len(thirds)} of {len(used)} belong to third parties: {named(s.provider for s in thirds)}.")
        identifying = [label(seen) for seen in used if seen.identifier]
        if identifying:
            why.append(f"May tell one browser from another: {named(identifying)}.")
        least = VERDICT_WEIGHT["mechanism-not-mentioned"]
        yield finding(
            case,
            "mechanism-not-mentioned",
            max(least, CATEGORY_WEIGHT.get(worst.category, 0)) if worst.category != "mandatory" else least // 2,
            cause=(kind,),
            title=f"The policy never mentions {mechanism}; the site uses {counted(kind, len(used))}: "
            f"{named((label(seen) for seen in used), IN_TITLE)}.",
            why=" ".join(why),
            remedy=f"Describe {mechanism} in the policy: what is kept, for what, by whom, how long, and how to refuse it.",
            seen=used,
        )


def wrong_mechanism(case: Case) -> Iterator[Finding]:
    """An item that is declared by name as one mechanism and was seen as another only."""
    seen_by_row: dict[str, list[Observation]] = {}
    for seen in case.observations:
        if seen.kind in STORED_KINDS and case.cover(seen).strength == "item":
            for one in case.cover(seen).declarations:
                seen_by_row.setdefault(one.id, []).append(seen)
    for one in case.declared.items:
        same = seen_by_row.get(one.id, [])
        if one.kind not in STORED_KINDS or not same or any(seen.kind == one.kind for seen in same):
            continue
        found = ", ".join(sorted({KIND_WORDS[seen.kind][0] for seen in same}))
        yield finding(
            case,
            "wrong-mechanism",
            VERDICT_WEIGHT["wrong-mechanism"],
            cause=(one.name, one.kind, one.provider),
            title=f"{named((one.name,))} is declared as a {KIND_WORDS[one.kind][0]}, and was seen as {found}.",
            why="Who deletes or refuses the one does not delete or refuse the other, "
            "and duration and access differ between them.",
            remedy="Name the mechanism in the declaration as it is.",
            seen=same,
            declared=(one,),
        )
