"""What consent tools send and say in the page, as the crawler takes it down, and what the report makes of it."""

import asyncio
import json
from pathlib import Path

import pytest
from aiohttp import web

from analyzers.knowledge import Knowledge
from avow.judging import judge
from avow.reporting import report_into
from crawler.evidence import Evidence
from crawler.records import (
    ConsentToolResponse,
    ConsentToolState,
    GpcSupport,
    JarCookie,
    Note,
    Request,
    ScriptCookie,
    Visit,
    is_aside,
)
from crawler.sealing import verify
from fixtures.web import LocalWeb
from tests.crawling import crawl_answers, crawl_into, settings

TOOLS = Path(__file__).parents[1] / "fixtures" / "policies" / "consent-tools"
SITE = "www.thistle.example"
ONE, TWO = "0a1b2c3d-0000-4000-8000-00000000000a", "0a1b2c3d-0000-4000-8000-00000000000b"
DOMAINS = {
    "thistle.example": (SITE,),
    "cookiebot.com": ("consent.cookiebot.com",),
    "cookielaw.org": ("cdn.cookielaw.org",),
    "usercentrics.eu": ("app.usercentrics.eu", "aggregator.service.usercentrics.eu"),
    "cdn-cookieyes.com": ("cdn-cookieyes.com",),
    "didomi.test": ("pixel.didomi.test",),
}
PAGE = f"""<!doctype html><title>Fernhill</title><a href="/privacy">Privacy and cookie policy</a>
<script>var CookieConsentDialog = {{init() {{}}}};
window.klaroConfig = {{services: [{{name: "kestrel", purposes: ["marketing"], cookies: [/^kw_.*$/, "kw_one"],
  callback() {{}}, inner: document}}]}};
klaroConfig.services[0].self = klaroConfig;
window.tarteaucitron = {{job: ["lumenboard"], parameters: {{}}, services: {{lumenboard: {{key: "lumenboard", type: "analytic",
  name: "Lumenboard", needConsent: true, cookies: ["_tac_id"], js() {{ document.cookie = "run=1" }}}}, other: {{}}}}}};
window.Didomi = {{getRequiredVendors: () => [{{id: "c:x", name: "Seamew Chat", purposeIds: ["cookies"]}}],
  getRequiredPurposes() {{ throw Error("not yet") }}, setUserAgreeToAll() {{ document.cookie = "clicked=1" }}}};
window.__tcfapi = (command, version, call) => setTimeout(() => call({{ping: {{gdprApplies: true, cmpLoaded: true}},
  getTCData: {{gdprApplies: true, eventStatus: "cmpuishown", tcString: "", purpose: {{consents: {{1: true, 2: false}}}}}},
  getVendorList: {{vendors: {{9: {{id: 9, name: "Lumenboard", purposes: [8]}}}}}}}}[command], true), 5);
window.OneTrust = {{get GetDomainData() {{ throw Error("broken") }}}};
window._iub = {{csConfiguration: {{siteId: 1, purposes: "1,4", big: "x".repeat(30000)}}}};
Array.prototype.toJSON = String.prototype.toJSON = () => "replaced by the page";
document.cookie = "orb_id=1; max-age=31536000"; document.cookie = "tm_sid=a"; document.cookie = "_lb_77=1; max-age=33696000";
</script>
<script src="https://consent.cookiebot.com/uc.js"></script><script src="https://consent.cookiebot.com/{ONE}/cc.js?r=1"></script>
<script src="https://cdn-cookieyes.com/client_data/77/script.js"></script>
<script>for (const url of ["https://cdn.cookielaw.org/consent/{ONE}/{TWO}/en.json",
  "https://app.usercentrics.eu/settings/mQ3pfern/latest/en.json", "https://aggregator.service.usercentrics.eu/aggregate/en?t=1",
  "https://app.usercentrics.eu/settings/mQ3pfern/latest/de.json"]) fetch(url);
</script>"""
POLICY = """<!doctype html><title>Privacy policy</title><h1>Privacy and cookie policy</h1>
<p>We use strictly necessary cookies on our website so that the basket of the shop and your log-in work while you shop.</p>
<p>You can delete cookies in the settings of your browser at any time, and the shop goes on working for you as before.</p>"""
FILES = {
    f"/{ONE}/cc.js": "cookiebot-cc.js",
    f"/consent/{ONE}/{TWO}/en.json": "onetrust.json",
    "/settings/mQ3pfern/latest/en.json": "usercentrics-settings.json",
    "/aggregate/en": "usercentrics-aggregate.json",
    "/client_data/77/script.js": "cookieyes-script.js",
}


async def answer(request: web.Request) -> web.StreamResponse:
    if request.path in FILES:
        mime = "application/json" if ".json" in FILES[request.path] else "application/javascript"
        headers = {"Access-Control-Allow-Origin": "*"}
        return web.Response(body=(TOOLS / FILES[request.path]).read_bytes(), content_type=mime, headers=headers)
    if request.path == "/.well-known/gpc.json":
        return web.json_response({"gpc": True, "lastUpdate": "2026-03-01"})
    if request.path == "/uc.js":
        return web.Response(text="1", content_type="application/javascript")
    if request.path in ("/", "/privacy"):
        return web.Response(text=PAGE if request.path == "/" else POLICY, content_type="text/html")
    return web.Response(status=404, text="not here", headers={"Access-Control-Allow-Origin": "*"})


@pytest.fixture(scope="module")
def evidence(tmp_path_factory: pytest.TempPathFactory) -> Evidence:
    async def run() -> Path:
        async with LocalWeb(DOMAINS, answer) as local:
            wanted = settings(f"https://{SITE}/")
            end = await crawl_into(tmp_path_factory.mktemp("tools"), wanted, browser_args=local.browser_args)
            return end.folder

    return Evidence(asyncio.run(run()))


@pytest.fixture(scope="module")
def report(evidence: Evidence) -> dict:
    found = judge(evidence.folder, Knowledge.load())
    report_into(found, evidence.folder)
    return json.loads((evidence.folder / "report" / "report.json").read_text())["sites"][0]


def states(evidence: Evidence) -> dict[str, dict]:
    return {one.source: json.loads(one.text) for one in evidence.records() if isinstance(one, ConsentToolState)}


def test_responses_that_may_hold_a_declaration_are_kept_word_for_word_and_sealed(evidence):
    kept = {
        one.url.partition("?")[0]: one
        for one in evidence.records()
        if isinstance(one, ConsentToolResponse) and one.file
    }
    assert {url.partition("//")[2].partition("/")[2] for url in kept} == {path.removeprefix("/") for path in FILES}
    for url, one in kept.items():
        path = "/" + url.partition("//")[2].partition("/")[2]
        assert evidence.document(one.file) == (TOOLS / FILES[path]).read_bytes()
        assert one.visit == "v1"
    assert verify(evidence.folder) == []


def test_a_response_that_cannot_be_kept_and_a_tools_program_are_told_without_a_body(evidence):
    told = {
        one.url.rpartition("/")[2]: (one.tool, one.reason)
        for one in evidence.records()
        if isinstance(one, ConsentToolResponse) and not one.file
    }
    assert told == {"uc.js": ("cookiebot", ""), "de.json": ("usercentrics", "the server answered 404")}


def test_the_page_says_what_its_tools_declare_without_anything_being_clicked(evidence):
    told = states(evidence)
    assert told["klaroConfig"]["services"] == [
        {"name": "kestrel", "purposes": ["marketing"], "cookies": ["/^kw_.*$/", "kw_one"]}
    ]
    assert told["tarteaucitron"]["services"]["lumenboard"]["cookies"] == ["_tac_id"]
    assert told["Didomi.getRequiredVendors()"][0]["name"] == "Seamew Chat"
    assert told["__tcfapi('getTCData')"]["purpose"]["consents"] == {"1": True, "2": False}
    assert told["__tcfapi('getVendorList')"]["vendors"]["9"]["name"] == "Lumenboard"
    assert set(told["CookieConsentDialog"]) >= {"cookieTableNecessary", "cookieTableAdvertising"}
    # An accessor that throws, and a function that is not ready, leave out their own tool only.
    assert not {"OneTrust.GetDomainData()", "Didomi.getRequiredPurposes()"} & set(told)
    written = {record.text.partition("=")[0] for record in evidence.records() if isinstance(record, ScriptCookie)}
    assert written == {"orb_id", "tm_sid", "_lb_77"}


def test_what_is_too_long_is_cut_and_says_so(evidence):
    cut = {one.source: one.cut for one in evidence.records() if isinstance(one, ConsentToolState)}
    assert cut["_iub.csConfiguration"] is True
    assert cut["__tcfapi('getVendorList')"] is False
    assert len(states(evidence)["_iub.csConfiguration"]["big"]) == 20_000


def test_gpc_json_is_read_beside_the_visits(evidence):
    support = next(one for one in evidence.records() if isinstance(one, GpcSupport))
    assert (support.outcome, support.status, json.loads(support.text)["gpc"]) == ("measured", 200, True)
    asked = [one for one in evidence.records() if isinstance(one, Request) and one.url.endswith("gpc.json")]
    assert asked and all(is_aside(one) for one in asked)
    assert [one.purpose for one in evidence.records() if isinstance(one, Visit) and one.visit == "g1"] == ["gpc"]


@pytest.mark.parametrize(
    ("name", "source", "quote"),
    [
        ("tm_sid", "cookiebot", "Keeps you signed in"),
        ("_lb_77", "usercentrics", '"identifier": "_lb_*"'),
    ],
)
def test_an_item_that_only_a_consent_tool_declares_is_covered_by_item(report, name, source, quote):
    item = next(one for one in report["observations"] if one["name"] == name)
    cover = report["covered_by"][item["id"]]
    declared = next(one for one in report["declarations"] if one["id"] == cover["declaration"])
    assert cover["strength"] == "item"
    assert (declared["source"], declared["strength"]) == (source, "item")
    assert quote in declared["quote"]
    assert declared["place"].startswith(f"{source}, https://")


def test_the_policys_prose_and_the_tools_lists_stand_beside_each_other(report):
    sources = {one["source"] for one in report["declarations"]}
    assert {
        "prose",
        "cookiebot",
        "onetrust",
        "usercentrics",
        "cookieyes",
        "klaro",
        "tarteaucitron",
        "didomi",
    } <= sources
    assert report["policy"]["url"] == f"https://{SITE}/privacy"
    read = {one["tool"]: one["declarations"] for one in report["policy"]["consent_tools"]}
    assert read["Cookiebot"] == 5 and read["OneTrust"] == 3


def test_gpc_json_is_a_promise_with_its_words(report):
    promise = next(one for one in report["promises"] if one["subject"] == "gpc")
    assert promise["statement"] == "Global Privacy Control is honoured."
    assert '"gpc": true' in promise["quote"]
    assert report["policy"]["gpc_json"]["status"] == 200


def test_a_consent_on_record_before_any_choice_is_found(report):
    found = [one for one in report["findings"] if "IAB's framework" in one["title"]]
    assert [one["verdict"] for one in found] == ["set-before-consent"]
    assert "purpose 1" in found[0]["why"] and found[0]["evidence"][0]["what"] == "__tcfapi('getTCData')"


HOSTILE = """<!doctype html><title>hostile</title><script>
window.klaroConfig = {services: []}; let deep = klaroConfig; for (let i = 0; i < 90; i++) deep = deep.a = {};
for (let i = 0; i < 20000; i++) klaroConfig["k" + i] = "v".repeat(500);
window.complianz = new Proxy({}, {ownKeys() { throw Error("no") }});
window.tarteaucitron = {get job() { location.href = "/elsewhere"; return [] }};
window.__tcfapi = () => {};
window._iub = {csConfiguration: {get purposes() { document.cookie = "got=1"; return "1" }, siteId: 1}};
if (location.search) window.Didomi = {getRequiredVendors() { for (;;); }};
</script>"""


@pytest.mark.parametrize("hangs", [False, True])
def test_a_page_that_answers_in_bad_faith_costs_seconds_and_its_own_answer(tmp_path, hangs):
    async def page(request: web.Request) -> web.Response:
        if request.path != "/":
            return web.Response(status=404)
        if hangs and not request.query:
            raise web.HTTPFound("/?hangs")
        return web.Response(text=HOSTILE, content_type="text/html")

    found = list(crawl_answers(tmp_path, page).records())
    visit = next(one for one in found if isinstance(one, Visit) and one.purpose == "page")
    assert visit.outcome == "measured" and visit.ended - visit.time < 20
    told = {one.source: one for one in found if isinstance(one, ConsentToolState)}
    notes = [
        one.text
        for one in found
        if isinstance(one, Note) and one.subject == "policy" and "consent tools of" in one.text
    ]
    if hangs:
        assert not told and len(notes) == 1
        return
    assert not notes
    config = told["klaroConfig"]
    assert config.cut and len(config.text) <= 500_000 and len(json.loads(config.text)) > 500
    assert "__tcfapi('ping')" not in told
    assert json.loads(told["_iub.csConfiguration"].text) == {"siteId": 1}
    assert not any(isinstance(one, JarCookie) and one.name == "got" for one in found)
