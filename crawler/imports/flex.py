"""How the classes of Apache Flex that write themselves are laid out in AMF3: collections, proxies, messages.

Source: Apache Flex BlazeDS, flex.messaging.io and flex.messaging.messages (`readExternal` of each class). Collections
and proxies write one value. A message writes bytes of flags, whose highest bit says that another byte follows, then a
value for each flag that is set; a subclass writes its own flags and values after those of its base.
"""

from __future__ import annotations

from collections.abc import Callable

Flags = tuple[tuple[str, ...], ...]
"""For each byte of flags, the members by bit, the lowest first."""

_MORE = 0x80
_LAST_BIT = 6
"""Values of bits that no version names yet are written too, so that older readers can pass over them."""

_ABSTRACT: Flags = (
    ("body", "client_id", "destination", "headers", "message_id", "timestamp", "ttl"),
    ("client_id_bytes", "message_id_bytes"),
)
_ASYNC: Flags = (("correlation_id", "correlation_id_bytes"),)
_COMMAND: Flags = (("operation",),)
_ACKNOWLEDGE: Flags = ((),)

_LISTS = ("ArrayCollection", "ArrayList")
_PROXIES = ("ObjectProxy", "ManagedObjectProxy", "SerializationProxy")
WRAPPERS = {
    **{f"{package}.{name}": "data" for package in ("flex.messaging.io", "mx.collections") for name in _LISTS},
    **{f"{package}.{name}": "object" for package in ("flex.messaging.io", "mx.utils") for name in _PROXIES},
}
"""Classes that write one value: under which name it is shown."""

_LAYOUTS = {
    "AbstractMessage": (_ABSTRACT,),
    "AsyncMessage": (_ABSTRACT, _ASYNC),
    "AcknowledgeMessage": (_ABSTRACT, _ASYNC, _ACKNOWLEDGE),
    "ErrorMessage": (_ABSTRACT, _ASYNC, _ACKNOWLEDGE),
    "CommandMessage": (_ABSTRACT, _ASYNC, _COMMAND),
}
MESSAGES: dict[str, tuple[Flags, ...]] = {
    **{
        f"{package}.{name}{small}": layout
        for package in ("flex.messaging.io", "flex.messaging.messages")
        for name, layout in _LAYOUTS.items()
        for small in ("", "Ext")
    },
    "DSA": _LAYOUTS["AsyncMessage"],
    "DSK": _LAYOUTS["AcknowledgeMessage"],
    "DSC": _LAYOUTS["CommandMessage"],
}
"""Classes of messages, and the short names that servers write for them: the flags of each class they come from."""


def read_message(class_name: str, byte: Callable[[], int], member: Callable[[str], None]) -> None:
    """Read a message of MESSAGES: `byte` gives the next byte, `member` reads the next value under a name."""
    for level, flags in enumerate(MESSAGES[class_name]):
        bits = [byte()]
        while bits[-1] & _MORE:
            bits.append(byte())
        for position, bit in enumerate(bits):
            names = flags[position] if position < len(flags) else ()
            for number, name in enumerate(names):
                if bit >> number & 1:
                    member(name)
            for number in range(len(names), _LAST_BIT):
                if bit >> number & 1:
                    member(f"unnamed_{level}_{position}_{number}")
