"""What was seen and is not declared, or as another mechanism, category or party."""

import pytest

from analyzers.model import Declaration, Observation
from tests.judging import SITE, compared, declaration, observation, verdicts


def found(verdict: str, observations: list[Observation], declarations: list[Declaration]) -> int:
    return verdicts(compared(observations, declarations)).count(verdict)


# Undeclared


@pytest.mark.parametrize("kind", ["cookie", "beacon", "local-storage", "flash", "social", "third-party"])
def test_each_undeclared_kind_is_found(kind: str) -> None:
    seen = observation(kind, "x", host="ads.adnet.test", category="targeting", key="x")
    mentioned = declaration(kind, category="mandatory", party="first")
    comparison = compared([seen], [mentioned])
    (one,) = [one for one in comparison.findings if one.verdict == "undeclared"]
    assert (one.observation, one.confidence) == ((seen.id,), "high")
    assert "Adnet Holding" in one.title or "adnet.test" in one.title


def test_undeclared_items_of_one_provider_and_purpose_are_one_finding_with_all_ids() -> None:
    items = [observation(name=f"c{number}", host="ads.adnet.test", category="targeting") for number in range(20)]
    (one,) = compared(items, [declaration(category="mandatory")]).findings
    assert set(one.observation) == {seen.id for seen in items}
    assert "12 more" in one.why


def test_two_providers_are_two_findings() -> None:
    items = [observation(name="a", host=host, category="targeting") for host in ("ads.adnet.test", "a.cads.test")]
    assert found("undeclared", items, [declaration(category="mandatory")]) == 2


def test_an_item_of_unknown_purpose_is_undeclared_with_low_confidence() -> None:
    (one,) = compared([observation(category="unknown")], [declaration(category="mandatory"), declaration()]).findings
    assert (one.verdict, one.confidence) == ("undeclared", "low")


def test_a_cookie_that_no_browser_stores_is_not_called_undeclared() -> None:
    foreign = observation(host="other.test", stored=False, details={"foreign_setters": [SITE]})
    blocked = observation(name="b", host="other.test", stored=False, details={"refused_for": ["UserPreferences"]})
    assert found("undeclared", [foreign], [declaration(category="mandatory")]) == 0
    assert found("undeclared", [blocked], [declaration(category="mandatory")]) == 1


def test_a_spacer_is_not_called_undeclared() -> None:
    spacer = observation("beacon", "x", details={"certainty": "low"}, category="unknown")
    assert verdicts(compared([spacer], [declaration("beacon", category="targeting")])) == []


# Mechanisms


def test_a_mechanism_without_a_word_is_one_finding_and_its_items_are_not_undeclared() -> None:
    items = [observation("local-storage", f"k{number}", key=f"k{number}", host="ads.adnet.test") for number in range(3)]
    (one,) = compared(items, [declaration("ip-address")]).findings
    assert (one.verdict, len(one.observation)) == ("mechanism-not-mentioned", 3)


def test_a_mechanism_that_is_mentioned_for_e_mails_only_is_not_mentioned() -> None:
    beacon = observation("beacon", "x", host="ads.adnet.test")
    assert "mechanism-not-mentioned" in verdicts(compared([beacon], [declaration("beacon", where=("e-mail",))]))
    assert "mechanism-not-mentioned" not in verdicts(compared([beacon], [declaration("beacon")]))


def test_an_item_declared_as_a_cookie_and_seen_in_storage_is_the_wrong_mechanism() -> None:
    stored = observation("local-storage", "_id", key="_id")
    rows = [declaration(name="_id"), declaration("local-storage")]
    assert found("wrong-mechanism", [stored], rows) == 1
    assert found("wrong-mechanism", [stored, observation(name="_id")], rows) == 0


# Categories and parties


def test_a_milder_purpose_than_the_known_one_is_found() -> None:
    seen = observation(name="IDE", host="ads.adnet.test", category="targeting")
    assert found("wrong-category", [seen], [declaration(name="IDE", category="mandatory")]) == 1
    assert found("wrong-category", [seen], [declaration(name="IDE", category="targeting")]) == 0
    assert found("wrong-category", [seen], [declaration(category="mandatory", party="third")]) == 0


def test_a_stricter_purpose_is_told_apart_and_weighs_little() -> None:
    (one,) = compared(
        [observation(category="mandatory")], [declaration(name="visitor", category="targeting", lifetime="session")]
    ).findings
    assert (one.verdict, one.weight <= 10) == ("declared-stricter", True)


def test_a_provider_named_for_one_purpose_weighs_less_than_a_named_item() -> None:
    seen = observation(name="IDE", host="ads.adnet.test", category="targeting")
    (by_provider,) = compared([seen], [declaration(provider="Adnet", category="performance")]).findings
    (by_item,) = compared(
        [seen], [declaration(name="IDE", provider="Adnet", category="performance", lifetime="session")]
    ).findings
    assert by_provider.verdict == by_item.verdict == "wrong-category"
    assert (by_provider.weight < by_item.weight, by_provider.confidence, by_item.confidence) == (True, "medium", "high")


def test_a_guess_accuses_nobody_of_a_wrong_category() -> None:
    row = declaration(name="visitor", category="mandatory")
    assert found("wrong-category", [observation(category="targeting", source="behaviour")], [row]) == 0
    assert found("wrong-category", [observation(category="targeting", confidence="low")], [row]) == 0


def test_an_item_said_to_be_the_sites_own_and_set_by_another_is_the_wrong_party() -> None:
    row = declaration(name="uid", party="first")
    assert found("wrong-party", [observation(name="uid", host="ads.adnet.test")], [row]) == 1
    assert found("wrong-party", [observation(name="uid")], [row]) == 0
    assert found("wrong-party", [observation(name="uid", host="ads.adnet.test")], [declaration(name="uid")]) == 0
