"""What happened in the browser's cookie store, by the network log: whoever set it, in the order it happened."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

import msgspec

from crawler.records import CookieChange

CAUSES = {
    "overwrite": "overwritten",
    "expired": "expired",  # its time came
    "evicted": "evicted",  # to make room; RFC 6265bis 5.7 lets a browser do so
    "expired_overwrite": "deleted",  # overwritten with an expiry in the past: how a page or server deletes
    "explicit": "deleted",
}
"""Chromium's net::CookieChangeCause, as the log spells it, to words of our own. Measured over the hostile web."""

CHANGES = 500
"""Changes kept of one cookie, and the last one: a page may write the same cookie for ever."""

UNRECORDED = "do_not_record"

_Key = tuple[str, str, str]


class CookieStoreReader:
    """Turns the store's events into changes. The log names the partition of a cookie only where a response set it."""

    def __init__(self) -> None:
        self.changes: list[CookieChange] = []
        self.left_out = 0
        self._counts: Counter[_Key] = Counter()
        self._last: dict[_Key, int] = {}
        self._latest: dict[_Key, int] = {}
        self._partitions: defaultdict[_Key, set[str]] = defaultdict(set)

    def added(self, time: float, params: dict[str, Any]) -> None:
        key = _key(params)
        self._partitions[key].add(partition_of(params))
        self._append(time, params, "added", "", partition_of(params))
        self._latest[key] = self._last.get(key, len(self.changes) - 1)

    def deleted(self, time: float, params: dict[str, Any]) -> None:
        cause = str(params.get("deletion_cause", ""))
        if cause == UNRECORDED:
            return
        change = CAUSES.get(cause) or ("evicted" if cause.startswith("evicted") else "deleted")
        living = self._partitions[_key(params)]
        partition = partition_of(params) or (next(iter(living)) if len(living) == 1 else "")
        living.discard(partition)
        self._append(time, params, change, cause, partition)

    def refused(self, time: float, params: dict[str, Any], cause: str) -> None:
        self._append(time, params, "refused", cause, partition_of(params))

    def included(self, params: dict[str, Any]) -> None:
        """A response's cookie went in: the event after the store's own one, and the only one with the partition."""
        key, partition = _key(params), partition_of(params)
        place = self._latest.get(key)
        if partition and place is not None and not self.changes[place].partition_key:
            self.changes[place] = msgspec.structs.replace(self.changes[place], partition_key=partition)
            self._partitions[key].discard("")
            self._partitions[key].add(partition)

    def _append(self, time: float, params: dict[str, Any], change: str, cause: str, partition: str) -> None:
        told = CookieChange(
            time=time,
            change=change,
            name=params.get("name", ""),
            domain=params.get("domain", ""),
            path=params.get("path", "/"),
            cause=cause,
            http_only=params.get("httponly"),
            secure=params.get("secure"),
            same_site=params.get("same_site", ""),
            partition_key=partition,
            persistent=params.get("is_persistent"),
        )
        key = _key(params)
        self._counts[key] += 1
        if self._counts[key] <= CHANGES:
            self.changes.append(told)
        elif key in self._last:
            self.changes[self._last[key]] = told
            self.left_out += 1
        else:
            self._last[key] = len(self.changes)
            self.changes.append(told)


def partition_of(params: dict[str, Any]) -> str:
    """The top-level site of a partitioned cookie's key, as the jar spells it; empty for `(none)`.

    The log adds whether an ancestor is cross-site: `https://a.com, cross-site`.
    """
    key = str(params.get("partition_key", ""))
    return "" if key == "(none)" else key.partition(",")[0].strip()


def _key(params: dict[str, Any]) -> _Key:
    return str(params.get("name", "")), str(params.get("domain", "")), str(params.get("path", "/"))
