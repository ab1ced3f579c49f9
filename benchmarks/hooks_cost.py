"""What does counting the functions that tell machines apart cost? CPU seconds of the browser with and without, interleaved.

    python -m benchmarks.hooks_cost [--rounds 3] [--pages 3]

Crawls the demonstration web in turn with and without crawler.recorders.fingerprints, everything else alike, and prints the
CPU seconds of all of the browser's processes per page, and the ratio of the medians. CPU time is read from /proc five
times a second, so that the last fraction of a process that ends early is missing on both sides alike.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import statistics
import tempfile
from collections.abc import Iterator
from pathlib import Path

from playwright.async_api import async_playwright

from avow.scanning import judges_for
from crawler.browser import Browser, find_browser
from crawler.crawl import crawl
from crawler.recorders.fingerprints import FingerprintRecorder
from crawler.settings import CrawlSettings
from fixtures.demo import DemoWeb

TICK = os.sysconf("SC_CLK_TCK")


class BrowserTime:
    """CPU seconds of the sessions that children of this process lead: the browser is started in one of its own."""

    def __init__(self) -> None:
        self._ticks: dict[tuple[str, str], int] = {}
        """(process, when it started) -> ticks so far."""

    def look(self) -> None:
        stats = {}
        for folder in Path("/proc").iterdir():
            if folder.name.isdigit():
                with contextlib.suppress(OSError):
                    stats[folder.name] = (folder / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        leaders = {pid for pid, stat in stats.items() if stat[1] == str(os.getpid()) and stat[3] == pid}
        for pid, stat in stats.items():
            if stat[3] in leaders:
                self._ticks[pid, stat[19]] = int(stat[11]) + int(stat[12])

    @property
    def seconds(self) -> float:
        return sum(self._ticks.values()) / TICK


async def _watch(used: BrowserTime) -> None:
    while True:
        used.look()
        await asyncio.sleep(0.2)


@contextlib.contextmanager
def _without() -> Iterator[None]:
    """The recorder attaches to nothing."""
    attach = FingerprintRecorder.attach
    FingerprintRecorder.attach = lambda *_: []  # type: ignore[method-assign]
    try:
        yield
    finally:
        FingerprintRecorder.attach = attach  # type: ignore[method-assign]


async def one_run(root: Path, found: Browser, pages: int) -> float:
    """CPU seconds a page."""
    used = BrowserTime()
    async with DemoWeb() as web:
        settings = CrawlSettings(
            site=web.start_url.split("/")[2], start_url=web.start_url, max_pages=pages, dwell=0.5, ceiling=6.0
        )
        browser = Browser(found.executable, found.how, (*found.extra_args, *web.browser_args))
        watching = asyncio.create_task(_watch(used))
        async with async_playwright() as playwright:
            await crawl(
                settings,
                judges_for(settings),
                root=root,
                browser=browser,
                playwright=playwright,
                canary={},
                stop=asyncio.Event(),
                progress=lambda *_: None,
            )
        watching.cancel()
    return used.seconds / pages


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--pages", type=int, default=3)
    arguments = parser.parse_args()
    found = find_browser()
    seconds: dict[str, list[float]] = {"without": [], "with": []}
    with tempfile.TemporaryDirectory(prefix="avow-hooks-cost-") as folder:
        for turn in range(arguments.rounds):
            # The order is turned round each time, for what warms up.
            for arm in ("without", "with") if turn % 2 == 0 else ("with", "without"):
                with _without() if arm == "without" else contextlib.nullcontext():
                    root = Path(folder) / f"{turn}-{arm}"
                    seconds[arm].append(asyncio.run(one_run(root, found, arguments.pages)))
                print(f"round {turn + 1} {arm:8} {seconds[arm][-1]:.2f} CPU seconds a page", flush=True)
    ratio = statistics.median(seconds["with"]) / statistics.median(seconds["without"])
    print(f"ratio of the medians: {ratio:.2f} over {arguments.rounds} rounds of {arguments.pages} pages")


if __name__ == "__main__":
    main()
