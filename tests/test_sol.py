"""Is a Flash local shared object read whole, plainly and safely?"""

import json
import struct
import subprocess
import sys

import pytest

from crawler.imports.amf import MAX_DEPTH, MAX_SHOWN
from crawler.imports.sol import SolError, decode_sol
from fixtures.recordings.sol_files import Amf3Writer, Raw, Typed, header, sol, u29


def test_an_amf0_object_gives_its_name_and_its_entries():
    got = decode_sol(sol("volume", {"level": 0.5, "muted": False, "who": "Ada", "last": None, "seen": ["a", 2]}))
    assert (got.name, got.amf_version, got.problems) == ("volume", 0, ())
    assert got.data == {"level": 0.5, "muted": False, "who": "Ada", "last": None, "seen": ["a", 2]}


def test_an_amf3_object_gives_its_name_and_its_entries():
    entries = {"n": 7, "minus": -1, "big": 1 << 30, "pi": 3.25, "yes": True, "deep": {"a": [1, {"b": "a"}]}}
    got = decode_sol(sol("player", entries, version=3))
    assert (got.name, got.amf_version, got.data, got.problems) == ("player", 3, entries, ())


def test_the_widest_and_narrowest_amf3_integers_keep_their_value():
    entries = {str(number): number for number in (0, 127, 128, 16383, 16384, 2097151, 2097152, 2**28 - 1, -(2**28))}
    assert decode_sol(sol("n", entries, version=3)).data == entries


@pytest.mark.parametrize("version", [0, 3])
def test_a_typed_object_is_plain_data_and_its_class_is_only_noted(version):
    got = decode_sol(sol("s", {"visitor": Typed("antigravity.Visitor", {"id": "x1"})}, version))
    assert got.data == {"visitor": {"id": "x1"}}
    assert type(got.data["visitor"]) is dict
    assert got.types == {"/visitor": "object antigravity.Visitor"}


def test_a_class_named_in_the_file_is_never_imported():
    decode_sol(sol("s", {"o": Typed("this.antigravity.X", {})}, 3))
    assert "antigravity" not in sys.modules
    assert "this" not in sys.modules


def test_undefined_unsupported_and_numbers_that_json_lacks_are_null_and_noted():
    entries = {"u": Raw(b"\x06"), "x": Raw(b"\x0d"), "n": float("nan"), "i": float("-inf")}
    got = decode_sol(sol("s", entries))
    assert got.data == {"u": None, "x": None, "n": None, "i": None}
    assert got.types == {"/u": "undefined", "/x": "unsupported", "/n": "NaN", "/i": "-Infinity"}


def test_an_ecma_array_keeps_its_keys_and_its_length_is_no_count():
    raw = Raw(b"\x08" + struct.pack(">I", 15) + b"\x00\x010\x02\x00\x01a" + b"\x00\x03key\x01\x01" + b"\x00\x00\x09")
    got = decode_sol(sol("s", {"a": raw}))
    assert got.data == {"a": {"0": "a", "key": True}}
    assert got.types == {"/a": "array of length 15"}


def test_a_date_is_its_milliseconds_with_the_time_zone_noted():
    got = decode_sol(sol("s", {"d": Raw(b"\x0b" + struct.pack(">dh", 1e12, -120))}))
    assert got.data == {"d": 1e12}
    assert got.types == {"/d": "date, time zone -120"}


def test_an_amf0_reference_is_shown_as_its_number_and_never_followed():
    got = decode_sol(sol("s", {"o": {"self": Raw(b"\x07\x00\x01"), "name": "Foo"}}))
    assert got.data == {"o": {"self": {"$ref": 1}, "name": "Foo"}}


def test_a_value_in_amf3_inside_amf0_is_read():
    got = decode_sol(sol("s", {"o": Raw(b"\x11" + Amf3Writer().value({"a": [1]})), "after": 1}))
    assert got.data == {"o": {"a": [1]}, "after": 1}


def test_long_strings_and_xml_documents_of_amf0_are_texts():
    got = decode_sol(sol("s", {"long": "x" * 70000, "doc": Raw(b"\x0f\x00\x00\x00\x04<a/>")}))
    assert got.data == {"long": "x" * 70000, "doc": "<a/>"}
    assert got.types == {"/doc": "xml-document"}


def amf3_entry(value: bytes, after: bytes = b"") -> bytes:
    """A file with the entry `v` of encoded AMF3, and more encoded entries after it."""
    return header("s", 3, b"\x03v" + value + b"\x00" + after)


@pytest.mark.parametrize(
    ("encoded", "expected", "noted"),
    [
        (b"\x08\x01" + struct.pack(">d", 1e12), 1e12, "date"),
        (b"\x0b\x09<a/>", "<a/>", "xml"),
        (b"\x07\x09<a/>", "<a/>", "xml-document"),
        (b"\x0c\x07\x00\xff\x10", [0, 255, 16], "byte-array"),
        (b"\x0d\x05\x00" + struct.pack(">ii", -1, 7), [-1, 7], "vector of int"),
        (b"\x0e\x03\x01" + struct.pack(">I", 2**32 - 1), [2**32 - 1], "vector of uint, fixed"),
        (b"\x0f\x03\x00" + struct.pack(">d", 0.5), [0.5], "vector of Number"),
        (b"\x10\x05\x00\x07a.B\x04\x01\x06\x03x", [1, "x"], "vector of a.B"),
        (b"\x10\x03\x00\x01\x03", [True], "vector of Object"),
        (b"\x11\x03\x00\x0a\x0b\x01\x01\x06\x03x", [[{}, "x"]], "dictionary"),
        (b"\x11\x03\x01\x04\x05\x02", [[5, False]], "dictionary, weak keys"),
    ],
)
def test_each_kind_of_amf3_value_is_plain_and_noted(encoded, expected, noted):
    got = decode_sol(amf3_entry(encoded))
    assert (got.data, got.types, got.problems) == ({"v": expected}, {"/v": noted}, ())


def test_an_amf3_array_with_named_members_is_a_dict():
    got = decode_sol(amf3_entry(b"\x09\x05" + b"\x05ab\x04\x07" + b"\x01" + b"\x04\x01\x04\x02"))
    assert got.data == {"v": {"ab": 7, "0": 1, "1": 2}}


def test_flex_collections_show_what_they_hold():
    name = b"flex.messaging.io.ArrayCollection"
    got = decode_sol(amf3_entry(b"\x0a\x07" + u29(len(name) << 1 | 1) + name + b"\x09\x03\x01\x04\x05"))
    assert got.data == {"v": {"data": [5]}}
    assert got.types == {"/v": "externalizable flex.messaging.io.ArrayCollection"}


def written(class_name: str, members: bytes) -> bytes:
    """An object of a class that writes itself."""
    return b"\x0a\x07" + u29(len(class_name) << 1 | 1) + class_name.encode() + members


@pytest.mark.parametrize(
    ("class_name", "held"),
    [
        ("mx.collections.ArrayCollection", {"data": 5}),
        ("mx.utils.ObjectProxy", {"object": 5}),
        ("flex.messaging.io.SerializationProxy", {"object": 5}),
    ],
)
def test_each_collection_and_proxy_shows_what_it_holds(class_name, held):
    got = decode_sol(amf3_entry(written(class_name, b"\x04\x05"), b"\x03w\x03\x00"))
    assert (got.data, got.problems) == ({"v": held, "w": True}, ())


BASE = b"\xff\x03" + b"\x04\x01" * 9 + b"\x01\x04\x02"  # all nine members 1; then the subclass's first member 2
NINE = dict.fromkeys(
    ("body", "client_id", "destination", "headers", "message_id", "timestamp", "ttl", "client_id_bytes",
     "message_id_bytes"),
    1,
)  # fmt: skip


@pytest.mark.parametrize(
    ("class_name", "members", "held"),
    [
        ("flex.messaging.io.AbstractMessage", BASE[:-3], NINE),
        ("flex.messaging.messages.AsyncMessageExt", BASE, NINE | {"correlation_id": 2}),
        ("DSA", BASE, NINE | {"correlation_id": 2}),
        ("DSK", BASE + b"\x00", NINE | {"correlation_id": 2}),
        ("DSC", BASE + b"\x01\x04\x05", NINE | {"correlation_id": 2, "operation": 5}),
        ("flex.messaging.io.ErrorMessage", b"\x00\x00\x02\x04\x07", {"unnamed_2_0_1": 7}),
    ],
)
def test_a_message_shows_its_members_and_what_follows_is_read(class_name, members, held):
    got = decode_sol(amf3_entry(written(class_name, members), b"\x03w\x03\x00"))
    assert (got.data, got.problems) == ({"v": held, "w": True}, ())
    assert got.types["/v"] == f"externalizable {class_name}"


def test_a_message_that_breaks_off_gives_what_came_before():
    got = decode_sol(amf3_entry(written("DSA", b"\x03\x04\x01\x12")))
    assert got.data == {"v": {"body": 1}}
    assert "0x12 is no value" in got.problems[-1]


def test_an_object_that_writes_itself_ends_the_reading_with_what_was_read():
    unknown = b"\x0a\x07\x0fa.Token" + b"\x01\x02\x03"
    got = decode_sol(header("s", 3, b"\x07one\x04\x01\x00" + b"\x07two" + unknown))
    assert got.data == {"one": 1, "two": {}}
    assert got.types == {"/two": "externalizable a.Token"}
    assert "a.Token" in got.problems[0]


def test_references_to_strings_objects_and_traits_are_followed():
    first = b"\x0a\x13\x07a.B\x05id\x04\x01"  # sealed class a.B with one member `id` = 1
    second = b"\x0a\x01\x04\x02"  # the same class by reference, id = 2
    third = b"\x0a\x00"  # the first object again
    got = decode_sol(
        header("s", 3, b"\x03x" + first + b"\x00" + b"\x03y" + second + b"\x00" + b"\x03z" + third + b"\x00")
    )
    assert got.data == {"x": {"id": 1}, "y": {"id": 2}, "z": {"id": 1}}
    assert got.problems == ()


def test_an_object_inside_itself_becomes_a_pointer():
    got = decode_sol(amf3_entry(b"\x0a\x0b\x01\x07foo\x04\x01\x09self\x0a\x00\x01"))
    assert got.data == {"v": {"foo": 1, "self": {"$ref": "/v"}}}


def test_a_few_references_cannot_mean_billions_of_values():
    # Ten lists deep, each of the list before ten times: 10^40 values when written out.
    level = b"\x09\x15\x01" + b"\x04\x01" * 10
    for depth in range(40):
        level = b"\x09\x15\x01" + level + (b"\x09" + u29((39 - depth + 1) << 1)) * 9
    got = decode_sol(amf3_entry(level))
    text = json.dumps(got.data)
    assert len(text) < MAX_SHOWN * 40
    assert "$ref" in text


def test_nesting_without_end_is_cut_at_the_bound():
    got = decode_sol(header("s", 0, b"\x00\x01a" + b"\x03\x00\x01a" * 20000))
    assert f"more than {MAX_DEPTH} values inside one another" in got.problems[-1]
    assert set(got.data) == {"a"}


@pytest.mark.parametrize(
    "value",
    [
        b"\x0a\xff\xff\xff\xff",
        b"\x0c\xff\xff\xff\xff",
        b"\x11\x09\xff\xff\xff\xff\x01",
        b"\x11\x0f\xff\xff\xff\xff\x00",
    ],
)
def test_a_count_beyond_the_file_is_refused_at_once(value):
    got = decode_sol(header("s", 0, b"\x00\x01a" + value))
    assert "are announced" in got.problems[-1]


def test_a_file_cut_off_gives_what_came_before():
    whole = sol("s", {"first": 1, "second": {"a": "b", "c": "d"}})
    got = decode_sol(whole[:-8])
    assert got.data == {"first": 1, "second": {"a": "b"}}
    assert len(got.problems) == 2  # the header's length, and the end inside a value


def test_text_that_is_not_utf8_is_readable_and_said():
    got = decode_sol(sol("s", {"t": Raw(b"\x02\x00\x04caf\xe9")}))
    assert got.data == {"t": "caf\ufffd"}
    assert "not UTF-8" in got.problems[0]


@pytest.mark.parametrize(
    ("raw", "text"),
    [(b"a\xc0\x80b", "a\0b"), (b"\xed\xa0\xbd\xed\xb8\x80", "\U0001f600"), (b"\xed\xa0\xbd", "\ufffd" * 3)],
)
def test_modified_utf8_is_read_as_the_text_it_means(raw, text):
    got = decode_sol(sol("s", {"t": Raw(b"\x02" + struct.pack(">H", len(raw)) + raw)}))
    assert got.data == {"t": text}
    assert bool(got.problems) == ("\ufffd" in text)


@pytest.mark.parametrize("after", [bytes(10), bytes(64), b"JUNK" * 5])
def test_what_follows_the_announced_end_is_no_entry(after):
    got = decode_sol(sol("s", {"a": 1, "zero": 0.0}) + after)
    assert got.data == {"a": 1, "zero": 0}
    assert f"{len(after)} bytes follow the last entry" in got.problems[-1]


def test_an_announced_length_that_is_wrong_hides_no_entry():
    whole = bytearray(sol("s", {"a": 1, "b": 2}))
    for length in (0, 20, 2**32 - 1):
        whole[2:6] = struct.pack(">I", length)
        got = decode_sol(bytes(whole))
        assert got.data == {"a": 1, "b": 2}
        assert "announces" in got.problems[0]


def test_a_name_that_occurs_twice_is_a_problem():
    got = decode_sol(header("s", 0, b"\x00\x01a\x05\x00" + b"\x00\x01a\x01\x01\x00"))
    assert got.data == {"a": True}
    assert "twice" in got.problems[0]


def test_pointers_of_notes_are_escaped():
    got = decode_sol(sol("s", {"a/b~c": Raw(b"\x06")}))
    assert got.types == {"/a~1b~0c": "undefined"}


@pytest.mark.parametrize("data", [b"", b"\x00\xbf", b"GIF89a....TCSO", b"\x00\xbf\x00\x00\x00\x00TCS"])
def test_what_is_no_shared_object_is_refused(data):
    with pytest.raises(SolError, match="no Flash shared object"):
        decode_sol(data)


def test_a_header_alone_is_a_damaged_file_not_an_error():
    got = decode_sol(b"\x00\xbf\x00\x00\x00\x04TCSO")
    assert got.data == {}
    assert got.problems


def test_an_amf_version_that_does_not_exist_is_said():
    assert "AMF version 5" in decode_sol(header("s", 5, b"")).problems[0]


def test_no_text_of_a_file_is_the_cause_of_an_import():
    code = (
        "import sys, crawler.imports.sol; from crawler.imports.amf import Reader; before = set(sys.modules);"
        "assert Reader(b'\\xed\\xa0\\xbd\\xed\\xb8\\x80').text(6) == '\\U0001f600'; print(sorted(set(sys.modules) - before))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.stdout.strip(), done.stderr) == ("[]", "")
