"""What is told of the databases in use, and that they are what is told."""

import datetime as dt
import json
from pathlib import Path

import pytest

from analyzers.knowledge import Knowledge, KnowledgeError
from analyzers.knowledge.databases import file_of
from avow.cli import run
from avow.commands.knowledge import show_knowledge
from avow.knowledge_update import update
from tests.fetched_lists import DAY, cookie_rows, entry_of, filter_list, statuses


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    (tmp_path / "from").mkdir()
    return tmp_path / "from", tmp_path / "knowledge"


def test_show_names_what_is_in_use_and_what_was_not_fetched(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert show_knowledge(tmp_path) == 0
    out = capsys.readouterr().out
    assert "avow" in out
    assert "Not fetched: easylist" in out


def test_a_list_has_its_own_date_and_not_that_of_its_fetching(folders: tuple[Path, Path]) -> None:
    source, folder = folders
    (source / "easylist.txt").write_bytes(filter_list("201901020304"))
    update(folder, source, today=DAY)
    assert entry_of(folder)["date"] == "2019-01-02"
    (described,) = [entry for entry in Knowledge.load(folder).describe() if entry["name"] == "easylist"]
    assert described["date"] == "2019-01-02"


@pytest.mark.parametrize("written", ["Last modified: 02 Jan 2019 03:04 UTC", "TimeUpdated: 2019-01-02T03:04:05.000Z"])
def test_a_date_is_read_as_lists_write_it(folders: tuple[Path, Path], written: str) -> None:
    source, folder = folders
    (source / "easylist.txt").write_bytes(filter_list().replace(b"Version: 202611220000", written.encode()))
    update(folder, source, today=DAY)
    assert entry_of(folder)["date"] == "2019-01-02"


def test_an_old_list_says_so(folders: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    source, folder = folders
    (source / "easylist.txt").write_bytes(filter_list("202601020304"))
    update(folder, source, today=DAY)
    assert show_knowledge(folder, today=DAY) == 0
    assert "OLD: written 325 days ago" in capsys.readouterr().out
    assert show_knowledge(folder, today=dt.date(2026, 1, 5)) == 0
    assert "OLD" not in capsys.readouterr().out


def test_a_list_that_tells_no_day_is_not_said_to_be_of_the_day_it_was_taken(
    folders: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    source, folder = folders
    (source / "open-cookie-database.csv").write_text(cookie_rows())
    update(folder, source, today=DAY)
    show_knowledge(folder, today=DAY)
    out = capsys.readouterr().out
    assert "of an unknown day, 6,000 entries" in out
    assert "taken today; it tells no day of its own" in out


def test_show_tells_digest_licence_origin_age_and_the_version_before(
    folders: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    source, folder = folders
    for version in ("202611200000", "202611210000"):
        (source / "easylist.txt").write_bytes(filter_list(version))
        update(folder, source, today=DAY)
    show_knowledge(folder, today=DAY)
    out = capsys.readouterr().out
    for words in (
        "GPL-3.0-or-later",
        str(entry_of(folder)["sha256"]),
        str(source),
        "2 days ago",
        "before: 202611200000",
    ):
        assert words in out
    show_knowledge(folder, as_json=True, today=DAY)
    (shown,) = [entry for entry in json.loads(capsys.readouterr().out) if entry["name"] == "easylist"]
    assert (shown["age_days"], shown["old"], shown["previous"]["version"]) == (2, False, "202611200000")


def test_a_list_whose_file_is_lost_is_named(folders: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    source, folder = folders
    (source / "easylist.txt").write_bytes(filter_list())
    update(folder, source)
    path = file_of(folder, "easylist")
    assert path is not None
    path.unlink()
    show_knowledge(folder)
    assert "Lost: easylist" in capsys.readouterr().out
    assert statuses(folder, source=source)["easylist"] == "new"


def test_a_list_that_was_changed_by_hand_is_not_used_under_its_old_digest(folders: tuple[Path, Path]) -> None:
    source, folder = folders
    (source / "easylist.txt").write_bytes(filter_list())
    update(folder, source)
    path = file_of(folder, "easylist")
    assert path is not None
    path.write_bytes(b"[Adblock Plus 2.0]\n")
    with pytest.raises(KnowledgeError, match="changed since it was fetched"):
        Knowledge.load(folder)
    assert statuses(folder, source=source)["easylist"] == "new"
    assert Knowledge.load(folder).version_of("easylist") == "202611220000"


def test_rules_are_those_of_the_digest_though_an_update_came_between(folders: tuple[Path, Path]) -> None:
    source, folder = folders
    (source / "easylist.txt").write_bytes(filter_list("202611200000"))
    update(folder, source)
    loaded = Knowledge.load(folder)
    (source / "easylist.txt").write_bytes(filter_list("202611210000"))
    update(folder, source)
    (rules,) = loaded.filter_rules.lists
    assert rules.path.read_bytes() == filter_list("202611200000")


def test_a_broken_index_ends_a_command_with_the_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    (tmp_path / "avow" / "knowledge").mkdir(parents=True)
    (tmp_path / "avow" / "knowledge" / "index.json").write_text("{")
    assert run(["knowledge", "show"]) == 2
    assert run(["policy", "draft", str(tmp_path)]) == 2
    assert capsys.readouterr().err.count("Run `avow knowledge update`.") == 2
