"""Observed beside declared: what was not seen, choices, no policy, and what holds for all findings."""

import pytest

from analyzers.comparison import compare
from analyzers.comparison.weights import VERDICT_WEIGHT, undeclared_weight
from analyzers.model import Coverage, Declaration, Observation, PolicyReading
from analyzers.observe import Observed
from tests.judging import KNOWN, SITE, compared, complete, declaration, observation, verdicts

DAY = 86_400.0
INCOMPLETE = Coverage(pages_planned=2, pages_measured=1)


def found(verdict: str, observations: list[Observation], declarations: list[Declaration]) -> int:
    return verdicts(compared(observations, declarations)).count(verdict)


# Not observed


def test_a_named_item_that_was_not_seen_is_told_when_the_scan_was_complete() -> None:
    (one,) = compared([], [declaration(name="bc_optout", provider="Adnet", lifetime="1 day")]).findings
    assert (one.verdict, one.confidence, one.title.startswith("bc_optout is declared")) == (
        "declared-not-observed",
        "low",
        True,
    )


def test_after_an_incomplete_scan_absence_is_not_checked() -> None:
    rows = [declaration(name="bc_optout", lifetime="1 day")]
    assert verdicts(compared([], rows, coverage=INCOMPLETE)) == ["not-checked"]


def test_a_seen_item_is_not_missing() -> None:
    rows = [declaration(name="visitor", lifetime="session")]
    assert verdicts(compared([observation()], rows)) == []


def test_flash_is_never_called_absent() -> None:
    rows = [declaration("flash", category="targeting", party="third"), declaration("flash", category="performance")]
    assert verdicts(compared([], rows)) == ["not-checked", "not-checked"]


def test_a_host_that_a_flash_sentence_covers_does_not_answer_it() -> None:
    host = observation("third-party", "ads.adnet.test", host="ads.adnet.test", category="targeting")
    comparison = compared([host], [declaration("flash", category="targeting", party="third")])
    assert (comparison.by_strength["class"], verdicts(comparison)) == (1, ["not-checked"])


def test_a_shared_object_that_was_seen_answers_its_declaration() -> None:
    flash = observation("flash", "player", category="unknown", source="none", details={"what": "shared object"})
    comparison = compared([flash], [declaration("flash", category="functionality", party="first")])
    assert (verdicts(comparison), comparison.by_strength["class"]) == ([], 1)
    assert comparison.observations[0].category == "functionality"


def test_beacons_in_e_mails_are_not_checked_by_a_visit() -> None:
    (one,) = compared([], [declaration("beacon", provider="Wickerpost", where=("e-mail",))]).findings
    assert (one.verdict, "Wickerpost" in one.title) == ("not-checked", True)


# Consent


def test_what_is_stored_before_a_choice_counts_only_where_the_site_asks() -> None:
    early = observation(category="targeting", scenarios=("first-visit",))
    asked = observation(name="b", category="mandatory", scenarios=("first-visit", "accept"))
    rows = [declaration(name="visitor", lifetime="session"), declaration(name="b", lifetime="session")]
    assert found("set-before-consent", [early, asked], rows) == 1
    assert found("set-before-consent", [early], rows) == 0
    assert found("set-before-consent", [asked], rows) == 0


def test_what_is_stored_in_spite_of_a_refusal_is_found() -> None:
    rows = [declaration(name="visitor", lifetime="session")]
    assert found("set-after-reject", [observation(category="targeting", scenarios=("reject",))], rows) == 1
    assert found("set-after-reject", [observation(category="mandatory", scenarios=("reject",))], rows) == 0
    assert found("set-after-reject", [observation(category="targeting", scenarios=("accept",))], rows) == 0


# No policy


@pytest.mark.parametrize(
    "reading",
    [
        None,
        PolicyReading(could_not_read="it is a picture"),
        PolicyReading(),
        PolicyReading(could_not_read="x", declarations=(declaration(),)),
    ],
)
def test_without_a_readable_policy_nothing_is_called_undeclared(reading: PolicyReading | None) -> None:
    observations = (observation(category="targeting", host="ads.adnet.test"), observation("local-storage", "k"))
    comparison = compare(Observed(observations=observations, coverage=complete()), reading, site=SITE, knowledge=KNOWN)
    assert verdicts(comparison) == ["not-checked"]
    assert (comparison.covered_by, comparison.by_strength) == ({}, {})


def test_without_a_policy_unknown_items_are_still_told() -> None:
    observed = Observed(observations=(observation(category="unknown"),), coverage=complete())
    assert verdicts(compare(observed, None, site=SITE, knowledge=KNOWN)) == ["not-checked", "unclassified"]


# All findings


def everything() -> tuple[list[Observation], list[Declaration]]:
    observations = [
        observation(name="a", host="ads.adnet.test", category="targeting"),
        observation("local-storage", "k", key="k"),
        observation(name="b", lifetime_s=9 * DAY),
        observation(name="\x1b[31m<script>\u202e" + "x" * 500, category="unknown"),
    ]
    rows = [
        declaration(name="b", category="mandatory", lifetime="1 day", lifetime_s=DAY),
        declaration("flash", category="targeting"),
        declaration(name="gone"),
    ]
    return observations, rows


def test_findings_are_the_same_twice_and_do_not_depend_on_the_order_seen() -> None:
    observations, rows = everything()
    one, two = compared(observations, rows), compared(observations[::-1], rows)
    assert one.findings == compared(observations, rows).findings
    assert [f.id for f in one.findings] == [f.id for f in two.findings]


def test_every_finding_says_why_and_what_to_do_and_sorts_by_weight() -> None:
    findings = compared(*everything()).findings
    assert len({one.id for one in findings}) == len(findings) >= 5
    assert all(one.title and one.why and one.remedy and one.confidence for one in findings)
    assert [one.weight for one in findings] == sorted((one.weight for one in findings), reverse=True)


def test_no_finding_uses_the_words_that_are_legals() -> None:
    said = repr(compared(*everything())).lower()
    assert not any(word in said for word in ("violation", "compliant", "violates", "illegal", "unlawful"))


def test_names_of_the_site_do_not_bring_control_characters_into_sentences() -> None:
    for one in compared(*everything()).findings:
        assert not any(ord(letter) < 32 or letter == "\u202e" for letter in one.title + one.why)
        assert len(one.title) < 400


def test_being_followed_weighs_more_than_a_preference() -> None:
    def weight(category: str) -> int:
        return undeclared_weight(category, "cookie", "third", identifies=False, refused=False)

    assert weight("targeting") > weight("performance") > weight("functionality") > weight("mandatory")
    assert weight("unknown") > weight("functionality")
    assert all(0 <= weight <= 100 for weight in VERDICT_WEIGHT.values())
