"""Which promises a sentence makes: what the policy says will not happen, or will hold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from analyzers.model import Promise, short_id
from analyzers.policy.actors import is_denied
from analyzers.policy.categories import read_category
from analyzers.policy.mechanisms import mechanisms_in
from analyzers.policy.promise_facts import Facts
from analyzers.policy.promise_rules import RULES, Rule
from analyzers.policy.sections import Sentence
from analyzers.policy.signals import NAMES, stances_in
from analyzers.policy.vocabulary import Cues

PER_SECTION = frozenset(("data-collected", "purpose-limited", "consent-before-sharing", "opt-out-links"))
OWN = re.compile(
    r"""\b(?:we|our\ \w+|(?:this|the|our)\ (?:web\ ?)?(?:site|shop|app))\b[^.,;]{0,24}\b(?:not|never|no\ longer|no|nor|stopped)\b|
    \bneither\b""",
    re.IGNORECASE | re.VERBOSE,
)
READER = re.compile(r"\b(?:if|when|unless|should) (?:you|your)\b[^,.;]*$", re.IGNORECASE)
"""What the reader does not do is no promise: "if you do not accept Flash cookies"."""
OTHERS = re.compile(r"\b(?:allow|permit|let|enable)\w*\b", re.IGNORECASE)
LIMITED = re.compile(
    r"""(?:[^.;,]|,\ (?:nor|or|and)\b){0,60}?\b(?:to|for|in|that|which|unless|until|before|when|if|except|without|outside|within|
    with)\b(?!\ (?:any|all)\b|\ our\ (?:web ?)?sites?\b)""",
    re.IGNORECASE | re.VERBOSE,
)
"""Words after the mechanism that say for which use, place or time the denial holds."""
WHOLE = re.compile(
    r"(?: (?:at all|on (?:our|this|the) (?:web ?)?(?:site|shop|pages)s?|whatsoever))?[.;!]?$", re.IGNORECASE
)
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
    yield from denials_in(sentence, cues, quote, place, language)
    for rule in RULES:
        facts = matches(rule, text, around, category)
        if facts is not None:
            yield promise(rule.subject, rule.statement, quote, place, language, rule.category or category, facts)


def denials_in(sentence: Sentence, cues: Cues, quote: str, place: str, language: str) -> Iterator[Promise]:
    """`no-flash` for "we do not use Flash cookies"; `restricted-beacon` where the denial holds for a part of the uses only.

    "We do not place web beacons in our e-mails" says nothing of the website's, "no advertising cookies" nothing of others.
    """
    text = sentence.text
    section = sentence.category.category if sentence.category is not None else ""
    for kind, match in mechanisms_in(text).items():
        at = match.start()
        if kind == "ip-address" or not is_denied(text, at, cues) or READER.search(text, 0, at):
            continue
        if kind == "cookie" and not OWN.search(text, 0, at):
            continue
        words = kind.replace("-", " ")
        named = read_category(text[max(0, at - 30) : at].rpartition(",")[2]) if kind == "cookie" else None
        if named is not None or OTHERS.search(text, 0, at) or LIMITED.match(text, match.end()):
            category = named.category if named is not None else section
            statement = f"A kind of {words} or a use of it is ruled out, not every one."
            yield promise(f"restricted-{kind}", statement, quote, place, language, category, {})
        elif kind != "cookie" or WHOLE.match(text, match.end()):
            yield promise(f"no-{kind}", f"No {words} is used.", quote, place, language, section, {})


def matches(rule: Rule, text: str, around: str, category: str) -> Facts | None:
    """The facts that the sentence fixes when it makes the rule's promise (often none: {}), None when it does not."""
    if category in rule.never_in or (rule.categories and category and category not in rule.categories):
        return None
    if rule.context is not None and not (category in rule.categories and category) and not rule.context.search(around):
        return None
    if not all(pattern.search(text) for pattern in rule.says):
        return None
    if rule.unless is not None and rule.unless.search(text):
        return None
    facts = rule.facts(text) if rule.facts is not None else {}
    return None if rule.needs_facts and not facts else facts


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
