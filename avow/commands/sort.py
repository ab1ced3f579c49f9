"""`avow sort FILE.csv`: a list of cookies, each row with its category and the rule that decided."""

from __future__ import annotations

import csv
import json
import re
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import IO, Any

from analyzers.categories import Item, categorise
from analyzers.knowledge import Knowledge, KnowledgeError
from analyzers.model import Category
from analyzers.parties import host_of, normal_host, party, registrable_domain

ADDED = ("category", "rule", "source", "confidence")
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""First characters that spreadsheets read as a formula; a quote in front makes them text (OWASP, CSV injection)."""

LONGEST_FIELD = 1 << 20
"""Characters of one field of the input; a longer one is an error in the file."""


def sort(file: Path, out: Path | None = None, as_json: bool = False, knowledge: Knowledge | None = None) -> int:
    """Sort the rows of a CSV file. Returns 0, or 2 with a message when the file or the knowledge cannot be read.

    Columns, all but `name` optional: name, domain, value, expiry_s (or expiry, in seconds), session, http_only,
    storage_type, site. The output has the input's columns and category, rule, source, confidence (an input's own `category`
    is kept as `category_given`), as CSV or as JSON lines, to `out` or standard output, row by row.
    """
    try:
        knowledge = knowledge or Knowledge.load()
        csv.field_size_limit(LONGEST_FIELD)
        with file.open(encoding="utf-8-sig", errors="replace", newline="") as source:
            rows = csv.DictReader(source)
            columns = [column for column in rows.fieldnames or () if column]
            if "name" not in columns:
                raise ValueError(f"no column `name`; the columns are: {', '.join(columns) or 'none'}")
            target = out.open("w", encoding="utf-8", newline="") if out else nullcontext(sys.stdout)
            with target as sink:
                (_write_json if as_json else _write_csv)(sink, columns, _sorted_rows(rows, knowledge))
    except (OSError, ValueError, csv.Error, KnowledgeError) as error:
        print(f"{file}: {error}", file=sys.stderr)
        return 2
    return 0


def _sorted_rows(rows: csv.DictReader[str], knowledge: Knowledge) -> Iterator[tuple[dict[str, str], Category]]:
    for row in rows:
        given = {str(key): value or "" for key, value in row.items() if key and isinstance(value, str | None)}
        yield given, categorise(item_of_row(given, knowledge), knowledge)


def _output(given: dict[str, str], verdict: Category) -> dict[str, str]:
    row = {("category_given" if key in ADDED else key): value for key, value in given.items()}
    return {**row, **{column: getattr(verdict, column) for column in ADDED}}


def _write_csv(sink: IO[str], columns: list[str], rows: Iterator[tuple[dict[str, str], Category]]) -> None:
    names = [f"{column}_given" if column in ADDED else column for column in columns]
    writer = csv.writer(sink)
    writer.writerow([*names, *ADDED])
    for given, verdict in rows:
        values = [given.get(column, "") for column in columns] + [getattr(verdict, column) for column in ADDED]
        writer.writerow([formula_safe(value) for value in values])


def _write_json(sink: IO[str], columns: list[str], rows: Iterator[tuple[dict[str, str], Category]]) -> None:
    for given, verdict in rows:
        row: dict[str, Any] = {f"{c}_given" if c in ADDED else c: given.get(c, "") for c in columns}
        row |= {column: getattr(verdict, column) for column in ADDED} | {"conflicts": list(verdict.conflicts)}
        sink.write(json.dumps(row, ensure_ascii=False) + "\n")


def formula_safe(text: str) -> str:
    """A text that no spreadsheet runs."""
    return "'" + text if text.startswith(FORMULA) else text


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
    """An item out of a row of a cookie list: observed (a host) or declared (hosts, companies, counts in brackets)."""
    written = row.get("storage_type", "").lower()
    hosts, companies = _who(row.get("domain", ""))
    domains = {registrable_domain(host) for host in hosts}
    site = row.get("site", "")
    site_host = host_of(site) or (normal_host(site) if "." in site else "")  # else a company's name: `Trainline`
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
        lifetime_s=_seconds(row),
        http_only=_truth(row.get("http_only", "")),
        site=site_host,
        declared=not observed,
    )


def _party(hosts: list[str], companies: list[str], site_host: str, site: str, knowledge: Knowledge) -> str:
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


def _says_purpose(host: str, knowledge: Knowledge) -> bool:
    service = knowledge.service_of(host)
    return service is not None and bool(service.category)


def _who(text: str) -> tuple[list[str], list[str]]:
    hosts, companies = [], []
    for part in filter(None, (part.strip() for part in _BETWEEN.split(text[:2000]))):
        host = host_of(part) if "//" in part else normal_host(part.partition("/")[0])
        if "." in host and " " not in host:
            hosts.append(host)
        else:
            companies.append(part)
    return hosts, companies


def _seconds(row: dict[str, str]) -> float | None:
    try:
        seconds = float(row.get("expiry_s") or row.get("expiry") or "")
    except ValueError:
        return None
    return seconds if seconds > 0 else None


def _truth(text: str) -> bool | None:
    return {"true": True, "1": True, "false": False, "0": False}.get(text.strip().lower())
