"""Cookies, third parties and coverage out of sealed evidence."""

import datetime as dt
from pathlib import Path

import pytest

from analyzers.cookie_text import parse_cookie, parse_date
from analyzers.model import Observation
from analyzers.observe import Observed, observe
from crawler.evidence import Evidence
from crawler.records import CookieChange, Note
from crawler.writing import EvidenceWriter
from tests.judging import (
    KNOWN,
    NOW,
    OTHER_UUID,
    PAGE,
    SITE,
    UUID,
    jar_cookie,
    of_kind,
    request,
    script_cookie,
    seen,
    set_cookie,
    visit,
)

YEAR = 365 * 86400


def the_cookie(observed: Observed) -> Observation:
    (cookie,) = of_kind(observed, "cookie")
    return cookie


def change(what: str, name: str = "visitor", domain: str = SITE, time: float = NOW) -> CookieChange:
    return CookieChange(time=time, visit="v1", change=what, name=name, domain=domain)


def test_one_cookie_of_four_records_is_one_observation(tmp_path: Path) -> None:
    cookie = the_cookie(
        seen(
            tmp_path,
            set_cookie("visitor=1; Domain=.shop.test; Max-Age=60"),
            change("added", domain=".shop.test"),
            script_cookie("visitor=2; domain=shop.test; max-age=60", script="https://www.shop.test/a.js"),
            jar_cookie("visitor", domain=".shop.test", expires=NOW + 60),
        )
    )
    assert (cookie.name, cookie.host, cookie.party, cookie.stored) == ("visitor", "shop.test", "first", True)
    assert (cookie.details["times"], cookie.details["host_only"]) == (4, False)
    assert cookie.details["set_how"] == ["http", "script"]
    assert set(cookie.set_by) == {PAGE, "https://www.shop.test/a.js"}
    assert cookie.pages == (PAGE,)
    assert [place.seq for place in cookie.evidence] == [1, 2, 3, 4]


def test_one_name_on_two_domains_is_two_cookies(tmp_path: Path) -> None:
    observed = seen(tmp_path, set_cookie("a=1"), set_cookie("a=1; Domain=shop.test"))
    assert [one.host for one in of_kind(observed, "cookie")] == ["shop.test", SITE]


def test_one_name_on_two_paths_is_one_cookie_with_both(tmp_path: Path) -> None:
    cookie = the_cookie(seen(tmp_path, set_cookie("a=1; Path=/"), set_cookie("a=1; Path=/cart/")))
    assert cookie.details["paths"] == ["/", "/cart/"]


@pytest.mark.parametrize(
    ("attributes", "lifetime"),
    [
        ("", None),
        ("; Max-Age=86400", 86400),
        ("; Max-Age=3600; Expires=Wed, 21 Oct 2037 07:28:00 GMT", 3600),
        ("; Expires=Wed, 21 Oct 2037 07:28:00 GMT; Max-Age=7x", 2139722880 - NOW),
        ("; Max-Age=" + str(10 * YEAR), 10 * YEAR),
        ("; Expires=never", None),
    ],
)
def test_the_lifetime_is_the_one_sent(tmp_path: Path, attributes: str, lifetime: float | None) -> None:
    assert the_cookie(seen(tmp_path, set_cookie("a=1" + attributes))).lifetime_s == lifetime


def test_the_jar_does_not_shorten_what_was_sent(tmp_path: Path) -> None:
    cookie = the_cookie(
        seen(tmp_path, set_cookie(f"a=1; Max-Age={2 * YEAR}"), jar_cookie("a", expires=NOW + 400 * 86400))
    )
    assert (cookie.lifetime_s, cookie.details["lifetime_from"]) == (2 * YEAR, "as sent")


def test_a_cookie_that_only_the_jar_shows_has_the_jars_lifetime_and_says_so(tmp_path: Path) -> None:
    cookie = the_cookie(seen(tmp_path, jar_cookie("a", expires=NOW + 99 + 3600)))
    assert (cookie.lifetime_s, "jar" in cookie.details["lifetime_from"]) == (3600, True)


def test_a_cookie_set_and_removed_is_kept_as_removed(tmp_path: Path) -> None:
    cookie = the_cookie(
        seen(
            tmp_path,
            script_cookie("_probe=1; max-age=60"),
            change("added", "_probe"),
            script_cookie("_probe=; max-age=0"),
            change("deleted", "_probe", time=NOW + 1),
        )
    )
    assert (cookie.name, cookie.stored, cookie.details["removed"]) == ("_probe", True, True)


def test_a_cookie_that_stays_is_not_removed(tmp_path: Path) -> None:
    cookie = the_cookie(seen(tmp_path, set_cookie("a=1"), change("added", "a"), jar_cookie("a")))
    assert "removed" not in cookie.details


@pytest.mark.parametrize("attributes", ["; Max-Age=0", "; Max-Age=-1", "; Expires=Thu, 01 Jan 1970 00:00:00 GMT"])
def test_the_deletion_of_what_was_never_set_is_no_cookie(tmp_path: Path, attributes: str) -> None:
    assert (
        of_kind(seen(tmp_path, set_cookie("gone=" + attributes), script_cookie("gone=" + attributes)), "cookie") == []
    )


def test_a_refused_cookie_is_kept_with_the_browsers_reasons(tmp_path: Path) -> None:
    cookie = the_cookie(
        seen(
            tmp_path,
            set_cookie("IDE=1; Max-Age=60", "https://ads.adnet.test/p", stored=False, refused_for=("UserPreferences",)),
        )
    )
    assert (cookie.stored, cookie.party, cookie.lifetime_s) == (False, "third", 60)
    assert cookie.details["refused_for"] == ["UserPreferences"]


def test_a_cookie_refused_once_and_stored_once_is_stored(tmp_path: Path) -> None:
    cookie = the_cookie(seen(tmp_path, set_cookie("a=1", stored=False, refused_for=("X",)), set_cookie("a=1")))
    assert cookie.stored


def test_a_cookie_for_another_sites_domain_is_refused_and_names_who_tried(tmp_path: Path) -> None:
    cookie = the_cookie(
        seen(tmp_path, set_cookie("a=1; Domain=other.test", stored=False, refused_for=("InvalidDomain",)))
    )
    assert (cookie.host, cookie.stored, cookie.details["foreign_setters"]) == ("other.test", False, [SITE])


def test_a_script_write_that_the_store_never_took_is_not_stored(tmp_path: Path) -> None:
    observed = seen(tmp_path, script_cookie("a=1"), script_cookie("b=1"), change("added", "b"))
    assert {one.name: one.stored for one in of_kind(observed, "cookie")} == {"a": False, "b": True}


def test_without_a_ledger_a_script_write_is_believed(tmp_path: Path) -> None:
    assert the_cookie(seen(tmp_path, script_cookie("a=1"))).stored


def test_a_cookie_of_a_blank_frame_is_the_pages(tmp_path: Path) -> None:
    assert the_cookie(seen(tmp_path, script_cookie("a=1", frame_url="about:srcdoc"))).host == SITE


def test_nameless_and_hostile_cookies_are_kept(tmp_path: Path) -> None:
    hostile = ["=nameless", "<img src", "=cmd|' /C calc'!A0", "a\u202eb=1", "+cmd=1", "x" * 4000 + "=1"]
    observed = seen(tmp_path, *(set_cookie(line) for line in hostile))
    names = {one.name for one in of_kind(observed, "cookie")}
    assert {"", "a\u202eb", "+cmd", "x" * 4000} <= names


def test_a_cookie_without_name_and_value_is_none(tmp_path: Path) -> None:
    assert of_kind(seen(tmp_path, set_cookie(""), set_cookie("=; Secure"), set_cookie(";;;")), "cookie") == []


def test_partitioned_cookies_name_their_key(tmp_path: Path) -> None:
    cookie = the_cookie(seen(tmp_path, set_cookie("a=1; Secure; Partitioned", partition_key="https://shop.test")))
    assert cookie.details["partition_keys"] == ["https://shop.test"]


def test_the_operators_own_further_domain_is_first_party(tmp_path: Path) -> None:
    record = set_cookie("a=1", "https://cdn.shop-static.test/x")
    assert the_cookie(seen(tmp_path / "a", record)).party == "third"
    assert the_cookie(seen(tmp_path / "b", record, first_party_domains=("shop-static.test",))).party == "first"


def test_a_value_that_differs_between_two_fresh_profiles_is_a_strong_identifier(tmp_path: Path) -> None:
    cookie = the_cookie(seen(tmp_path, set_cookie(f"v={UUID}"), more={"reject": (set_cookie(f"v={OTHER_UUID}"),)}))
    assert (cookie.identifier, cookie.scenarios) == ("strong", ("first-visit", "reject"))


def test_a_return_visit_is_no_second_profile(tmp_path: Path) -> None:
    cookie = the_cookie(seen(tmp_path, set_cookie(f"v={UUID}"), more={"return": (set_cookie(f"v={OTHER_UUID}"),)}))
    assert cookie.identifier == "weak"


def test_no_observation_holds_a_cookies_value(tmp_path: Path) -> None:
    observed = seen(tmp_path, set_cookie(f"v={UUID}"), jar_cookie("v", UUID))
    assert UUID not in repr(observed)


def test_code_of_others_that_makes_the_site_set_a_cookie_is_named(tmp_path: Path) -> None:
    hit = request(f"https://metrics.{SITE}/m.gif", id="r7", stack=("https://cdn.stats.test/t.js",))
    line = set_cookie("seen=1", hit.url, request="r7")
    cookie = the_cookie(seen(tmp_path, hit, line))
    assert cookie.details["asked_by"] == ["https://cdn.stats.test/t.js"]


def test_the_suggestion_of_a_trained_model_is_a_voice_and_no_verdict(tmp_path: Path) -> None:
    cookie = the_cookie(seen(tmp_path, set_cookie("qm_v3=b; Max-Age=7776000")))
    assert (cookie.category, cookie.confidence) == ("unknown", "none")
    assert not cookie.conflicts or cookie.conflicts[-1].startswith("model: ")


def test_third_parties_are_hosts_of_other_registrable_domains(tmp_path: Path) -> None:
    observed = seen(
        tmp_path,
        request(PAGE, "document"),
        request("https://static.shop.test/a.png"),
        request("https://cdn.stats.test/t.js", "script"),
        request("wss://live.stats.test/", "websocket"),
        request("data:image/gif;base64,AAAA"),
        request("https://update.example/", browser_own=True),
        request("https://ads.adnet.test/p.gif", seen_by=("static",)),
    )
    hosts = {one.host: one for one in of_kind(observed, "third-party")}
    assert set(hosts) == {"cdn.stats.test", "live.stats.test"}
    assert (hosts["cdn.stats.test"].provider, hosts["cdn.stats.test"].company) == ("stats.test", "Countly")
    assert hosts["cdn.stats.test"].category == "performance"


def test_a_host_that_only_resembles_the_sites_is_third_party(tmp_path: Path) -> None:
    observed = seen(tmp_path, request("https://notshop.test/a.png"), request("https://shop.test.evil.test/a.png"))
    assert {one.host for one in of_kind(observed, "third-party")} == {"notshop.test", "shop.test.evil.test"}


def test_coverage_counts_pages_requests_and_refusals(tmp_path: Path) -> None:
    coverage = seen(
        tmp_path,
        request(PAGE, "document"),
        request("https://a.stats.test/x", "", seen_by=("ledger",)),
        request("https://update.example/", browser_own=True),
        set_cookie("a=1"),
        set_cookie("b=1", stored=False),
        visit(),
        visit("https://www.shop.test/dead", visit="v2", outcome="dns", reason="ERR_NAME_NOT_RESOLVED"),
    ).coverage
    assert (coverage.pages_planned, coverage.pages_measured, coverage.complete) == (2, 1, False)
    assert (coverage.requests, coverage.requests_ledger_only, coverage.requests_browser_own) == (2, 1, 1)
    assert (coverage.set_cookie_lines, coverage.set_cookie_refused) == (2, 1)
    assert any("/dead" in limit for limit in coverage.not_checked)


def test_a_whole_scan_is_complete_and_still_names_what_it_could_not_tell(tmp_path: Path) -> None:
    coverage = seen(tmp_path, visit()).coverage
    said = " ".join(coverage.not_checked)
    assert coverage.complete
    assert all(word in said for word in ("Flash", "e-mail", "nothing was clicked", "Do Not Track"))


def test_a_recorder_that_failed_makes_the_scan_incomplete(tmp_path: Path) -> None:
    note = Note(time=NOW, subject="recorder", text="storage: the frame was gone", level="incomplete")
    coverage = seen(tmp_path, note, visit()).coverage
    assert not coverage.complete
    assert any("storage: the frame was gone" in limit for limit in coverage.not_checked)


def test_a_policy_that_was_not_found_leaves_the_measurement_complete(tmp_path: Path) -> None:
    note = Note(time=NOW, subject="policy", text="no link to a policy was found", level="incomplete")
    coverage = seen(tmp_path, note, visit()).coverage
    assert coverage.complete
    assert any("no link to a policy" in limit for limit in coverage.not_checked)


def test_a_page_that_robots_txt_forbids_is_a_limit_and_no_hole(tmp_path: Path) -> None:
    coverage = seen(tmp_path, visit(), visit("https://www.shop.test/x", visit="v2", outcome="robots")).coverage
    assert coverage.complete
    assert any("robots.txt" in limit for limit in coverage.not_checked)


def test_a_scan_without_a_page_is_never_complete(tmp_path: Path) -> None:
    assert not seen(tmp_path, visit(outcome="tls")).coverage.complete


@pytest.mark.parametrize(
    ("html", "linked"),
    [
        ('<a href="/privacy">Privacy policy</a>', True),
        ('<a href="/legal">Terms</a>', False),
        ("<p>Privacy policy</p>", False),
    ],
)
def test_coverage_says_whether_a_page_links_to_a_policy(tmp_path: Path, html: str, linked: bool) -> None:
    writer = EvidenceWriter(tmp_path, SITE, dt.datetime(2026, 9, 21, tzinfo=dt.UTC))
    writer.append(visit(html=writer.write_page("v1", html)))
    writer.seal({"site": SITE})
    (page,) = observe(Evidence(writer.folder), KNOWN).coverage.pages
    assert page["links_to_policy"] is linked


def test_the_same_evidence_twice_gives_the_same_observations(tmp_path: Path) -> None:
    records = (set_cookie("b=1"), set_cookie("a=1"), request("https://cdn.stats.test/t.js", "script", id="x"))
    assert seen(tmp_path / "a", *records) == seen(tmp_path / "b", *records)


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("a=b", "a", "b"),
        (" a = b ; Secure", "a", "b"),
        ("a=b=c", "a", "b=c"),
        ("novalue", "", "novalue"),
        ("=x", "", "x"),
        ('a="q"', "a", '"q"'),
    ],
)
def test_cookie_texts_are_split_as_browsers_do(text: str, name: str, value: str) -> None:
    cookie = parse_cookie(text, NOW)
    assert cookie is not None
    assert (cookie.name, cookie.value) == (name, value)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("Wed, 21 Oct 2026 07:28:00 GMT", 1792567680),
        ("Wed, 21-Oct-26 07:28:00 GMT", 1792567680),
        ("21 oct 2026 7:28:0", 1792567680),
        ("Wed, 31 Feb 2026 07:28:00 GMT", None),
        ("Wed, 21 Oct 2026", None),
        ("Wed, 21 Oct 1500 07:28:00 GMT", None),
        ("", None),
    ],
)
def test_dates_are_read_as_browsers_do(text: str, seconds: float | None) -> None:
    assert parse_date(text) == seconds


def test_the_last_of_two_attributes_wins_and_an_overlong_one_is_ignored() -> None:
    cookie = parse_cookie(f"a=1; Path=/x; Path=/y; Domain={'d' * 2000}; SameSite=bogus", NOW)
    assert cookie is not None
    assert (cookie.path, cookie.domain, cookie.same_site) == ("/y", "", "")
