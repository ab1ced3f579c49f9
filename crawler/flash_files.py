"""What Flash files that pages embed could do: fetched beside the visits and searched, since no browser would load them."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import hashlib
import re
import time
from urllib.parse import urlsplit

from playwright.async_api import CDPSession
from playwright.async_api import Error as PlaywrightError

from crawler.flash import inspect_swf, is_swf
from crawler.records import FlashFile, FlashPolicy, Visit
from crawler.session import Session, SessionLost

FILES = 20
BYTES = 8_000_000
"""Of one file; what is longer is searched up to here."""
CHUNK = 1_000_000
OPERATION = 10.0

_ALLOWED = re.compile(rb"<allow-access-from\b[^<>]{0,300}?\bdomain\s*=\s*[\"']([^\"'<>]{1,200})[\"']", re.IGNORECASE)


async def read_flash(session: Session, addresses: list[str]) -> None:
    """Write a FlashFile for each SWF, and a FlashPolicy for the crossdomain.xml of each of their hosts."""
    started = time.time()
    session.journal.begin("f1", addresses[0], started)
    context = None
    try:
        context = await session.bounded(session.aside(), OPERATION)
        page = await session.bounded(context.new_page(), OPERATION)
        devtools = await session.bounded(context.new_cdp_session(page), OPERATION)
        for url in [url for url in addresses if url.startswith(("http://", "https://"))][:FILES]:
            data = await _load(session, devtools, url)
            if data and is_swf(data):
                _write_file(session, url, data)
        hosts = {
            f"{parts.scheme}://{parts.netloc}"
            for parts in map(urlsplit, addresses)
            if parts.scheme in ("http", "https")
        }
        for origin in sorted(hosts)[:FILES]:
            data = await _load(session, devtools, f"{origin}/crossdomain.xml")
            if data and b"cross-domain-policy" in data[:CHUNK]:
                allowed = tuple(name.decode("utf-8", "replace") for name in _ALLOWED.findall(data[:CHUNK]))
                session.journal.write(
                    FlashPolicy(
                        time=time.time(),
                        visit="f1",
                        url=f"{origin}/crossdomain.xml",
                        sha256=hashlib.sha256(data).hexdigest(),
                        allows=allowed[:100],
                    )
                )
    except (PlaywrightError, SessionLost, TimeoutError) as error:
        session.note("recorder", f"Flash files were not read: {str(error)[:200]}")
    finally:
        if context is not None:
            with contextlib.suppress(PlaywrightError, TimeoutError):
                await asyncio.wait_for(context.close(), OPERATION)
    session.journal.write(Visit(time=started, visit="f1", url=addresses[0], purpose="flash", ended=time.time()))


async def _load(session: Session, devtools: CDPSession, url: str) -> bytes:
    """The body, by the browser's own network stack; empty when there is none."""
    frame = (await session.bounded(devtools.send("Page.getFrameTree"), OPERATION))["frameTree"]["frame"]["id"]
    options = {"frameId": frame, "url": url, "options": {"disableCache": True, "includeCredentials": False}}
    try:
        resource = (await session.bounded(devtools.send("Network.loadNetworkResource", options), OPERATION))["resource"]
    except (PlaywrightError, TimeoutError):
        return b""
    if not resource.get("success") or "stream" not in resource:
        return b""
    data = bytearray()
    while len(data) < BYTES:
        part = await session.bounded(devtools.send("IO.read", {"handle": resource["stream"], "size": CHUNK}), OPERATION)
        text: str = part.get("data", "")
        data += base64.b64decode(text) if part.get("base64Encoded") else text.encode("utf-8", "surrogatepass")
        if part.get("eof") or not text:
            break
    await session.bounded(devtools.send("IO.close", {"handle": resource["stream"]}), OPERATION)
    return bytes(data[:BYTES])


def _write_file(session: Session, url: str, data: bytes) -> None:
    seen = inspect_swf(data)
    session.journal.write(
        FlashFile(
            time=time.time(),
            visit="f1",
            url=url,
            sha256=hashlib.sha256(data).hexdigest(),
            size=len(data),
            compression=seen.compression,
            version=seen.version,
            mentions=seen.mentions,
            uses_shared_objects=seen.uses_shared_objects,
            addresses=seen.addresses,
            problems=seen.problems,
        )
    )
