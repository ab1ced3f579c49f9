"""Which of six languages a text is in: a count of each language's commonest small words."""

from __future__ import annotations

import re
from collections import Counter

WORDS = {
    "en": "the of and to you we your our that with are this for by is on or not may as when from which",
    "nl": "de het een en van wij we je u uw onze dat met zijn deze voor door is op niet kunnen als wanneer ook worden",
    "de": "der die das und wir sie ihre unsere dass mit sind diese für durch ist auf oder nicht können wenn auch",
    "fr": "le la les des et nous vous votre nos que avec sont ces pour par est sur ou ne pas peuvent lorsque aussi une",
    "es": "el la los las y usted su nuestro nuestra que con son estas para por es en o no pueden cuando también una",
    "it": "il lo gli le e noi tuo nostro nostra che con sono questi per da è su o non possono quando anche una della",
}
OWNERS = {
    word: [code for code, line in WORDS.items() if word in line.split()]
    for word in {w for s in WORDS.values() for w in s.split()}
}
ENOUGH_WORDS = 8


def count_words(text: str) -> Counter[str]:
    """How many small words of each language; a word of several languages counts for each in part."""
    scores: Counter[str] = Counter()
    for word in re.findall(r"[^\W\d_]+", text[:200_000].lower()):
        owners = OWNERS.get(word, ())
        for code in owners:
            scores[code] += 6 // len(owners)
    return scores


LEAST_SHARE = 0.12
"""Small words among all words: English has a third to a half, another language hits the list by chance."""
LEAST_WORDS = 80


def is_unknown(text: str) -> bool:
    """Is the text long enough to tell, and in none of the six languages?"""
    words = re.findall(r"[^\W\d_]+", text[:200_000].lower())
    letters = sum(map(len, words))
    if len(words) < LEAST_WORDS:
        # Chinese, Japanese and Thai write no blanks: few, endless words.
        return letters > 20 * max(1, len(words)) and letters > 200
    scores: Counter[str] = Counter()
    for word in words:
        for code in OWNERS.get(word, ()):
            scores[code] += 1
    return max(scores.values(), default=0) < LEAST_SHARE * len(words)


def language_within(text: str, whole: str) -> str:
    """The language of one paragraph of a document in `whole`: another only where it has twice as many of its small words."""
    scores = count_words(text)
    best = language_of(text, whole)
    return best if scores[best] >= 2 * scores[whole] else whole


def language_of(text: str, declared: str = "") -> str:
    """`en`, `nl`, `de`, `fr`, `es`, `it`; the declared one where the text is too short; `und` when nothing tells."""
    scores = count_words(text)
    best = scores.most_common(1)
    if best and best[0][1] >= ENOUGH_WORDS * 3:
        return best[0][0]
    return declared if declared in WORDS else (best[0][0] if best and not declared else declared or "und")
