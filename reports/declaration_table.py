"""The table of cookies and similar technologies that the policy ought to hold, drafted from what was seen.

A draft states only what was observed or what the policy itself already says. What a scan cannot know (why a thing is
there, who is behind a host, a category that no rule decided) is a gap, marked for a person.
"""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import Any

import msgspec

from analyzers.model import CATEGORIES, Declaration, Observation, SiteReport
from reports.json_report import observation_order, to_bytes
from reports.page import environment, style
from reports.policy_view import category_title, names_in_policy
from reports.text import spreadsheet_cell, visible, visible_quote
from reports.words import date, kind, lifetime
from reports.write import write_whole

SCHEMA = "avow-declarations/1"

DECLARED_KINDS = (
    "cookie",
    "local-storage",
    "session-storage",
    "indexed-db",
    "cache-storage",
    "opfs",
    "flash",
    "beacon",
)
"""Third parties are the providers of these rows; social functions, forms and script behaviours belong in the prose."""

STAYS_UNTIL_DELETED = {"local-storage", "indexed-db", "cache-storage", "opfs", "flash"}

COLUMNS = ("Name", "Category", "Technology", "Provider", "Domain", "Party", "Purpose", "Duration")


class DraftRow(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the table; the fields of a declaration, and what is missing."""

    kind: str
    name: str
    provider: str
    """Company, else registrable domain."""
    domain: str
    party: str
    category: str
    """One of CATEGORIES; empty when no rule decided."""
    category_as_written: str
    purpose: str
    """As the policy already has it for this item; else empty and a gap."""
    lifetime: str
    lifetime_s: float | None
    strength: str = "item"
    gaps: tuple[str, ...] = ()
    """Of `category`, `company`, `purpose`: what a person must add."""
    observation: str
    """Id of what was seen."""


class DraftGroup(msgspec.Struct, frozen=True, kw_only=True):
    title: str
    category: str
    rows: tuple[DraftRow, ...]


class DraftTable(msgspec.Struct, frozen=True, kw_only=True):
    site: str
    measured: str
    """UTC, ISO 8601."""
    complete: bool
    """False: the measurement was incomplete, so rows may be missing."""
    groups: tuple[DraftGroup, ...]


def draft(report: SiteReport) -> DraftTable:
    """The table for one site, in the policy's own categories; what no rule could sort stands last."""
    written = names_in_policy(report.declarations)
    declared = {line.id: line for line in report.declarations}
    rows = [
        _row(seen, declared.get(str(report.covered_by.get(seen.id, {}).get("declaration", ""))), written)
        for seen in sorted(report.observations, key=_order)
        if seen.kind in DECLARED_KINDS
    ]
    groups = []
    for category in (*CATEGORIES, ""):
        own = tuple(row for row in rows if row.category == category)
        title = category_title(category, written) if category else "Category to be decided"
        if own:
            groups.append(DraftGroup(title=title, category=category, rows=own))
    return DraftTable(
        site=report.site, measured=report.started, complete=report.coverage.complete, groups=tuple(groups)
    )


def _order(seen: Observation) -> tuple[int, tuple[str, ...]]:
    at = DECLARED_KINDS.index(seen.kind) if seen.kind in DECLARED_KINDS else len(DECLARED_KINDS)
    return at, observation_order(seen)


def _row(seen: Observation, line: Declaration | None, written: dict[str, str]) -> DraftRow:
    category = seen.category if seen.category in CATEGORIES else ""
    purpose = line.purpose if line is not None and line.strength == "item" else ""
    missing = {
        "category": not category,
        "company": seen.party == "third" and not seen.company,
        "purpose": not purpose,
    }
    return DraftRow(
        kind=seen.kind,
        name=seen.name,
        provider=seen.company or seen.provider,
        domain=seen.host,
        party=seen.party,
        category=category,
        category_as_written=written.get(category, ""),
        purpose=purpose,
        lifetime=_duration(seen),
        lifetime_s=seen.lifetime_s,
        gaps=tuple(gap for gap, is_missing in missing.items() if is_missing),
        observation=seen.id,
    )


def _duration(seen: Observation) -> str:
    if seen.kind in STAYS_UNTIL_DELETED:
        return "until deleted"
    return "nothing is kept" if seen.kind == "beacon" else lifetime(seen.lifetime_s)


def gap_text(gap: str) -> str:
    return f"[to complete: {gap}]"


def cells(row: DraftRow) -> tuple[str, ...]:
    """In the order of COLUMNS, gaps marked."""
    provider = f"{row.provider} {gap_text('company')}" if "company" in row.gaps else row.provider
    party = "third party" if row.party == "third" else "first party"
    technology = kind(row.kind)
    technology = technology[:1].upper() + technology[1:]
    purpose = row.purpose or gap_text("purpose")
    category = (row.category_as_written or row.category.capitalize()) if row.category else gap_text("category")
    return row.name, category, technology, provider, row.domain, party, purpose, row.lifetime


def to_html(table: DraftTable) -> bytes:
    css, digest = style()
    page = environment().get_template("declaration_table.html")
    gaps = sum(len(row.gaps) for group in table.groups for row in group.rows)
    return page.render(table=table, css=css, digest=digest, columns=COLUMNS, cells=cells, gaps=gaps).encode("utf-8")


def to_markdown(table: DraftTable) -> bytes:
    lines = [f"# Cookies and similar technologies on {_markdown(table.site)}", "", _markdown(_note(table)), ""]
    for group in table.groups:
        lines += [f"## {_markdown(group.title)}", "", f"| {' | '.join(COLUMNS)} |", "|" + "---|" * len(COLUMNS)]
        for row in group.rows:
            name, *others = cells(row)
            lines.append(f"| {_code(name)} | {' | '.join(_markdown(other) for other in others)} |")
        lines.append("")
    return "\n".join(lines).encode("utf-8")


def _note(table: DraftTable) -> str:
    incomplete = "" if table.complete else " The measurement was incomplete, so rows may be missing."
    return (
        f"Draft from a measurement on {date(table.measured)}.{incomplete} What is marked is for a person to complete."
    )


def _markdown(text: str) -> str:
    """No markup, no table cell and no HTML comes out of a name."""
    return re.sub(r"([\\`*_{}\[\]<>#|~!&])", r"\\\1", visible_quote(text))


def _code(text: str) -> str:
    """A code span: fenced longer than any run of backticks inside; a pipe would end the cell."""
    shown = visible(text) or "(no name)"
    fence = "`" * (max((len(run) for run in re.findall(r"`+", shown)), default=0) + 1)
    pad = " " if shown.startswith("`") or shown.endswith("`") else ""
    return f"{fence}{pad}{shown.replace('|', chr(92) + '|')}{pad}{fence}"


def to_csv(table: DraftTable) -> bytes:
    """The columns and the gaps; UTF-8 with BOM, CRLF, formula-safe."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([*COLUMNS, "Gaps"])
    for group in table.groups:
        for row in group.rows:
            writer.writerow([spreadsheet_cell(cell) for cell in (*cells(row), "; ".join(row.gaps))])
    return out.getvalue().encode("utf-8-sig")


def to_json(table: DraftTable) -> bytes:
    """`{"schema": "avow-declarations/1", "site", "measured", "complete", "declarations": [...]}`, names unescaped."""
    document: dict[str, Any] = {
        "schema": SCHEMA,
        "site": table.site,
        "measured": table.measured,
        "complete": table.complete,
        "declarations": [msgspec.to_builtins(row) for group in table.groups for row in group.rows],
    }
    return to_bytes(document)


WRITERS = {
    "declarations.html": to_html,
    "declarations.md": to_markdown,
    "declarations.csv": to_csv,
    "declarations.json": to_json,
}


def write_draft(table: DraftTable, folder: Path) -> dict[str, Path]:
    """Write the draft in all four forms; returns file name -> path."""
    return {name: write_whole(folder / name, writer(table)) for name, writer in WRITERS.items()}
