"""Which scripts record what a visitor does on a page: session replay.

By what was seen, the strongest first:

- `events`: a body that was sent holds a recording: events in the form of rrweb (a full picture of the document, or
  changes to it), a serialised tree of at least NODES elements, or a trail of at least POINTS pointer positions with
  times. The library's own documentation gives the form (rrweb, "Observer events": types 2, 3, 4; sources 0 to 16).
- `service-sent`: a service that is known for session replay (analyzers.knowledge, role `session-replay`) was sent data
  after the page had loaded, of which no content is told.
- `compressed`: another party was sent at least CHUNKS compressed or binary bodies of CHUNK bytes and more after the load
  event. A recording would look so, and so do other uploads: it is a hint and no more.
- `service-loaded`: only the code of a known service was loaded.

Sources: Englehardt, Acar & Narayanan, "No boundaries: exfiltration of personal data by session-replay scripts", 2017
(content of the page found in what scripts send, in large chunks); Acar et al., PETS 2020 (the same at scale). NODES,
POINTS, CHUNKS and CHUNK are ours. Of a body or a WebSocket's message only the first 4,096 characters are in the
evidence. What a visitor types is another question (analyzers.key_logging).
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from typing import NamedTuple

import msgspec

from analyzers.categories import Item, categorise
from analyzers.knowledge import Knowledge
from analyzers.model import Observation, short_id
from analyzers.parties import host_of
from analyzers.scope import Scope, Sightings, listed
from analyzers.telling import tell
from crawler.evidence import Line
from crawler.records import Request, SocketMessage

NODES = 10
"""Elements of a serialised tree."""
POINTS = 10
"""Pointer positions with times."""
CHUNKS = 2
CHUNK = 2_000
"""Bytes of a compressed body from which it counts: an error report or a counter's event is smaller."""
READ = 4_096

LIMITS = ("What is sent through WebSockets and WebRTC: the connection is on record, its messages are not.",)
"""Where nobody listened to WebSockets."""
LIMITS_LISTENING = ("What is sent through WebRTC: its messages are not on record.",)
BINARY = 2
"""Opcode of a binary message (RFC 6455, section 5.2)."""

ASKS_AND_COUNTS = frozenset(
    (
        "SurveyMonkey",
        "GetFeedback",
        "Hotjar Surveys",
        "Qualaroo",
        "Qualtrics",
        "ForeSee",
        "iPerceptions",
        "Mopinion",
        "Usabilla",
        "Medallia",
        "UserZoom",
        "Userlytics",
        "Zuko",
        "Howuku",
    )
)
"""Services of that role which ask visitors questions, or run tests with people who agreed: no recording by default."""

_FULL_PICTURE = re.compile(r'"type":2,"data":\{"node":\{"type":0,"childNodes":\[')
_CHANGE = re.compile(r'"type":3,"data":\{"source":(?:1[0-6]|[0-9])[,}]')
_META = re.compile(r'"type":4,"data":\{"href":"[^"]{0,2000}","width":\d{1,5},"height":\d{1,5}\}')
_NODE = re.compile(r'"(?:tagName|nodeName|localName)":"[a-zA-Z#][\w:-]{0,30}"')
_CHILDREN = re.compile(r'"(?:childNodes|children|attributes)":[\[{]')
_POINT = re.compile(
    r'\{"x":-?\d{1,5}(?:\.\d{1,6})?,"y":-?\d{1,5}(?:\.\d{1,6})?,(?:"id":-?\d{1,9},)?"(?:t|ts|time|timeOffset|timestamp)":'
)
_TRIPLE = re.compile(r"\[\d{1,4},\d{1,4},\d{1,13}\]")
_POINTER = re.compile(r"mouse_?move|pointer_?move|touch_?move|mousetrail", re.IGNORECASE)


def limits(listening: bool) -> tuple[str, ...]:
    """What no evidence tells of what is sent; `listening`: were the messages of WebSockets recorded?"""
    return LIMITS_LISTENING if listening else LIMITS


class Signature(msgspec.Struct, frozen=True):
    """What in a body is the form of a recording."""

    what: str
    count: int


def signature_of(text: str) -> Signature | None:
    """The form of a recording in a body's text; None where there is none. The text may be JSON inside JSON."""
    text = text[:READ].replace("\\", "").replace(" ", "")
    if _FULL_PICTURE.search(text):
        return Signature("a full picture of the document (rrweb)", 1)
    changes = len(_CHANGE.findall(text))
    if changes and ('"timestamp":' in text or _META.search(text)):
        return Signature("changes of the document or moves of the pointer (rrweb)", changes)
    nodes = len(_NODE.findall(text))
    if nodes >= NODES and len(_CHILDREN.findall(text)) >= NODES:
        return Signature("a serialised tree of the document", nodes)
    points = len(_POINT.findall(text))
    if points < POINTS and _POINTER.search(text):
        points = len(_TRIPLE.findall(text))
    return Signature("a trail of pointer positions with times", points) if points >= POINTS else None


def is_compressed(record: Request) -> bool:
    """Was the body packed or binary? By its declared encoding or type, or gzip's and zlib's first bytes (RFC 1952, 1950)."""
    headers = {name.lower(): value.lower() for name, value in record.request_headers}
    if headers.get("content-encoding", "") in ("gzip", "deflate", "br", "zstd"):
        return True
    start = record.post_data[:2]
    kind = record.post_kind.lower()
    return start in ("\x1f\x8b", "\x1f\ufffd", "x\x9c", "x\ufffd") or "octet-stream" in kind or "gzip" in kind


def _text_of_binary(data: str) -> str:
    """A recording sent as bytes is often the same JSON. The evidence holds the beginning in base64."""
    try:
        return base64.b64decode(data[: len(data) // 4 * 4]).decode("utf-8", "replace")
    except binascii.Error:
        return ""


class _Seen:
    """What gathers about one receiver."""

    def __init__(self) -> None:
        self.sightings = Sightings()
        self.urls: dict[str, None] = {}
        self.scripts: dict[str, None] = {}
        self.signatures: dict[str, dict[str, int]] = {}
        """What -> session -> how many."""
        self.sent: dict[str, _Sent] = {}
        """By session: each visits the same pages, so that they are not added up."""

    @property
    def most(self) -> _Sent:
        """Of the session in which most was sent."""
        return max(self.sent.values(), key=lambda one: (one.chunks, one.posts, one.size), default=_Sent())


class _Body(NamedTuple):
    """What was sent at once."""

    text: str
    """Its beginning."""
    size: int
    packed: bool


class _Sent(msgspec.Struct):
    """What one session sent to one receiver."""

    chunks: int = 0
    posts: int = 0
    """After the load event."""
    size: int = 0


class ReplayCollector:
    """Takes what was sent, tells one observation a receiving host at the end."""

    def __init__(self, scope: Scope, knowledge: Knowledge) -> None:
        self._scope = scope
        self._knowledge = knowledge
        self._seen: dict[str, _Seen] = {}

    def see(self, line: Line, record: Request) -> None:
        """A request that was sent."""
        posts = record.method == "POST" and bool(record.post_data or record.post_bytes)
        size = record.post_bytes or 0
        body = _Body(record.post_data, size, packed=is_compressed(record)) if posts else None
        self._take(line, record, f"{record.method} to", body)

    def see_message(self, line: Line, record: SocketMessage) -> None:
        """A message of a WebSocket; what came in tells nothing of the visitor."""
        if record.direction == "sent":
            binary = record.opcode == BINARY
            text = _text_of_binary(record.data) if binary else record.data
            self._take(line, record, "message to", _Body(text, record.size or 0, packed=binary))

    def _take(self, line: Line, record: Request | SocketMessage, how: str, body: _Body | None) -> None:
        host = host_of(record.url)
        known = bool(self._service(host))
        if not host or not (known or body):
            return
        signature = signature_of(body.text) if body else None
        third = self._scope.party(host) == "third" or host in self._scope.alias_targets
        after = body is not None and third and self._is_after_load(line, record)
        chunk = after and body is not None and body.packed and body.size >= CHUNK
        if not (known or signature or chunk):
            return
        seen = self._seen.setdefault(host, _Seen())
        seen.sightings.add(line, record.page_url, signature.what if signature else f"{how} {host}")
        seen.urls[record.url] = None
        seen.scripts.update(dict.fromkeys(url for url in (*record.stack, record.initiator_url) if url))
        sent = seen.sent.setdefault(line.session, _Sent())
        sent.chunks += chunk
        sent.posts += after
        sent.size += body.size if body else 0
        if signature:
            counts = seen.signatures.setdefault(signature.what, {})
            counts[line.session] = counts.get(line.session, 0) + signature.count

    def _service(self, host: str) -> str:
        """The replay service behind a host, also where the host is the site's own alias of it; else empty."""
        service = self._knowledge.service_of(self._scope.alias_targets.get(host, host))
        if service is None or service.role != "session-replay" or service.name in ASKS_AND_COUNTS:
            return ""
        return service.name

    def _is_after_load(self, line: Line, record: Request | SocketMessage) -> bool:
        """After the load event, as far as the evidence tells when that was."""
        visit = self._scope.visits.get((line.session, record.visit))
        return visit is None or visit.loaded is None or record.time >= visit.loaded

    def observations(self) -> Iterator[Observation]:
        for host, seen in sorted(self._seen.items()):
            service, sent = self._service(host), seen.most
            if seen.signatures:
                verdict, certainty = "events", "high"
                name = f"data consistent with session replay sent to {service or host}"
            elif service and sent.posts:
                verdict, certainty = "service-sent", "medium"
                name = f"data sent to {service}, a session replay service"
            elif service:
                verdict, certainty = "service-loaded", "low"
                name = f"code of {service}, a session replay service"
            elif sent.chunks >= CHUNKS:
                verdict, certainty = "compressed", "low"
                name = f"compressed data sent to {host} after loading: content not known"
            else:
                continue
            item = Item(kind="third-party", host=host, party=self._scope.party(host), site=self._scope.site)
            yield tell(
                self._scope,
                self._knowledge,
                host,
                categorise(item, self._knowledge),
                seen.sightings,
                id=short_id(self._scope.site, "session-replay", host),
                kind="script-behaviour",
                name=name,
                set_by=listed(seen.scripts),
                urls=listed(seen.urls),
                stored=False,
                details={
                    "behaviour": "session-replay",
                    "verdict": verdict,
                    "certainty": certainty,
                    "service": service,
                    "signatures": [
                        f"{what}: {max(counts.values())}" for what, counts in sorted(seen.signatures.items())
                    ],
                    "bodies_after_load": sent.posts,
                    "bytes_sent": sent.size,
                    "times": seen.sightings.times,
                },
            )
