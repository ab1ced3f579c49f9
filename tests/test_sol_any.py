"""Does the .sol decoder hold for files that nobody thought of?"""

import json
import math

from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.imports.sol import SolError, decode_sol
from fixtures.recordings.sol_files import sol

texts = st.text(st.characters(codec="utf-8"), max_size=12)
names = texts.filter(bool)
scalars = (
    st.none() | st.booleans() | st.integers(-(2**40), 2**40) | st.floats(allow_nan=False, allow_infinity=False) | texts
)
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=4), max_leaves=12
)


def same(a: object, b: object) -> bool:
    if isinstance(a, dict) and isinstance(b, dict):
        return list(a) == list(b) and all(same(a[key], b[key]) for key in a)
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(same(x, y) for x, y in zip(a, b, strict=True))
    if isinstance(a, float | int) and isinstance(b, float | int) and not isinstance(a, bool):
        return math.isclose(a, b, rel_tol=0, abs_tol=0) and not isinstance(b, bool)
    return a == b and type(a) is type(b)


@settings(max_examples=150, deadline=None)
@given(names, st.dictionaries(names, values, max_size=5), st.sampled_from([0, 3]))
def test_what_was_written_is_read(name, entries, version):
    got = decode_sol(sol(name, entries, version))
    assert got.problems == ()
    assert got.name == name
    assert same(got.data, entries)


@settings(max_examples=300, deadline=1000)
@given(st.dictionaries(names, values, max_size=4), st.sampled_from([0, 3]), st.data())
def test_a_damaged_file_gives_plain_json_or_is_refused(entries, version, data):
    damaged = bytearray(sol("name", entries, version))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(damaged) - 1))
        damaged[at : at + data.draw(st.integers(0, 2))] = data.draw(st.binary(max_size=4))
        damaged = damaged or bytearray(b"\x00")
    try:
        got = decode_sol(bytes(damaged))
    except SolError:
        return
    json.dumps(got.data, allow_nan=False).encode()


@settings(max_examples=300, deadline=1000)
@given(st.binary(max_size=300), st.sampled_from([0, 3]))
def test_any_bytes_after_the_header_never_raise(body, version):
    got = decode_sol(
        b"\x00\xbf\x00\x00\x00\x00TCSO\x00\x04\x00\x00\x00\x00\x00\x01n\x00\x00\x00" + bytes([version]) + body
    )
    json.dumps(got.data, allow_nan=False)
