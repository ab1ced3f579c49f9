"""How a value in AMF3 is read: ActionScript 3.

Source: Adobe, "Action Message Format -- AMF 3" (2013), section 3. What becomes of each marker:

    integer, double, true, false, string   themselves
    undefined, null                        null; the first is noted
    object                                 dict; a class name is noted
    array                                  list; with named members a dict, the dense part under "0", "1", ...
    date                                   milliseconds since 1970 UTC, noted
    XML, XMLDocument                       the text, noted
    ByteArray                              list of bytes as numbers, noted
    Vector                                 list, noted with its kind and class
    Dictionary                             list of [key, value] pairs: keys may be objects
    a reference to a finished value        that value again
    a reference into itself, or too large  {"$ref": JSON Pointer of the value meant}
    externalizable                         Flex's collections, proxies and messages are read (crawler.imports.flex); of any
                                           other class only its own program knows the layout, so reading stops there
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Any

from crawler.imports.amf import MAX_DEPTH, MAX_SHOWN, AmfError, Place, Reader, pointer
from crawler.imports.flex import MESSAGES, WRAPPERS, read_message

_NOT_YET: Any = object()


class _Seen:
    """An entry of the object table."""

    __slots__ = ("cost", "height", "place", "value")

    def __init__(self, place: Place) -> None:
        self.place = place
        self.value: Any = _NOT_YET
        self.cost = -1
        """Units of work of the finished value; -1 while it is being read."""
        self.height = 0


class _Traits:
    __slots__ = ("dynamic", "externalizable", "members", "name")

    def __init__(self, name: str, members: list[str], dynamic: bool, externalizable: bool) -> None:
        self.name, self.members, self.dynamic, self.externalizable = name, members, dynamic, externalizable


class Amf3Reader:
    """Reads values one after another from a Reader; strings, objects and traits are shared between them."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self._strings: list[str] = []
        self._objects: list[_Seen] = []
        self._traits: list[_Traits] = []
        self._complex: dict[int, Callable[[Place, int, _Seen], Any]] = {
            0x07: lambda place, size, _seen: self._xml(place, size, "xml-document"),
            0x08: self._date,
            0x09: self._array,
            0x0A: self._object,
            0x0B: lambda place, size, _seen: self._xml(place, size, "xml"),
            0x0C: self._byte_array,
            0x0D: lambda place, count, _seen: self._numbers(place, count, "i", "vector of int"),
            0x0E: lambda place, count, _seen: self._numbers(place, count, "I", "vector of uint"),
            0x0F: lambda place, count, _seen: self._numbers(place, count, "d", "vector of Number"),
            0x10: self._vector_of_objects,
            0x11: self._dictionary,
        }

    def value(self, place: Place) -> Any:
        """The next value. Raises AmfError, with what the value held until then."""
        self.reader.spend()
        marker = self.reader.byte()
        match marker:
            case 0x00:
                self.reader.note(place, "undefined")
                return None
            case 0x01:
                return None
            case 0x02 | 0x03:
                return marker == 0x03
            case 0x04:
                return self._integer()
            case 0x05:
                return self.reader.number(self.reader.double(), place)
            case 0x06:
                return self.string()
        read = self._complex.get(marker)
        if read is None:
            raise AmfError(f"offset {self.reader.offset - 1}: 0x{marker:02x} is no value that AMF3 can store")
        return self._shared(place, read)

    def string(self) -> str:
        """A string, or one of those read before. The empty string is never put in the table (3.8)."""
        head = self._u29()
        if head & 1:
            text = self.reader.text_value(head >> 1)
            if text:
                self._strings.append(text)
            return text
        if head >> 1 >= len(self._strings):
            raise AmfError(f"offset {self.reader.offset}: refers to text {head >> 1} of {len(self._strings)}")
        text = self._strings[head >> 1]
        self.reader.spend(len(text))
        return text

    def _u29(self) -> int:
        """A number in one to four bytes, seven bits each, all eight in the fourth (1.3.1)."""
        number = 0
        for _ in range(3):
            byte = self.reader.byte()
            number = number << 7 | byte & 0x7F
            if byte < 0x80:
                return number
        return number << 8 | self.reader.byte()

    def _integer(self) -> int:
        number = self._u29()
        return number - (1 << 29) if number & 1 << 28 else number

    def _shared(self, place: Place, read: Callable[[Place, int, _Seen], Any]) -> Any:
        head = self._u29()
        if not head & 1:
            return self._earlier(head >> 1, place)
        seen = _Seen(place)
        self._objects.append(seen)
        reader = self.reader
        before, deepest, reader.deepest = reader.shown, reader.deepest, reader.depth
        seen.value = read(place, head >> 1, seen)
        seen.cost, seen.height = reader.shown - before, reader.deepest - reader.depth
        reader.deepest = max(deepest, reader.deepest)
        return seen.value

    def _earlier(self, index: int, place: Place) -> Any:
        if index >= len(self._objects):
            raise AmfError(f"offset {self.reader.offset}: refers to object {index} of {len(self._objects)}")
        seen, reader = self._objects[index], self.reader
        # A value may stand in itself, and a few references to references can mean billions of values.
        fits = reader.shown + seen.cost <= MAX_SHOWN and reader.depth + seen.height <= MAX_DEPTH
        if seen.cost < 0 or not fits:
            target = pointer(seen.place)
            reader.spend(len(target))
            reader.note(place, "reference")
            return {"$ref": target}
        reader.shown += seen.cost
        reader.deepest = max(reader.deepest, reader.depth + seen.height)
        return seen.value

    def _xml(self, place: Place, size: int, what: str) -> str:
        self.reader.note(place, what)
        return self.reader.text_value(size)

    def _date(self, place: Place, _unused: int, _seen: _Seen) -> float | None:
        value = self.reader.number(self.reader.double(), place)
        self.reader.note(place, "date")
        return value

    def _byte_array(self, place: Place, size: int, _seen: _Seen) -> list[int]:
        self.reader.note(place, "byte-array")
        raw = self.reader.take(size)
        self.reader.spend(size * 4)  # a number for each byte: in JSON, about four times its size
        return list(raw)

    def _numbers(self, place: Place, count: int, code: str, what: str) -> list[Any]:
        fixed = self.reader.byte()
        self.reader.note(place, f"{what}, fixed" if fixed else what)
        width = struct.calcsize(f">{code}")
        self.reader.expect_items(count, width)
        self.reader.spend(count * 32)
        numbers = struct.unpack(f">{count}{code}", self.reader.take(count * width))
        if code != "d":
            return list(numbers)
        return [self.reader.number(number, (place, index)) for index, number in enumerate(numbers)]

    def _array(self, place: Place, count: int, seen: _Seen) -> Any:
        key = self.string()
        items: Any = {} if key else []
        seen.value = items
        with self.reader.inside(items):
            while key:
                self._item(items, key, place)
                key = self.string()
            self.reader.expect_items(count)
            for index in range(count):
                self._item(items, str(index) if isinstance(items, dict) else index, place)
        return items

    def _vector_of_objects(self, place: Place, count: int, seen: _Seen) -> list[Any]:
        fixed = self.reader.byte()
        what = f"vector of {self.string() or 'Object'}"
        self.reader.note(place, f"{what}, fixed" if fixed else what)
        items: list[Any] = []
        seen.value = items
        with self.reader.inside(items):
            self.reader.expect_items(count)
            for index in range(count):
                self._item(items, index, place)
        return items

    def _dictionary(self, place: Place, count: int, seen: _Seen) -> list[Any]:
        weak = self.reader.byte()
        self.reader.note(place, "dictionary, weak keys" if weak else "dictionary")
        pairs: list[Any] = []
        seen.value = pairs
        with self.reader.inside(pairs):
            self.reader.expect_items(count, 2)
            for index in range(count):
                pair: list[Any] = []
                pairs.append(pair)
                with self.reader.inside(pair):
                    self._item(pair, 0, (place, index))
                    self._item(pair, 1, (place, index))
        return pairs

    def _object(self, place: Place, head: int, seen: _Seen) -> dict[str, Any]:
        members: dict[str, Any] = {}
        seen.value = members
        with self.reader.inside(members):
            traits = self._read_traits(head)
            if traits.name:
                kind = "externalizable" if traits.externalizable else "object"
                self.reader.note(place, f"{kind} {traits.name}")
            if traits.externalizable:
                if traits.name in MESSAGES:
                    read_message(traits.name, self.reader.byte, lambda name: self._item(members, name, place))
                    return members
                if traits.name not in WRAPPERS:
                    raise AmfError(
                        f"offset {self.reader.offset}: class {traits.name[:80]!r} writes itself in a way that only its "
                        "program knows; it and what follows were not read"
                    )
                self._item(members, WRAPPERS[traits.name], place)
                return members
            for name in traits.members:
                self.reader.spend(len(name))
                self._item(members, name, place)
            while traits.dynamic and (name := self.string()):
                self._item(members, name, place)
        return members

    def _read_traits(self, head: int) -> _Traits:
        if not head & 1:
            if head >> 1 >= len(self._traits):
                raise AmfError(f"offset {self.reader.offset}: refers to class {head >> 1} of {len(self._traits)}")
            return self._traits[head >> 1]
        externalizable, dynamic, count = bool(head & 2), bool(head & 4), head >> 3
        name = self.string()
        self.reader.expect_items(count)
        members = [self.string() for _ in range(0 if externalizable else count)]
        traits = _Traits(name, members, dynamic, externalizable)
        self._traits.append(traits)
        return traits

    def _item(self, container: Any, key: str | int, place: Place) -> None:
        try:
            value = self.value((place, key))
        except AmfError as error:
            if error.has_partial:
                self.reader.put(container, key, error.partial)
            raise
        self.reader.put(container, key, value)
