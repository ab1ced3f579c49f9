"""The sealed folder: what is written is read back, and nothing can be changed unseen."""

import datetime as dt
import json

import pytest
import zstandard

from crawler.evidence import Evidence, EvidenceError, folder_name
from crawler.records import Note, StorageItem, Visit
from crawler.sealing import verify
from crawler.writing import EvidenceWriter

NOON = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)


def sealed(root, count=5):
    writer = EvidenceWriter(root, "www.shop.test", NOON)
    for number in range(count):
        writer.append(Note(time=float(number), subject="scope", text=f"note {number}"))
        writer.flush()
    writer.write_page("v1", "<p>hello</p>")
    writer.write_policy(b"We use cookies.", "txt")
    writer.seal({"site": "www.shop.test"})
    return writer.folder


def test_records_come_back_in_the_order_written(tmp_path):
    lines = list(Evidence(sealed(tmp_path)).lines())
    assert [line.seq for line in lines] == [1, 2, 3, 4, 5]
    assert lines[2].record == Note(time=2.0, subject="scope", text="note 2")


def test_an_untouched_folder_verifies(tmp_path):
    assert verify(sealed(tmp_path)) == []


def test_a_change_of_one_byte_in_any_file_is_named(tmp_path):
    folder = sealed(tmp_path)
    for path in [path for path in folder.rglob("*") if path.is_file()]:
        original = path.read_bytes()
        for place in (len(original) // 2, len(original) - 2):
            changed = bytearray(original)
            changed[place] ^= 1
            path.write_bytes(changed)
            try:
                problems = verify(folder)
            except EvidenceError as error:
                problems = [str(error)]
            assert any(path.name in problem for problem in problems), (path, place)
        path.write_bytes(original)
    assert verify(folder) == []


def test_files_added_and_taken_away_are_named(tmp_path):
    folder = sealed(tmp_path)
    (folder / "first-visit" / "extra.txt").write_text("x")
    (folder / "first-visit" / "pages" / "v1.html.zst").unlink()
    assert sorted(verify(folder)) == [
        "first-visit/extra.txt: added after sealing",
        "first-visit/pages/v1.html.zst: missing",
    ]


def test_reports_beside_the_evidence_do_not_break_the_seal(tmp_path):
    folder = sealed(tmp_path)
    (folder / "report").mkdir()
    (folder / "report" / "report.html").write_text("made from the rest")
    assert verify(folder) == []


def test_a_dropped_line_breaks_the_chain_even_when_the_digests_are_forged(tmp_path):
    folder = sealed(tmp_path)
    path = folder / "first-visit" / "records.jsonl.zst"
    raw = zstandard.ZstdDecompressor().stream_reader(path.read_bytes(), read_across_frames=True).read()
    lines = raw.splitlines(keepends=True)
    path.write_bytes(zstandard.ZstdCompressor().compress(b"".join(lines[:2] + lines[3:])))
    assert "first-visit/records.jsonl.zst: line 3 does not follow line 2" in verify(folder)


def test_a_folder_without_a_manifest_says_that_the_scan_did_not_finish(tmp_path):
    writer = EvidenceWriter(tmp_path, "www.shop.test", NOON)
    writer.close()
    with pytest.raises(EvidenceError, match="did not finish"):
        Evidence(writer.folder)


def test_what_was_flushed_survives_a_writer_that_was_killed(tmp_path):
    writer = EvidenceWriter(tmp_path, "www.shop.test", NOON)
    writer.append(Visit(time=1.0, url="https://www.shop.test/"))
    writer.flush()
    writer.append(Note(time=2.0, subject="scope", text="lost"))
    path = writer.session_folder / "records.jsonl.zst"
    raw = zstandard.ZstdDecompressor().stream_reader(path.read_bytes(), read_across_frames=True).read()
    assert [json.loads(line)["url"] for line in raw.splitlines()] == ["https://www.shop.test/"]
    writer.close()


def test_evidence_is_readable_by_its_owner_only(tmp_path):
    folder = sealed(tmp_path)
    assert folder.stat().st_mode & 0o777 == 0o700


def test_two_scans_in_the_same_second_get_two_folders(tmp_path):
    first, second = EvidenceWriter(tmp_path, "a.test", NOON), EvidenceWriter(tmp_path, "a.test", NOON)
    assert first.folder != second.folder
    first.close()
    second.close()


@pytest.mark.parametrize("host", ["../../etc", "a/b", "CON", "x" * 300, "a\x00b", "\u202egnp.exe", "", "..", "a b"])
def test_a_hostile_host_name_is_a_harmless_folder_name(host, tmp_path):
    name = folder_name(host)
    assert name not in ("", ".", "..") and "/" not in name and len(name) < 100 and name.isascii() and name.isprintable()
    assert (tmp_path / name).resolve().parent == tmp_path.resolve()


def test_text_that_is_no_unicode_is_kept_and_marked(tmp_path):
    writer = EvidenceWriter(tmp_path, "a.test", NOON)
    writer.append(
        StorageItem(time=1.0, area="local-storage", origin="https://a.test", key="half \ud83d pair", value="\udc00")
    )
    writer.seal({"site": "a.test"})
    (item,) = Evidence(writer.folder).records()
    assert item.key == "half \\ud83d pair" and item.value == "\\udc00"
    assert verify(writer.folder) == []
