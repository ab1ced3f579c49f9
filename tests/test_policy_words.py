"""Durations, names and categories as they are written."""

import pytest

from analyzers.policy.categories import heads_category, read_category
from analyzers.policy.durations import read_lifetime, unit_of
from analyzers.policy.names import looks_like_name, read_names, to_pattern

HOUR, DAY = 3_600.0, 86_400.0


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("2 years", 730 * DAY),
        ("13 maanden", 390 * DAY),
        ("bis zu 30 Tage", 30 * DAY),
        ("1 an", 365 * DAY),
        ("24h", DAY),
        ("a year", 365 * DAY),
        ("thirty (30) days", 30 * DAY),
        ("1 year 24 days", 389 * DAY),
        ("1 year and 2 months", 425 * DAY),
        ("30 minutes to 2 years", 730 * DAY),
        ("2 años", 730 * DAY),
        ("fünf Minuten", 300.0),
        ("6 mesi", 180 * DAY),
        ("1.5 hours", 1.5 * HOUR),
        ("90 giorni", 90 * DAY),
        ("3 Wochen", 21 * DAY),
        ("12-month", 360 * DAY),
        ("1 semaine", 7 * DAY),
    ],
)
def test_a_duration_in_words_is_seconds(written: str, seconds: float) -> None:
    lifetime = read_lifetime(written)
    assert (lifetime.kind, lifetime.seconds, lifetime.as_written) == ("duration", seconds, written)


@pytest.mark.parametrize(
    "written", ["Session", "sessie", "Sitzung", "Sesión", "until you close the browser", "fin de session"]
)
def test_a_session_has_no_seconds(written: str) -> None:
    assert (read_lifetime(written).kind, read_lifetime(written).seconds) == ("session", None)


@pytest.mark.parametrize(
    "written", ["Persistent", "persistant", "dauerhaft", "onbepaald", "never expires", "permanente"]
)
def test_persistent_without_a_figure(written: str) -> None:
    assert (read_lifetime(written).kind, read_lifetime(written).seconds) == ("persistent", None)


@pytest.mark.parametrize("written", ["a few seconds after", "", "see below", "GA4"])
def test_what_tells_no_duration_is_none(written: str) -> None:
    assert read_lifetime(written).seconds is None


@pytest.mark.parametrize(
    ("header", "unit"),
    [("Lifetime (days)", "days"), ("Durée de vie (jours)", "jours"), ("Expiry in months", "months"), ("Duration", "")],
)
def test_a_header_may_give_the_unit(header: str, unit: str) -> None:
    assert unit_of(header) == unit


@pytest.mark.parametrize(
    ("written", "pattern"),
    [
        ("_ga_*", "_ga_*"),
        ("_ga_<container-id>", "_ga_*"),
        ("_ga_XXXX", "_ga_*"),
        ("_ga_xxxxxxxxxx", "_ga_*"),
        ("_ga#", "_ga*"),
        ("_gac_{property}", "_gac_*"),
        ("_hjSession_#", "_hjSession_*"),
        ("notice-[name]", "notice-*"),
        ("visid_incap_…", "visid_incap_*"),
        ("_pk_id.*", "_pk_id*"),
        ("XSRF-TOKEN", "XSRF-TOKEN"),
        ("MAXX", "MAXX"),
        ("dpi-*****", "dpi-*"),
    ],
)
def test_every_way_of_writing_a_wildcard_is_a_star(written: str, pattern: str) -> None:
    assert to_pattern(written) == pattern


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("_ga, _gid and _gat", ["_ga", "_gid", "_gat"]),
        ("SID; HSID", ["SID", "HSID"]),
        ("IDE\n1P_JAR", ["IDE", "1P_JAR"]),
        ("__cf_bm [x7]", ["__cf_bm"]),
        ("lastSeen (localStorage)", ["lastSeen"]),
        ("_ga _gid _gat", ["_ga", "_gid", "_gat"]),
        ("VISITOR_INF O1_LIVE", ["VISITOR_INFO1_LIVE"]),
        ("PIXEL - ads.example", ["PIXEL - ads.example"]),
        ("n/a", []),
        ("The cookies of this table are set by our partners and by others", []),
    ],
)
def test_a_cell_holds_these_names(cell: str, names: list[str]) -> None:
    assert [name.pattern for name in read_names(cell)] == names


def test_a_note_beside_the_name_tells_the_storage() -> None:
    assert read_names("lastSeen (localStorage)")[0].storage == "local-storage"


@pytest.mark.parametrize("word", ["_ga", "JSESSIONID", "cartTotal", "c.user", "a3"])
def test_technical_names_are_known_by_their_marks(word: str) -> None:
    assert looks_like_name(word)


@pytest.mark.parametrize(
    "word", ["Chrome", "iOS", "www.shop.example.com", "YouTube", "https://a.example/x", "Settings"]
)
def test_words_companies_and_addresses_are_no_names(word: str) -> None:
    assert not looks_like_name(word)


@pytest.mark.parametrize(
    ("name", "category"),
    [
        ("Strictly Necessary Cookies", "mandatory"),
        ("1. Essential cookies:", "mandatory"),
        ("Noodzakelijke cookies", "mandatory"),
        ("Unbedingt erforderliche Cookies", "mandatory"),
        ("Cookies técnicas", "mandatory"),
        ("Cookie tecnici", "mandatory"),
        ("Statistics (35)", "performance"),
        ("Analytische cookies", "performance"),
        ("Reichweitenmessung", "performance"),
        ("Les cookies de mesure d'audience strictement nécessaires", "performance"),
        ("Preferences", "functionality"),
        ("Voorkeuren", "functionality"),
        ("Funktionale Cookies", "functionality"),
        ("Targeting/Advertising", "targeting"),
        ("Marketing", "targeting"),
        ("Werbung", "targeting"),
        ("Cookies des réseaux sociaux", "targeting"),
        ("Performance and targeting cookies", "targeting"),
        ("C0002", "performance"),
        ("Special Purpose 1", "mandatory"),
        ("Purpose 7", "targeting"),
    ],
)
def test_category_names_of_many_schemes_mean_one_of_the_four(name: str, category: str) -> None:
    named = read_category(name)
    assert named is not None
    assert named.category == category


@pytest.mark.parametrize(
    "heading",
    [
        "How do we use marketing cookies?",
        "Your cookie settings",
        "Cookie policy of the social club",
        "Google Analytics",
        "Team",
    ],
)
def test_headings_about_something_else_open_no_category(heading: str) -> None:
    assert heads_category(heading) is None


@pytest.mark.parametrize(
    ("heading", "category"),
    [
        ("5.1 Strictly necessary cookies", "mandatory"),
        ("3.2. Analytics cookies", "performance"),
        ("Category 4 - Targeting cookies", "targeting"),
        ("Group 1: Strictly necessary", "mandatory"),
        ("Strictly Necessary Cookies – always active", "mandatory"),
        ("Necessary cookies on finch.example", "mandatory"),
        ("Analytics & Customization Cookies", "performance"),
        ("Technical or functional cookies", "functionality"),
        ("Cookies de publicidad comportamental", "targeting"),
        ("Cookies dirigidas", "targeting"),
        ("Cookies exemptés de consentement", "mandatory"),
        ("Cookies analytiques (soumis à consentement)", "performance"),
    ],
)
def test_numbers_labels_and_sites_beside_a_category_do_not_hide_it(heading: str, category: str) -> None:
    named = heads_category(heading)
    assert named is not None
    assert named.category == category


@pytest.mark.parametrize(
    "heading", ["Legal basis for analytics cookies", "auth0 - security cookie", "1.2 How we use cookies"]
)
def test_what_speaks_about_a_category_opens_none(heading: str) -> None:
    assert heads_category(heading) is None
