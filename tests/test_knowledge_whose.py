"""Whose a known name is: the service that the rule tells counsel, and nobody where anybody may have chosen it."""

from pathlib import Path

import pytest

from analyzers.categories import Item, categorise
from analyzers.knowledge import Knowledge

OWN = Knowledge.load(Path("/nonexistent"))


def declared(name: str) -> Item:
    """A cookie as the list of a shop names it, with the shop's own host beside it."""
    return Item(name=name, host="shop.test", site="shop.test", party="first", declared=True)


@pytest.mark.parametrize(
    ("name", "service"),
    [
        ("LS_CSRF_TOKEN", "Zoho SalesIQ"),
        ("Ely_vID", "APSIS"),
        ("vjs-volume", "Video.js"),
        ("scribd_ubtc", "Scribd"),
        ("G_ENABLED_IDPS", "Google Sign-In"),
        ("_bcvm_vid_1234", "Genesys"),
        ("gorgias.guest_id", "Gorgias"),
        ("klarna-checkout", "Klarna"),
        ("apc_user", "Appcues"),
        ("cw_conversation", "Chatwoot"),
        ("_biz_uid", "Bizible"),
        ("et_pb_ab_view", "Divi"),
    ],
)
def test_the_rule_names_the_service_whose_the_name_is(name: str, service: str) -> None:
    assert f" of {service}: " in categorise(declared(name), OWN).rule


@pytest.mark.parametrize("name", ["livechat", "chat_open", "volume", "TestCookie", "is_mobile", "lang"])
def test_a_word_that_anybody_chooses_is_nobodys(name: str) -> None:
    assert " of " not in categorise(declared(name), OWN).rule.partition(":")[0]


@pytest.mark.parametrize(
    ("name", "site"), [("ssid", "www.doctolib.fr"), ("anon_id", "www.vinted.nl"), ("t", "www.dropbox.com")]
)
def test_a_large_sites_own_name_is_its_own_there_and_proves_nothing_in_a_strangers_list(name: str, site: str) -> None:
    there = Item(name=name, host=site, site=site, party="first")
    assert categorise(there, OWN).source == "avow"
    assert categorise(declared(name), OWN).source != "avow"


def test_a_name_of_what_sites_embed_may_stand_in_a_sites_list() -> None:
    assert " of YouTube: " in categorise(declared("PREF"), OWN).rule


@pytest.mark.parametrize(
    ("name", "category"),
    [
        ("vimeo_gdpr_optin", "mandatory"),
        ("sync_volume", "functionality"),
        ("MCPopupClosed", "functionality"),
        ("__kla_off", "mandatory"),
        ("_dycnst", "mandatory"),
        ("_mkto_trk", "targeting"),
        ("tawkUUID", "functionality"),
        ("forterToken", "mandatory"),
    ],
)
def test_a_name_is_sorted_by_what_it_is_for_and_not_by_its_services_trade(name: str, category: str) -> None:
    assert categorise(declared(name), OWN).category == category
