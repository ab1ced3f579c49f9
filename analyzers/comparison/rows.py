"""Which rows of the policy's own list lack what a visitor is to be told: the duration, or who has access."""

from __future__ import annotations

from collections.abc import Iterator

from analyzers.comparison.case import Case, finding, named
from analyzers.comparison.weights import VERDICT_WEIGHT
from analyzers.model import Declaration, Finding, Observation


def no_duration(case: Case) -> Iterator[Finding]:
    """Named cookies without a duration (CJEU C-673/17, Planet49: the duration is part of clear information)."""
    cookies = [one for one in case.declared.items if one.kind == "cookie"]
    told = {one.name for one in cookies if one.lifetime or one.lifetime_s is not None}
    # Many consent tools list names only, and the policy's own table has the rest.
    rows = [one for one in cookies if one.name not in told]
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
            seen=seen_as(case, rows),
            declared=rows,
        )


def no_recipient(case: Case) -> Iterator[Finding]:
    """Named items that were seen as a third party's, in rows that name nobody (Planet49: who has access)."""
    rows = [
        one
        for one in case.declared.items
        if not one.provider
        # "First party" names somebody, if wrongly: analyzers.comparison.categories.
        and one.party != "first"
        and one.kind != "third-party"
        and any(seen.party == "third" for seen in seen_as(case, [one]))
    ]
    if rows:
        seen = [one for one in seen_as(case, rows) if one.party == "third"]
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


def seen_as(case: Case, rows: list[Declaration]) -> list[Observation]:
    """The observations that these rows cover by item."""
    wanted = {one.id for one in rows}
    return [
        seen
        for seen in case.observations
        if case.cover(seen).strength == "item" and any(one.id in wanted for one in case.cover(seen).declarations)
    ]
