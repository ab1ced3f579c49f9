"""Does the benchmark compare a server's log with the evidence one request at a time?"""

from benchmarks.local_web import compare_requests
from crawler.records import Request


def request(url, **facts):
    return Request(time=1.0, id="r1", url=url, **facts)


def logged(address, method="GET", host="t.test"):
    return [1.0, method, host, address, 200]


def test_equal_requests_count_as_often_as_they_came():
    told = compare_requests([request("https://t.test/p")], [logged("/p"), logged("/p")])
    assert (told.recall, told.precision) == (0.5, 1.0)
    assert told.missing == {("GET", "t.test/p"): 1}


def test_what_the_server_never_received_lowers_the_precision():
    told = compare_requests([request("https://t.test/p"), request("https://t.test/q")], [logged("/p")])
    assert (told.recall, told.precision) == (1.0, 0.5)
    assert told.invented == {("GET", "t.test/q"): 1}


def test_a_request_that_failed_may_have_reached_the_server_but_need_not():
    failed = [request("https://t.test/p", error="ERR_ABORTED"), request("https://t.test/q", error="ERR_ABORTED")]
    told = compare_requests(failed, [logged("/p")])
    assert (told.recall, told.precision) == (1.0, 1.0)


def test_what_came_from_the_cache_the_markup_or_another_server_is_left_out():
    records = [
        request("https://t.test/p", from_cache=True),
        request("https://t.test/p", seen_by=("static",)),
        request("https://elsewhere.test/p"),
    ]
    told = compare_requests(records, [logged("/q")])
    assert (told.recall, told.held.total()) == (0.0, 0)


def test_a_socket_and_a_fragment_are_the_address_that_a_server_logs():
    told = compare_requests([request("wss://t.test/ws?a=1#x")], [logged("/ws?a=1")])
    assert (told.recall, told.precision) == (1.0, 1.0)
