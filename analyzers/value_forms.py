"""What the form of a value says an item is for, whoever set it and however it is named.

Sources: F5 K6917 (BIG-IP's persistence cookie: address and port, IPv6 and route domain written in hexadecimal); HAProxy,
configuration manual, "cookie" (a server's name, with `maxidle` two dates of 30 bits in five characters of base64, in steps
of four seconds); Kubernetes ingress-nginx, "Sticky sessions" (time, worker, lot); Tomcat, "jvmRoute"; ASP.NET Core, "Data
protection" (the magic header 09 F0 C9 F0, base64 `CfDJ8`); Flask, itsdangerous (payload, time, signature); Rails,
"ActiveSupport::MessageEncryptor" (three parts of base64 with `--` between); hapi, iron (`Fe26.2*`); RFC 1918, addresses
inside. Definitions of the categories as in analyzers.syntax.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from urllib.parse import unquote

import msgspec

from analyzers.consent_values import consent_form
from analyzers.name_words import COUNTING, LANGUAGE, LAYOUT, LONGEST, SESSION, words


class Hint(msgspec.Struct, frozen=True):
    """What a name or a value says."""

    category: str
    why: str
    confidence: str = "medium"
    """`low` for what sites use for many purposes (`view`, `last`, `track`): it is asked last of all."""


_LANGUAGES = (
    "ar|bg|ca|cs|cy|da|de|el|en|es|et|eu|fa|fi|fr|ga|gl|he|hr|hu|is|it|ja|ko|lb|lt|lv|mt|nb|nl|nn|pl|pt|ro|ru|sk|sl|sq|sr|sv|th|"
    "tr|uk|vi|zh"
)
"""Codes of ISO 639-1 that are no words of programs, as `no`, `id` and `js` are."""
LANGUAGE_TAG = re.compile(rf"(?:{_LANGUAGES})(?:[-_](?:[A-Za-z]{{4}}|[A-Za-z]{{2}}|\d{{3}})){{0,2}}", re.IGNORECASE)
"""A language tag, with script and region (RFC 5646); some write it with `_`."""

_INSIDE = r"(?:10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.)"
_BALANCER = "its value is a load balancer's server code"

_FORMS: tuple[tuple[str, Hint], ...] = (
    (r"GA1\.\d\.\d+\.\d+", Hint("performance", "its value is a Google Analytics client id", "high")),
    (r"GS[12]\.\d\.", Hint("performance", "its value is a Google Analytics session state", "high")),
    (r"fb\.[0-3]\.\d{10,13}\.", Hint("targeting", "its value is a Meta pixel id", "high")),
    (r"\d{6,10}\.\d{4,5}\.0000", Hint("mandatory", _BALANCER, "high")),
    (r"(?:vi[0-9a-f]{32}\.\d{1,5}|rd\d{1,5}o[0-9a-f]{32}o\d{1,5})$", Hint("mandatory", _BALANCER, "high")),
    (r"1\d{9}\.\d{1,3}\.\d{1,6}\.\d{1,6}\|[0-9a-f]{32}$", Hint("mandatory", _BALANCER)),
    (r"[\w.-]{1,40}(?:\|[XYZabc](?=[a-z]{0,3}[A-Z0-9+/])[A-Za-z0-9+/]{4}){1,2}$",
     Hint("mandatory", _BALANCER, "low")),
    (rf"(?i:https?(?:://|%3A%2F%2F){_INSIDE}[\d.]{{3,11}}(?:(?::|%3A)\d{{1,5}})?/?$)",
     Hint("mandatory", "its value is the address of a server behind the site")),
    (r"[0-9A-F]{32}\.[A-Za-z][\w-]{0,40}$",
     Hint("mandatory", "its value is a session id with its server's name", "low")),
    (r"!?[A-Za-z0-9+/]{70,}=*$", Hint("mandatory", "its value is an encrypted server code", "low")),
    (r"eyJpdiI6", Hint("mandatory", "its value is a framework's encrypted session", "high")),
    (r"CfDJ8[A-Za-z0-9_-]{30,}", Hint("mandatory", "its value is a framework's encrypted state", "high")),
    (r"Fe26\.2\*", Hint("mandatory", "its value is a framework's encrypted session", "high")),
    (r"(?:s%3A|s:)[A-Za-z0-9_-]{16,}\.", Hint("mandatory", "its value is a framework's signed session id")),
    (r"ID=[0-9a-f]{16}:T=\d{10}", Hint("targeting", "its value is a Google advertising id", "high")),
    (r"ID5[-*]", Hint("targeting", "its value is an ID5 advertising id", "high")),
    (rf"(?:{_LANGUAGES})(?:[-_][A-Za-z]{{2}})?$", Hint("functionality", "its value is a language", "low")),
    (r"(?:EUR|USD|GBP|CHF|SEK|DKK|NOK|PLN|CZK)$", Hint("functionality", "its value is a currency", "low")),
    (r"(?i:(?:theme[-_:]?)?(?:dark|light)(?:[-_ ]?(?:mode|theme))?$)",
     Hint("functionality", "its value is a colour scheme", "low")),
    (r"\d{1,3}(?:\.\d{1,3})?(?:px|em|rem|pt)$", Hint("functionality", "its value is a size of text", "low")),
)  # fmt: skip
"""Pattern, without groups that capture, and what it says; the first that fits the value's start speaks."""
_ANY_FORM = re.compile("|".join(f"({pattern})" for pattern, _ in _FORMS))
"""All in one, which is asked much faster; the number of the group that fitted is that of the form."""

_SIGNED = re.compile(r"(?:eyJ|\.eJ)[\w-]{8,}\.[\w-]{6}\.[\w-]{27}")
_ENCRYPTED = re.compile(r"[A-Za-z0-9+/=%]{8}--[A-Za-z0-9+/=%]{16,24}--[A-Za-z0-9+/=%]{22,30}$")
LONGEST_COOKIE = 4096
"""Characters (RFC 6265bis 5.6), for forms that are known by their end."""


@lru_cache(maxsize=1024)
def of_value(value: str) -> Hint | None:
    """What the form of a value says; None for no value or one that says nothing."""
    if not value:
        return None
    if consent := consent_form(value):
        return Hint(
            "mandatory", f"its value is {consent}" if consent[:2] in ("a ", "an") else f"its value lists {consent}"
        )
    if value.startswith(("eyJ", ".eJ")) and _SIGNED.fullmatch(value[:LONGEST_COOKIE]):
        return Hint("mandatory", "its value is a framework's signed session")
    if "--" in value and _ENCRYPTED.search(value[-LONGEST:]):
        return Hint("mandatory", "its value is a framework's encrypted session")
    fitting = _ANY_FORM.match(value[:LONGEST])
    if fitting is not None and fitting.lastindex is not None:
        return _FORMS[fitting.lastindex - 1][1]
    return _of_settings(value) if value.startswith(("{", "%7B", "%7b")) else None


def _of_settings(value: str) -> Hint | None:
    """An object whose every key speaks of display or language, with plain values: `{"theme":"dark","fontSize":16}`."""
    text = unquote(value[: LONGEST * 2])
    if not (text.startswith("{") and text.endswith("}")):
        return None
    try:
        held = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(held, dict) or not held or any(isinstance(one, dict | list) for one in held.values()):
        return None
    spoken = [set(words(str(key))) for key in held]
    if not all(said & (LAYOUT | LANGUAGE) and not said & (COUNTING | SESSION) for said in spoken):
        return None
    medium = len(held) > 1 and any(said & LAYOUT for said in spoken)
    return Hint("functionality", "its value keeps choices of display", "medium" if medium else "low")


def is_language_of(value: str, languages: frozenset[str]) -> bool:
    """Is the value a language tag, of a language that the site's pages say they are written in? `languages`: theirs, in small
    letters with `-`. `en` stands for `en-gb`, and `en_GB` for `en`."""
    tag = unquote(value[:40]).strip('"').lower().replace("_", "-")
    if not languages or LANGUAGE_TAG.fullmatch(tag) is None:
        return False
    return any(tag == one or tag.partition("-")[0] == one or one.partition("-")[0] == tag for one in languages)
