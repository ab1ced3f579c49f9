"""`avow knowledge update` and `avow knowledge show`: which databases and lists are in use, and how old they are."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from analyzers.knowledge import Knowledge, KnowledgeError, default_folder
from analyzers.knowledge.databases import read_index
from avow import exit_codes
from avow.knowledge_update import put_back, update
from avow.knowledge_update_sources import DATABASES, Fetch
from reports.text import visible
from reports.words import count

OLD_DAYS = 90
"""Days after which a list is called old. EasyList asks to be fetched again after four (its `Expires` line); trackers move
within months."""

NO_NETWORK = (
    "avow knowledge update: no address was reached. Behind a proxy set https_proxy; without a network, --from DIR takes the "
    "files out of a folder. What was there stays in use."
)

UNREAD = {"autoconsent": "kept for reading banners; no rule of sorting reads it"}
"""What is fetched, and decides nothing."""


def update_knowledge(
    source: Path | None = None,
    folder: Path | None = None,
    as_json: bool = False,
    fetch: Fetch | None = None,
    back: str = "",
) -> int:
    """Fetch the free databases, take them out of the folder `source`, or put the version before of the one named `back`
    into use again. Prints one line for each.

    Returns 0 when nothing failed (what a given folder does not hold is no failure), 2 when the folder cannot be used,
    3 when a database could not be had or did not look right; what was there before stays in use.
    """
    folder = folder or default_folder()
    try:
        if back and source is not None:
            raise KnowledgeError("--from and --back exclude each other. Give one of them.")
        outcomes = [put_back(folder, back)] if back else update(folder, source, fetch)
    except (OSError, KnowledgeError) as error:
        print(f"avow knowledge update: {visible(str(error))}", file=sys.stderr)
        return exit_codes.USAGE
    if as_json:
        print(json.dumps([msgspec.structs.asdict(outcome) for outcome in outcomes], indent=1))
    else:
        for outcome in outcomes:
            print(visible(f"{outcome.name:<24} {outcome.status:<10} {outcome.detail}"))
    if source is not None and all(outcome.status == "absent" for outcome in outcomes):
        names = ", ".join(database.file for database in DATABASES)
        print(f"avow knowledge update: {visible(str(source))} holds none of {names}.", file=sys.stderr)
        return exit_codes.USAGE
    if all(outcome.status == "failed" for outcome in outcomes):
        print(NO_NETWORK, file=sys.stderr)
    failed = any(outcome.status in ("failed", "refused") for outcome in outcomes)
    return exit_codes.INCOMPLETE if failed else exit_codes.MEASURED


def show_knowledge(folder: Path | None = None, as_json: bool = False, today: dt.date | None = None) -> int:
    """Print what is in use: name, version, date, age, entries, licence, origin, digest, the version before. Returns 0, or 2
    when it cannot be read."""
    folder = folder or default_folder()
    try:
        knowledge = Knowledge.load(folder)
        index = read_index(folder)
    except KnowledgeError as error:
        print(f"avow knowledge show: {visible(str(error))}", file=sys.stderr)
        return exit_codes.USAGE
    today = today or dt.datetime.now(dt.UTC).date()
    shown = [_described(entry, index.get(str(entry["name"]), {}), today) for entry in knowledge.describe()]
    if as_json:
        print(json.dumps(shown, indent=1))
        return exit_codes.MEASURED
    for entry in shown:
        for line in _lines(entry):
            print(visible(line))
    names = {entry["name"] for entry in shown}
    lost = [name for name in sorted(index) if name not in names]
    if lost:
        print(f"Lost: {visible(', '.join(lost))}. {folder} names them, but their files are not there.")
    missing = [database.name for database in DATABASES if database.name not in names and database.name not in lost]
    if missing:
        print(f"Not fetched: {', '.join(missing)}.")
    if lost or missing or any(entry["old"] for entry in shown):
        print("`avow knowledge update` fetches them; --from DIR takes them out of a folder.")
    return exit_codes.MEASURED


def _described(entry: dict[str, Any], indexed: dict[str, Any], today: dt.date) -> dict[str, Any]:
    before = indexed.get("previous")
    age = _days(str(indexed.get("current_on") or entry["date"]), today)
    return {
        **entry,
        "date_from": str(indexed.get("date_from", "list")),
        "origin": str(indexed.get("origin", "")),
        "current_on": str(indexed.get("current_on") or entry["date"]),
        "age_days": age,
        "old": bool(indexed) and (age is None or age > OLD_DAYS),
        "previous": {key: str(before.get(key, "")) for key in ("version", "date", "sha256")}
        if isinstance(before, dict)
        else None,
    }


def _days(day: str, today: dt.date) -> int | None:
    """Days since; None when no day is told."""
    try:
        return max((today - dt.date.fromisoformat(day)).days, 0)
    except ValueError:
        return None


def _lines(entry: dict[str, Any]) -> Iterator[str]:
    entries = count(entry["entries"], "entry", "entries")
    day = "of an unknown day" if entry["date_from"] == "taking" or not entry["date"] else f"of {entry['date']}"
    yield f"{entry['name']:<24} {entry['version']}, {day}, {entries}"
    origin = f", out of {entry['origin']}" if entry["origin"] else ""
    yield f"  {entry['licence']}{origin}"
    yield f"  sha256 {entry['sha256']}"
    if entry["origin"]:
        yield f"  {'OLD: ' if entry['old'] else ''}{_age(entry)}"
    if entry["previous"]:
        yield f"  version before: {entry['previous']['version']} (avow knowledge update --back {entry['name']})"
    if entry["name"] in UNREAD:
        yield f"  {UNREAD[entry['name']]}"


def _age(entry: dict[str, Any]) -> str:
    age = entry["age_days"]
    ago = "at an unknown time" if age is None else "today" if age == 0 else f"{count(age, 'day')} ago"
    if "://" in entry["origin"]:
        return f"the newest at its address {ago}"
    return f"taken {ago}; it tells no day of its own" if entry["date_from"] == "taking" else f"written {ago}"


def about_knowledge(knowledge: Knowledge, today: dt.date | None = None) -> list[str]:
    """What a reader of a verdict must know of what it rests on: no database, or old ones."""
    if len(knowledge.datasets) == 1:
        return ["Own knowledge only: no database was fetched (avow knowledge update)."]
    today = today or dt.datetime.now(dt.UTC).date()
    index = read_index(knowledge.folder) if knowledge.folder else {}
    described = [_described(entry, index.get(str(entry["name"]), {}), today) for entry in knowledge.describe()]
    old = [f"{entry['name']} ({entry['current_on'] or 'no day'})" for entry in described if entry["old"]]
    return [f"Old: {', '.join(old)} (avow knowledge update)."] if old else []
