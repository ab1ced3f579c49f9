"""When is it told that a script records what a visitor does, and when not."""

from __future__ import annotations

import base64
import gzip
import json
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from analyzers.knowledge import Knowledge, Service
from analyzers.model import Observation
from analyzers.replay import CHUNK, CHUNKS, LIMITS, LIMITS_LISTENING, limits
from analyzers.replay_forms import NODES, POINTS, signature_of
from analyzers.unpacking import MOST, unpacked
from crawler.records import Record, Request, SocketMessage
from tests.judging import NOW, request, seen, visit
from tests.scaling import grows_linearly

RECORDER = Service(
    name="Watchly", company="Watchly", role="session-replay", category="performance", domains=("watchly.test",)
)
ASKER = Service(
    name="SurveyMonkey", company="SurveyMonkey", role="session-replay", category="performance", domains=("asks.test",)
)
GUARD = Service(name="Guard", company="Guard", role="bot-defence", category="mandatory", domains=("guard.test",))
PLAYER = Service(name="Plays", company="Plays", role="video", category="functionality", domains=("plays.test",))
KNOWN = Knowledge(services=(RECORDER, ASKER, GUARD, PLAYER))


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


# Forms of libraries, compressed bodies, addresses of recordings, and who sends trails for other reasons.

ENVELOPE = '{"event_id":"a"}\n{"type":"replay_event"}\n{"segment_id":0}\n{"type":"replay_recording","length":9}\n\x1f'
SEGMENT = (
    'name="event"\r\n\r\n{"raw_segment_size":9,"records_count":12,"creation_reason":"init","has_full_snapshot":true}'
)
BUNDLE = json.dumps({"When": 0, "Seq": 1, "Evts": [{"When": 0, "Kind": 2, "Args": ["https://www.shop.test/"]}]})


@pytest.mark.parametrize(
    "body",
    [
        ENVELOPE,
        SEGMENT,
        BUNDLE,
        json.dumps({"event": "$snapshot", "properties": {"$session_id": "a"}}, separators=(",", ":")),
        "idsite=1&hsr_vid=a&hsr_sid=2&hsr_ev=%5B%5D",
        '{"e":["0.7.49",1,0,900,"a"],"a":[[10,12]],"p":[[0,5,1,"HTML"]]}',
    ],
    ids=["Sentry", "Datadog", "FullStory", "PostHog", "Matomo", "Clarity"],
)
def test_the_forms_of_libraries_are_recognised_whoever_receives_them(tmp_path: Path, body: str) -> None:
    (one,) = replays(tmp_path, post(body, "https://www.shop.test/relay"))
    assert (one.details["verdict"], one.details["certainty"]) == ("events", "high")


@pytest.mark.parametrize(
    "body",
    [
        '{"event_id":"a"}\n{"type":"event"}\n{"exception":{"values":[]},"breadcrumbs":[{"message":"div > button"}]}',
        '{"type":"view","session":{"has_replay":true}}',
        '{"event":"$pageview","properties":{"$session_id":"a"}}',
        '{"Evts":3,"Kind":2}',
        "idsite=1&hsr_ids=4",
        '{"e":["purchase",1]}',
    ],
    ids=["Sentry", "Datadog", "PostHog", "FullStory", "Matomo", "Clarity"],
)
def test_what_the_same_libraries_send_besides_is_no_recording(body: str) -> None:
    assert signature_of(body) is None


LONG = json.dumps([PICTURE, *(MOVE for _ in range(40))])


def bare(data: bytes) -> bytes:
    stream = zlib.compressobj(9, zlib.DEFLATED, -15)
    return stream.compress(data) + stream.flush()


@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress, bare])
def test_a_compressed_recording_is_read(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    beginning = pack(LONG.encode())[:4096]
    encoded = base64.b64encode(beginning).decode()
    inside = json.dumps({"data": base64.b64encode(pack(LONG.encode())).decode()})
    sent: list[Record] = [post("\x1f\ufffd", post_base64=encoded), binary(beginning)]
    if pack is not bare:
        sent.append(post(inside))
    for number, record in enumerate(sent):
        (one,) = replays(tmp_path / str(number), record)
        assert one.details["verdict"] == "events", number


def test_compressed_bodies_that_can_be_read_and_record_nothing_are_no_hint(tmp_path: Path) -> None:
    metrics = json.dumps([{"name": f"m{number}", "value": number} for number in range(400)]).encode()
    encoded = base64.b64encode(gzip.compress(metrics)[:4096]).decode()
    sent = [packed(number, post_data="\x1f\ufffd", post_base64=encoded) for number in range(5)]
    assert replays(tmp_path, *sent, visit(loaded=NOW + 5)) == []


@pytest.mark.parametrize(
    ("url", "service"),
    [
        ("https://browser-intake-datadoghq.eu/api/v2/replay?ddsource=browser", "Datadog"),
        ("https://bam.nr-data.net/browser/blobs?browser_monitoring_key=a&type=SessionReplay&app_id=1", "New Relic"),
        ("https://bam.eu01.nr-data.net/browser/blobs?type=BrowserSessionReplay&app_id=1", "New Relic"),
        ("https://api-sr.eu.amplitude.com/sessions/v2/track?device_id=a", "Amplitude"),
        ("https://api-js.mixpanel.com/record/?format=gzip", "Mixpanel"),
        ("https://eu.i.posthog.com/s/?compression=gzip-js", "PostHog"),
        ("https://mc.yandex.ru/webvisor/123?wv-part=1", "Yandex Metrica"),
    ],
)
def test_the_address_at_which_a_service_takes_recordings_alone_tells_it(tmp_path: Path, url: str, service: str) -> None:
    (one,) = replays(tmp_path, post("\x1f\ufffd", url, time=NOW + 9), visit(loaded=NOW + 5))
    assert (one.details["verdict"], one.details["service"]) == ("service-sent", service)
    assert one.name == f"data sent to {service}, where it takes recordings of sessions"


@pytest.mark.parametrize(
    "url",
    [
        "https://browser-intake-datadoghq.eu/api/v2/rum?ddsource=browser",
        "https://bam.nr-data.net/browser/blobs?type=Logs",
        "https://api2.amplitude.com/2/httpapi",
        "https://api-js.mixpanel.com/track/?verbose=1",
        "https://eu.i.posthog.com/e/?compression=gzip-js",
        "https://mc.yandex.ru/watch/123",
        "https://www.shop.test/record/?format=gzip",
        "https://[/webvisor/",
    ],
)
def test_other_addresses_of_the_same_services_tell_nothing(tmp_path: Path, url: str) -> None:
    assert replays(tmp_path, post("\x1f\ufffd", url, time=NOW + 9), visit(loaded=NOW + 5)) == []


TRAIL = json.dumps({"trail": [{"x": 1, "y": 2.5, "t": 3}] * POINTS})


def test_a_trail_is_less_certain_than_a_librarys_form(tmp_path: Path) -> None:
    (one,) = replays(tmp_path, post(TRAIL))
    assert (one.details["verdict"], one.details["certainty"]) == ("events", "medium")


@pytest.mark.parametrize(
    "url", ["https://www.shop.test/sketch", "https://api.guard.test/js"], ids=["the site's own", "defence against bots"]
)
def test_trails_that_are_drawings_or_defence_are_not_told(tmp_path: Path, url: str) -> None:
    assert replays(tmp_path, post(TRAIL, url)) == []


def test_a_player_that_uploads_compressed_state_is_no_hint(tmp_path: Path) -> None:
    sent = [packed(number, url="https://www.plays.test/log") for number in range(5)]
    assert replays(tmp_path, *sent, visit(loaded=NOW + 5)) == []


def test_a_bomb_is_unpacked_no_further_than_its_limit() -> None:
    bomb = zlib.compress(b'{"x":1,"y":1,' * 1_000_000)[:4096]
    assert len(unpacked(bomb)) <= MOST


@pytest.mark.parametrize("piece", ["H4sIAAAA", '"Evts":[{', "hsr_vid=", '"records_count":1,', '{"x":1,'])
def test_a_hostile_body_costs_no_more_than_its_length(piece: str) -> None:
    assert grows_linearly(lambda size: signature_of(piece * (size // len(piece))), 4000)
