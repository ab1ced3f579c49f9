"""The ledger and DevTools put together."""

from crawler.ledger import Ledger, LedgerRequest
from crawler.reconcile import reconcile
from crawler.records import ApiCall, Request, SetCookie
from crawler.recorders.requests import DevToolsRequest


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
        [logged("https://t.test/p", isolation_key="k", request_headers=(("Sec-Fetch-Dest", "image"),))]
    )
    assert record.seen_by == ("ledger",) and record.resource_type == "image" and not record.browser_own


def test_a_request_of_nobodys_page_is_the_browsers_own():
    (record,) = together([logged("https://update.browser.test/")])
    assert record.browser_own


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
