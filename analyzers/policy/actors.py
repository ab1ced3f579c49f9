"""Who does what a sentence tells: the owner, third parties, or both."""

from __future__ import annotations

import re

import msgspec

from analyzers.policy.sections import Sentence
from analyzers.policy.vocabulary import MECHANISMS, Cues

BY_THIRD = re.compile(
    r"\b(?:provided|set|placed|served|offered|operated|issued|supplied|delivered|managed|dropped|used|made available|"
    r"hosted)"
    r"\s+(?:\w+\s+)?(?:by|from)\b|\bfrom\b|\bof\b|\bby\b|\bdoor\b|\bvan\b|\bvon\b|\bdurch\b|\bpar\b|\bpor\b|\bda\b|"
    r"\bdi\b",
    re.IGNORECASE,
)
TOGETHER = re.compile(
    r"""\b(?:we|us|our\ (?:company|site|website))\b,?\s*(?:and(?:/or)?|or|as\ well\ as|along\ with|together\ with|
        ,)\s*
    (?:(?:our|some|certain|other|selected|trusted|the|its|also)\s+)*(?:\w+\s+)?(?:third|partners?|advertis|
    service\ prov|vendors?|compan(?:y|ies)\ (?:named|mentioned|listed|that|which|with|we)|
    suppliers?|affiliates)|\b(?:third[- ]part\w+|partners?|advertisers?|providers?)\s+and\s+(?:we|us|ourselves)\b|
    \b(?:both\ )?first[- ](?:party\ )?(?:and|or|as\ well\ as)\ third[- ]party""",
    re.IGNORECASE | re.VERBOSE,
)
DOES = re.compile(
    r"""(?:\ (?:networks?|partners?|providers?|compan(?:y|ies)|parties))?
    (?:\ (?:may|can|could|will|might|also|sometimes|then|typically|usually|often|do))*
    \ (?:use|place|set|store|collect|drop|employ|deploy|send|gather|track|measure|count|embed|
    read|receive|learn|see|recogni[sz]e)s?\b""",
    re.IGNORECASE | re.VERBOSE,
)
NO_USE = 70
"""Characters between a negation and the mechanism that it denies."""
SAME_PURPOSE = re.compile(r"\b(?:for|to) (?:these|this|those|that|such|the same) (?:purposes?|ends?)\b", re.IGNORECASE)
NEAR = 30
ONLY = re.compile(
    r"\b(?:only|merely|just|solely|nur|lediglich|alleen|slechts|uniquement|seulement|solo|sólo|únicamente|soltanto|without|sans|ohne|"
    r"zonder|sin|senza)\b",
    re.IGNORECASE,
)
"""Between negation and mechanism: "not only cookies", "cannot work without cookies"."""
ADVICE = re.compile(
    r"(?:you|if you|to|(?:this|the|the following) (?:section|policy|statement|page|notice|table|document)s?)\b",
    re.IGNORECASE,
)
"""How a sentence begins that tells the reader something: "how we use cookies" in it declares nothing."""
FUNCTION = re.compile(
    r"(?:these|such|the|this|those)\s+(?:an?\s+)?(?:social[\w ]{0,20}\s)?(?:functions?|features?|plug-?ins?|buttons?|widgets?)\b",
    re.IGNORECASE,
)
"""What collects where functions of networks are the subject: theirs, not the owner's."""
MORE_THAN = re.compile(
    r"[^.,;]{0,40}?\b(?:longer|more|más|più|plus|länger|langer|mehr|meer)\s+(?:than|de|di|als|dan|que|che)\b",
    re.IGNORECASE,
)
"""Behind the negation: a limit, "are not kept longer than a year", and no denial."""
NOT_DONE = re.compile(
    r"""^(?:[\w-]+\ ){1,2}?(?:is|are|will\ be)\ (?:not|never|no\ longer)\ (?:being\ )?
    (?:used|placed|set|employed|stored|applied|done)\b(?!\ to\b|\ for\b|\ by\b|\ with|\ until|\ before|\ unless)""",
    re.IGNORECASE | re.VERBOSE,
)
"""Behind the mechanism: "fingerprinting is not used"."""

SET_ASIDE = re.compile(
    r"""\b(?:without|instead\ of|rather\ than|unlike|differ(?:s|ent)?\ from|in\ place\ of|other\ than|free\ of|
    in\ contrast\ to)\ (?:(?:using|placing|setting|the|use|of|any|all|ordinary|normal|regular|browser|traditional|standard|
    http)\ ){0,3}$""",
    re.IGNORECASE | re.VERBOSE,
)


class Context(msgspec.Struct, frozen=True):
    """What holds for a whole document."""

    cues: Cues
    language: str
    own: frozenset[str]
    """How the policy calls its owner, in lower case."""
    unlisted: re.Pattern[str] | None = None
    """Finds the companies that only this document names, see proper_names.py."""
    networks: frozenset[str] = frozenset()
    """Names of social networks, the document's own among them."""


def says_who_uses(sentence: Sentence, context: Context, companies: list[int]) -> bool:
    """Does the main clause say that the owner or third parties do something: "we use", "advertising networks may use"?"""
    text = sentence.text
    if says_we_use(text, context):
        return True
    cue = context.cues.third.search(text)
    starts = [(cue.start(), cue.end())] if cue is not None else []
    starts += [
        (at, at + len(word[0])) for at in companies if (word := re.match(r"[\w&.' -]{2,40}?(?= [a-z])", text[at:]))
    ]
    if any((begin < 25 or opens_main_clause(text, begin)) and DOES.match(text, end) for begin, end in starts):
        return True
    meant = sentence.referent.at
    return (
        bool(sentence.referent) and opens_main_clause(text, meant) and DOES.search(text, meant, meant + 70) is not None
    )


def opens_main_clause(text: str, at: int) -> bool:
    """Does what stands at `at` follow the comma of a condition: "If you press it, the network may read …"?"""
    return (
        text[:at].rstrip().endswith(",") and re.match(r"(?:if|when|once|as soon as)\b", text, re.IGNORECASE) is not None
    )


def says_we_use(text: str, context: Context) -> bool:
    """Is the owner the one who does something in the sentence: "we use", "Fernhill places"?"""
    if context.language not in ("en", "und"):
        # Dutch and German put the verb first ("verwenden wir"); Spanish and Italian leave the pronoun out.
        return context.cues.first.search(text) is not None and not re.match(
            r"(?:u|sie|vous|usted|"
            r"je)\b",
            text,
            re.IGNORECASE,
        )
    advice = ADVICE.match(text) is not None
    for match in context.cues.uses.finditer(text):
        subject = text[max(0, match.start() - 40) : match.start()].casefold()
        if advice and re.search(r"\b(?:how|why|what|which|where|when|way)\s+(?:\S+\s+){1,4}$", subject):
            continue
        if re.search(r"\b(?:we|our \w+)\s+(?:\w+\s+){0,3}$", subject):
            return True
        if any(re.search(rf"\b{re.escape(name)}\b", subject) for name in context.own):
            return True
    return False


def is_denied(text: str, at: int, cues: Cues) -> bool:
    """Does a negation with a verb of use stand close before the mechanism: "we do not use Flash cookies"?"""
    if NOT_DONE.search(text, at, at + 60) or (cues.not_done and cues.not_done.match(text, at, at + 90)):
        return True
    for match in cues.negated.finditer(text, 0, at + 12):
        between = text[match.end() : max(at, match.end())]
        near = not between.strip() or cues.uses.search(between) is not None or (cues.verb_first and len(between) < NEAR)
        if len(between) < NO_USE and near and not {",", "."} & set(between):
            if MORE_THAN.match(text, match.end()):
                return False
            return ONLY.search(between) is None
    return False


def is_set_aside(text: str, at: int) -> bool:
    """Is the mechanism only what something else is told apart from: "without cookies", "which differ from cookies"?"""
    return SET_ASIDE.search(text, max(0, at - 60), at) is not None


def party_of(sentence: Sentence, context: Context, mechanism: re.Match[str], companies: list[int]) -> str:
    """Who does it: `first`, `third`, or `any` where the text says both or nothing."""
    text = sentence.text
    cues = context.cues
    if TOGETHER.search(text):
        return "any"
    if sentence.referent and sentence.referent.at < mechanism.start():
        return "third"
    if FUNCTION.match(text) and MECHANISMS["social"].search(f"{sentence.heading} {sentence.before} {text}"):
        return "third"
    adjacent = text[max(0, mechanism.start() - 14) : mechanism.start()].casefold()
    if re.search(r"(?:third|3rd)[- ]party\W*$", adjacent):
        return "third"
    if re.search(r"(?:first[- ]party|our own)\W*$", adjacent):
        return "first"
    thirds = [match.start() for match in cues.third.finditer(text)] + companies
    if any(at < mechanism.start() and not is_object(text, at) for at in thirds):
        return "third"
    after = [at for at in thirds if at > mechanism.end()]
    if after and BY_THIRD.search(text, mechanism.end(), min(after)) and min(after) - mechanism.end() < 60:
        between = text[mechanism.end() : min(after)]
        if re.search(
            r"\b(?:by|from|of|door|van|von|durch|par|de|por|da|"
            r"di)\b",
            between,
            re.IGNORECASE,
        ) and not re.search(r"\bto\b", between):
            return "third"
    again = cues.again.search(text) is not None or SAME_PURPOSE.search(text) is not None
    if again and any(not is_object(sentence.before, match.start()) for match in cues.third.finditer(sentence.before)):
        return "third"
    lowered = text.casefold()
    if cues.first.search(text) or any(re.search(rf"\b{re.escape(name)}\b", lowered) for name in context.own):
        return "first"
    return "any"


def is_object(text: str, at: int) -> bool:
    """Is the third party only whom something is done for or about: "on third-party websites", "to third parties"?"""
    return re.search(r"\b(?:on|to|for|about|of|across|via)\s+(?:\w+\s+)?$", text[max(0, at - 20) : at]) is not None
