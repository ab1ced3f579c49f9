"""What an IAB TC string says: version 2, core segment and disclosed vendors.

Source: IAB Tech Lab, "Transparency and Consent String with Global Vendor & CMP List Formats", version 2.2, section
"Creating a TC String", tables of the core string and of the segment "Disclosed Vendors".
"""

from __future__ import annotations

import base64
import binascii
import datetime

import msgspec

LONGEST = 20_000
DISCLOSED = 1
"""Type of the segment that lists the vendors of whom the visitor was told."""
SPECIAL_FEATURES, PURPOSES = 12, 24


class Malformed(ValueError):
    """Why a text is no TC string."""


class TcString(msgspec.Struct, frozen=True, kw_only=True):
    """The core segment."""

    version: int
    created: datetime.datetime
    updated: datetime.datetime
    cmp_id: int
    cmp_version: int
    consent_screen: int
    consent_language: str
    vendor_list_version: int
    policy_version: int
    is_service_specific: bool
    uses_non_standard_texts: bool
    """Formerly "stacks"."""
    special_feature_opt_ins: tuple[int, ...]
    purposes_consent: tuple[int, ...]
    purposes_legitimate_interest: tuple[int, ...]
    purpose_one_treatment: bool
    publisher_country: str
    vendors_consent: tuple[int, ...]
    vendors_legitimate_interest: tuple[int, ...]


class Bits:
    """Reads big-endian bit fields; running past the end is Malformed."""

    def __init__(self, data: bytes) -> None:
        self.value = int.from_bytes(data, "big")
        self.left = len(data) * 8

    def number(self, width: int) -> int:
        if width > self.left:
            raise Malformed("the TC string ends too early")
        self.left -= width
        return self.value >> self.left & (1 << width) - 1

    def flag(self) -> bool:
        return self.number(1) == 1

    def letters(self) -> str:
        return "".join(chr(self.number(6) + ord("A")) for _ in range(2))

    def time(self) -> datetime.datetime:
        try:
            return datetime.datetime.fromtimestamp(self.number(36) / 10, datetime.UTC)
        except (OverflowError, OSError, ValueError) as error:
            raise Malformed("a time of the TC string is out of range") from error

    def chosen(self, count: int) -> tuple[int, ...]:
        """Numbers, from 1, of the set bits of a field of `count` bits."""
        field = self.number(count)
        return tuple(number for number in range(1, count + 1) if field >> count - number & 1)

    def vendors(self) -> tuple[int, ...]:
        """A vendor section: bit field or ranges."""
        highest = self.number(16)
        if not self.flag():
            return self.chosen(highest)
        found: list[int] = []
        for _ in range(self.number(12)):
            is_range = self.flag()
            first = self.number(16)
            last = self.number(16) if is_range else first
            # Ascending ranges only: no string of a few bytes may expand to more than 65,535 vendors.
            if last < first or first <= (found[-1] if found else 0):
                raise Malformed("the vendor ranges of the TC string do not ascend")
            found.extend(range(first, last + 1))
        return tuple(found)


def read_tc_string(text: str) -> TcString:
    """Decode the core segment (what stands before the first full stop). Raises Malformed."""
    bits = bits_of(text.strip().partition(".")[0])
    version = bits.number(6)
    if version != 2:
        raise Malformed(f"the TC string is of version {version}; version 2 is read")
    return TcString(
        version=version,
        created=bits.time(),
        updated=bits.time(),
        cmp_id=bits.number(12),
        cmp_version=bits.number(12),
        consent_screen=bits.number(6),
        consent_language=bits.letters(),
        vendor_list_version=bits.number(12),
        policy_version=bits.number(6),
        is_service_specific=bits.flag(),
        uses_non_standard_texts=bits.flag(),
        special_feature_opt_ins=bits.chosen(SPECIAL_FEATURES),
        purposes_consent=bits.chosen(PURPOSES),
        purposes_legitimate_interest=bits.chosen(PURPOSES),
        purpose_one_treatment=bits.flag(),
        publisher_country=bits.letters(),
        vendors_consent=bits.vendors(),
        vendors_legitimate_interest=bits.vendors(),
    )


def disclosed_vendors(text: str) -> tuple[int, ...]:
    """Numbers of the vendors that the string says the visitor was told of; empty when it does not say."""
    for segment in text.strip().split(".", 4)[1:4]:
        try:
            bits = bits_of(segment)
            if bits.number(3) == DISCLOSED:
                return bits.vendors()
        except Malformed:
            continue
    return ()


def bits_of(segment: str) -> Bits:
    """One segment's bits. Raises Malformed."""
    if not segment or len(segment) > LONGEST:
        raise Malformed(f"a TC string has 1 to {LONGEST:,} characters, this has {len(segment):,}")
    try:
        data = base64.b64decode(segment + "=" * (-len(segment) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise Malformed("the text is no base64url") from error
    return Bits(data)
