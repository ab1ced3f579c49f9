"""`avow knowledge update` and `avow knowledge show`: which databases and lists are in use."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import msgspec

from analyzers.knowledge import Knowledge, KnowledgeError, default_folder
from avow.knowledge_update import DATABASES, Fetch, update


def update_knowledge(
    source: Path | None = None, folder: Path | None = None, as_json: bool = False, fetch: Fetch | None = None
) -> int:
    """Fetch the free databases, or take them out of the folder `source`. Prints one line for each.

    Returns 0 when nothing failed (what a given folder does not hold is no failure), 2 when the folder cannot be used,
    3 when a database could not be had or did not look right; what was there before stays in use.
    """
    try:
        outcomes = update(folder or default_folder(), source, fetch)
    except (OSError, KnowledgeError) as error:
        print(f"avow knowledge update: {error}", file=sys.stderr)
        return 2
    if as_json:
        print(json.dumps([msgspec.structs.asdict(outcome) for outcome in outcomes], indent=1))
    else:
        for outcome in outcomes:
            print(f"{outcome.name:<24} {outcome.status:<10} {outcome.detail}")
    if source is not None and all(outcome.status == "absent" for outcome in outcomes):
        names = ", ".join(database.file for database in DATABASES)
        print(f"avow knowledge update: {source} holds none of {names}.", file=sys.stderr)
        return 2
    return 3 if any(outcome.status in ("failed", "refused") for outcome in outcomes) else 0


def show_knowledge(folder: Path | None = None, as_json: bool = False) -> int:
    """Print what is in use: name, version, date, entries, licence, digest. Returns 0, or 2 when it cannot be read."""
    try:
        knowledge = Knowledge.load(folder)
    except KnowledgeError as error:
        print(f"avow knowledge show: {error}", file=sys.stderr)
        return 2
    described = knowledge.describe()
    if as_json:
        print(json.dumps(described, indent=1))
        return 0
    for entry in described:
        print(
            f"{entry['name']:<24} {entry['version']:<16} {entry['date']:<11} {entry['entries']:>7} entries  "
            f"{entry['licence']}  sha256 {str(entry['sha256'])[:16]}"
        )
    missing = [database.name for database in DATABASES if database.name not in {entry["name"] for entry in described}]
    if missing:
        print(f"not fetched: {', '.join(missing)} (avow knowledge update fetches them)")
    return 0
