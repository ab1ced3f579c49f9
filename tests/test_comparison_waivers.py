"""Who answers for a finding, and until when."""

import datetime as dt

import pytest

from analyzers.comparison.waivers import Waived, waive
from analyzers.model import Declaration, Observation
from analyzers.policy.handwritten import Waiver
from tests.judging import KNOWN, compared, declaration, observation, promise, verdicts


def found(verdict: str, observations: list[Observation], declarations: list[Declaration]) -> int:
    return verdicts(compared(observations, declarations)).count(verdict)


def waiver(
    finding: str = "undeclared", name: str = "x*", provider: str = "", until: dt.date = dt.date(2026, 12, 31)
) -> Waiver:
    return Waiver(finding=finding, name=name, provider=provider, owner="Legal", reason="being removed", until=until)


def waived(*names: str, by: Waiver, on: dt.date = dt.date(2026, 9, 21)) -> Waived:
    items = [observation(name=name, host="ads.adnet.test", category="targeting") for name in names]
    comparison = compared(items, [declaration(category="mandatory")])
    undeclared = [one for one in comparison.findings if one.verdict == "undeclared"]
    return waive(undeclared, comparison.observations, comparison.promises, [by], on, KNOWN)


@pytest.mark.parametrize("name", ["x1", "x*", "*", "ads.adnet.test", "adnet.test"])
def test_a_waiver_sets_a_finding_aside_and_keeps_both(name: str) -> None:
    result = waived("x1", by=waiver(name=name))
    assert (result.standing, len(result.waived), result.waived[0][1].owner) == ((), 1, "Legal")


def test_a_new_item_does_not_hide_behind_an_old_waiver() -> None:
    assert len(waived("x1", "new", by=waiver(name="x1")).standing) == 1


def test_a_waiver_of_another_verdict_or_item_does_not_hold() -> None:
    assert len(waived("x1", by=waiver("unclassified")).standing) == 1
    assert len(waived("x1", by=waiver(provider="Countly")).standing) == 1
    assert len(waived("x1", by=waiver(provider="Adnet Holding")).standing) == 0
    result = waived("x1", by=waiver(name="y*"))
    assert (len(result.standing), len(result.unused)) == (1, 1)


def test_a_waiver_ends_on_its_day() -> None:
    last = dt.date(2026, 9, 21)
    assert waived("x1", by=waiver(until=last), on=last).standing == ()
    after = waived("x1", by=waiver(until=last), on=last + dt.timedelta(days=1))
    assert (len(after.standing), len(after.ended)) == (1, 1)


def test_a_promise_is_waived_by_its_subject() -> None:
    comparison = compared([observation(identifier="weak")], [declaration()], [promise("anonymous-performance")])
    broken = [one for one in comparison.findings if one.verdict == "promise-contradicted"]
    by = waiver("promise-contradicted", "anonymous-performance")
    assert waive(broken, comparison.observations, comparison.promises, [by], dt.date(2026, 9, 21), KNOWN).standing == ()


def test_rows_without_duration_or_recipient_are_found_once() -> None:
    seen = observation(name="uid", host="ads.adnet.test", category="unknown")
    assert found("no-duration", [seen], [declaration(name="uid"), declaration(name="b")]) == 1
    assert found("no-recipient", [seen], [declaration(name="uid")]) == 1
    assert found("no-recipient", [seen], [declaration(name="uid", provider="Adnet")]) == 0
    assert found("no-duration", [seen], [declaration(name="uid", lifetime="session")]) == 0


def test_rows_that_the_policy_itself_leaves_unclassified_are_found() -> None:
    assert found("declared-unclassified", [], [declaration(name="a", category_as_written="Unclassified")]) == 1
    assert found("declared-unclassified", [], [declaration(name="a", category_as_written="Statistics")]) == 0


def test_a_covered_item_without_a_purpose_is_unclassified() -> None:
    seen = observation(category="unknown", host="ads.adnet.test")
    assert found("unclassified", [seen], [declaration(provider="Adnet")]) == 1
    assert found("unclassified", [seen], [declaration(provider="Adnet", category="targeting")]) == 0
