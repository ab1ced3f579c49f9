"""How a session is made, and the sessions after the first: each visits the pages that the first one measured, in order."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence

import msgspec
from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Playwright

from crawler.browser import Browser, LaunchFailed
from crawler.devtools import DevToolsError
from crawler.evidence import scenario_of
from crawler.handler import AGAIN
from crawler.profile import Profile
from crawler.records import Visit
from crawler.session import Session, SessionLost
from crawler.sessions import SessionPlan, by_profile
from crawler.settings import CrawlSettings, Judges, Progress
from crawler.visit import visit_page
from crawler.writing import EvidenceWriter

AT_ONCE = 3
"""Browsers of one site at the same time: waiting is most of a visit, and costs nothing. One where the operator asked for a
pause between pages."""


class Scan(msgspec.Struct, frozen=True, kw_only=True):
    """What all sessions of one scan share."""

    settings: CrawlSettings
    judges: Judges
    browser: Browser
    playwright: Playwright
    stop: asyncio.Event
    progress: Progress


class Made(msgspec.Struct, frozen=True, kw_only=True):
    """A session that was planned, and what became of it."""

    plan: SessionPlan
    ended: str
    """`complete`, `interrupted`, `failed`, `not-made`."""
    reason: str = ""
    session: Session | None = None
    """None when no browser was started for it."""


async def make(
    scan: Scan,
    plan: SessionPlan,
    writer: EvidenceWriter,
    profile: Profile,
    drive: Callable[[Session], Awaitable[None]],
) -> Made:
    """Start a browser, let `drive` visit, end it, and write all that is only known then.

    Never raises for the site's or the browser's sake: what went wrong is in the evidence, and in `ended`.
    """
    settings = msgspec.structs.replace(scan.settings, scenario=scenario_of(plan.name))
    session = Session(settings, scan.browser, writer, scan.playwright, scan.judges.in_scope, profile)
    ended, reason = "complete", ""
    stopper = asyncio.create_task(_forward(scan.stop, session.stopping))
    try:
        await session.start()
        if plan.comes_back:
            await session.come_back(without_cookies=plan.clears_cookies)
        await drive(session)
        if session.stopping.is_set():
            ended, reason = "interrupted", "stopped by the operator"
        elif session.crashed.is_set():
            ended, reason = "failed", "the browser crashed and the remaining pages were not reached"
    except (LaunchFailed, DevToolsError, SessionLost) as error:
        ended, reason = "failed", str(error)
    except (PlaywrightError, TimeoutError) as error:
        ended, reason = "failed", f"the browser could not be driven: {str(error).splitlines()[0][:300]}"
    finally:
        stopper.cancel()
        await session.close()
    if ended == "complete" and plan.signal and not session.signal_sent:
        ended, reason = "failed", "this browser did not send the signal"
    if ended != "complete":
        session.note("interrupted", reason, "incomplete")
    writer.close()
    return Made(plan=plan, ended=ended, reason=reason, session=session)


async def _forward(stop: asyncio.Event, to: asyncio.Event) -> None:
    await stop.wait()
    to.set()


async def repeat(
    scan: Scan, plans: Sequence[SessionPlan], writer: EvidenceWriter, first: Made, own: Profile, pages: Sequence[str]
) -> list[Made]:
    """Make the further sessions, some at once, those of one profile one after the other; all that were planned come back.

    `own` is the profile of the first session, which `first` tells of; it is the caller's to remove.
    """
    gate = asyncio.Semaphore(1 if scan.settings.pause else AT_ONCE)
    chains = by_profile(plans)
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(_chain(scan, chain, writer, first, own, pages, gate)) for chain in chains]
    done = {one.plan.name: one for task in tasks for one in task.result()}
    return [done[plan.name] for plan in plans]


async def _chain(
    scan: Scan,
    chain: Sequence[SessionPlan],
    writer: EvidenceWriter,
    first: Made,
    own: Profile,
    pages: Sequence[str],
    gate: asyncio.Semaphore,
) -> list[Made]:
    comes_back = chain[0].profile == first.plan.profile
    profile = own if comes_back else Profile(chain[0].signal)
    before = first if comes_back else None
    made: list[Made] = []
    try:
        for plan in chain:
            async with gate:
                reason = _why_not(scan, before, pages)
                if reason:
                    made.append(Made(plan=plan, ended="not-made", reason=reason))
                    continue
                before = await make(
                    scan,
                    plan,
                    writer.further(plan.name),
                    profile,
                    lambda session, plan=plan: _visit_all(scan, plan, session, pages),  # type: ignore[misc]
                )
                made.append(before)
    finally:
        if not comes_back:
            profile.remove()
    return made


def _why_not(scan: Scan, before: Made | None, pages: Sequence[str]) -> str:
    """Why a session cannot be made; empty where it can."""
    if scan.stop.is_set():
        return "not begun: the operator stopped the scan"
    if not pages:
        return "no page was measured on the first visit"
    if before is not None and before.ended != "complete":
        # Cookies are written to disk some time after they were set: a browser that died takes the last ones along.
        return f"the session {before.plan.name} of this visitor did not end in order, so its state is not known"
    return ""


async def _visit_all(scan: Scan, plan: SessionPlan, session: Session, pages: Sequence[str]) -> None:
    number = 0
    for place, url in enumerate(pages):
        for _ in range(2):
            number += 1
            scan.progress(session.settings.site, "again", f"{url} ({plan.what})")
            visit = (await visit_page(session, url, number)).visit
            if session.devtools.closed.is_set():
                session.crashed.set()
            if visit.outcome not in AGAIN or session.stopping.is_set() or session.crashed.is_set():
                break
        if session.stopping.is_set() or session.crashed.is_set():
            for left in pages[place + 1 :]:
                reason = "the session ended before this page's turn"
                session.journal.write(
                    Visit(time=time.time(), url=left, outcome="not-reached", reason=reason, ended_by="failed")
                )
            return
        if scan.settings.pause and place + 1 < len(pages):
            await asyncio.sleep(scan.settings.pause)
