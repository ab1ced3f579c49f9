"""What pages keep in the browser besides cookies: web storage, IndexedDB, Cache Storage, per frame and storage key."""

from __future__ import annotations

import asyncio
import json
import time
from functools import partial
from typing import Any

from crawler.devtools import DevTools, DevToolsError, Params
from crawler.journal import Journal
from crawler.recorders.hooks import HookRecorder
from crawler.records import StorageItem, StorageWrite
from crawler.targets import WITH_FRAMES, Target

VALUE_CHARACTERS = 100_000
"""Longer values are cut; their size is kept."""
ITEMS = 5_000
"""Items kept of one area of one frame."""
STORE_KEYS = 100
CHANGES = {
    "DOMStorage.domStorageItemAdded": "added",
    "DOMStorage.domStorageItemUpdated": "updated",
    "DOMStorage.domStorageItemRemoved": "removed",
    "DOMStorage.domStorageItemsCleared": "cleared",
}


class StorageRecorder:
    """Writes as the browser tells them, so that what was removed again is known; and all that is there at the end."""

    name = "storage"

    def __init__(self, devtools: DevTools, journal: Journal, hooks: HookRecorder) -> None:
        self._devtools = devtools
        self._journal = journal
        self._hooks = hooks
        for method, change in CHANGES.items():
            devtools.on(method, partial(self._changed, change))

    def attach(self, target: Target) -> list[tuple[str, Params]]:
        return [("DOMStorage.enable", {})] if target.type in WITH_FRAMES else []

    def _changed(self, change: str, params: Params, _session: str) -> None:
        ident = params["storageId"]
        area = "local-storage" if ident["isLocalStorage"] else "session-storage"
        storage_key = ident.get("storageKey") or ident.get("securityOrigin", "")
        origin = origin_of(storage_key)
        key = params.get("key", "")
        value = params.get("newValue", "")
        stack = self._hooks.storage_writers.get((area, origin, key), ())
        if change == "added":
            self._journal.novel(area, storage_key, key)
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
                storage_key=storage_key,
                script=stack[0] if stack else "",
                stack=stack,
            )
        )

    async def read(self, targets: list[Target]) -> list[str]:
        """Write a StorageItem for all that the frames of these targets hold; returns what could not be read."""
        problems: list[str] = []
        done: set[str] = set()
        for target in targets:
            try:
                tree = await self._devtools.send("Page.getFrameTree", None, target.session)
            except DevToolsError:
                continue  # the target went away with its page
            for frame_id, url in _frames(tree["frameTree"]):
                try:
                    problems += await asyncio.wait_for(self._read_frame(target.session, frame_id, url, done), 10)
                except (DevToolsError, TimeoutError) as error:
                    problems.append(f"storage of {url}: {error or 'no answer within 10 s'}")
        return problems

    async def _read_frame(self, session: str, frame_id: str, url: str, done: set[str]) -> list[str]:
        try:
            storage_key = (await self._devtools.send("Storage.getStorageKey", {"frameId": frame_id}, session))[
                "storageKey"
            ]
        except DevToolsError:
            return []  # an opaque origin (sandboxed frame, about:blank) has no storage
        if storage_key in done:
            return []
        done.add(storage_key)
        problems = []
        for area in ("local-storage", "session-storage"):
            ident = {"storageKey": storage_key, "isLocalStorage": area == "local-storage"}
            try:
                entries = (await self._devtools.send("DOMStorage.getDOMStorageItems", {"storageId": ident}, session))[
                    "entries"
                ]
            except DevToolsError as error:
                problems.append(f"{area} of {url}: {error}")
                continue
            for key, value in entries[:ITEMS]:
                self._item(area, storage_key, key, url, value=value[:VALUE_CHARACTERS], size=len(value))
            if len(entries) > ITEMS:
                problems.append(f"{area} of {url}: {len(entries)} items, the first {ITEMS} were kept")
        problems += await self._databases(session, storage_key, url)
        problems += await self._caches(session, storage_key, url)
        return problems

    async def _databases(self, session: str, storage_key: str, url: str) -> list[str]:
        where = {"storageKey": storage_key}
        try:
            names = (await self._devtools.send("IndexedDB.requestDatabaseNames", where, session))["databaseNames"]
            for database in names[:100]:
                answer = await self._devtools.send(
                    "IndexedDB.requestDatabase", {**where, "databaseName": database}, session
                )
                stores = answer["databaseWithObjectStores"]["objectStores"]
                for store in stores[:200]:
                    keys, more = await self._store_keys(session, where, database, store["name"])
                    self._item(
                        "indexed-db",
                        storage_key,
                        f"{database}/{store['name']}",
                        url,
                        value=json.dumps(keys),
                        size=len(keys) + more,
                    )
                if not stores:
                    self._item("indexed-db", storage_key, f"{database}/", url)
        except DevToolsError as error:
            return [f"IndexedDB of {url}: {error}"]
        return []

    async def _store_keys(self, session: str, where: Params, database: str, store: str) -> tuple[list[Any], int]:
        answer = await self._devtools.send(
            "IndexedDB.requestData",
            {
                **where,
                "databaseName": database,
                "objectStoreName": store,
                "skipCount": 0,
                "pageSize": STORE_KEYS,
            },
            session,
        )
        keys = [
            entry["primaryKey"].get("value", entry["primaryKey"].get("description", ""))
            for entry in answer["objectStoreDataEntries"]
        ]
        return keys, int(bool(answer["hasMore"]))

    async def _caches(self, session: str, storage_key: str, url: str) -> list[str]:
        try:
            caches = (
                await self._devtools.send("CacheStorage.requestCacheNames", {"storageKey": storage_key}, session)
            )["caches"]
            for cache in caches[:100]:
                answer = await self._devtools.send(
                    "CacheStorage.requestEntries",
                    {"cacheId": cache["cacheId"], "skipCount": 0, "pageSize": 500},
                    session,
                )
                for entry in answer["cacheDataEntries"]:
                    self._item("cache-storage", storage_key, f"{cache['cacheName']}/{entry['requestURL']}", url)
                if not answer["cacheDataEntries"]:
                    self._item("cache-storage", storage_key, f"{cache['cacheName']}/", url)
        except DevToolsError as error:
            return [] if "not available" in str(error) else [f"Cache Storage of {url}: {error}"]
        return []

    def _item(self, area: str, storage_key: str, key: str, url: str, *, value: str = "", size: int = 0) -> None:
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


def _frames(tree: dict[str, Any]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    todo = [tree]
    while todo and len(found) < 500:
        node = todo.pop(0)
        found.append((node["frame"]["id"], node["frame"]["url"]))
        todo += node.get("childFrames", ())
    return found
