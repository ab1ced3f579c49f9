"""What stands at the site's `/.well-known/gpc.json`: does it claim to honour Global Privacy Control?

Source: W3C, Global Privacy Control, section "GPC Support Resource". It is read beside the visits, once a site; that it is
not there is a fact as well.
"""

from __future__ import annotations

import time
from urllib.parse import urlsplit

from crawler.aside import read_aside
from crawler.records import GpcSupport
from crawler.session import Session

PATH = "/.well-known/gpc.json"
CHARACTERS = 100_000


async def keep_gpc(session: Session) -> None:
    """Read the resource of the start page's origin and write what came."""
    parts = urlsplit(session.settings.start_url)
    url = f"{parts.scheme}://{parts.netloc}{PATH}"
    document = await read_aside(session, url, "g1", "gpc")
    visit = document.visit
    # Many servers answer every address with a page of theirs.
    told = document.data if visit.outcome == "measured" and "html" not in visit.mime else b""
    session.journal.write(
        GpcSupport(
            time=time.time(),
            visit=visit.visit,
            url=url,
            outcome=visit.outcome,
            status=visit.status,
            mime=visit.mime,
            text=told[: 4 * CHARACTERS].decode("utf-8", "replace")[:CHARACTERS],
        )
    )
