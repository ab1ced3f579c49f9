"""Is Flash recognised in bytes, and never trusted?"""

import base64
import lzma
import struct
import zlib

import pytest

from crawler.flash import MAX_INFLATED, embedded_swf, inspect_swf, is_flash_response, is_ruffle_shared_object, is_swf
from fixtures.recordings.sol_files import sol

CODE = b"\x00SharedObject\x00getLocal\x00flush\x00https://stats.shop.test/so.php?u=\x00"


def swf(body: bytes, kind: str = "FWS", version: int = 9) -> bytes:
    head = kind.encode() + bytes([version]) + struct.pack("<I", len(body) + 8)
    if kind == "CWS":
        return head + zlib.compress(body)
    if kind == "ZWS":
        options = {"id": lzma.FILTER_LZMA1, "dict_size": 1 << 16, "lc": 3, "lp": 0, "pb": 2}
        packed = lzma.compress(body, lzma.FORMAT_RAW, filters=[options])
        return head + struct.pack("<I", len(packed)) + bytes([93]) + struct.pack("<I", 1 << 16) + packed
    return head + body


@pytest.mark.parametrize(("kind", "compression"), [("FWS", "none"), ("CWS", "zlib"), ("ZWS", "lzma")])
def test_shared_object_use_is_found_in_each_compression(kind, compression):
    seen = inspect_swf(swf(CODE, kind))
    assert (seen.compression, seen.version, seen.problems) == (compression, 9, ())
    assert seen.uses_shared_objects
    assert seen.addresses == ("https://stats.shop.test/so.php?u=",)


def test_a_film_without_the_names_uses_no_shared_objects():
    assert not inspect_swf(swf(b"\x00gotoAndPlay\x00", "CWS")).uses_shared_objects


def test_a_bomb_is_inflated_to_the_bound_only():
    seen = inspect_swf(swf(b"\x00" * (MAX_INFLATED * 3), "CWS"))
    assert seen.inflated_size == MAX_INFLATED
    assert "only the first" in seen.problems[0]


@pytest.mark.parametrize("kind", ["CWS", "ZWS"])
def test_a_cut_off_film_is_searched_as_far_as_it_goes_and_says_so(kind):
    seen = inspect_swf(swf(CODE + bytes(range(256)) * 50, kind)[:-20])
    assert seen.problems


@pytest.mark.parametrize(
    "data", [b"CWS\x09\x00\x00\x00\x00not zlib", b"ZWS\x0d" + bytes(8) + b"\xff" * 9, b"ZWS\x0d\0\0\0\0"]
)
def test_damaged_films_give_a_problem_and_no_error(data):
    assert "damaged" in inspect_swf(data).problems[0]


def test_what_only_begins_like_a_film_is_none():
    assert not is_swf(b"FWS is a text")
    with pytest.raises(ValueError, match="no SWF"):
        inspect_swf(b"FWS is a text")


def test_a_film_is_known_by_type_by_bytes_or_by_a_path_that_nothing_contradicts():
    assert is_flash_response("https://a.test/x", "application/x-shockwave-flash; v=1")
    assert is_flash_response("https://a.test/x", "text/plain", swf(b""))
    assert is_flash_response("https://a.test/x.swf?y=1", "")
    assert not is_flash_response("https://a.test/x.swf", "text/html", b"<html>")
    assert not is_flash_response("https://a.test/x?file=.swf", "text/html")


def test_a_shared_object_in_web_storage_is_recognised():
    data = sol("RuffleTest", {"id": "abc"})
    assert is_ruffle_shared_object(base64.b64encode(data).decode()) == data


@pytest.mark.parametrize(
    "value", ["", "AL8", "AL8A!!!!", "QUw4QQ==", base64.b64encode(b"\x00\xbf" + bytes(20)).decode(), "AL8é"]
)
def test_other_values_are_no_shared_object(value):
    assert is_ruffle_shared_object(value) is None


@pytest.mark.parametrize(
    "markup",
    [
        '<object data="/film?id=1" type="application/x-shockwave-flash"></object>',
        '<object classid="CLSID:D27CDB6E-AE6D-11cf-96B8-444553540000"><param name="movie" value="/film?id=1"></object>',
        "<embed src='/film?id=1' type='Application/X-Shockwave-Flash; x=y'>",
        "<ruffle-player src=/film?id=1></ruffle-player>",
        '<RUFFLE-OBJECT data="/film?id=1"></RUFFLE-OBJECT>',
    ],
)
def test_a_film_is_found_by_what_its_element_says_when_its_address_does_not(markup):
    assert list(embedded_swf(markup, "https://a.test/x/")) == ["https://a.test/film?id=1"]


def test_an_object_of_another_type_is_no_film():
    markup = '<object data="/a.pdf" type="application/pdf"><param name="src" value="/b"></object><embed src="/c.svg">'
    assert list(embedded_swf(markup, "https://a.test/")) == []
