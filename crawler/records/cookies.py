"""What happened to cookies, and what was left of them."""

from __future__ import annotations

from crawler.records.base import Record


class SetCookie(Record, frozen=True, kw_only=True, tag="set-cookie"):
    """One Set-Cookie line of a response, verbatim, stored or refused."""

    request: str
    """Id of the request it answered."""
    url: str
    line: str
    stored: bool
    """Accepted by the browser."""
    removes: bool = False
    """Accepted, but expired on arrival: it removed a cookie if there was one, and stored none."""
    refused_for: tuple[str, ...] = ()
    """The browser's reasons, as ThirdPartyPhaseout, UserPreferences, InvalidDomain; empty when stored."""
    partition_key: str = ""
    top_level: str = ""


class ScriptCookie(Record, frozen=True, kw_only=True, tag="script-cookie"):
    """One write by script through document.cookie or cookieStore, as the script passed it."""

    frame_url: str
    text: str
    """The cookie string; a cookieStore call is written in the same form."""
    api: str = "document.cookie"
    script: str = ""
    """URL of the script that called, empty for an inline script that has none."""
    stack: tuple[str, ...] = ()


class CookieChange(Record, frozen=True, kw_only=True, tag="cookie-change"):
    """One change of the cookie store, as the network log tells it: whatever set it."""

    change: str
    """`added`, `overwritten`, `deleted` (by page or server), `expired`, `evicted`, `refused`."""
    name: str
    domain: str
    """As stored: a leading dot means a Domain attribute, none means host-only."""
    path: str = "/"
    cause: str = ""
    """The network stack's own word for the cause."""
    http_only: bool | None = None
    secure: bool | None = None
    same_site: str = ""
    partition_key: str = ""
    persistent: bool | None = None


class JarCookie(Record, frozen=True, kw_only=True, tag="jar-cookie"):
    """A cookie in the jar when the session ended. The end state only: Chromium caps expiry at 400 days and evicts."""

    name: str
    value: str
    domain: str
    path: str = "/"
    expires: float | None = None
    """None for a session cookie. By the browser's clock and after its cap: lifetimes are judged from SetCookie lines."""
    http_only: bool = False
    secure: bool = False
    same_site: str = ""
    """Empty when the attribute was absent."""
    partition_key: str = ""
