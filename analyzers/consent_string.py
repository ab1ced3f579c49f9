"""Is a value a consent string of the IAB's Transparency and Consent Framework?

It holds choices, not an identity. Source: IAB TCF v2 technical specification, "The Core String": in bits, the version (6),
when it was created and last updated (36 each, tenths of a second), the tool and its version (12 each), its screen (6) and
the language (two letters of 6). Written in letters of 6 bits, version 2 is `C` and a language stands as it is spoken of:
`EN` is `EN`. Other values begin with the same letter: bytes of a protocol buffer in base64 begin with `Ch` or `Ci`.
"""

from __future__ import annotations

import re
import string

FIRST, LAST = 15_600_000_000, 25_000_000_000
"""Tenths of a second since 1970: version 2 is of August 2019; the other end, in 2049, leaves room for clocks that run ahead."""

_CORE = re.compile(r"C([\w-]{6})([\w-]{6})[\w-]{5}[A-Z]{2}[\w-]+", re.ASCII)
_LETTERS = {
    letter: value for value, letter in enumerate(string.ascii_uppercase + string.ascii_lowercase + "0123456789-_")
}


def is_consent_string(value: str) -> bool:
    """An IAB TCF string of version 2, with or without the segments behind its core."""
    core = _CORE.fullmatch(value.partition(".")[0])
    return core is not None and all(FIRST <= _number(time) < LAST for time in core.groups())


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 64 + _LETTERS[letter]
    return number
