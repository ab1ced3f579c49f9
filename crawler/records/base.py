"""What every record of evidence has."""

from __future__ import annotations

import msgspec

Headers = tuple[tuple[str, str], ...]
"""Header lines in the order sent; a name may occur more than once (Set-Cookie does)."""


class Record(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", omit_defaults=True):
    """What every record has."""

    time: float
    visit: str = ""
    """Id of the visit during which it happened, as `v1`; empty for what belongs to the whole session. Documents read beside
    the visits have ids of their own: `p1` a policy, `b1` robots.txt, `f1` a Flash file, `g1` gpc.json, `l1` a link that
    was tried."""
