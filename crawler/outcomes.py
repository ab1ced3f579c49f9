"""Why a page was not measured: the browser's error, the status or the page's text, as one of records.OUTCOMES."""

from __future__ import annotations

import re

NETWORK = (
    ("ERR_NAME_NOT_RESOLVED", "dns"),
    ("ERR_NAME_RESOLUTION_FAILED", "dns"),
    ("ERR_DNS", "dns"),
    ("ERR_CERT", "tls"),
    ("ERR_SSL", "tls"),
    ("ERR_BAD_SSL", "tls"),
    ("ERR_CONNECTION_REFUSED", "refused"),
    ("ERR_TOO_MANY_REDIRECTS", "redirect-loop"),
    ("ERR_INVALID_AUTH_CREDENTIALS", "auth-required"),
    ("ERR_UNSUPPORTED_AUTH_SCHEME", "auth-required"),
    ("Download is starting", "not-html"),
    ("Page crashed", "crashed"),
    ("Target crashed", "crashed"),
    ("has been closed", "crashed"),
    ("Connection closed", "crashed"),
)

_ERROR = re.compile(r"net::(ERR_[A-Z0-9_]+)")

WALL_STATUS = (401, 403, 405, 429, 503)
WALL_SIGNS = (
    "_incapsula_resource",
    "cf-chl",
    "challenge-platform",
    "px-captcha",
    "captcha-delivery.com",
    "geo.captcha-delivery",
    "just a moment...",
    "attention required! | cloudflare",
    "verify you are human",
    "verifying you are human",
    "access denied | ",
    "request unsuccessful. incapsula",
    "please enable js and disable any ad blocker",
)
"""Marks of human checks by Cloudflare, Imperva, HUMAN and DataDome, in lower case, as their pages show them."""


def of_error(message: str) -> tuple[str, str]:
    """(outcome, reason) of the text of a navigation error."""
    first = message.split("\n")[0].removeprefix("Page.goto: ")
    outcome = next((outcome for sign, outcome in NETWORK if sign in message), "network")
    match = _ERROR.search(message)
    return outcome, match.group(1) if match else first[:300]


def of_page(status: int | None, mime: str, html: str) -> tuple[str, str]:
    """(outcome, reason) of a page that arrived; `measured` when it is the site's own page."""
    start = html[:200_000].lower()
    sign = next((sign for sign in WALL_SIGNS if sign in start), "")
    if sign and (status in WALL_STATUS or len(html) < 30_000):
        return "bot-wall", f"status {status}, and the page holds {sign!r}: a human check, not the site"
    if status is not None and status >= 400:
        outcome = "auth-required" if status in (401, 407) else "http-error"
        return outcome, f"the server answered {status}"
    if mime and mime not in ("text/html", "application/xhtml+xml"):
        return "not-html", f"the document is {mime}"
    return "measured", ""
