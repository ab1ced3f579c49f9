"""Databases and lists as they are fetched, made small enough to write and large enough to be believed."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

from analyzers.knowledge.databases import file_of
from avow.knowledge_update import update

HEAD = "ID,Platform,Category,Cookie / Data Key name,Domain,Description,Retention period,Data Controller,Portals,Wildcard match\n"
DAY = dt.date(2026, 11, 23)


def cookie_rows(count: int = 6000) -> str:
    rows = (f"{n},Stats,Analytics,_stat{n},,Counts visits of a site,1 year,Stats,u,0\n" for n in range(count))
    return HEAD + "".join(rows)


def filter_list(version: str = "202611220000") -> bytes:
    rules = "".join(f"||ads{number}.example^\n" for number in range(60_000))
    return f"[Adblock Plus 2.0]\n! Version: {version}\n{rules}".encode()


def in_use(folder: Path, name: str) -> bytes:
    path = file_of(folder, name)
    return path.read_bytes() if path else b""


def entry_of(folder: Path, name: str = "easylist") -> dict[str, object]:
    entry: dict[str, object] = json.loads((folder / "index.json").read_text())[name]
    return entry


def statuses(folder: Path, **more: object) -> dict[str, str]:
    return {outcome.name: outcome.status for outcome in update(folder, **more)}  # type: ignore[arg-type]
