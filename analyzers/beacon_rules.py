"""Why one request is a web beacon: rules B1 to B4, each with its own words.

A beacon makes the browser tell a host something and needs nothing of the answer (EDPB Guidelines 2/2023, 3.1). Sizes
are decoded from the bytes, never read from attributes (Fouad et al., PETS 2020: an invisible pixel is an image of 1x1
or without content). A filter list alone makes no beacon: it also names libraries and advertisements.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from analyzers.beacon_contents import Case, carried_by
from crawler.records import Request

TINY_BODY = 100
"""Bytes. One-pixel GIFs have 35 to 49 bytes, PNGs 67 to 95: an image of a network log without decoded size."""
TINY_GIF = 50
"""Bytes of a GIF without a query: small sprites have 80."""
SMALL_ANSWER = 1024
"""Bytes of an answer that is a receipt rather than content."""
SMALL_IMAGE = 3
"""Pixels: the tier of 2x2 and 3x3, which only counts with a query to a third party."""

BEACON_APIS = {
    "sendBeacon": "navigator.sendBeacon",
    "ping": "<a ping>",
    "keepalive": "fetch with keepalive",
    "fetchLater": "fetchLater",
}
REPORT_TYPES = ("application/csp-report", "application/reports+json", "application/expect-ct-report+json")
NEVER = frozenset(("document", "stylesheet", "font", "media", "manifest", "preflight", "websocket", "texttrack"))
"""Types that are content, or no event of their own: a preflight asks whether the event may be sent."""
EVENT_TYPES = frozenset(("", "script", "xhr", "fetch", "other", "eventsource", "ping"))

_PHOTO_FILE = re.compile(r"\.(?:jpe?g|png|webp|avif|svg|ico|bmp)$", re.IGNORECASE)
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
    if record.browser_own or record.resource_type in NEVER or record.method == "OPTIONS":
        return None
    carries = tuple(carried_by(case))
    if record.seen_by == ("static",):
        reasons = list(_static(case))
        return Judged(mechanism="noscript", reasons=tuple(reasons), carries=carries) if reasons else None
    reasons = [*_by_api(case), *_by_size(case), *_by_hiding(case, carries), *_by_event(case, carries)]
    if not reasons:
        return None
    return Judged(mechanism=mechanism_of(case), reasons=tuple(reasons), carries=carries)


def mechanism_of(case: Case) -> str:
    """How it was sent: an API's name, `report`, `image`, `script`, `fetch`."""
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
    if record.resource_type == "script":
        return "script"
    return "sendBeacon" if _sent_blindly(record) else "fetch"


def is_image(record: Request) -> bool:
    """Was it asked for as an image? By type, else by the browser's own header, else by the answer."""
    if record.resource_type:
        return record.resource_type == "image" or (record.resource_type == "other" and _is_image_mime(record))
    asked = header(record.request_headers, "sec-fetch-dest")
    return asked == "image" if asked else _is_image_mime(record)


def is_redirect(record: Request) -> bool:
    return record.status in (301, 302, 303, 307, 308)


def header(headers: tuple[tuple[str, str], ...], name: str) -> str:
    return next((value for key, value in headers if key.lower() == name), "")


def answer_bytes(record: Request) -> int | None:
    """Size of the answer: decoded where known, else Content-Length. 0 for 204 and 205."""
    if record.status in (204, 205):
        return 0
    if record.body_bytes is not None:
        return record.body_bytes
    length = header(record.response_headers, "content-length").strip()
    return int(length) if length.isascii() and length.isdigit() and len(length) < 16 else None


def _is_image_mime(record: Request) -> bool:
    return _mime(record).startswith("image/")


def _mime(record: Request) -> str:
    mime = record.mime or header(record.response_headers, "content-type")
    return mime.partition(";")[0].strip().lower()


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


def _by_size(case: Case) -> Iterator[Reason]:
    """B1: an image of at most 1x1, or answered by nothing that could be shown."""
    record = case.record
    if not is_image(record) or is_redirect(record):
        return
    query = "?" in record.url
    layout = not query and not case.third_party
    width, height = record.image_width, record.image_height
    if width is not None and height is not None:
        if width <= 1 and height <= 1:
            if layout:
                yield Reason("B1", f"image of {width}x{height} pixels, first party and without a query", "low")
            else:
                yield Reason("B1", f"image of {width}x{height} pixels", "high" if query else "medium")
        elif width <= SMALL_IMAGE and height <= SMALL_IMAGE and query and case.third_party:
            yield Reason("B1", f"image of {width}x{height} pixels, with a query to a third party", "medium")
        return
    if not _answered(record) or _is_icon(record):
        return
    size = answer_bytes(record)
    if size == 0 and record.from_cache:
        return
    if size == 0:
        yield Reason("B1", "image answered by an empty body", "low" if layout else "high")
    elif _is_image_mime(record) and "svg" not in _mime(record):
        limit = TINY_GIF if _mime(record) == "image/gif" and not query else TINY_BODY
        if size is not None and size <= limit:
            yield Reason(
                "B1", f"image of {size} bytes, too small to show more than a pixel", "low" if layout else "medium"
            )
    elif _mime(record) and _mime(record) != "application/octet-stream" and query and not _is_image_mime(record):
        yield Reason("B1", f"image answered by {_mime(record)[:40]}, which is no image", "medium")


def _is_icon(record: Request) -> bool:
    path = record.url.partition("?")[0].lower()
    return path.endswith(".ico") or "favicon" in path or "apple-touch-icon" in path


def _by_hiding(case: Case, carries: tuple[str, ...]) -> Iterator[Reason]:
    """B2: an image of a third party that cannot be seen, or that was never answered, and carries something."""
    if not (case.third_party and carries and is_image(case.record)) or is_redirect(case.record):
        return
    if case.hidden:
        yield Reason("B2", f"hidden image ({case.hidden}) that carries {', '.join(carries)}", "high")
    elif case.record.status is None:
        yield Reason("B2", f"image that was not answered and carries {', '.join(carries)}", "medium")


def _by_event(case: Case, carries: tuple[str, ...]) -> Iterator[Reason]:
    """B4: a call by script that carries something and is answered by nothing, or next to nothing."""
    record = case.record
    if record.resource_type not in EVENT_TYPES or is_image(record) or is_redirect(record) or not carries:
        return
    size = answer_bytes(record)
    if not case.third_party:
        if _answered(record) and size == 0 and any(what.startswith("the page's") for what in carries):
            yield Reason(
                "B4", f"call to the site itself, answered by nothing, that carries {', '.join(carries)}", "medium"
            )
        return
    if _answered(record):
        if size == 0:
            yield Reason("B4", f"call answered by nothing that carries {', '.join(carries)}", "high")
        elif _SCRIPT_MIME.search(_mime(record)):
            return
        elif size is not None and size <= SMALL_ANSWER:
            yield Reason("B4", f"call answered by {size} bytes that carries {', '.join(carries)}", "medium")
        elif size is None and record.method == "POST":
            yield Reason("B4", f"POST with an answer of unknown size that carries {', '.join(carries)}", "medium")
    elif record.status is None and record.method == "POST":
        yield Reason("B4", f"POST that was not answered and carries {', '.join(carries)}", "medium")


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
