"""Which company is behind a host, and under which names a policy may speak of it."""

from __future__ import annotations

import re
from functools import lru_cache

import msgspec

from analyzers.knowledge import Knowledge
from analyzers.parties import normal_host, registrable_domain


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
    siblings: tuple[str, ...] = ()
    """Names of the company's other services that hold the company's own name: for Google Ads, `Google Analytics` ..."""


def company_of(host: str, knowledge: Knowledge, cname: str = "") -> Entity | None:
    """Who is behind a host; `cname` is where the name system sends it, a hint when the host itself is not known."""
    for place, how in ((host, ""), (cname, "cname")):
        service = knowledge.service_of(normal_host(place)) if place else None
        if service is not None:
            further = knowledge.companies.get(service.company, {}).get("aliases", ())
            siblings = (other.name for other in knowledge.services_of(service.company) if other.name != service.name)
            return Entity(
                name=service.company,
                service=service.name,
                domains=service.domains,
                country=service.country,
                role=service.role,
                source=how or service.origin,
                aliases=tuple(dict.fromkeys((*service.aliases, *further))),
                siblings=tuple(name for name in siblings if service.company in name and name != service.company),
            )
    return None


def aliases(entity: Entity) -> tuple[str, ...]:
    """Every name under which a policy may mean this service: its own, its aliases, its company's, its domains'.

    The company's name covers the service; the name of another service of the company does not.
    """
    domains = (registrable_domain(domain) for domain in entity.domains)
    return tuple(dict.fromkeys(name for name in (entity.service, entity.name, *entity.aliases, *domains) if name))


def names_entity(text: str, entity: Entity) -> bool:
    """Does a text name the entity, as a word of its own? "Meta" is not in "metadata", nor "X" in "X-ray" or "x".

    Short names count in their own case only. The name of another service of the same company is taken out first:
    "Google Analytics" says nothing about doubleclick.net, "Google" does.
    """
    for sibling in entity.siblings:
        text = _word(sibling).sub(" ", text)
    return any(_word(name).search(text) for name in aliases(entity))


@lru_cache(maxsize=8192)
def _word(name: str) -> re.Pattern[str]:
    flags = 0 if len(name) <= 6 and "." not in name else re.IGNORECASE
    return re.compile(rf"(?<![\w.-]){re.escape(name)}(?![\w-]|\.\w)", flags)
