"""Which companies prose names, listed or unheard of, and which capitalised words are none."""

import pytest

from analyzers.model import PolicyReading
from analyzers.policy import read_policy
from analyzers.policy.owner import own_names

FILLER = (
    "This privacy statement explains how Fernhill Books handles the data of its readers. Fernhill Books lives in a small"
    " street by the river, sells books of every kind, and treats what it learns about its readers with care and respect."
)


def prose(text: str) -> PolicyReading:
    reading = read_policy(f"{FILLER}\n\n{text}".encode(), source="policy.txt")
    assert not reading.could_not_read
    return reading


def companies(text: str) -> set[str]:
    return {one.provider for one in prose(text).declarations if one.provider}


@pytest.mark.parametrize(
    "text",
    [
        "Zephyrine counts the visits to our pages and sets cookies for that.",
        "Zephyrine may place a cookie on your device.",
        "When you play a film, Zephyrine sets cookies.",
        "We use Zephyrine to measure the use of our website with cookies.",
        "We work with advertising networks, among them Zephyrine, that place cookies.",
        "Third parties such as Zephyrine place cookies.",
        "Our partners (e.g. Zephyrine) place cookies.",
        "Our newsletters, which Zephyrine sends for us, contain web beacons.",
        "The cookies are placed by Zephyrine.",
        "Our analytics provider Zephyrine uses cookies.",
        "Cookies of visitors are read by Zephyrine GmbH.",
        "What the cookie is for stands in Zephyrine's own privacy statement. Zephyrine cookies stay a year.",
        "Zephyrine is a web analytics service. It uses cookies.",
        "We embed videos of Zephyrine, and the cookies come from Zephyrine.",
    ],
)
def test_a_company_that_no_list_knows_is_found_by_what_is_said_of_it(text: str) -> None:
    assert companies(text) == {"Zephyrine"}


@pytest.mark.parametrize(
    "text",
    [
        "Visitors may use cookies as they like. Customers store cookies. Readers collect stamps and cookies.",
        "Personalisation uses cookies. Marketing helps us with cookies. Statistics use cookies.",
        "JavaScript sets a cookie. Bluetooth sends nothing to cookies.",
        "Nobody places cookies. Everything stores cookies.",
        "We use Session Cookies to keep your basket. We use Personal Data to set cookies.",
        "Cookies are placed by Us and by Third Parties.",
        "Chrome stores cookies, and Safari may block them.",
        "Lanterns collect dust. Old lanterns need cookies.",
        "Our Reading Room uses cookies. The Reading Room is on the first floor.",
        "Partners such as Advertisers place cookies.",
        "Fernhill Books uses cookies. Fernhill sets cookies.",
        "A service from Norway places cookies. Services of Denmark use cookies.",
        "In January we set a cookie. Europe sets rules for cookies.",
    ],
)
def test_ordinary_words_with_a_capital_letter_are_no_companies(text: str) -> None:
    assert companies(text) == set()


def test_several_names_after_one_cue_are_several_companies() -> None:
    found = companies("Third parties such as Orbiton, Nimbrel and Plinth & Co may place pixels on our pages.")
    assert found == {"Orbiton", "Nimbrel", "Plinth & Co"}


def test_examples_of_a_kind_leave_the_kind_declared() -> None:
    reading = prose("Advertising networks such as Orbiton place cookies.")
    assert {one.provider for one in reading.declarations if one.kind == "cookie"} == {"", "Orbiton"}


def test_a_name_learnt_in_one_sentence_is_known_in_all() -> None:
    reading = prose("Orbiton cookies last a week. Our provider Orbiton counts visits.")
    (cookie,) = [one for one in reading.declarations if one.kind == "cookie"]
    assert (cookie.provider, cookie.party) == ("Orbiton", "third")


def test_the_providers_of_the_cookie_table_are_known_in_prose() -> None:
    html = (
        f"<html lang=en><body><h1>Cookies</h1><p>{FILLER}</p><p>Some pixels on our pages come from Orbiton.</p><table>"
        "<tr><th>Cookie</th><th>Provider</th><th>Category</th><th>Duration</th></tr>"
        "<tr><td>orb_id</td><td>Orbiton</td><td>Targeting</td><td>1 year</td></tr>"
        "<tr><td>fh_lang</td><td>Fernhill Books</td><td>Functionality</td><td>1 year</td></tr></table></body></html>"
    )
    reading = read_policy(html.encode(), mime="text/html")
    assert {(one.provider, one.party) for one in reading.declarations if one.kind == "beacon"} == {("Orbiton", "third")}


def test_items_below_we_work_with_these_partners_name_them() -> None:
    html = (
        f"<html lang=en><body><h1>Cookies</h1><p>{FILLER}</p><p>These companies set cookies on our pages:</p><ul>"
        "<li>Orbiton: counts visits</li><li>Nimbrel (shows advertisements)</li></ul></body></html>"
    )
    reading = read_policy(html.encode(), mime="text/html")
    assert {one.provider for one in reading.declarations if one.kind == "cookie"} >= {"Orbiton", "Nimbrel"}


def test_a_company_as_heading_holds_for_the_text_below_it() -> None:
    html = (
        f"<html lang=en><body><h1>Cookies</h1><p>{FILLER}</p><h3>Hotjar</h3><p>We use cookies to see how visitors use the "
        "site.</p><h3>Basket</h3><p>We set a cookie that remembers your basket.</p></body></html>"
    )
    reading = read_policy(html.encode(), mime="text/html")
    found = {(one.category, one.provider) for one in reading.declarations if one.kind == "cookie"}
    assert ("performance", "Hotjar") in found
    assert not [one for one in reading.declarations if one.provider == "Hotjar" and "basket" in one.quote]


def test_a_social_network_that_no_list_knows_has_social_functions() -> None:
    reading = prose("Our posts carry the “Nod” button of the social network Orbiton.")
    (social,) = [one for one in reading.declarations if one.kind == "social"]
    assert (social.provider, social.party) == ("Orbiton", "third")


def test_a_button_that_is_quoted_but_of_no_network_names_none() -> None:
    reading = prose("Click the “Order” button. We keep your basket in a cookie.")
    assert not [one for one in reading.declarations if one.kind == "social"]


@pytest.mark.parametrize(
    ("text", "title", "names"),
    [
        ('Fernhill Ltd ("Fernhill" or "we") sells books.', "", {"fernhill"}),
        ("This notice explains how Fernhill Books uses cookies.", "", {"fernhill books"}),
        ("", "Fernhill Cookie Policy", {"fernhill"}),
        ("This website is operated by Fernhill Books.", "", {"fernhill books"}),
        ("Fernhill Books and its partners use cookies.", "", {"fernhill books"}),
    ],
)
def test_the_owner_is_named_by_the_opening_or_the_title(text: str, title: str, names: set[str]) -> None:
    assert own_names(text, title) >= names


@pytest.mark.parametrize(
    "text",
    [
        'We use a service of Google Inc. ("Google").',
        'Some things are called cookies (the "Cookies"), and some people visitors ("Visitors").',
        'See the page (https://example.com/ "Orbiton").',
        "Learn how Microsoft collects data.",
        "x" * 1_500 + ' We hired Orbiton GmbH ("Orbiton").',
    ],
)
def test_who_is_introduced_as_somebody_else_is_not_the_owner(text: str) -> None:
    assert own_names(text) == frozenset()


def test_a_hostile_text_of_capital_letters_is_read_in_bounded_time() -> None:
    reading = read_policy((FILLER + "\n\nWe use cookies. " + "Aaa Bbb, Ccc and " * 8_000).encode(), source="policy.txt")
    assert reading.declarations
