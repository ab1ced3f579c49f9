"""What commands print at their end, and the exit code that it adds up to."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol

import typer

from analyzers.model import SiteReport
from analyzers.scenarios import is_repeat
from avow import exit_codes
from avow.config import ConfigError
from reports import FailedSite, to_json
from reports.text import visible
from reports.words import NO_DIFFERENCE, count, weight

FAIL_ON = {"high": 60, "medium": 30, "low": 1, "info": 0, "never": 101}
"""Lowest weight of each word, as in reports.words.WEIGHTS."""
DEFAULT_FAIL_ON = "low"
SHOWN = 8


class HasReport(Protocol):
    """A site's end, as avow.scanning has it."""

    @property
    def report(self) -> SiteReport | FailedSite: ...

    @property
    def html(self) -> Path | None: ...


def check_fail_on(word: str) -> None:
    if word not in FAIL_ON:
        raise ConfigError(f"--fail-on {word!r} is none of {', '.join(FAIL_ON)}.")


def exit_code(
    reports: Sequence[SiteReport | FailedSite], fail_on: str, *, interrupted: bool = False, own_fault: bool = False
) -> int:
    """The heaviest of what happened; see avow.exit_codes."""
    if interrupted:
        return exit_codes.INTERRUPTED
    if own_fault:
        return exit_codes.OWN_FAULT
    if any(isinstance(report, FailedSite) or not report.coverage.complete or list(_open(report)) for report in reports):
        return exit_codes.INCOMPLETE
    if any(
        finding.weight >= FAIL_ON[fail_on]
        for report in reports
        if isinstance(report, SiteReport)
        for finding in report.findings
    ):
        return exit_codes.FINDINGS
    return exit_codes.MEASURED


def _open(report: SiteReport) -> Iterator[str]:
    """What each session that was asked for beside the first visit left open."""
    for row in report.coverage.sessions:
        if is_repeat(str(row["session"])) and not row["complete"]:
            reason = row.get("reason") or f"{row['pages_measured']} of {row['pages_planned']} pages measured"
            yield f"session {row['session']}: {row['ended']}, {reason}"


def print_json(reports: Sequence[SiteReport | FailedSite]) -> None:
    json.dump(to_json(reports), sys.stdout, ensure_ascii=True, indent=1)
    sys.stdout.write("\n")


def print_summary(results: Sequence[HasReport], index_page: Path | None = None) -> None:
    """A screen a person can read: what was measured, the heaviest findings, where the report lies."""
    for result in results:
        if isinstance(result.report, FailedSite):
            typer.echo(f"{visible(result.report.site)}: not measured. {visible(result.report.reason)}")
        else:
            _print_site(result.report, result.html)
    if index_page is not None:
        typer.echo(f"Index: {index_page}")


def _print_site(report: SiteReport, html: Path | None) -> None:
    coverage = report.coverage
    typer.echo(f"{visible(report.site)}: {coverage.pages_measured} of {count(coverage.pages_planned, 'page')} measured")
    for page in coverage.pages:
        if page.get("outcome") not in ("measured", None):
            typer.echo(
                f"  not measured: {visible(str(page.get('url')))}: {page.get('outcome')}, {visible(str(page.get('reason')))}"
            )
    if report.policy.get("could_not_read"):
        typer.echo(f"  policy: {visible(str(report.policy['could_not_read']))}")
    kinds = Counter(seen.kind for seen in report.observations)
    typer.echo("  seen: " + (", ".join(f"{number} {kind}" for kind, number in sorted(kinds.items())) or "nothing"))
    differing = [finding for finding in report.findings if finding.verdict not in NO_DIFFERENCE]
    words = Counter(weight(finding.weight) for finding in differing)
    parts = [f"{words[word]} {word}" for word in ("high", "medium", "low", "for information") if words[word]]
    if len(differing) < len(report.findings):
        parts.append(f"{len(report.findings) - len(differing)} that could not be checked")
    typer.echo(f"  {count(len(report.findings), 'finding')}" + (f": {', '.join(parts)}" if parts else ""))
    for finding in sorted(report.findings, key=lambda finding: (-finding.weight, finding.title))[:SHOWN]:
        typer.echo(f"    {finding.weight:3} {visible(finding.title)}")
    if len(report.findings) > SHOWN:
        typer.echo(f"    and {len(report.findings) - SHOWN} more in the report")
    for left in _open(report):
        typer.echo(f"  not complete: {visible(left)}")
    if not coverage.complete:
        typer.echo("  INCOMPLETE: not everything could be measured; the report says what and why.")
    if html is not None:
        typer.echo(f"Report: {html}")
        typer.echo(
            f"Evidence: {html.parent.parent} (seal {report.seal[:16]}…; check it with: avow verify {html.parent.parent})"
        )
