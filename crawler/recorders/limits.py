"""When does a page ask for more than a scan gives it: an endless body, a bomb, a flood of requests."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections.abc import Callable

from crawler.devtools import DevTools, Params
from crawler.journal import Journal
from crawler.memory import heaviest
from crawler.targets import Target

Sizes = Callable[[], int]

RESPONSE_BYTES = 20_000_000
"""Of one response, decoded; films are only counted for the visit, since players read as far as they need."""
VISIT_BYTES = 200_000_000
REQUESTS = 10_000
"""Of one visit. The largest front pages make some hundreds."""
PROCESS_BYTES = 1_500_000_000
"""Resident in one process of the browser: the page is told to stop."""
LAST_BYTES = 3_000_000_000
"""Resident in one process: it is ended, which is a crash of the page."""
MEMORY_STEP = 1.0
AGAIN = 500
"""Requests beyond the limit after which the page is told once more to stop."""


class Limits:
    """Counts what arrives, and stops the page's loading when it is too much; `exceeded` is set then."""

    name = "limits"

    def __init__(self, devtools: DevTools, journal: Journal) -> None:
        self._devtools = devtools
        self._journal = journal
        self._pages: dict[str, None] = {}
        self._films: set[tuple[str, str]] = set()
        self._bytes: dict[tuple[str, str], int] = {}
        self.exceeded = asyncio.Event()
        self.full = ""
        """Why no further page is visited: the site's evidence has reached its limit. Empty while it has not."""
        self.reason = ""
        self.begin()
        devtools.on("Network.requestWillBeSent", self._sent)
        devtools.on("Network.responseReceived", self._answered)
        devtools.on("Network.dataReceived", self._received)
        devtools.on("Target.detachedFromTarget", self._detached)

    def begin(self) -> None:
        """A new visit begins."""
        self.exceeded.clear()
        self.reason = ""
        self._bytes.clear()
        self._films.clear()
        self._total = self._requests = 0

    def received(self, session: str, request_id: str) -> int:
        """Decoded bytes of one response so far."""
        return self._bytes.get((session, request_id), 0)

    def attach(self, target: Target) -> list[tuple[str, Params]]:
        if target.type == "page":
            self._pages[target.session] = None
        return []

    async def watch_memory(self, group: int) -> None:
        """Look once a second, until cancelled, at the processes of the browser's group."""
        while True:
            await asyncio.sleep(MEMORY_STEP)
            process, size = heaviest(group)
            if size > LAST_BYTES:
                self._stop(f"the page held more than {LAST_BYTES} bytes of memory")
                with contextlib.suppress(ProcessLookupError):
                    os.kill(process, signal.SIGKILL)
            elif size > PROCESS_BYTES:
                self._stop(f"the page held more than {PROCESS_BYTES} bytes of memory")

    def look_at_evidence(self, size: int, most: int) -> None:
        """Stop the page when the site's evidence holds `most` bytes, and remember it for the pages after."""
        if size >= most and not self.full:
            self.full = f"the site's evidence reached its limit of {most} bytes"
            self._stop(self.full)

    async def watch_evidence(self, size: Sizes, most: int) -> None:
        """Look once a second, until cancelled, at what the evidence takes on the disk."""
        while True:
            await asyncio.sleep(MEMORY_STEP)
            self.look_at_evidence(await asyncio.to_thread(size), most)

    def _detached(self, params: Params, _session: str) -> None:
        self._pages.pop(params["sessionId"], None)

    def _sent(self, _params: Params, _session: str) -> None:
        self._requests += 1
        if self._requests >= REQUESTS and (self._requests - REQUESTS) % AGAIN == 0:
            self._stop(f"the page made more than {REQUESTS} requests")

    def _answered(self, params: Params, session: str) -> None:
        if params.get("type") == "Media":
            self._films.add((session, params["requestId"]))

    def _received(self, params: Params, session: str) -> None:
        key = (session, params["requestId"])
        length = int(params.get("dataLength", 0))
        before = self._bytes.get(key, 0)
        self._bytes[key] = before + length
        self._total += length
        if before <= RESPONSE_BYTES < before + length and key not in self._films:
            self._stop(f"one response held more than {RESPONSE_BYTES} bytes")
        elif self._total > VISIT_BYTES >= self._total - length:
            self._stop(f"the page took more than {VISIT_BYTES} bytes")

    def _stop(self, reason: str) -> None:
        self.reason = self.reason or f"{reason} and was stopped; what came until then is kept"
        self.exceeded.set()
        for session in self._pages:
            self._devtools.post("Page.stopLoading", None, session)
