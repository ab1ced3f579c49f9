"""Reading a document beside the visits: robots.txt and the policy, each in a context of its own.

They go through the same browser, so that there is one way to the network and one ledger; their cookies never reach the
session's profile, and their requests belong to a visit of another purpose than `page`.
"""

from __future__ import annotations

import asyncio
import contextlib
import time

import msgspec
from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Page, Response
from playwright.async_api import TimeoutError as PlaywrightTimeout

from crawler import outcomes
from crawler.records import PolicyDocument, Visit
from crawler.session import Interrupted, Session, SessionLost
from crawler.settings import PolicyLink, PolicyText

RENDER_PAUSE = 1.0
OPERATION = 10.0
BYTES = 5_000_000


class Document(msgspec.Struct, frozen=True):
    """What was read; `visit.outcome` says whether it arrived."""

    visit: Visit
    data: bytes


async def read_aside(session: Session, url: str, ident: str, purpose: str) -> Document:
    """Read one document; failures are outcomes, as for visits."""
    started = time.time()
    session.journal.begin(ident, url, started)
    session.page_urls[ident] = url
    visit, data = Visit(time=started, visit=ident, url=url, purpose=purpose), b""
    context = None
    try:
        context = await session.bounded(session.aside(), OPERATION)
        page = await session.bounded(context.new_page(), OPERATION)
        limit = session.settings.load_timeout
        response = await session.bounded(page.goto(url, wait_until="load", timeout=limit * 1000), limit + OPERATION)
        visit, data = await _take(session, visit, page, response)
    except (PlaywrightTimeout, TimeoutError):
        visit = msgspec.structs.replace(visit, outcome="load-timeout", reason="the document did not load in time")
    except PlaywrightError as error:
        outcome, reason = outcomes.of_error(error.message)
        visit = msgspec.structs.replace(visit, outcome=outcome, reason=reason)
    except Interrupted:
        visit = msgspec.structs.replace(visit, outcome="interrupted", reason="stopped by the operator")
    except SessionLost as error:
        visit = msgspec.structs.replace(visit, outcome="crashed", reason=str(error))
    finally:
        if context is not None:
            with contextlib.suppress(PlaywrightError, TimeoutError):
                await asyncio.wait_for(context.close(), OPERATION)
    visit = msgspec.structs.replace(visit, ended=time.time())
    session.requests.documents.pop(ident, None)
    session.journal.write(visit)
    return Document(visit, data)


async def _take(session: Session, visit: Visit, page: Page, response: Response | None) -> tuple[Visit, bytes]:
    mime = ""
    if response is not None:
        mime = (
            (await session.bounded(response.header_value("content-type"), OPERATION) or "")
            .partition(";")[0]
            .strip()
            .lower()
        )
    html_page = mime in ("", "text/html", "application/xhtml+xml")
    if html_page:
        # Policies are often put in place by a script.
        await asyncio.sleep(RENDER_PAUSE)
        html = await session.bounded(page.content(), OPERATION)
        data = html.encode("utf-8", "surrogatepass")
        outcome, reason = outcomes.of_page(response.status if response else None, "text/html", html)
    else:
        data = await session.bounded(response.body(), OPERATION) if response else b""
        outcome, reason = outcomes.of_page(response.status if response else None, "text/html", "")
    return msgspec.structs.replace(
        visit,
        final_url=page.url,
        status=response.status if response else None,
        mime=mime,
        outcome=outcome,
        reason=reason,
    ), data[:BYTES]


async def keep_policy(session: Session, link: PolicyLink, number: int) -> bool:
    """Read a policy and store it as it stood; True when a document arrived."""
    document = await read_aside(session, link.url, f"p{number}", "policy")
    if document.visit.outcome != "measured" or not document.data:
        session.note("policy", f"{link.url[:500]} could not be read: {document.visit.reason}", "incomplete")
        return False
    mime = document.visit.mime or "text/html"
    store_policy(session, document.data, link.url, mime, link.how)
    return True


def store_policy(session: Session, data: bytes, url: str, mime: str, how: str) -> None:
    """Put the policy's bytes and their record into the evidence."""
    suffix = {"text/plain": "txt", "application/pdf": "pdf", "text/markdown": "md"}.get(mime, "html")
    file, digest = session.writer.write_policy(data, suffix)
    session.policies.append(PolicyText(url, mime, data))
    session.journal.write(
        PolicyDocument(
            time=time.time(), visit=session.journal.visit, url=url, file=file, sha256=digest, mime=mime, how=how
        )
    )
