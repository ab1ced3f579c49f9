"""Where the reports of a scan lie."""

from __future__ import annotations

from pathlib import Path

from analyzers.model import SiteReport
from crawler.evidence import Evidence
from crawler.records import Visit
from reports import write_reports


def report_into(report: SiteReport, folder: Path) -> Path:
    """Write the reports of one evidence folder beside its evidence; returns the HTML page."""
    return write_reports(report, folder / "report", screenshot=_first_screenshot(folder))["report.html"]


def _first_screenshot(folder: Path) -> bytes | None:
    for line in Evidence(folder).lines():
        if isinstance(line.record, Visit) and line.record.purpose == "page" and line.record.screenshot:
            return (folder / line.session / line.record.screenshot).read_bytes()
    return None
