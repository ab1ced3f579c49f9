"""Which third parties were sent what was typed into a field, although nothing was submitted: key logging.

Bait was typed in sessions of the scenario `typing` (crawler.bait), a text of its own for each field. A third party that is
sent that text, or its first PREFIX characters, after the typing began and in the same visit, was sent what a visitor types:
as written, percent-encoded, in base64 or hexadecimal, or as its MD5, SHA-1 or SHA-256 (analyzers.visitor).

What only search fields gave is told apart, and what only fields for an address or a place gave: suggestions while typing
need the text, and a visitor expects them. Who is known to measure or advertise suggests nothing.

Sources: Englehardt, Acar & Narayanan, "No boundaries", 2017 (unique bait in inputs that are not submitted); Senol et al.,
"Leaky Forms", USENIX Security 2022 (addresses sent before submission; the encodings met).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from analyzers.forms import data_of
from analyzers.knowledge import Knowledge
from analyzers.model import Observation, short_id
from analyzers.parties import host_of
from analyzers.personal_data import personal_data_in
from analyzers.scope import Scope, Sightings, listed
from analyzers.telling import tell, verdict_on
from analyzers.unpacking import message_text
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
    "addresses, headers and the first 4,096 bytes of bodies and socket messages, unpacked where they were compressed by gzip "
    "or deflate; single keys and encrypted bodies would not be found.",
)


SUGGEST_NOTHING = frozenset(
    ("advertising", "affiliate", "analytics", "customer-data", "e-mail", "session-replay", "social", "tag-manager")
)
"""Roles of services that have no use for a search or an address but to know it."""
SURELY_OTHER = frozenset(("email", "password", "tel"))
"""Types of fields whose text is something else, whatever stands beside them."""
SEARCHES, PLACES = "search-suggestions", "address-suggestions"

_SEARCH = re.compile(
    r"(?<!re)search|\bquery\b|zoek|\bsuch(?:e|en|begriff|wort|feld)\b|durchsuchen|recherch|\bchercher|"
    r"\bbusca|búsqueda|\bcerca\b|ricerca|pesquis|szukaj|\bsök|\bsøg|\bsøk|\bhae\b",
    re.IGNORECASE,
)
"""In English, Dutch, German, French, Spanish, Italian, Portuguese, Polish and the languages of the north."""
_PLACE = re.compile(
    r"\bcity\b|\btown\b|\blocation\b|\bplace\b|\bplaats|\bstad\b|\bwoonplaats|\bort\b|\bstadt\b|\bville\b|\blieu\b|"
    r"\bciudad\b|\bcittà|\bcitta\b|\bcap\b|zip|post(?:al)?[ _-]?code|huisnummer|hausnummer|house[ _-]?number",
    re.IGNORECASE,
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
        self.asked: set[str] = set()
        """SEARCHES, PLACES, or empty for any other field."""


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
            seen.asked.add(SEARCHES if is_search(field) else PLACES if is_place(field) else "")

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
                post_data=message_text(record),
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
            verdict = "typed-text-sent"
            if "" not in seen.asked and (service is None or service.role not in SUGGEST_NOTHING):
                verdict = SEARCHES if SEARCHES in seen.asked else PLACES
            what = {SEARCHES: "a search field", PLACES: "an address field"}.get(verdict, "fields")
            yield tell(
                self._scope,
                knowledge,
                host,
                verdict_on(host, self._scope, knowledge),
                seen.sightings,
                id=short_id(self._scope.site, "key-logging", host),
                kind="script-behaviour",
                name=f"text typed into {what} sent to {who} although nothing was submitted",
                set_by=listed(seen.scripts),
                urls=listed(seen.urls),
                stored=False,
                details={
                    "behaviour": "key-logging",
                    "verdict": verdict,
                    "certainty": "high" if verdict == "typed-text-sent" else "medium",
                    "fields": sorted(seen.fields),
                    "how": sorted(seen.how),
                    "times": seen.sightings.times,
                },
            )


def is_search(field: FormField) -> bool:
    """A field for searching, by its type or the names that search forms use."""
    named = field.name.lower() in ("q", "s") or bool(_SEARCH.search(_words(field)))
    return field.type == "search" or (named and field.type not in SURELY_OTHER)


def is_place(field: FormField) -> bool:
    """A field for an address or a place, of which services suggest the rest."""
    if field.type in SURELY_OTHER:
        return False
    return data_of(field) == "postal address" or bool(_PLACE.search(_words(field)))


def _words(field: FormField) -> str:
    return f"{field.name[:200]} {field.label} {field.placeholder}".replace("_", " ")


def _field_in_words(field: FormField) -> str:
    """`password field`, `e-mail address (name "mail")`: what was asked for, and the field's name, which is the site's text."""
    kind = "password" if field.type == "password" else data_of(field) or f"{field.type or 'text'} field"
    return f'{kind} (name "{field.name[:80]}")' if field.name else kind
