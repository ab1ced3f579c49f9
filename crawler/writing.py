"""How do the records of a scan come into its evidence folder, so that a kill loses little of them?"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from pathlib import Path
from typing import Any

import msgspec
import zstandard

from crawler.evidence import folder_name
from crawler.records import Record
from crawler.sealing import NO_LINE_BEFORE, seal_folder

_encoder = msgspec.json.Encoder()


def _encode(record: Record) -> bytes:
    try:
        return _encoder.encode(record)
    except UnicodeEncodeError:
        # A page may store half a surrogate pair, which is no Unicode text; it is kept as its escape.
        return _encoder.encode(_spelled_out(msgspec.to_builtins(record)))


def _spelled_out(value: Any) -> Any:
    if isinstance(value, str):
        return re.sub("[\ud800-\udfff]", lambda half: f"\\u{ord(half[0]):04x}", value)
    if isinstance(value, dict):
        return {_spelled_out(key): _spelled_out(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_spelled_out(item) for item in value]
    return value


def _new_folder(root: Path, site: str, started: dt.datetime) -> Path:
    """A folder of the scan's own under the site's, readable by its owner only."""
    stamp = started.astimezone(dt.UTC).strftime("%Y-%m-%dT%H%M%SZ")
    folder = root / folder_name(site) / stamp
    counter = 1
    while folder.exists():
        counter += 1
        folder = root / folder_name(site) / f"{stamp}-{counter}"
    folder.mkdir(parents=True, mode=0o700)
    folder.parent.chmod(0o700)
    return folder


class EvidenceWriter:
    """Appends records of one session; what was appended survives a kill up to the last flush.

    A scan of several sessions has one folder: each further session's writer comes from the first one's `further`.
    """

    def __init__(self, root: Path, site: str, started: dt.datetime, session: str = "first-visit") -> None:
        self._open(_new_folder(root, site, started), session, [])

    def further(self, session: str) -> EvidenceWriter:
        """A writer of another session in the same folder; whichever is sealed seals all. Raises FileExistsError."""
        writer = EvidenceWriter.__new__(EvidenceWriter)
        writer._open(self.folder, session, self._writers)
        return writer

    def _open(self, folder: Path, session: str, writers: list[EvidenceWriter]) -> None:
        self.folder = folder
        self.session = session
        self.session_folder = folder / session
        (self.session_folder / "pages").mkdir(parents=True, mode=0o700)
        self._writers = writers
        writers.append(self)
        self._file = (self.session_folder / "records.jsonl.zst").open("wb")
        self._compressor = zstandard.ZstdCompressor(level=6).stream_writer(self._file, closefd=False)
        self._seq = 0
        self._prev = NO_LINE_BEFORE

    @property
    def records_written(self) -> int:
        return self._seq

    def append(self, record: Record) -> int:
        """Write one record; returns its seq."""
        self._seq += 1
        head = f'{{"seq":{self._seq},"prev":"{self._prev}",'.encode()
        line = head + _encode(record)[1:]
        self._compressor.write(line + b"\n")
        self._prev = hashlib.sha256(line).hexdigest()
        return self._seq

    def flush(self) -> None:
        """Close the compressed block, so that a kill after this loses nothing written before."""
        self._compressor.flush(zstandard.FLUSH_FRAME)
        self._file.flush()

    def write_page(self, name: str, content: str | bytes) -> str:
        """Store a page's document; returns its path inside the session's folder."""
        data = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
        relative = f"pages/{name}.html.zst"
        (self.session_folder / relative).write_bytes(zstandard.ZstdCompressor(level=6).compress(data))
        return relative

    def write_screenshot(self, name: str, image: bytes, suffix: str = "png") -> str:
        relative = f"pages/{name}.{suffix}"
        (self.session_folder / relative).write_bytes(image)
        return relative

    def write_policy(self, data: bytes, suffix: str) -> tuple[str, str]:
        """Store the policy as it stood; returns (path inside the evidence folder, SHA-256)."""
        return self._write_document("policy", data, suffix)

    def write_consent_tool(self, data: bytes, suffix: str) -> tuple[str, str]:
        """Store a consent tool's response; returns (path inside the evidence folder, SHA-256)."""
        return self._write_document("consent", data, suffix)

    def _write_document(self, room: str, data: bytes, suffix: str) -> tuple[str, str]:
        digest = hashlib.sha256(data).hexdigest()
        (self.folder / room).mkdir(exist_ok=True, mode=0o700)
        relative = f"{room}/{digest[:16]}.{suffix}"
        (self.folder / relative).write_bytes(data)
        return relative, digest

    def close(self) -> None:
        """Finish the file of records. Without `seal` the folder stays incomplete, and says so."""
        if not self._file.closed:
            self._compressor.close()  # type: ignore[no-untyped-call]  # the library's stubs leave it open
            self._file.close()

    def seal(self, manifest: dict[str, Any]) -> str:
        """End every session's file and write the manifest, last and whole; returns the seal."""
        for writer in self._writers:
            writer.close()
        chains = {writer.session: {"lines": writer._seq, "head": writer._prev} for writer in self._writers}
        return seal_folder(self.folder, {**manifest, "records": chains})
