"""Is a HAR file read whatever form it comes in, and its page found whatever its program calls it?"""

import base64
import gzip
import io
import json
import tracemalloc
import zipfile

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.imports.har import import_har, read_har
from crawler.imports.source import SourceError
from crawler.records import Request, SetCookie, Visit

PAGE = "https://www.shop.test/"
GIF = base64.b64decode("R0lGODlhAQABAIAAAP///wAAACH5BAEAAAAALAAAAAABAAEAAAICRAEAOw==")


def entry(url=PAGE, mime="text/html", status=200, to="", page="p1", headers=(), cookies=(), **fields):
    content = {"mimeType": mime, **fields.pop("content", {})}
    return {
        "pageref": page,
        "startedDateTime": "2026-03-01T10:00:00Z",
        "request": {"url": url, "method": "GET", "headers": []},
        "response": {
            "status": status,
            "redirectURL": to,
            "headers": [{"name": name, "value": value} for name, value in headers],
            "cookies": list(cookies),
            "content": content,
        },
        **fields,
    }


def har(*entries, title="", **page):
    pages = [{"id": "p1", "title": title, "startedDateTime": "2026-03-01T10:00:00Z", **page}]
    return json.dumps({"log": {"version": "1.2", "pages": pages, "entries": list(entries)}}).encode()


def zipped(files):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return packed.getvalue()


def of(recording, kind):
    return [record for record in recording.records if isinstance(record, kind)]


SCRIPT = entry("https://cdn.shop.test/a.js", "text/javascript")
FRAME = entry("https://ads.example/frame.html")


@pytest.mark.parametrize(
    "pack",
    [
        gzip.compress,
        zstandard.compress,
        lambda data: zipped({"www.shop.test.har": data}),
        lambda data: gzip.compress(zipped({"a/b.har": data})),
        lambda data: data.decode().encode("utf-16-le"),
        lambda data: data.replace(b"]}}", b"] , } , }"),
    ],
)
def test_a_packed_or_repaired_file_is_read(pack):
    recording = read_har(pack(har(entry(PAGE + "?q=,]"), SCRIPT)), "x.har")
    assert [request.url for request in of(recording, Request)] == [PAGE + "?q=,]", SCRIPT["request"]["url"]]


def test_bodies_that_are_files_of_their_own_in_the_zip_are_read():
    data = har(
        entry(content={"_file": "1.html"}),
        entry("https://px.example/t", "image/gif", content={"_file": "2.gif"}),
        entry("https://px.example/u", "image/gif", content={"_file": "missing.gif"}),
    )
    recording = read_har(zipped({"har.har": data, "1.html": "<html>Shop</html>", "2.gif": GIF}), "x.zip")
    assert recording.documents == {"v1": "<html>Shop</html>"}
    assert [(request.image_width, request.image_height) for request in of(recording, Request)] == [
        (None, None),
        (1, 1),
        (None, None),
    ]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (gzip.compress(har(entry()))[:-12], "cut off: the gzip ends after"),
        (b"\x1f\x8b" + bytes(50), "damaged gzip"),
        (b"\x28\xb5\x2f\xfd" + b"\xff" * 50, "damaged zstd"),
        (b"PK\x03\x04" + bytes(50), "damaged zip"),
        (zipped({"a.txt": "x"}), "a zip without a file"),
        (zipped({"a.har": "x", "b.har": "x"}), "a zip with 2 files"),
        (har(entry()).replace(b'"200', b"")[:-30] + b",,", "cut off|not readable as JSON.*line 1 column"),
    ],
)
def test_a_broken_pack_is_said_and_leaves_nothing(data, says, tmp_path):
    path = tmp_path / "x.har"
    path.write_bytes(data)
    with pytest.raises(SourceError, match=says) as error:
        import_har(path, tmp_path / "out")
    assert str(error.value).startswith(str(path))
    assert not (tmp_path / "out").exists()


def test_a_bomb_is_stopped_at_the_bound(monkeypatch):
    monkeypatch.setattr("crawler.imports.har_file.MAX_BYTES", 1_000_000)
    bombs = (
        gzip.compress(bytes(50_000_000)),
        zstandard.compress(bytes(50_000_000)),
        zipped({"a.har": bytes(50_000_000)}),
    )
    tracemalloc.start()
    for bomb in bombs:
        with pytest.raises(SourceError, match="unpacks to more than 1000000 bytes"):
            read_har(bomb, "x")
    assert tracemalloc.get_traced_memory()[1] < 20_000_000
    tracemalloc.stop()


def test_a_file_of_nothing_but_small_values_is_refused_before_they_are_made(monkeypatch):
    monkeypatch.setattr("crawler.imports.har_file.MAX_VALUES", 1000)
    with pytest.raises(SourceError, match="more than 1000 values"):
        read_har(b'{"log":{"entries":[' + b"{}," * 2000 + b"{}]}}", "x")
    # Commas inside a text are no values.
    read_har(har(entry(content={"text": 'a,\\",' * 2000})), "x")


@pytest.mark.parametrize(
    ("title", "page"),
    [(PAGE, {}), (f"Run 1, First View for {PAGE}", {}), ("Shop", {"_URL": PAGE})],
)
def test_the_page_is_the_address_that_the_program_names(title, page):
    for entries in ([FRAME, SCRIPT, entry()], [SCRIPT, FRAME]):
        recording = read_har(har(*entries, title=title, **page), "x.har")
        assert (recording.site, of(recording, Visit)[0].url) == ("www.shop.test", PAGE)


@pytest.mark.parametrize("status", [301, 307, 0])
def test_a_redirect_without_a_type_belongs_to_its_page(status):
    first = entry("http://shop.test/", "", status, to=PAGE)
    for title in ("http://shop.test/", PAGE, "Shop"):
        (visit,) = of(read_har(har(first, entry(), FRAME, title=title), "x.har"), Visit)
        assert (visit.url, visit.final_url, visit.outcome) == ("http://shop.test/", PAGE, "measured")


def test_what_came_before_the_first_page_belongs_to_it():
    early = entry("https://ads.example/early.js", "text/javascript", page=None)
    recording = read_har(har(early, entry(), title="Shop"), "x.har")
    assert (len(of(recording, Visit)), recording.site) == (1, "www.shop.test")


def test_the_only_page_is_meant_also_by_entries_that_do_not_name_it():
    recording = read_har(har(entry(page=None), entry("https://ads.example/", page="gone"), title="Shop"), "x.har")
    assert [(visit.url, visit.title) for visit in of(recording, Visit)] == [(PAGE, "Shop")]


def test_pages_that_no_entry_names_say_nothing():
    navigation = {"request": {"url": f"{PAGE}two", "headers": [{"name": "Sec-Fetch-Dest", "value": "document"}]}}
    data = json.loads(har(entry(page=None), entry(page=None) | navigation))
    data["log"]["pages"].append({"id": "p2", "title": "Other"})
    recording = read_har(json.dumps(data).encode(), "x.har")
    assert [visit.url for visit in of(recording, Visit)] == [PAGE, f"{PAGE}two"]


def test_an_address_that_is_a_path_only_is_read_from_the_full_one():
    part = entry("/t.gif", "image/gif", _full_url="https://px.example/t.gif")
    assert of(read_har(har(entry(), part), "x"), Request)[1].url == "https://px.example/t.gif"


def test_a_host_of_other_letters_is_written_as_browsers_do():
    assert read_har(har(entry("https://www.bücher.test/")), "x").site == "www.xn--bcher-kva.test"


def test_the_year_one_is_no_time():
    odd = entry(startedDateTime="0001-01-01T00:00:00.0000000Z")
    assert read_har(har(odd, SCRIPT), "x").started == 1772359200


def test_cookies_of_a_list_count_only_where_no_line_tells():
    listed = entry(headers=[("Content-Type", "text/html")], cookies=[{"name": "sid", "value": "1"}])
    told = entry("https://a.example/", headers=[("SET-COOKIE", "a=1\nb=2")])
    assert [cookie.line for cookie in of(read_har(har(listed), "x"), SetCookie)] == ["sid=1"]
    assert [cookie.line for cookie in of(read_har(har(listed, told), "x"), SetCookie)] == ["a=1", "b=2"]


def test_an_export_without_one_cookie_is_said_to_be_sanitized():
    headers = [("Content-Type", "text/html")]
    assert any("sanitized" in text for text in read_har(har(entry(headers=headers)), "x").cannot_show)
    with_cookie = entry(headers=[*headers, ("Set-Cookie", "a=1")])
    assert not any("sanitized" in text for text in read_har(har(with_cookie), "x").cannot_show)


def test_pages_of_several_hosts_are_said():
    data = json.loads(har(entry(), entry("https://other.example/", page="p2")))
    data["log"]["pages"].append({"id": "p2", "title": "Other"})
    assert any("pages of 2 hosts" in remark for remark in read_har(json.dumps(data).encode(), "x").remarks)


@pytest.mark.parametrize(
    ("fields", "wanted"),
    [
        ({"_resourceType": "csp-violation-report"}, ("cspviolationreport", False)),
        ({"_fetchType": "Disk Cache"}, ("document", True)),
        ({"_fetchType": "Network Load"}, ("document", False)),
    ],
)
def test_fields_of_programs_are_known(fields, wanted):
    (request,) = of(read_har(har(entry(**fields)), "x"), Request)
    assert (request.resource_type, request.from_cache) == wanted


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 10_000), st.binary(min_size=1, max_size=6), st.booleans())
def test_a_damaged_pack_is_read_or_refused(place, damage, in_zip):
    data = bytearray(zipped({"a.har": har(entry())}) if in_zip else gzip.compress(har(entry())))
    place = 4 + place % (len(data) - 4)
    data[place : place + len(damage)] = damage
    try:
        read_har(bytes(data), "x.har")
    except SourceError as error:
        assert str(error).startswith("x.har: ")
