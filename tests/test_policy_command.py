"""`avow policy read` for a person and for a program."""

import json
from pathlib import Path

import pytest

from avow.commands.policy import read

POLICIES = Path(__file__).parents[1] / "fixtures" / "policies"


def test_json_holds_the_documented_fields(capsys: pytest.CaptureFixture[str]) -> None:
    assert read(str(POLICIES / "run-in-headings.txt"), as_json=True) == 0
    shape = json.loads(capsys.readouterr().out)
    assert shape["schema"] == "avow-policy/1"
    assert set(shape) >= {"source", "declarations", "promises", "unread", "could_not_read"}
    assert all(one["quote"] and one["place"] for one in shape["declarations"])


def test_the_table_groups_by_category_and_shows_the_quotes(capsys: pytest.CaptureFixture[str]) -> None:
    assert read(str(POLICIES / "merged-cells.html")) == 0
    printed = capsys.readouterr().out
    assert printed.index("Mandatory:") < printed.index("Performance:") < printed.index("Targeting:")
    assert "tm_csrf" in printed


def test_a_missing_file_is_a_usage_error_that_says_what_would_be_right(capsys: pytest.CaptureFixture[str]) -> None:
    assert read("/nowhere/policy.html") == 2
    assert capsys.readouterr().err.startswith("avow policy read: /nowhere/policy.html: No such file or directory.")


def test_an_address_needs_the_crawler(capsys: pytest.CaptureFixture[str]) -> None:
    assert read("https://shop.example/privacy") == 2
    assert "crawler" in capsys.readouterr().err


def test_an_address_is_fetched_by_what_the_caller_gives(capsys: pytest.CaptureFixture[str]) -> None:
    page = (POLICIES / "merged-cells.html").read_bytes()
    assert read("https://shop.example/cookies", as_json=True, fetch=lambda _: (page, "text/html")) == 0
    assert json.loads(capsys.readouterr().out)["source"] == "https://shop.example/cookies"


def test_an_unreadable_document_is_incomplete_and_says_why(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    picture = tmp_path / "policy.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 100)
    assert read(str(picture)) == 3
    assert "COULD NOT BE READ: the document is a picture" in capsys.readouterr().out


def test_escape_sequences_of_the_document_never_reach_the_terminal(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    policy = tmp_path / "policy.txt"
    policy.write_text(
        "\x1b[31mCookie policy\n\n" + "We use \x1b]0;cookies\x07 cookies to count visits to our website. " * 10
    )
    read(str(policy))
    assert "\x1b" not in capsys.readouterr().out
