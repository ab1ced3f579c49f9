"""Why one request is a web beacon: rules B1 to B5, each with its own words.

A beacon makes the browser tell a host something and needs nothing of the answer (EDPB Guidelines 2/2023, 3.1). Sizes
are decoded from the bytes, never read from attributes (Fouad et al., PETS 2020: an invisible pixel is an image of 1x1
or without content). A filter list alone makes no beacon: it also names libraries and advertisements.

What may be kept by the browser for a day and tells nobody apart counts nothing: a spacer, a placeholder. Whoever counts asks
to be asked again (RFC 9111, 5.2.2).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from analyzers.answers import (
    answer_bytes,
    header,
    is_image,
    is_image_mime,
    is_prefetch,
    is_redirect,
    may_be_kept,
    mime_of,
)
from analyzers.beacon_contents import Case, carried_by, tells_apart
from crawler.records import Request

TINY_BODY = 100
"""Bytes. One-pixel GIFs have 35 to 49 bytes, PNGs 67 to 95: an image of a network log without decoded size."""
TINY_GIF = 50
"""Bytes of a GIF without a query: small sprites have 80."""
SMALL_ANSWER = 1024
"""Bytes of an answer that is a receipt rather than content."""
PICTURE = 64
"""Pixels of the sides of a picture that is worth looking at, once it is shown."""
FRAME = 20_000
"""Bytes of a document that hands on identifiers and shows nothing: those that do are smaller."""
RECEIPT = 128
"""Bytes of a text that says no more than that an event came in: `{"success":true}`, an event's own number."""
SMALL_IMAGE = 3
"""Pixels: the tier of 2x2 and 3x3, which only counts with a query to a third party."""

UNSEEN = "not visible"

BEACON_APIS = {
    "sendBeacon": "navigator.sendBeacon",
    "ping": "<a ping>",
    "keepalive": "fetch with keepalive",
    "fetchLater": "fetchLater",
}
REPORT_TYPES = ("application/csp-report", "application/reports+json", "application/expect-ct-report+json")
NEVER = frozenset(("document", "stylesheet", "font", "media", "manifest", "preflight", "websocket", "texttrack"))
"""Types that are content, or no event of their own: a preflight asks whether the event may be sent."""
EVENT_TYPES = frozenset(("", "script", "xhr", "fetch", "other", "eventsource", "ping", "prefetch"))

_RECEIPT_TYPES = ("text/plain", "image/")
_PHOTO_FILE = re.compile(r"\.(?:jpe?g|png|webp|avif|svg|ico|bmp)$", re.IGNORECASE)
_LOG_IN = (re.compile(r"[?&]redirect_uri=", re.IGNORECASE), re.compile(r"[?&]client_id=", re.IGNORECASE))
"""A request to be authorised (RFC 6749, 4.1.1): it names the page to come back to."""
_SCRIPT_MIME = re.compile(r"(?:java|ecma)script|text/css|font", re.IGNORECASE)


class Reason(msgspec.Struct, frozen=True):
    """One rule that makes a request a beacon."""

    rule: str
    """`B1` to `B6`, `static`, `filter-rule`."""
    why: str
    certainty: str
    """`high`, `medium`, `low`."""


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """A request that is a beacon."""

    mechanism: str
    reasons: tuple[Reason, ...]
    carries: tuple[str, ...]


def judge(case: Case) -> Judged | None:
    """All rules that apply; None when none does."""
    record = case.record
    framed = record.resource_type == "document" and case.third_party and record.seen_by != ("static",)
    if record.browser_own or record.method == "OPTIONS" or (record.resource_type in NEVER and not framed):
        return None
    carries = tuple(carried_by(case))
    if record.seen_by == ("static",):
        reasons = list(_static(case))
        return Judged(mechanism="noscript", reasons=tuple(reasons), carries=carries) if reasons else None
    if framed and not is_image(record):
        reasons = list(_by_frame(case, carries))
    else:
        reasons = [*_by_api(case), *_by_size(case, carries), *_by_hiding(case, carries), *_by_event(case, carries)]
    if not reasons:
        return None
    return Judged(mechanism=mechanism_of(case), reasons=tuple(reasons), carries=carries)


def mechanism_of(case: Case) -> str:
    """How it was sent: an API's name, `report`, `image`, `frame`, `prefetch`, `script`, `fetch`."""
    record = case.record
    for api in (*sorted(case.apis), record.api):
        if api in BEACON_APIS:
            return api
    if _is_report(record):
        return "report"
    if record.resource_type == "ping":
        return "ping"
    if is_image(record):
        return "image"
    if is_prefetch(record):
        return "prefetch"
    if record.resource_type == "script":
        return "script"
    if record.resource_type == "document":
        return "frame"
    return "sendBeacon" if _sent_blindly(record) else "fetch"


def _is_report(record: Request) -> bool:
    kind = record.post_kind.partition(";")[0].strip().lower()
    return record.resource_type == "cspviolationreport" or kind in REPORT_TYPES


def _sent_blindly(record: Request) -> bool:
    """A POST whose answer no script can read, as sendBeacon makes it (Fetch standard: mode no-cors, destination empty)."""
    return (
        not record.resource_type
        and record.method == "POST"
        and header(record.request_headers, "sec-fetch-mode") == "no-cors"
        and header(record.request_headers, "sec-fetch-dest") == "empty"
    )


def _answered(record: Request) -> bool:
    return record.status is not None and 200 <= record.status < 300


def _by_api(case: Case) -> Iterator[Reason]:
    """B3: sent by an API that exists to send and forget, whatever the size."""
    record = case.record
    apis = {api for api in (*case.apis, record.api) if api in BEACON_APIS}
    for api in sorted(apis):
        yield Reason("B3", f"sent by {BEACON_APIS[api]}", "high")
    if _is_report(record):
        yield Reason("B3", "a report that the browser posts by itself", "high")
    elif record.resource_type == "ping" and not apis:
        yield Reason("B3", "sent by navigator.sendBeacon or <a ping>", "high")
    elif _sent_blindly(record) and not apis:
        yield Reason("B3", "a POST whose answer nothing can read, as navigator.sendBeacon sends it", "medium")


def _counts_nothing(case: Case, carries: tuple[str, ...]) -> bool:
    """Is it a file for everybody: kept for a day, without cookies, the same address for each visitor?"""
    record = case.record
    cookies = header(record.request_headers, "cookie") or header(record.response_headers, "set-cookie")
    return not carries and not cookies and may_be_kept(record) and not tells_apart(record.url)


def _by_size(case: Case, carries: tuple[str, ...]) -> Iterator[Reason]:
    """B1: an image of at most 1x1, or answered by nothing that could be shown."""
    record = case.record
    if not is_image(record) or is_redirect(record):
        return
    query = "?" in record.url
    layout = not query and (not case.third_party or case.shown)
    file = _counts_nothing(case, carries)
    width, height = record.image_width, record.image_height
    if width is not None and height is not None:
        if width <= 1 and height <= 1:
            if file:
                yield Reason("B1", f"image of {width}x{height} pixels, which is kept and tells nobody apart", "low")
            elif layout:
                yield Reason("B1", f"image of {width}x{height} pixels, first party and without a query", "low")
            else:
                yield Reason("B1", f"image of {width}x{height} pixels", "high" if query else "medium")
        elif width <= SMALL_IMAGE and height <= SMALL_IMAGE and query and case.third_party and not file:
            yield Reason("B1", f"image of {width}x{height} pixels, with a query to a third party", "medium")
        return
    if not _answered(record) or _is_icon(record):
        return
    size = answer_bytes(record)
    if size == 0 and record.from_cache:
        return
    if size == 0:
        yield Reason("B1", "image answered by an empty body", "low" if layout else "high")
    elif is_image_mime(record) and "svg" not in mime_of(record):
        limit = TINY_GIF if mime_of(record) == "image/gif" and not query else TINY_BODY
        if size is not None and size <= limit:
            yield Reason(
                "B1",
                f"image of {size} bytes, too small to show more than a pixel",
                "low" if layout or file else "medium",
            )
    elif mime_of(record) and mime_of(record) != "application/octet-stream" and query and not is_image_mime(record):
        # A page in place of a picture is a missing one: shops answer every unknown address with their start page.
        missing = mime_of(record) == "text/html" and _PHOTO_FILE.search(record.url.partition("?")[0])
        if not missing and (size is None or size <= SMALL_ANSWER):
            yield Reason("B1", f"image answered by {mime_of(record)[:40]}, which is no image", "medium")


def _is_icon(record: Request) -> bool:
    path = record.url.partition("?")[0].lower()
    return path.endswith(".ico") or "favicon" in path or "apple-touch-icon" in path


def _by_hiding(case: Case, carries: tuple[str, ...]) -> Iterator[Reason]:
    """B2: an image of a third party that cannot be seen, or that was never answered, and carries something."""
    if not (case.third_party and carries and is_image(case.record)) or is_redirect(case.record):
        return
    if case.hidden:
        # A code to be scanned holds the page's address too, and waits unseen until somebody asks for it.
        picture = case.hidden == UNSEEN and min(case.record.image_width or 0, case.record.image_height or 0) >= PICTURE
        told = f"hidden image ({case.hidden}) that carries {', '.join(carries)}"
        yield Reason("B2", told, "low" if picture else "high")
    elif case.record.status is None:
        yield Reason("B2", f"image that was not answered and carries {', '.join(carries)}", "medium")


def _by_frame(case: Case, carries: tuple[str, ...]) -> Iterator[Reason]:
    """B5: a frame of a third party that cannot be seen and carries something. Not: a silent log-in, which names the page
    to come back to; nor a document so long that it waits to be read."""
    long = (answer_bytes(case.record) or 0) > FRAME
    asks = all(name.search(case.record.url) for name in _LOG_IN)
    if case.hidden_frame and carries and not long and not asks:
        yield Reason("B5", f"hidden frame ({case.hidden_frame}) that carries {', '.join(carries)}", "medium")


def _by_event(case: Case, carries: tuple[str, ...]) -> Iterator[Reason]:
    """B4: a call by script that carries something and is answered by nothing, or next to nothing. B5: so prefetched."""
    record = case.record
    if record.resource_type not in EVENT_TYPES or is_image(record) or is_redirect(record) or not carries:
        return
    if record.method not in ("GET", "POST"):
        return  # what is put, changed or deleted at an address is an interface's content (RFC 9110, 9.3)
    rule, what = ("B5", "prefetch") if is_prefetch(record) else ("B4", "call")
    told = f"that carries {', '.join(carries)}"
    size = answer_bytes(record)
    if not case.third_party:
        nothing = size == 0 or (size is not None and size <= TINY_GIF and mime_of(record).startswith(_RECEIPT_TYPES))
        if _answered(record) and nothing and any(what.startswith("the page's") for what in carries):
            yield Reason(rule, f"{what} to the site itself, answered by nothing, {told}", "medium")
        return
    if _answered(record):
        if size == 0:
            yield Reason(rule, f"{what} answered by nothing {told}", "high")
        elif _SCRIPT_MIME.search(mime_of(record)):
            if size is not None and size <= TINY_BODY and record.resource_type == "script":
                yield Reason(rule, f"{what} answered by a script of {size} bytes {told}", "medium")
        elif size is not None and size <= SMALL_ANSWER:
            # What is kept, or longer than a receipt, may be what the page asked for.
            long = size > RECEIPT and not mime_of(record).startswith(_RECEIPT_TYPES)
            content = may_be_kept(record, 1) or (long and not case.measures)
            yield Reason(rule, f"{what} answered by {size} bytes {told}", "low" if content else "medium")
        elif size is None and record.method == "POST":
            yield Reason(rule, f"POST with an answer of unknown size {told}", "medium")
    elif record.status is None and record.method == "POST":
        yield Reason(rule, f"POST that was not answered and carries {', '.join(carries)}", "medium")


def _static(case: Case) -> Iterator[Reason]:
    """An image in `<noscript>`, found in the markup and never sent: judged by what its address would tell."""
    record = case.record
    if record.resource_type not in ("", "image") or case.shown:
        return
    path, question, _ = record.url.partition("?")
    width, height = record.image_width, record.image_height
    if case.hidden or (width is not None and height is not None and max(width, height) <= 1):
        if case.third_party or question:
            yield Reason("static", "one-pixel image in <noscript>; this scan ran scripts, so it was not sent", "high")
    elif not case.third_party or width is not None:
        return
    elif path.lower().endswith(".gif"):
        yield Reason(
            "static", "GIF of a third party in <noscript>; this scan ran scripts, so it was not sent", "medium"
        )
    elif question and not _PHOTO_FILE.search(path):
        yield Reason("static", "image with a query to a third party in <noscript>; not sent in this scan", "medium")
