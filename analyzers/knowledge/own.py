"""How our own knowledge files (TOML, in this folder) are read.

`services_*.toml`: groups of one role and category; in each, a service's name and its domains.
`names_*.toml`: groups of one service, category and source; in each, names or patterns and what they are, with another
service's name in brackets behind where the name is that one's.
A group's `source` and the file's `date` hold for every entry in it; `sure = false` marks what is not certain.
"""

from __future__ import annotations

import hashlib
import tomllib
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
    companies: dict[str, dict[str, Any]] = tables.get("companies.toml", {}).get("companies", {})
    services = [s for file in tables if file.startswith("services_") for s in _services(file, tables[file], companies)]
    by_name = {service.name: service for service in services}
    if len(by_name) != len(services):
        twice = sorted({s.name for s in services if sum(t.name == s.name for t in services) > 1})
        raise KnowledgeError(f"services named twice: {', '.join(twice)}")
    names = [n for file in tables if file.startswith("names_") for n in _names(file, tables[file], by_name)]
    date = max((str(table["date"]) for table in tables.values()), default="")
    dataset = DataSet(
        name="avow",
        version=f"{VERSION}.{date.replace('-', '')}",
        date=date,
        sha256=digest.hexdigest(),
        licence="Apache-2.0",
        entries=len(services) + len(names),
    )
    return OwnKnowledge(services=tuple(services), names=tuple(names), companies=companies, dataset=dataset)


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
            yield Service(
                name=name,
                company=company,
                role=role,
                category=category,
                domains=tuple(entry["domains"]),
                country=entry.get("country") or companies.get(company, {}).get("country", ""),
                aliases=tuple(entry.get("aliases", ())),
                source=group["source"],
                date=str(table["date"]),
                sure=entry.get("sure", group.get("sure", True)),
            )


def _names(file: str, table: dict[str, Any], services: dict[str, Service]) -> Iterator[NameEntry]:
    for group in table.get("group", []):
        by = group.get("by", "")
        if by and by not in services:
            raise KnowledgeError(f"{file}: a group is by {by!r}, which no services file names")
        category = _category(file, group)
        if group.get("where", "site") not in ("site", "own"):
            raise KnowledgeError(f"{file}: {by}: where {group['where']!r} is neither site nor own")
        for pattern, what in group["names"].items():
            service = services.get(_named_behind(what), services.get(by))
            yield NameEntry(
                pattern=pattern,
                service=service.name if service else "",
                category=category,
                what=what,
                where=group.get("where", "site"),
                kind=group.get("kind", ""),
                domains=(*(service.domains if service else ()), *group.get("domains", ())),
                source=group["source"],
                date=str(table["date"]),
                sure=group.get("sure", True),
            )


def _named_behind(what: str) -> str:
    """The service in brackets behind what a name is: `visitor out of an e-mail (Iterable)`. In a group by another service
    of the same trade it says whose the name really is."""
    return what.rpartition("(")[2][:-1] if what.endswith(")") else ""
