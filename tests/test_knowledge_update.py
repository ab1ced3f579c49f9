"""How databases and lists are fetched, checked and put in place."""

import json
from pathlib import Path

import pytest

from analyzers.knowledge import Knowledge
from avow.commands.knowledge import show_knowledge, update_knowledge
from avow.knowledge_update import DATABASES, Answer, update

HEAD = "ID,Platform,Category,Cookie / Data Key name,Domain,Description,Retention period,Data Controller,Portals,Wildcard match\n"
EASYLIST = next(database for database in DATABASES if database.name == "easylist")


def cookie_rows(count: int = 6000) -> str:
    rows = (f"{n},Stats,Analytics,_stat{n},,Counts visits of a site,1 year,Stats,u,0\n" for n in range(count))
    return HEAD + "".join(rows)


def filter_list(version: str = "202611220000") -> bytes:
    rules = "".join(f"||ads{number}.example^\n" for number in range(60_000))
    return f"[Adblock Plus 2.0]\n! Version: {version}\n{rules}".encode()


def statuses(folder: Path, **more: object) -> dict[str, str]:
    return {outcome.name: outcome.status for outcome in update(folder, **more)}  # type: ignore[arg-type]


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
    assert (folder / "open-cookie-database.csv.previous").read_text() == cookie_rows()
    assert (folder / "open-cookie-database.csv").read_text() == cookie_rows(6001)


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
    assert (folder / "easylist.txt").read_bytes() == filter_list()


def test_an_address_is_asked_with_the_etag_of_the_last_time(tmp_path: Path) -> None:
    asked: list[str] = []

    def fetch(url: str, etag: str) -> Answer:
        if url != EASYLIST.url:
            raise OSError("no network here")
        asked.append(etag)
        return Answer(None, etag) if etag else Answer(filter_list(), '"one"')

    assert statuses(tmp_path, fetch=fetch)["easylist"] == "new"
    assert statuses(tmp_path, fetch=fetch)["easylist"] == "unchanged"
    assert asked == ["", '"one"']


def test_an_address_that_gives_nothing_fails_and_says_so(tmp_path: Path) -> None:
    def fetch(url: str, etag: str) -> Answer:
        raise OSError("name not resolved")

    outcomes = update(tmp_path, fetch=fetch)
    assert {outcome.status for outcome in outcomes} <= {"failed", "new"}
    assert all("name not resolved" in outcome.detail for outcome in outcomes if outcome.status == "failed")


def test_the_index_names_version_digest_and_licence(tmp_path: Path) -> None:
    source, folder = tmp_path / "from", tmp_path / "knowledge"
    source.mkdir()
    (source / "easylist.txt").write_bytes(filter_list("202601010101"))
    update(folder, source)
    entry = json.loads((folder / "index.json").read_text())["easylist"]
    assert entry["version"] == "202601010101"
    assert entry["entries"] == 60_000
    assert len(entry["sha256"]) == 64


def test_every_address_is_https() -> None:
    assert all(database.url.startswith("https://") for database in DATABASES)


def test_the_command_refuses_a_folder_that_holds_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "empty").mkdir()
    assert update_knowledge(tmp_path / "empty", tmp_path / "knowledge") == 2
    assert "holds none of" in capsys.readouterr().err
    assert update_knowledge(tmp_path / "missing", tmp_path / "knowledge") == 2


def test_show_names_what_is_in_use_and_what_was_not_fetched(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert show_knowledge(tmp_path) == 0
    out = capsys.readouterr().out
    assert "avow" in out
    assert "not fetched: easylist" in out
