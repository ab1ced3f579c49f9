"""Which documents were opened, with which end, and what limits the evidence."""

from __future__ import annotations

from crawler.records.base import Record


class Visit(Record, frozen=True, kw_only=True, tag="visit"):
    """One page loaded in a session. Written when the page has been left."""

    url: str
    """As requested."""
    final_url: str = ""
    """After redirects and scripts; empty if no document was committed."""
    purpose: str = "page"
    """`page`, `policy` (read for what it declares), `robots`, `link` (opened to see whether it answers), `e-mail` (imported:
    read, never opened)."""
    outcome: str = "measured"
    """`measured`, or why the page was not measured in full; see OUTCOMES."""
    reason: str = ""
    """In plain words, with the browser's own error where there is one."""
    ended_by: str = ""
    """Why the visit ended: `quiet` (nothing new happened any more), `ceiling` (new things went on happening until the
    longest watch was over), `load-timeout`, `limit` (stopped: see outcome `too-much`), `failed`, `interrupted`."""
    status: int | None = None
    mime: str = ""
    title: str = ""
    ended: float = 0.0
    loaded: float | None = None
    """When the load event fired."""
    html: str = ""
    """Path inside the session's folder of the document as rendered (zstd), empty if none."""
    source_html: str = ""
    """Path of the document as the server sent it (zstd): `<noscript>` is text only there."""
    screenshot: str = ""


OUTCOMES = {
    "measured": "loaded, watched until quiet or the ceiling, left",
    "load-timeout": "the load event did not come in time; what came until then is kept",
    "http-error": "the server answered 4xx or 5xx",
    "bot-wall": "the page is a human check or a block page, not the site",
    "off-site": "the address led to another site",
    "not-html": "the document is no HTML page (PDF, download, image)",
    "dns": "the host name does not resolve",
    "tls": "the certificate or the TLS connection is not valid",
    "refused": "no connection to the server",
    "network": "another network error",
    "auth-required": "the server asks for a log-in",
    "redirect-loop": "the page redirected without end",
    "hung": "the page stopped answering; what came until then is kept",
    "too-much": "the page asked for more than the scan's limits and was stopped; what came until then is kept",
    "crashed": "the page or the browser crashed",
    "robots": "robots.txt does not allow the visit",
    "interrupted": "the operator stopped the scan",
    "not-reached": "planned, but the session ended before",
}
"""Every outcome of a visit, with what it means. Only `measured` counts as measured."""


class Note(Record, frozen=True, kw_only=True, tag="note"):
    """Something that limits what this evidence can show."""

    subject: str
    """`robots`, `recorder`, `ledger`, `policy`, `scope`, `source`, `signal`, `interrupted`."""
    text: str
    level: str = "info"
    """`info`, or `incomplete`: turns "not observed" into "not checked"."""


def is_aside(record: Record) -> bool:
    """Was it read beside the visits? Then it is no part of what the site does to a visitor."""
    return record.visit[:1] in ("p", "b", "f", "g", "l")
