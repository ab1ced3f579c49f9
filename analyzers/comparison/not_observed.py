"""What the policy declares and this scan did not see: absent, not measurable, or not checked are three answers.

- Flash: no browser of today runs it, so its absence proves nothing (analyzers.comparison.dead_technology).
- Beacons in e-mails: no e-mail was read (`not-checked`); where some were, a beacon in any of them answers.
- All else: `declared-not-observed` where every planned page was measured, `not-checked` where not. A visit on which
  nothing is clicked never shows what needs a log-in, a purchase or consent, so the confidence is never high.
"""

from __future__ import annotations

from collections.abc import Iterator

from analyzers.comparison.case import CATEGORY_WORDS, KIND_WORDS, Case, finding, named
from analyzers.comparison.matching import MECHANISMS, names_item, on_website
from analyzers.comparison.weights import VERDICT_WEIGHT
from analyzers.model import KINDS, Declaration, Finding
from analyzers.scenarios import NOTHING_CHOSEN

MAY_BE_LET_IN = "iab-tcf"
"""Source of rows that say who may be let in, hundreds of whom never are: IAB's vendor list."""


def not_observed(case: Case) -> Iterator[Finding]:
    """One finding a kind and strength, listing what was not seen."""
    covering = {one.id for cover in case.covers.values() for one in (*cover.declarations, *cover.overruled)}
    yield from _e_mail(case)
    if case.witness.mails:
        # Mails show nothing of what the website does.
        return
    missing = [
        one
        for one in case.reading.declarations
        if one.kind in MECHANISMS
        and one.kind != "flash"
        and on_website(one)
        and one.id not in covering
        and one.source != MAY_BE_LET_IN
    ]
    named_ones = [one for one in missing if names_item(one) or one.provider]
    for kind in KINDS:
        items = [one for one in named_ones if one.kind == kind]
        if items:
            names = named(one.name or one.provider for one in items)
            yield _finding(case, kind, "named", items, f"{names} {'is' if len(items) == 1 else 'are'}")
        classes = [one for one in missing if one.kind == kind and one not in named_ones]
        if kind == "third-party":
            used = any(seen.party == "third" for seen in case.observations)
        else:
            used = any(seen.kind == kind for seen in case.observations)
        if classes and not used:
            yield _finding(case, kind, "class", classes, f"{_class_words(classes)} are")


def _class_words(classes: list[Declaration]) -> str:
    purposes = [CATEGORY_WORDS[one.category] for one in classes if one.category in CATEGORY_WORDS]
    plural = KIND_WORDS[classes[0].kind][1]
    words = f"{named(sorted(set(purposes)))} {plural}" if purposes else plural
    return words[:1].upper() + words[1:]


def _finding(case: Case, kind: str, how: str, declared: list[Declaration], subject: str) -> Finding:
    clicked = case.scenarios - NOTHING_CHOSEN
    if case.coverage.complete:
        verdict, weight, seen = (
            "declared-not-observed",
            VERDICT_WEIGHT["declared-not-observed"],
            "not seen in this scan",
        )
    else:
        verdict, weight, seen = "not-checked", VERDICT_WEIGHT["declared-not-checked"], "could not be checked"
    why = [
        f"{case.coverage.pages_measured} of {case.coverage.pages_planned} planned pages were measured.",
        "What needs a log-in, a purchase or a choice does not show on a visit where nothing is clicked."
        if not clicked
        else f"Scenarios: {', '.join(sorted(case.scenarios))}.",
    ]
    if not case.coverage.complete:
        why.append("The scan was not complete, so absence cannot be told from not having looked.")
    return finding(
        case,
        verdict,
        weight,
        cause=(kind, how),
        title=f"{subject} declared, and {'was' if subject.endswith(' is') else 'were'} {seen}."
        if case.coverage.complete
        else f"{subject} declared; whether the site still uses {'it' if subject.endswith(' is') else 'them'} {seen}.",
        why=" ".join(why),
        remedy="If the site no longer uses it, take it out of the policy; if it does, say on which pages to look.",
        declared=declared,
        confidence="medium" if case.coverage.complete and clicked else "low",
    )


def _e_mail(case: Case) -> Iterator[Finding]:
    """One finding a sender: `any` where the text names none."""
    if any(mail.beacons for mail in case.witness.mails):
        return
    declared = [one for one in case.reading.declarations if "e-mail" in one.where and one.kind == "beacon"]
    read = len(case.witness.mails)
    for provider in dict.fromkeys(one.provider for one in declared):
        by = f" of {named((provider,))}" if provider else ""
        yield finding(
            case,
            "not-checked",
            VERDICT_WEIGHT["declared-not-checked"],
            cause=("beacon", "e-mail", provider),
            title=f"Web beacons in e-mails{by} are declared; "
            + (f"none was seen in {read} e-mails that were read." if read else "no e-mail was read in this scan."),
            why="A visit to the website shows nothing of the e-mails that the owner sends.",
            remedy="Import some of the owner's e-mails (avow import email) and compare again.",
            declared=[one for one in declared if one.provider == provider],
        )
