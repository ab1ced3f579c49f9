"""Which mechanisms a sentence declares: kind, category, party, place, company, session or persistent."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

import msgspec

from analyzers.model import Declaration, short_id
from analyzers.policy.actors import Context, is_denied, is_set_aside, party_of, says_who_uses
from analyzers.policy.categories import Named
from analyzers.policy.companies import SOCIAL_CUE, companies_in
from analyzers.policy.document import Passage
from analyzers.policy.mentions import MARKED, lifetime_beside, lifetime_told, names_in
from analyzers.policy.purposes import categories_of
from analyzers.policy.sections import Sentence
from analyzers.policy.vocabulary import MECHANISMS, QUICK, Cues

IN_EMAILS = re.compile(
    r"\b(?:in|from|within|with|via|through|by|inside|of|our|html|open\w*|read|marketing|and|or)\b[^.,;]{0,30}?"
    r"\b(?:e-?mails?|newslettern?s?|mailings?)\b(?![- ]?ad+res)|"
    r"\b(?:in|van|uit|via|aus|dans|de|en|nelle|nelle nostre|per|le)\b[^.,;]{0,30}?"
    r"\b(?:nieuwsbrie\w+|courriels|correos electrónicos|boletines|newsletters?|e-mails?)\b(?![- ]?ad+res)",
    re.IGNORECASE,
)
EXAMPLES = re.compile(
    r"\b(?:such as|like|including|among (?:them|others)|e\.g\.|for (?:example|instance)|in particular)", re.I
)
BUTTON = re.compile(
    r"\b(?:buttons?|plug-?ins?|widgets?|(?:deel)?knop(?:pen)?|schaltflächen?|boutons?|botones|botón|pulsanti|pulsante)\b",
    re.IGNORECASE,
)
PURPOSE_STEM = re.compile(
    r"""\b(?:to|for|by|that|which|us|you|allow\w*|enable\w*|help\w*|purposes?|reasons?|ways?|things|uses|following|follows|
    (?:following|these|several|various|other)\ \w+)\s*:\s*$""",
    re.IGNORECASE | re.VERBOSE,
)
ADVICE = re.compile(
    r"""\b(?:opt|refus|reject|disabl|delet|block|manag|withdraw|chang|adjust|prevent|control|contact|visit|click|right)\w*|
    \byou\ can\b|^if\b""",
    re.IGNORECASE | re.VERBOSE,
)
THESE = re.compile(r"\b(?:these|they|them)\b(?! (?:pages|services|days|parties|companies))", re.IGNORECASE)
MOST_PROVIDERS = 8
NOTHING_KEPT = re.compile(
    r"\bno (?:\w+ )?(?:information|data) (?:is|are|will be) (?:collected|stored|kept|recorded)\b", re.IGNORECASE
)
"""Such a sentence tells what a thing already declared does not do."""


@lru_cache(maxsize=32)
def does_it(acts: re.Pattern[str]) -> re.Pattern[str]:
    """A company's name is followed, within three words, by what third parties do."""
    return re.compile(rf"[ ,](?:\w+[ ]){{0,3}}?(?:{acts.pattern})", re.IGNORECASE | re.VERBOSE)


@lru_cache(maxsize=512)
def mechanisms_in(text: str) -> Mapping[str, re.Match[str]]:
    """The first mention of each mechanism; a "cookie" that is part of "Flash cookies" is none."""
    found: dict[str, re.Match[str]] = {}
    taken: list[tuple[int, int]] = []
    if not QUICK.search(text):
        return found
    for kind, pattern in MECHANISMS.items():
        for match in pattern.finditer(text):
            if all(match.end() <= begin or match.start() >= end for begin, end in taken):
                found.setdefault(kind, match)
                taken.append(match.span())
    return found


def heads_cookies(sentence: Sentence) -> bool:
    """Does it tell what a category of cookies is, as "These remember your language" does under "Functional cookies"?"""
    if not sentence.says_category or sentence.category is None or not sentence.category.category:
        return False
    return any("cookie" in name.casefold() for name in (sentence.category.as_written, *sentence.block.headings))


def is_continued(stem: str, item: str, context: Context) -> bool:
    """Does the item end the stem: a purpose ("We use cookies to:"), or one of the companies that the stem announces?"""
    if context.language not in ("en", "und") or ADVICE.search(stem):
        return False
    return PURPOSE_STEM.search(stem) is not None or bool(companies_in(item[:60], context.own, context.unlisted))


def declared_in(sentence: Sentence, context: Context, quote: str, place: str) -> Iterator[Declaration]:
    """The declarations of one sentence. A denied use declares nothing: it is a promise, see promises.py."""
    text = sentence.text
    cues = context.cues
    if text.endswith("?"):
        return
    if sentence.stem and not mechanisms_in(text) and is_continued(sentence.stem, text, context):
        # "We use cookies to:" and below it "count visits": each item ends the sentence that stands above the list.
        whole = Passage(f"{sentence.stem} {text}")
        yield from declared_in(msgspec.structs.replace(sentence, passage=whole, stem=""), context, quote, place)
        return
    companies = companies_in(text, context.own, context.unlisted)
    these = THESE.search(text) if heads_cookies(sentence) and not mechanisms_in(text) else None
    if these is not None and sentence.category is not None:
        party = party_of(sentence, context, these, [at for _, at in companies])
        category = sentence.category.category
        yield declaration(sentence, context, quote, place, kind="cookie", category=category, party=party)
    if NOTHING_KEPT.search(text):
        return
    opening = text.lstrip("•*·–- ")
    explains = cues.instructs.search(opening) or cues.controls.search(text) or cues.defines.search(opening)
    if explains and not says_who_uses(sentence, context, [at for _, at in companies]):
        return
    mechanisms = {
        kind: match
        for kind, match in mechanisms_in(text).items()
        if not is_denied(text, match.start(), cues) and not is_set_aside(text, match.start())
    }
    uses = cues.uses.search(text) is not None
    if uses or any(does_it(cues.acts).match(text, at + len(name)) for name, at in companies):
        yield from third_parties(sentence, context, quote, place, companies)
    networks = [name for name, _ in companies if name in context.networks]
    if not uses and not (networks and ("social" in mechanisms or BUTTON.search(text))):
        return
    if "social" in mechanisms or (networks and SOCIAL_CUE.search(text)):
        for name in networks or meant_networks(sentence, context) or [""]:
            yield declaration(
                sentence,
                context,
                quote,
                place,
                kind="social",
                category="",
                party="third" if name else "any",
                provider=name,
            )
    if not uses:
        return
    yield from named_items(sentence, context, quote, place, companies)
    for kind, match in mechanisms.items():
        if kind == "social":
            continue
        party = party_of(sentence, context, match, [at for _, at in companies])
        where = places_of(text, kind, cues)
        providers = providers_of(sentence, context, companies) if kind == "cookie" or party == "third" else []
        for category, confidence in categories_of(sentence, match):
            for lifetime, seconds in lifetimes_of(text, kind, cues):
                for provider in providers[:MOST_PROVIDERS] or [""]:
                    yield declaration(
                        sentence,
                        context,
                        quote,
                        place,
                        kind=kind,
                        category=category,
                        party="third" if provider else party,
                        provider=provider,
                        where=where,
                        lifetime=lifetime,
                        lifetime_s=seconds,
                        confidence=confidence,
                    )


def named_items(
    sentence: Sentence, context: Context, quote: str, place: str, companies: list[tuple[str, int]]
) -> Iterator[Declaration]:
    """Cookies that the sentence names."""
    text = sentence.text
    cookie = MECHANISMS["cookie"].search(text) or MARKED.search(text)
    if cookie is None:
        return
    category, confidence = categories_of(sentence, cookie)[-1]
    told = lifetime_told(text)
    for name in names_in(text):
        lifetime = lifetime_beside(name.as_written, text) or told
        basis = declaration(
            sentence,
            context,
            quote,
            place,
            kind=name.storage or "cookie",
            category=category,
            party=party_of(sentence, context, cookie, [at for _, at in companies]),
            provider=companies[0][0] if companies else "",
            confidence=confidence,
        )
        yield msgspec.structs.replace(
            basis,
            id=short_id("declaration", basis.kind, name.pattern, quote, place),
            name=name.pattern,
            strength="item",
            lifetime=lifetime.as_written if lifetime is not None else "",
            lifetime_s=lifetime.seconds if lifetime is not None else None,
        )


def third_parties(
    sentence: Sentence, context: Context, quote: str, place: str, companies: list[tuple[str, int]]
) -> Iterator[Declaration]:
    """Third parties that collect, follow, measure or receive: declared as such whatever they do it with."""
    text = sentence.text
    cue = context.cues.third.search(text)
    meant = sentence.referent.at if sentence.referent and sentence.referent.at >= 0 else None
    if cue is None and not companies and meant is None:
        return
    named = [(at, at + len(name)) for name, at in companies] + ([cue.span()] if cue else [])
    acts = (
        match
        for match in context.cues.acts.finditer(text)
        if all(not begin <= match.start() < end for begin, end in named)
    )
    act = next(acts, None)
    at = cue.start() if cue is not None else len(text)
    if act is None or is_denied(text, max(at, act.start()), context.cues) or context.cues.negated.search(text):
        return
    for category, confidence in categories_of(sentence, None):
        if category:
            for provider in providers_of(sentence, context, companies)[:MOST_PROVIDERS] or [""]:
                yield declaration(
                    sentence,
                    context,
                    quote,
                    place,
                    kind="third-party",
                    category=category,
                    party="third",
                    provider=provider,
                    confidence=confidence,
                )


def places_of(text: str, kind: str, cues: Cues) -> tuple[str, ...]:
    if kind == "social":
        return ()
    places = []
    if cues.website.search(text):
        places.append("website")
    if IN_EMAILS.search(text):
        places.append("e-mail")
    return tuple(places)


def providers_of(sentence: Sentence, context: Context, companies: list[tuple[str, int]]) -> list[str]:
    """Who is named, by the sentence or by what its "they" means; "" beside them where they are but examples of a kind."""
    named = [name for name, _ in companies]
    if named:
        cue = context.cues.third.search(sentence.text)
        examples = cue is not None and EXAMPLES.search(sentence.text, cue.end(), companies[0][1]) is not None
        return ["", *named] if examples else named
    referent = sentence.referent
    return ["", *referent.companies] if referent.generic else list(referent.companies)


def meant_networks(sentence: Sentence, context: Context) -> list[str]:
    return [name for name in sentence.referent.companies if name in context.networks]


def lifetimes_of(text: str, kind: str, cues: Cues) -> list[tuple[str, float | None]]:
    """(as written, seconds) of the lifetimes that the sentence gives its cookies; ("", None) when it gives none."""
    if kind != "cookie":
        return [("", None)]
    told = lifetime_told(text)
    if told is not None:
        return [(told.as_written, told.seconds)]
    found: list[tuple[str, float | None]] = []
    if cues.session.search(text):
        found.append(("session", None))
    if cues.persistent.search(text):
        found.append(("persistent", None))
    return found or [("", None)]


def declaration(
    sentence: Sentence,
    context: Context,
    quote: str,
    place: str,
    *,
    kind: str,
    category: str,
    party: str,
    provider: str = "",
    where: tuple[str, ...] = (),
    lifetime: str = "",
    lifetime_s: float | None = None,
    confidence: str = "high",
    purpose: str = "",
    as_written: str = "",
) -> Declaration:
    named: Named | None = sentence.category
    return Declaration(
        id=short_id("declaration", kind, category, party, provider, lifetime, quote, place),
        kind=kind,
        provider=provider,
        category=category,
        category_as_written=as_written or (named.as_written if named and named.category == category else ""),
        party=party,
        lifetime=lifetime,
        lifetime_s=lifetime_s,
        purpose=purpose,
        where=where,
        strength="provider" if provider else "class",
        quote=quote,
        place=place,
        language=context.language,
        confidence=confidence,
    )
