"""Which identifiers come back after cookies were cleared, and what is said of the way they came."""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from analyzers.model import Observation
from analyzers.observe import Observed
from analyzers.respawning import NO_RETURN, NOT_CLEARED, ONLY_ONE
from crawler.records import JarCookie, Record, Request, ScriptCookie, StorageItem, StorageWrite
from tests.judging import NOW, OTHER_UUID, PAGE, SITE, UUID, jar_cookie, request, seen, visit

BACK = NOW + 1000
RENEWED = "c2d7a94e-51f8-4b0f-93e6-d81a7705be3c"
ORIGIN = f"https://{SITE}"


def again(value: str = UUID, **fields: Any) -> ScriptCookie:
    base: dict[str, Any] = {"time": BACK + 5, "visit": "v1", "frame_url": PAGE, "text": f"vid={value}; Max-Age=999999"}
    return ScriptCookie(**{**base, "script": "https://cdn.lens.test/id.js", **fields})


def asked(url: str = PAGE, *headers: tuple[str, str], **fields: Any) -> Request:
    return request(url, "document", request_headers=headers, **{"time": BACK, **fields})


def kept(value: str = UUID, area: str = "local-storage") -> StorageItem:
    return StorageItem(time=BACK + 60, visit="v1", area=area, origin=ORIGIN, key="vid", value=value)


def written(at: float) -> StorageWrite:
    return StorageWrite(time=at, visit="v1", area="local-storage", origin=ORIGIN, key="vid", change="added", value=UUID)


FIRST: JarCookie = jar_cookie("vid", UUID)


OTHER = (visit(), jar_cookie("vid", OTHER_UUID))
"""Another visitor's profile."""


def judged(tmp_path: Path, *back: Record) -> Observed:
    return seen(tmp_path, FIRST, more={"cookies-cleared": (visit(), *back), "first-visit-2": OTHER})


def respawned(tmp_path: Path, *back: Record) -> list[Observation]:
    return [one for one in judged(tmp_path, *back).observations if one.details.get("behaviour") == "respawning"]


def test_the_same_value_after_clearing_is_told_with_what_kept_it(tmp_path: Path) -> None:
    (one,) = respawned(tmp_path, asked(), again(), kept())
    assert one.name == "cookie vid came back with the same value after cookies had been cleared"
    assert (one.details["verdict"], one.details["vectors"]) == ("kept by", [f"local-storage: {ORIGIN} vid"])
    assert one.identifier == "strong" and UUID not in repr(one.details)


def test_a_new_value_is_no_respawning(tmp_path: Path) -> None:
    assert respawned(tmp_path, asked(), again(OTHER_UUID), kept(OTHER_UUID)) == []


def test_a_value_that_identifies_nobody_is_no_respawning(tmp_path: Path) -> None:
    back = (visit(), asked(), again("accepted"))
    observed = seen(tmp_path, jar_cookie("vid", "accepted"), more={"cookies-cleared": back})
    assert [one for one in observed.observations if one.details.get("behaviour") == "respawning"] == []


def test_a_value_that_is_the_same_for_everybody_need_not_have_been_kept(tmp_path: Path) -> None:
    same = {"cookies-cleared": (visit(), asked(), again(), kept()), "first-visit-2": (visit(), FIRST)}
    observed = seen(tmp_path, FIRST, more=same)
    assert [one for one in observed.observations if one.details.get("behaviour") == "respawning"] == []


def test_where_no_other_profile_was_visited_it_is_said_and_the_verdict_is_weak(tmp_path: Path) -> None:
    observed = seen(tmp_path, FIRST, more={"cookies-cleared": (visit(), asked(), again(), kept())})
    (one,) = [one for one in observed.observations if one.details.get("behaviour") == "respawning"]
    assert (one.identifier, one.details["limit"]) == ("weak", ONLY_ONE)


def test_a_plain_return_shows_no_respawning(tmp_path: Path) -> None:
    observed = seen(tmp_path, FIRST, more={"return": (visit(), again(), kept()), "first-visit-2": OTHER})
    assert [one for one in observed.observations if one.details.get("behaviour") == "respawning"] == []
    assert NO_RETURN in observed.coverage.not_checked


def test_a_value_renewed_on_a_return_is_known_when_it_comes_back_after_the_clearing(tmp_path: Path) -> None:
    more = {"return": (visit(), again(RENEWED)), "cookies-cleared": (visit(), again(RENEWED)), "first-visit-2": OTHER}
    observed = seen(tmp_path, FIRST, more=more)
    assert len([one for one in observed.observations if one.details.get("behaviour") == "respawning"]) == 1


def test_a_cookie_that_was_sent_before_it_was_set_had_not_been_cleared(tmp_path: Path) -> None:
    sent = asked(PAGE, ("Cookie", f"lang=nl; vid={UUID}"))
    assert respawned(tmp_path / "a", sent, again()) == []
    assert NOT_CLEARED in judged(tmp_path / "b", sent, again()).coverage.not_checked


def test_a_cookie_that_was_sent_after_it_was_set_again_came_back(tmp_path: Path) -> None:
    sent = asked(PAGE, ("Cookie", f"vid={UUID}"), time=BACK + 9)
    assert len(respawned(tmp_path, sent, again())) == 1


def test_an_item_that_the_page_wrote_on_return_before_the_cookie_kept_nothing(tmp_path: Path) -> None:
    (one,) = respawned(tmp_path / "a", again(), written(BACK + 2), kept())
    assert one.details["vectors"] == []
    assert one.details["verdict"].startswith("not told")
    (other,) = respawned(tmp_path / "b", again(), written(BACK + 9), kept())
    assert len(other.details["vectors"]) == 1


def test_an_etag_that_the_browser_sent_back_is_named(tmp_path: Path) -> None:
    (one,) = respawned(tmp_path, asked("https://cdn.lens.test/e", ("If-None-Match", f'"{UUID}"')), again())
    assert one.details["vectors"] == ["etag: https://cdn.lens.test/e"]


def test_a_script_out_of_the_cache_that_set_the_cookie_is_named(tmp_path: Path) -> None:
    cached = request("https://cdn.lens.test/id.js", "script", from_cache=True, time=BACK + 1)
    (one,) = respawned(tmp_path, cached, again())
    assert one.details["vectors"] == ["cache: https://cdn.lens.test/id.js"]


@pytest.mark.parametrize(
    "encode",
    [
        lambda text: quote(f'{{"vid":"{text}"}}', safe=""),
        lambda text: base64.b64encode(f'{{"vid":"{text}"}}'.encode()).decode(),
        lambda text: base64.b64encode(b"\x00\xbf\x00\x00TCSO" + text.encode()).decode(),
    ],
    ids=["percent-encoded", "base64", "a Flash object"],
)
def test_a_keeper_is_known_by_an_encoded_value_too(tmp_path: Path, encode: Callable[[str], str]) -> None:
    (one,) = respawned(tmp_path / "a", again(), kept(encode(UUID)))
    assert one.details["vectors"] == [f"local-storage: {ORIGIN} vid"]
    (other,) = respawned(tmp_path / "b", again(), kept(encode(OTHER_UUID)))
    assert other.details["vectors"] == []


def test_an_etag_in_base64_is_known(tmp_path: Path) -> None:
    etag = base64.b64encode(UUID.encode()).decode()
    (one,) = respawned(tmp_path, asked("https://cdn.lens.test/e", ("If-None-Match", f'W/"{etag}"')), again())
    assert one.details["vectors"] == ["etag: https://cdn.lens.test/e"]


def test_a_value_that_comes_back_under_another_name_is_told_with_both(tmp_path: Path) -> None:
    (one,) = respawned(tmp_path, asked(), again(text=f"vid2={UUID}; Max-Age=999999"), kept())
    assert one.name == "cookie vid2 was set to the value that cookie vid had before cookies were cleared"
    assert one.details["vectors"] == [f"local-storage: {ORIGIN} vid"]


@pytest.mark.parametrize(
    "back",
    [
        (again(text=f"vid2={RENEWED}; Max-Age=999999"),),
        (again(text=f"vid2={OTHER_UUID}; Max-Age=999999"),),
        (again(text=f"vid2={UUID}; Max-Age=999999", frame_url="https://www.other.test/"),),
        (asked(PAGE, ("Cookie", f"vid={UUID}")), again(text=f"vid2={UUID}; Max-Age=999999")),
    ],
    ids=["a new value", "another profile's", "another site's", "not cleared"],
)
def test_near_misses_of_another_name_are_silent(tmp_path: Path, back: tuple[Record, ...]) -> None:
    assert respawned(tmp_path, *back) == []


def test_stores_that_cannot_be_read_are_named_where_nothing_else_kept_it(tmp_path: Path) -> None:
    (one,) = respawned(tmp_path / "a", again(), kept("[1]", area="indexed-db"))
    assert (one.details["vectors"], one.details["not_read"]) == ([], [f"indexed-db: {ORIGIN} vid"])
    (other,) = respawned(tmp_path / "b", again(), kept(), kept("[1]", area="opfs"))
    assert "not_read" not in other.details


def test_of_several_keepers_none_is_picked(tmp_path: Path) -> None:
    (one,) = respawned(tmp_path, again(), kept(), kept(area="indexed-db"))
    assert (one.details["verdict"], len(one.details["vectors"])) == ("kept by one of", 2)


def test_without_a_return_visit_it_was_not_checked(tmp_path: Path) -> None:
    assert NO_RETURN in seen(tmp_path / "a", FIRST).coverage.not_checked
    assert NO_RETURN not in judged(tmp_path / "b", again()).coverage.not_checked
