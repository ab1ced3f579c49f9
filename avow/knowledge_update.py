"""How the free databases and filter lists are checked and put in place, and how the version before is put back.

Each is fetched from its canonical address (with the ETag of the last time) or taken from a folder, looked at (size, first
line, entries), and written under a name of its own. The index, written by rename, says which file is in use: a reader sees
the old one or the new one. The version before stays.
"""

from __future__ import annotations

import csv
import datetime as dt
import email.utils
import hashlib
import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec

from analyzers.knowledge.base import KnowledgeError
from analyzers.knowledge.databases import (
    CNAMES,
    COOKIE_DATABASE,
    ENTITIES,
    INDEX,
    LARGEST_FILE,
    read_cname_trackers,
    read_cookie_database,
    read_entities,
    read_index,
)
from avow.knowledge_update_sources import DATABASES, DEBIAN, Answer, Database, Fetch, fetch_address

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

__all__ = ["DATABASES", "DEBIAN", "Answer", "Outcome", "put_back", "update"]

Index = dict[str, dict[str, Any]]


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one database."""

    name: str
    status: str
    """`new`, `unchanged`, `absent` (the folder does not hold it), `refused` (it did not look right), `failed` (nothing
    whole was had), `put back`."""
    detail: str = ""


def update(
    folder: Path, source: Path | None = None, fetch: Fetch | None = None, today: dt.date | None = None
) -> list[Outcome]:
    """Bring the databases in `folder` up to date, from `source` (a folder) or, without it, from their addresses.

    A database that cannot be had leaves what was there. Returns one outcome for each, in the order of DATABASES.
    Raises OSError when `source` is no folder, `folder` cannot be written, or another update is at work in it.
    """
    if source is not None and not source.is_dir():
        raise NotADirectoryError(
            f"--from {source}: no such folder. Give the one that holds the lists, or leave it out."
        )
    today = today or dt.datetime.now(dt.UTC).date()
    outcomes = []
    with _alone_in(folder):
        index = _index_or_nothing(folder)
        for database in DATABASES:
            known = index.get(database.name, {})
            if source is not None:
                outcome = _from_folder(database, source, folder, index, today)
            else:
                outcome = _from_address(database, folder, index, fetch or fetch_address, today)
            outcomes.append(outcome)
            if index.get(database.name, {}) != known:
                _write_index(folder, index)
            if outcome.status == "new":
                _remove_others(database, folder, index[database.name])
    return outcomes


def put_back(folder: Path, name: str) -> Outcome:
    """Use the version before of a database again; the one in use until now becomes the version before.

    Raises OSError when `folder` cannot be written, KnowledgeError when there is no version before.
    """
    with _alone_in(folder):
        index = read_index(folder)
        now = index.get(name, {})
        before = now.get("previous")
        if not isinstance(before, dict) or not (folder / Path(str(before.get("file", ""))).name).is_file():
            kept = ", ".join(other for other, entry in sorted(index.items()) if entry.get("previous")) or "none"
            raise KnowledgeError(f"there is no version before of {name!r}. Databases that have one: {kept}.")
        index[name] = {**before, "previous": {key: value for key, value in now.items() if key != "previous"}}
        _write_index(folder, index)
    return Outcome(
        name=name, status="put back", detail=f"{before.get('version', '')}, instead of {now.get('version', '')}"
    )


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Hold the folder against other updates. Raises OSError with what to do when it is held or cannot be written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise OSError(f"{folder} cannot be written: {error.strerror}. XDG_DATA_HOME names another place.") from error
    try:
        try:
            if fcntl is not None:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise OSError(f"another update is at work in {folder}. Wait until it has ended.") from error
        yield
    finally:
        os.close(lock)


def _index_or_nothing(folder: Path) -> Index:
    """A broken index is written anew: this is what its message tells people to do."""
    try:
        return read_index(folder)
    except KnowledgeError:
        return {}


def _from_folder(database: Database, source: Path, folder: Path, index: Index, today: dt.date) -> Outcome:
    places = [source / name for name in (database.file, *database.other_files)]
    place = next((path for path in places if path.is_file()), None)
    if place is None:
        return Outcome(name=database.name, status="absent", detail=f"no {database.file} in {source}")
    try:
        body = _read(place)
    except OSError as error:
        return Outcome(name=database.name, status="failed", detail=f"{place}: {error.strerror}")
    return _put(database, Answer(body), str(place), folder, index, today)


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(LARGEST_FILE + 1)


def _from_address(database: Database, folder: Path, index: Index, fetch: Fetch, today: dt.date) -> Outcome:
    known = index.get(database.name, {})
    whole = _is_whole(folder, known)
    asked = (str(known.get("etag", "")), str(known.get("last_modified", ""))) if whole else ("", "")
    try:
        answer = fetch(database.url, *asked)
    except OSError as error:
        if not known and (DEBIAN / database.file).is_file():
            packaged = DEBIAN / database.file
            return _put(database, Answer(_read(packaged)), str(packaged), folder, index, today)
        why = str(error).removeprefix("<urlopen error ").removesuffix(">")
        return Outcome(name=database.name, status="failed", detail=f"{database.url}: {why}")
    if answer.body is None:
        index[database.name] = {**known, "current_on": today.isoformat()}
        return Outcome(name=database.name, status="unchanged", detail=str(known.get("version", "")))
    return _put(database, answer, database.url, folder, index, today)


def _is_whole(folder: Path, entry: dict[str, Any]) -> bool:
    path = folder / Path(str(entry.get("file", ""))).name
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == entry.get("sha256")


def _put(database: Database, answer: Answer, origin: str, folder: Path, index: Index, today: dt.date) -> Outcome:
    body = answer.body or b""
    known = index.get(database.name, {})
    entries, problem = _look_at(database, body)
    if not problem and entries < int(known.get("entries", 0)) // 2:
        problem = (
            f"{entries} entries, fewer than half of the {known['entries']} in use; if that is meant, delete "
            f"{folder / str(known['file'])}"
        )
        problem = problem if _is_whole(folder, known) else ""
    if problem:
        return Outcome(name=database.name, status="refused", detail=f"{origin}: {problem}. What was there stays.")
    digest = hashlib.sha256(body).hexdigest()
    text = body.decode("utf-8-sig", "replace")
    told = _own_date(text) or _day(answer.last_modified)
    current_on = (today if "://" in origin else told or today).isoformat()
    facts = {
        "title": database.title,
        "version": _version(text) or digest[:12],
        "date": (told or today).isoformat(),
        "date_from": "list" if _own_date(text) else "server" if told else "taking",
        "current_on": current_on,
        "sha256": digest,
        "licence": database.licence,
        "entries": entries,
        "origin": origin,
        "etag": answer.etag,
        "last_modified": answer.last_modified,
    }
    if known.get("sha256") == digest and _is_whole(folder, known):
        again = {
            "current_on": max(current_on, str(known.get("current_on", ""))),
            "etag": answer.etag or known.get("etag", ""),
        }
        index[database.name] = {**known, **again}
        return Outcome(name=database.name, status="unchanged", detail=str(known.get("version", "")))
    path = folder / f"{Path(database.file).stem}-{digest[:12]}{Path(database.file).suffix}"
    part = path.with_name(path.name + ".part")
    part.write_bytes(body)
    part.replace(path)
    before = {key: value for key, value in known.items() if key != "previous"}
    kept_before = {"previous": before} if _is_whole(folder, known) else {}
    index[database.name] = {"file": path.name, **facts, **kept_before}
    return Outcome(name=database.name, status="new", detail=f"{facts['version']} out of {origin}")


def _remove_others(database: Database, folder: Path, entry: dict[str, Any]) -> None:
    """The last two are kept: the one in use and the one before."""
    keep = {entry["file"], entry.get("previous", {}).get("file")}
    stem, suffix = Path(database.file).stem, Path(database.file).suffix
    ours = re.compile(rf"{re.escape(stem)}(?:-[0-9a-f]{{12}})?{re.escape(suffix)}(?:\.part|\.previous)?")
    for path in folder.iterdir():
        if ours.fullmatch(path.name) and path.name not in keep:
            path.unlink()


def _look_at(database: Database, body: bytes) -> tuple[int, str]:
    """How many entries it holds, and what is wrong with it."""
    if len(body) < database.least_bytes:
        return 0, f"{len(body)} bytes, fewer than the {database.least_bytes} it should have"
    if len(body) > LARGEST_FILE:
        return 0, f"more than {LARGEST_FILE} bytes"
    start = body[:200].decode("utf-8-sig", "replace")
    if not re.match(database.starts_with, start):
        return 0, f"it begins with {start[:40]!r}"
    try:
        entries = _entries(database, body.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError, KnowledgeError, csv.Error) as error:
        return 0, f"not readable: {error}"
    return entries, "" if entries else "nothing in it can be read"


def _entries(database: Database, text: str) -> int:
    """What the reader of this database finds in it."""
    if database.name == COOKIE_DATABASE:
        return sum(1 for _ in read_cookie_database(text, ()))
    if database.name == ENTITIES:
        return sum(1 for _ in read_entities(text))
    if database.name == CNAMES:
        return sum(len(service.domains) for service in read_cname_trackers(text))
    if database.file.endswith(".json"):
        content = json.loads(text)
        return max((len(value) for value in content.values() if isinstance(value, list | dict)), default=0)
    return sum(1 for line in text.splitlines() if line.strip() and not line.startswith(("!", "[")))


_VERSION = re.compile(r"^[!#] (?:Version|Last modified|TimeUpdated): *(\S[^\n%]{0,40})$", re.MULTILINE)


def _version(text: str) -> str:
    found = _VERSION.search(text[:4000])
    return found[1].strip() if found else ""


def _own_date(text: str) -> dt.date | None:
    """The day that a list gives as its own: `202611220620`, `22 Nov 2026 06:20 UTC`, `2026-11-22T06:20:00Z`."""
    for written in _VERSION.findall(text[:4000]):
        digits = re.match(r"(20\d\d)-?([01]\d)-?([0-3]\d)", written)
        if found := _day(written) or (_date(*map(int, digits.groups())) if digits else None):
            return found
    return None


def _day(written: str) -> dt.date | None:
    try:
        return email.utils.parsedate_to_datetime(written).date()
    except ValueError:
        return None


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _write_index(folder: Path, index: Index) -> None:
    part = folder / (INDEX + ".part")
    part.write_text(json.dumps(index, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    part.replace(folder / INDEX)
