"""Does an inspection of the Website Evidence Collector become evidence, with what it cannot show?"""

import json
from pathlib import Path

import pytest

from crawler.evidence import Evidence
from crawler.imports.source import SourceError
from crawler.imports.wec import import_wec, read_wec
from crawler.records import JarCookie, Request, ScriptCookie, SetCookie, StorageItem, StorageWrite, Visit
from crawler.sealing import verify
from tests.scaling import grows_linearly

FILE = Path(__file__).parent.parent / "fixtures" / "recordings" / "inspection.json"
TAG = "https://cdn.count.example/tag.js"


@pytest.fixture
def recording():
    return read_wec(FILE.read_bytes(), "inspection.json")


def of(recording, kind):
    return [record for record in recording.records if isinstance(record, kind)]


def test_an_inspection_becomes_sealed_evidence(tmp_path):
    imported = import_wec(FILE, tmp_path)
    assert verify(imported.folder) == []
    evidence = Evidence(imported.folder)
    assert (evidence.site, evidence.manifest["source"]) == ("www.shop.test", "wec")
    assert evidence.manifest["imported"]["creator"] == "website-evidence-collector 2.1.1"
    assert evidence.manifest["browser"]["version"] == "Chromium Chrome/150.0"


def test_each_page_of_the_history_is_a_visit(recording):
    assert [(visit.url, visit.final_url) for visit in of(recording, Visit)] == [
        ("http://shop.test/", "https://www.shop.test/"),
        ("https://www.shop.test/about", "https://www.shop.test/about"),
    ]


def test_cookies_tell_who_set_them_and_how_they_ended(recording):
    by_response, gone = of(recording, SetCookie)
    assert by_response.line == (
        "uid=9f86d081884c7d65; Domain=count.example; Path=/; Expires=Mon, 01 Mar 2027 10:00:00 GMT; HttpOnly; Secure; "
        "SameSite=None"
    )
    assert by_response.url == "https://px.count.example/t.gif?u=7"
    assert gone.line.startswith("gone=x")
    (by_script,) = of(recording, ScriptCookie)
    assert (by_script.text, by_script.script, by_script.visit) == ("seen=1; Path=/", TAG, "v1")
    jar = {cookie.name: cookie for cookie in of(recording, JarCookie)}
    assert set(jar) == {"uid", "seen", "preset"}
    assert (jar["seen"].expires, jar["uid"].partition_key) == (None, "https://shop.test")


def test_local_storage_is_kept_with_its_script(recording):
    items = {item.key: item.value for item in of(recording, StorageItem)}
    assert items == {"cart": '{"items":[]}', "theme": "dark"}
    (write,) = of(recording, StorageWrite)
    assert (write.key, write.script) == ("cart", "https://www.shop.test/app.js")


def test_every_host_asked_is_there_once(recording):
    urls = [request.url for request in of(recording, Request)]
    assert sorted(urls) == [
        "https://cdn.count.example/",
        "https://fonts.example/",
        "https://px.count.example/t.gif?u=7",
        "https://www.shop.test/",
        "https://www.shop.test/about",
        "wss://live.shop.test/ws",
    ]
    assert any("shown as https://HOST/" in text for text in recording.cannot_show)


@pytest.mark.parametrize(
    "data", [b"{", b"[]", b"{}", b'{"uri_ins": "https://a.test/"}', b'{"uri_ins": 3, "cookies": []}']
)
def test_another_file_is_refused_with_its_name(data, tmp_path):
    path = tmp_path / "x.json"
    path.write_bytes(data)
    with pytest.raises(SourceError) as error:
        import_wec(path, tmp_path / "out")
    assert str(error.value).startswith(str(path))
    assert "inspection.json" in str(error.value)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "key", ["cookies", "beacons", "localStorage", "hosts", "browsing_history", "websockets", "script"]
)
@pytest.mark.parametrize("odd", [None, 3, "x", [None, 3], {"x": None}, [{}]])
def test_odd_parts_are_read_as_far_as_they_go(key, odd):
    data = json.loads(FILE.read_bytes()) | {key: odd}
    assert len(of(read_wec(json.dumps(data).encode(), "x"), Visit)) >= 1


def changed(**parts):
    """The fixture with parts replaced; None takes one out."""
    data = json.loads(FILE.read_bytes()) | parts
    return read_wec(json.dumps({key: part for key, part in data.items() if part is not None}).encode(), "x")


@pytest.mark.parametrize(
    ("part", "says"),
    [
        ("cookies", "no list of cookies"),
        ("localStorage", "no local storage"),
        ("beacons", "filter list"),
        ("hosts", "no hosts"),
        ("websockets", "no WebSockets"),
        ("browsing_history", "no list of pages"),
    ],
)
def test_a_part_that_a_version_left_out_is_said_to_be_unchecked(part, says, recording):
    assert any(says in text and "This file" in text for text in changed(**{part: None}).cannot_show)
    assert not any("This file" in text for text in recording.cannot_show)


def test_websockets_are_known_by_the_name_of_later_versions_too():
    recording = changed(websockets=None, websocketLog={"wss://chat.example/s": []})
    assert "wss://chat.example/s" in [request.url for request in of(recording, Request)]
    assert not any("WebSockets: they" in text for text in recording.cannot_show)


def test_local_storage_of_the_first_versions_is_read():
    recording = changed(localStorage={"https://www.shop.test": {"theme": "dark", "cart": {"items": []}}})
    assert {item.key: item.value for item in of(recording, StorageItem)} == {"theme": "dark", "cart": '{"items":[]}'}


def test_a_cookie_of_the_log_without_a_value_is_kept():
    log = {"type": "Cookie.JS", "location": "https://www.shop.test/", "stack": [{"fileName": TAG}]}
    recording = changed(cookies=[{"name": "a", "domain": "", "path": "/", "log": log}])
    assert [cookie.text for cookie in of(recording, ScriptCookie)] == ["a=; Path=/"]


def test_forms_over_plain_http_are_told():
    recording = changed(unsafeForms=[{"id": "", "action": "http://shop.test/x", "method": "post"}])
    assert any("1 forms" in remark for remark in recording.remarks)


def test_many_pages_and_cookies_cost_no_more_than_their_number():
    def read(size):
        pages = [f"https://www.shop.test/{number}" for number in range(size)]
        cookies = [
            {"name": f"c{number}", "log": {"type": "Cookie.JS", "location": page, "stack": []}}
            for number, page in enumerate(pages)
        ]
        recording = changed(browsing_history=pages, cookies=cookies)
        assert of(recording, ScriptCookie)[-1].visit == f"v{len(pages) + 1}"

    assert grows_linearly(read, 2_500)
