"""A page with a widget of each kind, and what comes close to each, through browser and judgement."""

import asyncio
from pathlib import Path

import pytest
from aiohttp import web

import fixtures
from analyzers.knowledge import Knowledge, Service
from analyzers.observe import observe
from crawler.evidence import Evidence
from fixtures.web import LocalWeb
from tests.crawling import crawl_into, settings

PAGE = (Path(fixtures.__file__).parent / "widgets" / "page.html").read_text(encoding="utf-8")
SHOP = "https://www.widgetshop.test"
DOMAINS = {
    "widgetshop.test": ("www.widgetshop.test",),
    "talky.test": ("cdn.talky.test",),
    "poster.test": ("list.poster.test",),
}
WORLD = Knowledge(
    services=(
        Service(name="Talky", company="Talky", role="chat", category="functionality", domains=("talky.test",)),
        Service(name="Poster", company="Poster", role="e-mail", category="targeting", domains=("poster.test",)),
    )
)


@pytest.fixture(scope="module")
def observed(tmp_path_factory):
    posts = []

    async def answer(request):
        if request.method != "GET":
            posts.append(request.path)
        text = {
            "www.widgetshop.test": PAGE if request.path == "/" else "<title>Datenschutzerklärung</title>",
            "list.poster.test": "<form method=post><input type=email name=e><button>OK</button></form>",
        }.get(request.host.partition(":")[0])
        if text is None:
            return web.Response(text="", content_type="text/javascript")
        return web.Response(text=text, content_type="text/html")

    async def run():
        async with LocalWeb(DOMAINS, answer) as local:
            wanted = settings(f"{SHOP}/", resolver=local.resolver)
            end = await crawl_into(tmp_path_factory.mktemp("widgets"), wanted, browser_args=local.browser_args)
            return observe(Evidence(end.folder), WORLD)

    found = asyncio.run(run())
    assert posts == [], "no form is ever sent"
    return found


def test_every_widget_is_told_once_and_nothing_else_is_called_one(observed):
    told = {(one.kind, one.name, one.host) for one in observed.observations if one.kind in ("form", "script-behaviour")}
    own = "www.widgetshop.test"
    assert told == {
        ("form", "newsletter sign-up", own),
        ("form", "newsletter sign-up", "list.poster.test"),
        ("form", "log-in form", own),
        ("form", "comment form", own),
        ("form", "form for telling a friend", own),
        ("form", "link for a mail to a friend", own),
        ("form", "forum", own),
        ("script-behaviour", "chat: widget of Talky", "cdn.talky.test"),
    }


def test_each_form_says_what_it_asks_and_over_what(observed):
    by_name = {(one.name, one.party): one for one in observed.observations if one.kind == "form"}
    assert by_name["comment form", "first"].details["asks"] == ["name"]
    assert by_name["comment form", "first"].details["unencrypted"]
    own = by_name["newsletter sign-up", "first"]
    assert (own.urls, own.details["asks"], own.details["over"]) == (
        (f"{SHOP}/newsletter",),
        ["e-mail address"],
        ["https"],
    )
    assert by_name["newsletter sign-up", "third"].company == "Poster"
    friend = by_name["form for telling a friend", "first"]
    assert friend.details["shown_by"] == ["form", "link"]
    assert set(friend.urls) == {f"{SHOP}/weitersagen", f"{SHOP}/freunde"}


def test_a_link_to_the_policy_in_a_shadow_root_is_seen(observed):
    assert observed.coverage.pages[0]["policy_link"] == f"{SHOP}/datenschutz"
    assert observed.coverage.pages[0]["links_to_policy"]
