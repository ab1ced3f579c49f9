"""Writing the reports: every file is whole or not there."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from analyzers.model import SiteReport
from reports.csv_files import tables
from reports.index import links_on_disk, render_index
from reports.json_report import FailedSite, to_bytes, to_json
from reports.page import render


def write_reports(report: SiteReport, folder: Path, *, screenshot: bytes | None = None) -> dict[str, Path]:
    """Write one site's reports; returns file name -> path.

    report.html is written last: where it is, the others are. `screenshot` is a picture of the first page (PNG, JPEG or
    WebP). Raises OSError when the folder cannot be written to; what stood there before is then still whole.
    """
    files = {"report.json": to_bytes(to_json([report])), **tables(report), "report.html": render(report, screenshot)}
    return {name: write_whole(folder / name, data) for name, data in files.items()}


def write_index(
    reports: Sequence[SiteReport | FailedSite],
    folder: Path,
    generated: str,
    links: Mapping[str, str] | None = None,
) -> Path:
    """Write index.html and report.json of several sites; returns the path of index.html.

    `generated`: UTC, ISO 8601. `links`: site -> address of its report relative to `folder`; without it, the reports are
    looked for in `folder`/<site>/ and in each evidence folder.
    """
    page = render_index(reports, generated, links_on_disk(reports, folder) if links is None else links)
    write_whole(folder / "report.json", to_bytes(to_json(reports)))
    return write_whole(folder / "index.html", page)


def write_whole(path: Path, data: bytes) -> Path:
    """Write beside the place and rename, so that a reader never meets half a file. For the owner's eyes (0600)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return path
