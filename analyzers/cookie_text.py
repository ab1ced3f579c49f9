"""What a Set-Cookie line, or a text written to document.cookie, says.

The parser is that of RFC 6265bis, section 5.6 (set-cookie-string) and 5.1.1 (dates), but it keeps what the browser
refuses: whether a cookie was stored is the browser's fact, this only reads the text.
"""

from __future__ import annotations

import calendar
import re

import msgspec

LONGEST_ATTRIBUTE = 1024
"""Characters; a longer attribute value is ignored (RFC 6265bis 5.6)."""
ATTRIBUTES = 64
"""Attributes of one cookie that are read."""

_WHITE = " \t"
_INTEGER = re.compile(r"-?[0-9]+")
_DATE_DELIMITER = re.compile(r"[\x09\x20-\x2f\x3b-\x40\x5b-\x60\x7b-\x7e]+")
_CLOCK = re.compile(r"([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})(?:[^0-9].*)?", re.DOTALL)
_DAY = re.compile(r"([0-9]{1,2})(?:[^0-9].*)?", re.DOTALL)
_YEAR = re.compile(r"([0-9]{2,4})(?:[^0-9].*)?", re.DOTALL)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


class CookieText(msgspec.Struct, frozen=True, kw_only=True):
    """A cookie as its text asks for it."""

    name: str
    """Empty for a nameless cookie."""
    value: str
    max_age: str = ""
    """As written, where it is a number."""
    expires: str = ""
    """As written, where it is a date."""
    lifetime_s: float | None = None
    """Seconds from the time of writing, uncapped; None for a session cookie; 0 or less deletes."""
    domain: str = ""
    """Lower case, without a leading dot; empty for a host-only cookie."""
    path: str = ""
    """Empty for the default path."""
    secure: bool = False
    http_only: bool = False
    same_site: str = ""
    """`Strict`, `Lax`, `None`; empty when absent or not one of them."""
    partitioned: bool = False

    @property
    def deletes(self) -> bool:
        return self.lifetime_s is not None and self.lifetime_s <= 0


def parse_cookie(text: str, written: float) -> CookieText | None:
    """Read a Set-Cookie line or document.cookie text that was written at `written` (epoch seconds).

    None when it holds neither name nor value, which no browser stores (RFC 6265bis 5.6, step 5).
    """
    pair, *attributes = text.split(";", ATTRIBUTES)
    name, equals, value = pair.partition("=")
    if not equals:
        name, value = "", pair
    name, value = name.strip(_WHITE), value.strip(_WHITE)
    if not name and not value:
        return None
    read = _attributes(attributes)
    max_age, expires = read.get("max-age", ""), read.get("expires", "")
    lifetime: float | None = None
    if _INTEGER.fullmatch(max_age):
        # A hostile line may hold a thousand digits; beyond 18 nothing differs.
        lifetime = float(max_age) if len(max_age) <= 18 else float(max_age[:18])
    else:
        max_age = ""
    moment = parse_date(expires) if expires else None
    if moment is None:
        expires = ""
    elif lifetime is None:
        lifetime = float(round(moment - written))
        if moment <= written:
            lifetime = min(lifetime, 0.0)
    same_site = read.get("samesite", "").capitalize()
    return CookieText(
        name=name,
        value=value,
        max_age=max_age,
        expires=expires,
        lifetime_s=lifetime,
        domain=read.get("domain", "").removeprefix(".").lower(),
        path=read["path"] if read.get("path", "").startswith("/") else "",
        secure="secure" in read,
        http_only="httponly" in read,
        same_site=same_site if same_site in ("Strict", "Lax", "None") else "",
        partitioned="partitioned" in read,
    )


def _attributes(parts: list[str]) -> dict[str, str]:
    """Names in lower case, the last one wins; what is too long is ignored. An empty Domain counts as absent."""
    read: dict[str, str] = {}
    for part in parts:
        name, _, value = part.partition("=")
        value = value.strip(_WHITE)
        if len(value) <= LONGEST_ATTRIBUTE:
            read[name.strip(_WHITE).lower()] = value
    return read


def parse_date(text: str) -> float | None:
    """A cookie date in epoch seconds, or None (RFC 6265bis 5.1.1). Years beyond 9999 cannot be written in it."""
    clock = day = month = year = None
    for token in _DATE_DELIMITER.split(text[:LONGEST_ATTRIBUTE]):
        if clock is None and (found := _CLOCK.fullmatch(token)):
            clock = (int(found[1]), int(found[2]), int(found[3]))
        elif day is None and (found := _DAY.fullmatch(token)):
            day = int(found[1])
        elif month is None and token[:3].lower() in _MONTHS:
            month = _MONTHS.index(token[:3].lower()) + 1
        elif year is None and (found := _YEAR.fullmatch(token)):
            year = int(found[1])
    if clock is None or day is None or month is None or year is None:
        return None
    if 70 <= year <= 99:
        year += 1900
    elif 0 <= year <= 69:
        year += 2000
    hour, minute, second = clock
    if year < 1601 or hour > 23 or minute > 59 or second > 59:
        return None
    if not 1 <= day <= calendar.monthrange(year, month)[1]:
        return None
    return float(calendar.timegm((year, month, day, hour, minute, second)))
