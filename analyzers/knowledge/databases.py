"""What the free databases that `avow knowledge update` fetched say, read into our own types.

A database stands behind our own knowledge: its entries carry its name, so that every verdict says whose it is.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from analyzers.knowledge.base import DataSet, KnowledgeError, NameEntry, Service
from analyzers.knowledge.corrections import category_of_row
from analyzers.parties import normal_host

COOKIE_DATABASE = "open-cookie-database"
ENTITIES = "third-party-web"
CNAMES = "adguard-cname-trackers"

INDEX = "index.json"
"""Written by `avow knowledge update`: by name the file, version, date, sha256, licence and entries."""

LARGEST_FILE = 64 << 20
"""Bytes; what is larger is none of these databases."""

REMEDY = "Run `avow knowledge update`."


class Fetched(msgspec.Struct, frozen=True, kw_only=True):
    services: tuple[Service, ...] = ()
    names: tuple[NameEntry, ...] = ()
    datasets: tuple[DataSet, ...] = ()
    files: dict[str, Path] = {}
    """By name; what is read later (filter lists) is the file whose digest stands in `datasets`."""


def read_index(folder: Path) -> dict[str, dict[str, Any]]:
    """The folder's index; empty when nothing was fetched. Raises KnowledgeError when it is broken."""
    path = folder / INDEX
    if not path.is_file():
        return {}
    try:
        index = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, OSError, RecursionError) as error:
        raise KnowledgeError(f"{path}: not readable as JSON: {error}. {REMEDY}") from error
    if not isinstance(index, dict) or not all(isinstance(entry, dict) for entry in index.values()):
        raise KnowledgeError(f"{path}: not an index of databases. {REMEDY}")
    return index


def file_of(folder: Path, name: str) -> Path | None:
    """The file of a database in the folder, None when it was not fetched."""
    entry = read_index(folder).get(name)
    path = folder / Path(str(entry.get("file", ""))).name if entry else None
    return path if path and path.is_file() and path.stat().st_size <= LARGEST_FILE else None


def load(folder: Path, own_services: tuple[Service, ...]) -> Fetched:
    """Read what is in the folder. Lists of filter rules are named here and read by analyzers.filter_rules.

    Raises KnowledgeError when a file is not the one that was fetched: its version and digest are sealed into the evidence,
    so they must be those of what was used.
    """
    files: dict[str, Path] = {}
    datasets: list[DataSet] = []
    for name, entry in sorted(read_index(folder).items()):
        path = file_of(folder, name)
        if path is None:
            continue
        found = DataSet(
            name=name,
            version=str(entry.get("version", "")),
            date=str(entry.get("date", "")),
            sha256=str(entry.get("sha256", "")),
            licence=str(entry.get("licence", "")),
            entries=_number(entry.get("entries")),
        )
        if hashlib.sha256(path.read_bytes()).hexdigest() != found.sha256:
            raise KnowledgeError(f"{path}: changed since it was fetched, its digest is another. {REMEDY}")
        files[name] = path
        datasets.append(found)
    names: tuple[NameEntry, ...] = ()
    services: tuple[Service, ...] = ()
    if path := files.get(COOKIE_DATABASE):
        names = tuple(read_cookie_database(path.read_text(encoding="utf-8-sig", errors="replace"), own_services))
    if path := files.get(ENTITIES):
        services = tuple(read_entities(path.read_text(encoding="utf-8", errors="replace")))
    if path := files.get(CNAMES):
        services += tuple(read_cname_trackers(path.read_text(encoding="utf-8", errors="replace")))
    return Fetched(services=services, names=names, datasets=tuple(datasets), files=files)


def _number(written: object) -> int:
    return written if isinstance(written, int) else 0


def read_cookie_database(text: str, own_services: tuple[Service, ...]) -> Iterator[NameEntry]:
    """Rows of open-cookie-database.csv. Columns: ID, Platform, Category, Cookie / Data Key name, Domain, Description,
    Retention period, Data Controller, GDPR portal, Wildcard match (1: the name is a prefix)."""
    roles = {service.name.lower(): service.role for service in own_services}
    for row in csv.DictReader(io.StringIO(text)):
        name = (row.get("Cookie / Data Key name") or "").strip()
        written = (row.get("Category") or "").strip()
        what = (row.get("Description") or "").strip()
        platform = (row.get("Platform") or "").strip()
        category = category_of_row(written, name, what, roles.get(platform.lower(), ""))
        if not name or not category:
            continue
        domain, own_domain = _domain(row.get("Domain") or "")
        yield NameEntry(
            pattern=name + "*" if row.get("Wildcard match") == "1" and not name.endswith("*") else name,
            service=platform,
            category=category,
            what=first_sentence(what),
            where="own" if own_domain else "site",
            domains=(domain,) if domain else (),
            source=f"row of category {written}",
            origin=COOKIE_DATABASE,
        )


LONGEST_WHAT = 160
"""Characters of a database's description that a rule repeats."""


def first_sentence(text: str) -> str:
    """What a description says first, on one line: the rest is advertisement, law or how the service works."""
    flat = " ".join(text[:2000].split())
    found = re.match(r".*?[a-z0-9)][.!](?= [A-Z])", flat)
    flat = found[0] if found else flat
    return flat if len(flat) <= LONGEST_WHAT else flat[:LONGEST_WHAT].rpartition(" ")[0] + " …"


def _domain(text: str) -> tuple[str, bool]:
    """`addthis.com (3rd party) or …` -> (`addthis.com`, True); a domain that may also be the site's own is no proof."""
    first = text.split("(")[0].split(" or ")[0].strip()
    host = normal_host(first) if "." in first and " " not in first else ""
    return host, bool(host) and " or " not in text


_ENTITY_CATEGORIES = {
    "ad": ("advertising", "targeting"),
    "marketing": ("customer-data", "targeting"),
    "social": ("social", "targeting"),
    "analytics": ("analytics", "performance"),
    "customer-success": ("chat", "functionality"),
    "video": ("video", "functionality"),
    "tag-manager": ("tag-manager", ""),
    "consent-provider": ("consent", "mandatory"),
    "hosting": ("hosting", ""),
    "cdn": ("cdn", ""),
    "utility": ("content", ""),
    "content": ("content", ""),
    "other": ("content", ""),
}
"""third-party-web's categories -> (our role, our category); empty where the category says nothing about purpose."""


def read_entities(text: str) -> Iterator[Service]:
    """third-party-web's entities.json: a list of {name, company, categories or category, domains}."""
    try:
        entities = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise KnowledgeError(f"{ENTITIES}: not readable as JSON: {error}. {REMEDY}") from error
    for entity in entities if isinstance(entities, list) else ():
        if not isinstance(entity, dict) or not isinstance(entity.get("domains"), list):
            continue
        kinds = entity.get("categories") or [entity.get("category", "other")]
        role, category = _ENTITY_CATEGORIES.get(str(kinds[0]) if kinds else "other", ("content", ""))
        domains = tuple(str(domain).removeprefix("*.") for domain in entity["domains"])
        name = str(entity.get("name", ""))
        if name and domains:
            yield Service(
                name=name,
                company=str(entity.get("company") or name),
                role=role,
                category=category,
                domains=domains,
                source=f"category {kinds[0] if kinds else ''}",
                origin=ENTITIES,
            )


_COMPANY = re.compile(r"^[!#]\s*Company(?: name)?:\s*(\S.{0,80})$", re.IGNORECASE)
_HOST_RULE = re.compile(r"^(?:\|\|)?([a-z0-9.-]+\.[a-z0-9-]+)\^?$")


def read_cname_trackers(text: str) -> Iterator[Service]:
    """AdGuard's targets of cloaking, `||host^` under `! Company: name`: hosts to which sites point names of their own. Who
    they belong to is told, what for is not."""
    company, hosts = "", dict[str, list[str]]()
    for line in text.splitlines():
        if found := _COMPANY.match(line.strip()):
            company = found.group(1).strip()
        elif rule := _HOST_RULE.match(line.strip()):
            hosts.setdefault(company or "CNAME tracker", []).append(rule.group(1))
    for name, domains in hosts.items():
        yield Service(
            name=name,
            company=name,
            role="analytics",
            category="",
            domains=tuple(domains),
            source="target of CNAME cloaking",
            origin=CNAMES,
        )
