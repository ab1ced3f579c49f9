"""Whom "they", "such companies" and "the networks" mean: what the sentences before said of third parties."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import msgspec

from analyzers.policy.actors import Context
from analyzers.policy.companies import NAMES, companies_in
from analyzers.policy.sections import NOBODY, Referent, Sentence

NOUN = r"""(?P<noun>compan(?:y|ies)|networks?|partners?|part(?:y|ies)|providers?|vendors?|firms?|agenc(?:y|ies)|advertisers|
    platforms?|organi[sz]ations|suppliers?|tools?|services?|operators?)"""
NOMINAL = re.compile(
    rf"""\b(?P<which>such|these|those|the|this|that|said|both|all[ ]of[ ]these|all[ ]these)[ ](?:(?:third|advertising|ad|social|
    analytics|other|external|service|media|outside|same|aforementioned|selected|named|two|three)[- ]){{0,2}}{NOUN}
    (?:[ ](?:itself|themselves))?\b(?![ ](?:function|feature|button|plug|cookie|polic|that|which|who|with|we[ ]))""",
    re.IGNORECASE | re.VERBOSE,
)
# A pronoun means the actor where its verb is one that companies do, and cookies do not.
PRONOUN = re.compile(
    r"""(?:^|;\ |^(?:in\ addition|moreover|also|for\ (?:this|that|these)(?:\ \w+)?|to\ (?:do\ so|that\ end)),?\ )(?P<word>they|it|
    (?:their|its)\ (?:own\ )?(?:cookies|web\ beacons|beacons|pixels?|servers?|scripts?|tags?))\b
    (?P<verb>(?:\ (?:may|can|could|will|might|also|sometimes|then|do|does|thereby))*\ (?:use|place|set|store|collect|learn|
    receive|gather|combine|share|process|follow|track|measure|drop|read|record|obtain|access|recogni[sz]e|write|monitor|log|
    see|know|send|count|analy[sz]e|profile)s?\b)?""",
    re.IGNORECASE | re.VERBOSE,
)
OBJECT = re.compile(
    r"\b(?:cookies?|beacons?|pixels?|flash|ip[ -]address(?:es)?|identifiers?|local storage|shared objects)\b",
    re.IGNORECASE,
)
# "These cookies are set by our partners. They expire …": the pronoun goes on about the cookies.
OTHER_SUBJECT = re.compile(
    r"\b(?:cookies|beacons|pixels|gifs|objects|technologies|scripts|tags|advertisements|ads)\b", re.IGNORECASE
)


def followed(sentences: Iterable[Sentence], context: Context) -> Iterator[Sentence]:
    """The sentences with `referent` set: the third parties that their own "they" or "such companies" stands for.

    A noun ("these networks") reaches back as far as the section goes, a pronoun to the sentence before. A heading or bold
    words that are nothing but a company's name hold for the text below them.
    """
    in_section = last = NOBODY
    for sentence in sentences:
        if sentence.number == 0:
            in_section = last = NOBODY
        text = sentence.text
        named = tuple(name for name, _ in companies_in(text, context.own, context.unlisted))
        referent = meant(text, sentence.before, in_section, last, context.networks)
        if not referent and not named:
            referent = headed(sentence, context)
        yield msgspec.structs.replace(sentence, referent=referent)
        generic = context.cues.third.search(text) is not None
        if named or generic:
            last = Referent(companies=named, generic=generic, subject=begins_with(text, named, context))
            in_section = Referent(
                companies=tuple(dict.fromkeys((*in_section.companies, *named))), generic=in_section.generic or generic
            )
        else:
            last = msgspec.structs.replace(referent, subject=True) if referent else NOBODY


def meant(text: str, before: str, in_section: Referent, last: Referent, networks: frozenset[str]) -> Referent:
    if not in_section and not last:
        return NOBODY
    for match in NOMINAL.finditer(text):
        noun = match["noun"].casefold()
        which = match["which"].casefold()
        if which == "the" and noun in ("company", "service", "services", "tool", "tools", "platform", "organisations"):
            continue
        if which == "such":
            return Referent(generic=True, at=match.start())
        if which in ("the", "this", "that") and not noun.endswith("s"):
            all_of_them = re.match(r" (?:in question|concerned|involved)\b", text[match.end() :])
            one = in_section.companies if all_of_them else in_section.companies[-1:]
            return Referent(companies=one, generic=not one, at=match.start())
        companies = in_section.companies
        if "social" in match.group().casefold():
            companies = tuple(name for name in companies if name in networks)
        return Referent(companies=companies, generic=in_section.generic, at=match.start())
    pronoun = PRONOUN.search(text)
    if pronoun is None or not last:
        return NOBODY
    is_alone = pronoun["word"].casefold() in ("they", "it")
    acts = pronoun["verb"] is not None or not is_alone
    has_object = OBJECT.search(text, pronoun.end()) is not None or not is_alone
    if not acts or not (last.subject or has_object or OTHER_SUBJECT.search(before) is None):
        return NOBODY
    return msgspec.structs.replace(last, at=pronoun.start())


def headed(sentence: Sentence, context: Context) -> Referent:
    """The company whose bare name is the bold words before the sentence, or the heading above it."""
    for head in (sentence.block.lead, sentence.heading):
        bare = re.sub(r"(?i)\s*(?:cookies?|pixels?|tags?|privacy policy)$", "", head.strip(" :.*_-"))
        listed = NAMES.fullmatch(bare) or (context.unlisted is not None and context.unlisted.fullmatch(bare))
        if bare and listed and bare.casefold() not in context.own:
            return Referent(companies=(bare,), at=-1)
        if head:
            return NOBODY
    return NOBODY


def begins_with(text: str, named: tuple[str, ...], context: Context) -> bool:
    """Are the third parties what the sentence is about, standing before any verb: "Advertising networks may …"?"""
    cue = context.cues.third.search(text)
    first = min([text.find(name) for name in named] + ([cue.start()] if cue else []), default=len(text))
    return first < 20 and OTHER_SUBJECT.search(text, 0, first) is None and not re.match(r"(?i)(?:we|our)\b", text)
