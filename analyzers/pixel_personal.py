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
from analyzers.parties import registrable_domain
from analyzers.personal_data import ROLES
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

# The domain ends in letters that are no file type: `logo@2x.png` is a picture, `vue@3.min` a library. A link to write to
# somebody holds that one's address, not the visitor's.
_E_MAIL = re.compile(
    r"(?<![\w.+-])(?<!mailto:)[\w.+-]{1,64}@([\w-]{1,63}(?:\.[\w-]{1,63}){0,4}\."
    r"(?!(?:png|jpe?g|gif|svg|webp|avif|ico|m?js|cjs|css|min|map|json|html?|umd|esm|bundle|prod|dev|woff2?|ttf|pdf|mp4)\b)"
    r"[a-z]{2,24})\b"
)
OWN = ("ep.", "epn.", "up.", "upn.", "cd[", "properties.")
"""What stands before names that the site chose: Google Analytics, Meta, TikTok."""
ADDRESSES = 5
_ABOUT = r"(?:user|customer|client|contact|login|account|billing|shipping|sha|md|hashed|hash|encrypted|enc)*"
# Digits are left out of names before they are compared: `email_sha256` reads `emailsha`.
_MAIL_NAME = re.compile(_ABOUT + r"e?mail(?:address|addr)?" + _ABOUT)
_PHONE_NAME = re.compile(_ABOUT + r"(?:(?:tele|mobile)?phone|mobile|msisdn)(?:number|nr)?" + _ABOUT)
_DIALLED = re.compile(r"\+?[\d ().-]{8,24}")
_NAMES = {
    "firstname": FIRST,
    "userfirstname": FIRST,
    "givenname": FIRST,
    "lastname": LAST,
    "userlastname": LAST,
    "surname": LAST,
    "familyname": LAST,
}
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


def clear_e_mails(fields: Fields, site: str = "") -> Iterator[Parameter]:
    """Addresses in the clear in any parameter, also inside the page's address; but those of nobody in particular
    (`info@`), and those at the site itself. `site`: its registrable domain."""
    for name, value in fields.items():
        if "@" in value or "%40" in value:
            for found in list(_E_MAIL.finditer(unquote_plus(value[:4096]).lower()))[:ADDRESSES]:
                if not ROLES.match(found[0]) and registrable_domain(found[1]) != site:
                    yield Parameter(name[:LONGEST_NAME], E_MAIL, "clear", value_kind(found[0]))
                    break


def by_own_name(fields: Fields) -> Iterator[Parameter]:
    """Parameters that the site itself named so that they stand for something of a person (`ep.user_email_sha256`,
    `cd[phone]`), where the value looks like it: a digest, a number to dial. Addresses in the clear: see `clear_e_mails`."""
    for name, value in fields.items():
        prefix = next((start for start in OWN if name.startswith(start)), "")
        bare = re.sub(r"[^a-z]", "", name[len(prefix) :].lower())
        hashed = form_of(value.strip()) != "clear"
        if not prefix or not bare:
            continue
        if _MAIL_NAME.fullmatch(bare) and hashed:
            yield from _parameter(name, E_MAIL, value)
        elif _PHONE_NAME.fullmatch(bare) and (hashed or _is_number_to_dial(value.strip())):
            yield from _parameter(name, PHONE, value)
        elif bare in _NAMES and value.strip():
            yield from _parameter(name, _NAMES[bare], value)


def _is_number_to_dial(value: str) -> bool:
    """Eight to fifteen digits (ITU-T E.164) and what is written between them."""
    return bool(_DIALLED.fullmatch(value)) and 8 <= sum(letter.isdigit() for letter in value) <= 15


def user_provided(fields: Fields) -> Iterator[Parameter]:
    """Google's `em=tv.1~em.<digest>~pn0.<digest>`; a part may hold an error's code in place of a digest."""
    for name in ("em", "ecsid"):
        for value in fields.all(name)[:3]:
            for part in value.split("~")[1:20]:
                key, _, digest = part.partition(".")
                what = GOOGLE.get(key.rstrip("0123456789"))
                if what and not _ERROR_CODE.fullmatch(digest):
                    yield from _parameter(f"{name}: {key}", what, digest)
