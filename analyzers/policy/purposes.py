"""Which category a sentence ties its mechanisms to: its section's, one that it names, or what it says it is for."""

from __future__ import annotations

import re

from analyzers.model import CATEGORIES
from analyzers.policy.categories import PATTERNS, read_category
from analyzers.policy.sections import Sentence

# "uses cookies for advertising": what a sentence outside any category's section says of the purpose.
PURPOSES: dict[str, re.Pattern[str]] = {
    "mandatory": re.compile(
        r"""\b(?:strictly\ )?necessary\ (?:cookies|for\ the\ (?:operation|functioning|working))|
            \bessential\ (?:cookies|to|for)|
        \b(?:keep|stay)\w*\ (?:you\ )?(?:logged|signed)\ in|\bshopping\ (?:cart|basket|bag)|\bfraud|\bsecure\ areas?|
        \bto\ (?:log|sign)\ in\b|\bauthenticat|
        (?<!niet\ )noodzakelijk|ingelogd|winkelwagen|winkelmand|(?<!nicht\ )notwendig|(?<!nicht\ )erforderlich|angemeldet|
        warenkorb|(?<!pas\ )nécessaire|panier|connecté|(?<!no\ son\ )(?<!no\ sean\ )(?<!no\ )necesari|carrito|
        (?<!non\ sono\ )(?<!non\ siano\ )(?<!non\ )necessari|carrello""",
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


assert tuple(PURPOSES) == CATEGORIES == tuple(PATTERNS)
