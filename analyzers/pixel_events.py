"""What advertising and analytics pixels say: events by beacon, and who is sent data of a person with them.

Read are requests of Meta, TikTok, X, LinkedIn, Google (Analytics, Ads, Floodlight), Pinterest, Microsoft Advertising,
Snapchat and Reddit, out of their query and of the body's first 4,096 characters, which is all that the evidence keeps. How
each is read, and by which source, is analyzers.pixel_readers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import msgspec

from analyzers import pixel_readers as readers
from analyzers.categories import Item, categorise
from analyzers.knowledge import Knowledge
from analyzers.model import Observation, short_id
from analyzers.parties import host_of, is_within
from analyzers.pixel_fields import fields_of
from analyzers.pixel_personal import Parameter
from analyzers.pixel_readers import PixelEvent, Reader
from analyzers.scope import Scope, Sightings, listed
from analyzers.telling import tell
from crawler.evidence import Line
from crawler.records import Request

_GOOGLE = re.compile(r"(?:[\w-]{1,63}\.)?google\.(?:com|cat|(?:com?\.)?[a-z]{2})")
EVENTS = 20
"""Events that one beacon lists."""


class Pixel(msgspec.Struct, frozen=True):
    """Where a pixel's requests go and how they are read."""

    domains: tuple[str, ...]
    """The host is one of these or below it; `google.*`: Google under any country's domain; empty: any host, since sites relay
    it through their own."""
    path: re.Pattern[str]
    read: Reader


def decode(record: Request) -> tuple[PixelEvent, ...]:
    """The events that a request tells; none where it is no pixel that is known."""
    host = host_of(record.url)
    try:
        path = urlsplit(record.url).path[:500]
    except ValueError:
        return ()
    for pixel in PIXELS:
        if pixel.path.match(path) and (not pixel.domains or any(_is_at(host, domain) for domain in pixel.domains)):
            found = list(pixel.read(fields_of(record), path))
            return tuple(dict.fromkeys(found[:50]))
    return ()


def _is_at(host: str, domain: str) -> bool:
    return bool(_GOOGLE.fullmatch(host)) if domain == "google.*" else is_within(host, domain)


def _pixel(domains: str, path: str, read: Reader) -> Pixel:
    return Pixel(tuple(domains.split()), re.compile(path + r"/?$", re.IGNORECASE), read)


PIXELS: tuple[Pixel, ...] = (
    _pixel("facebook.com", r"/tr", readers.meta),
    _pixel(
        "tiktok.com tiktokw.us",
        r"/api/v2/(?:shopify_)?pixel(?:/act|/inter)?",
        readers.tiktok,
    ),
    _pixel("t.co analytics.twitter.com analytics.x.com", r"/(?:1/)?i/adsct", readers.x),
    _pixel("ads.linkedin.com", r"/(?:collect|wa|attribution_trigger)", readers.linkedin),
    _pixel("", r"/(?:[\w-]+/){0,3}g/collect", readers.google_analytics),
    _pixel("google-analytics.com stats.g.doubleclick.net", r"/(?:[rj]/)?(?:collect|batch)", readers.google_analytics_1),
    _pixel(
        "googleadservices.com doubleclick.net google.* googlesyndication.com",
        r"/(?:pagead/(?:(?:1p-)?conversion|viewthroughconversion|1p-user-list|form-data)/[\w-]+|ccm/(?:collect|form-data/[\w-]+)"
        r"|rmkt/collect/[\w-]+|measurement/conversion)",
        readers.google_ads,
    ),
    _pixel("doubleclick.net", r"/(?:ddm/)?activityi?[;/].*", readers.floodlight),
    _pixel("ct.pinterest.com", r"/(?:v3|user)", readers.pinterest),
    _pixel("bat.bing.com bat.bing.net", r"/actionp?/0", readers.microsoft),
    _pixel("tr.snapchat.com tr6.snapchat.com", r"/p", readers.snapchat),
    _pixel("alb.reddit.com", r"/rp\.gif", readers.reddit),
)
"""In order: the first whose host and path fit reads the request."""


class PixelCollector:
    """Takes requests line by line; gives beacons their events, and tells one observation a (service, host) that is sent
    data of a person."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._by_url: dict[str, dict[PixelEvent, int]] = {}
        self._session_of: dict[str, str] = {}
        """The first session in which an address told events: only there they are counted."""
        self._personal: dict[tuple[str, str], _Sent] = {}

    def see(self, line: Line, record: Request) -> None:
        for event in decode(record):
            if self._session_of.setdefault(record.url, line.session) == line.session:
                events = self._by_url.setdefault(record.url, {})
                events[event] = events.get(event, 0) + 1
            if event.personal and record.seen_by != ("static",):
                sent = self._personal.setdefault((event.service, host_of(record.url)), _Sent())
                what = ", ".join(dict.fromkeys(one.what for one in event.personal))
                sent.sightings.add(line, record.page_url, f"{event.name}: {what}")
                sent.events[event.name] = None
                sent.personal.update(dict.fromkeys(event.personal))
                sent.urls[record.url] = None
                sent.scripts.update(dict.fromkeys(url for url in (*record.stack, record.initiator_url) if url))

    def with_events(self, seen: Observation) -> Observation:
        """A beacon with the events that its addresses told, as `details["event"]`."""
        events: dict[PixelEvent, int] = {}
        for url in seen.urls if seen.kind == "beacon" else ():
            for event, times in self._by_url.get(url, {}).items():
                events[event] = events.get(event, 0) + times
        if not events:
            return seen
        told = [_told(event, times) for event, times in list(events.items())[:EVENTS]]
        return msgspec.structs.replace(seen, details={**seen.details, "event": told})

    def observations(self, knowledge: Knowledge) -> Iterator[Observation]:
        for (service, host), sent in sorted(self._personal.items()):
            party = self._scope.party(host)
            urls = listed(sent.urls)
            item = Item(kind="beacon", host=host, party=party, urls=urls[:3], site=self._scope.site)
            what = sorted({one.what for one in sent.personal})
            yield tell(
                self._scope,
                knowledge,
                host,
                categorise(item, knowledge),
                sent.sightings,
                id=short_id(self._scope.site, "personal-data", service, host),
                kind="script-behaviour",
                name=f"{service} is sent data of a person: {', '.join(what)}",
                set_by=listed(sent.scripts),
                urls=urls,
                stored=False,
                details={
                    "behaviour": "personal-data-in-events",
                    "service": service,
                    "events": sorted(sent.events),
                    "parameters": [_parameter(one) for one in sorted(sent.personal, key=_order)],
                    "times": sent.sightings.times,
                },
            )


class _Sent:
    """What gathers about one service that is sent data of a person."""

    def __init__(self) -> None:
        self.sightings = Sightings()
        self.events: dict[str, None] = {}
        self.personal: dict[Parameter, None] = {}
        self.urls: dict[str, None] = {}
        self.scripts: dict[str, None] = {}


def _told(event: PixelEvent, times: int) -> dict[str, Any]:
    told: dict[str, Any] = {"service": event.service, "name": event.name, "times": times}
    optional: dict[str, Any] = {
        "page": event.page,
        "personal": [_parameter(one) for one in event.personal],
        "identifiers": list(event.identifiers),
        "properties": list(event.properties),
    }
    return told | {key: value for key, value in optional.items() if value}


def _parameter(one: Parameter) -> str:
    """In words: `ud[em]: e-mail address, SHA-256, 64 characters, hexadecimal`."""
    return f"{one.name}: {one.what}, {'in the clear' if one.form == 'clear' else one.form}, {one.kind}"


def _order(one: Parameter) -> tuple[str, str, str, str]:
    return one.name, one.what, one.form, one.kind
