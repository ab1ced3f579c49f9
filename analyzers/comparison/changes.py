"""Whether a change of the policy was announced as long before as the policy promises, from two scans of it.

What two scans show: the text before, the text after, and on which days each stood there. The change was made public on
some day between; a notice can therefore be no older than the day after the earlier scan, unless the earlier text or a
page of the earlier scan announces the change itself. A notice by e-mail shows in no scan.
"""

from __future__ import annotations

import datetime as dt
import re

from analyzers.comparison.case import Case
from analyzers.comparison.outcome import Outcome
from analyzers.comparison.texts import Text, same_words, what_differs
from analyzers.model import PolicyReading, Promise, Source

_BY_MAIL = re.compile(
    r"e-?mail|by post|letter|per post|\bbrief\b|courrier|correo|posta elettronica|schriftlich", re.IGNORECASE
)
_ONE_SCAN = (
    "Only one scan of this site is at hand; it takes the texts of two scans to see whether a notice came before a change. "
    "The next scan into the same folder compares itself with this one."
)
REMEDY = "Publish a change with the day on which it takes effect, as long before as the policy says."
_DAYS = {"weeks": 7, "months": 30, "years": 365}
_MONTHS = {
    name: number
    for line in (
        "january february march april may june july august september october november december",
        "januari februari maart april mei juni juli augustus september oktober november december",
        "januar februar märz april mai juni juli august september oktober november dezember",
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
        "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    )
    for number, name in enumerate(line.split(), 1)
}
_DAY_FIRST = re.compile(r"(\d{1,2})(?:st|nd|rd|th|er|\.)?\s+(?:de\s+)?([^\W\d_]+)\s+(?:de\s+)?(\d{4})")
_MONTH_FIRST = re.compile(r"([^\W\d_]+)\s+(\d{1,2})(?:st|nd|rd|th)?\s+(\d{4})")
_FIGURES = re.compile(r"(\d{4})-(\d{2})-(\d{2})|(\d{1,2})\.(\d{1,2})\.(\d{4})")


def change_announced(case: Case, promise: Promise) -> Outcome:
    """Hold the promise to the document that makes it, as it stands now and as the earlier scan found it."""
    earlier, on = case.witness.earlier, case.witness.seen_on
    if earlier is None or on is None:
        return Outcome(outcome="not-checked", why=_ONE_SCAN)
    now = next(
        (text for text in case.witness.texts if any(one.id == promise.id for one in text.reading.promises)),
        case.witness.texts[0] if len(case.witness.texts) == 1 else None,
    )
    before = next((text for text in earlier.texts if now is not None and text.url == now.url), None)
    if before is None and len(earlier.texts) == len(case.witness.texts) == 1:
        before = earlier.texts[0]
    if now is None or before is None:
        return Outcome(
            outcome="not-checked",
            why=f"The scan of {earlier.on.isoformat()} holds no policy of the same address to compare with.",
        )
    return notice_of_change(
        promise,
        before.reading,
        earlier.on,
        now.reading,
        on,
        before.words,
        text_after=now.words,
        notices=earlier.notices,
        place=_place(now),
    )


def notice_of_change(
    promise: Promise,
    before: PolicyReading,
    seen_before: dt.date,
    after: PolicyReading,
    seen_after: dt.date,
    text_before: str,
    *,
    text_after: str = "",
    notices: tuple[str, ...] = (),
    place: Source | None = None,
) -> Outcome:
    """Hold the promise to two readings of one document.

    Args:
        promise: `notice-of-change`; `facts["days"]` is the time that it fixes, where it fixes one.
        before: the earlier reading; `seen_before` is the day of its scan, `text_before` its words.
        after: the later one; its own date (`date_as_written`) is taken for the day on which it takes effect, where the
            earlier text bore another.
        text_after: the later one's words; without them a change that bears no new date is not judged.
        notices: sentences of the earlier scan's pages that speak of a change of the policy.
        place: where the later text lies.
    """
    places = (place,) if place is not None else ()
    span = f"between {seen_before.isoformat()} and {seen_after.isoformat()}"
    if before.could_not_read or after.could_not_read:
        return Outcome(outcome="not-checked", why="One of the two texts could not be read.")
    if before.sha256 == after.sha256 or (text_after and same_words(text_before, text_after)):
        return Outcome(
            outcome="kept",
            why=f"So far: the text did not change {span} (SHA-256 {after.sha256[:16]}), so no notice was due.",
        )
    effective = date_of(after.date_as_written)
    if text_after and (effective is None or after.date_as_written == before.date_as_written):
        return _without_date(promise, before, after, _told(before, seen_before, after, seen_after), notices, places)
    if effective is None:
        return Outcome(outcome="not-checked", why="The new text names no day on which it takes effect.")
    if after.date_as_written and after.date_as_written in text_before:
        return Outcome(
            outcome="kept",
            why=f"The earlier text, seen on {seen_before.isoformat()}, already named {effective.isoformat()}.",
        )
    needed = days_promised(promise)
    business = _in_business_days(promise)
    most = days_from(seen_before + dt.timedelta(days=1), effective, business=business)
    least = days_from(seen_after, effective, business=business)
    unit = str(promise.facts.get("unit", "days"))
    told = f"{_told(before, seen_before, after, seen_after)} It takes effect on {effective.isoformat()}"
    counted = "business days" if business else "days"
    if needed and least >= needed:
        return Outcome(outcome="kept", why=f"{told}: at least {least} {counted} later.")
    if not needed and least > 0:
        return Outcome(outcome="kept", why=f"{told}: {least} days later at the least.")
    if most >= max(needed, 1):
        return Outcome(outcome="not-checked", why=f"{told}; the day of the change is not known well enough.")
    if _BY_MAIL.search(promise.quote):
        return Outcome(outcome="not-testable", why=f"{told}; a notice by mail shows in no scan.")
    if notices:
        return _maybe_announced(told, notices)
    promised = f", where {promise.facts.get(unit, promise.facts.get('days'))} {unit} are promised" if needed else ""
    return Outcome(
        outcome="contradicted",
        title="Changes are promised to be announced before they take effect, and this one was not on the page.",
        why=f"{told}: the new text stood there at most {max(most, 0)} {counted} before{promised}.",
        places=places,
        confidence="medium",
        remedy=REMEDY,
    )


def _without_date(
    promise: Promise,
    before: PolicyReading,
    after: PolicyReading,
    told: str,
    notices: tuple[str, ...],
    places: tuple[Source, ...],
) -> Outcome:
    """The text changed and bears no new date: it holds from the day on which it stands there."""
    gone, new = what_differs(before, after)
    if not gone and not new:
        return Outcome(
            outcome="not-checked",
            why=f"{told} It declares and promises what it did before; whether the change is material is for a person.",
        )
    told = f"{told} It bears no new date; {new} of its declarations and promises are new and {gone} are gone"
    if _BY_MAIL.search(promise.quote):
        return Outcome(outcome="not-testable", why=f"{told}; a notice by mail shows in no scan.")
    if notices:
        return _maybe_announced(told, notices)
    return Outcome(
        outcome="contradicted",
        title="Changes are promised to be announced before they take effect, and this one stood there without a notice.",
        why=f"{told}, and neither the earlier text nor the pages of that scan announced it.",
        places=places,
        confidence="medium",
        remedy=REMEDY,
    )


def _maybe_announced(told: str, notices: tuple[str, ...]) -> Outcome:
    why = f"{told}. A page of the earlier scan says: “{notices[0][:200]}”. Whether that is the notice is for a person."
    return Outcome(outcome="not-checked", why=why)


def _told(before: PolicyReading, seen_before: dt.date, after: PolicyReading, seen_after: dt.date) -> str:
    """Both texts, each with its day, digest and own date."""

    def one(reading: PolicyReading, on: dt.date) -> str:
        dated = f", dated {reading.date_as_written}" if reading.date_as_written else ""
        return f"{on.isoformat()} (SHA-256 {reading.sha256[:16]}{dated})"

    return f"The text of {one(before, seen_before)} had changed by {one(after, seen_after)}."


def _place(text: Text) -> Source:
    return Source(url=text.url, what=f"policy, SHA-256 {text.digest}")


def days_promised(promise: Promise) -> int:
    """Days, business days where the promise counts in them; 0 where it fixes none."""
    days = promise.facts.get("days")
    if isinstance(days, int | float):
        return int(days)
    for unit, length in _DAYS.items():
        count = promise.facts.get(unit)
        if isinstance(count, int | float):
            return int(count) * length
    return 0


def _in_business_days(promise: Promise) -> bool:
    unit = str(promise.facts.get("unit", ""))
    return "business" in unit or "working" in unit


def days_from(first: dt.date, until: dt.date, *, business: bool) -> int:
    """Days from `first` to the day before `until`; of business days Monday to Friday count, holidays not left out."""
    whole = (until - first).days
    if not business or whole <= 0:
        return whole
    weeks, rest = divmod(whole, 7)
    return weeks * 5 + sum((first.weekday() + day) % 7 < 5 for day in range(rest))


def date_of(written: str) -> dt.date | None:
    """`1 March 2027`, `March 1st, 2027`, `1er mars 2027`, `1 de marzo de 2027`, `2027-03-01`, `01.03.2027`; else None."""
    plain = written.strip().lower().replace(",", "")
    if found := _FIGURES.fullmatch(plain):
        year, month, day = (found[1], found[2], found[3]) if found[1] else (found[6], found[5], found[4])
        return _date(year, int(month), day)
    if found := _DAY_FIRST.fullmatch(plain):
        return _date(found[3], _MONTHS.get(found[2], 0), found[1])
    if found := _MONTH_FIRST.fullmatch(plain):
        return _date(found[3], _MONTHS.get(found[1], 0), found[2])
    return None


def _date(year: str, month: int, day: str) -> dt.date | None:
    try:
        return dt.date(int(year), month, int(day))
    except ValueError:
        return None
