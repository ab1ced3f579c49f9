"""Reading the browser's network log."""

import json

import pytest

from crawler.ledger import LedgerUnreadable, read_ledger

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
