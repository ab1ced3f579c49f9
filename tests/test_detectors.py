"""The detector web through a browser: every detector speaks on its pages and is silent on the near misses."""

import asyncio
from pathlib import Path

import pytest

from analyzers.knowledge import Knowledge
from analyzers.observe import observe
from crawler.evidence import Evidence
from crawler.records import ScriptUse
from fixtures.detectors import TRUTH, DetectorWeb, page_of
from tests.crawling import crawl_into, settings


def names(kind, *, near=False):
    return [name for name, truth in TRUTH.items() if name.startswith(kind) and ("near_miss" in truth) is near]


ALONE = ("canvas-patched", "canvas-busy")
"""They would disturb other scripts of their page."""
FINGERPRINTS = [name for name in TRUTH if not name.startswith(("pixel", "replay", "handed")) and name not in ALONE]
PAGES = (
    FINGERPRINTS,
    *([name] for name in ALONE),
    names("replay"),
    names("replay", near=True),
    names("pixel"),
    names("pixel", near=True),
    names("handed"),
    names("handed", near=True),
)
"""Scripts that share a page: what tells a script from another shows only where there are several."""


@pytest.fixture(scope="module")
def detected(tmp_path_factory):
    async def run():
        async with DetectorWeb() as web:
            pages = tuple(page_of(group) for group in PAGES)
            wanted = settings(pages[0], pages=pages, max_pages=len(pages), dwell=0.8, ceiling=8.0, load_timeout=30.0)
            return await crawl_into(tmp_path_factory.mktemp("detectors"), wanted, browser_args=web.browser_args)

    evidence = Evidence(asyncio.run(run()).folder)
    return evidence, observe(evidence, Knowledge())


def behaviours(detected, behaviour):
    return [one for one in detected[1].observations if one.details.get("behaviour") == behaviour]


def script_of(address):
    return address.rpartition("/")[2].removesuffix(".js")


def test_every_page_was_measured(detected):
    assert [page["outcome"] for page in detected[1].coverage.pages if page["purpose"] == "page"] == ["measured"] * len(
        PAGES
    )


def has_webgl(detected):
    uses = [record for record in detected[0].records() if isinstance(record, ScriptUse)]
    return any(dict(use.calls).get("webgl.getParameter") for use in uses)


def test_fingerprinting_is_told_of_each_script_that_does_it_and_of_no_near_miss(detected):
    found = {(script_of(one.set_by[0]), one.details["technique"]) for one in behaviours(detected, "fingerprinting")}
    expected = {
        (name, technique)
        for name, truth in TRUTH.items()
        for technique in truth.get("fingerprinting", ())
        if "needs" not in truth or has_webgl(detected)
    }
    assert found == expected


def test_near_misses_of_fingerprinting_were_recorded_and_judged(detected):
    seen = {script_of(record.script) for record in detected[0].records() if isinstance(record, ScriptUse)}
    silent = {name for name in FINGERPRINTS if not name.startswith("webgl") or has_webgl(detected)} - seen
    assert silent == set()


def test_calls_beyond_what_is_counted_are_a_limit_of_the_scan(detected):
    (named,) = {truth["not_counted"] for truth in TRUTH.values() if "not_counted" in truth}
    assert any(f"counted for no script: {named}" in limit for limit in detected[1].coverage.not_checked)


def test_session_replay_is_told_on_its_page_alone(detected):
    (one,) = behaviours(detected, "session-replay")
    assert (one.details["verdict"], one.pages) == ("events", (page_of(names("replay")),))
    assert len(one.details["signatures"]) == 3


def test_every_event_of_a_pixel_is_on_its_beacon_and_no_other_beacon_has_one(detected):
    events = [
        event for one in detected[1].observations for event in one.details.get("event", ()) if one.kind == "beacon"
    ]
    expected = {(service, name) for truth in TRUTH.values() for service, name in truth.get("pixels", ())}
    assert {(event["service"], event["name"]) for event in events} == expected
    pages = {page_of(names("pixel")), page_of(names("pixel", near=True))}
    assert {event["page"] for event in events if "page" in event} == pages


def test_personal_data_is_told_with_its_service_and_never_of_the_hash_of_nothing(detected):
    found = behaviours(detected, "personal-data-in-events")
    told = {(one.details["service"], what) for one in found for what in one.name.partition(": ")[2].split(", ")}
    assert told == {(service, what) for truth in TRUTH.values() for service, what in truth.get("personal", ())}
    assert all(one.pages == (page_of(names("pixel")),) for one in found)


def test_an_item_whose_identifier_is_handed_on_is_sorted_by_the_receiver_and_the_near_miss_is_not(detected):
    observed = observe(detected[0], Knowledge.load(Path("/nonexistent"))).observations
    found = [[one.name, one.category] for one in observed if "handed_to" in one.details]
    assert found == [pair for truth in TRUTH.values() for pair in truth.get("handed_on", ())]
    (kept,) = [one for one in observed if one.name == "hx_p"]
    assert (kept.identifier, kept.category) == ("weak", "unknown")
