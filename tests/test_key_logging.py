"""When is it told that a third party reads along what is typed, and when not."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from analyzers.key_logging import LIMITS, NOT_TYPED, PREFIX
from analyzers.model import Observation
from crawler.bait import bait_for
from crawler.records import FormField, Record, SocketMessage, TypedText
from tests.judging import NOW, PAGE, SITE, request, seen

TEXT = "avow1c2d3e4f5a"
LOGGER = "https://keys.lens.test/k"


def typed(text: str = TEXT, kind: str = "email", name: str = "mail", **fields: Any) -> TypedText:
    words = {key: fields.pop(key) for key in ("label", "placeholder", "autocomplete") if key in fields}
    field = FormField(tag="input", type=kind, name=name, **words)
    return TypedText(**{"time": NOW - 1, "visit": "v1", "frame_url": PAGE, "field": field, "text": text, **fields})


def logged(tmp_path: Path, *records: Record) -> list[Observation]:
    observed = seen(tmp_path, *records)
    return [one for one in observed.observations if one.details.get("behaviour") == "key-logging"]


@pytest.mark.parametrize(
    "carried",
    [
        TEXT,
        TEXT.upper(),
        TEXT[:PREFIX],
        quote(f'{{"v":"{TEXT}"}}'),
        quote(base64.b64encode(TEXT.encode())),
        hashlib.md5(TEXT.encode()).hexdigest(),
        hashlib.sha256(TEXT.encode()).hexdigest(),
    ],
)
def test_typed_text_is_found_in_an_address_in_each_form(tmp_path: Path, carried: str) -> None:
    (one,) = logged(tmp_path, typed(), request(f"{LOGGER}?v={carried}", "fetch"))
    assert (one.host, one.party) == ("keys.lens.test", "third")
    assert one.details["verdict"] == "typed-text-sent"
    assert one.details["fields"] == ['e-mail address (name "mail")']


def test_typed_text_is_found_in_a_body(tmp_path: Path) -> None:
    (one,) = logged(tmp_path, typed(), request(LOGGER, "ping", method="POST", post_data=f'{{"keys":"{TEXT}"}}'))
    assert one.details["how"] == ["as written, in the body"]


def test_typed_text_is_found_in_a_message_of_a_socket(tmp_path: Path) -> None:
    message = SocketMessage(
        time=NOW,
        visit="v1",
        url="wss://keys.lens.test/live",
        socket="s1",
        direction="sent",
        opcode=1,
        data=f'{{"input":"{TEXT}"}}',
        page_url=PAGE,
    )
    (one,) = logged(tmp_path, typed(), message)
    assert (one.host, one.details["how"]) == ("keys.lens.test", ["as written, in the body"])


def test_what_only_a_search_field_gave_is_told_apart(tmp_path: Path) -> None:
    (one,) = logged(tmp_path, typed(kind="search", name="q"), request(f"{LOGGER}?q={TEXT}", "fetch"))
    assert one.details["verdict"] == "search-suggestions"


def told_apart(tmp_path: Path, to: str, *fields: TypedText) -> str:
    sent = [request(f"{to}?v={one.text}", "fetch") for one in fields]
    (one,) = logged(tmp_path, *fields, *sent)
    return str(one.details["verdict"])


@pytest.mark.parametrize(
    "field",
    [
        typed(kind="text", name="term", placeholder="Zoek een product"),
        typed(kind="text", name="suchbegriff"),
        typed(kind="text", name="kw", label="Rechercher"),
        typed(kind="text", name="kw", placeholder="Buscar productos"),
        typed(kind="text", name="site_search"),
    ],
)
def test_a_search_is_known_in_other_languages(tmp_path: Path, field: TypedText) -> None:
    assert told_apart(tmp_path, LOGGER, field) == "search-suggestions"


@pytest.mark.parametrize(
    "field",
    [
        typed(kind="text", name="street", label="Street address"),
        typed(kind="text", name="f1", autocomplete="shipping postal-code"),
        typed(kind="text", name="where", placeholder="Ort oder PLZ"),
        typed(kind="text", name="city"),
    ],
)
def test_what_only_a_field_for_a_place_gave_is_told_apart(tmp_path: Path, field: TypedText) -> None:
    assert told_apart(tmp_path, LOGGER, field) == "address-suggestions"


@pytest.mark.parametrize(
    "field",
    [
        typed(name="mail", placeholder="E-mail address for your search results"),
        typed(kind="text", name="research_interests"),
        typed(kind="text", name="remarks", label="Such details as you wish"),
        typed(kind="password", name="city"),
    ],
)
def test_other_fields_are_neither_searches_nor_places(tmp_path: Path, field: TypedText) -> None:
    assert told_apart(tmp_path, LOGGER, field) == "typed-text-sent"


def test_one_further_field_makes_it_more_than_suggestions(tmp_path: Path) -> None:
    fields = (typed(kind="text", name="street"), typed("avow9999aaaabb", kind="text", name="nickname"))
    assert told_apart(tmp_path, LOGGER, *fields) == "typed-text-sent"


def test_who_advertises_suggests_nothing(tmp_path: Path) -> None:
    assert told_apart(tmp_path, "https://t.adnet.test/k", typed(kind="search", name="q")) == "typed-text-sent"


PACKED = json.dumps({"pad": [hashlib.md5(bytes([number])).hexdigest() for number in range(30)], "v": TEXT}).encode()


@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress])
def test_typed_text_is_found_in_compressed_bodies_and_messages(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    beginning = base64.b64encode(pack(PACKED)).decode()
    body = request(LOGGER, "fetch", method="POST", post_data="\x1f\ufffd", post_base64=beginning)
    message = {"url": "wss://keys.lens.test/live", "socket": "s1", "direction": "sent", "opcode": 2, "data": beginning}
    for number, sent in enumerate((body, SocketMessage(time=NOW, visit="v1", page_url=PAGE, **message))):  # type: ignore[arg-type]
        (one,) = logged(tmp_path / str(number), typed(), sent)
        assert one.details["how"] == ["as written, in the body"]


def test_typed_text_is_found_among_bytes(tmp_path: Path) -> None:
    data = base64.b64encode(b"\x82\xa1v\xae" + TEXT.encode() + b"\xa1t\x01").decode()
    message = SocketMessage(
        time=NOW, visit="v1", url="wss://keys.lens.test/live", socket="s1", direction="sent", opcode=2, data=data
    )
    assert len(logged(tmp_path, typed(), message)) == 1


def test_the_text_itself_is_in_no_observation_but_for_the_address(tmp_path: Path) -> None:
    (one,) = logged(tmp_path, typed(), request(LOGGER, "ping", method="POST", post_data=TEXT))
    assert TEXT not in repr(one)


@pytest.mark.parametrize(
    "near_miss",
    [
        request(f"https://{SITE}/suggest?q={TEXT}", "fetch"),
        request(f"{LOGGER}?v={TEXT[:5]}", "fetch"),
        request(f"{LOGGER}?v=avow9999999999", "fetch"),
        request(f"{LOGGER}?v={TEXT}", "fetch", time=NOW - 10),
        request(f"{LOGGER}?v={TEXT}", "fetch", visit="v2"),
    ],
    ids=["the site's own host", "too little of it", "another text", "before the typing", "another visit"],
)
def test_near_misses_are_not_told(tmp_path: Path, near_miss: Record) -> None:
    assert logged(tmp_path, typed(), near_miss) == []


def test_a_scan_in_which_nothing_was_typed_says_that_it_did_not_look(tmp_path: Path) -> None:
    assert NOT_TYPED in seen(tmp_path, request(LOGGER)).coverage.not_checked


def test_a_scan_that_typed_says_what_it_could_not_find(tmp_path: Path) -> None:
    not_checked = seen(tmp_path, typed()).coverage.not_checked
    assert NOT_TYPED not in not_checked
    assert set(LIMITS) <= set(not_checked)


@pytest.mark.parametrize(("kind", "form"), [("email", "@example.org"), ("text", "avow"), ("password", "avow")])
def test_each_bait_is_another_and_fits_its_field(kind: str, form: str) -> None:
    baits = {bait_for(kind) for _ in range(50)}
    assert len(baits) == 50
    assert all(form in bait for bait in baits)


def test_bait_for_a_telephone_field_is_digits() -> None:
    assert bait_for("tel").isdigit()
