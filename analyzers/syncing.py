"""Which identifiers of one party are handed to another: cookie syncing, plain, encoded or hashed.

An identifier (analyzers.identifiers) of party A is shared with B when a request to a host of B, another registrable
domain and another company, carries it in path, query, body or Referer: as it is, URL-encoded, in base64, or as its
MD5, SHA-1 or SHA-256. Sources: Englehardt & Narayanan, CCS 2016 (tokens split at characters outside
`A-Za-z0-9_.,'-`); Fouad et al., PETS 2020 (classes); Acar et al., "No boundaries", 2017 (hashes).
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Iterator
from urllib.parse import unquote

import msgspec

from analyzers.categories import Item, categorise
from analyzers.identifiers import SHORTEST
from analyzers.knowledge import Knowledge
from analyzers.model import Category, Observation, short_id
from analyzers.parties import host_of, registrable_domain
from analyzers.scope import Scope, Sightings, company_name, listed
from analyzers.telling import tell
from crawler.evidence import Line
from crawler.records import Request

UNRELATED = 2
"""A value that more parties than this hold is nobody's identifier (a shared constant)."""
READ = 16_384
"""Characters of an address or body that are searched."""

THIRD_TO_THIRD = Category(
    category="targeting",
    rule="an identifier of one third party is handed to another (cookie syncing)",
    source="behaviour",
    confidence="medium",
)

_DELIMITER = re.compile(r"[^A-Za-z0-9_.,'-]+")
_INNER = re.compile(r"[._,'-]+")
_DOTS = re.compile(r"[.,']+")


class Owner(msgspec.Struct, frozen=True):
    """The item whose value is an identifier."""

    kind: str
    name: str
    host: str
    provider: str
    """Registrable domain, as browsers tell parties apart."""
    setters: tuple[str, ...] = ()
    """Registrable domains of what set it."""
    strength: str = "weak"
    """Does the value tell browsers apart for sure? As in analyzers.identifiers."""


class Carried(msgspec.Struct, frozen=True):
    """An identifier found in a request."""

    owner: Owner
    form: str
    """`plain`, `base64`, `md5`, `sha1`, `sha256`."""
    where: str
    """`address`, `body`, `referer`."""


class IdentifierIndex:
    """Every form of every identifier of a scan, to look requests up in."""

    def __init__(self) -> None:
        self._owners: dict[str, dict[Owner, None]] = {}
        self._forms: dict[str, tuple[str, str]] = {}

    def add(self, owner: Owner, tokens: Iterable[str]) -> None:
        for token in tokens:
            if len(token) < SHORTEST:
                continue
            if token not in self._owners:
                for form, text in _forms(token):
                    self._forms.setdefault(text, (token, form))
            self._owners.setdefault(token, {})[owner] = None

    def find(self, record: Request) -> Iterator[Carried]:
        """Identifiers that a request carries, each (owner, form, where) once."""
        if not self._forms:
            return
        referer = next((value for name, value in record.request_headers if name.lower() == "referer"), "")
        seen: set[tuple[str, str]] = set()
        for where, text in (("address", record.url), ("body", record.post_data), ("referer", referer)):
            for word in _words(text):
                token, form = self._forms.get(word, ("", ""))
                if not token or (token, where) in seen:
                    continue
                seen.add((token, where))
                owners = self._owners[token]
                if len({owner.provider for owner in owners}) > UNRELATED:
                    continue
                for owner in owners:
                    yield Carried(owner, form, where)


def _forms(token: str) -> Iterator[tuple[str, str]]:
    yield "plain", token
    raw = token.encode("utf-8", "surrogatepass")
    for data in (base64.b64encode(raw), base64.urlsafe_b64encode(raw)):
        yield "base64", data.decode().rstrip("=")
    yield "md5", hashlib.md5(raw, usedforsecurity=False).hexdigest()
    yield "sha1", hashlib.sha1(raw, usedforsecurity=False).hexdigest()
    yield "sha256", hashlib.sha256(raw).hexdigest()


def _words(text: str) -> set[str]:
    """Delimited parts of a text, also after decoding it once and twice, and their inner parts."""
    found: set[str] = set()
    if not text:
        return found
    text = text[:READ]
    for _ in range(3):
        for word in _DELIMITER.split(text):
            if len(word) >= SHORTEST:
                found.add(word)
                # Wrapped as `v1.<uuid>.7`, or as `prefix_<number>`.
                found.update(part for cut in (_DOTS, _INNER) for part in cut.split(word) if len(part) >= SHORTEST)
        # Base64 of the standard alphabet holds `+` and `/`, which are delimiters above.
        found.update(part for part in re.split(r"[^A-Za-z0-9+/]+", text) if len(part) >= SHORTEST)
        decoded = unquote(text)
        if decoded == text:
            break
        text = decoded
    return found


class SyncCollector:
    """Takes requests with the identifiers they carry, tells one observation a pair (from, to)."""

    def __init__(self, scope: Scope, knowledge: Knowledge) -> None:
        self._scope = scope
        self._knowledge = knowledge
        self._pairs: dict[tuple[str, str], _Pair] = {}

    def see(self, line: Line, record: Request, carried: Iterable[Carried]) -> None:
        receiver = registrable_domain(host_of(record.url))
        if not receiver or self._scope.party(receiver) != "third":
            return
        for one in carried:
            if one.owner.provider == receiver or receiver in one.owner.setters or self._same_company(one, receiver):
                continue
            pair = self._pairs.setdefault((one.owner.provider, receiver), _Pair())
            what = f"{one.owner.kind} {one.owner.name} in the {one.where}"
            counts = pair.sightings.add(line, record.page_url, what)
            pair.owners[one.owner] = None
            pair.forms[one.form] = None
            pair.where[one.where] = None
            if counts:
                pair.urls[record.url] = None

    def _same_company(self, one: Carried, receiver: str) -> bool:
        company = company_name(receiver, self._knowledge)
        makers = (one.owner.provider, *one.owner.setters)
        return bool(company) and any(company_name(maker, self._knowledge) == company for maker in makers)

    def receivers(self) -> dict[str, str]:
        """Registrable domain of a third party that is handed another third party's identifier -> who hands it."""
        found: dict[str, str] = {}
        for sender, receiver in sorted(self._pairs):
            if self._scope.party(sender) == "third":
                found.setdefault(receiver, sender)
        return found

    def observations(self) -> Iterator[Observation]:
        for (sender, receiver), pair in sorted(self._pairs.items()):
            first = self._scope.party(sender) == "first"
            verdict = THIRD_TO_THIRD
            if first:
                item = Item(kind="third-party", host=receiver, party="third", site=self._scope.site)
                verdict = categorise(item, self._knowledge)
            names = sorted({owner.name for owner in pair.owners})
            strong = any(owner.strength == "strong" for owner in pair.owners)
            yield tell(
                self._scope,
                self._knowledge,
                receiver,
                verdict,
                pair.sightings,
                id=short_id(self._scope.site, "identifier-sharing", sender, receiver),
                kind="script-behaviour",
                name=f"identifier of {sender} sent to {receiver}",
                urls=listed(pair.urls),
                identifier="strong" if strong else "weak",
                identifier_why="the value differs between fresh profiles and stays the same within each"
                if strong
                else "the value's syntax allows it to identify a browser",
                details={
                    "behaviour": "identifier-sharing",
                    "class": "first-to-third" if first else "third-to-third",
                    "items": names,
                    "forms": sorted(pair.forms),
                    "where": sorted(pair.where),
                    "times": pair.sightings.times,
                },
            )


class _Pair:
    """What gathers about one sender and receiver."""

    def __init__(self) -> None:
        self.sightings = Sightings()
        self.owners: dict[Owner, None] = {}
        self.forms: dict[str, None] = {}
        self.where: dict[str, None] = {}
        self.urls: dict[str, None] = {}
