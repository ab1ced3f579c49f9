"""Pages that ask for more than a scan can give: each ends, says so, and the next page is visited."""

import asyncio

import pytest

from crawler.evidence import Evidence
from crawler.ledger_cookies import CHANGES
from crawler.recorders.limits import REQUESTS
from crawler.recorders.storage import WRITES
from crawler.records import CookieChange, Note, Request, ScriptCookie, StorageWrite, Visit
from crawler.sealing import verify
from fixtures.hostile import HostileWeb
from tests.crawling import crawl_into, settings

STOPPED = {"too-much", "hung", "load-timeout", "crashed"}
"""How a flood may end. What it meets first is up to the machine: the limit, the load's deadline, its own silence or the end
of its memory; tests/test_recorders_limits.py holds the limits themselves."""
FLOODS = ("images", "body", "bomb", "frames", "cookies", "items")


@pytest.fixture(scope="module")
def flooded(tmp_path_factory):
    async def run():
        async with HostileWeb() as web:
            pages = (*tuple(f"{web.start_url}f/{name}" for name in FLOODS), f"{web.start_url}s/removed")
            wanted = settings(pages[0], pages=pages, max_pages=len(pages), ceiling=5.0, load_timeout=45.0)
            return await crawl_into(tmp_path_factory.mktemp("floods"), wanted, browser_args=web.browser_args)

    end = asyncio.run(run())
    assert (end.ended, verify(end.folder)) == ("complete", [])
    return list(Evidence(end.folder).records())


def visits(records):
    pages = [record for record in records if isinstance(record, Visit) and record.purpose == "page"]
    return {record.url.rpartition("/")[2]: record for record in pages}


def of_visit(records, name, kind):
    ident = visits(records)[name].visit
    return [record for record in records if isinstance(record, kind) and record.visit == ident]


@pytest.mark.parametrize("name", ["images", "body", "bomb"])
def test_a_page_that_asks_for_too_much_is_stopped_and_says_why(flooded, name):
    visit = visits(flooded)[name]
    if name == "body" and visit.ended_by in ("quiet", "ceiling"):
        return  # a body that streams is nothing new: on a slow machine the watch is over before the limit is met
    assert visit.outcome in STOPPED
    assert visit.reason and visit.ended_by


def test_the_requests_made_until_the_stop_are_kept(flooded):
    assert len(of_visit(flooded, "images", Request)) >= REQUESTS / 10


def test_a_hundred_nested_frames_are_all_requested_and_read(flooded):
    assert visits(flooded)["frames"].outcome in ("measured", "load-timeout")
    assert len([one for one in of_visit(flooded, "frames", Request) if "/f/frame?" in one.url]) == 100


def test_a_cookie_written_for_ever_fills_neither_the_evidence_nor_hides_its_end(flooded):
    changes = [one for one in flooded if isinstance(one, CookieChange) and one.name == "flood"]
    assert CHANGES <= len(changes) <= CHANGES + 1
    assert changes[-1].change in ("added", "overwritten")
    assert len([one for one in flooded if isinstance(one, ScriptCookie)]) <= 2 * 5_000
    assert any("writes all the time" in one.text for one in flooded if isinstance(one, Note))


def test_an_item_written_for_ever_is_kept_to_the_limit_and_the_rest_is_counted(flooded):
    writes = of_visit(flooded, "items", StorageWrite)
    assert 1 <= len(writes) <= WRITES


def test_every_page_has_a_reason_for_ending_and_the_last_is_measured_as_ever(flooded):
    for visit in visits(flooded).values():
        assert visit.ended_by, visit.url
        assert visit.outcome == "measured" or visit.reason, visit.url
    assert visits(flooded)["removed"].outcome == "measured"


def test_after_the_flood_writes_are_told_again(flooded):
    told = [one.change for one in of_visit(flooded, "removed", StorageWrite) if one.area == "local-storage"]
    assert told == ["added", "removed", "added", "cleared"]
