"""What a scan's stored policy documents say, and on which day they were read."""

from __future__ import annotations

import datetime as dt
import hashlib

from analyzers.model import PolicyReading
from analyzers.policy import read_policy
from analyzers.policy.consent_tools import read_consent_tool
from crawler.evidence import Evidence
from crawler.records import PolicyDocument


def read_document(document: PolicyDocument, data: bytes) -> PolicyReading:
    """One stored document: a consent tool's own list where it is one, else text for people."""
    return read_any(data, document.mime, document.url)


def read_any(data: bytes, mime: str, source: str) -> PolicyReading:
    """A text of unknown kind. What begins as a page in HTML is no response of a consent tool."""
    if "html" not in mime and data.lstrip()[:1] != b"<":
        found = read_consent_tool(source, data)
        if found:
            return PolicyReading(declarations=found, source=source, sha256=hashlib.sha256(data).hexdigest())
    return read_policy(data, mime=mime, source=source)


def started_on(evidence: Evidence) -> dt.date | None:
    """The day (UTC) on which the scan began, by its manifest; None where it does not say."""
    try:
        return dt.datetime.fromisoformat(str(evidence.manifest.get("started", ""))).astimezone(dt.UTC).date()
    except ValueError:
        return None
