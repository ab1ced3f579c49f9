"""Which promises prose makes, and what each fixes."""

from pathlib import Path
from typing import Any

import pytest

from analyzers.model import PolicyReading
from analyzers.policy import read_policy

POLICIES = Path(__file__).parents[1] / "fixtures" / "policies"
FILLER = (
    " This privacy statement explains how Fernhill Books handles the data of its readers. Fernhill Books lives in a small"
    " street by the river, sells books of every kind, and treats what it learns about its readers with care and respect."
)


def promised(text: str) -> dict[str, dict[str, Any]]:
    reading = read_policy((FILLER + "\n\n" + text).encode(), source="policy.txt")
    return {promise.subject: promise.facts for promise in reading.promises}


def pottery() -> PolicyReading:
    return read_policy((POLICIES / "run-in-headings.txt").read_bytes(), source="run-in-headings.txt")


@pytest.mark.parametrize(
    "subject",
    [
        "anonymous-performance",
        "no-personal-data-to-third-parties",
        "dnt",
        "session-cookies-end",
        "mandatory-no-opt-out",
        "storage-country",
        "encrypted-login-cookies",
        "opt-out-links",
        "unsubscribe-link",
        "sites-link-to-policy",
        "notice-of-change",
        "data-collected",
        "no-sale",
        "cookies-alone-do-not-identify",
        "referral-data-not-stored",
        "access-requests-within-days",
    ],
)
def test_the_invented_policy_makes_the_promise_of(subject: str) -> None:
    assert [promise for promise in pottery().promises if promise.subject == subject]


def test_anonymous_figures_belong_to_performance() -> None:
    (promise,) = [promise for promise in pottery().promises if promise.subject == "anonymous-performance"]
    assert promise.category == "performance"
    assert promise.facts == {"anonymous": True, "aggregate": True}


def test_do_not_track_is_not_honoured() -> None:
    (promise,) = [promise for promise in pottery().promises if promise.subject == "dnt"]
    assert promise.facts == {"honoured": False}
    assert promise.quote.startswith("Harbourline does not currently respond")


def test_the_stance_on_do_not_track_is_a_declared_signal_too() -> None:
    (signal,) = [one for one in pottery().declarations if one.kind == "signal"]
    assert (signal.name, signal.purpose) == ("dnt", "not honoured")


@pytest.mark.parametrize(
    ("sentence", "honoured"),
    [
        ("We honour Do Not Track signals.", True),
        ("If your browser sends a DNT header we do not place any cookies.", True),
        ("Our websites recognise the Global Privacy Control signal.", True),
        ("At this moment we are not required to act on DNT settings.", False),
        ("The site ignores Do Not Track requests.", False),
        ("Our shop is not set up to respond to Do Not Track.", False),
        ("We do not respond to Global Privacy Control.", False),
    ],
)
def test_signals_are_honoured_or_not(sentence: str, honoured: bool) -> None:
    facts = promised(sentence)
    assert [facts[subject] for subject in ("dnt", "gpc") if subject in facts] == [{"honoured": honoured}]


def test_a_sentence_that_only_explains_do_not_track_promises_nothing() -> None:
    assert "dnt" not in promised("Some browsers offer a Do Not Track setting.")


def test_following_the_debate_is_no_promise() -> None:
    assert "dnt" not in promised("We will continue to follow the developments around DNT closely.")


@pytest.mark.parametrize(
    ("sentence", "facts"),
    [
        (
            "We notify you of changes at least sixty (60) business days in advance.",
            {"days": 60, "unit": "business days"},
        ),
        ("We will announce changes to this policy two weeks before.", {"weeks": 2, "unit": "weeks"}),
        ("You will receive notice of any change 45 days before it takes effect.", {"days": 45, "unit": "days"}),
        ("We will notify you of changes to this policy.", {}),
    ],
)
def test_notice_of_change_fixes_its_period(sentence: str, facts: dict[str, Any]) -> None:
    assert promised(sentence)["notice-of-change"] == facts


def test_storage_names_its_countries_by_one_name_each() -> None:
    facts = promised("Your data is stored on servers in the U.S. and the UK.")
    assert facts["storage-country"] == {"countries": ["United Kingdom", "United States"]}


def test_a_law_of_a_country_is_no_place_of_storage() -> None:
    assert "storage-country" not in promised("We process data under the laws of Germany.")


def test_personal_and_billing_data_are_listed_apart() -> None:
    facts = promised("We ask for your name, e-mail address and credit card number.")
    assert facts["data-collected"] == {"personal": ["name", "e-mail address"], "billing": ["credit card number"]}


def test_a_telephone_number_to_call_us_is_not_asked_of_the_visitor() -> None:
    assert "data-collected" not in promised("Our telephone number is on the door.")


def test_shortened_ip_addresses_are_a_promise() -> None:
    assert "ip-anonymised" in promised("IP addresses are truncated before they are stored.")
