"""The web of look-alikes through a browser: each way to send a beacon is told, and what only looks like one is not."""

import asyncio

import pytest

from analyzers.knowledge import Knowledge
from analyzers.observe import observe
from crawler.evidence import Evidence
from crawler.records import ScriptUse
from fixtures.lookalikes import MAIN, TRUTH, LookalikeWeb
from tests.crawling import crawl_into, settings

PAGES = tuple(f"https://{MAIN}/{name}" for name in ("beacons", "no-beacons", "machine", "recorded", "not-recorded"))
TYPED = f"https://{MAIN}/typed"


def scanned(root, **options):
    async def run():
        async with LookalikeWeb() as web:
            wanted = settings(PAGES[0], dwell=1.5, ceiling=10.0, load_timeout=30.0, **options)
            return await crawl_into(root, wanted, browser_args=web.browser_args)

    evidence = Evidence(asyncio.run(run()).folder)
    return evidence, observe(evidence, Knowledge())


@pytest.fixture(scope="module")
def visited(tmp_path_factory):
    return scanned(tmp_path_factory.mktemp("lookalikes"), pages=PAGES, max_pages=len(PAGES))


@pytest.fixture(scope="module")
def typed(tmp_path_factory):
    return scanned(tmp_path_factory.mktemp("typed"), start_url=TYPED, sessions=("typing",))


def behaviours(visited, behaviour):
    return [one for one in visited[1].observations if one.details.get("behaviour") == behaviour]


def beacons(visited):
    return {one.name: one for one in visited[1].observations if one.kind == "beacon"}


def rules(beacon):
    return sorted({reason["rule"] for reason in beacon.details["reasons"]})


def test_every_page_was_measured(visited):
    outcomes = [page["outcome"] for page in visited[1].coverage.pages if page["purpose"] == "page"]
    assert outcomes == ["measured"] * len(PAGES)


def test_each_way_to_send_a_beacon_is_told_by_its_rule(visited):
    found = {name: rules(one) for name, one in beacons(visited).items() if one.details["certainty"] != "low"}
    assert found == TRUTH["beacons"]


def test_what_only_looks_like_a_beacon_is_weak_or_none(visited):
    weak = [name for name, one in beacons(visited).items() if one.details["certainty"] == "low"]
    assert sorted(weak) == TRUTH["weak"]


def test_no_technique_of_fingerprinting_is_told_of_scripts_that_were_recorded(visited):
    recorded = {one.script.rpartition("/")[2] for one in visited[0].records() if isinstance(one, ScriptUse)}
    assert {"sound-played.js", "peers.js", "badge.js", "letters.js", "everything.js"} <= recorded
    assert [one.set_by for one in behaviours(visited, "fingerprinting")] == TRUTH["machine"]


def test_compressed_recordings_are_read_and_other_uploads_are_not_told(visited):
    found = {
        one.host: sorted(signature.rpartition(": ")[0] for signature in one.details["signatures"])
        for one in behaviours(visited, "session-replay")
    }
    assert found == TRUTH["recorded"]
    assert {page for one in behaviours(visited, "session-replay") for page in one.pages} == {PAGES[3]}


def test_who_is_sent_what_is_typed_is_told_with_what_it_was_for(typed):
    found = {one.host: one.details["verdict"] for one in behaviours(typed, "key-logging")}
    assert found == TRUTH["typed"]
