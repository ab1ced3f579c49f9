"""From a sealed evidence folder to what the reports print: no browser, no Scrapy, no network."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from analyzers.comparison import Comparison, compare
from analyzers.comparison.contradictions import between_policies
from analyzers.comparison.waivers import Waived, shown, waive
from analyzers.comparison.witness import witness_of
from analyzers.declarations import corrected, with_hand_written
from analyzers.knowledge import Knowledge
from analyzers.model import Finding, PolicyReading, SiteReport
from analyzers.observe import observe
from analyzers.policy import read_policy
from analyzers.policy.consent_tools import read_consent_tool
from analyzers.policy.handwritten import HandWritten, Waiver
from crawler.evidence import Evidence
from crawler.records import Note, PolicyDocument

BESIDE = "Seen by comparing the sites of one scan; the evidence of this site alone does not show it."


def judge(
    folder: Path,
    knowledge: Knowledge,
    *,
    first_party_domains: tuple[str, ...] = (),
    written: HandWritten | None = None,
    on: dt.date | None = None,
    seeds: tuple[str, ...] = (),
) -> SiteReport:
    """Observe, read the policy, compare.

    Args:
        folder: one site's sealed evidence. Raises EvidenceError when it is none.
        knowledge: what sorts items into categories and names companies.
        first_party_domains: the operator's own further domains.
        written: what a lawyer wrote by hand; it wins over what is read, and its waivers set findings aside.
        on: the day on which a waiver must hold; left out, the day on which the scan began, so that the same evidence
            gives the same report next year.
        seeds: personal data of the visitor that the scan played, to be looked for in what third parties were sent.
    """
    evidence = Evidence(folder)
    on = on or started_on(evidence)
    written = written or HandWritten()
    observed = observe(evidence, knowledge, first_party_domains=first_party_domains)
    documents = evidence.policies()
    readings = [read_document(document, data) for document, data in documents]
    reading = with_hand_written(merge(readings), written)
    comparison = compare(
        observed,
        reading,
        site=evidence.site,
        knowledge=knowledge,
        witness=witness_of(evidence, first_party_domains=first_party_domains, seeds=seeds),
        documents={one.source: corrected(one, written) for one in readings},
    )
    waived = _waived(comparison, written.waivers, on, knowledge)
    manifest = evidence.manifest
    return SiteReport(
        site=evidence.site,
        started=str(manifest.get("started", "")),
        evidence=folder.as_posix(),
        seal=str(manifest.get("seal", "")),
        policy=_policy([document for document, _ in documents], readings, reading),
        observations=comparison.observations,
        findings=shown(waived),
        declarations=reading.declarations,
        promises=comparison.promises,
        unread=reading.unread,
        coverage=msgspec.structs.replace(observed.coverage, by_strength=comparison.by_strength),
        measured_with=_measured_with(evidence, knowledge) | _by_hand(written, waived, on),
        covered_by=comparison.covered_by,
    )


def across_sites(reports: Sequence[SiteReport]) -> list[SiteReport]:
    """The reports, each with what its policy says otherwise than the policy of another site of the same scan."""
    readings = {report.site: PolicyReading(declarations=report.declarations) for report in reports}
    found = list(between_policies(readings))
    return [_told(report, [one for one in found if report.site in _sites_of(one, readings)]) for report in reports]


def _sites_of(one: Finding, readings: dict[str, PolicyReading]) -> set[str]:
    wanted = set(one.declaration)
    return {site for site, reading in readings.items() if any(row.id in wanted for row in reading.declarations)}


def _told(report: SiteReport, found: list[Finding]) -> SiteReport:
    own = [msgspec.structs.replace(one, site=report.site, why=f"{one.why} {BESIDE}") for one in found]
    return msgspec.structs.replace(report, findings=(*report.findings, *own)) if own else report


def read_document(document: PolicyDocument, data: bytes) -> PolicyReading:
    """One stored document: a consent tool's own list where it is one, else text for people."""
    if "html" not in document.mime:
        found = read_consent_tool(document.url, data)
        if found:
            return PolicyReading(declarations=found, source=document.url, sha256=document.sha256)
    return read_policy(data, mime=document.mime, source=document.url)


def started_on(evidence: Evidence) -> dt.date | None:
    """The day (UTC) on which the scan began, by its manifest; None where it does not say."""
    try:
        return dt.datetime.fromisoformat(str(evidence.manifest.get("started", ""))).astimezone(dt.UTC).date()
    except ValueError:
        return None


def _waived(comparison: Comparison, waivers: Sequence[Waiver], on: dt.date | None, knowledge: Knowledge) -> Waived:
    """No waiver holds on a day that nobody knows."""
    held = waivers if on is not None else ()
    return waive(comparison.findings, comparison.observations, comparison.promises, held, on or dt.date.max, knowledge)


def _by_hand(written: HandWritten, waived: Waived, on: dt.date | None) -> dict[str, Any]:
    """What the report says of the hand-written file; nothing where there is none."""
    if not written.source:
        return {}
    facts = {
        "file": written.source,
        "sha256": written.sha256,
        "judged_on": on.isoformat() if on else "not known, so that no waiver holds",
        "declarations": len(written.declarations),
        "promises": len(written.promises),
        "waivers": len(written.waivers),
        "findings_waived": len(waived.waived),
        "waivers_ended": [_in_words(one) for one in waived.ended],
        "waivers_without_a_finding": [_in_words(one) for one in waived.unused],
    }
    return {"declarations_file": facts}


def _in_words(waiver: Waiver) -> str:
    return f"{waiver.finding} {waiver.name}, {waiver.owner}, until {waiver.until.isoformat()}"


def merge(readings: list[PolicyReading]) -> PolicyReading:
    """All that the policy's documents say together. One that could not be read leaves the others standing."""
    read = [reading for reading in readings if not reading.could_not_read]
    if not read:
        if not readings:
            return PolicyReading(could_not_read="No privacy or cookie policy was found or given.")
        return readings[0]
    first = read[0]
    declarations = {item.id: item for reading in read for item in reading.declarations}
    promises = {item.id: item for reading in read for item in reading.promises}
    return msgspec.structs.replace(
        first,
        declarations=tuple(declarations.values()),
        promises=tuple(promises.values()),
        unread=tuple(item for reading in read for item in reading.unread),
    )


def _policy(documents: list[PolicyDocument], readings: list[PolicyReading], merged: PolicyReading) -> dict[str, Any]:
    if not documents:
        return {"could_not_read": merged.could_not_read}
    rows = [
        {
            "url": document.url,
            "title": reading.title,
            "date": reading.date_as_written,
            "language": reading.language,
            "sha256": document.sha256,
            "found": document.how,
            "could_not_read": reading.could_not_read,
        }
        for document, reading in zip(documents, readings, strict=True)
    ]
    main = next((row for row in rows if not row["could_not_read"]), rows[0])
    return {**main, "further_documents": [row for row in rows if row is not main]} if len(rows) > 1 else main


def _measured_with(evidence: Evidence, knowledge: Knowledge) -> dict[str, Any]:
    manifest = evidence.manifest
    browser = manifest.get("browser", {})
    robots = [record.text for record in evidence.records() if isinstance(record, Note) and record.subject == "robots"]
    facts = {
        "browser": browser.get("version", ""),
        "user_agent": browser.get("user_agent", ""),
        "third_party_cookies": browser.get("third_party_cookies", ""),
        "command_line": browser.get("command_line", []),
        "canary": manifest.get("canary", {}),
        "robots": robots,
        "settings": manifest.get("settings", {}),
        "sessions": manifest.get("sessions", {}),
        "tool": manifest.get("tool", {}),
        "source": manifest.get("source", ""),
        "lists": knowledge.describe(),
        "evidence": evidence.folder.as_posix(),
        "seal": manifest.get("seal", ""),
    }
    return {key: value for key, value in facts.items() if value}
