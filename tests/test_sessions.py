"""Which sessions a scan holds, how they are asked for, and what is concluded when one is missing."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import msgspec
import pytest

from analyzers.respawning import NO_RETURN
from analyzers.scenarios import fresh_profiles, is_repeat
from analyzers.session_coverage import ONE_PROFILE, open_questions, session_rows
from avow import exit_codes
from avow.cli import run
from avow.commands.audit import sessions_of
from avow.commands.output import exit_code
from avow.config import ConfigError, Visiting, load_config, site_of
from avow.judging import judge
from crawler.evidence import Evidence, scenario_of
from crawler.records import Note, Record, Request
from crawler.sealing import verify
from crawler.sessions import THOROUGH, UnknownSession, by_profile, planned
from crawler.signal import Carried
from crawler.writing import EvidenceWriter
from tests.judging import (
    KNOWN,
    OTHER_UUID,
    UUID,
    compared,
    complete,
    evidence,
    jar_cookie,
    observation,
    pixel,
    promise,
    request,
    seen,
    visit,
)

NOON = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)


# ---- the plan ----------------------------------------------------------------


def test_a_scan_holds_a_first_visit_and_no_more_unless_more_is_asked_for() -> None:
    assert [plan.name for plan in planned(())] == ["first-visit"]


def test_a_thorough_scan_makes_three_fresh_profiles_two_returns_and_both_signals() -> None:
    plans = planned(THOROUGH)
    assert [plan.name for plan in plans] == [
        "first-visit", "return", "cookies-cleared", "first-visit-2", "first-visit-3", "dnt", "gpc",
    ]  # fmt: skip
    assert [plan.name for plan in by_profile(plans)[0]] == ["first-visit", "return", "cookies-cleared"]
    assert len(by_profile(plans)) == 5


def test_a_visit_without_cookies_brings_another_visitor_along_to_compare_with() -> None:
    assert [plan.name for plan in planned(("cookies-cleared",))] == ["first-visit", "cookies-cleared", "first-visit-2"]


def test_a_session_that_nobody_knows_is_named_with_those_there_are() -> None:
    with pytest.raises(UnknownSession, match="'dtn' is none of first-visit, return"):
        planned(("dtn",))
    with pytest.raises(ConfigError, match="sessions: 'dtn' is none of"):
        site_of("https://www.shop.test/", Visiting(sessions=("dtn",)))
    assert run(["audit", "https://www.shop.test/", "--sessions", "dtn"]) == exit_codes.USAGE


def test_sessions_are_asked_for_by_option_and_by_configuration(tmp_path: Path) -> None:
    assert sessions_of(" dnt, gpc ,", thorough=False) == ("dnt", "gpc")
    assert sessions_of("typing", thorough=True) == (*THOROUGH, "typing")
    config = tmp_path / "avow.toml"
    config.write_text('[visit]\nsessions = ["return"]\n[[site]]\nurl = "https://www.shop.test/"\n')
    assert load_config(config)[1][0].settings.sessions == ("return",)


# ---- the folder --------------------------------------------------------------


def test_several_sessions_share_one_folder_one_manifest_and_one_seal(tmp_path: Path) -> None:
    first = EvidenceWriter(tmp_path, "www.shop.test", NOON)
    first.append(Note(time=1.0, subject="scope", text="first"))
    other = first.further("dnt")
    other.append(Note(time=2.0, subject="scope", text="second"))
    other.write_page("v1", "<p>hello</p>")
    first.seal({"site": "www.shop.test", "sessions": {"dnt": {"number": 1}, "first-visit": {"number": 0}}})
    evidence = Evidence(first.folder)
    assert verify(first.folder) == []
    assert [(line.session, line.seq) for line in evidence.lines()] == [("first-visit", 1), ("dnt", 1)]
    assert (first.folder / "dnt" / "pages" / "v1.html.zst").is_file()


def test_a_session_cannot_be_written_twice(tmp_path: Path) -> None:
    writer = EvidenceWriter(tmp_path, "www.shop.test", NOON)
    with pytest.raises(FileExistsError):
        writer.further("first-visit")
    writer.close()


@pytest.mark.parametrize(
    ("session", "scenario"),
    [("first-visit", "first-visit"), ("first-visit-2", "first-visit"), ("cookies-cleared", "cookies-cleared")],
)
def test_another_profile_is_the_same_scenario(session: str, scenario: str) -> None:
    assert scenario_of(session) == scenario


# ---- what several sessions say together --------------------------------------


def test_a_choice_is_no_repetition_of_the_first_visit() -> None:
    assert [is_repeat(name) for name in ("first-visit", "accept", "reject", "import")] == [False] * 4
    assert [is_repeat(name) for name in ("first-visit-2", "return", "dnt", "typing")] == [True] * 4


def test_a_return_goes_on_with_its_profile_and_a_cleared_one_counts_only_alone() -> None:
    values = {"first-visit": ["a"], "return": ["a"], "cookies-cleared": ["b"], "dnt": ["c"], "gpc": []}
    assert fresh_profiles(values) == {"first-visit": ["a", "a"], "dnt": ["c"]}
    assert fresh_profiles({"cookies-cleared": ["b"]}) == {"cookies-cleared": ["b"]}


def test_what_was_seen_in_several_sessions_is_counted_in_the_first_of_them(tmp_path: Path) -> None:
    hits = tuple(pixel("https://px.adnet.test/i.gif?p=%2Fcart%2F") for _ in range(3))
    observed = seen(tmp_path, *hits, more={"return": (visit(), *hits), "dnt": (visit(), *hits)})
    third = next(one for one in observed.observations if one.kind == "third-party")
    assert (third.details["times"], third.details["types"]) == (3, {"image": 3})
    assert third.scenarios == ("first-visit", "return", "dnt")
    assert [place.session for place in third.evidence] == ["", "", "", "return", "dnt"]
    assert (observed.coverage.requests, observed.coverage.pages_planned) == (3, 1)


def test_two_sessions_do_not_add_up_to_a_hint_of_session_replay(tmp_path: Path) -> None:
    upload = request(
        "https://up.other.test/u",
        "fetch",
        method="POST",
        post_bytes=5_000,
        post_kind="application/octet-stream",
        post_data="x",
    )
    once = seen(tmp_path / "a", upload, more={"return": (visit(), upload), "dnt": (visit(), upload)})
    assert not [one for one in once.observations if one.details.get("behaviour") == "session-replay"]
    twice = seen(tmp_path / "b", upload, upload)
    assert [one for one in twice.observations if one.details.get("behaviour") == "session-replay"]


def test_a_value_is_strong_with_another_profile_and_a_return_and_weak_alone(tmp_path: Path) -> None:
    mine = jar_cookie("vid", UUID)
    more = {"return": (visit(), mine), "first-visit-2": (visit(), jar_cookie("vid", OTHER_UUID))}
    (strong,) = [one for one in seen(tmp_path / "a", mine, more=more).observations if one.kind == "cookie"]
    (weak,) = [one for one in seen(tmp_path / "b", mine).observations if one.kind == "cookie"]
    assert (strong.identifier, weak.identifier) == ("strong", "weak")


def test_a_beacon_and_a_sharing_are_as_strong_as_the_identifier_they_carry(tmp_path: Path) -> None:
    def carried(value: str) -> tuple[Record, ...]:
        ad = jar_cookie("uid", value, domain="adnet.test")
        return visit(), ad, pixel(f"https://px.stats.test/i.gif?u={value}")

    alone = seen(tmp_path / "a", *carried(UUID))
    more = {"return": carried(UUID), "first-visit-2": carried(OTHER_UUID)}
    several = seen(tmp_path / "b", *carried(UUID), more=more)
    for observed, strength in ((alone, "weak"), (several, "strong")):
        (beacon,) = [one for one in observed.observations if one.kind == "beacon"]
        (shared,) = [one for one in observed.observations if one.details.get("behaviour") == "identifier-sharing"]
        assert (beacon.identifier, shared.identifier) == (strength, strength)


def test_what_was_not_asked_for_is_said_with_how_to_ask(tmp_path: Path) -> None:
    said = " ".join(seen(tmp_path).coverage.not_checked)
    for option in (
        "--sessions return",
        "--sessions dnt",
        "--sessions gpc",
        "--sessions cookies-cleared",
        "profiles,return",
    ):
        assert option in said, option


def test_what_was_asked_for_is_not_said_to_be_open(tmp_path: Path) -> None:
    more = {name: (visit(),) for name in ("return", "cookies-cleared", "first-visit-2", "dnt", "gpc")}
    said = " ".join(seen(tmp_path, more=more).coverage.not_checked)
    assert (
        "--sessions" not in said.replace("--sessions typing", "") and NO_RETURN not in said and ONE_PROFILE not in said
    )


def test_the_failure_of_a_repeated_session_leaves_the_first_visit_complete(tmp_path: Path) -> None:
    failed = Note(time=1.0, subject="recorder", text="the jar could not be read", level="incomplete")
    coverage = seen(tmp_path, more={"dnt": (visit(outcome="crashed"), failed)}).coverage
    assert coverage.complete
    assert [(row["session"], row["complete"]) for row in coverage.sessions] == [("first-visit", True), ("dnt", False)]
    assert any(
        limit.startswith("Whether a Do Not Track signal changes anything, in full") for limit in coverage.not_checked
    )
    assert any("(recorder, session dnt)" in limit for limit in coverage.not_checked)


def test_a_session_that_was_not_made_is_a_row_with_its_reason() -> None:
    told = {
        "first-visit": {"number": 0, "ended": "complete"},
        "gpc": {"number": 2, "ended": "not-made", "reason": "no page was measured on the first visit"},
    }
    rows = session_rows(told, ["first-visit"], {"first-visit": [True]})
    assert [(row["session"], row["ended"], row["complete"]) for row in rows] == [
        ("first-visit", "complete", True),
        ("gpc", "not-made", False),
    ]
    (told_of,) = [sentence for sentence in open_questions(rows) if "the session gpc was not made" in sentence]
    assert "no page was measured" in told_of


def test_the_exit_code_says_when_a_session_that_was_asked_for_is_missing(tmp_path: Path) -> None:
    whole = judge(evidence(tmp_path / "a", more={"dnt": (visit(),)}).folder, KNOWN)
    assert exit_code([whole], "never") == exit_codes.MEASURED
    broken = msgspec.structs.replace(
        whole,
        coverage=msgspec.structs.replace(
            whole.coverage, sessions=({**session("dnt"), "complete": False, "ended": "failed"},)
        ),
    )
    assert exit_code([broken], "never") == exit_codes.INCOMPLETE


# ---- signals -----------------------------------------------------------------


def session(name: str, **facts: Any) -> dict[str, Any]:
    base = {
        "session": name,
        "scenario": name,
        "ended": "complete",
        "pages_planned": 1,
        "pages_measured": 1,
        "complete": True,
    }
    return {**base, **facts}


def outcome(signal: str, *sessions: dict[str, Any], scenarios: tuple[str, ...] = ("first-visit",)) -> tuple[str, str]:
    """What becomes of the promise to heed a signal, with one cookie for targeting seen in these scenarios."""
    uid = observation("cookie", "uid", "px.adnet.test", category="targeting", scenarios=scenarios)
    coverage = msgspec.structs.replace(complete(), sessions=sessions)
    (told,) = compared([uid], [], [promise(signal, facts={"honoured": True})], coverage=coverage).promises
    return told.outcome, told.why


def test_a_signal_that_made_all_targeting_go_is_kept() -> None:
    assert outcome("dnt", session("first-visit"), session("dnt"))[0] == "kept"


def test_targeting_in_spite_of_a_signal_contradicts() -> None:
    in_spite = ("first-visit", "dnt")
    assert outcome("dnt", session("first-visit"), session("dnt"), scenarios=in_spite)[0] == "contradicted"


def test_a_visit_with_the_signal_that_was_not_complete_proves_nothing() -> None:
    verdict, why = outcome("dnt", session("first-visit"), session("dnt", complete=False))
    assert verdict == "not-checked" and "not complete" in why


def test_a_visit_that_did_not_send_the_signal_is_no_visit_with_it() -> None:
    not_sent = session("dnt", complete=False, signal_sent=False, reason="this browser did not send the signal")
    verdict, why = outcome("dnt", session("first-visit"), not_sent)
    assert verdict == "not-checked" and "did not send the signal" in why


def test_where_no_visit_sent_a_signal_it_is_said_how_to_make_one() -> None:
    verdict, why = outcome("gpc", session("first-visit"))
    assert verdict == "not-checked" and "--sessions gpc" in why


def sent(url: str, *headers: tuple[str, str], kind: str = "image", **fields: Any) -> Request:
    return request(url, kind, request_headers=(("User-Agent", "x"), *headers), **fields)


def test_requests_without_the_signal_are_counted_by_kind_and_preflights_left_aside() -> None:
    told = Carried(
        "gpc",
        [
            sent("https://www.shop.test/", ("sec-gpc", "1"), kind="document"),
            sent("https://cdn.shop.test/w.js", kind="script"),
            sent("https://cdn.shop.test/put", kind="preflight", method="OPTIONS"),
            sent("https://cdn.shop.test/old.png", from_cache=True),
            sent("https://update.browser.test/", browser_own=True),
        ],
    )
    assert (told.documents, told.carried, told.sent, told.without) == (1, 1, 2, {"script": 1})
    assert told.in_words("gpc") == (
        "Global Privacy Control (Sec-GPC: 1) went out with 1 of 2 requests, preflights aside; without it: 1 script"
    )
