"""Does a loopback web answer for its own names only, and tell what it received."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Awaitable, Callable

import aiohttp
import dns.asyncresolver
import dns.resolver
import pytest

from avow.commands.demo import environment
from fixtures.client import client_of
from fixtures.demo import DemoWeb

SHOP = "https://www.quillmoorpaper.co.uk"

Visit = Callable[[DemoWeb, aiohttp.ClientSession], Awaitable[None]]


def visiting(visit: Visit) -> None:
    async def run() -> None:
        async with DemoWeb() as web, client_of(web) as client:
            await visit(web, client)

    asyncio.run(run())


def test_a_name_that_is_not_ours_gets_no_answer() -> None:
    async def visit(web: DemoWeb, client: aiohttp.ClientSession) -> None:
        async with client.get(SHOP, headers={"Host": "elsewhere.example"}) as response:
            assert response.status == 421
        assert web.log[-1].host == "elsewhere.example"

    visiting(visit)


def test_the_resolver_tells_the_alias_chain_of_the_cloaked_host() -> None:
    async def visit(web: DemoWeb, _client: aiohttp.ClientSession) -> None:
        address, _, port = (web.resolver or "").partition(":")
        resolver = dns.asyncresolver.Resolver(configure=False)
        resolver.nameservers, resolver.port = [address], int(port)
        answer = await resolver.resolve("metrics.quillmoorpaper.co.uk", "A")
        assert answer.canonical_name.to_text() == "quillmoor.cname.tallyfen.io."
        assert [record.address for record in answer] == ["127.0.0.1"]
        plain = await resolver.resolve("www.quillmoorpaper.co.uk", "A")
        assert plain.canonical_name == plain.qname
        with pytest.raises(dns.resolver.NXDOMAIN):
            await resolver.resolve("www.elsewhere.example", "A")
        with pytest.raises(dns.resolver.NoAnswer):
            await resolver.resolve("www.quillmoorpaper.co.uk", "AAAA")

    visiting(visit)


def test_the_log_keeps_what_the_server_received() -> None:
    async def visit(web: DemoWeb, client: aiohttp.ClientSession) -> None:
        headers = {"Referer": f"{SHOP}/", "Sec-Fetch-Dest": "empty", "Cookie": "tf_uid=u1"}
        async with client.post("https://collect.tallyfen.io/exit?u=u1", data=b"left", headers=headers) as response:
            assert response.status == 204
        received = web.log[-1]
        assert received.url == "https://collect.tallyfen.io/exit?u=u1"
        assert (received.method, received.body, received.fetch_dest) == ("POST", b"left", "empty")
        assert (received.referer, received.cookies) == (f"{SHOP}/", (("tf_uid", "u1"),))

    visiting(visit)


def test_the_browser_is_told_to_find_every_host_here_and_no_other_host_at_all() -> None:
    async def visit(web: DemoWeb, _client: aiohttp.ClientSession) -> None:
        rules = web.browser_args[0].removeprefix("--host-resolver-rules=").split(",")
        assert rules[:-1] == [f"MAP {host} 127.0.0.1:{web.port}" for host in web.hosts]
        assert rules[-1] == "MAP * ~NOTFOUND"
        keys = web.browser_args[1].removeprefix("--ignore-certificate-errors-spki-list=").split(",")
        assert [len(base64.b64decode(key)) for key in keys] == [32] * len(web.domains)
        assert not set('"$`\\') & set(environment(web)["AVOW_BROWSER_ARGS"])

    visiting(visit)
