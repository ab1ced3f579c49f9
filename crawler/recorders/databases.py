"""What pages and workers keep in IndexedDB and Cache Storage: written while the page is open, and there when it is left."""

from __future__ import annotations

import asyncio
import json
from asyncio import Future
from collections.abc import Callable
from typing import Any

from crawler.devtools import DevTools, DevToolsError, Params
from crawler.journal import Journal

DATABASES = 100
STORES = 200
STORE_KEYS = 100
CACHES = 100
CACHE_ENTRIES = 500
STORES_AFTER = 0.2
INDEXED_DB, CACHE_STORAGE = "indexed-db", "cache-storage"

Write = Callable[[str, str, str, str], None]
"""(area, storage key, key, change): takes down one write."""
Keep = Callable[[str, str, int], None]
"""(key, value, size): takes down one item."""


class Databases:
    """Tracked by the browser's own notices, which tell of workers too; read out by storage key."""

    def __init__(self, devtools: DevTools, journal: Journal, write: Write) -> None:
        self._devtools = devtools
        self._journal = journal
        self._write = write
        self._tracked: set[tuple[str, str]] = set()
        self._known: dict[tuple[str, str], dict[str, set[str]]] = {}
        """(area, storage key) -> database or cache -> the keys told of it."""
        self._listed: dict[tuple[str, str], set[str]] = {}
        """(area, storage key) -> what the browser last listed."""
        self._told: set[tuple[str, str, str]] = set()
        """(area, storage key, name) of all that was ever told."""
        devtools.on("Storage.indexedDBListUpdated", self._databases_changed)
        devtools.on("Storage.indexedDBContentUpdated", self._store_changed)
        devtools.on("Storage.cacheStorageListUpdated", self._caches_changed)

    def track(self, session: str, storage_key: str) -> None:
        """Ask for notices of one storage key; those of a frame that goes away again are what can be had of it."""
        if (session, storage_key) in self._tracked:
            return
        self._tracked.add((session, storage_key))
        where = {"storageKey": storage_key}
        self._devtools.post("Storage.trackIndexedDBForStorageKey", where, session)
        self._devtools.post("Storage.trackCacheStorageForStorageKey", where, session)

    def told(self, storage_key: str, database: str, stores: list[str]) -> None:
        """A database holds these object stores."""
        for store in stores[:STORES]:
            self._tell(INDEXED_DB, storage_key, database, f"{database}/{store}")

    def gone(self, area: str, storage_key: str, name: str) -> None:
        """A database or cache has been deleted."""
        keys = self._known.get((area, storage_key), {}).pop(name, None)
        if keys is None:
            return
        if not keys and (area, storage_key, name) in self._told:
            return
        if not keys:
            # Deleted before its stores could be asked for: that it was there is all there is to tell.
            keys = {f"{name}/"}
            self._write(area, storage_key, f"{name}/", "added")
        for key in sorted(keys):
            self._write(area, storage_key, key, "removed")

    def _tell(self, area: str, storage_key: str, name: str, key: str) -> None:
        known = self._known.setdefault((area, storage_key), {}).setdefault(name, set())
        if key not in known and len(known) < STORES:
            known.add(key)
            self._told.add((area, storage_key, name))
            self._journal.novel(area, storage_key, key)
            self._write(area, storage_key, key, "added")

    def _databases_changed(self, params: Params, session: str) -> None:
        storage_key = params["storageKey"]
        asked = self._devtools.post("IndexedDB.requestDatabaseNames", {"storageKey": storage_key}, session)
        asked.add_done_callback(
            lambda done: self._list(INDEXED_DB, storage_key, session, _answer(done).get("databaseNames"))
        )

    def _caches_changed(self, params: Params, session: str) -> None:
        storage_key = params["storageKey"]
        asked = self._devtools.post("CacheStorage.requestCacheNames", {"storageKey": storage_key}, session)
        asked.add_done_callback(lambda done: self._list(CACHE_STORAGE, storage_key, session, _names(_answer(done))))

    def _list(self, area: str, storage_key: str, session: str, names: list[str] | None) -> None:
        if names is None:
            return
        known = self._known.setdefault((area, storage_key), {})
        # Gone is what an earlier list held: a list that was asked for before a hook told its database does not deny it.
        for name in sorted(self._listed.get((area, storage_key), set()) - set(names)):
            self.gone(area, storage_key, name)
        self._listed[area, storage_key] = set(names)
        for name in names[:DATABASES]:
            if name in known:
                continue
            self._journal.novel(area, storage_key, name)
            if area == CACHE_STORAGE:
                self._tell(area, storage_key, name, name)
                continue
            known[name] = set()
            # Asking for the stores opens the database, which would hold up a page that is about to delete it; and a
            # document's own stores are told by its hook within this time.
            asyncio.get_running_loop().call_later(STORES_AFTER, self._ask_stores, session, storage_key, name)

    def _ask_stores(self, session: str, storage_key: str, name: str) -> None:
        if self._known.get((INDEXED_DB, storage_key), {}).get(name) != set():
            return
        where = {"storageKey": storage_key, "databaseName": name}
        self._devtools.post("IndexedDB.requestDatabase", where, session).add_done_callback(
            lambda done: self.told(storage_key, name, _stores(_answer(done)))
        )

    def _store_changed(self, params: Params, _session: str) -> None:
        self.told(params["storageKey"], params["databaseName"], [params["objectStoreName"]])

    # ---- when the page is left ------------------------------------------------

    async def read_databases(self, session: str, storage_key: str, url: str, keep: Keep) -> list[str]:
        """Keep every object store with its first keys; returns what could not be read."""
        where = {"storageKey": storage_key}
        try:
            names = (await self._devtools.send("IndexedDB.requestDatabaseNames", where, session))["databaseNames"]
            for database in names[:DATABASES]:
                answer = await self._devtools.send(
                    "IndexedDB.requestDatabase", {**where, "databaseName": database}, session
                )
                stores = answer["databaseWithObjectStores"]["objectStores"]
                for store in stores[:STORES]:
                    keys, more = await self._store_keys(session, where, database, store["name"])
                    keep(f"{database}/{store['name']}", json.dumps(keys), len(keys) + more)
                if not stores:
                    keep(f"{database}/", "", 0)
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

    async def read_caches(self, session: str, storage_key: str, url: str, keep: Keep) -> list[str]:
        """Keep every cached address; returns what could not be read."""
        where = {"storageKey": storage_key}
        try:
            caches = (await self._devtools.send("CacheStorage.requestCacheNames", where, session))["caches"]
            for cache in caches[:CACHES]:
                answer = await self._devtools.send(
                    "CacheStorage.requestEntries",
                    {"cacheId": cache["cacheId"], "skipCount": 0, "pageSize": CACHE_ENTRIES},
                    session,
                )
                for entry in answer["cacheDataEntries"]:
                    keep(f"{cache['cacheName']}/{entry['requestURL']}", "", 0)
                if not answer["cacheDataEntries"]:
                    keep(cache["cacheName"], "", 0)
        except DevToolsError as error:
            return [] if "not available" in str(error) else [f"Cache Storage of {url}: {error}"]
        return []


def _stores(answer: dict[str, Any]) -> list[str]:
    return [store["name"] for store in answer.get("databaseWithObjectStores", {}).get("objectStores", ())]


def _names(answer: dict[str, Any]) -> list[str] | None:
    caches = answer.get("caches")
    return None if caches is None else [cache["cacheName"] for cache in caches]


def _answer(done: Future[Params]) -> dict[str, Any]:
    """What was answered; nothing when the target went away first."""
    return {} if done.cancelled() or done.exception() is not None else done.result()
