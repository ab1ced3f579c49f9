"""report.json: everything that was judged, without loss, in the shape of docs/report.schema.json."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Sequence
from typing import Any

import msgspec

from analyzers.model import Finding, Observation, SiteReport

SCHEMA = "avow-report/1"


class FailedSite(msgspec.Struct, frozen=True, kw_only=True):
    """A site of which no report could be made. Nothing is known about it, so nothing may be concluded."""

    site: str
    reason: str
    """In plain words, with the browser's own error where there is one."""
    outcome: str = ""
    """As crawler.records.OUTCOMES; empty when the failure was not a visit's."""
    started: str = ""
    """UTC, ISO 8601; empty when the scan did not begin."""
    evidence: str = ""
    """Path of what was gathered; empty when nothing was."""


def observation_order(seen: Observation) -> tuple[str, ...]:
    return (seen.kind, seen.provider, seen.host, seen.name, seen.id)


def finding_order(finding: Finding) -> tuple[int, str, str, str]:
    """Heaviest first."""
    return (-finding.weight, finding.verdict, finding.title, finding.id)


def site_order(report: SiteReport | FailedSite) -> tuple[str, str]:
    return (report.site, report.started)


def to_json(reports: Sequence[SiteReport | FailedSite]) -> dict[str, Any]:
    """`{"schema": "avow-report/1", "sites": [...]}`: sites by name, findings by weight, observations by kind.

    A failed site has the same fields, all empty, `failed` with the reason, and a coverage that is not complete.
    """
    return {"schema": SCHEMA, "sites": [_site(report) for report in sorted(reports, key=site_order)]}


def _site(report: SiteReport | FailedSite) -> dict[str, Any]:
    if isinstance(report, FailedSite):
        empty = SiteReport(site=report.site, started=report.started, evidence=report.evidence, seal="")
        fields: dict[str, Any] = _plain(empty)
        fields["coverage"]["not_checked"] = [report.reason]
        return {**fields, "failed": {"reason": report.reason, "outcome": report.outcome}}
    ordered = msgspec.structs.replace(
        report,
        observations=tuple(sorted(report.observations, key=observation_order)),
        findings=tuple(sorted(report.findings, key=finding_order)),
    )
    return {**_plain(ordered), "failed": None}


def _plain(value: Any) -> Any:
    return _finite(msgspec.to_builtins(value, order="deterministic", str_keys=True))


def _finite(value: Any) -> Any:
    """JSON has no infinity, which a Max-Age of 400 digits becomes: the largest number there is stands for it."""
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return math.copysign(sys.float_info.max, value) if not math.isnan(value) else None
    return value


def to_bytes(document: dict[str, Any]) -> bytes:
    """ASCII only: no control character reaches a terminal, and lone surrogates survive as `\\udXXX`."""
    return (json.dumps(document, indent=1, ensure_ascii=True, allow_nan=False) + "\n").encode("ascii")
