"""What an operator decided about an item: with who decided, why and until when."""

from __future__ import annotations

import datetime as dt

import msgspec


class Override(msgspec.Struct, frozen=True, kw_only=True):
    """An operator's own decision about an item, with who decided, why and until when."""

    name: str
    """May hold `*`."""
    domain: str = ""
    """Host at or below which it holds; empty for everywhere."""
    category: str
    owner: str
    reason: str
    expires: dt.date
    """The last day on which it holds."""
