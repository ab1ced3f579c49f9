"""Which request a call of sendBeacon, keepalive or fetchLater is named on, when others go to the same address."""

import pytest

from crawler.records import ApiCall
from tests.scaling import grows_linearly
from tests.test_reconcile import logged, together, told

HIT = "https://t.test/hit"
BY_FETCH = (("Sec-Fetch-Dest", "empty"), ("Sec-Fetch-Mode", "cors"), ("Content-Type", "text/plain;charset=UTF-8"))
BY_BEACON = (("Sec-Fetch-Dest", "empty"), ("Sec-Fetch-Mode", "no-cors"), ("Content-Type", "text/plain;charset=UTF-8"))


def call(at=1.0, api="sendBeacon", **facts):
    return ApiCall(time=at, api=api, url=HIT, **facts)


def posted(at=1.0, **facts):
    return logged(HIT, at, method="POST", initiator_origin="https://a.test", **facts)


def both(kind, at=1.0, **facts):
    """A request that the log and DevTools told."""
    return posted(at), told(HIT, at, method="POST", resource_type=kind, **facts)


def apis(pairs, calls):
    requests = [entry for entry, _ in pairs]
    return [record.api for record in together(requests, [seen for _, seen in pairs if seen], calls)]


@pytest.mark.parametrize("kind", ["fetch", "xhr"])
def test_a_plain_request_beside_a_beacon_of_the_same_address_and_body_keeps_no_name(kind):
    pairs = [both(kind, 1.0, post_data="v=1"), both("ping", 2.0, post_data="v=1")]
    assert apis(pairs, [call(2.0, post_data="v=1")]) == ["", "sendBeacon"]


def test_a_fetch_is_no_beacon_though_the_beacon_of_its_address_was_never_sent():
    assert apis([both("fetch")], [call()]) == [""]


def test_a_fetch_that_only_the_log_saw_is_told_by_its_mode_from_the_beacon_beside_it():
    pairs = [(posted(1.0, request_headers=BY_FETCH), None), (posted(1.1, request_headers=BY_BEACON), None)]
    assert apis(pairs, [call(1.0)]) == ["", "sendBeacon"]


def test_a_beacon_of_a_blob_that_no_form_could_send_asks_first_and_is_one():
    headers = (("Sec-Fetch-Mode", "cors"), ("Content-Type", "application/json"))
    assert apis([(posted(request_headers=headers), None)], [call()]) == ["sendBeacon"]


def test_a_picture_of_the_same_address_that_only_the_log_saw_takes_no_call():
    picture = logged(HIT, 1.0, request_headers=(("Sec-Fetch-Dest", "image"),), initiator_origin="https://a.test")
    assert apis([(picture, None), (posted(1.1), None)], [call()]) == ["", "sendBeacon"]
    assert apis([(picture, None)], [call(api="keepalive")]) == [""]


def test_what_was_asked_with_get_is_no_beacon_and_not_what_was_sent_with_a_body():
    asked = logged(HIT, initiator_origin="https://a.test")
    assert apis([(asked, None)], [call()]) == [""]
    assert apis([(asked, None)], [call(api="keepalive", post_data="v=1")]) == [""]
    assert apis([(asked, None)], [call(api="keepalive")]) == ["keepalive"]


def test_an_anchors_ping_takes_no_beacons_call():
    anchor = posted(1.0, request_headers=(("Ping-To", "https://b.test/"),)), both("ping")[1]
    assert apis([anchor, both("ping", 2.0)], [call(2.0)]) == ["ping", "sendBeacon"]


def test_requests_of_unknown_kind_are_told_apart_by_the_size_of_their_body():
    pairs = [(posted(1.0, post_bytes=900), None), (posted(1.1, post_bytes=3), None)]
    assert apis(pairs, [call(1.0, post_data="v=1")]) == ["", "sendBeacon"]


def test_a_fetch_with_keepalive_is_told_from_a_plain_one_by_its_body():
    pairs = [both("fetch", 1.0, post_data="v=1"), both("fetch", 1.1, post_data="v=2")]
    assert apis(pairs, [call(1.0, "keepalive", post_data="v=2")]) == ["", "keepalive"]
    assert apis(pairs[:1], [call(1.0, "keepalive", post_data="v=2")]) == [""]


def test_without_a_body_the_nearest_in_time_is_the_one_with_keepalive():
    pairs = [both("fetch", 1.0), both("fetch", 4.99), both("fetch", 9.0)]
    assert apis(pairs, [call(5.0, "keepalive")]) == ["", "keepalive", ""]


def test_what_was_put_off_until_later_is_the_last():
    assert apis([both("fetch", 1.0), both("fetch", 60.0)], [call(1.0, "fetchLater")]) == ["", "fetchLater"]


def test_the_way_on_after_a_redirect_takes_no_call_of_its_address():
    records = together([posted(1.0), posted(1.1, follows=0), posted(2.0)], calls=[call(1.0), call(2.0)])
    assert [record.api for record in records] == ["sendBeacon", "", "sendBeacon"]


def test_what_was_sent_twice_is_named_both_times_for_one_call():
    records = together([posted(1.0, sent_again=1), posted(1.1)], calls=[call()])
    assert [record.api for record in records] == ["sendBeacon", "sendBeacon"]


def test_a_body_with_half_a_letter_is_the_one_that_was_sent_with_a_replacement():
    pairs = [both("fetch", 1.0, post_data="a"), both("fetch", 1.1, post_data="\ufffd")]
    assert apis(pairs, [call(1.0, "keepalive", post_data="\ud800")]) == ["", "keepalive"]


def test_calls_by_the_thousand_are_named_and_cost_no_more_than_their_number():
    def named(size):
        requests = [posted(float(n)) for n in range(size)]
        records = together(requests, calls=[call(float(n)) for n in range(size - 1000)])
        assert sum(record.api == "sendBeacon" for record in records) == size - 1000

    assert grows_linearly(named, 1500)
