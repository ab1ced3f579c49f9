"""What the first screen says, in numbers and sentences: promised, found, different, not checked."""

from __future__ import annotations

from collections import Counter
from typing import Any

import msgspec

from analyzers.model import CATEGORIES, KINDS, SiteReport
from reports.policy_view import STRENGTHS, category_title, names_in_policy, policy_problem, strength_of
from reports.words import NO_DIFFERENCE, OUTCOMES, WEIGHTS, count, date, kind, weight

BAR_WIDTH = 240
"""Units of the drawing in which the longest bar is as wide as its column."""


class Segment(msgspec.Struct, frozen=True, kw_only=True):
    strength: str
    number: int
    x: float
    width: float


class CategoryBar(msgspec.Struct, frozen=True, kw_only=True):
    """One category: how much of what was seen in it the policy covers."""

    category: str
    title: str
    written: str
    counts: tuple[int, ...]
    """In the order of STRENGTHS, then what was not compared."""
    total: int
    segments: tuple[Segment, ...]


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    site: str
    when: str
    browser: str
    measured: bool
    """At least one page was measured."""
    complete: bool
    missing: str
    """Why the measurement is incomplete, in one sentence; empty when it is complete."""
    policy_read: bool
    policy_problem: str
    """Why nothing could be compared; empty when the policy was read."""
    policy_title: str
    headline: str
    promised: tuple[tuple[int, str], ...]
    found: tuple[tuple[int, str], ...]
    differs: tuple[tuple[int, str], ...]
    unchecked: tuple[str, ...]
    bars: tuple[CategoryBar, ...]


def browser_name(measured_with: dict[str, Any]) -> str:
    """`Chromium 156.0`, out of a text or of `{"name": …, "version": …}`."""
    browser = measured_with.get("browser", "")
    if isinstance(browser, dict):
        name = browser.get("name") or browser.get("product") or ""
        parts = [str(name), str(browser.get("version") or "")]
    else:
        parts = [str(browser), str(measured_with.get("version") or measured_with.get("browser_version") or "")]
    parts = [part for part in parts if part]
    return parts[0] if len(parts) == 2 and parts[1] in parts[0] else " ".join(parts)


def summarise(report: SiteReport) -> Summary:
    problem = policy_problem(report)
    coverage = report.coverage
    return Summary(
        site=report.site,
        when=date(report.started) if report.started else "",
        browser=browser_name(report.measured_with),
        measured=coverage.pages_measured > 0,
        complete=coverage.complete,
        missing=_missing(report),
        policy_read=not problem,
        policy_problem=problem,
        policy_title=str(report.policy.get("title") or "The privacy policy"),
        headline=_headline(report, problem),
        promised=_promised(report),
        found=_found(report),
        differs=_differs(report),
        unchecked=_unchecked(report),
        bars=_bars(report, compared=not problem),
    )


def _missing(report: SiteReport) -> str:
    coverage = report.coverage
    if coverage.complete:
        return ""
    left = coverage.pages_planned - coverage.pages_measured
    if coverage.pages_measured == 0:
        return "No page of this site was measured. This report says nothing about what the site does."
    if left > 0:
        pages = count(left, "page")
        return (
            f"{pages} of {coverage.pages_planned:,} planned {'was' if left == 1 else 'were'} not measured. What was not "
            "seen there cannot be called absent."
        )
    return "All planned pages were measured, but a part of the measurement failed; see what could not be checked."


def _headline(report: SiteReport, problem: str) -> str:
    number = len(report.observations)
    if report.coverage.pages_measured == 0 and not number:
        return "Nothing was measured, so nothing can be concluded."
    pages = count(report.coverage.pages_measured, "page")
    recorded = f"On {pages} the browser recorded {count(number, 'technology', 'technologies')}."
    if problem:
        return f"{recorded} They could not be compared with a policy."
    strengths = Counter(strength_of(report, seen.id) for seen in report.observations)
    outside = strengths["none"]
    compared = number - strengths[""]
    sentence = f"{recorded} The policy covers {compared - outside:,} of them and does not cover {outside:,}."
    if strengths[""]:
        sentence += f" {strengths['']:,} could not be compared."
    broken = sum(promise.outcome == "contradicted" for promise in report.promises)
    if report.promises:
        verb = "is" if broken == 1 else "are"
        made = "its one promise" if len(report.promises) == 1 else f"its {len(report.promises)} promises"
        sentence += (
            f" {broken} of {made} {verb} contradicted by what was seen."
            if broken
            else f" What was seen contradicts none of {made}."
        )
    return sentence


def _promised(report: SiteReport) -> tuple[tuple[int, str], ...]:
    strengths = Counter(line.strength for line in report.declarations)
    rows = [
        (strengths["item"], "declared by item: the policy names the thing itself"),
        (strengths["provider"], "declared by provider: it names a company"),
        (strengths["class"], "declared by class: it describes a kind"),
        (len(report.promises), f"{'promise' if len(report.promises) == 1 else 'promises'} that something holds"),
    ]
    return tuple(row for row in rows if row[0])


def _found(report: SiteReport) -> tuple[tuple[int, str], ...]:
    rows = []
    for name in KINDS:
        seen = [item for item in report.observations if item.kind == name]
        third = sum(item.party == "third" for item in seen)
        if seen:
            part = f"{third:,} " if third < len(seen) else "all " if third > 1 else ""
            whose = f", {part}third-party" if third and name not in ("third-party", "social") else ""
            rows.append((len(seen), f"{kind(name, len(seen))}{whose}"))
    return tuple(rows)


def _differs(report: SiteReport) -> tuple[tuple[int, str], ...]:
    weights = Counter(weight(finding.weight) for finding in report.findings if finding.verdict not in NO_DIFFERENCE)
    return tuple((weights[word], word) for _least, word in WEIGHTS if weights[word])


def _unchecked(report: SiteReport) -> tuple[str, ...]:
    outcomes = Counter(promise.outcome for promise in report.promises)
    rows = list(report.coverage.not_checked)
    rows += [
        f"{count(outcomes[outcome], 'promise')}: {OUTCOMES[outcome].lower()}."
        for outcome in ("not-checked", "not-testable")
        if outcomes[outcome]
    ]
    if any(line.kind == "flash" for line in report.declarations) and not any("Flash" in row for row in rows):
        rows.append("Native Flash cookies, which the policy declares: no browser of today runs Flash.")
    if report.unread:
        rows.append(f"{count(len(report.unread), 'passage')} of the policy could not be understood.")
    return tuple(rows)


def _bars(report: SiteReport, *, compared: bool) -> tuple[CategoryBar, ...]:
    written = names_in_policy(report.declarations)
    table = Counter((seen.category, strength_of(report, seen.id) or "") for seen in report.observations)
    totals = Counter(seen.category for seen in report.observations)
    widest = max(totals.values(), default=0)
    bars = []
    for category in (*CATEGORIES, "unknown", *sorted(set(totals) - {*CATEGORIES, "unknown"})):
        counts = tuple(table[(category, strength)] for strength in (*STRENGTHS, ""))
        if category != "unknown" or totals[category]:
            bars.append(
                CategoryBar(
                    category=category,
                    title=category_title(category, written),
                    written=written.get(category, ""),
                    counts=counts,
                    total=totals[category],
                    segments=_segments(counts, widest) if compared else (),
                )
            )
    return tuple(bars)


def _segments(counts: tuple[int, ...], widest: int) -> tuple[Segment, ...]:
    segments, x = [], 0.0
    for strength, number in zip((*STRENGTHS, "not-compared"), counts, strict=True):
        if number:
            width = round(BAR_WIDTH * number / widest, 2)
            segments.append(Segment(strength=strength, number=number, x=round(x, 2), width=width))
            x += width
    return tuple(segments)
