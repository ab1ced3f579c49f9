"""One session: one site under one scenario in one fresh browser, pages visited in order, state kept between them."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import msgspec
import zstandard
from playwright.async_api import BrowserContext, Dialog, Page, Playwright
from playwright.async_api import Error as PlaywrightError

from crawler.browser import Browser, BrowserProcess, launch
from crawler.devtools import DevTools, DevToolsError
from crawler.evidence import EvidenceWriter
from crawler.journal import Journal
from crawler.ledger import LedgerUnreadable, read_ledger
from crawler.reconcile import reconcile
from crawler.recorders.dns import record_aliases
from crawler.recorders.fingerprints import FingerprintRecorder
from crawler.recorders.forms import FormRecorder
from crawler.recorders.hooks import HookRecorder
from crawler.recorders.images import ImageLayout
from crawler.recorders.limits import Limits
from crawler.recorders.requests import RequestRecorder
from crawler.recorders.storage import StorageRecorder
from crawler.records import JarCookie, Note, Record, Request
from crawler.settings import CrawlSettings
from crawler.targets import Target, Targets

T = TypeVar("T")

CLOSE_GRACE = 10.0
DIALOGS = 10


class SessionLost(Exception):
    """The browser, the page or the operator ended the session."""


class Interrupted(SessionLost):
    """The operator stopped the scan."""


class Session:
    """A browser of its own, with every recorder on it. `start`, then visits (crawler.visit), then `close`."""

    def __init__(
        self,
        settings: CrawlSettings,
        browser: Browser,
        writer: EvidenceWriter,
        playwright: Playwright,
        in_scope: Callable[[str], bool],
    ) -> None:
        self.settings = settings
        self.in_scope = in_scope
        self.writer = writer
        self.journal = Journal(writer)
        self.page_urls: dict[str, str] = {}
        self.version = ""
        self.user_agent = ""
        self.command_line: list[str] = []
        self.recorders: tuple[str, ...] = ()
        """Names of what listened; in the manifest, so that nothing seen is told from nobody having looked."""
        self.stopping = asyncio.Event()
        self.crashed = asyncio.Event()
        self._browser = browser
        self._playwright = playwright
        self._process: BrowserProcess | None = None
        self._devtools: DevTools | None = None
        self._memory: asyncio.Task[None] | None = None
        self._dialogs = 0
        self._opening = False

    # ---- the browser ---------------------------------------------------------

    async def start(self) -> None:
        """Start browser and recorders. Raises LaunchFailed, DevToolsError."""
        self._process = await launch(self._browser)
        self.command_line = self._process.command_line
        self._devtools = devtools = await DevTools.connect(self._process.endpoint)
        version = await devtools.send("Browser.getVersion")
        self.version, self.user_agent = version["product"], version["userAgent"]
        self.limits = Limits(devtools, self.journal)
        self.requests = RequestRecorder(devtools, self.journal, self.limits)
        self.hooks = HookRecorder(devtools, self.journal)
        self.storage = StorageRecorder(devtools, self.journal, self.hooks)
        self.images = ImageLayout(devtools, self.journal)
        self.forms = FormRecorder(devtools, self.journal)
        # The hooks' binding must stand before their script runs, so they come first on each target.
        fingerprints = FingerprintRecorder(devtools, self.journal)
        recorders = (self.hooks, self.limits, self.requests, self.storage, fingerprints)
        self.recorders = tuple(recorder.name for recorder in recorders)
        self.targets = Targets(devtools, recorders)
        await self.targets.start()
        self._memory = asyncio.create_task(self.limits.watch_memory(self._process.process.pid))
        self._remote = await self._playwright.chromium.connect_over_cdp(self._process.endpoint)
        self.context = await self._new_context()
        self.context.on("page", self._popup)
        await self.new_page()

    async def _new_context(self) -> BrowserContext:
        options: dict[str, Any] = {"accept_downloads": False, "ignore_https_errors": False}
        width, height = self.settings.viewport
        options["viewport"] = {"width": width, "height": height}
        if self.settings.user_agent:
            options["user_agent"] = self.settings.user_agent
        if self.settings.locale:
            options["locale"] = self.settings.locale
        return await self._remote.new_context(**options)

    async def new_page(self) -> None:
        """Open the tab in which the pages of this session are visited one after the other."""
        self._opening = True
        try:
            self.page = await self.context.new_page()
        finally:
            self._opening = False
        self.page.on("dialog", self._dialog)
        self.page.on("crash", lambda _: self.crashed.set())
        session = await self.context.new_cdp_session(self.page)
        info = (await session.send("Target.getTargetInfo"))["targetInfo"]
        await session.detach()
        self.context_id: str = info.get("browserContextId", "")
        target = await self._target(info["targetId"])
        self.target = target

    async def _target(self, target_id: str) -> Target:
        for _ in range(100):
            target = self.targets.page(target_id)
            if target is not None:
                return target
            await asyncio.sleep(0.05)
        raise DevToolsError("the page's target was not attached within 5 s")

    @property
    def devtools(self) -> DevTools:
        if self._devtools is None:
            raise SessionLost("the session is not started")
        return self._devtools

    def _popup(self, popup: Page) -> None:
        if self._opening:
            return
        self.note("scope", "a page opened another window; what it sent is recorded, then it was closed")
        asyncio.get_running_loop().call_later(5.0, lambda: asyncio.ensure_future(_close_quietly(popup)))

    async def _dialog(self, dialog: Dialog) -> None:
        # A listener that does not answer freezes the page; beforeunload must be accepted, or the page cannot be left.
        self._dialogs += 1
        with contextlib.suppress(PlaywrightError):
            if dialog.type == "beforeunload":
                await dialog.accept()
            else:
                await dialog.dismiss()
        if self._dialogs == DIALOGS:
            self.note("scope", f"the page opened {DIALOGS} dialogs")

    # ---- what visits need ----------------------------------------------------

    async def bounded(self, work: Awaitable[T], seconds: float) -> T:
        """Wait for `work`, no longer than `seconds`, and not after a crash or the operator's stop.

        Raises TimeoutError, SessionLost, Interrupted, and what the work raises.
        """
        task = asyncio.ensure_future(work)
        crash = asyncio.ensure_future(self.crashed.wait())
        stop = asyncio.ensure_future(self.stopping.wait())
        try:
            await asyncio.wait((task, crash, stop), timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
            if task.done():
                return task.result()
            if stop.done():
                raise Interrupted("the operator stopped the scan")
            if crash.done() or (self._devtools is not None and self._devtools.closed.is_set()):
                raise SessionLost("the page or the browser crashed")
            raise TimeoutError(f"no answer within {seconds:g} s")
        finally:
            for waiting in (task, crash, stop):
                if not waiting.done():
                    waiting.cancel()
            await asyncio.gather(task, crash, stop, return_exceptions=True)

    def note(self, subject: str, text: str, level: str = "info") -> None:
        self.journal.write(Note(time=time.time(), visit=self.journal.visit, subject=subject, text=text, level=level))

    async def aside(self) -> BrowserContext:
        """A context of its own in the same browser, for what is read beside the visits (robots.txt, the policy)."""
        return await self._new_context()

    # ---- the end -------------------------------------------------------------

    async def close(self) -> None:
        """End the browser, read its ledger, reconcile, and write what is only known now. Never raises for the site's sake."""
        await self._write_jar()
        orderly = await self._end_browser()
        if self._devtools is not None and self._devtools.handler_errors:
            self.note(
                "recorder", "events not understood: " + "; ".join(self._devtools.handler_errors[:5]), "incomplete"
            )
        hosts = self._write_requests(orderly)
        if not self.stopping.is_set():
            await record_aliases(hosts, self.settings, self.journal)
        if self._process is not None:
            self._process.remove()

    async def _write_jar(self) -> None:
        try:
            answer = await self.devtools.send("Storage.getCookies", {"browserContextId": self.context_id})
        except (DevToolsError, SessionLost, AttributeError) as error:
            self.note("recorder", f"the cookie jar could not be read at the end: {error}", "incomplete")
            return
        for cookie in answer["cookies"]:
            self.journal.write(_jar_cookie(cookie))

    async def _end_browser(self) -> bool:
        if self._process is None:
            return False
        if self._memory is not None:
            self._memory.cancel()
            await asyncio.gather(self._memory, return_exceptions=True)
        asked = False
        if self._devtools is not None:
            with contextlib.suppress(DevToolsError):
                await self._devtools.send("Browser.close", timeout=5)
                asked = True
        ended = await self._process.close(CLOSE_GRACE if asked else 0.0)
        if self._devtools is not None:
            await self._devtools.close()
        return asked and ended

    def _write_requests(self, orderly: bool) -> set[str]:
        """Write Request, SetCookie and CookieChange records; returns the hosts requested."""
        process = self._process
        if process is None:
            return set()
        try:
            ledger = read_ledger(process.net_log)
        except (LedgerUnreadable, OSError) as error:
            self.note("ledger", f"the browser's network log could not be read: {error}", "incomplete")
            return set()
        if not (orderly and ledger.complete) or ledger.bad_lines:
            self.note("ledger", f"the network log breaks off or has {ledger.bad_lines} unreadable lines", "incomplete")
        if ledger.changes_left_out:
            self.note(
                "ledger", f"{ledger.changes_left_out} further changes of cookies that change all the time were left out"
            )
        changes: list[Record] = [
            msgspec.structs.replace(change, visit=self.journal.visit_at(change.time)) for change in ledger.changes
        ]
        requests = reconcile(ledger, self.requests.requests, self.hooks.calls, self.journal.visit_at, self.page_urls)
        for record in sorted([*requests, *changes], key=lambda record: record.time):
            self.journal.write(record)
        self._keep_log(process)
        return {host for record in requests if isinstance(record, Request) and (host := _host(record.url))}

    def _keep_log(self, process: BrowserProcess) -> None:
        """The raw ledger goes into the evidence, for whoever wants to check our reading of it."""
        target = self.writer.session_folder / "net-log.json.zst"
        with process.net_log.open("rb") as source, target.open("wb") as sink:
            zstandard.ZstdCompressor(level=6).copy_stream(source, sink)


def _host(url: str) -> str:
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


async def _close_quietly(page: Page) -> None:
    # page.close() hung in 16 of 40 visits of a plain meta-refresh page (measured): never wait for it without a limit.
    with contextlib.suppress(PlaywrightError, TimeoutError):
        await asyncio.wait_for(page.close(), 3)
