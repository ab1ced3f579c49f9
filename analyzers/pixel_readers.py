"""How each vendor's pixel is read: its event, the page it names, and which parameters stand for something of a person.

Sources, all the vendors' own documentation: Meta, "Advanced Matching" and "Standard Events"; TikTok, "Manual Advanced
Matching for Web"; X, "Conversion tracking for websites"; LinkedIn, "Insight Tag" and "Enhanced Conversions"; Google,
"Measurement Protocol" (version 1) and "Enhanced conversions for web"; Pinterest, "Enhanced match"; Microsoft,
"Universal Event Tracking"; Snapchat, "Advanced Conversions"; Reddit, "Advanced Matching". What no document tells (Google
Analytics 4 puts events of one batch on lines of the body) is as browsers are seen to send it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import msgspec

from analyzers.parties import host_of, registrable_domain
from analyzers.pixel_fields import Fields, json_fields, lines_of, matrix_of
from analyzers.pixel_personal import (
    ACCOUNT,
    E_MAIL,
    LONG,
    LONGEST_NAME,
    PHONE,
    SHORT,
    Parameter,
    by_own_name,
    clear_e_mails,
    named,
    user_provided,
)

LONGEST_PAGE = 300
PERSONAL = 20
"""Parameters of a person that one event lists."""
PROPERTIES = 20


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
    site = registrable_domain(host_of(page))
    every = dict.fromkeys((*personal, *by_own_name(fields), *clear_e_mails(fields, site)))
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


def _inside(fields: Fields, prefix: str) -> Iterator[str]:
    """Names between the brackets: `cd[value]` -> `value`."""
    for name, _ in fields.items():
        if name.startswith(f"{prefix}["):
            yield name[len(prefix) + 1 :].partition("]")[0]


def meta(fields: Fields, _path: str) -> Iterator[PixelEvent]:
    yield _event(
        "Meta Pixel",
        fields.get("ev"),
        fields,
        page=fields.get("dl"),
        personal=(*named(fields, SHORT, "ud[{}]"), *named(fields, SHORT, "udff[{}]")),
        identifiers=("fbp", "fbc"),
        properties=_inside(fields, "cd"),
    )


def tiktok(fields: Fields, _path: str) -> Iterator[PixelEvent]:
    if fields.get("event"):
        yield _event(
            "TikTok Pixel",
            fields.get("event"),
            fields,
            page=fields.get("context.page.url") or fields.leaf("url"),
            personal=named(fields.under("context.user"), LONG),
            identifiers=("context.user.anonymous_id", "context.ad.callback", "context.user.ttp"),
            properties=(name for name, _ in fields.under("properties").items()),
        )


def x(fields: Fields, _path: str) -> Iterator[PixelEvent]:
    held = json_fields(fields.get("event")) + json_fields(fields.get("events"))
    first = next((value for _, value in json_fields(fields.get("events")).items() if value), "")
    conversion = fields.get("event_id") if fields.get("event_id").startswith("tw-") else ""
    yield _event(
        "X Pixel",
        first or conversion or "page view",
        fields + held,
        page=fields.get("tw_document_href"),
        personal=named(held, LONG),
        identifiers=("twclid", "muid"),
        properties=(name for name, _ in held.items() if name and not name.isdigit()),
    )


def linkedin(fields: Fields, _path: str) -> Iterator[PixelEvent]:
    conversion = fields.get("conversionId")
    yield _event(
        "LinkedIn Insight Tag",
        f"conversion {conversion}" if conversion else fields.get("signalType") or "page view",
        fields,
        page=fields.get("url"),
        personal=named(fields, {"hem": E_MAIL}),
        identifiers=("li_adsId", "li_fat_id", "liFatId"),
    )


def google_analytics(fields: Fields, _path: str) -> Iterator[PixelEvent]:
    """Version 2: an event in the query, or one on each line of the body, which the query's parameters go before."""
    if not (fields.get("tid") and fields.get("v") == "2"):
        return
    for own in [fields] if fields.get("en") else lines_of(fields):
        yield _event(
            "Google Analytics",
            own.get("en"),
            own,
            page=own.get("dl"),
            personal=(*user_provided(own), *named(own, {"uid": ACCOUNT})),
            identifiers=("cid", "sid", "_gid", "auid"),
            properties=(name.partition(".")[2] for name, _ in own.items() if name.startswith(("ep.", "epn.", "up."))),
        )


def google_analytics_1(fields: Fields, path: str) -> Iterator[PixelEvent]:
    for own in lines_of(fields, alone=True) if path.endswith("/batch") else [fields]:
        if own.get("tid") and own.get("t"):
            kind = own.get("t")
            name = f"{own.get('ec')}: {own.get('ea')}" if kind == "event" else kind
            yield _event(
                "Universal Analytics",
                name,
                own,
                page=own.get("dl") or own.get("dp"),
                personal=named(own, {"uid": ACCOUNT}),
                identifiers=("cid", "_gid"),
            )


def google_ads(fields: Fields, path: str) -> Iterator[PixelEvent]:
    data = dict(part.partition("=")[::2] for part in fields.get("data").split(";")[:50])
    kind = "remarketing" if re.search("viewthrough|user-list|rmkt", path) else "conversion"
    if "form-data" in path:
        kind = "user-provided data"
    yield _event(
        "Google Ads",
        fields.get("en") or data.get("event", "") or kind,
        fields,
        page=fields.get("url") or fields.get("dl"),
        personal=user_provided(fields),
        identifiers=("auid", "gclid", "gcl_au"),
        properties=iter(data),
    )


def floodlight(fields: Fields, path: str) -> Iterator[PixelEvent]:
    own = fields + matrix_of(path)
    yield _event(
        "Floodlight",
        "/".join(value for value in (own.get("type"), own.get("cat")) if value),
        own,
        page=own.get("~oref"),
        personal=user_provided(own),
        identifiers=("auiddc", "gclid"),
        properties=(name for name, _ in own.items() if re.fullmatch(r"u\d{1,3}", name)),
    )


def pinterest(fields: Fields, _path: str) -> Iterator[PixelEvent]:
    yield _event(
        "Pinterest Tag",
        fields.get("event") or "page view",
        fields,
        page=json_fields(fields.get("ad")).get("loc"),
        personal=named(json_fields(fields.get("pd")), SHORT),
        properties=(name for name, _ in json_fields(fields.get("ed")).items()),
    )


def microsoft(fields: Fields, _path: str) -> Iterator[PixelEvent]:
    custom = fields.get("ea") if fields.get("evt") == "custom" else ""
    person = json_fields(fields.get("pid")) if fields.get("pid").startswith("{") else Fields.of_query(fields.get("pid"))
    yield _event(
        "Microsoft UET",
        custom or fields.get("evt"),
        fields,
        page=fields.get("p"),
        personal=named(person, {"em": E_MAIL, "ph": PHONE}),
        identifiers=("mid", "vid", "sid", "msclkid"),
    )


def snapchat(fields: Fields, _path: str) -> Iterator[PixelEvent]:
    if fields.get("ev"):
        yield _event(
            "Snap Pixel",
            fields.get("ev"),
            fields,
            page=fields.get("pl"),
            personal=named(fields, {"u_hem": E_MAIL, "u_hpn": PHONE}),
            identifiers=("u_c1", "u_sclid"),
        )


def reddit(fields: Fields, _path: str) -> Iterator[PixelEvent]:
    yield _event(
        "Reddit Pixel",
        fields.get("event"),
        fields,
        page=fields.get("url") or fields.get("dpm.url"),
        personal=named(fields, {"em": E_MAIL, "pn": PHONE, "external_id": ACCOUNT}),
        identifiers=("uuid", "click_id", "aaid", "idfa"),
        properties=(name.partition(".")[2] for name, _ in fields.items() if name.startswith("m.")),
    )
