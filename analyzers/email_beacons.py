"""Which images of a mail tell somebody that it was opened: judged by what the image does, not by whose it is.

An image that is there to be seen needs a place on the page; one that is there to report needs an address that differs
from mail to mail. So a beacon is small or hidden *and* asks for something that is no plain file; or it hands over the
recipient. A spacer is small too, but a plain file: the same for everybody, often many times in one mail.

Sources: Englehardt, Han & Narayanan, "I never signed up for this!", PETS 2018 (address and its hashes in requests of
mails); EDPB Guidelines 2/2023, 3.1 (a pixel whose address carries an identifier); ICO, direct marketing guidance
(tracking pixels). The thresholds are ours, measured by benchmarks/mail.py.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Collection, Iterator
from urllib.parse import unquote_plus

import msgspec

from analyzers.email_addresses import MailAddress

SMALL = 3.0
"""Pixels a side: 1x1 is usual, 2x2 and 3x3 occur."""
THIN = 1.0
"""Pixels: lines of a layout are this thin, and so are some beacons; these need an identifier in the address."""
OFTEN = 3
"""Places in one mail: what stands there so often is layout. One report of an opening is enough."""
MARKED_FOLDERS = 2
"""Folders with an identifier: one names a store's account or a copy's digest, two a mailing and its recipient."""
SHORTEST_FOLDER = 8
"""Characters of a folder that may stand for one mail."""
SHORT_STEM = 2
"""Letters of a file's name that says nothing: `o.gif`, `px.png`."""


class MailBeacon(msgspec.Struct, frozen=True, kw_only=True):
    """An image that reports an opening, and why we say so."""

    url: str
    certainty: str
    """`high`, `medium`, `low`."""
    reasons: tuple[str, ...]
    carries: tuple[str, ...] = ()
    """`the recipient's address`, `a hash of it`, `an identifier`, `an identifier that the links carry too`."""

    @property
    def per_recipient(self) -> bool:
        """The address may tell one recipient from another: by its form, since one mail shows no more."""
        return bool(self.carries)


class MailImage(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of one address that a mail loads as an image."""

    url: str
    width: float | None = None
    """The smallest declared; None when none is."""
    height: float | None = None
    hidden: str = ""
    """Why it cannot be seen; empty when it can."""
    times: int = 1
    """In how many places of the mail it stands."""


def judge_image(
    image: MailImage,
    recipients: Collection[str] = (),
    shared: Collection[str] = (),
    common: Collection[str] = (),
) -> MailBeacon | None:
    """Is this image a beacon? None when nothing says so.

    Args:
        recipients: addresses the mail was sent to, in lower case.
        shared: identifiers that stand in the mail's links (see `identifiers_of`).
        common: identifiers and queries that many images of the mail have in common (see `common_marks`).
    """
    address = MailAddress(image.url)
    own = tuple(part for part in address.identifiers if part not in common)
    carries = tuple(_carries(address, own, recipients, shared))
    size = _size_of(image)
    if carries and carries[0] != "an identifier" and (size in ("tiny", "unknown") or "recipient" in carries[0]):
        why = f"its address carries {carries[0]}"
        return MailBeacon(url=image.url, certainty="high", reasons=(*_looks(image, size), why), carries=carries)
    # A picture file whose query stands on the mail's other pictures too is one more of them.
    one_of_many = address.whole_query in common or (address.identifiers and not own)
    asks = address.query and not (address.is_file and one_of_many)
    rule = _rule_for(size, address, asks, bool(own), image.times)
    if rule is None:
        return None
    certainty, why = rule
    return MailBeacon(url=image.url, certainty=certainty, reasons=(*_looks(image, size), why), carries=carries)


def common_marks(images: Collection[MailImage]) -> frozenset[str]:
    """Identifiers and whole queries in the addresses of at least OFTEN different images of one mail, one of them there
    to be seen: an account's, a campaign's or a version's mark. It may be a recipient's; but then no image of the mail
    tells more than another."""
    places: dict[str, int] = {}
    seen: set[str] = set()
    for image in images:
        address = MailAddress(image.url)
        for mark in {*address.identifiers, address.whole_query} - {""}:
            places[mark] = places.get(mark, 0) + 1
            if _size_of(image) == "seen":
                seen.add(mark)
    return frozenset(mark for mark, times in places.items() if times >= OFTEN and mark in seen)


def _rule_for(size: str, address: MailAddress, asks: bool, identifier: bool, times: int) -> tuple[str, str] | None:
    """(certainty, why) by size and address; None when they say nothing."""
    match size:
        case "tiny":
            return _rule_for_tiny(address, asks, identifier, times)
        case "thin":
            if identifier and (asks or address.reports) and times < OFTEN:
                return "medium", "one pixel thin, and its address carries an identifier"
        case "unknown":
            return _rule_for_unknown(address, asks, identifier, times)
        case _:
            if identifier and times < OFTEN and address.file_reports and not address.is_file:
                return "medium", "it can be seen, but its address reports an opening and carries an identifier"
    return None


def _rule_for_tiny(address: MailAddress, asks: bool, identifier: bool, times: int) -> tuple[str, str] | None:
    often = times >= OFTEN
    if asks and not (often and address.is_file):
        if identifier:
            return "high", "it carries an identifier"
        return None if often else ("medium", "its address has a query")
    if often and address.is_file and not address.reports:
        return None
    if identifier and (address.reports or address.reports_short or not address.is_file or address.file_is_identifier):
        return "high", "its address carries an identifier"
    if often or not address.path.strip("/"):
        return None
    if address.folders_with_identifiers >= MARKED_FOLDERS and not address.is_stored:
        return "high", "its address carries identifiers"
    if not address.is_file:
        plain = address.is_stored or address.is_layout
        return None if plain else ("medium", "its address is a program's, not a picture file's")
    if address.file_reports or _is_opening_file(address):
        return "medium", f"the file is named {address.file[:40]!r}"
    return None


def _is_opening_file(address: MailAddress) -> bool:
    """`o.gif` in a folder of its own for each mail, as several senders name it."""
    return address.stem.lower() in ("o", "ho") and any(len(part) >= SHORTEST_FOLDER for part in address.path.split("/"))


def _rule_for_unknown(address: MailAddress, asks: bool, identifier: bool, times: int) -> tuple[str, str] | None:
    if times >= OFTEN:
        return None
    program = not address.is_file or asks or address.file_is_identifier or len(address.stem) <= SHORT_STEM
    if identifier and (address.reports or (address.reports_short and program)):
        return "medium", "its address reports an opening and carries an identifier"
    if address.says_open:
        return "medium", "its address is a program's that counts openings"
    unseen = address.named_for_layout or len(address.stem) <= SHORT_STEM
    if address.folders_with_identifiers >= MARKED_FOLDERS and unseen and not address.is_stored:
        return "medium", "its address carries identifiers, and its file is named for nothing to be seen"
    alone = asks if address.is_file else not address.is_stored
    if identifier and times == 1 and alone and not address.is_to_be_seen:
        # Pictures that are to be seen are files, or have a place kept for them; some picture services do neither.
        return "low", "no size is declared, and its address is a program's and carries an identifier"
    return None


def _carries(
    address: MailAddress, own: Collection[str], recipients: Collection[str], shared: Collection[str]
) -> Iterator[str]:
    plain = unquote_plus(address.text).lower()
    for recipient in recipients:
        if recipient and recipient in plain:
            yield "the recipient's address"
        elif any(form in address.text or form in plain for form in _forms(recipient)):
            yield "a hash or code of the recipient's address"
    if any(part in shared for part in own):
        yield "an identifier that the mail's links carry too"
    elif own:
        yield "an identifier"


def _forms(recipient: str) -> Iterator[str]:
    """How an address is hidden in another: hashes (Englehardt et al. 2018, 4.3) and base64."""
    raw = recipient.encode("utf-8", "replace")
    for name in ("md5", "sha1", "sha256"):
        yield hashlib.new(name, raw, usedforsecurity=False).hexdigest()
    yield base64.b64encode(raw).decode().rstrip("=")
    yield base64.urlsafe_b64encode(raw).decode().rstrip("=")
    yield raw.hex()


def _size_of(image: MailImage) -> str:
    """`tiny` (or hidden), `thin`, `seen`, `unknown`."""
    if image.hidden:
        return "tiny"
    if image.width is None or image.height is None:
        return "unknown"
    if (image.width <= SMALL and image.height <= SMALL) or min(image.width, image.height) <= 0:
        return "tiny"
    return "thin" if min(image.width, image.height) <= THIN else "seen"


def _looks(image: MailImage, size: str) -> Iterator[str]:
    if image.hidden:
        yield f"it is hidden ({image.hidden})"
    elif size in ("tiny", "thin"):
        yield f"it is declared {image.width:g}x{image.height:g} pixels"
