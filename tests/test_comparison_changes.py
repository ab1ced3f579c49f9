"""A promise to announce changes, held to the texts of two scans."""

import datetime as dt
from pathlib import Path

import pytest

from analyzers.comparison.changes import date_of, days_from, notice_of_change
from analyzers.comparison.texts import notices_in, same_words, what_differs
from analyzers.model import PolicyReading, Promise
from analyzers.policy import read_policy
from avow.earlier import earlier_of, newest_before
from avow.errors import ConfigError
from avow.judging import judge
from crawler.records import PolicyDocument, Visit
from crawler.writing import EvidenceWriter
from tests.judging import KNOWN, SITE, promise

DAY = dt.date.fromisoformat
POLICY = (
    "<h1>Privacy statement</h1><p>This statement explains how the shop handles what it learns of its visitors, in plain "
    "words and in one place, for the website and for everything that the shop sends to them by e-mail or by post.</p>"
    "<p>{date}</p><p>We use cookies to count visits.{more}</p>"
    "<p>We announce changes of this statement on this page {notice} before they take effect.</p>"
)


def change(
    first: str,
    effective: str,
    second: str,
    *,
    days: int = 30,
    unit: str = "days",
    before: str = "",
    quote: str = "Here.",
) -> str:
    said = Promise(
        id="p", subject="notice-of-change", statement="s", quote=quote, place="1", facts={"days": days, "unit": unit}
    )
    old, new = PolicyReading(sha256="a"), PolicyReading(sha256="b", date_as_written=effective)
    return notice_of_change(said, old, DAY(first), new, DAY(second), before).outcome


def test_a_change_is_held_to_the_days_that_were_promised() -> None:
    assert change("2027-01-01", "15 January 2027", "2027-01-02") == "contradicted"
    assert change("2027-01-01", "15 March 2027", "2027-01-02") == "kept"
    announced = change("2027-01-01", "15 January 2027", "2027-01-02", before="As of 15 January 2027 a new text holds.")
    assert announced == "kept"
    assert change("2027-01-01", "15 February 2027", "2027-02-01") == "not-checked"
    assert change("2027-01-01", "15 January 2027", "2027-01-02", quote="We notify you by e-mail.") == "not-testable"
    assert change("2027-01-01", "soon", "2027-01-02") == "not-checked"


def test_business_days_are_counted_without_weekends() -> None:
    assert days_from(DAY("2027-01-04"), DAY("2027-01-11"), business=True) == 5
    assert days_from(DAY("2027-01-09"), DAY("2027-01-11"), business=True) == 0
    assert change("2027-01-01", "8 February 2027", "2027-01-02", unit="business days") == "contradicted"
    assert change("2027-01-01", "8 February 2027", "2027-01-02") == "kept"


def test_a_text_that_did_not_change_keeps_the_promise_so_far() -> None:
    same = PolicyReading(sha256="a")
    one = notice_of_change(promise("notice-of-change"), same, DAY("2027-01-01"), same, DAY("2027-01-02"), "")
    assert one.outcome == "kept" and one.why.startswith("So far")


def test_layout_is_no_change_of_words() -> None:
    assert same_words("We use\n cookies.", "we use cookies")
    assert not same_words("We use cookies", "We use no cookies")


def test_readings_differ_by_what_they_say_and_not_by_its_place() -> None:
    one = read_policy(POLICY.format(date="", more="", notice="30 days").encode())
    moved = read_policy(("<p>Hello.</p>" + POLICY.format(date="", more="", notice="30 days")).encode())
    more = read_policy(POLICY.format(date="", more=" We use web beacons.", notice="30 days").encode())
    assert what_differs(one, moved) == (0, 0)
    assert what_differs(one, more) == (0, 1)


@pytest.mark.parametrize(
    "written",
    [
        "1 March 2027",
        "March 1st, 2027",
        "2027-03-01",
        "01.03.2027",
        "1er mars 2027",
        "1 de marzo de 2027",
        "1. März 2027",
    ],
)
def test_dates_are_read_as_policies_write_them(written: str) -> None:
    assert date_of(written) == dt.date(2027, 3, 1)


@pytest.mark.parametrize("written", ["next spring", "31 February 2027", "", "1 Brumaire 2027"])
def test_what_is_no_date_is_none(written: str) -> None:
    assert date_of(written) is None


def test_a_notice_is_a_sentence_about_a_change_of_the_policy() -> None:
    assert notices_in("Hello. Our privacy statement: we will update the privacy statement on 1 May. Bye.")
    assert not notices_in("We changed our opening hours. Read our privacy statement.")


def scan(root: Path, day: str, *, page: str = "", site: str = SITE, **text: str) -> Path:
    """Evidence of one scan whose policy is POLICY with these words; none where no words are given."""
    started = dt.datetime.fromisoformat(f"{day}T02:00:00+00:00")
    writer = EvidenceWriter(root, site, started)
    html = writer.write_page("v1", page or "<p>Cups and kettles.</p>")
    writer.append(Visit(time=1.0, visit="v1", url=f"https://{site}/", final_url=f"https://{site}/", html=html))
    if text:
        data = POLICY.format(**{"date": "", "more": "", "notice": "30 days", **text}).encode()
        file, digest = writer.write_policy(data, "html")
        url = f"https://{site}/privacy"
        writer.append(
            PolicyDocument(time=2.0, url=url, file=file, sha256=digest, mime="text/html", how="found: a link")
        )
    writer.seal({"site": site, "started": started.isoformat()})
    return writer.folder


def outcome(folder: Path, since: Path | None = None) -> Promise:
    report = judge(folder, KNOWN, earlier=earlier_of(folder, since))
    (one,) = [one for one in report.promises if one.subject == "notice-of-change"]
    return one


def test_one_scan_alone_does_not_check_it(tmp_path: Path) -> None:
    one = outcome(scan(tmp_path, "2027-01-01", date="2026-01-01"))
    assert one.outcome == "not-checked" and "Only one scan" in one.why


def test_an_unchanged_text_is_kept_so_far(tmp_path: Path) -> None:
    scan(tmp_path, "2027-01-01", date="2026-01-01")
    assert outcome(scan(tmp_path, "2027-01-02", date="2026-01-01")).outcome == "kept"


def test_a_change_without_notice_is_contradicted_with_both_digests_and_days(tmp_path: Path) -> None:
    first = scan(tmp_path, "2027-01-01", date="2026-01-01")
    second = scan(tmp_path, "2027-01-02", date="2027-01-03", more=" We use web beacons.")
    report = judge(second, KNOWN, earlier=earlier_of(second))
    (found,) = [one for one in report.findings if one.verdict == "promise-contradicted"]
    assert found.confidence == "medium" and "2027-01-01" in found.why and "2027-01-02" in found.why
    for folder in (first, second):
        digest = next(path.stem for path in (folder / "policy").iterdir())
        assert digest in found.why
    assert report.measured_with["earlier_scan"]["began"] == "2027-01-01"
    assert len(report.measured_with["earlier_scan"]["seal"]) == 64


def test_a_change_that_bears_no_new_date_is_contradicted_where_it_says_something_else(tmp_path: Path) -> None:
    scan(tmp_path, "2027-01-01", date="")
    assert outcome(scan(tmp_path, "2027-01-02", more=" We use web beacons.")).outcome == "contradicted"
    assert outcome(scan(tmp_path, "2027-01-03", more=" We use web beacons. Have a nice day.")).outcome == "not-checked"


def test_a_notice_on_a_page_of_the_earlier_scan_leaves_it_to_a_person(tmp_path: Path) -> None:
    scan(tmp_path, "2027-01-01", page="<p>We will change our privacy statement soon.</p>", date="2026-01-01")
    one = outcome(scan(tmp_path, "2027-01-02", date="2027-01-03", more=" We use web beacons."))
    assert one.outcome == "not-checked" and "We will change our privacy statement soon" in one.why


def test_the_newest_earlier_scan_that_found_a_policy_is_taken_and_no_later_one(tmp_path: Path) -> None:
    first = scan(tmp_path, "2027-01-01", date="2026-01-01")
    scan(tmp_path, "2027-01-02")
    third = scan(tmp_path, "2027-01-03", date="2026-01-01")
    scan(tmp_path, "2027-01-04", date="2026-01-01")
    assert newest_before(third) == first
    assert newest_before(first) is None
    (first / "manifest.json").unlink()
    assert newest_before(third) is None


def test_an_earlier_text_that_was_changed_after_sealing_is_not_compared_with(tmp_path: Path) -> None:
    first = scan(tmp_path, "2027-01-01", date="2026-01-01")
    next((first / "policy").iterdir()).write_text("something else")
    assert outcome(scan(tmp_path, "2027-01-02", date="2026-01-01")).outcome == "not-checked"


def test_the_same_evidence_beside_the_same_earlier_one_gives_the_same_report(tmp_path: Path) -> None:
    scan(tmp_path, "2027-01-01", date="2026-01-01")
    second = scan(tmp_path, "2027-01-02", date="2027-01-03")
    before = judge(second, KNOWN, earlier=earlier_of(second))
    scan(tmp_path, "2027-01-05", date="2027-01-03")
    assert judge(second, KNOWN, earlier=earlier_of(second)) == before


def test_an_earlier_scan_that_is_none_is_refused_with_the_reason(tmp_path: Path) -> None:
    first, second = (scan(tmp_path, day, date="2026-01-01") for day in ("2027-01-01", "2027-01-02"))
    other = scan(tmp_path, "2026-01-01", site="other.test", date="2026-01-01")
    for since, said in ((tmp_path, "no manifest.json"), (other, "of other.test"), (second, "began no earlier")):
        with pytest.raises(ConfigError, match=said):
            earlier_of(first, since)
