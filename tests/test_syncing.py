"""Identifiers of one party that are handed to another."""

import base64
import gzip
import hashlib
from pathlib import Path

import pytest

from analyzers.model import Observation
from crawler.records import Record, SocketMessage
from tests.judging import NOW, OTHER_UUID, UUID, of_kind, pixel, request, script_cookie, seen, set_cookie

ADNET = "https://t.adnet.test/p"


def syncs(tmp_path: Path, *records: Record) -> list[Observation]:
    return [one for one in of_kind(seen(tmp_path, *records), "script-behaviour") if "behaviour" in one.details]


def hexadecimal(algorithm: str) -> str:
    return hashlib.new(algorithm, UUID.encode()).hexdigest()


def sent_message(url: str, data: str, direction: str = "sent") -> SocketMessage:
    return SocketMessage(time=NOW + 9, visit="v1", socket="w1", url=url, direction=direction, opcode=1, data=data)


def packed(text: str) -> str:
    return base64.b64encode(gzip.compress(text.encode())).decode()


@pytest.mark.parametrize(
    ("sent", "form"),
    [
        (UUID, "plain"),
        (UUID.replace("-", "%2D"), "plain"),
        (f"v1.{UUID}.7", "plain"),
        (base64.b64encode(UUID.encode()).decode(), "base64"),
        (base64.b64encode(UUID.encode()).decode().replace("=", "%3D"), "base64"),
        (hexadecimal("md5"), "md5"),
        (hexadecimal("sha1"), "sha1"),
        (hexadecimal("sha256"), "sha256"),
        (UUID.upper(), "plain"),
        (UUID.replace("-", ""), "plain"),
        (hexadecimal("md5").upper(), "md5"),
        (base64.b64encode(hashlib.sha256(UUID.encode()).digest()).decode(), "sha256"),
        (base64.urlsafe_b64encode(f'{{"v":2,"id":"{UUID}"}}'.encode()).decode(), "base64"),
    ],
)
def test_a_third_partys_identifier_sent_to_another_is_found_in_every_form(tmp_path: Path, sent: str, form: str) -> None:
    (sync,) = syncs(tmp_path, set_cookie(f"uid={UUID}", ADNET), pixel(f"https://m.stats.test/match?partner={sent}"))
    assert sync.details["forms"] == [form]
    assert (sync.details["class"], sync.details["items"], sync.provider) == ("third-to-third", ["uid"], "stats.test")
    assert UUID not in repr(sync.details)


@pytest.mark.parametrize(
    "record",
    [
        request("https://m.stats.test/e", "fetch", method="POST", post_data=f'{{"id":"{UUID}"}}'),
        request("https://m.stats.test/e", request_headers=(("Referer", f"https://www.shop.test/?u={UUID}"),)),
        request(f"https://m.stats.test/{UUID}/e"),
        request("https://m.stats.test/e", "fetch", request_headers=(("X-Visitor", UUID),)),
        request("https://m.stats.test/e", "fetch", method="POST", post_base64=packed(f'{{"id":"{UUID}"}}')),
        request("https://m.stats.test/e", "fetch", method="POST", post_data=f'{{"z":"{packed(f"id={UUID}")}"}}'),
        sent_message("wss://m.stats.test/e", f'{{"id":"{UUID}"}}'),
    ],
)
def test_it_is_found_in_body_header_path_and_message(tmp_path: Path, record: Record) -> None:
    assert len(syncs(tmp_path, set_cookie(f"uid={UUID}", ADNET), record)) == 1


def test_an_identifier_sent_to_its_own_party_is_no_sync(tmp_path: Path) -> None:
    assert syncs(tmp_path, set_cookie(f"uid={UUID}", ADNET), pixel(f"https://other.adnet.test/p?uid={UUID}")) == []


def test_two_domains_of_one_company_are_one_party(tmp_path: Path) -> None:
    assert (
        syncs(tmp_path, set_cookie(f"uid={UUID}", "https://a.cads.test/"), pixel(f"https://m.stats.test/?u={UUID}"))
        == []
    )


def test_a_first_party_identifier_sent_to_whose_script_set_it_is_no_sync(tmp_path: Path) -> None:
    cookie = script_cookie(f"_id={UUID}", script="https://cdn.stats.test/t.js")
    assert syncs(tmp_path, cookie, pixel(f"https://collect.stats.test/p?u={UUID}")) == []


def test_a_first_party_identifier_sent_to_somebody_else_is_first_to_third(tmp_path: Path) -> None:
    cookie = script_cookie(f"_id={UUID}", script="https://cdn.stats.test/t.js")
    (sync,) = syncs(tmp_path, cookie, pixel(f"{ADNET}?u={UUID}"))
    assert sync.details["class"] == "first-to-third"


@pytest.mark.parametrize("value", ["en-US", "accepted", "1790000000", "short1"])
def test_a_choice_or_time_in_a_request_is_no_sync(tmp_path: Path, value: str) -> None:
    assert syncs(tmp_path, set_cookie(f"uid={value}", ADNET), pixel(f"https://m.stats.test/?u={value}")) == []


def test_another_value_is_no_sync(tmp_path: Path) -> None:
    assert syncs(tmp_path, set_cookie(f"uid={UUID}", ADNET), pixel(f"https://m.stats.test/?u={OTHER_UUID}")) == []


def test_a_value_that_three_parties_hold_is_nobodys(tmp_path: Path) -> None:
    holders = [set_cookie(f"v={UUID}", f"https://{host}.test/") for host in ("a", "b", "c")]
    assert syncs(tmp_path, *holders, pixel(f"https://m.stats.test/?u={UUID}")) == []


def test_who_receives_a_third_partys_identifier_is_sorted_as_targeting_when_nothing_else_is_known(
    tmp_path: Path,
) -> None:
    partner = "https://match.partner.test/cm"
    observed = seen(
        tmp_path,
        set_cookie(f"uid={UUID}", ADNET),
        pixel(f"{partner}?u={UUID}"),
        set_cookie("pid=7f3c9a2b51d0e844", partner),
        set_cookie("theirs=7f3c9a2b51d0e845", "https://plain.test/"),
    )
    categories = {one.name: (one.category, one.source) for one in of_kind(observed, "cookie")}
    assert categories["pid"] == ("targeting", "behaviour")
    assert categories["theirs"][0] == "unknown"


@pytest.mark.parametrize("name", ["Cookie", "User-Agent", "Sec-CH-UA", "If-None-Match"])
def test_what_the_browser_itself_writes_into_a_header_is_no_sync(tmp_path: Path, name: str) -> None:
    asked = request("https://m.stats.test/e", request_headers=((name, f"x={UUID}"),))
    assert syncs(tmp_path, set_cookie(f"uid={UUID}", ADNET), asked) == []


def test_a_message_that_came_in_is_no_sync(tmp_path: Path) -> None:
    message = sent_message("wss://m.stats.test/e", UUID, direction="received")
    assert syncs(tmp_path, set_cookie(f"uid={UUID}", ADNET), message) == []


@pytest.mark.parametrize("address", ["203.0.113.77", "2001:db8::7334:beef"])
def test_an_ip_address_that_a_cookie_keeps_is_known_to_everybody_asked(tmp_path: Path, address: str) -> None:
    assert syncs(tmp_path, set_cookie(f"ip={address}", ADNET), pixel(f"https://m.stats.test/p?ip={address}")) == []
