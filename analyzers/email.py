"""What a mail reports to its sender: beacons, tracked links, read receipts, and how one can leave.

Everything is read from sealed evidence of an imported mail (crawler.imports.email): its Request and Image records, the
head, and the HTML for its links.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from email.utils import getaddresses

import msgspec

from analyzers.email_addresses import identifiers_of
from analyzers.email_beacons import MailBeacon, MailImage, common_marks, judge_image
from analyzers.email_links import TrackedLink, links_of, tracked_link
from crawler.evidence import Evidence
from crawler.records import AnyRecord, Headers, Image, Request, Visit

MAIL = "e-mail"
"""Purpose of the visit that stands for a mail."""

_RECEIPTS = frozenset(
    ("disposition-notification-to", "return-receipt-to", "x-confirm-reading-to", "generate-delivery-report",
     "return-receipt-requested", "read-receipt-to", "x-pmrqc", "registered-mail-reply-requested-by")
)  # fmt: skip


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
    sender: str = ""
    subject: str = ""
    recipients: tuple[str, ...] = ()
    """Addresses it was sent to, in lower case. Personal: never for a report."""


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
    links = list(links_of(html))
    shared = frozenset(part for link in links for part in identifiers_of(link.url))
    images = _images(records)
    common = common_marks(images)
    judged = [judge_image(image, recipients, shared, common) for image in images]
    leaving = dict.fromkeys(link.url for link in links if link.leaves)
    followed = (link.url for link in links if link.url not in leaving)
    tracked = [found for address in followed if (found := tracked_link(address, recipients))]
    return MailVerdict(
        url=url,
        beacons=tuple(beacon for beacon in judged if beacon is not None),
        images=len(images),
        links=len(links),
        tracked_links=tuple({link.url: link for link in tracked}.values()),
        campaign_links=sum("utm_" in link.url for link in links) - sum("utm_" in link.url for link in tracked),
        read_receipt=next((f"{name}: {value}"[:300] for name, value in head if name.lower() in _RECEIPTS), ""),
        unsubscribe=next(iter(leaving), "") or _header(head, "list-unsubscribe")[:2000],
        one_click="one-click" in _header(head, "list-unsubscribe-post").lower(),
        sender=_header(head, "from")[:1000],
        subject=_header(head, "subject")[:1000],
        recipients=recipients,
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


def _recipients(head: Headers) -> tuple[str, ...]:
    """Addresses the mail was sent to, in lower case."""
    wanted = ("to", "cc", "delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-rcpt-to")
    values = [value[:5000] for name, value in head if name.lower() in wanted]
    addresses = (address.lower() for _, address in getaddresses(values))
    return tuple(dict.fromkeys(a for a in addresses if "@" in a and len(a) >= 6))[:100]


def _header(head: Headers, wanted: str) -> str:
    return next((value for name, value in head if name.lower() == wanted), "")
