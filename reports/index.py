"""index.html: several sites on one page, those that could not be measured first."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import quote

import msgspec

from analyzers.model import SiteReport
from crawler.evidence import folder_name
from reports.json_report import FailedSite, site_order
from reports.page import environment, style
from reports.policy_view import policy_problem, strength_of
from reports.summary import summarise
from reports.words import count


class FailedRow(msgspec.Struct, frozen=True, kw_only=True):
    site: str
    outcome: str
    reason: str
    started: str
    link: str


class MeasuredRow(msgspec.Struct, frozen=True, kw_only=True):
    site: str
    started: str
    link: str
    pages: str
    complete: bool
    differs: tuple[tuple[int, str], ...]
    promises: str
    covered: str
    policy: str
    policy_problem: str
    order: tuple[int, ...]
    """Heaviest finding first, then their number; negative, so that an ascending sort puts it first."""


class Party(msgspec.Struct, kw_only=True):
    provider: str
    company: str = ""
    sites: list[str] = []
    uncovered: list[str] = []


def render_index(reports: Sequence[SiteReport | FailedSite], generated: str, links: Mapping[str, str]) -> bytes:
    """The page as UTF-8. `links`: site -> address of its report, relative to the page; a site without one has no link."""
    css, digest = style()
    ordered = sorted(reports, key=site_order)
    failed = [_failed(report, links) for report in ordered if _nothing_measured(report)]
    good = [report for report in ordered if isinstance(report, SiteReport) and not _nothing_measured(report)]
    measured = sorted((_measured(report, links) for report in good), key=lambda row: (row.order, row.site, row.started))
    page = (
        environment()
        .get_template("index.html")
        .render(
            css=css,
            digest=digest,
            total=len(reports),
            generated=generated,
            failed=failed,
            measured=measured,
            incomplete=sum(not row.complete for row in measured),
            headline=_headline(good),
            parties=_parties(good),
        )
    )
    return page.encode("utf-8")


def links_on_disk(reports: Sequence[SiteReport | FailedSite], folder: Path) -> dict[str, str]:
    """Where each site's report.html is, as seen from `folder`: in a folder of the site's name, or in its evidence."""
    links = {}
    for report in sorted(reports, key=site_order):
        places = [folder / folder_name(report.site) / "report.html"]
        places += [Path(report.evidence) / "report" / "report.html"] if report.evidence else []
        for place in places:
            if place.is_file():
                links[report.site] = quote(Path(os.path.relpath(place, folder)).as_posix())
                break
    return links


def _nothing_measured(report: SiteReport | FailedSite) -> bool:
    return isinstance(report, FailedSite) or report.coverage.pages_measured == 0


def _failed(report: SiteReport | FailedSite, links: Mapping[str, str]) -> FailedRow:
    if isinstance(report, FailedSite):
        outcome, reason = report.outcome, report.reason
    else:
        first = report.coverage.pages[0] if report.coverage.pages else {}
        outcome = str(first.get("outcome", ""))
        reason = str(first.get("reason", "")) or "; ".join(report.coverage.not_checked) or "No page was measured."
    return FailedRow(
        site=report.site, outcome=outcome, reason=reason, started=report.started, link=links.get(report.site, "")
    )


def _measured(report: SiteReport, links: Mapping[str, str]) -> MeasuredRow:
    summary = summarise(report)
    problem = policy_problem(report)
    broken = sum(promise.outcome == "contradicted" for promise in report.promises)
    uncovered = sum(strength_of(report, seen.id) == "none" for seen in report.observations)
    weights = sorted((finding.weight for finding in report.findings), reverse=True)
    return MeasuredRow(
        site=report.site,
        started=report.started,
        link=links.get(report.site, ""),
        pages=f"{report.coverage.pages_measured} of {report.coverage.pages_planned}",
        complete=report.coverage.complete,
        differs=summary.differs,
        promises="Not compared" if problem else f"{broken} of {len(report.promises)}",
        covered=f"{len(report.observations):,} found" + ("" if problem else f", {uncovered:,} not covered"),
        policy=summary.policy_title,
        policy_problem=problem,
        order=tuple(-weight for weight in weights[:5]) or (1,),
    )


def _headline(reports: Sequence[SiteReport]) -> str:
    if not reports:
        return "No site was measured, so nothing can be concluded."
    high = sum(any(word == "high" for _, word in summarise(report).differs) for report in reports)
    sentence = f"{count(len(reports), 'site was', 'sites were')} measured."
    return (
        f"{sentence} On {high:,} of them practice differs from the policy in something of high weight."
        if high
        else (f"{sentence} No difference of high weight was found in what could be compared.")
    )


def _parties(reports: Sequence[SiteReport]) -> list[Party]:
    """Those on most sites first."""
    parties: dict[str, Party] = {}
    for report in reports:
        for seen in sorted(report.observations, key=lambda item: item.id):
            if seen.kind == "third-party":
                party = parties.setdefault(seen.provider, Party(provider=seen.provider))
                party.company = party.company or seen.company
                if report.site not in party.sites:
                    party.sites.append(report.site)
                if strength_of(report, seen.id) == "none" and report.site not in party.uncovered:
                    party.uncovered.append(report.site)
    return sorted(parties.values(), key=lambda party: (-len(party.sites), party.provider))
