"""Which script wrote a cookie or a storage item, or sent a beacon: told by a small script in every document."""

from __future__ import annotations

import datetime as dt
import json
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from crawler.devtools import DevTools, Params
from crawler.journal import Journal
from crawler.records import ApiCall, ScriptCookie
from crawler.targets import WITH_FRAMES, Target

_SOURCE = (Path(__file__).parent / "hook.js").read_text(encoding="utf-8")
WRITERS = 100_000
HOLDERS = 100
HOOKED_WORKERS = 10_000
WORKERS = ("worker", "shared_worker", "service_worker")
Writer = tuple[tuple[str, ...], str]
"""The stack of a script, innermost first, and the document or worker it ran in."""
_LISTEN: list[tuple[str, Params]] = [
    # Without it no call of the binding is told (measured), at the price of the page's console on the wire.
    ("Runtime.enable", {}),
    ("Runtime.addBinding", {"name": "__avowReport"}),
]
_FRAME = re.compile(r"(?:\(|at |@)((?:https?|blob|data):[^\s)]{1,2000}?)(?::\d+){0,2}\)?$")


class HookRecorder:
    """Reports of hook.js, which runs in every document, and in every worker before the worker's own script."""

    name = "hooks"

    def __init__(self, devtools: DevTools, journal: Journal) -> None:
        self._journal = journal
        self.storage_writers: dict[tuple[str, str, str], tuple[tuple[str, ...], str]] = {}
        """(area, origin, key) -> the stack of the script that last wrote it, and the document it ran in."""
        self.on_database: Callable[[str, str, list[str] | None], None] = lambda *_: None
        """Called with (origin, database, its object stores, or None when it was deleted)."""
        self.on_file: Callable[[str, str, str], None] = lambda *_: None
        """Called with (origin, path in the origin private file system, `added` or `removed`)."""
        self.on_cache: Callable[[str, str, str, str], None] = lambda *_: None
        """Called with (origin, cache, address of an entry or nothing for the cache itself, `added` or `removed`)."""
        self._holders: dict[tuple[str, str], dict[str, Writer]] = {}
        """(area, origin) -> script -> who took hold of the area in this visit."""
        self._holders_of = ""
        self._workers: set[str] = set()
        self.calls: list[ApiCall] = []
        """Also written to the evidence; kept for the reconciliation."""
        self.flooding: set[str] = set()
        """Documents that called more often than the hook tells."""
        devtools.on("Runtime.bindingCalled", self._called)

    def attach(self, target: Target) -> list[tuple[str, Params]]:
        if target.type in WORKERS:
            # A service worker is attached to twice, but hooked once. A worker waits for us, so the hook is there first.
            if target.id in self._workers or len(self._workers) >= HOOKED_WORKERS:
                return []
            self._workers.add(target.id)
            return [*_LISTEN, ("Runtime.evaluate", {"expression": _SOURCE})]
        if target.type not in WITH_FRAMES:
            return []
        return [
            ("Page.enable", {}),
            *_LISTEN,
            ("Page.addScriptToEvaluateOnNewDocument", {"source": _SOURCE, "runImmediately": True}),
        ]

    def _called(self, params: Params, _session: str) -> None:
        if params["name"] != "__avowReport":
            return
        kind, frame_url, data, trace = json.loads(params["payload"])
        stack = _scripts(trace)
        script = stack[0] if stack else ""
        now = time.time()
        if kind == "area":
            self._held((str(data[0]), str(data[1])), script, stack, str(frame_url))
        elif kind == "file":
            self.storage_writers.setdefault(("opfs", str(data[0]), str(data[1])), (stack, str(frame_url)))
            self.on_file(str(data[0]), str(data[1]), str(data[2]))
        elif kind == "cache":
            origin, name, url, change = (str(part) for part in data)
            writer = f"{name}/{url}" if url else name
            self.storage_writers.setdefault(("cache-storage", origin, writer), (stack, str(frame_url)))
            self.on_cache(origin, name, url, change)
        elif kind == "limit":
            self.flooding.add(str(frame_url))
        elif kind == "storage":
            if len(self.storage_writers) < WRITERS:
                self.storage_writers[(str(data[0]), str(data[1]), str(data[2]))] = stack, str(frame_url)
        elif kind == "database":
            stores = None if data[2] is None else [str(store) for store in data[2]]
            self.on_database(str(data[0]), str(data[1]), stores)
        elif kind in ("cookie", "cookie-store"):
            text = str(data) if kind == "cookie" else _as_cookie_string(data)
            self._journal.novel("script-cookie", text.partition("=")[0])
            self._journal.write(
                ScriptCookie(
                    time=now,
                    visit=self._journal.visit,
                    frame_url=str(frame_url),
                    text=text,
                    api="document.cookie" if kind == "cookie" else "cookieStore",
                    script=script,
                    stack=stack,
                )
            )
        elif kind in ("sendBeacon", "keepalive", "fetchLater"):
            call = ApiCall(
                time=now,
                visit=self._journal.visit,
                api=kind,
                url=str(data[0]),
                post_data=str(data[1] or ""),
                frame_url=str(frame_url),
                script=script,
                stack=stack,
            )
            self.calls.append(call)
            self._journal.write(call)

    def _held(self, area: tuple[str, str], script: str, stack: tuple[str, ...], frame_url: str) -> None:
        if self._holders_of != self._journal.visit:
            self._holders_of = self._journal.visit
            self._holders.clear()
        scripts = self._holders.setdefault(area, {})
        if len(scripts) < HOLDERS:
            scripts[script] = stack, frame_url

    def writer_of(self, area: str, origin: str, key: str) -> Writer | None:
        """The stack and the document of the last call that wrote an item; of a write by assignment, which calls nothing, that
        of the only script of the visit that took hold of the area. None when nobody or several may have been it."""
        told = self.storage_writers.get((area, origin, key))
        if told is not None or self._holders_of != self._journal.visit:
            return told
        held = self._holders.get((area, origin), {})
        return next(iter(held.values())) if len(held) == 1 else None


def _scripts(trace: str) -> tuple[str, ...]:
    urls: dict[str, None] = {}
    for line in str(trace).split("\n")[1:30]:
        match = _FRAME.search(line.strip())
        if match:
            urls[match.group(1)] = None
    return tuple(urls)


def _as_cookie_string(options: dict[str, Any]) -> str:
    """A cookieStore call in the form of a cookie string (CookieInit: name, value, expires in ms, domain, path, sameSite)."""
    parts = [f"{options.get('name', '')}={options.get('value', '')}"]
    expires = options.get("expires")
    if isinstance(expires, int | float) and abs(expires) < 8.64e15:
        moment = dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(milliseconds=min(expires, 2.5e14))
        parts.append(f"Expires={moment.strftime('%a, %d %b %Y %H:%M:%S GMT')}")
    for key, label in (("domain", "Domain"), ("path", "Path"), ("sameSite", "SameSite")):
        if options.get(key):
            parts.append(f"{label}={options[key]}")
    if options.get("partitioned"):
        parts.append("Partitioned")
    return "; ".join(parts)
