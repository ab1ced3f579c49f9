"""May a stored value tell one browser from another?

A value is judged by its syntax, and by its difference between two fresh profiles where the evidence holds two.

- `weak`: the syntax allows it: a part of at least SHORTEST characters and BITS bits that is no date, timestamp,
  version, locale, address, boolean or word. One profile can show no more, so the wording is "may".
- `strong`: besides, each of two fresh profiles or more holds a part that no other holds (Ratcliff-Obershelp similarity
  below SIMILAR, times within it left out) and that stayed the same inside it, also when its visitor came back.
- empty: no such part, or the same in two fresh profiles.

Sources: Englehardt & Narayanan, CCS 2016 (length of at least 8, split at delimiters, similarity below 66 %, constant
through the measurement); Fouad et al., PETS 2020 (the same value for two users identifies nobody). The lifetime is an
attribute of the item and no filter. BITS is ours: 2^28 tells apart more browsers than any one site meets in a year.
"""

from __future__ import annotations

import base64
import binascii
import difflib
import json
import math
import re
import string
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from urllib.parse import unquote

import msgspec

SHORTEST = 8
"""Characters. Englehardt & Narayanan 2016."""
BITS = 28.0
SIMILAR = 0.66
COMPARED = 150
"""Characters of a value that difflib compares: its cost is quadratic."""
JUDGED = 4096
"""Characters of a value that are judged: a cookie's limit (RFC 6265bis 5.6)."""
PARTS = 64
"""Parts of one value that are judged."""

_UUID = re.compile(r"\{?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\}?", re.IGNORECASE)
_CLIENT_ID = re.compile(r"(?:G[AS]\d\.\d\.)?(\d{5,12}\.\d{10})")
_CLICK_BROWSER_ID = re.compile(r"fb\.\d\.(\d{13})\.(\d{5,20})")
_JWT = re.compile(r"eyJ[\w-]{5,}\.[\w-]+\.[\w-]*")
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
_DATE = re.compile(r"\d{4}-\d\d?-\d\d?(?:[T ]\d\d(?::?\d\d(?::?\d\d(?:\.\d+)?)?)?(?:Z|[+-]\d\d:?\d\d)?)?")
_VERSION = re.compile(r"v?\d{1,4}(?:\.\d{1,6}){1,4}(?:[-+][A-Za-z]{1,10}[.\d]{0,6})?")
_LOCALE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z]{4})?(?:[-_](?:[A-Za-z]{2}|\d{3}))?")
_IPV4 = re.compile(r"(?:\d{1,3}\.){3}\d{1,3}")
_HOSTNAME = re.compile(r"(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24}", re.IGNORECASE)
_HEX = re.compile(r"[0-9a-f]+|[0-9A-F]+")
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]+={0,2}")
_SPLIT = re.compile(r"[^A-Za-z0-9_.,'@+-]+")
"""Delimiters of Englehardt & Narayanan, with `@` and `+` kept for addresses of people and base64."""
_INNER = re.compile(r"[._,'@+-]+")
_RUN = re.compile(r"[A-Z]?[a-z]+|[A-Z]+|\d+")
_VOWEL = re.compile(r"[aeiouy]", re.IGNORECASE)
_SIZE = re.compile(r"\d{2,5}x\d{2,5}(?:x\d{1,2})?")
_TIMED = re.compile(r"(?<!\d)(\d{13})[._-](\d{5,20})(?!\d)")
"""A first visit's time in milliseconds with a number drawn at random: together they tell browsers apart."""
_NUMBERED = re.compile(r"[A-Za-z]{1,3}(\d{9,20})")
"""A number behind a letter or three that name it (`h871634295`): the number decides."""
_NO_VOWEL = re.compile(r"[b-df-hj-np-tv-z]{6,}")

BOOLEANS = frozenset(
    ("true", "false", "yes", "no", "on", "off", "y", "n", "t", "f", "0", "1", "null", "none", "undefined", "nan", "ok")
)
SYNTAX_ONLY = "its syntax allows it; one profile cannot show more"


class Identifier(msgspec.Struct, frozen=True, kw_only=True):
    """A verdict on one item's values."""

    strength: str
    """`strong`, `weak` or empty."""
    why: str
    tokens: tuple[str, ...] = ()
    """The parts that may identify, to look for in requests. Raw values: never for a report."""


def value_kind(value: str, about: float = 0.0) -> str:
    """What a value looks like: its length and kind, never the value itself. `about`: when it was seen, in seconds."""
    unit = "character" if len(value) == 1 else "characters"
    return f"{len(value)} {unit}, {_kind(_plain(value), about)}"


def judge(profiles: Mapping[str, Sequence[str]], about: float = 0.0) -> Identifier:
    """Judge the values of one item. `profiles`: the values seen in each fresh browser profile, in order of time."""
    found = {name: [identifying_tokens(value, about) for value in values] for name, values in sorted(profiles.items())}
    tokens = {name: list(dict.fromkeys(token for held in values for token in held)) for name, values in found.items()}
    every = tuple(dict.fromkeys(token for held in tokens.values() for token in held))
    if not every:
        return Identifier(strength="", why="no part of the value could tell browsers apart")
    if len(tokens) < 2:
        return Identifier(strength="weak", why=SYNTAX_ONLY, tokens=every)
    holders = Counter(token for held in tokens.values() for token in held)
    own = {name: [token for token in held if holders[token] == 1] for name, held in tokens.items()}
    mine = tuple(token for held in own.values() for token in held)
    if not mine:
        return Identifier(strength="", why=f"the same value in {max(holders.values())} fresh profiles")
    kept = [[token for token in held if _stays(token, found[name])] for name, held in own.items() if held]
    differ = len(kept) == len(tokens) and _all_differ([held[0] for held in own.values()], about)
    if not differ:
        why = "the profiles hold similar values, or only some hold one"
    elif not all(kept) or not _all_differ([held[0] for held in kept], about):
        why = f"differs between {len(kept)} fresh profiles, but changes within one"
    else:
        why = f"differs between {len(kept)} fresh profiles and stays the same within each"
        return Identifier(strength="strong", why=why, tokens=mine)
    return Identifier(strength="weak", why=why, tokens=mine)


def _stays(token: str, values: Sequence[Sequence[str]]) -> bool:
    """Is the part in every value of one profile that holds any? A counter or a time beside it may go on."""
    return all(token in held for held in values if held)


def _all_differ(tokens: Sequence[str], about: float) -> bool:
    """Profiles of one scan are visited within minutes: the times in their values are alike, and say nothing of who it is."""
    bare = [_without_times(token, about) for token in tokens]
    return all(_similarity(a, b) < SIMILAR for i, a in enumerate(bare) for b in bare[i + 1 :])


def _without_times(token: str, about: float) -> str:
    pieces = _INNER.split(token)
    if not any(_is_time(piece, about) for piece in pieces):
        return token
    return "".join(piece for piece in pieces if is_random(piece, about)) or token


def identifying_tokens(value: str, about: float = 0.0) -> tuple[str, ...]:
    """The parts of a value that may identify a browser, each once. `about`: as in `value_kind`."""
    return tuple(dict.fromkeys(_tokens(_plain(value), about)))


def _similarity(a: str, b: str) -> float:
    return difflib.SequenceMatcher(None, a[:COMPARED], b[:COMPARED], autojunk=False).ratio()


def _plain(value: str) -> str:
    value = value[:JUDGED].strip().strip('"')
    return unquote(value) if "%" in value else value


def _kind(value: str, about: float) -> str:
    """One word or two for the whole value."""
    if not value:
        return "empty"
    if value.lower() in BOOLEANS:
        return "boolean"
    if _UUID.fullmatch(value):
        return "uuid"
    if _is_time(value, about):
        return "timestamp"
    if _is_date(value):
        return "date"
    if value.isascii() and value.isdigit():
        return "number"
    for pattern, kind in (
        (_CLIENT_ID, "client id"),
        (_CLICK_BROWSER_ID, "client id"),
        (_IPV4, "IP address"),
        (_VERSION, "version"),
        (_LOCALE, "locale"),
        (_EMAIL, "e-mail address"),
        (_JWT, "signed token (JWT)"),
    ):
        if pattern.fullmatch(value):
            return kind
    if is_consent_string(value):
        return "consent string (IAB TCF)"
    if re.match(r"https?://|//", value) or _HOSTNAME.fullmatch(value):
        return "address"
    if value[0] in "{[":
        return "JSON"
    if "=" in value.rstrip("="):
        return "list of names and values"
    if _HEX.fullmatch(value) and len(value) >= SHORTEST and not value.isalpha():
        return "hexadecimal"
    if is_random(value, about):
        return "base64" if _BASE64.fullmatch(value) and len(value) >= 16 else "random text"
    return "word" if re.fullmatch(r"[\w-]{1,40}", value) else "text"


def _tokens(value: str, about: float) -> Iterator[str]:
    if not value or len(value) < SHORTEST or is_consent_string(value):
        return
    if value[0] in "{[":
        found = _leaves(value)
        if found is not None:
            for leaf in found[:PARTS]:
                yield from _tokens(leaf, about) if leaf[:1] not in ("{", "[") else ()
            return
    if re.match(r"https?://", value):
        return
    for part in _SPLIT.split(value, maxsplit=PARTS)[:PARTS]:
        yield from _tokens_of_part(part, about)


def _tokens_of_part(part: str, about: float) -> Iterator[str]:
    """One delimited part: a known shape as a whole, else its inner parts, else the part joined up."""
    if len(part) < SHORTEST:
        return
    client = _CLIENT_ID.fullmatch(part)
    click = _CLICK_BROWSER_ID.fullmatch(part)
    if client:
        yield client[1]
    elif click:
        yield part
    elif _UUID.fullmatch(part):
        if len(set(part.strip("{}").replace("-", ""))) > 2:
            yield part.strip("{}")
    elif _JWT.fullmatch(part) or _EMAIL.fullmatch(part) or (_IPV4.fullmatch(part) and not part.endswith(".0.0")):
        yield part
    elif not (_is_date(part) or _VERSION.fullmatch(part) or _LOCALE.fullmatch(part) or is_consent_string(part)):
        pieces = [piece for piece in _INNER.split(part) if not (_is_dated(piece, about) or _SIZE.fullmatch(piece))]
        inner = [piece for piece in pieces if is_random(piece, about)]
        timed = _TIMED.search(part)
        if inner:
            yield from inner
        elif timed and _is_time(timed[1], about) and not _is_time(timed[2], about):
            yield timed[0]
        elif _is_mixed(pieces) and not _HOSTNAME.fullmatch(part) and is_random("".join(pieces), about):
            yield part


def _is_dated(piece: str, about: float) -> bool:
    """A time, also behind a letter that names it: `s1789990000`."""
    return _is_time(piece.lstrip(string.ascii_letters), about)


def _is_mixed(pieces: Sequence[str]) -> bool:
    """Does a piece mix letters and digits? Base64 cut at its `-` and `_` does; joined words (`menu-open-2`) do not."""
    return any(len(piece) > 2 and re.search(r"\d[A-Za-z]|[A-Za-z]\d", piece) for piece in pieces)


def is_random(token: str, about: float = 0.0) -> bool:
    """Is this text long and irregular enough to be drawn at random? At least SHORTEST characters, five different ones,
    BITS bits by its alphabet, and neither a time nor made of words."""
    if len(token) < SHORTEST or len(set(token)) < 5 or token.lower() in BOOLEANS:
        return False
    if _is_time(token, about) or _is_date(token) or _SIZE.fullmatch(token):
        return False
    numbered = _NUMBERED.fullmatch(token)
    if numbered:
        return is_random(numbered[1], about)
    return len(token) * math.log2(_alphabet(token)) >= BITS and not _is_wordy(token)


def _alphabet(token: str) -> int:
    if token.isdigit():
        return 10
    if _HEX.fullmatch(token):
        return 16
    size = 26 * (token != token.upper()) + 26 * (token != token.lower()) + 10 * any(c.isdigit() for c in token)
    return max(size, 2)


def _is_wordy(token: str) -> bool:
    """Words, also joined (`checkoutStep2`): long runs of one class, and letters with vowels between them."""
    runs = _RUN.findall(token)
    letters = [run for run in runs if run.isalpha()]
    if not letters:
        return False
    if _HEX.fullmatch(token) and len(token) >= 12 and any(c.isdigit() for c in token):
        return False
    joined = "".join(letters).lower()
    if _NO_VOWEL.search(joined):
        return False
    vowels = sum(c in "aeiouy" for c in joined) / len(joined)
    if len(joined) >= 10 and not 0.15 <= vowels <= 0.7:
        return False
    spoken = len(letters) == len(runs) and all(len(run) > 2 and _VOWEL.search(run) for run in runs)
    return spoken or len(runs) <= max(2, len(token) / 4)


def _is_time(token: str, about: float) -> bool:
    """A time in seconds, milliseconds or microseconds: within ten years of `about`, or since 2001 when that is 0."""
    if not (token.isascii() and token.isdigit()) or len(token) not in (10, 13, 16):
        return False
    seconds = int(token) / {10: 1, 13: 1e3, 16: 1e6}[len(token)]
    return abs(seconds - about) < 3650 * 86400 if about else 1e9 <= seconds < 4.2e9


def _is_date(token: str) -> bool:
    if _DATE.fullmatch(token):
        return True
    if len(token) in (8, 12, 14) and token.isascii() and token.isdigit() and token[:2] in ("19", "20"):
        try:
            date(int(token[:4]), int(token[4:6]), int(token[6:8]))
        except ValueError:
            return False
        return True
    return False


def _leaves(value: str) -> list[str] | None:
    """The texts and numbers in a JSON value; None when it is no JSON or nests too deep."""
    try:
        pending = [json.loads(value)]
    except (ValueError, RecursionError):
        return None
    found: list[str] = []
    while pending and len(found) < PARTS:
        item = pending.pop(0)
        if isinstance(item, dict):
            pending.extend(item.values())
        elif isinstance(item, list):
            pending.extend(item)
        elif isinstance(item, str):
            found.append(item)
        elif isinstance(item, int) and not isinstance(item, bool):
            found.append(str(item))
    return found


def is_consent_string(value: str) -> bool:
    """An IAB TCF v2 consent string: version 2 in the first 6 bits, then a creation time of 36 bits in tenths of a
    second. It holds choices, not an identity. Source: IAB TCF v2 technical specification, "The Core String"."""
    core = value.partition(".")[0]
    if len(core) < 20 or core[0] != "C" or not re.fullmatch(r"[\w-]+", core):
        return False
    try:
        head = base64.urlsafe_b64decode(core[:8])
    except (binascii.Error, ValueError):
        return False
    created = (int.from_bytes(head, "big") >> 6) & (2**36 - 1)
    return 1.5e9 < created / 10 < 4.2e9
