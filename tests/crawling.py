"""What the browser tests share: crawl an address with the machine's own browser."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import msgspec
from playwright.async_api import async_playwright

from avow.scanning import judges_for
from crawler.browser import Browser, find_browser
from crawler.crawl import CrawlEnd, crawl
from crawler.settings import CrawlSettings


def settings(url: str, **options: object) -> CrawlSettings:
    """Settings of a quick crawl."""
    host = url.partition("://")[2].partition("/")[0].partition(":")[0]
    base = CrawlSettings(
        site=host, start_url=url, max_pages=1, dwell=0.5, ceiling=4.0, load_timeout=3.0, obey_robots=False
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
