"""Sites that fail: each page is a row with its reason, what came is kept, and nothing hangs."""

import asyncio
import contextlib
import os
import signal
import ssl
from pathlib import Path

import trustme
from aiohttp import web

from crawler.browser import Browser, find_browser
from crawler.evidence import Evidence
from crawler.records import JarCookie, Note, Request, SetCookie, Visit
from crawler.sealing import verify
from tests.crawling import crawl_into, settings

LINKS = web.AppKey("links", tuple)
PAGE = "<!doctype html><title>{0}</title><p>{0}</p>{1}"


async def answer(request):
    path = request.path
    if path == "/":
        links = "".join(f'<a href="{link}">x</a>' for link in request.app[LINKS])
        return web.Response(text=PAGE.format("start", links), content_type="text/html")
    if path == "/forbidden":
        return web.Response(
            status=403, text=PAGE.format("no", ""), content_type="text/html", headers={"Set-Cookie": "wall=1"}
        )
    if path == "/wall":
        return web.Response(status=503, text="<title>Just a moment...</title>", content_type="text/html")
    if path == "/paper":
        return web.Response(body=b"%PDF-1.4\n%%EOF", content_type="application/pdf")
    if path == "/file":
        disposition = {"Content-Disposition": 'attachment; filename="../../evil.bin"'}
        return web.Response(body=b"x", content_type="application/octet-stream", headers=disposition)
    if path == "/nothing":
        return web.Response(status=204, headers={"Set-Cookie": "nothing=1"})
    if path == "/loop":
        raise web.HTTPFound("/loop")
    if path == "/away":
        raise web.HTTPFound(f"http://elsewhere.localhost:{request.url.port}/")
    if path == "/never":
        body = PAGE.format("never", '<script>document.cookie="early=1"</script><img src="/hang">')
        return web.Response(text=body, content_type="text/html")
    if path == "/hang":
        await asyncio.sleep(30)
    if path == "/spin":
        script = "<script>addEventListener('load',()=>{for(;;);})</script>"
        return web.Response(text=PAGE.format("spin", script), content_type="text/html")
    if path == "/dialogs":
        script = "<script>alert(1);confirm(2);prompt(3)</script>"
        return web.Response(text=PAGE.format("dialogs", script), content_type="text/html")
    if path == "/stay":
        script = "<script>addEventListener('beforeunload',(e)=>{e.preventDefault();e.returnValue='stay'})</script>"
        return web.Response(text=PAGE.format("stay", script), content_type="text/html")
    return web.Response(status=404, text="none")


def crawl(tmp_path, *paths, tls=None, at_second_page=None, **options):
    """Crawl a start page that links to `paths`; returns the evidence. `at_second_page` is called as that visit begins."""

    async def run():
        application = web.Application()
        application[LINKS] = paths
        application.router.add_route("*", "/{path:.*}", answer)
        runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=tls)
        await site.start()
        url = f"{'https' if tls else 'http'}://site.localhost:{runner.addresses[0][1]}/"
        stop = asyncio.Event()

        def progress(_site, step, text):
            if at_second_page and step == "page" and text != url:
                asyncio.get_running_loop().call_later(0.3, at_second_page, stop)

        wanted = settings(url, max_pages=1 + len(paths), **options)
        try:
            return await crawl_into(tmp_path, wanted, stop=stop, progress=progress)
        finally:
            await runner.cleanup()

    end = asyncio.run(run())
    assert verify(end.folder) == []
    return Evidence(end.folder)


def visits(evidence):
    pages = [one for one in evidence.records() if isinstance(one, Visit) and one.purpose == "page"]
    return {visit.url.rpartition("/")[2]: visit for visit in pages}


def test_each_kind_of_page_that_is_not_the_sites_own_has_its_reason(tmp_path):
    evidence = crawl(tmp_path, "/forbidden", "/paper", "/file", "/nothing", "/loop", "/away", "/missing")
    found = {name: visit.outcome for name, visit in visits(evidence).items()}
    assert found == {
        "": "measured",
        "forbidden": "http-error",
        "paper": "not-html",
        "file": "not-html",
        "nothing": "not-html",
        "loop": "redirect-loop",
        "away": "off-site",
        "missing": "http-error",
    }
    assert all(visit.reason for visit in visits(evidence).values() if visit.outcome != "measured")
    lines = {record.line for record in evidence.records() if isinstance(record, SetCookie)}
    assert {"wall=1", "nothing=1"} <= lines, "cookies of a page that failed were set all the same"


def test_a_human_check_is_no_page_of_the_site_and_is_tried_twice(tmp_path):
    evidence = crawl(tmp_path, "/wall")
    walls = [record for record in evidence.records() if isinstance(record, Visit) and record.url.endswith("/wall")]
    assert [wall.outcome for wall in walls] == ["bot-wall", "bot-wall"]


def test_a_page_that_never_loads_keeps_what_came(tmp_path):
    evidence = crawl(tmp_path, "/never", load_timeout=1.0)
    visit = visits(evidence)["never"]
    assert (visit.outcome, visit.status, visit.ended_by) == ("load-timeout", 200, "load-timeout")
    assert "early" in {record.name for record in evidence.records() if isinstance(record, JarCookie)}


def test_dialogs_and_pages_that_will_not_be_left_hold_nothing_up(tmp_path):
    found = visits(crawl(tmp_path, "/dialogs", "/stay", "/missing"))
    assert (found["dialogs"].outcome, found["stay"].outcome) == ("measured", "measured")


def test_a_page_that_spins_is_given_up_and_the_next_is_visited(tmp_path):
    evidence = crawl(tmp_path, "/spin", "/dialogs", load_timeout=4.0)
    found = visits(evidence)
    assert found["dialogs"].outcome == "measured"
    assert any(isinstance(record, Note) and record.level == "incomplete" for record in evidence.records())


def test_a_host_that_does_not_resolve_is_a_row_tried_twice(tmp_path):
    end = asyncio.run(crawl_into(tmp_path, settings("http://nowhere.invalid/")))
    rows = [record for record in Evidence(end.folder).records() if isinstance(record, Visit)]
    assert [(row.outcome, row.reason) for row in rows] == [("dns", "ERR_NAME_NOT_RESOLVED")] * 2
    assert end.ended == "complete"


def test_a_port_where_nobody_listens_is_refused(tmp_path):
    end = asyncio.run(crawl_into(tmp_path, settings("http://127.0.0.1:9/")))
    rows = [record for record in Evidence(end.folder).records() if isinstance(record, Visit)]
    assert {row.outcome for row in rows} <= {"refused", "network"} and rows


def test_a_certificate_nobody_vouches_for_ends_the_visit(tmp_path):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("site.localhost").configure_cert(context)
    evidence = crawl(tmp_path, tls=context)
    assert visits(evidence)[""].outcome == "tls"


def test_the_operators_stop_keeps_what_was_gathered(tmp_path):
    evidence = crawl(tmp_path, "/dialogs", "/stay", "/missing", at_second_page=lambda stop: stop.set(), dwell=1.0)
    outcomes = [record.outcome for record in evidence.records() if isinstance(record, Visit)]
    assert "measured" in outcomes
    assert evidence.manifest["sessions"]["first-visit"]["ended"] == "interrupted"
    assert any(isinstance(record, Request) for record in evidence.records()), "the ledger is read after a stop, too"


def test_a_browser_that_does_not_start_leaves_evidence_that_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr("tests.crawling.find_browser", lambda: Browser("/bin/false", "test"))
    end = asyncio.run(crawl_into(tmp_path, settings("http://site.localhost/")))
    assert end.ended == "failed" and "did not start" in end.reason
    assert verify(end.folder) == []


def browsers_of_ours():
    """Process ids of the browsers that this process started."""
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError, StopIteration):
            if entry.name.isdigit() and "--log-net-log" in (entry / "cmdline").read_text():
                lines = (entry / "status").read_text().splitlines()
                if next(line for line in lines if line.startswith("PPid:")).split()[1] == str(os.getpid()):
                    yield int(entry.name)


def test_a_browser_that_dies_ends_the_session_and_keeps_the_ledger(tmp_path):
    def kill(_stop):
        for pid in browsers_of_ours():
            os.kill(pid, signal.SIGKILL)

    evidence = crawl(tmp_path, "/dialogs", "/stay", at_second_page=kill, dwell=1.0)
    assert evidence.manifest["sessions"]["first-visit"]["ended"] == "failed"
    assert any(isinstance(record, Request) for record in evidence.records())
    assert any(isinstance(record, Note) and record.subject == "ledger" for record in evidence.records())


def test_this_machine_has_a_browser():
    assert find_browser().executable
