"""report.html: one page for counsel, without a script, that needs nothing but itself."""

from __future__ import annotations

import base64
import hashlib
import shlex
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from analyzers.model import CATEGORIES, Declaration, Finding, Observation, Promise, SiteReport
from reports import html_text, words
from reports.csv_files import PRIVATE_DETAILS, place
from reports.json_report import finding_order, observation_order
from reports.policy_view import category_title, names_in_policy, policy_problem, strength_of
from reports.summary import summarise
from reports.text import visible

TEMPLATES = Path(__file__).parent / "templates"
LARGEST_SCREENSHOT = 6_000_000
"""Bytes. A larger picture makes the page too heavy for e-mail; it stays in the evidence folder."""

_PICTURES = ((b"\x89PNG\r\n\x1a\n", "image/png"), (b"\xff\xd8\xff", "image/jpeg"), (b"RIFF", "image/webp"))

SHOWN_APART = {"times", "first_seen"}

MEASURED_WITH_ORDER = (
    "tool", "browser", "version", "browser_version", "user_agent", "third_party_cookies", "third_party_cookie_mode",
    "canary", "robots", "scenarios", "lists", "knowledge", "flags", "command_line",
)  # fmt: skip
"""Shown first and in this order; whatever else was recorded follows by name."""


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """An observation beside what the policy says of it."""

    seen: Observation
    strength: str
    declared: Declaration | None
    first_seen: str
    details: dict[str, Any]


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """A finding with what it speaks of."""

    finding: Finding
    word: str
    rows: tuple[Row, ...]
    quotes: tuple[tuple[str, str], ...]
    """(quote, place), the finding's own first, each passage once."""
    scenarios: tuple[str, ...]
    first_page: str


class Group(msgspec.Struct, frozen=True, kw_only=True):
    title: str
    note: str
    rows: tuple[Row, ...]


@cache
def environment() -> Environment:
    """Jinja with autoescape for every template; a misspelled name is an error, never an empty place."""
    jinja = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_no_hidden_characters,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    jinja.filters |= {
        "name": html_text.name,
        "url": html_text.url,
        "host": html_text.host,
        "addresses": html_text.addresses,
        "upper_first": html_text.upper_first,
        "anchor": html_text.anchor,
        "shell": shlex.quote,
        "prose": html_text.prose,
        "quote": html_text.quote,
        "policy_text": html_text.policy_text,
        "fact": html_text.fact,
        "label": html_text.label,
        "brief": html_text.brief,
        "lifetime": words.lifetime,
        "date": words.date,
        "weight": words.weight,
        "verdict": words.verdict,
        "kind": words.kind,
        "source_place": place,
    }
    jinja.globals |= {"words": words, "count": words.count}
    return jinja


def _no_hidden_characters(value: Any) -> Any:
    """The net under the filters: whatever else a template prints has its unseen characters spelled out."""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def style() -> tuple[Markup, str]:
    """(the style sheet, its hash for the content security policy)."""
    css = (TEMPLATES / "report.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    return Markup(css), f"sha256-{digest}"  # noqa: S704  the project's own file, no input in it


def render(report: SiteReport, screenshot: bytes | None = None) -> bytes:
    """The page as UTF-8. `screenshot`: PNG, JPEG or WebP of the first page; anything else is left out and said so."""
    css, digest = style()
    declared = {line.id: line for line in report.declarations}
    rows = {seen.id: _row(report, seen, declared) for seen in sorted(report.observations, key=observation_order)}
    page = (
        environment()
        .get_template("report.html")
        .render(
            report=report,
            summary=summarise(report),
            css=css,
            digest=digest,
            picture=picture(screenshot),
            cards=_cards(report, rows, declared),
            cookies=_cookies(report, tuple(rows.values())),
            rows_of={name: tuple(row for row in rows.values() if row.seen.kind == name) for name in words.KINDS},
            unseen=_declared_not_seen(report),
            promises=sorted(report.promises, key=_outcome_order),
            measured_with=_ordered(report.measured_with),
        )
    )
    return page.encode("utf-8")


def picture(screenshot: bytes | None) -> dict[str, str] | None:
    """`{"data": a data: address}`, or `{"why": …}` when there is a picture that cannot be shown."""
    if screenshot is None:
        return None
    for magic, mime in _PICTURES:
        if screenshot.startswith(magic):
            if len(screenshot) > LARGEST_SCREENSHOT:
                return {"data": "", "why": "The picture of the first page is too large for this page."}
            return {"data": f"data:{mime};base64,{base64.b64encode(screenshot).decode()}", "why": ""}
    return {"data": "", "why": "The picture of the first page has no format that can be shown."}


def _row(report: SiteReport, seen: Observation, declared: dict[str, Declaration]) -> Row:
    cover = report.covered_by.get(seen.id, {})
    return Row(
        seen=seen,
        strength=strength_of(report, seen.id),
        declared=declared.get(str(cover.get("declaration", ""))),
        first_seen=words.moment(seen.details.get("first_seen")),
        details={key: seen.details[key] for key in sorted(seen.details) if key not in SHOWN_APART | PRIVATE_DETAILS},
    )


def _cards(report: SiteReport, rows: dict[str, Row], declared: dict[str, Declaration]) -> list[Card]:
    cards = []
    for finding in sorted(report.findings, key=finding_order):
        lines = [declared[identity] for identity in finding.declaration if identity in declared]
        quotes = [(finding.quote, finding.place), *((line.quote, line.place) for line in lines)]
        once = {quote: where for quote, where in reversed(quotes) if quote}
        own = tuple(rows[identity] for identity in finding.observation if identity in rows)
        cards.append(
            Card(
                finding=finding,
                word=words.weight(finding.weight),
                rows=own,
                scenarios=tuple(sorted({scenario for row in own for scenario in row.seen.scenarios})),
                first_page=next((page for row in own for page in row.seen.pages), ""),
                quotes=tuple((quote, once[quote]) for quote in reversed(once)),
            )
        )
    return cards


def _cookies(report: SiteReport, rows: Sequence[Row]) -> list[Group]:
    """The cookies by category, under the policy's own names; each category of the four is there, also when empty."""
    written = names_in_policy(report.declarations)
    cookies = [row for row in rows if row.seen.kind == "cookie"]
    others = sorted({row.seen.category for row in cookies} - {*CATEGORIES, "unknown"})
    groups = []
    for category in (*CATEGORIES, "unknown", *others):
        own = tuple(row for row in cookies if row.seen.category == category)
        name = written.get(category, "")
        note = f"In the four categories of the ICC guide: {category}." if name and name.lower() != category else ""
        if category == "unknown":
            note = "No rule decided what these are for. That is a question to the site, not a verdict."
        groups.append(Group(title=category_title(category, written), note=note, rows=own))
    return groups


def _declared_not_seen(report: SiteReport) -> list[Declaration]:
    """Declarations by item or provider that cover nothing that was seen, in the policy's order.

    A class ("third parties may use cookies") is no claim that something happens; definitions and signals are none either.
    """
    if policy_problem(report):
        return []
    used = {str(cover.get("declaration", "")) for cover in report.covered_by.values()}
    observable = {"ip-address", "signal", "category"}
    return [
        line
        for line in report.declarations
        if line.id not in used and line.kind not in observable and (line.strength != "class" or line.kind == "flash")
    ]


def _outcome_order(promise: Promise) -> int:
    order = list(words.OUTCOMES)
    return order.index(promise.outcome) if promise.outcome in order else len(order)


def _ordered(measured_with: dict[str, Any]) -> list[tuple[str, Any]]:
    known = [key for key in MEASURED_WITH_ORDER if key in measured_with]
    shown_apart = {"evidence", "seal"}
    if len(measured_with.get("sessions", ())) > 1:
        shown_apart.add("sessions")
    return [(key, measured_with[key]) for key in [*known, *sorted(set(measured_with) - {*known, *shown_apart})]]
