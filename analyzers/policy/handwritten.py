"""`declarations.toml`: what a lawyer writes or corrects by hand. It wins over every other reader.

```toml
schema = "avow-declarations/1"

[[declaration]]
kind = "cookie"                 # one of the kinds; "cookie" when left out
name = "_ga_*"                  # `*` stands for what varies
provider = "Google Analytics"
category = "performance"        # mandatory, performance, functionality, targeting
party = "third"                 # first, third, any
lifetime = "13 months"
purpose = "Counts visits"
quote = "…"                     # the policy's words; the entry itself when left out

[[promise]]
subject = "dnt"
statement = "Do Not Track is not honoured."
facts = { honoured = false }

[[waiver]]
finding = "undeclared"          # verdict or finding id
name = "_hj*"                   # what it is about; `*` alone for all
owner = "j.jansen@example.com"
reason = "Declared in the next edition"
until = 2026-12-31

[[override]]
name = "_shop_*"                # a cookie or storage key of your own; `*` stands for what varies
domain = "shop.example.com"     # at or below which host; everywhere when left out
category = "mandatory"          # decides before every rule; who says otherwise is still shown
owner = "j.jansen@example.com"
reason = "Keeps the basket; ticket 4711"
until = 2027-06-30
```
"""

from __future__ import annotations

import datetime
import hashlib
import tomllib
from collections.abc import Iterator
from typing import Any

import msgspec

from analyzers.model import CATEGORIES, KINDS, Declaration, Promise, short_id
from analyzers.overrides import Override
from analyzers.policy.durations import read_lifetime

SCHEMA = "avow-declarations/1"
DECLARED_KINDS = (*KINDS, "ip-address", "signal", "category")
PARTIES = ("first", "third", "any")
PLACES = ("website", "e-mail")
MOST_BYTES = 5_000_000
TEXT_FIELDS = (
    "name",
    "provider",
    "category",
    "category_as_written",
    "party",
    "lifetime",
    "purpose",
    "quote",
    "language",
)
DECLARATION_FIELDS = ("kind", *TEXT_FIELDS, "where")
PROMISE_FIELDS = ("subject", "statement", "category", "quote", "language", "facts")
OVERRIDE_FIELDS = ("name", "domain", "category", "owner", "reason", "until")
WAIVER_FIELDS = ("finding", "name", "provider", "owner", "reason", "until")


class Invalid(ValueError):
    """What is wrong, where, and what would be right."""


class Waiver(msgspec.Struct, frozen=True, kw_only=True):
    """A finding that somebody answers for until a day."""

    finding: str
    """Verdict (`undeclared`) or a finding's id."""
    name: str = "*"
    """Which item; may hold `*`."""
    provider: str = ""
    owner: str
    reason: str
    until: datetime.date
    """The last day on which it holds."""


class HandWritten(msgspec.Struct, frozen=True, kw_only=True):
    """All that the file says."""

    declarations: tuple[Declaration, ...] = ()
    promises: tuple[Promise, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    overrides: tuple[Override, ...] = ()
    source: str = ""
    sha256: str = ""


def read_declarations_file(data: bytes, *, source: str = "declarations.toml") -> HandWritten:
    """Read and check the file. Raises Invalid with a message for a person; nothing is skipped silently."""
    if len(data) > MOST_BYTES:
        raise Invalid(f"{source}: {len(data):,} bytes; at most {MOST_BYTES:,} are read.")
    try:
        content = tomllib.loads(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise Invalid(f"{source}: byte {error.start} is no UTF-8. Save the file as UTF-8.") from error
    except tomllib.TOMLDecodeError as error:
        raise Invalid(f"{source}: not TOML: {error}.") from error
    if content.get("schema") != SCHEMA:
        raise Invalid(f'{source}: schema is {content.get("schema")!r}. Write schema = "{SCHEMA}" in the first line.')
    known = ("schema", "declaration", "promise", "waiver", "override")
    for key in content:
        if key not in known:
            raise Invalid(f"{source}: unknown table {key!r}. Known are: {', '.join(known[1:])}.")
    tables = {key: tables_of(content, key, source) for key in known[1:]}
    return HandWritten(
        declarations=tuple(declaration(entry, where) for where, entry in placed(tables, "declaration", source)),
        promises=tuple(promise(entry, where) for where, entry in placed(tables, "promise", source)),
        waivers=tuple(waiver(entry, where) for where, entry in placed(tables, "waiver", source)),
        overrides=tuple(override(entry, where) for where, entry in placed(tables, "override", source)),
        source=source,
        sha256=hashlib.sha256(data).hexdigest(),
    )


def placed(tables: dict[str, list[dict[str, Any]]], key: str, source: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each entry with its place for a message: `declarations.toml: waiver 2`."""
    for number, entry in enumerate(tables[key], 1):
        yield f"{source}: {key} {number}", entry


def tables_of(content: dict[str, Any], key: str, source: str) -> list[dict[str, Any]]:
    found = content.get(key, [])
    if not isinstance(found, list) or not all(isinstance(entry, dict) for entry in found):
        raise Invalid(f"{source}: {key} is no list of tables. Write [[{key}]] above each entry.")
    return found


def declaration(entry: dict[str, Any], where: str) -> Declaration:
    check_fields(entry, DECLARATION_FIELDS, where)
    texts = {field: text(entry, field, where) for field in TEXT_FIELDS}
    kind = text(entry, "kind", where) or "cookie"
    one_of(kind, DECLARED_KINDS, "kind", where)
    one_of(texts["category"], (*CATEGORIES, ""), "category", where)
    party = texts["party"] or "any"
    one_of(party, PARTIES, "party", where)
    places = entry.get("where", [])
    if not isinstance(places, list) or not all(place in PLACES for place in places):
        raise Invalid(f'{where}: where is {places!r}. Write a list of "website" and "e-mail".')
    if kind == "category" and not texts["category"]:
        raise Invalid(f"{where}: kind is category, but category is missing. Write one of: {', '.join(CATEGORIES)}.")
    lifetime = read_lifetime(texts["lifetime"]) if texts["lifetime"] else None
    if lifetime is not None and not lifetime.kind:
        right = 'Write for example "13 months", "session" or "persistent"'
        raise Invalid(f"{where}: lifetime is {texts['lifetime']!r}. {right}.")
    strength = "item" if texts["name"] else "provider" if texts["provider"] else "class"
    return Declaration(
        id=short_id("declaration", "file", where, *sorted(entry.items(), key=lambda pair: pair[0])),
        kind=kind,
        name=texts["name"],
        provider=texts["provider"],
        category=texts["category"],
        category_as_written=texts["category_as_written"],
        party=party,
        lifetime=texts["lifetime"],
        lifetime_s=lifetime.seconds if lifetime is not None else None,
        purpose=texts["purpose"],
        where=tuple(places),
        strength=strength,
        quote=texts["quote"] or own_words(entry),
        place=where,
        language=texts["language"] or "en",
        source="file",
    )


def promise(entry: dict[str, Any], where: str) -> Promise:
    check_fields(entry, PROMISE_FIELDS, where)
    subject, statement = text(entry, "subject", where), text(entry, "statement", where)
    if not subject or not statement:
        raise Invalid(f"{where}: {'subject' if not subject else 'statement'} is missing. Both are needed.")
    category = text(entry, "category", where)
    one_of(category, (*CATEGORIES, ""), "category", where)
    facts = entry.get("facts", {})
    if not isinstance(facts, dict):
        raise Invalid(f"{where}: facts is {facts!r}. Write a table, as facts = {{ honoured = false }}.")
    return Promise(
        id=short_id("promise", "file", where, subject, statement),
        subject=subject,
        statement=statement,
        quote=text(entry, "quote", where) or statement,
        place=where,
        category=category,
        language=text(entry, "language", where) or "en",
        facts=facts,
    )


def waiver(entry: dict[str, Any], where: str) -> Waiver:
    check_fields(entry, WAIVER_FIELDS, where)
    for field in ("finding", "owner", "reason"):
        if not text(entry, field, where).strip():
            raise Invalid(f"{where}: {field} is missing. A waiver needs finding, owner, reason and until.")
    return Waiver(
        finding=entry["finding"],
        name=text(entry, "name", where) or "*",
        provider=text(entry, "provider", where),
        owner=entry["owner"],
        reason=entry["reason"],
        until=last_day(entry, where),
    )


def override(entry: dict[str, Any], where: str) -> Override:
    check_fields(entry, OVERRIDE_FIELDS, where)
    for field in ("name", "category", "owner", "reason"):
        if not text(entry, field, where).strip():
            raise Invalid(f"{where}: {field} is missing. An override needs name, category, owner, reason and until.")
    if not entry["name"].strip("*? ") and not text(entry, "domain", where):
        raise Invalid(f"{where}: name is {entry['name']!r} without a domain, which is everything. Narrow one of them.")
    one_of(entry["category"], CATEGORIES, "category", where)
    return Override(
        name=entry["name"],
        domain=text(entry, "domain", where),
        category=entry["category"],
        owner=entry["owner"],
        reason=entry["reason"],
        expires=last_day(entry, where),
    )


def last_day(entry: dict[str, Any], where: str) -> datetime.date:
    until = entry.get("until")
    if not isinstance(until, datetime.date) or isinstance(until, datetime.datetime):
        raise Invalid(f"{where}: until is {until!r}. Write a date without quotes, as until = 2026-12-31.")
    return until


def check_fields(entry: dict[str, Any], known: tuple[str, ...], where: str) -> None:
    for field in entry:
        if field not in known:
            raise Invalid(f"{where}: unknown field {field!r}. Known are: {', '.join(known)}.")


def text(entry: dict[str, Any], field: str, where: str) -> str:
    value = entry.get(field, "")
    if not isinstance(value, str):
        raise Invalid(f"{where}: {field} is {value!r}. Write it in quotes.")
    return value


def one_of(value: str, allowed: tuple[str, ...], field: str, where: str) -> None:
    if value not in allowed:
        raise Invalid(f"{where}: {field} is {value!r}. Write one of: {', '.join(word for word in allowed if word)}.")


def own_words(entry: dict[str, Any]) -> str:
    return ", ".join(f"{field} = {value!r}" for field, value in entry.items())
