"""How much of the site was really seen, and what this scan could not tell.

"Not observed" is never "clean": each limit is a sentence, and `complete` is true only where every planned page was
measured and nothing that watches failed.
"""

from __future__ import annotations

from typing import Any

from analyzers.model import Coverage
from analyzers.policy import find_policy_links
from analyzers.scope import Scope
from crawler.evidence import Line
from crawler.records import OUTCOMES, Note, Request, SetCookie, Visit

FLASH = "Flash shared objects of a Flash plug-in: no browser of today runs Flash, so no visit can measure them."
E_MAIL = "Web beacons in e-mails: no e-mail was read in this scan."
NO_PAGES = frozenset(("robots", "off-site", "not-html"))
"""Outcomes of addresses that turned out to be no page of the site that a visit may measure. They are listed as limits,
and a scan without them is as complete as it can be."""
POLICY_LINK = 70
"""Score from which a link is taken for one to a policy (analyzers.policy.links): its text says privacy or cookies."""
LONGEST_SENTENCE = 400
LIMITS = 60
"""Sentences that are listed."""


def _is_no_page(visit: Visit) -> bool:
    """A dead link leads to no page of the site (RFC 9110, 15.5.5 and 15.5.11: not found, gone)."""
    return visit.outcome in NO_PAGES or (visit.outcome == "http-error" and visit.status in (404, 410))


class CoverageCollector:
    """Takes every record, tells the coverage at the end."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._visits: list[tuple[str, Visit]] = []
        self._notes: dict[tuple[str, str], str] = {}
        self._sources: set[str] = set()
        self._links: dict[tuple[str, str], bool] = {}
        self.requests = 0
        self.ledger_only = 0
        self.browser_own = 0
        self.lines = 0
        self.refused = 0

    def see(self, line: Line) -> None:
        record = line.record
        if isinstance(record, Visit):
            self._visits.append((line.session, record))
        elif isinstance(record, Note):
            self._notes[record.subject, record.text[:LONGEST_SENTENCE]] = record.level
        elif isinstance(record, SetCookie):
            self.lines += 1
            self.refused += not record.stored
        elif isinstance(record, Request):
            self._sources.update(record.seen_by)
            if record.browser_own:
                self.browser_own += 1
            elif record.seen_by != ("static",):
                self.requests += 1
                self.ledger_only += record.seen_by == ("ledger",)

    def see_page(self, line: Line, html: str) -> None:
        """A page's document: does it link to a policy?"""
        if isinstance(line.record, Visit) and html:
            base = line.record.final_url or line.record.url
            best = next(iter(find_policy_links(html, base)), None)
            self._links[line.session, line.record.visit] = best is not None and best.score >= POLICY_LINK

    def coverage(self, scenarios: tuple[str, ...]) -> Coverage:
        visited = self._last_tries()
        pages = [(session, visit) for session, visit in visited if not _is_no_page(visit)]
        measured = [visit for _, visit in pages if visit.outcome == "measured"]
        # A policy that was not found leaves the comparison open, not the measurement.
        incomplete = any(level == "incomplete" for (subject, _), level in self._notes.items() if subject != "policy")
        return Coverage(
            pages_planned=len(pages),
            pages_measured=len(measured),
            pages=tuple(self._page(session, visit, len(scenarios) > 1) for session, visit in self._rows(visited)),
            requests=self.requests,
            requests_ledger_only=self.ledger_only,
            requests_browser_own=self.browser_own,
            set_cookie_lines=self.lines,
            set_cookie_refused=self.refused,
            not_checked=tuple(dict.fromkeys(self._limits(visited, scenarios)))[:LIMITS],
            complete=bool(pages) and len(measured) == len(pages) and not incomplete,
        )

    def _last_tries(self) -> list[tuple[str, Visit]]:
        """Each page once, with the outcome of its last try, in the order of the first."""
        last = {(session, visit.url): (session, visit) for session, visit in self._visits if visit.purpose == "page"}
        return list(last.values())

    def _rows(self, pages: list[tuple[str, Visit]]) -> list[tuple[str, Visit]]:
        """The pages, and the other documents that were read, but for robots.txt, which is no page."""
        others = [(session, visit) for session, visit in self._visits if visit.purpose not in ("page", "robots")]
        return [*pages, *others]

    def _page(self, session: str, visit: Visit, several: bool) -> dict[str, Any]:
        page: dict[str, Any] = {
            "url": visit.url,
            "outcome": visit.outcome,
            "reason": visit.reason,
            "status": visit.status,
            "ended_by": visit.ended_by,
            "title": visit.title,
            "purpose": visit.purpose,
        }
        if (session, visit.visit) in self._links:
            page["links_to_policy"] = self._links[session, visit.visit]
        return {**page, "scenario": session} if several else page

    def _limits(self, pages: list[tuple[str, Visit]], scenarios: tuple[str, ...]) -> list[str]:
        limits = []
        if not pages:
            limits.append("The whole site: no page was visited.")
        for (subject, text), level in sorted(self._notes.items()):
            if level == "incomplete":
                limits.append(f"Not complete ({subject}): {text}")
        for outcome in OUTCOMES:
            missed = [visit for _, visit in pages if visit.outcome == outcome]
            if outcome != "measured" and missed:
                named = ", ".join(visit.url for visit in missed[:5]) + (" and others" if len(missed) > 5 else "")
                noun = "page" if len(missed) == 1 else "pages"
                limits.append(f"{len(missed)} {noun} ({OUTCOMES[outcome]}): {named}"[:LONGEST_SENTENCE])
        if "import" in self._sources and "ledger" not in self._sources:
            limits.append("Whatever the imported recording does not hold: it was not made by this scanner's browser.")
        if scenarios == ("first-visit",):
            limits.append(
                "What happens after a choice, a log-in, a purchase or on a second visit: "
                "each page was opened once, as a first visit, and nothing was clicked."
            )
        elif scenarios:
            limits.append(f"Any choice but those of the scenarios {', '.join(scenarios)}.")
        if "dnt" not in scenarios:
            limits.append("Whether a Do Not Track signal changes anything: no visit sent one.")
        if "gpc" not in scenarios:
            limits.append("Whether a Global Privacy Control signal changes anything: no visit sent one.")
        limits += [FLASH, E_MAIL]
        for (subject, text), level in sorted(self._notes.items()):
            if level != "incomplete" and subject in ("scope", "source"):
                limits.append(text)
        return limits
