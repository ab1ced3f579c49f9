"""Which items a sentence names: `our "oo" cookie, which has a lifespan of 400 days`, `the cookies _ga and _gid`."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from analyzers.policy.durations import AMOUNT, Lifetime, fold, read_lifetime
from analyzers.policy.names import CERTAIN, Name, read_name

QUOTED_BEFORE = re.compile(r"""["'`]([^\s"'`,;]{1,80})["'`]\s*-?cookies?\b""", re.IGNORECASE)
TOKEN_BEFORE = re.compile(r"(?<![\w.])([\w.%-]{2,80})\s+cookies?\b", re.IGNORECASE)
AFTER = re.compile(
    r"""\bcookies?\s*(?:,|:|\(|called|named|with\ the\ name|by\ the\ name\ of|genannt|namens|genaamd|nommés?|appelés?)?\s*
    ["'`(]{0,2}([\w.%-]{2,80}(?:["'`]?(?:,|\s+and|\s+or|\s+en|\s+und|\s+et)\s+["'`]?[\w.%-]{2,80}){0,12})""",
    re.IGNORECASE | re.VERBOSE,
)
KIND = re.compile(
    r"""(?:first|third|1st|3rd)[- ]party|session|persist\w*|permanent|temporary|flash|super|ever|zombie|necessary|essential|
    mandatory|performance|functional\w*|preference\w*|analytic\w*|statistic\w*|targeting|advertising|marketing|social|
    tracking|opt-?out|web|browser|http|http-?only|secure""",
    re.IGNORECASE | re.VERBOSE,
)
"""Words in quotes that say which kind of cookie, and name none."""
LASTS = re.compile(
    r"\b(?:last|stay|expir|lifespan|lifetime|stored|kept|valid|remain|duration|deleted|persist|retain|bewaar|gespeichert|conserv)\w*\b[^.;]{0,60}",
    re.IGNORECASE,
)


def names_in(text: str) -> Iterator[Name]:
    """Names that stand beside the word "cookie", in quotes or with the marks of a technical name."""
    seen: set[str] = set()
    candidates = [match[1] for match in QUOTED_BEFORE.finditer(text) if not KIND.fullmatch(match[1])]
    candidates += [match[1] for match in TOKEN_BEFORE.finditer(text) if is_certain(match[1])]
    for match in AFTER.finditer(text):
        candidates += [one for one in re.split(r"[\s,\"'`()]+", match[1]) if is_certain(one)]
    for candidate in candidates:
        name = read_name(candidate.rstrip(".,"))
        if name is not None and name.pattern not in seen and not name.pattern[0].isdigit():
            seen.add(name.pattern)
            yield name


def is_certain(token: str) -> bool:
    bare = token.strip(".,")
    technical = "_" in bare and CERTAIN.search(bare) is not None
    return len(bare) > 2 and (technical or re.fullmatch(r"[A-Z]{4,}\d*", bare) is not None)


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
