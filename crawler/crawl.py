"""Crawl one site into a sealed evidence folder: a first visit, then the sessions that the operator asked for besides."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
import platform
import time
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import msgspec
from playwright.async_api import Playwright
from scrapy.crawler import AsyncCrawlerRunner

from crawler.aside import keep_policy, store_policy
from crawler.browser import Browser
from crawler.evidence import scenario_of
from crawler.flash import is_flash_response
from crawler.flash_files import read_flash
from crawler.gpc import keep_gpc
from crawler.profile import Profile
from crawler.records import Visit
from crawler.repeat import Made, Scan, make, repeat
from crawler.session import Session
from crawler.sessions import planned
from crawler.settings import CrawlSettings, Judges, PolicyLink, Progress
from crawler.spider import SETTINGS, SiteSpider
from crawler.tried_links import try_links
from crawler.writing import EvidenceWriter

POLICIES = 3
"""A site may keep its privacy policy and its cookie policy apart; the best links are read, no more than these."""

logging.getLogger("scrapy").addHandler(logging.NullHandler())
logging.getLogger("scrapy").propagate = False


class CrawlEnd(msgspec.Struct, frozen=True):
    """Where the evidence lies and how the first session ended; the manifest tells of all."""

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
    lists: Sequence[Mapping[str, Any]] = (),
) -> CrawlEnd:
    """Visit one site and seal what happened. `policy_data` is (bytes, MIME type) of a policy that the operator gave as a file;
    `lists` are the bodies of knowledge at hand that day, for the manifest: the crawler decides nothing by them.

    Never raises for the site's or the browser's sake: what went wrong is in the evidence, and in `ended`.
    Raises UnknownSession for a name in `settings.sessions` that is none.
    """
    first, *further = planned(settings.sessions)
    first = msgspec.structs.replace(first, name=settings.scenario)
    started = dt.datetime.now(dt.UTC)
    writer = EvidenceWriter(root, settings.site, started, first.name)
    scan = Scan(settings=settings, judges=judges, browser=browser, playwright=playwright, stop=stop, progress=progress)
    profile, pages = Profile(), dict[str, None]()

    async def drive(session: Session) -> None:
        if policy_data is not None:
            store_policy(session, policy_data[0], settings.policy_file, policy_data[1], "given: a file")
        pages.update(await _drive(session, judges, progress, read_policy=policy_data is None))

    try:
        made = [await make(scan, first, writer, profile, drive)]
        if further:
            made += await repeat(scan, further, writer, made[0], profile, tuple(pages))
    finally:
        profile.remove()
    facts = {**_manifest(settings, made, browser, canary, started), "lists": [dict(one) for one in lists]}
    seal = writer.seal(facts)
    return CrawlEnd(writer.folder, seal, made[0].ended, made[0].reason)


async def _drive(session: Session, judges: Judges, progress: Progress, *, read_policy: bool) -> dict[str, None]:
    """Find and visit the pages, then what is read beside them; returns the pages that were measured."""
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
        return {}
    for url in spider.waiting:
        reason = "the session ended before this page's turn"
        session.journal.write(Visit(time=time.time(), url=url, outcome="not-reached", reason=reason, ended_by="failed"))
    if spider.left_out:
        session.note("scope", f"{spider.left_out} further links were left out by the limits of pages and depth")
    loaded = {
        seen.url: None for seen in session.requests.requests if seen.flash or is_flash_response(seen.url, seen.mime)
    }
    films = list({**spider.flash, **session.markup.films, **loaded})
    if films and not session.stopping.is_set() and not session.crashed.is_set():
        await read_flash(session, films)
    answered = any(seen.status for seen in session.requests.requests)
    if answered and not session.stopping.is_set() and not session.crashed.is_set():
        await keep_gpc(session)
    if read_policy and not session.stopping.is_set() and not session.crashed.is_set():
        await _read_policies(session, spider, progress)
    if settings.try_links and spider.visits and not session.stopping.is_set() and not session.crashed.is_set():
        await try_links(session, judges, progress, spider.robots, session.policies)
    return spider.measured


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
    settings: CrawlSettings, made: list[Made], browser: Browser, canary: dict[str, Any], started: dt.datetime
) -> dict[str, Any]:
    first, further = made[0].session, made[1:]
    if first is None:
        raise ValueError("the first session is always made")
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
            "version": first.version,
            "user_agent": first.user_agent,
            "executable": browser.executable,
            "found": browser.how,
            "command_line": first.command_line,
            "command_lines": {one.plan.name: one.session.command_line for one in further if one.session is not None},
            "sandbox": "--no-sandbox" not in first.command_line,
            "third_party_cookies": "allowed (cookie_controls_mode 0)",
        },
        "host": {"system": platform.platform(), "python": platform.python_version()},
        "settings": msgspec.to_builtins(settings),
        "canary": canary,
        "recorders": list(first.recorders),
        "sessions": {one.plan.name: _session(number, one) for number, one in enumerate(made)},
    }


def _session(number: int, made: Made) -> dict[str, Any]:
    """What the manifest says of one session; `number` is its place in the plan."""
    plan = made.plan
    told: dict[str, Any] = {
        "number": number,
        "scenario": scenario_of(plan.name),
        "profile": plan.profile,
        "what": plan.what,
    }
    if plan.clears_cookies:
        told["cookies_cleared"] = True
    if plan.signal:
        told |= {"signal": plan.signal, "signal_sent": made.session is not None and made.session.signal_sent}
    return {**told, "ended": made.ended, "reason": made.reason}
