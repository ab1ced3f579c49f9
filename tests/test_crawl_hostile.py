"""Does the evidence of two sessions that run at once hold all that the hostile web received and stored?"""

import asyncio
import hashlib

import pytest

from benchmarks.hostile import cookies_tally, requests_tally, storage_tally, trouble
from crawler.evidence import Evidence
from crawler.records import CookieChange, Request, ScriptCookie, SetCookie, SocketMessage, StorageItem, StorageWrite
from crawler.sealing import verify
from fixtures.hostile import HostileWeb, cookies, mechanisms, storage
from tests.crawling import crawl_into, settings

DWELL = 0.4
SLOW = {"late", "fetch-later", "worker-removed"}
"""They act later than a test wants to wait; the benchmark, which dwells longer, has them."""


def urls(web, folder, names):
    return tuple(f"{web.start_url}{folder}/{name}" for name in names if name not in SLOW)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """(records, the server's log, folders): requests in one session, cookies and storage in another."""

    async def run():
        async with HostileWeb() as web:
            kept = urls(web, "s", storage.PAGES) + urls(web, "c", cookies.PAGES)
            sent = urls(web, "m", mechanisms.PAGES)
            ends = await asyncio.gather(
                *(
                    crawl_into(
                        tmp_path_factory.mktemp("hostile"),
                        settings(pages[0], pages=pages, max_pages=len(pages), dwell=DWELL, load_timeout=30.0),
                        browser_args=web.browser_args,
                    )
                    for pages in (sent, kept)
                )
            )
        return [end.folder for end in ends], web.log

    folders, log = asyncio.run(run())
    return [record for folder in folders for record in Evidence(folder).records()], log, folders


def of_type(records, kind):
    return [record for record in records if isinstance(record, kind)]


def test_every_request_that_the_server_received_is_in_the_evidence(hostile):
    records, log, _ = hostile
    recall, _ = requests_tally(records, log)
    assert recall.complete, recall.problems
    assert recall.expected.total() > 130


def test_what_the_evidence_says_went_out_reached_the_server(hostile):
    records, log, _ = hostile
    _, precision = requests_tally(records, log)
    assert precision.complete, precision.problems


def test_every_cookie_has_its_fate(hostile):
    tally = cookies_tally(hostile[0])
    assert tally.complete, tally.problems


def test_every_storage_item_is_there_and_those_removed_again_were_seen_written(hostile):
    tally = storage_tally(hostile[0])
    missing = [problem for problem in tally.problems if not any(f"/{slow}:" in problem for slow in SLOW)]
    assert missing == []


def test_both_sessions_are_sealed_and_nothing_was_incomplete(hostile):
    assert [problem for folder in hostile[2] for problem in verify(folder)] == []
    assert [told for folder in hostile[2] for told in trouble(Evidence(folder))] == []


def test_nothing_of_the_web_is_taken_for_the_browsers_own_traffic_or_the_other_way_round(hostile):
    hosts = (".thistlecombe.com/", ".moorgrind.net/", ".ashfenner.io/")
    for record in of_type(hostile[0], Request):
        assert record.browser_own != any(host in f"{record.url}/" for host in hosts), record


def test_exit_beacons_name_their_api_and_carry_their_body(hostile):
    sent = [record for record in of_type(hostile[0], Request) if "m=exit-" in record.url and "n=beacon" in record.url]
    assert len(sent) >= 4
    assert {(record.api, record.post_data, record.post_bytes) for record in sent} == {("sendBeacon", "x", 1)}


def test_every_request_on_the_wire_has_a_remote_address_unless_it_was_given_up(hostile):
    for record in of_type(hostile[0], Request):
        if "ledger" in record.seen_by and record.status and not record.from_cache:
            assert record.remote_address.startswith("127.0.0.1:"), record


def test_what_is_ahead_of_need_is_marked_speculative(hostile):
    marked = {
        record.url.partition("m=")[2].partition("&")[0] for record in of_type(hostile[0], Request) if record.speculative
    }
    assert marked == {"prefetch", "speculation-rules"}


def test_a_pixel_in_noscript_is_read_out_of_the_markup_and_never_sent(hostile):
    (pixel,) = [record for record in of_type(hostile[0], Request) if record.url.endswith("m=noscript")]
    assert (pixel.seen_by, pixel.status, pixel.page_url.rpartition("/")[2]) == (("static",), None, "noscript")


def test_a_scripts_pixel_names_the_script_and_not_the_parser(hostile):
    (pixel,) = [record for record in of_type(hostile[0], Request) if "m=script&n=2" in record.url]
    assert (pixel.initiator, pixel.stack) == ("script", ("https://t.moorgrind.net/js?m=script&n=1",))


def test_a_request_within_nested_frames_names_the_innermost_frame(hostile):
    (pixel,) = [record for record in of_type(hostile[0], Request) if "m=frames-nested&n=2-image" in record.url]
    assert pixel.frame_url == "https://x.ashfenner.io/frame?m=frames-nested&n=2"
    assert pixel.page_url == "https://www.thistlecombe.com/m/frames-nested"


def test_a_pixel_in_a_frames_noscript_names_the_frame(hostile):
    (pixel,) = [record for record in of_type(hostile[0], Request) if "m=noscript-frame" in record.url]
    assert (pixel.seen_by, pixel.frame_url) == (("static",), "https://t.moorgrind.net/noscript")
    assert pixel.page_url == "https://www.thistlecombe.com/m/noscript-frame"


def test_every_body_that_reached_the_server_is_there_with_its_size_and_digest(hostile):
    records, log, _ = hostile
    told = {(record.post_bytes, record.post_sha256) for record in of_type(records, Request)}
    # The log of the server keeps the first 4,096 bytes of a body.
    sent = [entry for entry in log if 0 < len(entry.body) < 4096]
    assert [entry.url for entry in sent if (len(entry.body), hashlib.sha256(entry.body).hexdigest()) not in told] == []
    assert (20_000, hashlib.sha256(b"x" * 20_000).hexdigest()) in told
    assert len(sent) >= 9


def test_a_body_is_told_again_of_the_hop_that_it_was_redirected_to(hostile):
    first, second = (record for record in of_type(hostile[0], Request) if "m=redirect-post-blob" in record.url)
    assert (first.post_data, second.post_data, second.redirected_from) == ("of a blob", "of a blob", first.id)


def test_a_request_that_the_browser_sent_again_by_itself_is_there_each_time(hostile):
    records, log, _ = hostile
    asked = [record for record in of_type(records, Request) if "m=reset" in record.url]
    assert len(asked) == sum("m=reset" in entry.url for entry in log) > 1
    assert {(record.resource_type, record.initiator) for record in asked} == {("image", "parser")}
    assert all(record.error for record in asked)


def test_what_goes_through_a_websocket_is_told_message_by_message(hostile):
    told = [record for record in of_type(hostile[0], SocketMessage) if "m=websocket-messages" in record.url]
    assert {(one.direction, one.opcode, one.data, one.size) for one in told} == {
        ("sent", 1, "from the page", 13),
        ("sent", 2, "AQL/", 3),
        ("received", 1, "hello", 5),
        ("received", 2, "AP8=", 2),
    }
    assert {(one.page_url, one.socket) for one in told} == {(told[0].page_url, told[0].socket)}
    assert next(one.sha256 for one in told if one.size == 2) == hashlib.sha256(b"\x00\xff").hexdigest()


def test_a_write_by_assignment_names_the_only_script_that_took_hold_of_the_storage(hostile):
    (write,) = [one for one in of_type(hostile[0], StorageWrite) if one.key == "byProperty"]
    assert write.script == "https://www.thistlecombe.com/s/property"


def test_a_file_that_a_worker_wrote_and_removed_names_the_workers_script(hostile):
    told = [one for one in of_type(hostile[0], StorageWrite) if one.key == "inner/of-worker.bin"]
    assert [(one.change, one.script.rpartition("/")[2]) for one in told] == [
        ("added", "worker-file.js"),
        ("removed", "worker-file.js"),
    ]


def test_a_line_that_came_without_credentials_is_refused_and_says_why(hostile):
    (line,) = [record for record in of_type(hostile[0], SetCookie) if record.line.startswith("unasked=")]
    assert (line.stored, line.refused_for) == (False, ("CredentialsOmitted",))


def test_a_redirects_hops_name_the_one_before_and_lead_back_to_the_page(hostile):
    requests = {record.id: record for record in of_type(hostile[0], Request) if "m=redirect&" in record.url}
    last = next(record for record in requests.values() if "n=3" in record.url)
    middle = requests[last.redirected_from]
    assert ("n=2" in middle.url, "n=1" in requests[middle.redirected_from].url) == (True, True)


def test_every_line_and_every_call_is_there_as_it_was_sent(hostile):
    lines = {record.line for record in of_type(hostile[0], SetCookie)}
    assert {line for page in cookies.PAGES.values() for line in page.lines} <= lines
    assert {(call.text, call.api) for call in of_type(hostile[0], ScriptCookie)} >= {
        ("=from a script; path=/c/", "document.cookie"),
        ("stored=1; Path=/", "cookieStore"),
    }


def test_a_partitioned_cookie_has_its_key_wherever_it_is_told(hostile):
    keys = {
        record.partition_key
        for record in hostile[0]
        if getattr(record, "name", "") == "parted" or getattr(record, "line", "").startswith("parted=")
    }
    assert keys == {"https://thistlecombe.com"}


def test_the_words_for_a_cookies_change_are_those_of_what_happened(hostile):
    told = {(record.name, record.change, record.cause) for record in of_type(hostile[0], CookieChange)}
    assert {
        ("twice", "overwritten", "overwrite"),
        ("gone", "deleted", "expired_overwrite"),
        ("brief", "deleted", "expired_overwrite"),
    } <= told
    assert {cause for _, change, cause in told if change == "evicted"} == {"evicted"}


def test_storage_has_its_key_its_frame_and_the_script_that_wrote(hostile):
    (write,) = [one for one in of_type(hostile[0], StorageWrite) if one.key == "frame.local"]
    item = next(one for one in of_type(hostile[0], StorageItem) if one.key == "frame.local")
    third = "https://t.moorgrind.net/s/frame"
    assert (write.script, write.frame_url, item.frame_url) == (third, third, third)
    assert write.storage_key == item.storage_key == "https://t.moorgrind.net/^0https://thistlecombe.com"
