"""Which consents a page's consent tool had on record on visits where nothing was chosen.

Sources: IAB Tech Lab, "Consent Management Platform API" 2.2, TCData (`purpose.consents`, `gdprApplies`, `eventStatus`), and
the TC string in the cookie `euconsent-v2`. A legitimate interest needs no choice and is not counted; where the tool says
that the GDPR does not apply to the visitor, nothing is told.
"""

from __future__ import annotations

import json
from typing import Any

import msgspec

from analyzers.model import Source
from analyzers.policy.tcf import Malformed, read_tc_string
from analyzers.scenarios import NOTHING_CHOSEN
from crawler.evidence import Evidence, Line
from crawler.records import ConsentToolState, JarCookie

ASKED = "__tcfapi('getTCData')"
COOKIE = "euconsent-v2"
MOST = 20


class RecordedConsent(msgspec.Struct, frozen=True, kw_only=True):
    """One record of consent that nobody had given."""

    purposes: tuple[int, ...]
    """Numbers of the IAB's purposes."""
    where: str
    """`__tcfapi('getTCData')` or `cookie euconsent-v2`."""
    scenario: str
    evidence: Source


def recorded_before_choice(evidence: Evidence) -> tuple[RecordedConsent, ...]:
    """Each different record once. Never raises for what the page said."""
    found: dict[tuple[object, ...], RecordedConsent] = {}
    unbound = False
    for line in evidence.lines():
        record = line.record
        if line.scenario not in NOTHING_CHOSEN or len(found) >= MOST:
            continue
        purposes: tuple[int, ...] = ()
        if isinstance(record, ConsentToolState) and record.source == ASKED:
            data = _object(record.text)
            unbound = unbound or data.get("gdprApplies") is False
            purposes = _consented(data)
            where, url = record.source, record.frame_url
        elif isinstance(record, JarCookie) and record.name == COOKIE:
            purposes, where, url = _in_string(record.value), f"cookie {COOKIE}", ""
        if purposes:
            found.setdefault((purposes, where, line.scenario), _told(line, purposes, where, url))
    return () if unbound else tuple(found.values())


def _told(line: Line, purposes: tuple[int, ...], where: str, url: str) -> RecordedConsent:
    place = Source(visit=line.record.visit, url=url, seq=line.seq, what=where)
    return RecordedConsent(purposes=purposes, where=where, scenario=line.scenario, evidence=place)


def _object(text: str) -> dict[str, Any]:
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}


def _consented(data: dict[str, Any]) -> tuple[int, ...]:
    """Of the answer's own list, else of its string."""
    purpose = data.get("purpose")
    consents = purpose.get("consents") if isinstance(purpose, dict) else None
    if isinstance(consents, dict):
        given = (key for key, value in consents.items() if value is True and key.isdecimal() and len(key) < 4)
        return tuple(sorted(int(key) for key in given))
    text = data.get("tcString")
    return _in_string(text) if isinstance(text, str) else ()


def _in_string(text: str) -> tuple[int, ...]:
    try:
        return read_tc_string(text).purposes_consent
    except Malformed:
        return ()
