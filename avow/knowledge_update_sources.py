"""Where the free databases and filter lists come from, and how an address is asked.

Licences: EasyList, EasyPrivacy and Fanboy GPL-3.0-or-later or CC-BY-SA-3.0-or-later; Open Cookie Database Apache-2.0;
third-party-web, AdGuard's CNAME trackers MIT; autoconsent's rules MPL-2.0. Data under a licence that forbids commercial
use is not among them; a user may put such a file into a folder of his own.
"""

from __future__ import annotations

import http.client
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import IO, NamedTuple

import msgspec

from analyzers.knowledge.databases import CNAMES, COOKIE_DATABASE, ENTITIES, LARGEST_FILE

SILENCE_S = 60
"""Seconds without a byte after which an address is given up."""
LONGEST_S = 600
"""Seconds for one file, however it drips."""

DEBIAN = Path("/usr/share/chromium/extensions/ublock-origin/assets/thirdparties/easylist")
"""Where Debian's package webext-ublock-origin-chromium puts EasyList and EasyPrivacy."""


class Database(msgspec.Struct, frozen=True, kw_only=True):
    """One body of data that a user may fetch."""

    name: str
    title: str
    url: str
    file: str
    licence: str
    least_bytes: int
    """What is smaller is an error page or a cut download. About half of what was seen in 2026."""
    starts_with: str
    """Regular expression that the first characters must match."""
    other_files: tuple[str, ...] = ()
    """Names under which a folder may hold it."""


LIST_LICENCE = "GPL-3.0-or-later or CC-BY-SA-3.0-or-later"
DATABASES: tuple[Database, ...] = (
    Database(
        name="easylist",
        title="EasyList",
        url="https://easylist.to/easylist/easylist.txt",
        file="easylist.txt",
        licence=LIST_LICENCE,
        least_bytes=900_000,
        starts_with=r"\[Adblock",
    ),
    Database(
        name="easyprivacy",
        title="EasyPrivacy",
        url="https://easylist.to/easylist/easyprivacy.txt",
        file="easyprivacy.txt",
        licence=LIST_LICENCE,
        least_bytes=700_000,
        starts_with=r"\[Adblock",
    ),
    Database(
        name="fanboy-social",
        title="Fanboy's Social Blocking List",
        url="https://easylist.to/easylist/fanboy-social.txt",
        file="fanboy-social.txt",
        licence=LIST_LICENCE,
        least_bytes=200_000,
        starts_with=r"\[Adblock",
        other_files=("easylist-social.txt",),
    ),
    Database(
        name=COOKIE_DATABASE,
        title="Open Cookie Database",
        url="https://raw.githubusercontent.com/jkwakman/Open-Cookie-Database/master/open-cookie-database.csv",
        file="open-cookie-database.csv",
        licence="Apache-2.0",
        least_bytes=200_000,
        starts_with=r"ID,Platform,Category,",
    ),
    Database(
        name=ENTITIES,
        title="third-party-web",
        url="https://cdn.jsdelivr.net/npm/third-party-web/dist/entities.json",
        file="entities.json",
        licence="MIT",
        least_bytes=100_000,
        starts_with=r"\s*\[",
    ),
    Database(
        name=CNAMES,
        title="AdGuard CNAME trackers",
        url="https://raw.githubusercontent.com/AdguardTeam/cname-trackers/master/data/combined_original_trackers.txt",
        file="combined_original_trackers.txt",
        licence="MIT",
        least_bytes=5_000,
        starts_with=r"[!#|a-z]",
    ),
    Database(
        name="autoconsent",
        title="autoconsent rules",
        url="https://cdn.jsdelivr.net/npm/@duckduckgo/autoconsent/rules/rules.json",
        file="autoconsent-rules.json",
        licence="MPL-2.0",
        least_bytes=200_000,
        starts_with=r"\s*\{",
        other_files=("rules.json",),
    ),
)


class Answer(NamedTuple):
    """What an address gave: the body, None when it has not changed, and what to ask with the next time."""

    body: bytes | None
    etag: str = ""
    last_modified: str = ""


Fetch = Callable[[str, str, str], Answer]
"""(address, ETag and Last-Modified of the last time, or empty) -> answer. Raises OSError when nothing whole was read."""


class OnlySecure(urllib.request.HTTPRedirectHandler):
    """Follows no redirect from https to anything else: what comes in the clear may be anybody's."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: http.client.HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        if req.full_url.startswith("https:") and not newurl.startswith("https:"):
            raise urllib.error.URLError(f"it redirects to {newurl[:200]}, which is not https")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def fetch_address(url: str, etag: str, last_modified: str) -> Answer:
    """Read an address, if it has changed. Raises OSError (urllib's errors are such) when it gives nothing or stops half
    way."""
    asked = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    headers = {"User-Agent": "avow-knowledge-update", **{name: value for name, value in asked.items() if value}}
    opener = urllib.request.build_opener(OnlySecure)
    try:
        with opener.open(urllib.request.Request(url, headers=headers), timeout=SILENCE_S) as answer:  # noqa: S310
            body = _whole(answer)
            return Answer(body, answer.headers.get("ETag", ""), answer.headers.get("Last-Modified", ""))
    except urllib.error.HTTPError as error:
        if error.code == 304:
            return Answer(None, etag, last_modified)
        raise
    except http.client.HTTPException as error:
        raise OSError(f"the answer broke off: {error!r}") from error


def _whole(answer: http.client.HTTPResponse) -> bytes:
    expected, until, body = answer.length, time.monotonic() + LONGEST_S, bytearray()
    while len(body) <= LARGEST_FILE and (part := answer.read1(1 << 16)):
        body += part
        if time.monotonic() > until:
            raise TimeoutError(f"not finished after {LONGEST_S} s")
    if expected is not None and len(body) < min(expected, LARGEST_FILE):
        raise OSError(f"the answer broke off after {len(body)} of {expected} bytes")
    return bytes(body)
