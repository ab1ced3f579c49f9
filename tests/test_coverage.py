"""How much of a site was really seen."""

from crawler.records import Link, Note, Visit
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


def test_a_page_links_to_its_policy_where_the_browser_shows_a_link_that_no_document_holds(tmp_path):
    base = f"https://{SITE}"
    links = [
        Link(time=1.0, visit="v1", url=f"{base}/shop", text="Shop", frame_url=f"{base}/"),
        Link(time=1.0, visit="v1", url=f"{base}/privacy", text="Privacy policy", frame_url=f"{base}/", where="dialog"),
        Link(time=1.0, visit="p1", url=f"{base}/privacy", text="Privacy policy", frame_url=f"{base}/a"),
    ]
    coverage = seen(tmp_path, *links, page("/", visit="v1"), page("/a", visit="v2")).coverage
    assert [row.get("policy_link") for row in coverage.pages] == [f"{base}/privacy", None]
    assert coverage.pages[0]["links_to_policy"] and "links_to_policy" not in coverage.pages[1]


def test_a_link_that_was_tried_is_listed_and_is_no_page_of_the_site(tmp_path):
    tried = Visit(
        time=1.0, visit="l1", url="https://ads.test/opt-out", outcome="http-error", status=404, purpose="link"
    )
    coverage = seen(tmp_path, page("/", visit="v1"), tried).coverage
    assert (coverage.pages_planned, coverage.complete) == (1, True)
    assert [row["purpose"] for row in coverage.pages] == ["page", "link"]
