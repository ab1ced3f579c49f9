"""Personal data that forms ask for and that the policy's list of data does not name.

Held to the sentences that say which personal data is asked for; where the policy has none that was read, nothing can be
said. A list that says of itself that it is open ("such as") lowers the confidence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from analyzers.comparison.case import Case, finding, named
from analyzers.comparison.outcome import Outcome, kept_if_complete
from analyzers.comparison.weights import VERDICT_WEIGHT
from analyzers.forms import FormAsked
from analyzers.model import Finding, Promise

SUBJECT = "data-collected"
SAME = {
    "name": ("invoice name",),
    "postal address": ("invoice address",),
    "company name": ("invoice name",),
    "bank account": ("credit card number",),
    "credit card number": ("bank account",),
}
"""Data that a policy may name in other words."""

_OPEN = re.compile(
    r"such as|for (?:example|instance)|e\.g\.|including|among other|and so on|\betc\b|zoals|bijvoorbeeld|"
    r"zum beispiel|z\.\s?b\.|unter anderem|par exemple|notamment|por ejemplo|como por|ad esempio|tra cui",
    re.IGNORECASE,
)
_PAYS = re.compile(r"\bpay|\bcharge|\bbetal|\bzahl|\bpaie|\bpago|\bpagament", re.IGNORECASE)


def form_data(case: Case) -> Iterator[Finding]:
    """One finding, listing what is asked for and not named."""
    promises = [one for one in case.reading.promises if one.subject == SUBJECT]
    missing = unnamed(case, promises)
    if not missing:
        return
    data = list(dict.fromkeys(kind for _, kinds in missing for kind in kinds))
    first = max(promises, key=lambda one: len(_named_by(one)))
    is_open = any(_OPEN.search(one.quote) for one in promises)
    asking = [f"{form.page} asks for {named(kinds)}" for form, kinds in missing]
    made = finding(
        case,
        "form-data-not-named",
        VERDICT_WEIGHT["form-data-not-named"] - (15 if is_open else 0),
        cause=tuple(data),
        title=f"Forms ask for {named(data)}, which the policy's list of collected data does not name.",
        why=f"{'; '.join(asking[:5])}. The policy names {named(sorted(_all_named(promises)))}."
        + (" Its list says of itself that it is not complete." if is_open else ""),
        remedy="Name it in the policy with its purpose, or take the field out of the form.",
        confidence="low" if is_open else "medium",
        seen=[one for one in case.observations if one.kind == "form" and set(data) & set(one.details.get("asks", ()))],
        promise=first.id,
        quote=first.quote,
        place=first.place,
        places=tuple(form.place for form, _ in missing),
    )
    yield made


def data_collected(case: Case, promise: Promise) -> Outcome:
    """The same as an outcome of the promise; `form_data` reports it."""
    if not case.witness.forms:
        why = (
            f"{case.witness.forms_seen} forms were seen, and none asks for personal data."
            if case.witness.forms_seen
            else "No form was seen on the pages that were measured."
        )
        return Outcome(outcome="not-checked", why=why)
    missing = unnamed(case, [one for one in case.reading.promises if one.subject == SUBJECT])
    if missing:
        data = list(dict.fromkeys(kind for _, kinds in missing for kind in kinds))
        places = tuple(form.place for form, _ in missing)
        why = f"Forms also ask for {named(data)}."
        return Outcome(outcome="contradicted", why=why, places=places, confidence="medium", told=True)
    if not _all_named([promise]):
        return Outcome(outcome="not-checked", why="Which data the sentence names was not read.")
    return kept_if_complete(case, f"The forms seen ({len(case.witness.forms)}) ask for nothing that is not named.")


def unnamed(case: Case, promises: list[Promise]) -> list[tuple[FormAsked, list[str]]]:
    """Each form with what it asks for and no promise names; nothing where no list of data was read."""
    allowed = _all_named(promises)
    if not allowed:
        return []
    if any(_PAYS.search(one.quote) for one in promises):
        allowed |= {"credit card number", "bank account"}
    found = []
    for form in case.witness.forms:
        kinds = [kind for kind in form.asks if kind not in allowed and not allowed & set(SAME.get(kind, ()))]
        if kinds:
            found.append((form, kinds))
    return found


def _all_named(promises: list[Promise]) -> set[str]:
    return {kind for one in promises for kind in _named_by(one)}


def _named_by(promise: Promise) -> list[str]:
    lists = (promise.facts.get("personal"), promise.facts.get("billing"))
    return [str(kind) for kinds in lists if isinstance(kinds, list) for kind in kinds]
