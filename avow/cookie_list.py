"""What a cookie list's row says of an item: which column holds what, however it is headed."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from analyzers.knowledge import Knowledge
from analyzers.parties import host_of, normal_host, party, registrable_domain
from analyzers.policy.columns import role_of
from analyzers.policy.durations import fold, read_lifetime, unit_of
from analyzers.standing import Item

FIELDS = ("name", "domain", "provider", "value", "expiry_s", "session", "http_only", "storage_type", "site")
"""What is read of a row, under the names that need no guessing."""

VERDICT = ("category", "rule", "source", "confidence")
"""The columns that sorting adds. They are never read, so that a sorted list can be sorted again."""

_SPELLINGS = {
    **{re.sub(r"[^a-z]", "", field): field for field in FIELDS},
    "expiry": "expiry_s",
    "maxage": "expiry_s",
    "cookievalue": "value",
    "website": "site",
    "url": "site",
    "page": "site",
    "type": "storage_type",
}
_ROLES = {"name": "name", "domain": "domain", "provider": "provider", "duration": "expiry_s", "storage": "storage_type"}
"""Roles that analyzers.policy.columns tells by a header's words, in six languages -> our fields."""


class Column(NamedTuple):
    """Where a field stands in a row."""

    place: int
    header: str
    unit: str
    """The unit of a bare number in a column of lifetimes, as the header writes it; empty for seconds."""


def columns_of(header: Sequence[str]) -> dict[str, Column]:
    """Which column holds which field. Our own name for a field wins over another spelling of it, that over words of the header
    that tell it (`Cookie name`, `Anbieter`, `Bewaartermijn`); of several columns the first."""
    plain = [re.sub(r"[^a-z]", "", fold(cell[:90])) for cell in header]
    own = [cell if cell in FIELDS else "" for cell in (cell.strip().lower() for cell in header)]
    spelled = [_SPELLINGS.get(cell, "") for cell in plain]
    worded = [
        "" if cell.strip().lower() in VERDICT else _ROLES.get(role_of(cell.replace("_", " ")), "") for cell in header
    ]
    found: dict[str, Column] = {}
    taken: set[int] = set()
    for fields in (own, spelled, worded):
        for place, field in enumerate(fields):
            if field and field not in found and place not in taken:
                found[field] = Column(place, header[place], unit_of(header[place]) if field == "expiry_s" else "")
                taken.add(place)
    return found


def fields_of(cells: Sequence[str], columns: dict[str, Column]) -> dict[str, str]:
    """A row's cells by field; a lifetime in the unit of its column is in seconds."""
    row = {field: cells[column.place] for field, column in columns.items() if column.place < len(cells)}
    if row.get("expiry_s") and (unit := columns["expiry_s"].unit):
        row["expiry_s"] = str(_seconds(row["expiry_s"], unit) or "")
    return row


_TIMES = re.compile(r"\s*\[x\d+\]\s*$")
"""Cookiebot's count of equal rows: `_ga [x5]`."""

_BETWEEN = re.compile(r"\s{2,}|[,;|\n]|<br\s*/?>", re.IGNORECASE)

_KINDS = (
    ("indexeddb", "indexed-db"),
    ("indexed db", "indexed-db"),
    ("session stor", "session-storage"),
    ("local", "local-storage"),
    ("pixel", "beacon"),
    ("beacon", "beacon"),
)
"""Words in a storage type as policies write it, in any of their languages -> our kinds; all else is a cookie."""


def item_of_row(row: dict[str, str], knowledge: Knowledge) -> Item:
    """An item out of a row of a cookie list: observed (a host) or declared (hosts, companies, counts in brackets). `row` has
    the keys of FIELDS, every one optional."""
    written = row.get("storage_type", "").lower()
    hosts, companies = _who(row.get("domain", ""))
    if row.get("provider"):
        places, names = _who(row["provider"])
        hosts, companies = hosts or places, [*companies, *names]
    domains = {registrable_domain(host) for host in hosts}
    site = row.get("site", "")
    site_host = _site_host(site)
    # A policy's row that lists several hosts tells where, not who: none of them contradicts the name. A host that was
    # observed (there is a value or a flag) does.
    observed = any(row.get(column, "") for column in ("value", "http_only", "session"))
    host = hosts[0] if len(hosts) == 1 or (hosts and observed and len(domains) == 1) else ""
    return Item(
        kind=next((kind for word, kind in _KINDS if word in written), "cookie"),
        name=_TIMES.sub("", row.get("name", "")).strip(),
        host=host,
        setter_hosts=() if host else tuple(host for host in hosts if _says_purpose(host, knowledge)),
        provider=next((company for company in companies if knowledge.provider(company)), ""),
        party=party(host, site_host) if host and site_host else _party(hosts, companies, site_host, site, knowledge),
        value=row.get("value", ""),
        lifetime_s=_seconds(row.get("expiry_s") or row.get("expiry") or ""),
        http_only=_truth(row.get("http_only", "")),
        site=site_host,
        declared=not observed,
    )


def _party(hosts: Sequence[str], companies: Sequence[str], site_host: str, site: str, knowledge: Knowledge) -> str:
    """Whose a declared row is: `first` where a host or company bears the site's name or belongs to its company, `third`
    where all of them belong to known others, else empty. A site may be written as a company (`Trainline`)."""
    if site_host:
        mine = any(party(one, site_host) == "first" for one in hosts)
    else:
        names = [*(registrable_domain(one).partition(".")[0] for one in hosts), *companies]
        mine = any(_like(_folded(name), _folded(site)) for name in names)
    owner = knowledge.service_of(site_host) if site_host else knowledge.provider(site)
    services = [*map(knowledge.service_of, hosts), *map(knowledge.provider, companies)]
    if mine or (owner and any(service and service.company == owner.company for service in services)):
        return "first"
    return "third" if services and all(services) else ""


def _like(one: str, other: str) -> bool:
    """Are two names the same, or one part of the other? Four letters at least: `happn` is in `happnapp`, `vr` not in `vrbo`."""
    short, long = sorted((one, other), key=len)
    return len(short) >= 2 and (short == long or (len(short) >= 4 and short in long))


def _folded(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text[:200].lower())


@lru_cache(maxsize=8192)
def _site_host(site: str) -> str:
    """The host of a site; empty where it is written as a company's name (`Trainline`)."""
    return host_of(site) or (normal_host(site) if "." in site else "")


def _says_purpose(host: str, knowledge: Knowledge) -> bool:
    service = knowledge.service_of(host)
    return service is not None and bool(service.category)


@lru_cache(maxsize=8192)  # the rows of one site repeat a few domains
def _who(text: str) -> tuple[Sequence[str], Sequence[str]]:
    hosts, companies = [], []
    for part in filter(None, (part.strip() for part in _BETWEEN.split(text[:2000]))):
        host = host_of(part) if "//" in part else normal_host(part.partition("/")[0])
        if "." in host and " " not in host:
            hosts.append(host)
        else:
            companies.append(part)
    return hosts, companies


def _seconds(text: str, unit: str = "") -> float | None:
    """`31536000`, `2 years`, `1 jaar`; None for a session, and for what tells no length: a date, `persistent`, -1."""
    written = text.strip()[:200]
    try:
        seconds = float(written)
    except ValueError:
        seconds = read_lifetime(written).seconds or 0.0
    else:
        seconds = read_lifetime(written, unit).seconds or 0.0 if unit else seconds
    return seconds if seconds > 0 and math.isfinite(seconds) else None


def _truth(text: str) -> bool | None:
    return _TRUTHS.get(text.strip().lower())


_TRUTHS = dict.fromkeys(
    ["true", "1", "yes", "y", "ja", "j", "oui", "vrai", "wahr", "waar", "x", "✓"], True
) | dict.fromkeys(["false", "0", "no", "n", "nee", "nein", "non", "faux", "falsch", "onwaar"], False)
"""As spreadsheets of several languages write them."""
