"""Where the policy speaks against itself, or two policies of one owner against each other.

One item under two categories (Bollinger et al., USENIX Security 2022, method 6) or with two durations, a mechanism that
is both denied and declared, a signal that is both honoured and not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from analyzers.comparison.case import CATEGORY_WORDS, KIND_WORDS, Case, finding, named
from analyzers.comparison.lifetimes import differs, in_words, is_session
from analyzers.comparison.matching import names_item, on_website
from analyzers.comparison.rows import seen_as
from analyzers.comparison.weights import VERDICT_WEIGHT
from analyzers.model import CATEGORIES, Declaration, Finding, PolicyReading, Promise, short_id

VERDICT = "contradictory-declarations"
WEIGHT = VERDICT_WEIGHT[VERDICT]
SIGNALS = {"dnt": "Do Not Track", "gpc": "Global Privacy Control"}


def contradictory(case: Case) -> Iterator[Finding]:
    """One finding a cause: two categories, two durations, denied and declared, honoured and not."""
    home = {one.id: name for name, reading in case.documents.items() for one in reading.declarations}
    rows = [same for same in same_items(case.declared.items) if len({home.get(one.id, "") for one in same}) < 2]
    for categories, ones in two_categories(rows):
        purposes = " and ".join(CATEGORY_WORDS[category] for category in categories)
        yield finding(
            case,
            VERDICT,
            WEIGHT,
            cause=categories,
            title=f"The policy declares {named(one.name for one in ones)} as {purposes} at once.",
            why="One item that serves two purposes belongs to the stricter one; "
            "who refuses the one category cannot tell whether the item is gone.",
            remedy="Keep one row for each item.",
            seen=seen_as(case, ones),
            declared=ones,
        )
    ones = two_durations(rows)
    if ones:
        yield finding(
            case,
            VERDICT,
            WEIGHT // 2,
            cause=("duration",),
            title=f"The policy gives two durations for {named(one.name for one in ones)}.",
            why="; ".join(f"{one.name}: {one.lifetime or in_words(one.lifetime_s)}" for one in ones[:10])[:600] + ".",
            remedy="Keep one row for each item.",
            seen=seen_as(case, ones),
            declared=ones,
        )
    for one in between_policies(case.documents):
        yield msgspec.structs.replace(one, site=case.site)
    yield from _denied_and_declared(case)
    yield from _honoured_and_not(case)


def same_items(declarations: Iterable[Declaration]) -> list[list[Declaration]]:
    """Rows that name the same item of the same provider, several of each."""
    rows: dict[tuple[str, str, str], list[Declaration]] = {}
    for one in declarations:
        if names_item(one):
            rows.setdefault((one.kind, one.name, one.provider.strip().lower()), []).append(one)
    return [same for same in rows.values() if len(same) > 1]


def two_categories(rows: Iterable[list[Declaration]]) -> list[tuple[tuple[str, ...], list[Declaration]]]:
    """Items under several categories, by those categories."""
    groups: dict[tuple[str, ...], list[Declaration]] = {}
    for same in rows:
        sorted_rows = [one for one in same if one.category in CATEGORIES]
        categories = tuple(sorted({one.category for one in sorted_rows}))
        if len(categories) > 1:
            groups.setdefault(categories, []).extend(sorted_rows)
    return sorted(groups.items())


def two_durations(rows: Iterable[list[Declaration]]) -> list[Declaration]:
    """Rows whose durations differ by more than rounding, or are a session once and a time once."""
    found: list[Declaration] = []
    for same in rows:
        timed = [one for one in same if one.lifetime_s is not None]
        ends = [one for one in same if is_session(one)]
        lengths = sorted(one.lifetime_s or 0.0 for one in timed)
        if (timed and ends) or (lengths and differs(lengths[0], lengths[-1])):
            found += [*timed, *ends]
    return found


def _denied_and_declared(case: Case) -> Iterator[Finding]:
    for promise in case.reading.promises:
        kind = promise.subject.removeprefix("no-")
        declared = [one for one in case.reading.declarations if one.kind == kind and on_website(one)]
        if promise.subject.startswith("no-") and kind in KIND_WORDS and declared:
            yield finding(
                case,
                VERDICT,
                WEIGHT,
                cause=("denied", kind),
                title=f"The policy says that it uses no {KIND_WORDS[kind][1]}, and it declares some.",
                why="The two sentences cannot both hold for the same website.",
                remedy="Keep the one that is true, or say for what each holds.",
                declared=declared,
                promise=promise.id,
                quote=promise.quote,
                place=promise.place,
                confidence="medium",
            )


def _honoured_and_not(case: Case) -> Iterator[Finding]:
    for signal, name in SIGNALS.items():
        stances: dict[object, Promise] = {}
        for promise in case.reading.promises:
            if promise.subject == signal and "honoured" in promise.facts:
                stances.setdefault(promise.facts["honoured"], promise)
        if len(stances) > 1:
            first = next(iter(stances.values()))
            yield finding(
                case,
                VERDICT,
                WEIGHT,
                cause=("signal", signal),
                title=f"The policy says both that it honours {name} and that it does not.",
                why="The two sentences cannot both hold.",
                remedy="Keep the one that is true.",
                promise=first.id,
                quote=first.quote,
                place=first.place,
                confidence="medium",
            )


def between_policies(readings: Mapping[str, PolicyReading]) -> Iterator[Finding]:
    """Where policies of one owner contradict each other. `readings`: by the site or document that each holds for.

    Reported for the owner as a whole: `site` names the documents. A policy that was not read contradicts nobody.
    """
    read = {name: reading for name, reading in sorted(readings.items()) if not reading.could_not_read}
    home = {one.id: name for name, reading in read.items() for one in reading.declarations}
    rows = [
        same
        for same in same_items(one for reading in read.values() for one in reading.declarations)
        if len({home[one.id] for one in same}) > 1
    ]
    found = [(f"as {' and '.join(categories)}", WEIGHT, ones) for categories, ones in two_categories(rows)]
    durations = two_durations(rows)
    if durations:
        found.append(("with two durations", WEIGHT // 2, durations))
    for how, weight, ones in found:
        documents = named(dict.fromkeys(home[one.id] for one in ones))
        yield Finding(
            id=short_id("between", how, *sorted(home[one.id] for one in ones)),
            site=documents,
            verdict=VERDICT,
            weight=weight,
            title=f"Policies of one owner declare {named(one.name for one in ones)} {how}: {documents}.",
            why="A visitor who reads the one is told something else than who reads the other.",
            declaration=tuple(one.id for one in ones),
            quote=ones[0].quote,
            place=ones[0].place,
            remedy="Bring the policies to the same words, or say why the sites differ.",
        )
