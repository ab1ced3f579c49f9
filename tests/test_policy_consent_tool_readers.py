"""What nine more consent tools and IAB's vendor list declare, and what hostile responses do not."""

import base64
import json
from pathlib import Path

import pytest

from analyzers.model import Declaration
from analyzers.policy.consent_tools import NAMES, READERS, read_consent_tool, read_tool
from analyzers.policy.klaro import wildcards
from analyzers.policy.literals import read_literal
from analyzers.policy.tcf import disclosed_vendors
from analyzers.policy.tool_items import Told

TOOLS = Path(__file__).parents[1] / "fixtures" / "policies" / "consent-tools"
DAY = 86_400.0


def read(tool: str, *names: str) -> tuple[Declaration, ...]:
    return read_tool(tool, [Told(f"https://tool.example/{name}", (TOOLS / name).read_text()) for name in names])


def items(found: tuple[Declaration, ...]) -> dict[str, tuple[str, str, str]]:
    return {one.name: (one.category, one.provider, one.kind) for one in found if one.strength == "item"}


def providers(found: tuple[Declaration, ...]) -> dict[str, str]:
    return {one.provider: one.category for one in found if one.strength == "provider"}


def test_cookiebots_declaration_is_read_out_of_the_html_that_its_script_writes() -> None:
    found = read("cookiebot", "cookiebot-cd.js")
    assert items(found) == {
        "tm_sid": ("mandatory", "thistle.example", "cookie"),
        "orb_id": ("targeting", "orbital.example", "cookie"),
        "orb_seen": ("targeting", "orbital.example", "local-storage"),
    }
    assert {one.name: one.lifetime_s for one in found}["orb_id"] == 365 * DAY


def test_onetrust_in_the_page_declares_the_same_groups_without_the_data_around_them() -> None:
    found = read("onetrust", "onetrust-page.json")
    assert [(one.name, one.category, one.party, one.language) for one in found] == [
        ("_lum_*", "performance", "first", "de"),
        ("lum", "performance", "third", "de"),
    ]
    assert found[1].purpose == "Counts visits elsewhere"


def test_usercentrics_joins_the_settings_categories_with_the_aggregators_services() -> None:
    found = read("usercentrics", "usercentrics-settings.json", "usercentrics-aggregate.json")
    assert items(found) == {
        "fh_basket": ("mandatory", "Fernhill Shop", "cookie"),
        "_lb_*": ("performance", "Lumenboard", "cookie"),
        "lb.queue": ("performance", "Lumenboard", "local-storage"),
    }
    assert providers(found) == {"Orbital Ads": "targeting"}
    assert {one.name: (one.lifetime, one.lifetime_s) for one in found}["_lb_*"] == ("390 days", 390 * DAY)
    assert {one.category_as_written for one in found} == {"Essential", "Statistics", "Marketing"}
    assert {one.language for one in found} == {"en"}


def test_usercentrics_3_declares_services_by_the_pages_answer() -> None:
    assert providers(read("usercentrics", "usercentrics-v3.json")) == {
        "Fernhill Shop": "mandatory",
        "Orbital Ads": "targeting",
    }


def test_didomi_declares_vendors_by_the_strictest_of_their_purposes() -> None:
    found = read("didomi", "didomi-vendors.json", "didomi-purposes.json", "didomi-loader.js")
    assert providers(found) == {
        "Lumenboard": "performance",
        "Orbital Ads": "targeting",
        "Chatterbox": "functionality",
        "Seamew Chat": "functionality",
    }
    assert {one.provider: one.lifetime_s for one in found}["Orbital Ads"] == 90 * DAY


def test_complianz_declares_names_by_service_and_a_name_cut_at_its_star_gets_it_back() -> None:
    found = read("complianz", "complianz-cookie-data.json")
    assert items(found) == {
        "wm_lang": ("functionality", "wordmark press", "cookie"),
        "_lb_*": ("performance", "lumenboard", "cookie"),
        "_lbid": ("performance", "lumenboard", "cookie"),
        "visit_count": ("performance", "", "cookie"),
        "orb_id": ("targeting", "orbital ads", "cookie"),
    }
    assert {one.name: one.confidence for one in found}["_lb_*"] == "medium"


def test_klaro_declares_names_and_patterns_of_services() -> None:
    found = read("klaro", "klaro.json")
    assert items(found) == {
        "kw_cart": ("mandatory", "Kestrel Wool", "cookie"),
        "_lb_*": ("performance", "Lumenboard Analytics", "cookie"),
        "_lbid": ("performance", "kestrel.example", "cookie"),
        "lb_opt": ("performance", "kestrel.example", "cookie"),
        "ax": ("performance", "Lumenboard Analytics", "cookie"),
        "bx": ("performance", "Lumenboard Analytics", "cookie"),
    }
    assert providers(found) == {"Orbital Ads": "targeting"}


def test_klaros_configuration_is_read_out_of_a_script_with_functions_and_comments() -> None:
    found = read("klaro", "klaro-config.js")
    assert set(items(found)) == {"_lb_*", "_lbid"}
    assert providers(found) == {"Orbital Ads": "targeting"}


@pytest.mark.parametrize(
    ("expression", "names"),
    [
        ("_ga", ["_ga"]),
        ("/^_ga$/", ["_ga"]),
        ("/^_ga(_.*)?$/", ["_ga_*", "_ga"]),
        (r"/^_pk_[a-z]+\.\d+/", ["_pk_*.*"]),
        ("/pk/", ["*pk*"]),
        ("/^(?!_ga).*$/", []),
        ("/" + "(a|b)" * 40 + "/", []),
        ("", []),
    ],
)
def test_a_regular_expression_is_a_name_with_stars_where_it_says_no_more(expression: str, names: list[str]) -> None:
    assert wildcards(expression) == names


def test_cookieyes_declares_by_slugs_that_outlive_translation() -> None:
    assert items(read("cookieyes", "cookieyes-script.js")) == {
        "pb_session": ("mandatory", "pebble.example", "cookie"),
        "_lb_*": ("performance", "pebble.example", "cookie"),
        "_lbid": ("performance", "pebble.example", "cookie"),
        "xq_1": ("", "pebble.example", "cookie"),
    }
    assert items(read("cookieyes", "cookieyes-page.json"))["orb_id"] == ("targeting", "orbital.example", "cookie")


def test_what_one_response_lists_and_another_times_is_one_row() -> None:
    found = read("cookieyes", "cookieyes-script.js", "cookieyes-audit.json")
    assert [(one.lifetime, one.purpose) for one in found if one.name == "_lbid"] == [
        ("13 months", "Tells visitors apart")
    ]


def test_iubenda_declares_by_its_policys_tables_and_by_the_banners_purposes() -> None:
    found = read("iubenda", "iubenda-policy.json", "iubenda-config.json")
    assert items(found) == {"_lb_id": ("performance", "", "cookie"), "_lb_ses": ("performance", "", "cookie")}
    assert providers(found)["Lumenboard SAS"] == "performance"
    classes = {one.category for one in found if one.strength == "class" and "purposes" in one.quote}
    assert classes == {"performance", "targeting"}  # necessary, too, which the policy's own words say already


def test_trustarc_declares_domains_by_category() -> None:
    assert providers(read("trustarc", "trustarc.js")) == {
        "rushmere.example": "mandatory",
        "www.rushmere.example": "mandatory",
        "lumenboard.example": "functionality",
        "orbital.example": "targeting",
        "cdn.orbital.example": "targeting",
    }


def test_axeptio_declares_vendors_by_step_and_their_cookies() -> None:
    found = read("axeptio", "axeptio.json")
    assert items(found) == {"_lb_id": ("performance", "lumenboard.example", "cookie")}
    assert providers(found) == {"Orbital Ads (orbital.example)": "targeting"}


def test_tarteaucitron_declares_the_services_of_its_job() -> None:
    found = read("tarteaucitron", "tarteaucitron.json")
    assert set(items(found)) == {"_lb_id", "_lb_ses", "_lb_SITE4711", "orb_id"}
    assert items(found)["orb_id"] == ("targeting", "Orbital Ads", "cookie")
    assert providers(found) == {"Filmstrip": "functionality", "homemade": ""}
    signal = '{"job": ["g"], "services": {"g": {"key": "g", "type": "google", "name": "Advertising", "cookies": []}}}'
    assert read_tool("tarteaucitron", [Told("page", signal)]) == ()


def test_a_vendor_list_declares_vendors_by_the_strictest_of_their_purposes() -> None:
    found = read("iab-tcf", "vendor-list.json")
    assert providers(found) == {"Orbital Ads": "targeting", "Lumenboard": "performance", "Guardrail": "mandatory"}
    assert {(one.provider, one.kind, one.lifetime_s) for one in found} >= {("Orbital Ads", "cookie", 365 * DAY)}


def bits(*fields: tuple[int, int]) -> str:
    """(value, width) of each field as one segment of a TC string."""
    text = "".join(f"{value:0{width}b}" for value, width in fields)
    text += "0" * (-len(text) % 8)
    data = bytes(int(text[at : at + 8], 2) for at in range(0, len(text), 8))
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def test_only_the_vendors_of_whom_the_visitor_was_told_are_declared() -> None:
    segment = bits((1, 3), (9, 16), (0, 1), (0b000000001, 9))
    assert disclosed_vendors(f"COvFyGBOvFyGBAbAAAENAP.{segment}") == (9,)
    assert disclosed_vendors("COvFyGBOvFyGBAbAAAENAP.!!.") == disclosed_vendors("") == ()
    told = [Told("https://t.example/v.json", (TOOLS / "vendor-list.json").read_text())]
    answer = Told("page", json.dumps({"tcString": f"x.{segment}", "vendor": {"consents": {"2": False}}}))
    assert providers(read_tool("iab-tcf", [*told, answer])) == {"Lumenboard": "performance"}
    plain = Told("page", json.dumps({"tcString": "x", "vendor": {"consents": {"2": False, "x": True}}}))
    assert providers(read_tool("iab-tcf", [*told, plain])) == {"Orbital Ads": "targeting"}


SAVED = {
    "usercentrics-aggregate.json": "usercentrics",
    "didomi-vendors.json": "didomi",
    "complianz-cookie-data.json": "complianz",
    "klaro.json": "klaro",
    "cookieyes-script.js": "cookieyes",
    "iubenda-config.json": "iubenda",
    "trustarc.js": "trustarc",
    "axeptio.json": "axeptio",
    "tarteaucitron.json": "tarteaucitron",
    "vendor-list.json": "iab-tcf",
    "onetrust-page.json": "onetrust",
    "termly.json": "termly",
    "cookiebot-cc.js": "cookiebot",
}


@pytest.mark.parametrize("name", SAVED)
def test_each_row_quotes_the_response_and_says_where(name: str) -> None:
    text = (TOOLS / name).read_text()
    found = read(SAVED[name], name)
    assert found
    for one in found:
        assert one.quote and text[int(one.place.rpartition(" ")[2].replace(",", "")) :].startswith(one.quote)
        words = one.name.strip("*") or one.provider.partition(" (")[0]
        assert one.strength == "class" or words in one.quote or one.name in ("ax", "bx") or "_ga" in words
        assert one.place.startswith(f"{SAVED[name]}, https://tool.example/{name}, ")


@pytest.mark.parametrize("name", SAVED)
def test_a_text_of_unknown_origin_is_known_by_its_form(name: str) -> None:
    """As when a lawyer gives a saved response as the policy."""
    found = read_consent_tool(f"https://tool.example/{name}", (TOOLS / name).read_bytes())
    assert {one.source for one in found} == {SAVED[name]}


WRONG = [
    "",
    "[]",
    "{}",
    "null",
    "[" * 100_000,
    '{"a":' * 50_000,
    '{"services": 3, "categories": [1], "templates": {"x": 4}, "templateId": 1}',
    '{"templates": [{"templateId": [], "dataProcessor": {"en": []}, "deviceStorage": {"disclosures": [null, 3, {}]}}]}',
    '[{"id": {}, "name": ["x"], "purposeIds": {"a": 1}}, {"name": "y", "purposeIds": [[], {}, null]}]',
    '{"statistics": [1, 2], "marketing": {"x": {"y": "z"}}, "preferences": null}',
    '{"services": [{"name": 1, "purposes": 2, "cookies": [[], [[]], {"pattern": {}}, null, 5]}]}',
    '{"_categories": [{"cookies": [{"cookieID": null}, 7]}, {"cookies": {"cookieID": 1}}]}',
    "x={categories:[{slug:function(){return[{(}]}},cookies:[{cookieID:",
    '{"success": true, "content": "<table><tr><td>"}',
    '{"siteId": 1, "purposes": "9,9,9,,"}',
    '"A":{"value":"7","domains":{}} "B":{"value":"2","domains":[1]} "C":{domains:{' + '"x":' * 9_000,
    '{"cookies": [{"steps": [{"vendors": [{"title": []}, 1, {"title": "v", "cookies": [1, {"name": {}}]}]}]}]}',
    '{"job": [1, [], null, "k"], "services": {"k": {"cookies": [{}, 2, "' + "n" * 9_000 + '"]}}}',
    '{"vendors": {"1": {"name": "v", "purposes": ["x", true, 1e300, -4]}}, "tcString": "AAAA.AAAA.%%%%"}',
    '{"Groups": [{"FirstPartyCookies": [{"Name": "\\ud800", "Length": "1e999"}]}]}',
    'CookieDeclaration("' + "<table>" * 9_000 + '")',
    '{"a": ' + "9" * 5_000 + "}",
    "/*" * 50_000 + "categories:[",
    'cookieID categories:["' + "'`\"" * 50_000,
]


@pytest.mark.parametrize("text", WRONG, ids=range(len(WRONG)))
def test_hostile_responses_end_no_reading(text: str) -> None:
    for tool in READERS:
        for one in read_tool(tool, [Told("https://tool.example/x", text), Told("page, object", text)]):
            assert one.strength in ("item", "provider", "class")
            assert len(one.quote) <= 2_000


def test_every_reader_has_a_name_for_people() -> None:
    assert set(NAMES) == set(READERS)


def test_a_literal_is_read_without_running_what_stands_between() -> None:
    text = (
        "x = {a: 1, 'b': [!0, -2.5, \"q\\u0041\\n\"], c: function () { return {d: '}'} }, e() { }, "
        "f: g(1)[2], h: /r[/]x/i,}; y"
    )
    found, end = read_literal(text, 4)
    assert found == {"a": 1, "b": [True, -2.5, "qA\n"], "c": None, "f": None, "h": "/r[/]x/i"}
    assert text[end:] == "; y"
    assert read_literal("{a: [1, 2", 0) == (None, 0)
    assert read_literal("go()", 0) == (None, 0)


def test_html_of_any_host_is_no_consent_tools_and_a_policy_that_names_one_is_read_as_a_policy() -> None:
    table = b"<table><tr><th>Name</th><th>Duration</th></tr><tr><td>_lb_id</td><td>2 years</td></tr></table>"
    policy = b"# Cookie policy\n\nWe use TrustArc and iubenda (iubenda_policy) for our cookies.\n\n<html>" + table
    assert read_consent_tool("policy.md", policy) == ()
    frame = "https://consent-pref.trustarc.com/?type=x"
    assert [
        one.name for one in read_tool("trustarc", [Told(frame, "<h2>Cookies that we use</h2>" + table.decode())])
    ] == ["_lb_id"]
