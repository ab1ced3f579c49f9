"""Does the demonstration web do what its truth says, as far as a client without a browser can tell."""

from __future__ import annotations

import asyncio
import base64
import json
import re
from collections.abc import Awaitable, Callable
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from bs4 import BeautifulSoup

from fixtures import demo as demo_package
from fixtures import flash, images
from fixtures.client import client_of
from fixtures.demo import DemoWeb

HERE = Path(demo_package.__file__).parent
TRUTH: dict[str, Any] = json.loads((HERE / "truth.json").read_text(encoding="utf-8"))
SHOP = "https://www.quillmoorpaper.co.uk"

Visit = Callable[[DemoWeb, aiohttp.ClientSession], Awaitable[None]]


def visiting(visit: Visit) -> None:
    async def run() -> None:
        async with DemoWeb() as web, client_of(web) as client:
            await visit(web, client)

    asyncio.run(run())


def set_cookies(response: aiohttp.ClientResponse) -> dict[str, str]:
    return {line.partition("=")[0]: line for line in response.headers.getall("Set-Cookie", [])}


def attributes(line: str) -> dict[str, str]:
    morsel = next(iter(SimpleCookie(line).values()))
    return {name: str(value) for name, value in morsel.items() if value} | {"value": morsel.value}


def truth_of(name: str) -> dict[str, Any]:
    return next(cookie for cookie in TRUTH["cookies"] if cookie["name"] == name)


def pages_of(entry: dict[str, Any]) -> list[str]:
    return list(TRUTH["page_groups"][entry["pages"]])


def test_every_page_answers_and_links_the_privacy_statement() -> None:
    async def visit(_web: DemoWeb, client: aiohttp.ClientSession) -> None:
        for path in TRUTH["pages"]:
            async with client.get(SHOP + path) as response:
                assert response.status == 200, path
                links = BeautifulSoup(await response.text(), "lxml").find_all("a", string=TRUTH["policy_link_text"])
                assert [SHOP + link["href"] for link in links] == [TRUTH["policy_url"]], path

    visiting(visit)


def test_every_link_leads_to_a_page_of_the_truth_or_to_one_that_robots_txt_disallows() -> None:
    async def visit(_web: DemoWeb, client: aiohttp.ClientSession) -> None:
        found = set()
        for path in TRUTH["pages"]:
            async with client.get(SHOP + path) as response:
                soup = BeautifulSoup(await response.text(), "lxml")
            found |= {link["href"].partition("#")[0] for link in soup.find_all("a", href=True)}
        assert found == {*TRUTH["pages"], *TRUTH["robots_disallowed"], *(entry["url"] for entry in TRUTH["opt_outs"])}

    visiting(visit)


def test_an_opt_out_answers_and_opening_it_sets_what_the_truth_says() -> None:
    async def visit(_web: DemoWeb, client: aiohttp.ClientSession) -> None:
        for entry in TRUTH["opt_outs"]:
            async with client.get(entry["url"]) as response:
                assert (response.status, sorted(set_cookies(response))) == (entry["status"], entry["cookies"])

    visiting(visit)


def test_robots_txt_disallows_the_page_that_is_linked_and_not_to_be_visited() -> None:
    async def visit(_web: DemoWeb, client: aiohttp.ClientSession) -> None:
        async with client.get(SHOP + "/robots.txt") as response:
            rules = await response.text()
        prefixes = re.findall(r"(?m)^Disallow: (.+)$", rules)
        assert prefixes
        assert all(any(path.startswith(prefix) for prefix in prefixes) for path in TRUTH["robots_disallowed"])
        assert not any(path.startswith(prefix) for path in TRUTH["pages"] for prefix in prefixes)

    visiting(visit)


def test_the_bare_domain_leads_to_www() -> None:
    async def visit(web: DemoWeb, client: aiohttp.ClientSession) -> None:
        async with client.get("https://quillmoorpaper.co.uk/basket", allow_redirects=False) as response:
            assert (response.status, response.headers["Location"]) == (301, web.start_url + "basket")

    visiting(visit)


def test_each_page_sets_the_cookies_that_the_truth_gives_to_the_server() -> None:
    async def visit(_web: DemoWeb, client: aiohttp.ClientSession) -> None:
        own = [cookie for cookie in TRUTH["cookies"] if cookie["set_by"] == "server"]
        own = [cookie for cookie in own if cookie["domain"] in ("www.quillmoorpaper.co.uk", ".quillmoorgroup.com")]
        for path in TRUTH["pages"]:
            async with client.get(SHOP + path) as response:
                assert set(set_cookies(response)) == {c["name"] for c in own if path in pages_of(c)}, path

    visiting(visit)


@pytest.mark.parametrize(
    ("url", "names"),
    [
        (f"{SHOP}/", ["sessionid", "csrftoken", "qm_lang", "qm_v3", "qm_group"]),
        (f"{SHOP}/shop/alder-notebook", ["qm_recent"]),
        ("https://metrics.quillmoorpaper.co.uk/m.gif", ["tfm_seen"]),
        ("https://ads.bramblecast.net/sync", ["bcuid", "bc_seg"]),
        ("https://match.oxerly.com/cm?buid=1", ["oxid"]),
        ("https://widgets.gossamerly.com/nod", ["gsr"]),
        ("https://seal.keurwolk.nl/seal.svg", ["kw_v"]),
    ],
)
def test_a_cookie_of_the_server_has_the_lifetime_and_domain_of_the_truth(url: str, names: list[str]) -> None:
    async def visit(_web: DemoWeb, client: aiohttp.ClientSession) -> None:
        async with client.get(url, allow_redirects=False) as response:
            lines, host = set_cookies(response), response.url.host
        for name in names:
            seen, expected = attributes(lines[name]), truth_of(name)
            assert (int(seen["max-age"]) if "max-age" in seen else None) == expected["lifetime_s"]
            assert (f".{seen['domain']}" if "domain" in seen else host) == expected["domain"]
            if expected["party"] == "third" and expected["fate"] == "kept":
                assert (seen["samesite"], seen["secure"], seen["httponly"]) == ("None", "True", "True")

    visiting(visit)


def test_identifiers_differ_between_visitors_and_all_other_values_stay() -> None:
    async def visit(_web: DemoWeb, client: aiohttp.ClientSession) -> None:
        seen: dict[str, list[str]] = {}
        for url in [f"{SHOP}/", "https://ads.bramblecast.net/sync", "https://match.oxerly.com/cm"]:
            for _visitor in range(2):
                async with client.get(url, allow_redirects=False) as response:
                    for name, line in set_cookies(response).items():
                        seen.setdefault(name, []).append(attributes(line)["value"])
        assert {"sessionid", "csrftoken", "qm_lang", "bcuid", "bc_seg", "oxid"} <= set(seen)
        assert {name: len(set(values)) == 2 for name, values in seen.items()} == {
            name: truth_of(name)["identifier"] for name in seen
        }

    visiting(visit)


def test_a_cookie_that_the_browser_has_is_not_set_again() -> None:
    async def visit(_web: DemoWeb, client: aiohttp.ClientSession) -> None:
        async with client.get(SHOP + "/basket", headers={"Cookie": "sessionid=1; csrftoken=1; qm_lang=nl"}) as response:
            assert set(set_cookies(response)) == {"qm_v3"}

    visiting(visit)


def test_the_ad_network_hands_its_identifier_to_its_partner_through_a_redirect() -> None:
    async def visit(web: DemoWeb, client: aiohttp.ClientSession) -> None:
        async with client.get("https://ads.bramblecast.net/sync?p=%2F", allow_redirects=False) as response:
            identifier = attributes(set_cookies(response)["bcuid"])["value"]
            location = response.headers["Location"]
        sync = TRUTH["syncs"][0]
        assert (response.status, location) == (302, f"{sync['url']}?{sync['parameter']}={identifier}")
        async with client.get(location) as response:
            assert await response.read() == images.GIF_1X1
        assert [(r.host, r.path) for r in web.log] == [("ads.bramblecast.net", "/sync"), ("match.oxerly.com", "/cm")]

    visiting(visit)


def test_every_beacon_of_the_truth_is_answered_by_a_pixel_or_by_nothing() -> None:
    async def visit(_web: DemoWeb, client: aiohttp.ClientSession) -> None:
        for beacon in TRUTH["beacons"]:
            async with client.get(beacon["url"], allow_redirects=False) as response:
                body = await response.read()
                assert (response.status, body) in [(200, images.GIF_1X1), (204, b""), (302, b"")], beacon["url"]

    visiting(visit)


def test_what_is_no_beacon_has_content() -> None:
    async def visit(_web: DemoWeb, client: aiohttp.ClientSession) -> None:
        for url in TRUTH["no_beacons"]:
            async with client.get(url) as response:
                body = await response.read()
                assert response.status == 200, url
                assert len(body) > len(images.GIF_1X1), url

    visiting(visit)


def test_every_host_of_the_truth_is_served_and_every_host_served_is_in_the_truth() -> None:
    async def visit(web: DemoWeb, _client: aiohttp.ClientSession) -> None:
        in_truth = {entry["host"] for entry in TRUTH["hosts"]}
        assert in_truth == set(web.hosts) - {"quillmoorpaper.co.uk"}
        for entry in TRUTH["hosts"]:
            assert entry["host"] in web.domains[entry["provider"]]
            assert entry.get("cname") == web.cnames.get(entry["host"])
        assert {e["provider"] for e in TRUTH["third_parties"]} == {
            e["provider"] for e in TRUTH["hosts"] if e["party"] == "third"
        }

    visiting(visit)


def test_what_scripts_set_and_send_stands_in_the_scripts() -> None:
    scripts = "".join(path.read_text(encoding="utf-8") for path in sorted((HERE / "scripts").iterdir()))
    sources = scripts + "".join(path.read_text(encoding="utf-8") for path in sorted((HERE / "pages").iterdir()))
    for cookie in TRUTH["cookies"]:
        if cookie["set_by"] == "script":
            assert cookie["name"].removesuffix(".7.4d1c") in scripts, cookie["name"]
    for beacon in TRUTH["beacons"]:
        host, _, path = beacon["url"].removeprefix("https://").partition("/")
        redirected = beacon["url"] == TRUTH["syncs"][0]["url"]
        written = host in sources and re.search(rf"/{re.escape(path)}[?`\"]", sources)
        assert redirected or written, beacon["url"]
    for item in TRUTH["storage"]:
        assert item.get("flash") or all(part in scripts for part in item["key"].split("/")), item["key"]


def test_the_page_with_the_old_film_holds_a_shared_object_of_the_right_structure() -> None:
    expected = TRUTH["flash"][0]

    async def visit(_web: DemoWeb, client: aiohttp.ClientSession) -> None:
        async with client.get(SHOP + "/our-press") as response:
            player = {
                k: str(v)
                for k, v in BeautifulSoup(await response.text(), "lxml").select("[data-film]")[0].attrs.items()
            }
        data = base64.b64decode(player["data-object"], validate=True)
        assert player["data-object-key"] == expected["key"]
        assert SHOP + player["data-film"] == expected["film"]
        assert data[:2] == b"\x00\xbf"
        assert int.from_bytes(data[2:6], "big") == len(data) - 6
        assert data[6:16] == b"TCSO\x00\x04\x00\x00\x00\x00"
        name = expected["name"].encode()
        assert data[16 : 18 + len(name)] == len(name).to_bytes(2, "big") + name
        assert data[18 + len(name) : 22 + len(name)] == b"\x00\x00\x00" + bytes([expected["amf_version"]])
        assert data == flash.sol(expected["name"], expected["data"])
        async with client.get(expected["film"]) as response:
            film = await response.read()
        assert film[:3] == b"FWS"
        assert int.from_bytes(film[4:8], "little") == len(film)

    visiting(visit)


def test_amf0_values_have_the_markers_of_the_specification() -> None:
    assert flash.amf0(0.5) == bytes.fromhex("00 3fe0000000000000")
    assert flash.amf0(True) == b"\x01\x01"
    assert flash.amf0("ab") == b"\x02\x00\x02ab"
    assert flash.amf0(None) == b"\x05"
    assert flash.amf0({"k": "v"}) == b"\x03\x00\x01k\x02\x00\x01v\x00\x00\x09"


def test_every_quote_of_the_truth_and_every_declared_name_stands_in_the_statement() -> None:
    async def visit(_web: DemoWeb, client: aiohttp.ClientSession) -> None:
        async with client.get(TRUTH["policy_url"]) as response:
            text = BeautifulSoup(await response.text(), "lxml").get_text(" ")
        for promise in TRUTH["promises"]:
            assert promise["quote"] in text
        for line in TRUTH["declared"]:
            for field in ("name", "provider", "lifetime"):
                assert line.get(field, "") in text, line

    visiting(visit)


def test_what_must_be_found_is_in_the_truth_and_what_is_uncovered_must_be_found() -> None:
    findings = {(f["verdict"], tuple(f["subject"])) for f in TRUTH["findings"]}
    tolerated = {(f["verdict"], tuple(f["subject"])) for f in TRUTH["tolerated_findings"]}
    assert not findings & tolerated
    uncovered: set[tuple[str, ...]] = {
        (c["name"], c["domain"]) for c in TRUTH["cookies"] if c["covered_by"] == ["none"]
    }
    uncovered |= {(t["provider"],) for t in TRUTH["third_parties"] if t["covered_by"] == ["none"]}
    assert uncovered == {subject for verdict, subject in findings | tolerated if verdict == "undeclared"}
    not_mentioned = {
        (f["kind"], *item)
        for f in TRUTH["findings"]
        if f["verdict"] == "mechanism-not-mentioned"
        for item in f["items"]
    }
    assert not_mentioned == {(s["area"], s["origin"], s["key"]) for s in TRUTH["storage"] if not s.get("flash")}
    named = {c["name"] for c in TRUTH["cookies"]}
    never_set = {d["name"] for d in TRUTH["declared"] if d["strength"] == "item" and "*" not in d["name"]} - named
    assert (
        never_set == {s[0] for v, s in findings if v == "declared-not-observed" and s[0] in never_set} == {"bc_optout"}
    )
