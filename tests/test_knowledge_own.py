"""Whose a name is: our own files name the right owner, and a loader that is strict keeps them from naming a wrong one."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from analyzers.categories import RULES, categorise, trained_model
from analyzers.knowledge import Knowledge, KnowledgeError
from analyzers.knowledge.own import entries_of, load
from analyzers.standing import Item

OWN = load()
KNOWLEDGE = Knowledge.load(Path("/nonexistent"))
UNTRAINED = tuple(rule for rule in RULES if rule is not trained_model)

WHOSE = {
    "PHPSESSID": "PHP",
    "JSESSIONID": "Java Servlet",
    "SESSION": "Spring Framework",
    "ASP.NET_SessionId": "ASP.NET",
    ".AspNetCore.Antiforgery.abc": "ASP.NET",
    "CFTOKEN": "ColdFusion",
    "connect.sid": "Express",
    "laravel_session": "Laravel",
    "october_session": "October CMS",
    "ci_session": "CodeIgniter",
    "exp_last_visit": "ExpressionEngine",
    "CAKEPHP": "CakePHP",
    "YII_CSRF_TOKEN": "Yii",
    "nette-samesite": "Nette",
    "csrftoken": "Django",
    "rack.session": "Ruby Rack",
    "PLAY_SESSION": "Play Framework",
    "_phoenix_key": "Phoenix Framework",
    "REVEL_FLASH": "Revel Framework",
    "mojolicious": "Mojolicious",
    "next-auth.session-token": "Next Auth",
    "i18nextLng": "i18next",
    "auth._token.local": "Nuxt",
    "sb-abcdef-auth-token": "Supabase",
    "BAPID": "OroCommerce",
    "eZSESSID98defd6ee70dfb1dea416cecdf391f58": "Ibexa",
    "fe_typo_user": "TYPO3",
    "SSESS0123456789abcdef": "Drupal",
    "BITRIX_SM_GUEST_ID": "Bitrix",
    "spip_session": "SPIP",
    "CraftSessionId": "Craft CMS",
    "UMB-XSRF-V": "Umbraco",
    "mybbuser": "MyBB",
    "SMFCookie956": "Simple Machines Forum",
    "wordpress_logged_in_abc": "WordPress",
    "wp_woocommerce_session_abc": "WooCommerce",
    "pum-1234": "Popup Maker",
    "wfwaf-authcookie-abc": "Wordfence",
    "trp_language": "TranslatePress",
    "pvc_visits[0]": "Post Views Counter",
    "itsec-hb-login-abc": "Solid Security",
    "frontend_cid": "Magento",
    "MODsid": "modified eCommerce",
    "XTCsid": "xt:Commerce",
    "zenid": "Zen Cart",
    "osCsid": "osCommerce",
    ".Nop.Customer": "nopCommerce",
    "sw-context-token": "Shopware",
    "dwsid": "Salesforce Commerce Cloud",
    "_shopify_y": "Shopify",
    "svSession": "Wix",
    "SERVERID": "HAProxy",
    "ROUTEID": "Apache HTTP Server",
    "GCLB": "Google Cloud",
    "heroku-session-affinity": "Heroku",
    "BIGipServerpool_www": "F5 BIG-IP",
    "NSC_abcdef": "Citrix NetScaler",
    "AWSALB": "Amazon Elastic Load Balancing",
    "aws-waf-token": "AWS WAF",
    "ASLBSA": "Azure Front Door",
    "__VCAP_ID__": "Cloud Foundry",
    "BNI_persistence": "Barracuda",
    "cookiesession1": "FortiWeb",
    "__ddg1_": "DDoS-Guard",
    "rbzid": "Reblaze",
    "acw_tc": "Alibaba Cloud",
    "qrator_jsid": "Qrator",
    "__cf_bm": "Cloudflare",
    "_abck": "Akamai",
    "visid_incap_123": "Imperva",
    "_px3": "HUMAN",
    "SMSESSION": "CA SiteMinder",
    "iPlanetDirectoryPro": "ForgeRock",
    "MSISAuth": "AD FS",
    "_WL_AUTHCOOKIE_JSESSIONID": "Oracle WebLogic",
    "LtpaToken2": "IBM WebSphere",
    "_ga": "Google Analytics",
    "_fbp": "Facebook",
    "OptanonConsent": "OneTrust",
    "CookieConsent": "Cookiebot",
    "hubspotutk": "HubSpot",
    "_hjSessionUser_123": "Hotjar",
    "_clck": "Microsoft Clarity",
    "_uetsid": "Microsoft Advertising",
    "_pk_id.1.1fff": "Matomo",
    "__kla_id": "Klaviyo",
    "intercom-id-abc": "Intercom",
    "__stripe_mid": "Stripe",
    "optimizelyEndUserId": "Optimizely",
    "_vwo_uuid": "VWO",
    "VISITOR_INFO1_LIVE": "YouTube",
    "li_gc": "LinkedIn",
    "_ttp": "TikTok",
    "_pin_unauth": "Pinterest",
    "IDE": "Google Ads",
    "mbox": "Adobe Target",
    "s_vi": "Adobe Analytics",
}

WHAT_FOR = {
    "exp_last_visit": "functionality",
    "exp_sessionid": "mandatory",
    "wp-settings-1": "functionality",
    "wordpress_logged_in_abc": "mandatory",
    "pvc_visits[0]": "performance",
    "mailchimp_user_previous_email": "targeting",
    "yith_wcaf_referral_token": "targeting",
    "frontend_lang": "functionality",
    "odoo_utm_campaign": "performance",
    "dwac_abc": "performance",
    "dwsid": "mandatory",
    "sf-tracking-consent": "mandatory",
    "ss_marketingCookiesAllowed": "mandatory",
    "ss_cvr": "performance",
    "BX_USER_ID": "performance",
    "f5_cspm": "performance",
    "TS01abcdef": "mandatory",
    "_saml_idp": "functionality",
    "xf_style_id": "functionality",
    "TL_VIEW": "functionality",
}

ANYBODYS = (
    "sid",
    "XSRF-TOKEN",
    "_csrf",
    "cart",
    "session",
    "lb",
    "sticky",
    "remember_me",
    "timezone",
    "test",
    "color-mode",
)
"""Names that many programs write: no rule may give them to one."""


def whose(name: str) -> str:
    """The service that the rule names for a name that was met without a host."""
    rule = categorise(Item(name=name), KNOWLEDGE, rules=UNTRAINED).rule
    return rule.partition('" of ')[2].partition(": ")[0]


def files(what: str = "session", by: str = "Shop", **service: Any) -> dict[str, dict[str, Any]]:
    """A services file with Shop and Ingress, and a names file with one name of a group."""
    entry = {"domains": ["shop.com"], "aliases": ["Old Shop"], **service}
    services = {"Shop": entry, "Ingress": {"domains": []}}
    kind = {"role": "web-framework", "category": "mandatory", "source": "made up"}
    names = {"by": by, "category": "mandatory", "source": "made up", "names": {"sess": what}}
    return {
        "names_test.toml": {"date": "2026-01-01", "group": [names]},
        "services_test.toml": {"date": "2026-01-01", "group": [{**kind, "services": services}]},
    }


@pytest.mark.parametrize(("name", "service"), WHOSE.items())
def test_a_well_known_name_is_given_to_the_one_who_sets_it(name: str, service: str) -> None:
    assert whose(name) == service


@pytest.mark.parametrize(("name", "category"), WHAT_FOR.items())
def test_a_well_known_name_is_filed_by_what_it_is_for(name: str, category: str) -> None:
    assert categorise(Item(name=name), KNOWLEDGE, rules=UNTRAINED).category == category


@pytest.mark.parametrize("name", ANYBODYS)
def test_a_name_that_many_programs_write_is_given_to_none(name: str) -> None:
    assert whose(name) == ""


def test_a_service_in_brackets_takes_the_name_out_of_its_group() -> None:
    _, (entry,) = entries_of(files("session (Shop)", by="Ingress"))
    assert (entry.service, entry.domains, entry.what) == ("Shop", ("shop.com",), "session")


def test_a_name_in_brackets_that_no_services_file_has_is_an_error_with_file_group_and_name() -> None:
    with pytest.raises(KnowledgeError, match=r"names_test\.toml: Ingress: 'sess': no services file has \(DDoS-Guard\)"):
        entries_of(files("guards the site (DDoS-Guard)", by="Ingress"))


@pytest.mark.parametrize("spelling", ["Old Shop", "old shop", "shop", "SHOP"])
def test_another_spelling_in_brackets_is_an_error_that_says_what_to_write(spelling: str) -> None:
    with pytest.raises(KnowledgeError, match=r"write \(Shop\)"):
        entries_of(files(f"session ({spelling})", by="Ingress"))


def test_a_remark_in_small_letters_may_stand_in_brackets() -> None:
    _, (entry,) = entries_of(files("session (of a guest)"))
    assert entry.service == "Shop"


def test_a_service_without_hosts_is_found_at_no_host_and_confirms_none() -> None:
    services, (entry,) = entries_of(files(by="Ingress"))
    knowledge = Knowledge(services=services, names=[entry])
    assert entry.domains == ()
    assert knowledge.service_of("") is None
    assert knowledge.service_of("com") is None
    assert getattr(knowledge.service_of("www.shop.com"), "name", "") == "Shop"
    assert knowledge.named("Ingress") is not None


@pytest.mark.parametrize("domain", ["", ".", "com", ".shop.com", "Shop.com", "shop.com/basket"])
def test_a_domain_that_is_none_is_an_error(domain: str) -> None:
    with pytest.raises(KnowledgeError, match="is no domain"):
        entries_of(files(domains=[domain]))


def test_a_service_that_forgot_its_domains_is_an_error() -> None:
    tables = files()
    tables["services_test.toml"]["group"][0]["services"]["Ingress"] = {}
    with pytest.raises(KnowledgeError, match=r"Ingress has no domains; write domains = \[\]"):
        entries_of(tables)


@pytest.mark.parametrize("name", ["PHP", "WordPress", "Shopify", "Wix", "Nuxt", "Keycloak"])
def test_that_a_site_runs_a_software_says_nothing_of_purpose(name: str) -> None:
    """That a shop system or a framework is met decides no category: its names do."""
    service = KNOWLEDGE.named(name)
    assert service is not None
    assert (service.role, service.category) == ("web-framework", "")


def test_no_name_tells_in_words_that_it_is_another_services() -> None:
    """`session of Zen Cart` in a group by Gambio: words cannot say whose a name is, only brackets can."""
    owners = {service.name: service.company for service in OWN.services}
    wrong = [
        (entry.pattern, entry.service, entry.what)
        for entry in OWN.names
        for words, _, told in [entry.what.partition(" (")[0].rpartition(" of ")]
        if told in owners and owners[told] != owners.get(entry.service) and told[0].isupper() and "," not in words
    ]
    assert wrong == []


def test_no_name_that_any_site_may_set_stands_twice() -> None:
    """Which of two entries decides would hang on the order of the files."""
    counted = Counter((entry.pattern, entry.kind) for entry in OWN.names if entry.where == "site")
    assert [pattern for pattern, times in counted.items() if times > 1] == []
