"""How a value in AMF0 is read: ActionScript 1 and 2, and the frame of every old shared object.

Source: Adobe, "Action Message Format -- AMF 0" (2007), section 2. What becomes of each marker:

    number, boolean, string, long string   themselves
    null, undefined, unsupported           null; the last two are noted
    object, typed object                   dict; the class name is noted
    ECMA array                             dict by the keys as written ("0", "1", "name"); the length is noted
    strict array                           list
    date                                   milliseconds since 1970 UTC; noted with its time zone
    XML document                           its text, noted
    reference                              {"$ref": number as written}, see Amf0Reader.reference
    avmplus                                the AMF3 value that follows
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from crawler.imports.amf import AmfError, Place, Reader
from crawler.imports.amf3 import Amf3Reader

_OBJECT_END = 0x09


class Amf0Reader:
    """Reads values one after another from a Reader."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self._readers: dict[int, Callable[[Place], Any]] = {
            0x00: self.number,
            0x01: self.boolean,
            0x02: self.string,
            0x03: self.object,
            0x05: lambda _place: None,
            0x06: lambda place: self._nothing(place, "undefined"),
            0x07: self.reference,
            0x08: self.ecma_array,
            0x0A: self.strict_array,
            0x0B: self.date,
            0x0C: self.long_string,
            0x0D: lambda place: self._nothing(place, "unsupported"),
            0x0F: self.xml,
            0x10: self.typed_object,
            0x11: self.avmplus,
        }

    def name(self) -> str:
        return self.reader.text(self.reader.unsigned16())

    def value(self, place: Place) -> Any:
        """The next value. Raises AmfError, with what the value held until then."""
        self.reader.spend()
        marker = self.reader.byte()
        read = self._readers.get(marker)
        if read is None:
            raise AmfError(f"offset {self.reader.offset - 1}: 0x{marker:02x} is no value that AMF0 can store")
        return read(place)

    def number(self, place: Place) -> float | None:
        return self.reader.number(self.reader.double(), place)

    def boolean(self, _place: Place) -> bool:
        return self.reader.byte() != 0

    def string(self, _place: Place) -> str:
        return self.reader.text_value(self.reader.unsigned16())

    def long_string(self, _place: Place) -> str:
        return self.reader.text_value(self.reader.unsigned32())

    def xml(self, place: Place) -> str:
        self.reader.note(place, "xml-document")
        return self.long_string(place)

    def date(self, place: Place) -> float | None:
        milliseconds, zone = self.reader.double(), self.reader.signed16()
        value = self.reader.number(milliseconds, place)
        self.reader.note(place, f"date, time zone {zone}")
        return value

    def object(self, place: Place) -> dict[str, Any]:
        members: dict[str, Any] = {}
        self._members(members, place)
        return members

    def typed_object(self, place: Place) -> dict[str, Any]:
        self.reader.note(place, f"object {self.name()}")
        return self.object(place)

    def ecma_array(self, place: Place) -> dict[str, Any]:
        # The length is ActionScript's `length` and says nothing about how many members follow.
        self.reader.note(place, f"array of length {self.reader.unsigned32()}")
        return self.object(place)

    def strict_array(self, place: Place) -> list[Any]:
        count = self.reader.unsigned32()
        items: list[Any] = []
        self.reader.expect_items(count)
        with self.reader.inside(items):
            for index in range(count):
                self._item(items, index, place)
        return items

    def reference(self, place: Place) -> dict[str, Any]:
        """A reference to an earlier object, as its number.

        Flash Player's numbers count objects that it never wrote (functions, movie clips), so which object is meant
        cannot be told for sure from the file alone; a wrong object in its place would be a false fact.
        """
        self.reader.note(place, "reference")
        return {"$ref": self.reader.unsigned16()}

    def avmplus(self, place: Place) -> Any:
        return Amf3Reader(self.reader).value(place)

    def _nothing(self, place: Place, what: str) -> None:
        self.reader.note(place, what)

    def _members(self, members: dict[str, Any], place: Place) -> None:
        with self.reader.inside(members):
            while True:
                key = self.name()
                if not self.reader.left:
                    raise AmfError(f"offset {self.reader.offset}: the file ends inside an object")
                if self.reader.data[self.reader.offset] == _OBJECT_END:
                    self.reader.offset += 1
                    return
                self.reader.spend(len(key))
                self._item(members, key, place)

    def _item(self, container: Any, key: str | int, place: Place) -> None:
        try:
            value = self.value((place, key))
        except AmfError as error:
            if error.has_partial:
                self.reader.put(container, key, error.partial)
            raise
        self.reader.put(container, key, value)
