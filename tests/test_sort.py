"""`avow sort`: a list of cookies with categories, and what a row says of an item."""

import csv
import io
import json
from pathlib import Path

import pytest

from analyzers.categories import categorise
from analyzers.knowledge import Knowledge
from avow.commands.sort import sort
from avow.cookie_list import FIELDS, VERDICT, columns_of, fields_of, item_of_row
from avow.csv_files import guarded

OWN = Knowledge.load(Path("/nonexistent"))


def sorted_rows(text: str, tmp_path: Path) -> list[dict[str, str]]:
    file, out = tmp_path / "in.csv", tmp_path / "out.csv"
    file.write_text(text, encoding="utf-8")
    assert sort(file, out, knowledge=OWN) == 0
    return list(csv.DictReader(io.StringIO(out.read_text(encoding="utf-8"))))


def test_only_the_name_is_needed(tmp_path: Path) -> None:
    (row,) = sorted_rows("name\n_ga\n", tmp_path)
    assert (row["name"], row["category"], row["source"]) == ("_ga", "performance", "avow")
    assert row["rule"]
    assert row["confidence"]


def test_the_inputs_columns_stay_and_an_own_category_is_kept_apart(tmp_path: Path) -> None:
    (row,) = sorted_rows("site,name,category,note\nhttps://shop.com/,_fbp,mandatory,hello\n", tmp_path)
    assert list(row) == ["site", "name", "category_given", "note", "category", "rule", "source", "confidence"]
    assert (row["category_given"], row["category"], row["note"]) == ("mandatory", "targeting", "hello")


def test_no_cell_is_a_formula(tmp_path: Path) -> None:
    (row,) = sorted_rows('name,domain\n"=HYPERLINK(""http://x"")",+shop.com\n', tmp_path)
    assert row["name"].startswith("'=")
    assert row["domain"].startswith("'+")
    assert guarded("@x") == "'@x"


def test_short_and_long_rows_are_no_error(tmp_path: Path) -> None:
    rows = sorted_rows("name,domain\n_ga\n_gid,shop.com,more,still\n\n_fbp,shop.com\n", tmp_path)
    assert [row["category"] for row in rows] == ["performance", "performance", "targeting"]


def test_json_lines_hold_the_conflicts_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "in.csv"
    file.write_text("name\n_ga\n")
    assert sort(file, as_json=True, knowledge=OWN) == 0
    assert json.loads(capsys.readouterr().out)["conflicts"] == []


@pytest.mark.parametrize("text", ["", "title,domain\n_ga,shop.com\n"])
def test_a_file_without_names_is_told_so(tmp_path: Path, text: str, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "in.csv"
    file.write_text(text)
    assert sort(file, knowledge=OWN) == 2
    assert "name" in capsys.readouterr().err


def test_a_file_that_is_not_there_is_told_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert sort(tmp_path / "none.csv", knowledge=OWN) == 2
    assert "none.csv" in capsys.readouterr().err


def test_a_row_is_read_as_policies_write_it() -> None:
    row = {"name": "_ga [x5]", "domain": "Google", "storage_type": "Stockage local HTML", "expiry_s": "0"}
    item = item_of_row(row, OWN)
    assert (item.name, item.provider, item.host, item.kind) == ("_ga", "Google", "", "local-storage")
    assert item.lifetime_s is None


def test_one_host_is_the_host_and_several_declared_ones_are_none() -> None:
    assert item_of_row({"name": "x", "domain": ".shop.com"}, OWN).host == "shop.com"
    assert item_of_row({"name": "x", "domain": ".shop.com, www.shop.com"}, OWN).host == ""
    several = item_of_row({"name": "x", "domain": "shop.com, other.org, doubleclick.net"}, OWN)
    assert (several.host, several.setter_hosts) == ("", ("doubleclick.net",))


def test_several_hosts_of_one_site_are_the_host_of_what_was_observed() -> None:
    row = {"name": "x", "domain": ".shop.com, www.shop.com", "value": "1"}
    assert item_of_row(row, OWN).host == "shop.com"


def test_party_is_known_when_site_and_host_are() -> None:
    row = {"name": "x", "domain": ".vendor.net", "site": "https://www.shop.com/"}
    assert item_of_row(row, OWN).party == "third"
    assert item_of_row({**row, "domain": "shop.com"}, OWN).party == "first"
    assert item_of_row({**row, "site": "A Company"}, OWN).party == ""


@pytest.mark.parametrize(
    ("site", "domain", "party"),
    [
        ("Trainline", "thetrainline.com, www.thetrainline.com", "first"),
        ("Trainline", "Trainline", "first"),
        ("Stack Overflow", "stackexchange.com", "first"),
        ("VR", "vr.fi", "first"),
        ("VR", "vrzq.com", ""),
        ("Trainline", "doubleclick.net, Google", "third"),
        ("Trainline", "someone.example, Google", ""),
        ("Trainline", "", ""),
        ("https://www.shop.com/", "shop.com, other.org", "first"),
        ("https://www.shop.com/", "shopping.com, other.org", ""),
    ],
)
def test_a_site_may_be_written_as_a_company(site: str, domain: str, party: str) -> None:
    assert item_of_row({"name": "x", "domain": domain, "site": site}, OWN).party == party


def test_a_declared_row_tells_where_and_an_observed_one_who() -> None:
    declared = {"name": "MUID", "domain": "www.shop.com", "site": "https://www.shop.com/"}
    assert categorise(item_of_row(declared, OWN), OWN).category == "targeting"
    assert categorise(item_of_row({**declared, "value": "3A14A6FE"}, OWN), OWN).category != "targeting"


@pytest.mark.parametrize("column", ["expiry_s", "expiry"])
def test_the_lifetime_stands_in_either_column(column: str) -> None:
    assert item_of_row({"name": "x", column: "60"}, OWN).lifetime_s == 60


@pytest.mark.parametrize(
    "header",
    [
        "Cookie name,Cookie domain,Retention period",
        "COOKIE_NAME,HOST_KEY,EXPIRES",
        "Naam,Domein,Bewaartermijn",
        "Nom du cookie,Domaine,Durée de conservation",
        "Name des Cookies,Domain,Speicherdauer",
    ],
)
def test_columns_are_found_under_the_headings_that_people_write(header: str) -> None:
    columns = columns_of(header.split(","))
    assert {field: column.place for field, column in columns.items()} == {"name": 0, "domain": 1, "expiry_s": 2}


def test_our_own_name_for_a_column_wins_over_a_worded_one_and_a_verdict_is_never_read() -> None:
    columns = columns_of(["Cookie", "name", "source", "category", "Provider"])
    assert {field: column.place for field, column in columns.items()} == {"name": 1, "provider": 4}


def test_a_provider_in_a_column_of_its_own_stands_beside_the_domain() -> None:
    item = item_of_row({"name": "IDE", "domain": "shop.com, shop.org", "provider": "Google"}, OWN)
    assert item.provider == "Google"
    assert item_of_row({"name": "IDE", "provider": "doubleclick.net"}, OWN).host == "doubleclick.net"


@pytest.mark.parametrize(
    ("header", "written", "seconds"),
    [
        ("expiry_s", "60", 60),
        ("Expiry", "2 years", 2 * 365 * 86_400),
        ("Bewaartermijn", "1 jaar", 365 * 86_400),
        ("Lifetime (days)", "30", 30 * 86_400),
        ("Expiry", "Session", None),
        ("Expiry", "0", None),
        ("Expiry", "-1", None),
        ("Expiry", "nan", None),
        ("Expiry", "2027-11-23", None),
        ("Expiry", "persistent", None),
    ],
)
def test_a_lifetime_is_read_as_people_write_it(header: str, written: str, seconds: float | None) -> None:
    columns = columns_of(["name", header])
    assert item_of_row(fields_of(["x", written], columns), OWN).lifetime_s == seconds


@pytest.mark.parametrize(("written", "truth"), [("TRUE", True), ("Ja", True), ("FALSCH", False), ("maybe", None)])
def test_truths_are_read_as_spreadsheets_write_them(written: str, truth: bool | None) -> None:
    assert item_of_row({"name": "x", "http_only": written}, OWN).http_only is truth


def test_every_field_and_added_column_is_documented() -> None:
    text = (Path(__file__).parent.parent / "docs" / "sorting.md").read_text(encoding="utf-8")
    assert [column for column in (*FIELDS, *VERDICT) if f"`{column}`" not in text] == []
