"""Which company is behind a host, and under which names a policy may speak of it."""

from pathlib import Path

import pytest

from analyzers.entities import Entity, aliases, company_of, names_entity
from analyzers.knowledge import Knowledge

OWN = Knowledge.load(Path("/nonexistent"))


def entity(host: str) -> Entity:
    found = company_of(host, OWN)
    assert found is not None
    return found


def test_a_host_leads_to_its_service_and_company() -> None:
    found = entity("stats.g.doubleclick.net")
    assert (found.name, found.service, found.role, found.country) == ("Google", "Google Ads", "advertising", "US")
    assert found.source == "avow"


def test_a_host_that_nobody_knows_has_no_company() -> None:
    assert company_of("www.shop001.test", OWN) is None
    assert company_of("", OWN) is None


def test_the_name_systems_alias_is_a_hint_where_the_host_is_not_known() -> None:
    found = company_of("metrics.shop.com", OWN, cname="shop.sc.omtrdc.net")
    assert found is not None
    assert (found.name, found.source) == ("Adobe", "cname")


@pytest.mark.parametrize(
    ("text", "host", "named"),
    [
        ("We use Google Analytics to count visits.", "www.google-analytics.com", True),
        ("Data may go to Google.", "www.google-analytics.com", True),
        ("We use Google Analytics.", "stats.g.doubleclick.net", False),
        ("the page's metadata", "connect.facebook.net", False),
        ("Meta receives it", "connect.facebook.net", True),
        ("the Facebook pixel", "connect.facebook.net", True),
        ("X-ray images", "ads-twitter.com", False),
        ("Cookies of hotjar.com", "static.hotjar.com", True),
        ("nothothotjar.com", "static.hotjar.com", False),
        ("doubleclick.net cookies", "stats.g.doubleclick.net", True),
    ],
)
def test_a_policy_names_a_company_by_a_word_of_its_own(text: str, host: str, named: bool) -> None:
    assert names_entity(text, entity(host)) is named


def test_aliases_begin_with_the_service_and_its_company() -> None:
    assert aliases(entity("connect.facebook.net"))[:2] == ("Facebook", "Meta")
