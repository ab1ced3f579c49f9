"""What consent tools declare in their own responses."""

from pathlib import Path

import pytest

from analyzers.model import Declaration
from analyzers.policy.consent_tools import read_consent_tool

TOOLS = Path(__file__).parents[1] / "fixtures" / "policies" / "consent-tools"


def declared(name: str) -> dict[str, Declaration]:
    return {one.name: one for one in read_consent_tool(f"https://tool.example/{name}", (TOOLS / name).read_bytes())}


def test_cookiebot_declares_by_tables_of_categories() -> None:
    found = declared("cookiebot-cc.js")
    assert {name: (one.category, one.kind) for name, one in found.items()} == {
        "CookieConsent": ("mandatory", "cookie"),
        "tm_sid": ("mandatory", "cookie"),
        "tm_lang": ("functionality", "local-storage"),
        "_lum_*": ("performance", "cookie"),
        "px/collect": ("targeting", "beacon"),
    }
    assert found["CookieConsent"].purpose == "Keeps the visitor's choice"
    assert found["_lum_*"].provider == "lumen.example, thistle.example"
    assert found["_lum_*"].lifetime_s == 390 * 86_400.0


def test_onetrust_declares_by_groups_whose_ids_outlive_renaming() -> None:
    found = declared("onetrust.json")
    assert {name: (one.category, one.category_as_written, one.party) for name, one in found.items()} == {
        "bw_basket": ("mandatory", "Always on", "first"),
        "_lum_*": ("performance", "Numbers", "first"),
        "tidal": ("targeting", "Marketing", "third"),
    }
    assert (found["bw_basket"].lifetime, found["_lum_*"].lifetime_s) == ("session", 395 * 86_400.0)


def test_termly_declares_by_its_own_categories() -> None:
    found = declared("termly.json")
    assert {name: (one.category, one.kind, one.lifetime) for name, one in found.items()} == {
        "lr_session": ("mandatory", "cookie", "session"),
        "_lb_id": ("performance", "local-storage", "persistent"),
    }


@pytest.mark.parametrize("name", ["cookiebot-cc.js", "onetrust.json", "termly.json"])
def test_quotes_are_the_responses_own_words_about_the_item(name: str) -> None:
    text = (TOOLS / name).read_text()
    for one in read_consent_tool("https://tool.example/", (TOOLS / name).read_bytes()):
        assert one.quote in text
        assert one.name.rstrip("*") in one.quote
        assert text[int(one.place.rpartition(" ")[2].replace(",", "")) :].startswith(one.quote)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b"<html>",
        b'{"DomainData": {"Groups": {"a": 1}}}',
        b'{"DomainData": {"Groups": [1, {"FirstPartyCookies": [2, {"Name": 3}], "Hosts": [4, {"Cookies": 5}]}]}}',
        b'{"DomainData": ' + b"[" * 50_000,
        b'{"tracker_type": 1, "cookies": {"essential": [1, {"name": 2}], "x": 3}}',
        b"CookieConsentDialog.cookieTableNecessary = [" + b"[" * 100_000,
        b"CookieConsentDialog.cookieTableNecessary = [['a','b",
        b"CookieConsentDialog.cookieTableSecret = [['a_b']];",
    ],
)
def test_responses_of_another_form_declare_nothing(body: bytes) -> None:
    assert read_consent_tool("https://tool.example/", body) == ()
