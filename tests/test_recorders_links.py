"""Which links a page holds, as the crawler takes them down."""

from pathlib import Path

import pytest
from aiohttp import web

from crawler.recorders.links import LINKS
from crawler.records import Link, Note, Request
from tests.crawling import crawl_answers

PAGE = """<!doctype html><title>links</title><base href="/shop/">
<form name="querySelectorAll"><input name="shadowRoot"></form>
<header><a href="basket">Your  <b>basket</b></a><a href="basket">Your basket</a></header>
<nav><a href="https://other.test/x?y=1#z" rel="nofollow noopener" style="display:none">Elsewhere</a></nav>
<main><a href="/picture"><img alt="A picture" src="data:,"></a><a href="/labelled" aria-label="Labelled"></a>
<a name="place">No link</a><a href="javascript:open('/settings')">Settings</a><a href="mailto:?subject=Look">Share</a>
<map name="m"><area href="/area" alt="An area"></map>
<svg width="20" height="20"><a href="/drawn"><text y="9">Drawn</text></a></svg></main>
<div role="contentinfo"><a href="/privacy">Privacy</a></div><div id="host"></div>
<iframe srcdoc="<a href='https://frame.test/p'>In a frame</a>"></iframe>
<script>
const noticed = () => new Image().src = "/noticed";
Document.prototype.querySelectorAll = noticed;
Object.defineProperty(HTMLAnchorElement.prototype, "href", {get: noticed});
new MutationObserver(noticed).observe(document.querySelector("nav"), {subtree: true, attributes: true, childList: true});
host.attachShadow({mode: "open"}).innerHTML =
  '<div role="dialog"><p>Cookies?</p><slot></slot><div id="inner"></div><a href="/opt-out">Opt out</a></div>';
host.shadowRoot.getElementById("inner").attachShadow({mode: "open"}).innerHTML = '<a href="/vendors">Vendors</a>';
</script>"""


@pytest.fixture(scope="module")
def records(tmp_path_factory):
    async def answer(request):
        return web.Response(text=PAGE if request.path == "/" else "", content_type="text/html")

    return list(crawl_answers(tmp_path_factory.mktemp("links"), answer).records())


@pytest.fixture(scope="module")
def links(records):
    return {record.text: record for record in records if isinstance(record, Link)}


def path(link):
    return link.url.partition("://")[2].partition("/")[2]


def test_a_link_tells_its_address_its_words_and_where_it_stands(links):
    told = {text: (path(link), link.where) for text, link in links.items() if link.url.startswith("http")}
    assert told == {
        "Your basket": ("shop/basket", "header"),
        "Elsewhere": ("x?y=1#z", "nav"),
        "A picture": ("picture", "main"),
        "Labelled": ("labelled", "main"),
        "An area": ("area", "main"),
        "Drawn": ("drawn", "main"),
        "Privacy": ("privacy", "footer"),
        "Opt out": ("opt-out", "dialog"),
        "Vendors": ("vendors", "dialog"),
        "In a frame": ("p", ""),
    }


def test_addresses_that_lead_to_no_page_are_told_as_they_are(links):
    assert links["Settings"].url == "javascript:open('/settings')"
    assert links["Share"].url == "mailto:?subject=Look"


def test_a_link_that_nobody_sees_is_marked_and_keeps_its_rel(links):
    assert (links["Elsewhere"].visible, links["Elsewhere"].rel) == (False, "nofollow noopener")
    assert links["Privacy"].visible and links["Opt out"].visible


def test_the_same_link_is_told_once_a_page(records):
    assert [link.text for link in records if isinstance(link, Link)].count("Your basket") == 1


def test_the_page_notices_nothing(records):
    assert not [record.url for record in records if isinstance(record, Request) and "noticed" in record.url]


def test_of_fifty_thousand_links_the_first_and_the_last_are_told_and_the_rest_is_counted(tmp_path: Path):
    many = "".join(f'<li><a href="/item/{number}">Item {number}</a>' for number in range(50_000))

    async def answer(_request):
        page = f'<!doctype html><title>many</title><ul>{many}</ul><footer><a href="/privacy">Privacy</a></footer>'
        return web.Response(text=page, content_type="text/html")

    records = list(crawl_answers(tmp_path, answer).records())
    links = [record for record in records if isinstance(record, Link)]
    assert len(links) == LINKS
    assert {"Item 0", "Privacy", "Item 49999"} <= {link.text for link in links}
    (note,) = [note for note in records if isinstance(note, Note) and note.subject == "recorder"]
    assert note.text.startswith(f"{50_001 - LINKS} links") and note.level == "info"
