"""What the browser tests share: crawl an address with the machine's own browser."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import msgspec
from aiohttp import web
from playwright.async_api import async_playwright

from avow.scanning import judges_for
from crawler.browser import Browser, find_browser
from crawler.crawl import CrawlEnd, crawl
from crawler.evidence import Evidence
from crawler.settings import CrawlSettings


def settings(url: str, **options: object) -> CrawlSettings:
    """Settings of a quick crawl."""
    host = url.partition("://")[2].partition("/")[0].partition(":")[0]
    base = CrawlSettings(
        site=host, start_url=url, max_pages=1, dwell=0.5, ceiling=4.0, load_timeout=15.0, obey_robots=False
    )
    return msgspec.structs.replace(base, **options)


async def crawl_into(
    root: Path,
    wanted: CrawlSettings,
    *,
    browser_args: tuple[str, ...] = (),
    stop: asyncio.Event | None = None,
    progress: Callable[[str, str, str], None] = lambda *_: None,
) -> CrawlEnd:
    """Crawl with whatever Chromium is here."""
    found = find_browser()
    browser = Browser(found.executable, found.how, (*found.extra_args, *browser_args))
    async with async_playwright() as playwright:
        return await crawl(
            wanted,
            judges_for(wanted),
            root=root,
            browser=browser,
            playwright=playwright,
            canary={"passed": True},
            stop=stop or asyncio.Event(),
            progress=progress,
        )


def crawl_answers(
    root: Path, answer: Callable[[web.Request], Awaitable[web.StreamResponse]], **options: object
) -> Evidence:
    """Serve `answer` as a site on loopback, crawl its start page, and return the evidence."""

    async def run() -> CrawlEnd:
        application = web.Application()
        application.router.add_route("*", "/{path:.*}", answer)
        runner = web.AppRunner(application, access_log=None)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        try:
            return await crawl_into(root, settings(f"http://site.localhost:{runner.addresses[0][1]}/", **options))
        finally:
            await runner.cleanup()

    return Evidence(asyncio.run(run()).folder)
