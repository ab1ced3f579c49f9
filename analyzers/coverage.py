"""How much of the site was really seen, and what this scan could not tell.

"Not observed" is never "clean": each limit is a sentence, and `complete` is true only where every planned page was
measured and nothing that watches failed. Sessions that go over the pages of the first visit again are counted apart
(analyzers.session_coverage), so that neither their pages nor their failures are taken for the site's.
"""

from __future__ import annotations

from typing import Any

from analyzers.link_answers import POLICY_LINK, leads_to_policy
from analyzers.model import Coverage
from analyzers.policy import find_policy_links
from analyzers.scenarios import is_repeat
from analyzers.scope import Scope
from analyzers.session_coverage import Told, open_questions, session_rows
from crawler.evidence import Line
from crawler.records import OUTCOMES, Link, Note, Request, SetCookie, Visit

FLASH = "Flash shared objects of a Flash plug-in: no browser of today runs Flash, so no visit can measure them."
E_MAIL = "Web beacons in e-mails: no e-mail was read in this scan."
NO_PAGES = frozenset(("robots", "off-site", "not-html"))
"""Outcomes of addresses that turned out to be no page of the site that a visit may measure. They are listed as limits,
and a scan without them is as complete as it can be."""
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
        self._notes: dict[tuple[str, str, str], str] = {}
        """(session where it is a repeated one, subject, text) -> level."""
        self._sources: set[str] = set()
        self._links: dict[tuple[str, str], bool] = {}
        self._shown: dict[tuple[str, str], str] = {}
        """Visit -> the first link of its page that leads to a policy."""
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
            session = line.session if is_repeat(line.session) else ""
            self._notes[session, record.subject, record.text[:LONGEST_SENTENCE]] = record.level
        elif isinstance(record, Request):
            self._sources.update(record.seen_by)
        if is_repeat(line.session):
            return
        if isinstance(record, Link):
            # Also those in shadow roots and in frames, which no document shows.
            if (line.session, record.visit) not in self._shown and leads_to_policy(record):
                self._shown[line.session, record.visit] = record.url
        elif isinstance(record, SetCookie):
            self.lines += 1
            self.refused += not record.stored
        elif isinstance(record, Request):
            if record.browser_own:
                self.browser_own += 1
            elif record.seen_by != ("static",):
                self.requests += 1
                self.ledger_only += record.seen_by == ("ledger",)

    def see_page(self, line: Line, html: str) -> None:
        """A page's document: does it link to a policy?"""
        if isinstance(line.record, Visit) and html and not is_repeat(line.session):
            base = line.record.final_url or line.record.url
            best = next(iter(find_policy_links(html, base)), None)
            self._links[line.session, line.record.visit] = best is not None and best.score >= POLICY_LINK

    def coverage(self, sessions: tuple[str, ...], told: Told | None = None) -> Coverage:
        """`sessions` that hold records, in order; `told`: what the manifest says of those that were planned."""
        every = self._last_tries()
        visited = [(session, visit) for session, visit in every if not is_repeat(session)]
        pages = [(session, visit) for session, visit in visited if not _is_no_page(visit)]
        measured = [visit for _, visit in pages if visit.outcome == "measured"]
        # A policy that was not found leaves the comparison open, not the measurement.
        incomplete = self._incomplete("")
        rows = self._session_rows(every, sessions, told or {})
        several = len([session for session in sessions if not is_repeat(session)]) > 1
        return Coverage(
            pages_planned=len(pages),
            pages_measured=len(measured),
            pages=tuple(self._page(session, visit, several) for session, visit in self._rows(visited)),
            requests=self.requests,
            requests_ledger_only=self.ledger_only,
            requests_browser_own=self.browser_own,
            set_cookie_lines=self.lines,
            set_cookie_refused=self.refused,
            not_checked=tuple(dict.fromkeys(self._limits(visited, rows)))[:LIMITS],
            complete=bool(pages) and len(measured) == len(pages) and not incomplete,
            sessions=tuple(rows),
        )

    def _incomplete(self, session: str) -> bool:
        """Did something that watches fail? `session`: a repeated one; empty for the others."""
        return any(
            level == "incomplete"
            for (where, subject, _), level in self._notes.items()
            if where == session and subject != "policy"
        )

    def _session_rows(
        self, visited: list[tuple[str, Visit]], sessions: tuple[str, ...], told: Told
    ) -> list[dict[str, Any]]:
        pages: dict[str, list[bool]] = {}
        for session, visit in visited:
            if not _is_no_page(visit):
                pages.setdefault(session, []).append(visit.outcome == "measured")
        rows = session_rows(told, sessions, pages)
        return [
            {**row, "complete": False}
            if self._incomplete(str(row["session"])) and is_repeat(str(row["session"]))
            else row
            for row in rows
        ]

    def _last_tries(self) -> list[tuple[str, Visit]]:
        """Each page once, with the outcome of its last try, in the order of the first."""
        last = {(session, visit.url): (session, visit) for session, visit in self._visits if visit.purpose == "page"}
        return list(last.values())

    def _rows(self, pages: list[tuple[str, Visit]]) -> list[tuple[str, Visit]]:
        """The pages, and the other documents that were read, but for robots.txt and gpc.json, which are no pages."""
        others = [(session, visit) for session, visit in self._visits if visit.purpose not in ("page", "robots", "gpc")]
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
        shown = self._shown.get((session, visit.visit), "")
        if shown or (session, visit.visit) in self._links:
            page["links_to_policy"] = bool(shown) or self._links[session, visit.visit]
            if shown:
                page["policy_link"] = shown
        return {**page, "scenario": session} if several else page

    def _limits(self, pages: list[tuple[str, Visit]], rows: list[dict[str, Any]]) -> list[str]:
        limits = []
        if not pages:
            limits.append("The whole site: no page was visited.")
        for (session, subject, text), level in sorted(self._notes.items()):
            if level == "incomplete":
                where = f"{subject}, session {session}" if session else subject
                limits.append(f"Not complete ({where}): {text}")
        for outcome in OUTCOMES:
            missed = [visit for _, visit in pages if visit.outcome == outcome]
            if outcome != "measured" and missed:
                named = ", ".join(visit.url for visit in missed[:5]) + (" and others" if len(missed) > 5 else "")
                noun = "page" if len(missed) == 1 else "pages"
                limits.append(f"{len(missed)} {noun} ({OUTCOMES[outcome]}): {named}"[:LONGEST_SENTENCE])
        if "import" in self._sources and "ledger" not in self._sources:
            limits.append("Whatever the imported recording does not hold: it was not made by this scanner's browser.")
        limits += [*open_questions(rows), FLASH, E_MAIL]
        for (session, subject, text), level in sorted(self._notes.items()):
            if level == "incomplete":
                continue
            # A signal that went out with all requests limits nothing.
            if (subject in ("scope", "source") and not session) or (subject == "signal" and "without it" in text):
                limits.append(text)
        return limits
