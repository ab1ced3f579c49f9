"""Does the evidence hold all that a hostile web received, and all that it stored? Prints found/sent for each mechanism.

    python benchmarks/completeness.py [--runs 20] [--browser EXECUTABLE]

The server's log is the truth. 1.000 means: every request that reached the server is in the evidence.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
from collections import Counter
from pathlib import Path

import msgspec
from playwright.async_api import async_playwright

from avow.scanning import judges_for
from crawler.browser import Browser, find_browser
from crawler.crawl import crawl
from crawler.evidence import Evidence
from crawler.records import Note, Request, Visit
from crawler.settings import CrawlSettings
from fixtures.hostile import HostileWeb


def mechanism_of(url: str) -> str:
    """The `m=` of an address; `page` for the pages themselves."""
    query = url.partition("?")[2].partition("#")[0]
    return next((part[2:] for part in query.split("&") if part.startswith("m=")), "page")


def identity(url: str) -> str:
    """An address without scheme, port and fragment: a WebSocket's handshake is logged by the server as https."""
    scheme, _, rest = url.partition("#")[0].partition("://")
    return rest if scheme in ("http", "https", "ws", "wss") else url


async def one_run(root: Path, browser: Browser) -> tuple[Counter[str], Counter[str], list[str]]:
    """(sent, found, problems) of one crawl over every page."""
    async with HostileWeb() as web:
        settings = CrawlSettings(
            site="hostile", start_url=web.start_url, max_pages=200, dwell=1.0, ceiling=8.0, load_timeout=10.0, obey_robots=False
        )
        settings = msgspec.structs.replace(settings, site=web.start_url.partition("://")[2].partition("/")[0])
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
        received = Counter(identity(entry.url) for entry in web.log)
    evidence = Evidence(end.folder)
    held: Counter[str] = Counter()
    problems = []
    for record in evidence.records():
        if isinstance(record, Request) and "static" not in record.seen_by and not record.from_cache:
            held[identity(record.url)] += 1
        elif isinstance(record, Visit) and record.outcome != "measured":
            problems.append(f"{record.url}: {record.outcome} {record.reason}")
        elif isinstance(record, Note) and record.level == "incomplete":
            problems.append(f"{record.visit}: {record.text}")
    sent: Counter[str] = Counter()
    found: Counter[str] = Counter()
    for url, count in received.items():
        sent[mechanism_of(url)] += count
        found[mechanism_of(url)] += min(count, held[url])
        if held[url] < count:
            problems.append(f"missed {count - held[url]} of {count}: {url}")
    return sent, found, problems


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--browser", default="")
    arguments = parser.parse_args()
    browser = Browser(arguments.browser, "--browser") if arguments.browser else find_browser()
    sent: Counter[str] = Counter()
    found: Counter[str] = Counter()
    problems: Counter[str] = Counter()
    with tempfile.TemporaryDirectory(prefix="avow-completeness-") as folder:
        for run in range(arguments.runs):
            one_sent, one_found, told = asyncio.run(one_run(Path(folder) / str(run), browser))
            sent += one_sent
            found += one_found
            problems.update(told)
    for name in sorted(sent):
        print(f"{name:28} {found[name]:6}/{sent[name]:<6} {found[name] / sent[name]:.3f}")
    print(f"{'all':28} {found.total():6}/{sent.total():<6} {found.total() / sent.total():.3f}  ({arguments.runs} runs)")
    for problem, count in problems.most_common(40):
        print(f"  {count}x {problem}")


if __name__ == "__main__":
    main()
