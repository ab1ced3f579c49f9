"""Which site is judged, which visits were made, and where a thing was seen."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

import tldextract

from analyzers.knowledge import Knowledge
from analyzers.model import Source
from analyzers.parties import LONGEST_HOST, host_of, is_address, normal_host, party, registrable_domain
from analyzers.scenarios import FIRST
from crawler.evidence import Line, scenario_of
from crawler.records import Certificate, HostAlias, Visit

_icann = tldextract.TLDExtract(cache_dir=None, suffix_list_urls=(), fallback_to_snapshot=True)

FIRST_PLACES = 5
"""Places in the evidence that an observation names; all are counted."""
LISTED = 20
"""Addresses that an observation lists where it does not need them all."""


class Scope:
    """One site under judgement: its host, the operator's further domains, and its visits as they come."""

    def __init__(self, site: str, first_party_domains: Iterable[str] = ()) -> None:
        self.site = host_of(site) if "://" in site else site.lower()
        self.first_party_domains = tuple(first_party_domains)
        self.visits: dict[tuple[str, str], Visit] = {}
        self.alias_records: list[HostAlias] = []
        self.certificates: dict[str, Certificate] = {}
        """Host name -> the first certificate that it showed."""
        self.alias_targets: dict[str, str] = {}
        """Hosts of the site that lead to another party, with its host name; filled after the first pass."""

    def party(self, host: str) -> str:
        """`first` or `third`."""
        return party(host, self.site, self.first_party_domains)

    def provider(self, host: str) -> str:
        """The registrable domain that an observation of this host names as its provider.

        For a third party by the suffix list's ICANN part: who registered the domain runs the service (`googleapis.com`
        for `fonts.googleapis.com`). Which hosts are one party is another question, and the browser answers it with the
        list's private part (analyzers.parties).
        """
        return registrable_domain(host) if self.party(host) == "first" else icann_domain(host)

    def see(self, line: Line) -> None:
        if isinstance(line.record, Visit):
            self.visits[line.session, line.record.visit] = line.record
        elif isinstance(line.record, HostAlias):
            self.alias_records.append(line.record)
        elif isinstance(line.record, Certificate):
            self.certificates.setdefault(line.record.host, line.record)

    def page_url(self, session: str, visit: str) -> str:
        """Address of the page of a visit; empty for what belongs to the whole session."""
        record = self.visits.get((session, visit))
        return (record.final_url or record.url) if record else ""

    def title(self, session: str, visit: str) -> str:
        record = self.visits.get((session, visit))
        return record.title if record else ""


@lru_cache(maxsize=65536)
def icann_domain(host: str) -> str:
    """The registrable domain by the ICANN part of the public suffix list; what `registrable_domain` says where the list
    knows no suffix."""
    host = normal_host(host)
    if is_address(host) or len(host) > LONGEST_HOST:
        return host
    return _icann.extract_str(host).top_domain_under_public_suffix or registrable_domain(host)


class Sightings:
    """Where one thing was seen: the first places, every visit, and how often.

    Several sessions visit the same pages, so what is counted is counted in the first session that saw the thing.
    """

    def __init__(self) -> None:
        self.times = 0
        self.first_time = 0.0
        self._places: list[Source] = []
        self._visits: dict[tuple[str, str], None] = {}
        self._sessions: dict[str, None] = {}

    def add(self, line: Line, url: str, what: str) -> bool:
        """True where the line counts: it is of the first session that saw this."""
        known = line.session in self._sessions
        self._sessions[line.session] = None
        counts = next(iter(self._sessions)) == line.session
        self.times += counts
        self.first_time = min(self.first_time or line.record.time, line.record.time)
        if line.record.visit:
            self._visits[line.session, line.record.visit] = None
        # Of the sessions after the first, one place each: a finding about a scenario names where it was seen there.
        if len(self._places) < FIRST_PLACES if counts else not known:
            session = "" if line.session == FIRST else line.session
            self._places.append(Source(session=session, visit=line.record.visit, url=url, seq=line.seq, what=what))
        return counts

    @property
    def evidence(self) -> tuple[Source, ...]:
        return tuple(self._places)

    @property
    def sessions(self) -> tuple[str, ...]:
        return tuple(self._sessions)

    @property
    def scenarios(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(map(scenario_of, self._sessions)))

    def pages(self, scope: Scope) -> tuple[str, ...]:
        """Addresses of the pages, in the order of the visits."""
        found = (scope.page_url(session, visit) for session, visit in self._visits)
        return tuple(dict.fromkeys(url for url in found if url))


def listed(addresses: Iterable[str], limit: int = LISTED) -> tuple[str, ...]:
    """Each once, in order, the first `limit`."""
    return tuple(list(dict.fromkeys(address for address in addresses if address))[:limit])


def company_name(host: str, knowledge: Knowledge) -> str:
    """The company behind a host, where known; else empty. More of it: analyzers.entities."""
    service = knowledge.service_of(host)
    return service.company if service is not None else ""
