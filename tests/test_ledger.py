"""Reading the browser's network log."""

import json

import pytest

from crawler.ledger import LedgerUnreadable, read_ledger
from crawler.ledger_cookies import CHANGES

TYPES = {
    name: number
    for number, name in enumerate(
        [
            "REQUEST_ALIVE",
            "URL_REQUEST_START_JOB",
            "HTTP_TRANSACTION_SEND_REQUEST_HEADERS",
            "HTTP_TRANSACTION_READ_RESPONSE_HEADERS",
            "URL_REQUEST_REDIRECTED",
            "URL_REQUEST_JOB_FILTERED_BYTES_READ",
            "COOKIE_INCLUSION_STATUS",
            "COOKIE_STORE_COOKIE_ADDED",
            "COOKIE_STORE_COOKIE_DELETED",
            "UPLOAD_DATA_STREAM_INIT",
            "HTTP_STREAM_REQUEST_BOUND_TO_JOB",
            "SOCKET_POOL_BOUND_TO_SOCKET",
            "TCP_CONNECT",
            "HTTP_TRANSACTION_RESTART_AFTER_ERROR",
            "SOMETHING_ELSE",
        ],
        start=10,
    )
}
CONSTANTS = {"logEventTypes": TYPES, "timeTickOffset": 1_000_000, "netError": {"ERR_NAME_NOT_RESOLVED": -105}}


def event(kind, /, source=1, phase=0, time=500, **params):
    return {
        "params": params,
        "phase": phase,
        "source": {"id": source, "type": 1},
        "time": str(time),
        "type": TYPES[kind],
    }


def start(url, **params):
    return event(
        "URL_REQUEST_START_JOB", phase=1, url=url, method="GET", network_isolation_key="https://a.test x", **params
    )


def write(path, events, *, end=True, cut=0):
    head = '{"constants":' + json.dumps(CONSTANTS) + ',\n"events": [\n'
    body = ",\n".join(json.dumps(one, separators=(",", ":")) for one in events)
    text = head + body + ('],\n"polledData": {}}\n' if end else "")
    path.write_text(text[: len(text) - cut] if cut else text)
    return path


def read(tmp_path, *events, **options):
    return read_ledger(write(tmp_path / "log.json", events, **options))


def test_a_request_is_put_together_from_its_events(tmp_path):
    ledger = read(
        tmp_path,
        start("https://t.test/p.gif", initiator="https://a.test"),
        event("HTTP_TRANSACTION_SEND_REQUEST_HEADERS", headers=["Host: t.test", "Sec-Fetch-Dest: image"]),
        event(
            "HTTP_TRANSACTION_READ_RESPONSE_HEADERS",
            headers=["HTTP/1.1 200 OK", "Set-Cookie: a=1; Path=/", "Set-Cookie: b=2"],
        ),
        event("URL_REQUEST_JOB_FILTERED_BYTES_READ", byte_count=40),
        event("URL_REQUEST_JOB_FILTERED_BYTES_READ", byte_count=3),
    )
    (request,) = ledger.requests
    assert (request.url, request.status, request.body_bytes, request.sent) == ("https://t.test/p.gif", 200, 43, True)
    assert request.time == 1000.5
    assert [value for name, value in request.response_headers if name == "Set-Cookie"] == ["a=1; Path=/", "b=2"]
    assert ledger.complete


def test_each_hop_of_a_redirect_is_a_request_that_follows_the_one_before(tmp_path):
    ledger = read(
        tmp_path,
        start("https://a.test/1"),
        event("URL_REQUEST_REDIRECTED", location="https://b.test/2"),
        start("https://b.test/2"),
    )
    assert [(request.url, request.follows) for request in ledger.requests] == [
        ("https://a.test/1", None),
        ("https://b.test/2", 0),
    ]


def test_a_redirect_to_its_own_address_is_two_requests(tmp_path):
    ledger = read(
        tmp_path,
        start("https://a.test/"),
        event("URL_REQUEST_REDIRECTED", location="https://a.test/"),
        start("https://a.test/"),
    )
    assert len(ledger.requests) == 2


def test_a_request_that_was_never_sent_came_from_the_cache(tmp_path):
    (request,) = read(tmp_path, start("https://a.test/")).requests
    assert not request.sent


def test_an_error_has_the_network_stacks_name(tmp_path):
    ledger = read(tmp_path, start("https://gone.test/"), event("URL_REQUEST_START_JOB", phase=2, net_error=-105))
    assert ledger.requests[0].error == "ERR_NAME_NOT_RESOLVED"


def test_the_cookie_store_tells_what_was_added_overwritten_expired_and_evicted(tmp_path):
    causes = ["overwrite", "expired_overwrite", "evicted_domain_pre_safe", "explicit"]
    ledger = read(
        tmp_path,
        event("COOKIE_STORE_COOKIE_ADDED", name="a", domain=".t.test", path="/", httponly=True),
        *(
            event("COOKIE_STORE_COOKIE_DELETED", name="a", domain=".t.test", path="/", deletion_cause=cause)
            for cause in causes
        ),
    )
    assert [change.change for change in ledger.changes] == ["added", "overwritten", "deleted", "evicted", "deleted"]
    assert ledger.changes[0].http_only is True


def test_a_log_that_breaks_off_gives_all_but_its_last_line_and_says_so(tmp_path):
    ledger = read(tmp_path, start("https://a.test/1"), start("https://a.test/2"), end=False, cut=3)
    assert [request.url for request in ledger.requests] == ["https://a.test/1"]
    assert not ledger.complete


def test_a_file_that_is_no_network_log_is_an_error(tmp_path):
    path = tmp_path / "log.json"
    path.write_text("not a log")
    with pytest.raises(LedgerUnreadable, match="constants"):
        read_ledger(path)


def test_a_header_that_is_not_ascii_is_read_back_from_the_logs_escapes(tmp_path):
    (request,) = read(
        tmp_path,
        start("https://t.test/"),
        event(
            "HTTP_TRANSACTION_READ_RESPONSE_HEADERS",
            headers=[
                "HTTP/1.1 200 OK",
                "%ESCAPED:\u200b Set-Cookie: sn%C3%B6%E2%98%83=100%25",
                "Set-Cookie: %0d=1",
                "%ESCAPED:\u200b Set-Cookie: latin=%E9",
            ],
        ),
    ).requests
    assert [value for _, value in request.response_headers] == ["snö☃=100%", "%0d=1", "latin=é"]


def test_a_line_expired_on_arrival_is_told_apart(tmp_path):
    (request,) = read(
        tmp_path,
        start("https://t.test/"),
        event("COOKIE_INCLUSION_STATUS", operation="store", name="a", status="INCLUDE, DO_NOT_WARN"),
        event("COOKIE_INCLUSION_STATUS", operation="expire", name="b", status="INCLUDE, DO_NOT_WARN"),
        event("COOKIE_INCLUSION_STATUS", operation="send", name="c", status="INCLUDE, DO_NOT_WARN"),
    ).requests
    assert ([name for name, _, _ in request.stores], request.removing) == (["a", "b"], [1])


def test_the_partition_of_a_cookie_is_told_by_the_response_that_set_it(tmp_path):
    cookie = {"name": "p", "domain": "t.test", "path": "/"}
    changes = read(
        tmp_path,
        start("https://t.test/"),
        event("COOKIE_STORE_COOKIE_ADDED", source=9, **cookie),
        event(
            "COOKIE_INCLUSION_STATUS",
            operation="store",
            status="INCLUDE, DO_NOT_WARN",
            partition_key="https://a.test, cross-site",
            **cookie,
        ),
        event("COOKIE_STORE_COOKIE_DELETED", source=9, deletion_cause="expired_overwrite", **cookie),
    ).changes
    assert [(change.change, change.partition_key) for change in changes] == [
        ("added", "https://a.test"),
        ("deleted", "https://a.test"),
    ]


def test_the_remote_address_is_the_sockets_that_the_request_was_given(tmp_path):
    (request,) = read(
        tmp_path,
        start("https://t.test/", source=1),
        event("TCP_CONNECT", source=5, phase=2, remote_address="10.0.0.1:443"),
        event("SOCKET_POOL_BOUND_TO_SOCKET", source=3, source_dependency={"id": 5, "type": 10}),
        event("HTTP_STREAM_REQUEST_BOUND_TO_JOB", source=1, source_dependency={"id": 3, "type": 17}),
        event("UPLOAD_DATA_STREAM_INIT", source=1, phase=2, total_size=12, is_chunked=False),
    ).requests
    assert (request.remote_address, request.post_bytes) == ("10.0.0.1:443", 12)


def test_a_cookie_that_changes_for_ever_is_kept_to_its_first_hundreds_and_its_last(tmp_path):
    cookie = {"name": "flood", "domain": "t.test", "path": "/"}
    times = range(CHANGES + 50)
    ledger = read(tmp_path, *(event("COOKIE_STORE_COOKIE_ADDED", time=1000 + n, **cookie) for n in times))
    assert (len(ledger.changes), ledger.changes_left_out) == (CHANGES + 1, 49)
    assert ledger.changes[-1].time == pytest.approx((1_000_000 + 1000 + times[-1]) / 1000)


def test_a_request_that_is_sent_again_after_a_broken_connection_is_there_twice(tmp_path):
    url = "https://a.test/p"
    ledger = read(
        tmp_path,
        start(url),
        event("HTTP_TRANSACTION_SEND_REQUEST_HEADERS", headers=["Host: a.test"]),
        event("HTTP_TRANSACTION_RESTART_AFTER_ERROR", net_error=-105),
        event("HTTP_TRANSACTION_SEND_REQUEST_HEADERS", headers=["Host: a.test"]),
        event("HTTP_TRANSACTION_READ_RESPONSE_HEADERS", headers=["HTTP/1.1 200 OK", "X-A: 1"]),
    )
    first, second = ledger.requests
    assert (first.url, first.sent, first.status, first.error) == (url, True, None, "ERR_NAME_NOT_RESOLVED")
    assert (first.sent_again, second.sent, second.status, second.error) == (1, True, 200, "")


def test_a_connection_that_breaks_before_anything_was_sent_is_one_request(tmp_path):
    ledger = read(
        tmp_path,
        start("https://a.test/p"),
        event("HTTP_TRANSACTION_RESTART_AFTER_ERROR", net_error=-105),
        event("HTTP_TRANSACTION_SEND_REQUEST_HEADERS", headers=["Host: a.test"]),
    )
    assert [(hop.sent, hop.sent_again) for hop in ledger.requests] == [(True, None)]


def test_a_websockets_handshake_keeps_the_headers_of_its_answer(tmp_path):
    headers = ["HTTP/1.1 101 Switching Protocols", "Set-Cookie: a=1"]
    (hop,) = read(
        tmp_path, start("wss://a.test/ws"), event("HTTP_TRANSACTION_READ_RESPONSE_HEADERS", headers=headers)
    ).requests
    assert (hop.status, hop.response_headers) == (101, (("Set-Cookie", "a=1"),))
