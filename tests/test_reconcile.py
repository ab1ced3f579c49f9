"""The ledger and DevTools put together."""

import hashlib

from crawler.ledger import Ledger, LedgerRequest
from crawler.reconcile import reconcile
from crawler.recorders.requests import DevToolsRequest
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
