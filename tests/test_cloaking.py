"""Which of the site's own host names lead to somebody else."""

from pathlib import Path

from analyzers.model import Observation
from analyzers.observe import Observed
from crawler.records import HostAlias, Record
from tests.judging import NOW, UUID, compared, declaration, of_kind, pixel, request, seen, set_cookie

METRICS = "metrics.shop.test"


def alias(*chain: str, host: str = METRICS) -> HostAlias:
    return HostAlias(time=NOW, host=host, chain=chain, resolver="system")


def cloaked(observed: Observed) -> list[Observation]:
    return [one for one in of_kind(observed, "script-behaviour") if one.details.get("behaviour") == "cname-cloaking"]


def test_a_host_that_leads_to_a_known_service_is_that_services(tmp_path: Path) -> None:
    observed = seen(tmp_path, alias("shop.in.stats.test"), pixel(f"https://{METRICS}/m.gif?x=1"))
    (found,) = cloaked(observed)
    assert (found.provider, found.company, found.category) == ("stats.test", "Countly", "performance")
    assert found.details["verdict"] == "known"
    (beacon,) = of_kind(observed, "beacon")
    assert (beacon.party, beacon.category, beacon.details["alias_of"]) == ("first", "performance", "shop.in.stats.test")


def test_an_unknown_target_is_suspected_only_when_it_is_told_something(tmp_path: Path) -> None:
    cookie = set_cookie(f"v={UUID}")
    told: tuple[Record, ...] = (cookie, alias("shop.unknown.test"), pixel(f"https://{METRICS}/m.gif?u={UUID}"))
    (found,) = cloaked(seen(tmp_path / "a", *told))
    assert (found.details["verdict"], found.details["items"]) == ("suspected", ["v"])
    silent = (alias("shop.unknown.test"), request(f"https://{METRICS}/logo.png", body_bytes=900))
    assert cloaked(seen(tmp_path / "b", *silent)) == []


def test_an_alias_within_the_site_or_of_a_third_party_is_none(tmp_path: Path) -> None:
    hit = pixel(f"https://{METRICS}/m.gif?x=1")
    other = pixel("https://t.adnet.test/m.gif?x=1")
    records = (alias("origin.shop.test"), alias("cdn.stats.test", host="t.adnet.test"), hit, other)
    assert cloaked(seen(tmp_path, *records)) == []


def test_a_declared_provider_covers_what_its_aliased_host_sets(tmp_path: Path) -> None:
    line = set_cookie("seen=1", f"https://{METRICS}/m.gif")
    observed = seen(tmp_path, alias("shop.in.stats.test"), line)
    (cookie,) = of_kind(observed, "cookie")
    assert (cookie.party, cookie.host) == ("first", METRICS)
    comparison = compared(list(observed.observations), [declaration(provider="Countly Stats", category="performance")])
    assert comparison.covered_by[cookie.id]["strength"] == "provider"
