"""Which requests are web beacons, one observation per (host, path template, mechanism).

The rules of single requests are analyzers.beacon_rules. Added here: B6, every hop of a redirect chain that ends in a
beacon, and the hits of filter lists as a reason of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urljoin

from analyzers import beacon_rules
from analyzers.answers import answer_bytes, header, is_image, is_redirect
from analyzers.beacon_contents import Case, page_address
from analyzers.beacon_hints import BeaconHints
from analyzers.beacon_rules import SMALL_ANSWER, Judged, Reason
from analyzers.carried import Carried
from analyzers.categories import Item, categorise
from analyzers.knowledge import Knowledge
from analyzers.model import Observation, short_id
from analyzers.parties import host_of
from analyzers.path_templates import path_of, path_template
from analyzers.scope import Scope, Sightings, listed
from analyzers.telling import tell
from crawler.evidence import Line
from crawler.records import Request

CERTAINTY = ("low", "medium", "high")
LONGEST_CHAIN = 30
"""Hops that are followed back: Chromium itself stops at 20 (net/url_request, kMaxRedirects)."""
ASKED_LISTS = 3
"""Addresses of one beacon that are looked up in the filter lists."""

FOR_VISITORS = frozenset(
    (
        "bot-defence",
        "chat",
        "comments",
        "commerce",
        "consent",
        "content",
        "guidance",
        "login",
        "newsletter",
        "payment",
        "video",
    )
)
"""Roles of services whose frames wait unseen for the visitor: a video in a closed window, a chat, a check-out
(analyzers.knowledge.own, ROLES)."""
MEASURES = frozenset(("affiliate", "analytics", "customer-data", "session-replay"))
"""Roles of services that count visitors and serve them nothing."""

GroupKey = tuple[str, str, str]
"""Host, path template, mechanism."""


class _Group:
    """What gathers about one beacon."""

    def __init__(self) -> None:
        self.sightings = Sightings()
        self.urls: dict[str, None] = {}
        self.reasons: dict[tuple[str, str], int] = {}
        self.certainty = "low"
        self.carries: dict[str, None] = {}
        self.strong = False
        """Does it carry a value that tells browsers apart for sure?"""
        self.initiators: dict[str, None] = {}
        self.sent = False
        self.ledger_only = 0
        self.page_url = ""

    def add(self, line: Line, record: Request, judged: Judged) -> None:
        if self.sightings.add(line, record.page_url, "; ".join(reason.why for reason in judged.reasons)):
            self.urls[record.url] = None
            self.give(judged.reasons)
            self.ledger_only += record.seen_by == ("ledger",)
        self.carries.update(dict.fromkeys(judged.carries))
        self.initiators.update(dict.fromkeys(url for url in (record.initiator_url, *record.stack) if url))
        self.sent |= judged.mechanism != "noscript"
        self.page_url = self.page_url or record.page_url

    def give(self, reasons: Iterable[Reason]) -> None:
        for reason in reasons:
            key = (reason.rule, reason.why)
            self.reasons[key] = self.reasons.get(key, 0) + 1
            self.certainty = max(self.certainty, reason.certainty, key=CERTAINTY.index)


class BeaconCollector:
    """Takes requests line by line with what they carry, tells observations at the end."""

    def __init__(self, scope: Scope, hints: BeaconHints, knowledge: Knowledge) -> None:
        self._scope = scope
        self._hints = hints
        self._knowledge = knowledge
        self._groups: dict[GroupKey, _Group] = {}
        self._hops: dict[tuple[str, str], Line] = {}
        self._hop_to: dict[tuple[str, str], str] = {}
        self._ends: list[tuple[str, Request, str]] = []
        visits = scope.visits.values()
        addresses = [url for visit in visits for url in (visit.url, visit.final_url)]
        self._page_paths = frozenset(path for path in map(path_of, addresses) if len(path) > 1)
        self._page_urls = frozenset(
            page_address(url) for visit in visits for url in (visit.url, visit.final_url) if url
        )

    def see(self, line: Line, record: Request, carried: tuple[Carried, ...]) -> None:
        host = host_of(record.url)
        if not host:
            return
        address = record.url.partition("#")[0]
        judged = beacon_rules.judge(
            Case(
                record=record,
                third_party=self._scope.party(host) == "third" or host in self._scope.alias_targets,
                page_urls=self._page_urls,
                page_paths=self._page_paths,
                title=self._scope.title(line.session, record.visit),
                apis=self._hints.apis(record),
                hidden=self._hints.hidden.get(address, ""),
                hidden_frame="" if self._role(host) in FOR_VISITORS else self._hints.hidden_frame(address),
                measures=self._role(host) in MEASURES,
                shown=address in self._hints.shown,
                carried=carried,
            )
        )
        judged = judged or self._by_list(record, host)
        if judged is not None:
            group = self._group(record.url, judged.mechanism)
            group.add(line, record, judged)
            group.strong |= any(one.owner.strength == "strong" for one in carried if one.where != "referer")
            if judged.mechanism != "noscript" and not is_redirect(record):
                self._ends.append((line.session, record, judged.mechanism))
        if is_redirect(record) and record.resource_type != "document":
            self._hops[line.session, record.id] = line
            target = header(record.response_headers, "location")
            if target:
                self._hop_to[line.session, _join(record.url, target)] = record.id

    def _role(self, host: str) -> str:
        service = self._knowledge.service_of(self._scope.alias_targets.get(host, host))
        return service.role if service is not None else ""

    def _group(self, url: str, mechanism: str) -> _Group:
        return self._groups.setdefault((host_of(url), path_template(url), mechanism), _Group())

    def _by_list(self, record: Request, host: str) -> Judged | None:
        """A small call that a tracking list names although it carries nothing we know."""
        event = is_image(record) or record.resource_type in ("xhr", "fetch", "other", "")
        size = answer_bytes(record)
        if (
            not event
            or record.browser_own
            or record.method == "OPTIONS"
            or size is None
            or size > (beacon_rules.TINY_BODY if is_image(record) else SMALL_ANSWER)
            or record.status is None
            or not 200 <= record.status < 300
            or record.image_width is not None
            or self._scope.party(host) != "third"
        ):
            return None
        hits = [Reason("filter-rule", words, "medium") for words in self._list_hits(record.url, record)]
        if not hits:
            return None
        mechanism = beacon_rules.mechanism_of(Case(record=record, third_party=True, page_urls=frozenset()))
        return Judged(mechanism=mechanism, reasons=tuple(hits), carries=())

    def _list_hits(self, url: str, record: Request | None, page_url: str = "") -> Iterator[str]:
        page = page_url or (record.page_url if record else "") or f"https://{self._scope.site}/"
        kind = (record.resource_type if record else "") or "image"
        for hit in self._knowledge.filter_rules.matches(url, page, kind):
            if not hit.exception and "privacy" in hit.list:
                yield f"matches {hit.rule} of {hit.list}"

    def finish(self) -> None:
        """After the last record: walk every chain back from its end."""
        for session, record, mechanism in self._ends:
            origin = self._before(session, record)
            for _ in range(LONGEST_CHAIN):
                line = self._hops.get((session, origin))
                if line is None or not isinstance(line.record, Request):
                    break
                hop = line.record
                why = f"redirects on to a beacon of {host_of(record.url)}"
                group = self._group(hop.url, mechanism)
                if hop.url in group.urls and any(rule == "B6" for rule, _ in group.reasons):
                    if group.sightings.sessions[0] == session:
                        group.give((Reason("B6", why, "high"),))
                    elif session not in group.sightings.sessions:
                        group.sightings.add(line, hop.page_url, why)
                else:
                    group.add(line, hop, Judged(mechanism=mechanism, reasons=(Reason("B6", why, "high"),), carries=()))
                origin = self._before(session, hop)
        self._ends.clear()

    def _before(self, session: str, record: Request) -> str:
        return record.redirected_from or self._hop_to.get((session, record.url.partition("#")[0]), "")

    def observations(self) -> Iterator[Observation]:
        for (host, template, mechanism), group in sorted(self._groups.items()):
            urls = tuple(group.urls)
            party = self._scope.party(host)
            for url in urls[:ASKED_LISTS]:
                hits = self._list_hits(url, None, group.page_url)
                group.give(Reason("filter-rule", words, "low") for words in hits)
            alias = self._scope.alias_targets.get(host, "")
            verdict = categorise(
                Item(
                    kind="beacon",
                    host=host,
                    setter_hosts=tuple(dict.fromkeys(h for h in (alias, *map(host_of, group.initiators)) if h)),
                    party=party,
                    urls=urls[:ASKED_LISTS],
                    resource_type="image",
                    site=self._scope.site,
                ),
                self._knowledge,
            )
            weak = group.certainty == "low" and verdict.confidence in ("high", "medium")
            details: dict[str, Any] = {
                "times": group.sightings.times,
                "addresses": len(urls),
                "mechanisms": [mechanism],
                "certainty": group.certainty,
                "reasons": [
                    {"rule": rule, "why": why, "times": times} for (rule, why), times in sorted(group.reasons.items())
                ],
            }
            optional: dict[str, Any] = {
                "alias_of": alias,
                "carries": sorted(group.carries),
                "static": not group.sent,
                "ledger_only": group.ledger_only,
            }
            details.update({key: value for key, value in optional.items() if value})
            identifying = any("identifier" in what for what in group.carries)
            yield tell(
                self._scope,
                self._knowledge,
                host,
                verdict,
                group.sightings,
                id=short_id(self._scope.site, "beacon", host, template, mechanism),
                kind="beacon",
                name=f"{host}{template}",
                confidence="low" if weak else verdict.confidence,
                set_by=listed(group.initiators),
                urls=urls,
                identifier=("strong" if group.strong else "weak") if identifying else "",
                identifier_why="; ".join(what for what in sorted(group.carries) if "identifier" in what),
                stored=False,
                details=details,
            )


def _join(base: str, target: str) -> str:
    try:
        return urljoin(base, target).partition("#")[0]
    except ValueError:
        return target
