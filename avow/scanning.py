"""From sites to reports: self-test, crawl several at once, judge, report. A failing site never stops the others."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import signal
import traceback
from collections.abc import AsyncIterator, Iterator, Sequence
from pathlib import Path

import msgspec
from playwright.async_api import Playwright, async_playwright

from analyzers.knowledge import Knowledge
from analyzers.model import SiteReport
from analyzers.parties import host_of, registrable_domain
from analyzers.policy import find_policy_links
from analyzers.trying import links_to_try
from avow.config import Site
from avow.earlier import earlier_of
from avow.judging import across_sites, judge
from avow.reporting import report_into
from crawler.browser import Browser
from crawler.canary import CanaryResult, run_canary
from crawler.crawl import crawl
from crawler.records import Link
from crawler.settings import CrawlSettings, Judges, LinkToTry, PolicyLink, PolicyText, Progress
from reports import FailedSite

MIME_OF = {
    ".html": "text/html",
    ".htm": "text/html",
    ".txt": "text/plain",
    ".md": "text/markdown",
    ".csv": "text/csv",
    ".json": "application/json",
    ".pdf": "application/pdf",
}


class SelfTestFailed(Exception):
    """The canary was not seen in full; no scan was made."""

    def __init__(self, canary: CanaryResult) -> None:
        self.canary = canary
        what = f"not seen: {', '.join(canary.missed)}" if canary.seen else canary.reason
        super().__init__(
            f"the self-test failed, so no scan was made: {what}. "
            "A scan now would call absent what this browser cannot show. `avow doctor` tells more."
        )


class SiteResult(msgspec.Struct, frozen=True, kw_only=True):
    """One site's end."""

    report: SiteReport | FailedSite
    html: Path | None = None
    """The report to open."""
    own_fault: bool = False


class ScanEnd(msgspec.Struct, frozen=True, kw_only=True):
    """All sites, in the order given."""

    results: tuple[SiteResult, ...]
    interrupted: bool


async def scan(
    sites: list[Site],
    *,
    root: Path,
    browser: Browser,
    knowledge: Knowledge,
    progress: Progress,
    at_once: int = 2,
    first_party_domains: tuple[str, ...] = (),
    since: Path | None = None,
) -> ScanEnd:
    """Prove the browser, then crawl, judge and report each site. Raises SelfTestFailed before anything is visited.

    `since` is the earlier evidence that the policy is compared with; left out, the newest of the site under `root`.
    """
    stop = asyncio.Event()
    with _stopping_on_signals(stop):
        async with _driver() as playwright:
            canary = await run_canary(browser, playwright)
            if not canary.passed:
                raise SelfTestFailed(canary)
            gate = asyncio.Semaphore(at_once)
            facts = {"passed": True, "seen": list(canary.seen), "browser": canary.browser}

            async def one(site: Site) -> SiteResult:
                async with gate:
                    if stop.is_set():
                        return SiteResult(
                            report=_failed(site, "not begun: the operator stopped the scan", "not-reached")
                        )
                    try:
                        end = await crawl(
                            site.settings,
                            judges_for(site.settings, first_party_domains),
                            root=root,
                            browser=browser,
                            playwright=playwright,
                            canary=facts,
                            stop=stop,
                            progress=progress,
                            policy_data=read_policy_file(site),
                            lists=knowledge.describe(),
                        )
                        result = await asyncio.to_thread(
                            _report, end.folder, knowledge, first_party_domains, site, since
                        )
                    except Exception as error:  # noqa: BLE001 the one border: a fault of ours is a row, the other sites go on
                        text = "".join(traceback.format_exception(error))
                        failed = _failed(site, f"avow's own fault: {type(error).__name__}: {error}", "own-fault")
                        _keep_trace(root, site, text)
                        result = SiteResult(report=failed, own_fault=True)
                    progress(site.settings.site, "end", str(result.html or _reason(result)))
                    return result

            results = await asyncio.gather(*(one(site) for site in sites))
    return ScanEnd(results=tuple(beside(results)), interrupted=stop.is_set())


def judges_for(settings: CrawlSettings, first_party_domains: tuple[str, ...] = ()) -> Judges:
    """What the crawler may not decide by itself: a page of the site is one under its registrable domain."""
    domains = {registrable_domain(settings.site), *first_party_domains}

    def in_scope(url: str) -> bool:
        return registrable_domain(host_of(url)) in domains

    def policy_links(html: str, base_url: str) -> list[PolicyLink]:
        return [PolicyLink(link.url, f"found: {link.why}, on {base_url}") for link in find_policy_links(html, base_url)]

    def worth_trying(links: Sequence[Link], policies: Sequence[PolicyText], opened: Sequence[str]) -> list[LinkToTry]:
        return [LinkToTry(url, why) for url, why in links_to_try(links, policies, opened, settings.site)]

    return Judges(in_scope=in_scope, policy_links=policy_links, links_to_try=worth_trying)


def read_policy_file(site: Site) -> tuple[bytes, str] | None:
    if site.policy_file is None:
        return None
    return site.policy_file.read_bytes(), MIME_OF.get(site.policy_file.suffix.lower(), "text/plain")


def beside(results: list[SiteResult]) -> list[SiteResult]:
    """What only the sites together show goes into the report of each that it is about."""
    reports = [result.report for result in results if isinstance(result.report, SiteReport)]
    told = {id(old): new for old, new in zip(reports, across_sites(reports), strict=True) if new is not old}
    beside: list[SiteResult] = []
    for result in results:
        new = told.get(id(result.report))
        if new is None:
            beside.append(result)
        else:
            beside.append(msgspec.structs.replace(result, report=new, html=report_into(new, Path(new.evidence))))
    return beside


def _report(
    folder: Path, knowledge: Knowledge, first_party_domains: tuple[str, ...], site: Site, since: Path | None
) -> SiteResult:
    report = judge(
        folder,
        knowledge,
        first_party_domains=first_party_domains,
        written=site.declarations,
        seeds=site.visitor,
        earlier=earlier_of(folder, since),
    )
    return SiteResult(report=report, html=report_into(report, folder))


def _failed(site: Site, reason: str, outcome: str) -> FailedSite:
    now = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    return FailedSite(site=site.settings.site, reason=reason, outcome=outcome, started=now)


def _reason(result: SiteResult) -> str:
    return result.report.reason if isinstance(result.report, FailedSite) else ""


def _keep_trace(root: Path, site: Site, text: str) -> None:
    root.mkdir(parents=True, exist_ok=True)
    with (root / "faults.log").open("a", encoding="utf-8") as file:
        file.write(f"{dt.datetime.now(dt.UTC).isoformat()} {site.settings.site}\n{text}\n")


@contextlib.asynccontextmanager
async def _driver() -> AsyncIterator[Playwright]:
    """Playwright, started. Raises SelfTestFailed when its driver does not come up."""
    manager = async_playwright()
    try:
        playwright = await manager.start()
    except Exception as error:  # Playwright raises the bare class when its Node.js cannot be started
        reason = f"Playwright's driver did not start: {error}. Try: playwright --version"
        raise SelfTestFailed(CanaryResult((), (), reason)) from error
    try:
        yield playwright
    finally:
        await playwright.stop()


@contextlib.contextmanager
def _stopping_on_signals(stop: asyncio.Event) -> Iterator[None]:
    """Ctrl-C and SIGTERM end the scan in order: what was gathered is sealed and reported."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError, RuntimeError):
            loop.add_signal_handler(number, stop.set)
    try:
        yield
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            with contextlib.suppress(NotImplementedError, RuntimeError):
                loop.remove_signal_handler(number)
