"""Opening links beside the visits, to see whether they answer: opt-outs, and policies that were not visited.

Each is opened once, in a fresh context of its own, and never clicked further. They are opened one after the other, so that the
ledger tells which request belongs to which. What happens there is no part of what the site does to a visitor.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

import msgspec
from playwright.async_api import BrowserContext, Page, Response
from playwright.async_api import Error as PlaywrightError
from playwright.async_api import TimeoutError as PlaywrightTimeout
from protego import Protego

from crawler import outcomes
from crawler.aside import read_aside
from crawler.records import JarCookie, Visit
from crawler.session import Interrupted, Session, SessionLost
from crawler.settings import Judges, PolicyText, Progress
from crawler.spider import SETTINGS

LINK_SECONDS = 10.0
"""For one link, from asking to answer."""
ALL_SECONDS = 60.0
"""For all: what is not opened until then is noted."""
READING = 3.0
"""For the document of an answer that came, and its scripts' redirects and cookies."""
SETTLING = 0.8
OPERATION = 5.0
NOT_ASKED = (
    "links of other hosts were opened once each without asking for their robots.txt: the policy or a page tells its readers to "
    "open these very addresses"
)


async def try_links(
    session: Session, judges: Judges, progress: Progress, robots: Mapping[str, bytes], policies: Sequence[PolicyText]
) -> None:
    """Open what the judges choose among the links that were seen. `robots`: origin -> the robots.txt read so far."""
    opened = list(session.page_urls.values())
    chosen = judges.links_to_try(list(session.links.found.values()), policies, opened)
    if not chosen:
        return
    known, until = dict(robots), time.monotonic() + ALL_SECONDS
    if any(not judges.in_scope(url) for url, _ in chosen):
        session.note("robots", NOT_ASKED)
    for number, (url, why) in enumerate(chosen, start=1):
        if session.stopping.is_set() or session.crashed.is_set():
            return
        if time.monotonic() > until:
            session.note("scope", f"{len(chosen) - number + 1} links were not opened: the time for them was over")
            return
        progress(session.settings.site, "link", f"{url} ({why})")
        if session.settings.obey_robots and judges.in_scope(url) and not await _allowed(session, url, known):
            _write(session, Visit(time=time.time(), visit=f"l{number}", url=url, purpose="link", outcome="robots"))
        else:
            await try_link(session, url, f"l{number}")


async def _allowed(session: Session, url: str, known: dict[str, bytes]) -> bool:
    """Does robots.txt of the site's own host allow it? Read once where the visits did not read it."""
    parts = urlsplit(url)
    origin = f"{parts.scheme}://{parts.netloc}"
    if origin not in known:
        document = await read_aside(session, f"{origin}/robots.txt", f"b{len(session.page_urls) + 1}", "robots")
        found = document.visit.outcome == "measured" and document.visit.mime.startswith("text/plain")
        known[origin] = document.data if found else b""
    rules = Protego.parse(known[origin].decode("utf-8", "replace"))
    return bool(rules.can_fetch(url, SETTINGS["ROBOTSTXT_USER_AGENT"]))


async def try_link(session: Session, url: str, ident: str) -> Visit:
    """Open one address; every failure is an outcome. The cookies that then stand in its context are written down with it."""
    started = time.time()
    session.journal.begin(ident, url, started)
    session.page_urls[ident] = url
    visit = Visit(time=started, visit=ident, url=url, purpose="link")
    context: BrowserContext | None = None
    answers: list[Response] = []
    try:
        context = await session.bounded(session.aside(), OPERATION)
        page = await session.bounded(context.new_page(), OPERATION)
        page.on("response", lambda answer: _keep_document(page, answer, answers))
        await session.bounded(
            page.goto(url, wait_until="commit", timeout=LINK_SECONDS * 1000), LINK_SECONDS + OPERATION
        )
        visit = await _read(session, page, visit, answers)
    except (PlaywrightTimeout, TimeoutError):
        visit = msgspec.structs.replace(visit, outcome="load-timeout", reason=f"no answer within {LINK_SECONDS:g} s")
    except PlaywrightError as error:
        outcome, reason = outcomes.of_error(error.message)
        if answers and reason in ("ERR_ABORTED", "Download is starting"):
            # A file to save, or 204: the server answered, and there is no page.
            outcome, reason = outcomes.of_page(answers[-1].status, "", "")
        visit = msgspec.structs.replace(
            visit, outcome=outcome, reason=reason, status=answers[-1].status if answers else None
        )
    except Interrupted:
        visit = msgspec.structs.replace(visit, outcome="interrupted", reason="stopped by the operator")
    except SessionLost as error:
        visit = msgspec.structs.replace(visit, outcome="crashed", reason=str(error))
    finally:
        if context is not None:
            await _keep_cookies(session, context, ident)
            with contextlib.suppress(PlaywrightError, TimeoutError):
                await asyncio.wait_for(context.close(), OPERATION)
    session.requests.documents.pop(ident, None)
    return _write(session, msgspec.structs.replace(visit, ended=time.time()))


async def _read(session: Session, page: Page, visit: Visit, answers: list[Response]) -> Visit:
    """What came: where it ended, with which status, and whether it is a page or a human check."""
    with contextlib.suppress(PlaywrightError, TimeoutError):
        await session.bounded(page.wait_for_load_state("domcontentloaded", timeout=READING * 1000), READING + 1)
        await asyncio.sleep(SETTLING)
    html = title = ""
    with contextlib.suppress(PlaywrightError, TimeoutError):
        html = await session.bounded(page.content(), READING)
        title = (await session.bounded(page.title(), READING))[:500]
    last = answers[-1] if answers else None
    outcome, reason = outcomes.of_page(last.status if last else None, "", html)
    mime = (last.headers.get("content-type", "") if last else "").partition(";")[0].strip().lower()
    return msgspec.structs.replace(
        visit,
        final_url=page.url,
        status=last.status if last else None,
        mime=mime,
        title=title,
        outcome=outcome,
        reason=reason,
    )


def _keep_document(page: Page, answer: Response, answers: list[Response]) -> None:
    """Answers for the address itself, redirects and their targets: not what the page then loads."""
    with contextlib.suppress(PlaywrightError):
        if answer.request.is_navigation_request() and answer.frame == page.main_frame:
            answers.append(answer)


async def _keep_cookies(session: Session, context: BrowserContext, ident: str) -> None:
    try:
        found = await asyncio.wait_for(context.cookies(), OPERATION)
    except (PlaywrightError, TimeoutError):
        return
    for cookie in found:
        expires = cookie.get("expires", -1)
        session.journal.write(
            JarCookie(
                time=time.time(),
                visit=ident,
                name=cookie.get("name", ""),
                value=cookie.get("value", ""),
                domain=cookie.get("domain", ""),
                path=cookie.get("path", "/"),
                expires=expires if expires >= 0 else None,
                http_only=cookie.get("httpOnly", False),
                secure=cookie.get("secure", False),
                same_site=cookie.get("sameSite", ""),
            )
        )


def _write(session: Session, visit: Visit) -> Visit:
    if visit.outcome == "robots":
        visit = msgspec.structs.replace(visit, reason="robots.txt does not allow the visit", ended=visit.time)
    session.journal.write(visit)
    return visit
