"""What is known only when a session ends: the browser's network log, reconciled with what was told of it, and the jar."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import msgspec
import zstandard

from crawler.devtools import DevTools
from crawler.journal import Journal
from crawler.ledger import LedgerUnreadable, read_ledger
from crawler.reconcile import reconcile
from crawler.recorders.hooks import HookRecorder
from crawler.recorders.requests import RequestRecorder
from crawler.records import JarCookie, Record


async def write_jar(devtools: DevTools, context: str, journal: Journal) -> None:
    """Write the cookies that are left in a browser context. Raises DevToolsError."""
    answer = await devtools.send("Storage.getCookies", {"browserContextId": context})
    for cookie in answer["cookies"]:
        journal.write(_jar_cookie(cookie))


def write_requests(
    log: Path,
    journal: Journal,
    told: RequestRecorder,
    hooks: HookRecorder,
    page_urls: dict[str, str],
    *,
    orderly: bool,
) -> list[Record] | None:
    """Read the network log, write Request, SetCookie and CookieChange records by time, and return the first two kinds.

    `orderly`: the browser ended by itself, so that its log must be whole. An unreadable log is noted, and None returned.
    """
    try:
        ledger = read_ledger(log)
    except (LedgerUnreadable, OSError) as error:
        journal.note("ledger", f"the browser's network log could not be read: {error}", "incomplete")
        return None
    if not (orderly and ledger.complete) or ledger.bad_lines:
        journal.note("ledger", f"the network log breaks off or has {ledger.bad_lines} unreadable lines", "incomplete")
    if ledger.changes_left_out:
        journal.note(
            "ledger", f"{ledger.changes_left_out} further changes of cookies that change all the time were left out"
        )
    # What changed in the cookie store before the first page is not the site's doing: see Session.come_back.
    changes: list[Record] = [
        msgspec.structs.replace(change, visit=visit)
        for change in ledger.changes
        if (visit := journal.visit_at(change.time))
    ]
    requests = reconcile(ledger, told.requests, hooks.calls, journal.visit_at, page_urls)
    for record in sorted([*requests, *changes], key=lambda record: record.time):
        journal.write(record)
    return requests


def keep_log(log: Path, folder: Path) -> None:
    """The raw log goes into the evidence, for whoever wants to check our reading of it."""
    with log.open("rb") as source, (folder / "net-log.json.zst").open("wb") as sink:
        zstandard.ZstdCompressor(level=6).copy_stream(source, sink)


def host_of(url: str) -> str:
    return url.partition("://")[2].partition("/")[0].rpartition("@")[2].partition("?")[0].partition(":")[0].lower()


def _jar_cookie(cookie: dict[str, Any]) -> JarCookie:
    key = cookie.get("partitionKey")
    partition = key.get("topLevelSite", "") if isinstance(key, dict) else str(key or "")
    return JarCookie(
        time=time.time(),
        name=cookie["name"],
        value=cookie["value"],
        domain=cookie["domain"],
        path=cookie["path"],
        expires=None if cookie.get("session") else cookie["expires"],
        http_only=cookie["httpOnly"],
        secure=cookie["secure"],
        same_site=cookie.get("sameSite", ""),
        partition_key=partition,
    )
