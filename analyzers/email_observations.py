"""Observations out of imported mails: beacons, tracked links and read receipts, one per host and form of address."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from analyzers.categories import Item, categorise
from analyzers.email import MAIL, MailVerdict, mail_verdicts
from analyzers.email_copies import compare_copies
from analyzers.knowledge import Knowledge
from analyzers.model import Observation, Source, short_id
from analyzers.parties import host_of, registrable_domain
from analyzers.path_templates import path_template
from analyzers.scope import FIRST_PLACES, LISTED, Scope, company_name
from crawler.evidence import Evidence, Line

CERTAINTY = ("low", "medium", "high")
IMAGE = "image in a mail"


class _Group:
    """What gathers about one host and form of address."""

    def __init__(self) -> None:
        self.urls: dict[str, None] = {}
        self.mails: dict[str, None] = {}
        self.sessions: dict[str, None] = {}
        self.reasons: dict[str, int] = {}
        self.carries: dict[str, None] = {}
        self.certainty = "low"
        self.copies: tuple[str, int] | None = None
        """What comparing the copies of several recipients shows (analyzers.email_copies)."""

    @property
    def identifier(self) -> tuple[str, str]:
        """(strength, why), as of stored items (analyzers.identifiers)."""
        match self.copies:
            case ("differs", recipients):
                return "strong", f"differs between the copies of {recipients} recipients of one mail"
            case ("same", recipients) if all(what == "an identifier" for what in self.carries):
                return "", f"the same in the copies of {recipients} recipients of one mail"
        return ("weak" if self.carries else ""), "; ".join(sorted(self.carries))

    def add(self, session: str, mail: str, url: str, certainty: str) -> None:
        self.urls[url] = self.mails[mail] = self.sessions[session] = None
        self.certainty = max(self.certainty, certainty, key=CERTAINTY.index)


def is_of_a_mail(line: Line, scope: Scope) -> bool:
    """Does this record belong to an imported mail? Its images are judged here, not by analyzers.beacons."""
    visit = scope.visits.get((line.session, line.record.visit))
    return visit is not None and visit.purpose == MAIL


def mail_observations(evidence: Evidence, scope: Scope, knowledge: Knowledge) -> Iterator[Observation]:
    """All that the mails of this evidence report; none for evidence of a website."""
    groups: dict[tuple[str, str, str], _Group] = {}
    verdicts = list(mail_verdicts(evidence))
    for session, verdict in verdicts:
        _gather(groups, session, verdict)
    for (host, template), copies in compare_copies(verdict for _, verdict in verdicts).items():
        if group := groups.get((IMAGE, host, template)):
            group.copies = copies
    for (mechanism, host, template), group in sorted(groups.items()):
        yield _observation(mechanism, host, template, group, scope, knowledge)


def _gather(groups: dict[tuple[str, str, str], _Group], session: str, verdict: MailVerdict) -> None:
    for beacon in verdict.beacons:
        group = groups.setdefault((IMAGE, host_of(beacon.url), path_template(beacon.url)), _Group())
        group.add(session, verdict.url, beacon.url, beacon.certainty)
        group.carries.update(dict.fromkeys(beacon.carries))
        for reason in beacon.reasons:
            group.reasons[reason] = group.reasons.get(reason, 0) + 1
    for link in verdict.tracked_links:
        group = groups.setdefault(("tracked link in a mail", host_of(link.url), ""), _Group())
        group.add(session, verdict.url, link.url, "medium")
        group.reasons[link.why] = group.reasons.get(link.why, 0) + 1
    if verdict.read_receipt:
        host = verdict.read_receipt.rpartition("@")[2].strip("<> ;,\"'").lower()[:253]
        group = groups.setdefault(("read receipt", host, ""), _Group())
        group.add(session, verdict.url, verdict.url, "high")
        why = f"the head asks to report the reading ({verdict.read_receipt.partition(':')[0]})"
        group.reasons[why] = group.reasons.get(why, 0) + 1


def _observation(
    mechanism: str, host: str, template: str, group: _Group, scope: Scope, knowledge: Knowledge
) -> Observation:
    urls = tuple(group.urls)
    party = scope.party(host)
    verdict = categorise(
        Item(kind="beacon", host=host, party=party, urls=urls[:3], resource_type="image", site=scope.site), knowledge
    )
    details: dict[str, Any] = {
        "times": len(urls),
        "mails": len(group.mails),
        "mechanisms": [mechanism],
        "certainty": group.certainty,
        "reasons": [{"rule": "E-mail", "why": why, "times": times} for why, times in sorted(group.reasons.items())],
        "static": True,
    }
    if group.carries:
        details["carries"] = sorted(group.carries)
    return Observation(
        id=short_id(scope.site, "beacon", host, template, mechanism),
        kind="beacon",
        name=f"{host}{template}" if template else f"{host} ({mechanism})",
        host=host,
        provider=registrable_domain(host),
        company=company_name(host, knowledge),
        party=party,
        category=verdict.category,
        rule=verdict.rule,
        source=verdict.source,
        confidence=verdict.confidence,
        conflicts=verdict.conflicts,
        scenarios=tuple(group.sessions),
        pages=tuple(group.mails)[:LISTED],
        urls=urls,
        identifier=group.identifier[0],
        identifier_why=group.identifier[1],
        stored=False,
        details=details,
        evidence=tuple(Source(url=url, what=mechanism) for url in urls[:FIRST_PLACES]),
    )
