"""What became of each Set-Cookie line of one response: stored, refused and why, or a removal?"""

from __future__ import annotations

from crawler.ledger import LedgerRequest
from crawler.ledger_headers import set_cookie_lines
from crawler.recorders.hops import DevToolsRequest
from crawler.records import Request, SetCookie

IGNORED = "CredentialsOmitted"
"""Why a Set-Cookie line had no effect of which the browser says nothing (Fetch, "credentials mode")."""


def set_cookies(request: Request, entry: LedgerRequest | None, seen: DevToolsRequest | None) -> list[SetCookie]:
    """Each Set-Cookie line with what the browser did with it: the ledger's status, DevTools' reasons where it has any."""
    lines = list(set_cookie_lines(request.response_headers))
    if not lines or (request.from_cache and entry is not None and not entry.sent):
        return []  # a stored response's cookies were set when it was fetched
    stores = entry.stores if entry else []
    reasons = dict(seen.blocked_cookies) if seen else {}
    records = []
    for place, line in enumerate(lines):
        at = _place_of(line, place, lines, stores)
        status, partition = stores[at][1:] if at is not None else ("", "")
        refused = reasons.get(line) or _exclusions(status)
        if not refused and at is None and entry is not None:
            # The cookie store was never asked: the request went out without credentials, or as a preflight.
            refused = (IGNORED,)
        records.append(
            SetCookie(
                time=request.time,
                visit=request.visit,
                request=request.id,
                url=request.url,
                line=line,
                stored=not refused,
                removes=not refused and entry is not None and at in entry.removing,
                refused_for=tuple(refused),
                partition_key=partition,
                top_level=request.page_url,
            )
        )
    return records


def _place_of(line: str, place: int, lines: list[str], stores: list[tuple[str, str, str]]) -> int | None:
    """Where the ledger speaks of a line: at the same place, or under its name when it speaks of fewer lines."""
    if len(stores) == len(lines):
        return place
    name = line.partition("=")[0].strip()
    return next((at for at, stored in enumerate(stores) if stored[0] == name), None)


def _exclusions(status: str) -> tuple[str, ...]:
    """`EXCLUDE_DOMAIN_MISMATCH, DO_NOT_WARN` -> `DomainMismatch` (net::CookieInclusionStatus)."""
    words = [word.strip() for word in status.split(",")]
    return tuple(
        "".join(part.capitalize() for part in word.removeprefix("EXCLUDE_").split("_"))
        for word in words
        if word.startswith("EXCLUDE_")
    )
