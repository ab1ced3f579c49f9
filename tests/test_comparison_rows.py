"""Whether lifetimes hold, and what is wrong in the policy's own rows."""

import pytest

from analyzers.comparison.contradictions import between_policies
from analyzers.comparison.lifetimes import differs, in_words
from analyzers.model import Declaration, Observation, PolicyReading
from tests.judging import compared, declaration, observation, promise, verdicts

DAY = 86_400.0


def found(verdict: str, observations: list[Observation], declarations: list[Declaration]) -> int:
    return verdicts(compared(observations, declarations)).count(verdict)


# Lifetimes


@pytest.mark.parametrize(
    ("declared", "seen", "way"),
    [
        (30 * DAY, 730 * DAY, "longer"),
        (365 * DAY, 400 * DAY, ""),
        (365 * DAY, 402 * DAY, "longer"),
        (730 * DAY, 365 * DAY, "shorter"),
        (1800.0, 1800.0 + DAY, ""),
        (1800.0, 1801.0 + DAY, "longer"),
        (390 * DAY, 395 * DAY, ""),
    ],
)
def test_lifetimes_differ_beyond_a_tenth_and_a_day(declared: float, seen: float, way: str) -> None:
    assert differs(declared, seen) == way


@pytest.mark.parametrize(
    ("row", "lifetime", "verdict"),
    [
        ({"lifetime": "30 days", "lifetime_s": 30 * DAY}, 730 * DAY, "lifetime-longer"),
        ({"lifetime": "2 years", "lifetime_s": 730 * DAY}, 30 * DAY, "lifetime-shorter"),
        ({"lifetime": "Session"}, 60.0, "session-declared-persistent"),
        ({"lifetime": "Sitzung"}, 60.0, "session-declared-persistent"),
        ({"lifetime": "1 year", "lifetime_s": 365 * DAY}, None, "persistent-declared-session"),
        ({"lifetime": "persistent"}, None, "persistent-declared-session"),
        ({"lifetime": "Session"}, None, ""),
        ({"lifetime": "persistent"}, 60.0, ""),
        ({"lifetime": "13 months", "lifetime_s": 395 * DAY}, 390 * DAY, ""),
    ],
)
def test_a_duration_other_than_declared_is_found(row: dict[str, object], lifetime: float | None, verdict: str) -> None:
    comparison = compared(
        [observation(lifetime_s=lifetime)],
        [declaration(name="visitor", category="performance", **row)],  # type: ignore[arg-type]
    )
    assert verdicts(comparison) == ([verdict] if verdict else [])


def test_a_limit_for_all_cookies_of_a_provider_holds_for_each() -> None:
    row = declaration(provider="Adnet", lifetime="up to 13 months", lifetime_s=395 * DAY)
    seen = [
        observation(name=name, host="ads.adnet.test", lifetime_s=days * DAY) for name, days in (("a", 700), ("b", 90))
    ]
    (one,) = [one for one in compared(seen, [row]).findings if one.verdict == "lifetime-longer"]
    assert one.observation == (seen[0].id,)


def test_a_class_limits_lifetimes_only_where_every_row_of_it_does() -> None:
    limited = declaration(category="performance", lifetime="at most 1 day", lifetime_s=DAY)
    example = declaration(category="performance", quote="One of them stays 1 day.", lifetime="1 day", lifetime_s=DAY)
    seen = [observation(lifetime_s=90 * DAY)]
    assert found("lifetime-longer", seen, [limited]) == 1
    assert found("lifetime-longer", seen, [limited, declaration(category="performance")]) == 0
    assert found("lifetime-longer", seen, [example]) == 0


def test_what_only_the_capped_jar_shows_is_not_called_shorter() -> None:
    seen = observation(lifetime_s=400 * DAY, details={"lifetime_from": "the jar, after the browser's cap of 400 days"})
    assert verdicts(compared([seen], [declaration(name="visitor", lifetime="10 years", lifetime_s=3650 * DAY)])) == []


def test_one_true_row_of_two_is_enough() -> None:
    rows = [
        declaration(name="visitor", lifetime="session"),
        declaration(name="visitor", lifetime="1 day", lifetime_s=DAY),
    ]
    told = verdicts(compared([observation(lifetime_s=DAY)], rows))
    assert not any("lifetime" in verdict or "persistent" in verdict for verdict in told)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (None, "the session"),
        (60.0, "1 minute"),
        (DAY, "1 day"),
        (395 * DAY, "395 days"),
        (730 * DAY, "2 years"),
        (5.0, "5 seconds"),
    ],
)
def test_durations_are_said_in_words(seconds: float | None, words: str) -> None:
    assert in_words(seconds) == words


# The policy's own rows


def test_one_item_in_two_categories_is_contradictory() -> None:
    rows = [
        declaration(name="a", category="mandatory", lifetime="1 day"),
        declaration(name="a", category="targeting", lifetime="1 day"),
    ]
    assert found("contradictory-declarations", [], rows) == 1
    rows[1] = declaration(name="a", category="targeting", provider="Adnet", lifetime="1 day")
    assert found("contradictory-declarations", [], rows) == 0


def test_one_item_with_two_durations_is_contradictory() -> None:
    def rows(*days: float) -> list[Declaration]:
        return [declaration(name="a", lifetime="x", lifetime_s=number * DAY) for number in days]

    assert found("contradictory-declarations", [], rows(30, 365)) == 1
    assert found("contradictory-declarations", [], rows(395, 390)) == 0
    assert found("contradictory-declarations", [], [*rows(30), declaration(name="a", lifetime="session")]) == 1


def test_a_mechanism_denied_and_declared_is_contradictory() -> None:
    rows = [declaration("beacon", category="targeting")]
    denied = compared([], rows, [promise("no-beacon")])
    assert "contradictory-declarations" in verdicts(denied)
    assert "contradictory-declarations" not in verdicts(compared([], rows, [promise("no-flash")]))
    in_mails = [declaration("beacon", where=("e-mail",))]
    assert "contradictory-declarations" not in verdicts(compared([], in_mails, [promise("no-beacon")]))


def test_a_signal_honoured_and_not_is_contradictory() -> None:
    both = [promise("dnt", facts={"honoured": True}), promise("dnt", facts={"honoured": False})]
    assert verdicts(compared([], [], both)) == ["contradictory-declarations"]
    assert verdicts(compared([], [], [both[0], both[0]])) == []


def test_two_policies_of_one_owner_that_disagree_are_found() -> None:
    def reading(category: str, **fields: str) -> PolicyReading:
        return PolicyReading(declarations=(declaration(name="a", category=category, **fields),))

    (one,) = between_policies({"shop.test": reading("mandatory"), "blog.test": reading("targeting")})
    assert ("a" in one.title, one.site) == (True, "blog.test and shop.test")
    assert list(between_policies({"shop.test": reading("mandatory"), "blog.test": reading("mandatory")})) == []
    other = reading("targeting", provider="Adnet")
    assert list(between_policies({"shop.test": reading("mandatory"), "blog.test": other})) == []
