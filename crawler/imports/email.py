"""How a mail (.eml, one message in MIME; or an mbox with several) becomes evidence.

The mail is read (crawler.imports.email_parts), never opened: nothing is loaded. Each remote thing in its HTML becomes a
Request marked `static`, each declared size an Image, the head the answer of the message's own Request. Each mail of an
mbox is a visit of its own.
"""

from __future__ import annotations

import contextlib
import email.message
import email.utils
import re
from collections.abc import Iterator
from pathlib import Path

import idna
import msgspec

from crawler.imports.email_html import MAX_HTML, Resource, remote_resources
from crawler.imports.email_parts import MAX_MAILS, bodies, decoded, headers_of, mails_of, parse
from crawler.imports.packed import unpack
from crawler.imports.source import Imported, Lists, Recording, SourceError, clean, read_source, write_recording
from crawler.records import Headers, Image, Record, Request, Visit

MAX_BYTES = 50 * 1024 * 1024

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How a compound file begins: Outlook's own .msg."""

CANNOT_SHOW = (
    "The mail was read, not opened: what the addresses in it answer, and what cookies they set, was not checked",
    "Sizes and visibility are those that the mail declares; nothing was rendered, and rules of style sheets "
    "that depend on the mail program were not applied",
    "One copy of one mail was read: which parts of an address differ from recipient to recipient is judged by their form",
)


def import_email(path: Path, root: Path, site: str = "", lists: Lists = ()) -> Imported:
    """Import one mail; `site` overrides the sender's domain. Raises SourceError for what is no mail."""
    data = read_source(path, MAX_BYTES, "mail saved as .eml")
    return write_recording(root, read_email(data, str(path), site), [(path, data)], lists)


def read_email(data: bytes, name: str, site: str = "") -> Recording:
    """Read one mail's bytes, or an mbox's. `name` is for messages. Raises SourceError."""
    if data.startswith(_OLE):
        raise SourceError(
            f"{name}: Outlook's own format (.msg). Give the mail saved as .eml: open it, save as text/MIME."
        )
    data, _ = unpack(data, MAX_BYTES, name, (".eml", ".mbox", ".txt"))
    raw = mails_of(data)
    read: list[_Mail] = []
    unreadable = 0
    for one in raw[:MAX_MAILS]:
        try:
            mail = _read_mail(one, f"v{len(read) + 1}")
        except RecursionError as error:
            raise SourceError(f"{name}: parts inside parts without end. Give one mail, saved as .eml.") from error
        if mail is None:
            unreadable += 1
        else:
            read.append(mail)
    if not read:
        raise SourceError(f"{name}: no mail: it has neither From, To, Date nor Subject. Give one mail, saved as .eml.")
    cannot_show: tuple[str, ...] = CANNOT_SHOW if len(read) == 1 else CANNOT_SHOW[:-1]
    cannot_show += tuple(dict.fromkeys(problem for mail in read for problem in mail.problems))
    if unreadable:
        cannot_show += (f"{unreadable} parts of this mbox are no mails and were not read",)
    if len(raw) > MAX_MAILS:
        cannot_show += (f"This mbox holds more than {MAX_MAILS} mails; the rest was not read",)
    plain = sum(not mail.has_html for mail in read)
    remarks = (f"{plain} of {len(read)} mails have no HTML part: plain text loads nothing",) if plain else ()
    if len(read) == 1 and plain:
        remarks = ("the mail has no HTML part: plain text loads nothing",)
    times = [mail.time for mail in read if mail.time] or [0.0]
    return Recording(
        kind="email",
        site=clean(site or next((mail.sender for mail in read if mail.sender), "unknown-sender")),
        started=min(times),
        ended=max(times),
        records=[record for mail in read for record in mail.records],
        documents={f"v{number}": mail.document for number, mail in enumerate(read, start=1)},
        creator=decoded(next((mail.creator for mail in read if mail.creator), ""))[:200],
        cannot_show=cannot_show,
        remarks=remarks,
    )


class _Mail(msgspec.Struct, kw_only=True):
    """One mail, read."""

    sender: str
    """The host behind the sender's address; empty when there is none."""
    time: float
    document: str
    has_html: bool
    creator: str
    records: list[Record]
    problems: list[str]


def _read_mail(data: bytes, visit: str) -> _Mail | None:
    """None for what has no head of a mail."""
    message = parse(data)
    headers = headers_of(message)
    known = {header.lower() for header, _ in headers}
    expected = {
        "from",
        "to",
        "date",
        "subject",
        "received",
        "message-id",
        "mime-version",
        "return-path",
        "content-type",
    }
    if not known & expected:
        return None
    texts, plain, problems = bodies(message)
    sender = _address(message, "from") or _address(message, "return-path")
    identity = _first(headers, "message-id").strip().strip("<>") or "unknown"
    url = f"mid:{re.sub(r'[^!-~]', '', identity)[:500]}"
    time = _date(_first(headers, "date"))
    markup = "\n".join(texts)
    if len(markup) > MAX_HTML:
        problems.append(f"the HTML has {len(markup)} characters; the first {MAX_HTML} were read")
        markup = markup[:MAX_HTML]
    resources = remote_resources(markup) if markup else []
    prefix = "m" if visit == "v1" else f"{visit}m"
    mime = "text/html" if texts else "text/plain"
    records: list[Record] = [
        Request(
            time=time,
            visit=visit,
            id=f"{prefix}1",
            url=url,
            resource_type="document",
            page_url=url,
            response_headers=headers,
            mime=mime,
            body_bytes=len(data),
            seen_by=("import",),
        )
    ]
    records += _requests(resources, url, time, visit, prefix)
    records += _images(resources, url, time, visit)
    records.append(
        Visit(
            time=time,
            visit=visit,
            url=url,
            final_url=url,
            purpose="e-mail",
            mime=mime,
            title=decoded(_first(headers, "subject")),
            ended=time,
        )
    )
    return _Mail(
        sender=sender.rpartition("@")[2],
        time=time,
        document=markup or plain,
        has_html=bool(texts),
        creator=_first(headers, "x-mailer"),
        records=records,
        problems=problems,
    )


def _requests(resources: list[Resource], page: str, time: float, visit: str, prefix: str) -> Iterator[Record]:
    """One for each address: a mail program asks once, however often the address stands there."""
    seen: set[tuple[str, str]] = set()
    for resource in resources:
        if (resource.url, resource.resource_type) in seen:
            continue
        seen.add((resource.url, resource.resource_type))
        yield Request(
            time=time,
            visit=visit,
            id=f"{prefix}{len(seen) + 1}",
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


def _first(headers: Headers, wanted: str) -> str:
    return next((value for name, value in headers if name.lower() == wanted), "")


def _address(message: email.message.Message, header: str) -> str:
    """The first address of a header; empty when there is none that is one.

    Out of the header as sent: a display name that is decoded first could hold an address of its own.
    """
    sent = next((str(value) for name, value in message.raw_items() if name.lower() == header), "")
    raw = sent[:2000].encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    address = email.utils.parseaddr(raw)[1].lower()
    local, _, host = address.rpartition("@")
    with contextlib.suppress(idna.IDNAError):
        host = host if host.isascii() else idna.encode(host, uts46=True).decode("ascii")
    return f"{local}@{host}" if re.fullmatch(r"[^@\s]{1,200}@[a-z0-9.-]{1,253}", f"{local}@{host}") else ""


def _date(value: str) -> float:
    """Seconds since 1970; 0 when the date is not readable."""
    try:
        return max(email.utils.parsedate_to_datetime(value).timestamp(), 0.0)
    except (ValueError, TypeError, OverflowError, IndexError):
        return 0.0
