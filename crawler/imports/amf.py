"""How bytes of the Action Message Format are read: bounded, and never trusted.

Shared by the readers of AMF0 (Adobe, "Action Message Format -- AMF 0", 2007) and AMF3 ("AMF 3", 2013). Values become
plain JSON data; what plain data cannot say (a class name, a date, undefined, NaN) is noted beside it under the value's
JSON Pointer (RFC 6901). Nothing that a file names is looked up, imported or made.
"""

from __future__ import annotations

import codecs
import contextlib
import math
import struct
from typing import Any

MAX_DEPTH = 100
"""Nested values. The deepest real save known to us has 14 levels."""
MAX_WORK = 1_000_000
"""Values read: one unit a value, and one for each 32 characters or bytes in it. Bounds the time, whatever the file's
counts claim; a game's save of 270 KB has 160,000."""
MAX_SHOWN = 2_000_000
"""The same units for the result, where a value that is referred to counts again in every place it stands. Bounds the
result's size; beyond it a reference is shown as a pointer."""
MAX_NOTES = 20_000
MAX_NOTE_CHARACTERS = 2_000_000

_UTF_16 = codecs.lookup("utf-16-le")
"""Looked up once, here: Python imports a codec at its first use, and no file may be the cause of an import."""

Place = tuple[Any, str | int] | None
"""Where a value stands: the place of its container, and its key in there. None is the top."""

_MISSING: Any = object()


class AmfError(Exception):
    """The bytes are not what the format allows, or beyond a bound."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.partial: Any = _MISSING
        """What the value held when the reading broke off."""

    @property
    def has_partial(self) -> bool:
        return self.partial is not _MISSING


def pointer(place: Place) -> str:
    """The JSON Pointer (RFC 6901) of a place."""
    steps = []
    while place is not None:
        place, key = place
        steps.append(str(key).replace("~", "~0").replace("/", "~1"))
    return "".join(f"/{step}" for step in reversed(steps))


class Reader:
    """A cursor over the bytes, with the bounds that every reader shares."""

    def __init__(self, data: bytes, offset: int = 0) -> None:
        self.data = data
        self.offset = offset
        self.depth = 0
        self.deepest = 0
        self.work = 0
        self.shown = 0
        self.types: dict[str, str] = {}
        self.problems: list[str] = []
        self._note_characters = 0

    @property
    def left(self) -> int:
        return len(self.data) - self.offset

    def take(self, count: int) -> bytes:
        """The next bytes; raises AmfError when the file ends before."""
        if count > self.left:
            raise AmfError(f"offset {self.offset}: {count} bytes are announced, {self.left} are left")
        start = self.offset
        self.offset += count
        return self.data[start : self.offset]

    def byte(self) -> int:
        if self.offset >= len(self.data):
            raise AmfError(f"offset {self.offset}: the file ends inside a value")
        self.offset += 1
        return self.data[self.offset - 1]

    def unsigned16(self) -> int:
        return int.from_bytes(self.take(2), "big")

    def signed16(self) -> int:
        return int.from_bytes(self.take(2), "big", signed=True)

    def unsigned32(self) -> int:
        return int.from_bytes(self.take(4), "big")

    def double(self) -> float:
        return float(struct.unpack(">d", self.take(8))[0])

    def text(self, count: int) -> str:
        """So many bytes as UTF-8, or as the modified UTF-8 of ActionScript's strings (a zero in two bytes, characters
        beyond 16 bits as two surrogates); those that are neither (old players wrote local code pages) become U+FFFD, a
        problem."""
        raw = self.take(count)
        try:
            return raw.decode("utf-8")
        except UnicodeDecodeError:
            with contextlib.suppress(UnicodeError):
                modified = raw.replace(b"\xc0\x80", b"\0").decode("utf-8", "surrogatepass")
                return _UTF_16.decode(_UTF_16.encode(modified, "surrogatepass")[0])[0]
            self.problem("a text is not UTF-8: its unreadable bytes are shown as U+FFFD")
            return raw.decode("utf-8", "replace")

    def text_value(self, count: int) -> str:
        """A text that is a value or a name of its own, counted as one."""
        text = self.text(count)
        self.spend(count)
        return text

    def spend(self, size: int = 0) -> None:
        """Count a value of so many characters or bytes; raises AmfError beyond MAX_WORK."""
        units = 1 + size // 32
        self.shown += units
        self.work += units
        if self.work > MAX_WORK:
            raise AmfError(f"offset {self.offset}: more than {MAX_WORK} values; the rest was not read")

    def expect_items(self, count: int, size: int = 1) -> None:
        """Refuse a count that the rest of the file cannot hold, before anything is made for it."""
        if count * size > self.left:
            raise AmfError(f"offset {self.offset}: {count} items are announced, {self.left} bytes are left")

    def problem(self, text: str) -> None:
        if text not in self.problems and len(self.problems) < 50:
            self.problems.append(text)

    def note(self, place: Place, what: str) -> None:
        """Say of a value what plain data cannot."""
        if len(self.types) >= MAX_NOTES or self._note_characters > MAX_NOTE_CHARACTERS:
            self.problem(f"more than {len(self.types)} values have a type to note; the rest have none noted")
            return
        where = pointer(place)
        self._note_characters += len(where) + len(what)
        self.types[where] = what

    def number(self, value: float, place: Place) -> float | None:
        """JSON has no NaN and no Infinity: they become null, noted."""
        if math.isfinite(value):
            return value
        self.note(place, "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity")
        return None

    def put(self, container: Any, key: str | int, value: Any) -> None:
        """Add an item to a list or a dict."""
        if isinstance(container, list):
            container.append(value)
            return
        if key in container:
            self.problem(f"the name {str(key)[:60]!r} occurs twice in one object; the later value is shown")
        container[key] = value

    def inside(self, container: Any) -> _Inside:
        """Read a container's items: bounds the depth, and keeps what was read when an item breaks off."""
        return _Inside(self, container)


class _Inside:
    """A container that is being read. A class, because a generator costs twice the time, for each of many objects."""

    __slots__ = ("_container", "_reader")

    def __init__(self, reader: Reader, container: Any) -> None:
        self._reader = reader
        self._container = container

    def __enter__(self) -> None:
        reader = self._reader
        reader.depth += 1
        if reader.depth > reader.deepest:
            reader.deepest = reader.depth
        if reader.depth > MAX_DEPTH:
            reader.depth -= 1
            error = AmfError(f"offset {reader.offset}: more than {MAX_DEPTH} values inside one another")
            error.partial = self._container
            raise error

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        self._reader.depth -= 1
        if isinstance(error, AmfError):
            error.partial = self._container
