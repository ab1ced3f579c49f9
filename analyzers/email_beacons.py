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
import re
from collections.abc import Collection, Iterator
from urllib.parse import unquote, unquote_plus, urlsplit

import msgspec

from analyzers.identifiers import identifying_tokens, is_random

SMALL = 3.0
"""Pixels a side: 1x1 is usual, 2x2 and 3x3 occur."""
THIN = 1.0
"""Pixels: lines of a layout are this thin, and so are some beacons; these need an identifier in the address."""
OFTEN = 3
"""Places in one mail: what stands there so often is layout. One report of an opening is enough."""
SHORTEST_NUMBER = 6
"""Digits of a number that may be a recipient's or a message's: a million mails have as many."""
READ = 8192
"""Characters of an address that are read."""

_FILE = re.compile(r"\.(?:gif|png|jpe?g|webp|svg|bmp|ico|avif|tiff?)$", re.IGNORECASE)
_SPACER = re.compile(
    r"space|clear|blank|trans|empty|shim|dot|pixel|1x1|x1\b|line|divid|bg|back|corner|^b$", re.IGNORECASE
)
_REPORTS = re.compile(
    r"open(?!er|ing|source|air)|track(?!list)|beacon|receipt|impression|emlog|mailstat|ouvert|geoeffnet|gelesen|"
    r"(?:^|[/_.-])(?:trk|trck|imp|ping|read|seen|hit|log|stat|stats|ltrack)(?=[/_.?-]|$)",
    re.IGNORECASE,
)
"""Words of an address that reports an opening, as the file or program is named."""
_REPORTS_SHORT = re.compile(r"/(?:o|op|eo|wf|e1t|pixel|px|pxl|trace|collect|v1/pixel)(?=/|$)", re.IGNORECASE)
"""Path parts that stand for opening at large senders; alone they prove nothing."""
_STATIC_PARAMETERS = frozenset(
    ("v", "ver", "version", "rev", "w", "h", "width", "height", "format", "quality", "fit", "auto")
)
_DATE = re.compile(r"(?:19|20)\d{2}[01]\d(?:[0-3]\d)?")
_WORD_SPLIT = re.compile(r"[/?&=;,:|~!*()@]+|XX|--")


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


def judge_image(image: MailImage, recipients: Collection[str] = (), shared: Collection[str] = ()) -> MailBeacon | None:
    """Is this image a beacon? None when nothing says so.

    Args:
        recipients: addresses the mail was sent to, in lower case.
        shared: identifiers that stand in the mail's links (see `identifiers_of`).
    """
    address = _Address(image.url)
    carries = tuple(_carries(address, recipients, shared))
    size = _size_of(image)
    if carries and carries[0] != "an identifier" and (size in ("tiny", "unknown") or "recipient" in carries[0]):
        why = f"its address carries {carries[0]}"
        return MailBeacon(url=image.url, certainty="high", reasons=(*_looks(image, size), why), carries=carries)
    rule = _rule_for(size, address, bool(carries), image.times)
    if rule is None:
        return None
    certainty, why = rule
    return MailBeacon(url=image.url, certainty=certainty, reasons=(*_looks(image, size), why), carries=carries)


def _rule_for(size: str, address: _Address, identifier: bool, times: int) -> tuple[str, str] | None:
    """(certainty, why) by size and address; None when they say nothing."""
    reports = address.reports
    if size == "tiny":
        if address.query:
            return ("high", "it carries an identifier") if identifier else ("medium", "its address has a query")
        if identifier and (reports or address.reports_short or not address.is_file or address.file_is_identifier):
            return "high", "its address carries an identifier"
        if times >= OFTEN or not address.path.strip("/"):
            return None
        if not address.is_file:
            return "medium", "its address is a program's, not a picture file's"
        if address.file_reports:
            return "medium", f"the file is named {address.file[:40]!r}"
        return None
    if size == "thin":
        if identifier and (address.query or reports) and times < OFTEN:
            return "medium", "one pixel thin, and its address carries an identifier"
        return None
    program = not address.is_file or address.query or address.file_is_identifier
    if size == "unknown" and identifier and times < OFTEN and (reports or (address.reports_short and program)):
        return "medium", "its address reports an opening and carries an identifier"
    if size == "unknown" and identifier and times == 1 and (not address.is_file or address.query):
        # Pictures that are to be seen are files, or have a place kept for them; some picture services do neither.
        return "low", "no size is declared, and its address is a program's and carries an identifier"
    if size == "seen" and identifier and times < OFTEN and address.file_reports and not address.is_file:
        return "medium", "it can be seen, but its address reports an opening and carries an identifier"
    return None


def identifiers_of(url: str) -> frozenset[str]:
    """The parts of an address that may tell one recipient from another."""
    return frozenset(_Address(url).identifiers)


class _Address:
    """An address, taken apart."""

    def __init__(self, url: str) -> None:
        self.text = url[:READ]
        try:
            parts = urlsplit(self.text)
            self.host, self.path, query = (parts.hostname or "").lower(), parts.path, parts.query
        except ValueError:
            self.host, self.path, query = "", "", ""
        self.pairs = [pair.partition("=") for pair in re.split(r"[&;]", query)[:100] if pair]
        self.file = unquote(self.path.rpartition("/")[2])
        self.is_file = bool(_FILE.search(self.file))
        self.query = any(
            name.lower() not in _STATIC_PARAMETERS or not self.is_file or is_random(value)
            for name, _, value in self.pairs
        )
        # A host's first label may say `open` or `trk`; a plain spacer on such a host is still a plain spacer.
        named = f"/{self.host.partition('.')[0]}" if not self.is_spacer else ""
        self.reports = bool(_REPORTS.search(f"{named}{unquote(self.path)}"))
        self.file_reports = bool(_REPORTS.search(f"/{self.file}"))
        self.reports_short = bool(_REPORTS_SHORT.search(self.path))
        self.identifiers = list(self._identifiers())

    @property
    def is_spacer(self) -> bool:
        """A picture file that is named for layout."""
        return self.is_file and bool(_SPACER.search(_FILE.sub("", self.file)))

    @property
    def file_is_identifier(self) -> bool:
        """The file has an identifier for a name; a name that says spacer has none, whatever folder it is in."""
        stem = _FILE.sub("", self.file)
        return not _SPACER.search(stem) and any(is_identifier(part) for part in _WORD_SPLIT.split(stem))

    def _identifiers(self) -> Iterator[str]:
        values = [value or name for name, _, value in self.pairs]
        for text in (*self.path.split("/")[:40], *values):
            plain = _FILE.sub("", unquote_plus(text))
            for part in (plain, *_WORD_SPLIT.split(plain)):
                if is_identifier(part):
                    yield part
            if len(plain) > 24:
                yield from identifying_tokens(plain)


def is_identifier(text: str) -> bool:
    """May this text stand for one recipient? Drawn at random by its look, or a number of at least SHORTEST_NUMBER digits.

    Numbers joined by dashes or dots count by their longest part; dates do not count.
    """
    text = text.strip("{}[]<>\"' ")
    if re.fullmatch(r"[\d._-]+", text):
        return any(len(part) >= SHORTEST_NUMBER and not _DATE.fullmatch(part) for part in re.split(r"[._-]", text))
    if is_random(text):
        return True
    return any(len(part) >= 16 and is_random(part) for part in re.split(r"[._-]", text))


def _carries(address: _Address, recipients: Collection[str], shared: Collection[str]) -> Iterator[str]:
    plain = unquote_plus(address.text).lower()
    for recipient in recipients:
        if recipient and recipient in plain:
            yield "the recipient's address"
        elif any(form in address.text or form in plain for form in _forms(recipient)):
            yield "a hash or code of the recipient's address"
    if any(part in shared for part in address.identifiers):
        yield "an identifier that the mail's links carry too"
    elif address.identifiers:
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
