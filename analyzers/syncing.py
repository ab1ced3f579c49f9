"""Which identifiers of one party are handed to another: cookie syncing.

An identifier (analyzers.identifiers) of party A is shared with B when a request or message to a host of B, another
registrable domain and another company, carries it; how it is found is analyzers.carried. Sources: Englehardt & Narayanan,
CCS 2016; Fouad et al., PETS 2020 (classes).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from analyzers.carried import Carried, Owner
from analyzers.knowledge import Knowledge
from analyzers.model import Category, Observation, short_id
from analyzers.parties import host_of, registrable_domain
from analyzers.scope import Scope, Sightings, company_name, listed
from analyzers.telling import tell, verdict_on
from crawler.evidence import Line
from crawler.records import Request, SocketMessage

THIRD_TO_THIRD = Category(
    category="targeting",
    rule="an identifier of one third party is handed to another (cookie syncing)",
    source="behaviour",
    confidence="medium",
)


def is_own(owner: Owner, receiver: str) -> bool:
    """Does this registrable domain keep the item, or did its code set it?"""
    return owner.provider == receiver or receiver in owner.setters


def same_company(owner: Owner, receiver: str, knowledge: Knowledge) -> bool:
    """Is the receiver known to be of the company that keeps or set the item?"""
    company = company_name(receiver, knowledge)
    return bool(company) and any(
        company_name(maker, knowledge) == company for maker in (owner.provider, *owner.setters)
    )


class SyncCollector:
    """Takes requests with the identifiers they carry, tells one observation a pair (from, to)."""

    def __init__(self, scope: Scope, knowledge: Knowledge) -> None:
        self._scope = scope
        self._knowledge = knowledge
        self._pairs: dict[tuple[str, str], _Pair] = {}

    def see(self, line: Line, record: Request | SocketMessage, carried: Iterable[Carried]) -> None:
        receiver = registrable_domain(host_of(record.url))
        if not receiver or self._scope.party(receiver) != "third":
            return
        for one in carried:
            if is_own(one.owner, receiver) or same_company(one.owner, receiver, self._knowledge):
                continue
            pair = self._pairs.setdefault((one.owner.provider, receiver), _Pair())
            what = f"{one.owner.kind} {one.owner.name} in the {one.where}"
            counts = pair.sightings.add(line, record.page_url, what)
            pair.owners[one.owner] = None
            pair.forms[one.form] = None
            pair.where[one.where] = None
            if counts:
                pair.urls[record.url] = None

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
                verdict = verdict_on(receiver, self._scope, self._knowledge)
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
