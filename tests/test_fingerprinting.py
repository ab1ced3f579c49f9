"""Which uses of browser functions are consistent with fingerprinting: each threshold, and one below it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from analyzers.fingerprinting import (
    DRAWN,
    EVERYDAY,
    FONTS,
    LETTERS,
    NOT_RECORDED,
    PARAMETERS,
    READS,
    SIDE,
    TELLING,
    UNMASKED_RENDERER,
    judge,
)
from analyzers.model import Observation
from analyzers.observe import Observed
from crawler.records import CanvasUse, Record, ScriptUse
from tests.judging import NOW, request, seen

SCRIPT = "https://cdn.lens.test/lens.js"


def use(**fields: Any) -> ScriptUse:
    calls = fields.pop("calls", ())
    if not isinstance(calls, tuple):
        calls = tuple(sorted(dict.fromkeys(calls.split(), 1).items()))
    base: dict[str, Any] = {"time": NOW, "visit": "v1", "document": "d1", "script": SCRIPT}
    return ScriptUse(calls=calls, **{**base, **fields})


def picture(**fields: Any) -> CanvasUse:
    base: dict[str, Any] = {"read": "toDataURL", "width": 200, "height": 50, "read_width": 200, "read_height": 50}
    return CanvasUse(**{**base, "texts": 1, "characters": 27, "ascii_characters": 27, "colours": 1, **fields})


def techniques(one: ScriptUse, **options: Any) -> list[str]:
    return [hit.technique for hit in judge(one, **options)]


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"width": SIDE, "height": SIDE, "read_width": SIDE, "read_height": SIDE},
        {"ascii_characters": LETTERS},
        {"ascii_characters": 3, "colours": 2},
        {"read": "getImageData"},
    ],
)
def test_a_written_canvas_that_is_read_back_is_told(fields: dict[str, Any]) -> None:
    assert techniques(use(canvases=(picture(**fields),))) == ["canvas"]


@pytest.mark.parametrize(
    "fields",
    [
        {"width": 15, "height": 15, "read_width": 15, "read_height": 15},
        {"height": SIDE - 1},
        {"read": "getImageData", "read_width": SIDE - 1},
        {"ascii_characters": LETTERS - 1},
        {"ascii_characters": 0, "characters": 27, "colours": 2},
        {"ascii_characters": 2, "characters": 2, "colours": 2, "width": 32, "height": 32},
        {"read": "getImageData", "width": 48, "height": 48, "texts": 30, "reads": 30},
    ],
    ids=["15x15", "low", "a corner", "nine letters", "emoji", "a badge", "letter by letter"],
)
def test_small_canvases_and_emoji_tests_are_not(fields: dict[str, Any]) -> None:
    assert techniques(use(canvases=(picture(**fields),))) == []


@pytest.mark.parametrize("call", ["canvas.save", "canvas.restore", "canvas.addEventListener"])
def test_a_script_that_draws_for_the_eye_is_not(call: str) -> None:
    assert techniques(use(canvases=(picture(),), calls=call)) == []


@pytest.mark.parametrize(("fonts", "measures", "told"), [(FONTS, FONTS, True), (FONTS - 1, 99, False), (1, 99, False)])
def test_fifty_fonts_for_one_text_are_told(fonts: int, measures: int, told: bool) -> None:
    assert (techniques(use(fonts=fonts, measures=measures)) == ["canvas-font"]) is told


@pytest.mark.parametrize(
    ("parameters", "calls", "told"),
    [
        ((*range(PARAMETERS - 1), UNMASKED_RENDERER), "webgl.getParameter", True),
        (tuple(range(PARAMETERS)), "webgl.readPixels", True),
        (tuple(range(PARAMETERS + 20)), "webgl.getParameter", False),
        ((*range(PARAMETERS - 2), UNMASKED_RENDERER), "webgl.getParameter", False),
        ((), "webgl.readPixels", False),
    ],
)
def test_the_graphics_card_is_told_by_its_name_or_pixels_with_parameters(
    parameters: tuple[int, ...], calls: str, told: bool
) -> None:
    assert (techniques(use(webgl_parameters=parameters, calls=calls)) == ["webgl"]) is told


@pytest.mark.parametrize("calls", ["webgl.drawElements", "webgl.drawArrays"])
def test_what_goes_on_drawing_is_a_picture_and_asks_for_the_card_to_draw(calls: str) -> None:
    asked = (*range(PARAMETERS), UNMASKED_RENDERER)
    for times, told in ((DRAWN - 1, ["webgl"]), (DRAWN, [])):
        assert techniques(use(webgl_parameters=asked, calls=((calls, times),))) == told


AUDIO = (
    "audio.createOscillator audio.createDynamicsCompressor audio.destination audio.startRendering audio.getChannelData"
)
WEBRTC = "webrtc.createDataChannel webrtc.createOffer webrtc.onicecandidate"
BATTERY = "battery.level battery.chargingTime battery.dischargingTime"


@pytest.mark.parametrize(("technique", "calls"), [("audio", AUDIO), ("webrtc", WEBRTC), ("battery", BATTERY)])
def test_all_calls_together_are_told_and_all_but_one_are_not(technique: str, calls: str) -> None:
    assert techniques(use(calls=calls)) == [technique]
    for left_out in calls.split():
        assert techniques(use(calls=calls.replace(left_out, ""))) == [], left_out


def test_samples_copied_out_of_a_rendering_are_read_too() -> None:
    assert techniques(use(calls=AUDIO.replace("getChannelData", "copyFromChannel"))) == ["audio"]


@pytest.mark.parametrize("call", ["setRemoteDescription", "addIceCandidate", "addTrack", "addStream"])
def test_a_connection_that_has_something_or_somebody_to_talk_to_is_not_told(call: str) -> None:
    assert techniques(use(calls=f"{WEBRTC} webrtc.{call}")) == []


def test_a_large_script_with_a_player_dates_and_layout_is_not_told() -> None:
    telling = tuple(f"navigator.p{number}" for number in range(TELLING))
    everyday = tuple(sorted(EVERYDAY))
    assert len(everyday) + TELLING - 1 >= READS
    assert techniques(use(reads=(*everyday, *telling[1:])), sends=True) == []
    assert techniques(use(reads=(*everyday, *telling)), sends=True) == ["breadth"]


def test_breadth_needs_enough_telling_properties_and_a_script_that_sends() -> None:
    many = tuple(f"navigator.p{number}" for number in range(READS))
    assert techniques(use(reads=many), sends=True) == ["breadth"]
    assert techniques(use(reads=many)) == []
    assert techniques(use(reads=many[1:]), sends=True) == []
    assert techniques(use(reads=(*many[1:], "navigator.cookieEnabled")), sends=True) == []


def found(observed: Observed) -> list[Observation]:
    return [one for one in observed.observations if one.details.get("behaviour") == "fingerprinting"]


def observations(tmp_path: Path, *records: Record) -> list[Observation]:
    return found(seen(tmp_path, *records))


def test_an_observation_names_the_script_and_says_consistent_with(tmp_path: Path) -> None:
    (one,) = observations(tmp_path, use(canvases=(picture(),), script=f"{SCRIPT}?v=1"))
    assert one.name == "API use consistent with canvas fingerprinting"
    assert (one.host, one.party, one.set_by) == ("cdn.lens.test", "third", (f"{SCRIPT}?v=1",))
    assert "27 different characters" in one.details["reasons"][0]


def test_one_script_on_many_pages_is_one_observation(tmp_path: Path) -> None:
    uses = [use(canvases=(picture(),), document=f"d{n}", script=f"{SCRIPT}?v={n}") for n in range(3)]
    (one,) = observations(tmp_path, *uses)
    assert one.details["times"] == 3


def test_the_last_record_of_a_document_counts(tmp_path: Path) -> None:
    early, late = use(canvases=(picture(),)), use(canvases=(picture(),), calls="canvas.save")
    assert observations(tmp_path, early, late) == []


def test_two_scripts_that_share_the_work_are_not_told(tmp_path: Path) -> None:
    calls = AUDIO.split()
    halves = (use(calls=" ".join(calls[:2])), use(calls=" ".join(calls[2:]), script="https://cdn.lens.test/other.js"))
    assert observations(tmp_path, *halves) == []


def test_breadth_is_told_of_the_script_on_a_requests_stack(tmp_path: Path) -> None:
    reads = tuple(f"screen.p{number}" for number in range(READS))
    sent = request("https://collect.lens.test/x?d=1", "fetch", stack=(SCRIPT,))
    loaded = request("https://cdn.lens.test/more.js?v=1", "script", stack=(SCRIPT,))
    assert [one.details["technique"] for one in observations(tmp_path / "a", use(reads=reads), sent)] == ["breadth"]
    assert observations(tmp_path / "b", use(reads=reads), loaded) == []


def test_evidence_without_counts_is_not_clean(tmp_path: Path) -> None:
    assert NOT_RECORDED in seen(tmp_path / "a").coverage.not_checked
    assert NOT_RECORDED not in seen(tmp_path / "b", use()).coverage.not_checked


def test_calls_that_were_counted_for_nobody_are_a_limit(tmp_path: Path) -> None:
    limits = " ".join(seen(tmp_path, use(not_counted=("canvas.fillText",))).coverage.not_checked)
    assert "counted for no script: canvas.fillText" in limits


@pytest.mark.parametrize(
    "script", ["", "https://[", "blob:https://www.shop.test/1", "data:text/javascript,1", "\u202ex"]
)
def test_a_script_without_a_readable_address_is_told_all_the_same(tmp_path: Path, script: str) -> None:
    (one,) = observations(tmp_path, use(canvases=(picture(),), script=script, frame_url=""))
    assert one.host
