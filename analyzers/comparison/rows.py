"""What is wrong with the policy's own list: rows that contradict each other, or lack duration or recipient."""

from __future__ import annotations

from collections.abc import Iterator

from analyzers.comparison.case import CATEGORY_WORDS, Case, finding, named
from analyzers.comparison.weights import VERDICT_WEIGHT
from analyzers.model import CATEGORIES, Declaration, Finding, Observation


def contradictory(case: Case) -> Iterator[Finding]:
    """One item under two categories (Bollinger et al. 2022, method 6), by (kind, name, provider)."""
    rows: dict[tuple[str, str, str], list[Declaration]] = {}
    for one in case.declared.items:
        if one.category in CATEGORIES:
            rows.setdefault((one.kind, one.name, one.provider.strip().lower()), []).append(one)
    groups: dict[tuple[str, ...], list[Declaration]] = {}
    for same in rows.values():
        categories = tuple(sorted({one.category for one in same}))
        if len(categories) > 1:
            groups.setdefault(categories, []).extend(same)
    for categories, ones in sorted(groups.items()):
        purposes = " and ".join(CATEGORY_WORDS[category] for category in categories)
        names = list(dict.fromkeys(one.name for one in ones))
        yield finding(
            case,
            "contradictory-declarations",
            VERDICT_WEIGHT["contradictory-declarations"],
            cause=categories,
            title=f"The policy declares {named(names)} as {purposes} at once.",
            why="One item that serves two purposes belongs to the stricter one; "
            "who refuses the one category cannot tell whether the item is gone.",
            remedy="Keep one row for each item.",
            seen=_seen(case, ones),
            declared=ones,
        )


def no_duration(case: Case) -> Iterator[Finding]:
    """Named cookies without a duration (CJEU C-673/17, Planet49: the duration is part of clear information)."""
    rows = [one for one in case.declared.items if one.kind == "cookie" and not one.lifetime and one.lifetime_s is None]
    if rows:
        yield finding(
            case,
            "no-duration",
            VERDICT_WEIGHT["no-duration"],
            cause=("cookie",),
            title=f"The policy names {len(rows)} cookie{'' if len(rows) == 1 else 's'} without saying how long "
            f"{'it stays' if len(rows) == 1 else 'they stay'}.",
            why=f"Without a duration: {named(one.name for one in rows)}.",
            remedy="Add the duration of each; the observed ones are listed with this report's cookies.",
            seen=_seen(case, rows),
            declared=rows,
        )


def no_recipient(case: Case) -> Iterator[Finding]:
    """Named items that were seen as a third party's, in rows that name nobody (Planet49: who has access)."""
    rows = [
        one
        for one in case.declared.items
        if not one.provider and one.kind != "third-party" and any(seen.party == "third" for seen in _seen(case, [one]))
    ]
    if rows:
        seen = [one for one in _seen(case, rows) if one.party == "third"]
        yield finding(
            case,
            "no-recipient",
            VERDICT_WEIGHT["no-recipient"],
            cause=("item",),
            title=f"The policy names {named(one.name for one in rows)} without saying which third party has access.",
            why=f"Seen as items of {named(one.provider for one in seen)}.",
            remedy="Name the third party in the row.",
            seen=seen,
            declared=rows,
        )


def _seen(case: Case, rows: list[Declaration]) -> list[Observation]:
    wanted = {one.id for one in rows}
    return [
        seen
        for seen in case.observations
        if case.cover(seen).strength == "item" and any(one.id in wanted for one in case.cover(seen).declarations)
    ]
