"""One row of a consent tool's list as a Declaration, with its own words out of the response."""

from __future__ import annotations

import json
import re

from analyzers.model import Declaration, short_id
from analyzers.policy.categories import Named
from analyzers.policy.durations import Lifetime
from analyzers.policy.names import read_name

LONGEST_QUOTE = 2_000


def declared(
    *,
    tool: str,
    url: str,
    name: str,
    provider: str,
    category: Named | None,
    purpose: str,
    lifetime: Lifetime | None,
    kind: str = "cookie",
    party: str = "any",
    quote: str,
    at: int,
) -> Declaration | None:
    """The Declaration; None when the row names nothing. `at` is the quote's place in the response."""
    read = read_name(name)
    if read is None:
        return None
    return Declaration(
        id=short_id("declaration", tool, kind, read.pattern, provider, category and category.category, url, at),
        kind=read.storage or kind,
        name=read.pattern,
        provider=provider,
        category=category.category if category is not None else "",
        category_as_written=category.as_written if category is not None else "",
        party=party,
        lifetime=lifetime.as_written if lifetime is not None else "",
        lifetime_s=lifetime.seconds if lifetime is not None else None,
        purpose=purpose,
        strength="item",
        quote=quote[:LONGEST_QUOTE],
        place=f"{tool}, {url}, character {at:,}",
        language="und",
        source=tool,
    )


def text_of(value: object) -> str:
    """A JSON value as one line of text; anything but text and numbers is empty."""
    return (
        " ".join(str(value).split())[:5_000]
        if isinstance(value, str | int | float) and not isinstance(value, bool)
        else ""
    )


def object_naming(text: str, key: str, value: str, begin: int) -> tuple[int, int]:
    """Begin and end of the JSON object in which `key` has `value`, looked for from `begin` on; (begin, begin) if none.

    Only the innermost braces around the key are looked for, within 4,000 characters either side.
    """
    written = "|".join({re.escape(json.dumps(value)), re.escape(json.dumps(value, ensure_ascii=False))})
    match = re.compile(rf'"{key}"\s*:\s*(?:{written})').search(text, begin)
    if match is None:
        return begin, begin
    left = text.rfind("{", max(0, match.start() - 4_000), match.start())
    right = text.find("}", match.end(), match.end() + 4_000)
    return (left, right + 1) if left >= 0 and right >= 0 else (match.start(), match.end())
