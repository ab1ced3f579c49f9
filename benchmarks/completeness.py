"""Does the evidence hold all that a hostile web received, and all that it stored? Prints found/expected for each page.

    python -m benchmarks.completeness [--runs 20] [--browser EXECUTABLE]

The server's log is the truth for requests, the expectations beside each page for cookies and storage. 1.000 means that
nothing is missing; `sent` is the other way round: what the evidence says went out and the server received.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
from collections import Counter
from pathlib import Path

from playwright.async_api import async_playwright

from avow.scanning import judges_for
from benchmarks.hostile import Tally, cookies_tally, requests_tally, storage_tally, trouble
from crawler.browser import Browser, find_browser
from crawler.crawl import crawl
from crawler.evidence import Evidence
from crawler.settings import CrawlSettings
from fixtures.hostile import HostileWeb
from fixtures.hostile.names import MAIN


async def one_run(root: Path, browser: Browser) -> tuple[dict[str, Tally], list[str]]:
    """Tallies by kind of one crawl over every page, and what went wrong on the way."""
    async with HostileWeb() as web:
        settings = CrawlSettings(
            site=MAIN,
            start_url=web.start_url,
            max_pages=200,
            dwell=1.0,
            ceiling=8.0,
            load_timeout=10.0,
            obey_robots=False,
        )
        used = Browser(browser.executable, browser.how, (*browser.extra_args, *web.browser_args))
        async with async_playwright() as playwright:
            end = await crawl(
                settings,
                judges_for(settings),
                root=root,
                browser=used,
                playwright=playwright,
                canary={},
                stop=asyncio.Event(),
                progress=lambda *_: None,
            )
    evidence = Evidence(end.folder)
    recall, precision = requests_tally(evidence.records(), web.log)
    tallies = {
        "requests": recall,
        "sent": precision,
        "cookies": cookies_tally(evidence.records()),
        "storage": storage_tally(evidence.records()),
    }
    return tallies, trouble(evidence)


def show(kind: str, tally: Tally, runs: int) -> None:
    if kind != "sent":
        for name in sorted(tally.expected):
            expected, found = tally.expected[name], tally.found[name]
            print(f"{name:28} {found:6}/{expected:<6} {found / expected:.3f}")
    expected, found = tally.expected.total(), tally.found.total()
    print(f"{'all ' + kind:28} {found:6}/{expected:<6} {found / expected:.3f}  ({runs} runs)\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--browser", default="")
    arguments = parser.parse_args()
    browser = Browser(arguments.browser, "--browser") if arguments.browser else find_browser()
    totals: dict[str, Tally] = {}
    problems: Counter[str] = Counter()
    with tempfile.TemporaryDirectory(prefix="avow-completeness-") as folder:
        for run in range(arguments.runs):
            tallies, told = asyncio.run(one_run(Path(folder) / str(run), browser))
            problems.update(told)
            for kind, tally in tallies.items():
                totals.setdefault(kind, Tally()).add(tally)
    for kind, tally in totals.items():
        show(kind, tally, arguments.runs)
        problems.update(tally.problems)
    for problem, count in problems.most_common(40):
        print(f"  {count}x {problem}")


if __name__ == "__main__":
    main()
