"""How what a lawyer wrote by hand is joined to what was read: it wins over every other source for the same item.

The same item: a hand-written name, which may hold `*`, means the other row's name, and their providers can be one
(either names none, or the words of the one are among those of the other). A hand-written entry without a name stands
in for other entries without one that name the same provider for the same mechanism. A hand-written promise replaces
those of its subject.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec

from analyzers.comparison.matching import name_matches, names_item
from analyzers.model import Declaration, PolicyReading, Promise
from analyzers.policy.handwritten import HandWritten

_WORDS = re.compile(r"[^\W_]+")


def corrected(reading: PolicyReading, written: HandWritten) -> PolicyReading:
    """What was read, without what the hand-written file says anew."""
    subjects = {one.subject for one in written.promises}
    return msgspec.structs.replace(
        reading,
        declarations=tuple(one for one in reading.declarations if not is_replaced(one, written.declarations)),
        promises=tuple(one for one in reading.promises if one.subject not in subjects),
    )


def with_hand_written(reading: PolicyReading, written: HandWritten) -> PolicyReading:
    """The corrected reading and the file's own entries.

    A policy that could not be read is stood in for by the file's declarations; a file of waivers only stands in for none.
    """
    stands_in = bool(written.declarations)
    own = {one.id: one for one in written.declarations}
    promised: dict[str, Promise] = {one.id: one for one in written.promises}
    left = corrected(reading, written)
    return msgspec.structs.replace(
        left,
        declarations=(*own.values(), *left.declarations),
        promises=(*promised.values(), *left.promises),
        source=left.source or written.source,
        could_not_read="" if stands_in else left.could_not_read,
    )


def is_replaced(one: Declaration, written: Iterable[Declaration]) -> bool:
    """Does a hand-written declaration say anew what this one says?"""
    return any(_same_item(one, other) for other in written)


def _same_item(one: Declaration, written: Declaration) -> bool:
    if names_item(written):
        return names_item(one) and name_matches(written.name, one.name) and can_be_one(one.provider, written.provider)
    if names_item(one) or one.kind != written.kind or not written.provider or not one.provider:
        return False
    return can_be_one(one.provider, written.provider)


def can_be_one(provider: str, other: str) -> bool:
    """Can two providers as written be the same? By whole words: `Google` and `Google Analytics` can, `Meta` and
    `Metadata Ltd` cannot."""
    words, others = (frozenset(_WORDS.findall(name.casefold())) for name in (provider, other))
    return words <= others or others <= words
