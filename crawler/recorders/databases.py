"""What pages and workers keep in IndexedDB and Cache Storage: written while the page is open, and there when it is left."""

from __future__ import annotations

import asyncio
import json
from asyncio import Future
from collections import Counter
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
BUCKETS = 20
LISTINGS = 200
"""How often the entries of one cache are listed anew: a page may put and delete for ever."""
ANSWER_SECONDS = 2.0
SILENT = 3
"""Databases of one origin that do not answer, after which the others are not asked any more."""
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
        self._listings: Counter[tuple[str, str]] = Counter()
        self._listing: dict[tuple[str, str], bool] = {}
        """(storage key, cache) whose entries are being listed -> did they change meanwhile?"""
        devtools.on("Storage.cacheStorageListUpdated", self._caches_changed)
        devtools.on("Storage.cacheStorageContentUpdated", self._cache_changed)
        self._named: dict[str, set[str]] = {}
        """Storage key -> names of the buckets that it made."""
        devtools.on("Storage.storageBucketCreatedOrUpdated", self._bucket)

    def track(self, session: str, storage_key: str) -> None:
        """Ask for notices of one storage key; those of a frame that goes away again are what can be had of it."""
        if (session, storage_key) in self._tracked:
            return
        self._tracked.add((session, storage_key))
        where = {"storageKey": storage_key}
        self._devtools.post("Storage.trackIndexedDBForStorageKey", where, session)
        self._devtools.post("Storage.trackCacheStorageForStorageKey", where, session)
        self._devtools.post("Storage.setStorageBucketTracking", {**where, "enable": True}, session)

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

    def cache_told(self, storage_key: str, name: str, url: str, change: str) -> None:
        """A hook saw a cache, or an entry of one (`url`), made or removed."""
        if change == "added":
            self._tell(CACHE_STORAGE, storage_key, name, f"{name}/{url}" if url else name)
        elif url:
            self._entry_gone(storage_key, name, f"{name}/{url}")
        else:
            self.gone(CACHE_STORAGE, storage_key, name)

    def _entry_gone(self, storage_key: str, name: str, key: str) -> None:
        known = self._known.get((CACHE_STORAGE, storage_key), {}).get(name, set())
        if key in known:
            known.discard(key)
            self._write(CACHE_STORAGE, storage_key, key, "removed")

    def _cache_changed(self, params: Params, session: str) -> None:
        """An entry of a cache came or went: which one is known by listing it, one listing at a time."""
        place = params["storageKey"], params["cacheName"]
        self._listings[place] += 1
        if self._listings[place] > LISTINGS:
            return
        if place in self._listing:
            self._listing[place] = True  # once more when this one is done
            return
        self._listing[place] = False
        asked = self._devtools.post("CacheStorage.requestCacheNames", {"storageKey": place[0]}, session)

        def named(done: Future[Params]) -> None:
            found = [cache for cache in _answer(done).get("caches", ()) if cache["cacheName"] == place[1]]
            if not found:
                self._listing.pop(place, None)
                return
            page = {"cacheId": found[0]["cacheId"], "skipCount": 0, "pageSize": CACHE_ENTRIES}
            self._devtools.post("CacheStorage.requestEntries", page, session).add_done_callback(listed)

        def listed(done: Future[Params]) -> None:
            again = self._listing.pop(place, False)
            entries = _answer(done).get("cacheDataEntries")
            if entries is not None:
                self._entries(place[0], place[1], {f"{place[1]}/{entry['requestURL']}" for entry in entries})
            if again:
                self._cache_changed(params, session)

        asked.add_done_callback(named)

    def _entries(self, storage_key: str, name: str, now: set[str]) -> None:
        for key in sorted(now):
            self._tell(CACHE_STORAGE, storage_key, name, key)
        if len(now) < CACHE_ENTRIES:
            known = self._known.get((CACHE_STORAGE, storage_key), {}).get(name, set())
            for key in sorted(known - now - {name}):
                self._entry_gone(storage_key, name, key)

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
        problems: list[str] = []
        for where in self._buckets(storage_key):
            try:
                answer = await self._devtools.send("IndexedDB.requestDatabaseNames", where, session)
            except DevToolsError as error:
                problems.append(f"IndexedDB of {url}: {error}")
                continue
            silent = 0
            for database in answer["databaseNames"][:DATABASES]:
                try:
                    # One that a page keeps busy or is about to delete does not answer; the others do.
                    if silent < SILENT:
                        await self._read_database(session, where, database, keep)
                        continue
                    problem = "not asked, as others did not answer"
                except DevToolsError as error:
                    problem = str(error)
                    silent += 1
                problems.append(f"IndexedDB {database[:100]!r} of {url}: {problem}")
                for key in sorted(self._known.get((INDEXED_DB, storage_key), {}).get(database) or {f"{database}/"}):
                    keep(key, "", 0)
        return problems

    async def _read_database(self, session: str, where: Params, database: str, keep: Keep) -> None:
        asked = {**where, "databaseName": database}
        answer = await self._devtools.send("IndexedDB.requestDatabase", asked, session, timeout=ANSWER_SECONDS)
        stores = [store["name"] for store in answer["databaseWithObjectStores"]["objectStores"][:STORES]]
        read: dict[str, tuple[list[Any], int]] = {}
        try:
            for store in stores:
                read[store] = await self._store_keys(session, where, database, store)
        finally:
            for store in stores:
                keys, more = read.get(store, ([], 0))
                keep(f"{database}/{store}", json.dumps(keys), len(keys) + more)
        if not stores:
            keep(f"{database}/", "", 0)

    def _buckets(self, storage_key: str) -> list[Params]:
        """Where a storage key's databases and caches are: in its default bucket, and in those it made (Storage Buckets API)."""
        named = sorted(self._named.get(storage_key, ()))
        return [
            {"storageKey": storage_key},
            *({"storageBucket": {"storageKey": storage_key, "name": name}} for name in named),
        ]

    def _bucket(self, params: Params, _session: str) -> None:
        bucket = params["bucketInfo"]["bucket"]
        if bucket.get("name"):
            names = self._named.setdefault(bucket["storageKey"], set())
            if len(names) < BUCKETS:
                names.add(bucket["name"])

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
            timeout=ANSWER_SECONDS,
        )
        keys = [
            entry["primaryKey"].get("value", entry["primaryKey"].get("description", ""))
            for entry in answer["objectStoreDataEntries"]
        ]
        return keys, int(bool(answer["hasMore"]))

    async def read_caches(self, session: str, storage_key: str, url: str, keep: Keep) -> list[str]:
        """Keep every cached address; returns what could not be read."""
        try:
            caches = []
            for where in self._buckets(storage_key):
                caches += (await self._devtools.send("CacheStorage.requestCacheNames", where, session))["caches"]
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
