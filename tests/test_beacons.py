"""Which requests are web beacons: each rule once as a true case and once as a near miss."""

from pathlib import Path
from typing import Any

import pytest

from analyzers.filter_rules import FilterRules, RuleList
from analyzers.knowledge import Knowledge
from analyzers.model import Observation
from analyzers.path_templates import path_template
from crawler.records import ApiCall, Image, Record, Request
from tests.judging import KNOWN, NOW, PAGE, UUID, of_kind, pixel, request, seen, set_cookie, visit

THIRD = "https://t.adnet.test"
ENCODED_PAGE = "https%3A%2F%2Fwww.shop.test%2Fcart%2F"


def beacons(tmp_path: Path, *records: Record, knowledge: Knowledge = KNOWN) -> list[Observation]:
    return of_kind(seen(tmp_path, *records, knowledge=knowledge), "beacon")


def rules(beacon: Observation) -> set[str]:
    return {reason["rule"] for reason in beacon.details["reasons"]}


def image_element(url: str, **fields: object) -> Image:
    base: dict[str, object] = {
        "natural_width": 20,
        "natural_height": 20,
        "rendered_width": 20.0,
        "rendered_height": 20.0,
    }
    return Image(time=NOW, visit="v1", url=url, **{**base, **fields})  # type: ignore[arg-type]


# B1: size


def test_a_one_pixel_image_of_a_third_party_is_a_beacon(tmp_path: Path) -> None:
    (beacon,) = beacons(tmp_path, pixel(f"{THIRD}/p.gif?x=1"))
    assert (beacon.host, beacon.party, beacon.details["certainty"]) == ("t.adnet.test", "third", "high")
    assert (rules(beacon), beacon.urls, beacon.category) == ({"B1"}, (f"{THIRD}/p.gif?x=1",), "targeting")


def test_the_size_is_the_decoded_one_not_the_rendered_one(tmp_path: Path) -> None:
    photo = request(f"{THIRD}/photo.jpg", mime="image/jpeg", body_bytes=90_000, image_width=800, image_height=600)
    assert beacons(tmp_path, photo, image_element(photo.url, rendered_width=1.0, rendered_height=1.0)) == []


@pytest.mark.parametrize(("width", "height", "found"), [(2, 2, 1), (3, 3, 1), (4, 4, 0), (1, 30, 0)])
def test_two_and_three_pixels_count_only_with_a_query_to_a_third_party(
    tmp_path: Path, width: int, height: int, found: int
) -> None:
    with_query = pixel(f"{THIRD}/p.gif?x=1", image_width=width, image_height=height)
    assert len(beacons(tmp_path / "a", with_query)) == found
    assert beacons(tmp_path / "b", pixel(f"{THIRD}/p.gif", image_width=width, image_height=height)) == []


def test_a_first_party_pixel_with_a_query_is_reported_too(tmp_path: Path) -> None:
    (beacon,) = beacons(tmp_path, pixel(f"https://www.shop.test/px.gif?dl={ENCODED_PAGE}&ev=fp"))
    assert (beacon.party, beacon.details["certainty"]) == ("first", "high")


def test_a_first_party_spacer_without_a_query_is_weak(tmp_path: Path) -> None:
    (beacon,) = beacons(tmp_path, pixel("https://www.shop.test/spacer.gif"))
    assert (beacon.details["certainty"], beacon.confidence in ("low", "none")) == ("low", True)


@pytest.mark.parametrize("answer", [{"status": 204}, {"body_bytes": 0}])
def test_an_image_answered_by_nothing_is_a_beacon(tmp_path: Path, answer: dict[str, int]) -> None:
    assert len(beacons(tmp_path, request(f"{THIRD}/hit?x=1", **answer))) == 1


@pytest.mark.parametrize("status", [404, 500, 304])
def test_a_broken_or_unchanged_image_is_no_beacon(tmp_path: Path, status: int) -> None:
    assert beacons(tmp_path, request(f"{THIRD}/logo.png?v=2", status=status, mime="text/html", body_bytes=0)) == []


def test_an_image_from_the_cache_without_a_body_is_no_beacon(tmp_path: Path) -> None:
    assert beacons(tmp_path, request(f"{THIRD}/logo.png?v=2", mime="image/png", body_bytes=0, from_cache=True)) == []


def test_an_image_that_is_none_is_a_beacon_with_a_query_only(tmp_path: Path) -> None:
    assert len(beacons(tmp_path / "a", request(f"{THIRD}/hit?x=1", mime="application/json", body_bytes=300))) == 1
    assert beacons(tmp_path / "b", request(f"{THIRD}/missing.png", mime="text/html", body_bytes=300)) == []


def test_an_image_that_only_the_ledger_saw_is_judged_by_its_length(tmp_path: Path) -> None:
    def from_ledger(length: str, mime: str = "image/gif") -> Record:
        headers = (("Content-Type", mime), ("Content-Length", length))
        return request(f"{THIRD}/bye.gif?x=1", "", seen_by=("ledger",), page_url="", response_headers=headers)

    (beacon,) = beacons(tmp_path / "a", from_ledger("43"))
    assert (beacon.details["ledger_only"], beacon.pages) == (1, (PAGE,))
    assert beacons(tmp_path / "b", from_ledger("4300")) == []
    sprite = request(f"{THIRD}/sprite.gif", mime="image/gif", body_bytes=82)
    assert beacons(tmp_path / "d", sprite) == []
    assert beacons(tmp_path / "c", from_ledger("90", "image/svg+xml")) == []


@pytest.mark.parametrize(
    "record",
    [
        request("https://www.shop.test/favicon.ico", "other", status=204),
        request(f"{THIRD}/apple-touch-icon.png", body_bytes=0),
        request(f"{THIRD}/font.woff2?v=1", "font", mime="font/woff2", body_bytes=900),
        request(f"{THIRD}/a.css?dl={ENCODED_PAGE}", "stylesheet", mime="text/css", body_bytes=0),
        request(f"{THIRD}/frame?dl={ENCODED_PAGE}", "document", mime="text/html", body_bytes=0),
        request(f"{THIRD}/hit?dl={ENCODED_PAGE}", "preflight", method="OPTIONS", status=204),
        request(f"{THIRD}/hit?dl={ENCODED_PAGE}", "ping", browser_own=True),
        request("https://cdn.adnet.test/icon.svg", mime="image/svg+xml", body_bytes=80),
        pixel("data:image/gif;base64,R0lGODlhAQABAAAAACw="),
    ],
)
def test_icons_fonts_frames_and_preflights_are_no_beacons(tmp_path: Path, record: Record) -> None:
    assert beacons(tmp_path, record) == []


# B2: hidden


def test_a_hidden_image_that_carries_the_page_is_a_beacon(tmp_path: Path) -> None:
    image = request(f"{THIRD}/i?u={ENCODED_PAGE}", mime="image/png", body_bytes=900, image_width=20, image_height=20)
    (beacon,) = beacons(tmp_path, image, image_element(image.url, visible=False))
    assert (rules(beacon), beacon.details["carries"]) == ({"B2"}, ["the page's address"])


def test_a_hidden_image_that_carries_nothing_is_no_beacon(tmp_path: Path) -> None:
    image = request(f"{THIRD}/slide-2.png?v=7", mime="image/png", body_bytes=900, image_width=20, image_height=20)
    assert beacons(tmp_path, image, image_element(image.url, visible=False)) == []


def test_a_shown_image_that_carries_the_page_is_no_beacon(tmp_path: Path) -> None:
    image = request(f"{THIRD}/i?u={ENCODED_PAGE}", mime="image/png", body_bytes=900, image_width=20, image_height=20)
    assert beacons(tmp_path, image, image_element(image.url)) == []


# B3: API


@pytest.mark.parametrize("api", ["sendBeacon", "ping", "keepalive", "fetchLater"])
def test_an_api_made_for_beacons_makes_a_beacon_whatever_the_size(tmp_path: Path, api: str) -> None:
    call = request("https://www.shop.test/collect", "fetch", method="POST", api=api, body_bytes=90_000)
    (beacon,) = beacons(tmp_path, call)
    assert (rules(beacon), beacon.details["mechanisms"]) == ({"B3"}, [api])


def test_a_call_that_a_hook_saw_gives_a_ledger_request_its_api(tmp_path: Path) -> None:
    url = f"{THIRD}/exit"
    call = ApiCall(time=NOW, visit="v1", api="sendBeacon", url=url)
    (beacon,) = beacons(tmp_path, call, request(url, "", method="POST", status=None, seen_by=("ledger",)))
    assert beacon.details["mechanisms"] == ["sendBeacon"]


@pytest.mark.parametrize("plain", [("fetch", ("ledger", "devtools")), ("", ("ledger",))])
def test_a_plain_fetch_to_the_address_of_a_beacon_is_none(tmp_path: Path, plain: tuple[str, tuple[str, ...]]) -> None:
    url = f"{THIRD}/exit"
    call = ApiCall(time=NOW, visit="v1", api="sendBeacon", url=url)
    sent = request(url, "ping", method="POST", api="sendBeacon", id="r1")
    fetch = request(url, plain[0], method="POST", body_bytes=9_000, id="r2", seen_by=plain[1])
    (beacon,) = beacons(tmp_path, call, sent, fetch)
    assert (beacon.details["mechanisms"], beacon.details["times"]) == (["sendBeacon"], 1)


def test_a_hook_alone_without_a_request_is_no_beacon(tmp_path: Path) -> None:
    assert beacons(tmp_path, ApiCall(time=NOW, visit="v1", api="sendBeacon", url=f"{THIRD}/exit")) == []


@pytest.mark.parametrize(
    "fields",
    [{"resource_type": "cspviolationreport"}, {"resource_type": "other", "post_kind": "application/reports+json"}],
)
def test_reports_that_the_browser_posts_are_beacons(tmp_path: Path, fields: dict[str, str]) -> None:
    (beacon,) = beacons(tmp_path, request(f"{THIRD}/report", method="POST", status=204, **fields))
    assert beacon.details["mechanisms"] == ["report"]


def test_a_blind_post_of_the_ledger_is_taken_for_send_beacon(tmp_path: Path) -> None:
    def post(mode: str) -> Record:
        headers = (("sec-fetch-mode", mode), ("sec-fetch-dest", "empty"))
        return request(f"{THIRD}/e", "", method="POST", status=200, request_headers=headers, seen_by=("ledger",))

    assert len(beacons(tmp_path / "a", post("no-cors"))) == 1
    assert beacons(tmp_path / "b", post("cors")) == []


# B4: event calls


@pytest.mark.parametrize(
    "fields",
    [
        {"status": 204},
        {"mime": "application/json", "body_bytes": 8},
        {"mime": "text/plain", "body_bytes": 1024},
        {"resource_type": "xhr", "body_bytes": 0},
        {"resource_type": "script", "mime": "image/gif", "body_bytes": 43},
    ],
)
def test_a_call_that_carries_the_page_and_gets_no_content_is_a_beacon(
    tmp_path: Path, fields: dict[str, object]
) -> None:
    call = request(f"{THIRD}/e?dl={ENCODED_PAGE}", **{"resource_type": "fetch", **fields})  # type: ignore[arg-type]
    assert len(beacons(tmp_path, call)) == 1


@pytest.mark.parametrize(
    ("fields", "certainty"),
    [
        ({"mime": "application/json", "body_bytes": 30}, "medium"),
        ({"mime": "application/json", "body_bytes": 700}, "low"),
        (
            {"mime": "application/json", "body_bytes": 14, "response_headers": (("Cache-Control", "max-age=600"),)},
            "low",
        ),
        ({"mime": "text/plain", "body_bytes": 700}, "medium"),
        ({"resource_type": "script", "mime": "text/javascript", "body_bytes": 14}, "medium"),
    ],
    ids=["a receipt", "an object", "an answer to be kept", "plain text", "a callback"],
)
def test_an_answer_that_may_be_content_makes_a_call_less_certain(
    tmp_path: Path, fields: dict[str, Any], certainty: str
) -> None:
    call = request(f"{THIRD}/e?dl={ENCODED_PAGE}", **{"resource_type": "fetch", **fields})
    (beacon,) = beacons(tmp_path, call)
    assert beacon.details["certainty"] == certainty


@pytest.mark.parametrize(
    "record",
    [
        request(f"{THIRD}/e?v=1", "fetch", status=204),
        request(f"{THIRD}/api?dl={ENCODED_PAGE}", "fetch", mime="application/json", body_bytes=1025),
        request(f"{THIRD}/lib.js?dl={ENCODED_PAGE}", "script", mime="text/javascript", body_bytes=300),
        request(f"{THIRD}/e?dl={ENCODED_PAGE}", "fetch", status=404, body_bytes=0),
        request(f"{THIRD}/embed?origin=https%3A%2F%2Fwww.shop.test", "fetch", mime="application/json", body_bytes=90),
        request(f"{THIRD}/e?dl=https%3A%2F%2Fother.test%2Fcart%2F", "fetch", status=204),
        request(f"{THIRD}/key?api=7f3c9a2b51d0e844", "fetch", mime="application/json", body_bytes=90),
        request("https://www.shop.test/api/state", "fetch", mime="application/json", body_bytes=11),
        request("https://www.shop.test/api/save", "fetch", method="POST", status=204, post_data='{"size":"m"}'),
    ],
)
def test_calls_for_content_and_small_interfaces_are_no_beacons(tmp_path: Path, record: Record) -> None:
    assert beacons(tmp_path, record) == []


@pytest.mark.parametrize(
    ("data", "carried"),
    [
        (f"url={ENCODED_PAGE}", "the page's address"),
        ('{"page":"https:\\/\\/www.shop.test\\/cart\\/"}', "the page's address"),
        ("title=Your+basket+%28empty%29", "the page's title"),
        (f"cid={UUID}", "an identifier"),
        ("p=%2Fcart%2F", "the page's address"),
    ],
)
def test_what_a_call_carries_is_found_in_its_body(tmp_path: Path, data: str, carried: str) -> None:
    call = request(f"{THIRD}/e", "xhr", method="POST", status=204, post_data=data)
    (beacon,) = beacons(tmp_path, call, visit(title="Your basket (empty)"))
    assert beacon.details["carries"] == [carried]


def test_the_identifier_of_a_cookie_is_named_and_never_shown(tmp_path: Path) -> None:
    call = request(f"{THIRD}/e?x={UUID}", "fetch", status=204)
    (beacon,) = beacons(tmp_path, set_cookie(f"visitor={UUID}"), call)
    assert beacon.details["carries"] == ["the identifier of visitor"]
    assert UUID not in repr(beacon.details)
    assert beacon.identifier == "weak"


def test_a_first_party_event_with_the_page_and_no_answer_is_a_beacon(tmp_path: Path) -> None:
    def call(**fields: Any) -> Request:
        return request(f"https://www.shop.test/collect?dl={ENCODED_PAGE}", "fetch", method="POST", **fields)

    assert len(beacons(tmp_path / "a", call(status=204))) == 1
    assert len(beacons(tmp_path / "b", call(status=202, mime="text/plain", body_bytes=2))) == 1
    assert beacons(tmp_path / "c", call(mime="application/json", body_bytes=2)) == []


# B6: redirects


def chain(end: Record) -> tuple[Record, ...]:
    first = request(
        f"{THIRD}/sync?x=1", id="a", status=302, response_headers=(("Location", "https://m.stats.test/match?x=1"),)
    )
    second = request("https://m.stats.test/match?x=1", id="b", status=302, redirected_from="a")
    return first, second, end


def test_every_hop_that_ends_in_a_beacon_is_reported(tmp_path: Path) -> None:
    found = beacons(tmp_path, *chain(pixel("https://p.cads.test/end.gif?x=1", redirected_from="b")))
    assert {one.host: rules(one) for one in found} == {
        "t.adnet.test": {"B6"},
        "m.stats.test": {"B6"},
        "p.cads.test": {"B1"},
    }


def test_redirects_to_content_are_no_beacons(tmp_path: Path) -> None:
    photo = request(
        "https://p.cads.test/photo.jpg", mime="image/jpeg", image_width=80, image_height=80, redirected_from="b"
    )
    assert beacons(tmp_path, *chain(photo)) == []


def test_hops_without_ids_are_joined_by_their_location(tmp_path: Path) -> None:
    hop = request(
        f"{THIRD}/r?x=1", "", status=302, seen_by=("ledger",), response_headers=(("location", "/end.gif?x=1"),)
    )
    found = beacons(tmp_path, hop, pixel(f"{THIRD}/end.gif?x=1"))
    assert {one.name for one in found} == {"t.adnet.test/r", "t.adnet.test/end.gif"}


def test_a_circle_of_redirects_ends(tmp_path: Path) -> None:
    one = request(f"{THIRD}/a?x=1", id="a", status=302, redirected_from="b")
    two = request(f"{THIRD}/b?x=1", id="b", status=302, redirected_from="a")
    assert len(beacons(tmp_path, one, two, pixel(f"{THIRD}/c.gif?x=1", redirected_from="b"))) == 3


# static, lists, grouping


def test_a_noscript_pixel_is_marked_as_never_sent(tmp_path: Path) -> None:
    (beacon,) = beacons(tmp_path, request(f"{THIRD}/tr?id=1&noscript=1", status=None, seen_by=("static",)))
    assert (beacon.details["static"], beacon.details["mechanisms"]) == (True, ["noscript"])


@pytest.mark.parametrize("url", [f"{THIRD}/photo.jpg?w=800", "https://www.shop.test/photo.png", f"{THIRD}/badge.svg"])
def test_a_picture_in_noscript_is_no_beacon(tmp_path: Path, url: str) -> None:
    assert beacons(tmp_path, request(url, status=None, seen_by=("static",))) == []


def test_the_size_beside_a_noscript_image_decides(tmp_path: Path) -> None:
    url = f"{THIRD}/i?id=1"
    record = request(url, status=None, seen_by=("static",))
    pixel_size = image_element(url, rendered_width=1.0, rendered_height=1.0)
    assert len(beacons(tmp_path / "a", record, pixel_size)) == 1
    assert beacons(tmp_path / "b", record, image_element(url, rendered_width=300.0, rendered_height=200.0)) == []


def listing(tmp_path: Path) -> Knowledge:
    path = tmp_path / "easyprivacy.txt"
    path.write_text("[Adblock Plus 2.0]\n||tracker.test^$third-party\n", encoding="utf-8")

    class WithList(Knowledge):
        filter_rules = FilterRules((RuleList(name="easyprivacy", path=path),))  # type: ignore[assignment]

    return WithList()


def test_a_list_is_a_reason_of_its_own_for_small_calls(tmp_path: Path) -> None:
    call = request("https://tracker.test/e?v=1", "fetch", mime="text/plain", body_bytes=2)
    (beacon,) = beacons(tmp_path / "a", call, knowledge=listing(tmp_path))
    assert rules(beacon) == {"filter-rule"}


def test_a_list_alone_makes_no_beacon_of_a_library_or_a_picture(tmp_path: Path) -> None:
    library = request("https://tracker.test/lib.js", "script", mime="text/javascript", body_bytes=90_000)
    picture = request("https://tracker.test/a.png", mime="image/png", body_bytes=9000, image_width=80, image_height=80)
    assert beacons(tmp_path / "a", library, picture, knowledge=listing(tmp_path)) == []


def test_hits_are_grouped_by_host_path_and_mechanism_with_every_address(tmp_path: Path) -> None:
    urls = [f"{THIRD}/hit/{number}/p.gif?x={number}" for number in range(40)]
    (beacon,) = beacons(tmp_path, *(pixel(url) for url in urls))
    assert (beacon.name, beacon.urls, beacon.details["times"]) == ("t.adnet.test/hit/*/p.gif", tuple(urls), 40)
    assert len(beacon.evidence) == 5


@pytest.mark.parametrize(
    ("url", "template"),
    [
        ("https://a.test/b/ss/rsid/1/JS?x=1", "/b/ss/rsid/*/JS"),
        (f"https://a.test/v/{UUID}/hit", "/v/*/hit"),
        ("https://a.test/collect", "/collect"),
        ("https://a.test/ibs:dpid=358&dpuuid=7198930254545667412", "/ibs:dpid=*&dpuuid=*"),
        ("https://a.test/b/ss/s35462716983168", "/b/ss/*"),
        ("https://a.test/products/blue-notebook.gif", "/products/blue-notebook.gif"),
        ("https://a.test", "/"),
        ("https://[bad/x", "/"),
    ],
)
def test_a_path_template_hides_what_varies(url: str, template: str) -> None:
    assert path_template(url) == template
