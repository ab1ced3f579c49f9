"""What a policy says of Do Not Track and Global Privacy Control: honoured, not honoured, or only explained."""

from __future__ import annotations

import re

import msgspec

SIGNALS = {
    "dnt": re.compile(r"\bdo[- ]not[- ]track\b|\bDNT\b|\bdon't track\b", re.IGNORECASE),
    "gpc": re.compile(
        r"\bglobal privacy control\b|\bGPC\b|\bopt-?out preference signals?\b|\buniversal opt-?out\b|"
        r"\bSec-GPC\b",
        re.IGNORECASE,
    ),
}
NAMES = {"dnt": "Do Not Track", "gpc": "Global Privacy Control"}
REFUSES = re.compile(
    r"""\b(?:do|does|did|will|can|are|is|be|has|have)(?:\ (?:currently|presently|yet|also|always|therefore|
        at\ present))*\ ?
    (?:not|n't)\b(?:\ (?:currently|presently|yet|always|therefore|at\ this\ time|in\ any\ way|specifically|now))*
    \ (?:\w+\ ){0,2}?(?:respond|honou?r|react|recogni[sz]e|support|process|act|follow|compl|conform|commit|obliged|required|
    obligated|
    bound|respect|observe|take|change|alter|adapt|affect|designed|configured|set\ up|able|obey|acknowledge|modify|
    monitor|
    committed|interpret|implement)|
    \bcannot\ (?:\w+\ )?(?:respond|honou?r|recogni|support|act|guarantee)|\bignores?\b|\bdisregards?\b|
    \bno\ (?:action|effect|response|consequence|influence)|\bunable\ to\b|\bwithout\ (?:regard|effect)|\bneither\b""",
    re.IGNORECASE | re.VERBOSE,
)
# The verb's object must be the signal itself: "we follow the developments around it" promises nothing.
HONOURS = re.compile(
    r"""\b(?:honou?rs?|honou?ring|respect(?:s|ing)?|responds?\ to|recogni[sz]es?|compl(?:y|ies)\ with|supports?|
        obeys?|
    acts?\ (?:up)?on|follows?|treats?|process(?:es)?|observes?|detects?|adheres?\ to|listens?\ (?:to|for)|takes?)\b
    (?:\ (?:the|a|an|any|all|such|these|those|this|your|browser'?s?|user'?s?|valid|as|for|to|-based|based|and)){0,6}
    \ "?(?:SIGNAL|signals?|headers?|settings?|requests?|preference)|
    (?:SIGNAL|signals?|headers?|settings?|requests?|preferences?)"?\ (?:\w+\ ){0,4}?(?:is|are|will\ be|
    be)\ (?:\w+\ ){0,2}?
    (?:honou?red|respected|recogni[sz]ed|followed|observed|processed|treated|supported)|
    SIGNAL[^.]{0,160}\bno\ [^.]{0,60}\b(?:cookies?|data|pixels?|trackers?|tracking)\b""",
    re.IGNORECASE | re.VERBOSE,
)
NO_TRACKING = re.compile(
    r"""SIGNAL[^.]{0,160}\b(?:we|sites?|shop|service)\b[^.]{0,30}\b(?:do|does|will|shall)\ not
    \ (?:place|set|store|load|track|collect|use)\b""",
    re.IGNORECASE | re.VERBOSE,
)
BROWSER_DOES = re.compile(
    r"\b(?:browsers?|users?)\b[^.,]{0,30}\b(?:supports?|offers?|"
    r"recogni[sz]es?)\b",
    re.IGNORECASE,
)


class Stance(msgspec.Struct, frozen=True):
    """What one sentence says of one signal."""

    signal: str
    """`dnt` or `gpc`."""
    honoured: bool | None
    """None when the sentence explains the signal and says nothing of what happens."""


def stances_in(text: str, before: str, heading: str) -> list[Stance]:
    """The stance of a sentence that speaks of a signal, or that goes on ("We do not respond to such signals")."""
    found: list[Stance] = []
    for signal, pattern in SIGNALS.items():
        speaks = pattern.search(text) is not None
        goes_on = re.search(
            r"\b(?:such|these|those|this|that)\s+(?:\w+\s+)?(?:signals?|headers?|settings?|requests?|"
            r"option)\b",
            text,
        )
        inherits = goes_on is not None and (pattern.search(before) is not None or pattern.search(heading) is not None)
        if not speaks and not inherits:
            continue
        found.append(Stance(signal, stance_of(text)))
    return found


def stance_of(text: str) -> bool | None:
    without_names = SIGNALS["gpc"].sub("SIGNAL", SIGNALS["dnt"].sub("SIGNAL", text))
    without_names = re.sub(r"SIGNAL(?:\W{1,4}SIGNAL\W{0,2})+", "SIGNAL ", without_names)
    if NO_TRACKING.search(without_names):
        return True
    if REFUSES.search(without_names):
        return False
    if HONOURS.search(without_names) and not BROWSER_DOES.search(without_names):
        return True
    return None
