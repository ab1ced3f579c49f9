"""When is it told that a script records what a visitor does, and when not."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from analyzers.knowledge import Knowledge, Service
from analyzers.model import Observation
from analyzers.replay import CHUNK, CHUNKS, LIMITS, LIMITS_LISTENING, NODES, POINTS, limits, signature_of
from crawler.records import Record, Request, SocketMessage
from tests.judging import NOW, request, seen, visit

RECORDER = Service(
    name="Watchly", company="Watchly", role="session-replay", category="performance", domains=("watchly.test",)
)
ASKER = Service(
    name="SurveyMonkey", company="SurveyMonkey", role="session-replay", category="performance", domains=("asks.test",)
)
KNOWN = Knowledge(services=(RECORDER, ASKER))


def post(body: str, url: str = "https://collect.lens.test/x", **fields: Any) -> Request:
    base: dict[str, Any] = {"method": "POST", "post_data": body, "post_bytes": len(body), "status": 204}
    return request(url, "fetch", **{**base, **fields})


def replays(tmp_path: Path, *records: Record) -> list[Observation]:
    observed = seen(tmp_path, *records, knowledge=KNOWN)
    return [one for one in observed.observations if one.details.get("behaviour") == "session-replay"]


def rrweb(kind: int, data: dict[str, Any]) -> dict[str, Any]:
    return {"type": kind, "data": data, "timestamp": 1_790_000_000_000}


PICTURE = rrweb(2, {"node": {"type": 0, "childNodes": [{"type": 1, "name": "html"}], "id": 1}})
MOVE = rrweb(3, {"source": 1, "positions": [{"x": 10, "y": 20, "id": 5, "timeOffset": -40}]})


@pytest.mark.parametrize(
    "body",
    [
        json.dumps([PICTURE]),
        json.dumps({"events": json.dumps([PICTURE])}),
        json.dumps({"batch": [MOVE]}, separators=(",", ":")),
        json.dumps({"dom": [{"tagName": "div", "attributes": {"id": "a"}, "childNodes": []}] * NODES}),
        json.dumps({"mousemove": [[100, 200, 16 * place] for place in range(POINTS)]}),
        json.dumps({"trail": [{"x": 1, "y": 2.5, "t": 3}] * POINTS}),
    ],
)
def test_the_form_of_a_recording_is_recognised(body: str) -> None:
    assert signature_of(body) is not None


@pytest.mark.parametrize(
    "body",
    [
        "",
        json.dumps({"type": 3, "data": {"tagName": "BUTTON"}, "timestamp": 1}),
        json.dumps({"dom": [{"tagName": "div", "attributes": {"id": "a"}}] * (NODES - 1)}),
        json.dumps({"mousemove": [[100, 200, 16 * place] for place in range(POINTS - 1)]}),
        json.dumps({"prices": [[1, 2, 3]] * 50}),
        json.dumps({"points": [{"x": 1, "y": 2}] * 50}),
        "en=scroll&epn.percent_scrolled=90",
    ],
)
def test_other_bodies_are_not(body: str) -> None:
    assert signature_of(body) is None


def test_a_recording_is_told_whoever_receives_it(tmp_path: Path) -> None:
    (one,) = replays(tmp_path, post(json.dumps([PICTURE])))
    assert (one.details["verdict"], one.details["certainty"]) == ("events", "high")
    assert one.name == "data consistent with session replay sent to collect.lens.test"


def test_a_known_service_that_is_sent_data_is_told_with_less_certainty(tmp_path: Path) -> None:
    script = request("https://cdn.watchly.test/record.js", "script")
    sent = post("\x1f\ufffd", "https://in.watchly.test/data", post_bytes=900)
    found = {one.host: one.details["verdict"] for one in replays(tmp_path, script, sent)}
    assert found == {"cdn.watchly.test": "service-loaded", "in.watchly.test": "service-sent"}


def test_a_service_that_asks_questions_is_no_replay(tmp_path: Path) -> None:
    assert replays(tmp_path, post("answer=4", "https://widget.asks.test/answer")) == []


def packed(number: int, **fields: Any) -> Request:
    base = {"post_bytes": CHUNK, "request_headers": (("Content-Encoding", "gzip"),), "time": NOW + 10 + number}
    return post("", **{**base, **fields})


def test_compressed_bodies_after_loading_are_a_hint(tmp_path: Path) -> None:
    (one,) = replays(tmp_path, *(packed(number) for number in range(CHUNKS)), visit(loaded=NOW + 5))
    assert (one.details["verdict"], one.details["certainty"]) == ("compressed", "low")


@pytest.mark.parametrize(
    "fields",
    [
        {"time": NOW + 1},
        {"post_bytes": CHUNK - 1},
        {"request_headers": ()},
        {"url": "https://www.shop.test/upload"},
    ],
    ids=["before the load event", "small", "not compressed", "to the site itself"],
)
def test_near_misses_of_compressed_bodies_are_silent(tmp_path: Path, fields: dict[str, Any]) -> None:
    assert replays(tmp_path, *(packed(number, **fields) for number in range(5)), visit(loaded=NOW + 5)) == []


def test_one_compressed_body_is_not_enough(tmp_path: Path) -> None:
    assert replays(tmp_path, packed(1), visit(loaded=NOW + 5)) == []


def test_key_logging_is_said_to_be_not_checked(tmp_path: Path) -> None:
    assert set(LIMITS) <= set(seen(tmp_path).coverage.not_checked)


def message(data: str, **fields: Any) -> SocketMessage:
    base: dict[str, Any] = {"url": "wss://live.lens.test/s", "direction": "sent", "opcode": 1, "size": len(data)}
    return SocketMessage(time=NOW + 9, visit="v1", socket="w1", data=data, **{**base, **fields})


def binary(data: bytes, **fields: Any) -> SocketMessage:
    return message(base64.b64encode(data).decode()[:4096], **{"opcode": 2, "size": len(data), **fields})


def test_a_recording_in_a_message_of_a_websocket_is_told(tmp_path: Path) -> None:
    text = json.dumps([PICTURE])
    for number, sent in enumerate((message(text), binary(text.encode()))):
        (one,) = replays(tmp_path / str(number), sent, visit(loaded=NOW + 5))
        assert (one.host, one.details["verdict"]) == ("live.lens.test", "events")


def test_messages_to_a_known_service_count_as_data_sent(tmp_path: Path) -> None:
    (one,) = replays(tmp_path, message("{}", url="wss://in.watchly.test/s"), visit(loaded=NOW + 5))
    assert one.details["verdict"] == "service-sent"


def test_several_large_binary_messages_after_the_load_are_a_hint(tmp_path: Path) -> None:
    large = (binary(bytes([number]) * CHUNK) for number in range(CHUNKS))
    (one,) = replays(tmp_path, *large, visit(loaded=NOW + 5))
    assert (one.details["verdict"], one.details["certainty"]) == ("compressed", "low")


@pytest.mark.parametrize(
    "sent",
    [
        message(json.dumps([PICTURE]), direction="received"),
        message('{"op":"subscribe","channel":"prices"}'),
        message("x" * CHUNK),
        binary(bytes(CHUNK - 1)),
        binary(bytes(CHUNK), url="wss://www.shop.test/s"),
    ],
    ids=["what came in", "a subscription", "long text", "small", "to the site itself"],
)
def test_near_misses_in_websockets_are_silent(tmp_path: Path, sent: SocketMessage) -> None:
    assert replays(tmp_path, *(sent for _ in range(5)), visit(loaded=NOW + 5)) == []


def test_where_sockets_were_listened_to_only_webrtc_is_left_open() -> None:
    assert limits(listening=True) == LIMITS_LISTENING and not any("WebSocket" in limit for limit in LIMITS_LISTENING)
