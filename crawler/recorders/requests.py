"""Who asked for each request: DevTools' account, to be reconciled with the ledger (crawler.reconcile)."""

from __future__ import annotations

import base64
import binascii
import hashlib
import io
from asyncio import Future
from typing import Any

import imagesize
import msgspec

from crawler.devtools import DevTools, Params
from crawler.journal import Journal
from crawler.recorders.limits import Limits
from crawler.records import Headers
from crawler.targets import WITH_FRAMES, Target

ON_THE_WIRE = ("http://", "https://", "ws://", "wss://")
IMAGE_BYTES = 65_536
"""Bodies of images up to this size are read for their natural size; a larger one is no 1x1 pixel."""
IMAGE_BODIES = 2_000
"""Bodies of images read in one visit."""
DOCUMENT_BYTES = 5_000_000
POST_BYTES = 4_096
ASYNC_DEPTH = 4
TWIN_SECONDS = 0.02
"""Two sessions of one target tell the same request some 20 microseconds apart (measured)."""


class DevToolsRequest(msgspec.Struct):
    """One hop as DevTools told it."""

    url: str
    method: str
    time: float
    visit: str
    page_url: str
    resource_type: str = ""
    frame_id: str = ""
    frame_url: str = ""
    initiator: str = ""
    initiator_url: str = ""
    stack: tuple[str, ...] = ()
    redirected_from: int | None = None
    """Index of the hop before."""
    request_headers: Headers = ()
    response_headers: Headers = ()
    post_data: str = ""
    post_bytes: bytes = b""
    """The body's first 4,096 bytes."""
    has_post: bool = False
    status: int | None = None
    mime: str = ""
    remote_address: str = ""
    body_bytes: int | None = None
    image_width: int | None = None
    image_height: int | None = None
    body_sha256: str = ""
    from_cache: bool = False
    from_memory: bool = False
    """Answered by the page's own memory, below which the ledger lies."""
    speculative: bool = False
    error: str = ""
    blocked_cookies: list[tuple[str, tuple[str, ...]]] = msgspec.field(default_factory=list)
    """Set-Cookie lines that the browser refused, with its reasons."""


class RequestRecorder:
    """Network events of every target."""

    name = "requests"

    def __init__(self, devtools: DevTools, journal: Journal, limits: Limits) -> None:
        self._devtools = devtools
        self._journal = journal
        self._limits = limits
        self._bodies: tuple[str, int] = ("", 0)
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
        # `new Image().src` fetches in a microtask: without the asynchronous stack a script's pixel is the parser's (measured).
        return [network, ("Runtime.enable", {}), ("Runtime.setAsyncCallStackDepth", {"maxDepth": ASYNC_DEPTH})]

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
            stack=_scripts(initiator.get("stack")),
            redirected_from=before,
            request_headers=_pairs(request.get("headers")),
            post_data=request.get("postData", "")[:POST_BYTES],
            post_bytes=_posted(request.get("postDataEntries")),
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
        self._journal.novel("request", hop.method, hop.url.partition("?")[0])

    def _take_response(self, hop: DevToolsRequest, response: dict[str, Any]) -> None:
        hop.status = response.get("status")
        hop.mime = response.get("mimeType", "")
        hop.response_headers = _pairs(response.get("headers"))
        address = response.get("remoteIPAddress", "")
        hop.remote_address = f"{address}:{response.get('remotePort')}" if address else ""
        answered_here = ("fromDiskCache", "fromPrefetchCache", "fromServiceWorker")
        hop.from_cache = any(response.get(where) for where in answered_here) or hop.from_cache

    def _response(self, params: Params, session: str) -> None:
        hop = self._hop(params, session)
        if hop is not None:
            self._take_response(hop, params["response"])
            hop.resource_type = hop.resource_type or (params.get("type") or "").lower()

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
        if hop.resource_type == "image" and length <= IMAGE_BYTES and self._may_read():
            self._body(params["requestId"], session).add_done_callback(lambda done: _measure(hop, done))
        elif main_document and length <= DOCUMENT_BYTES:
            visit = hop.visit
            self._body(params["requestId"], session).add_done_callback(lambda done: self._document(visit, done))

    def _may_read(self) -> bool:
        visit, count = self._bodies
        self._bodies = (self._journal.visit, count + 1 if visit == self._journal.visit else 1)
        return self._bodies[1] <= IMAGE_BODIES

    def _body(self, request_id: str, session: str) -> Future[Params]:
        return self._devtools.post("Network.getResponseBody", {"requestId": request_id}, session)

    def _document(self, visit: str, done: Future[Params]) -> None:
        data = _bytes(done)
        if data is not None:
            self.documents[visit] = data.decode("utf-8", "replace")

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
                stack=_scripts(initiator.get("stack")),
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


def _measure(hop: DevToolsRequest, done: Future[Params]) -> None:
    data = _bytes(done)
    if data is None:
        return
    hop.body_bytes = len(data)
    hop.body_sha256 = hashlib.sha256(data).hexdigest()
    size = natural_size(data)
    if size is not None:
        hop.image_width, hop.image_height = size


def natural_size(data: bytes) -> tuple[int, int] | None:
    """Width and height in pixels out of an image's first bytes (GIF, PNG, JPEG, WebP, AVIF, SVG); None if not told."""
    try:
        width, height = imagesize.get(io.BytesIO(data))
    except (ValueError, TypeError, OSError, IndexError, KeyError, SyntaxError, OverflowError):
        return None
    except Exception as error:
        if isinstance(error, MemoryError):
            raise
        return None
    if width is None or height is None or width < 0 or height < 0:
        return None
    return int(width), int(height)


def _bytes(done: Future[Params]) -> bytes | None:
    if done.cancelled() or done.exception() is not None:
        return None
    answer = done.result()
    body: str = answer.get("body", "")
    if not answer.get("base64Encoded"):
        return body.encode("utf-8", "surrogatepass")
    try:
        return base64.b64decode(body)
    except binascii.Error:
        return None


def _posted(entries: list[dict[str, str]] | None) -> bytes:
    try:
        return b"".join(base64.b64decode(entry.get("bytes", "")) for entry in entries or ())[:POST_BYTES]
    except binascii.Error:
        return b""


def _pairs(headers: dict[str, str] | None) -> Headers:
    return tuple((name, line) for name, value in (headers or {}).items() for line in str(value).split("\n"))


def _scripts(stack: dict[str, Any] | None) -> tuple[str, ...]:
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
