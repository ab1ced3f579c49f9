"""The drafted cookie table: what was seen, in the policy's categories, with the gaps marked for a person."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import msgspec
import pytest
from bs4 import BeautifulSoup

from analyzers.model import CATEGORIES, Declaration
from analyzers.policy import read_policy
from fixtures.reports import bookshop
from reports.declaration_table import (
    COLUMNS,
    WRITERS,
    DraftRow,
    DraftTable,
    draft,
    to_csv,
    to_html,
    to_json,
    to_markdown,
    write_draft,
)
from reports.text import HIDDEN

HOSTILE = [
    "<script>alert(1)</script>",
    "a|b`c``d",
    "=1+1",
    "x\u202ey\x00z",
    "](javascript:alert(1))",
    "\n# heading\n",
    "&lt;b&gt;",
]


def rows() -> dict[str, DraftRow]:
    return {row.name: row for group in draft(bookshop()).groups for row in group.rows}


def hostile_table(name: str) -> tuple[bytes, bytes, bytes, bytes]:
    report = bookshop()
    seen = msgspec.structs.replace(report.observations[0], name=name, host=name, provider=name, company=name)
    table = draft(msgspec.structs.replace(report, site=name, observations=(seen,), declarations=(), covered_by={}))
    return to_html(table), to_markdown(table), to_csv(table), to_json(table)


def test_every_stored_thing_and_beacon_has_one_row() -> None:
    kinds = {"cookie", "local-storage", "indexed-db", "flash", "beacon"}
    assert set(rows()) == {seen.name for seen in bookshop().observations if seen.kind in kinds}


def test_rows_stand_under_the_names_of_the_policy_in_the_order_of_the_categories() -> None:
    table = draft(bookshop())
    assert [group.title for group in table.groups] == [
        "Necessary cookies",
        "Statistics cookies",
        "Preference cookies",
        "Advertising",
        "Category to be decided",
    ]
    assert [group.category for group in table.groups] == [*CATEGORIES, ""]


def test_what_a_scan_cannot_know_is_a_gap() -> None:
    assert rows()["x7q"].gaps == ("category", "purpose")
    assert rows()["cb_match"].gaps == ("company", "purpose")
    assert rows()["lb_lang"].gaps == ()
    assert rows()["lb_lang"].purpose == "remembers your language"


def test_the_purpose_of_a_class_is_not_taken_for_the_purpose_of_an_item() -> None:
    report = bookshop()
    lines = tuple(msgspec.structs.replace(line, purpose="to sell more") for line in report.declarations)
    table = draft(msgspec.structs.replace(report, declarations=lines))
    by_name = {row.name: row for group in table.groups for row in group.rows}
    assert by_name["ADRV"].purpose == ""
    assert by_name["lb_lang"].purpose == "to sell more"


def test_the_duration_is_what_was_seen_and_not_what_was_declared() -> None:
    assert rows()["_pulse_id"].lifetime == "2 years"
    assert rows()["lb_reader"].lifetime == "until deleted"
    assert rows()["lantern_session"].lifetime == "end of the session"


def read_back(name: str, table: DraftTable) -> list[Declaration]:
    reading = read_policy(WRITERS[name](table), source=name)
    return [line for line in reading.declarations if line.strength == "item"]


@pytest.mark.parametrize("name", WRITERS)
def test_reading_the_draft_back_gives_the_same_declarations(name: str) -> None:
    items = read_back(name, draft(bookshop()))
    assert {(line.kind, line.name, line.category, line.party, line.lifetime) for line in items} == {
        (row.kind, row.name, row.category, row.party, row.lifetime) for row in rows().values()
    }


@pytest.mark.parametrize("name", WRITERS)
def test_a_gap_that_nobody_filled_is_read_back_as_nothing(name: str) -> None:
    items = {line.name: line for line in read_back(name, draft(bookshop()))}
    assert (items["x7q"].category, items["x7q"].purpose) == ("", "")
    assert "complete" not in items["cb_match"].provider and items["cb_match"].provider
    assert items["lb_lang"].purpose == "remembers your language"


NAMES = [
    "_ga_*",
    "_hj*User_*",
    "__Host-sid",
    "=1+1",
    "a*b_c",
    "~x~",
    "日本語",
    "ключ",
    "12345",
    "Session",
    "Necessary",
    "%2Fpath",
]


@pytest.mark.parametrize("name", WRITERS)
def test_wildcards_and_names_of_any_script_are_read_back_as_they_are(name: str) -> None:
    items = read_back(name, table_of(NAMES))
    assert sorted(line.name for line in items) == sorted(NAMES)


def test_the_json_gives_hostile_names_back_to_the_letter() -> None:
    assert {line.name for line in read_back("declarations.json", table_of(HOSTILE))} == set(HOSTILE)


@pytest.mark.parametrize("language", ["Necesarias", "Notwendige Cookies", "Cookies statistiques", "Marketingcookies"])
@pytest.mark.parametrize("name", WRITERS)
def test_categories_in_the_policys_own_language_are_read_back(name: str, language: str) -> None:
    report = bookshop()
    declarations = tuple(
        msgspec.structs.replace(line, category_as_written=language) if line.category == CATEGORY_OF[language] else line
        for line in report.declarations
    )
    table = draft(msgspec.structs.replace(report, declarations=declarations))
    wanted = {row.name for group in table.groups for row in group.rows if row.category == CATEGORY_OF[language]}
    assert wanted and {line.name for line in read_back(name, table) if line.category == CATEGORY_OF[language]} == wanted


CATEGORY_OF = {
    "Necesarias": "mandatory",
    "Notwendige Cookies": "mandatory",
    "Cookies statistiques": "performance",
    "Marketingcookies": "targeting",
}


def table_of(names: list[str]) -> DraftTable:
    report = bookshop()
    seen = tuple(
        msgspec.structs.replace(report.observations[0], id=f"o{number}", name=name) for number, name in enumerate(names)
    )
    return draft(msgspec.structs.replace(report, observations=seen, covered_by={}))


def test_the_html_marks_each_gap_and_says_how_many() -> None:
    page = BeautifulSoup(to_html(draft(bookshop())), "html.parser")
    gaps = sum(len(row.gaps) for row in rows().values())
    assert len(page.select("mark.gap")) == gaps
    assert f"{gaps} gaps to complete." in page.get_text()
    assert "The measurement was incomplete." in page.get_text()


def test_the_csv_has_the_columns_and_the_gaps() -> None:
    lines = list(csv.DictReader(io.StringIO(to_csv(draft(bookshop())).decode("utf-8-sig"), newline="")))
    assert list(lines[0]) == [*COLUMNS, "Gaps"]
    (line,) = [line for line in lines if line["Name"] == "cb_match"]
    assert line["Category"] == "Advertising"
    assert line["Provider"] == "crowdbid.example [to complete: company]"
    assert line["Gaps"] == "company; purpose"


def test_all_four_forms_are_written_and_the_same_each_time(tmp_path: Path) -> None:
    first = write_draft(draft(bookshop()), tmp_path / "a")
    second = write_draft(draft(bookshop()), tmp_path / "b")
    assert set(first) == {"declarations.html", "declarations.md", "declarations.csv", "declarations.json"}
    assert all(first[name].read_bytes() == second[name].read_bytes() for name in first)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_text_in_every_form(name: str) -> None:
    page, markdown, table, document = hostile_table(name)
    assert b"<script" not in page
    text = markdown.decode()
    assert not {match[0] for match in HIDDEN.finditer(text)} - {"\n"}
    assert [line for line in text.splitlines() if line.startswith("# ")] == text.splitlines()[:1]
    outside = "".join(text.split("`")[::2])
    assert "<script" not in outside.replace("\\<", "") and "](" not in outside.replace("\\]", "")
    for cell in next(csv.reader(io.StringIO(table.decode("utf-8-sig").split("\r\n", 1)[1], newline=""))):
        assert not cell.startswith(tuple("=+-@\t\r\n\x00"))
    assert json.loads(document)["declarations"][0]["name"] == name
