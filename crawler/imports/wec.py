"""How an inspection.json of the EDPS Website Evidence Collector (versions 1 to 3) becomes evidence.

The collector visits pages in Chromium and writes: the cookie jar at the end, each cookie and localStorage entry with the
script or response that set it (`log`), requests that a filter list names (it calls these beacons), host names of all
requests, WebSockets, and the pages in `browsing_history`.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from crawler.imports.loose import dict_of, list_of, seconds, text_of
from crawler.imports.packed import refuse_too_many_values, unpack
from crawler.imports.source import Imported, Lists, Recording, SourceError, clean, read_source, write_recording
from crawler.records import JarCookie, Record, Request, ScriptCookie, SetCookie, StorageItem, StorageWrite, Visit

MAX_BYTES = 100 * 1024 * 1024
MAX_ITEMS = 50_000
MAX_VALUES = 3_000_000

CANNOT_SHOW = (
    "The collector reads cookies and local storage only: session storage, IndexedDB, caches and Flash were not checked",
    "The collector keeps no list of requests in this file: addresses are known of list matches and WebSockets, of all "
    "others only the host, shown as https://HOST/",
    "The collector removes the leading dot of cookie domains, so host-only cookies cannot be told from others; "
    "Set-Cookie lines and script writes are rebuilt from what it parsed",
    "The collector does not record refused or deleted cookies, image sizes, response headers or status codes",
    "Which page a cookie or host belongs to is known only where the collector logged it",
)


PARTS = {
    ("cookies",): "no list of cookies: cookies were not checked",
    ("localStorage",): "no local storage: it was not checked",
    ("beacons",): "no requests that a filter list names: they were not checked",
    ("hosts",): "no hosts: which other hosts the pages asked was not checked",
    ("websockets", "websocketLog"): "no WebSockets: they were not checked",
    ("browsing_history",): "no list of pages: which were visited beside the first is not known",
}
"""What a version of the collector may leave out, by its names for it."""


def import_wec(path: Path, root: Path, site: str = "", lists: Lists = ()) -> Imported:
    """Import one inspection.json; `site` overrides the inspected host. Raises SourceError for another file."""
    data = read_source(path, MAX_BYTES, "website-evidence-collector inspection.json")
    return write_recording(root, read_wec(data, str(path), site), [(path, data)], lists)


def read_wec(data: bytes, name: str, site: str = "") -> Recording:
    """Read an inspection.json's bytes. `name` is for messages. Raises SourceError."""
    data, _ = unpack(data, MAX_BYTES, name, ("inspection.json", ".json"))
    refuse_too_many_values(data, MAX_VALUES, name)
    try:
        found = json.loads(data.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace"))
    except (ValueError, RecursionError) as error:
        raise SourceError(f"{name}: not readable as JSON: {error}. Give the collector's inspection.json.") from error
    url = text_of(found.get("uri_ins")) if isinstance(found, dict) else ""
    if not _host(url) or not ("cookies" in found or "hosts" in found):
        raise SourceError(
            f"{name}: JSON, but no inspection.json: it has no uri_ins with an address, or neither cookies nor hosts. "
            "Give the inspection.json of website-evidence-collector."
        )
    reader = _Inspection(found, url)
    records = reader.records()
    script = dict_of(found.get("script"))
    browser = dict_of(found.get("browser"))
    return Recording(
        kind="wec",
        site=clean(site or _host(reader.destination)),
        started=reader.started,
        ended=max(seconds(found.get("end_time"), reader.started), reader.started),
        records=records,
        creator=f"website-evidence-collector {text_of(dict_of(script.get('version')).get('npm'))}".strip()[:200],
        browser=f"{text_of(browser.get('name'))} {text_of(browser.get('version'))}".strip()[:200],
        cannot_show=CANNOT_SHOW + tuple(reader.incomplete),
        remarks=tuple(reader.remarks),
    )


class _Inspection:
    """The file's content, as records."""

    def __init__(self, found: dict[str, Any], url: str) -> None:
        self._found = found
        self._url = url
        self.destination = text_of(found.get("uri_dest")) if _host(text_of(found.get("uri_dest"))) else url
        self.started = seconds(found.get("start_time"), 0.0)
        self.remarks: list[str] = []
        self.incomplete = [
            f"This file holds {what}"
            for keys, what in PARTS.items()
            if not any(isinstance(found.get(key), list | dict) for key in keys)
        ]
        self._requests = 0
        self._visits = self._pages()
        self._by_address = {address: visit for url, final, visit in reversed(self._visits) for address in (final, url)}

    def records(self) -> list[Record]:
        records: list[Record] = [*self._documents(), *self._beacons(), *self._websockets(), *self._cookies()]
        records += self._storage()
        asked = {_host(record.url) for record in records if isinstance(record, Request)}
        records += self._hosts(asked)
        records += [
            Visit(time=self.started, visit=visit, url=url, final_url=final, ended=self.started)
            for url, final, visit in self._visits
        ]
        links = dict_of(self._found.get("links"))
        if count := sum(len(list_of(part)) for part in links.values()):
            self.remarks.append(f"{count} links of the pages were not taken over: only what the pages did is evidence")
        if forms := len(list_of(self._found.get("unsafeForms"))):
            self.remarks.append(f"{forms} forms of the first page send what is entered unencrypted, the collector says")
        return records

    def _pages(self) -> list[tuple[str, str, str]]:
        """(address as asked, as reached, visit) of each page, the inspected one first."""
        pages = [(self._url, self.destination)]
        known = {self._url, self.destination}
        for address in map(text_of, list_of(self._found.get("browsing_history"))[:MAX_ITEMS]):
            if _host(address) and address not in known:
                known.add(address)
                pages.append((address, address))
        return [(url, final, f"v{number}") for number, (url, final) in enumerate(pages, start=1)]

    def _visit_of(self, address: str) -> str:
        return self._by_address.get(address, "")

    def _request(self, url: str, kind: str, log: dict[str, Any], page: str) -> Request:
        self._requests += 1
        stack = _stack(log)
        return Request(
            time=seconds(log.get("timestamp"), self.started),
            visit=self._visit_of(page),
            id=f"w{self._requests}",
            url=url,
            resource_type=kind,
            page_url=page,
            initiator_url=stack[0] if stack else "",
            stack=stack,
            seen_by=("import",),
        )

    def _documents(self) -> Iterator[Record]:
        for _, final, _visit in self._visits:
            yield self._request(final, "document", {}, final)

    def _beacons(self) -> Iterator[Record]:
        repeated = 0
        for beacon in map(dict_of, list_of(self._found.get("beacons"))[:MAX_ITEMS]):
            if not _host(url := text_of(beacon.get("url"))):
                continue
            log = dict_of(beacon.get("log"))
            page = next((url for url in _stack(log) if self._visit_of(url)), "") or self.destination
            # The collector spells it so; later versions may not.
            times = beacon.get("occurrances", beacon.get("occurrences"))
            repeated += times - 1 if isinstance(times, int) and times > 1 else 0
            yield self._request(url, "", log, page)
        if repeated:
            self.remarks.append(
                f"{repeated} further requests to the same addresses' paths are counted in the file only"
            )

    def _websockets(self) -> Iterator[Record]:
        # The same under two names, in versions that hold both.
        logs = {**dict_of(self._found.get("websockets")), **dict_of(self._found.get("websocketLog"))}
        for url in list(logs)[:MAX_ITEMS]:
            if _host(url):
                yield self._request(clean(url), "websocket", {}, self.destination)

    def _hosts(self, asked: set[str]) -> Iterator[Record]:
        parties = dict_of(dict_of(self._found.get("hosts")).get("requests"))
        for host in dict.fromkeys(text_of(item) for part in parties.values() for item in list_of(part)[:MAX_ITEMS]):
            if host and host not in asked and _host(f"https://{host}/"):
                yield self._request(f"https://{host}/", "", {}, self.destination)

    def _cookies(self) -> Iterator[Record]:
        for cookie in map(dict_of, list_of(self._found.get("cookies"))[:MAX_ITEMS]):
            name, log = text_of(cookie.get("name")), dict_of(cookie.get("log"))
            expires = _expiry(cookie)
            in_jar = "size" in cookie
            if log:
                yield self._set_by(cookie, name, log, expires)
            elif not in_jar:
                self.remarks.append(f"cookie {name[:60]!r} has neither a place in the jar nor a log, and was left out")
            if in_jar:
                yield JarCookie(
                    time=seconds(self._found.get("end_time"), self.started),
                    name=name,
                    value=text_of(cookie.get("value")),
                    domain=text_of(cookie.get("domain")),
                    path=text_of(cookie.get("path")) or "/",
                    expires=expires,
                    http_only=cookie.get("httpOnly") is True,
                    secure=cookie.get("secure") is True,
                    same_site=text_of(cookie.get("sameSite")),
                    partition_key=_partition(cookie.get("partitionKey")),
                )

    def _set_by(self, cookie: dict[str, Any], name: str, log: dict[str, Any], expires: float | None) -> Record:
        """Who set it: a response, or a script."""
        location = text_of(log.get("location"))
        stack = _stack(log)
        setter = stack[0] if stack else location
        line = _line(cookie, name, expires, _host(setter if "HTTP" in text_of(log.get("type")) else location))
        time = seconds(log.get("timestamp"), self.started)
        visit = self._visit_of(location)
        if "HTTP" in text_of(log.get("type")):
            return SetCookie(time=time, visit=visit, request="", url=setter, line=line, stored=True, top_level=location)
        return ScriptCookie(time=time, visit=visit, frame_url=location, text=line, script=setter, stack=stack)

    def _storage(self) -> Iterator[Record]:
        for origin, entries in dict_of(self._found.get("localStorage")).items():
            for key, entry in list(dict_of(entries).items())[:MAX_ITEMS]:
                # The first versions wrote the value itself.
                known = isinstance(entry, dict) and entry.keys() & {"value", "firstPartyStorage", "log"}
                fields = entry if known else {"value": entry}
                value = _stored(fields.get("value"))
                log = dict_of(fields.get("log"))
                stack = _stack(log)
                visit = self._visit_of(text_of(log.get("location")))
                if log:
                    yield StorageWrite(
                        time=seconds(log.get("timestamp"), self.started),
                        visit=visit,
                        area="local-storage",
                        origin=clean(origin),
                        key=clean(key),
                        change="added",
                        value=value,
                        size=len(value),
                        script=stack[0] if stack else "",
                        stack=stack,
                    )
                yield StorageItem(
                    time=seconds(self._found.get("end_time"), self.started),
                    visit=visit,
                    area="local-storage",
                    origin=clean(origin),
                    key=clean(key),
                    value=value,
                    size=len(value),
                )


def _line(cookie: dict[str, Any], name: str, expires: float | None, setter_host: str) -> str:
    """The cookie as a Set-Cookie line; a domain that is the setter's own host is taken for host-only."""
    domain = text_of(cookie.get("domain")).lstrip(".")
    parts = [f"{name}={text_of(cookie.get('value'))}"]
    if domain and domain != setter_host:
        parts.append(f"Domain={domain}")
    if path := text_of(cookie.get("path")):
        parts.append(f"Path={path}")
    if expires is not None:
        parts.append(f"Expires={dt.datetime.fromtimestamp(expires, dt.UTC):%a, %d %b %Y %H:%M:%S GMT}")
    parts += [label for key, label in (("httpOnly", "HttpOnly"), ("secure", "Secure")) if cookie.get(key) is True]
    if same_site := text_of(cookie.get("sameSite")):
        parts.append(f"SameSite={same_site}")
    return "; ".join(parts)


def _expiry(cookie: dict[str, Any]) -> float | None:
    """Seconds since 1970: a number from the jar, a text from the log; None for a session."""
    value = cookie.get("expires")
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value) if 0 <= value < 1e11 else None
    moment = seconds(value, -1.0)
    return moment if moment >= 0 else None


def _stack(log: dict[str, Any]) -> tuple[str, ...]:
    """The addresses of the scripts, innermost first, each once."""
    names = (text_of(dict_of(frame).get("fileName")) for frame in list_of(log.get("stack"))[:100])
    return tuple(dict.fromkeys(name for name in names if _host(name)))


def _partition(value: Any) -> str:
    return text_of(value) or text_of(dict_of(value).get("topLevelSite"))


def _stored(value: Any) -> str:
    """The collector parses values that are JSON; they are written as JSON again."""
    if isinstance(value, str):
        return clean(value)
    return clean(json.dumps(value, ensure_ascii=False, separators=(",", ":")))


def _host(url: str) -> str:
    try:
        parts = urlsplit(url)
        return (parts.hostname or "") if parts.scheme in ("http", "https", "ws", "wss") else ""
    except ValueError:
        return ""
