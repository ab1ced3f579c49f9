"""How a policy calls its owner."""

from __future__ import annotations

import re
from collections.abc import Iterator

from analyzers.policy.common_words import COMMON
from analyzers.policy.companies import NAMES
from analyzers.policy.document import PLAIN

WORD = r"[A-ZÀ-ÞŁŚŠŽ][\w&.'-]*\w"
NAME = rf"{WORD}(?:[ ](?:of[ ](?=[A-Z]))?{WORD}){{0,3}}(?:[ ]&[ ](?:Co|Sons|Partners|Brothers|Company)\b)?"
"""A proper name of one to four words."""
OPENING = 1_500
"""Characters in which a policy says whose it is; later on, who introduces a company in the same words means another."""
DEFINED = 8_000
"""Characters in which it defines its terms."""
TITLES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"^({NAME}?)(?:'s)?[ ]?[|:–-]?[ ]?\b(?:Privacy|Cookies?|Data|Ads)\b",
        rf"(?:[Pp]olicy|[Nn]otice|[Ss]tatement)\s+(?:of|for|[-|–:])\s+({NAME})$",
        rf"^(?:Welcome to|How cookies are used (?:on|by)|Cookies (?:on|at|by))\s+({NAME})$",
    )
)
OPENINGS = tuple(
    re.compile(pattern, re.VERBOSE)
    for pattern in (
        rf"""\b(?:explains?|describes?|outlines?|tells?(?:[ ]you)?|sets?[ ]out|about|informs?[ ]you[ ](?:of|about))[ ]
        (?:\w+[ ])?how[ ](?:the[ ])?({NAME})
        (?:,|[ ](?:and[ ]its|uses|collects|handles|process\w*|deals|may|protects|treats|stores|we)\b|[ ]\()""",
        rf"\b({NAME})[ ](?:and(?:/or)?|or)[ ](?:its|other)[ ](?:partners|group|affiliate|affiliates|affiliated|subsidiar)",
        rf"""\b(?:web)?(?:sites?|shops?|apps?|pages?|services?)\b[^\n]{{0,80}}?[ ](?:is|are)[ ](?:\w+[ ])?
        (?:provided|operated|run|owned|published|maintained|managed)[ ]by[ ](?:the[ ])?({NAME})""",
        rf"\bwww\.[\w.-]+\)?[ ]is[ ](?:provided|operated|run|owned|published|managed)[ ]by[ ](?:the[ ])?({NAME})",
        rf"\b(?:data[ ])?controller[ ](?:[\w ]{{0,40}}[ ])?is[ ](?:the[ ])?({NAME})",
        rf"\b({NAME})[ ](?:is|acts[ ]as)[ ](?:the|a)[ ](?:data[ ])?controller\b",
        rf"""\b(?:sites?|websites?|services|apps?)[ ](?:of|de[ ]la[ ]société|der[ ]Firma|von|van|de[ ]la[ ]empresa|
        della[ ]società)[ ](?:the[ ]company[ ])?({NAME})""",
        rf"\b[Aa]t[ ]({NAME}),[ ]we\b",
    )
)
BEFORE_WE = re.compile(
    rf"""({NAME})(?:,?[ ](?:Inc|Ltd|LLC|GmbH|B\.?V|N\.?V|AG|Corp|Limited|PLC|plc|S\.à[ ]r\.l|SAS|SA)\.?)?,?[ ]?
    \([^()]{{0,80}}"(?:we|us|our|We|Us|Our)\b""",
    re.VERBOSE,
)
NO_OWNER = re.compile(
    r"""cookie|pixel|\btags?\b|beacon|technolog|\btools?\b|polic(?:y|ies)|statement|notice|\bdata\b|information|identifier|
    partner|part(?:y|ies)\b|\busers?\b|visitors?|customers?|clients?|guests?|buyers?|members?|settings|preferences|\bads?\b|
    \bapis?\b|\bsdks?\b|\bcmp\b|objects?""",
    re.IGNORECASE | re.VERBOSE,
)
"""Terms that a policy defines for what is used or for others, not for itself: ("Cookies"), ("Partners"), ("Visitors")."""
LEGAL_END = re.compile(r",? (?:Inc|Ltd|LLC|GmbH|B\.?V|N\.?V|AG|Corp|Limited|PLC|plc|SAS|SA|Oy|AB)\.?$")


def own_names(text: str, title: str = "") -> frozenset[str]:
    """The owner's names in lower case: `("Fernhill" or "Company")` gives both, the title "Fernhill Cookie Policy" one."""
    plain = re.sub(r"[*_]{1,3}(?=[\w\"'])|(?<=[\w\"'.,])[*_]{1,3}", "", text[:DEFINED].translate(PLAIN)).replace(
        "\n", " "
    )
    names: set[str] = set()
    heading = title.translate(PLAIN).replace("\n", " ").strip()
    for pattern in TITLES:
        named = pattern.search(heading)
        if named is not None:
            names.update(spellings(named[1]))
    for pattern in OPENINGS:
        for match in pattern.finditer(plain, 0, OPENING):
            names.update(spellings(match[1]))
    for match in BEFORE_WE.finditer(plain):
        names.update(spellings(match[1]))
    names.update(defined(plain))
    return frozenset(names)


def spellings(name: str) -> Iterator[str]:
    """The name with and without its legal form, in lower case; nothing for words like "Our Websites"."""
    bare = name.strip(" :|-',.").removesuffix("'s")
    if not bare or all(word.casefold() in COMMON for word in bare.split()):
        return
    yield bare.casefold()
    yield LEGAL_END.sub("", bare).casefold()


def defined(text: str) -> Iterator[str]:
    """Names and terms in quotes and brackets, in lower case, without those that introduce another company.

    `Lumenboard GmbH ("Lumenboard")` far from the opening, or `Google Inc. ("Google")` anywhere, is somebody else, unless
    "we" stands beside it.
    """
    for match in re.finditer(r"\(([^()]{2,160})\)", text):
        inner = match[1]
        if '"' not in inner or "://" in inner or inner[0] in "#/":
            continue
        quoted = [word.strip(" ,") for word in re.findall(r'"(?:the )?([^"]{2,40})"', inner)]
        is_we = any(word.casefold() in ("we", "us", "our") for word in quoted)
        before = text[max(0, match.start() - 80) : match.start()]
        for word in quoted:
            other = NAMES.fullmatch(word) is not None or (match.start() > OPENING and word in before)
            pronoun = word.casefold() in ("we", "us", "our", "you", "your")
            if word[:1].isupper() and not pronoun and (is_we or not other) and not NO_OWNER.search(word):
                yield word.casefold()
