"""What the first screen and the parts of report.html tell their reader."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import msgspec
import pytest
from bs4 import BeautifulSoup, Tag

from analyzers.model import Coverage, SiteReport
from fixtures.reports import bookshop
from reports import words
from reports.index import render_index
from reports.json_report import FailedSite
from reports.page import render
from reports.summary import browser_name


def changed(**fields: Any) -> SiteReport:
    return msgspec.structs.replace(bookshop(), **fields)


def tree(report: SiteReport) -> BeautifulSoup:
    return BeautifulSoup(render(report), "html.parser")


def words_of(part: Tag | None) -> str:
    assert part is not None
    return " ".join(part.get_text(" ").split())


def first_screen(report: SiteReport) -> str:
    return words_of(tree(report).header)


def finding(identity: str, report: SiteReport | None = None) -> Tag:
    card = tree(report or bookshop()).find("article", id=f"f-{identity}")
    assert isinstance(card, Tag)
    return card


MEASURED = Coverage(pages_planned=6, pages_measured=6, complete=True)
UNREAD = {"url": "https://www.lanternbooks.example/privacy", "could_not_read": "the document is a scanned image"}


def test_the_first_screen_names_site_time_browser_and_policy() -> None:
    text = first_screen(bookshop())
    assert "www.lanternbooks .example" in text or "www.lanternbooks.example" in text
    assert "12 March 2027, 09:14 UTC with Chromium (headless shell) 156.0.7390.37" in text
    assert "“Privacy statement of Lantern Books” of 1 November 2026" in text
    for heading in ("What was promised", "What was found", "What differs", "What could not be checked"):
        assert heading in text


def test_an_incomplete_measurement_says_so_before_anything_else() -> None:
    notice = tree(bookshop()).select_one("header .notice.incomplete")
    assert "2 pages of 8 planned were not measured" in words_of(notice)


def test_a_complete_measurement_has_no_such_notice() -> None:
    assert tree(changed(coverage=MEASURED)).select_one(".notice.incomplete") is None


def test_a_failed_recorder_is_incomplete_though_all_pages_were_measured() -> None:
    report = changed(coverage=msgspec.structs.replace(MEASURED, complete=False))
    assert "a part of the measurement failed" in first_screen(report)


def test_a_policy_that_could_not_be_read_makes_nothing_undeclared() -> None:
    page = tree(changed(policy=UNREAD, findings=(), declarations=(), promises=()))
    text = words_of(page)
    assert "Nothing could be compared. The policy could not be read: the document is a scanned image." in text
    assert "Not covered" not in [words_of(cell) for cell in page.select(".cover")]
    assert {words_of(cell) for cell in page.select(".cover")} == {"Not compared"}
    assert page.select(".chart svg rect") == []


def test_without_a_policy_the_reason_is_told() -> None:
    assert "No privacy policy was given, and none was found on the site." in first_screen(changed(policy={}))
    nothing = changed(policy={"could_not_read": "No privacy or cookie policy was found or given."})
    assert "Nothing could be compared. No privacy or cookie policy was found or given." in first_screen(nothing)


def test_a_site_of_which_no_page_was_measured_is_not_called_empty() -> None:
    report = changed(coverage=Coverage(pages_planned=3), observations=(), findings=(), covered_by={})
    text = words_of(tree(report))
    assert "Nothing was measured, so nothing can be concluded." in text
    assert "None was observed" not in text
    assert "Not known: no page was measured." in text


def test_what_is_not_known_is_no_difference() -> None:
    report = bookshop()
    unread = msgspec.structs.replace(
        report.findings[0], verdict="not-checked", weight=60, title="The policy was not read"
    )
    page = tree(changed(findings=(unread,), policy=UNREAD))
    assert "high weight" not in words_of(page.header)
    assert "The policy was not read" in words_of(page.select_one("article.finding"))
    assert "in something of high weight" not in render_index([changed(findings=(unread,))], "2027-03-12", {}).decode()
    assert "in something of high weight" in render_index([report], "2027-03-12", {}).decode()


def test_no_finding_is_no_praise() -> None:
    text = words_of(tree(changed(findings=(), coverage=MEASURED)))
    assert "No difference was found in what was measured and could be compared." in text
    assert "This is no statement about pages, choices or visits that were not measured." in text


def test_the_words_of_lawyers_and_of_praise_appear_nowhere() -> None:
    failed = FailedSite(site="gone.example", reason="the host name does not resolve", outcome="dns")
    variants = [
        render(bookshop()),
        render(changed(findings=(), coverage=MEASURED)),
        render(changed(policy=UNREAD)),
        render(changed(policy={}, observations=(), findings=(), coverage=Coverage())),
        render_index([bookshop(), failed], "2027-03-12", {}),
    ]
    for page in variants:
        text = BeautifulSoup(page, "html.parser").get_text(" ").lower()
        for word in ("violation", "violate", "complian", "clean", "illegal", "infring"):
            assert word not in text


def test_a_finding_sets_quote_and_evidence_beside_each_other() -> None:
    card = finding("f-anonymous")
    says, showed = card.select_one(".says"), card.select_one(".showed")
    assert "All statistics are aggregated and therefore anonymous." in words_of(says)
    assert "character 2,733" in words_of(says)
    text = words_of(showed)
    assert "_pulse_id identifier Who Pulse Metrics B.V." in text
    assert "Stays 2 years" in text
    assert "on a first visit, nothing clicked; first 12 March 2027, 09:14:36 UTC How often 6 times" in text
    assert "visit v1, record 57" in text
    reason = words_of(card.select_one(".reason"))
    assert "Why they differ" in reason and "How sure High." in reason and "What would resolve it Switch off" in reason


def test_findings_are_printed_heaviest_first() -> None:
    cards = tree(bookshop()).select("article.finding")
    assert [card["id"] for card in cards][:2] == ["f-f-anonymous", "f-f-crowdbid"]


def test_where_the_policy_is_silent_the_card_says_so() -> None:
    assert "Nothing: no passage was found that covers this." in words_of(finding("f-crowdbid"))


def test_a_finding_with_many_items_shows_some_and_names_the_rest() -> None:
    report = bookshop()
    everything = msgspec.structs.replace(report.findings[0], observation=tuple(seen.id for seen in report.observations))
    card = finding("f-anonymous", changed(findings=(everything,)))
    assert len(card.select(".several li")) == 8
    assert "and 10 more of the kind" in words_of(card)
    assert "On a first visit, nothing clicked; for instance at" in words_of(card)
    assert "friendbook.example" in card.get_text()


def test_cookies_stand_under_the_names_that_the_policy_gives_its_categories() -> None:
    titles = [words_of(title) for title in tree(bookshop()).select("h3.category")]
    assert titles[0].startswith("Necessary cookies 2 cookies")
    assert "mandatory" in titles[0]
    assert [title.split(" cookie")[0] for title in titles[1:3]] == ["Statistics", "Preference"]
    assert titles[4].startswith("Purpose unknown 1 cookie")


def test_a_category_in_which_nothing_was_seen_is_still_there() -> None:
    page = words_of(tree(changed(observations=())))
    assert page.count("None was observed on the pages measured.") >= 8


def test_flash_is_never_called_absent() -> None:
    text = words_of(tree(changed(observations=())))
    assert "Native Flash cookies can therefore not be measured" in text


def test_a_refused_cookie_is_marked() -> None:
    marks = [words_of(mark.find_parent("th")) for mark in tree(bookshop()).select("th .mark") if "refused" in mark.text]
    assert len(marks) == 1 and marks[0].startswith("cb_match")


def test_only_a_cookie_can_be_refused() -> None:
    beacons = tuple(
        msgspec.structs.replace(seen, stored=False) for seen in bookshop().observations if seen.kind == "beacon"
    )
    assert [mark for mark in tree(changed(observations=beacons)).select(".mark") if "refused" in mark.text] == []


def test_promises_stand_with_outcome_and_quote_the_contradicted_first() -> None:
    table = tree(bookshop()).select("table.promises tbody tr")
    outcomes = [words_of(row.select_one(".outcome")) for row in table]
    assert outcomes == [
        "Contradicted",
        "Contradicted",
        "Not checked",
        "Not testable from outside",
        "Kept, as far as seen",
    ]
    assert "thirty business days in advance" in words_of(table[2])


def test_declared_and_not_seen_tells_absent_from_not_measurable() -> None:
    text = words_of(tree(bookshop()).select_one("table.unseen"))
    assert "lb_chat" in text and "Not seen; the measurement is incomplete" in text
    assert "Not measurable: no browser of today runs Flash" in text
    whole = words_of(tree(changed(coverage=MEASURED)).select_one("table.unseen"))
    assert "Not seen on the pages measured" in whole


def test_every_page_is_listed_with_its_outcome_and_reason() -> None:
    text = words_of(tree(bookshop()).select_one("table.pages"))
    assert "Asks for a log-in the server asks for a log-in 401" in text
    assert "Did not finish loading in time" in text


def test_the_way_to_verify_the_evidence_survives_a_shell() -> None:
    code = tree(changed(evidence="evidence/a b; rm -rf ~")).select_one("pre code")
    assert words_of(code) == "avow verify 'evidence/a b; rm -rf ~'"


def test_how_it_was_measured_holds_lists_and_settings_of_any_shape() -> None:
    report = changed(measured_with={"browser": {"name": "Chromium", "version": "156"}, "odd": [{"a": [1, None]}, True]})
    text = words_of(tree(report).find("h2", id="measured").find_parent("section"))  # type: ignore[union-attr]
    assert "Odd" in text and "A: 1 none" in text.replace("  ", " ")
    assert "Visited on 12 March 2027, 09:14 UTC with Chromium 156." in first_screen(report)


def test_the_bars_of_a_category_add_up_to_what_was_found() -> None:
    row = tree(bookshop()).select(".chart tbody tr")[3]
    numbers = [int(words_of(cell)) for cell in row.select("td.n")]
    assert numbers == [0, 2, 4, 1, 7]
    assert sum(float(str(rect["width"])) for rect in row.select("rect")) == pytest.approx(240, abs=0.1)


def test_tables_have_captions_and_scopes_and_headings_do_not_skip_a_level() -> None:
    page = tree(bookshop())
    for table in page.find_all("table"):
        assert table.caption is not None
        assert all(cell.get("scope") in ("col", "row") for cell in table.find_all("th"))
    levels = [int(heading.name[1]) for heading in page.find_all(["h1", "h2", "h3", "h4"])]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    identities = [element["id"] for element in page.find_all(id=True)]
    assert len(identities) == len(set(identities))


def test_every_link_leads_to_a_place_on_the_page() -> None:
    page = tree(bookshop())
    for link in page.find_all("a"):
        assert page.find(id=str(link["href"]).removeprefix("#")) is not None


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (None, "end of the session"),
        (0, "removed at once"),
        (-5, "removed at once"),
        (1, "1 second"),
        (1_800, "30 minutes"),
        (86_400, "1 day"),
        (1_209_600, "14 days"),
        (2_592_000, "30 days"),
        (7_776_000, "3 months"),
        (31_536_000, "1 year"),
        (34_128_000, "13 months"),
        (34_214_400, "13 months"),
        (34_560_000, "400 days"),
        (63_072_000, "2 years"),
        (12_345_678, "143 days"),
        (float("inf"), "more than 1,000 years"),
    ],
)
def test_a_lifetime_is_said_as_a_policy_would(seconds: float | None, text: str) -> None:
    assert words.lifetime(seconds) == text


@pytest.mark.parametrize(
    ("stamp", "text"),
    [
        ("2027-03-12T09:14:33Z", "12 March 2027, 09:14 UTC"),
        ("2027-03-12T10:14:33+01:00", "12 March 2027, 09:14 UTC"),
        ("2027-03-12", "12 March 2027"),
        ("yesterday", "yesterday"),
    ],
)
def test_a_date_is_in_words_and_in_utc(stamp: str, text: str) -> None:
    assert words.date(stamp) == text


@pytest.mark.parametrize(
    ("number", "word"),
    [(100, "high"), (60, "high"), (59, "medium"), (30, "medium"), (1, "low"), (0, "for information")],
)
def test_a_weight_is_a_word(number: int, word: str) -> None:
    assert words.weight(number) == word


@pytest.mark.parametrize(
    ("facts", "name"),
    [
        ({"browser": "Chromium 156", "version": "156"}, "Chromium 156"),
        ({"browser": {"product": "Chrome", "version": "156.0"}}, "Chrome 156.0"),
        ({}, ""),
    ],
)
def test_the_browser_is_named_whatever_the_shape(facts: dict[str, Any], name: str) -> None:
    assert browser_name(facts) == name
