"""The tables for spreadsheets: cookies, beacons, storage, third parties, findings.

UTF-8 with BOM and CRLF, so that Excel opens them; every cell quoted; no cell computes (reports.text.spreadsheet_cell).
Columns are described in docs/reports.md. Cookie values never appear, and addresses come without the values in their
queries.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Any

from analyzers.model import Finding, Observation, SiteReport, Source
from reports.json_report import finding_order, observation_order
from reports.policy_view import names_in_policy, strength_of
from reports.text import addresses_without_values, spreadsheet_cell, visible_prose, visible_quote, without_values
from reports.words import lifetime, moment, weight

Row = dict[str, Any]

_SHARED = ("site", "kind", "name", "host", "provider", "company", "party", "category", "category_in_policy")
_JUDGED = ("rule", "source", "confidence", "conflicts", "covered_by", "declared_quote", "declared_place")
_SEEN = ("times", "first_seen", "scenarios", "pages", "set_by", "details", "findings", "id")

COLUMNS: dict[str, tuple[str, ...]] = {
    "cookies.csv": (
        *_SHARED,
        "lifetime",
        "lifetime_s",
        "stored",
        "identifier",
        "identifier_why",
        "value_kind",
        *_JUDGED,
        *_SEEN,
    ),
    "beacons.csv": (*_SHARED, "urls", "identifier", "identifier_why", *_JUDGED, *_SEEN),
    "storage.csv": (
        *_SHARED,
        "origin",
        "key",
        "lifetime",
        "lifetime_s",
        "identifier",
        "identifier_why",
        "value_kind",
        *_JUDGED,
        *_SEEN,
    ),
    "third_parties.csv": (*_SHARED, "urls", *_JUDGED, *_SEEN),
    "findings.csv": (
        "site",
        "weight",
        "weight_word",
        "verdict",
        "title",
        "why",
        "confidence",
        "quote",
        "place",
        "text_dated",
        "text_digest",
        "observed",
        "seen_first",
        "pages",
        "evidence",
        "remedy",
        "observation_ids",
        "declaration_ids",
        "promise_id",
        "id",
    ),
}

KINDS_OF: dict[str, tuple[str, ...]] = {
    "cookies.csv": ("cookie",),
    "beacons.csv": ("beacon",),
    "storage.csv": ("local-storage", "session-storage", "indexed-db", "cache-storage", "opfs", "flash"),
    "third_parties.csv": ("third-party", "social"),
}
"""Script behaviours and forms are in report.html and report.json only: they have no table shape in common."""

PRIVATE_DETAILS = frozenset({"value", "values", "raw_value", "post_data", "body"})
"""Keys of `details` that no report prints, should a value ever get there."""


def tables(report: SiteReport) -> dict[str, bytes]:
    """File name -> bytes, for one site."""
    named = {seen.id: seen for seen in report.observations}
    files = {name: _csv(COLUMNS[name], _observations(report, kinds)) for name, kinds in KINDS_OF.items()}
    rows = (_finding(finding, named) for finding in sorted(report.findings, key=finding_order))
    return {**files, "findings.csv": _csv(COLUMNS["findings.csv"], rows)}


def _csv(columns: tuple[str, ...], rows: Iterable[Row]) -> bytes:
    import pandas as pd  # here, because it costs a second and every command imports this package

    cells = [[spreadsheet_cell(_text(row.get(column))) for column in columns] for row in rows]
    out = io.StringIO(newline="")
    pd.DataFrame(cells, columns=list(columns), dtype=object).to_csv(
        out, index=False, quoting=csv.QUOTE_ALL, lineterminator="\r\n"
    )
    return out.getvalue().encode("utf-8-sig")


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.15g}"
    if isinstance(value, list | tuple):
        return "; ".join(_text(item) for item in value)
    return str(value)


def _observations(report: SiteReport, kinds: tuple[str, ...]) -> Iterable[Row]:
    declared = {line.id: line for line in report.declarations}
    written = names_in_policy(report.declarations)
    concerned: dict[str, list[str]] = {}
    for finding in sorted(report.findings, key=finding_order):
        for identity in finding.observation:
            concerned.setdefault(identity, []).append(finding.id)
    for seen in sorted(report.observations, key=observation_order):
        if seen.kind in kinds:
            cover = report.covered_by.get(seen.id, {})
            line = declared.get(str(cover.get("declaration", "")))
            yield _observation(report.site, seen) | {
                "category_in_policy": written.get(seen.category, ""),
                "covered_by": strength_of(report, seen.id) or "not compared",
                "declared_quote": visible_quote(line.quote) if line else "",
                "declared_place": line.place if line else "",
                "findings": concerned.get(seen.id, []),
            }


def _observation(site: str, seen: Observation) -> Row:
    return {
        "site": site,
        "kind": seen.kind,
        "name": addresses_without_values(seen.name),
        "host": seen.host,
        "provider": seen.provider,
        "company": seen.company,
        "party": seen.party,
        "category": seen.category,
        "rule": visible_prose(seen.rule),
        "source": seen.source,
        "confidence": seen.confidence,
        "conflicts": seen.conflicts,
        "lifetime": lifetime(seen.lifetime_s) if seen.kind == "cookie" or seen.lifetime_s is not None else "",
        "lifetime_s": seen.lifetime_s,
        "stored": seen.stored,
        "identifier": seen.identifier,
        "identifier_why": visible_prose(seen.identifier_why),
        "value_kind": seen.value_kind,
        "origin": seen.origin,
        "key": addresses_without_values(seen.key),
        "urls": _addresses(seen.urls),
        "times": seen.details.get("times"),
        "first_seen": moment(seen.details.get("first_seen")),
        "scenarios": seen.scenarios,
        "pages": _addresses(seen.pages),
        "set_by": _addresses(seen.set_by),
        "details": _details(seen.details),
        "id": seen.id,
    }


def _addresses(urls: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(without_values(url) for url in urls))


def _details(details: dict[str, Any]) -> list[str]:
    return [
        f"{key}={visible_prose(_text(details[key]))}"
        for key in sorted(details)
        if key not in {"times", "first_seen"} | PRIVATE_DETAILS
    ]


def _finding(finding: Finding, named: dict[str, Observation]) -> Row:
    seen = [named[identity] for identity in finding.observation if identity in named]
    return {
        "site": finding.site,
        "weight": finding.weight,
        "weight_word": weight(finding.weight),
        "verdict": finding.verdict,
        "title": visible_prose(finding.title),
        "why": visible_prose(finding.why),
        "confidence": finding.confidence,
        "quote": visible_quote(finding.quote),
        "place": finding.place,
        "text_dated": visible_quote(finding.document.get("date", "")),
        "text_digest": finding.document.get("sha256", ""),
        "seen_first": finding.when,
        "observed": [f"{item.kind} {addresses_without_values(item.name)} of {item.provider}" for item in seen],
        "pages": _addresses(page for item in seen for page in item.pages),
        "evidence": [place(source) for source in finding.evidence],
        "remedy": visible_prose(finding.remedy),
        "observation_ids": finding.observation,
        "declaration_ids": finding.declaration,
        "promise_id": finding.promise,
        "id": finding.id,
    }


def place(source: Source) -> str:
    """A place in the evidence in one line: what, where, which visit and record."""
    where = [f"session {source.session}"] if source.session else []
    where += [f"visit {source.visit}"] if source.visit else []
    where += [f"record {source.seq}"] if source.seq is not None else []
    parts = [visible_prose(source.what), without_values(source.url), ", ".join(where)]
    return " | ".join(part for part in parts if part)
