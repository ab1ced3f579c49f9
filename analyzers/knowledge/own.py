"""How our own knowledge files (TOML, in this folder) are read.

`services_*.toml`: groups of one role and category; in each, a service's name and its domains (`[]` for software without
hosts of its own).
`names_*.toml`: groups of one service, category and source; in each, names or patterns and what they are, with another
service's name in brackets behind where the name is that one's. Such brackets must name a service that a file has; words of
other kinds stand behind a comma.
A group's `source` and the file's `date` hold for every entry in it; `sure = false` marks what is not certain.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections import Counter
from collections.abc import Iterator
from importlib import resources
from typing import Any

import msgspec

from analyzers.knowledge.base import DataSet, KnowledgeError, NameEntry, Service
from analyzers.model import CATEGORIES

VERSION = "1"

ROLES: dict[str, str] = {
    "advertising": "shows, buys or measures advertisements",
    "affiliate": "counts sales that a partner brought",
    "analytics": "counts visits and what visitors do",
    "bot-defence": "tells people from programs",
    "cdn": "carries files of anybody",
    "chat": "talks with the visitor",
    "comments": "lets visitors talk with each other: comments, forums",
    "commerce": "runs the shop: basket, checkout, reviews, recommendations",
    "consent": "asks for and keeps the visitor's choice",
    "content": "fonts, maps, forms, search, translation",
    "customer-data": "joins what is known of a person from several places",
    "e-mail": "sends and measures e-mail, automates marketing",
    "guidance": "shows people around: tours, announcements, questions about the site",
    "hosting": "hosts sites of anybody",
    "login": "signs people in",
    "monitoring": "reports errors and speed",
    "newsletter": "collects e-mail addresses for newsletters: forms, pop-ups",
    "payment": "takes payments, finds fraud",
    "referral": "has people recommend the site to others",
    "session-replay": "records what a visitor does on a page",
    "social": "social networks and what they embed",
    "tag-manager": "loads other services",
    "testing": "tries variants of a page against each other",
    "video": "plays video or sound",
    "web-framework": "software that sites themselves run",
}

NO_CATEGORY = "carrier"
"""A group's category where the service carries what belongs to others and says nothing about purpose."""


class OwnKnowledge(msgspec.Struct, frozen=True, kw_only=True):
    services: tuple[Service, ...]
    names: tuple[NameEntry, ...]
    companies: dict[str, dict[str, Any]]
    dataset: DataSet


def load() -> OwnKnowledge:
    """Read every file of this folder. Raises KnowledgeError with file and group when one breaks a rule."""
    digest = hashlib.sha256()
    tables: dict[str, dict[str, Any]] = {}
    for path in sorted(resources.files("analyzers.knowledge").iterdir(), key=lambda path: path.name):
        if path.name.endswith(".toml"):
            data = path.read_bytes()
            digest.update(data)
            try:
                tables[path.name] = tomllib.loads(data.decode("utf-8"))
            except tomllib.TOMLDecodeError as error:
                raise KnowledgeError(f"{path.name}: not readable as TOML: {error}") from error
    services, names = entries_of(tables)
    date = max((str(table["date"]) for table in tables.values()), default="")
    dataset = DataSet(
        name="avow",
        version=f"{VERSION}.{date.replace('-', '')}",
        date=date,
        sha256=digest.hexdigest(),
        licence="Apache-2.0",
        entries=len(services) + len(names),
    )
    companies = tables.get("companies.toml", {}).get("companies", {})
    return OwnKnowledge(services=services, names=names, companies=companies, dataset=dataset)


def entries_of(tables: dict[str, dict[str, Any]]) -> tuple[tuple[Service, ...], tuple[NameEntry, ...]]:
    """The services and names of parsed files (file's name -> its tables), in the order of the files.

    Raises KnowledgeError with file and group when an entry breaks a rule: a category or role that there is not, a group by
    or a name in brackets of a service that no file has, a service without `domains` or with a domain that is none.
    """
    companies: dict[str, dict[str, Any]] = tables.get("companies.toml", {}).get("companies", {})
    services = [s for file in tables if file.startswith("services_") for s in _services(file, tables[file], companies)]
    by_name = {service.name: service for service in services}
    if len(by_name) != len(services):
        twice = sorted(name for name, count in Counter(service.name for service in services).items() if count > 1)
        raise KnowledgeError(f"services named twice: {', '.join(twice)}")
    spellings = {alias.lower(): s.name for s in services for alias in s.aliases}
    spellings |= {name.lower(): name for name in by_name}
    names = [n for file in tables if file.startswith("names_") for n in _names(file, tables[file], by_name, spellings)]
    return tuple(services), tuple(names)


def _category(file: str, group: dict[str, Any], carrier: bool = False) -> str:
    category = group.get("category", "")
    if carrier and category == NO_CATEGORY:
        return ""
    if category not in CATEGORIES:
        raise KnowledgeError(f"{file}: a group has category {category!r}; it must be one of {', '.join(CATEGORIES)}")
    return str(category)


def _services(file: str, table: dict[str, Any], companies: dict[str, dict[str, Any]]) -> Iterator[Service]:
    for group in table.get("group", []):
        role = group.get("role", "")
        if role not in ROLES:
            raise KnowledgeError(f"{file}: role {role!r} is not one of {', '.join(ROLES)}")
        category = _category(file, group, carrier=True)
        for name, entry in group["services"].items():
            company = entry.get("company", name)
            if "domains" not in entry:
                raise KnowledgeError(f"{file}: {name} has no domains; write domains = [] for software without hosts")
            yield Service(
                name=name,
                company=company,
                role=role,
                category=category,
                domains=_domains(f"{file}: {name}", entry["domains"]),
                country=entry.get("country") or companies.get(company, {}).get("country", ""),
                aliases=tuple(entry.get("aliases", ())),
                source=group["source"],
                date=str(table["date"]),
                sure=entry.get("sure", group.get("sure", True)),
            )


def _domains(where: str, domains: list[str]) -> tuple[str, ...]:
    """Domains as hosts are compared with them. An empty one would be below every host."""
    for domain in domains:
        if domain != domain.lower().strip(".") or "." not in domain or "/" in domain:
            raise KnowledgeError(f"{where}: {domain!r} is no domain; write it like example.com")
    return tuple(domains)


def _names(
    file: str, table: dict[str, Any], services: dict[str, Service], spellings: dict[str, str]
) -> Iterator[NameEntry]:
    for group in table.get("group", []):
        by = group.get("by", "")
        if by and by not in services:
            raise KnowledgeError(f"{file}: a group is by {by!r}, which no services file names")
        category = _category(file, group)
        if group.get("where", "site") not in ("site", "own"):
            raise KnowledgeError(f"{file}: {by}: where {group['where']!r} is neither site nor own")
        for pattern, what in group["names"].items():
            named = _named_behind(f"{file}: {by or 'anybody'}: {pattern!r}", what, services, spellings)
            service = services.get(named or by)
            yield NameEntry(
                pattern=pattern,
                service=service.name if service else "",
                category=category,
                what=what.removesuffix(f" ({named})"),
                where=group.get("where", "site"),
                kind=group.get("kind", ""),
                domains=(*(service.domains if service else ()), *_domains(f"{file}: {by}", group.get("domains", []))),
                source=group["source"],
                date=str(table["date"]),
                sure=group.get("sure", True),
            )


def _named_behind(where: str, what: str, services: dict[str, Service], spellings: dict[str, str]) -> str:
    """The service in brackets behind what a name is: `visitor out of an e-mail (Iterable)`. In a group by another service
    of the same trade it says whose the name really is. Empty where nothing, or a remark in small letters, is in brackets.

    A service that no file has would leave the name with the group's service, and the reader of the rule with a wrong owner.
    """
    named = what.rpartition("(")[2][:-1] if what.endswith(")") else ""
    if not named or named in services:
        return named
    meant = spellings.get(named.lower(), "")
    if meant:
        raise KnowledgeError(f"{where}: ({named}) is another spelling; write ({meant})")
    if named[0].isupper():
        raise KnowledgeError(
            f"{where}: no services file has ({named}); add it there, or set the remark off with a comma"
        )
    return ""
