"""Which of the policy's categories an item belongs to, and the rule and source that decided."""

import datetime as dt
from pathlib import Path

import msgspec
import pytest

from analyzers.categories import RULES, Item, Override, all_voices, categorise
from analyzers.knowledge import Knowledge, NameEntry, Service
from analyzers.standing import is_peculiar
from tests.scaling import grows_linearly

OWN = Knowledge.load(Path("/nonexistent"))


def cookie(name: str, host: str = "", **more: object) -> Item:
    return Item(name=name, host=host, **more)  # type: ignore[arg-type]


def entry(pattern: str, **more: object) -> NameEntry:
    shape = {"service": "Stats", "category": "performance", "what": "statistics", "domains": ("stats.com",)}
    return NameEntry(pattern=pattern, **{**shape, **more})  # type: ignore[arg-type]


def service(name: str = "Stats", **more: object) -> Service:
    shape = {"company": name, "role": "analytics", "category": "performance", "domains": ("stats.com",)}
    return Service(name=name, **{**shape, **more})  # type: ignore[arg-type]


def test_the_order_of_decision_is_one_list_that_ends_with_unknown() -> None:
    names = [rule.__name__ for rule in RULES]
    assert names[:4] == ["operator_override", "exact_name", "wildcard_name", "who_set_it"]
    assert names[-1] == "nothing_known"


def test_the_services_own_host_confirms_a_name() -> None:
    verdict = categorise(cookie("IDE", ".doubleclick.net"), OWN)
    assert (verdict.category, verdict.confidence, verdict.source) == ("targeting", "high", "avow")
    assert "IDE" in verdict.rule
    assert verdict.source_version


@pytest.mark.parametrize("name", ["IDE", "fr", "uid", "id", "A3"])
def test_a_common_name_on_another_host_proves_nothing(name: str) -> None:
    assert categorise(cookie(name, "www.shop.com"), OWN).category != "targeting"


def test_a_common_name_without_any_host_is_only_possible() -> None:
    verdict = categorise(cookie("IDE"), OWN)
    assert (verdict.category, verdict.confidence) == ("targeting", "low")


def test_a_name_that_means_two_things_without_its_host_decides_nothing() -> None:
    both = Knowledge(
        names=[
            entry("x1", where="own"),
            entry("x1", where="own", service="Ads", category="targeting", domains=("ads.com",)),
        ]
    )
    assert categorise(cookie("x1"), both).category == "unknown"
    assert categorise(cookie("x1", "ads.com"), both).category == "targeting"


def test_a_database_of_another_opinion_does_not_make_our_only_meaning_doubtful() -> None:
    theirs = entry("x1", where="own", category="targeting", domains=("ads.com",), origin="open-cookie-database")
    verdict = categorise(cookie("x1"), Knowledge(names=[entry("x1", where="own"), theirs]))
    assert verdict.category == "performance"
    assert verdict.conflicts == ("open-cookie-database: targeting",)


def test_a_host_in_a_list_tells_where_a_cookie_is_met_and_not_who_sets_it() -> None:
    known = Knowledge(names=[entry("x1", where="own")])
    on_site = cookie("x1", "www.shop.com", party="first", site="www.shop.com")
    assert categorise(on_site, known).category == "unknown"
    assert categorise(msgspec.structs.replace(on_site, declared=True), known).category == "performance"
    elsewhere = msgspec.structs.replace(on_site, host="cdn.example", party="third", declared=True)
    assert categorise(elsewhere, known).category == "unknown"


def test_a_first_party_cookie_that_a_vendors_script_set_is_the_vendors() -> None:
    verdict = categorise(cookie("q7z", "www.shop.com", setter_hosts=("static.hotjar.com",), site="www.shop.com"), OWN)
    assert verdict.category == "performance"
    assert "Hotjar" in verdict.rule


def test_a_distinctive_name_that_another_companys_script_set_is_not_its_services() -> None:
    mine = cookie("_ga", "www.shop.com", setter_hosts=("connect.facebook.net",), site="www.shop.com")
    assert categorise(mine, OWN).category == "targeting"
    theirs = cookie("_ga", "www.shop.com", setter_hosts=("www.google-analytics.com",), site="www.shop.com")
    assert categorise(theirs, OWN).category == "performance"


def test_another_service_of_the_same_company_as_setter_contradicts_no_name() -> None:
    item = cookie("_ga", "www.shop.com", setter_hosts=("www.googleadservices.com",), site="www.shop.com")
    assert categorise(item, OWN).category == "performance"


def test_what_anybody_runs_may_come_out_of_a_vendors_answer() -> None:
    for name in ("AWSALB", "__cf_bm", "euconsent-v2"):
        item = cookie(name, "api.nosto.com", setter_hosts=("api.nosto.com",), site="www.shop.com")
        assert categorise(item, OWN).category == "mandatory"


def test_a_tag_manager_as_setter_contradicts_no_name() -> None:
    item = cookie("_fbp", "www.shop.com", setter_hosts=("tags.tiqcdn.com",), site="www.shop.com")
    assert categorise(item, OWN).category == "targeting"


def test_the_sites_own_script_is_not_taken_for_a_service() -> None:
    item = cookie("q7z", "www.hotjar.com", setter_hosts=("www.hotjar.com",), site="www.hotjar.com")
    rules = [step for step, _ in all_voices(item, Knowledge(services=[service(domains=("hotjar.com",))]))]
    assert rules.count("who set it") == 1


def test_a_pattern_covers_its_variants() -> None:
    assert categorise(cookie("_ga_ABC123", "www.shop.com"), OWN).category == "performance"
    assert categorise(cookie("wordpress_logged_in_0f3a", "www.shop.com"), OWN).category == "mandatory"
    assert categorise(cookie("_hjSessionUser_123", "www.shop.com"), OWN).category == "performance"


def test_nothing_is_mandatory_by_default() -> None:
    verdict = categorise(cookie("zqx", "www.shop.com"), Knowledge())
    assert (verdict.category, verdict.source, verdict.confidence) == ("unknown", "none", "none")


def test_an_operators_override_stands_above_all_until_it_expires() -> None:
    override = Override(
        name="_ga*",
        domain="shop.com",
        category="mandatory",
        owner="counsel",
        reason="audience measurement that the regulator exempts",
        expires=dt.date(2026, 12, 31),
    )
    item = cookie("_ga_1", "www.shop.com")
    before = categorise(item, OWN, (override,), dt.date(2026, 12, 31))
    assert (before.category, before.source) == ("mandatory", "operator")
    assert "counsel" in before.rule
    assert any("performance" in conflict for conflict in before.conflicts)
    assert categorise(item, OWN, (override,), dt.date(2027, 1, 1)).category == "performance"
    assert categorise(cookie("_ga_1", "www.other.com"), OWN, (override,)).category == "performance"


def test_dissent_of_a_database_is_kept_and_does_not_decide() -> None:
    mixed = Knowledge(
        names=[
            entry("_stat", origin="open-cookie-database", category="targeting", domains=("stats.com",)),
            entry("_stat"),
        ]
    )
    verdict = categorise(cookie("_stat", "www.stats.com"), mixed)
    assert verdict.category == "performance"
    assert verdict.conflicts == ("open-cookie-database: targeting",)


def test_an_entry_that_is_not_sure_is_less_confident() -> None:
    unsure = Knowledge(names=[entry("_stat", sure=False)])
    assert categorise(cookie("_stat", "a.stats.com"), unsure).confidence == "medium"
    assert categorise(cookie("_stat", "shop.com"), unsure).confidence == "low"


def test_a_declared_company_confirms_its_services_name() -> None:
    verdict = categorise(cookie("IDE", provider="Google LLC"), OWN)
    assert (verdict.category, verdict.confidence) == ("targeting", "high")


def test_a_company_with_services_of_several_kinds_decides_nothing_alone() -> None:
    steps = [step for step, _ in all_voices(cookie("zqx", provider="Google"), OWN)]
    assert "who set it" not in steps


def test_a_storage_entry_does_not_speak_of_cookies() -> None:
    known = Knowledge(names=[entry("_zqx", kind="storage")])
    assert categorise(cookie("_zqx", "shop.com"), known).source != "avow"
    assert categorise(cookie("_zqx", "shop.com", kind="local-storage"), known).source == "avow"


def test_a_third_party_without_a_name_goes_by_its_host() -> None:
    verdict = categorise(Item(kind="third-party", host="stats.g.doubleclick.net", party="third"), OWN)
    assert verdict.category == "targeting"


def test_names_are_peculiar_only_when_two_parties_do_not_choose_them_by_chance() -> None:
    assert is_peculiar("VISITOR_INFO1_LIVE")
    assert is_peculiar("UserMatchHistory")
    assert not any(map(is_peculiar, ("IDE", "timezone", "csrftoken", "recenthistory", "uuid2")))


@pytest.mark.parametrize("piece", ["a", "_", "*?[", "\x00\ud800", "{"])
def test_a_hostile_name_or_value_costs_no_more_than_its_length(piece: str) -> None:
    def sort(size: int) -> None:
        text = piece * (size // len(piece))
        categorise(cookie(text, text[:300], value=text), OWN)

    assert grows_linearly(sort, 100_000)
