"""When is a page done."""

import asyncio
import datetime as dt

import pytest

from crawler.journal import Journal
from crawler.settle import settle
from crawler.writing import EvidenceWriter


@pytest.fixture
def journal(tmp_path):
    writer = EvidenceWriter(tmp_path, "a.test", dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    made = Journal(writer)
    made.begin("v1", "https://a.test/", 100.0)
    yield made
    writer.close()


async def settle_while(journal, work, *, dwell, ceiling):
    task = asyncio.create_task(work())
    try:
        return await settle(journal, dwell=dwell, ceiling=ceiling)
    finally:
        task.cancel()


async def busy(journal, name):
    for number in range(1000):
        journal.novel("request", name(number))
        await asyncio.sleep(0.02)


def test_a_page_that_does_nothing_new_is_quiet(journal):
    assert asyncio.run(settle(journal, dwell=0.1, ceiling=5)) == "quiet"


def test_a_poll_of_the_same_address_keeps_no_page_open(journal):
    polling = settle_while(journal, lambda: busy(journal, lambda _: "/poll"), dwell=0.2, ceiling=5)
    assert asyncio.run(polling) == "quiet"


def test_a_page_that_always_does_something_new_ends_at_the_ceiling(journal):
    flooding = settle_while(journal, lambda: busy(journal, str), dwell=0.2, ceiling=0.6)
    assert asyncio.run(flooding) == "ceiling"


def test_a_hit_within_the_dwell_starts_the_dwell_again(journal):
    async def late_hit():
        await asyncio.sleep(0.1)
        journal.novel("request", "/late")

    async def run():
        begun = asyncio.get_running_loop().time()
        await settle_while(journal, late_hit, dwell=0.3, ceiling=5)
        return asyncio.get_running_loop().time() - begun

    assert asyncio.run(run()) >= 0.39


def test_an_event_belongs_to_the_last_visit_that_began_before_it(journal):
    journal.begin("v2", "https://a.test/2", 200.0)
    assert [journal.visit_at(moment) for moment in (50.0, 100.0, 199.9, 200.0, 999.0)] == ["", "v1", "v1", "v2", "v2"]
