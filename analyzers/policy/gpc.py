"""What `/.well-known/gpc.json` says: does the site claim to honour Global Privacy Control?

Source: W3C Global Privacy Control, section "GPC Support Resource": a JSON object, `gpc` true or false (else unknown),
`lastUpdate` an RFC 3339 date or time.
"""

from __future__ import annotations

import json

from analyzers.model import Declaration, short_id

LONGEST = 100_000


def read_gpc(data: bytes, *, source: str = "/.well-known/gpc.json") -> Declaration | None:
    """The signal that the resource declares; None when it is no such resource or leaves the question open."""
    if len(data) > LONGEST:
        return None
    try:
        text = data.decode("utf-8-sig")
        content = json.loads(text)
    except (UnicodeDecodeError, ValueError, RecursionError):
        return None
    if not isinstance(content, dict) or not isinstance(content.get("gpc"), bool):
        return None
    updated = content.get("lastUpdate")
    return Declaration(
        id=short_id("declaration", "signal", "gpc", source, text),
        kind="signal",
        name="gpc",
        purpose="honoured" if content["gpc"] else "not honoured",
        strength="item",
        quote=text.strip(),
        place=f"{source}, last updated {updated}" if isinstance(updated, str) else source,
        source="gpc.json",
    )
