"""Crawl one site into a sealed evidence folder."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
import platform
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

import msgspec
from playwright.async_api import Playwright
from scrapy.crawler import AsyncCrawlerRunner

from crawler.aside import keep_policy, store_policy
from crawler.browser import Browser, LaunchFailed
from crawler.devtools import DevToolsError
from crawler.evidence import EvidenceWriter
from crawler.flash import is_flash_response
from crawler.flash_files import read_flash
from crawler.records import Visit
from crawler.session import Session
from crawler.settings import CrawlSettings, Judges, PolicyLink, Progress
from crawler.spider import SETTINGS, SiteSpider

POLICIES = 3
"""A site may keep its privacy policy and its cookie policy apart; the best links are read, no more than these."""

logging.getLogger("scrapy").addHandler(logging.NullHandler())
logging.getLogger("scrapy").propagate = False


class CrawlEnd(msgspec.Struct, frozen=True):
    """Where the evidence lies and how the session ended."""

    folder: Path
    seal: str
    ended: str
    """`complete`, `interrupted`, `failed`."""
    reason: str = ""


async def crawl(
    settings: CrawlSettings,
    judges: Judges,
    *,
    root: Path,
    browser: Browser,
    playwright: Playwright,
    canary: dict[str, Any],
    stop: asyncio.Event,
    progress: Progress,
    policy_data: tuple[bytes, str] | None = None,
) -> CrawlEnd:
    """Visit one site and seal what happened. `policy_data` is (bytes, MIME type) of a policy that the operator gave as a file.

    Never raises for the site's or the browser's sake: what went wrong is in the evidence, and in `ended`.
    """
    started = dt.datetime.now(dt.UTC)
    writer = EvidenceWriter(root, settings.site, started, settings.scenario)
    session = Session(settings, browser, writer, playwright, judges.in_scope)
    ended, reason = "complete", ""
    stopper = asyncio.create_task(_forward(stop, session.stopping))
    try:
        await session.start()
        if policy_data is not None:
            store_policy(session, policy_data[0], settings.policy_file, policy_data[1], "given: a file")
        await _drive(session, judges, progress, read_policy=policy_data is None)
        if session.stopping.is_set():
            ended, reason = "interrupted", "stopped by the operator"
        elif session.crashed.is_set():
            ended, reason = "failed", "the browser crashed and the remaining pages were not reached"
    except (LaunchFailed, DevToolsError) as error:
        ended, reason = "failed", str(error)
    finally:
        stopper.cancel()
        await session.close()
    if ended != "complete":
        session.note("interrupted", reason, "incomplete")
    seal = writer.seal(_manifest(settings, session, browser, canary, started, ended, reason))
    return CrawlEnd(writer.folder, seal, ended, reason)


async def _forward(stop: asyncio.Event, to: asyncio.Event) -> None:
    await stop.wait()
    to.set()


async def _drive(session: Session, judges: Judges, progress: Progress, *, read_policy: bool) -> None:
    settings = session.settings
    runner = AsyncCrawlerRunner({**SETTINGS, "ROBOTSTXT_OBEY": settings.obey_robots, "DOWNLOAD_DELAY": settings.pause})
    if not settings.obey_robots:
        session.note("robots", "robots.txt was not asked for, by the operator's decision")
    crawler = runner.create_crawler(SiteSpider)
    crawling = runner.crawl(crawler, session=session, judges=judges, progress=progress)
    stopping = asyncio.create_task(session.stopping.wait())
    crashing = asyncio.create_task(_lost(session))
    await asyncio.wait((crawling, stopping, crashing), return_when=asyncio.FIRST_COMPLETED)
    if not crawling.done():
        await crawler.stop_async()
    await crawling
    stopping.cancel()
    crashing.cancel()
    spider = crawler.spider
    if not isinstance(spider, SiteSpider):
        return
    for url in spider.waiting:
        reason = "the session ended before this page's turn"
        session.journal.write(Visit(time=time.time(), url=url, outcome="not-reached", reason=reason, ended_by="failed"))
    if spider.left_out:
        session.note("scope", f"{spider.left_out} further links were left out by the limits of pages and depth")
    loaded = {seen.url: None for seen in session.requests.requests if is_flash_response(seen.url, seen.mime)}
    films = list({**spider.flash, **loaded})
    if films and not session.stopping.is_set() and not session.crashed.is_set():
        await read_flash(session, films)
    if read_policy and not session.stopping.is_set() and not session.crashed.is_set():
        await _read_policies(session, spider, progress)


async def _lost(session: Session) -> None:
    """A crash that the next visit did not mend by opening a new tab ends the session."""
    await session.devtools.closed.wait()
    session.crashed.set()


async def _read_policies(session: Session, spider: SiteSpider, progress: Progress) -> None:
    settings = session.settings
    if settings.policy:
        links = [PolicyLink(settings.policy, "given by the operator")]
    else:
        links = list(spider.policies.values())[:POLICIES]
    if not links:
        session.note("policy", "no link to a privacy or cookie policy was found on the pages visited", "incomplete")
    for number, link in enumerate(links, start=1):
        progress(settings.site, "policy", link.url)
        await keep_policy(session, link, number)


def _manifest(
    settings: CrawlSettings,
    session: Session,
    browser: Browser,
    canary: dict[str, Any],
    started: dt.datetime,
    ended: str,
    reason: str,
) -> dict[str, Any]:
    return {
        "site": settings.site,
        "started": started.isoformat(timespec="seconds"),
        "ended": dt.datetime.fromtimestamp(time.time(), dt.UTC).isoformat(timespec="seconds"),
        "source": "avow",
        "tool": {
            "name": "avow",
            "version": version("avow"),
            "playwright": version("playwright"),
            "scrapy": version("scrapy"),
        },
        "browser": {
            "version": session.version,
            "user_agent": session.user_agent,
            "executable": browser.executable,
            "found": browser.how,
            "command_line": session.command_line,
            "sandbox": "--no-sandbox" not in session.command_line,
            "third_party_cookies": "allowed (cookie_controls_mode 0)",
        },
        "host": {"system": platform.platform(), "python": platform.python_version()},
        "settings": msgspec.to_builtins(settings),
        "canary": canary,
        "recorders": list(session.recorders),
        "sessions": {settings.scenario: {"ended": ended, "reason": reason}},
    }
