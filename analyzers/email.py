"""What a mail reports to its sender: beacons, tracked links, read receipts, and how one can leave.

Everything is read from sealed evidence of an imported mail (crawler.imports.email): its Request and Image records, the
head, and the HTML for its links.
"""

from __future__ import annotations

import base64
import binascii
import re
import warnings
from collections.abc import Collection, Iterable, Iterator
from email.utils import getaddresses
from urllib.parse import unquote, unquote_plus, urlsplit

import msgspec
from bs4 import BeautifulSoup, MarkupResemblesLocatorWarning, XMLParsedAsHTMLWarning

from analyzers.email_beacons import MailBeacon, MailImage, identifiers_of, judge_image
from analyzers.parties import host_of
from crawler.evidence import Evidence
from crawler.records import AnyRecord, Headers, Image, Request, Visit

MAIL = "e-mail"
"""Purpose of the visit that stands for a mail."""
MAX_LINKS = 2000
MAX_HTML = 4_000_000

_CLICKS = re.compile(
    r"(?:^|[/_.?&-])(?:click|clicks|clk|ck|cl|ct|ls|lt|redirect|redir|rd|r|trk|track|tracking|link|links|goto|go|url|"
    r"wf/click|ss/c|e/c|c|l|f/a|e3t|sendlink|linkclick)(?:\d{0,2})(?=[/_.?&=-]|$)",
    re.IGNORECASE,
)
_LEAVE = re.compile(
    r"unsubscrib|opt[ _-]?out|abmeld|abbestell|austrag|d[ée]s(?:in|a)bon|d[ée]sinscri|uitschrijv|afmeld|cancelar (?:la )?"
    r"(?:suscrip|inscri)|darse de baja|dar de baja|disiscri|cancella l'iscri|cancelar subscri|wypisz|avregistr|avmeld|"
    r"afmeld|frameld|odhl[aá]s|leiratkoz|dezabon|отпис|配信停止|退订|수신거부|remove me|manage (?:your )?(?:e-?mail )?"
    r"(?:preferences|subscription)",
    re.IGNORECASE,
)
_RECEIPTS = ("disposition-notification-to", "return-receipt-to", "x-confirm-reading-to", "generate-delivery-report")


class TrackedLink(msgspec.Struct, frozen=True, kw_only=True):
    """A link that reports the click before, or while, it leads somewhere."""

    url: str
    why: str
    target: str = ""
    """Where it leads on to, when its address says so."""


class MailVerdict(msgspec.Struct, frozen=True, kw_only=True):
    """All that one mail reports."""

    url: str
    """The mail, as mid:MESSAGE-ID (RFC 2392)."""
    beacons: tuple[MailBeacon, ...] = ()
    images: int = 0
    """Different images on the web, beacons or not."""
    links: int = 0
    tracked_links: tuple[TrackedLink, ...] = ()
    campaign_links: int = 0
    """Links that carry utm_ parameters only: they name the campaign, not the reader."""
    read_receipt: str = ""
    """The head's line that asks the mail program to report the reading (RFC 8098); empty when there is none."""
    unsubscribe: str = ""
    """The link to leave by, or the List-Unsubscribe line (RFC 2369); empty when there is none."""
    one_click: bool = False
    """One click is enough (RFC 8058)."""


def mail_verdicts(evidence: Evidence) -> Iterator[tuple[str, MailVerdict]]:
    """(session, verdict) for every mail in the evidence; none for evidence of a website."""
    for session in evidence.sessions:
        visits: dict[str, Visit] = {}
        records: dict[str, list[AnyRecord]] = {}
        for record in evidence.records(session):
            if isinstance(record, Visit) and record.purpose == MAIL:
                visits[record.visit] = record
            elif isinstance(record, Request | Image):
                records.setdefault(record.visit, []).append(record)
        for visit, record in visits.items():
            html = evidence.page(session, record.source_html) if record.mime == "text/html" else ""
            yield session, judge_mail(record.url, records.get(visit, ()), html)


def judge_mail(url: str, records: Iterable[AnyRecord], html: str) -> MailVerdict:
    """Judge one mail by its records and its HTML."""
    records = list(records)
    head = next((r.response_headers for r in records if isinstance(r, Request) and r.url == url), ())
    recipients = _recipients(head)
    links = list(_links(html))
    shared = frozenset(part for address, _ in links for part in identifiers_of(address))
    images = _images(records)
    judged = [judge_image(image, recipients, shared) for image in images]
    # A link to leave by has to say who leaves: it is no tracked link.
    leaving = [address for address, words in links if _LEAVE.search(words) or _LEAVE.search(unquote(address))]
    followed = (address for address, _ in links if address not in leaving)
    tracked = [link for address in followed if (link := _tracked(address, recipients))]
    return MailVerdict(
        url=url,
        beacons=tuple(beacon for beacon in judged if beacon is not None),
        images=len(images),
        links=len(links),
        tracked_links=tuple({link.url: link for link in tracked}.values()),
        campaign_links=sum("utm_" in address for address, _ in links) - sum("utm_" in link.url for link in tracked),
        read_receipt=next((f"{name}: {value}"[:300] for name, value in head if name.lower() in _RECEIPTS), ""),
        unsubscribe=next(iter(leaving), "") or _header(head, "list-unsubscribe")[:2000],
        one_click="one-click" in _header(head, "list-unsubscribe-post").lower(),
    )


def _images(records: Iterable[AnyRecord]) -> list[MailImage]:
    """Each address that is loaded as an image, with the smallest size it is declared to have."""
    found: dict[str, MailImage] = {
        record.url: MailImage(url=record.url, times=0)
        for record in records
        if isinstance(record, Request) and record.resource_type == "image"
    }
    for record in records:
        if not isinstance(record, Image) or record.url not in found:
            continue
        before = found[record.url]
        sizes = [(record.rendered_width, record.rendered_height)]
        if before.width is not None and before.height is not None:
            sizes.append((before.width, before.height))
        width, height = min(sizes, key=lambda size: (size[0] * size[1], size))
        hidden = before.hidden or ("" if record.visible else "declared invisible")
        found[record.url] = MailImage(url=record.url, width=width, height=height, hidden=hidden, times=before.times + 1)
    return [msgspec.structs.replace(image, times=max(image.times, 1)) for image in found.values()]


def _links(html: str) -> Iterator[tuple[str, str]]:
    """(address, words) of each link to the web."""
    if not html:
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", MarkupResemblesLocatorWarning)
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
        soup = BeautifulSoup(html[:MAX_HTML], "lxml")
    for number, tag in enumerate(soup.find_all(["a", "area"], href=True)):
        if number >= MAX_LINKS:
            return
        address = re.sub(r"\s", "", str(tag["href"]))[:8192]
        if address.lower().startswith(("http://", "https://")):
            yield address, tag.get_text(" ", strip=True)[:500]


def _tracked(address: str, recipients: Collection[str]) -> TrackedLink | None:
    plain = unquote_plus(address).lower()
    if any(recipient in plain for recipient in recipients):
        return TrackedLink(url=address, why="its address carries the recipient's address", target=_target(address))
    identified = identifiers_of(address)
    target = _target(address)
    if target and host_of(target) != host_of(address):
        return TrackedLink(url=address, why=f"it leads to {host_of(target)} through {host_of(address)}", target=target)
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    front = host_of(address).partition(".")[0]
    if identified and _CLICKS.search(f"/{front}{parts.path}?{parts.query[:200]}"):
        return TrackedLink(url=address, why="its address counts clicks and carries an identifier", target=target)
    return None


def _target(address: str) -> str:
    """The address inside an address, plain, percent-encoded or in base64; empty when there is none."""
    _, _, rest = address.partition("://")
    text = unquote(unquote(rest))
    if match := re.search(r"https?://?[^\s&\"'<>]{4,2000}", text[:8192], re.IGNORECASE):
        return match[0]
    for part in re.split(r"[/?&=;]", text[:8192]):
        if part.startswith("aHR0c"):  # "http" in base64
            try:
                return base64.b64decode(part + "=" * (-len(part) % 4), altchars=b"-_").decode("utf-8", "replace")
            except (binascii.Error, ValueError):
                continue
    return ""


def _recipients(head: Headers) -> tuple[str, ...]:
    """Addresses the mail was sent to, in lower case."""
    wanted = ("to", "cc", "delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-rcpt-to")
    values = [value[:5000] for name, value in head if name.lower() in wanted]
    addresses = (address.lower() for _, address in getaddresses(values))
    return tuple(dict.fromkeys(a for a in addresses if "@" in a and len(a) >= 6))[:100]


def _header(head: Headers, wanted: str) -> str:
    return next((value for name, value in head if name.lower() == wanted), "")
