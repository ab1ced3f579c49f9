"""One row of a consent tool's list as a Declaration, with its own words out of the response."""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from analyzers.model import CATEGORIES, Declaration, short_id
from analyzers.policy.categories import Named, read_category
from analyzers.policy.durations import DAY, Lifetime
from analyzers.policy.names import read_name

LONGEST_QUOTE = 2_000
LONGEST_TEXT = 5_000
MOST_ROWS = 5_000
"""Rows that are read of one response."""
BESIDE = 1_500
"""Characters either side of a word in which the object around it is looked for."""
SEARCHES = 200
"""Texts that are looked for in the whole response, where they do not stand between double quotes."""
_BRACKET = re.compile(r"[{}\[\]]")
_STRING = re.compile(r'"((?:[^"\\\n]|\\.){0,2000})"')


class Told(NamedTuple):
    """What a tool told: a response, or an object of the page as JSON."""

    url: str
    """The response's address, or the page's with the object's name behind it."""
    text: str


Reader = Callable[[Sequence[Told]], Iterator[Declaration]]
"""All that one tool told on one site -> what it declares. Never raises on bad input; nothing when the form is another."""


def each(read: Callable[[str, str], Iterator[Declaration]]) -> Reader:
    """A reader of single responses, as one of all."""

    def read_all(told: Sequence[Told]) -> Iterator[Declaration]:
        for url, text in told:
            yield from read(url, text)

    return read_all


def load(text: str) -> Any:
    """The text as JSON; None when it is none, nests too deep or holds a number too long."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def objects(value: Any) -> list[dict[str, Any]]:
    """The objects of a list, or of an object's values; whatever else stands there is left out."""
    values = value if isinstance(value, list) else list(value.values()) if isinstance(value, dict) else []
    return [one for one in values[:MOST_ROWS] if isinstance(one, dict)]


def texts(value: Any) -> list[str]:
    """The texts of a list; one text is a list of one."""
    values = value if isinstance(value, list) else [value]
    return [text for one in values[:MOST_ROWS] if (text := text_of(one))]


def text_of(value: object) -> str:
    """A JSON value as one line of text; of texts by language the English one, else the first; anything else is empty."""
    if isinstance(value, dict):
        value = value.get("en") or value.get("en-US") or next(iter(value.values()), "")
    return (
        " ".join(str(value).split())[:LONGEST_TEXT]
        if isinstance(value, str | int | float) and not isinstance(value, bool)
        else ""
    )


def seconds_of(value: Any) -> Lifetime | None:
    """A number of seconds as a lifetime; none where it is no number, zero or less a session."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < 1e12:
        return None
    if value <= 0:
        return Lifetime("session", "session")
    days = value / DAY
    return Lifetime(f"{days:,.0f} days" if days >= 1 else f"{value:,.0f} seconds", "duration", float(value))


def strictest(names: Iterable[str]) -> Named | None:
    """The category of a thing of several purposes: the last of the four (ICC UK cookie guide); None where none is known."""
    found = [named for name in names if (named := read_category(name)) is not None]
    if not found:
        return None
    last = max(found, key=lambda one: CATEGORIES.index(one.category) if one.category in CATEGORIES else -1)
    return Named(last.category, ", ".join(dict.fromkeys(one.as_written for one in found))[:300])


class Quotes:
    """Where the texts of a response stand in it, so that each item can be quoted word for word; linear in the text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._places: dict[str, list[int]] = {}
        for match in _STRING.finditer(text):
            self._places.setdefault(match[1], []).append(match.start())
        self.at = 0
        self._searches = 0

    def around(self, value: str, key: str = "") -> tuple[str, int]:
        """(the innermost object or list around a text, its place); ("", 0) when the text does not stand there.

        Looked for behind the last one found, then from the beginning. With `key`, only where it is that key's value.
        """
        found = self._find(value, key)
        if found is None:
            return "", 0
        start, end = found
        self.at = end
        left, right = self._open(start), self._close(end)
        if left >= 0 and left < right <= left + LONGEST_QUOTE:
            return self._text[left:right], left
        return self._text[start:end], start

    def _find(self, value: str, key: str) -> tuple[int, int] | None:
        plain, escaped = json.dumps(value, ensure_ascii=False)[1:-1], json.dumps(value)[1:-1]
        for written in dict.fromkeys((plain, escaped, plain.replace("/", "\\/"), escaped.replace("/", "\\/"))):
            places = self._places.get(written, [])
            first = bisect_left(places, self.at)
            # A text may stand thousands of times; whether it is the key's value is asked of some.
            for place in (*places[first : first + 50], *places[:50]):
                begin = self._begin(place, key)
                if begin is not None:
                    return begin, place + len(written) + 2
        return self._search(value)

    def _search(self, value: str) -> tuple[int, int] | None:
        """A script may write its texts otherwise than JSON does."""
        self._searches += 1
        if not value or self._searches > SEARCHES:
            return None
        place = self._text.find(value, self.at)
        place = place if place >= 0 else self._text.find(value)
        return (place, place + len(value)) if place >= 0 else None

    def _begin(self, place: int, key: str) -> int | None:
        if not key:
            return place
        before = self._text[max(0, place - len(key) - 10) : place].rstrip()
        if before.endswith(":") and before[:-1].rstrip().endswith(f'"{key}"'):
            return self._text.rfind(f'"{key}"', 0, place)
        return None

    def _open(self, at: int) -> int:
        depth = 0
        for mark in reversed(list(_BRACKET.finditer(self._text, max(0, at - BESIDE), at))):
            if mark.group() in "}]":
                depth += 1
            elif depth == 0:
                return mark.start()
            else:
                depth -= 1
        return -1

    def _close(self, at: int) -> int:
        depth = 0
        for mark in _BRACKET.finditer(self._text, at, at + BESIDE):
            if mark.group() in "{[":
                depth += 1
            elif depth == 0:
                return mark.end()
            else:
                depth -= 1
        return -1


def declared(
    *,
    tool: str,
    url: str,
    quote: str,
    at: int,
    name: str = "",
    provider: str = "",
    category: Named | None = None,
    purpose: str = "",
    lifetime: Lifetime | None = None,
    kind: str = "cookie",
    party: str = "any",
    path: str = "",
    language: str = "und",
    confidence: str = "high",
) -> Declaration | None:
    """The Declaration; None when the row names nothing. `at` is the quote's place in the response, `path` the JSON's.

    A row without a name declares whose items there are, one without a provider either what they are for.
    """
    read = read_name(name) if name else None
    if (name and read is None) or not (name or provider or (category is not None and category.category)):
        return None
    pattern = read.pattern if read is not None else ""
    return Declaration(
        id=short_id("declaration", tool, kind, pattern, provider, category and category.category, url, at),
        kind=(read.storage if read is not None else "") or kind,
        name=pattern,
        provider=provider,
        category=category.category if category is not None else "",
        category_as_written=category.as_written if category is not None else "",
        party=party,
        lifetime=lifetime.as_written if lifetime is not None else "",
        lifetime_s=lifetime.seconds if lifetime is not None else None,
        purpose=purpose,
        strength="item" if pattern else "provider" if provider else "class",
        quote=quote[:LONGEST_QUOTE],
        place=", ".join(part for part in (tool, url, path, f"character {at:,}") if part),
        language=language,
        confidence=confidence,
        source=tool,
    )
