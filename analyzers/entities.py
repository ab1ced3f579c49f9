"""Which company is behind a host."""

from __future__ import annotations

import msgspec

from analyzers.knowledge import Knowledge
from analyzers.parties import normal_host


class Entity(msgspec.Struct, frozen=True, kw_only=True):
    """A company, as seen through one of its hosts."""

    name: str
    """The company."""
    service: str = ""
    """The service whose host it is."""
    domains: tuple[str, ...] = ()
    """The service's hosts."""
    country: str = ""
    """ISO 3166 code of its seat; empty when not known."""
    role: str = ""
    source: str = ""
    """Whose knowledge: `avow`, `third-party-web`, or `cname` when an alias of the name system led there."""
    aliases: tuple[str, ...] = ()
    """Further names of the service and of the company."""


def company_of(host: str, knowledge: Knowledge, cname: str = "") -> Entity | None:
    """Who is behind a host; `cname` is where the name system sends it, a hint when the host itself is not known."""
    for place, how in ((host, ""), (cname, "cname")):
        service = knowledge.service_of(normal_host(place)) if place else None
        if service is not None:
            further = knowledge.companies.get(service.company, {}).get("aliases", ())
            return Entity(
                name=service.company,
                service=service.name,
                domains=service.domains,
                country=service.country,
                role=service.role,
                source=how or service.origin,
                aliases=tuple(dict.fromkeys((*service.aliases, *further))),
            )
    return None
