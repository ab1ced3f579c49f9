"""May a stored value tell one browser from another?

A value is judged by its syntax, and by its difference between two fresh profiles where the evidence holds two.

- `weak`: the syntax allows it: a part of at least SHORTEST characters and BITS bits that is no date, timestamp,
  version, locale, address, boolean or word. One profile can show no more, so the wording is "may".
- `strong`: besides, each of two fresh profiles or more holds a part that no other holds (Ratcliff-Obershelp similarity
  below SIMILAR, times within it left out) and that stayed the same inside it, also when its visitor came back.
- empty: no such part, or the same in two fresh profiles.

Sources: Englehardt & Narayanan, CCS 2016 (length of at least 8, split at delimiters, similarity below 66 %, constant
through the measurement); Fouad et al., PETS 2020 (the same value for two users identifies nobody). The lifetime is an
attribute of the item and no filter. SHORTEST and BITS: analyzers.randomness.
"""

from __future__ import annotations

import difflib
import json
import re
import string
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import unquote

import msgspec

from analyzers.consent_string import is_consent_string
from analyzers.randomness import BOOLEANS, HEXADECIMAL, SHORTEST, is_date, is_random, is_size, is_time

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
_VERSION = re.compile(r"v?\d{1,4}(?:\.\d{1,6}){1,4}(?:[-+][A-Za-z]{1,10}[.\d]{0,6})?")
_LOCALE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z]{4})?(?:[-_](?:[A-Za-z]{2}|\d{3}))?")
_IPV4 = re.compile(r"(?:\d{1,3}\.){3}\d{1,3}")
_HOSTNAME = re.compile(r"(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24}", re.IGNORECASE)
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]+={0,2}")
_SPLIT = re.compile(r"[^A-Za-z0-9_.,'@+-]+")
"""Delimiters of Englehardt & Narayanan, with `@` and `+` kept for addresses of people and base64."""
_INNER = re.compile(r"[._,'@+-]+")
_TIMED = re.compile(r"(?<!\d)(\d{13})[._-](\d{5,20})(?!\d)")
"""A first visit's time in milliseconds with a number drawn at random: together they tell browsers apart."""

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
    if not any(is_time(piece, about) for piece in pieces):
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
    if is_time(value, about):
        return "timestamp"
    if is_date(value):
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
    if HEXADECIMAL.fullmatch(value) and len(value) >= SHORTEST and not value.isalpha():
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
    elif not (is_date(part) or _VERSION.fullmatch(part) or _LOCALE.fullmatch(part) or is_consent_string(part)):
        pieces = [piece for piece in _INNER.split(part) if not (_is_dated(piece, about) or is_size(piece))]
        inner = [piece for piece in pieces if is_random(piece, about)]
        timed = _TIMED.search(part)
        if inner:
            yield from inner
        elif timed and is_time(timed[1], about) and not is_time(timed[2], about):
            yield timed[0]
        elif _is_mixed(pieces) and not _HOSTNAME.fullmatch(part) and is_random("".join(pieces), about):
            yield part


def _is_dated(piece: str, about: float) -> bool:
    """A time, also behind a letter that names it: `s1789990000`."""
    return is_time(piece.lstrip(string.ascii_letters), about)


def _is_mixed(pieces: Sequence[str]) -> bool:
    """Does a piece mix letters and digits? Base64 cut at its `-` and `_` does; joined words (`menu-open-2`) do not."""
    return any(len(piece) > 2 and re.search(r"\d[A-Za-z]|[A-Za-z]\d", piece) for piece in pieces)


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
