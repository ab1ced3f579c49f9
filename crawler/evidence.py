"""The sealed evidence folder: append, seal, verify, load.

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

import datetime as dt
import hashlib
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import zstandard

from crawler.records import AnyRecord, PolicyDocument, Record

FORMAT = 1
NO_LINE_BEFORE = "0" * 64

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


class _Place(msgspec.Struct):
    seq: int
    prev: str


def folder_name(host: str) -> str:
    """A file name out of a host name, which is attacker's text: letters, digits, dot and dash, 80 at most."""
    safe = re.sub(r"[^a-z0-9.-]+", "-", host.lower()).strip(".-")[:80]
    if safe and safe == host.lower() and not re.fullmatch(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", safe):
        return safe
    return f"{safe or 'site'}-{hashlib.sha256(host.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"


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


def _sealed_files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if path.is_file() and inside.parts[0] != "report" and inside.as_posix() != "manifest.json":
            yield path


def _seal_of(manifest: dict[str, Any]) -> str:
    body = {key: value for key, value in manifest.items() if key != "seal"}
    return hashlib.sha256(json.dumps(body, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def seal_folder(folder: Path, manifest: dict[str, Any]) -> str:
    """Digest every file and write manifest.json by rename, so that it is there whole or not at all."""
    files = {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in _sealed_files(folder)
    }
    body = {"format": FORMAT, **manifest, "files": files}
    body["seal"] = _seal_of(body)
    temporary = folder / "manifest.json.part"
    temporary.write_text(json.dumps(body, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    temporary.chmod(0o600)
    temporary.rename(folder / "manifest.json")
    return str(body["seal"])


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
        place = msgspec.json.Decoder(_Place)
        for name in [session] if session else self.sessions:
            for raw in _raw_lines(self.folder / name / "records.jsonl.zst"):
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


def _raw_lines(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        reader = zstandard.ZstdDecompressor().stream_reader(file, read_across_frames=True)
        for line in io.BufferedReader(reader):
            yield line.rstrip(b"\n")


def verify(folder: Path) -> list[str]:
    """What is wrong with a sealed folder, in plain words; an empty list when it is untouched.

    Raises EvidenceError when there is no manifest to hold it to.
    """
    evidence = Evidence(folder)
    manifest = evidence.manifest
    problems = []
    if _seal_of(manifest) != manifest.get("seal"):
        problems.append("manifest.json: changed after sealing (its seal does not match its content)")
    present = {path.relative_to(folder).as_posix() for path in _sealed_files(folder)}
    for name, digest in manifest["files"].items():
        if name not in present:
            problems.append(f"{name}: missing")
        elif hashlib.sha256((folder / name).read_bytes()).hexdigest() != digest:
            problems.append(f"{name}: changed after sealing")
    problems += [f"{name}: added after sealing" for name in sorted(present - set(manifest["files"]))]
    for session, chain in manifest["records"].items():
        problems += _walk_chain(folder / session / "records.jsonl.zst", session, chain)
    return problems


def _walk_chain(path: Path, session: str, chain: dict[str, Any]) -> list[str]:
    prev, count = NO_LINE_BEFORE, 0
    place = msgspec.json.Decoder(_Place)
    try:
        for raw in _raw_lines(path):
            count += 1
            here = place.decode(raw)
            if here.prev != prev or here.seq != count:
                return [f"{session}/records.jsonl.zst: line {count} does not follow line {count - 1}"]
            prev = hashlib.sha256(raw).hexdigest()
    except (zstandard.ZstdError, msgspec.DecodeError, OSError) as error:
        return [f"{session}/records.jsonl.zst: not readable after line {count}: {error}"]
    if (count, prev) != (chain["lines"], chain["head"]):
        return [f"{session}/records.jsonl.zst: ends at line {count}, the manifest says {chain['lines']}"]
    return []
