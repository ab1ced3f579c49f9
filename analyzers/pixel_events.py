"""What an advertising or analytics pixel says: the event, the page's address, and data of a person that it carries.

Read are requests of Meta, TikTok, X, LinkedIn, Google (Analytics, Ads, Floodlight), Pinterest, Microsoft Advertising and
Snapchat, out of their query and of the body's first 4,096 characters, which is all that the evidence keeps. No value gets
out of here: a parameter is told by its name, what it stands for, whether it is hashed, and its length and kind.

Sources, all the vendors' own documentation: Meta, "Advanced Matching" and "Standard Events"; TikTok, "Manual Advanced
Matching for Web"; X, "Conversion tracking for websites"; LinkedIn, "Insight Tag" and "Enhanced Conversions"; Google,
"Measurement Protocol" (version 1) and "Enhanced conversions for web"; Pinterest, "Enhanced match"; Microsoft,
"Universal Event Tracking"; Snapchat, "Advanced Conversions". What no document tells (Google Analytics 4 puts events of
one batch on lines of the body) is as browsers are seen to send it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from urllib.parse import unquote_plus, urlsplit

import msgspec

from analyzers.identifiers import value_kind
from analyzers.parties import host_of, is_within
from analyzers.pixel_fields import Fields, fields_of, json_fields, lines_of, matrix_of
from crawler.records import Request

LONGEST_NAME = 60
LONGEST_PAGE = 300
PERSONAL = 20
"""Parameters of a person that one event lists."""
PROPERTIES = 20

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


class PixelEvent(msgspec.Struct, frozen=True, kw_only=True):
    """One event as a pixel sent it."""

    service: str
    name: str
    page: str = ""
    """The address of the page that was sent, its query as `?…`."""
    personal: tuple[Parameter, ...] = ()
    identifiers: tuple[str, ...] = ()
    """Names of the parameters that hold a browser's or click's identifier."""
    properties: tuple[str, ...] = ()
    """Names of the event's own properties, as `content_ids`, `value`."""


Reader = Callable[[Fields, str], Iterator[PixelEvent]]
"""Takes the fields of one request and its path."""


class Pixel(msgspec.Struct, frozen=True):
    """Where a pixel's requests go and how they are read."""

    domains: tuple[str, ...]
    """The host is one of these or below it; empty: any host, since sites relay it through their own."""
    path: re.Pattern[str]
    read: Reader


def decode(record: Request) -> tuple[PixelEvent, ...]:
    """The events that a request tells; none where it is no pixel that is known."""
    host = host_of(record.url)
    try:
        path = urlsplit(record.url).path[:500]
    except ValueError:
        return ()
    for pixel in PIXELS:
        if pixel.path.match(path) and (not pixel.domains or any(is_within(host, domain) for domain in pixel.domains)):
            found = list(pixel.read(fields_of(record), path))
            return tuple(dict.fromkeys(found[:50]))
    return ()


def _event(
    service: str,
    name: str,
    fields: Fields,
    *,
    page: str = "",
    personal: Iterator[Parameter] | tuple[Parameter, ...] = (),
    identifiers: tuple[str, ...] = (),
    properties: Iterator[str] | tuple[str, ...] = (),
) -> PixelEvent:
    every = dict.fromkeys((*personal, *_clear_e_mails(fields)))
    return PixelEvent(
        service=service,
        name=name[:LONGEST_NAME] or "(no name)",
        page=_address(page),
        personal=tuple(every)[:PERSONAL],
        identifiers=tuple(name for name in identifiers if fields.get(name)),
        properties=tuple(dict.fromkeys(name[:LONGEST_NAME] for name in properties))[:PROPERTIES],
    )


def _address(url: str) -> str:
    bare, query, _ = url.partition("?")
    return bare.partition("#")[0][:LONGEST_PAGE] + ("?…" if query else "")


def form_of(value: str) -> str:
    """`SHA-256`, `SHA-1`, `MD5`, or `clear`: by length and alphabet, as the vendors ask for them."""
    if _HEX.fullmatch(value) and len(value) in _DIGESTS:
        return _DIGESTS[len(value)]
    return "SHA-256" if _BASE64_SHA256.fullmatch(value) else "clear"


def _parameter(name: str, what: str, value: str) -> Iterator[Parameter]:
    value = value.strip()
    if value not in NOTHING and value.lower() not in NOTHING:
        yield Parameter(name[:LONGEST_NAME], what, form_of(value), value_kind(value))


def _named(fields: Fields, names: dict[str, str], pattern: str = "{}") -> Iterator[Parameter]:
    for name, what in names.items():
        written = pattern.format(name)
        for value in fields.all(written)[:5]:
            yield from _parameter(written, what, value)


def _clear_e_mails(fields: Fields) -> Iterator[Parameter]:
    """Addresses in the clear in any parameter, also inside the page's address."""
    for name, value in fields.items():
        if "@" in value or "%40" in value:
            found = _E_MAIL.search(unquote_plus(value[:4096]).lower())
            if found:
                yield Parameter(name[:LONGEST_NAME], E_MAIL, "clear", value_kind(found[0]))


def _inside(fields: Fields, prefix: str) -> Iterator[str]:
    """Names between the brackets: `cd[value]` -> `value`."""
    for name, _ in fields.items():
        if name.startswith(f"{prefix}["):
            yield name[len(prefix) + 1 :].partition("]")[0]


def _meta(fields: Fields, _path: str) -> Iterator[PixelEvent]:
    yield _event(
        "Meta Pixel",
        fields.get("ev"),
        fields,
        page=fields.get("dl"),
        personal=(*_named(fields, SHORT, "ud[{}]"), *_named(fields, SHORT, "udff[{}]")),
        identifiers=("fbp", "fbc"),
        properties=_inside(fields, "cd"),
    )


def _tiktok(fields: Fields, _path: str) -> Iterator[PixelEvent]:
    if fields.get("event"):
        yield _event(
            "TikTok Pixel",
            fields.get("event"),
            fields,
            page=fields.get("context.page.url") or fields.leaf("url"),
            personal=_named(fields.under("context.user"), LONG),
            identifiers=("context.user.anonymous_id", "context.ad.callback", "context.user.ttp"),
            properties=(name for name, _ in fields.under("properties").items()),
        )


def _x(fields: Fields, _path: str) -> Iterator[PixelEvent]:
    held = json_fields(fields.get("event")) + json_fields(fields.get("events"))
    named = next((value for _, value in json_fields(fields.get("events")).items() if value), "")
    conversion = fields.get("event_id") if fields.get("event_id").startswith("tw-") else ""
    yield _event(
        "X Pixel",
        named or conversion or "page view",
        fields + held,
        page=fields.get("tw_document_href"),
        personal=_named(held, LONG),
        identifiers=("twclid", "muid"),
        properties=(name for name, _ in held.items() if name and not name.isdigit()),
    )


def _linkedin(fields: Fields, path: str) -> Iterator[PixelEvent]:
    conversion = fields.get("conversionId")
    yield _event(
        "LinkedIn Insight Tag",
        f"conversion {conversion}" if conversion else fields.get("signalType") or "page view",
        fields,
        page=fields.get("url"),
        personal=_named(fields, {"hem": E_MAIL}),
        identifiers=("li_adsId", "li_fat_id", "liFatId"),
    )


def _google_analytics(fields: Fields, path: str) -> Iterator[PixelEvent]:
    """Version 2: an event in the query, or one on each line of the body, which the query's parameters go before."""
    if not (fields.get("tid") and fields.get("v") == "2"):
        return
    for own in [fields] if fields.get("en") else lines_of(fields):
        yield _event(
            "Google Analytics",
            own.get("en"),
            own,
            page=own.get("dl"),
            personal=(*_user_provided(own), *_named(own, {"uid": ACCOUNT})),
            identifiers=("cid", "sid", "_gid", "auid"),
            properties=(name.partition(".")[2] for name, _ in own.items() if name.startswith(("ep.", "epn.", "up."))),
        )


def _google_analytics_1(fields: Fields, path: str) -> Iterator[PixelEvent]:
    for own in lines_of(fields, alone=True) if path.endswith("/batch") else [fields]:
        if own.get("tid") and own.get("t"):
            kind = own.get("t")
            name = f"{own.get('ec')}: {own.get('ea')}" if kind == "event" else kind
            yield _event(
                "Universal Analytics",
                name,
                own,
                page=own.get("dl") or own.get("dp"),
                personal=_named(own, {"uid": ACCOUNT}),
                identifiers=("cid", "_gid"),
            )


def _user_provided(fields: Fields) -> Iterator[Parameter]:
    """Google's `em=tv.1~em.<digest>~pn0.<digest>`; a part may hold an error's code in place of a digest."""
    for name in ("em", "ecsid"):
        for value in fields.all(name)[:3]:
            for part in value.split("~")[1:20]:
                key, _, digest = part.partition(".")
                what = GOOGLE.get(key.rstrip("0123456789"))
                if what and not _ERROR_CODE.fullmatch(digest):
                    yield from _parameter(f"{name}: {key}", what, digest)


def _google_ads(fields: Fields, path: str) -> Iterator[PixelEvent]:
    data = dict(part.partition("=")[::2] for part in fields.get("data").split(";")[:50])
    kind = "remarketing" if "viewthrough" in path or "user-list" in path else "conversion"
    if "form-data" in path:
        kind = "user-provided data"
    yield _event(
        "Google Ads",
        fields.get("en") or data.get("event", "") or kind,
        fields,
        page=fields.get("url") or fields.get("dl"),
        personal=_user_provided(fields),
        identifiers=("auid", "gclid", "gcl_au"),
        properties=data,
    )


def _floodlight(fields: Fields, path: str) -> Iterator[PixelEvent]:
    own = fields + matrix_of(path)
    yield _event(
        "Floodlight",
        "/".join(value for value in (own.get("type"), own.get("cat")) if value),
        own,
        page=own.get("~oref"),
        personal=_user_provided(own),
        identifiers=("auiddc", "gclid"),
        properties=(name for name, _ in own.items() if re.fullmatch(r"u\d{1,3}", name)),
    )


def _pinterest(fields: Fields, _path: str) -> Iterator[PixelEvent]:
    yield _event(
        "Pinterest Tag",
        fields.get("event") or "page view",
        fields,
        page=json_fields(fields.get("ad")).get("loc"),
        personal=_named(json_fields(fields.get("pd")), SHORT),
        properties=(name for name, _ in json_fields(fields.get("ed")).items()),
    )


def _microsoft(fields: Fields, _path: str) -> Iterator[PixelEvent]:
    named = fields.get("ea") if fields.get("evt") == "custom" else ""
    person = json_fields(fields.get("pid")) if fields.get("pid").startswith("{") else Fields.of_query(fields.get("pid"))
    yield _event(
        "Microsoft UET",
        named or fields.get("evt"),
        fields,
        page=fields.get("p"),
        personal=_named(person, {"em": E_MAIL, "ph": PHONE}),
        identifiers=("mid", "vid", "sid", "msclkid"),
    )


def _snapchat(fields: Fields, _path: str) -> Iterator[PixelEvent]:
    if fields.get("ev"):
        yield _event(
            "Snap Pixel",
            fields.get("ev"),
            fields,
            page=fields.get("pl"),
            personal=_named(fields, {"u_hem": E_MAIL, "u_hpn": PHONE}),
            identifiers=("u_c1", "u_sclid"),
        )


def _pixel(domains: str, path: str, read: Reader) -> Pixel:
    return Pixel(tuple(domains.split()), re.compile(path + r"/?$", re.IGNORECASE), read)


PIXELS: tuple[Pixel, ...] = (
    _pixel("facebook.com", r"/tr", _meta),
    _pixel(
        "analytics.tiktok.com analytics-sg.tiktok.com analytics.us.tiktok.com",
        r"/api/v2/pixel(?:/act|/inter)?",
        _tiktok,
    ),
    _pixel("t.co analytics.twitter.com analytics.x.com", r"/(?:1/)?i/adsct", _x),
    _pixel("ads.linkedin.com", r"/(?:collect|wa|attribution_trigger)", _linkedin),
    _pixel("", r"/(?:[\w-]+/){0,3}g/collect", _google_analytics),
    _pixel("google-analytics.com", r"/(?:[rj]/)?(?:collect|batch)", _google_analytics_1),
    _pixel(
        "googleadservices.com doubleclick.net google.com",
        r"/(?:pagead/(?:(?:1p-)?conversion|viewthroughconversion|1p-user-list|form-data)/[\w-]+|ccm/(?:collect|form-data/[\w-]+))",
        _google_ads,
    ),
    _pixel("doubleclick.net", r"/(?:ddm/)?activityi?[;/].*", _floodlight),
    _pixel("ct.pinterest.com", r"/(?:v3|user)", _pinterest),
    _pixel("bat.bing.com bat.bing.net", r"/actionp?/0", _microsoft),
    _pixel("tr.snapchat.com", r"/p", _snapchat),
)
"""In order: the first whose host and path fit reads the request."""
