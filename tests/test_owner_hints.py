"""What points to the company behind a host that is not known, and what does not."""

from pathlib import Path
from typing import Any

from analyzers.knowledge import Knowledge, Service
from analyzers.owner_hints import CERTIFICATE_DOMAINS, owner_hints
from crawler.records import Certificate, HostAlias
from tests.judging import NOW, of_kind, request, seen

ADNET = Service(
    name="Adnet", company="Adnet Holding", role="advertising", category="targeting", domains=("adnet.test",)
)
STATS = Service(name="Stats", company="Countly", role="analytics", category="performance", domains=("stats.test",))
KNOWN = Knowledge(services=(ADNET, STATS))
HOST = "t.unheard-of.test"


def certificate(**fields: Any) -> Certificate:
    return Certificate(time=NOW, host=HOST, **fields)


def test_a_certificate_issued_to_a_company_is_a_hint() -> None:
    shown = certificate(organization="Adnet Holding B.V.", country="NL")
    assert owner_hints(HOST, "", shown, KNOWN) == ("its certificate was issued to Adnet Holding B.V. (NL)",)


def test_other_hosts_of_the_same_certificate_are_a_hint() -> None:
    shown = certificate(names=(HOST, "*.adnet.test"))
    assert owner_hints(HOST, "", shown, KNOWN) == ("its certificate holds for hosts of Adnet Holding too",)


def test_an_alias_that_leads_to_a_known_host_is_a_hint() -> None:
    assert owner_hints(HOST, "edge.stats.test", None, KNOWN) == (
        "its name leads to edge.stats.test, a host of Countly",
    )


def test_a_certificate_that_strangers_share_says_nothing() -> None:
    strangers = tuple(f"shop{number}.test" for number in range(CERTIFICATE_DOMAINS))
    assert owner_hints(HOST, "", certificate(names=(HOST, "adnet.test", *strangers)), KNOWN) == ()
    assert owner_hints(HOST, "", certificate(names=(HOST, "adnet.test", "stats.test")), KNOWN) == ()


def test_a_certificate_for_the_host_alone_says_nothing() -> None:
    assert owner_hints(HOST, "", certificate(names=(HOST,)), KNOWN) == ()


def test_hints_stand_beside_a_third_party_that_is_not_known_and_beside_no_other(tmp_path: Path) -> None:
    observed = seen(
        tmp_path,
        certificate(organization="Somebody Ltd"),
        Certificate(time=NOW, host="px.adnet.test", organization="Adnet Holding"),
        HostAlias(time=NOW, host=HOST, chain=("edge.stats.test",), resolver="system"),
        request(f"https://{HOST}/t.js", "script"),
        request("https://px.adnet.test/p.js", "script"),
        knowledge=KNOWN,
    )
    hints = {one.host: one.details.get("owner_hints") for one in of_kind(observed, "third-party")}
    assert hints == {
        HOST: ["its name leads to edge.stats.test, a host of Countly", "its certificate was issued to Somebody Ltd"],
        "px.adnet.test": None,
    }
