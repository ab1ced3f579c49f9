"""Web storage and Flash: what was kept, also what was removed again."""

import base64
import datetime as dt
from pathlib import Path

import pytest

from analyzers.model import Observation
from analyzers.observe import observe
from crawler.evidence import Evidence
from crawler.records import Record, StorageItem, StorageWrite, Visit
from crawler.writing import EvidenceWriter
from tests.judging import KNOWN, NOW, PAGE, SITE, UUID, of_kind, request, seen, visit

ORIGIN = f"https://{SITE}"


def item(area: str = "local-storage", key: str = "theme", origin: str = ORIGIN, **fields: object) -> StorageItem:
    return StorageItem(time=NOW, visit="v1", area=area, origin=origin, key=key, **fields)  # type: ignore[arg-type]


def write(change: str, key: str = "theme", origin: str = ORIGIN, **fields: object) -> StorageWrite:
    return StorageWrite(time=NOW, visit="v1", area="local-storage", origin=origin, key=key, change=change, **fields)  # type: ignore[arg-type]


def only(tmp_path: Path, kind: str, *records: Record) -> Observation:
    (found,) = of_kind(seen(tmp_path, *records), kind)
    return found


def test_an_item_and_its_writes_are_one_observation(tmp_path: Path) -> None:
    script = "https://cdn.stats.test/t.js"
    found = only(tmp_path, "local-storage", write("added", value="x", script=script), item(value="dark", size=4))
    assert (found.origin, found.key, found.party, found.set_by) == (ORIGIN, "theme", "first", (script,))
    assert (found.details["times"], found.details["size"], found.pages) == (2, 4, (PAGE,))
    assert "removed" not in found.details


def test_what_was_removed_again_is_kept_as_removed(tmp_path: Path) -> None:
    assert only(tmp_path, "local-storage", write("added"), write("removed")).details["removed"]


def test_clearing_removes_every_item_of_the_origin_only(tmp_path: Path) -> None:
    other = "https://frame.adnet.test"
    found = of_kind(
        seen(tmp_path, write("added"), write("added", origin=other), write("cleared", key="")), "local-storage"
    )
    assert {one.origin: bool(one.details.get("removed")) for one in found} == {ORIGIN: True, other: False}


def test_a_cache_that_loses_an_entry_is_still_there_and_one_that_is_deleted_is_not(tmp_path: Path) -> None:
    def cached(change: str, key: str) -> StorageWrite:
        return StorageWrite(time=NOW, visit="v1", area="cache-storage", origin=ORIGIN, key=key, change=change)

    entry = f"files/{ORIGIN}/a"
    writes = [cached("added", "files"), cached("added", entry), cached("removed", entry)]
    assert "removed" not in only(tmp_path / "entry", "cache-storage", *writes).details
    assert only(tmp_path / "whole", "cache-storage", *writes, cached("removed", "files")).details["removed"]


def test_the_removal_of_what_never_was_is_nothing(tmp_path: Path) -> None:
    assert of_kind(seen(tmp_path, write("removed"), write("cleared", key="")), "local-storage") == []


def test_storage_of_a_frame_is_its_origins(tmp_path: Path) -> None:
    found = only(tmp_path, "local-storage", item(origin="https://frame.adnet.test"))
    assert (found.party, found.provider, found.host) == ("third", "adnet.test", "frame.adnet.test")


@pytest.mark.parametrize(
    ("area", "key", "kind"),
    [
        ("session-storage", "nav", "session-storage"),
        ("indexed-db", "app-db/items", "indexed-db"),
        ("opfs", "/a.bin", "opfs"),
        ("service-worker", f"{ORIGIN}/", "script-behaviour"),
        ("window-name", "window.name", "script-behaviour"),
    ],
)
def test_each_area_is_told_as_its_kind(tmp_path: Path, area: str, key: str, kind: str) -> None:
    found = only(tmp_path, kind, item(area, key))
    assert (found.key, found.details["area"]) == (key, area)


def test_a_cache_is_one_observation_however_many_files_it_holds(tmp_path: Path) -> None:
    files = [item("cache-storage", f"v1/{ORIGIN}/a{number}.js") for number in range(30)]
    found = only(tmp_path, "cache-storage", *files)
    assert (found.key, found.details["entries"]) == ("v1", 30)


def test_the_same_key_in_two_areas_is_two_items(tmp_path: Path) -> None:
    observed = seen(tmp_path, item(key="a"), item("session-storage", "a"))
    assert len(of_kind(observed, "local-storage")) == len(of_kind(observed, "session-storage")) == 1


def test_a_stored_identifier_is_told_by_kind_and_length_only(tmp_path: Path) -> None:
    found = only(tmp_path, "local-storage", item(value=UUID, size=36))
    assert (found.identifier, found.value_kind) == ("weak", "36 characters, uuid")
    assert UUID not in repr(found)


def shared_object(name: str, *, text: str = "") -> str:
    """A .sol file with one AMF0 text entry, as Ruffle keeps it."""
    entry = b"\x00\x06volume" + b"\x02" + len(text).to_bytes(2, "big") + text.encode() + b"\x00"
    body = b"TCSO\x00\x04\x00\x00\x00\x00" + len(name).to_bytes(2, "big") + name.encode() + bytes(4) + entry
    return base64.b64encode(b"\x00\xbf" + len(body).to_bytes(4, "big") + body).decode()


def test_a_shared_object_in_local_storage_is_a_flash_object_with_its_entries_named(tmp_path: Path) -> None:
    observed = seen(tmp_path, item(key="www.shop.test/film.swf/player", value=shared_object("player", text="loud")))
    (flash,) = of_kind(observed, "flash")
    assert of_kind(observed, "local-storage") == []
    assert (flash.name, flash.party, flash.details["names"]) == ("player", "first", ["volume"])
    assert (flash.details["what"], flash.details["player"]) == ("shared object", "Ruffle")
    assert "loud" not in repr(flash)


def test_text_that_only_begins_like_a_shared_object_stays_local_storage(tmp_path: Path) -> None:
    observed = seen(tmp_path, item(value="AL8AAAAAdGhpcyBpcyBub25l"))
    assert (len(of_kind(observed, "flash")), len(of_kind(observed, "local-storage"))) == (0, 1)


@pytest.mark.parametrize(
    ("record", "name"),
    [
        (request("https://www.shop.test/film.swf?v=2", "other"), "https://www.shop.test/film.swf"),
        (request("https://www.shop.test/x", "other", mime="application/x-shockwave-flash"), "https://www.shop.test/x"),
        (request("https://media.stats.test/crossdomain.xml", "xhr"), "Flash policy file (crossdomain.xml)"),
        (request("https://cdn.stats.test/ruffle/ruffle.js", "script"), "Ruffle player (runs Flash without a plug-in)"),
    ],
)
def test_flash_on_the_network_is_seen(tmp_path: Path, record: Record, name: str) -> None:
    assert only(tmp_path, "flash", record).name == name


@pytest.mark.parametrize(
    "url", ["https://www.shop.test/swf", "https://www.shop.test/p?f=a.swf", "https://www.shop.test/truffle.png"]
)
def test_what_only_sounds_like_flash_is_none(tmp_path: Path, url: str) -> None:
    assert of_kind(seen(tmp_path, request(url, "xhr", mime="text/html")), "flash") == []


def test_flash_in_the_markup_is_seen_without_a_request(tmp_path: Path) -> None:
    writer = EvidenceWriter(tmp_path, SITE, dt.datetime(2026, 9, 21, tzinfo=dt.UTC))
    html = '<object data="/film.swf" type="application/x-shockwave-flash"><p>a.swf</p></object><a href="b.swf">film</a>'
    page: Visit = visit(html=writer.write_page("v1", html))
    writer.append(page)
    writer.seal({"site": SITE})
    (flash,) = of_kind(observe(Evidence(writer.folder), KNOWN), "flash")
    assert (flash.name, flash.details["how"]) == (f"{ORIGIN}/film.swf", ["embedded in the document"])
