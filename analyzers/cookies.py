"""Which cookies were set, by whom, for how long, and what became of them.

One observation per (name, domain): paths, partition keys and host-only are attributes of it, as declarations name
neither. Set-Cookie lines and script writes say what was asked, the network log what the store did, the jar what was
left; an item that only one of them saw is kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from analyzers import identifiers
from analyzers.categories import Item, categorise
from analyzers.cookie_state import PRESENT, CookieState, distinct_lifetimes, lifetime_of
from analyzers.cookie_text import CookieText, parse_cookie
from analyzers.knowledge import Knowledge
from analyzers.model import Observation, short_id
from analyzers.page_facts import PageFacts
from analyzers.parties import host_of, is_within
from analyzers.scenarios import fresh_profiles
from analyzers.scope import LISTED, Scope, listed
from analyzers.telling import tell
from crawler.evidence import Line
from crawler.records import CookieChange, JarCookie, Request, ScriptCookie, SetCookie

NO_TRACE = "the browser's cookie store shows no change for it"


class CookieCollector:
    """Takes cookie records line by line, tells observations at the end."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._cookies: dict[tuple[str, str], CookieState] = {}
        self._ledgers: set[str] = set()
        self._jars: set[str] = set()
        self._of_blank_frames: list[Line] = []
        self._tokens: dict[str, tuple[str, ...]] = {}
        self._judged: dict[str, Item] = {}
        self._askers: dict[tuple[str, str], tuple[str, ...]] = {}
        self.lines = 0
        self.refused = 0

    def see(self, line: Line) -> None:
        record = line.record
        if isinstance(record, Request):
            self._see_request(line, record)
        elif isinstance(record, SetCookie):
            self._see_line(line, record)
        elif isinstance(record, ScriptCookie):
            self._see_script(line, record)
        elif isinstance(record, CookieChange):
            self._see_change(line, record)
        elif isinstance(record, JarCookie):
            self._see_jar(line, record)

    def _see_request(self, line: Line, record: Request) -> None:
        """Remember which other party's code made the site ask itself: its answer's cookies are of that party's making."""
        if record.stack or record.initiator_url:
            askers = [url for url in (*record.stack, record.initiator_url) if url and host_of(url)]
            others = tuple(url for url in askers if self._scope.party(host_of(url)) == "third")
            if others and self._scope.party(host_of(record.url)) == "first":
                self._askers[line.session, record.id] = others[:2]

    def _cookie(self, name: str, domain: str) -> CookieState:
        return self._cookies.setdefault((name, domain), CookieState())

    def _see_line(self, line: Line, record: SetCookie) -> None:
        self.lines += 1
        self.refused += not record.stored
        text = parse_cookie(record.line, record.time)
        if text is None:
            return
        found = self._write(line, text, host_of(record.url), record.url, stored=record.stored)
        if found is None:
            return
        found.requests.append((line.session, record.request))
        found.how["http"] = None
        found.script_only = False
        if record.stored:
            found.stored = True
        elif not text.deletes:
            found.refused_for.update(dict.fromkeys(record.refused_for or ("not stored",)))
        if record.partition_key:
            found.partition_keys[record.partition_key] = None

    def _see_script(self, line: Line, record: ScriptCookie) -> None:
        frame = record.frame_url if host_of(record.frame_url) else self._scope.page_url(line.session, record.visit)
        text = parse_cookie(record.text, record.time)
        host = host_of(frame)
        if text is not None and not host:
            # `about:blank` and `about:srcdoc` share the page's cookies; its visit is written after it was left.
            self._of_blank_frames.append(line)
            return
        if text is None:
            return
        script = record.script or (record.stack[0] if record.stack else "") or frame
        found = self._write(line, text, host, script, stored=True)
        if found is not None:
            found.how["script"] = None

    def _write(self, line: Line, text: CookieText, host: str, by: str, *, stored: bool) -> CookieState | None:
        """One attempt to set or delete. None for the deletion of what was never set: that is no cookie."""
        accepted = not text.domain or is_within(host, text.domain)
        domain = text.domain or host
        if text.deletes:
            known = self._cookies.get((text.name, domain))
            if known is not None:
                known.now(line.session, line.record.time, present=False)
            return None
        found = self._cookie(text.name, domain)
        counts = found.sightings.add(line, by, "set" if stored else "refused")
        found.host_only.add(not text.domain)
        if not accepted:
            # No browser stores it (RFC 6265bis 5.7, step 8); the domain is what the answer claims.
            found.asked_by_others[host] = None
        found.paths[text.path or "/"] = None
        if counts or host_of(by) not in map(host_of, found.set_by):
            found.set_by[by] = None
        if stored or not found.asked:
            found.asked = {"max_age": text.max_age, "expires": text.expires}
            found.flags = {
                "secure": text.secure,
                "http_only": text.http_only,
                "same_site": text.same_site,
                "partitioned": text.partitioned,
            }
        (found.kept_lifetimes if stored else found.refused_lifetimes).append(text.lifetime_s)
        found.keep_value(line.session, text.value)
        found.now(line.session, line.record.time, present=True)
        return found

    def _see_change(self, line: Line, record: CookieChange) -> None:
        self._ledgers.add(line.session)
        found = self._cookie(record.name, record.domain.lstrip(".").lower())
        found.sightings.add(line, "", record.change)
        found.host_only.add(not record.domain.startswith("."))
        found.paths[record.path] = None
        if record.partition_key:
            found.partition_keys[record.partition_key] = None
        if record.change == "refused":
            found.refused_for[record.cause or "refused"] = None
            return
        found.stored = True
        found.now(line.session, record.time, PRESENT.get(record.change, True))
        for name in ("http_only", "secure"):
            if getattr(record, name) is not None:
                found.flags.setdefault(name, getattr(record, name))
        if record.persistent is not None and PRESENT.get(record.change, False):
            found.persistent = record.persistent

    def _see_jar(self, line: Line, record: JarCookie) -> None:
        self._jars.add(line.session)
        found = self._cookie(record.name, record.domain.lstrip(".").lower())
        found.stored = True
        again = bool(found.in_jar - {line.session})
        found.in_jar.add(line.session)
        found.sightings.add(line, "", "in the jar at the end")
        found.host_only.add(not record.domain.startswith("."))
        found.paths[record.path] = None
        if record.partition_key:
            found.partition_keys[record.partition_key] = None
        for name in ("http_only", "secure", "same_site"):
            found.flags.setdefault(name, getattr(record, name))
        found.keep_value(line.session, record.value)
        found.now(line.session, record.time, present=True)
        if record.expires is not None:
            found.jar_persistent = True
        if record.expires is not None and not again:
            found.jar_lifetime = float(round(record.expires - found.sightings.first_time))

    def finish(self) -> None:
        """After the last record: judge what had to wait for its visit."""
        waiting, self._of_blank_frames = self._of_blank_frames, []
        for line in waiting:
            if isinstance(line.record, ScriptCookie) and self._scope.page_url(line.session, line.record.visit):
                self._see_script(line, line.record)

    def observations(self, knowledge: Knowledge, pages: PageFacts) -> Iterator[Observation]:
        for (name, domain), found in sorted(self._cookies.items()):
            yield self._observation(name, domain, found, knowledge, pages)

    def tokens(self) -> dict[str, tuple[str, ...]]:
        """By observation id, the parts of a cookie's values that may identify. Raw values: never for a report."""
        return dict(self._tokens)

    def items(self) -> dict[str, Item]:
        """By observation id, what a cookie was sorted by. Holds raw values: never for a report."""
        return dict(self._judged)

    def _observation(
        self, name: str, domain: str, found: CookieState, knowledge: Knowledge, pages: PageFacts
    ) -> Observation:
        stored = found.stored
        if not stored and found.script_only and "script" in found.how:
            # A write by script that the store's own log does not show was dropped without a word.
            stored = not (self._ledgers & set(found.sightings.sessions))
            if not stored:
                found.refused_for[NO_TRACE] = None
        lifetime, lifetime_from = lifetime_of(found, stored)
        profiles = fresh_profiles(found.values)
        identifier = identifiers.judge(profiles, found.sightings.first_time)
        identity = short_id(self._scope.site, "cookie", name, domain)
        self._tokens[identity] = identifier.tokens
        value = next((values[0] for values in found.values.values() if values), "")
        party = self._scope.party(domain)
        for request in found.requests:
            found.asked_by.update(dict.fromkeys(self._askers.get(request, ())))
        makers = [host_of(url) for url in (*found.set_by, *found.asked_by)]
        alias = next((target for host in makers if (target := self._scope.alias_targets.get(host, ""))), "")
        setters = tuple(dict.fromkeys(host for host in (*makers, alias) if host))
        item = Item(
            kind="cookie",
            name=name,
            host=domain,
            setter_hosts=setters,
            party=party,
            value=value,
            lifetime_s=lifetime,
            http_only=found.flags.get("http_only"),
            site=self._scope.site,
            identifier=identifier.strength,
            by_server="http" in found.how and not alias and not found.asked_by,
            guards=pages.guarding(held for values in found.values.values() for held in values),
            page_languages=pages.languages if party == "first" else frozenset(),
        )
        self._judged[identity] = item
        verdict = categorise(item, knowledge)
        details: dict[str, Any] = {
            "times": found.sightings.times,
            "first_seen": found.sightings.first_time,
            "host_only": found.host_only == {True},
            "paths": sorted(found.paths),
            "set_how": sorted(found.how),
            "lifetime_from": lifetime_from,
            **{key: value for key, value in sorted(found.flags.items()) if value not in (None, "")},
            **{f"asked_{key}": text for key, text in found.asked.items() if text},
        }
        optional: dict[str, Any] = {
            "partition_keys": sorted(found.partition_keys),
            "foreign_setters": sorted(found.asked_by_others),
            "alias_of": alias,
            "asked_by": list(found.asked_by)[:LISTED],
            "refused_for": sorted(found.refused_for),
            "lifetimes_s": distinct_lifetimes(found.kept_lifetimes),
            "removed": stored and self._removed(found),
        }
        details.update({key: value for key, value in optional.items() if value})
        return tell(
            self._scope,
            knowledge,
            domain,
            verdict,
            found.sightings,
            id=identity,
            kind="cookie",
            name=name,
            lifetime_s=lifetime,
            set_by=listed(found.set_by),
            identifier=identifier.strength,
            identifier_why=identifier.why,
            stored=stored,
            value_kind=identifiers.value_kind(value, found.sightings.first_time),
            details=details,
        )

    def _removed(self, found: CookieState) -> bool:
        """Gone at the end of every session that saw it, by the store's log or because the jar lacks it."""
        sessions = found.sightings.sessions
        return all(
            session not in found.in_jar and (session in self._jars or not found.state.get(session, (0.0, True))[1])
            for session in sessions
        )
