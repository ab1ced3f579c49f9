"""Which of the site's own host names lead to somebody else."""

from pathlib import Path
from typing import Any

import pytest

from analyzers.knowledge import Knowledge, Service
from analyzers.model import Observation
from analyzers.observe import Observed
from crawler.records import HostAlias, Record
from tests.judging import NOW, PAGE, UUID, compared, declaration, of_kind, pixel, request, seen, set_cookie

METRICS = "metrics.shop.test"
CARRIED = Knowledge(
    services=(
        Service(name="Carrier", company="Carrier", role="hosting", category="", domains=("carried.test",)),
        Service(name="Helps", company="Helps", role="chat", category="functionality", domains=("helps.test",)),
    )
)


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


HERE = request(PAGE, "document", mime="text/html", body_bytes=9_000, remote_address="203.0.113.10:443")
KNOWN_COOKIE = ("Cookie", f"v={UUID}")
STRANGE = "https://m.shop.test"


def hit(url: str = f"{STRANGE}/e", **fields: Any) -> Record:
    return request(url, "fetch", **{"status": 204, "request_headers": (KNOWN_COOKIE,), **fields})


def names(*chain: str, host: str = "m.shop.test") -> HostAlias:
    return alias(*chain, host=host)


@pytest.mark.parametrize(
    "chain", [("shop.unknown.test",), ("shop.unknown.test", "d1.carried.test")], ids=["itself", "behind a network"]
)
def test_a_stranger_that_is_sent_an_identifying_cookie_with_an_empty_call_is_suspected(
    tmp_path: Path, chain: tuple[str, ...]
) -> None:
    (found,) = cloaked(seen(tmp_path, names(*chain), hit(), knowledge=CARRIED))
    assert (found.details["verdict"], found.details["target"]) == ("suspected", "shop.unknown.test")


def test_a_stranger_that_sets_an_identifying_cookie_for_the_whole_site_is_suspected(tmp_path: Path) -> None:
    def answered(line: str) -> Record:
        return hit(request_headers=(), mime="text/plain", body_bytes=5_000, response_headers=(("Set-Cookie", line),))

    whole = answered(f"tid={UUID}; Domain=shop.test")
    assert len(cloaked(seen(tmp_path / "a", names("shop.unknown.test"), whole))) == 1
    for number, line in enumerate(
        (f"lb={UUID}", "lang=nl; Domain=shop.test", f"tid={UUID}; Domain=shop.test; Max-Age=0")
    ):
        assert cloaked(seen(tmp_path / str(number), names("shop.unknown.test"), answered(line))) == [], line


@pytest.mark.parametrize(
    "records",
    [
        (names("shop.unknown.test"), hit(status=200, mime="application/json", body_bytes=5_000)),
        (names("shop.unknown.test"), hit(request_headers=(("Cookie", "lang=nl; theme=dark"),))),
        (names("d1.carried.test", "edge.unknown.test"), hit()),
        (names("shop.helps.test"), hit()),
        (alias("shop.unknown.test", host="www.shop.test"), HERE),
        (alias("a.unknown.test", host="www.shop.test"), names("b.unknown.test"), HERE, hit()),
        (names("shop.unknown.test"), HERE, hit(remote_address="203.0.113.44:443")),
    ],
    ids=[
        "content with the site's cookies",
        "cookies that identify nobody",
        "a network's own further names",
        "a help centre",
        "the pages' own host",
        "the pages' hosting",
        "the pages' network",
    ],
)
def test_hosting_and_services_for_visitors_are_not_cloaked(tmp_path: Path, records: tuple[Record, ...]) -> None:
    assert cloaked(seen(tmp_path, *records, knowledge=CARRIED)) == []


def test_a_help_centre_that_is_told_an_identifier_in_an_address_is_suspected(tmp_path: Path) -> None:
    told = (set_cookie(f"v={UUID}"), names("shop.helps.test"), hit(f"{STRANGE}/x?u={UUID}"))
    (found,) = cloaked(seen(tmp_path, *told, knowledge=CARRIED))
    assert found.details["verdict"] == "suspected"
