"""How databases and lists are checked and put in place, and the version before is put back."""

import json
import os
from pathlib import Path

import pytest

from analyzers.knowledge import Knowledge
from avow.commands.knowledge import update_knowledge
from avow.knowledge_update import Answer, update
from tests.fetched_lists import HEAD, cookie_rows, entry_of, filter_list, in_use, statuses


def test_a_folder_gives_what_it_holds_and_the_rest_is_absent(tmp_path: Path) -> None:
    source, folder = tmp_path / "from", tmp_path / "knowledge"
    source.mkdir()
    (source / "open-cookie-database.csv").write_text(cookie_rows())
    found = statuses(folder, source=source)
    assert found["open-cookie-database"] == "new"
    assert found["easylist"] == "absent"
    described = Knowledge.load(folder).describe()
    assert [(entry["name"], entry["entries"]) for entry in described][1:] == [("open-cookie-database", 6000)]
    assert described[1]["licence"] == "Apache-2.0"


def test_the_same_file_again_is_unchanged_and_another_keeps_the_one_before(tmp_path: Path) -> None:
    source, folder = tmp_path / "from", tmp_path / "knowledge"
    source.mkdir()
    file = source / "open-cookie-database.csv"
    file.write_text(cookie_rows())
    update(folder, source)
    assert statuses(folder, source=source)["open-cookie-database"] == "unchanged"
    file.write_text(cookie_rows(6001))
    assert statuses(folder, source=source)["open-cookie-database"] == "new"
    assert in_use(folder, "open-cookie-database") == cookie_rows(6001).encode()
    before = entry_of(folder, "open-cookie-database")["previous"]
    assert isinstance(before, dict)
    assert (folder / before["file"]).read_text() == cookie_rows()


@pytest.mark.parametrize(
    "body", [b"", b"<html>not found</html>", b"x" * 2_000_000, b"[Adblock Plus 2.0]\n||a.example^\n"]
)
def test_what_does_not_look_right_is_refused_and_what_was_there_stays(tmp_path: Path, body: bytes) -> None:
    source, folder = tmp_path / "from", tmp_path / "knowledge"
    source.mkdir()
    (source / "easylist.txt").write_bytes(filter_list())
    update(folder, source)
    (source / "easylist.txt").write_bytes(body)
    assert statuses(folder, source=source)["easylist"] == "refused"
    assert in_use(folder, "easylist") == filter_list()


def test_the_index_names_version_digest_and_licence(tmp_path: Path) -> None:
    source, folder = tmp_path / "from", tmp_path / "knowledge"
    source.mkdir()
    (source / "easylist.txt").write_bytes(filter_list("202601010101"))
    update(folder, source)
    entry = json.loads((folder / "index.json").read_text())["easylist"]
    assert entry["version"] == "202601010101"
    assert entry["entries"] == 60_000
    assert len(entry["sha256"]) == 64


def test_the_command_refuses_a_folder_that_holds_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "empty").mkdir()
    assert update_knowledge(tmp_path / "empty", tmp_path / "knowledge") == 2
    assert "holds none of" in capsys.readouterr().err
    assert update_knowledge(tmp_path / "missing", tmp_path / "knowledge") == 2


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    (tmp_path / "from").mkdir()
    return tmp_path / "from", tmp_path / "knowledge"


def test_the_last_two_versions_are_kept_and_no_more(folders: tuple[Path, Path]) -> None:
    source, folder = folders
    for version in ("202611200000", "202611210000", "202611220000"):
        (source / "easylist.txt").write_bytes(filter_list(version))
        update(folder, source)
    assert len(list(folder.glob("easylist*"))) == 2
    assert in_use(folder, "easylist") == filter_list("202611220000")


def test_the_version_before_can_be_put_back_and_forth(
    folders: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    source, folder = folders
    for version in ("202611200000", "202611210000"):
        (source / "easylist.txt").write_bytes(filter_list(version))
        update(folder, source)
    assert update_knowledge(folder=folder, back="easylist") == 0
    assert "202611200000, instead of 202611210000" in capsys.readouterr().out
    assert in_use(folder, "easylist") == filter_list("202611200000")
    assert Knowledge.load(folder).version_of("easylist") == "202611200000"
    assert update_knowledge(folder=folder, back="easylist") == 0
    assert in_use(folder, "easylist") == filter_list("202611210000")


def test_what_has_no_version_before_cannot_be_put_back(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert update_knowledge(folder=tmp_path, back="easylist") == 2
    assert "no version before of 'easylist'" in capsys.readouterr().err


def test_a_list_that_has_lost_half_of_its_entries_is_refused(folders: tuple[Path, Path]) -> None:
    source, folder = folders
    (source / "easylist.txt").write_bytes(filter_list())
    update(folder, source)
    comments = b"! nothing but words\n" * 60_000
    (source / "easylist.txt").write_bytes(b"[Adblock Plus 2.0]\n||ads1.example^\n" + comments)
    (outcome,) = [one for one in update(folder, source) if one.name == "easylist"]
    assert outcome.status == "refused"
    assert "fewer than half of the 60000" in outcome.detail
    assert in_use(folder, "easylist") == filter_list()


@pytest.mark.parametrize(
    ("file", "name", "body"),
    [
        ("entities.json", "third-party-web", json.dumps([1] * 60_000)),
        ("entities.json", "third-party-web", "[" * 200_000),
        ("open-cookie-database.csv", "open-cookie-database", HEAD + "x\n" * 200_000),
        ("open-cookie-database.csv", "open-cookie-database", HEAD + '"' + "x\n" * 200_000),
        ("autoconsent-rules.json", "autoconsent", "{" + " " * 300_000),
        ("combined_original_trackers.txt", "adguard-cname-trackers", "<!doctype html>" + "x" * 9_000),
        ("combined_original_trackers.txt", "adguard-cname-trackers", "! nothing\n" * 9_000),
    ],
)
def test_a_file_of_the_right_size_and_wrong_content_is_refused(
    folders: tuple[Path, Path], file: str, name: str, body: str
) -> None:
    source, folder = folders
    (source / file).write_text(body)
    assert statuses(folder, source=source)[name] == "refused"
    assert [entry["name"] for entry in Knowledge.load(folder).describe()] == ["avow"]


def test_entities_of_other_shapes_are_passed_over(folders: tuple[Path, Path]) -> None:
    source, folder = folders
    good = [{"name": f"Company {n}", "domains": [f"c{n}.example"], "categories": ["ad"]} for n in range(2000)]
    (source / "entities.json").write_text(json.dumps([1, None, {"name": "x", "domains": 3}, *good]))
    assert statuses(folder, source=source)["third-party-web"] == "new"
    assert entry_of(folder, "third-party-web")["entries"] == 2000
    assert Knowledge.load(folder).service_of("c7.example") is not None


def test_a_broken_index_is_mended_by_an_update(folders: tuple[Path, Path]) -> None:
    source, folder = folders
    folder.mkdir()
    (folder / "index.json").write_text("{")
    (source / "easylist.txt").write_bytes(filter_list())
    assert statuses(folder, source=source)["easylist"] == "new"


def test_two_updates_at_once_are_one_after_the_other(
    folders: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    source, folder = folders
    codes = []

    def fetch(url: str, etag: str, last_modified: str) -> Answer:
        codes.append(update_knowledge(source, folder))
        raise OSError("no network here")

    update(folder, fetch=fetch)
    assert set(codes) == {2}
    assert "another update is at work" in capsys.readouterr().err
    assert update_knowledge(folder=folder, fetch=lambda *_: Answer(filter_list(), "")) == 3


def test_a_folder_that_cannot_be_written_is_told_with_the_remedy(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("")
    assert update_knowledge(folder=tmp_path / "file" / "knowledge") == 2
    assert "XDG_DATA_HOME" in capsys.readouterr().err


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_a_read_only_folder_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tmp_path.chmod(0o500)
    assert update_knowledge(folder=tmp_path / "knowledge") == 2
    assert "cannot be written" in capsys.readouterr().err
