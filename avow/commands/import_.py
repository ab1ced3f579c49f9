"""`avow import har|email|sol|wec FILE…`: evidence that somebody else recorded."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

import typer

from analyzers.knowledge import Knowledge
from analyzers.parties import normal_host
from avow import exit_codes
from crawler.imports.email import import_email as _email
from crawler.imports.har import import_har as _har
from crawler.imports.sol import MAX_BYTES, SharedObject, SolError, decode_sol
from crawler.imports.source import Imported, Lists, SourceError, read_source
from crawler.imports.wec import import_wec as _wec
from reports.text import visible

MAX_FILES = 10_000
"""Shared objects that are read out of one folder: a profile in daily use held some hundreds."""
MAX_ENTRIES = 1_000_000
"""Files and folders that are looked at in search of them."""

Files = Annotated[list[Path], typer.Argument(help="Files to import.", show_default=False)]
Out = Annotated[Path, typer.Option("--out", help="Folder for the evidence.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Site = Annotated[str, typer.Option("--site", help="Host of the site they belong to; left out: the recording's own.")]

app = typer.Typer(name="import", help="Make evidence of what somebody else recorded.", no_args_is_help=True)


@app.command("har")
def import_har(files: Files, out: Out = Path("avow-evidence"), site: Site = "", as_json: Json = False) -> int:
    """HAR files, as browsers, proxies and test services export them: one evidence folder each."""
    return _import(files, lambda path, lists: _har(path, out, _host(site), lists), as_json)


@app.command("email")
def import_email(files: Files, out: Out = Path("avow-evidence"), site: Site = "", as_json: Json = False) -> int:
    """Mails saved as .eml: what opening them would load, and what they report. One evidence folder each."""
    return _import(files, lambda path, lists: _email(path, out, _host(site), lists), as_json)


@app.command("wec")
def import_wec(files: Files, out: Out = Path("avow-evidence"), site: Site = "", as_json: Json = False) -> int:
    """The inspection.json of the EDPS Website Evidence Collector: one evidence folder each."""
    return _import(files, lambda path, lists: _wec(path, out, _host(site), lists), as_json)


@app.command("sol")
def import_sol(
    paths: Annotated[list[Path], typer.Argument(help="Files, or folders such as a profile's #SharedObjects.")],
    as_json: Json = False,
) -> int:
    """Flash shared objects ("Flash cookies"): print what they hold."""
    found: list[tuple[Path, SharedObject]] = []
    errors: list[str] = []
    for path in paths:
        try:
            files = _sol_files(path)
        except SourceError as error:
            errors.append(str(error))
            continue
        for file in files:
            try:
                found.append((file, decode_sol(read_source(file, MAX_BYTES, "Flash shared object (.sol)"))))
            except SolError as error:
                errors.append(f"{file}: {error}. Give a .sol file or a folder that holds some.")
            except SourceError as error:
                errors.append(str(error))
    if as_json:
        shapes = [_shape(path, item) for path, item in found]
        single = len(paths) == 1 and not paths[0].is_dir()
        if not single or shapes:
            _print_json(shapes[0] if single else shapes)
    else:
        for path, item in found:
            _print_object(path, item)
    return _say_errors(errors)


def _import(files: Sequence[Path], read: Callable[[Path, Lists], Imported], as_json: bool) -> int:
    """Import each file; one that cannot be read is named and stops no other."""
    done: list[Imported] = []
    errors: list[str] = []
    lists = Knowledge.load().describe()
    for path in files:
        try:
            done.append(read(path, lists))
        except SourceError as error:
            errors.append(str(error))
        except OSError as error:
            errors.append(f"{error.filename or path}: {error.strerror or error}. Give a folder that can be written to.")
    if as_json:
        _print_json(
            [
                {
                    "evidence": str(item.folder),
                    "site": item.site,
                    "seal": item.seal,
                    "records": item.records,
                    "visits": item.visits,
                    "remarks": list(item.remarks),
                }
                for item in done
            ]
        )
    else:
        for item in done:
            typer.echo(visible(f"{item.folder}: {item.site}, {item.records} records, {item.visits} pages or mails"))
            for remark in item.remarks:
                typer.echo(visible(f"  {remark}"))
    return _say_errors(errors)


def _host(site: str) -> str:
    """The host that --site names, also out of an address. Raises SourceError for what is none."""
    if not site:
        return ""
    try:
        host = normal_host(urlsplit(site).hostname or "") if "://" in site else normal_host(site)
    except ValueError:
        host = ""
    if not re.fullmatch(r"[a-z0-9_](?:[a-z0-9._:-]{0,251}[a-z0-9])?", host) or ".." in host:
        raise SourceError(f"--site: {site[:200]!r} is no host. Write it as www.shop.com.")
    return host


def _sol_files(path: Path) -> list[Path]:
    """The file itself, or every .sol below a folder; links are not followed, so no walk is endless."""
    if not path.is_dir():
        return [path]
    found = []
    looked = 0
    for folder, folders, names in os.walk(path):
        folders.sort()
        looked += len(folders) + len(names)
        found += [Path(folder) / name for name in sorted(names) if name.lower().endswith(".sol")]
        if looked > MAX_ENTRIES or len(found) > MAX_FILES:
            raise SourceError(f"{path}: more than {MAX_FILES} shared objects or {MAX_ENTRIES} files. Give one profile.")
    files = [file for file in found if file.is_file() and not file.is_symlink()]
    if not files:
        raise SourceError(
            f"{path}: no .sol file in this folder. Flash kept them under #SharedObjects: "
            "~/.macromedia/Flash_Player, or Macromedia/Flash Player in the user's application data."
        )
    return files


def host_of(path: Path) -> str:
    """The site a shared object belongs to: the second folder below #SharedObjects, after the random one; else empty."""
    parts = path.parts
    place = next((number for number, part in enumerate(parts) if part == "#SharedObjects"), None)
    return parts[place + 2] if place is not None and place + 3 < len(parts) else ""


def _shape(path: Path, item: SharedObject) -> dict[str, Any]:
    return {
        "name": item.name,
        "amf_version": item.amf_version,
        "data": item.data,
        "types": item.types,
        "problems": list(item.problems),
        "file": str(path),
        "host": host_of(path),
        "size": item.size,
    }


def _print_json(value: Any) -> None:
    # ASCII only: names are hostile text, and a path may hold bytes that are no text.
    typer.echo(json.dumps(value, allow_nan=False))


def _print_object(path: Path, item: SharedObject) -> None:
    host = f" of {host_of(path)}" if host_of(path) else ""
    typer.echo(
        visible(f"{path}: {item.name!r}{host}, AMF{item.amf_version}, {len(item.data)} entries, {item.size} bytes")
    )
    for key, value in item.data.items():
        typer.echo(visible(f"  {key[:80]}: {_kind(value)}"))
    for problem in item.problems:
        typer.echo(visible(f"  problem: {problem}"))


def _kind(value: Any) -> str:
    """Kind and length of a value, never the value: it may identify a person. --json shows it."""
    match value:
        case None:
            return "nothing"
        case bool():
            return "yes or no"
        case int() | float():
            return "number"
        case str():
            return f"text, {len(value)} characters"
        case list():
            return f"list, {len(value)} items"
        case _:
            return f"object, {len(value)} entries"


def _say_errors(errors: Sequence[str]) -> int:
    for error in errors:
        typer.echo(f"avow: {visible(error)}", err=True)
    return exit_codes.USAGE if errors else exit_codes.MEASURED
