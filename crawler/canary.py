"""Can this machine see at all? Two loopback origins do one of everything; every recorder must see it, or no scan starts.

Some builds block all third-party cookies without a word, and a scanner that does not test this reports every site without
them (measured on Debian's Chromium 156).
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import tempfile
from collections.abc import Callable
from pathlib import Path

import msgspec
from aiohttp import web
from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Playwright

from crawler.browser import CANARY_HOSTS, Browser, LaunchFailed
from crawler.devtools import DevToolsError
from crawler.evidence import Evidence
from crawler.records import (
    AnyRecord,
    CookieChange,
    Form,
    Image,
    JarCookie,
    Link,
    Request,
    ScriptCookie,
    SetCookie,
    StorageItem,
    StorageWrite,
)
from crawler.session import Session
from crawler.settings import CrawlSettings
from crawler.visit import visit_page
from crawler.writing import EvidenceWriter

# By the public suffix list's default rule these are two sites; Secure cookies work on localhost names without TLS.
FIRST_SITE, THIRD_SITE = CANARY_HOSTS

PIXEL = bytes.fromhex("47494638396101000100800000000000ffffff21f90401000000002c00000000010001000002024401003b")


class CanaryResult(msgspec.Struct, frozen=True):
    """What was seen of what the canary did."""

    seen: tuple[str, ...]
    missed: tuple[str, ...]
    reason: str = ""
    """Why it could not run at all."""
    browser: str = ""

    @property
    def passed(self) -> bool:
        return not self.missed and not self.reason


def _page(third: str) -> str:
    return f"""<!doctype html><title>canary</title><img src="http://{third}/pixel.gif?image" width="1" height="1">
<iframe src="http://{third}/frame"></iframe><a href="/canary-link">canary</a><form><input name="canary_field"></form>
<iframe sandbox="allow-scripts" srcdoc="<img src='http://{third}/pixel.gif?srcdoc'>"></iframe>
<script>
document.cookie = "canary_script=1; max-age=1000";
document.cookie = "canary_removed=1"; document.cookie = "canary_removed=; max-age=0";
localStorage.setItem("canary_local", "1"); sessionStorage.setItem("canary_session", "1");
localStorage.setItem("canary_gone", "1"); localStorage.removeItem("canary_gone");
indexedDB.open("canary_db", 1).onupgradeneeded = (event) => event.target.result.createObjectStore("canary_store");
new SharedWorker(URL.createObjectURL(new Blob(["fetch('http://{third}/pixel.gif?worker', {{mode: 'no-cors'}})"])));
addEventListener("pagehide", () => navigator.sendBeacon("http://{third}/beacon?exit", "1"));
</script>"""


def _application(port: Callable[[], int]) -> web.Application:
    async def answer(request: web.Request) -> web.StreamResponse:
        third = f"{THIRD_SITE}:{port()}"
        if request.path == "/":
            response = web.Response(text=_page(third), content_type="text/html")
            response.headers.add("Set-Cookie", "canary_first=1; HttpOnly")
            response.headers.add("Set-Cookie", "canary_refused=1; Domain=example.org")
            return response
        if request.path == "/frame":
            script = "<script>localStorage.setItem('canary_frame', '1')</script>"
            return web.Response(text=script, content_type="text/html")
        if request.path == "/pixel.gif":
            response = web.Response(body=PIXEL, content_type="image/gif", headers={"Cache-Control": "no-store"})
            response.headers.add("Set-Cookie", "canary_third=1; Secure; SameSite=None; HttpOnly; Max-Age=1000")
            return response
        return web.Response(status=204)

    application = web.Application()
    application.router.add_route("*", "/{path:.*}", answer)
    return application


CHECKS: dict[str, Callable[[AnyRecord], bool]] = {
    "request of a page": lambda r: _requested(r, "pixel.gif?image", by="devtools"),
    "request in the network log": lambda r: _requested(r, "pixel.gif?image", by="ledger"),
    "request of a sandboxed frame": lambda r: _requested(r, "pixel.gif?srcdoc", by="ledger"),
    "request of a shared worker": lambda r: _requested(r, "pixel.gif?worker", by="ledger"),
    "beacon sent while leaving": lambda r: _requested(r, "beacon?exit", by="ledger"),
    "natural size of a 1x1 image": lambda r: isinstance(r, Request) and r.image_width == 1 == r.image_height,
    "image as laid out": lambda r: isinstance(r, Image) and "pixel.gif" in r.url,
    "first-party Set-Cookie": lambda r: isinstance(r, SetCookie) and r.line.startswith("canary_first=") and r.stored,
    "third-party Set-Cookie, stored": lambda r: (
        isinstance(r, SetCookie) and r.line.startswith("canary_third=") and r.stored
    ),
    "refused Set-Cookie, with the reason": lambda r: (
        isinstance(r, SetCookie) and r.line.startswith("canary_refused=") and bool(r.refused_for)
    ),
    "third-party cookie in the jar": lambda r: isinstance(r, JarCookie) and r.name == "canary_third",
    "cookie written by script, with the script": lambda r: (
        isinstance(r, ScriptCookie) and r.text.startswith("canary_script=") and bool(r.script)
    ),
    "cookie removed again": lambda r: (
        isinstance(r, CookieChange) and r.name == "canary_removed" and r.change != "added"
    ),
    "localStorage": lambda r: _stored(r, "local-storage", "canary_local"),
    "localStorage of a third-party frame": lambda r: _stored(r, "local-storage", "canary_frame"),
    "sessionStorage": lambda r: _stored(r, "session-storage", "canary_session"),
    "IndexedDB": lambda r: _stored(r, "indexed-db", "canary_db/canary_store"),
    "link of a page": lambda r: isinstance(r, Link) and r.url.endswith("/canary-link"),
    "form of a page": lambda r: isinstance(r, Form) and any(field.name == "canary_field" for field in r.fields),
    "storage item removed again": lambda r: (
        isinstance(r, StorageWrite) and r.key == "canary_gone" and r.change == "added"
    ),
}
"""What must be seen, by name."""


def _requested(record: AnyRecord, url: str, *, by: str) -> bool:
    return isinstance(record, Request) and record.url.endswith(url) and by in record.seen_by


def _stored(record: AnyRecord, area: str, key: str) -> bool:
    return isinstance(record, StorageItem) and (record.area, record.key) == (area, key)


async def run_canary(browser: Browser, playwright: Playwright) -> CanaryResult:
    """Run the recorders over the canary's page, in a browser started as the scan's will be."""
    bound: list[int] = []
    runner = web.AppRunner(_application(lambda: bound[0]), access_log=None)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        bound.append(runner.addresses[0][1])
        with tempfile.TemporaryDirectory(prefix="avow-canary-") as folder:
            return await _measure(browser, playwright, Path(folder), bound[0])
    finally:
        await runner.cleanup()


async def _measure(browser: Browser, playwright: Playwright, root: Path, port: int) -> CanaryResult:
    url = f"http://{FIRST_SITE}:{port}/"
    settings = CrawlSettings(site="canary", start_url=url, dwell=0.8, ceiling=8.0)
    writer = EvidenceWriter(root, "canary", dt.datetime.now(dt.UTC))
    session = Session(settings, browser, writer, playwright, lambda _: True)
    try:
        await session.start()
        visited = await visit_page(session, url, 1)
    except (LaunchFailed, DevToolsError, PlaywrightError, TimeoutError) as error:
        return CanaryResult((), tuple(CHECKS), str(error).split("\n")[0])
    finally:
        with contextlib.suppress(DevToolsError, PlaywrightError, asyncio.CancelledError):
            await session.close()
    if visited.visit.outcome != "measured":
        return CanaryResult((), tuple(CHECKS), f"its page was not reached: {visited.visit.reason}", session.version)
    writer.seal({"site": "canary"})
    left = dict(CHECKS)
    for record in Evidence(writer.folder).records():
        for name in [name for name, check in left.items() if check(record)]:
            del left[name]
    return CanaryResult(tuple(name for name in CHECKS if name not in left), tuple(left), "", session.version)
