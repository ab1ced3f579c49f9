"""How a mail (.eml, one message in MIME) becomes evidence.

RFC 5322 and RFC 2045 to 2047, and what mail programs really write: a `From ` line of an mbox before the head, wrong
charsets, missing boundaries, 8-bit text without a declaration. The mail is read, never opened: nothing is loaded. Each
remote thing in its HTML becomes a Request marked `static`, each declared size an Image, the head the answer of the
message's own Request.
"""

from __future__ import annotations

import contextlib
import email.errors
import email.header
import email.message
import email.parser
import email.policy
import email.utils
import re
from collections.abc import Iterator
from pathlib import Path

from crawler.imports.email_html import MAX_HTML, Resource, remote_resources
from crawler.imports.source import Imported, Recording, SourceError, clean, read_source, write_recording
from crawler.records import Headers, Image, Record, Request, Visit

MAX_BYTES = 50 * 1024 * 1024
MAX_PARTS = 500

CANNOT_SHOW = (
    "The mail was read, not opened: what the addresses in it answer, and what cookies they set, was not checked",
    "Sizes and visibility are those that the mail declares; nothing was rendered, and rules of style sheets "
    "that depend on the mail program were not applied",
    "One copy of one mail was read: which parts of an address differ from recipient to recipient is judged by their form",
)


def import_email(path: Path, root: Path, site: str = "") -> Imported:
    """Import one mail; `site` overrides the sender's domain. Raises SourceError for what is no mail."""
    data = read_source(path, MAX_BYTES, "mail saved as .eml")
    return write_recording(root, read_email(data, str(path), site), [(path, data)])


def read_email(data: bytes, name: str, site: str = "") -> Recording:
    """Read one mail's bytes. `name` is for messages. Raises SourceError."""
    if data.startswith(b"From "):  # a line of mbox, where the mail was cut out of one
        data = data.partition(b"\n")[2]
    try:
        message = email.parser.BytesParser(policy=email.policy.compat32).parsebytes(data)
        headers = _headers(message)
        texts, plain, problems = _bodies(message)
    except RecursionError as error:
        raise SourceError(f"{name}: parts inside parts without end. Give one mail, saved as .eml.") from error
    known = {header.lower() for header, _ in headers}
    if not known & {"from", "to", "date", "subject", "received", "message-id", "mime-version", "return-path"}:
        raise SourceError(f"{name}: no mail: it has neither From, To, Date nor Subject. Give one mail, saved as .eml.")
    sender = _address(_first(headers, "from")) or _address(_first(headers, "return-path"))
    identity = _first(headers, "message-id").strip().strip("<>") or "unknown"
    url = f"mid:{re.sub(r'[^!-~]', '', identity)[:500]}"
    time = _date(_first(headers, "date"))
    markup = "\n".join(texts)
    if len(markup) > MAX_HTML:
        problems.append(f"the HTML has {len(markup)} characters; the first {MAX_HTML} were read")
        markup = markup[:MAX_HTML]
    resources = remote_resources(markup) if markup else []
    visit = "v1"
    records: list[Record] = [
        Request(
            time=time,
            visit=visit,
            id="m1",
            url=url,
            resource_type="document",
            page_url=url,
            response_headers=headers,
            mime="text/html" if texts else "text/plain",
            body_bytes=len(data),
            seen_by=("import",),
        )
    ]
    records += _requests(resources, url, time, visit)
    records += _images(resources, url, time, visit)
    records.append(
        Visit(
            time=time,
            visit=visit,
            url=url,
            final_url=url,
            purpose="e-mail",
            mime="text/html" if texts else "text/plain",
            title=_decoded(_first(headers, "subject")),
            ended=time,
        )
    )
    remarks = [] if texts else ["the mail has no HTML part: plain text loads nothing"]
    return Recording(
        kind="email",
        site=clean(site or sender.rpartition("@")[2] or "unknown-sender"),
        started=time,
        ended=time,
        records=records,
        documents={visit: markup or plain},
        creator=_decoded(_first(headers, "x-mailer"))[:200],
        cannot_show=CANNOT_SHOW + tuple(problems),
        remarks=tuple(remarks),
    )


def _requests(resources: list[Resource], page: str, time: float, visit: str) -> Iterator[Record]:
    """One for each address: a mail program asks once, however often the address stands there."""
    seen: set[tuple[str, str]] = set()
    for resource in resources:
        if (resource.url, resource.resource_type) in seen:
            continue
        seen.add((resource.url, resource.resource_type))
        yield Request(
            time=time,
            visit=visit,
            id=f"m{len(seen) + 1}",
            url=clean(resource.url),
            resource_type=resource.resource_type,
            page_url=page,
            frame_url=page,
            initiator="parser",
            seen_by=("static",),
        )


def _images(resources: list[Resource], page: str, time: float, visit: str) -> Iterator[Record]:
    """One for each place where a size or invisibility is declared. A side that is not declared counts as the other."""
    for resource in resources:
        sides = [side for side in (resource.width, resource.height) if side is not None]
        if not sides and not resource.hidden:
            continue
        width, height = resource.width, resource.height
        yield Image(
            time=time,
            visit=visit,
            url=clean(resource.url),
            frame_url=page,
            rendered_width=width if width is not None else min(sides, default=0.0),
            rendered_height=height if height is not None else min(sides, default=0.0),
            visible=not resource.hidden,
        )


def _bodies(message: email.message.Message) -> tuple[list[str], str, list[str]]:
    """The HTML parts, the first plain part, and what could not be read."""
    found: list[str] = []
    plain, problems = "", []
    for number, part in enumerate(message.walk()):
        if number >= MAX_PARTS:
            problems.append(f"more than {MAX_PARTS} parts; the rest was not read")
            break
        kind = part.get_content_type()
        if part.is_multipart() or kind not in ("text/html", "text/plain", "application/xhtml+xml"):
            continue
        if part.get_content_disposition() == "attachment":
            continue
        text = _text(part)
        # Some senders declare HTML as plain text; mail programs that guess do open it.
        if kind != "text/plain" or re.match(r"\s*(<!doctype html|<html)", text, re.IGNORECASE):
            found.append(text)
        else:
            plain = plain or text
    return found, plain, problems


def _text(part: email.message.Message) -> str:
    payload = part.get_payload(decode=True)
    raw = payload if isinstance(payload, bytes) else b""
    declared = part.get_content_charset()
    for charset in (str(declared) if declared else "utf-8", "utf-8"):
        try:
            return raw.decode(charset)
        except (LookupError, UnicodeError, ValueError):
            continue
    return raw.decode("cp1252", "replace")


def _headers(message: email.message.Message) -> Headers:
    return tuple(
        (clean(str(name))[:1000], _decoded(re.sub(r"\r?\n[ \t]+", " ", str(value)))[:20_000])
        for name, value in list(message.raw_items())[:1000]
    )


def _decoded(value: str) -> str:
    """RFC 2047 words as text; bytes that were not declared as Latin text."""
    with contextlib.suppress(LookupError, UnicodeError, ValueError, email.errors.MessageError):
        value = str(email.header.make_header(email.header.decode_header(value)))
    raw = value.encode("utf-8", "surrogateescape")
    try:
        return raw.decode("utf-8")
    except UnicodeError:
        return raw.decode("cp1252", "replace")


def _first(headers: Headers, wanted: str) -> str:
    return next((value for name, value in headers if name.lower() == wanted), "")


def _address(value: str) -> str:
    """The first address of a header; empty when there is none that is one."""
    address = email.utils.parseaddr(value[:2000])[1].lower()
    return address if re.fullmatch(r"[^@\s]{1,200}@[a-z0-9.-]{1,253}", address) else ""


def _date(value: str) -> float:
    """Seconds since 1970; 0 when the date is not readable."""
    try:
        return max(email.utils.parsedate_to_datetime(value).timestamp(), 0.0)
    except (ValueError, TypeError, OverflowError, IndexError):
        return 0.0
