"""Whether a change of the policy was announced as long before as the policy promises, from two scans of it.

What two scans show: the text before, the text after, and on which days each stood there. The change was made public on
some day between; a notice can therefore be no older than the day after the earlier scan, unless the earlier text
announces the change itself. A notice by e-mail shows in no scan.
"""

from __future__ import annotations

import datetime as dt
import re

from analyzers.comparison.outcome import Outcome
from analyzers.model import PolicyReading, Promise

_BY_MAIL = re.compile(r"e-?mail|by post|letter|per post|brief", re.IGNORECASE)
FORMATS = ("%Y-%m-%d", "%d %B %Y", "%B %d %Y", "%d.%m.%Y")
WORKING_WEEK = 7 / 5
"""Business days in calendar days, holidays left out."""


def notice_of_change(
    promise: Promise,
    before: PolicyReading,
    seen_before: dt.date,
    after: PolicyReading,
    seen_after: dt.date,
    text_before: str,
) -> Outcome:
    """Hold the promise to two readings of one document.

    Args:
        promise: `notice-of-change`; `facts["days"]` is the time that it fixes, where it fixes one.
        before: the earlier reading; `seen_before` is the day of its scan, `text_before` its words.
        after: the later one; its own date (`date_as_written`) is taken for the day on which it takes effect.
    """
    if before.could_not_read or after.could_not_read:
        return Outcome(outcome="not-checked", why="One of the two texts could not be read.")
    if before.sha256 == after.sha256:
        return Outcome(
            outcome="not-testable",
            why=f"The text did not change between {seen_before.isoformat()} and {seen_after.isoformat()}.",
        )
    effective = date_of(after.date_as_written)
    if effective is None:
        return Outcome(outcome="not-checked", why="The new text names no day on which it takes effect.")
    if after.date_as_written and after.date_as_written in text_before:
        return Outcome(
            outcome="kept",
            why=f"The earlier text, seen on {seen_before.isoformat()}, already named {effective.isoformat()}.",
        )
    days = promise.facts.get("days")
    needed = float(days) if isinstance(days, int | float) else 0.0
    if "business" in str(promise.facts.get("unit", "")) or "working" in str(promise.facts.get("unit", "")):
        needed *= WORKING_WEEK
    most = (effective - seen_before).days - 1
    least = (effective - seen_after).days
    between = f"between {seen_before.isoformat()} and {seen_after.isoformat()}"
    span = f"The text changed {between}, with effect from {effective.isoformat()}"
    if needed and least >= needed:
        return Outcome(outcome="kept", why=f"{span}: at least {least} days before.")
    if not needed and least > 0:
        return Outcome(outcome="kept", why=f"{span}: {least} days before at the least.")
    if most >= max(needed, 1):
        return Outcome(outcome="not-checked", why=f"{span}; the day of the change is not known well enough.")
    if _BY_MAIL.search(promise.quote):
        return Outcome(outcome="not-testable", why=f"{span}; a notice by mail shows in no scan.")
    return Outcome(
        outcome="contradicted",
        title="Changes are promised to be announced before they take effect, and this one was not on the page.",
        why=f"{span}: at most {max(most, 0)} days before"
        + (f", where {days} {promise.facts.get('unit', 'days')} are promised." if needed else "."),
        confidence="medium",
        remedy="Publish a change with the day on which it takes effect, as long before as the policy says.",
    )


def date_of(written: str) -> dt.date | None:
    """`1 March 2027`, `March 1st, 2027`, `2027-03-01`, `01.03.2027`; None for any other way of writing."""
    plain = re.sub(r"(?<=\d)(?:st|nd|rd|th)\b|,", "", written.strip())
    for form in FORMATS:
        try:
            return dt.datetime.strptime(plain, form).replace(tzinfo=dt.UTC).date()
        except ValueError:
            continue
    return None
