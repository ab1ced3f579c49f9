"""Whether cookies outlive the time that the policy sets for all of them: "cookies are kept no longer than 13 months"."""

from __future__ import annotations

from analyzers.comparison.case import Case, how_often, named
from analyzers.comparison.lifetimes import DAY, YEAR, differs, in_words, lifetimes
from analyzers.comparison.outcome import Outcome, kept_if_complete
from analyzers.comparison.undeclared import counts
from analyzers.model import Promise

UNITS = {"hours": 3600.0, "days": DAY, "weeks": 7 * DAY, "months": YEAR / 12, "years": YEAR}


def cookie_retention(case: Case, promise: Promise) -> Outcome:
    """The limit as a number of seconds, with the tolerance of analyzers.comparison.lifetimes; of a section's category only
    its own cookies are meant. What lasts as long as asked for counts (Max-Age before Expires, RFC 6265bis 5.5)."""
    limit = seconds_of(promise)
    if not limit:
        return Outcome(outcome="not-checked", why="Which time the sentence sets was not read.")
    cookies = [
        seen
        for seen in case.observations
        if seen.kind == "cookie" and counts(seen) and promise.category in ("", seen.category)
    ]
    if not cookies:
        return Outcome(outcome="not-checked", why="No cookie that is meant was seen.")
    over = tuple(
        seen for seen in cookies if seen.lifetime_s is not None and differs(limit, seen.lifetime_s) == "longer"
    )
    if over:
        longest = max(seen.lifetime_s or 0.0 for seen in over)
        # Where the sentence also declares a class of cookies, the comparison of lifetimes has told it.
        told = any(
            one.verdict == "lifetime-longer"
            and one.quote == promise.quote
            and set(one.observation) >= {s.id for s in over}
            for one in lifetimes(case)
        )
        return Outcome(
            outcome="contradicted",
            title=f"Cookies are promised to stay no longer than {in_words(limit)}, and {named((s.name for s in over), 3)} "
            f"{'stays' if len(over) == 1 else 'stay'} up to {in_words(longest)}.",
            why=f"Sent with a longer lifetime: {named(f'{s.name} ({in_words(s.lifetime_s)})' for s in over)} "
            f"({how_often(over)}).",
            seen=over,
            remedy="Shorten the lifetime to what the policy says, or the sentence to what holds.",
            told=told,
        )
    return kept_if_complete(case, f"None of {len(cookies)} cookies was sent with a longer lifetime.")


def seconds_of(promise: Promise) -> float:
    """The period that the sentence fixes; 0 where it fixes none."""
    for unit, size in UNITS.items():
        count = promise.facts.get(unit)
        if isinstance(count, int | float) and not isinstance(count, bool):
            return float(count) * size
    return 0.0
