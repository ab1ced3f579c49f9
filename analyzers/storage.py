"""Which objects were kept in web storage, per (area, origin, key), removed ones too.

Areas that the shapes name are kinds of their own; a service worker's registration and `window.name` are reported as
script behaviour. Cache Storage is reported per cache, not per file in it. A value that is a Flash shared object
(Ruffle keeps them in localStorage) is left to analyzers.flash.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from analyzers import identifiers
from analyzers.categories import Item, categorise
from analyzers.cookie_state import VALUES
from analyzers.knowledge import Knowledge
from analyzers.model import Observation, short_id
from analyzers.page_facts import PageFacts
from analyzers.parties import host_of
from analyzers.scenarios import fresh_profiles
from analyzers.scope import Scope, Sightings, listed
from analyzers.telling import tell
from crawler.evidence import Line
from crawler.records import StorageItem, StorageWrite

KIND_OF_AREA = {
    "local-storage": "local-storage",
    "session-storage": "session-storage",
    "indexed-db": "indexed-db",
    "cache-storage": "cache-storage",
    "opfs": "opfs",
    "service-worker": "script-behaviour",
    "window-name": "script-behaviour",
}
LONGEST_KEY = 4096
"""Characters of a key that tell items apart; what is longer is cut."""

_CACHED_ADDRESS = re.compile(r"/(?=https?://)")

Key = tuple[str, str, str]
"""Area, origin, key."""


class _Item:
    """What gathers about one item."""

    def __init__(self) -> None:
        self.sightings = Sightings()
        self.values: dict[str, list[str]] = {}
        self.largest = 0
        self.storage_keys: dict[str, None] = {}
        self.frames: dict[str, None] = {}
        self.scripts: dict[str, None] = {}
        self.state: dict[str, bool] = {}
        self.entries: set[str] = set()
        self.longest_value = ""

    def keep_value(self, session: str, value: str) -> None:
        seen = self.values.setdefault(session, [])
        if value and value not in seen and len(seen) < VALUES:
            seen.append(value)
        if len(value) > len(self.longest_value):
            self.longest_value = value


class StorageCollector:
    """Takes storage records line by line, tells observations at the end."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._items: dict[Key, _Item] = {}
        self._tokens: dict[str, tuple[str, ...]] = {}
        self._judged: dict[str, Item] = {}

    def see(self, line: Line) -> None:
        record = line.record
        if isinstance(record, StorageItem):
            item = self._item(record.area, record.origin, record.key)
            item.sightings.add(line, record.frame_url, "stored when the page was left")
            item.state[line.session] = True
            self._fill(item, line, record)
        elif isinstance(record, StorageWrite):
            if record.change == "cleared":
                self._clear(line, record)
                return
            known = self._key(record.area, record.origin, record.key) in self._items
            if record.change == "removed" and not known:
                return
            item = self._item(record.area, record.origin, record.key)
            item.sightings.add(line, record.script or record.frame_url, record.change)
            # A cache that loses one of its entries is still there.
            entry = record.area == "cache-storage" and _CACHED_ADDRESS.search(record.key) is not None
            item.state[line.session] = record.change != "removed" or (entry and item.state.get(line.session, False))
            if record.script or record.stack:
                item.scripts[record.script or record.stack[0]] = None
            self._fill(item, line, record)

    @staticmethod
    def _key(area: str, origin: str, key: str) -> Key:
        if area == "cache-storage":
            key = _CACHED_ADDRESS.split(key, maxsplit=1)[0]
        return area, origin, key[:LONGEST_KEY]

    def _item(self, area: str, origin: str, key: str) -> _Item:
        return self._items.setdefault(self._key(area, origin, key), _Item())

    def _fill(self, item: _Item, line: Line, record: StorageItem | StorageWrite) -> None:
        item.largest = max(item.largest, record.size or len(record.value))
        if record.area == "cache-storage":
            item.entries.add(record.key)
        if record.area in ("local-storage", "session-storage", "window-name"):
            item.keep_value(line.session, record.value)
        if record.storage_key:
            item.storage_keys[record.storage_key] = None
        if record.frame_url:
            item.frames[record.frame_url] = None

    def _clear(self, line: Line, record: StorageWrite) -> None:
        for (area, origin, _), item in self._items.items():
            if (area, origin) == (record.area, record.origin):
                item.state[line.session] = False

    def tokens(self) -> dict[str, tuple[str, ...]]:
        """By observation id, the parts of an item's values that may identify. Raw values: never for a report."""
        return dict(self._tokens)

    def items(self) -> dict[str, Item]:
        """By observation id, what an item was sorted by. Holds raw values: never for a report."""
        return dict(self._judged)

    def whole_values(self) -> Iterator[tuple[Key, str, Sightings]]:
        """Every item with its longest value, for what recognises a format in it."""
        for key, item in sorted(self._items.items()):
            yield key, item.longest_value, item.sightings

    def observations(
        self, knowledge: Knowledge, pages: PageFacts, told_elsewhere: Callable[[Key], bool] = lambda _: False
    ) -> Iterator[Observation]:
        """One a (area, origin, key), but for what another analyzer tells."""
        for key, item in sorted(self._items.items()):
            if not told_elsewhere(key):
                yield self._observation(key, item, knowledge, pages)

    def _observation(self, key: Key, item: _Item, knowledge: Knowledge, pages: PageFacts) -> Observation:
        area, origin, name = key
        kind = KIND_OF_AREA.get(area, "script-behaviour")
        host = host_of(origin)
        party = self._scope.party(host)
        value = next((values[0] for values in item.values.values() if values), "")
        identifier = identifiers.judge(fresh_profiles(item.values), item.sightings.first_time)
        identity = short_id(self._scope.site, area, origin, name)
        self._tokens[identity] = identifier.tokens
        setters = tuple(dict.fromkeys(found for found in map(host_of, item.scripts) if found))
        sorted_by = Item(
            kind=kind,
            name=name,
            host=host,
            setter_hosts=setters,
            party=party,
            value=value,
            site=self._scope.site,
            identifier=identifier.strength,
            guards=pages.guarding(held for values in item.values.values() for held in values),
            page_languages=pages.languages if party == "first" else frozenset(),
        )
        self._judged[identity] = sorted_by
        verdict = categorise(sorted_by, knowledge)
        details: dict[str, Any] = {
            "times": item.sightings.times,
            "first_seen": item.sightings.first_time,
            "area": area,
            "size": item.largest,
        }
        optional: dict[str, Any] = {
            "storage_keys": list(listed(item.storage_keys)),
            "frames": list(listed(item.frames)) if party == "third" else [],
            "entries": len(item.entries),
            "removed": bool(item.state) and not any(item.state.values()),
        }
        details.update({key: value for key, value in optional.items() if value})
        return tell(
            self._scope,
            knowledge,
            host,
            verdict,
            item.sightings,
            id=identity,
            kind=kind,
            name=name if kind != "script-behaviour" else f"{area}: {name}",
            set_by=listed(item.scripts),
            origin=origin,
            key=name,
            identifier=identifier.strength,
            identifier_why=identifier.why,
            value_kind=identifiers.value_kind(value, item.sightings.first_time) if item.values else "",
            details=details,
        )
