"""The visitor that an operator chose: name, language and window, in pages and workers alike."""

import json
from urllib.parse import unquote

import pytest
from aiohttp import web

from crawler.records import Request
from tests.crawling import crawl_answers

PAGE = """<!doctype html><script>
const told = { agent: navigator.userAgent, language: navigator.language, locale: new Intl.NumberFormat().resolvedOptions().locale,
  window: [innerWidth, innerHeight] };
fetch("/page?" + encodeURIComponent(JSON.stringify(told)));
new Worker(URL.createObjectURL(new Blob([`fetch("${location.origin}/worker?" + encodeURIComponent(JSON.stringify(
  { agent: navigator.userAgent, language: navigator.language })))`])));
</script>"""


async def answer(request):
    return web.Response(text=PAGE if request.path == "/" else "", content_type="text/html")


@pytest.fixture(scope="module")
def requests(tmp_path_factory):
    chosen = {"user_agent": "Mozilla/5.0 (avow test)", "locale": "nl-NL", "viewport": (1000, 700)}
    evidence = crawl_answers(tmp_path_factory.mktemp("visitor"), answer, **chosen)
    return [record for record in evidence.records() if isinstance(record, Request) and record.visit == "v1"]


def told(requests, path):
    return next(json.loads(unquote(r.url.partition("?")[2])) for r in requests if f"{path}?" in r.url)


def test_a_page_sees_the_chosen_name_language_and_window(requests):
    assert told(requests, "/page") == {
        "agent": "Mozilla/5.0 (avow test)",
        "language": "nl-NL",
        "locale": "nl-NL",
        "window": [1000, 700],
    }


def test_a_worker_sees_the_same_visitor(requests):
    assert told(requests, "/worker") == {"agent": "Mozilla/5.0 (avow test)", "language": "nl-NL"}


def test_every_request_says_the_same_name_and_language(requests):
    for record in requests:
        headers = {name.lower(): value for name, value in record.request_headers}
        if headers:
            assert headers["user-agent"] == "Mozilla/5.0 (avow test)"
            assert headers["accept-language"].startswith("nl-NL")
