"""Which request came of which call of a browser API that a hook saw?

A page may send to one address by several means, and the hook tells nothing of a plain fetch. So a call goes only to a
request that can have come of it, and of these to the one with its body, else of its size, else of its type, else the
nearest in time. What cannot be told apart is named for no call that DevTools or the request's own headers rule out.

Sources: W3C Beacon, 3.1 (sendBeacon posts; in mode `no-cors` unless its Content-Type is none that a form may have); Fetch
Metadata (Sec-Fetch-Dest is `empty` for all three APIs); HTML, hyperlink auditing (`<a ping>` sends Ping-To).
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Iterable, Sequence

import msgspec

from crawler.ledger import LedgerRequest
from crawler.recorders.hops import DevToolsRequest
from crawler.records import ApiCall, Headers

Pair = tuple[LedgerRequest | None, DevToolsRequest | None]
"""One request as the network log and as DevTools told it; at least one of them did."""

OWN_TYPE = {"sendBeacon": "ping", "keepalive": "fetch", "fetchLater": "fetch"}
"""What DevTools calls a request of the API."""
UNSURE = ("", "other")
"""Types that say nothing: only the log saw it, or a service worker sent it on."""
COMPARED = 1000
"""Characters of two bodies that are compared: hook and DevTools tell the beginning, cut in units of their own."""
TOLD_UNITS = 4096
"""UTF-16 units of a body that the hook tells (hook.js): a shorter one is whole."""
OF_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data", "text/plain", "")
"""Content-Types that need no preflight (Fetch, "CORS-safelisted request-header")."""


class _Sent(msgspec.Struct):
    """What is known of a request that bears on who sent it."""

    place: int
    time: float
    kind: str
    method: str
    headers: Headers
    text: str
    size: int | None


def calls_by_request(pairs: Sequence[Pair], calls: Iterable[ApiCall]) -> dict[int, ApiCall]:
    """Place of a request in `pairs` (in order of time) -> the call that it came of. Each call has one request at most."""
    by_call: dict[tuple[str, str], list[ApiCall]] = defaultdict(list)
    for call in calls:
        if call.api in OWN_TYPE:
            by_call[_address(call.url), call.api].append(call)
    wanted = {url for url, _ in by_call}
    by_address: dict[str, list[_Sent]] = defaultdict(list)
    for place, pair in enumerate(pairs):
        url = _address_of(pair)
        if url in wanted and not _goes_on(pair):
            by_address[url].append(_sent(place, pair))
    found: dict[int, ApiCall] = {}
    # What sendBeacon sends is narrowest, so its calls choose first.
    for (url, api), made in sorted(by_call.items(), key=lambda item: tuple(OWN_TYPE).index(item[0][1])):
        free = [sent for sent in by_address[url] if sent.place not in found and _may_be_of(api, sent)]
        found.update(_matched(api, free, made))
    return found


def _address(url: str) -> str:
    return url.partition("#")[0]


def _address_of(pair: Pair) -> str:
    entry, seen = pair
    return _address(entry.url if entry else seen.url if seen else "")


def _goes_on(pair: Pair) -> bool:
    """Is it a redirect's target, or the first try of what was sent again? Neither is what the call asked for last."""
    entry, seen = pair
    if entry is not None:
        return entry.follows is not None or entry.sent_again is not None
    return seen is not None and seen.redirected_from is not None


def _sent(place: int, pair: Pair) -> _Sent:
    entry, seen = pair
    headers = (entry.request_headers if entry else ()) or (seen.request_headers if seen else ())
    length = header(headers, "content-length")
    return _Sent(
        place=place,
        time=entry.time if entry else seen.time if seen else 0.0,
        kind=seen.resource_type if seen else "",
        method=entry.method if entry else seen.method if seen else "",
        headers=headers,
        text=seen.post_data if seen else "",
        size=int(length) if length.isdigit() else entry.post_bytes if entry else None,
    )


def header(headers: Headers, wanted: str) -> str:
    """A header's value by its name in small letters; empty when it is not there."""
    return next((value for name, value in headers if name.lower() == wanted), "")


def _may_be_of(api: str, sent: _Sent) -> bool:
    if sent.kind not in (OWN_TYPE[api], *UNSURE) or sent.method == "OPTIONS":
        return False
    if header(sent.headers, "sec-fetch-dest") not in ("", "empty") or header(sent.headers, "ping-to"):
        return False
    if api != "sendBeacon":
        return True
    kind = header(sent.headers, "content-type").partition(";")[0].strip().lower()
    asks_first = header(sent.headers, "sec-fetch-mode") == "cors"
    return sent.method == "POST" and not (asks_first and kind in OF_FORMS)


def _matched(api: str, free: list[_Sent], calls: list[ApiCall]) -> dict[int, ApiCall]:
    """Requests that may be of an API and its calls at one address, both in order of time."""
    found: dict[int, ApiCall] = {}

    def take(pairs: Iterable[tuple[_Sent, ApiCall]]) -> None:
        nonlocal free, calls
        taken = {sent.place: call for sent, call in pairs}
        gone = {id(call) for call in taken.values()}
        free = [sent for sent in free if sent.place not in taken]
        calls = [call for call in calls if id(call) not in gone]
        found.update(taken)

    take(_alike(free, calls, lambda sent: _beginning(sent.text), lambda call: _beginning(call.post_data)))
    take(_alike(free, calls, lambda sent: None if sent.text else sent.size, _size))
    for own in (True, False):
        for told in (True, False):
            # A body that is known, and is not the call's, is of something else; a GET has none (Fetch, "Request").
            fit = [
                sent
                for sent in free
                if (sent.kind == OWN_TYPE[api]) == own and not (told and (sent.text or sent.method in ("GET", "HEAD")))
            ]
            take(_in_time(api, fit, [call for call in calls if bool(call.post_data) == told]))
    return found


def _alike(
    free: list[_Sent],
    calls: list[ApiCall],
    of_sent: Callable[[_Sent], Hashable],
    of_call: Callable[[ApiCall], Hashable],
) -> list[tuple[_Sent, ApiCall]]:
    """Pairs with the same mark, the first with the first; a mark that is empty or None is not known."""
    waiting: dict[Hashable, deque[ApiCall]] = defaultdict(deque)
    for call in calls:
        if mark := of_call(call):
            waiting[mark].append(call)
    return [(sent, queue.popleft()) for sent in free if (mark := of_sent(sent)) and (queue := waiting.get(mark))]


def _in_time(api: str, free: list[_Sent], calls: list[ApiCall]) -> list[tuple[_Sent, ApiCall]]:
    """In order when there is a call for each; else each call takes the nearest, and one of fetchLater, which the browser
    puts off until the page goes, the last."""
    if len(calls) >= len(free):
        return list(zip(free, calls, strict=False))
    if api == "fetchLater":
        return list(zip(free[len(free) - len(calls) :], calls, strict=True))
    left, times, pairs = list(free), [sent.time for sent in free], []
    for call in calls:
        at = bisect_left(times, call.time)
        if at == len(left) or (at and call.time - times[at - 1] <= times[at] - call.time):
            at -= 1
        times.pop(at)
        pairs.append((left.pop(at), call))
    return pairs


def _beginning(text: str) -> str:
    """The beginning of a body as it is sent: half a surrogate pair is replaced (Encoding, "UTF-8 encode")."""
    return text[:COMPARED].encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _size(call: ApiCall) -> int | None:
    """Bytes of a body that the hook told whole; None for any other."""
    sent = call.post_data.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return len(sent.encode()) if len(call.post_data.encode("utf-16-le", "surrogatepass")) < 2 * TOLD_UNITS else None
