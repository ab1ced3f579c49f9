"""Which of the four categories a policy's own category name means: schemes of consent tools and of six languages.

Sources of the mapping: ICC UK cookie guide (2nd ed., 2012), OneTrust (C0001-C0005), Cookiebot's declaration, Open
Cookie Database's README, IAB TCF 2.2 purposes, CNIL guidelines on trackers (2020), Article 29 Working Party opinion
04/2012, Google Consent Mode v2. Where a name joins two categories ("Performance and targeting cookies") the ICC guide's
rule for a cookie of several purposes holds: the strictest, that is the last of the four.
"""

from __future__ import annotations

import re

import msgspec

from analyzers.model import CATEGORIES
from analyzers.policy.companies import NAMES

# Roots rather than words: "statistic" is in statistics and statistical.
ROOTS: dict[str, str] = {
    "mandatory": r"""(?:strictly\ |absolutely\ )?necess(?:ary|ity)|essentials?\b|\bessential\ |mandatory|required|
        indispensab|
        techni(?:cal|sche|ques?|cas|che)\b|t[eé]cnic[aoi]s?\b|tecniche\b|securit|sécurit|sicherheit|beveiliging|segurid|sicurezza|
        anti-?fraud|fraud|
        noodzakelijk|vereist|notwend|erforderlich|essen[zt]i|essenci|unbedingt|nécessaire|necesari|necessari|obligato|
        obligatoires?\b|oblig[ae]tor|verplicht|load[- ]balanc|authenti[ck]|privacy_?choices|security_storage|c0001|
        bot[- ]?management|exempt""",
    "performance": r"""perform[ae]n|prestazion|rendimiento|rendement|leistung|prestatie|statisti|estad[ií]stic|
        statistik|
        anal[yi]t|anal[yi]s[ei]|análisis|analíti|measure?s?\ audience|audience|audiencia|reichweite|mesure|messung|
        measurement|medici[óo]n|misurazione|medición|monitoring|a/b[- ]?test|c0002|\brum\b|\bmetrics|\bresearch\b""",
    "functionality": r"""functional|functionalit|funktional|funktionell|funktionen|functione|fonctionnel|
        fonctionnalit|funcional|
        funziona|preferen[cz]|pr[eé]f[eé]ren[cz]|präferen[cz]|voorkeur|einstellungen|preferencias|preferenze|
        personali[sz]|personnalis|personalizaci|personalizzazione|personalisierung|user[- ]interface|customi[sz]|
        convenience|komfort|confort|comfort|c0003|features?\ cookies|languages?\b|user\ experience|experience\b|
        esperienza|experiencia|interakcij|interaction|interazion|user[- ]?input""",
    "targeting": r"""targeting|targeted|advert|\bads?\b|\badvertisement|marketing|re-?marketing|publici[td]|pubblicit|
        werbe|werbung|
        commerci[aeë]|reclame|behaviou?r|profil|social|sociaux|sociales|soziale|interest|ciblage|ciblé|
        gepersonaliseerde\ adv|orient(?:ed|ación)|tracking\b(?!\ tech)|third[- ]party\ ad|c0004|c0005|promotion|cross-site|
        retarget|dirigid[ao]s|conversion|affiliat|sponsor""",
}
PATTERNS = {name: re.compile(root, re.IGNORECASE | re.VERBOSE) for name, root in ROOTS.items()}
WHOLE_WORDS = {name: re.compile(rf"\w*(?:{root})\w*", re.IGNORECASE | re.VERBOSE) for name, root in ROOTS.items()}
"""The words in which a root stands: "advert" in "Advertising"."""
UNCLASSIFIED = re.compile(
    r"unclassif|uncategori|unknown|unassigned|niet[- ]geclassificeerd|nicht klassifiziert|non class|sin clasificar|"
    r"no clasificad|non classificat|\bpending\b",
    re.IGNORECASE,
)
# What stands beside a category word in a name, and says nothing itself.
FILLER = re.compile(
    r"""\b(?:cookies?|trackers?|traceurs?|tracking|technolog\w*|tracers?|and|or|en|et|und|y|e|ou|oder|for|strictement|absolument|estrictamente|strettamente|rigorosamente|the|of|our|
        we|use|
        list|liste|lijst|lista|elenco|type|types|category|other|similar|these|are|is|purposes?|purpose|site|website|
        web|de|des|du|les?|la|los|las|il|lo|gli|i|die|der|das|het|een|a|an|on|in|that|this|to|used|utilisés?|third|
        first|
        party|parties|set|by|us|strikt|streng|absolut|always|active|enabled|on|off|toujours|actifs?|immer|aktiv|altijd|actief|strictly|
        storage|
        content|media|medien|networks?|netzwerke|réseaux|grouping|bon|fonctionnement|sites?|au|aux|à|only|(?:\d+))\b|\d|[^\w]""",
    re.IGNORECASE | re.VERBOSE,
)
ENUMERATION = re.compile(
    r"^\s*(?:(?:(?:\d{1,2}(?:\.\d{1,2})*|[a-zA-Z]|[ivxIVX]{1,4})[.):](?!\w)|\d{1,2}(?:\.\d{1,2})+\.?(?=\s)|\d{1,2}(?=\s+[^\W\d]))\s*)+"
)
# What Termly calls the category for analytics.
ANALYTICS_FIRST = re.compile(r"analytics (?:and|&) customi[sz]ation", re.IGNORECASE)
# What Complianz calls its functional cookies, which need no consent; "functional" is then settled by the whole policy.
TECHNICAL_OR_FUNCTIONAL = re.compile(
    r"techni\w+ (?:or|of|oder|ou|o) (?:cookies? )?fu?o?n[ck]\w*|técnic\w+ o funcional|tecnic\w+ o funzional",
    re.IGNORECASE,
)
PERSONAL = re.compile(r"personali[sz]|personnalis|personalizaci", re.IGNORECASE)
# Headings that speak about cookies of a category, or of something else, and open none.
NO_CATEGORY = re.compile(
    r"""\b(?:polic(?:y|ies)|statement|notice|beleid|verklaring|richtlinie|erklärung|politique|política|informativa|overview|legal|basis|how|
        what|why|your|choices|manage|managing|settings?|controls?|opt|contact|this|this\ cookie|is|withdraw|disable|delete|
        block|refuse|reject|accept|agree|changes?|comment|pourquoi|vos|votre|hoe|waarom|uw|je|wie|warum|ihre|cómo|come|
        technologies\ polic\w+|privacy)\b|\ [-–—]\ |://|\w\.\w""",
    re.IGNORECASE | re.VERBOSE,
)
SIDES = re.compile(r"\s[-–—|]\s|:\s")
NUMBERED = re.compile(
    r"(?:(?i:categor\w+|catégor\w+|kategor\w+|group\w*|gruppe|type|typ|level|niveau|stufe|tier|class|always (?:active|on)|"
    r"toujours actifs?|immer aktiv|altijd actief|siempre activas?|sempre attivi|required|optional|cookies?)|"
    r"\b[A-Z]\b|\b[IVX]{1,4}\b|\d{1,2}|\s)+"
)
"""What stands beside a category without naming one: "Category 4 - ...", "... - always active"."""
CONSENT_NOTE = re.compile(
    r"\s*\([^()]{0,60}\b(?:consen[st]|toestemming|einwilligung|zustimmung|opt-?(?:in|out))[^()]{0,60}\)", re.IGNORECASE
)
"""Whether a category needs consent, said in parentheses."""
SITE = re.compile(
    r"\s+(?:on|of|auf|op|sur|de|en|su|di|bei|by)\s+(?:our\s+)?(?:www\.)?[\w-]+(?:\.[\w-]+)+$", re.IGNORECASE
)
MOST_REST = 14
"""Letters beside category words and filler that a heading may have: "…of the shop", "…au fonctionnement des Sites"."""
COUNT = re.compile(r"\s*[(\[]\s*\d{1,4}\s*[)\]]\s*$")
TCF = {
    "mandatory": {"special purpose 1", "special purpose 3"},
    "performance": {"purpose 8", "purpose 9", "purpose 10"},
    "functionality": {"purpose 11"},
    "targeting": {
        "purpose 2",
        "purpose 3",
        "purpose 4",
        "purpose 5",
        "purpose 6",
        "purpose 7",
        "special purpose 2",
        "special feature 1",
        "special feature 2",
    },
}


class Named(msgspec.Struct, frozen=True):
    """A category as a policy names it."""

    category: str
    """One of the four; empty for a declared "unclassified"."""
    as_written: str
    rest: int = 0
    """Letters of the name that are neither category nor filler: 0 is a pure category name."""
    is_functional: bool = False
    """Decided by a word like "functional" alone, which means mandatory in some schemes."""
    is_personal: bool = False
    """Decided by "personalisation" alone, which means targeting where advertisements are personalised."""


def tidy(name: str) -> str:
    """The name without its number, count and trailing colon: `1. Marketing cookies (58):` is `Marketing cookies`."""
    name = ENUMERATION.sub("", " ".join(name.split())).strip(" ,:*_|-–—+")
    return COUNT.sub("", name).strip(" :*_|-–—+")


def read_category(name: str) -> Named | None:
    """The category that `name` means, None when it holds no category word."""
    tidied = tidy(name)[:300]
    lowered = tidied.casefold()
    for category, purposes in TCF.items():
        if lowered in purposes:
            return Named(category, tidied)
    if UNCLASSIFIED.search(tidied):
        return Named("", tidied, rest=len(FILLER.sub("", UNCLASSIFIED.sub("", tidied))) and 1)
    found = [category for category in CATEGORIES if PATTERNS[category].search(tidied)]
    if not found:
        return None
    left = tidied
    for category in found:
        left = WHOLE_WORDS[category].sub(" ", left)
    rest = len(re.sub(r"\b\w{1,4}\b", "", FILLER.sub(" ", left)).replace(" ", ""))
    if found == ["performance", "functionality"] and ANALYTICS_FIRST.match(tidied):
        found = ["performance"]
    if found == ["mandatory", "functionality"] and TECHNICAL_OR_FUNCTIONAL.search(tidied):
        found = ["functionality"]
    alone = found == ["functionality"]
    return Named(
        found[-1],
        tidied,
        rest=rest,
        is_functional=alone and is_functional(tidied),
        is_personal=alone and not is_functional(tidied) and PERSONAL.search(tidied) is not None,
    )


def is_functional(name: str) -> bool:
    return re.search(r"fun[ck]tion|fonction|funcional|funziona", name, re.IGNORECASE) is not None


def heads_category(name: str) -> Named | None:
    """The category that a heading opens: a short name made of category words and filler only."""
    if len(name) > 110 or name.rstrip().endswith(("?", ".", "!")):
        return None
    name = SITE.sub("", tidy(CONSENT_NOTE.sub("", name)))
    for label, other in (sides, sides[::-1]) if len(sides := SIDES.split(name)) == 2 else ():
        if NUMBERED.fullmatch(label):
            return heads_category(other)
    if NO_CATEGORY.search(name) or NAMES.search(name):
        return None
    named = read_category(name)
    if named is None or named.rest > MOST_REST:
        return None
    words = len(named.as_written.split())
    has_noun = re.search(r"cookie|tracker|traceur|technolog|storage|pixel|tracer", named.as_written, re.IGNORECASE)
    # Without the word "cookies", only the bare name counts: "Marketing", "Strictly necessary", "Statistik (12)".
    return named if has_noun or (words <= 4 and named.rest <= 4) else None
