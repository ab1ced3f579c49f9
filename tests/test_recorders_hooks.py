"""Which script wrote a cookie, on pages that have changed the language under us."""

from aiohttp import web

from crawler.records import Note, ScriptCookie, StorageWrite
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
    records = list(crawl_answers(tmp_path, answer).records())
    told = {record.text.partition("=")[0]: record for record in records if isinstance(record, ScriptCookie)}
    assert set(told) == {"plain", "stored", "after"}
    assert all(record.script.endswith("/writer.js") for record in told.values())
    assert "Expires=" in told["stored"].text and "Path=/" in told["stored"].text
    assert told["after"].text == "after=true", "the page's own Date is as it was"
    (write,) = [record for record in records if isinstance(record, StorageWrite)]
    assert write.script.endswith("/writer.js")
    assert not [record for record in records if isinstance(record, Note) and "not understood" in record.text]
