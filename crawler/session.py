"""What does one session do: one site, one scenario, one browser profile, pages in order, state kept between them?"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import msgspec
from playwright.async_api import BrowserContext, Playwright

from crawler.browser import Browser, BrowserProcess, is_headless_shell, launch
from crawler.closing import host_of, keep_log, write_jar, write_requests
from crawler.devtools import DevTools, DevToolsError
from crawler.journal import Journal
from crawler.openings import Openings
from crawler.profile import Profile
from crawler.recorders.certificates import CertificateRecorder
from crawler.recorders.consent_tools import ConsentToolRecorder
from crawler.recorders.dns import record_aliases
from crawler.recorders.fingerprints import FingerprintRecorder
from crawler.recorders.forms import FormRecorder
from crawler.recorders.hooks import HookRecorder
from crawler.recorders.images import ImageLayout
from crawler.recorders.limits import Limits
from crawler.recorders.links import LinkRecorder
from crawler.recorders.markup import MarkupReader
from crawler.recorders.requests import RequestRecorder
from crawler.recorders.sockets import SocketRecorder
from crawler.recorders.storage import StorageRecorder
from crawler.records import Record, Request
from crawler.settings import CrawlSettings, PolicyText
from crawler.signal import Carried, DoNotTrack
from crawler.targets import Target, Targets
from crawler.writing import EvidenceWriter

T = TypeVar("T")

CLOSE_GRACE = 10.0


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
        profile: Profile | None = None,
    ) -> None:
        """`profile` is the one of a visitor who may come back, and stays; left out, a fresh one that goes at the end."""
        self.settings = settings
        self._own_profile = profile is None
        self.signal_sent = False
        """Did the document of a page carry the profile's signal?"""
        self.profile = profile or Profile()
        self.in_scope = in_scope
        self.writer = writer
        self.journal = Journal(writer)
        self.page_urls: dict[str, str] = {}
        self.policies: list[PolicyText] = []
        """What was read of the policy."""
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
        self._memory: asyncio.Future[Any] | None = None
        self._openings = Openings(self.note)

    # ---- the browser ---------------------------------------------------------

    async def start(self) -> None:
        """Start browser and recorders. Raises LaunchFailed, DevToolsError."""
        self._process = await launch(self._as_visitor(), self.profile)
        self.command_line = self._process.command_line
        self._devtools = devtools = await DevTools.connect(self._process.endpoint)
        version = await devtools.send("Browser.getVersion")
        self.version, self.user_agent = version["product"], version["userAgent"]
        self.limits = Limits(devtools, self.journal)
        self.requests = RequestRecorder(devtools, self.journal, self.limits)
        self.sockets = SocketRecorder(devtools, self.journal)
        self.hooks = HookRecorder(devtools, self.journal)
        self.storage = StorageRecorder(devtools, self.journal, self.hooks)
        self.images = ImageLayout(devtools, self.journal)
        self.forms = FormRecorder(devtools, self.journal)
        self.markup = MarkupReader(devtools, self.journal)
        self.links = LinkRecorder(devtools, self.journal)
        self.consent_tools = ConsentToolRecorder(devtools, self.journal, self.writer)
        # The hooks' binding must stand before their script runs, so they come first on each target.
        fingerprints = FingerprintRecorder(devtools, self.journal)
        certificates = CertificateRecorder(devtools, self.journal)
        recorders = (
            self.hooks,
            self.limits,
            self.requests,
            self.sockets,
            self.storage,
            self.consent_tools,
            fingerprints,
            certificates,
        )
        self.recorders = tuple(recorder.name for recorder in recorders)
        by_hand = self.profile.signal == "dnt" and is_headless_shell(self._browser.executable)
        self.targets = Targets(devtools, (*recorders, DoNotTrack()) if by_hand else recorders)
        await self.targets.start()
        self._memory = asyncio.gather(
            self.limits.watch_memory(self._process.process.pid),
            self.limits.watch_evidence(self._evidence_bytes, self.settings.evidence_bytes),
        )
        self._remote = await self._playwright.chromium.connect_over_cdp(self._process.endpoint)
        # The profile's own context, not one made for this session: only that is kept on disk for a visitor who comes back.
        self.context = self._remote.contexts[0]
        await devtools.send("Browser.setDownloadBehavior", {"behavior": "deny"})
        self.context.on("page", self._openings.popup)
        await self.new_page()

    def _as_visitor(self) -> Browser:
        """The browser with the name and language that the operator chose: by flags, so that workers have them too."""
        chosen = [f"--user-agent={self.settings.user_agent}"] if self.settings.user_agent else []
        if self.settings.locale:
            chosen += [f"--accept-lang={self.settings.locale}", f"--lang={self.settings.locale}"]
        return msgspec.structs.replace(self._browser, extra_args=(*self._browser.extra_args, *chosen))

    async def come_back(self, *, without_cookies: bool) -> None:
        """Before the first page: load what cookies the profile brought along, and clear them, and nothing else, if asked to.

        The browser loads them when it first needs one, and its network log then tells each as if the page had added it
        (measured); now they are there before any page. Raises DevToolsError.
        """
        await self.devtools.send("Storage.getCookies", {"browserContextId": self.context_id})
        if without_cookies:
            await self.devtools.send("Storage.clearCookies", {"browserContextId": self.context_id})

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
        self._openings.ours = True
        try:
            self.page = await self.context.new_page()
        finally:
            self._openings.ours = False
        self.page.on("dialog", self._openings.dialog)
        self.page.on("crash", lambda _: self.crashed.set())
        session = await self.context.new_cdp_session(self.page)
        info = (await session.send("Target.getTargetInfo"))["targetInfo"]
        await session.detach()
        self.context_id: str = info.get("browserContextId", "")
        target = await self._target(info["targetId"])
        self.target = target
        width, height = self.settings.viewport
        await self.page.set_viewport_size({"width": width, "height": height})
        if self.settings.locale:
            await self.devtools.send("Emulation.setLocaleOverride", {"locale": self.settings.locale}, target.session)

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

    def _evidence_bytes(self) -> int:
        """What the site's evidence takes on the disk, with the network log that goes into it."""
        size = 0
        for path in (*self.writer.folder.rglob("*"), *([self._process.net_log] if self._process else [])):
            with contextlib.suppress(OSError):  # gone meanwhile
                size += path.stat().st_size
        return size

    def note(self, subject: str, text: str, level: str = "info") -> None:
        self.journal.note(subject, text, level)

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
        if self._own_profile:
            self.profile.remove()

    async def _write_jar(self) -> None:
        try:
            await write_jar(self.devtools, self.context_id, self.journal)
        except (DevToolsError, SessionLost, AttributeError) as error:
            self.note("recorder", f"the cookie jar could not be read at the end: {error}", "incomplete")

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
        if self._process is None:
            return set()
        log = self._process.net_log
        requests = write_requests(log, self.journal, self.requests, self.hooks, self.page_urls, orderly=orderly)
        if requests is None:
            return set()
        if self.profile.signal:
            self._note_signal(self.profile.signal, requests)
        keep_log(log, self.writer.session_folder)
        return {host for record in requests if isinstance(record, Request) and (host := host_of(record.url))}

    def _note_signal(self, signal: str, records: list[Record]) -> None:
        """Say how far the signal went; a visit on which no page's document carried it sent none."""
        told = Carried(signal, records)
        self.signal_sent = told.documents > 0
        self.note("signal", told.in_words(signal), "info" if told.documents else "incomplete")
