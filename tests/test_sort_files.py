"""`avow sort` as people use it: files out of Excel and pipelines, whole outputs, and messages that help."""

import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzers.knowledge import Knowledge
from avow.commands.sort import output_names, sort
from avow.csv_files import LONGEST_LINE, guarded, unguarded

OWN = Knowledge.load(Path("/nonexistent"))
AVOW = (sys.executable, "-m", "avow.cli")
ADDED = ["category", "rule", "source", "confidence"]


def sorted_bytes(data: bytes, tmp_path: Path, **options: bool) -> bytes:
    file, out = tmp_path / "in.csv", tmp_path / "out.csv"
    file.write_bytes(data)
    assert sort(file, out, knowledge=OWN, **options) == 0
    return out.read_bytes()


def sorted_rows(data: bytes, tmp_path: Path, separator: str = ",") -> list[list[str]]:
    text = sorted_bytes(data, tmp_path).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))


def refusal(data: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> str:
    file, out = tmp_path / "in.csv", tmp_path / "out.csv"
    file.write_bytes(data)
    assert sort(file, out, knowledge=OWN) == 2
    assert not out.exists()
    return capsys.readouterr().err


def test_a_list_out_of_excel_goes_back_to_excel(tmp_path: Path) -> None:
    data = "\ufeffCookie name;Anbieter;Lebensdauer\r\n_ga;Google;2 Jahre\r\nküche;;\r\n".encode()
    out = sorted_bytes(data, tmp_path)
    assert out.startswith(
        b"\xef\xbb\xbfCookie name;Anbieter;Lebensdauer;category;rule;source;confidence\r\n_ga;Google;"
    )
    assert "küche;".encode() in out


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_every_encoding_that_spreadsheets_save_is_read(tmp_path: Path, encoding: str) -> None:
    data = "name,domain,note\r\n_ga,shop.com,été\r\n".encode(encoding)
    header, row = sorted_rows(data, tmp_path)
    assert header == ["name", "domain", "note", *ADDED]
    assert row[:4] == ["_ga", "shop.com", "été", "performance"]


def test_only_what_was_marked_is_marked(tmp_path: Path) -> None:
    assert sorted_bytes(b"name\n_ga\n", tmp_path).startswith(b"name,category")
    assert sorted_bytes("name\n_gaé\n".encode("cp1252"), tmp_path).startswith(b"\xef\xbb\xbfname")


def test_windows_1252_far_behind_the_start_is_read(tmp_path: Path) -> None:
    data = b"name\n" + b"_ga\n" * 30_000 + "é_zz\n".encode("cp1252")
    assert sorted_rows(data, tmp_path)[-1][0] == "é_zz"


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_output_is_separated_as_the_input(tmp_path: Path, separator: str) -> None:
    data = (
        separator.join(["name", "a,b;c"]).encode() if separator not in ",;" else separator.join(["name", "x"]).encode()
    )
    rows = sorted_rows(data + b"\n_ga" + separator.encode() + b"1\n", tmp_path, separator)
    assert rows[0][-4:] == ADDED
    assert rows[1][:3] == ["_ga", "1", "performance"]


def test_a_line_that_names_the_separator_is_no_header(tmp_path: Path) -> None:
    assert sorted_rows(b"sep=;\r\nname;note\r\n_ga;x\r\n", tmp_path, ";")[0] == ["name", "note", *ADDED]


def test_line_ends_stay_as_they_were(tmp_path: Path) -> None:
    assert b"\r" not in sorted_bytes(b"name\n_ga\n", tmp_path)
    assert sorted_bytes(b"name\r\n_ga\r\n", tmp_path).count(b"\r\n") == 2


def test_cells_with_line_breaks_separators_quotes_and_zero_bytes_survive(tmp_path: Path) -> None:
    rows = sorted_rows(b'name,note\r\n_ga,"one\r\ntwo, ""three"""\r\nx\x00y,\r\n', tmp_path)
    assert rows[1][:2] == ["_ga", 'one\r\ntwo, "three"']
    assert rows[2][0] == "x\x00y"


def test_no_column_of_the_input_is_lost_or_covered() -> None:
    columns = ["name", "Category", "category_given", "rule", "Domain", "domain", "", "name"]
    expected = ["name", "Category_given", "category_given_2", "rule_given", "Domain", "domain_2", "column_7", "name_2"]
    assert output_names(columns) == expected


def test_cells_of_columns_that_share_a_heading_all_stay(tmp_path: Path) -> None:
    _, row = sorted_rows(b"name,note,note,\n_ga,a,b,c\n", tmp_path)
    assert row[:5] == ["_ga", "a", "b", "c", "performance"]


def test_a_sorted_list_can_be_sorted_again(tmp_path: Path) -> None:
    once = sorted_bytes(b"name\n_ga\n", tmp_path)
    header, row = sorted_rows(once, tmp_path)
    assert header == ["name", "category_given", "rule_given", "source_given", "confidence_given", *ADDED]
    assert row[1] == row[5] == "performance"


def test_what_was_renamed_and_how_columns_were_read_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sorted_bytes(b"Cookie name,category,Lifetime (days)\n_ga,x,2\n", tmp_path)
    err = capsys.readouterr().err
    assert "name from `Cookie name`" in err
    assert "expiry_s from `Lifetime (days)` (in days)" in err
    assert "`category` as `category_given`" in err
    assert "1 row: mandatory 0, performance 1" in err


def test_rows_that_are_too_long_are_counted_with_their_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sorted_bytes(b"name,note\n_ga,x\n_gid,y,z\n", tmp_path)
    assert "1 row, the first on line 3" in capsys.readouterr().err


@given(st.text(alphabet="'=+-@ \t\r\n＝a1.,_\x00"))
def test_a_guarded_cell_gives_its_text_back(text: str) -> None:
    assert unguarded(guarded(text)) == text


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1+1", "@x", "\t=1", " =1", "＝1", "-", "-2", "-2.5", "'=1", "'x"])
def test_only_what_a_spreadsheet_would_run_is_guarded(text: str) -> None:
    assert (guarded(text) != text) == (text not in {"-", "-2", "-2.5", "'x"})


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "the file is empty"),
        (b"\xef\xbb\xbf\r\n", "the file is empty"),
        (
            b"title,domain\n_ga,shop.com\n",
            "line 1: no column holds the cookies' names; the columns are `title`, `domain`",
        ),
        (b"PK\x03\x04\x14\x00", "Excel"),
        (b'name,x\n_ga,1\n"a,b\n_gid,2\n', "line 3: a quotation mark opens a cell that is never closed"),
        (b'name\n"' + b"a\n" * 600_000, "line 2: field larger"),
        (b"name\n" + b"a" * (LONGEST_LINE + 1), "line 2: a line of more than"),
        (b"\x1b[31m,b\n1,2\n", "\\x1b[31m"),
    ],
)
def test_what_cannot_be_read_is_told_with_line_and_remedy(
    tmp_path: Path, data: bytes, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    told = refusal(data, tmp_path, capsys)
    assert words in told
    assert "in.csv" in told
    assert "\x1b" not in told


def test_a_header_without_rows_gives_a_header_without_rows(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert sorted_rows(b"name,domain\n", tmp_path) == [["name", "domain", *ADDED]]
    assert "0 rows" in capsys.readouterr().err


def test_an_output_takes_its_name_only_when_it_is_whole(tmp_path: Path) -> None:
    file, out = tmp_path / "in.csv", tmp_path / "out.csv"
    out.write_text("of yesterday")
    file.write_bytes(b'name\n_ga\n"never closed\n')
    assert sort(file, out, knowledge=OWN) == 2
    assert out.read_text() == "of yesterday"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.csv", "out.csv"]


def test_an_output_that_replaces_another_keeps_its_mode(tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    out.touch()
    out.chmod(0o640)
    sorted_bytes(b"name\n_ga\n", tmp_path)
    assert out.stat().st_mode & 0o777 == 0o640


def test_a_file_is_never_written_over_itself(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "in.csv"
    file.write_bytes(b"name\n_ga\n")
    (tmp_path / "same.csv").symlink_to(file)
    assert sort(file, tmp_path / "same.csv", knowledge=OWN) == 2
    assert file.read_bytes() == b"name\n_ga\n"
    assert "Give another name" in capsys.readouterr().err


@pytest.mark.parametrize("out", [".", "missing/out.csv"])
def test_an_output_that_cannot_be_written_is_named(
    tmp_path: Path, out: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "in.csv"
    file.write_bytes(b"name\n_ga\n")
    assert sort(file, tmp_path / out, knowledge=OWN) == 2
    told = capsys.readouterr().err
    assert f"--out {tmp_path / out}" in told
    assert ".part" not in told


def run(*arguments: str, data: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([*AVOW, *arguments], input=data, capture_output=True, check=False, timeout=60)


def test_standard_input_is_sorted_to_standard_output() -> None:
    done = run("sort", "-", data="name;note\n_ga;é\n".encode())
    assert (done.returncode, done.stdout.splitlines()[0]) == (0, b"name;note;category;rule;source;confidence")
    assert "_ga;é;performance;".encode() in done.stdout


def test_json_lines_keep_every_column(tmp_path: Path) -> None:
    row = json.loads(sorted_bytes(b"name,x,x\n=1,a,b\n", tmp_path, as_json=True))
    assert (row["name"], row["x"], row["x_2"]) == ("=1", "a", "b")


def test_a_reader_that_has_enough_is_no_error(tmp_path: Path) -> None:
    file = tmp_path / "in.csv"
    file.write_bytes(b"name\n" + b"_ga\n" * 50_000)
    with subprocess.Popen([*AVOW, "sort", str(file)], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.wait(60) == 0
        assert process.stderr.read() == b""


def test_an_interrupted_sort_leaves_nothing_half_written(tmp_path: Path) -> None:
    fifo, out = tmp_path / "in.csv", tmp_path / "out.csv"
    os.mkfifo(fifo)
    process = subprocess.Popen([*AVOW, "sort", str(fifo), "--out", str(out)], stderr=subprocess.DEVNULL)
    with process, fifo.open("wb") as rows:
        rows.write(b"name\n" + b"_ga\n" * 50_000)
        rows.flush()
        for _ in range(600):
            if list(tmp_path.glob(".out*")):
                break
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 130
    assert [path.name for path in tmp_path.iterdir()] == ["in.csv"]


def test_a_terminal_is_sent_no_escape_codes(tmp_path: Path) -> None:
    pty = pytest.importorskip("pty")
    file = tmp_path / "in.csv"
    file.write_bytes(b"name\n\x1b[31mred\n")
    ours, theirs = pty.openpty()
    with subprocess.Popen([*AVOW, "sort", str(file)], stdout=theirs, stderr=subprocess.DEVNULL) as process:
        os.close(theirs)
        process.wait(60)
        shown = os.read(ours, 10_000)
    os.close(ours)
    assert b"\x1b" not in shown
    assert rb"\x1b[31mred" in shown
