"""Is an evidence folder as it was when it was sealed?"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import zstandard

from crawler.evidence import FORMAT, Evidence, Place, raw_lines

NO_LINE_BEFORE = "0" * 64
"""Where the chain of a file's lines begins."""


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
    place = msgspec.json.Decoder(Place)
    try:
        for raw in raw_lines(path):
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
