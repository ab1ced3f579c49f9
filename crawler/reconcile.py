"""The ledger and DevTools reconciled: the ledger says what happened, DevTools says who asked.

Requests are paired by method and address, in order of time. What only the ledger saw is kept and marked; what only
DevTools saw was answered without the network (memory cache) or stopped before it.
"""

from __future__ import annotations

import base64
import hashlib
from collections import defaultdict, deque
from collections.abc import Callable

import msgspec

from crawler.api_calls import Pair, calls_by_request, header
from crawler.ledger import Ledger, LedgerRequest
from crawler.recorders.hops import POST_BYTES, DevToolsRequest
from crawler.records import ApiCall, Headers, Record, Request
from crawler.set_cookies import set_cookies

DESTINATIONS = {
    "image": "image",
    "script": "script",
    "style": "stylesheet",
    "document": "document",
    "iframe": "document",
    "frame": "document",
    "object": "document",
    "embed": "document",
    "font": "font",
    "audio": "media",
    "video": "media",
    "track": "media",
    "worker": "script",
    "sharedworker": "script",
    "serviceworker": "script",
    "manifest": "manifest",
    "report": "cspviolationreport",
    "empty": "fetch",
}
"""Sec-Fetch-Dest (Fetch Metadata, W3C) to DevTools' resource type, for requests that DevTools did not see."""

WHO_ASKED = ("resource_type", "page_url", "frame_id", "frame_url", "initiator", "initiator_url", "stack", "api")
SAME_BODY = (307, 308)


def reconcile(
    ledger: Ledger,
    told: list[DevToolsRequest],
    calls: list[ApiCall],
    visit_at: Callable[[float], str],
    page_urls: dict[str, str],
) -> list[Record]:
    """Request and SetCookie records in order of time. `page_urls` gives each visit's address."""
    waiting: dict[tuple[str, str], deque[int]] = defaultdict(deque)
    # What a service worker answered has no partner either, unless nobody told the worker's own request for it.
    for index, hop in sorted(enumerate(told), key=lambda pair: (pair[1].from_worker, pair[1].time)):
        # What the page had in memory never reached the network stack: it has no partner there.
        if not hop.from_memory:
            waiting[(hop.method, _address(hop.url))].append(index)

    partner: dict[int, int] = {}
    for place, logged in enumerate(ledger.requests):
        queue = waiting.get((logged.method, _address(logged.url)))
        if queue and logged.sent_again is None:
            partner[place] = queue.popleft()
    paired = set(partner.values())
    unpaired = [index for index in range(len(told)) if index not in paired]

    sites = {_top_site(entry) for entry in ledger.requests if entry.main_frame}

    order = [(entry.time, 0, place) for place, entry in enumerate(ledger.requests)]
    order += [(told[index].time, 1, index) for index in unpaired]
    order.sort()
    names: dict[tuple[int, int], str] = {}
    for count, (_, kind, index) in enumerate(order, start=1):
        names[(kind, index)] = f"r{count}"
        if kind == 0 and index in partner:
            names[(1, partner[index])] = f"r{count}"

    pairs: list[Pair] = [
        (ledger.requests[index], told[partner[index]] if index in partner else None)
        if kind == 0
        else (None, told[index])
        for _, kind, index in order
    ]
    called = calls_by_request(pairs, calls)

    records: list[Record] = []
    for place, (entry, seen) in enumerate(pairs):
        name = names[order[place][1:]]
        before = _before(entry, seen, names)
        visit = visit_at(entry.time) if entry else seen.visit if seen else ""
        page_url = (seen.page_url if seen else "") or page_urls.get(visit, "")
        own = seen is None and entry is not None and _is_browsers_own(entry, sites)
        request = _request(entry, seen, called.get(place))
        request = msgspec.structs.replace(
            request,
            id=name,
            visit=visit,
            page_url="" if own else page_url,
            redirected_from=before,
            api=_api(entry, seen, called.get(place)),
            browser_own=own,
        )
        records.append(request)
        records += set_cookies(request, entry, seen)
    return _shared(
        records, {names[0, at]: names[0, e.sent_again] for at, e in enumerate(ledger.requests) if e.sent_again}
    )


def _shared(records: list[Record], sent_again: dict[str, str]) -> list[Record]:
    """What one hop knows of another: who asked is the same for a request that was sent twice (first id -> second), and a
    redirect with 307 or 308 sends the body on unchanged (RFC 9110, 15.4.8)."""
    requests = {record.id: record for record in records if isinstance(record, Request)}
    shared: list[Record] = []
    for record in records:
        told = record
        if isinstance(told, Request):
            after, before = requests.get(sent_again.get(told.id, "")), requests.get(told.redirected_from)
            if after is not None:
                told = msgspec.structs.replace(
                    told, **{name: getattr(after, name) for name in WHO_ASKED}, seen_by=("ledger",)
                )
            elif before is not None and before.status in SAME_BODY and before.post_bytes == told.post_bytes:
                told = msgspec.structs.replace(
                    told,
                    api=told.api or before.api,
                    post_data=before.post_data,
                    post_base64=before.post_base64,
                    post_sha256=before.post_sha256,
                )
            requests[told.id] = told
        shared.append(told)
    return shared


def _address(url: str) -> str:
    return url.partition("#")[0]


def _before(entry: LedgerRequest | None, seen: DevToolsRequest | None, names: dict[tuple[int, int], str]) -> str:
    if entry is not None and entry.follows is not None:
        return names.get((0, entry.follows), "")
    if seen is not None and seen.redirected_from is not None:
        return names.get((1, seen.redirected_from), "")
    return ""


def _top_site(entry: LedgerRequest) -> str:
    return entry.isolation_key.partition(" ")[0]


def _is_browsers_own(entry: LedgerRequest, sites: set[str]) -> bool:
    """Nobody's page asked for it: no origin initiated it, and no page that was open is its top-level site.

    The whole Chromium asks for its accounts under an isolation key of its own choosing, so the key alone does not tell.
    """
    return not entry.main_frame and not entry.initiator_origin and _top_site(entry) not in sites


def _api(entry: LedgerRequest | None, seen: DevToolsRequest | None, call: ApiCall | None) -> str:
    """Which API sent it: the call's, or what DevTools' type and the headers tell."""
    if call is not None:
        return call.api
    if seen is None or seen.resource_type != "ping":
        return ""
    # `<a ping>` announces itself by its own headers (HTML, 4.6.6.1 hyperlink auditing).
    headers = entry.request_headers if entry else seen.request_headers
    return "ping" if header(headers, "ping-to") else "sendBeacon"


def _request(entry: LedgerRequest | None, seen: DevToolsRequest | None, call: ApiCall | None) -> Request:
    """What the two accounts of one request say together; who asked for it on which visit is added by the caller."""
    request_headers = (entry.request_headers if entry else ()) or (seen.request_headers if seen else ())
    response_headers = (entry.response_headers if entry else ()) or (seen.response_headers if seen else ())
    body = seen.body_bytes if seen and seen.body_bytes is not None else entry.body_bytes if entry else None
    post, digest, size = _post(entry, seen, call, request_headers)
    base = Request(
        time=entry.time if entry else seen.time if seen else 0.0,
        id="",
        url=entry.url if entry else seen.url if seen else "",
        method=entry.method if entry else seen.method if seen else "",
        resource_type=(seen.resource_type if seen else "") or _by_destination(request_headers),
        initiator_origin=entry.initiator_origin if entry else "",
        request_headers=request_headers,
        response_headers=response_headers,
        status=(entry.status if entry else None) or (seen.status if seen else None),
        mime=(seen.mime if seen else "") or _mime(response_headers),
        remote_address=(seen.remote_address if seen else "") or (entry.remote_address if entry else ""),
        body_bytes=0 if body is None and entry is not None and _is_empty(entry) else body,
        post_kind=header(request_headers, "content-type"),
        post_bytes=size,
        post_sha256=digest,
        post_data=post,
        post_base64=_binary(seen.post_bytes) if seen else "",
        from_cache=not entry.sent and not entry.error if entry else bool(seen and seen.from_cache),
        speculative=bool(seen and seen.speculative) or "prefetch" in header(request_headers, "sec-purpose"),
        error=(entry.error if entry else "") or (seen.error if seen else ""),
        seen_by=tuple(name for name, there in (("ledger", entry), ("devtools", seen)) if there),
    )
    if seen is None:
        if call is None:
            return base
        return msgspec.structs.replace(base, frame_url=call.frame_url, initiator="script", stack=call.stack)
    return msgspec.structs.replace(
        base,
        frame_id=seen.frame_id,
        frame_url=seen.frame_url,
        initiator=seen.initiator,
        initiator_url=seen.initiator_url,
        stack=seen.stack,
        image_width=seen.image_width,
        image_height=seen.image_height,
        body_sha256=seen.body_sha256,
    )


def _post(
    entry: LedgerRequest | None, seen: DevToolsRequest | None, call: ApiCall | None, headers: Headers
) -> tuple[str, str, int | None]:
    """(text, digest, size) of the request body. The log tells only its size; DevTools or a hook tell what it was."""
    text = (seen.post_data if seen else "") or (call.post_data if call else "")
    data = seen.post_bytes if seen and seen.post_bytes else text.encode("utf-8", "surrogatepass")
    length = header(headers, "content-length")
    size = int(length) if length.isdigit() else entry.post_bytes if entry else None
    if seen and seen.post_sha256 and size in (None, seen.post_size):
        return text, seen.post_sha256, seen.post_size
    whole = bool(data) and (len(data) == size if size is not None else len(data) < POST_BYTES)
    if size is None and whole:
        size = len(data)
    return text, hashlib.sha256(data).hexdigest() if whole else "", size


def _binary(data: bytes) -> str:
    """The beginning of a body in base64, where it is no text; a letter may be cut at the end."""
    try:
        data[: len(data) - 3].decode("utf-8")
    except UnicodeDecodeError:
        return base64.b64encode(data[:POST_BYTES]).decode()
    return ""


def _is_empty(entry: LedgerRequest) -> bool:
    """An answer without a body, by its status or its length (RFC 9110, 6.4.1)."""
    return entry.status in (204, 205) or header(entry.response_headers, "content-length") == "0"


def _by_destination(headers: Headers) -> str:
    return DESTINATIONS.get(header(headers, "sec-fetch-dest"), "")


def _mime(headers: Headers) -> str:
    return header(headers, "content-type").partition(";")[0].strip().lower()
