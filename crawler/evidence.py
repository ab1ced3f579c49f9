"""What does an evidence folder hold? Its layout, and reading it; crawler.writing fills it, crawler.sealing seals it.

Layout, all under `<root>/<site>/<UTC start>/`, mode 0700:

    manifest.json                       written last; a folder without it is incomplete
    <session>/records.jsonl.zst         one record a line: seq, prev, kind, time, visit and the kind's own fields
    <session>/pages/<visit>.html.zst    documents as rendered, and as sent (<visit>.source.html.zst)
    <session>/pages/<visit>.webp|png    screenshots
    policy/<digest>.html|txt            the policy as it stood
    consent/<digest>.js|json|html|txt   what consent tools sent that may hold a declaration
    report/                             made from the rest, not sealed

A session is named after its scenario; `first-visit-2` is the scenario `first-visit` again, in another fresh profile.
`prev` is the SHA-256 of the line before (64 zeros for the first), so that no line can be dropped, changed or reordered
unseen; the manifest holds the digest of every file, and `seal` is the SHA-256 of the manifest without it.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import zstandard

from crawler.records import AnyRecord, PolicyDocument

FORMAT = 1

_AGAIN = re.compile(r"-\d{1,3}$")


def scenario_of(session: str) -> str:
    """Under which choice a session visited the site: its name without the number of the profile."""
    return _AGAIN.sub("", session)


class EvidenceError(Exception):
    """The folder is no evidence, incomplete, or of a format this version does not read."""


class Line(msgspec.Struct, frozen=True):
    """A record with its place in the chain."""

    seq: int
    session: str
    record: AnyRecord

    @property
    def scenario(self) -> str:
        return scenario_of(self.session)


class Place(msgspec.Struct):
    """Where a line stands in its chain, without reading the record."""

    seq: int
    prev: str


def folder_name(host: str) -> str:
    """A file name out of a host name, which is attacker's text: letters, digits, dot and dash, 80 at most."""
    safe = re.sub(r"[^a-z0-9.-]+", "-", host.lower()).strip(".-")[:80]
    if safe and safe == host.lower() and not re.fullmatch(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", safe):
        return safe
    return f"{safe or 'site'}-{hashlib.sha256(host.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"


class Evidence:
    """A sealed folder, read only. Records are streamed, never held whole."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        path = folder / "manifest.json"
        if not path.is_file():
            raise EvidenceError(
                f"{folder}: no manifest.json, so this is no evidence folder or its scan did not finish. "
                "Give the folder that `avow audit` named, evidence/<site>/<time>."
            )
        try:
            manifest = json.loads(path.read_text(encoding="utf-8"))
        except (ValueError, OSError) as error:
            raise EvidenceError(f"{path}: not readable as JSON: {error}") from error
        if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
            raise EvidenceError(
                f"{path}: format {manifest.get('format') if isinstance(manifest, dict) else None!r}; "
                f"this version of avow reads format {FORMAT}."
            )
        self.manifest: dict[str, Any] = manifest

    @property
    def site(self) -> str:
        return str(self.manifest["site"])

    @property
    def sessions(self) -> tuple[str, ...]:
        """Those that hold records: the first visit first, then in the order in which they were planned."""
        told = self.manifest.get("sessions", {})

        def place(session: str) -> tuple[bool, int]:
            return session != "first-visit", int(told.get(session, {}).get("number", 0))

        return tuple(sorted(self.manifest["records"], key=place))

    def lines(self, session: str | None = None) -> Iterator[Line]:
        """Every record with its seq, session by session, in the order written."""
        decoder = msgspec.json.Decoder(AnyRecord)
        place = msgspec.json.Decoder(Place)
        for name in [session] if session else self.sessions:
            for raw in raw_lines(self.folder / name / "records.jsonl.zst"):
                yield Line(place.decode(raw).seq, name, decoder.decode(raw))

    def records(self, session: str | None = None) -> Iterator[AnyRecord]:
        for line in self.lines(session):
            yield line.record

    def page(self, session: str, relative: str) -> str:
        """A stored document; empty when the visit has none."""
        if not relative:
            return ""
        data = (self.folder / session / relative).read_bytes()
        with zstandard.ZstdDecompressor().stream_reader(io.BytesIO(data)) as reader:
            return reader.read().decode("utf-8", "replace")

    def policies(self) -> list[tuple[PolicyDocument, bytes]]:
        """The policy documents in the order read, each with its bytes."""
        return [
            (record, (self.folder / record.file).read_bytes())
            for record in self.records()
            if isinstance(record, PolicyDocument)
        ]

    def document(self, relative: str) -> bytes:
        """A file that a record names by its path inside the evidence folder."""
        return (self.folder / relative).read_bytes()


def raw_lines(path: Path) -> Iterator[bytes]:
    """The lines of a file of records, as written. Raises OSError, zstandard.ZstdError."""
    with path.open("rb") as file:
        reader = zstandard.ZstdDecompressor().stream_reader(file, read_across_frames=True)
        for line in io.BufferedReader(reader):
            yield line.rstrip(b"\n")
