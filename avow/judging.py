"""From a sealed evidence folder to what the reports print: no browser, no Scrapy, no network."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from analyzers.comparison import Comparison, compare
from analyzers.comparison.contradictions import between_policies
from analyzers.comparison.texts import Earlier
from analyzers.comparison.waivers import Waived, shown, waive
from analyzers.comparison.witness import witness_of
from analyzers.declarations import corrected, with_hand_written
from analyzers.knowledge import Knowledge
from analyzers.model import Finding, PolicyReading, SiteReport
from analyzers.observe import observe
from analyzers.policy.handwritten import HandWritten, Waiver
from analyzers.policy.tool_evidence import ToolsRead, as_policy, tools_of, with_tools
from analyzers.scenarios import is_repeat
from analyzers.visitor import Seed, Seeds
from avow.earlier import text_of
from avow.reading import read_document
from avow.reading import started_on as started_on
from crawler.evidence import Evidence
from crawler.records import Note, PolicyDocument, Visit

BESIDE = "Seen by comparing the sites of one scan; the evidence of this site alone does not show it."


def judge(
    folder: Path,
    knowledge: Knowledge,
    *,
    first_party_domains: tuple[str, ...] = (),
    written: HandWritten | None = None,
    on: dt.date | None = None,
    seeds: Sequence[Seed | str] = (),
    earlier: Earlier | None = None,
) -> SiteReport:
    """Observe, read the policy, compare.

    Args:
        folder: one site's sealed evidence. Raises EvidenceError when it is none.
        knowledge: what sorts items into categories and names companies.
        first_party_domains: the operator's own further domains.
        written: what a lawyer wrote by hand; it wins over what is read, and its waivers set findings aside.
        on: the day on which a waiver must hold; left out, the day on which the scan began, so that the same evidence
            gives the same report next year.
        seeds: personal data of the visitor that the scan played, to be looked for in what third parties were sent. In
            the report a mark stands in its place (see analyzers.visitor).
        earlier: what a scan before this one found of the policy (see avow.earlier); the report names its seal.
    """
    evidence = Evidence(folder)
    on = on or started_on(evidence)
    written = written or HandWritten()
    if written.overrides and on is not None:
        knowledge = knowledge.deciding(written.overrides, on)
    observed = observe(evidence, knowledge, first_party_domains=first_party_domains)
    documents = evidence.policies()
    readings = [read_document(document, data) for document, data in documents]
    tools, why_none = tools_of(evidence), why_no_policy(evidence)
    read, left_open = with_tools(merge(readings, why_none), tools, none_found=not readings and why_none == NO_POLICY)
    reading = with_hand_written(read, written)
    witness = witness_of(evidence, first_party_domains=first_party_domains, seeds=seeds)
    if earlier is not None:
        texts = tuple(text_of(*document, one) for document, one in zip(documents, readings, strict=True))
        witness = msgspec.structs.replace(witness, seen_on=started_on(evidence), texts=texts, earlier=earlier)
    comparison = compare(
        observed,
        reading,
        site=evidence.site,
        knowledge=knowledge,
        witness=witness,
        documents={one.source: corrected(one, written) for one in (*readings, *tools.readings)},
    )
    waived = _waived(comparison, written.waivers, on, knowledge)
    manifest = evidence.manifest
    report = SiteReport(
        site=evidence.site,
        started=str(manifest.get("started", "")),
        evidence=folder.as_posix(),
        seal=str(manifest.get("seal", "")),
        policy=_policy([document for document, _ in documents], readings, reading, tools) | tools.facts,
        observations=comparison.observations,
        findings=shown(waived),
        declarations=reading.declarations,
        promises=comparison.promises,
        unread=reading.unread,
        coverage=msgspec.structs.replace(
            observed.coverage,
            by_strength=comparison.by_strength,
            not_checked=(*observed.coverage.not_checked, *left_open),
        ),
        measured_with=_measured_with(evidence, knowledge) | _by_hand(written, waived, on) | _beside(earlier),
        covered_by=comparison.covered_by,
    )
    return without_seeds(report, Seeds(seeds))


def without_seeds(report: SiteReport, seeds: Seeds) -> SiteReport:
    """The report with a mark wherever a text of it held what is known of the visitor: an address of a page, a name."""
    if not seeds:
        return report

    def marked(value: Any) -> Any:
        if isinstance(value, str):
            return seeds.marked(value, report.site)
        if isinstance(value, dict):
            return {marked(key): marked(item) for key, item in value.items()}
        return [marked(item) for item in value] if isinstance(value, list | tuple) else value

    return msgspec.convert(marked(msgspec.to_builtins(report)), SiteReport)


def _beside(earlier: Earlier | None) -> dict[str, Any]:
    """Which earlier scan the policy was compared with."""
    if earlier is None:
        return {}
    texts = [
        {"url": text.url, "sha256": text.reading.sha256, "date": text.reading.date_as_written} for text in earlier.texts
    ]
    return {"earlier_scan": {"began": earlier.on.isoformat(), "seal": earlier.seal, "policy": texts}}


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


def _waived(comparison: Comparison, waivers: Sequence[Waiver], on: dt.date | None, knowledge: Knowledge) -> Waived:
    """No waiver holds on a day that nobody knows, and no override."""
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
        "overrides": len(written.overrides),
        "findings_waived": len(waived.waived),
        "waivers_ended": [_in_words(one) for one in waived.ended],
        "overrides_ended": [
            f"{one.name}, {one.owner}, until {one.expires}" for one in written.overrides if on and one.expires < on
        ],
        "waivers_without_a_finding": [_in_words(one) for one in waived.unused],
    }
    return {"declarations_file": facts}


def _in_words(waiver: Waiver) -> str:
    return f"{waiver.finding} {waiver.name}, {waiver.owner}, until {waiver.until.isoformat()}"


NO_POLICY = "No privacy or cookie policy was found or given."


def why_no_policy(evidence: Evidence) -> str:
    """Why the evidence holds no policy: the scan ended before it was read, its address gave nothing, or none was found."""
    asked = evidence.manifest.get("settings")
    given = str(asked.get("policy", "")) if isinstance(asked, dict) else ""
    for scenario, session in evidence.manifest.get("sessions", {}).items():
        if isinstance(session, dict) and session.get("ended", "complete") != "complete" and not is_repeat(scenario):
            reason = f", {session['reason']}" if session.get("reason") else ""
            return f"the scan ended before it was read (session {scenario}: {session['ended']}{reason})"
    tried = [one for one in evidence.records() if isinstance(one, Visit) and one.purpose == "policy"]
    if tried:
        how = "; ".join(f"{one.url}: {one.outcome}{f', {one.reason}' if one.reason else ''}" for one in tried[:3])
        return f"{'the address given' if given else 'a link to it was found, and the address'} gave no text ({how})"
    return NO_POLICY


def merge(readings: list[PolicyReading], why_none: str = NO_POLICY) -> PolicyReading:
    """All that the policy's documents say together. One that could not be read leaves the others standing."""
    read = [reading for reading in readings if not reading.could_not_read]
    if not read:
        if not readings:
            return PolicyReading(could_not_read=why_none)
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


def _policy(
    documents: list[PolicyDocument], readings: list[PolicyReading], merged: PolicyReading, tools: ToolsRead
) -> dict[str, Any]:
    if not documents:
        why = merged.could_not_read
        return {"could_not_read": why} if why else as_policy(tools) | {"could_not_read": ""}
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
