"""Which addresses are those of consent tools, without a browser."""

import pytest

from crawler.recorders.consent_addresses import ADDRESSES, address_of, holds_declaration, suffix_of

ID = "0a1b2c3d-0000-4000-8000-00000000000a"


@pytest.mark.parametrize(
    ("url", "tool", "keeps"),
    [
        (f"https://consent.cookiebot.com/{ID}/cc.js?renew=false&referer=x", "cookiebot", True),
        (f"https://consent.cookiebot.eu/{ID}/cd.js", "cookiebot", True),
        ("https://consent.cookiebot.com/uc.js", "cookiebot", False),
        (f"https://cdn.cookielaw.org/consent/{ID}/{ID}/en.json", "onetrust", True),
        (f"https://cookies.own-host.test/consent/{ID}-test/{ID}/pt-br.json", "onetrust", True),
        (f"https://cdn.cookielaw.org/consent/{ID}/{ID}.json", "onetrust", False),
        ("https://cdn.cookielaw.org/scripttemplates/otSDKStub.js", "onetrust", False),
        ("https://app.usercentrics.eu/settings/abc/latest/de.json", "usercentrics", True),
        ("https://aggregator.service.usercentrics.eu/aggregate/en?templates=a@1", "usercentrics", True),
        ("https://web.cmp.usercentrics.eu/ui/loader.js", "usercentrics", False),
        (f"https://sdk.privacy-center.org/{ID}/loader.js?target=x", "didomi", True),
        ("https://app.termly.io/api/v1/snippets/websites/1", "termly", True),
        ("https://www.shop.test/wp-json/complianz/v1/cookie_data?locale=en", "complianz", True),
        ("https://www.shop.test/wp-content/plugins/complianz-gdpr/cookiebanner/js/complianz.min.js", "complianz", False),
        ("https://www.shop.test/assets/klaro-config.js", "klaro", True),
        ("https://cdn.kiprotect.com/klaro/v0.7/klaro.js", "klaro", False),
        ("https://cdn-cookieyes.com/client_data/abc/audit-table/x.json", "cookieyes", True),
        ("https://www.iubenda.com/api/privacy-policy/1/cookie-policy", "iubenda", True),
        ("https://consent-pref.trustarc.com/?type=x&site=y", "trustarc", True),
        ("https://consent.trustarc.com/notice?domain=x", "trustarc", False),
        ("https://client.axept.io/63f0aa.json?r=1", "axeptio", True),
        ("https://www.shop.test/js/tarteaucitron.min.js", "tarteaucitron", False),
        ("https://vendor-list.consensu.org/v3/vendor-list.json", "iab-tcf", True),
        ("https://cmp.news.test/v3/vendor-list-v77.json", "iab-tcf", True),
        ("https://cdn.cookielaw.org/vendorlist/iab2V2Data.json", "iab-tcf", True),
    ],
)  # fmt: skip
def test_an_address_tells_its_tool_and_whether_it_may_hold_a_declaration(url: str, tool: str, keeps: bool) -> None:
    address = address_of(url)
    assert address is not None
    assert (address.tool, address.keeps, holds_declaration(url)) == (tool, keeps, keeps)


@pytest.mark.parametrize(
    "url",
    [
        "https://choices.truste.com/get?name=admarker-icon-tr.png",
        "https://choices.trustarc.com/ca?aid=1",
        "https://cookiebot.com.evil.test/" + ID + "/cc.js",
        "https://notcookiebot.com/uc.js",
        "https://www.shop.test/consent/en.json",
        "https://www.shop.test/settings/latest/x.json",
        "data:application/json,{}",
        "https://[broken/cc.js",
        "https://www.shop.test/" + "a/" * 50_000 + "klaro-config.js",
        "",
    ],
)
def test_other_addresses_are_nobodys(url: str) -> None:
    assert address_of(url) is None


def test_what_is_kept_stands_before_what_is_only_noticed() -> None:
    seen: set[str] = set()
    for address in ADDRESSES:
        assert not (address.keeps and address.tool in seen), address
        if not address.keeps:
            seen.add(address.tool)


def test_a_kept_file_is_named_by_its_type() -> None:
    types = ("application/json; charset=utf-8", "text/html", "text/javascript", "text/plain")
    assert [suffix_of(mime) for mime in types] == ["json", "html", "js", "txt"]
