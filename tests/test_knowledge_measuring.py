"""Whose the names of measuring services and consent tools are, and what they are for: facts that a review put right."""

import tomllib
from importlib import resources

import pytest

from analyzers.knowledge import Knowledge, NameEntry
from analyzers.knowledge.own import load

OWN = load()
KNOWN = Knowledge(services=OWN.services, names=OWN.names, companies=OWN.companies)
OPT_OUTS = (
    "_hjOptOut",
    "_cs_optout",
    "_vis_opt_out",
    "optimizelyOptOut",
    "emos_optout",
    "stg_global_opt_out",
    "WTLOPTOUT",
    "OPTOUTMULTI",
    "matomo_ignore",
)


def entries(name: str) -> list[NameEntry]:
    return [*KNOWN.exact(name), *KNOWN.matching(name)]


def owners(name: str) -> set[str]:
    return {entry.service for entry in entries(name)}


def groups(file: str) -> list[dict[str, object]]:
    table = tomllib.loads((resources.files("analyzers.knowledge") / file).read_text(encoding="utf-8"))
    return list(table["group"])


@pytest.mark.parametrize("file", ["names_measuring.toml", "names_consent.toml"])
def test_every_name_stands_in_a_group_of_its_own_service(file: str) -> None:
    known = {service.name for service in OWN.services}
    for group in groups(file):
        assert group.get("by", "") in known | {""}
        names = group["names"]
        assert isinstance(names, dict)
        assert [name for name, what in names.items() if what.endswith(")")] == [], group.get("by")


@pytest.mark.parametrize(
    "name", ["experiment_12", "split_home", "ab_test_3", "gtm_state", "ga_client_id", "cookieconsent_x"]
)
def test_words_that_anybody_chooses_belong_to_no_service(name: str) -> None:
    assert "" in owners(name)
    assert owners(name) <= {"", "Osano"}


@pytest.mark.parametrize(
    ("name", "service"),
    [
        ("apt.uid", "Gainsight PX"),
        ("__CT_Data", "Contentsquare"),
        ("ki_u", "Qualaroo"),
        ("MSopened.1a2b", "Mopinion"),
        ("calltrk_landing", "CallRail"),
        ("UM_distinctid", "CNZZ"),
        ("t3_sid_123", "Rambler Top100"),
        ("everest_g_v2", "Adobe Advertising"),
        ("ld:$anonUserId", "LaunchDarkly"),
        ("mktz_client", "Omniconvert"),
        ("cc_cookie", "vanilla-cookieconsent"),
        ("notice_preferences", "TrustArc"),
        ("gravitoData", "Gravito"),
        ("moove_gdpr_popup", "Moove GDPR Cookie Compliance"),
        ("__privaci_cookie_consents", "Securiti"),
    ],
)
def test_a_name_belongs_to_the_service_that_sets_it(name: str, service: str) -> None:
    assert owners(name) == {service}


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("_lr_env", "LogRocket"),
        ("ai_chat_open", "Azure Application Insights"),
        ("seg_sp", "Segment"),
        ("uc_cart", "Usercentrics"),
        ("mp_volume", "Mixpanel"),
        ("stg_session", "Piwik PRO"),
        ("SSID", "SiteSpect"),
        ("_gallery", "Google Analytics"),
        ("CookieConsentPolicy", "Cookiebot"),
    ],
)
def test_a_pattern_does_not_catch_what_is_anothers(name: str, other: str) -> None:
    assert other not in owners(name)


@pytest.mark.parametrize("name", OPT_OUTS)
def test_a_record_that_counting_was_refused_is_mandatory(name: str) -> None:
    assert {entry.category for entry in KNOWN.exact(name)} == {"mandatory"}


@pytest.mark.parametrize("name", ["_hjDonePolls", "_hjMinimizedPolls", "DECLINED_DATE", "smcx_1_last_shown_at"])
def test_not_to_be_asked_again_is_a_choice(name: str) -> None:
    assert entries(name)[0].category == "functionality"


@pytest.mark.parametrize("name", ["sp", "collect", "td", "af_id", "is_unique", "ep201"])
def test_a_common_word_means_a_measuring_service_on_its_own_hosts_only(name: str) -> None:
    assert {entry.where for entry in KNOWN.exact(name)} == {"own"}


@pytest.mark.parametrize(
    ("host", "service", "company", "country"),
    [
        ("logs1407.xiti.com", "AT Internet", "Piano", "US"),
        ("responder.wt-safetag.com", "Mapp Intelligence", "Mapp", "DE"),
        ("cdn.heapanalytics.com", "Heap", "Contentsquare", "FR"),
        ("w.usabilla.com", "Usabilla", "SurveyMonkey", "US"),
        ("wemfbox.ch", "NET-Metrix", "WEMF", "CH"),
        ("www.tns-counter.ru", "Mediascope", "Mediascope", "RU"),
    ],
)
def test_a_host_belongs_to_todays_company(host: str, service: str, company: str, country: str) -> None:
    found = KNOWN.service_of(host)
    assert found is not None
    assert (found.name, found.company, found.country) == (service, company, country)


def test_who_asks_what_visitors_think_records_no_sessions() -> None:
    roles = {service.name: service.role for service in OWN.services}
    assert {roles[name] for name in ("Usabilla", "Qualtrics", "Mopinion", "SurveyMonkey")} == {"guidance"}
    assert {roles[name] for name in ("Quantum Metric", "Tealeaf", "Hotjar")} == {"session-replay"}
