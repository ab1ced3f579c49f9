"""How a recording made by others becomes sealed evidence.

Every importer reads its whole file first and gives a Recording; only then is anything written, so a broken file leaves
nothing behind. The evidence says whose recording it is and, in notes of level `incomplete`, what such a source cannot
show: those turn "not observed" into "not checked".
"""

from __future__ import annotations

import datetime as dt
import hashlib
import platform
import shutil
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import msgspec

from crawler.recorders.consent_addresses import suffix_of
from crawler.records import ConsentToolResponse, Note, Record, Visit
from crawler.writing import EvidenceWriter

Lists = Sequence[Mapping[str, Any]]
"""Name, version, date, digest, licence and number of entries of each body of knowledge."""

SESSION = "import"
"""Name of the session, where a scan of ours has `first-visit` or `accept`."""


class SourceError(Exception):
    """The file is not what it should be. The message says which file, what is wrong, and what would be right."""


class SourceFile(msgspec.Struct, frozen=True, kw_only=True):
    """The file that was imported, so that a reader can find the same one."""

    name: str
    size: int
    sha256: str


class Recording(msgspec.Struct, kw_only=True):
    """What an importer found."""

    kind: str
    """`har`, `email`, `wec`."""
    site: str
    """Host of the website, or of the sender."""
    started: float
    ended: float
    records: list[Record]
    """In the order recorded, each visit's Visit last."""
    documents: dict[str, str] = {}
    """Visit id -> the document as the server or sender sent it."""
    bodies: dict[str, bytes] = {}
    """SHA-256 -> body of a consent tool's response, which its record names."""
    creator: str = ""
    """Program that wrote the file, by its own word."""
    browser: str = ""
    cannot_show: tuple[str, ...] = ()
    """In plain words, each ending in no full stop."""
    remarks: tuple[str, ...] = ()
    """What was left out, or had to be rebuilt; for information."""


class Imported(msgspec.Struct, frozen=True, kw_only=True):
    """Where the evidence of an import lies, and how much it holds."""

    folder: Path
    seal: str
    site: str
    records: int
    visits: int
    remarks: tuple[str, ...] = ()


def read_source(path: Path, limit: int, what: str) -> bytes:
    """The file's bytes. Raises SourceError when it cannot be read, is empty, or larger than `limit` bytes."""
    try:
        size = path.stat().st_size
        if path.is_dir():
            raise SourceError(f"{path}: a folder. Name the {what} itself.")
        if size > limit:
            raise SourceError(f"{path}: {size} bytes; at most {limit} are read. Give a shorter recording.")
        data = path.read_bytes()
    except OSError as error:
        raise SourceError(f"{path}: not readable ({error.strerror}). Give the path of a {what}.") from error
    if not data.strip():
        raise SourceError(f"{path}: empty. Give a {what} that holds something.")
    return data


def clean(text: str) -> str:
    """Text without lone surrogates, which half-copied emoji leave behind and no file can hold."""
    return text.encode("utf-8", "replace").decode("utf-8")


def write_recording(
    root: Path, recording: Recording, files: Sequence[tuple[Path, bytes]], lists: Lists = ()
) -> Imported:
    """Write and seal the evidence folder; removes it again when that fails half-way.

    `lists` are the bodies of knowledge at hand that day, for the manifest (see crawler.crawl).
    """
    started = dt.datetime.fromtimestamp(recording.started, dt.UTC)
    writer = EvidenceWriter(root, recording.site, started, SESSION)
    try:
        notes = [("incomplete", text) for text in recording.cannot_show] + [
            ("info", text) for text in recording.remarks
        ]
        for level, text in notes:
            writer.append(Note(time=recording.started, subject="source", text=text, level=level))
        visits = 0
        for record in recording.records:
            if isinstance(record, Visit):
                visits += 1
                record = _with_document(record, recording, writer)
            elif isinstance(record, ConsentToolResponse):
                record = _with_body(record, recording, writer)
            writer.append(record)
        seal = writer.seal({**_manifest(recording, files), "lists": [dict(one) for one in lists]})
    except BaseException:
        shutil.rmtree(writer.folder, ignore_errors=True)
        raise
    return Imported(
        folder=writer.folder,
        seal=seal,
        site=recording.site,
        records=writer.records_written,
        visits=visits,
        remarks=recording.remarks,
    )


def _with_document(visit: Visit, recording: Recording, writer: EvidenceWriter) -> Visit:
    document = recording.documents.get(visit.visit)
    if document is None:
        return visit
    return msgspec.structs.replace(visit, source_html=writer.write_page(f"{visit.visit}.source", clean(document)))


def _with_body(record: ConsentToolResponse, recording: Recording, writer: EvidenceWriter) -> ConsentToolResponse:
    body = recording.bodies.get(record.sha256)
    if body is None:
        return record
    file, _ = writer.write_consent_tool(body, suffix_of(record.mime))
    return msgspec.structs.replace(record, file=file)


def _manifest(recording: Recording, files: Sequence[tuple[Path, bytes]]) -> dict[str, Any]:
    return {
        "site": recording.site,
        "started": _utc(recording.started),
        "ended": _utc(recording.ended),
        "source": recording.kind,
        "imported": {
            "files": [
                msgspec.to_builtins(
                    SourceFile(name=clean(path.name), size=len(data), sha256=hashlib.sha256(data).hexdigest())
                )
                for path, data in files
            ],
            "creator": recording.creator,
            "cannot_show": list(recording.cannot_show),
        },
        "tool": {"name": "avow", "version": version("avow")},
        "browser": {"version": recording.browser},
        "host": {"system": platform.platform(), "python": platform.python_version()},
        "settings": {},
        "canary": {},
        "sessions": {SESSION: {"ended": "complete", "reason": f"imported from a {recording.kind} file"}},
    }


def _utc(seconds: float) -> str:
    return dt.datetime.fromtimestamp(seconds, dt.UTC).isoformat(timespec="seconds")
