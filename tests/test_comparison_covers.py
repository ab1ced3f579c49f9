"""What covers an item: by name, provider or class; and what the policy itself sorts."""

import pytest

from analyzers.comparison.matching import name_matches
from analyzers.model import Declaration, Observation
from tests.judging import compared, declaration, observation, verdicts


def strength(seen: Observation, *declared: Declaration) -> str:
    return str(compared([seen], list(declared)).covered_by[seen.id]["strength"])


# What covers an item


@pytest.mark.parametrize(
    ("pattern", "name", "matches"),
    [
        ("_ga", "_ga", True),
        ("_ga", "_gat", False),
        ("_ga_*", "_ga_XYZ", True),
        ("_ga_*", "_ga", False),
        ("_hj*User_*", "_hjSessionUser_12", True),
        ("*_id", "shop_id", True),
        ("a*a", "a", False),
        ("OptanonConsent", "optanonconsent", True),
        ("fr", "FR", False),
        ("CONSENT", "consent", False),
        ("a" * 50 + "*b*" * 20, "a" * 5000, False),
    ],
)
def test_names_match_whole_with_stars(pattern: str, name: str, matches: bool) -> None:
    assert name_matches(pattern, name) is matches


def test_a_name_covers_by_item() -> None:
    assert strength(observation(name="_ga_XYZ"), declaration(name="_ga_*")) == "item"


def test_a_bare_star_names_nothing() -> None:
    assert strength(observation(category="targeting"), declaration(name="*")) == "none"


def test_a_name_of_another_provider_does_not_cover() -> None:
    row = declaration(name="uid", provider="Adnet")
    assert strength(observation(name="uid", host="ads.adnet.test"), row) == "item"
    assert strength(observation(name="uid", host="cads.test"), row) == "none"


@pytest.mark.parametrize(
    "written", ["Adnet", "Adnet Holding", "adnet.test", "https://www.adnet.test/privacy", ".ads.adnet.test"]
)
def test_a_provider_covers_under_its_names_and_domains(written: str) -> None:
    seen = observation(name="x", host="ads.adnet.test", category="unknown")
    assert strength(seen, declaration(provider=written)) == "provider"


@pytest.mark.parametrize("written", ["Adnetwork Partners", "Badnet", "notadnet.test", "Net", "Countly"])
def test_a_provider_is_never_found_inside_another_word(written: str) -> None:
    assert (
        strength(observation(name="x", host="ads.adnet.test", category="unknown"), declaration(provider=written))
        == "none"
    )


def test_a_provider_does_not_cover_a_mechanism_without_a_word() -> None:
    seen = observation("local-storage", "k", host="ads.adnet.test", key="k")
    assert strength(seen, declaration(provider="Adnet")) == "none"
    assert (
        strength(seen, declaration(provider="Adnet"), declaration("local-storage", category="mandatory")) == "provider"
    )


def test_an_alias_covers_its_service_and_not_the_companys_other_one() -> None:
    assert strength(observation(name="x", host="a.stats.test"), declaration(provider="CStats")) == "provider"
    other = observation(name="x", host="a.cads.test", category="targeting")
    assert strength(other, declaration(provider="CStats")) == "none"


def test_a_company_covers_all_that_it_owns() -> None:
    for host in ("a.stats.test", "a.cads.test"):
        assert (
            strength(observation(name="x", host=host, category="targeting"), declaration(provider="Countly"))
            == "provider"
        )


def test_an_unknown_company_covers_the_domain_that_bears_its_name() -> None:
    seen = observation(name="x", host="t.acme-metrics.test", category="unknown")
    assert strength(seen, declaration(provider="Acme Metrics Ltd")) == "provider"
    assert strength(seen, declaration(provider="Acme Ltd")) == "none"


def test_a_company_named_in_a_sentence_covers_although_the_row_is_a_class() -> None:
    seen = observation(name="x", host="t.tallyfen.test", category="unknown")
    assert strength(seen, declaration(quote="Tallyfen counts visits for us.")) == "provider"
    assert strength(seen, declaration(quote="We use tallyfenish counters.")) == "none"


def test_a_named_service_of_a_company_does_not_name_the_company() -> None:
    seen = observation(name="x", host="a.cads.test", category="targeting")
    assert strength(seen, declaration(category="performance", quote="We use Countly Stats.")) == "none"


def test_a_first_party_cookie_of_a_third_partys_script_is_covered_by_its_provider() -> None:
    seen = observation(name="_x", set_by=("https://cdn.stats.test/t.js",), category="unknown")
    assert strength(seen, declaration(provider="Countly Stats")) == "provider"
    assert strength(observation(name="_x", category="unknown"), declaration(provider="Countly Stats")) == "none"


@pytest.mark.parametrize(
    ("seen", "declared", "expected"),
    [
        ({"host": "ads.adnet.test", "category": "targeting"}, {"category": "targeting", "party": "third"}, "class"),
        ({"host": "ads.adnet.test", "category": "targeting"}, {"category": "targeting", "party": "any"}, "class"),
        ({"host": "ads.adnet.test", "category": "targeting"}, {"category": "targeting", "party": "first"}, "none"),
        ({"host": "ads.adnet.test", "category": "targeting"}, {"category": "performance", "party": "third"}, "none"),
        ({"host": "ads.adnet.test", "category": "targeting"}, {"party": "any"}, "none"),
        ({"host": "ads.adnet.test", "category": "targeting"}, {"party": "third"}, "class"),
        ({"category": "performance"}, {"party": "any"}, "class"),
        ({"category": "targeting"}, {"party": "any"}, "none"),
        ({"category": "unknown"}, {"party": "any"}, "none"),
        ({"category": "unknown"}, {"category": "mandatory"}, "none"),
    ],
)
def test_a_class_covers_its_purpose_and_party_only(
    seen: dict[str, str], declared: dict[str, str], expected: str
) -> None:
    assert strength(observation(**seen), declaration(**declared)) == expected


def test_what_holds_for_e_mails_only_covers_no_website() -> None:
    beacon = observation("beacon", "ads.adnet.test/p", host="ads.adnet.test", category="targeting")
    assert strength(beacon, declaration("beacon", category="targeting", where=("e-mail",))) == "none"
    assert strength(beacon, declaration("beacon", category="targeting", where=("e-mail", "website"))) == "class"


def test_third_parties_that_track_cover_their_cookies_if_cookies_are_mentioned() -> None:
    seen = observation(host="a.stats.test")
    tracking = declaration("third-party", category="performance", party="third")
    assert strength(seen, tracking, declaration(category="mandatory")) == "class"
    assert strength(seen, tracking) == "none"


def test_a_host_is_covered_with_the_items_it_sets() -> None:
    cookie = observation(name="x", host="ads.adnet.test", category="targeting")
    host = observation("third-party", "ads.adnet.test", host="ads.adnet.test", category="unknown")
    comparison = compared([cookie, host], [declaration(name="x")])
    assert comparison.covered_by[host.id]["strength"] == "class"
    assert "undeclared" not in verdicts(comparison)


def test_strengths_are_counted() -> None:
    observations = [observation(name="a"), observation(name="b", host="a.cads.test", category="targeting")]
    assert compared(observations, [declaration(name="a")]).by_strength == {
        "item": 1,
        "provider": 0,
        "class": 0,
        "none": 1,
    }


# The policy sorts what no rule knows


def test_an_item_that_no_rule_sorts_takes_the_policys_category() -> None:
    (seen,) = compared(
        [observation(category="unknown", source="none")], [declaration(name="visitor", category="targeting")]
    ).observations
    assert (seen.category, seen.source, "as the policy says." in seen.rule) == ("targeting", "policy", True)


def test_knowledge_is_not_overruled_by_the_policy() -> None:
    (seen,) = compared([observation()], [declaration(name="visitor", category="mandatory")]).observations
    assert (seen.category, seen.source) == ("performance", "avow")


def test_a_guess_from_the_name_gives_way_to_the_policy_and_is_kept() -> None:
    guessed = observation(category="functionality", source="behaviour")
    (seen,) = compared([guessed], [declaration(name="visitor", category="performance")]).observations
    assert (seen.category, seen.conflicts) == ("performance", ("behaviour: functionality",))


def test_rows_that_disagree_sort_nothing() -> None:
    rows = [declaration(name="visitor", category="targeting"), declaration(name="visitor", category="mandatory")]
    (seen,) = compared([observation(category="unknown", source="none")], rows).observations
    assert seen.category == "unknown"


def test_a_network_that_the_policy_names_makes_its_frame_a_social_function() -> None:
    host = observation(
        "third-party", "w.nodnet.test", host="w.nodnet.test", category="unknown", details={"types": {"document": 1}}
    )
    comparison = compared([host], [declaration("social", provider="Nodnet", party="third")])
    assert [one.name for one in comparison.observations if one.kind == "social"] == ["Nodnet function"]
    assert verdicts(comparison) == []


def test_a_picture_of_the_network_is_no_function() -> None:
    host = observation("third-party", "w.nodnet.test", host="w.nodnet.test", details={"types": {"image": 1}})
    comparison = compared([host], [declaration("social", provider="Nodnet", party="third")])
    assert [one.kind for one in comparison.observations] == ["third-party"]
