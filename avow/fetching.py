"""Read one document through the browser, as `avow policy read URL` does: the same way to the network as a scan."""

from __future__ import annotations

import asyncio
import datetime as dt
import tempfile
from pathlib import Path

from playwright.async_api import async_playwright

from avow.config import check_url
from crawler.aside import read_aside
from crawler.browser import find_browser
from crawler.session import Session
from crawler.settings import CrawlSettings
from crawler.writing import EvidenceWriter


def fetch(url: str) -> tuple[bytes, str]:
    """(body, media type); an HTML page as rendered. Raises OSError with the reason when nothing was read."""
    return asyncio.run(_fetch(check_url(url, "policy")))


async def _fetch(url: str) -> tuple[bytes, str]:
    with tempfile.TemporaryDirectory(prefix="avow-fetch-") as folder:
        writer = EvidenceWriter(Path(folder), "fetch", dt.datetime.now(dt.UTC))
        async with async_playwright() as playwright:
            settings = CrawlSettings(site="fetch", start_url=url)
            session = Session(settings, find_browser(), writer, playwright, lambda _: True)
            try:
                await session.start()
                document = await read_aside(session, url, "p1", "policy")
            finally:
                session.stopping.set()  # nothing is to be recorded of this
                await session.close()
                writer.close()
    if document.visit.outcome != "measured":
        raise OSError(f"{document.visit.outcome}: {document.visit.reason}")
    return document.data, document.visit.mime
