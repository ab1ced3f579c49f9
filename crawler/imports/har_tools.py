"""Which responses of consent tools an imported recording holds, by the same addresses as in the browser."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import msgspec

from crawler.imports.har_entry import Entry
from crawler.recorders.consent_addresses import BODIES, BODY_BYTES, NOTICED, address_of, is_text
from crawler.records import ConsentToolResponse, Record


def consent_tools_of(entries: Iterable[tuple[str, Entry]]) -> tuple[list[Record], dict[str, bytes]]:
    """(records, SHA-256 -> body) of (visit, entry) pairs. A recording without bodies shows only that a tool is in use."""
    records: dict[tuple[str, str], Record] = {}
    bodies: dict[str, bytes] = {}
    for visit, entry in entries:
        address = address_of(entry.url)
        key = (address.tool if address is not None else "", entry.url)
        if address is None or key in records or len(records) >= NOTICED:
            continue
        record = ConsentToolResponse(
            time=entry.ended, visit=visit, tool=address.tool, url=entry.url, mime=entry.mime, status=entry.status
        )
        if address.keeps:
            record = _with_body(record, entry, bodies)
        records[key] = record
    return list(records.values()), bodies


def _with_body(record: ConsentToolResponse, entry: Entry, bodies: dict[str, bytes]) -> ConsentToolResponse:
    why = ""
    if not entry.body:
        why = "the recording holds no body of it"
    elif entry.status is None or not 200 <= entry.status < 300:
        why = f"the server answered {entry.status}"
    elif not is_text(entry.mime):
        why = f"it is no text: {entry.mime[:100]}"
    elif len(entry.body) > BODY_BYTES:
        why = f"longer than {BODY_BYTES} bytes"
    elif len(bodies) >= BODIES:
        why = f"the first {BODIES} responses of consent tools were kept"
    if why:
        return msgspec.structs.replace(record, reason=why)
    digest = hashlib.sha256(entry.body).hexdigest()
    bodies[digest] = entry.body
    return msgspec.structs.replace(record, size=len(entry.body), sha256=digest)
