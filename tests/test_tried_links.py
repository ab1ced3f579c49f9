"""Links to opt-outs are opened beside the visits, and what came of each is in the evidence."""

import asyncio

import pytest
from aiohttp import web

from analyzers.knowledge import Knowledge
from avow.config import load_config
from avow.judging import judge
from crawler import tried_links
from crawler.evidence import Evidence
from crawler.records import JarCookie, Note, Request, SetCookie, Visit, is_aside
from fixtures.web import LocalWeb
from tests.crawling import crawl_into, settings

SHOP = "www.linkshop.test"
DOMAINS = {
    "linkshop.test": (SHOP,),
    "adnetwork.test": ("choice.adnetwork.test",),
    "gone.test": ("www.gone.test",),
    "moved.test": ("www.moved.test",),
    "slow.test": ("www.slow.test",),
    "wall.test": ("www.wall.test",),
    "file.test": ("www.file.test",),
    "elsewhere.test": ("www.elsewhere.test",),
}
START = """<!doctype html><title>Shop</title><main><a href="/in">Opt-in to our letters</a>
<a href="https://www.elsewhere.test/">Our friends</a></main>
<footer><a href="/privacy">Privacy policy</a><a href="/own/opt-out">Do not sell my data</a>
<a href="javascript:void(0)">Cookie settings</a></footer>"""
POLICY = """<!doctype html><html lang="en"><title>Privacy policy</title><h1>Privacy policy</h1>
<p>We use cookies and web beacons on this website, and third-party advertising companies place targeting cookies.</p>
<p>To opt out of Adnetwork, click <a href="https://choice.adnetwork.test/optout">here</a>.</p>
<p>Gone lets you <a href="https://www.gone.test/opt-out">opt out</a>, and Moved has an
<a href="https://www.moved.test/opt-out">opt-out page</a>.</p>
<p>Opt-out of Nowhere: <a href="https://www.nowhere.test/opt-out">opt-out</a>. Opt-out of Slow:
<a href="https://www.slow.test/opt-out">opt-out</a>. Wall: <a href="https://www.wall.test/opt-out">opt-out</a>.
File: <a href="https://www.file.test/opt-out">opt-out</a>.</p>
<p>Whoever wants our letters may <a href="https://www.elsewhere.test/opt-in">opt in</a>.</p></html>"""


async def answer(request):
    host = request.host.partition(":")[0]
    if host == SHOP:
        pages = {"/": START, "/privacy": POLICY}
        if request.path == "/robots.txt":
            return web.Response(text="User-agent: *\nDisallow: /own/\n")
        return web.Response(
            text=pages.get(request.path, ""), content_type="text/html", status=200 if request.path in pages else 404
        )
    if host == "www.gone.test":
        return web.Response(status=404, text="gone")
    if host == "www.moved.test" and request.path == "/opt-out":
        return web.Response(status=302, headers={"Location": "https://www.moved.test/your-choices"})
    if host == "www.slow.test":
        await asyncio.sleep(30)
    if host == "www.wall.test":
        return web.Response(status=403, text="<title>Just a moment...</title>", content_type="text/html")
    if host == "www.file.test":
        return web.Response(
            body=b"x", content_type="application/zip", headers={"Content-Disposition": "attachment; filename=a.zip"}
        )
    page = "<title>Choices</title><script>document.cookie='by_script=1; path=/'</script>"
    found = web.Response(text=page, content_type="text/html")
    found.headers.add("Set-Cookie", "optout=1; Path=/; Max-Age=157680000; Secure; HttpOnly")
    return found


def crawled(root, **options):
    async def run():
        async with LocalWeb(DOMAINS, answer) as local:
            wanted = settings(f"https://{SHOP}/", resolver=local.resolver, **options)
            end = await crawl_into(root, wanted, browser_args=local.browser_args)
            return Evidence(end.folder), list(local.log)

    return asyncio.run(run())


@pytest.fixture(scope="module")
def tried(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tried_links, "LINK_SECONDS", 2.0)
        return crawled(tmp_path_factory.mktemp("tried"), obey_robots=True)


def by_host(evidence):
    visits = [record for record in evidence.records() if isinstance(record, Visit) and record.purpose == "link"]
    return {visit.url.partition("://")[2].partition("/")[0]: visit for visit in visits}


def test_each_opt_out_is_opened_once_and_its_answer_is_told(tried):
    evidence, log = tried
    told = {host: (visit.outcome, visit.status) for host, visit in by_host(evidence).items()}
    assert told == {
        "choice.adnetwork.test": ("measured", 200),
        "www.gone.test": ("http-error", 404),
        "www.moved.test": ("measured", 200),
        "www.nowhere.test": ("dns", None),
        "www.slow.test": ("load-timeout", None),
        "www.wall.test": ("bot-wall", 403),
        "www.file.test": ("measured", 200),
        SHOP: ("robots", None),
    }
    opened = [entry.url for entry in log if entry.fetch_dest == "document" and "opt-out" in entry.path]
    assert len(opened) == len(set(opened))


def test_where_a_redirect_led_is_told(tried):
    assert by_host(tried[0])["www.moved.test"].final_url == "https://www.moved.test/your-choices"


def test_what_only_looks_like_an_opt_out_is_not_opened(tried):
    _, log = tried
    assert not [entry for entry in log if entry.host == "www.elsewhere.test" or entry.path == "/in"]


def test_robots_txt_of_the_site_is_obeyed_and_that_of_others_is_not_asked_for_and_both_are_said(tried):
    evidence, log = tried
    assert not [entry for entry in log if entry.path == "/own/opt-out"]
    assert {entry.host for entry in log if entry.path == "/robots.txt"} == {SHOP}
    notes = [record.text for record in evidence.records() if isinstance(record, Note) and record.subject == "robots"]
    assert tried_links.NOT_ASKED in notes


def test_the_cookies_of_an_opened_link_are_kept_with_it_and_are_none_of_the_site(tried):
    evidence, _ = tried
    ident = by_host(evidence)["choice.adnetwork.test"].visit
    jar = {record.name for record in evidence.records() if isinstance(record, JarCookie) and record.visit == ident}
    assert jar == {"optout", "by_script"}
    lines = [record for record in evidence.records() if isinstance(record, SetCookie) and record.line[:6] == "optout"]
    assert lines and all(is_aside(line) for line in lines)
    report = judge(evidence.folder, Knowledge())
    assert not [seen for seen in report.observations if "adnetwork" in seen.host or seen.name == "optout"]


def test_requests_of_an_opened_link_belong_to_it(tried):
    evidence, _ = tried
    asked = [
        (record.visit, record.url)
        for record in evidence.records()
        if isinstance(record, Request) and "opt-out" in record.url and record.status
    ]
    visits = {visit.url: visit.visit for visit in by_host(evidence).values()}
    assert asked and all(visits[url] == visit for visit, url in asked)


def test_an_operator_can_switch_it_off(tmp_path):
    evidence, log = crawled(tmp_path, try_links=False)
    assert not by_host(evidence)
    assert {entry.host for entry in log} == {SHOP}


def test_the_configuration_can_switch_it_off(tmp_path):
    path = tmp_path / "avow.toml"
    for line, tries in (("", True), ("[visit]\ntry_links = false\n", False)):
        path.write_text(f'{line}[[site]]\nurl = "https://{SHOP}/"\n', encoding="utf-8")
        _, (site,) = load_config(path)
        assert site.settings.try_links is tries
