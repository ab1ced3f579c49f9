"""What went over the wire and into the cookie store, by the browser's own network log.

NetLog is written below every frame, worker and page that DevTools can lose: on a page with exit beacons, a shared worker
and a sandboxed frame it missed none of 22 requests where Playwright's events missed up to 16 (measured). It is read line
by line, so that the log of a browser that was killed still tells all but its last line.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec

from crawler.ledger_cookies import CookieStoreReader, partition_of
from crawler.ledger_headers import header_pairs, status_of
from crawler.ledger_sockets import Sockets
from crawler.records import CookieChange, Headers

END = 2
"""The phase of an event that ends what began."""
SWITCHING_PROTOCOLS = 101
"""How a WebSocket's handshake is answered (RFC 6455); other informational answers come before the real one."""


class LedgerRequest(msgspec.Struct):
    """One hop of one request."""

    source: int
    """The log's id of the request; the hops of a redirect share it."""
    url: str
    method: str
    time: float
    initiator_origin: str = ""
    isolation_key: str = ""
    """Top-level site and frame site; empty for the browser's own requests."""
    main_frame: bool = False
    request_headers: Headers = ()
    response_headers: Headers = ()
    sent: bool = False
    """False: answered from the cache, or never sent."""
    status: int | None = None
    body_bytes: int | None = None
    error: str = ""
    follows: int | None = None
    """Index of the hop whose redirect led here."""
    sent_again: int | None = None
    """Index of the same hop sent once more, since the connection broke before an answer came."""
    stores: list[tuple[str, str, str]] = msgspec.field(default_factory=list)
    """(cookie name, status, partition key) for each Set-Cookie line, in order."""
    removing: list[int] = msgspec.field(default_factory=list)
    """Places in `stores` of lines that were expired on arrival: they remove a cookie, and store none."""
    remote_address: str = ""
    post_bytes: int | None = None


class Ledger(msgspec.Struct):
    """All that the log tells."""

    requests: list[LedgerRequest]
    changes: list[CookieChange]
    """With the time, without the visit: that is the session's to say."""
    complete: bool
    """False when the log breaks off (the browser was killed)."""
    bad_lines: int = 0
    changes_left_out: int = 0
    """Changes of one cookie between its first hundreds and its last."""


class _Source(msgspec.Struct):
    id: int


class _Event(msgspec.Struct):
    type: int
    source: _Source
    time: str
    phase: int
    params: dict[str, Any] | None = None


class LedgerUnreadable(Exception):
    """The network log has no readable head."""


def read_ledger(path: Path) -> Ledger:
    """Read a NetLog file. Raises LedgerUnreadable when even its constants cannot be read."""
    with path.open("rb") as file:
        constants = _constants(file)
        reader = _Reader(constants)
        decoder = msgspec.json.Decoder(_Event)
        wanted = reader.wanted
        complete, bad = False, 0
        for raw in file:
            line = raw.strip()
            if line.startswith(b'"events"'):
                line = line.partition(b"[")[2].strip()
            if not line or line in (b"],", b"]"):
                continue
            if line in (b"}", b"]}") or line.startswith((b'"polledData"', b'],"polledData"', b"],")):
                complete = True
                continue
            # The last event closes the list on its own line: `{...}],` or `{...}]}`.
            if line.endswith((b"],", b"]}")) and not line.endswith(b'"}'):
                complete, line = True, line.removesuffix(b"],").removesuffix(b"]}")
            place = line.rfind(b'"type":')
            if place < 0 or _number(line, place + 7) not in wanted:
                continue
            try:
                reader.take(decoder.decode(line.rstrip(b",")))
            except (msgspec.DecodeError, UnicodeDecodeError):
                bad += 1
    return Ledger(reader.requests, reader.cookies.changes, complete, bad, reader.cookies.left_out)


def _number(line: bytes, start: int) -> int:
    end = start
    while end < len(line) and 48 <= line[end] <= 57:
        end += 1
    return int(line[start:end] or b"-1")


def _constants(file: Iterable[bytes]) -> dict[str, Any]:
    for raw in file:
        line = raw.strip()
        if line.startswith(b'{"constants":'):
            try:
                constants: dict[str, Any] = msgspec.json.decode(line[len(b'{"constants":') :].rstrip(b","))
            except msgspec.DecodeError as error:
                raise LedgerUnreadable(f"the network log's constants are not readable: {error}") from error
            return constants
        break
    raise LedgerUnreadable("the network log does not begin with its constants")


class _Reader:
    """Turns events into hops and cookie changes; one method an event."""

    def __init__(self, constants: dict[str, Any]) -> None:
        types: dict[str, int] = constants["logEventTypes"]
        self._offset = float(constants["timeTickOffset"])
        self._errors = {number: name for name, number in constants["netError"].items()}
        handlers = {
            "URL_REQUEST_START_JOB": self._start,
            "HTTP_TRANSACTION_SEND_REQUEST_HEADERS": self._sent,
            "HTTP_TRANSACTION_HTTP2_SEND_REQUEST_HEADERS": self._sent,
            "HTTP_TRANSACTION_QUIC_SEND_REQUEST_HEADERS": self._sent,
            "HTTP_TRANSACTION_READ_RESPONSE_HEADERS": self._answered,
            "HTTP_TRANSACTION_RESTART_AFTER_ERROR": self._restarted,
            "URL_REQUEST_REDIRECTED": self._redirected,
            "URL_REQUEST_JOB_FILTERED_BYTES_READ": self._bytes,
            "UPLOAD_DATA_STREAM_INIT": self._uploading,
            "COOKIE_INCLUSION_STATUS": self._inclusion,
            "REQUEST_ALIVE": self._alive,
            "COOKIE_STORE_COOKIE_ADDED": self._added,
            "COOKIE_STORE_COOKIE_DELETED": self._deleted,
            "COOKIE_STORE_COOKIE_REJECTED_SECURE": self._rejected,
            "COOKIE_STORE_COOKIE_REJECTED_HTTPONLY": self._rejected,
            "HTTP_STREAM_REQUEST_BOUND_TO_JOB": self._bound,
            "SOCKET_POOL_BOUND_TO_SOCKET": self._bound,
            "HTTP2_SESSION_POOL_FOUND_EXISTING_SESSION": self._bound,
            "HTTP2_SESSION_POOL_IMPORTED_SESSION_FROM_SOCKET": self._bound,
            "HTTP2_SESSION_INITIALIZED": self._bound,
            "TCP_CONNECT": self._connected,
        }
        self._handlers = {types[name]: handler for name, handler in handlers.items() if name in types}
        self._names = {types[name]: name for name in handlers if name in types}
        self.wanted = frozenset(self._handlers)
        self.requests: list[LedgerRequest] = []
        self.cookies = CookieStoreReader()
        self._sockets = Sockets()
        self._current: dict[int, int] = {}
        self._redirects: set[int] = set()

    def take(self, event: _Event) -> None:
        self._handlers[event.type](event)

    def _when(self, event: _Event) -> float:
        return (self._offset + float(event.time)) / 1000

    def _hop(self, event: _Event) -> LedgerRequest | None:
        place = self._current.get(event.source.id)
        return None if place is None else self.requests[place]

    def _start(self, event: _Event) -> None:
        params = event.params or {}
        hop = self._hop(event)
        if event.phase == END:
            if hop is not None and params.get("net_error"):
                hop.error = self._error(params["net_error"])
            return
        if "url" not in params:
            return
        # A job that starts again at the same address (after a cache or proxy decision) is the same hop.
        if hop is not None and event.source.id not in self._redirects and hop.url == params["url"]:
            return
        origin = params.get("initiator", "")
        isolation = params.get("network_isolation_key", "")
        self.requests.append(
            LedgerRequest(
                source=event.source.id,
                url=params["url"],
                method=params.get("method", "GET"),
                time=self._when(event),
                initiator_origin="" if origin == "not an origin" else _opaque(origin),
                isolation_key="" if isolation.startswith("null") else isolation,
                main_frame=params.get("request_type") == "main frame",
                follows=self._current.get(event.source.id),
            )
        )
        self._current[event.source.id] = len(self.requests) - 1
        self._redirects.discard(event.source.id)

    def _sent(self, event: _Event) -> None:
        hop = self._hop(event)
        if hop is not None and event.params:
            hop.sent = True
            hop.request_headers = header_pairs(event.params.get("headers"))

    def _answered(self, event: _Event) -> None:
        hop = self._hop(event)
        if hop is None or not event.params:
            return
        lines = event.params.get("headers") or []
        status = status_of(lines)
        if status is not None and (status >= 200 or status == SWITCHING_PROTOCOLS):
            # A 304 answers a stored response: its headers are what the server sent today.
            hop.status = status
            hop.response_headers = header_pairs(lines[1:])

    def _restarted(self, event: _Event) -> None:
        """The connection broke before an answer came, and Chromium asks again by itself: a server may get both."""
        hop = self._hop(event)
        if hop is None or not hop.sent or hop.status is not None:
            return
        hop.error = self._error((event.params or {}).get("net_error", 0))
        hop.sent_again = len(self.requests)
        again = LedgerRequest(
            source=hop.source,
            url=hop.url,
            method=hop.method,
            time=self._when(event),
            initiator_origin=hop.initiator_origin,
            isolation_key=hop.isolation_key,
            main_frame=hop.main_frame,
            follows=hop.follows,
            post_bytes=hop.post_bytes,
        )
        self.requests.append(again)
        self._current[event.source.id] = hop.sent_again

    def _redirected(self, event: _Event) -> None:
        self._redirects.add(event.source.id)

    def _bytes(self, event: _Event) -> None:
        hop = self._hop(event)
        if hop is not None and event.params:
            hop.body_bytes = (hop.body_bytes or 0) + int(event.params.get("byte_count", 0))

    def _uploading(self, event: _Event) -> None:
        size = (event.params or {}).get("total_size")
        hop = self._hop(event)
        if hop is not None and isinstance(size, int) and size > 0:
            hop.post_bytes = size  # a chunked body's size is not known, and told as 0

    def _inclusion(self, event: _Event) -> None:
        params = event.params or {}
        operation = params.get("operation")
        if operation not in ("store", "expire"):
            return
        hop = self._hop(event)
        if hop is not None:
            if operation == "expire":
                hop.removing.append(len(hop.stores))
            hop.stores.append((params.get("name", ""), params.get("status", ""), partition_of(params)))
        if str(params.get("status", "")).startswith("INCLUDE"):
            self.cookies.included(params)

    def _bound(self, event: _Event) -> None:
        self._sockets.bound(event.source.id, event.params or {})
        hop = self._hop(event)
        if hop is not None:
            hop.remote_address = self._sockets.address_of(event.source.id)

    def _connected(self, event: _Event) -> None:
        self._sockets.connected(event.source.id, event.params or {})

    def _alive(self, event: _Event) -> None:
        hop = self._hop(event)
        error = (event.params or {}).get("net_error")
        if event.phase == END and hop is not None and error and not hop.error:
            hop.error = self._error(error)

    def _error(self, number: int) -> str:
        return str(self._errors.get(number, number)) if number else ""

    def _added(self, event: _Event) -> None:
        self.cookies.added(self._when(event), event.params or {})

    def _deleted(self, event: _Event) -> None:
        self.cookies.deleted(self._when(event), event.params or {})

    def _rejected(self, event: _Event) -> None:
        cause = self._names[event.type].rpartition("_")[2].lower()
        self.cookies.refused(self._when(event), event.params or {}, cause)


def _opaque(origin: str) -> str:
    """The log writes a sandboxed frame's origin with its precursor: `null [internally: (…) derived from …]`."""
    return "null" if origin.startswith("null") else origin
