"""What a scan does when one site's evidence has grown to its limit."""

import asyncio

from aiohttp import web

from crawler.evidence import Evidence
from crawler.records import Visit
from crawler.sealing import verify
from tests.crawling import crawl_into, settings


async def answer(request):
    return web.Response(text=f"<title>{request.path}</title><a href='/b'>b</a>", content_type="text/html")


def test_pages_after_the_limit_end_with_too_much_and_the_evidence_is_sealed(tmp_path):
    async def run():
        application = web.Application()
        application.router.add_route("*", "/{path:.*}", answer)
        runner = web.AppRunner(application, access_log=None)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        try:
            start = f"http://site.localhost:{runner.addresses[0][1]}/"
            # The network log alone is longer; it is looked at once a second.
            wanted = settings(start, pages=(f"{start}b",), max_pages=2, dwell=1.5, evidence_bytes=10_000)
            return await crawl_into(tmp_path, wanted)
        finally:
            await runner.cleanup()

    folder = asyncio.run(run()).folder
    assert list(verify(folder)) == []
    visits = [one for one in Evidence(folder).records() if isinstance(one, Visit) and one.purpose == "page"]
    assert [(visit.url.rpartition("/")[2], visit.outcome) for visit in visits] == [("", "too-much"), ("b", "too-much")]
    assert all("10000 bytes" in visit.reason for visit in visits)
    assert (visits[1].final_url, visits[1].status) == ("", None)
