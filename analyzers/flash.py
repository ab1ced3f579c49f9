"""What of Flash a site still holds: SWF files, the Ruffle player, and shared objects ("Flash cookies").

No browser of today runs Flash itself, so native shared objects can never be measured by a visit; the coverage says so.
Ruffle, a Flash player in JavaScript, keeps shared objects in localStorage as base64 of a .sol file: those are decoded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from analyzers import identifiers
from analyzers.categories import Item, categorise
from analyzers.knowledge import Knowledge
from analyzers.model import Observation, short_id
from analyzers.page_facts import PageFacts
from analyzers.parties import host_of
from analyzers.scenarios import fresh_profiles
from analyzers.scope import LISTED, Scope, Sightings
from analyzers.storage import Key, StorageCollector
from analyzers.telling import tell
from crawler.evidence import Line
from crawler.flash import embedded_swf, is_flash_response, is_ruffle_shared_object
from crawler.imports.sol import SharedObject, SolError, decode_sol
from crawler.records import FlashFile, FlashPolicy, Request

NAMED_ENTRIES = 50
POLICY_FILE = "Flash policy file (crossdomain.xml)"

_RUFFLE = re.compile(r"(?:^|[/._@-])ruffle", re.IGNORECASE)


class FlashCollector:
    """Takes requests and documents, tells one observation per SWF, player and policy file."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._found: dict[tuple[str, str], tuple[Sightings, dict[str, None], dict[str, None]]] = {}
        self._files: dict[str, FlashFile] = {}
        self._allowed: dict[str, tuple[str, ...]] = {}

    def see(self, line: Line, record: Request) -> None:
        """A request that was sent, or an address that stands in the markup."""
        what = what_is_flash(record)
        if what:
            self._add(line, what, record.url, record.page_url, "requested")

    def see_page(self, line: Line, page_url: str, html: str) -> None:
        """A document: `object`, `embed` and Ruffle's elements that name a SWF."""
        for url in embedded_swf(html, page_url):
            self._add(line, "SWF file", url, page_url, "embedded in the document")

    def see_file(self, line: Line) -> None:
        """What a SWF's bytes, or a Flash policy file, showed when it was read beside the visits."""
        record = line.record
        if isinstance(record, FlashFile):
            self._files[record.url.partition("?")[0].partition("#")[0]] = record
        elif isinstance(record, FlashPolicy):
            self._add(line, POLICY_FILE, record.url, record.url, "found")
            self._allowed[host_of(record.url)] = record.allows

    def _add(self, line: Line, what: str, url: str, page_url: str, how: str) -> None:
        name = url.partition("?")[0].partition("#")[0] if what == "SWF file" else what
        place = host_of(url)
        sightings, urls, ways = self._found.setdefault((name, place), (Sightings(), {}, {}))
        sightings.add(line, page_url, f"{what} {how}")
        ways[how] = None
        if len(urls) < LISTED:
            urls[url] = None

    def observations(self, knowledge: Knowledge) -> Iterator[Observation]:
        for (name, host), (sightings, urls, ways) in sorted(self._found.items()):
            party = self._scope.party(host)
            item = Item(kind="flash", name=name, host=host, party=party, urls=tuple(urls), site=self._scope.site)
            verdict = categorise(item, knowledge)
            details: dict[str, Any] = {"times": sightings.times, "how": sorted(ways), "what": "file"}
            if name in self._files:
                details |= {
                    "uses_shared_objects": self._files[name].uses_shared_objects,
                    "mentions": self._files[name].mentions,
                }
            if name == POLICY_FILE:
                details["allows"] = self._allowed.get(host, ())
            yield tell(
                self._scope,
                knowledge,
                host,
                verdict,
                sightings,
                id=short_id(self._scope.site, "flash", name, host),
                kind="flash",
                name=name,
                urls=tuple(urls),
                stored=False,
                details=details,
            )


def what_is_flash(record: Request) -> str:
    """`SWF file`, `Ruffle player`, `Flash policy file`, or empty."""
    try:
        path = urlsplit(record.url).path
    except ValueError:
        return ""
    if is_flash_response(record.url, record.mime):
        return "SWF file"
    if path.lower() == "/crossdomain.xml":
        return POLICY_FILE
    if path.endswith((".js", ".wasm")) and _RUFFLE.search(path):
        return "Ruffle player (runs Flash without a plug-in)"
    return ""


def shared_objects(store: StorageCollector) -> dict[Key, SharedObject]:
    """The storage items that hold a Flash shared object, decoded."""
    found: dict[Key, SharedObject] = {}
    for key, value, _ in store.whole_values():
        data = is_ruffle_shared_object(value)
        if data is not None:
            try:
                found[key] = decode_sol(data)
            except SolError:
                continue
    return found


def shared_object_observations(
    scope: Scope, store: StorageCollector, objects: dict[Key, SharedObject], knowledge: Knowledge, pages: PageFacts
) -> Iterator[Observation]:
    """One observation per shared object, with the names of what it holds, never the values."""
    for seen in store.observations(knowledge, pages, lambda key: key not in objects):
        area = str(seen.details["area"])
        held = objects[area, seen.origin, seen.key]
        leaves = [text for value in held.data.values() for text in _texts(value)]
        profiles = fresh_profiles(dict.fromkeys(seen.scenarios[:1], leaves))
        judged = identifiers.judge(profiles, float(seen.details.get("first_seen", 0.0)))
        verdict = categorise(
            Item(
                kind="flash",
                name=held.name,
                host=seen.host,
                party=seen.party,
                setter_hosts=tuple(host for host in map(host_of, seen.set_by) if host),
                site=scope.site,
            ),
            knowledge,
        )
        details = {
            **seen.details,
            "what": "shared object",
            "player": "Ruffle",
            "names": sorted(held.data)[:NAMED_ENTRIES],
            "amf_version": held.amf_version,
            "size": held.size,
        }
        if held.problems:
            details["problems"] = list(held.problems)[:5]
        yield Observation(
            id=short_id(scope.site, "flash", seen.origin, seen.key),
            kind="flash",
            name=held.name or seen.key,
            host=seen.host,
            provider=seen.provider,
            company=seen.company,
            party=seen.party,
            category=verdict.category,
            rule=verdict.rule,
            source=verdict.source,
            confidence=verdict.confidence,
            conflicts=verdict.conflicts,
            scenarios=seen.scenarios,
            pages=seen.pages,
            set_by=seen.set_by,
            origin=seen.origin,
            key=seen.key,
            identifier=judged.strength,
            identifier_why=judged.why,
            value_kind=f"{held.size} bytes, Flash shared object",
            details=details,
            evidence=seen.evidence,
        )


def _texts(value: Any) -> Iterator[str]:
    """The texts in a decoded value, at most LISTED levels and items deep."""
    pending, read = [value], 0
    while pending and read < LISTED * LISTED:
        read += 1
        item = pending.pop()
        if isinstance(item, str):
            yield item
        elif isinstance(item, dict):
            pending.extend(item.values())
        elif isinstance(item, list):
            pending.extend(item)
