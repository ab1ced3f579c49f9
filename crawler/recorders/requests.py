"""Who asked for each request: DevTools' account, to be reconciled with the ledger (crawler.reconcile)."""

from __future__ import annotations

from asyncio import Future
from typing import Any

from crawler.devtools import DevTools, Params
from crawler.journal import Journal
from crawler.recorders.hops import (
    DOCUMENT_BYTES,
    FLASH_BODIES,
    FLASH_BYTES,
    IMAGE_BODIES,
    IMAGE_BYTES,
    KEPT_BYTES,
    LONGEST_POST,
    MAY_BE_FLASH,
    POST_BODIES,
    POST_BYTES,
    SMALL_BODIES,
    TOLD,
    Allowance,
    DevToolsRequest,
    document_of,
    look_for_flash,
    measure,
    posted,
    take_post,
)
from crawler.recorders.limits import Limits
from crawler.records import Headers
from crawler.targets import WITH_FRAMES, Target

ON_THE_WIRE = ("http://", "https://", "ws://", "wss://")
ASYNC_DEPTH = 4
TWIN_SECONDS = 0.02
"""Two sessions of one target tell the same request some 20 microseconds apart (measured)."""


class RequestRecorder:
    """Network events of every target."""

    name = "requests"

    def __init__(self, devtools: DevTools, journal: Journal, limits: Limits) -> None:
        self._devtools = devtools
        self._journal = journal
        self._limits = limits
        self._bodies = Allowance(IMAGE_BODIES)
        self._posts = Allowance(POST_BODIES)
        self._films = Allowance(FLASH_BODIES)
        self._early: set[tuple[str, str]] = set()
        """Requests with a body short enough to ask for, of which only the headers were told yet."""
        self.requests: list[DevToolsRequest] = []
        self.documents: dict[str, str] = {}
        """Visit -> the main document as the server sent it."""
        self._open: dict[tuple[str, str], int] = {}
        self._told: dict[tuple[str, str], tuple[str, float, int]] = {}
        """(request id, address) -> the session that told it last, when, and its place."""
        self._blocked: dict[tuple[str, str], list[tuple[str, tuple[str, ...]]]] = {}
        self._main_frames: dict[str, str] = {}
        for method, handler in (
            ("Network.requestWillBeSent", self._sent),
            ("Network.responseReceived", self._response),
            ("Network.requestWillBeSentExtraInfo", self._extra_sent),
            ("Network.responseReceivedExtraInfo", self._extra),
            ("Network.requestServedFromCache", self._cached),
            ("Network.loadingFinished", self._finished),
            ("Network.loadingFailed", self._failed),
            ("Network.webSocketCreated", self._websocket),
            ("Network.webSocketWillSendHandshakeRequest", self._handshake),
        ):
            devtools.on(method, handler)

    def attach(self, target: Target) -> list[tuple[str, Params]]:
        if target.type == "page":
            self._main_frames[target.session] = target.id
        network: tuple[str, Params] = ("Network.enable", {"maxPostDataSize": POST_BYTES})
        if target.type not in WITH_FRAMES:
            return [network]
        return [
            network,
            # A page's own process drops the bytes of pictures that it cannot draw and of what a script reads as a Blob.
            (
                "Network.configureDurableMessages",
                {"maxTotalBufferSize": KEPT_BYTES, "maxResourceBufferSize": IMAGE_BYTES},
            ),
            ("Runtime.enable", {}),
            # `new Image().src` fetches in a microtask: without this a script's pixel is the parser's (measured).
            ("Runtime.setAsyncCallStackDepth", {"maxDepth": ASYNC_DEPTH}),
        ]

    def _sent(self, params: Params, session: str) -> None:
        key = (session, params["requestId"])
        request: dict[str, Any] = params["request"]
        before = self._open.get(key)
        if "redirectResponse" in params and before is not None:
            self._take_response(self.requests[before], params["redirectResponse"])
        else:
            before = None
        url = request["url"] + request.get("urlFragment", "")
        if not url.startswith(ON_THE_WIRE):
            return
        initiator = params.get("initiator") or {}
        kind = (params.get("type") or "").lower()
        hop = DevToolsRequest(
            url=url,
            method=request["method"],
            time=params["wallTime"],
            visit=self._journal.visit,
            page_url=self._journal.page_url,
            resource_type=kind,
            frame_id=params.get("frameId", ""),
            frame_url=params.get("documentURL", ""),
            initiator=initiator.get("type", ""),
            initiator_url=initiator.get("url", ""),
            stack=scripts_of(initiator.get("stack")),
            redirected_from=before,
            request_headers=_pairs(request.get("headers")),
            post_data=request.get("postData", "")[:POST_BYTES],
            post_bytes=posted(request.get("postDataEntries")),
            has_post=bool(request.get("hasPostData")),
            speculative=kind == "prefetch",
        )
        # A service worker is attached to twice, from the browser and from its page, and both sessions tell its requests.
        twin = self._told.get((params["requestId"], hop.url))
        if twin is not None and twin[0] != session and abs(hop.time - twin[1]) < TWIN_SECONDS:
            self._open[key] = twin[2]
            return
        self._open[key] = len(self.requests)
        self._told[params["requestId"], hop.url] = (session, hop.time, len(self.requests))
        self.requests.append(hop)
        if hop.has_post and not hop.post_bytes and (kind in SMALL_BODIES or key in self._early):
            # What a page sends when it goes has to be asked for at once; the browser allows such bodies 64 kB in all.
            self._ask_post(hop, params["requestId"], session)
        self._journal.novel("request", hop.method, hop.url.partition("?")[0])

    def _take_response(self, hop: DevToolsRequest, response: dict[str, Any]) -> None:
        hop.status = response.get("status")
        hop.mime = response.get("mimeType", "")
        hop.response_headers = _pairs(response.get("headers"))
        address = response.get("remoteIPAddress", "")
        hop.remote_address = f"{address}:{response.get('remotePort')}" if address else ""
        answered_here = ("fromDiskCache", "fromPrefetchCache", "fromServiceWorker")
        hop.from_worker = bool(response.get("fromServiceWorker"))
        hop.from_cache = any(response.get(where) for where in answered_here) or hop.from_cache

    def _response(self, params: Params, session: str) -> None:
        hop = self._hop(params, session)
        if hop is not None:
            self._take_response(hop, params["response"])
            hop.resource_type = hop.resource_type or (params.get("type") or "").lower()

    def _extra_sent(self, params: Params, session: str) -> None:
        """The headers as sent tell how long a body is that did not come with its request: a Blob, a file, a long text."""
        headers = {name.lower(): value for name, value in params.get("headers", {}).items()}
        length = headers.get("content-length", "")
        if not length.isdigit() or int(length) > LONGEST_POST:
            return
        hop = self._hop(params, session)
        if hop is None:
            # The two notices of one request come from two processes, in either order.
            if len(self._early) >= POST_BODIES:
                self._early.clear()
            self._early.add((session, params["requestId"]))
        elif hop.has_post and not hop.post_bytes and hop.resource_type not in SMALL_BODIES:
            self._ask_post(hop, params["requestId"], session)

    def _ask_post(self, hop: DevToolsRequest, request_id: str, session: str) -> None:
        if self._posts.allows(self._journal.visit):
            asked = self._devtools.post("Network.getRequestPostData", {"requestId": request_id}, session)
            asked.add_done_callback(lambda done: take_post(hop, done))

    def _extra(self, params: Params, session: str) -> None:
        hop = self._hop(params, session)
        refused = [(item["cookieLine"], tuple(item["blockedReasons"])) for item in params.get("blockedCookies", ())]
        if refused and hop is not None:
            hop.blocked_cookies += refused
        for name in params.get("headers", {}):
            if name.lower() == "set-cookie":
                for line in params["headers"][name].split("\n"):
                    self._journal.novel("set-cookie", line.partition("=")[0])

    def _cached(self, params: Params, session: str) -> None:
        hop = self._hop(params, session)
        if hop is not None:
            hop.from_cache = hop.from_memory = True

    def _finished(self, params: Params, session: str) -> None:
        hop = self._hop(params, session)
        if hop is None:
            return
        # What was decoded counts: a bomb is small on the wire.
        length = max(params.get("encodedDataLength", 0), self._limits.received(session, params["requestId"]))
        main_document = hop.resource_type == "document" and hop.frame_id == self._main_frames.get(session)
        image = hop.resource_type == "image" or hop.mime.startswith("image/")
        if image and length <= IMAGE_BYTES and self._bodies.allows(hop.visit):
            self._body(params["requestId"], session).add_done_callback(lambda done: measure(hop, done))
        elif hop.resource_type in MAY_BE_FLASH and not hop.mime.startswith(TOLD) and length <= FLASH_BYTES:
            if self._films.allows(hop.visit):
                self._body(params["requestId"], session).add_done_callback(lambda done: look_for_flash(hop, done))
        elif main_document and length <= DOCUMENT_BYTES:
            self._body(params["requestId"], session).add_done_callback(lambda done: self._document(hop, done))

    def _body(self, request_id: str, session: str) -> Future[Params]:
        return self._devtools.post("Network.getResponseBody", {"requestId": request_id}, session)

    def _document(self, hop: DevToolsRequest, done: Future[Params]) -> None:
        text = document_of(hop, done)
        if text is not None:
            self.documents[hop.visit] = text

    def _failed(self, params: Params, session: str) -> None:
        hop = self._hop(params, session)
        if hop is not None:
            reason = params.get("blockedReason") or ""
            hop.error = params.get("errorText", "").removeprefix("net::") + (f" ({reason})" if reason else "")

    def _websocket(self, params: Params, session: str) -> None:
        initiator = params.get("initiator") or {}
        self._open[(session, params["requestId"])] = len(self.requests)
        self.requests.append(
            DevToolsRequest(
                url=params["url"],
                method="GET",
                time=0.0,
                visit=self._journal.visit,
                page_url=self._journal.page_url,
                resource_type="websocket",
                initiator=initiator.get("type", ""),
                initiator_url=initiator.get("url", ""),
                stack=scripts_of(initiator.get("stack")),
            )
        )

    def _handshake(self, params: Params, session: str) -> None:
        hop = self._hop(params, session)
        if hop is not None:
            hop.time = params["wallTime"]
            hop.request_headers = _pairs(params["request"].get("headers"))

    def main_document(self, visit: str, frame_id: str) -> DevToolsRequest | None:
        """The last document that the main frame asked for in a visit."""
        for hop in reversed(self.requests):
            if hop.visit != visit:
                return None
            if hop.resource_type == "document" and hop.frame_id == frame_id:
                return hop
        return None

    def _hop(self, params: Params, session: str) -> DevToolsRequest | None:
        place = self._open.get((session, params["requestId"]))
        return None if place is None else self.requests[place]


def _pairs(headers: dict[str, str] | None) -> Headers:
    return tuple((name, line) for name, value in (headers or {}).items() for line in str(value).split("\n"))


def scripts_of(stack: dict[str, Any] | None) -> tuple[str, ...]:
    """The scripts on the stack, innermost first, each once, with the asynchronous parents behind."""
    urls: dict[str, None] = {}
    depth = 0
    while stack and depth < 20:
        for frame in stack.get("callFrames", ()):
            if frame.get("url"):
                urls[frame["url"]] = None
        stack = stack.get("parent")
        depth += 1
    return tuple(urls)[:20]
