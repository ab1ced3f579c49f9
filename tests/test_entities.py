"""Which company is behind a host."""

from pathlib import Path

from analyzers.entities import Entity, company_of
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
