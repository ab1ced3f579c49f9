"""Which scripts record what a visitor does on a page: session replay.

By what was seen, the strongest first:

- `events`: a body that was sent, compressed or not, has the form of a recording (analyzers.replay_forms): surely where the
  form is a library's; less surely a serialised tree of elements, and a trail of pointer positions that another party is
  sent. Programs that draw and defence against bots send trails of their own: of them, and to the site itself, none is told.
- `service-sent`: a service that is known for session replay (analyzers.knowledge, role `session-replay`), or the address at
  which another service takes recordings alone, was sent data after the page had loaded, of which no content is told.
- `compressed`: another party was sent at least CHUNKS compressed or binary bodies of CHUNK bytes and more after the load
  event, which could not be read. A recording would look so, and so do other uploads: it is a hint and no more, and none
  where the party is known for something else that uploads (OTHER_UPLOADS).
- `service-loaded`: only the code of a known service was loaded.

Sources: Englehardt, Acar & Narayanan, "No boundaries: exfiltration of personal data by session-replay scripts", 2017
(content of the page found in what scripts send, in large chunks); Acar et al., PETS 2020 (the same at scale). CHUNKS and
CHUNK are ours. Of a body or a WebSocket's message only the first 4,096 bytes are in the evidence. What a visitor types is
another question (analyzers.key_logging).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import unquote_plus, urlsplit

import msgspec

from analyzers.knowledge import Knowledge
from analyzers.model import Observation, short_id
from analyzers.parties import host_of, is_within
from analyzers.replay_forms import READ, RECORDINGS, UNPACKED, Signature, signature_of
from analyzers.scope import Scope, Sightings, listed
from analyzers.telling import tell, verdict_on
from analyzers.unpacking import BINARY, is_readable, message_text, unpacked_body
from crawler.evidence import Line
from crawler.records import Request, SocketMessage

CHUNKS = 2
CHUNK = 2_000
"""Bytes of a compressed body from which it counts: an error report or a counter's event is smaller."""

LIMITS = ("What is sent through WebSockets and WebRTC: the connection is on record, its messages are not.",)
"""Where nobody listened to WebSockets."""
LIMITS_LISTENING = ("What is sent through WebRTC: its messages are not on record.",)
OTHER_UPLOADS = frozenset(("bot-defence", "cdn", "consent", "content", "hosting", "login", "payment", "video"))
"""Roles of services that are sent much, and compressed, for reasons of their own: players their state, maps their views."""
OWN_TRAILS = frozenset(("bot-defence", "login", "payment"))
"""Roles of services that tell people from programs by how the pointer moves."""

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


def limits(listening: bool) -> tuple[str, ...]:
    """What no evidence tells of what is sent; `listening`: were the messages of WebSockets recorded?"""
    return LIMITS_LISTENING if listening else LIMITS


def is_compressed(record: Request) -> bool:
    """Was the body packed or binary? By its declared encoding or type, or gzip's and zlib's first bytes (RFC 1952, 1950)."""
    headers = {name.lower(): value.lower() for name, value in record.request_headers}
    if headers.get("content-encoding", "") in ("gzip", "deflate", "br", "zstd"):
        return True
    start = record.post_data[:2]
    kind = record.post_kind.lower()
    return start in ("\x1f\x8b", "\x1f\ufffd", "x\x9c", "x\ufffd") or "octet-stream" in kind or "gzip" in kind


def recording_service(url: str) -> str:
    """The service that takes recordings, and only those, at this address; empty for any other."""
    host = host_of(url)
    try:
        parts = urlsplit(url[:READ])
    except ValueError:
        return ""
    address = f"{parts.path}?{parts.query}" if parts.query else parts.path
    for name, domain, path in RECORDINGS:
        if (not domain or is_within(host, domain)) and path.match(address):
            return name
    return ""


class _Seen:
    """What gathers about one receiver."""

    def __init__(self) -> None:
        self.sightings = Sightings()
        self.urls: dict[str, None] = {}
        self.scripts: dict[str, None] = {}
        self.signatures: dict[str, dict[str, int]] = {}
        """What -> session -> how many."""
        self.forms: set[str] = set()
        self.sent: dict[str, _Sent] = {}
        """By session: each visits the same pages, so that they are not added up."""

    @property
    def most(self) -> _Sent:
        """Of the session in which most was sent."""
        return max(self.sent.values(), key=lambda one: (one.chunks, one.posts, one.size), default=_Sent())


class _Body(NamedTuple):
    """What was sent at once."""

    text: str
    """Its beginning, unpacked where it was compressed."""
    size: int
    packed: bool
    """It was compressed or binary, and could not be read."""


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
        body = None
        if posts:
            unpacked = unpacked_body(record)
            form = record.post_data.startswith("hsr_") or "&hsr_" in record.post_data[:READ]
            text = unpacked or (unquote_plus(record.post_data) if form else record.post_data)
            body = _Body(text, size, packed=is_compressed(record) and not unpacked)
        self._take(line, record, f"{record.method} to", body)

    def see_message(self, line: Line, record: SocketMessage) -> None:
        """A message of a WebSocket; what came in tells nothing of the visitor."""
        if record.direction == "sent":
            text = message_text(record)
            unread = record.opcode == BINARY and not is_readable(text)
            self._take(line, record, "message to", _Body(text, record.size or 0, packed=unread))

    def _take(self, line: Line, record: Request | SocketMessage, how: str, body: _Body | None) -> None:
        host = host_of(record.url)
        known = bool(self._service(host)) or (body is not None and bool(recording_service(record.url)))
        if not host or not (known or body):
            return
        signature = self._signature(host, body) if body else None
        third = self._scope.party(host) == "third" or host in self._scope.alias_targets
        after = body is not None and third and self._is_after_load(line, record)
        chunk = after and body is not None and body.packed and body.size >= CHUNK and not self._uploads(host)
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
            seen.forms.add(signature.form)
            counts = seen.signatures.setdefault(signature.what, {})
            counts[line.session] = counts.get(line.session, 0) + signature.count

    def _service(self, host: str) -> str:
        """The replay service behind a host, also where the host is the site's own alias of it; else empty."""
        service = self._knowledge.service_of(self._scope.alias_targets.get(host, host))
        if service is None or service.role != "session-replay" or service.name in ASKS_AND_COUNTS:
            return ""
        return service.name

    def _role(self, host: str) -> str:
        service = self._knowledge.service_of(self._scope.alias_targets.get(host, host))
        return service.role if service is not None else ""

    def _uploads(self, host: str) -> bool:
        return self._role(host) in OTHER_UPLOADS

    def _signature(self, host: str, body: _Body) -> Signature | None:
        found = signature_of(body.text, most=UNPACKED)
        if found is None or found.form != "trail":
            return found
        own = self._scope.party(host) == "first" and host not in self._scope.alias_targets
        return None if own or self._role(host) in OWN_TRAILS else found

    def _is_after_load(self, line: Line, record: Request | SocketMessage) -> bool:
        """After the load event, as far as the evidence tells when that was."""
        visit = self._scope.visits.get((line.session, record.visit))
        return visit is None or visit.loaded is None or record.time >= visit.loaded

    def observations(self) -> Iterator[Observation]:
        for host, seen in sorted(self._seen.items()):
            service, sent = self._service(host), seen.most
            taker = next(filter(None, map(recording_service, seen.urls)), "") if not service else ""
            if seen.signatures:
                verdict, certainty = "events", "high" if "library" in seen.forms else "medium"
                name = f"data consistent with session replay sent to {service or taker or host}"
            elif service and sent.posts:
                verdict, certainty = "service-sent", "medium"
                name = f"data sent to {service}, a session replay service"
            elif taker and sent.posts:
                verdict, certainty = "service-sent", "medium"
                name = f"data sent to {taker}, where it takes recordings of sessions"
            elif service:
                verdict, certainty = "service-loaded", "low"
                name = f"code of {service}, a session replay service"
            elif sent.chunks >= CHUNKS:
                verdict, certainty = "compressed", "low"
                name = f"compressed data sent to {host} after loading: content not known"
            else:
                continue
            yield tell(
                self._scope,
                self._knowledge,
                host,
                verdict_on(host, self._scope, self._knowledge),
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
                    "service": service or taker,
                    "signatures": [
                        f"{what}: {max(counts.values())}" for what, counts in sorted(seen.signatures.items())
                    ],
                    "bodies_after_load": sent.posts,
                    "bytes_sent": sent.size,
                    "times": seen.sightings.times,
                },
            )
