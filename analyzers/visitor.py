"""What is known of the visitor whom a scan played, and in which forms it may be handed on.

Looked for: the text as written in any case, with `+` or `%20` for blanks where the address was decoded; its hexadecimal
and base64 forms; MD5, SHA-1 and SHA-256 of the trimmed text and of its lower case, in hexadecimal and in base64 (the ways
that Englehardt, Han & Narayanan, "I never signed up for this", PETS 2018, 4.2, found most). A telephone number also
without its punctuation.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from urllib.parse import quote, quote_plus

import msgspec

SHORTEST = 5
"""Characters of a text, below which it occurs by chance."""
DIGEST = 12
"""Hexadecimal digits of a mark."""
KINDS = ("e-mail address", "name", "telephone number", "account", "personal data")
"""What a text of the visitor may be; `personal data` is any further one."""
_DIGESTS = (("MD5", hashlib.md5), ("SHA-1", hashlib.sha1), ("SHA-256", hashlib.sha256))


class Seed(msgspec.Struct, frozen=True):
    """One text that is known of the visitor."""

    kind: str
    """One of KINDS."""
    text: str

    def mark(self, site: str) -> str:
        """`e-mail address 3f2a9c01b7de`: what stands for the text in reports and evidence.

        The digits are HMAC-SHA-256 of the trimmed lower-case text under the site's host, cut short: they tell two texts
        apart and let the operator prove which one it was, and are another's on every other site.
        """
        digest = hmac.new(site.encode(), self.text.strip().lower().encode(), hashlib.sha256).hexdigest()
        return f"{self.kind} {digest[:DIGEST]}"


class Seeds:
    """All that is known of the visitor, ready to be looked for."""

    def __init__(self, seeds: Iterable[Seed | str]) -> None:
        known = [seed if isinstance(seed, Seed) else Seed("personal data", seed) for seed in seeds]
        self.seeds = tuple(dict.fromkeys(seed for seed in known if is_long_enough(seed.text)))
        self._words = [(seed, _word(text)) for seed in self.seeds for text in _texts(seed)]
        self._caseless: dict[str, tuple[Seed, str]] = {}
        self._exact: dict[str, tuple[Seed, str]] = {}
        for seed in self.seeds:
            for form, how, caseless in _forms(seed):
                (self._caseless if caseless else self._exact).setdefault(form, (seed, how))

    def __bool__(self) -> bool:
        return bool(self.seeds)

    def marked(self, text: str, site: str) -> str:
        """The text with the mark of each seed in place of the seed, in every form in which it is looked for."""
        for seed in self.seeds:
            text = _anywhere(seed).sub(f"[{seed.mark(site)}]", text)
        return text

    def found_in(self, text: str) -> tuple[Seed, str] | None:
        """The first that stands in the text, and how: empty for as it is, else `as its SHA-256`, `in base64`, `in
        hexadecimal`."""
        lower = text.lower()
        for seed, word in self._words:
            if word.search(lower):
                return seed, ""
        for form, found in self._caseless.items():
            if form in lower:
                return found
        for form, found in self._exact.items():
            if form in text:
                return found
        return None


def is_long_enough(text: str) -> bool:
    """Is it so long that finding it is no chance?"""
    return len(" ".join(text.split())) >= SHORTEST


@lru_cache(maxsize=64)
def _anywhere(seed: Seed) -> re.Pattern[str]:
    """The seed in every form, percent-encoded up to twice too."""
    plain = " ".join(seed.text.split())
    texts = {plain, *_texts(seed)}
    encoded = {quoted for text in texts for quoted in (quote(text, safe=""), quote(text, safe="@+"), quote_plus(text))}
    encoded |= {quote(text, safe="") for text in encoded}
    forms = encoded | texts | {form for form, _, _ in _forms(seed)}
    every = sorted(forms, key=lambda form: (-len(form), form))
    return re.compile("|".join(map(re.escape, every)), re.IGNORECASE)


def _texts(seed: Seed) -> Iterator[str]:
    text = " ".join(seed.text.lower().split())
    yield text
    if seed.kind == "telephone number":
        digits = re.sub(r"\D", "", text)
        if len(digits) >= SHORTEST and digits != text:
            yield digits


def _word(text: str) -> re.Pattern[str]:
    """The text as a whole word: no digit goes on before or after a digit of it, no letter before or after a letter.

    A blank of the text may be any blank, or a `+` where an address was not decoded.
    """
    before = r"(?<!\d)" if text[0].isdigit() else r"(?<![^\W\d_])" if text[0].isalpha() else ""
    after = r"(?!\d)" if text[-1].isdigit() else r"(?![^\W\d_])" if text[-1].isalpha() else ""
    return re.compile(before + r"[\s+]".join(map(re.escape, text.split())) + after)


def _forms(seed: Seed) -> Iterator[tuple[str, str, bool]]:
    """(form, how it was made, may it stand in any case)."""
    plain = seed.text.strip()
    texts = dict.fromkeys((plain, plain.lower(), plain.upper(), *_texts(seed)))
    for text in texts:
        data = text.encode()
        yield data.hex(), "in hexadecimal", True
        yield from ((form, "in base64", False) for form in _base64(data))
        for name, digest in _DIGESTS:
            hashed = digest(data).digest()
            yield hashed.hex(), f"as its {name}", True
            yield from ((form, f"as its {name}", False) for form in _base64(hashed))


def _base64(data: bytes) -> set[str]:
    """Without padding, in the alphabet of RFC 4648 section 4 and in that of section 5."""
    standard = base64.b64encode(data).decode().rstrip("=")
    return {standard, standard.translate(str.maketrans("+/", "-_"))}
