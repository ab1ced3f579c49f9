"""What a sentence says is not used: a mechanism, third-party cookies, a script's behaviour, a named service; in six languages.

`no-flash` for "we do not use Flash cookies"; `restricted-beacon` where the denial holds for a part of the uses only: "we
do not place web beacons in our e-mails" says nothing of the website's, "no advertising cookies" nothing of others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from analyzers.policy.actors import is_denied
from analyzers.policy.categories import read_category
from analyzers.policy.companies import companies_in
from analyzers.policy.mechanisms import mechanisms_in
from analyzers.policy.vocabulary import MECHANISMS, Cues, words


class Denied(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is said not to be used."""

    subject: str
    statement: str
    category: str = ""
    facts: dict[str, Any] = {}


class Denying(msgspec.Struct, frozen=True, kw_only=True):
    """The words of one language around a denial."""

    reader: re.Pattern[str]
    """Stands before the mechanism where the reader is who does not: "if you do not accept Flash cookies"."""
    own: re.Pattern[str]
    """Who denies cookies at all must say that it is himself."""
    others: re.Pattern[str]
    """Whom something is not allowed: "we do not let third parties …"."""
    limited: re.Pattern[str]
    """Behind the mechanism: for which use, place or time the denial holds."""
    part: re.Pattern[str]
    """Anywhere before the mechanism: the same."""
    whole: re.Pattern[str]
    """What may stand behind the mechanism where the denial holds for all."""
    uses: re.Pattern[str]
    """Verbs of using a service."""
    third_before: re.Pattern[str]
    third_after: re.Pattern[str]


WHOLE_END = r"(?:\s*[.;!]?$)"
ENGLISH = Denying(
    reader=re.compile(r"\b(?:if|when|unless|should) (?:you|your)\b[^,.;]*$", re.IGNORECASE),
    own=words(
        r"""\b(?:we|our\ \w+|(?:this|the|our)\ (?:web\ ?)?(?:site|shop|app))\b[^.,;]{0,24}(?:\b(?:not|never|no|nor|stopped)\b|
        n't\b)|\bneither\b|^no\ """
    ),
    others=re.compile(r"\b(?:allow|permit|let|enable)\w*\b", re.IGNORECASE),
    limited=words(
        r"""(?:[^.;,]|,\ (?:nor|or|and)\b){0,60}?\b(?:to|for|in|that|which|unless|until|before|when|if|except|without|outside|
        within|with)\b(?!\ (?:any|all)\b|\ our\ (?:web ?)?sites?\b)"""
    ),
    part=words(r"(?!)"),
    whole=words(
        r"(?:\ (?:are|is|will\ be)\ (?:being\ )?(?:used|set|placed|stored))?(?:\ (?:at\ all|on\ (?:our|this|"
        r"the)\ (?:web ?)?(?:site|shop|pages)s?|whatsoever))?[.;!]?$"
    ),
    uses=words(
        r"\b(?:us(?:e|es|ing)|employ\w*|load\w*|embed\w*|integrat\w*|includ\w*|deploy\w*|work\w*\ with|rel(?:y|ies)\ on|run|"
        r"runs)\b"
    ),
    third_before=words(r"\b(?:third|3rd)[- ]part(?:y|ies)\W*$"),
    third_after=words(r"\ (?:of|from|by)\ (?:any\ )?third[- ]part"),
)
DUTCH = Denying(
    reader=words(r"\b(?:als|indien|wanneer|tenzij|mocht)\ (?:u|je)\b[^,.;]*$"),
    own=words(r"\b(?:wij|we|onze\ \w+|deze\ (?:web)?site|de\ (?:web)?site)\b"),
    others=words(r"\b(?:staan|laten|toestaan|toelaten)\b"),
    limited=words(
        r"""[^.;,]{0,60}?\b(?:om|voor|in|die|dat|waarmee|tenzij|totdat|tot|voordat|zonder|wanneer|als|buiten|binnen|met)\b
        (?!\ (?:onze|deze|de)\ (?:web)?sites?\b)"""
    ),
    part=words(
        r"\b(?:in|via|voor|buiten|zonder)\ (?:onze|de|uw|deze|het)?\ ?(?:e-?mails?|nieuwsbrie\w+|app|mobiele)\b|\bzonder\b|"
        r"\bmeer\ dan\b"
    ),
    whole=words(
        rf"(?:\ op\ (?:onze|deze|de)\ (?:web)?sites?)?(?:\ (?:gebruikt|geplaatst|ingezet|toegepast))?{WHOLE_END}"
    ),
    uses=words(r"\b(?:gebruik\w*|gebruiken|maken|werken|zetten|laden|inzet\w*)\b"),
    third_before=words(r"\bcookies?\ van\ derden\W*$|\bthird[- ]party\W*$"),
    third_after=words(r"\ van\ derden"),
)
GERMAN = Denying(
    reader=words(r"\b(?:wenn|falls|sofern|sollten)\ sie\b[^,.;]*$"),
    own=words(r"\b(?:wir|unsere?\ \w+|diese\ (?:web)?(?:seite|site)|die\ website)\b"),
    others=words(r"\b(?:erlaub|gestatt|lassen|ermöglich)\w*\b"),
    limited=words(
        r"""(?:[^.;,]{0,60}?\b(?:um|für|in|zur|zum|mit|ohne|außerhalb|bis|bevor|außer|innerhalb)\b|,\ (?:die|um|mit|bevor|bis|
        wenn|
        es\ sei))(?!\ unsere[nr]?\ (?:website|webseiten?|seiten?)\b)"""
    ),
    part=words(
        r"\b(?:in|im|per|ohne|außerhalb|für)\ (?:unsere[nmr]?|den|der|ihre)?\ ?(?:e-?mails?|newslettern?|app)\b|\bohne\b|"
        r"\bzu\ \w+zwecken\b|\bmehr\ als\b"
    ),
    whole=words(
        rf"(?:\ auf\ (?:unserer|dieser|der)\ \w+)?(?:\ (?:ein|verwendet|eingesetzt|genutzt|gesetzt))?{WHOLE_END}"
    ),
    uses=words(r"\b(?:verwend\w*|nutz\w*|benutz\w*|setz\w+|einsetz\w*|binden|laden|arbeiten)\b"),
    third_before=words(r"\b(?:dritt(?:anbieter)?|third[- ]party)[- ]$"),
    third_after=words(r"\ (?:von|der)\ (?:dritten|drittanbietern)|\ dritter\b"),
)
FRENCH = Denying(
    reader=words(r"\b(?:si|lorsque|quand|à\ moins\ que)\ (?:vous|votre)\b[^,.;]*$"),
    own=words(r"\b(?:nous|notre\ \w+|nos\ \w+|ce\ site|le\ site)\b"),
    others=words(r"\b(?:autoris|permett|laiss)\w*\b"),
    limited=words(
        r"""[^.;,]{0,60}?\b(?:pour|dans|afin|qui|sans|avant|jusqu'\w*|sauf|hors|avec|à\ des\ fins|lorsque|si|permettant)\b
        (?!\ (?:notre|nos|ce|le)\ sites?\b)"""
    ),
    part=words(r"\bdans\ (?:nos|les)\ (?:e-?mails?|courriels|newsletters?|lettres|messages)\b|\bsans\b|\bplus\ de\ \d"),
    whole=words(rf"(?:\ sur\ (?:notre|ce|le|nos)\ sites?)?{WHOLE_END}"),
    uses=words(r"\b(?:utilis\w*|emplo\w+|recour\w*|intègr\w*|charge\w*|travaill\w*)\b"),
    third_before=words(r"(?!)"),
    third_after=words(r"\ (?:de\ |d'|)(?:tiers|tierces)\b"),
)
SPANISH = Denying(
    reader=words(r"\b(?:si|cuando|salvo\ que|a\ menos\ que)\ (?:usted|no|su)\b[^,.;]*$"),
    own=words(r"\b(?:nosotros|nuestr[oa]s?\ \w+|este\ sitio|esta\ web|el\ sitio|no\ \w+(?:amos|emos|imos))\b"),
    others=words(r"\b(?:permit|autoriz|dej)\w*\b"),
    limited=words(
        r"""[^.;,]{0,60}?\b(?:para|en|que|sin|antes|hasta|salvo|excepto|fuera|dentro|con|cuando|si)\b
        (?!\ (?:nuestr[oa]s?|este|esta|el|la)\ (?:sitios?|web|páginas?)\b)"""
    ),
    part=words(r"\ben\ (?:nuestros|los|nuestras)\ (?:correos|boletines|e-?mails?|mensajes)\b|\bsin\b|\bmás\ de\ \d"),
    whole=words(rf"(?:\ en\ (?:nuestr[oa]|este|esta|el|la)\ (?:sitio\ web|sitio|web|página))?{WHOLE_END}"),
    uses=words(r"\b(?:utiliz\w*|us[ae]\w*|emple\w*|trabaj\w*|carg\w*|integr\w*)\b"),
    third_before=words(r"(?!)"),
    third_after=words(r"\ de\ (?:terceros|terceras)"),
)
ITALIAN = Denying(
    reader=words(r"\b(?:se|quando|a\ meno\ che)\ (?:l'utente|non|il\ suo)\b[^,.;]*$"),
    own=words(r"\b(?:noi|nostr[oaie]\ \w+|questo\ sito|il\ sito|non\ \w+iamo)\b"),
    others=words(r"\b(?:permett|consent|autorizz|lasci)\w*\b"),
    limited=words(
        r"""[^.;,]{0,60}?\b(?:per|nelle?|negli|nei|che|senza|prima|fino|salvo|tranne|fuori|con|quando|se)\b
        (?!\ (?:nostr[oi]|quest[oi]|il)\ sit[oi]\b)"""
    ),
    part=words(
        r"\bnell[ea]\ (?:nostr[ea]\ )?(?:e-?mail|newsletter)\b|\bnei\ (?:nostri\ )?messaggi\b|\bsenza\b|\bpiù\ di\ \d"
    ),
    whole=words(rf"(?:\ (?:sul|nel)\ (?:nostro|presente)?\ ?sito)?{WHOLE_END}"),
    uses=words(r"\b(?:utilizz\w*|us[ai]\w*|impieg\w*|collabor\w*|caric\w*|integr\w*)\b"),
    third_before=words(r"(?!)"),
    third_after=words(r"\ di\ terz[ei]"),
)
DENYINGS = {"en": ENGLISH, "nl": DUTCH, "de": GERMAN, "fr": FRENCH, "es": SPANISH, "it": ITALIAN}

BEHAVIOURS = {
    "fingerprinting": re.compile(
        r"finger-?print|vingerafdruk|empreinte|huella digital|impront[ae] digital", re.IGNORECASE
    ),
    "session-replay": re.compile(
        r"session[ -](?:replay|record)|heat-?map|keystroke|mouse (?:movement|track)|(?:replay|record)(?:s|ing)? of (?:your )?"
        r"(?:session|visit)|sessie-?opname|muisbeweging|toetsaanslag|sitzungsaufzeichnung|mausbewegung|tastatureingabe|"
        r"enregistrement des? sessions?|mouvements de (?:la|votre) souris|frappes?|grabaci(?:ón|ones) de sesi|"
        r"movimientos (?:del|de su) ratón|registrazion[ei] dell[ea] session[ei]|movimenti del mouse",
        re.IGNORECASE,
    ),
    "profiling": re.compile(
        r"profiling (?:scripts?|cookies?|tools?|techn)|profileringscookies|profilbildung|cookies? de profilage|"
        r"cookies? de perfilado|cookies? di profilazione",
        re.IGNORECASE,
    ),
}
"""What a script does, as observations name it; `profiling` is any script, cookie or tool that follows for advertising."""
AND = re.compile(
    r"(?:,| and| or| nor| en| of| noch| und| oder| et| ou| ni| y| o| e| né|&| as well as)+\s*$", re.IGNORECASE
)

MOST_WORDS = 4
"""Words between the negation and a service's name."""


def denied_in(text: str, cues: Cues, language: str, section: str) -> Iterator[Denied]:
    """Everything that the sentence denies; `section` is the category of the section that it stands in."""
    denying = DENYINGS.get(language, ENGLISH)
    behaviours = _behaviours(text, cues, denying)
    for kind, match in mechanisms_in(text).items():
        at = match.start()
        if (
            kind in ("ip-address", "script-behaviour")
            or not is_denied(text, at, cues)
            or denying.reader.search(text, 0, at)
        ):
            continue
        if kind == "cookie" and not denying.own.search(text, 0, at + 40):
            continue
        yield from _denied(text, kind, match, denying, section)
    if behaviours:
        yield behaviours
    services = _services(text, cues, denying)
    if services:
        yield Denied(
            subject="no-service", statement=f"Not used: {', '.join(services)}.", facts={"services": list(services)}
        )


def _denied(text: str, kind: str, match: re.Match[str], denying: Denying, section: str) -> Iterator[Denied]:
    at, spoken = match.start(), kind.replace("-", " ")
    if kind == "cookie":
        after = denying.third_after.match(text, match.end())
        if denying.third_before.search(text, max(0, at - 14), at) or after:
            rest = after.end() if after else match.end()
            if not denying.limited.match(text, rest) and not denying.part.search(text, 0, at):
                yield Denied(subject="no-third-party-cookies", statement="No third party's cookies are used.")
            else:
                yield _restricted(kind, spoken, section)
            return
    named = read_category(text[max(0, at - 30) : at].rpartition(",")[2]) if kind == "cookie" else None
    is_part = (
        denying.others.search(text, 0, at) or denying.limited.match(text, match.end()) or denying.part.search(text)
    )
    if named is not None or is_part:
        yield _restricted(kind, spoken, named.category if named is not None else section)
    elif kind != "cookie" or denying.whole.match(text, match.end()):
        yield Denied(subject=f"no-{kind}", statement=f"No {spoken} is used.", category=section)


def _restricted(kind: str, spoken: str, category: str) -> Denied:
    statement = f"A kind of {spoken} or a use of it is ruled out, not every one."
    return Denied(subject=f"restricted-{kind}", statement=statement, category=category)


def _behaviours(text: str, cues: Cues, denying: Denying) -> Denied | None:
    """The behaviours of scripts that are denied without a limit."""
    found = []
    for behaviour, pattern in BEHAVIOURS.items():
        for match in pattern.finditer(text):
            at = match.start()
            limited = (
                denying.limited.match(text, match.end())
                or denying.part.search(text)
                or denying.others.search(text, 0, at)
            )
            if is_denied(text, at, cues) and not denying.reader.search(text, 0, at) and not limited:
                found.append(behaviour)
                break
    if not found:
        return None
    statement = f"Scripts do not do this: {', '.join(found)}."
    return Denied(subject="no-script-behaviour", statement=statement, facts={"behaviours": found})


def _services(text: str, cues: Cues, denying: Denying) -> tuple[str, ...]:
    """Named services that are said not to be used, with no word of what for: "we do not use Google Analytics"."""
    named = companies_in(text)
    if not named or any(pattern.search(text) for pattern in (MECHANISMS["cookie"], MECHANISMS["beacon"])):
        return ()
    found: list[str] = []
    end = -1
    for name, at in named:
        goes_on = found and AND.fullmatch(text, end, at)
        negation = next((one for one in cues.negated.finditer(text, 0, at)), None)
        # "not use the services of": few words may stand between, more are another object.
        near = negation is None or len(re.findall(r"\w+", text[negation.end() : at])) <= MOST_WORDS
        denied = near and is_denied(text, at, cues) and denying.uses.search(text, 0, at) is not None
        if not (goes_on or denied) or denying.reader.search(text, 0, at):
            continue
        if not goes_on and not denying.own.search(text, 0, at):
            continue
        found.append(name)
        end = at + len(name)
    if found and cues.not_done and (after := cues.not_done.match(text, text.rfind(" ", 0, end) + 1)):
        end = after.end()
    if (
        not found
        or denying.limited.match(text, end)
        or denying.part.search(text)
        or denying.others.search(text, 0, end)
    ):
        return ()
    return tuple(found)
