"""What the policy says is not done, held to what was seen: each true and as a near miss."""

from pathlib import Path
from typing import Any

import pytest

from analyzers.analytics_hits import hit_in
from analyzers.comparison import compare
from analyzers.comparison.denied import is_service
from analyzers.comparison.retention import seconds_of
from analyzers.comparison.where_stored import country_of
from analyzers.comparison.witness import witness_of
from analyzers.fingerprinting import NOT_RECORDED
from analyzers.knowledge import Knowledge, Service
from analyzers.model import Coverage, Declaration, Observation, PolicyReading, Promise, Source
from analyzers.observe import Observed
from crawler.evidence import Evidence
from fixtures import estate
from tests.judging import KNOWN, SITE, compared, complete, declaration, observation, promise, verdicts

DAY = 86_400.0
MONTH = 30 * DAY
GOOGLE = Knowledge(
    services=(
        Service(
            name="Google Analytics",
            company="Google",
            role="analytics",
            category="performance",
            domains=("google-analytics.com",),
            aliases=("GA4",),
        ),
        Service(
            name="Google Ads", company="Google", role="advertising", category="targeting", domains=("doubleclick.net",)
        ),
    )
)


def judged(
    subject: str,
    *seen: Observation,
    coverage: Coverage | None = None,
    category: str = "",
    knowledge: Knowledge = KNOWN,
    **facts: Any,
) -> Promise:
    said = promise(subject, facts=facts, category=category)
    (one,) = compared(list(seen), [declaration()], [said], coverage=coverage, knowledge=knowledge).promises
    assert one.why
    return one


def outcome(subject: str, *seen: Observation, coverage: Coverage | None = None, **facts: Any) -> str:
    return judged(subject, *seen, coverage=coverage, **facts).outcome


def script(behaviour: str, certainty: str = "high") -> Observation:
    details = {"behaviour": behaviour, "certainty": certainty}
    return observation("script-behaviour", f"{behaviour} by x", host="a.stats.test", details=details)


INCOMPLETE = Coverage(pages_planned=2, pages_measured=1)


def test_a_behaviour_that_is_denied_and_seen_contradicts() -> None:
    assert outcome("no-script-behaviour", script("fingerprinting"), behaviours=["fingerprinting"]) == "contradicted"
    assert outcome("no-script-behaviour", script("session-replay"), behaviours=["session-replay"]) == "contradicted"
    assert (
        outcome("no-script-behaviour", script("key-logging", "medium"), behaviours=["session-replay"]) == "contradicted"
    )


def test_another_behaviour_or_a_mere_hint_does_not_contradict() -> None:
    assert outcome("no-script-behaviour", script("session-replay"), behaviours=["fingerprinting"]) == "kept"
    assert outcome("no-script-behaviour", script("respawning")) == "kept"
    assert (
        outcome("no-script-behaviour", script("fingerprinting", "low"), behaviours=["fingerprinting"]) == "not-checked"
    )


def test_where_nobody_counted_calls_fingerprinting_is_not_checked() -> None:
    blind = Coverage(pages_planned=1, pages_measured=1, complete=True, not_checked=(NOT_RECORDED,))
    assert outcome("no-script-behaviour", coverage=blind, behaviours=["fingerprinting"]) == "not-checked"
    assert outcome("no-script-behaviour", coverage=blind, behaviours=["session-replay"]) == "kept"
    assert outcome("no-script-behaviour", coverage=INCOMPLETE, behaviours=["session-replay"]) == "not-checked"


def test_a_third_partys_identifier_for_advertising_contradicts_that_nobody_profiles() -> None:
    follows = observation(name="u", host="ads.adnet.test", category="targeting", identifier="strong")
    one = judged("no-script-behaviour", follows, behaviours=["profiling"])
    assert one.outcome == "contradicted"
    own = observation(name="u", category="targeting", identifier="strong")
    bare = observation(name="u", host="ads.adnet.test", category="targeting")
    assert outcome("no-script-behaviour", own, bare, behaviours=["profiling"]) == "kept"


def test_a_stored_cookie_of_another_domain_contradicts_that_there_are_none() -> None:
    other = observation(host="ads.adnet.test")
    assert outcome("no-third-party-cookies", other) == "contradicted"
    assert outcome("no-third-party-cookies", observation(host="cdn.shop.test")) == "kept"
    refused = judged("no-third-party-cookies", observation(host="ads.adnet.test", stored=False))
    assert refused.outcome == "kept" and "another may store it" in refused.why
    assert outcome("no-third-party-cookies", coverage=INCOMPLETE) == "not-checked"
    assert outcome("no-third-party-cookies", observation("beacon", host="ads.adnet.test")) == "kept"


def google(host: str, kind: str = "third-party") -> Observation:
    return observation(kind, host, host=host, company="Google")


def test_a_denied_service_that_was_asked_contradicts_and_the_companys_other_one_does_not() -> None:
    for host, said in (("www.google-analytics.com", "contradicted"), ("ad.doubleclick.net", "kept")):
        assert judged("no-service", google(host), knowledge=GOOGLE, services=["Google Analytics"]).outcome == said
    assert (
        judged("no-service", google("ad.doubleclick.net"), knowledge=GOOGLE, services=["Google"]).outcome
        == "contradicted"
    )
    assert outcome("no-service", services=[]) == "not-checked"
    assert outcome("no-service", coverage=INCOMPLETE, services=["Adnet"]) == "not-checked"


def test_a_service_is_known_by_its_alias_its_domain_and_a_sure_name() -> None:
    assert is_service("GA4", google("www.google-analytics.com"), GOOGLE)
    assert is_service("Tallyfen", google("t.tallyfen.test"), GOOGLE)
    assert not is_service("Tally", google("t.tallyfen.test"), GOOGLE)
    named = observation(name="_ga", rule='name "_ga" of Google Analytics: tells visitors apart')
    assert is_service("Google Analytics", named, GOOGLE)
    assert not is_service("Google Ads", named, GOOGLE)
    guessed = observation(name="_ga", rule='name "_ga" of Google Analytics', confidence="low")
    assert not is_service("Google Analytics", guessed, GOOGLE)


@pytest.mark.parametrize(
    ("facts", "seconds"), [({"months": 12}, 365 * DAY), ({"days": 3}, 3 * DAY), ({"weeks": 1}, 7 * DAY), ({}, 0.0)]
)
def test_a_period_is_a_number_of_seconds(facts: dict[str, object], seconds: float) -> None:
    assert seconds_of(promise("cookie-retention", facts=facts)) == pytest.approx(seconds)


def test_a_cookie_that_outlives_the_limit_contradicts() -> None:
    assert outcome("cookie-retention", observation(lifetime_s=730 * DAY), months=13) == "contradicted"
    assert outcome("cookie-retention", observation(lifetime_s=400 * DAY), months=13) == "kept"
    assert outcome("cookie-retention", observation(lifetime_s=None), months=13) == "kept"
    assert outcome("cookie-retention", months=13) == "not-checked"
    assert outcome("cookie-retention", observation(lifetime_s=730 * DAY)) == "not-checked"


def test_a_limit_for_one_category_holds_for_its_cookies_only() -> None:
    long = observation(lifetime_s=730 * DAY, category="targeting")
    assert judged("cookie-retention", long, category="performance", months=13).outcome == "not-checked"
    assert judged("cookie-retention", long, category="targeting", months=13).outcome == "contradicted"


def test_a_limit_that_is_declared_too_is_told_once() -> None:
    quote = "Cookies are kept no longer than 13 months."
    row: Declaration = declaration(category="performance", lifetime="13 months", lifetime_s=13 * MONTH, quote=quote)
    said = Promise(
        id="p",
        subject="cookie-retention",
        statement="s",
        quote=quote,
        place="1",
        facts={"months": 13, "unit": "months"},
    )
    made = compared([observation(lifetime_s=730 * DAY)], [row], [said])
    assert verdicts(made).count("lifetime-longer") == 1 and "promise-contradicted" not in verdicts(made)
    assert made.promises[0].outcome == "contradicted"


@pytest.mark.parametrize(
    ("url", "body", "anonymised"),
    [
        ("https://www.google-analytics.com/collect?v=1&tid=UA-1&aip=1", "", True),
        ("https://www.google-analytics.com/j/collect?v=1&tid=UA-1", "", False),
        ("https://www.google-analytics.com/collect", "v=1&tid=UA-1&aip=1", True),
        ("https://www.google-analytics.com/g/collect?v=2&tid=G-1", "", None),
        ("https://www.google-analytics.com/analytics.js", "", None),
        ("https://google-analytics.com.tracker.test/collect?v=1", "", None),
        ("https://www.google-analytics.com/collect?v=2", "", None),
    ],
)
def test_a_hit_of_universal_analytics_asks_for_a_short_address_or_does_not(
    url: str, body: str, anonymised: bool | None
) -> None:
    hit = hit_in(url, body, Source())
    assert (hit.anonymised if hit else None) is anonymised


def shortened(tmp_path: Path, url: str, quote: str) -> str:
    session = estate.Session()
    session.request(url, "image", mime="image/gif")
    folder = estate.write(tmp_path, estate.HOST, {"first-visit": session}, pages=[estate.LINKED])
    said = Promise(id="p", subject="ip-anonymised", statement="s", quote=quote, place="1")
    reading = PolicyReading(declarations=(declaration(),), promises=(said,))
    observed = Observed(observations=(), coverage=complete())
    made = compare(observed, reading, site=SITE, knowledge=KNOWN, witness=witness_of(Evidence(folder)))
    return made.promises[0].outcome


def test_a_promise_of_short_addresses_is_held_to_what_the_hits_of_google_ask(tmp_path: Path) -> None:
    hit = "https://www.google-analytics.com/collect?v=1&tid=UA-1&cid=2.3"
    spoken = "Google Analytics shortens IP addresses."
    assert shortened(tmp_path / "a", hit, spoken) == "contradicted"
    assert shortened(tmp_path / "b", f"{hit}&aip=1", spoken) == "kept"
    assert shortened(tmp_path / "c", hit, "We shorten IP addresses in our log.") == "not-testable"
    assert shortened(tmp_path / "d", "https://www.google-analytics.com/g/collect?v=2", spoken) == "not-testable"


@pytest.mark.parametrize(
    ("host", "country"),
    [
        ("bucket.s3.eu-central-1.amazonaws.com", "Germany"),
        ("bucket.s3-eu-west-1.amazonaws.com", "Ireland"),
        ("app-xyz.us-central1.run.app", "United States"),
        ("shop.westeurope.azurewebsites.net", "Netherlands"),
        ("eu-central-1.shop.test", ""),
        ("www.shop.test", ""),
    ],
)
def test_a_host_tells_a_country_only_by_its_operators_region(host: str, country: str) -> None:
    assert country_of(host) == country


def test_where_data_is_stored_stays_untestable_and_tells_where_requests_went() -> None:
    host = observation("third-party", "x", host="b.s3.eu-west-3.amazonaws.com")
    one = judged("storage-country", host, countries=["Germany"])
    assert one.outcome == "not-testable" and "b.s3.eu-west-3.amazonaws.com (France)" in one.why
