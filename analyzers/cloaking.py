"""Which of the site's own host names lead to somebody else: CNAME cloaking.

A host of the site whose DNS alias chain leaves the site's domains is `known` when the chain leads to a service that is known
to measure or advertise (TRACKING). It is `suspected` when it leads to another party and that party is told who the visitor
is: an identifier in an address or body; where nobody knows the party, also a cookie that may identify, sent with a call that
is answered by next to nothing, or such a cookie set for the whole site. Not cloaking:

- networks and hosting that carry anybody's files (CARRIERS), and what stands behind them in the chain: those names are theirs;
- the hosts of the pages themselves, and what leads to the same registrable domain or network as they do: the site's hosting;
- a help centre, a shop or a search under the site's name, though cookies of the whole site reach it as they reach every host.

Sources: Dimova et al., PETS 2021, 3.1.1 (same site, not same origin, alias to another registrable domain; the targets sorted
by hand into trackers and others); Dao et al. 2021 (the chain matched against what is known).
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Iterator

import msgspec

from analyzers.answers import answer_bytes
from analyzers.beacon_rules import SMALL_ANSWER
from analyzers.carried import Carried
from analyzers.cookie_text import parse_cookie
from analyzers.identifiers import identifying_tokens
from analyzers.knowledge import Knowledge
from analyzers.model import Observation, short_id
from analyzers.parties import host_of
from analyzers.scope import Scope, Sightings, company_name, icann_domain
from analyzers.telling import tell, verdict_on
from crawler.evidence import Line
from crawler.records import HostAlias, Request

CARRIERS = frozenset(("cdn", "hosting", "web-framework"))
"""Roles of services that carry what belongs to others (analyzers.knowledge.own, ROLES)."""
TRACKING = frozenset(
    (
        "advertising", "affiliate", "analytics", "customer-data", "e-mail", "session-replay", "social", "tag-manager",
        "testing",
    )
)  # fmt: skip
"""Roles of services that count, follow or address visitors."""
COOKIES = 60
"""Cookies of one request that are looked at."""


class Alias(msgspec.Struct, frozen=True):
    """A host of the site that is somebody else's by its alias."""

    host: str
    target: str
    """The first name of the chain outside the site's domains that a service is known for, else the last one that is no
    carrier's."""
    known: bool
    """Does it lead to a service that measures or advertises?"""
    named: bool = True
    """Is the service known at all?"""


def aliases_of(records: Iterable[HostAlias], scope: Scope, knowledge: Knowledge) -> dict[str, Alias]:
    """The site's hosts that lead to another party which is no mere carrier and not the site's own hosting, by host."""
    records = list(records)
    pages = {host_of(visit.final_url or visit.url) for visit in scope.visits.values() if visit.purpose == "page"}
    home = {icann_domain(name) for record in records if record.host in pages for name in _outside(record, scope)}
    found: dict[str, Alias] = {}
    for record in records:
        if scope.party(record.host) != "first" or record.host in pages:
            continue
        strangers: list[str] = []
        for name in _outside(record, scope):
            service = knowledge.service_of(name)
            if service is None:
                strangers.append(name)
                continue
            if service.role not in CARRIERS:
                known = service.role in TRACKING
                if known or icann_domain(name) not in home:
                    found[record.host] = Alias(record.host, name, known=known)
                strangers = []
            break
        if strangers and not home & {icann_domain(name) for name in strangers}:
            found[record.host] = Alias(record.host, strangers[-1], known=False, named=False)
    return found


def _outside(record: HostAlias, scope: Scope) -> list[str]:
    return [name for name in record.chain if scope.party(name) == "third"]


class CloakingCollector:
    """Takes requests, tells one observation an aliased host at the end."""

    def __init__(self, scope: Scope, aliases: dict[str, Alias], knowledge: Knowledge) -> None:
        self._scope = scope
        self._aliases = aliases
        self._knowledge = knowledge
        self._seen: dict[str, Sightings] = {}
        self._cookies: set[str] = set()
        self._told: set[str] = set()
        """Hosts that were sent or set a cookie which may identify, as `_tells` says."""
        self._carried: dict[str, dict[str, None]] = {}
        self._networks: dict[str, set[str]] = {}
        self._home: set[str] = set()
        """Networks that the site's pages came from."""

    def see(self, line: Line, record: Request, carried: Iterable[Carried]) -> None:
        """A request that was sent."""
        if not self._aliases:
            return
        host = host_of(record.url)
        if record.resource_type == "document" and record.frame_url in ("", record.url):
            self._home |= _network(record.remote_address)
        if host not in self._aliases:
            return
        self._seen.setdefault(host, Sightings()).add(line, record.page_url, f"{record.method} to an aliased host")
        self._networks.setdefault(host, set()).update(_network(record.remote_address))
        if any(name.lower() == "cookie" for name, _ in record.request_headers):
            self._cookies.add(host)
        if host not in self._told and _tells(record):
            self._told.add(host)
        self._carried.setdefault(host, {}).update(dict.fromkeys(one.owner.name for one in carried))

    def _is_cloaked(self, host: str) -> bool:
        alias = self._aliases[host]
        if alias.known:
            return True
        at_home = bool(self._networks[host]) and self._networks[host] <= self._home
        return not at_home and (bool(self._carried.get(host)) or (not alias.named and host in self._told))

    def observations(self) -> Iterator[Observation]:
        for host, sightings in sorted(self._seen.items()):
            if not self._is_cloaked(host):
                continue
            alias = self._aliases[host]
            carried = sorted(self._carried.get(host, ()))
            provider = self._scope.provider(alias.target)
            verdict = verdict_on(alias.target, self._scope, self._knowledge)
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


def _tells(record: Request) -> bool:
    """Is a cookie that may identify sent with a call that asks for no content, or set for the whole site?"""
    size = answer_bytes(record)
    if size is not None and size <= SMALL_ANSWER:
        sent = (value for name, value in record.request_headers if name.lower() == "cookie")
        pairs = [pair.partition("=")[2] for text in sent for pair in text.split(";")[:COOKIES]]
        if any(identifying_tokens(value, record.time) for value in pairs):
            return True
    lines = [value for name, value in record.response_headers if name.lower() == "set-cookie"]
    cookies = (parse_cookie(line, record.time) for line in lines[:COOKIES])
    return any(
        cookie is not None
        and not cookie.deletes
        and bool(cookie.domain)
        and cookie.domain != host_of(record.url)
        and bool(identifying_tokens(cookie.value, record.time))
        for cookie in cookies
    )


def _network(remote_address: str) -> set[str]:
    """The /24 or /48 of an address with its port, as registries hand them to one network; none for this very machine."""
    try:
        address = ipaddress.ip_address(remote_address.rpartition(":")[0].strip("[]"))
    except ValueError:
        return set()
    if address.is_loopback:
        return set()
    return {str(ipaddress.ip_network((address, 24 if address.version == 4 else 48), strict=False))}
