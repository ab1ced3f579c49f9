"""The files that counsel receives: whole, the same each time, in the documented shapes."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest

from analyzers.model import SiteReport
from fixtures.reports import bookshop
from fixtures.reports.golden import FOLDER, produced
from reports import FailedSite, to_json, write_index, write_reports
from reports.csv_files import COLUMNS, tables
from reports.json_report import finding_order, observation_order, to_bytes
from reports.write import write_whole

ROOT = Path(__file__).parent.parent
SCHEMA = json.loads((ROOT / "docs" / "report.schema.json").read_text(encoding="utf-8"))
FAILED = FailedSite(
    site="gone.example", reason="the host name does not resolve", outcome="dns", started="2027-03-12T09:20:00Z"
)


def problems(document: Any) -> list[str]:
    return [error.message for error in jsonschema.Draft202012Validator(SCHEMA).iter_errors(document)]


def rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(tables(bookshop())[name].decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("name", ["report.json", "report.txt", *COLUMNS])
def test_the_invented_bookshop_gives_the_expected_file(name: str) -> None:
    assert produced()[name] == (FOLDER / name).read_bytes(), "read the diff of `python -m fixtures.reports.golden`"


def test_all_files_are_written_and_nothing_is_left_over(tmp_path: Path) -> None:
    paths = write_reports(bookshop(), tmp_path / "report")
    names = {"report.html", "report.json", *COLUMNS}
    assert set(paths) == names
    assert {path.name for path in (tmp_path / "report").iterdir()} == names
    assert all(paths[name] == tmp_path / "report" / name for name in names)


def test_the_same_report_gives_the_same_bytes(tmp_path: Path) -> None:
    first = write_reports(bookshop(), tmp_path / "a")
    shuffled = msgspec.structs.replace(
        bookshop(), observations=bookshop().observations[::-1], findings=bookshop().findings[::-1]
    )
    second = write_reports(shuffled, tmp_path / "b")
    assert {name: path.read_bytes() for name, path in first.items()} == {
        name: path.read_bytes() for name, path in second.items()
    }


def test_a_write_that_fails_leaves_the_old_file_and_no_remains(tmp_path: Path) -> None:
    write_whole(tmp_path / "report.html", b"old")
    with pytest.raises(TypeError):
        write_whole(tmp_path / "report.html", "not bytes")  # type: ignore[arg-type]
    assert [path.name for path in tmp_path.iterdir()] == ["report.html"]
    assert (tmp_path / "report.html").read_bytes() == b"old"


def test_report_json_fits_its_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    document = json.loads(to_bytes(to_json([bookshop(), FAILED])))
    assert problems(document) == []


@pytest.mark.parametrize(
    ("where", "value"),
    [
        (("observations", 0, "kind"), "biscuit"),
        (("findings", 0, "weight"), 101),
        (("promises", 0, "outcome"), "broken"),
    ],
)
def test_the_schema_refuses_what_is_no_answer(where: tuple[str, int, str], value: object) -> None:
    document = json.loads(to_bytes(to_json([bookshop()])))
    document["sites"][0][where[0]][where[1]][where[2]] = value
    assert problems(document)


@pytest.mark.parametrize("field", ["observations", "findings", "coverage", "failed"])
def test_the_schema_asks_for_every_part(field: str) -> None:
    document = json.loads(to_bytes(to_json([bookshop()])))
    del document["sites"][0][field]
    assert problems(document)


def test_every_field_of_the_model_is_in_the_schema() -> None:
    names = {"SiteReport": "site", "Source": "source"}
    _, components = msgspec.json.schema_components([SiteReport])
    for model, shape in components.items():
        described = SCHEMA["$defs"][names.get(model, model.lower())]["properties"]
        assert set(shape["properties"]) <= set(described), model


def test_report_json_reads_back_as_the_same_report() -> None:
    report = bookshop()
    ordered = msgspec.structs.replace(
        report,
        observations=tuple(sorted(report.observations, key=observation_order)),
        findings=tuple(sorted(report.findings, key=finding_order)),
    )
    assert msgspec.convert(json.loads(to_bytes(to_json([report])))["sites"][0], SiteReport) == ordered


def test_a_lifetime_beyond_all_numbers_is_still_json() -> None:
    report = bookshop()
    endless = msgspec.structs.replace(report.observations[0], lifetime_s=float("inf"))
    document = to_json([msgspec.structs.replace(report, observations=(endless,))])
    assert json.loads(to_bytes(document))["sites"][0]["observations"][0]["lifetime_s"] > 1e300


def test_a_failed_site_in_json_is_never_complete() -> None:
    site = to_json([FAILED])["sites"][0]
    assert site["failed"] == {"reason": "the host name does not resolve", "outcome": "dns"}
    assert site["coverage"]["complete"] is False
    assert site["coverage"]["not_checked"] == ["the host name does not resolve"]
    document = json.loads(to_bytes(to_json([FAILED])))
    document["sites"][0]["coverage"]["complete"] = True
    assert problems(document)


def test_tables_open_in_a_spreadsheet() -> None:
    for data in tables(bookshop()).values():
        assert data.startswith(b"\xef\xbb\xbf")
        assert data.count(b"\n") == data.count(b"\r\n") > 0


def test_each_observation_is_in_the_table_of_its_kind() -> None:
    kinds = Counter(seen.kind for seen in bookshop().observations)
    assert len(rows("cookies.csv")) == kinds["cookie"]
    assert len(rows("beacons.csv")) == kinds["beacon"]
    assert len(rows("storage.csv")) == kinds["local-storage"] + kinds["indexed-db"] + kinds["flash"]
    assert len(rows("third_parties.csv")) == kinds["third-party"] + kinds["social"]
    assert len(rows("findings.csv")) == len(bookshop().findings)


def test_a_cookie_row_says_how_the_policy_covers_it() -> None:
    (row,) = [row for row in rows("cookies.csv") if row["name"] == "pm_uid"]
    assert row["lifetime"] == "13 months"
    assert row["category"] == "performance"
    assert row["category_in_policy"] == "Statistics cookies"
    assert row["covered_by"] == "provider"
    assert "We work with Pulse Metrics" in row["declared_quote"]
    assert row["findings"] == "f-anonymous"
    assert row["set_by"] == "https://in.pulse-metrics.example/p.gif?uid=…&r=…"


def test_without_a_readable_policy_no_row_is_called_uncovered() -> None:
    report = msgspec.structs.replace(bookshop(), policy={"url": "https://x.example/p", "could_not_read": "empty page"})
    data = tables(report)["cookies.csv"].decode("utf-8-sig")
    strengths = {row["covered_by"] for row in csv.DictReader(io.StringIO(data, newline=""))}
    assert strengths == {"not compared"}


def test_findings_come_heaviest_first() -> None:
    weights = [int(row["weight"]) for row in rows("findings.csv")]
    assert weights == sorted(weights, reverse=True)


def test_every_column_is_described() -> None:
    text = (ROOT / "docs" / "reports.md").read_text(encoding="utf-8")
    described = set(re.findall(r"^\| `([a-z_]+)`", text, re.MULTILINE))
    assert described == {column for columns in COLUMNS.values() for column in columns}


def test_the_index_shows_failed_sites_with_their_reason(tmp_path: Path) -> None:
    write_reports(bookshop(), tmp_path / "www.lanternbooks.example")
    path = write_index([bookshop(), FAILED], tmp_path, "2027-03-12T10:00:00Z")
    page = path.read_text(encoding="utf-8")
    assert path == tmp_path / "index.html"
    assert "1 site could not be measured." in page
    assert "the host name does not resolve" in page
    assert 'href="www.lanternbooks.example/report.html"' in page
    assert 'href="gone.example' not in page
    assert len(json.loads((tmp_path / "report.json").read_text())["sites"]) == 2


def test_the_index_does_not_depend_on_the_order_given(tmp_path: Path) -> None:
    one = write_index([bookshop(), FAILED], tmp_path / "a", "2027-03-12").read_bytes()
    two = write_index([FAILED, bookshop()], tmp_path / "b", "2027-03-12").read_bytes()
    assert one == two


def test_a_site_without_a_measured_page_stands_among_those_not_measured(tmp_path: Path) -> None:
    coverage = msgspec.structs.replace(
        bookshop().coverage,
        pages_measured=0,
        pages=({"url": "https://x.example/", "outcome": "tls", "reason": "ERR_CERT_DATE_INVALID"},),
    )
    report = msgspec.structs.replace(bookshop(), coverage=coverage, observations=(), findings=())
    page = write_index([report], tmp_path, "2027-03-12").read_text(encoding="utf-8")
    assert "The secure connection is not valid" in page
    assert "No site was measured, so nothing can be concluded." in page
