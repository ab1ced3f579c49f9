"""From a sealed evidence folder to what the reports print: no browser, no Scrapy, no network."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from analyzers.comparison import compare
from analyzers.knowledge import Knowledge
from analyzers.model import PolicyReading, SiteReport
from analyzers.observe import observe
from analyzers.policy import read_policy
from crawler.evidence import Evidence
from crawler.records import Note, PolicyDocument


def judge(folder: Path, knowledge: Knowledge, *, first_party_domains: tuple[str, ...] = ()) -> SiteReport:
    """Observe, read the policy, compare. Raises EvidenceError when the folder is no evidence."""
    evidence = Evidence(folder)
    observed = observe(evidence, knowledge, first_party_domains=first_party_domains)
    documents = evidence.policies()
    readings = [read_policy(data, mime=document.mime, source=document.url) for document, data in documents]
    reading = merge(readings)
    comparison = compare(observed, reading, site=evidence.site, knowledge=knowledge)
    manifest = evidence.manifest
    return SiteReport(
        site=evidence.site,
        started=str(manifest.get("started", "")),
        evidence=folder.as_posix(),
        seal=str(manifest.get("seal", "")),
        policy=_policy([document for document, _ in documents], readings, reading),
        observations=comparison.observations,
        findings=comparison.findings,
        declarations=reading.declarations,
        promises=comparison.promises,
        unread=reading.unread,
        coverage=msgspec.structs.replace(observed.coverage, by_strength=comparison.by_strength),
        measured_with=_measured_with(evidence, knowledge),
        covered_by=comparison.covered_by,
    )


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
