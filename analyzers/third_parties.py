"""Which hosts of others the browser asked on behalf of the site.

Requests of the browser itself are set apart, and what stands in the markup without having been sent asks nobody.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from analyzers.entities import company_of
from analyzers.knowledge import Knowledge
from analyzers.model import Observation, short_id
from analyzers.owner_hints import owner_hints
from analyzers.parties import host_of
from analyzers.scope import LISTED, Scope, Sightings
from analyzers.telling import tell, verdict_on
from crawler.evidence import Line
from crawler.records import Request

NETWORK_SCHEMES = frozenset(("http", "https", "ws", "wss"))


def is_sent(record: Request) -> bool:
    """Did the site make the browser ask the network (or its cache) for this?"""
    return not record.browser_own and record.seen_by != ("static",) and scheme_of(record.url) in NETWORK_SCHEMES


def scheme_of(url: str) -> str:
    return url[:8].partition(":")[0].lower()


class _Host:
    """What gathers about one third-party host."""

    def __init__(self) -> None:
        self.sightings = Sightings()
        self.urls: dict[str, None] = {}
        self.addresses = 0
        self.types: dict[str, int] = {}
        self.initiators: dict[str, None] = {}
        self.remote: dict[str, None] = {}
        self.answered = False
        self.shown = False
        self.ledger_only = 0
        self.cookies_sent = False


class ThirdPartyCollector:
    """Takes requests line by line, tells one observation a host at the end."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._hosts: dict[str, _Host] = {}

    def see(self, line: Line, record: Request) -> None:
        """A request that was sent."""
        host = host_of(record.url)
        if not host or self._scope.party(host) != "third":
            return
        found = self._hosts.setdefault(host, _Host())
        if found.sightings.add(line, record.page_url, f"{record.method} {record.resource_type or 'request'}"):
            if len(found.urls) < LISTED:
                found.urls[record.url] = None
            kind = record.resource_type or "seen by the network log only"
            found.types[kind] = found.types.get(kind, 0) + 1
            found.ledger_only += record.seen_by == ("ledger",)
        for url in (record.initiator_url, *record.stack):
            if len(found.initiators) < LISTED and url:
                found.initiators[url] = None
        if record.remote_address:
            found.remote[record.remote_address] = None
        found.answered |= record.status is not None
        found.shown |= not record.speculative
        found.cookies_sent |= any(name.lower() == "cookie" for name, _ in record.request_headers)

    def observations(self, knowledge: Knowledge) -> Iterator[Observation]:
        leads_to = {alias.host: alias.chain[-1] for alias in self._scope.alias_records if alias.chain}
        for host, found in sorted(self._hosts.items()):
            verdict = verdict_on(host, self._scope, knowledge, found.urls)
            details: dict[str, Any] = {
                "times": found.sightings.times,
                "types": dict(sorted(found.types.items())),
                "answered": found.answered,
            }
            optional: dict[str, Any] = {
                "remote_addresses": list(found.remote)[:5],
                "speculative_only": not found.shown,
                "ledger_only": found.ledger_only,
                "cookies_sent": found.cookies_sent,
                "owner_hints": []
                if company_of(host, knowledge)
                else list(owner_hints(host, leads_to.get(host, ""), self._scope.certificates.get(host), knowledge)),
                "unencrypted": any(scheme_of(url) in ("http", "ws") for url in found.urls),
            }
            details.update({key: value for key, value in optional.items() if value})
            yield tell(
                self._scope,
                knowledge,
                host,
                verdict,
                found.sightings,
                id=short_id(self._scope.site, "third-party", host),
                kind="third-party",
                name=host,
                set_by=tuple(found.initiators),
                urls=tuple(found.urls),
                details=details,
            )
