"""What pages keep in the browser besides cookies, per frame and storage key: as written, and as it stood when a page was left."""

from __future__ import annotations

import asyncio
import time
from functools import partial

from crawler.devtools import NO_ANSWER, DevTools, DevToolsError, Params
from crawler.journal import Journal
from crawler.recorders.databases import INDEXED_DB, Databases
from crawler.recorders.frames import Frame, ask, frames_of
from crawler.recorders.hooks import HookRecorder
from crawler.recorders.service_workers import AREA as SERVICE_WORKER
from crawler.recorders.service_workers import ServiceWorkers, origin_of_scope
from crawler.records import StorageItem, StorageWrite
from crawler.targets import WITH_FRAMES, Target

VALUE_CHARACTERS = 100_000
"""Longer values are cut; their size is kept."""
ITEMS = 5_000
"""Items kept of one area of one frame."""
WRITES = 20_000
"""Writes kept of one visit: a page may count up an item for ever."""
ASKED_FRAMES = 120
UNTOLD = "?"
"""Stands before an origin whose storage key is not known."""
CHANGES = {
    "DOMStorage.domStorageItemAdded": "added",
    "DOMStorage.domStorageItemUpdated": "updated",
    "DOMStorage.domStorageItemRemoved": "removed",
    "DOMStorage.domStorageItemsCleared": "cleared",
}
_NAME = "self.name"
_FILES = """(async () => {
  const found = [], todo = [];
  try { todo.push(["", await navigator.storage.getDirectory()]) } catch { return found }
  while (todo.length && found.length < 500) {
    const [path, folder] = todo.shift();
    for await (const [name, handle] of folder.entries()) {
      if (found.length >= 500) break;
      if (handle.kind === "directory") { if (path.length < 1000) todo.push([path + name + "/", handle]); continue }
      let size = 0;
      try { size = (await handle.getFile()).size } catch {}
      found.push([path + name, size]);
    }
  }
  return found;
})()"""
"""Every file of the origin private file system (WHATWG File System) with its size, the first 500."""


class StorageRecorder:
    """Writes as the browser tells them, so that what was removed again is known; and all that is there at the end."""

    name = "storage"

    def __init__(self, devtools: DevTools, journal: Journal, hooks: HookRecorder) -> None:
        self._devtools = devtools
        self._journal = journal
        self._hooks = hooks
        self._databases = Databases(devtools, journal, self._written)
        self._workers = ServiceWorkers(devtools, journal, self._written)
        self._urls: dict[str, str] = {}
        """Storage key -> the document that last came up with it."""
        self._writes: tuple[str, int] = ("", 0)
        self._silenced: dict[str, None] = {}
        """Sessions that tell no more of this visit's writes to web storage."""
        hooks.on_database = self._database_told
        hooks.on_cache = self._cache_told
        hooks.on_file = self._file_told
        self._files: set[tuple[str, str]] = set()
        """(origin, path) of the files that hooks told of and that are there."""
        devtools.on("Page.frameNavigated", self._navigated)
        for method, change in CHANGES.items():
            devtools.on(method, partial(self._changed, change))

    def attach(self, target: Target) -> list[tuple[str, Params]]:
        commands = self._workers.attach(target)
        return [*commands, ("DOMStorage.enable", {})] if target.type in WITH_FRAMES else commands

    # ---- while the page is open -----------------------------------------------

    def begin(self) -> None:
        """A new visit begins: who was silenced in the last is heard again."""
        for session in self._silenced:
            self._devtools.post("DOMStorage.enable", None, session)
        self._silenced.clear()

    def _navigated(self, params: Params, session: str) -> None:
        """A frame has a new document: ask for notices of its storage key before it writes, or is taken away again."""
        frame = params["frame"]
        if not str(frame.get("url", "")).startswith(("http://", "https://")):
            return
        if not frame.get("parentId"):
            self._urls[f"{origin_of_scope(frame['url'])}/"] = frame["url"]
        asked = self._devtools.post("Storage.getStorageKey", {"frameId": frame["id"]}, session)

        def answered(done: asyncio.Future[Params]) -> None:
            if done.cancelled() or done.exception() is not None:
                return  # gone already, or an opaque origin, which has no storage
            storage_key = done.result()["storageKey"]
            self._urls[storage_key] = frame["url"]
            self._databases.track(session, storage_key)

        asked.add_done_callback(answered)

    def _changed(self, change: str, params: Params, session: str) -> None:
        if self._writes == (self._journal.visit, WRITES):
            # A page that writes for ever fills the connection too: the next page's events would come minutes late.
            if session not in self._silenced:
                self._silenced[session] = None
                self._devtools.post("DOMStorage.disable", None, session)
            return
        ident = params["storageId"]
        area = "local-storage" if ident["isLocalStorage"] else "session-storage"
        storage_key = ident.get("storageKey") or ident.get("securityOrigin", "")
        key = params.get("key", "")
        if change == "added":
            self._journal.novel(area, storage_key, key)
        self._write(area, storage_key, key, change, params.get("newValue", ""))

    def _database_told(self, origin: str, database: str, stores: list[str] | None) -> None:
        """A document's hook saw a database created or changed, or (None) deleted."""
        key = self._key_of(origin)
        if stores is None:
            self._databases.gone(INDEXED_DB, key, database)
        else:
            self._databases.told(key, database, stores)

    def _key_of(self, origin: str) -> str:
        keys = [key for key in self._urls if origin_of(key) == origin]
        # A frame may be gone before its storage key was told, and an origin may have several: then the key stays open.
        return keys[0] if len(keys) == 1 else UNTOLD + origin

    def _cache_told(self, origin: str, name: str, url: str, change: str) -> None:
        """A hook saw a cache or an entry of one made or removed."""
        self._databases.cache_told(self._key_of(origin), name, url, change)

    def _file_told(self, origin: str, path: str, change: str) -> None:
        """A hook saw a file made or removed: the browser itself tells nothing of the file system."""
        known = (origin, path) in self._files
        if change == "added" and not known and len(self._files) < ITEMS:
            self._files.add((origin, path))
            self._journal.novel("opfs", origin, path)
            self._write("opfs", self._key_of(origin), path, "added", "")
        elif change == "removed" and known:
            self._files.discard((origin, path))
            self._write("opfs", self._key_of(origin), path, "removed", "")

    def _written(self, area: str, storage_key: str, key: str, change: str) -> None:
        self._write(area, storage_key, key, change, "")

    def _write(self, area: str, storage_key: str, key: str, change: str, value: str) -> None:
        visit, count = self._writes
        if visit != self._journal.visit:
            count = 0
        elif count >= WRITES:
            return
        self._writes = (self._journal.visit, count + 1)
        origin = origin_of(storage_key.removeprefix(UNTOLD))
        writer = key.partition("/")[0] if area == INDEXED_DB else key
        stack, url = self._hooks.writer_of(area, origin, writer) or ((), self._urls.get(storage_key, ""))
        self._journal.write(
            StorageWrite(
                time=time.time(),
                visit=self._journal.visit,
                area=area,
                origin=origin,
                key=key,
                change=change,
                value=value[:VALUE_CHARACTERS],
                size=len(value),
                storage_key="" if storage_key.startswith(UNTOLD) else storage_key,
                frame_url=url,
                script=stack[0] if stack else "",
                stack=stack,
            )
        )

    # ---- when the page is left ------------------------------------------------

    async def read(self, targets: list[Target]) -> list[str]:
        """Write a StorageItem for all that the frames of these targets hold; returns what could not be read."""
        problems: list[str] = []
        done: dict[str, str] = {}
        for number, frame in enumerate(await frames_of(self._devtools, targets)):
            try:
                missed = await asyncio.wait_for(self._read_frame(frame, done, asks=number < ASKED_FRAMES), 15)
            except (DevToolsError, TimeoutError) as error:
                missed = [f"storage of {frame.url[:300]}: {error or 'no answer within 15 s'}"]
            if missed and await self._is_there(frame):
                problems += missed
        self._read_workers(done)
        if self._writes == (self._journal.visit, WRITES):
            problems.append(f"the first {WRITES} writes to storage of the visit are kept; what came after was left out")
        return problems

    async def _is_there(self, frame: Frame) -> bool:
        """False for a frame or window that went away while it was read: its writes were told as they happened."""
        try:
            await self._devtools.send("Storage.getStorageKey", {"frameId": frame.id}, frame.session, timeout=5)
        except DevToolsError as error:
            return frame.main and NO_ANSWER in str(error)
        return True

    async def _read_frame(self, frame: Frame, done: dict[str, str], *, asks: bool) -> list[str]:
        try:
            answer = await self._devtools.send("Storage.getStorageKey", {"frameId": frame.id}, frame.session)
        except DevToolsError:
            answer = {}  # an opaque origin (sandboxed frame, about:blank) has no storage, but it may have a name
        storage_key = answer.get("storageKey", "")
        problems = await self._read_name(frame, storage_key) if asks else []
        if not storage_key:
            return problems
        if storage_key in done:
            # Another window of the same origin: all is shared but sessionStorage, which each window has of its own.
            if frame.main and asks:
                problems += await self._read_area("session-storage", frame, storage_key)
            return problems
        done[storage_key] = frame.url
        for area in ("local-storage", "session-storage"):
            problems += await self._read_area(area, frame, storage_key)
        session, url = frame.session, frame.url
        for kind, read in (
            (INDEXED_DB, self._databases.read_databases),
            ("cache-storage", self._databases.read_caches),
        ):
            keep = partial(self._keep, kind, storage_key, url)
            problems += await read(session, storage_key, url, keep)
        if asks and url.startswith(("http://", "https://")):
            problems += await self._read_files(frame, storage_key)
        return problems

    async def _read_area(self, area: str, frame: Frame, storage_key: str) -> list[str]:
        ident = {"storageKey": storage_key, "isLocalStorage": area == "local-storage"}
        try:
            answer = await self._devtools.send("DOMStorage.getDOMStorageItems", {"storageId": ident}, frame.session)
        except DevToolsError as error:
            return [f"{area} of {frame.url[:300]}: {error}"]
        entries = answer["entries"]
        for key, value in entries[:ITEMS]:
            self._keep(area, storage_key, frame.url, key, value[:VALUE_CHARACTERS], len(value))
        if len(entries) > ITEMS:
            return [f"{area} of {frame.url[:300]}: {len(entries)} items, the first {ITEMS} were kept"]
        return []

    async def _read_name(self, frame: Frame, storage_key: str) -> list[str]:
        """`window.name` stays with a tab or frame from page to page."""
        try:
            name = await ask(self._devtools, frame, _NAME)
        except DevToolsError as error:
            return [f"window.name of {frame.url[:300]}: {error}"] if frame.main else []
        if isinstance(name, str) and name:
            self._keep("window-name", storage_key, frame.url, "name", name[:VALUE_CHARACTERS], len(name))
        return []

    async def _read_files(self, frame: Frame, storage_key: str) -> list[str]:
        try:
            files = await ask(self._devtools, frame, _FILES)
        except DevToolsError as error:
            return [f"origin private file system of {frame.url[:300]}: {error}"]
        for path, size in files or ():
            self._keep("opfs", storage_key, frame.url, str(path), "", int(size))
        return []

    def _read_workers(self, done: dict[str, str]) -> None:
        """Registrations of the origins whose frames are here."""
        frames = {origin_of(storage_key): (storage_key, url) for storage_key, url in done.items()}
        for registration in self._workers.registrations.values():
            where = frames.get(origin_of_scope(registration.scope))
            if where is not None and not registration.deleted:
                script = registration.script
                self._keep(SERVICE_WORKER, where[0], where[1], registration.scope, script, len(script))

    def _keep(self, area: str, storage_key: str, url: str, key: str, value: str, size: int) -> None:
        self._journal.write(
            StorageItem(
                time=time.time(),
                visit=self._journal.visit,
                area=area,
                origin=origin_of(storage_key),
                key=key,
                value=value,
                size=size,
                storage_key=storage_key,
                frame_url=url,
            )
        )


def origin_of(storage_key: str) -> str:
    """The origin of a serialized storage key, `https://a.com/^0https://b.com` being a.com's within b.com."""
    return storage_key.partition("^")[0].rstrip("/")
