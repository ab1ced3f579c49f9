"""Whether a choice changes anything: a visit that sends a signal, or on which all was refused, beside the first one.

By the names of the scenarios: `first-visit` clicks nothing and sends nothing, `dnt` and `gpc` send the signal, `reject`
refuses what may be refused. Each is a fresh browser profile, so that what is still there was set anew.
"""

from __future__ import annotations

from analyzers.comparison.case import Case, label, lowest, named
from analyzers.comparison.consent import NEED_CHOICE, STORED
from analyzers.comparison.outcome import Outcome, kept_if_complete
from analyzers.comparison.undeclared import counts
from analyzers.model import Observation, Promise

FOLLOWING = (*STORED, "beacon")
"""By these a visitor is followed; a signal asks that it end, however it is done."""


def signal_honoured(case: Case, promise: Promise) -> Outcome:
    """Do Not Track and Global Privacy Control: only a visit that sends the signal can tell."""
    signal = promise.subject
    session = case.session(signal)
    if signal not in case.scenarios or session.get("signal_sent") is False:
        remedy = str(session.get("reason") or f"scan with --sessions {signal}")
        return Outcome(outcome="not-checked", why=f"No visit of this scan sent the signal: {remedy}.")
    still = _targeting(case, signal)
    before = _targeting(case, "first-visit")
    gone = [seen for seen in before if signal not in seen.scenarios]
    if promise.facts.get("honoured") is False:
        change = f" {_gone(gone)} with the signal, which errs on the visitor's side." if gone else ""
        return Outcome(
            outcome="kept",
            why=f"The policy says that the signal changes nothing: there is nothing to hold it to.{change}",
        )
    if still:
        return Outcome(
            outcome="contradicted",
            title=f"The signal {signal.upper()} is promised to be honoured, and targeting went on in spite of it.",
            why=f"With the signal sent, still seen for targeting: {named(label(seen) for seen in still)}."
            + (f" {_gone(gone)}." if gone else ""),
            seen=still,
            places=tuple(place for seen in still for place in seen.evidence if place.session == signal),
            confidence=lowest(("medium", *(seen.confidence for seen in still))),
            remedy="Stop targeting when the signal is sent, or say that it is not honoured.",
        )
    if not before:
        return Outcome(
            outcome="not-checked",
            why="Nothing for targeting was seen with or without the signal, so that there was nothing for it to stop.",
        )
    if session and not session["complete"]:
        why = f"{_gone(gone)} when the signal was sent. But the visit that sent it was not complete."
        return Outcome(outcome="not-checked", why=why)
    return kept_if_complete(case, f"{_gone(gone)} when the signal was sent.")


def only_mandatory_after_reject(case: Case, _: Promise) -> Outcome:
    """Mandatory items are said to be the only ones that cannot be refused."""
    if "reject" not in case.scenarios:
        return Outcome(outcome="not-checked", why="No visit of this scan refused anything.")
    left = tuple(
        seen
        for seen in case.observations
        if seen.kind in STORED and seen.stored and "reject" in seen.scenarios and seen.category in NEED_CHOICE
    )
    if left:
        return Outcome(
            outcome="contradicted",
            title="Only mandatory items are said to stay after a refusal, and others stayed.",
            why=f"Stored after all was refused, and not mandatory: {named(label(seen) for seen in left)}.",
            seen=left,
            confidence=lowest(seen.confidence for seen in left),
            told=True,
        )
    unsorted = [
        seen
        for seen in case.observations
        if seen.kind in STORED and seen.stored and "reject" in seen.scenarios and seen.category == "unknown"
    ]
    if unsorted:
        why = f"Stored after all was refused, and of unknown purpose: {named(label(seen) for seen in unsorted)}."
        return Outcome(outcome="not-checked", why=why)
    return kept_if_complete(case, "After all was refused, nothing was stored but what is mandatory.")


def _targeting(case: Case, scenario: str) -> tuple[Observation, ...]:
    return tuple(
        seen
        for seen in case.observations
        if seen.kind in FOLLOWING
        and scenario in seen.scenarios
        and seen.category == "targeting"
        and counts(seen)
        and (seen.stored or seen.kind == "beacon")
    )


def _gone(items: list[Observation]) -> str:
    return f"{named(label(seen) for seen in items)} of the first visit {'was' if len(items) == 1 else 'were'} gone"
