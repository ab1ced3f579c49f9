"""Which script wrote a cookie, on pages that have changed the language under us."""

import hashlib

from aiohttp import web

from crawler.records import Note, Request, ScriptCookie, StorageWrite, Visit, is_aside
from tests.crawling import crawl_answers

PAGE = """<!doctype html><script>
Array.prototype.toJSON = Object.prototype.toJSON = function () { return "spoiled" };
JSON.stringify = () => "spoiled"; Reflect.apply = () => 1; window.Error = function () {};
</script><script src="/writer.js"></script>"""
WRITER = """document.cookie = "plain=1";
const wanted = { name: "stored", value: "1", expires: new Date(Date.now() + 86400000), path: "/" };
cookieStore.set(wanted).then(() => { document.cookie = "after=" + (wanted.expires instanceof Date); });
localStorage.setItem("kept", "1");"""


async def answer(request):
    kind, text = ("text/javascript", WRITER) if request.path == "/writer.js" else ("text/html", PAGE)
    return web.Response(text=text, content_type=kind)


def test_a_page_that_spoils_json_and_errors_does_not_spoil_what_is_told_nor_what_the_page_passed(tmp_path):
    records = [record for record in crawl_answers(tmp_path, answer).records() if not is_aside(record)]
    told = {record.text.partition("=")[0]: record for record in records if isinstance(record, ScriptCookie)}
    assert set(told) == {"plain", "stored", "after"}
    assert all(record.script.endswith("/writer.js") for record in told.values())
    assert "Expires=" in told["stored"].text and "Path=/" in told["stored"].text
    assert told["after"].text == "after=true", "the page's own Date is as it was"
    (write,) = [record for record in records if isinstance(record, StorageWrite)]
    assert write.script.endswith("/writer.js")
    assert not [record for record in records if isinstance(record, Note) and "not understood" in record.text]


UNCHANGED = """<!doctype html><script>
const made = new Blob(["a", "b"], { type: "text/plain" }), file = new File(["x"], "x.txt");
class Own extends Blob {}
document.title = [made.constructor === Blob, made.size === 2, file instanceof Blob, Object.getPrototypeOf(File) === Blob,
  Blob.name === "Blob", Blob.length === 0, new Own(["abc"]) instanceof Own, typeof __avowReport === "undefined"].join();
onpagehide = () => navigator.sendBeacon("/left", new Blob(['{"id":', "4711}"], { type: "application/json" }));
</script>"""


async def unchanged(request):
    kind, text = ("text/html", UNCHANGED) if request.path == "/" else ("text/plain", "")
    return web.Response(text=text, content_type=kind)


def test_a_blob_is_as_it_was_for_the_page_and_what_it_was_made_of_is_known_when_the_page_goes(tmp_path):
    records = list(crawl_answers(tmp_path, unchanged).records())
    (title,) = [record.title for record in records if isinstance(record, Visit) and record.purpose == "page"]
    assert title == ",".join(["true"] * 8)
    (beacon,) = [record for record in records if isinstance(record, Request) and record.url.endswith("/left")]
    digest = hashlib.sha256(b'{"id":4711}').hexdigest()
    assert (beacon.api, beacon.post_data, beacon.post_bytes) == ("sendBeacon", '{"id":4711}', 11)
    assert (beacon.post_sha256, beacon.post_kind) == (digest, "application/json")
