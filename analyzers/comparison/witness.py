"""What the evidence tells besides observations: forms, personal data that was sent on, mails, links to opt out by."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import msgspec

from analyzers.analytics_hits import Hit, hit_in
from analyzers.comparison.texts import Earlier, Text
from analyzers.consent_recorded import RecordedConsent, recorded_before_choice
from analyzers.email import MailVerdict, mail_verdicts
from analyzers.forms import FormAsked, form_asked
from analyzers.link_answers import LinkFacts, link_facts
from analyzers.model import Source
from analyzers.parties import host_of
from analyzers.personal_data import Sent, holds_seed, personal_data_in
from analyzers.scenarios import is_repeat
from analyzers.scope import Scope
from analyzers.third_parties import is_sent
from analyzers.visitor import Seed, Seeds
from crawler.evidence import Evidence, Line
from crawler.records import Form, Request, ScriptCookie, SetCookie, StorageItem, Visit, is_aside

MOST = 200
"""Forms, and hosts that were sent personal data, that are kept."""
LONGEST_HTML = 3_000_000


class Witness(msgspec.Struct, frozen=True, kw_only=True):
    """Facts that promises are held to. Empty means that nothing of the kind is in the evidence, not that all is well."""

    forms: tuple[FormAsked, ...] = ()
    """Forms that ask for personal data, each once by receiver and what it asks."""
    forms_seen: int = 0
    """All forms, also those that ask for nothing."""
    sent: tuple[Sent, ...] = ()
    """The surest sign for each third party."""
    visitor_known: bool = False
    """Was something known of the visitor, to be looked for?"""
    visitor_unmet: bool = False
    """It was known, and stood in nothing that the site was sent, stored or showed: the site never learned it."""
    visitor_marks: tuple[str, ...] = ()
    """Of the visitor that the scan played, as its manifest has them (see analyzers.visitor.Seed.mark)."""
    seen_on: dt.date | None = None
    """The day (UTC) on which the scan began."""
    texts: tuple[Text, ...] = ()
    """The policy's documents as this scan found them; filled where an earlier scan is at hand."""
    earlier: Earlier | None = None
    """The scan before this one."""
    analytics_hits: tuple[Hit, ...] = ()
    """Hits of Universal Analytics, the first of them."""
    consents: tuple[RecordedConsent, ...] = ()
    """On record where nothing was chosen."""
    mails: tuple[MailVerdict, ...] = ()
    links: LinkFacts = LinkFacts()
    """Links to opt-outs and to the policy, and whether they answered."""


def witness_of(
    evidence: Evidence, *, first_party_domains: tuple[str, ...] = (), seeds: Iterable[Seed | str] = ()
) -> Witness:
    """Stream the evidence once. `seeds`: what is known of the visitor that the scan played."""
    scope = Scope(evidence.site, first_party_domains)
    known = Seeds(seeds)
    met = False
    forms: dict[tuple[str, tuple[str, ...]], FormAsked] = {}
    sent: dict[str, Sent] = {}
    hits: list[Hit] = []
    seen = 0
    for line in evidence.lines():
        record = line.record
        if is_aside(record):
            continue
        if isinstance(record, Form):
            seen += not is_repeat(line.session)
            asked = form_asked(line, record)
            if asked is not None and len(forms) < MOST:
                forms.setdefault((asked.action, asked.asks), asked)
        elif known and not met and _is_met(evidence, line, known, scope):
            met = True
        if isinstance(record, Request) and is_sent(record) and scope.party(host_of(record.url)) == "third":
            found = personal_data_in(line, record, evidence.site, known)
            if found is not None and len(sent) < MOST:
                before = sent.get(found.host)
                if before is None or (found.known and not before.known):
                    sent[found.host] = found
            place = Source(visit=record.visit, url=record.page_url, seq=line.seq, what="hit of Universal Analytics")
            hit = hit_in(record.url, record.post_data, place)
            if hit is not None and len(hits) < MOST:
                hits.append(hit)
    return Witness(
        forms=tuple(forms.values()),
        forms_seen=seen,
        sent=tuple(sent[host] for host in sorted(sent)),
        visitor_known=bool(known),
        visitor_unmet=bool(known) and not met,
        visitor_marks=_marks(evidence),
        analytics_hits=tuple(hits),
        consents=recorded_before_choice(evidence),
        mails=tuple(verdict for _, verdict in mail_verdicts(evidence)),
        links=link_facts(evidence),
    )


def _is_met(evidence: Evidence, line: Line, known: Seeds, scope: Scope) -> bool:
    """Does this record show that the site has what is known of the visitor?"""
    record = line.record
    if isinstance(record, Request):
        return scope.party(host_of(record.url)) == "first" and holds_seed(record, known)
    if isinstance(record, Visit):
        return known.found_in(evidence.page(line.session, record.html)[:LONGEST_HTML]) is not None
    if isinstance(record, SetCookie):
        return known.found_in(record.line) is not None
    if isinstance(record, ScriptCookie):
        return known.found_in(record.text) is not None
    return isinstance(record, StorageItem) and known.found_in(record.value[:LONGEST_HTML]) is not None


def _marks(evidence: Evidence) -> tuple[str, ...]:
    settings = evidence.manifest.get("settings")
    marks = settings.get("visitor", ()) if isinstance(settings, dict) else ()
    return tuple(str(mark)[:80] for mark in marks[:MOST]) if isinstance(marks, list) else ()
