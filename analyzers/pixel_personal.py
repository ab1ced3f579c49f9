"""Which parameters of a pixel stand for something of a person, and whether they are hashed.

A parameter is told by its name, what it stands for, its form, length and kind; never by its value. The names are those of
the vendors' own documentation (analyzers.pixel_readers).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from urllib.parse import unquote_plus

import msgspec

from analyzers.identifiers import value_kind
from analyzers.pixel_fields import Fields

LONGEST_NAME = 60

E_MAIL, PHONE, FIRST, LAST = "e-mail address", "phone number", "first name", "last name"
CITY, STATE, POST_CODE, COUNTRY, STREET = "city", "state or region", "postal code", "country", "street"
BIRTH, GENDER, ACCOUNT = "date of birth", "gender", "the site's own id of the person"

SHORT = {
    "em": E_MAIL,
    "ph": PHONE,
    "fn": FIRST,
    "ln": LAST,
    "ge": GENDER,
    "db": BIRTH,
    "ct": CITY,
    "st": STATE,
    "zp": POST_CODE,
    "country": COUNTRY,
    "external_id": ACCOUNT,
}
"""Names of Meta's and Pinterest's matching parameters."""
LONG = {
    "email": E_MAIL,
    "email_address": E_MAIL,
    "sha256_email": E_MAIL,
    "auto_email": E_MAIL,
    "phone": PHONE,
    "phone_number": PHONE,
    "sha256_phone_number": PHONE,
    "auto_phone_number": PHONE,
    "first_name": FIRST,
    "last_name": LAST,
    "city": CITY,
    "state": STATE,
    "zip_code": POST_CODE,
    "external_id": ACCOUNT,
}
"""Names in TikTok's and X's events."""
GOOGLE = {
    "em": E_MAIL,
    "pn": PHONE,
    "ph": PHONE,
    "fn": FIRST,
    "ln": LAST,
    "sa": STREET,
    "ct": CITY,
    "rg": STATE,
    "pc": POST_CODE,
    "co": COUNTRY,
}
"""Names inside Google's user-provided data: `tv.1~em.<digest>~pn0.<digest>`."""

# The domain ends in letters that are no file type: `logo@2x.png` is a picture.
_E_MAIL = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){0,4}\.(?!png|jpe?g|gif|svg|webp|js|css)[a-z]{2,24}\b"
)
_DIGESTS = {32: "MD5", 40: "SHA-1", 64: "SHA-256"}
_HEX = re.compile(r"[0-9a-f]+", re.IGNORECASE)
_BASE64_SHA256 = re.compile(r"[\w+/-]{43}=?")
_ERROR_CODE = re.compile(r"e\d{0,3}")
NOTHING = frozenset(
    digest(text.encode()).hexdigest()
    for text in ("", "null", "undefined", "none", "false")
    for digest in (
        hashlib.sha256,
        lambda data: hashlib.sha1(data, usedforsecurity=False),
        lambda data: hashlib.md5(data, usedforsecurity=False),
    )
) | {"", "null", "undefined", "none", "false", "0", "[]", "{}", "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU"}
"""What stands for no value: the empty text and its like, also hashed. A pixel sends them of a visitor it knows nothing of."""


class Parameter(msgspec.Struct, frozen=True):
    """A parameter that stands for something of a person. Never its value."""

    name: str
    what: str
    form: str
    """`SHA-256`, `SHA-1`, `MD5`, or `clear`."""
    kind: str
    """Length and kind of the value."""


def form_of(value: str) -> str:
    """`SHA-256`, `SHA-1`, `MD5`, or `clear`: by length and alphabet, as the vendors ask for them."""
    if _HEX.fullmatch(value) and len(value) in _DIGESTS:
        return _DIGESTS[len(value)]
    return "SHA-256" if _BASE64_SHA256.fullmatch(value) else "clear"


def _parameter(name: str, what: str, value: str) -> Iterator[Parameter]:
    value = value.strip()
    if value not in NOTHING and value.lower() not in NOTHING:
        yield Parameter(name[:LONGEST_NAME], what, form_of(value), value_kind(value))


def named(fields: Fields, names: dict[str, str], pattern: str = "{}") -> Iterator[Parameter]:
    for name, what in names.items():
        written = pattern.format(name)
        for value in fields.all(written)[:5]:
            yield from _parameter(written, what, value)


def clear_e_mails(fields: Fields) -> Iterator[Parameter]:
    """Addresses in the clear in any parameter, also inside the page's address."""
    for name, value in fields.items():
        if "@" in value or "%40" in value:
            found = _E_MAIL.search(unquote_plus(value[:4096]).lower())
            if found:
                yield Parameter(name[:LONGEST_NAME], E_MAIL, "clear", value_kind(found[0]))


def user_provided(fields: Fields) -> Iterator[Parameter]:
    """Google's `em=tv.1~em.<digest>~pn0.<digest>`; a part may hold an error's code in place of a digest."""
    for name in ("em", "ecsid"):
        for value in fields.all(name)[:3]:
            for part in value.split("~")[1:20]:
                key, _, digest = part.partition(".")
                what = GOOGLE.get(key.rstrip("0123456789"))
                if what and not _ERROR_CODE.fullmatch(digest):
                    yield from _parameter(f"{name}: {key}", what, digest)
