"""What does `avow import` print, write, and say when it cannot?"""

import json
from pathlib import Path

import pytest

from avow.commands.import_ import import_email, import_har, import_sol, import_wec
from crawler.evidence import Evidence
from crawler.sealing import verify
from fixtures.recordings.sol_files import sol

FIXTURES = Path(__file__).parent.parent / "fixtures"


@pytest.mark.parametrize(
    ("command", "file"),
    [
        (import_har, "recordings/chrome.har"),
        (import_email, "emails/newsletter.eml"),
        (import_wec, "recordings/inspection.json"),
    ],
)
def test_an_import_names_its_evidence_and_seals_the_knowledge_at_hand(command, file, tmp_path, capsys):
    assert command([FIXTURES / file], tmp_path, as_json=True) == 0
    (item,) = json.loads(capsys.readouterr().out)
    assert verify(Path(item["evidence"])) == []
    own = Evidence(Path(item["evidence"])).manifest["lists"][0]
    assert own["name"] == "avow"
    assert all(own[fact] for fact in ("version", "date", "sha256", "licence", "entries"))


def test_one_bad_file_is_named_and_stops_no_other(tmp_path, capsys):
    bad = tmp_path / "bad.har"
    bad.write_text("{")
    assert import_har([bad, FIXTURES / "recordings/chrome.har"], tmp_path / "out") == 2
    out, err = capsys.readouterr()
    assert "www.shop.test" in out
    assert str(bad) in err
    assert "Traceback" not in err


def test_a_site_can_be_given(tmp_path, capsys):
    assert import_har([FIXTURES / "recordings/chrome.har"], tmp_path, site="brand.test") == 0
    assert "brand.test" in capsys.readouterr().out


@pytest.mark.parametrize("given", ["https://Brand.test/x?y", "BRAND.test", "brand.test:8080"])
def test_a_site_may_be_written_as_an_address(given, tmp_path, capsys):
    assert import_har([FIXTURES / "recordings/chrome.har"], tmp_path, site=given, as_json=True) == 0
    assert json.loads(capsys.readouterr().out)[0]["site"] == "brand.test"


@pytest.mark.parametrize("given", ["../../etc", "a b", "https://[", "..", "-", "a..b"])
def test_what_is_no_site_is_refused_and_nothing_written(given, tmp_path, capsys):
    assert import_har([FIXTURES / "recordings/chrome.har"], tmp_path / "out", site=given) == 2
    assert "--site: " in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_one_shared_object_is_one_json_object(tmp_path, capsys):
    path = tmp_path / "volume.sol"
    path.write_bytes(sol("volume", {"level": 0.5}))
    assert import_sol([path], as_json=True) == 0
    found = json.loads(capsys.readouterr().out)
    assert {key: found[key] for key in ("name", "amf_version", "data")} == {
        "name": "volume",
        "amf_version": 0,
        "data": {"level": 0.5},
    }


def test_a_profile_is_searched_and_each_object_tells_its_host(tmp_path, capsys):
    for host in ("cdn.shop.test", "media.example"):
        folder = tmp_path / "#SharedObjects" / "QX7ZP3" / host / "player.swf"
        folder.mkdir(parents=True)
        (folder / "s.sol").write_bytes(sol("s", {"id": "x"}, version=3))
    assert import_sol([tmp_path], as_json=True) == 0
    found = json.loads(capsys.readouterr().out)
    assert [item["host"] for item in found] == ["cdn.shop.test", "media.example"]


def test_values_are_not_printed_without_json(tmp_path, capsys):
    path = tmp_path / "s.sol"
    path.write_bytes(sol("s\x1b[2J", {"user": "ada@reader.test", "list": [1, 2]}))
    assert import_sol([path]) == 0
    out = capsys.readouterr().out
    assert "user: text, 15 characters" in out
    assert "ada@" not in out
    assert "\x1b" not in out


def test_a_damaged_object_shows_what_was_read(tmp_path, capsys):
    path = tmp_path / "s.sol"
    path.write_bytes(sol("s", {"a": "b", "c": "d"})[:-3])
    assert import_sol([path]) == 0
    assert "problem: " in capsys.readouterr().out


@pytest.mark.parametrize("name", ["nowhere.sol", "empty-folder", "text.sol"])
def test_what_is_no_shared_object_is_said_with_what_would_be_right(name, tmp_path, capsys):
    (tmp_path / "empty-folder").mkdir()
    (tmp_path / "text.sol").write_text("hello")
    assert import_sol([tmp_path / name], as_json=True) == 2
    out, err = capsys.readouterr()
    assert name in err
    assert "Give" in err or "#SharedObjects" in err
    assert out in ("", "[]\n")


def test_a_link_to_itself_does_not_walk_for_ever(tmp_path):
    (tmp_path / "s.sol").write_bytes(sol("s", {}))
    (tmp_path / "loop").symlink_to(tmp_path)
    assert import_sol([tmp_path]) == 0
