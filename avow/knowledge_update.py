"""Where the free databases and filter lists come from, and how they are checked and put in place.

Each is fetched from its canonical address (with the ETag of the last time) or taken from a folder, looked at (size, first
line, entries), written beside its place and renamed. The version before stays, so that a bad one can be put back.
Licences: EasyList, EasyPrivacy and Fanboy GPL-3.0-or-later or CC-BY-SA-3.0-or-later; Open Cookie Database Apache-2.0;
third-party-web, AdGuard's CNAME trackers MIT; autoconsent's rules MPL-2.0. Data under a licence that forbids commercial
use is not among them; a user may put such a file into a folder of his own.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from analyzers.knowledge.databases import CNAMES, COOKIE_DATABASE, ENTITIES, INDEX, LARGEST_FILE, read_index

TIMEOUT_S = 60

DEBIAN = Path("/usr/share/chromium/extensions/ublock-origin/assets/thirdparties/easylist")
"""Where Debian's package webext-ublock-origin-chromium puts EasyList and EasyPrivacy."""


class Database(msgspec.Struct, frozen=True, kw_only=True):
    """One body of data that a user may fetch."""

    name: str
    title: str
    url: str
    file: str
    licence: str
    least_bytes: int
    """What is smaller is an error page or a cut download. About half of what was seen in 2026."""
    starts_with: str
    """Regular expression that the first characters must match."""
    other_files: tuple[str, ...] = ()
    """Names under which a folder may hold it."""


LIST_LICENCE = "GPL-3.0-or-later or CC-BY-SA-3.0-or-later"
DATABASES: tuple[Database, ...] = (
    Database(
        name="easylist",
        title="EasyList",
        url="https://easylist.to/easylist/easylist.txt",
        file="easylist.txt",
        licence=LIST_LICENCE,
        least_bytes=900_000,
        starts_with=r"\[Adblock",
    ),
    Database(
        name="easyprivacy",
        title="EasyPrivacy",
        url="https://easylist.to/easylist/easyprivacy.txt",
        file="easyprivacy.txt",
        licence=LIST_LICENCE,
        least_bytes=700_000,
        starts_with=r"\[Adblock",
    ),
    Database(
        name="fanboy-social",
        title="Fanboy's Social Blocking List",
        url="https://easylist.to/easylist/fanboy-social.txt",
        file="fanboy-social.txt",
        licence=LIST_LICENCE,
        least_bytes=200_000,
        starts_with=r"\[Adblock",
        other_files=("easylist-social.txt",),
    ),
    Database(
        name=COOKIE_DATABASE,
        title="Open Cookie Database",
        url="https://raw.githubusercontent.com/jkwakman/Open-Cookie-Database/master/open-cookie-database.csv",
        file="open-cookie-database.csv",
        licence="Apache-2.0",
        least_bytes=200_000,
        starts_with=r"ID,Platform,Category,",
    ),
    Database(
        name=ENTITIES,
        title="third-party-web",
        url="https://cdn.jsdelivr.net/npm/third-party-web/dist/entities.json",
        file="entities.json",
        licence="MIT",
        least_bytes=100_000,
        starts_with=r"\s*\[",
    ),
    Database(
        name=CNAMES,
        title="AdGuard CNAME trackers",
        url="https://raw.githubusercontent.com/AdguardTeam/cname-trackers/master/data/combined_original_trackers.txt",
        file="combined_original_trackers.txt",
        licence="MIT",
        least_bytes=5_000,
        starts_with=r"[!#|a-z]",
    ),
    Database(
        name="autoconsent",
        title="autoconsent rules",
        url="https://cdn.jsdelivr.net/npm/@duckduckgo/autoconsent/rules/rules.json",
        file="autoconsent-rules.json",
        licence="MPL-2.0",
        least_bytes=200_000,
        starts_with=r"\s*\{",
        other_files=("rules.json",),
    ),
)


class Answer(NamedTuple):
    """What an address gave: the body, None when it has not changed since the ETag, and the new ETag."""

    body: bytes | None
    etag: str


Fetch = Callable[[str, str], Answer]
"""(address, ETag of the last time or empty) -> answer. Raises OSError when nothing was read."""


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one database."""

    name: str
    status: str
    """`new`, `unchanged`, `absent` (the folder does not hold it), `refused` (it did not look right), `failed`."""
    detail: str = ""


def update(folder: Path, source: Path | None = None, fetch: Fetch | None = None) -> list[Outcome]:
    """Bring the databases in `folder` up to date, from `source` (a folder) or, without it, from their addresses.

    A database that cannot be had leaves what was there. Returns one outcome for each, in the order of DATABASES.
    Raises OSError when `source` is no folder or `folder` cannot be written.
    """
    if source is not None and not source.is_dir():
        raise NotADirectoryError(f"{source}: not a folder. Give the folder that holds the lists, or leave --from out.")
    folder.mkdir(parents=True, exist_ok=True)
    index = read_index(folder)
    outcomes = []
    for database in DATABASES:
        if source is not None:
            outcome = _from_folder(database, source, folder, index)
        else:
            outcome = _from_address(database, folder, index, fetch or fetch_over_https)
        outcomes.append(outcome)
        if outcome.status == "new":
            _write_index(folder, index)
    return outcomes


def _from_folder(database: Database, source: Path, folder: Path, index: dict[str, dict[str, Any]]) -> Outcome:
    places = [source / name for name in (database.file, *database.other_files)]
    place = next((path for path in places if path.is_file()), None)
    if place is None:
        return Outcome(name=database.name, status="absent", detail=f"no {database.file} in {source}")
    return _put(database, place.read_bytes(), str(place), "", folder, index)


def _from_address(database: Database, folder: Path, index: dict[str, dict[str, Any]], fetch: Fetch) -> Outcome:
    known = index.get(database.name, {})
    etag = str(known.get("etag", "")) if (folder / database.file).is_file() else ""
    try:
        answer = fetch(database.url, etag)
    except OSError as error:
        packaged = DEBIAN / database.file
        if not known and packaged.is_file():
            return _put(database, packaged.read_bytes(), str(packaged), "", folder, index)
        return Outcome(name=database.name, status="failed", detail=f"{database.url}: {error}")
    if answer.body is None:
        return Outcome(name=database.name, status="unchanged", detail=str(known.get("version", "")))
    return _put(database, answer.body, database.url, answer.etag, folder, index)


def _put(
    database: Database, body: bytes, origin: str, etag: str, folder: Path, index: dict[str, dict[str, Any]]
) -> Outcome:
    if problem := _problem(database, body):
        return Outcome(name=database.name, status="refused", detail=f"{origin}: {problem}. What was there stays.")
    digest = hashlib.sha256(body).hexdigest()
    path = folder / database.file
    if index.get(database.name, {}).get("sha256") == digest and path.is_file():
        return Outcome(name=database.name, status="unchanged", detail=str(index[database.name].get("version", "")))
    part = path.with_name(path.name + ".part")
    part.write_bytes(body)
    if path.is_file():
        path.replace(path.with_name(path.name + ".previous"))
    part.replace(path)
    text = body.decode("utf-8", "replace")
    date = dt.datetime.now(dt.UTC).date().isoformat()
    index[database.name] = {
        "file": database.file,
        "title": database.title,
        "version": _version(text) or digest[:12],
        "date": date,
        "sha256": digest,
        "licence": database.licence,
        "entries": _entries(database, text),
        "origin": origin,
        "etag": etag,
    }
    return Outcome(name=database.name, status="new", detail=f"{index[database.name]['version']} out of {origin}")


def _problem(database: Database, body: bytes) -> str:
    if len(body) < database.least_bytes:
        return f"{len(body)} bytes, fewer than the {database.least_bytes} it should have"
    if len(body) > LARGEST_FILE:
        return f"{len(body)} bytes, more than {LARGEST_FILE}"
    start = body[:200].decode("utf-8-sig", "replace")
    if not re.match(database.starts_with, start):
        return f"it begins with {start[:40]!r}"
    if database.file.endswith(".json"):
        try:
            json.loads(body)
        except ValueError as error:
            return f"not JSON: {error}"
    return ""


_VERSION = re.compile(r"^! (?:Version|Last modified): *(\S[^\n%]{0,40})$", re.MULTILINE)


def _version(text: str) -> str:
    found = _VERSION.search(text[:4000])
    return found.group(1).strip() if found else ""


def _entries(database: Database, text: str) -> int:
    if database.file.endswith(".json"):
        content = json.loads(text)
        return max(map(len, content.values())) if isinstance(content, dict) else len(content)
    lines: Iterable[str] = text.splitlines()
    skipped = ("!", "[", "ID,")
    return sum(1 for line in lines if line.strip() and not line.startswith(skipped))


def _write_index(folder: Path, index: dict[str, dict[str, Any]]) -> None:
    part = folder / (INDEX + ".part")
    part.write_text(json.dumps(index, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    part.replace(folder / INDEX)


def fetch_over_https(url: str, etag: str) -> Answer:
    """Read an address. Raises OSError (urllib's errors are such) when it gives nothing."""
    headers = {"User-Agent": "avow-knowledge-update", **({"If-None-Match": etag} if etag else {})}
    request = urllib.request.Request(url, headers=headers)  # noqa: S310 - the addresses are the https ones above
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_S) as answer:  # noqa: S310
            return Answer(answer.read(LARGEST_FILE + 1), answer.headers.get("ETag", ""))
    except urllib.error.HTTPError as error:
        if error.code == 304:
            return Answer(None, etag)
        raise
