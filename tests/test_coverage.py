"""How much of a site was really seen."""

from crawler.records import Note, Visit
from tests.judging import SITE, seen


def page(path, outcome="measured", status=200, purpose="page", visit=""):
    return Visit(time=1.0, url=f"https://{SITE}{path}", outcome=outcome, status=status, purpose=purpose, visit=visit)


def test_a_page_that_came_at_the_second_try_was_measured_once(tmp_path):
    coverage = seen(tmp_path, page("/", "dns", None, visit="v1"), page("/", visit="v2")).coverage
    assert (coverage.pages_planned, coverage.pages_measured, coverage.complete) == (1, 1, True)
    assert [row["outcome"] for row in coverage.pages] == ["measured"]


def test_a_dead_link_does_not_make_a_scan_incomplete_but_is_listed(tmp_path):
    coverage = seen(tmp_path, page("/"), page("/gone", "http-error", 404)).coverage
    assert coverage.complete and coverage.pages_planned == 1
    assert any("/gone" in limit for limit in coverage.not_checked)


def test_a_page_that_the_server_fails_to_give_does(tmp_path):
    assert not seen(tmp_path, page("/"), page("/broken", "http-error", 500)).coverage.complete


def test_a_start_page_that_is_not_there_leaves_nothing_measured(tmp_path):
    assert not seen(tmp_path, page("/", "http-error", 404)).coverage.complete


def test_a_page_not_reached_makes_a_scan_incomplete(tmp_path):
    assert not seen(tmp_path, page("/"), page("/next", "not-reached", None)).coverage.complete


def test_robots_txt_is_no_page_and_obeying_it_limits_nothing_by_itself(tmp_path):
    note = Note(time=1.0, subject="robots", text="https://www.shop.test/robots.txt: read and obeyed")
    coverage = seen(tmp_path, page("/robots.txt", purpose="robots"), page("/"), note).coverage
    assert [row["url"] for row in coverage.pages] == [f"https://{SITE}/"]
    assert not any("read and obeyed" in limit for limit in coverage.not_checked)


def test_a_recorder_that_failed_makes_a_scan_incomplete(tmp_path):
    note = Note(time=1.0, subject="recorder", text="the jar could not be read", level="incomplete")
    assert not seen(tmp_path, page("/"), note).coverage.complete
