"""What the sessions of one scan are to each other: whose browser profile each goes on with, and what each is needed for.

The names are those of the evidence's folders (crawler.evidence.scenario_of): `first-visit` clicks nothing, `return` is the
same visitor again, `cookies-cleared` the same once more after the cookies alone were cleared, `first-visit-2` another
visitor, `dnt` and `gpc` another with a signal sent along, `typing` one who types into fields.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from crawler.evidence import scenario_of

FIRST, RETURN, CLEARED = "first-visit", "return", "cookies-cleared"
SIGNALS = ("dnt", "gpc")
NOTHING_CHOSEN = frozenset((FIRST, RETURN, CLEARED, *SIGNALS, "typing"))
"""Scenarios in which nobody clicks: what needs a choice, a log-in or a purchase shows in none of them."""


def is_repeat(session: str) -> bool:
    """Does this session visit once more what the first one saw, to answer one question of its own? Where it fails, that
    question stays open and no other."""
    return session != FIRST and scenario_of(session) in NOTHING_CHOSEN


def fresh_profiles(values: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Values by fresh profile, out of values by session. A `return` visit goes on with the first one's profile. The visit
    after the cookies were cleared is neither the same profile nor a fresh one: it counts only where there is no other."""
    profiles: dict[str, list[str]] = {}
    for session, seen in values.items():
        if seen and session != CLEARED:
            profiles.setdefault(FIRST if session == RETURN else session, []).extend(seen)
    return profiles or {session: list(seen) for session, seen in values.items() if seen}
