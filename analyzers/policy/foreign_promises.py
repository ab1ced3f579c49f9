"""The promises of Dutch, German, French, Spanish and Italian sentences.

The rules are those of English, with each language's own words in promise_words_*.py.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial

import msgspec

from analyzers.model import Promise, short_id
from analyzers.policy import (
    promise_words_de,
    promise_words_es,
    promise_words_fr,
    promise_words_it,
    promise_words_nl,
)
from analyzers.policy.collected import data_collected
from analyzers.policy.denials import denied_in
from analyzers.policy.foreign_facts import countries_in, period_in
from analyzers.policy.promise_facts import Facts, age, link_of
from analyzers.policy.promise_rule import Rule, matches
from analyzers.policy.promise_rules import RULES
from analyzers.policy.sections import Sentence
from analyzers.policy.signals import NAMES, SIGNALS
from analyzers.policy.vocabulary import Cues

COLLECTED = "Which personal data is asked for."
CONTEXTS = {
    "anonymous-performance": r"statisti|analy|prestat|leistung|rendimiento|prestazion|performance|mesure|messung|meten|medi|"
    r"reichweite|audience|estas cookies|deze cookies|diese cookies|ces cookies|questi cookie|aggreg|agreg|geaggregeerd|agrég",
    "mandatory-no-opt-out": r"noodzakelijk|functionele|nodig|notwendig|erforderlich|nécessaire|indispensable|necesari|"
    r"imprescindible|necessari|tecnici",
    "referral-data-not-stored": r"vriend|kennis|freund|bekannt|\bami|proche|amig|conocid|amic|conoscent|empfehl|recom|consigl",
    "cookie-retention": r"\bcookie",
}


REFUSES = re.compile(
    r"\bniet\b|\bgeen\b|\bnicht\b|\bkeine?\b|\bne\s+\w+\s+pas\b|\bn'\w+\s+pas\b|\bno (?:respond|reacc|atend|admit|"
    r"resp)|\bnon\b|"
    r"\bnegeer|\bignor",
    re.IGNORECASE,
)
HONOURS = re.compile(
    r"\b(?:respect|eerbiedig|reage|honoreer|erken|respektier|beachte|berücksichtig|reagier|respet|atend|respond|répond|"
    r"rispett|rispond|"
    r"tien[ei] conto|tenons compte|prenons en compte)\w*",
    re.IGNORECASE,
)


def anonymity_in(text: str) -> Facts:
    """Does the sentence say that it is anonymous, that it is aggregate?"""
    anonymous = re.search(r"an[oó]n[iy]?e?m|identifi|herleid|rückschl", text, re.IGNORECASE) is not None
    return {"anonymous": anonymous, "aggregate": re.search(r"agg?r[eé]g", text, re.IGNORECASE) is not None}


def _rule(rule: Rule, language: str, says: tuple[str, ...], unless: str) -> Rule:
    """The English rule in another language's words."""
    facts: dict[str, Callable[[str], Facts]] = {
        "anonymous-performance": anonymity_in,
        "storage-country": partial(countries_in, language=language),
        "children": age,
        "opt-out-links": link_of,
        **{
            subject: partial(period_in, language=language)
            for subject in ("cookie-retention", "retention-period", "notice-of-change", "access-requests-within-days")
        },
    }
    context = CONTEXTS.get(rule.subject, "")
    return msgspec.structs.replace(
        rule,
        says=tuple(re.compile(pattern, re.IGNORECASE) for pattern in says),
        unless=re.compile(unless, re.IGNORECASE) if unless else None,
        context=re.compile(context, re.IGNORECASE) if context else None,
        facts=facts.get(rule.subject),
    )


WORDS = {
    "nl": promise_words_nl,
    "de": promise_words_de,
    "fr": promise_words_fr,
    "es": promise_words_es,
    "it": promise_words_it,
}
PATTERNS: dict[str, tuple[Rule, ...]] = {
    language: tuple(
        _rule(rule, language, told.SAYS[rule.subject], told.UNLESS.get(rule.subject, ""))
        for rule in RULES
        if rule.subject in told.SAYS
    )
    for language, told in WORDS.items()
}


def foreign_promises_in(sentence: Sentence, cues: Cues, quote: str, place: str, language: str) -> Iterator[Promise]:
    """The promises of one sentence of a language other than English."""
    text = sentence.text
    around = " ".join((text, sentence.before, sentence.heading))
    category = sentence.category.category if sentence.category is not None else ""

    def promised(subject: str, statement: str, own: str, facts: Facts) -> Promise:
        return Promise(
            id=short_id("promise", subject, quote, place),
            subject=subject,
            statement=statement,
            quote=quote,
            place=place,
            category=own,
            language=language,
            facts=facts,
        )

    for signal, honoured in foreign_stances(text):
        verb = "is honoured" if honoured else "is not honoured"
        yield promised(signal, f"{NAMES[signal]} {verb}.", "", {"honoured": honoured})
    for denied in denied_in(text, cues, language, category):
        yield promised(denied.subject, denied.statement, denied.category, denied.facts)
    asked = data_collected(sentence, language)
    if asked:
        yield promised("data-collected", COLLECTED, category, asked)
    for rule in PATTERNS.get(language, ()):
        facts = matches(rule, text, around, category)
        if facts is not None:
            yield promised(rule.subject, rule.statement, rule.category or category, facts)


def foreign_stances(text: str) -> Iterator[tuple[str, bool]]:
    """(signal, honoured) where the sentence names a signal and says what happens to it."""
    for signal, pattern in SIGNALS.items():
        if pattern.search(text):
            bare = pattern.sub(" ", text)
            if HONOURS.search(bare):
                yield signal, REFUSES.search(bare) is None
