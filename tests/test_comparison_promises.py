"""Whether what the policy promises holds in what was seen: each test true and as a near miss."""

import pytest

from analyzers.comparison.promises import TESTS
from analyzers.model import Coverage, Declaration, Observation
from tests.judging import compared, complete, declaration, observation, promise, verdicts

DAY = 86_400.0


def outcome(
    subject: str,
    *observations: Observation,
    declared: tuple[Declaration, ...] = (),
    coverage: Coverage | None = None,
    **facts: object,
) -> str:
    said = promise(subject, facts=facts)
    (judged,) = compared(list(observations), list(declared), [said], coverage=coverage).promises
    assert judged.why
    return judged.outcome


@pytest.mark.parametrize("kind", ["cookie", "local-storage", "beacon"])
def test_a_performance_item_with_an_identifier_is_not_anonymous(kind: str) -> None:
    assert outcome("anonymous-performance", observation(kind, identifier="weak")) == "contradicted"


def test_an_anonymous_performance_item_keeps_the_promise() -> None:
    assert outcome("anonymous-performance", observation(identifier="")) == "kept"
    assert outcome("anonymous-performance", observation(), coverage=Coverage(pages_planned=1)) == "not-checked"


def test_an_identifier_for_another_purpose_does_not_speak_against_it() -> None:
    assert outcome("anonymous-performance", observation(category="mandatory", identifier="weak")) == "not-checked"


def test_one_profile_only_makes_the_finding_say_may() -> None:
    for strength, confidence, word in (("weak", "medium", "may tell"), ("strong", "high", " tell ")):
        seen = observation(identifier=strength, identifier_why="so")
        comparison = compared([seen], [], [promise("anonymous-performance")])
        one = next(one for one in comparison.findings if one.verdict == "promise-contradicted")
        assert (one.confidence, word in one.title, one.quote) == (confidence, True, "we promise.")
        assert one.promise == comparison.promises[0].id


def test_two_sentences_of_one_promise_are_one_finding() -> None:
    comparison = compared(
        [observation(identifier="weak")], [], [promise("anonymous-performance"), promise("anonymous-performance")]
    )
    assert verdicts(comparison).count("promise-contradicted") == 1
    assert [one.outcome for one in comparison.promises] == ["contradicted"] * 2


def test_a_cookie_called_session_that_stays_contradicts() -> None:
    row = declaration(name="visitor", lifetime="session")
    assert outcome("session-cookies-end", observation(lifetime_s=DAY), declared=(row,)) == "contradicted"
    assert outcome("session-cookies-end", observation(lifetime_s=None), declared=(row,)) == "not-testable"
    assert outcome("session-cookies-end", observation(lifetime_s=DAY)) == "not-testable"


@pytest.mark.parametrize("signal", ["dnt", "gpc"])
def test_a_signal_is_judged_only_where_it_was_sent(signal: str) -> None:
    still = observation(category="targeting", scenarios=("first-visit", signal))
    gone = observation(category="targeting", scenarios=("first-visit",))
    other = observation(name="b", category="mandatory", scenarios=(signal,))
    assert outcome(signal, gone, honoured=True) == "not-checked"
    assert outcome(signal, still, honoured=True) == "contradicted"
    assert outcome(signal, gone, other, honoured=True) == "kept"
    assert outcome(signal, still, honoured=False) == "kept"


def test_what_is_stored_before_any_click_contradicts_a_promise_of_consent() -> None:
    assert outcome("consent-before", observation(category="targeting")) == "contradicted"
    assert outcome("consent-before", observation(category="mandatory")) == "kept"
    assert outcome("consent-before", observation(category="targeting", stored=False)) == "kept"
    assert outcome("consent-before", observation(category="targeting", scenarios=("accept",))) == "not-checked"


def test_a_recipient_asked_over_plain_http_contradicts_a_promise_of_encryption() -> None:
    host = observation("third-party", "a.stats.test", host="a.stats.test", details={"unencrypted": True})
    assert outcome("encrypted-connection", host) == "contradicted"
    assert outcome("encrypted-connection", observation("third-party", "a.stats.test", host="a.stats.test")) == "kept"
    plain = Coverage(
        pages_planned=1, pages_measured=1, complete=True, pages=({"url": "http://a.test/", "outcome": "measured"},)
    )
    assert outcome("encrypted-connection", coverage=plain) == "contradicted"


def test_a_mechanism_that_was_denied_and_seen_contradicts() -> None:
    assert outcome("no-beacon", observation("beacon", "x")) == "contradicted"
    assert outcome("no-beacon", observation("beacon", "x", details={"certainty": "low"})) == "kept"
    assert outcome("no-local-storage", observation()) == "kept"
    assert outcome("no-flash") == "not-testable"
    assert outcome("no-beacon", coverage=Coverage(pages_planned=2, pages_measured=1)) == "not-checked"


@pytest.mark.parametrize("subject", ["storage-country", "no-sale", "retention-period"])
def test_what_no_visit_shows_is_not_testable(subject: str) -> None:
    assert outcome(subject, observation()) == "not-testable"


@pytest.mark.parametrize(
    "subject",
    ["no-personal-data-to-third-parties", "unsubscribe-link", "encrypted-login-cookies", "notice-of-change"],
)
def test_what_this_scan_did_not_look_at_is_not_checked(subject: str) -> None:
    assert outcome(subject, observation()) == "not-checked"


def linking(*linked: bool) -> Coverage:
    pages = tuple(
        {"url": f"https://www.shop.test/{number}", "outcome": "measured", "links_to_policy": link}
        for number, link in enumerate(linked)
    )
    return Coverage(pages_planned=len(pages), pages_measured=len(pages), pages=pages, complete=True)


def test_a_page_without_a_link_contradicts_the_promise_of_one() -> None:
    assert outcome("sites-link-to-policy", coverage=linking(True, False)) == "contradicted"
    assert outcome("sites-link-to-policy", coverage=linking(True, True)) == "kept"
    assert outcome("sites-link-to-policy", coverage=complete()) == "not-checked"


def test_a_missing_link_is_found_once_with_or_without_a_promise() -> None:
    rows = [declaration("ip-address")]
    assert verdicts(compared([], rows, coverage=linking(True, False))) == ["policy-not-linked"]
    assert verdicts(compared([], rows, coverage=linking(True, True))) == []
    promised = compared([], rows, [promise("sites-link-to-policy")], coverage=linking(True, False))
    assert verdicts(promised) == ["promise-contradicted"]


def test_a_promise_without_a_test_is_not_checked() -> None:
    assert outcome("something-new") == "not-checked"


def test_every_promise_that_the_reader_knows_has_a_test() -> None:
    from analyzers.policy.promise_rules import RULES

    elsewhere = {"data-collected", "no-service", "no-third-party-cookies", "no-script-behaviour", "dnt", "gpc"}
    assert {rule.subject for rule in RULES} | elsewhere <= set(TESTS)


def test_a_kept_promise_is_no_finding() -> None:
    assert "promise-contradicted" not in verdicts(
        compared([observation()], [], [promise("anonymous-performance")], coverage=complete())
    )


def test_only_what_is_mandatory_may_stay_after_a_refusal() -> None:
    left = observation(scenarios=("reject",))
    mandatory = observation(name="sid", category="mandatory", scenarios=("first-visit", "reject"))
    unknown = observation(name="x", category="unknown", scenarios=("reject",))
    assert outcome("mandatory-no-opt-out", left, mandatory) == "contradicted"
    assert outcome("mandatory-no-opt-out", mandatory) == "kept"
    assert outcome("mandatory-no-opt-out", mandatory, unknown) == "not-checked"
    assert outcome("mandatory-no-opt-out", observation()) == "not-checked"
    told = compared([left], [declaration()], [promise("mandatory-no-opt-out")])
    assert verdicts(told).count("set-after-reject") == 1 and "promise-contradicted" not in verdicts(told)


def test_a_signal_that_had_nothing_to_stop_proves_nothing() -> None:
    mandatory = observation(category="mandatory", scenarios=("first-visit", "gpc"))
    assert outcome("gpc", mandatory, honoured=True) == "not-checked"
    beacon = observation("beacon", "x", category="targeting", stored=False, scenarios=("first-visit", "gpc"))
    assert outcome("gpc", beacon, honoured=True) == "contradicted"
