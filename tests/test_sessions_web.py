"""Several sessions of one scan through a browser: what comes back, what differs, what a signal changes."""

import asyncio
import os
import signal
from collections import Counter
from pathlib import Path

import msgspec
import pytest

from analyzers.knowledge import Knowledge, Service
from analyzers.observe import observe
from analyzers.respawning import NO_RETURN
from avow.judging import judge
from crawler.evidence import Evidence
from crawler.records import JarCookie, Note, Request, Visit
from crawler.sealing import verify
from crawler.sessions import THOROUGH
from fixtures import comeback
from fixtures.comeback import TRUTH, ComebackWeb
from fixtures.web import Received
from tests.crawling import crawl_into, settings

KNOWN = Knowledge(
    services=tuple(
        Service(name=name, company=name, role="advertising", category="targeting", domains=(domain,))
        for name, domain in (("Knapweed", "knapweed.test"), ("Ragwort", "ragwort.test"))
    )
)


class Scanned(msgspec.Struct, frozen=True):
    evidence: Evidence
    received: list[Received]


def scan(root, sessions, *, progress=lambda *_: None, stop=None, browser_args=(), pages=2, **options):
    async def run():
        async with ComebackWeb() as web:
            wanted = settings(
                web.start_url, max_pages=pages, load_timeout=10.0, ceiling=6.0, sessions=tuple(sessions), **options
            )
            args = (*web.browser_args, *browser_args)
            end = await crawl_into(root, wanted, browser_args=args, progress=progress, stop=stop)
            return Scanned(Evidence(end.folder), web.log)

    return asyncio.run(run())


@pytest.fixture(scope="module")
def scanned(tmp_path_factory):
    return scan(tmp_path_factory.mktemp("thorough"), THOROUGH, obey_robots=True)


@pytest.fixture(scope="module")
def observed(scanned):
    return observe(scanned.evidence, KNOWN)


def by_name(observed, *kinds):
    return {one.name: one for one in observed.observations if one.kind in kinds}


def test_one_sealed_folder_holds_every_session_and_how_it_ended(scanned):
    evidence = scanned.evidence
    assert verify(evidence.folder) == []
    planned = ["first-visit", "return", "cookies-cleared", "first-visit-2", "first-visit-3", "dnt", "gpc"]
    assert list(evidence.sessions) == planned
    assert {name: facts["ended"] for name, facts in evidence.manifest["sessions"].items()} == dict.fromkeys(
        planned, "complete"
    )


def test_later_sessions_visit_the_pages_of_the_first_in_order_and_ask_for_robots_txt_no_more(scanned):
    pages = {
        session: [
            record.url
            for record in scanned.evidence.records(session)
            if isinstance(record, Visit) and record.purpose == "page"
        ]
        for session in scanned.evidence.sessions
    }
    assert set(map(tuple, pages.values())) == {(comeback.ComebackWeb.start_url, f"https://{comeback.MAIN}/about")}
    assert sum(entry.path == "/robots.txt" for entry in scanned.received) == 1


def test_a_visitor_comes_back_with_the_cookies_of_the_first_visit(scanned):
    def jar(session):
        return {r.name: r.value for r in scanned.evidence.records(session) if isinstance(r, JarCookie)}

    first, back, cleared = jar("first-visit"), jar("return"), jar("cookies-cleared")
    assert back["visit_id"] == first["visit_id"] != cleared["visit_id"]
    assert back["sitting"] != first["sitting"], "a session cookie ends with the browser"


@pytest.mark.parametrize("name", TRUTH["identifiers"])
def test_each_value_is_told_from_others_as_strongly_as_it_tells_visitors_apart(observed, name):
    item = by_name(observed, "cookie", "local-storage", "session-storage")[name]
    assert item.identifier == TRUTH["identifiers"][name], item.identifier_why


def test_what_comes_back_is_told_with_its_way_and_near_misses_are_not(observed):
    found = [one for one in observed.observations if one.details.get("behaviour") == "respawning"]
    told = {one.name.split()[1]: (one.details["verdict"], one.details["vectors"]) for one in found}
    assert told == {name: ("kept by", [way]) for name, way in TRUTH["respawned"].items()}
    assert {one.identifier for one in found} == {"strong"}


def test_what_is_there_on_a_return_only_says_so(observed):
    cookies = by_name(observed, "cookie")
    first = {name for name, cookie in cookies.items() if "first-visit" not in cookie.scenarios}
    assert first == set(TRUTH["only_on_return"])
    assert cookies["back"].scenarios == ("return", "cookies-cleared")


def test_other_profiles_are_the_first_visit_again(observed):
    assert by_name(observed, "cookie")["visit_id"].scenarios == (
        "first-visit",
        "return",
        "cookies-cleared",
        "dnt",
        "gpc",
    )


def test_the_counts_of_an_observation_are_those_of_the_first_visit_alone(scanned, observed):
    only = Evidence(scanned.evidence.folder)
    for told in ("records", "sessions"):
        only.manifest[told] = {"first-visit": only.manifest[told]["first-visit"]}
    once = observe(only, KNOWN)
    more = {one.id: one for one in observed.observations}
    for one in once.observations:
        other = more[one.id]
        assert (one.urls, one.set_by, one.lifetime_s, one.details.get("times"), one.details.get("types")) == (
            other.urls,
            other.set_by,
            other.lifetime_s,
            other.details.get("times"),
            other.details.get("types"),
        ), one.name
        assert set(one.pages) <= set(other.pages)
    counts = ("pages_planned", "pages_measured", "pages", "requests", "requests_ledger_only", "set_cookie_lines")
    assert [getattr(observed.coverage, name) for name in counts] == [getattr(once.coverage, name) for name in counts]
    assert observed.coverage.pages_measured == 2


@pytest.mark.parametrize(("session", "header"), [("dnt", "DNT"), ("gpc", "Sec-GPC")])
def test_a_signal_goes_out_with_every_request_but_preflights(scanned, session, header):
    sent = [
        record
        for record in scanned.evidence.records(session)
        if isinstance(record, Request) and "ledger" in record.seen_by and not (record.from_cache or record.browser_own)
    ]
    carried = Counter(record.url for record in sent if (header, "1") in record.request_headers)
    without = {record.url for record in sent if record.method != "OPTIONS"} - set(carried)
    # Told to each target of the headless shell, Do Not Track comes too late for the script of a shared or service worker.
    late = {f"https://{comeback.MAIN}/worker.js"} if header == "DNT" else set()
    assert without <= late
    assert carried == Counter(entry.url for entry in scanned.received if header in entry.signals)
    assert {url for url in carried if "WorkerGlobalScope" in url}, "workers ask too"


def test_scripts_are_told_of_the_signal_too(scanned):
    told = {
        session: {record.url for record in scanned.evidence.records(session) if isinstance(record, Request)}
        for session in ("first-visit", "dnt", "gpc")
    }
    base = f"https://{comeback.MAIN}/told?"
    assert any(url.startswith(f"{base}dnt=1") for url in told["dnt"])
    assert any(url.startswith(base) and url.endswith("gpc=true") and "dnt" in url for url in told["gpc"])
    assert f"{base}SharedWorkerGlobalScope&gpc=true" in told["gpc"]
    assert not any("dnt=1" in url or "gpc=true" in url for url in told["first-visit"])


def test_a_promise_to_heed_a_signal_is_held_to_the_visit_that_sent_it(scanned):
    report = judge(scanned.evidence.folder, KNOWN)
    promises = {one.subject: one for one in report.promises if one.subject in ("dnt", "gpc")}
    assert set(promises) == {"dnt", "gpc"}
    for promise in promises.values():
        assert promise.outcome == "contradicted"
        assert all(name in promise.why for name in TRUTH["in_spite_of_a_signal"])
        gone = promise.why.partition("Do Not Track")[0]
        assert "kn_uid" in gone and "gone" in gone
        assert {place.session for place in promise.evidence} >= {promise.subject}


def test_a_browser_that_does_not_send_the_signal_leaves_the_question_open(tmp_path):
    off = ("--disable-features=GlobalPrivacyControlForce",)
    evidence = scan(tmp_path, ("gpc",), browser_args=off, pages=1).evidence
    facts = evidence.manifest["sessions"]["gpc"]
    assert (facts["ended"], facts["signal_sent"]) == ("failed", False)
    seen = observe(evidence, KNOWN)
    assert not any("gpc" in one.scenarios for one in seen.observations)
    assert any("Global Privacy Control" in limit and "did not send" in limit for limit in seen.coverage.not_checked)
    assert seen.coverage.complete, "the first visit saw what it saw"


def browser_in(profile):
    """Process id of the browser of ours that runs in this profile."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                line = (entry / "cmdline").read_text()
                parent = next(row for row in (entry / "status").read_text().splitlines() if row.startswith("PPid:"))
            except (OSError, StopIteration):
                continue
            if "--log-net-log" in line and parent.split()[1] == str(os.getpid()) and (not profile or profile in line):
                yield int(entry.name), line.partition("--user-data-dir=")[2].partition("\0")[0]


def test_a_browser_that_dies_on_a_return_closes_the_questions_of_that_visitor_only(tmp_path):
    profile = []

    def kill(_site, step, text):
        if step == "page" and not profile:
            profile.extend(found for _, found in browser_in(""))
        if step == "again" and text.endswith("about (the same visitor comes back)"):
            for pid, _ in browser_in(profile[0]):
                os.kill(pid, signal.SIGKILL)

    evidence = scan(tmp_path, ("return", "cookies-cleared"), progress=kill).evidence
    ended = {name: facts["ended"] for name, facts in evidence.manifest["sessions"].items()}
    assert ended == {
        "first-visit": "complete",
        "return": "failed",
        "cookies-cleared": "not-made",
        "first-visit-2": "complete",
    }
    assert verify(evidence.folder) == []
    seen = observe(evidence, KNOWN)
    assert seen.coverage.complete
    assert NO_RETURN in seen.coverage.not_checked
    assert by_name(seen, "cookie")["visit_id"].identifier == "strong"


def test_the_operators_stop_ends_the_sessions_under_way_and_begins_no_other(tmp_path):
    stop = asyncio.Event()

    def ask(_site, step, _text):
        if step == "again":
            stop.set()

    evidence = scan(tmp_path, ("return", "cookies-cleared"), progress=ask, stop=stop).evidence
    ended = {name: facts["ended"] for name, facts in evidence.manifest["sessions"].items()}
    assert (ended["first-visit"], ended["return"], ended["cookies-cleared"]) == ("complete", "interrupted", "not-made")
    assert verify(evidence.folder) == []


def test_where_nothing_was_measured_no_further_session_is_made(tmp_path):
    end = asyncio.run(crawl_into(tmp_path, settings("http://127.0.0.1:9/", sessions=("return", "dnt"))))
    facts = Evidence(end.folder).manifest["sessions"]
    assert [facts[name]["ended"] for name in ("return", "dnt")] == ["not-made", "not-made"]
    assert "no page was measured" in facts["dnt"]["reason"]


def test_a_pause_is_kept_between_visits_of_all_sessions(tmp_path):
    starts = []
    scan(tmp_path, ("dnt", "gpc"), progress=lambda _s, step, _t: starts.append(step), pause=0.5, pages=1)
    assert starts.count("again") == 2


def test_a_note_says_how_far_the_signal_went(scanned):
    notes = [r.text for r in scanned.evidence.records("dnt") if isinstance(r, Note) and r.subject == "signal"]
    assert len(notes) == 1 and notes[0].startswith("Do Not Track (DNT: 1) went out with ")
    assert "preflights aside" in notes[0]
