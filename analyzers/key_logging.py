"""Which third parties were sent what was typed into a field, although nothing was submitted: key logging.

Bait was typed in sessions of the scenario `typing` (crawler.bait), a text of its own for each field. A third party that is
sent that text, or its first PREFIX characters, after the typing began and in the same visit, was sent what a visitor types:
as written, percent-encoded, in base64 or hexadecimal, or as its MD5, SHA-1 or SHA-256 (analyzers.visitor).

What only search fields gave is told apart: suggestions while typing need the text, and a visitor expects them.

Sources: Englehardt, Acar & Narayanan, "No boundaries", 2017 (unique bait in inputs that are not submitted); Senol et al.,
"Leaky Forms", USENIX Security 2022 (addresses sent before submission; the encodings met).
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from analyzers.categories import Item, categorise
from analyzers.forms import data_of
from analyzers.knowledge import Knowledge
from analyzers.model import Observation, short_id
from analyzers.parties import host_of
from analyzers.personal_data import personal_data_in
from analyzers.scope import Scope, Sightings, listed
from analyzers.telling import tell
from analyzers.visitor import Seed, Seeds
from crawler.evidence import Line
from crawler.records import FormField, Request, SocketMessage, TypedText

PREFIX = 10
"""Characters from the start that count too: who sends at every key sends the text in pieces."""
NOT_TYPED = (
    "Whether a script logs what is typed: nothing was typed into any field, so no script had keys to send. "
    "Scan with --sessions typing."
)
LIMITS = (
    "Whether a script logs what is typed: bait was typed into the first visible fields of a page, and looked for in "
    "addresses, headers and the first 4,096 characters of bodies and socket messages; single keys and encrypted bodies "
    "would not be found.",
)


class _Bait(msgspec.Struct, frozen=True):
    """One field's text, ready to be looked for."""

    record: TypedText
    seeds: Seeds


class _Receiver:
    """What gathers about one receiving host."""

    def __init__(self) -> None:
        self.sightings = Sightings()
        self.urls: dict[str, None] = {}
        self.scripts: dict[str, None] = {}
        self.fields: dict[str, None] = {}
        self.how: dict[str, None] = {}
        self.only_searches = True


class KeyLogCollector:
    """Takes what was typed, then requests; tells one observation a receiving host at the end."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._baits: dict[tuple[str, str], list[_Bait]] = {}
        self._seen: dict[str, _Receiver] = {}

    def see_typed(self, line: Line) -> None:
        """First pass."""
        record = line.record
        if isinstance(record, TypedText):
            seeds = Seeds([Seed("personal data", record.text), Seed("personal data", record.text[:PREFIX])])
            self._baits.setdefault((line.session, record.visit), []).append(_Bait(record, seeds))

    def see(self, line: Line, record: Request) -> None:
        """Second pass: requests that were sent."""
        baits = self._baits.get((line.session, record.visit))
        host = host_of(record.url)
        if not baits or not host or not self._is_third(host):
            return
        for bait in baits:
            if record.time < bait.record.time:
                continue
            sent = personal_data_in(line, record, self._scope.site, bait.seeds)
            if sent is None or not sent.known:
                continue
            seen = self._seen.setdefault(host, _Receiver())
            field = bait.record.field
            seen.sightings.add(line, record.page_url, f"typed text in the {sent.where} of {record.method} {host}")
            seen.urls[record.url] = None
            seen.scripts.update(dict.fromkeys(url for url in (*record.stack, record.initiator_url) if url))
            seen.fields[_field_in_words(field)] = None
            seen.how[f"{sent.how}, in the {sent.where}"] = None
            seen.only_searches &= is_search(field)

    def see_message(self, line: Line, record: SocketMessage) -> None:
        """Second pass: a message of a WebSocket, which carries text as a body does."""
        if record.direction == "sent":
            body = Request(
                time=record.time,
                visit=record.visit,
                id=record.socket,
                url=record.url,
                method="message to",
                page_url=record.page_url,
                initiator_url=record.initiator_url,
                stack=record.stack,
                post_data=record.data,
            )
            self.see(line, body)

    def _is_third(self, host: str) -> bool:
        return self._scope.party(host) == "third" or host in self._scope.alias_targets

    def limits(self) -> tuple[str, ...]:
        """What this evidence cannot tell about key logging."""
        return LIMITS if self._baits else (NOT_TYPED,)

    def observations(self, knowledge: Knowledge) -> Iterator[Observation]:
        for host, seen in sorted(self._seen.items()):
            service = knowledge.service_of(self._scope.alias_targets.get(host, host))
            who = service.name if service else host
            what = "a search field" if seen.only_searches else "fields"
            item = Item(kind="third-party", host=host, party=self._scope.party(host), site=self._scope.site)
            yield tell(
                self._scope,
                knowledge,
                host,
                categorise(item, knowledge),
                seen.sightings,
                id=short_id(self._scope.site, "key-logging", host),
                kind="script-behaviour",
                name=f"text typed into {what} sent to {who} although nothing was submitted",
                set_by=listed(seen.scripts),
                urls=listed(seen.urls),
                stored=False,
                details={
                    "behaviour": "key-logging",
                    "verdict": "search-suggestions" if seen.only_searches else "typed-text-sent",
                    "certainty": "medium" if seen.only_searches else "high",
                    "fields": sorted(seen.fields),
                    "how": sorted(seen.how),
                    "times": seen.sightings.times,
                },
            )


def is_search(field: FormField) -> bool:
    """A field for searching, by its type or the names that search forms use."""
    words = f"{field.name} {field.label} {field.placeholder}".lower()
    return field.type == "search" or field.name.lower() in ("q", "s", "query", "search") or "search" in words


def _field_in_words(field: FormField) -> str:
    """`password field`, `e-mail address (name "mail")`: what was asked for, and the field's name, which is the site's text."""
    kind = "password" if field.type == "password" else data_of(field) or f"{field.type or 'text'} field"
    return f'{kind} (name "{field.name[:80]}")' if field.name else kind
