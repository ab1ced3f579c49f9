"""Whom "they" and "such companies" mean, and what a sentence only sets aside, denies or compares."""

import pytest

from analyzers.model import Declaration, PolicyReading
from analyzers.policy import read_policy

FILLER = (
    "This privacy statement explains how Fernhill Books handles the data of its readers. Fernhill Books lives in a small"
    " street by the river, sells books of every kind, and treats what it learns about its readers with care and respect."
)


def prose(text: str) -> PolicyReading:
    reading = read_policy(f"{FILLER}\n\n{text}".encode(), source="policy.txt")
    assert not reading.could_not_read
    return reading


def of_kind(text: str, kind: str) -> list[Declaration]:
    return [one for one in prose(text).declarations if one.kind == kind]


@pytest.mark.parametrize(
    "text",
    [
        "For this we engage other companies. Such companies may also use Flash cookies.",
        "We work with advertising networks. The networks use Flash cookies on our pages.",
        "We work with third parties. These parties place Flash cookies.",
        "Our advertising partners show notices. They use Flash cookies.",
        "Orbiton GmbH counts visits. It uses Flash cookies.",
        "Orbiton GmbH counts visits. We like books. This company places Flash cookies.",
        "Advertising networks may use Flash cookies too, which differ from ordinary cookies in how much they hold.",
        "Flash cookies are used by the companies named above.",
    ],
)
def test_who_was_introduced_as_a_third_party_stays_one(text: str) -> None:
    assert {one.party for one in of_kind(text, "flash")} == {"third"}


@pytest.mark.parametrize(
    "text",
    [
        "We work with third parties. We use Flash cookies to keep the volume of a film.",
        "Our cookies come from third parties. We like books. They use Flash cookies, our editors say.",
        "We sell to third parties. Such films use Flash cookies on our website.",
    ],
)
def test_a_word_that_goes_back_to_nobody_makes_no_third_party(text: str) -> None:
    assert {one.party for one in of_kind(text, "flash")} <= {"first", "any"}


def test_they_may_be_the_cookies_of_the_sentence_before() -> None:
    reading = prose("We use cookies of advertising partners. They contain a number and expire by themselves.")
    assert len([one for one in reading.declarations if one.kind == "cookie"]) == 1


def test_the_networks_are_the_kind_and_its_named_member() -> None:
    text = "We work with advertising networks, among them Orbiton. The networks use cookies to show you advertisements."
    assert {(one.provider, one.party, one.category) for one in of_kind(text, "cookie")} == {
        ("", "third", "targeting"),
        ("Orbiton", "third", "targeting"),
    }


def test_social_functions_hosted_by_a_network_pass_its_name_on() -> None:
    text = (
        "Posts on our blog carry the “Nod” button of the social network Orbiton. Such social media functions are hosted by "
        "the network itself. They may learn your IP address, and may set a cookie so that the button works."
    )
    assert {(one.provider, one.party) for one in of_kind(text, "cookie")} == {("Orbiton", "third")}
    assert {(one.provider, one.party) for one in of_kind(text, "ip-address")} == {("Orbiton", "third")}
    assert {one.provider for one in of_kind(text, "social")} == {"Orbiton"}


def test_a_lifetime_in_prose_belongs_to_the_company_that_places_the_cookie() -> None:
    (cookie,) = of_kind(
        "Orbiton counts visits for us; the cookies that it places remain for up to 13 months.", "cookie"
    )
    assert (cookie.provider, cookie.party, cookie.lifetime, cookie.lifetime_s) == (
        "Orbiton",
        "third",
        "13 months",
        13 * 30 * 86_400.0,
    )


def test_a_time_that_is_no_lifetime_is_none() -> None:
    (cookie,) = of_kind("We have used cookies on our website for two years.", "cookie")
    assert cookie.lifetime == ""


@pytest.mark.parametrize(
    "text",
    [
        "We use web beacons without cookies.",
        "Instead of cookies we use web beacons.",
        "We use web beacons, which differ from cookies.",
    ],
)
def test_what_is_only_set_aside_is_not_declared(text: str) -> None:
    assert not of_kind(text, "cookie")
    assert of_kind(text, "beacon")


def test_whether_or_not_together_with_cookies_declares_cookies() -> None:
    assert of_kind("We use web beacons, whether or not together with cookies.", "cookie")


def test_the_items_of_a_list_end_the_sentence_above_it() -> None:
    text = (
        "How do we use cookies?\n\nWe use cookies to:\n\n- remember your language\n- measure how visitors use our website\n"
        "- show you advertisements that fit your interests"
    )
    assert {one.category for one in of_kind(text, "cookie")} == {"functionality", "performance", "targeting"}
    assert all(one.quote in text for one in of_kind(text, "cookie"))


def test_the_items_of_an_advice_declare_nothing() -> None:
    assert not of_kind(
        "We log IP addresses.\n\nYou can delete cookies by:\n\n- opening your preferences\n- choosing a language",
        "cookie",
    )


def test_the_main_clause_behind_a_condition_is_no_advice() -> None:
    text = "Our posts carry the share button of Facebook. If you press it, the network may read its own cookies."
    assert {(one.provider, one.party) for one in of_kind(text, "cookie")} == {("Facebook", "third")}
    assert not of_kind("We log IP addresses. If you press it, you may delete your cookies.", "cookie")


def test_its_cookies_are_those_of_the_company_before() -> None:
    (cookie,) = of_kind(
        "Orbiton, a statistics service from Norway, counts visits. Its cookies are kept for a year.", "cookie"
    )
    assert (cookie.provider, cookie.lifetime) == ("Orbiton", "a year")


def test_an_invisible_picture_in_mails_is_a_beacon_whatever_it_is_called() -> None:
    (beacon,) = of_kind("Our mailings contain a tiny picture that tells us when they are opened.", "beacon")
    assert beacon.where == ("e-mail",)
    assert not of_kind("Our mailings contain a pretty picture. We use cookies.", "beacon")


def test_these_under_a_category_of_cookies_are_cookies() -> None:
    html = (
        f"<html lang=en><body><h1>Which cookies are there?</h1><p>{FILLER}</p><ul><li><b>Functional.</b> These remember your "
        "postcode.</li><li><b>Advertising.</b> Our partners show offers.</li></ul></body></html>"
    )
    reading = read_policy(html.encode(), mime="text/html")
    assert [one.category for one in reading.declarations if one.kind == "cookie"] == ["functionality"]
    assert {one.category for one in reading.declarations if one.kind == "category"} == {"functionality", "targeting"}


def promised(text: str) -> set[tuple[str, str]]:
    return {(promise.subject, promise.category) for promise in prose(text).promises}


@pytest.mark.parametrize(
    ("text", "subject", "category"),
    [
        ("We no longer use Flash cookies.", "no-flash", ""),
        ("We have stopped using Flash cookies.", "no-flash", ""),
        ("We do not use web beacons on our website.", "no-beacon", ""),
        ("Neither we nor our partners use fingerprinting.", "no-script-behaviour", ""),
        ("Web beacons are never placed.", "no-beacon", ""),
        ("We do not use cookies.", "no-cookie", ""),
        ("We never place web beacons in our e-mails.", "restricted-beacon", ""),
        ("We do not use pixels to learn who you are.", "restricted-beacon", ""),
        ("Unlike many shops, we do not use advertising cookies.", "restricted-cookie", "targeting"),
        ("We do not allow third parties to place cookies on our website.", "restricted-cookie", ""),
    ],
)
def test_a_denial_holds_as_far_as_it_says(text: str, subject: str, category: str) -> None:
    denials = {one for one in promised(text) if one[0].startswith(("no-", "restricted-"))}
    assert denials == {(subject, category)}
    assert not prose(text).declarations


@pytest.mark.parametrize(
    "text",
    [
        "If you do not allow cookies, the basket does not work.",
        "If you do not accept Flash cookies, films start loud.",
        "These cookies cannot be switched off.",
        "Our cookies do not hold your name.",
    ],
)
def test_what_the_reader_refuses_is_no_denial_of_ours(text: str) -> None:
    assert not {one for one in promised(text) if one[0].startswith(("no-", "restricted-"))}


def test_a_denial_and_a_use_in_one_sentence_are_both_read() -> None:
    reading = prose("We do not use Flash cookies, but we do use local storage to remember your settings.")
    assert {one.kind for one in reading.declarations} == {"local-storage"}
    assert {promise.subject for promise in reading.promises} == {"no-flash"}


def test_a_promise_that_is_repeated_is_one_with_the_clearer_sentence() -> None:
    reading = prose(
        "We use session cookies. They disappear as soon as you close the browser. Session cookies last no longer than the "
        "session."
    )
    ends = [promise.quote for promise in reading.promises if promise.subject == "session-cookies-end"]
    assert ends == ["Session cookies last no longer than the session."]


def test_promises_that_fix_different_facts_stay_apart() -> None:
    reading = prose("We store data on servers in Iceland. The records of orders are kept on servers in Norway.")
    assert [promise.facts for promise in reading.promises if promise.subject == "storage-country"] == [
        {"countries": ["Iceland"]},
        {"countries": ["Norway"]},
    ]


def test_honoured_and_not_honoured_stay_two_promises() -> None:
    reading = prose("We honour Do Not Track signals. We do not respond to Do Not Track.")
    assert {promise.facts["honoured"] for promise in reading.promises if promise.subject == "dnt"} == {True, False}
