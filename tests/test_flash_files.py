"""Flash files that a page embeds are fetched beside the visits and searched."""

from aiohttp import web

from analyzers.knowledge import Knowledge
from analyzers.observe import observe
from crawler.records import FlashFile, FlashPolicy
from fixtures import flash
from tests.crawling import crawl_answers

PAGE = '<!doctype html><title>films</title><object data="/film.swf"></object><embed src="/gone.swf"><p>no film.swf here</p>'
POLICY = '<?xml version="1.0"?><cross-domain-policy><allow-access-from domain="*.partner.test"/></cross-domain-policy>'


async def answer(request):
    if request.path == "/":
        return web.Response(text=PAGE, content_type="text/html", headers={"Set-Cookie": "page=1"})
    if request.path == "/film.swf":
        body = flash.swf(b"SharedObject\x00getLocal\x00")
        return web.Response(body=body, content_type="application/x-shockwave-flash", headers={"Set-Cookie": "film=1"})
    if request.path == "/crossdomain.xml":
        return web.Response(text=POLICY, content_type="text/xml")
    return web.Response(status=404)


def test_what_a_film_could_do_is_recorded_and_what_fetching_it_did_is_not_the_sites(tmp_path):
    evidence = crawl_answers(tmp_path, answer)
    records = list(evidence.records())
    (film,) = [record for record in records if isinstance(record, FlashFile)]
    assert film.url.endswith("/film.swf") and film.uses_shared_objects
    (policy,) = [record for record in records if isinstance(record, FlashPolicy)]
    assert policy.allows == ("*.partner.test",)

    observed = observe(evidence, Knowledge.load(tmp_path / "none")).observations
    found = {item.name.rpartition("/")[2]: item for item in observed if item.kind == "flash"}
    assert found["film.swf"].details["uses_shared_objects"] is True
    assert "uses_shared_objects" not in found["gone.swf"].details
    assert {item.name for item in observed if item.kind == "cookie"} == {"page"}
