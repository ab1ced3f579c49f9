"""Which addresses belong to consent tools, and which of their responses hold what the site declares.

One table for the browser's recorder and for imported recordings. An address says nothing about what a response means:
that is read in analyzers. Tools that a site may serve from its own host are told by the path alone.
"""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import urlsplit

BODY_BYTES = 2_000_000
"""Of one response. The largest vendor list has about one million bytes."""
BODIES = 20
"""Kept of one session."""
NOTICED = 60
"""Responses of a session that are told, with or without their body."""
TEXTUAL = ("json", "javascript", "ecmascript", "html", "text/plain")
LONGEST_URL = 4_000
"""Characters of an address that are looked at."""
UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
TRUSTARC = (
    "consent.trustarc.com consent-pref.trustarc.com consent.truste.com consent-pref.truste.com "
    "prefmgr-cookie.truste-svc.net"
)


class Address(NamedTuple):
    """Addresses of one tool that are alike."""

    tool: str
    hosts: tuple[str, ...]
    """Registrable domains or hosts, each with all below it; empty where any host may serve it."""
    path: re.Pattern[str]
    keeps: bool
    """Does the response hold a declaration, so that its body is kept? The rest only shows that the tool is in use."""


def _address(tool: str, hosts: str, path: str, *, keeps: bool) -> Address:
    return Address(tool, tuple(hosts.split()), re.compile(path, re.IGNORECASE), keeps)


ADDRESSES: tuple[Address, ...] = (
    # Cookiebot, "Manual implementation": uc.js starts it, cc.js holds the tables, cd.js is the cookie declaration.
    _address("cookiebot", "cookiebot.com cookiebot.eu", rf"^/{UUID}/(?:cc|cd|cdreport)\.js$", keeps=True),
    _address("cookiebot", "cookiebot.com cookiebot.eu", r"\.js$", keeps=False),
    # OneTrust and CookiePro, "Cookie consent scripts": otSDKStub.js starts it, <id>/<rule set>/<language>.json is the list.
    # Customers may host the same tree themselves.
    _address("onetrust", "", rf"/consent/{UUID}(?:-test)?/{UUID}/[a-z]{{2,3}}(?:-[a-z0-9]{{2,8}})*\.json$", keeps=True),
    _address("onetrust", "cookielaw.org cookiepro.com onetrust.com", r"^/consent/", keeps=False),
    _address("onetrust", "cookielaw.org cookiepro.com", r"/(?:otSDKStub|otBannerSdk)\.js$", keeps=False),
    # Usercentrics, "Browser SDK": settings by id and language, the aggregator's service texts; version 3 the same API.
    _address("usercentrics", "usercentrics.eu usercentrics.com", r"/(?:settings|aggregate|latest)/.", keeps=True),
    _address("usercentrics", "usercentrics.eu usercentrics.com", r"\.js$", keeps=False),
    # Didomi, "Web SDK": the loader carries the notice's configuration.
    _address("didomi", "privacy-center.org didomi.io", r"(?:/loader\.js|\.json)$", keeps=True),
    _address("didomi", "privacy-center.org", r"\.js$", keeps=False),
    # Termly, "API": cookies of a consent banner's document.
    _address("termly", "termly.io", r"^/api/.*(?:cookies|snippets|websites|documents)", keeps=True),
    _address("termly", "termly.io", r"(?:\.js|/resource-blocker/.*)$", keeps=False),
    # Complianz (WordPress plug-in), rest_api_init: the cookies of each service.
    _address("complianz", "", r"/wp-json/complianz/v1/cookie_data", keeps=True),
    _address("complianz", "", r"/plugins/complianz-[\w-]+/.*\.js$", keeps=False),
    # Klaro, "Configuration": a script of the site's own; the hosted service sends the same as JSON.
    _address("klaro", "", r"/(?:klaro[-_.]?config|config[-_.]klaro)[\w.-]*\.js(?:on)?$", keeps=True),
    _address("klaro", "kiprotect.com", r"/privacy-managers/[^/]+/config", keeps=True),
    _address("klaro", "", r"/klaro(?:[-.][\w.-]+)?\.js$", keeps=False),
    # CookieYes, "Install": the script holds the categories, the audit tables their texts.
    _address("cookieyes", "cdn-cookieyes.com", r"/client_data/.*(?:script\.js|\.json)$", keeps=True),
    _address("cookieyes", "cdn-cookieyes.com cookieyes.com", r"\.js$", keeps=False),
    # iubenda, "Direct text embedding API" and the configuration of the Cookie Solution.
    _address(
        "iubenda", "iubenda.com", r"^/(?:api/(?:privacy|cookie)-policy/|privacy-policy/\d+/cookie-policy)", keeps=True
    ),
    _address("iubenda", "iubenda.com", r"/cookie-solution/confs/|/confs/js/\d+\.js$", keeps=True),
    _address("iubenda", "iubenda.com", r"\.js$", keeps=False),
    # TrustArc, "Cookie Consent Manager": notice.js starts it, the preference manager holds domains by category. Other hosts
    # of theirs serve the icon of advertisements (AdChoices), which is no consent tool of the site.
    _address("trustarc", TRUSTARC, r"(?:^/$|\.json$|prefmgr|preference|/cookie_js/)", keeps=True),
    _address("trustarc", TRUSTARC, r"^/(?:v2/)?(?:auto)?notice|/notice\.js$", keeps=False),
    # Axeptio, "Widget": the project's configuration.
    _address("axeptio", "client.axept.io client.axeptio.eu", r"\.json$", keeps=True),
    _address("axeptio", "axept.io axeptio.eu", r"/vendors?(?:/|\.json|$)", keeps=True),
    _address("axeptio", "axept.io axeptio.eu", r"\.js$", keeps=False),
    # tarteaucitron.js: what it knows of services is in its own scripts; which are used, in the page.
    _address("tarteaucitron", "", r"/tarteaucitron(?:\.min)?\.js$", keeps=False),
    # IAB Tech Lab, "Global Vendor List": consent tools host a copy of their own; OneTrust calls it iab2V2Data.
    _address(
        "iab-tcf",
        "",
        r"/(?:(?:vendor-list|gvl|vendorlist)(?:[-_/]?v?\d+)?(?:/[a-z]{2})?|iab2(?:v\d)?data)\.json$",
        keeps=True,
    ),
)
"""First come, first served: what is kept stands before what is only noticed."""


def address_of(url: str) -> Address | None:
    """The line of the table that an address falls under, else None. Never raises: addresses are hostile."""
    try:
        parts = urlsplit(url[:LONGEST_URL])
        host = parts.hostname or ""
    except ValueError:
        return None
    if parts.scheme not in ("http", "https"):
        return None
    path = parts.path or "/"
    for address in ADDRESSES:
        here = not address.hosts or any(host == known or host.endswith(f".{known}") for known in address.hosts)
        if here and address.path.search(path):
            return address
    return None


def holds_declaration(url: str) -> bool:
    """May the response to this address hold what a site declares?"""
    address = address_of(url)
    return address is not None and address.keeps


def is_text(mime: str) -> bool:
    return any(word in mime.lower() for word in TEXTUAL)


def suffix_of(mime: str) -> str:
    """The ending of the kept file's name."""
    lowered = mime.lower()
    return next((suffix for suffix in ("json", "html") if suffix in lowered), "js" if "script" in lowered else "txt")
