"""Which pixels are mere spacers, and which frames and prefetches are beacons."""

from pathlib import Path
from typing import Any

import pytest

from analyzers.knowledge import Knowledge, Service
from crawler.records import Image, Request
from tests.judging import pixel, request, script_cookie
from tests.test_beacons import ENCODED_PAGE, THIRD, beacons, image_element, rules

KEPT = (("Cache-Control", "public, max-age=31536000, immutable"),)
SESSION = (("Cookie", "visitor=1"),)


@pytest.mark.parametrize(
    "url", [f"{THIRD}/blank.gif", f"{THIRD}/blank.gif?v=7f3c9a2b51d0e844", "https://www.shop.test/spacer.gif?v=3"]
)
def test_a_spacer_that_the_browser_may_keep_is_weak(tmp_path: Path, url: str) -> None:
    (beacon,) = beacons(tmp_path, pixel(url, response_headers=KEPT))
    assert beacon.details["certainty"] == "low"


@pytest.mark.parametrize(
    "fields",
    [
        {"response_headers": (("Cache-Control", "no-cache, max-age=31536000"),)},
        {"response_headers": (("Cache-Control", "max-age=600"),)},
        {"response_headers": (("Cache-Control", "s-maxage=31536000, max-age=0"),)},
        {"response_headers": KEPT, "request_headers": SESSION},
        {"response_headers": (*KEPT, ("Set-Cookie", "visitor=1"))},
    ],
    ids=["asked again", "kept for minutes", "kept by others", "with a cookie", "sets a cookie"],
)
def test_a_pixel_that_is_asked_for_again_or_told_a_cookie_is_no_spacer(tmp_path: Path, fields: dict[str, Any]) -> None:
    (beacon,) = beacons(tmp_path, pixel(f"{THIRD}/blank.gif?c=1", **fields))
    assert beacon.details["certainty"] == "high"


@pytest.mark.parametrize("query", ["id=k3Jf92LsQp0aZx81", "t=1789999999", f"u={ENCODED_PAGE}"])
def test_a_kept_pixel_whose_address_is_another_for_each_visit_is_no_spacer(tmp_path: Path, query: str) -> None:
    (beacon,) = beacons(tmp_path, pixel(f"{THIRD}/p.gif?{query}", response_headers=KEPT))
    assert beacon.details["certainty"] == "high"


def test_a_tiny_preview_of_a_photo_that_is_kept_is_no_beacon(tmp_path: Path) -> None:
    preview = pixel(f"{THIRD}/hero.jpg?w=3&blur=20", image_width=3, image_height=2, response_headers=KEPT)
    assert beacons(tmp_path, preview) == []


def test_a_page_in_place_of_a_picture_is_no_beacon(tmp_path: Path) -> None:
    missing = request("https://www.shop.test/logo.png?v=3", mime="text/html", body_bytes=900)
    long = request(f"{THIRD}/i?id=3", mime="text/html", body_bytes=9_000)
    assert beacons(tmp_path, missing, long) == []


def frame(url: str, **fields: Any) -> Request:
    return request(url, "document", **{"mime": "text/html", "body_bytes": 400, **fields})


def frame_element(url: str, side: float = 0.0, **fields: Any) -> Image:
    return image_element(url, rendered_width=side, rendered_height=side, frame=True, **fields)


@pytest.mark.parametrize(
    "url", [f"{THIRD}/sync?u={ENCODED_PAGE}", f"{THIRD}/activityi;src=1;cat=b;~oref={ENCODED_PAGE}?"]
)
def test_a_hidden_frame_that_carries_the_page_is_a_beacon(tmp_path: Path, url: str) -> None:
    (beacon,) = beacons(tmp_path, frame(url), frame_element(url))
    assert (rules(beacon), beacon.details["mechanisms"]) == ({"B5"}, ["frame"])


@pytest.mark.parametrize(
    ("url", "element"),
    [
        (f"{THIRD}/embed?u={ENCODED_PAGE}", {"side": 300.0}),
        (f"{THIRD}/storage?v=3", {}),
        (f"{THIRD}/authorize?client_id=1&redirect_uri={ENCODED_PAGE}&prompt=none", {}),
        (f"https://www.shop.test/frame?u={ENCODED_PAGE}", {}),
    ],
    ids=["to be seen", "carries nothing", "a silent log-in", "the site's own"],
)
def test_other_frames_are_no_beacons(tmp_path: Path, url: str, element: dict[str, float]) -> None:
    assert beacons(tmp_path, frame(url), frame_element(url, **element)) == []


def test_a_hidden_frame_that_keeps_something_is_told_by_that(tmp_path: Path) -> None:
    url = f"{THIRD}/box.html?u={ENCODED_PAGE}"
    cookie = script_cookie("box=1", frame_url=url)
    assert beacons(tmp_path, frame(url), frame_element(url), cookie) == []


def test_a_player_that_waits_in_a_closed_window_is_no_beacon(tmp_path: Path) -> None:
    plays = Knowledge(
        services=(Service(name="Plays", company="P", role="video", category="", domains=("plays.test",)),)
    )
    player, long = f"https://www.plays.test/embed?u={ENCODED_PAGE}", f"{THIRD}/embed?u={ENCODED_PAGE}"
    assert beacons(tmp_path / "a", frame(player), frame_element(player), knowledge=plays) == []
    assert len(beacons(tmp_path / "b", frame(player), frame_element(player))) == 1
    assert beacons(tmp_path / "c", frame(long, body_bytes=60_000), frame_element(long)) == []


def test_a_frame_is_not_hidden_by_an_image_of_its_address(tmp_path: Path) -> None:
    url = f"{THIRD}/sync?u={ENCODED_PAGE}"
    assert beacons(tmp_path, frame(url), image_element(url, visible=False)) == []


def test_an_object_that_shows_one_pixel_is_a_beacon_though_it_asks_as_a_frame(tmp_path: Path) -> None:
    (beacon,) = beacons(tmp_path, pixel(f"{THIRD}/o.gif?c=1", resource_type="document"))
    assert (rules(beacon), beacon.details["mechanisms"]) == ({"B1"}, ["image"])


def test_a_prefetch_that_carries_the_page_and_gets_nothing_is_a_beacon(tmp_path: Path) -> None:
    (beacon,) = beacons(tmp_path, request(f"{THIRD}/p?u={ENCODED_PAGE}", "prefetch", status=204, speculative=True))
    assert (rules(beacon), beacon.details["mechanisms"]) == ({"B5"}, ["prefetch"])


def test_a_prefetched_page_is_no_beacon(tmp_path: Path) -> None:
    page = request(f"{THIRD}/next?u={ENCODED_PAGE}", "prefetch", mime="text/html", body_bytes=9_000, speculative=True)
    assert beacons(tmp_path, page) == []


def hidden(url: str, side: int, **fields: Any) -> tuple[Request, Image]:
    picture = request(url, mime="image/png", body_bytes=900, image_width=side, image_height=side)
    return picture, image_element(url, **fields)


def test_a_picture_with_the_page_that_waits_to_be_shown_is_weak(tmp_path: Path) -> None:
    url = f"{THIRD}/code?data={ENCODED_PAGE}"
    for name, side, fields, certainty in (
        ("a", 64, {"visible": False}, "low"),
        ("b", 63, {"visible": False}, "high"),
        ("c", 64, {"rendered_width": 1.0, "rendered_height": 1.0}, "high"),
    ):
        (beacon,) = beacons(tmp_path / name, *hidden(url, side, **fields))
        assert beacon.details["certainty"] == certainty, name


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_what_an_interface_keeps_is_no_event(tmp_path: Path, method: str) -> None:
    call = request(f"{THIRD}/items?u={ENCODED_PAGE}", "fetch", method=method, status=204)
    assert beacons(tmp_path, call) == []


def test_an_object_answered_by_who_is_known_to_count_visitors_is_no_content(tmp_path: Path) -> None:
    answer: dict[str, Any] = {"mime": "application/json", "body_bytes": 700}
    for host, certainty in (("in.stats.test", "medium"), ("t.adnet.test", "low"), ("api.stranger.test", "low")):
        (beacon,) = beacons(tmp_path / host, request(f"https://{host}/e?u={ENCODED_PAGE}", "fetch", **answer))
        assert beacon.details["certainty"] == certainty, host
