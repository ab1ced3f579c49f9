"""Does a HAR file of any program become the same evidence, and a broken one a clear message?"""

import json
from pathlib import Path

import pytest

from crawler.evidence import Evidence
from crawler.imports.har import import_har, read_har
from crawler.imports.source import SourceError
from crawler.records import Note, Request, SetCookie, Visit
from crawler.sealing import verify

RECORDINGS = Path(__file__).parent.parent / "fixtures" / "recordings"


def read(name):
    return read_har((RECORDINGS / name).read_bytes(), name)


def of(recording, kind):
    return [record for record in recording.records if isinstance(record, kind)]


def har(*entries, **log):
    return json.dumps({"log": {"version": "1.2", "entries": list(entries), **log}}).encode()


def entry(url="https://www.shop.test/", mime="text/html", **fields):
    return {
        "startedDateTime": "2026-03-01T10:00:00Z",
        "request": {"url": url, "method": "GET", "headers": []},
        "response": {"status": 200, "headers": [], "content": {"mimeType": mime}},
        **fields,
    }


@pytest.mark.parametrize("name", ["chrome.har", "firefox.har", "safari.har", "webpagetest.har", "mitmproxy.har"])
def test_each_dialect_becomes_sealed_evidence(name, tmp_path):
    imported = import_har(RECORDINGS / name, tmp_path)
    assert verify(imported.folder) == []
    evidence = Evidence(imported.folder)
    assert evidence.site == "www.shop.test"
    assert evidence.manifest["source"] == "har"
    assert evidence.manifest["imported"]["files"][0]["name"] == name
    assert evidence.sessions == ("import",)
    records = list(evidence.records())
    assert all(record.seen_by == ("import",) for record in records if isinstance(record, Request))
    assert any(isinstance(r, Note) and r.level == "incomplete" and "storage" in r.text for r in records)


def test_chrome_tells_type_script_redirect_post_and_error():
    recording = read("chrome.har")
    first, page, pixel, ping, blocked = of(recording, Request)
    assert (first.status, page.redirected_from, page.from_cache) == (301, first.id, True)
    assert pixel.stack == ("https://cdn.count.example/tag.js", "https://www.shop.test/app.js")
    assert (pixel.initiator, pixel.image_width, pixel.image_height) == ("script", 1, 1)
    assert (ping.resource_type, ping.post_kind, ping.post_bytes) == ("ping", "application/json", 16)
    assert blocked.error == "ERR_BLOCKED_BY_CLIENT"
    assert "1 entries were left out" in recording.remarks[0]


def test_two_cookies_in_one_header_are_two_lines():
    lines = [record.line for record in of(read("chrome.har"), SetCookie)]
    assert lines == ["sid=abc; Path=/; HttpOnly", "lang=en; Max-Age=3600"]


def test_a_page_that_redirects_is_one_visit_that_ends_elsewhere():
    (visit,) = of(read("chrome.har"), Visit)
    assert (visit.url, visit.final_url, visit.outcome) == ("http://shop.test/", "https://www.shop.test/", "measured")
    assert visit.loaded == visit.time + 0.9


def test_the_document_as_sent_is_kept(tmp_path):
    evidence = Evidence(import_har(RECORDINGS / "chrome.har", tmp_path).folder)
    (visit,) = [record for record in evidence.records() if isinstance(record, Visit)]
    assert evidence.page("import", visit.source_html) == "<html><title>Shop</title></html>"


def test_firefox_headers_and_pages_are_read():
    recording = read("firefox.har")
    assert [record.line for record in of(recording, SetCookie)] == ["a=1; Path=/", "b=2; Secure; SameSite=None"]
    one, two = of(recording, Visit)
    assert (one.outcome, two.outcome, two.status) == ("measured", "http-error", 404)
    # What an image element asked for is an image, whatever the answer calls itself.
    assert of(recording, Request)[1].resource_type == "image"


def test_webpagetest_tells_address_and_initiator_in_its_own_fields():
    recording = read("webpagetest.har")
    pixel = of(recording, Request)[1]
    assert (pixel.remote_address, pixel.initiator) == ("192.0.2.8", "script")
    assert pixel.initiator_url == "https://cdn.count.example/tag.js"
    assert [visit.visit for visit in of(recording, Visit)] == ["v1", "v2"]


def test_without_pages_each_navigation_is_a_visit():
    visits = of(read("mitmproxy.har"), Visit)
    assert [visit.url for visit in visits] == ["https://www.shop.test/", "https://www.shop.test/basket"]


def test_cookies_that_stand_in_the_list_only_are_rebuilt_and_said():
    recording = read("mitmproxy.har")
    (cookie,) = of(recording, SetCookie)
    assert cookie.line == (
        "uid=9f; Path=/; Domain=.count.example; Expires=Mon, 01 Mar 2027 14:00:00 GMT; HttpOnly; Secure; SameSite=None"
    )
    assert any("rebuilt" in remark for remark in recording.remarks)


def test_a_recording_that_starts_late_belongs_to_the_page_of_its_referer():
    part = entry("https://cdn.example/a.js", "text/javascript")
    part["request"]["headers"] = [{"name": "Referer", "value": "https://www.shop.test/sale"}]
    frame = entry("https://ads.example/frame.html")
    recording = read_har(har(part, frame), "x.har")
    (visit,) = of(recording, Visit)
    assert (recording.site, visit.url, visit.outcome) == ("www.shop.test", "https://www.shop.test/sale", "network")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b"not json", "not readable as JSON"),
        (har(entry())[:-40], "cut off"),
        (b'{"log": {"version": "1.2"}}', "no list log.entries"),
        (b'{"entries": []}', "no list log.entries"),
        (b"[1, 2]", "no list log.entries"),
        (har(), "without one request"),
        (har(entry("data:,x"), entry("chrome-extension://abc/x.js")), "without one request"),
        (b'{"log":' * 5000, "cut off|not readable"),
    ],
)
def test_a_broken_file_gives_a_message_with_its_name_and_leaves_nothing(data, says, tmp_path):
    path = tmp_path / "broken.har"
    path.write_bytes(data)
    with pytest.raises(SourceError, match=says) as error:
        import_har(path, tmp_path / "out")
    assert str(error.value).startswith(str(path))
    assert not (tmp_path / "out").exists()


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(SourceError, match=r"nowhere\.har: not readable"):
        import_har(tmp_path / "nowhere.har", tmp_path)


@pytest.mark.parametrize(
    "odd",
    [
        {"request": {"url": "https://www.shop.test/x", "headers": {"Accept": "image/png"}}},
        {"request": {"url": "https://www.shop.test/x"}, "response": None},
        {"request": {"url": "https://www.shop.test/x", "postData": {"params": [{"name": "a", "value": "1"}, None]}}},
        {"request": {"url": "https://www.shop.test/x"}, "response": {"status": "200", "content": {"size": "12"}}},
        {"request": {"url": "https://www.shop.test/x"}, "startedDateTime": 1772359200000, "time": "1e308"},
        {"request": {"url": "https://www.shop.test/x"}, "startedDateTime": "yesterday", "_initiator": {"stack": 3}},
        {"request": {"url": "https://www.shop.test/x"}, "response": {"content": {"text": "%%%", "encoding": "base64"}}},
    ],
)
def test_odd_fields_are_read_as_far_as_they_go(odd):
    recording = read_har(har(entry(), odd), "x.har")
    assert of(recording, Request)[1].url == "https://www.shop.test/x"


@pytest.mark.parametrize("bad", [None, 3, {}, {"request": {"url": "http://["}}, {"request": {"url": "no scheme"}}])
def test_entries_without_an_address_are_counted_and_make_the_evidence_incomplete(bad):
    recording = read_har(har(entry(), bad), "x.har")
    assert len(of(recording, Request)) == 1
    assert any("could not be read" in text for text in recording.cannot_show)


def test_half_an_emoji_and_other_code_pages_are_survived(tmp_path):
    half = har(entry("https://www.shop.test/?q=X")).replace(b"X", b"\\ud83d")
    wide = har(entry()).decode().encode("utf-16")
    for number, data in enumerate((half, wide)):
        path = tmp_path / f"{number}.har"
        path.write_bytes(data)
        assert verify(import_har(path, tmp_path / str(number)).folder) == []


def test_the_same_file_twice_gives_the_same_records(tmp_path):
    one, two = (import_har(RECORDINGS / "chrome.har", tmp_path / name) for name in "ab")
    assert list(Evidence(one.folder).records()) == list(Evidence(two.folder).records())
    assert one.seal == two.seal
