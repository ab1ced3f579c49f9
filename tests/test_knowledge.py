"""What we know of services and names: the data keeps its own rules, and the databases stand behind it."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from analyzers.knowledge import Knowledge, KnowledgeError
from analyzers.knowledge.base import NameIndex, glob_pattern
from analyzers.knowledge.corrections import category_of_row
from analyzers.knowledge.databases import read_cname_trackers, read_cookie_database, read_entities
from analyzers.knowledge.own import load
from analyzers.model import CATEGORIES
from analyzers.parties import registrable_domain

OWN = load()
ROWS = (
    "ID,Platform,Category,Cookie / Data Key name,Domain,Description,Retention period,Data Controller,"
    "User Privacy & GDPR Rights Portals,Wildcard match\n"
)


def test_there_are_the_services_and_names_that_were_promised() -> None:
    assert len(OWN.services) >= 500
    assert len(OWN.names) >= 2000


def test_every_entry_has_a_source_and_a_date() -> None:
    origins = [(s.source, s.date) for s in OWN.services] + [(n.source, n.date) for n in OWN.names]
    assert all(source and re.fullmatch(r"20\d\d-\d\d-\d\d", date) for source, date in origins)


def test_every_name_has_a_category_and_says_what_it_is() -> None:
    for entry in OWN.names:
        assert entry.category in CATEGORIES, entry
        assert len(entry.what) > 3, entry


def test_every_service_has_domains_of_its_own_or_runs_on_the_sites() -> None:
    for service in OWN.services:
        assert service.domains or service.role == "web-framework", service
        assert all(domain == domain.lower() and "/" not in domain for domain in service.domains), service


def test_no_domain_belongs_to_two_services() -> None:
    owners = Counter(domain for service in OWN.services for domain in service.domains)
    assert [domain for domain, count in owners.items() if count > 1] == []


def test_no_service_owns_a_whole_public_suffix() -> None:
    shared = {domain for service in OWN.services for domain in service.domains if registrable_domain(domain) != domain}
    assert "com" not in shared
    assert all("." in domain for service in OWN.services for domain in service.domains)


def test_a_pattern_has_enough_letters_of_its_own() -> None:
    for entry in OWN.names:
        if "*" in entry.pattern:
            assert len(entry.pattern.replace("*", "")) >= 2, entry
            assert entry.pattern.count("*") <= 3, entry


def test_no_name_stands_twice_for_one_service() -> None:
    seen = Counter((entry.pattern, entry.service, entry.where) for entry in OWN.names)
    assert [key for key, count in seen.items() if count > 1] == []


def test_a_name_of_one_service_has_one_category() -> None:
    categories: dict[tuple[str, str], set[str]] = {}
    for entry in OWN.names:
        categories.setdefault((entry.pattern, entry.service), set()).add(entry.category)
    assert {key: found for key, found in categories.items() if len(found) > 1} == {}


def test_a_service_in_brackets_behind_a_name_owns_it() -> None:
    names = {(entry.pattern, entry.service) for entry in OWN.names}
    assert ("iterable*", "Iterable") in names
    assert ("_cioid", "Customer.io") in names


def test_without_databases_the_description_says_so() -> None:
    described = Knowledge.load(Path("/nonexistent")).describe()
    assert [entry["name"] for entry in described] == ["avow"]
    assert set(described[0]) == {"name", "version", "date", "sha256", "licence", "entries"}
    assert len(str(described[0]["sha256"])) == 64


def test_a_star_stands_for_any_text() -> None:
    assert glob_pattern("mp_*_mixpanel").fullmatch("mp_0a1b_mixpanel")
    assert not glob_pattern("mp_*_mixpanel").fullmatch("mp_0a1b_other")
    assert not glob_pattern("a.b*").fullmatch("aXb1")


def test_the_longest_pattern_comes_first() -> None:
    knowledge = Knowledge(names=OWN.names)
    assert next(knowledge.matching("_gat_UA-1")).pattern == "_gat_*"


def test_a_long_name_is_found_in_other_case_and_a_short_one_is_not() -> None:
    index = NameIndex(OWN.names)
    assert index.exact("phpsessid")
    assert index.exact("ide") == []


def test_a_host_belongs_to_the_longest_known_domain() -> None:
    knowledge = Knowledge(services=OWN.services)
    assert getattr(knowledge.service_of("mc.yandex.ru"), "name", "") == "Yandex Metrica"
    assert getattr(knowledge.service_of("an.yandex.ru"), "name", "") == "Yandex Advertising"
    assert knowledge.service_of("www.shop001.test") is None


@pytest.mark.parametrize(
    ("written", "service"),
    [
        ("Meta Platforms, Inc.", "Meta"),
        ("hotjar.com", "Hotjar"),
        ("LinkedIn Ireland Unlimited Company", "LinkedIn"),
        ("Twitter Inc.", "X"),
        ("Vimeo", "Vimeo"),
        ("nobody knows them", None),
        ("", None),
    ],
)
def test_a_declared_provider_is_found_by_name_alias_company_or_domain(written: str, service: str | None) -> None:
    knowledge = Knowledge(services=OWN.services, companies=OWN.companies)
    assert getattr(knowledge.provider(written), "name", None) == service


def test_functional_of_the_open_cookie_database_is_split() -> None:
    assert category_of_row("Functional", "PHPSESSID", "Preserves user session state across requests", "") == "mandatory"
    assert category_of_row("Functional", "lang", "Stores the language of the visitor", "") == "functionality"
    assert category_of_row("Functional", "x1", "Some value", "chat") == "functionality"
    assert category_of_row("Functional", "x1", "Some value", "consent") == "mandatory"
    assert category_of_row("Marketing", "x1", "", "") == "targeting"
    assert category_of_row("Something else", "x1", "", "") == ""


def test_a_row_of_the_open_cookie_database_becomes_an_entry() -> None:
    row = '1,Stats Inc,Analytics,_st_,stats.com (3rd party),"Counts, truly",2 years,Stats,https://x/,1\n'
    (entry,) = read_cookie_database(ROWS + row, ())
    assert (entry.pattern, entry.category, entry.where, entry.domains) == (
        "_st_*",
        "performance",
        "own",
        ("stats.com",),
    )
    assert entry.origin == "open-cookie-database"


def test_a_domain_that_may_be_the_sites_own_is_no_proof() -> None:
    row = "1,Stats,Analytics,_st,stats.com (3rd party) or advertiser's website domain,x,1 year,Stats,u,0\n"
    (entry,) = read_cookie_database(ROWS + row, ())
    assert entry.where == "site"


def test_entities_become_services_of_their_category() -> None:
    text = json.dumps(
        [{"name": "Stats", "company": "Stats Inc", "categories": ["analytics"], "domains": ["*.stats.com"]}]
    )
    (service,) = read_entities(text)
    assert (service.company, service.category, service.domains) == ("Stats Inc", "performance", ("stats.com",))


def test_targets_of_cloaking_become_services_of_their_company() -> None:
    text = "! Title: list\n! Company: Stats\n||a.stats.net^\n||b.stats.net^\n! Company: Other\n||o.net^\n"
    stats, other = read_cname_trackers(text)
    assert (stats.name, stats.domains, stats.category) == ("Stats", ("a.stats.net", "b.stats.net"), "")
    assert other.domains == ("o.net",)


def test_a_broken_index_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "index.json").write_text("{")
    with pytest.raises(KnowledgeError, match="avow knowledge update"):
        Knowledge.load(tmp_path)


def test_an_index_cannot_lead_out_of_its_folder(tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_text("x")
    inside = tmp_path / "knowledge"
    inside.mkdir()
    (inside / "index.json").write_text(json.dumps({"open-cookie-database": {"file": "../secret.csv"}}))
    assert [entry["name"] for entry in Knowledge.load(inside).describe()] == ["avow"]
