"""The policy's documents as one scan found them, to be held beside those of an earlier scan."""

from __future__ import annotations

import datetime as dt
import re

import msgspec

from analyzers.model import PolicyReading


class Text(msgspec.Struct, frozen=True, kw_only=True):
    """One document of a policy in one scan."""

    url: str
    reading: PolicyReading
    words: str
    """The whole text, as `document_text` gives it; empty when it could not be read."""

    @property
    def digest(self) -> str:
        """The first 16 digits of the SHA-256 of the document's bytes."""
        return self.reading.sha256[:16]


class Earlier(msgspec.Struct, frozen=True, kw_only=True):
    """What an earlier scan of the same site found of its policy."""

    on: dt.date
    """The day (UTC) on which that scan began."""
    seal: str
    texts: tuple[Text, ...]
    notices: tuple[str, ...] = ()
    """Sentences of its pages that speak of a change of the policy."""


NOTICE = re.compile(
    r"""[^.!?\n]{0,300}\b(?:chang|updat|amend|revis|wijzig|aangepast|änder|aktualisier|modifi|mise?\ à\ jour|cambi|actualiz|
        modific|aggiorn)\w*
    [^.!?\n]{0,120}\b(?:privacy|cookie|data\ protection|privacyverklaring|datenschutz\w*|confidentialité|privacidad)\b
    [^.!?\n]{0,200}""",
    re.IGNORECASE | re.VERBOSE,
)
MOST_NOTICES = 5
LONGEST_PAGE = 300_000


def notices_in(text: str) -> list[str]:
    """Sentences that speak of a change of the privacy or cookie policy, the first few."""
    found = (" ".join(match.group().split()) for match in NOTICE.finditer(text[:LONGEST_PAGE]))
    return list(dict.fromkeys(found))[:MOST_NOTICES]


def same_words(one: str, other: str) -> bool:
    """Do two texts hold the same words in the same order, whatever their layout and punctuation?"""
    return re.findall(r"\w+", one.casefold()) == re.findall(r"\w+", other.casefold())


def what_differs(one: PolicyReading, other: PolicyReading) -> tuple[int, int]:
    """How many declarations and promises are gone, and how many are new; by what they say, not by their words."""
    before, after = _records(one), _records(other)
    return len(before - after), len(after - before)


def _records(reading: PolicyReading) -> set[tuple[str, ...]]:
    rows = {
        (one.kind, one.name, one.provider, one.category, one.party, one.lifetime, *one.where)
        for one in reading.declarations
    }
    return rows | {("promise", one.subject, one.category, repr(sorted(one.facts.items()))) for one in reading.promises}
