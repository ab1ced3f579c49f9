"""How what consent tools and gpc.json say joins the policy, over hand-made evidence and imported recordings."""

import datetime as dt
import json
from pathlib import Path

import msgspec
import pytest

from analyzers.knowledge import Knowledge
from analyzers.model import SiteReport
from analyzers.policy.handwritten import read_declarations_file
from analyzers.policy.tool_evidence import ONLY_TOOL, tools_of
from avow.commands.policy import read
from avow.judging import judge
from crawler.evidence import Evidence
from crawler.imports.har import import_har
from crawler.records import (
    ConsentToolResponse,
    ConsentToolState,
    GpcSupport,
    JarCookie,
    PolicyDocument,
    Record,
    SetCookie,
    Visit,
)
from crawler.sealing import verify
from crawler.writing import EvidenceWriter
from tests.judging import NOW

TOOLS = Path(__file__).parents[1] / "fixtures" / "policies" / "consent-tools"
POLICY = b"""# Privacy and cookie policy

We use cookies on our website. Strictly necessary cookies keep the basket of the shop and your log-in while you shop here.
You can delete cookies in the settings of your browser at any time, and the shop goes on working for you.

| Cookie | Purpose | Category | Duration |
|---|---|---|---|
| shop_basket | Holds the basket | Strictly necessary | Session |
"""
SITE = "www.thistle.example"
PAGE = f"https://{SITE}/cart/"
GPC = f"https://{SITE}/.well-known/gpc.json"


def scan(
    root: Path, *records: Record, files: tuple[str, ...] = (), policy: bytes = POLICY, session: str = "first-visit"
) -> Path:
    """Evidence of one page that set `tm_sid`, with these saved responses and a policy; without one where it is empty."""
    writer = EvidenceWriter(root, SITE, dt.datetime(2026, 9, 21, tzinfo=dt.UTC), session)
    for name in files:
        data = (TOOLS / name).read_bytes()
        file, digest = writer.write_consent_tool(data, "txt")
        url = f"https://tool.example/{name}"
        tool = name.partition("-")[0].partition(".")[0]
        writer.append(
            ConsentToolResponse(time=NOW, visit="v1", tool=tool, url=url, status=200, sha256=digest, file=file)
        )
    if policy:
        file, digest = writer.write_policy(policy, "md")
        writer.append(
            PolicyDocument(
                time=NOW, visit="p1", url="policy.md", file=file, sha256=digest, mime="text/markdown", how="given"
            )
        )
    writer.append(SetCookie(time=NOW, visit="v1", request="r1", url=PAGE, line="tm_sid=a; Path=/", stored=True))
    for record in records:
        writer.append(record)
    writer.append(Visit(time=NOW + 60, visit="v1", url=PAGE, final_url=PAGE))
    writer.seal({"site": SITE, "started": "2026-09-21T10:00:00+00:00"})
    return writer.folder


def judged(folder: Path, **options: object) -> SiteReport:
    return judge(folder, Knowledge(), **options)


def state(tool: str, source: str, value: object, **fields: object) -> ConsentToolState:
    text = value if isinstance(value, str) else json.dumps(value)
    return ConsentToolState(time=NOW, visit="v1", tool=tool, source=source, frame_url=PAGE, text=text, **fields)


def open_points(report: SiteReport, words: str) -> list[str]:
    return [line for line in report.coverage.not_checked if words in line]


def strength(report: SiteReport, name: str) -> str:
    item = next(one for one in report.observations if one.name == name)
    return report.covered_by.get(item.id, {}).get("strength", "not compared")


def test_an_item_of_the_tools_list_is_declared_beside_the_policys_own_table(tmp_path):
    without = judged(scan(tmp_path / "without"))
    report = judged(scan(tmp_path / "with", files=("cookiebot-cc.js",)))
    assert strength(without, "tm_sid") != "item"
    assert strength(report, "tm_sid") == "item"
    row = next(one for one in report.declarations if one.name == "tm_sid")
    assert row.place.startswith("cookiebot, https://tool.example/cookiebot-cc.js, cookieTableNecessary, character ")
    assert "Keeps you signed in" in row.quote
    assert {one.source for one in report.declarations} >= {"cookiebot"}
    assert any(one.name == "shop_basket" for one in report.declarations)
    told = report.policy["consent_tools"]
    assert [(one["tool"], one["declarations"], len(one["read"][0]["sha256"])) for one in told] == [("Cookiebot", 5, 64)]


def test_what_a_lawyer_wrote_by_hand_wins_over_the_tools_list(tmp_path):
    text = 'schema = "avow-declarations/1"\n[[declaration]]\nname = "tm_sid"\ncategory = "functionality"\n'
    written = read_declarations_file(text.encode())
    report = judged(scan(tmp_path, files=("cookiebot-cc.js",)), written=written)
    rows = [one for one in report.declarations if one.name == "tm_sid"]
    assert [(one.source, one.category) for one in rows] == [("file", "functionality")]


def test_a_table_and_a_tools_list_that_differ_are_told_as_two_documents(tmp_path):
    policy = POLICY.replace(b"| shop_basket |", b"| CookieConsent | thistle.example |").replace(
        b"| Cookie | Purpose |", b"| Cookie | Provider | Purpose |"
    )
    policy = policy.replace(b"|---|---|---|---|", b"|---|---|---|---|---|").replace(
        b"Strictly necessary | Session", b"Marketing | 1 year"
    )
    report = judged(scan(tmp_path, files=("cookiebot-cc.js",), policy=policy))
    found = [one for one in report.findings if one.verdict == "contradictory-declarations"]
    assert len(found) == 1
    assert "Cookiebot and policy.md" in found[0].title


@pytest.mark.parametrize(
    ("record", "words"),
    [
        (
            ConsentToolResponse(time=NOW, tool="onetrust", url="https://cdn.cookielaw.org/x/otSDKStub.js"),
            "OneTrust declares: the consent tool is in use on the site, and no list of it was read: it sent none before",
        ),
        (
            ConsentToolResponse(time=NOW, tool="cookiebot", url="https://consent.cookiebot.com/x/cc.js", reason="answered 500"),
            "cc.js: answered 500",
        ),
        (state("klaro", "klaroConfig", "[" * 40_000), "in a form that is known"),
        (state("complianz", "complianz", {"version": "7.0"}), "Complianz declares: the consent tool is in use"),
        (state("tarteaucitron", "tarteaucitron", {"job": []}, cut=True), "too long or too deep"),
        (state("iab-tcf", "__tcfapi('ping')", {"gdprApplies": True}), "no list of vendors was read"),
    ],
)  # fmt: skip
def test_a_tool_of_which_nothing_was_read_is_an_open_point_and_no_empty_list(tmp_path, record, words):
    report = judged(scan(tmp_path, record))
    assert len(open_points(report, words)) == 1
    assert len(report.declarations) == len(judged(scan(tmp_path / "without")).declarations)


def test_where_no_policy_was_found_the_tools_list_is_what_is_declared_and_the_report_says_so(tmp_path):
    report = judged(scan(tmp_path, files=("cookiebot-cc.js",), policy=b""))
    assert strength(report, "tm_sid") == "item"
    assert ONLY_TOOL in report.coverage.not_checked
    assert report.policy["url"] == "https://tool.example/cookiebot-cc.js"
    assert not report.policy["could_not_read"]


def test_a_policy_that_could_not_be_read_stays_unread_whatever_a_tool_declares(tmp_path):
    report = judged(scan(tmp_path, files=("cookiebot-cc.js",), policy=b"Access denied"))
    assert report.policy["could_not_read"]
    assert report.covered_by == {}
    assert [one.verdict for one in report.findings if one.verdict in ("undeclared", "not-checked")] == ["not-checked"]
    assert any(one.name == "tm_sid" for one in report.declarations)


def test_no_policy_and_no_tool_leave_the_report_as_it_was(tmp_path):
    report = judged(scan(tmp_path, policy=b""))
    assert "consent_tools" not in report.policy
    assert report.policy["could_not_read"]
    assert open_points(report, "consent tool") == []


def test_the_same_list_in_a_response_and_in_the_page_is_declared_once(tmp_path):
    tables = {
        "cookieTableNecessary": [["tm_sid", "thistle.example", "Keeps you signed in", "Session", "HTTP Cookie", "1"]]
    }
    folder = scan(tmp_path, state("cookiebot", "CookieConsentDialog", tables), files=("cookiebot-cc.js",))
    rows = [one for one in judged(folder).declarations if one.name == "tm_sid"]
    assert [one.place.partition(" ")[2].partition(",")[0] for one in rows] == ["https://tool.example/cookiebot-cc.js"]


def support(text: str, **fields: object) -> GpcSupport:
    base = GpcSupport(time=NOW, visit="g1", url=GPC, outcome="measured", status=200, mime="application/json", text=text)
    return msgspec.structs.replace(base, **fields)


@pytest.mark.parametrize(
    ("record", "honoured", "says"),
    [
        (support('{"gpc": true, "lastUpdate": "2026-01-01"}'), True, "Global Privacy Control is honoured."),
        (support('{"gpc": false}'), False, "Global Privacy Control is not honoured."),
        (support('{"gpc": "yes"}'), None, "neither yes nor no"),
        (support("", outcome="http-error", status=404), None, "nothing: http-error"),
        (support("", mime="text/html"), None, "nothing: the answer is text/html"),
    ],
)
def test_gpc_json_says_yes_no_or_nothing(tmp_path, record, honoured, says):
    report = judged(scan(tmp_path, record))
    promises = [one for one in report.promises if one.subject == "gpc"]
    assert [one.facts["honoured"] for one in promises] == ([] if honoured is None else [honoured])
    assert all(one.quote == record.text and one.place.startswith(GPC) for one in promises)
    assert report.policy["gpc_json"] == {"url": GPC, "status": record.status, "says": says}


def test_gpc_json_alone_is_no_policy(tmp_path):
    report = judged(scan(tmp_path, support('{"gpc": true}'), policy=b""))
    assert report.policy["could_not_read"]
    assert [one.outcome for one in report.promises if one.subject == "gpc"] == ["not-checked"]
    assert "undeclared" not in {one.verdict for one in report.findings}


TC = {"gdprApplies": True, "tcString": "x", "purpose": {"consents": {"1": True, "3": True, "4": False, "x": True}}}


def recorded(root: Path, *records: Record, session: str = "first-visit") -> list[str]:
    report = judged(scan(root, *records, session=session))
    return [one.title for one in report.findings if one.verdict == "set-before-consent"]


def asked(value: object) -> ConsentToolState:
    return state("iab-tcf", "__tcfapi('getTCData')", value)


def test_consent_on_record_where_nothing_was_clicked_is_one_finding(tmp_path):
    titles = recorded(tmp_path, asked(TC), asked(TC | {"eventStatus": "tcloaded"}))
    assert titles == ["Consent to 2 purposes of the IAB's framework was on record before any choice was made."]


@pytest.mark.parametrize(
    ("record", "session"),
    [
        (asked(TC | {"gdprApplies": False}), "first-visit"),
        (asked(TC | {"purpose": {"consents": {"1": False}}}), "first-visit"),
        (asked("{" * 30_000), "first-visit"),
        (asked(TC), "accept"),
        (JarCookie(time=NOW, name="euconsent-v2", value="nonsense", domain=SITE), "first-visit"),
    ],
)
def test_no_consent_another_law_or_a_choice_made_is_no_finding(tmp_path, record, session):
    assert recorded(tmp_path, record, session=session) == []


def test_vendors_of_a_list_are_declared_by_name_and_never_missed_when_they_do_not_come(tmp_path):
    vendors = json.loads((TOOLS / "vendor-list.json").read_text())
    report = judged(scan(tmp_path, state("iab-tcf", "__tcfapi('getVendorList')", vendors)))
    rows = {one.provider: one.category for one in report.declarations if one.source == "iab-tcf"}
    assert rows == {"Orbital Ads": "targeting", "Lumenboard": "performance", "Guardrail": "mandatory"}
    missed = [one.title for one in report.findings if one.verdict in ("declared-not-observed", "not-checked")]
    assert not any("Orbital" in title or "Lumenboard" in title for title in missed)


def har(tmp_path: Path, *entries: tuple[str, str, str], page: str = "<title>Shop</title>") -> Evidence:
    """A recording of a page and of (address, type, body)."""
    told = [(PAGE, "text/html", page), *entries]
    rows = [
        {
            "startedDateTime": "2026-09-21T10:00:00Z",
            "time": 5,
            "request": {"method": "GET", "url": url, "headers": []},
            "response": {
                "status": 200,
                "headers": [{"name": "Content-Type", "value": mime}],
                "content": {"mimeType": mime, "text": body} if body else {"mimeType": mime, "size": 9},
            },
        }
        for url, mime, body in told
    ]
    path = tmp_path / "x.har"
    path.write_text(json.dumps({"log": {"version": "1.2", "entries": rows}}))
    return Evidence(import_har(path, tmp_path / "out").folder)


CC = "https://consent.cookiebot.com/0a1b2c3d-0000-4000-8000-00000000000a/cc.js"


def test_an_imported_recording_gives_the_tools_lists_that_it_holds(tmp_path):
    body = (TOOLS / "cookiebot-cc.js").read_text()
    evidence = har(tmp_path, (CC, "application/javascript", body), (f"{CC}?again", "image/png", "x"))
    told = [one for one in evidence.records() if isinstance(one, ConsentToolResponse)]
    assert [(one.tool, one.visit, bool(one.file), one.reason) for one in told] == [
        ("cookiebot", "v1", True, ""),
        ("cookiebot", "v1", False, "it is no text: image/png"),
    ]
    assert evidence.document(told[0].file).decode() == body
    assert verify(evidence.folder) == []
    assert len(tools_of(evidence).readings[0].declarations) == 5


def test_a_recording_without_bodies_leaves_the_tools_list_open(tmp_path):
    found = tools_of(har(tmp_path, (CC, "application/javascript", "")))
    assert found.readings == ()
    assert "the recording holds no body of it" in found.not_checked[0]


def test_a_recordings_page_gives_the_configuration_in_its_own_scripts(tmp_path):
    config = (TOOLS / "klaro-config.js").read_text()
    inline = 'var _iub = {}; _iub.csConfiguration = {"siteId": 7, "purposes": "5"};'
    page = f"<title>Shop</title><script>{config}</script><script>{inline}</script>"
    found = tools_of(har(tmp_path, page=page))
    names = {
        one.source: {row.name or row.provider or row.category for row in one.declarations} for one in found.readings
    }
    assert names == {"Klaro": {"_lb_*", "_lbid", "Orbital Ads"}, "iubenda": {"targeting"}}


def test_a_saved_response_is_read_like_a_policy(capsys):
    assert read(str(TOOLS / "klaro.json"), as_json=True) == 0
    told = json.loads(capsys.readouterr().out)
    assert {one["name"] for one in told["declarations"]} >= {"kw_cart", "_lb_*"}
