"""Which identifiers came back with the same value after the cookies of the browser had been cleared: respawning.

A value that comes back under another name of the same site is told too, with the name that it had.

Judged over sessions of one profile: the first visit, a return if there was one, and the scenario `cookies-cleared`, before
which the cookies alone were cleared. A cookie came back when an identifying part of its value (analyzers.identifiers) is the
same in both, no other fresh profile holds that part (what is the same for everybody need not be kept), and no request had
sent the cookie before it was set again: a browser that still has a cookie sends it.

What kept the value is found by elimination among what the records tell: web storage, IndexedDB keys, caches and the like
that hold the same value, also percent-encoded or in base64 (as Flash objects are kept), and were not written after the
clearing before the cookie was; an ETag that the browser sent back (If-None-Match), a script out of the cache that set the
cookie. One left over is named; of several it is one; with none the
server may know the browser by its address or its make, which this test cannot tell: nor does it see an identifier that is
made of these alone, as it is the same in all profiles of one machine.

Sources: Soltani et al. 2009 (Flash), Ayenson et al. 2011 (ETag, HTML5), Acar et al., CCS 2014 (matching by value), Fouad et
al., PETS 2022 (by fingerprint: a crawl from another machine is needed to tell).
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from urllib.parse import unquote

import msgspec

from analyzers.categories import Item, categorise
from analyzers.cookie_text import parse_cookie
from analyzers.identifiers import identifying_tokens, value_kind
from analyzers.knowledge import Knowledge
from analyzers.model import Observation, short_id
from analyzers.parties import host_of, is_within, registrable_domain
from analyzers.scenarios import CLEARED, FIRST, RETURN
from analyzers.scope import Scope, Sightings
from analyzers.telling import tell
from crawler.evidence import Line
from crawler.records import CookieChange, JarCookie, Request, ScriptCookie, SetCookie, StorageItem, StorageWrite, Visit

NO_RETURN = (
    "Whether cleared identifiers come back (respawning): no visit came back after its cookies had been cleared. "
    "Scan with --sessions cookies-cleared."
)
NOT_CLEARED = (
    "Whether cleared identifiers come back (respawning): the visit after the clearing still had the first's cookies."
)
ONLY_ONE = "no other profile was visited, so that the value may be the same for everybody"
UNREAD = frozenset(("indexed-db", "cache-storage", "opfs", "service-worker"))
"""Areas of which the records tell names, and not all that is in them."""
COOKIES = 1_000
"""Cookies of the visit after the clearing that are looked at: browsers keep about 3,000 of all sites."""
KEPT = 20_000
"""Items and requests of either session that are looked through."""

DECODED = 1_000
"""Items, and ETags, that are decoded."""
LONGEST = 8_192
"""Characters of each of them."""
ENCODED = 50
"""Parts of one of them that are base64."""

_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{16,5600}={0,2}")

Key = tuple[str, str]
"""Name and domain of a cookie."""


class Written(msgspec.Struct, frozen=True):
    """A cookie as it was set in a session."""

    line: Line
    value: str
    by: str
    """URL of the response or script."""


class Vector(msgspec.Struct, frozen=True):
    """Something that may have kept a value through the clearing."""

    kind: str
    """`etag`, `cache`, or an area of StorageItem."""
    where: str


class Respawned(msgspec.Struct, frozen=True):
    """A cookie that came back."""

    key: Key
    again: Written
    before: Key
    """Whose value it is: the same cookie's, or another's."""
    vectors: tuple[Vector, ...]


class RespawnCollector:
    """Takes every record line by line, tells one observation a cookie at the end."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._first: dict[Key, dict[str, None]] = {}
        self._others: dict[Key, set[str]] = {}
        """Identifying parts of the same cookie in other fresh profiles."""
        self._profiles: set[str] = set()
        self._again: dict[Key, Written] = {}
        self._added: dict[Key, float] = {}
        """When the cookie store took it, by the network log's clock, which is that of the requests: what a script does is told
        some milliseconds late."""
        self._sent: dict[str, list[tuple[float, str, str]]] = {}
        """Cookie name -> (time, host, value) of requests after the clearing that carried it."""
        self._items: dict[Vector, str] = {}
        self._written: dict[Vector, float] = {}
        self._etags: list[tuple[str, str]] = []
        self._cached: dict[str, None] = {}
        self._decoded: dict[str, str] = {}
        self._visited = False
        self._returned = False
        self._kept_cookies = False

    def see(self, line: Line) -> None:
        record = line.record
        self._visited |= isinstance(record, Visit) and record.purpose == "page"
        back = line.session == CLEARED
        self._returned |= back and isinstance(record, Visit) and record.outcome == "measured"
        if isinstance(record, SetCookie):
            if record.stored:
                self._cookie(line, record.line, host_of(record.url), record.url)
        elif isinstance(record, ScriptCookie):
            self._cookie(line, record.text, host_of(record.frame_url), record.script or record.frame_url)
        elif isinstance(record, CookieChange) and back:
            if record.change == "added" and len(self._added) < KEPT:
                self._added.setdefault((record.name, record.domain.removeprefix(".").lower()), record.time)
        elif isinstance(record, JarCookie) and not back:
            self._value(line.session, (record.name, record.domain.removeprefix(".").lower()), record.value)
        elif isinstance(record, StorageItem) and back and len(self._items) < KEPT:
            self._items[Vector(record.area, f"{record.origin} {record.key}")] = record.value
        elif isinstance(record, StorageWrite) and back and len(self._written) < KEPT:
            vector = Vector(record.area, f"{record.origin} {record.key}")
            self._written.setdefault(vector, record.time)
        elif isinstance(record, Request) and back:
            self._request(record)

    def _cookie(self, line: Line, text: str, host: str, by: str) -> None:
        cookie = parse_cookie(text, line.record.time)
        if cookie is None or cookie.deletes or not host:
            return
        key = (cookie.name, cookie.domain or host)
        if line.session != CLEARED:
            self._value(line.session, key, cookie.value)
        elif key not in self._again and len(self._again) >= COOKIES:
            return
        elif key not in self._again or line.record.time < self._again[key].line.record.time:
            self._again[key] = Written(line, cookie.value, by)

    def _value(self, session: str, key: Key, value: str) -> None:
        tokens = identifying_tokens(value)
        if session in (FIRST, RETURN):
            self._first.setdefault(key, {}).update(dict.fromkeys(tokens))
            return
        self._profiles.add(session)
        self._others.setdefault(key, set()).update(tokens)

    def _request(self, record: Request) -> None:
        if record.from_cache and len(self._cached) < KEPT:
            self._cached[record.url] = None
        for name, value in record.request_headers:
            if name.lower() == "cookie":
                for pair in value.split(";")[:200]:
                    own, _, held = pair.strip().partition("=")
                    self._sent.setdefault(own, []).append((record.time, host_of(record.url), held))
            elif name.lower() == "if-none-match" and len(self._etags) < KEPT:
                self._etags.append((record.url, value))

    def respawned(self) -> Iterator[Respawned]:
        """Cookies that came back, how they were set again, and what may have kept their value."""
        owners = self._owners()
        for key, again in sorted(self._again.items(), key=lambda item: item[0]):
            tokens = identifying_tokens(again.value)
            own = self._first.get(key, {}).keys() - self._others.get(key, set())
            same, before = [token for token in tokens if token in own], key
            if not same:
                site = registrable_domain(key[1])
                before = next((found for token in tokens if (found := owners.get((site, token)))), key)
                same = [token for token in tokens if owners.get((site, token)) == before]
            if not same:
                continue
            if self._was_kept(before, again):
                self._kept_cookies = True
                continue
            yield Respawned(key, again, before, tuple(self._vectors(same, again)))

    def _owners(self) -> dict[tuple[str, str], Key]:
        """(site, identifying part) -> the cookie of the first visit that held it, where no other profile's cookie did and
        that cookie is gone: what two cookies held at once is no name for what came back."""
        elsewhere = {token for held in self._others.values() for token in held}
        return {
            (registrable_domain(key[1]), token): key
            for key, held in sorted(self._first.items())
            if key not in self._again
            for token in held
            if token not in elsewhere
        }

    def _was_kept(self, key: Key, again: Written) -> bool:
        """Did the browser send the cookie before it was set again? Then it had not been cleared."""
        name, domain = key
        added = self._added.get(key, again.line.record.time)
        return any(
            moment < added and is_within(host, domain) and held.strip('"') == again.value.strip('"')
            for moment, host, held in self._sent.get(name, ())
        )

    def _vectors(self, tokens: list[str], again: Written) -> Iterator[Vector]:
        moment = again.line.record.time
        for vector, value in self._items.items():
            if self._holds(value, tokens) and self._written.get(vector, moment + 1) >= moment:
                yield vector
        for url, etag in dict.fromkeys(self._etags):
            if self._holds(etag, tokens):
                yield Vector("etag", url)
        if again.by in self._cached:
            yield Vector("cache", again.by)

    def _holds(self, text: str, tokens: list[str]) -> bool:
        """Does a stored text hold one of the parts, as it is, percent-encoded, or in base64?"""
        if any(token in text for token in tokens):
            return True
        if text not in self._decoded and len(self._decoded) < DECODED:
            self._decoded[text] = _readings(text)
        return any(token in self._decoded.get(text, "") for token in tokens)

    def _unread(self, domain: str, again: Written) -> list[str]:
        """Stores of the cookie's site and of the script's whose content the records do not tell: each may have kept it."""
        sites = {registrable_domain(domain), registrable_domain(host_of(again.by))}
        stores = (vector for vector in self._items if vector.kind in UNREAD)
        mine = (one for one in stores if registrable_domain(host_of(one.where.partition(" ")[0])) in sites)
        return [f"{vector.kind}: {vector.where}" for vector in mine][:20]

    def limits(self) -> Iterator[str]:
        """Why nothing is said of respawning, where nothing can be."""
        if self._visited and not self._returned:
            yield NO_RETURN
        elif not any(True for _ in self.respawned()) and self._kept_cookies:
            yield NOT_CLEARED

    def observations(self, knowledge: Knowledge) -> Iterator[Observation]:
        for found in self.respawned():
            (name, domain), again, vectors = found.key, found.again, found.vectors
            old, other = found.before[0], found.before != found.key
            sightings = Sightings()
            sightings.add(again.line, again.by, "set again with the same value")
            item = Item(kind="cookie", name=name, host=domain, party=self._scope.party(domain), site=self._scope.site)
            by = {0: "not told: nothing in the browser's records held it", 1: "kept by"}.get(
                len(vectors), "kept by one of"
            )
            yield tell(
                self._scope,
                knowledge,
                domain,
                categorise(item, knowledge),
                sightings,
                id=short_id(self._scope.site, "respawning", name, domain),
                kind="script-behaviour",
                name=f"cookie {name} was set to the value that cookie {old} had before cookies were cleared"
                if other
                else f"cookie {name} came back with the same value after cookies had been cleared",
                set_by=(again.by,),
                identifier="strong" if vectors and self._profiles else "weak",
                identifier_why="the same value before and after the clearing of cookies"
                + (", and in no other profile" if self._profiles else ""),
                value_kind=value_kind(again.value),
                details={
                    "behaviour": "respawning",
                    "verdict": by,
                    "vectors": [f"{vector.kind}: {vector.where}" for vector in vectors[:20]],
                    "times": sightings.times,
                    **({} if self._profiles else {"limit": ONLY_ONE}),
                    **({} if vectors or not (unread := self._unread(domain, again)) else {"not_read": unread}),
                },
            )


def _readings(text: str) -> str:
    """A stored text, percent-decoded, and what stands in it in base64."""
    plain = unquote(text[:LONGEST])
    found = [plain]
    for match in list(_BASE64.finditer(plain))[:ENCODED]:
        bare = match.group().rstrip("=").translate(str.maketrans("-_", "+/"))
        try:
            found.append(base64.b64decode(bare + "=" * (-len(bare) % 4)).decode("latin-1"))
        except binascii.Error:
            continue
    return "\n".join(found)
