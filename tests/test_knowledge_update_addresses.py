"""How the addresses of lists are asked, and what becomes of half an answer."""

import http.client
import io
import threading
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

from avow.commands.knowledge import update_knowledge
from avow.knowledge_update import DATABASES, Answer, update
from avow.knowledge_update_sources import OnlySecure, fetch_address
from tests.fetched_lists import DAY, entry_of, filter_list, in_use, statuses

EASYLIST = next(database for database in DATABASES if database.name == "easylist")


def test_an_address_is_asked_with_the_etag_of_the_last_time(tmp_path: Path) -> None:
    asked: list[str] = []

    def fetch(url: str, etag: str, last_modified: str) -> Answer:
        if url != EASYLIST.url:
            raise OSError("no network here")
        asked.append(etag)
        return Answer(None, etag) if etag else Answer(filter_list(), '"one"')

    assert statuses(tmp_path, fetch=fetch)["easylist"] == "new"
    assert statuses(tmp_path, fetch=fetch)["easylist"] == "unchanged"
    assert asked == ["", '"one"']


def test_an_address_that_gives_nothing_fails_and_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def fetch(url: str, etag: str, last_modified: str) -> Answer:
        raise OSError("name not resolved")

    assert update_knowledge(folder=tmp_path, fetch=fetch) == 3
    assert "--from DIR" in capsys.readouterr().err
    outcomes = update(tmp_path, fetch=fetch)
    assert {outcome.status for outcome in outcomes} <= {"failed", "new"}
    assert all("name not resolved" in outcome.detail for outcome in outcomes if outcome.status == "failed")


def test_every_address_is_https() -> None:
    assert all(database.url.startswith("https://") for database in DATABASES)


class Lists(BaseHTTPRequestHandler):
    """Answers as list servers do: with validators, without a length, cut short, or somewhere else."""

    asked: ClassVar[list[tuple[str, str | None, str | None]]] = []

    def do_GET(self) -> None:
        self.asked.append((self.path, self.headers["If-None-Match"], self.headers["If-Modified-Since"]))
        body = filter_list()
        if self.headers["If-None-Match"] == '"one"' or (self.path == "/dated" and self.headers["If-Modified-Since"]):
            self.send_response(304)
            self.end_headers()
            return
        self.send_response(404 if self.path == "/missing" else 200)
        if self.path == "/tagged":
            self.send_header("ETag", '"one"')
        if self.path == "/dated":
            self.send_header("Last-Modified", "Wed, 02 Jan 2019 03:04:05 GMT")
        if self.path == "/chunked":
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            self.wfile.write(b"10000\r\n" + body[:1000])
        else:
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body[: len(body) // 2] if self.path == "/cut" else body)
        self.close_connection = True

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def lists() -> Iterator[str]:
    Lists.asked.clear()
    with ThreadingHTTPServer(("127.0.0.1", 0), Lists) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def easylist_from(folder: Path, address: str) -> tuple[str, str]:
    def fetch(url: str, etag: str, last_modified: str) -> Answer:
        if url != EASYLIST.url:
            raise OSError("not asked")
        return fetch_address(address, etag, last_modified)

    (outcome,) = [one for one in update(folder, fetch=fetch, today=DAY) if one.name == "easylist"]
    return outcome.status, outcome.detail


@pytest.mark.parametrize("path", ["/tagged", "/dated"])
def test_a_server_is_asked_for_changes_only(tmp_path: Path, lists: str, path: str) -> None:
    assert easylist_from(tmp_path, lists + path)[0] == "new"
    assert easylist_from(tmp_path, lists + path)[0] == "unchanged"
    assert [asked[1:] for asked in Lists.asked] == [
        (None, None),
        ('"one"', None) if path == "/tagged" else (None, "Wed, 02 Jan 2019 03:04:05 GMT"),
    ]
    assert entry_of(tmp_path)["current_on"] == DAY.isoformat()


@pytest.mark.parametrize(
    ("path", "words"), [("/cut", "broke off after"), ("/chunked", "broke off"), ("/missing", "404")]
)
def test_half_an_answer_is_none_and_what_was_there_stays(tmp_path: Path, lists: str, path: str, words: str) -> None:
    easylist_from(tmp_path, lists + "/plain")
    before = entry_of(tmp_path)
    status, detail = easylist_from(tmp_path, lists + path)
    assert (status, words in detail) == ("failed", True), detail
    assert entry_of(tmp_path) == before
    assert in_use(tmp_path, "easylist") == filter_list()


def test_a_redirect_into_the_clear_is_not_followed() -> None:
    request = urllib.request.Request("https://lists.example/easylist.txt")
    headers = http.client.HTTPMessage()
    with pytest.raises(OSError, match="not https"):
        OnlySecure().redirect_request(request, io.BytesIO(), 302, "", headers, "http://lists.example/easylist.txt")
