"""Which items a sentence names: `our "oo" cookie, which has a lifespan of 400 days`, `the cookies _ga and _gid`."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from analyzers.policy.common_words import COMMON
from analyzers.policy.durations import AMOUNT, Lifetime, fold, read_lifetime
from analyzers.policy.names import CERTAIN, Name, read_name

QUOTED = re.compile(r"""["'`]([^\s"'`,;]{1,80})["'`]""")
LOOSELY_QUOTED = re.compile(r'''"\s?([^\s"]{1,80})\s?"''')
"""French quotation marks have a blank inside."""
SEVERAL_BEFORE = re.compile(
    r"""((?:["'`][^\s"'`,;]{1,80}["'`]\s*,?\s*(?:(?:and|or|en|of|und|oder|et|ou|y|e|o|&)\s+)?){2,12})-?cookies?\b""",
    re.IGNORECASE,
)
"""`our "sb" and "dbln" cookies`."""
QUOTED_BEFORE = re.compile(r"""["'`]([^\s"'`,;]{1,80})["'`]\s*-?cookies?\b""", re.IGNORECASE)
TOKEN_BEFORE = re.compile(r"(?<![\w.])([\w.%-]{2,80})\s+cookies?\b", re.IGNORECASE)
AFTER = re.compile(
    r"""\bcookies?\s*(?:,|:|\(|called|named|with\ the\ name|by\ the\ name\ of|genannt|namens|genaamd|nommés?|appelés?)?\s*
    ["'`(]{0,2}([\w.%-]{2,80}(?:["'`]?(?:,|\s+and|\s+or|\s+en|\s+und|\s+et)\s+["'`]?[\w.%-]{2,80}){0,12})""",
    re.IGNORECASE | re.VERBOSE,
)
JOINING = frozenset(("and", "or", "en", "of", "und", "oder", "et", "ou", "y", "e", "o", ""))
SMALL = re.compile(r"[a-z][a-z\d]{0,15}")
MARKED = re.compile(r"(?<![\w.%/-])_{1,2}(?:[a-z][\w.%*-]{1,60}|[A-Za-z]{1,20}[\d_][\w.%*-]{0,60})(?![\w/])")
"""A word that begins with an underscore is a cookie's name even where nothing near it says so."""
KIND = re.compile(
    r"""(?:first|third|1st|3rd)(?:[- ]party)?|session|persist\w*|permanent|temporary|flash|super|ever|zombie|necessary|essential|
    mandatory|performance|functional\w*|preference\w*|analytic\w*|statistic\w*|targeting|advertising|marketing|social|
    tracking|opt-?out|web|browser|http|http-?only|secure""",
    re.IGNORECASE | re.VERBOSE,
)
"""Words in quotes that say which kind of cookie, and name none."""
GOES_ON = re.compile(
    r"(?:(?:this|these|that|the|said|deze|dit|dieses|diese|das|ce|ces|le|les|esta|estas|la|las|questo|questi|i)\s+"
    r"cookies?|it|they|het|es|sie|il|ils)\b",
    re.IGNORECASE,
)
"""How a sentence begins that goes on about the cookies of the one before."""
BESIDE = re.compile(r"""["'`]?\s*\(([^()]{2,40})\)""")
LASTS = re.compile(
    r"\b(?:last|stay|expir|lifespan|lifetime|stored|kept|valid|remain|duration|deleted|persist|retain|bewaar|gespeichert|"
    r"conserv|niet langer dan|nicht länger als|höchstens|maxim|ten hoogste|plus de|más de|più di|restano|restent|"
    r"permanec|bleiben|blijven|laufzeit)\w*\b[^.;]{0,60}",
    re.IGNORECASE,
)


def names_in(text: str) -> Iterator[Name]:
    """Names that stand beside the word "cookie", in quotes or with the marks of a technical name."""
    seen: set[str] = set()
    text = LOOSELY_QUOTED.sub(r'"\1"', text)
    quoted = [match[1] for several in SEVERAL_BEFORE.finditer(text) for match in QUOTED.finditer(several[1])]
    quoted += [match[1] for match in QUOTED_BEFORE.finditer(text)]
    candidates = [one for one in quoted if not KIND.fullmatch(one)]
    candidates += [match[1] for match in TOKEN_BEFORE.finditer(text) if is_certain(match[1])]
    for match in AFTER.finditer(text):
        several = [one for one in re.split(r"[\s,\"'`()]+", match[1]) if one.casefold() not in JOINING]
        last = max((at for at, one in enumerate(several) if is_certain(one)), default=-1)
        # "the cookies fr and _fbp": one that is certain tells what those before it are.
        candidates += [
            one for one in several[: last + 1] if is_certain(one) or (SMALL.fullmatch(one) and one not in COMMON)
        ]
    candidates += [match.group() for match in MARKED.finditer(text) if match.group().strip("_") not in COMMON]
    for candidate in candidates:
        name = read_name(candidate.rstrip(".,"))
        if name is not None and name.pattern not in seen and not name.pattern[0].isdigit():
            seen.add(name.pattern)
            yield name


def is_certain(token: str) -> bool:
    bare = token.strip(".,")
    technical = "_" in bare and CERTAIN.search(bare) is not None
    if bare.casefold() in COMMON:
        return False
    return len(bare) > 2 and (technical or re.fullmatch(r"[A-Z]{4,}\d*", bare) is not None)


def lifetime_beside(name: str, text: str) -> Lifetime | None:
    """The lifetime in parentheses right behind a name: "_pk_id (13 months)"."""
    at = text.find(name)
    note = BESIDE.match(text, at + len(name)) if at >= 0 else None
    found = read_lifetime(note[1]) if note is not None else None
    return found if found is not None and found.kind else None


def lifetime_told(text: str) -> Lifetime | None:
    """The lifetime that the sentence gives, as written without the words around it; None when it gives none."""
    for match in LASTS.finditer(text):
        found = read_lifetime(match.group())
        if found.seconds is not None:
            plain = fold(match.group())
            amounts = list(AMOUNT.finditer(plain))
            # Folding keeps the places of a text without accents; of another the whole phrase is given.
            if amounts and len(plain) == len(match.group()):
                written = match.group()[amounts[0].start() : amounts[-1].end()].strip(" .")
                return msgspec.structs.replace(found, as_written=written)
            return found
    return None
