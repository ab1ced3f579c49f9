"""Names of advertising are filed under the service that sets them, not under a neighbour of the same trade."""

from pathlib import Path

import pytest

from analyzers.categories import Item, categorise
from analyzers.knowledge import Knowledge

OWN = Knowledge.load(Path("/nonexistent"))


@pytest.mark.parametrize(
    ("name", "service"),
    [
        ("1P_JAR", "Google"),
        ("SAPISID", "Google"),
        ("_gcl_au", "Google Ads"),
        ("_pubcid", "Prebid"),
        ("pbjs-consent-data", "Prebid"),
        ("__uid2_advertising_token", "Unified ID 2.0"),
        ("_lc2_fpi", "LiveIntent"),
        ("OAID", "Revive Adserver"),
        ("bito", "Beeswax"),
        ("DotomiUser", "Conversant"),
        ("LCLK", "CJ Affiliate"),
        ("svid", "Mediaplex"),
        ("UserID1", "ADITION"),
        ("axd", "The ADEX"),
        ("_zitok", "ZoomInfo"),
        ("wiredminds_id", "WiredMinds"),
        ("tynt_opt_out", "33Across"),
        ("rfsn_v4_id", "Refersion"),
        ("__pdst", "Podsights"),
        ("eyeblaster", "Sizmek"),
        ("everest_g_v2", "Adobe Advertising"),
        ("skimCLRRef", "Skimlinks"),
        ("AA003", "Atlas"),
        ("BizoID", "Bizo"),
    ],
)
def test_a_name_is_filed_under_the_service_that_sets_it(name: str, service: str) -> None:
    owners = [entry.service for entry in (*OWN.exact(name), *OWN.matching(name))]
    assert service in owners


@pytest.mark.parametrize(
    ("name", "not_of"),
    [
        ("aff_source", "TradeTracker"),
        ("1P_JAR", "Google Cloud"),
        ("prebid_uid", "The Trade Desk"),
        ("OAID", "OpenX"),
        ("_gdpr_accepted", "6sense"),
        ("aps_visits", "Amazon Advertising"),
        ("tt_theme", "TikTok"),
        ("fb_page", "Facebook"),
        ("lp_seen", "Ezoic"),
        ("kxyz", "Krux"),
        ("prf_state", "Partnerize"),
    ],
)
def test_a_name_that_others_use_too_is_not_filed_under_one(name: str, not_of: str) -> None:
    owners = [entry.service for entry in (*OWN.exact(name), *OWN.matching(name))]
    assert not_of not in owners


@pytest.mark.parametrize(
    ("host", "company", "country"),
    [
        ("ad.yieldlab.net", "Virtual Minds", "DE"),
        ("adfarm1.adition.com", "Virtual Minds", "DE"),
        ("ib.adnxs.com", "Microsoft", "US"),
        ("x.bidswitch.net", "Criteo", "FR"),
        ("ad.360yield.com", "Azerion", "NL"),
        ("match.prod.bidr.io", "Comcast", "US"),
        ("i.liadm.com", "Zeta Global", "US"),
        ("view.atdmt.com", "Meta", "US"),
        ("www.emjcd.com", "Epsilon", "US"),
        ("action.metaffiliation.com", "Kwanko", "FR"),
        ("btloader.com", "eyeo", "DE"),
        ("www.google.com", "Google", "US"),
        ("track.adform.net", "Adform", "DK"),
        ("www.awin1.com", "Awin", "DE"),
    ],
)
def test_a_host_of_advertising_leads_to_the_company_that_owns_it_now(host: str, company: str, country: str) -> None:
    service = OWN.service_of(host)
    assert service is not None
    assert (service.company, service.country) == (company, country)


@pytest.mark.parametrize(
    ("name", "host", "category"),
    [
        ("optout", "dis.criteo.com", "mandatory"),
        ("TTDOptOut", "match.adsrvr.org", "mandatory"),
        ("_pubcid_optout", "", "mandatory"),
        ("ct0", "x.com", "mandatory"),
        ("wd", "www.facebook.com", "functionality"),
        ("c_user", "www.facebook.com", "targeting"),
        ("plausible_ignore", "", "mandatory"),
    ],
)
def test_a_refusal_and_a_guard_are_mandatory_and_an_id_of_a_visitor_is_targeting(
    name: str, host: str, category: str
) -> None:
    assert categorise(Item(name=name, host=host), OWN).category == category
