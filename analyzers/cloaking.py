"""Which of the site's own host names lead to somebody else: CNAME cloaking.

A host of the site whose DNS alias chain leaves the site's domains is `known` when the chain ends at a service that we
know, and `suspected` when it ends at an unknown party and is sent the site's cookies or an identifier. Networks and
hosting that carry anybody's files are neither. Sources: Dimova et al., PETS 2021, 3.1.1 (same site, not same origin,
alias to another registrable domain); Dao et al. 2021 (the chain matched against what is known).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from analyzers.categories import Item, categorise
from analyzers.knowledge import Knowledge
from analyzers.model import Observation, short_id
from analyzers.parties import host_of
from analyzers.scope import Scope, Sightings, company_name
from analyzers.syncing import Carried
from analyzers.telling import tell
from crawler.evidence import Line
from crawler.records import HostAlias, Request

CARRIERS = frozenset(("cdn", "hosting", "web-framework"))
"""Roles of services that carry what belongs to others (analyzers.knowledge.own, ROLES)."""


class Alias(msgspec.Struct, frozen=True):
    """A host of the site that is somebody else's by its alias."""

    host: str
    target: str
    """The first name of the chain outside the site's domains that a service is known for, else the last one outside."""
    known: bool


def aliases_of(records: Iterable[HostAlias], scope: Scope, knowledge: Knowledge) -> dict[str, Alias]:
    """The site's hosts that lead to another party which is no mere carrier, by host."""
    found: dict[str, Alias] = {}
    for record in records:
        outside = [name for name in record.chain if scope.party(name) == "third"]
        if scope.party(record.host) != "first" or not outside:
            continue
        services = [(name, knowledge.service_of(name)) for name in outside]
        known = next(((name, service) for name, service in services if service is not None), None)
        if known is None:
            found[record.host] = Alias(record.host, outside[-1], known=False)
        elif known[1] is not None and known[1].role not in CARRIERS:
            found[record.host] = Alias(record.host, known[0], known=True)
    return found


class CloakingCollector:
    """Takes requests to aliased hosts, tells one observation a host at the end."""

    def __init__(self, scope: Scope, aliases: dict[str, Alias], knowledge: Knowledge) -> None:
        self._scope = scope
        self._aliases = aliases
        self._knowledge = knowledge
        self._seen: dict[str, Sightings] = {}
        self._cookies: set[str] = set()
        self._carried: dict[str, dict[str, None]] = {}

    def see(self, line: Line, record: Request, carried: Iterable[Carried]) -> None:
        """A request that was sent."""
        if not self._aliases:
            return
        host = host_of(record.url)
        if host not in self._aliases:
            return
        self._seen.setdefault(host, Sightings()).add(line, record.page_url, f"{record.method} to an aliased host")
        if any(name.lower() == "cookie" for name, _ in record.request_headers):
            self._cookies.add(host)
        self._carried.setdefault(host, {}).update(dict.fromkeys(one.owner.name for one in carried))

    def observations(self) -> Iterator[Observation]:
        for host, sightings in sorted(self._seen.items()):
            alias = self._aliases[host]
            carried = sorted(self._carried.get(host, ()))
            if not alias.known and not carried and host not in self._cookies:
                continue
            provider = self._scope.provider(alias.target)
            verdict = categorise(
                Item(kind="third-party", host=alias.target, party="third", site=self._scope.site), self._knowledge
            )
            yield tell(
                self._scope,
                self._knowledge,
                host,
                verdict,
                sightings,
                id=short_id(self._scope.site, "cname-cloaking", host),
                kind="script-behaviour",
                name=f"{host} is an alias of {alias.target}",
                provider=provider,
                company=company_name(alias.target, self._knowledge),
                party="third",
                details={
                    "behaviour": "cname-cloaking",
                    "verdict": "known" if alias.known else "suspected",
                    "target": alias.target,
                    "cookies_sent": host in self._cookies,
                    "items": carried,
                    "times": sightings.times,
                },
            )
