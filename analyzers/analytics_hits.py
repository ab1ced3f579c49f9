"""Which requests are hits of Universal Analytics, and whether each asks to shorten the visitor's IP address.

`aip=1` asks for it (Google, "Measurement Protocol parameter reference", Anonymize IP; analytics.js writes it for
`anonymizeIp`). Google Analytics 4 (`v=2`) sends no such word, and its hits are none here.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlsplit

import msgspec

from analyzers.model import Source
from analyzers.parties import host_of, is_within

_HITS = re.compile(r"^/(?:r/|j/)?(?:collect|__utm\.gif)$")
_HOSTS = ("google-analytics.com", "analytics.google.com")
LONGEST = 8192


class Hit(msgspec.Struct, frozen=True, kw_only=True):
    """One hit of Universal Analytics."""

    anonymised: bool
    place: Source


def hit_in(url: str, body: str, place: Source) -> Hit | None:
    """The hit that a request is, by its address and body; None where it is none."""
    host = host_of(url)
    if not any(is_within(host, own) for own in _HOSTS):
        return None
    try:
        parts = urlsplit(url[:LONGEST])
        fields = dict(parse_qsl(parts.query) + (parse_qsl(body[:LONGEST].partition("\n")[0]) if body else []))
    except ValueError:
        return None
    if not _HITS.match(parts.path) or fields.get("v", "1") == "2":
        return None
    return Hit(anonymised=fields.get("aip") in ("1", "true", ""), place=place)
