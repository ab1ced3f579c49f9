"""Does the hostile web answer every mechanism, cookie and storage page with what that page is about."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable

import aiohttp
import pytest

from fixtures import images
from fixtures.client import client_of
from fixtures.hostile import HostileWeb, by_mechanism, cookies, mechanisms, storage

Visit = Callable[[HostileWeb, aiohttp.ClientSession], Awaitable[None]]

EXPECTED_MANY = cookies.PAGES["many"].expected
ADDRESS = re.compile(r"""https://[a-z.]+/[a-z0-9/]*\?m=[a-z-]+(?:&n=[a-z0-9-]+)?""")


def visiting(visit: Visit) -> None:
    async def run() -> None:
        async with HostileWeb() as web, client_of(web) as client:
            await visit(web, client)

    asyncio.run(run())


def test_the_start_page_links_every_page_and_every_page_answers() -> None:
    async def visit(web: HostileWeb, client: aiohttp.ClientSession) -> None:
        async with client.get(web.start_url) as response:
            paths = re.findall(r'href="(/[mcs]/[^"]+)"', await response.text())
        assert len(paths) == len(mechanisms.PAGES) + len(cookies.PAGES) + len(storage.PAGES)
        for path in paths:
            async with client.get(web.start_url.rstrip("/") + path) as response:
                assert response.status == 200, path

    visiting(visit)


def test_every_address_on_a_mechanism_page_is_served_and_counted_under_its_mechanism() -> None:
    async def visit(web: HostileWeb, client: aiohttp.ClientSession) -> None:
        for name in mechanisms.PAGES:
            async with client.get(f"{web.start_url}m/{name}") as response:
                text = await response.text()
                addresses = set(ADDRESS.findall(text + str(response.headers)))
            web.log.clear()
            for address in addresses:
                if any(path in address for path in ("/ws?", "/events?", "/reset?")):
                    continue  # no answer that a plain client could read
                async with client.get(address, allow_redirects=False) as response:
                    assert response.status in (200, 204, 302, 307), address
                    await response.read()
            assert set(by_mechanism(web.log)) <= {name}, name

    visiting(visit)


def test_a_redirect_passes_three_hosts_and_ends_in_a_pixel() -> None:
    async def visit(web: HostileWeb, client: aiohttp.ClientSession) -> None:
        async with client.get("https://t.moorgrind.net/hop?m=redirect&n=1") as response:
            assert await response.read() == images.GIF_1X1
        hops = by_mechanism(web.log)["redirect"]
        assert [hop.host for hop in hops] == ["t.moorgrind.net", "x.ashfenner.io", "www.thistlecombe.com"]

    visiting(visit)


def test_a_websocket_and_an_event_stream_open() -> None:
    async def visit(web: HostileWeb, client: aiohttp.ClientSession) -> None:
        async with client.ws_connect("https://t.moorgrind.net/ws?m=websocket") as socket:
            assert (await socket.receive_str()) == "hello"
        async with client.get("https://t.moorgrind.net/events?m=eventsource") as response:
            assert b"data: hello" in await response.read()
        assert set(by_mechanism(web.log)) == {"websocket", "eventsource"}

    visiting(visit)


@pytest.mark.parametrize("name", sorted(set(cookies.PAGES) - {"many", "websocket"}))
def test_a_cookie_page_speaks_of_every_cookie_that_it_expects(name: str) -> None:
    async def visit(web: HostileWeb, client: aiohttp.ClientSession) -> None:
        async with client.get(f"{web.start_url}c/{name}") as response:
            sent = [*response.headers.getall("Set-Cookie", []), await response.text()]
        for helper in re.findall(r'(?:(?:src|href)=|fetch\()"(https://[^"]+|/c/[^"]+)"', sent[-1]):
            url = helper if helper.startswith("https") else web.start_url.rstrip("/") + helper
            async with client.get(url) as response:
                sent += response.headers.getall("Set-Cookie", [])
        for expected in cookies.PAGES[name].expected:
            said = f'name:"{expected.name}"' if name == "cookie-store" else f"{expected.name}="
            lines = [line for line in sent if said in line]
            assert lines, expected
            if expected.max_age is not None:
                assert any(f"Max-Age={expected.max_age}" in line for line in lines)

    visiting(visit)


def test_four_hundred_cookies_come_from_the_server_and_a_script_together() -> None:
    async def visit(web: HostileWeb, client: aiohttp.ClientSession) -> None:
        async with client.get(f"{web.start_url}c/many") as response:
            by_server = len(response.headers.getall("Set-Cookie"))
            loop = re.search(r"let n=(\d+);n<(\d+);", await response.text())
        assert loop
        assert (by_server, int(loop[1]), int(loop[2])) == (cookies.MANY_BY_SERVER, by_server, len(EXPECTED_MANY))

    visiting(visit)


def test_an_etag_comes_back_and_is_answered_with_not_modified() -> None:
    async def visit(web: HostileWeb, client: aiohttp.ClientSession) -> None:
        headers = {"Sec-Fetch-Dest": "image"}
        async with client.get(f"{web.start_url}s/etag", headers=headers) as response:
            tag = response.headers["ETag"]
            assert response.headers["Cache-Control"] == "no-cache"
        async with client.get(f"{web.start_url}s/etag", headers=headers | {"If-None-Match": tag}) as response:
            assert response.status == 304

    visiting(visit)
