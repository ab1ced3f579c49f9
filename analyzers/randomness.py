"""Is a text drawn at random, or is it a word, a time, a date or a size?

At least SHORTEST characters (Englehardt & Narayanan, CCS 2016) and BITS bits by its alphabet. BITS is ours: 2^28 tells
apart more browsers than any one site meets in a year.
"""

from __future__ import annotations

import math
import re
from datetime import date

SHORTEST = 8
"""Characters. Englehardt & Narayanan 2016."""
BITS = 28.0

BOOLEANS = frozenset(
    ("true", "false", "yes", "no", "on", "off", "y", "n", "t", "f", "0", "1", "null", "none", "undefined", "nan", "ok")
)
HEXADECIMAL = re.compile(r"[0-9a-f]+|[0-9A-F]+")
_DATE = re.compile(r"\d{4}-\d\d?-\d\d?(?:[T ]\d\d(?::?\d\d(?::?\d\d(?:\.\d+)?)?)?(?:Z|[+-]\d\d:?\d\d)?)?")
_SIZE = re.compile(r"\d{2,5}x\d{2,5}(?:x\d{1,2})?")
_RUN = re.compile(r"[A-Z]?[a-z]+|[A-Z]+|\d+")
_VOWEL = re.compile(r"[aeiouy]", re.IGNORECASE)
_NO_VOWEL = re.compile(r"[b-df-hj-np-tv-z]{6,}")
_NUMBERED = re.compile(r"[A-Za-z]{1,3}(\d{9,20})")
"""A number behind a letter or three that name it (`h871634295`): the number decides."""


def is_random(token: str, about: float = 0.0) -> bool:
    """Is this text long and irregular enough to be drawn at random? At least SHORTEST characters, five different ones,
    BITS bits by its alphabet, and neither a time nor made of words."""
    if len(token) < SHORTEST or len(set(token)) < 5 or token.lower() in BOOLEANS:
        return False
    if is_time(token, about) or is_date(token) or is_size(token):
        return False
    numbered = _NUMBERED.fullmatch(token)
    if numbered:
        return is_random(numbered[1], about)
    return len(token) * math.log2(_alphabet(token)) >= BITS and not _is_wordy(token)


def _alphabet(token: str) -> int:
    if token.isdigit():
        return 10
    if HEXADECIMAL.fullmatch(token):
        return 16
    size = 26 * (token != token.upper()) + 26 * (token != token.lower()) + 10 * any(c.isdigit() for c in token)
    return max(size, 2)


def _is_wordy(token: str) -> bool:
    """Words, also joined (`checkoutStep2`): long runs of one class, and letters with vowels between them."""
    runs = _RUN.findall(token)
    letters = [run for run in runs if run.isalpha()]
    if not letters:
        return False
    if HEXADECIMAL.fullmatch(token) and len(token) >= 12 and any(c.isdigit() for c in token):
        return False
    joined = "".join(letters).lower()
    if _NO_VOWEL.search(joined):
        return False
    vowels = sum(c in "aeiouy" for c in joined) / len(joined)
    if len(joined) >= 10 and not 0.15 <= vowels <= 0.7:
        return False
    spoken = len(letters) == len(runs) and all(len(run) > 2 and _VOWEL.search(run) for run in runs)
    return spoken or len(runs) <= max(2, len(token) / 4)


def is_time(token: str, about: float) -> bool:
    """A time in seconds, milliseconds or microseconds: within ten years of `about`, or since 2001 when that is 0."""
    if not (token.isascii() and token.isdigit()) or len(token) not in (10, 13, 16):
        return False
    seconds = int(token) / {10: 1, 13: 1e3, 16: 1e6}[len(token)]
    return abs(seconds - about) < 3650 * 86400 if about else 1e9 <= seconds < 4.2e9


def is_date(token: str) -> bool:
    """A day, with or without a time: `2026-09-21T10:00Z`, `20260921`."""
    if _DATE.fullmatch(token):
        return True
    if len(token) in (8, 12, 14) and token.isascii() and token.isdigit() and token[:2] in ("19", "20"):
        try:
            date(int(token[:4]), int(token[4:6]), int(token[6:8]))
        except ValueError:
            return False
        return True
    return False


def is_size(token: str) -> bool:
    """Pixels of a screen or picture: `1920x1080`, `1920x1080x24`."""
    return _SIZE.fullmatch(token) is not None
