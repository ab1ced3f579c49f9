"""What English prose declares: mechanisms, categories, parties, places, companies."""

import re
from pathlib import Path

import pytest

from analyzers.model import Declaration, PolicyReading
from analyzers.policy import document_text, read_policy

POLICIES = Path(__file__).parents[1] / "fixtures" / "policies"
FILLER = (
    " This privacy statement explains how Fernhill Books handles the data of its readers. Fernhill Books lives in a small"
    " street by the river, sells books of every kind, and treats what it learns about its readers with care and respect."
)


def pottery() -> PolicyReading:
    return read_policy((POLICIES / "run-in-headings.txt").read_bytes(), source="run-in-headings.txt")


def prose(text: str) -> PolicyReading:
    reading = read_policy((FILLER + "\n\n" + text).encode(), source="policy.txt")
    assert not reading.could_not_read
    return reading


def of_kind(reading: PolicyReading, kind: str, **wanted: str) -> list[Declaration]:
    return [
        one
        for one in reading.declarations
        if one.kind == kind and all(getattr(one, field) == value for field, value in wanted.items())
    ]


def test_the_four_categories_are_found_under_the_policys_own_names() -> None:
    named = {one.category: one.category_as_written for one in of_kind(pottery(), "category")}
    assert named == {
        "mandatory": "Strictly necessary cookies",
        "performance": "Statistics cookies",
        "functionality": "Preference cookies",
        "targeting": "Advertising cookies",
    }


def test_a_category_says_what_it_is_for() -> None:
    performance = of_kind(pottery(), "category", category="performance")
    assert performance[0].purpose.startswith("These cookies count which pages")


def test_flash_cookies_are_declared_by_category_and_party() -> None:
    flash = {(one.category, one.party) for one in of_kind(pottery(), "flash")}
    assert flash == {("performance", "third"), ("functionality", "first"), ("targeting", "third")}


def test_web_beacons_of_networks_are_third_party_on_websites_and_in_emails() -> None:
    (beacon,) = of_kind(pottery(), "beacon", category="targeting")
    assert (beacon.party, beacon.where) == ("third", ("website", "e-mail"))


def test_the_owners_own_web_beacons_belong_to_no_category_and_stand_in_newsletters_too() -> None:
    own = of_kind(pottery(), "beacon", category="", party="first")
    assert any(one.where == ("website", "e-mail") for one in own)


def test_ip_addresses_are_declared_for_the_owner_and_for_networks() -> None:
    assert {(one.category, one.party) for one in of_kind(pottery(), "ip-address")} >= {
        ("", "first"),
        ("targeting", "third"),
    }


def test_social_functions_name_their_networks() -> None:
    assert {one.provider for one in of_kind(pottery(), "social")} >= {"Facebook", "Pinterest"}


def test_session_and_persistent_cookies_are_told_apart() -> None:
    assert {one.lifetime for one in of_kind(pottery(), "cookie")} >= {"session", "persistent"}


def test_third_parties_that_measure_are_declared_as_such() -> None:
    assert of_kind(prose("We work with third parties that measure the use of our website."), "third-party")


def test_every_quote_is_a_substring_of_the_document() -> None:
    data = (POLICIES / "run-in-headings.txt").read_bytes()
    text = document_text(data, source="run-in-headings.txt")
    reading = pottery()
    quotes = [one.quote for one in (*reading.declarations, *reading.promises, *reading.unread)]
    assert len(quotes) > 40
    assert text == data.decode()
    assert all(quote and quote in text for quote in quotes)


def test_a_place_names_the_heading_path_and_the_character() -> None:
    text = (POLICIES / "run-in-headings.txt").read_text()
    (beacon,) = of_kind(pottery(), "beacon", category="targeting")
    path, _, character = beacon.place.rpartition(", character ")
    assert path == "3. What your browser tells us > Advertising cookies"
    assert text[int(character.replace(",", "")) :].startswith(beacon.quote)


def test_a_definition_declares_nothing_and_is_listed_as_unread() -> None:
    reading = prose("A web beacon is a transparent picture of one pixel.")
    assert not of_kind(reading, "beacon")
    assert [one.why for one in reading.unread] == ["explains what the thing is"]


def test_an_instruction_to_the_reader_declares_nothing() -> None:
    assert not prose("To delete Flash cookies, visit the settings panel of the player.").declarations


def test_a_denied_mechanism_is_a_promise_and_no_declaration() -> None:
    reading = prose("We do not use web beacons or Flash cookies.")
    assert not reading.declarations
    assert {promise.subject for promise in reading.promises} >= {"no-beacon", "no-flash"}


def test_not_only_is_no_denial() -> None:
    assert of_kind(prose("We do not only use cookies: we also place web beacons."), "beacon")


def test_we_and_our_partners_means_both_parties() -> None:
    (cookie,) = of_kind(prose("We and our advertising partners use cookies to show advertisements."), "cookie")
    assert (cookie.party, cookie.category) == ("any", "targeting")


def test_cookies_of_a_named_company_are_third_party_and_carry_its_name() -> None:
    (cookie,) = of_kind(
        prose("We use Google Analytics, which sets cookies to analyse how visitors use the site."), "cookie"
    )
    assert (cookie.party, cookie.provider, cookie.strength) == ("third", "Google Analytics", "provider")
    assert cookie.category == "performance"


def test_a_company_is_not_found_inside_another_word() -> None:
    assert not [one for one in prose("Our cookies hold metadata and amazonite samples.").declarations if one.provider]


def test_an_unlisted_company_is_found_by_what_stands_beside_it() -> None:
    (cookie,) = of_kind(prose("Some cookies are set by Zephyr Metrics to measure visits."), "cookie")
    assert (cookie.provider, cookie.party) == ("Zephyr Metrics", "third")


def test_local_storage_and_indexeddb_and_fingerprinting_are_mechanisms_too() -> None:
    reading = prose(
        "We use local storage to remember your basket. The reader app uses IndexedDB to keep books. "
        "Our partners use browser fingerprinting to recognise devices."
    )
    assert {one.kind for one in reading.declarations} >= {"local-storage", "indexed-db", "script-behaviour"}


def test_a_flash_cookie_is_not_also_a_cookie() -> None:
    assert not of_kind(prose("We use Flash cookies."), "cookie")


def test_a_sentence_names_its_category_without_any_heading() -> None:
    (cookie,) = of_kind(prose("Marketing cookies are placed by our partners."), "cookie")
    assert (cookie.category, cookie.party) == ("targeting", "third")


def test_a_heading_security_over_a_text_without_tracking_opens_no_category() -> None:
    assert not of_kind(
        prose(
            "We use cookies.\n\nSecurity\n\nWe lock the cellar in which the order book is kept, and nobody but us has a key."
        ),
        "category",
    )


def test_the_same_bytes_give_the_same_reading() -> None:
    assert pottery() == pottery()


def test_the_same_policy_reads_alike_as_html_with_bold_headings() -> None:
    html = as_html((POLICIES / "run-in-headings.txt").read_text())
    reading = read_policy(html.encode(), mime="text/html")
    assert reading.could_not_read == ""
    assert {(one.category, one.party) for one in of_kind(reading, "flash")} == {
        ("performance", "third"),
        ("functionality", "first"),
        ("targeting", "third"),
    }
    assert {one.category for one in of_kind(reading, "category")} == {
        "mandatory",
        "performance",
        "functionality",
        "targeting",
    }
    assert any(one.where == ("website", "e-mail") for one in of_kind(reading, "beacon", category="", party="first"))
    ours = {promise.subject for promise in pottery().promises}
    assert {promise.subject for promise in reading.promises} == ours


def as_html(text: str) -> str:
    """Numbered lines as `<h2>`, bare lines as bold paragraphs, topics that run into a paragraph as its bold beginning."""
    parts = []
    for paragraph in text.strip().split("\n\n"):
        run_in = re.match(
            r"(Web beacons|IP addresses|Social network buttons|Do Not Track|Cookies)(?= [A-Z])", paragraph
        )
        if paragraph[0].isdigit():
            parts.append(f"<h2>{paragraph}</h2>")
        elif len(paragraph) < 60 and not paragraph.endswith("."):
            parts.append(f"<p><b>{paragraph}</b></p>")
        elif run_in is not None:
            parts.append(f"<p><strong>{run_in[1]}</strong>{paragraph[run_in.end() :]}</p>")
        else:
            parts.append(f"<p>{paragraph}</p>")
    return "<html><body>" + "\n".join(parts) + "</body></html>"


@pytest.mark.parametrize("mark", [" ", ". ", ": ", " – "])
def test_a_topic_runs_into_its_paragraph_with_or_without_a_mark(mark: str) -> None:
    reading = prose(
        f"Targeting cookies\n\nThese cookies follow you.\n\nWeb beacons{mark}Fernhill places web beacons in its mails."
    )
    (beacon,) = of_kind(reading, "beacon")
    assert (beacon.category, beacon.place.split(",")[0]) == ("", "Web beacons")


def test_for_these_purposes_at_the_end_still_means_the_parties_before() -> None:
    reading = prose(
        "Performance cookies\n\nFrom time to time we hire third parties to study the visits. "
        "Fernhill may also utilize Flash cookies for these purposes."
    )
    (flash,) = of_kind(reading, "flash")
    assert (flash.category, flash.party) == ("performance", "third")


def test_a_document_of_two_languages_is_read_in_both() -> None:
    reading = prose(
        "We use web beacons on our website to count visits.\n\n"
        "Wij plaatsen ook Flash-cookies op onze website om uw voorkeuren te onthouden, en die blijven op uw computer staan."
    )
    assert {(one.kind, one.language) for one in reading.declarations} >= {("beacon", "en"), ("flash", "nl")}


@pytest.mark.parametrize(
    "sentence",
    [
        'We collect your Internet Protocol ("IP") address.',
        "Fernhill logs IP addresses.",
        "We record the Internet protocol address of each reader.",
    ],
)
def test_ip_addresses_are_written_in_many_ways(sentence: str) -> None:
    reading = prose(sentence)
    assert of_kind(reading, "ip-address", party="first") or of_kind(reading, "ip-address")
    assert "data-collected" not in {promise.subject for promise in reading.promises}


@pytest.mark.parametrize(
    "sentence",
    [
        "We use both session and persistent cookies.",
        "Fernhill uses cookies that are session-based and persistent-based.",
    ],
)
def test_session_and_persistent_may_share_a_noun(sentence: str) -> None:
    assert {one.lifetime for one in of_kind(prose(sentence), "cookie")} == {"session", "persistent"}
