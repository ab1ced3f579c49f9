"""Which promises a sentence makes: what the policy says will not happen, or will hold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from analyzers.model import Promise, short_id
from analyzers.policy.collected import data_collected
from analyzers.policy.denials import denied_in
from analyzers.policy.promise_facts import Facts
from analyzers.policy.promise_rule import matches
from analyzers.policy.promise_rules import RULES
from analyzers.policy.sections import Sentence
from analyzers.policy.signals import NAMES, stances_in
from analyzers.policy.vocabulary import Cues

COLLECTED = "data-collected"
COLLECTED_STATEMENT = "Which personal data is asked for."
PER_SECTION = frozenset(("data-collected", "purpose-limited", "consent-before-sharing", "opt-out-links"))
NOT_SAID = frozenset(("anonymous", "aggregate"))
"""Facts whose False means that the sentence does not say it, not that it denies it."""
LEANS = re.compile(r"(?:they|it|these|this|such|those|that|the latter)\b", re.IGNORECASE)
"""A sentence that begins so needs the one before it."""


def promises_in(sentence: Sentence, cues: Cues, quote: str, place: str, language: str) -> Iterator[Promise]:
    """The promises of one sentence, by every rule that it satisfies."""
    text = sentence.text
    around = " ".join((text, sentence.before, sentence.heading))
    category = sentence.category.category if sentence.category is not None else ""
    for stance in stances_in(text, sentence.before, sentence.heading):
        if stance.honoured is not None:
            verb = "is honoured" if stance.honoured else "is not honoured"
            yield promise(
                stance.signal,
                f"{NAMES[stance.signal]} {verb}.",
                quote,
                place,
                language,
                "",
                {"honoured": stance.honoured},
            )
    for denied in denied_in(text, cues, language, category):
        yield promise(denied.subject, denied.statement, quote, place, language, denied.category, denied.facts)
    asked = data_collected(sentence, language)
    if asked:
        yield promise(COLLECTED, COLLECTED_STATEMENT, quote, place, language, category, asked)
    for rule in RULES:
        facts = matches(rule, text, around, category)
        if facts is not None:
            yield promise(rule.subject, rule.statement, quote, place, language, rule.category or category, facts)


def distinct(promises: Iterable[Promise]) -> list[Promise]:
    """One promise per subject and category, by the sentence that fixes most and stands by itself; others where facts differ.

    Those in PER_SECTION are kept once per section: "used only to send the parcel" and "only to send the letter" are two.
    """
    kept: dict[tuple[str, str, str], list[Promise]] = {}
    for one in promises:
        section = one.place.rpartition(", character")[0] if one.subject in PER_SECTION else ""
        rivals = kept.setdefault((one.subject, one.category, section), [])
        for index, rival in enumerate(rivals):
            if holds(one.facts, rival.facts) and (not holds(rival.facts, one.facts) or is_clearer(one, rival)):
                rivals[index] = one
                break
            if holds(rival.facts, one.facts):
                break
        else:
            rivals.append(one)
    return [one for rivals in kept.values() for one in rivals]


def holds(much: Facts, little: Facts) -> bool:
    """Does `much` fix all that `little` fixes?"""
    for key, value in little.items():
        mine = much.get(key)
        if isinstance(value, list) and isinstance(mine, list):
            if not set(value) <= set(mine):
                return False
        elif mine != value and not (value is False and key in NOT_SAID):
            return False
    return True


def is_clearer(one: Promise, rival: Promise) -> bool:
    """Does it name its subject where the rival says "they"? Of two that do, the first counts."""
    return LEANS.match(rival.quote) is not None and LEANS.match(one.quote) is None


def promise(
    subject: str, statement: str, quote: str, place: str, language: str, category: str, facts: Facts
) -> Promise:
    return Promise(
        id=short_id("promise", subject, quote, place),
        subject=subject,
        statement=statement,
        quote=quote,
        place=place,
        category=category,
        language=language,
        facts=facts,
    )
