"""The ledger and DevTools put together."""

import hashlib

import pytest

from crawler.ledger import Ledger, LedgerRequest
from crawler.reconcile import reconcile
from crawler.recorders.hops import DevToolsRequest
from crawler.records import ApiCall, Request, SetCookie


def logged(url, time=1.0, **facts):
    return LedgerRequest(
        source=1, url=url, time=time, sent=facts.pop("sent", True), method=facts.pop("method", "GET"), **facts
    )


def told(url, time=1.0, **facts):
    return DevToolsRequest(
        url=url, method=facts.pop("method", "GET"), time=time, visit="v1", page_url="https://a.test/", **facts
    )


def together(requests=(), seen=(), calls=()):
    ledger = Ledger(list(requests), [], True)
    return reconcile(ledger, list(seen), list(calls), lambda _: "v1", {"v1": "https://a.test/"})


def test_the_same_request_is_one_record_seen_by_both():
    (record,) = together(
        [logged("https://t.test/p", isolation_key="k")],
        [told("https://t.test/p", resource_type="image", initiator="parser")],
    )
    assert record.seen_by == ("ledger", "devtools")
    assert (record.resource_type, record.initiator, record.visit) == ("image", "parser", "v1")


def test_what_only_the_ledger_saw_is_kept_and_typed_by_its_destination():
    (record,) = together(
        [logged("https://t.test/p", initiator_origin="https://a.test", request_headers=(("Sec-Fetch-Dest", "image"),))]
    )
    assert record.seen_by == ("ledger",) and record.resource_type == "image" and not record.browser_own


def test_a_request_of_nobodys_page_is_the_browsers_own():
    (record,) = together([logged("https://update.browser.test/")])
    assert record.browser_own


def test_the_browsers_own_request_stays_its_own_under_an_isolation_key_of_its_choosing():
    page, accounts = together(
        [
            logged("https://a.test/", 1.0, main_frame=True, isolation_key="https://a.test https://a.test"),
            logged("https://accounts.browser.test/", 2.0, isolation_key="https://browser.test https://browser.test"),
        ]
    )
    assert (page.browser_own, accounts.browser_own, accounts.page_url) == (False, True, "")


def test_what_nobody_initiated_under_an_open_pages_key_is_the_sites():
    _, icon = together(
        [
            logged("https://a.test/", 1.0, main_frame=True, isolation_key="https://a.test https://a.test"),
            logged("https://a.test/favicon.ico", 2.0, isolation_key="https://a.test https://a.test"),
        ]
    )
    assert not icon.browser_own


def test_the_address_and_the_size_of_the_body_come_from_the_ledger_where_devtools_saw_nothing():
    (record,) = together(
        [logged("https://t.test/", method="POST", initiator_origin="null", remote_address="10.0.0.1:443", post_bytes=5)]
    )
    assert (record.remote_address, record.post_bytes, record.post_sha256) == ("10.0.0.1:443", 5, "")


def test_a_body_that_only_a_hook_saw_is_kept_with_its_digest_when_it_is_whole():
    digest = hashlib.sha256(b"v=1&uid=4711").hexdigest()
    sent = {"method": "POST", "initiator_origin": "https://a.test"}
    whole, cut = together(
        [
            logged("https://t.test/hit", 1.0, post_bytes=12, **sent),
            logged("https://t.test/cut", 2.0, post_bytes=9, **sent),
        ],
        calls=[
            ApiCall(time=1.0, api="sendBeacon", url="https://t.test/hit", post_data="v=1&uid=4711"),
            ApiCall(time=2.0, api="sendBeacon", url="https://t.test/cut", post_data="v=1"),
        ],
    )
    assert (whole.post_data, whole.post_sha256, whole.initiator) == ("v=1&uid=4711", digest, "script")
    assert (cut.post_data, cut.post_sha256, cut.post_bytes) == ("v=1", "", 9)


def test_a_line_that_is_expired_on_arrival_removes_and_stores_nothing():
    _, line = together(
        [
            logged(
                "https://t.test/",
                response_headers=(("Set-Cookie", "a=; Max-Age=0"),),
                stores=[("a", "INCLUDE, DO_NOT_WARN", "")],
                removing=[0],
            )
        ]
    )
    assert (line.removes, line.stored, line.refused_for) == (True, True, ())


def test_what_the_page_had_in_memory_takes_no_partner_from_the_wire():
    records = together(
        [logged("https://a.test/s.css", 1.0), logged("https://a.test/s.css", 9.0)],
        [
            told("https://a.test/s.css", 1.0),
            told("https://a.test/s.css", 5.0, from_cache=True, from_memory=True),
            told("https://a.test/s.css", 9.0),
        ],
    )
    assert [(record.from_cache, record.seen_by) for record in records] == [
        (False, ("ledger", "devtools")),
        (True, ("devtools",)),
        (False, ("ledger", "devtools")),
    ]


def test_a_redirects_target_names_the_hop_before():
    first, second = together([logged("https://a.test/1"), logged("https://b.test/2", follows=0)])
    assert second.redirected_from == first.id


def test_each_set_cookie_line_says_whether_it_was_stored_and_why_not():
    request, stored, refused = together(
        [
            logged(
                "https://t.test/",
                response_headers=(("Set-Cookie", "a=1"), ("Set-Cookie", "b=2; Domain=other.test")),
                stores=[("a", "INCLUDE, DO_NOT_WARN", ""), ("", "EXCLUDE_DOMAIN_MISMATCH, DO_NOT_WARN", "")],
            )
        ]
    )
    assert isinstance(request, Request) and isinstance(stored, SetCookie) and isinstance(refused, SetCookie)
    assert (stored.line, stored.stored) == ("a=1", True)
    assert (refused.line, refused.refused_for) == ("b=2; Domain=other.test", ("DomainMismatch",))


def test_devtools_reason_for_a_refusal_wins_over_the_ledgers():
    line = "c=1; SameSite=None; Secure"
    _, refused = together(
        [
            logged(
                "https://t.test/",
                response_headers=(("set-cookie", line),),
                stores=[("c", "EXCLUDE_USER_PREFERENCES", "")],
            )
        ],
        [told("https://t.test/", blocked_cookies=[(line, ("UserPreferences",))])],
    )
    assert refused.refused_for == ("UserPreferences",)


def test_a_response_from_the_cache_sets_no_cookie_again():
    records = together(
        [logged("https://t.test/", sent=False)],
        [told("https://t.test/", response_headers=(("Set-Cookie", "a=1"),), from_cache=True)],
    )
    assert [type(record) for record in records] == [Request]


def test_a_beacon_call_gives_its_request_the_name_of_the_api():
    call = ApiCall(time=1.0, api="keepalive", url="https://t.test/hit")
    (record,) = together(
        [logged("https://t.test/hit", method="POST")],
        [told("https://t.test/hit", method="POST", resource_type="fetch")],
        [call],
    )
    assert record.api == "keepalive"


def test_an_anchors_ping_is_told_from_send_beacon_by_its_headers():
    (ping,) = together(
        [logged("https://t.test/", method="POST", request_headers=(("Ping-To", "https://b.test/"),))],
        [told("https://t.test/", method="POST", resource_type="ping")],
    )
    assert ping.api == "ping"


def test_an_answer_without_content_has_a_body_of_no_bytes():
    (record,) = together([logged("https://t.test/", status=204)])
    assert record.body_bytes == 0


def test_a_request_that_was_sent_twice_names_who_asked_both_times():
    first, second = together(
        [
            logged("https://t.test/p", sent_again=1, error="ERR_CONNECTION_RESET"),
            logged("https://t.test/p", status=200),
        ],
        [told("https://t.test/p", resource_type="image", initiator="parser", frame_id="f")],
    )
    assert (first.error, first.status, second.error, second.status) == ("ERR_CONNECTION_RESET", None, "", 200)
    assert (first.resource_type, first.frame_id, first.seen_by) == ("image", "f", ("ledger",))
    assert (second.resource_type, second.frame_id, second.seen_by) == ("image", "f", ("ledger", "devtools"))


def test_what_a_service_worker_answered_leaves_the_wire_to_the_workers_own_request():
    by_worker, own = together(
        [logged("https://t.test/p")],
        [
            told("https://t.test/p", time=1.0, from_worker=True, from_cache=True, resource_type="document"),
            told("https://t.test/p", time=1.1, resource_type="other", status=200),
        ],
    )
    assert (own.resource_type, own.seen_by, own.from_cache) == ("document", ("devtools",), True)
    assert (by_worker.resource_type, by_worker.seen_by, by_worker.from_cache) == (
        "other",
        ("ledger", "devtools"),
        False,
    )


def test_a_workers_answer_is_paired_with_the_wire_when_nobody_told_the_workers_own_request():
    (record,) = together([logged("https://t.test/p")], [told("https://t.test/p", from_worker=True, from_cache=True)])
    assert record.seen_by == ("ledger", "devtools") and not record.from_cache


@pytest.mark.parametrize(("status", "kept"), [(307, True), (308, True), (302, False)])
def test_a_redirect_sends_the_body_on_by_its_status_only(status, kept):
    digest = hashlib.sha256(b"of a blob").hexdigest()
    sent = {"method": "POST", "post_bytes": 9}
    _, second = together(
        [logged("https://t.test/1", status=status, **sent), logged("https://t.test/2", 2.0, follows=0, **sent)],
        [told("https://t.test/1", method="POST", post_data="of a blob", post_sha256=digest, post_size=9)],
    )
    assert second.post_sha256 == (digest if kept else "")


def test_the_digest_of_a_long_body_is_that_of_the_whole_and_its_text_the_beginning():
    whole = b"x" * 20_000
    (record,) = together(
        [logged("https://t.test/", method="POST", post_bytes=20_000)],
        [
            told(
                "https://t.test/",
                method="POST",
                post_data="x" * 4096,
                post_bytes=whole[:4096],
                post_sha256=hashlib.sha256(whole).hexdigest(),
                post_size=20_000,
            )
        ],
    )
    assert (record.post_bytes, record.post_sha256) == (20_000, hashlib.sha256(whole).hexdigest())


def test_a_line_that_the_cookie_store_was_never_asked_about_was_not_stored():
    _, line = together([logged("https://t.test/", response_headers=(("Set-Cookie", "a=1"),), status=200)])
    assert isinstance(line, SetCookie)
    assert (line.stored, line.refused_for) == (False, ("CredentialsOmitted",))


def test_an_answer_without_a_body_has_a_body_of_no_bytes():
    headers = (("Content-Length", "0"),)
    (record,) = together([logged("https://t.test/", response_headers=headers, status=200)])
    assert record.body_bytes == 0
