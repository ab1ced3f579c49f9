"""What each planned session of a scan came to, and which questions stay open because one was not made or broke off."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from analyzers.scenarios import CLEARED, FIRST, NOTHING_CHOSEN, RETURN, SIGNALS, is_repeat
from crawler.evidence import scenario_of

SIGNAL_NAMES = {"dnt": "Do Not Track", "gpc": "Global Privacy Control"}
QUESTIONS = {
    RETURN: "whether what may identify stays the same when the same visitor comes back",
    CLEARED: "whether cleared identifiers come back",
    FIRST: "whether what may identify differs between visitors",
    "dnt": "whether a Do Not Track signal changes anything",
    "gpc": "whether a Global Privacy Control signal changes anything",
    "typing": "whether a script logs what is typed",
}
"""What a repeated session is made for, by scenario."""
ONE_PROFILE = (
    "Which values really tell browsers apart: one fresh profile was visited, so that a value is called an identifier by its "
    "form. Scan with --sessions profiles,return."
)
LONGEST = 300

Told = Mapping[str, Mapping[str, Any]]
"""Session -> what the manifest says of it."""


def session_rows(told: Told, recorded: Sequence[str], pages: Mapping[str, Sequence[bool]]) -> list[dict[str, Any]]:
    """One row a session, planned or recorded.

    Args:
        told: the manifest's `sessions`, empty for evidence of other makers.
        recorded: sessions with records, in order.
        pages: session -> for each planned page, was it measured?
    """
    names = [*recorded, *sorted(set(told) - set(recorded), key=lambda name: (told[name].get("number", 0), name))]
    return [_row(name, told.get(name, {}), pages.get(name, ())) for name in names]


def _row(name: str, facts: Mapping[str, Any], pages: Sequence[bool]) -> dict[str, Any]:
    ended = str(facts.get("ended", "") or ("complete" if pages else "not recorded"))
    row: dict[str, Any] = {"session": name, "scenario": scenario_of(name)}
    row |= {key: str(facts[key]) for key in ("profile", "what", "reason") if facts.get(key)}
    sent = facts.get("signal_sent", True) is not False
    if not sent:
        row["signal_sent"] = False
    return {
        **row,
        "ended": ended,
        "pages_planned": len(pages),
        "pages_measured": sum(pages),
        "complete": ended == "complete" and sent and bool(pages) and all(pages),
    }


def open_questions(rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """A sentence for each question that no session answered in full, with what would."""
    scenarios = {str(row["scenario"]) for row in rows if row["pages_measured"]}
    if scenarios and scenarios <= NOTHING_CHOSEN:
        second = "" if RETURN in scenarios else " or on a second visit"
        yield f"What happens after a choice, a log-in or a purchase{second}: nothing was clicked" + (
            "." if second == "" else ", and nobody came back. Scan with --sessions return for the second visit."
        )
    elif scenarios:
        named = ", ".join(sorted(scenarios, key=lambda one: (one != FIRST, one)))
        yield f"Any choice but those of the scenarios {named}."
    for signal in SIGNALS:
        if not any(row["scenario"] == signal for row in rows):
            yield f"Whether a {SIGNAL_NAMES[signal]} signal changes anything: no visit sent one. Scan with --sessions {signal}."
    profiles = [row for row in rows if row["pages_measured"] and row["session"] not in (RETURN, CLEARED)]
    if len(profiles) == 1 and scenarios <= NOTHING_CHOSEN:
        yield ONE_PROFILE
    for row in rows:
        if is_repeat(str(row["session"])) and not row["complete"]:
            yield _failed(row)


def _failed(row: Mapping[str, Any]) -> str:
    question = QUESTIONS.get(str(row["scenario"]), "what this visit was made for")
    reason = str(row.get("reason") or "not all of its pages were measured")[:LONGEST]
    how = {"not-made": "was not made", "interrupted": "was interrupted"}.get(str(row["ended"]), "is not complete")
    measured = f"{row['pages_measured']} of {row['pages_planned']} pages"
    return f"{question[:1].upper()}{question[1:]}, in full: the session {row['session']} {how} ({measured} measured): {reason}."
