"""What pages keep in the browser besides cookies."""

from __future__ import annotations

from crawler.records.base import Record


class StorageItem(Record, frozen=True, kw_only=True, tag="storage-item"):
    """One item of web storage, as it stood when a page was left."""

    area: str
    """`local-storage`, `session-storage`, `indexed-db`, `cache-storage`, `opfs`, `service-worker`, `window-name`."""
    origin: str
    key: str
    """For indexed-db `database/store` (`database/` without stores), for cache-storage `cache/URL` (`cache` when empty), for
    opfs the path, for service-worker the scope, for window-name `name`."""
    value: str = ""
    """Web storage and window-name: the value. IndexedDB: the store's keys as JSON, the first 100. Service worker: its script."""
    size: int = 0
    """Characters of the whole value; entries for indexed-db; bytes for opfs."""
    storage_key: str = ""
    """The browser's storage key: origin and top-level site."""
    frame_url: str = ""


class StorageWrite(Record, frozen=True, kw_only=True, tag="storage-write"):
    """One write to or removal from web storage, a database or a cache, while the page was open.

    IndexedDB: a store appeared or went away with its database, whoever did it, a worker or a frame that is gone. Cache
    Storage: the same of a whole cache, the key being its name.
    """

    area: str
    origin: str
    key: str
    change: str
    """`added`, `updated`, `removed`, `cleared`."""
    value: str = ""
    size: int = 0
    storage_key: str = ""
    frame_url: str = ""
    script: str = ""
    """URL of the script that wrote, where a hook saw it."""
    stack: tuple[str, ...] = ()
