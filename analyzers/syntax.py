"""What the words of a name and the form of a value say an item is for, where nobody is known to set it.

Definitions: ICC UK cookie guide, 2nd ed. 2012 (consent record, CSRF, load balancer, basket, log-in are strictly
necessary; language, region, layout, "don't ask again" are functionality; counting visits and trying variants are
performance; advertising ids are targeting). The words are ours. Order matters: the first class that speaks wins.
"""

from __future__ import annotations

from functools import lru_cache

from analyzers.name_words import (
    ACCEPT_WORDS,
    ADVERTISING,
    BALANCER,
    BASKET,
    CHOICE,
    CONSENT,
    COOKIE_WORDS,
    COUNTING,
    CSRF,
    DEFENCE,
    LANGUAGE,
    LAYOUT,
    LOGIN,
    LONGEST,
    SESSION,
    TEST_WORDS,
    TRYING,
    WEAK_BALANCER,
    words,
)
from analyzers.value_forms import Hint, is_language_of, of_value

__all__ = ["Hint", "hints", "is_language_of", "of_name", "of_value", "words"]


def of_name(name: str) -> Hint | None:
    """What the words of a name say, the most specific class first; None when none of them is known."""
    return _of_name(name[:LONGEST])


@lru_cache(maxsize=16384)
def _of_name(name: str) -> Hint | None:
    found = set(words(name))
    folded = name.lower()

    def by(vocabulary: frozenset[str]) -> str:
        common = found & vocabulary
        return ", ".join(sorted(common)) if common else ""

    if word := by(CONSENT):
        return Hint("mandatory", f"its name says it keeps the visitor's consent ({word})")
    if found & COOKIE_WORDS and (word := by(ACCEPT_WORDS)):
        return Hint("mandatory", f"its name says it keeps the choice about cookies ({word})")
    if found & COOKIE_WORDS and (word := by(TEST_WORDS)):
        return Hint("mandatory", f"its name says it tries whether cookies work ({word})")
    if word := by(CSRF) or next((token for token in ("csrf", "xsrf", "antiforgery") if token in folded), ""):
        return Hint("mandatory", f"its name says it guards forms against forgery ({word})")
    if found & TRYING and not found & (LOGIN | SESSION) and (word := by(TRYING)):
        return Hint("performance", f"its name says it tries variants ({word})")
    if word := by(ADVERTISING):
        return Hint("targeting", f"its name speaks of advertising ({word})")
    if (word := by(BALANCER)) and (word not in WEAK_BALANCER or len(found) <= 2):
        return Hint("mandatory", f"its name says it keeps the visitor on one server ({word})")
    if word := by(DEFENCE):
        return Hint("mandatory", f"its name says it tells people from programs ({word})")
    if word := by(BASKET):
        return Hint("mandatory", f"its name says it holds the basket or order ({word})")
    if word := by(LOGIN):
        return Hint("mandatory", f"its name says it keeps a visitor signed in ({word})")
    if word := by(LANGUAGE):
        return Hint("functionality", f"its name speaks of language, region or currency ({word})", "low")
    if word := by(COUNTING):
        return Hint("performance", f"its name speaks of counting or measuring ({word})", "low")
    if word := by(LAYOUT | CHOICE):
        return Hint("functionality", f"its name speaks of a choice of display ({word})", "low")
    if word := by(SESSION) or next((end for end in ("session", "sessid", "sessionid") if end in folded), ""):
        return Hint("mandatory", f"its name speaks of a session ({word})", "low")
    return None


def hints(name: str, value: str) -> list[Hint]:
    """What value and name say together, the surest first. Two weak hints of one mind are as good as a strong one."""
    by_value, by_name = of_value(value), of_name(name)
    found = [hint for hint in (by_value, by_name) if hint is not None]
    if by_value and by_name and by_value.category == by_name.category and by_name.confidence == "low":
        found = [Hint(by_name.category, f"{by_name.why}, and {by_value.why}")]
    return sorted(found, key=lambda hint: hint.confidence == "low")
