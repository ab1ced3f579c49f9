"""Which mechanisms a sentence declares: kind, category, party, place, company, session or persistent."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from analyzers.model import CATEGORIES, Declaration, short_id
from analyzers.policy.categories import PATTERNS, Named, read_category
from analyzers.policy.companies import NETWORKS, SOCIAL_CUE, companies_in
from analyzers.policy.mentions import lifetime_told, names_in
from analyzers.policy.sections import Sentence
from analyzers.policy.vocabulary import MECHANISMS, QUICK, Cues

# "uses cookies for advertising": what a sentence outside any category's section says of the purpose.
PURPOSES: dict[str, re.Pattern[str]] = {
    "mandatory": re.compile(
        r"""\b(?:strictly\ )?necessary\ (?:cookies|for\ the\ (?:operation|functioning|working))|
            \bessential\ (?:cookies|to|for)|
        \b(?:keep|stay)\w*\ (?:you\ )?(?:logged|signed)\ in|\bshopping\ (?:cart|basket|bag)|\bfraud|\bsecure\ areas?|
        \bto\ (?:log|sign)\ in\b|\bauthenticat|
        noodzakelijk|ingelogd|winkelwagen|winkelmand|notwendig|erforderlich|angemeldet|warenkorb|nécessaire|panier|
        connecté|necesari|carrito|necessari|carrello""",
        re.IGNORECASE | re.VERBOSE,
    ),
    "performance": re.compile(
        r"""\banalytic|\banaly[sz]e|\bstatistic|\bhow\ (?:visitors|users|people|you|customers|
            our)\b[^.]{0,40}\b(?:use|interact|
        move|navigate|behave)|\bmeasur\w+\ (?:the\ )?(?:use|usage|traffic|visits|performance|audience)|
        \bcount\ (?:the\ )?
        (?:visit|number)|\bperformance\ of\ (?:our|the)|
        statisti|estadístic|analys|analiz|analizz|\bmeten\b|gemessen|\bmessen\b|reichweite|mesurer|audience|medir|
        misurare""",
        re.IGNORECASE | re.VERBOSE,
    ),
    "functionality": re.compile(
        r"""\bremember\w*\ (?:your|the|choices|which|what)|\bpreferences\b|\bpersonali[sz]e\w*\ (?:your|the|our|
            content)|
        \blanguage\b|\btext\ size|\bcustomi[sz]|
        voorkeur|onthoud|\btaal\b|\bsprache\b|\bmerken\b|préférences|mémoris|\blangue\b|preferencias|recordar|
        \bidioma\b|preferenze|ricorda|\blingua\b""",
        re.IGNORECASE | re.VERBOSE,
    ),
    "targeting": re.compile(
        r"""\badvert|\b(?:targeted|relevant|personali[sz]ed|interest[- ]based)\ ad|\bads?\b|\bmarketing|\bretarget|
            \bremarket|
        \bprofil(?:e|ing)\b|\bacross\ (?:\w+\ ){0,3}(?:web)?sites|\bconversion|
        advertenti|reclame|werbung|anzeigen|publicit|anuncios|pubblicit|\bannonces\b""",
        re.IGNORECASE | re.VERBOSE,
    ),
}
NAMED_CATEGORY = re.compile(
    r"((?:[\w'/-]+(?:,| and| or| &)? ){1,4})cookies\b",
    re.IGNORECASE,
)
IN_EMAILS = re.compile(
    r"\b(?:in|from|within|with|via|through|by|inside|of|our|html|open\w*|read|marketing|and|or)\b[^.,;]{0,30}?"
    r"\b(?:e-?mails?|newslettern?s?|mailings?)\b(?![- ]?ad+res)|"
    r"\b(?:in|van|uit|via|aus|dans|de|en|nelle|nelle nostre|per|le)\b[^.,;]{0,30}?"
    r"\b(?:nieuwsbrie\w+|courriels|correos electrónicos|boletines|newsletter|e-mail)\b(?![- ]?ad+res)",
    re.IGNORECASE,
)
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
    service\ prov|vendors?|
    suppliers?|affiliates)|\b(?:third[- ]part\w+|partners?|advertisers?|providers?)\s+and\s+(?:we|us|ourselves)\b|
    \b(?:both\ )?first[- ](?:party\ )?(?:and|or|as\ well\ as)\ third[- ]party""",
    re.IGNORECASE | re.VERBOSE,
)
THIRD_ACTS = re.compile(
    r"""\b(?:track|analy[sz]e|analytic|monitor|measur|collect|follow|shar|advertis|profil|retarget|serv|disclos|
        statistic|
    observ|record)\w*""",
    re.IGNORECASE | re.VERBOSE,
)
NO_USE = 70
"""Characters between a negation and the mechanism that it denies."""


class Context(msgspec.Struct, frozen=True):
    """What holds for a whole document."""

    cues: Cues
    language: str
    own: frozenset[str]
    """How the policy calls its owner, in lower case."""


def mechanisms_in(text: str) -> dict[str, re.Match[str]]:
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


def declared_in(sentence: Sentence, context: Context, quote: str, place: str) -> Iterator[Declaration]:
    """The declarations of one sentence. A denied use declares nothing: it is a promise, see promises.py."""
    text = sentence.text
    cues = context.cues
    if text.endswith("?"):
        return
    advises = cues.instructs.search(text) or cues.controls.search(text)
    if advises and not says_we_use(text, context):
        return
    companies = companies_in(text, context.own)
    mechanisms = {
        kind: match for kind, match in mechanisms_in(text).items() if not is_denied(text, match.start(), cues)
    }
    is_social = "social" in mechanisms or (SOCIAL_CUE.search(text) and any(name in NETWORKS for name, _ in companies))
    if cues.defines.search(text) and not says_we_use(text, context):
        return
    if not cues.uses.search(text):
        return
    yield from third_parties(sentence, context, quote, place, companies)
    if is_social:
        names = [name for name, _ in companies if name in NETWORKS] or [""]
        for name in names:
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
    yield from named_items(sentence, context, quote, place, companies)
    for kind, match in mechanisms.items():
        if kind == "social":
            continue
        party = party_of(sentence, context, match, [at for _, at in companies])
        where = places_of(text, kind, cues)
        providers = [name for name, _ in companies] if kind == "cookie" or party == "third" else []
        for category, confidence in categories_of(sentence, match):
            for lifetime in lifetimes_of(text, kind, cues):
                for provider in providers[:8] or [""]:
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
                        confidence=confidence,
                    )


def named_items(
    sentence: Sentence, context: Context, quote: str, place: str, companies: list[tuple[str, int]]
) -> Iterator[Declaration]:
    """Cookies that the sentence names."""
    text = sentence.text
    cookie = MECHANISMS["cookie"].search(text)
    if cookie is None:
        return
    category, confidence = categories_of(sentence, cookie)[-1]
    lifetime = lifetime_told(text)
    for name in names_in(text):
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
    if cue is None and not companies:
        return
    at = min([cue.start()] if cue else [], default=len(text))
    act = THIRD_ACTS.search(text)
    if act is None or is_denied(text, max(at, act.start()), context.cues) or context.cues.negated.search(text):
        return
    for category, confidence in categories_of(sentence, None):
        if category:
            for provider in [name for name, _ in companies][:8] or [""]:
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
    for match in context.cues.uses.finditer(text):
        subject = text[max(0, match.start() - 40) : match.start()].casefold()
        if re.search(r"\b(?:we|our \w+)\s+(?:\w+\s+){0,3}$", subject):
            return True
        if any(name in subject for name in context.own):
            return True
    return False


def is_denied(text: str, at: int, cues: Cues) -> bool:
    """Does a negation with a verb of use stand close before the mechanism: "we do not use Flash cookies"?"""
    for match in cues.negated.finditer(text, 0, at + 12):
        between = text[match.end() : max(at, match.end())]
        if len(between) < NO_USE and (match.end() >= at or cues.uses.search(between)) and "," not in between:
            return not re.search(r"\b(?:only|merely|just|solely)\b|\bwithout\b", between, re.IGNORECASE)
    return False


def party_of(sentence: Sentence, context: Context, mechanism: re.Match[str], companies: list[int]) -> str:
    """Who does it: `first`, `third`, or `any` where the text says both or nothing."""
    text = sentence.text
    cues = context.cues
    if TOGETHER.search(text):
        return "any"
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
    if cues.again.search(text) and cues.third.search(sentence.before):
        return "third"
    lowered = text.casefold()
    if cues.first.search(text) or any(re.search(rf"\b{re.escape(name)}\b", lowered) for name in context.own):
        return "first"
    return "any"


def is_object(text: str, at: int) -> bool:
    """Is the third party only whom something is done for or about: "on third-party websites", "to third parties"?"""
    return re.search(r"\b(?:on|to|for|about|of|across)\s+(?:\w+\s+)?$", text[max(0, at - 20) : at]) is not None


def places_of(text: str, kind: str, cues: Cues) -> tuple[str, ...]:
    if kind == "social":
        return ()
    places = []
    if cues.website.search(text):
        places.append("website")
    if IN_EMAILS.search(text):
        places.append("e-mail")
    return tuple(places)


def lifetimes_of(text: str, kind: str, cues: Cues) -> list[str]:
    if kind != "cookie":
        return [""]
    found = []
    if cues.session.search(text):
        found.append("session")
    if cues.persistent.search(text):
        found.append("persistent")
    return found or [""]


def categories_of(sentence: Sentence, mechanism: re.Match[str] | None) -> list[tuple[str, str]]:
    """(category, confidence) of what the sentence declares; ("", …) when nothing ties it to one."""
    text = sentence.text
    named = {
        known.category
        for match in NAMED_CATEGORY.finditer(text)
        if (known := read_category(match[1])) is not None and known.category and known.rest < 30
    }
    if sentence.category is not None:
        if len(named) == 1:
            return [(named.pop(), "high")]
        return [(sentence.category.category, "high")]
    if named:
        return [(category, "high") for category in CATEGORIES if category in named]
    aim = aim_of(text, mechanism)
    by_purpose = [category for category in CATEGORIES if PURPOSES[category].search(aim)]
    return [(category, "medium") for category in by_purpose] or [("", "high")]


def aim_of(text: str, mechanism: re.Match[str] | None) -> str:
    """The words that say what for: after "to", "for", "that"… behind the mechanism, or before it at the sentence's start."""
    begin = mechanism.end() if mechanism is not None else 0
    after = re.search(
        r"\b(?:to|for|so\ that|which|that|in\ order|om|voor|die|zodat|um|für|damit|pour|afin|qui|para|"
        r"per|che|help\w*|allow\w*|enabl\w*)\b",
        text[begin:],
    )
    aim = text[begin + after.start() :] if after else ""
    if re.match(r"(?:to|for|in order)\b", text, re.IGNORECASE):
        aim = f"{text[:begin]} {aim}"
    return aim


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
        purpose=purpose,
        where=where,
        strength="provider" if provider else "class",
        quote=quote,
        place=place,
        language=context.language,
        confidence=confidence,
    )


assert tuple(PURPOSES) == CATEGORIES == tuple(PATTERNS)
