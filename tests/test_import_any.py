"""Do the importers hold for files that nobody thought of? Either evidence, or a SourceError; nothing else."""

import json
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analyzers.email import judge_mail
from crawler.imports.email import read_email
from crawler.imports.har import read_har
from crawler.imports.source import SourceError
from crawler.imports.wec import read_wec
from tests.scaling import grows_linearly

FIXTURES = Path(__file__).parent.parent / "fixtures"
HAR = [path.read_bytes() for path in sorted((FIXTURES / "recordings").glob("*.har"))]
WEC = (FIXTURES / "recordings" / "inspection.json").read_bytes()
MAILS = [path.read_bytes() for path in sorted((FIXTURES / "emails").glob("*.eml"))]

odd = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=9)
    | st.sampled_from(["http://[", "https://a.test/x"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["url", "text", "stack", "x"]), inner, max_size=3)
    ),
    max_leaves=4,
)


def places(value, path=()):
    """Where something stands in JSON."""
    yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield from places(item, (*path, key))


def replaced(data, place, value):
    document = json.loads(data.decode("utf-8-sig"))
    target = document
    for key in place[:-1]:
        target = target[key]
    if place:
        target[place[-1]] = value
    return json.dumps(document if place else value).encode()


def damaged(data, draw):
    data = bytearray(data)
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, max(len(data) - 1, 0)))
        data[at : at + draw(st.integers(0, 30))] = draw(st.binary(max_size=8))
    return bytes(data)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(HAR), st.data(), odd)
def test_a_har_file_with_anything_anywhere(data, choice, value):
    place = choice.draw(st.sampled_from(list(places(json.loads(data.decode("utf-8-sig"))))))
    try:
        recording = read_har(replaced(data, place, value), "x.har")
    except SourceError as error:
        assert str(error).startswith("x.har: ")
        return
    json.dumps([record.time for record in recording.records], allow_nan=False)
    assert recording.site


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data(), odd)
def test_an_inspection_with_anything_anywhere(choice, value):
    place = choice.draw(st.sampled_from(list(places(json.loads(WEC)))))
    try:
        recording = read_wec(replaced(WEC, place, value), "x.json")
    except SourceError as error:
        assert str(error).startswith("x.json: ")
        return
    json.dumps([record.time for record in recording.records], allow_nan=False)


@settings(max_examples=120, deadline=None)
@given(st.sampled_from([*HAR, WEC]), st.data())
def test_damaged_bytes_of_json(data, choice):
    broken = damaged(data, choice.draw)
    for read in (read_har, read_wec):
        try:
            read(broken, "x")
        except SourceError as error:
            assert str(error).startswith("x: ")


@settings(max_examples=120, deadline=None)
@given(st.sampled_from(MAILS), st.data())
def test_damaged_mails_are_read_and_judged(data, choice):
    broken = damaged(data, choice.draw)
    try:
        recording = read_email(broken, "x.eml")
    except SourceError as error:
        assert str(error).startswith("x.eml: ")
        return
    url = next(record.url for record in recording.records)
    judge_mail(url, recording.records, recording.documents["v1"])


def test_markup_made_to_be_slow_costs_no_more_than_its_length():
    slow = [
        ("<style>", "url(", "</style>", 50_000),
        ("<style>", "url('", "</style>", 50_000),
        ("<style>@import", " ", "</style>", 125_000),
        ("", "<div style='opacity:0'>", "<img src='https://a.test/x'>", 5_000),
        ("<img srcset='", ", ", "'>", 50_000),
        ("<a href='https://a.test/", "?u=https://", "'>x</a>", 5_000),
        ("<img src='https://a.test/", "a.b-c_", "'>", 12_500),
    ]
    for head, piece, tail, size in slow:

        def read(times, head=head, piece=piece, tail=tail):
            text = head + piece * times + tail
            recording = read_email(b"From: a@b.test\nContent-Type: text/html\n\n" + text.encode(), "x")
            judge_mail(recording.records[0].url, recording.records, text)

        assert grows_linearly(read, size), (head, piece)
