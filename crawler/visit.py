"""One visit: load a page, watch it until it is quiet, take down what it left, and leave it so that exit hits go out."""

from __future__ import annotations

import asyncio
import base64
import time

import msgspec
from playwright.async_api import Error as PlaywrightError
from playwright.async_api import TimeoutError as PlaywrightTimeout

from crawler import outcomes
from crawler.bait import TYPING, type_bait
from crawler.devtools import DevToolsError
from crawler.recorders.noscript import static_records
from crawler.recorders.sockets import MESSAGES
from crawler.records import Visit
from crawler.session import Interrupted, Session, SessionLost
from crawler.settle import settle
from crawler.targets import Target

OPERATION = 10.0
READING = 60.0
AFTER_LIMIT = 3.0
EXIT_QUIET = 0.8
EXIT_CEILING = 3.0
SCROLLS = 3
DOCUMENT_CHARACTERS = 5_000_000
KEPT = ("measured", "load-timeout", "too-much")
"""Outcomes of pages that are watched and read, even if not in full."""


class Visited(msgspec.Struct, frozen=True):
    """A visit and the document it ended with."""

    visit: Visit
    html: str


async def visit_page(session: Session, url: str, number: int) -> Visited:
    """Visit one page of the site. Every failure is an outcome of the Visit record; nothing is raised for the site's sake."""
    ident, started = f"v{number}", time.time()
    session.journal.begin(ident, url, started)
    session.page_urls[ident] = url
    session.crashed.clear()
    session.limits.begin()
    session.sockets.begin()
    session.storage.begin()
    visit, html = Visit(time=started, visit=ident, url=url), ""
    if session.limits.full:
        visit = msgspec.structs.replace(
            visit, outcome="too-much", reason=session.limits.full, ended_by="limit", ended=started
        )
        session.journal.write(visit)
        return Visited(visit, html)
    try:
        visit = await _load(session, visit)
        if visit.outcome in KEPT:
            visit, html = await _watch(session, visit)
    except Interrupted:
        visit = msgspec.structs.replace(
            visit, outcome="interrupted", reason="stopped by the operator", ended_by="interrupted"
        )
    except (SessionLost, PlaywrightError, DevToolsError) as error:
        visit = msgspec.structs.replace(
            visit, outcome="crashed", reason=str(error).split("\n")[0][:300], ended_by="failed"
        )
    await _leave(session)
    source = session.requests.documents.pop(ident, "")
    visit = msgspec.structs.replace(
        visit, ended=time.time(), source_html=session.writer.write_page(f"{ident}.source", source) if source else ""
    )
    if visit.outcome in KEPT:
        for record in static_records(source, visit.final_url or url, ident, visit.ended):
            session.journal.write(record)
    session.journal.write(visit)
    session.writer.flush()
    return Visited(visit, html)


async def _load(session: Session, visit: Visit) -> Visit:
    limit = session.settings.load_timeout
    try:
        await session.bounded(_go(session, visit.url, limit), limit + OPERATION)
    except (PlaywrightTimeout, TimeoutError):
        session.devtools.post("Page.stopLoading", None, session.target.session)
        if session.limits.reason:
            return _arrived(session, visit, outcome="too-much", reason=session.limits.reason)
        return _arrived(
            session,
            visit,
            outcome="load-timeout",
            reason=f"no load event within {limit:g} s; what came until then is kept",
        )
    except PlaywrightError as error:
        if session.limits.reason:
            return _arrived(session, visit, outcome="too-much", reason=session.limits.reason)
        outcome, reason = outcomes.of_error(error.message)
        visit = _arrived(session, visit, outcome=outcome, reason=reason)
        if reason == "ERR_ABORTED" and visit.status is not None:
            visit = msgspec.structs.replace(
                visit, outcome="not-html", reason=f"no document: status {visit.status}, {visit.mime}"
            )
        return msgspec.structs.replace(visit, ended_by="failed")
    return _arrived(session, msgspec.structs.replace(visit, loaded=time.time()))


async def _go(session: Session, url: str, limit: float) -> None:
    """Go to a page and wait for its load event; raises TimeoutError when it asked for too much and does not stop."""
    going = asyncio.ensure_future(session.page.goto(url, wait_until="load", timeout=limit * 1000))
    exceeded = asyncio.create_task(session.limits.exceeded.wait())
    try:
        await asyncio.wait((going, exceeded), return_when=asyncio.FIRST_COMPLETED)
        await asyncio.wait_for(going, None if going.done() else AFTER_LIMIT)
    finally:
        exceeded.cancel()
        going.cancel()
        await asyncio.gather(going, return_exceptions=True)


def _arrived(session: Session, visit: Visit, *, outcome: str = "measured", reason: str = "") -> Visit:
    """The status and type of the main document, by the recorder: Playwright has no answer for a page that timed out."""
    document = session.requests.main_document(visit.visit, session.target.id)
    return msgspec.structs.replace(
        visit,
        outcome=outcome,
        reason=reason,
        final_url=session.page.url,
        status=document.status if document else None,
        mime=document.mime if document else "",
    )


async def _watch(session: Session, visit: Visit) -> tuple[Visit, str]:
    settings = session.settings
    await _scroll(session)
    ended_by = await session.bounded(_settled(session), settings.ceiling + OPERATION)
    if settings.scenario == TYPING and session.in_scope(session.page.url):
        await type_bait(session)
        ended_by = await session.bounded(_settled(session), settings.ceiling + OPERATION)
    try:
        html = (await session.bounded(session.page.content(), OPERATION))[:DOCUMENT_CHARACTERS]
    except TimeoutError:
        session.note("recorder", f"{visit.url} stopped answering: its storage could not be read", "incomplete")
        if session.limits.reason:
            return msgspec.structs.replace(
                visit, outcome="too-much", reason=session.limits.reason, ended_by="limit"
            ), ""
        return msgspec.structs.replace(
            visit, outcome="hung", reason="the page stopped answering", ended_by="failed"
        ), ""
    title = await _title(session)
    outcome, reason = visit.outcome, visit.reason
    if outcome == "measured":
        outcome, reason = outcomes.of_page(visit.status, visit.mime, html)
    if outcome == "measured" and session.limits.reason:
        outcome, reason = "too-much", session.limits.reason
    if outcome == "measured" and not session.in_scope(session.page.url):
        outcome, reason = "off-site", f"the address leads to {session.page.url[:300]}"
    targets = session.targets.with_frames(session.context_id)
    try:
        problems = await session.bounded(session.storage.read(targets), READING)
        problems += await session.bounded(session.forms.read(targets), READING)
        problems += await session.bounded(session.links.read(targets), READING)
        problems += await session.bounded(session.images.read(targets), READING)
        problems += await session.bounded(session.markup.read(targets), READING)
    except TimeoutError:
        problems = [f"what {visit.url[:300]} keeps could not be read within {READING:g} s"]
    await _ask_consent_tools(session, targets)
    for flooding in sorted(session.hooks.flooding)[:5]:
        session.note(
            "recorder", f"{flooding[:300]} writes all the time: which script does is told of its first calls only"
        )
    session.hooks.flooding.clear()
    if session.sockets.full:
        session.note("recorder", f"of the page's WebSocket messages the first {MESSAGES} are kept")
    for problem in problems[:20]:
        session.note("recorder", problem, "incomplete")
    visit = msgspec.structs.replace(
        visit,
        outcome=outcome,
        reason=reason,
        final_url=session.page.url,
        title=title,
        ended_by="load-timeout" if outcome == "load-timeout" else ended_by,
        html=session.writer.write_page(visit.visit, html) if html else "",
        screenshot=await _screenshot(session, visit.visit),
    )
    return visit, html


async def _ask_consent_tools(session: Session, targets: list[Target]) -> None:
    """What they declare is part of the policy: where it cannot be read the comparison is open, not the measurement."""
    try:
        problems = await session.bounded(session.consent_tools.read(targets), OPERATION)
    except TimeoutError:
        problems = [f"the page did not say within {OPERATION:g} s what its consent tool declares"]
    for problem in problems[:5]:
        session.note("policy", problem, "incomplete")


async def _settled(session: Session) -> str:
    """`quiet` or `ceiling`, or `limit` as soon as the page asks for too much."""
    settings = session.settings
    quiet = asyncio.create_task(settle(session.journal, dwell=settings.dwell, ceiling=settings.ceiling))
    limit = asyncio.create_task(session.limits.exceeded.wait())
    try:
        await asyncio.wait((quiet, limit), return_when=asyncio.FIRST_COMPLETED)
        return "limit" if limit.done() else quiet.result()
    finally:
        quiet.cancel()
        limit.cancel()


async def _scroll(session: Session) -> None:
    """A little way down and back, as a reader does, so that lazy content loads."""
    try:
        for _ in range(SCROLLS):
            await session.bounded(session.page.mouse.wheel(0, 700), 2)
            await asyncio.sleep(0.1)
        await session.bounded(session.page.mouse.wheel(0, -700 * SCROLLS), 2)
    except (TimeoutError, PlaywrightError):
        session.note("scope", "the page did not answer to scrolling")


async def _title(session: Session) -> str:
    try:
        return (await session.bounded(session.page.title(), 3))[:500]
    except (TimeoutError, PlaywrightError):
        return ""


async def _screenshot(session: Session, ident: str) -> str:
    try:
        answer = await session.devtools.send(
            "Page.captureScreenshot", {"format": "webp", "quality": 60}, session.target.session, timeout=OPERATION
        )
    except DevToolsError as error:
        session.note("recorder", f"no screenshot: {error}")
        return ""
    return session.writer.write_screenshot(ident, base64.b64decode(answer["data"]), "webp")


async def _leave(session: Session) -> None:
    """Leave through a real navigation, and wait for what the page sends when it goes."""
    try:
        await asyncio.wait_for(session.page.goto("about:blank", timeout=5000), 6)
        session.journal.last_novel = time.monotonic()
        await settle(session.journal, dwell=EXIT_QUIET, ceiling=EXIT_CEILING)
    except (PlaywrightError, TimeoutError):
        # The page does not let itself be left: give it up and go on in a new tab of the same profile.
        session.note("recorder", "the page could not be left; its exit hits may be missing", "incomplete")
        try:
            session.devtools.post("Target.closeTarget", {"targetId": session.target.id})
            await asyncio.wait_for(session.new_page(), OPERATION)
            session.crashed.clear()
        except (PlaywrightError, DevToolsError, TimeoutError):
            session.crashed.set()
