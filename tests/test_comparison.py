"""Observed beside declared: what covers an item, and every comparison once true and once as a near miss."""

import datetime as dt

import pytest

from analyzers.comparison import compare
from analyzers.comparison.contradictions import between_policies
from analyzers.comparison.lifetimes import differs, in_words
from analyzers.comparison.matching import name_matches
from analyzers.comparison.waivers import Waived, waive
from analyzers.comparison.weights import VERDICT_WEIGHT, undeclared_weight
from analyzers.model import Coverage, Declaration, Observation, PolicyReading
from analyzers.observe import Observed
from analyzers.policy.handwritten import Waiver
from tests.judging import KNOWN, SITE, compared, complete, declaration, observation, promise, verdicts

DAY = 86_400.0
INCOMPLETE = Coverage(pages_planned=2, pages_measured=1)


def strength(seen: Observation, *declared: Declaration) -> str:
    return str(compared([seen], list(declared)).covered_by[seen.id]["strength"])


def found(verdict: str, observations: list[Observation], declarations: list[Declaration]) -> int:
    return verdicts(compared(observations, declarations)).count(verdict)


# What covers an item


@pytest.mark.parametrize(
    ("pattern", "name", "matches"),
    [
        ("_ga", "_ga", True),
        ("_ga", "_gat", False),
        ("_ga_*", "_ga_XYZ", True),
        ("_ga_*", "_ga", False),
        ("_hj*User_*", "_hjSessionUser_12", True),
        ("*_id", "shop_id", True),
        ("a*a", "a", False),
        ("OptanonConsent", "optanonconsent", True),
        ("fr", "FR", False),
        ("CONSENT", "consent", False),
        ("a" * 50 + "*b*" * 20, "a" * 5000, False),
    ],
)
def test_names_match_whole_with_stars(pattern: str, name: str, matches: bool) -> None:
    assert name_matches(pattern, name) is matches


def test_a_name_covers_by_item() -> None:
    assert strength(observation(name="_ga_XYZ"), declaration(name="_ga_*")) == "item"


def test_a_bare_star_names_nothing() -> None:
    assert strength(observation(category="targeting"), declaration(name="*")) == "none"


def test_a_name_of_another_provider_does_not_cover() -> None:
    row = declaration(name="uid", provider="Adnet")
    assert strength(observation(name="uid", host="ads.adnet.test"), row) == "item"
    assert strength(observation(name="uid", host="cads.test"), row) == "none"


@pytest.mark.parametrize(
    "written", ["Adnet", "Adnet Holding", "adnet.test", "https://www.adnet.test/privacy", ".ads.adnet.test"]
)
def test_a_provider_covers_under_its_names_and_domains(written: str) -> None:
    seen = observation(name="x", host="ads.adnet.test", category="unknown")
    assert strength(seen, declaration(provider=written)) == "provider"


@pytest.mark.parametrize("written", ["Adnetwork Partners", "Badnet", "notadnet.test", "Net", "Countly"])
def test_a_provider_is_never_found_inside_another_word(written: str) -> None:
    assert (
        strength(observation(name="x", host="ads.adnet.test", category="unknown"), declaration(provider=written))
        == "none"
    )


def test_a_provider_does_not_cover_a_mechanism_without_a_word() -> None:
    seen = observation("local-storage", "k", host="ads.adnet.test", key="k")
    assert strength(seen, declaration(provider="Adnet")) == "none"
    assert (
        strength(seen, declaration(provider="Adnet"), declaration("local-storage", category="mandatory")) == "provider"
    )


def test_an_alias_covers_its_service_and_not_the_companys_other_one() -> None:
    assert strength(observation(name="x", host="a.stats.test"), declaration(provider="CStats")) == "provider"
    other = observation(name="x", host="a.cads.test", category="targeting")
    assert strength(other, declaration(provider="CStats")) == "none"


def test_a_company_covers_all_that_it_owns() -> None:
    for host in ("a.stats.test", "a.cads.test"):
        assert (
            strength(observation(name="x", host=host, category="targeting"), declaration(provider="Countly"))
            == "provider"
        )


def test_an_unknown_company_covers_the_domain_that_bears_its_name() -> None:
    seen = observation(name="x", host="t.acme-metrics.test", category="unknown")
    assert strength(seen, declaration(provider="Acme Metrics Ltd")) == "provider"
    assert strength(seen, declaration(provider="Acme Ltd")) == "none"


def test_a_company_named_in_a_sentence_covers_although_the_row_is_a_class() -> None:
    seen = observation(name="x", host="t.tallyfen.test", category="unknown")
    assert strength(seen, declaration(quote="Tallyfen counts visits for us.")) == "provider"
    assert strength(seen, declaration(quote="We use tallyfenish counters.")) == "none"


def test_a_named_service_of_a_company_does_not_name_the_company() -> None:
    seen = observation(name="x", host="a.cads.test", category="targeting")
    assert strength(seen, declaration(category="performance", quote="We use Countly Stats.")) == "none"


def test_a_first_party_cookie_of_a_third_partys_script_is_covered_by_its_provider() -> None:
    seen = observation(name="_x", set_by=("https://cdn.stats.test/t.js",), category="unknown")
    assert strength(seen, declaration(provider="Countly Stats")) == "provider"
    assert strength(observation(name="_x", category="unknown"), declaration(provider="Countly Stats")) == "none"


@pytest.mark.parametrize(
    ("seen", "declared", "expected"),
    [
        ({"host": "ads.adnet.test", "category": "targeting"}, {"category": "targeting", "party": "third"}, "class"),
        ({"host": "ads.adnet.test", "category": "targeting"}, {"category": "targeting", "party": "any"}, "class"),
        ({"host": "ads.adnet.test", "category": "targeting"}, {"category": "targeting", "party": "first"}, "none"),
        ({"host": "ads.adnet.test", "category": "targeting"}, {"category": "performance", "party": "third"}, "none"),
        ({"host": "ads.adnet.test", "category": "targeting"}, {"party": "any"}, "none"),
        ({"host": "ads.adnet.test", "category": "targeting"}, {"party": "third"}, "class"),
        ({"category": "performance"}, {"party": "any"}, "class"),
        ({"category": "targeting"}, {"party": "any"}, "none"),
        ({"category": "unknown"}, {"party": "any"}, "none"),
        ({"category": "unknown"}, {"category": "mandatory"}, "none"),
    ],
)
def test_a_class_covers_its_purpose_and_party_only(
    seen: dict[str, str], declared: dict[str, str], expected: str
) -> None:
    assert strength(observation(**seen), declaration(**declared)) == expected


def test_what_holds_for_e_mails_only_covers_no_website() -> None:
    beacon = observation("beacon", "ads.adnet.test/p", host="ads.adnet.test", category="targeting")
    assert strength(beacon, declaration("beacon", category="targeting", where=("e-mail",))) == "none"
    assert strength(beacon, declaration("beacon", category="targeting", where=("e-mail", "website"))) == "class"


def test_third_parties_that_track_cover_their_cookies_if_cookies_are_mentioned() -> None:
    seen = observation(host="a.stats.test")
    tracking = declaration("third-party", category="performance", party="third")
    assert strength(seen, tracking, declaration(category="mandatory")) == "class"
    assert strength(seen, tracking) == "none"


def test_a_host_is_covered_with_the_items_it_sets() -> None:
    cookie = observation(name="x", host="ads.adnet.test", category="targeting")
    host = observation("third-party", "ads.adnet.test", host="ads.adnet.test", category="unknown")
    comparison = compared([cookie, host], [declaration(name="x")])
    assert comparison.covered_by[host.id]["strength"] == "class"
    assert "undeclared" not in verdicts(comparison)


def test_strengths_are_counted() -> None:
    observations = [observation(name="a"), observation(name="b", host="a.cads.test", category="targeting")]
    assert compared(observations, [declaration(name="a")]).by_strength == {
        "item": 1,
        "provider": 0,
        "class": 0,
        "none": 1,
    }


# The policy sorts what no rule knows


def test_an_item_that_no_rule_sorts_takes_the_policys_category() -> None:
    (seen,) = compared(
        [observation(category="unknown", source="none")], [declaration(name="visitor", category="targeting")]
    ).observations
    assert (seen.category, seen.source, "as the policy says." in seen.rule) == ("targeting", "policy", True)


def test_knowledge_is_not_overruled_by_the_policy() -> None:
    (seen,) = compared([observation()], [declaration(name="visitor", category="mandatory")]).observations
    assert (seen.category, seen.source) == ("performance", "avow")


def test_a_guess_from_the_name_gives_way_to_the_policy_and_is_kept() -> None:
    guessed = observation(category="functionality", source="behaviour")
    (seen,) = compared([guessed], [declaration(name="visitor", category="performance")]).observations
    assert (seen.category, seen.conflicts) == ("performance", ("behaviour: functionality",))


def test_rows_that_disagree_sort_nothing() -> None:
    rows = [declaration(name="visitor", category="targeting"), declaration(name="visitor", category="mandatory")]
    (seen,) = compared([observation(category="unknown", source="none")], rows).observations
    assert seen.category == "unknown"


def test_a_network_that_the_policy_names_makes_its_frame_a_social_function() -> None:
    host = observation(
        "third-party", "w.nodnet.test", host="w.nodnet.test", category="unknown", details={"types": {"document": 1}}
    )
    comparison = compared([host], [declaration("social", provider="Nodnet", party="third")])
    assert [one.name for one in comparison.observations if one.kind == "social"] == ["Nodnet function"]
    assert verdicts(comparison) == []


def test_a_picture_of_the_network_is_no_function() -> None:
    host = observation("third-party", "w.nodnet.test", host="w.nodnet.test", details={"types": {"image": 1}})
    comparison = compared([host], [declaration("social", provider="Nodnet", party="third")])
    assert [one.kind for one in comparison.observations] == ["third-party"]


# Undeclared


@pytest.mark.parametrize("kind", ["cookie", "beacon", "local-storage", "flash", "social", "third-party"])
def test_each_undeclared_kind_is_found(kind: str) -> None:
    seen = observation(kind, "x", host="ads.adnet.test", category="targeting", key="x")
    mentioned = declaration(kind, category="mandatory", party="first")
    comparison = compared([seen], [mentioned])
    (one,) = [one for one in comparison.findings if one.verdict == "undeclared"]
    assert (one.observation, one.confidence) == ((seen.id,), "high")
    assert "Adnet Holding" in one.title or "adnet.test" in one.title


def test_undeclared_items_of_one_provider_and_purpose_are_one_finding_with_all_ids() -> None:
    items = [observation(name=f"c{number}", host="ads.adnet.test", category="targeting") for number in range(20)]
    (one,) = compared(items, [declaration(category="mandatory")]).findings
    assert set(one.observation) == {seen.id for seen in items}
    assert "12 more" in one.why


def test_two_providers_are_two_findings() -> None:
    items = [observation(name="a", host=host, category="targeting") for host in ("ads.adnet.test", "a.cads.test")]
    assert found("undeclared", items, [declaration(category="mandatory")]) == 2


def test_an_item_of_unknown_purpose_is_undeclared_with_low_confidence() -> None:
    (one,) = compared([observation(category="unknown")], [declaration(category="mandatory"), declaration()]).findings
    assert (one.verdict, one.confidence) == ("undeclared", "low")


def test_a_cookie_that_no_browser_stores_is_not_called_undeclared() -> None:
    foreign = observation(host="other.test", stored=False, details={"foreign_setters": [SITE]})
    blocked = observation(name="b", host="other.test", stored=False, details={"refused_for": ["UserPreferences"]})
    assert found("undeclared", [foreign], [declaration(category="mandatory")]) == 0
    assert found("undeclared", [blocked], [declaration(category="mandatory")]) == 1


def test_a_spacer_is_not_called_undeclared() -> None:
    spacer = observation("beacon", "x", details={"certainty": "low"}, category="unknown")
    assert verdicts(compared([spacer], [declaration("beacon", category="targeting")])) == []


# Mechanisms


def test_a_mechanism_without_a_word_is_one_finding_and_its_items_are_not_undeclared() -> None:
    items = [observation("local-storage", f"k{number}", key=f"k{number}", host="ads.adnet.test") for number in range(3)]
    (one,) = compared(items, [declaration("ip-address")]).findings
    assert (one.verdict, len(one.observation)) == ("mechanism-not-mentioned", 3)


def test_a_mechanism_that_is_mentioned_for_e_mails_only_is_not_mentioned() -> None:
    beacon = observation("beacon", "x", host="ads.adnet.test")
    assert "mechanism-not-mentioned" in verdicts(compared([beacon], [declaration("beacon", where=("e-mail",))]))
    assert "mechanism-not-mentioned" not in verdicts(compared([beacon], [declaration("beacon")]))


def test_an_item_declared_as_a_cookie_and_seen_in_storage_is_the_wrong_mechanism() -> None:
    stored = observation("local-storage", "_id", key="_id")
    rows = [declaration(name="_id"), declaration("local-storage")]
    assert found("wrong-mechanism", [stored], rows) == 1
    assert found("wrong-mechanism", [stored, observation(name="_id")], rows) == 0


# Categories and parties


def test_a_milder_purpose_than_the_known_one_is_found() -> None:
    seen = observation(name="IDE", host="ads.adnet.test", category="targeting")
    assert found("wrong-category", [seen], [declaration(name="IDE", category="mandatory")]) == 1
    assert found("wrong-category", [seen], [declaration(name="IDE", category="targeting")]) == 0
    assert found("wrong-category", [seen], [declaration(category="mandatory", party="third")]) == 0


def test_a_stricter_purpose_is_told_apart_and_weighs_little() -> None:
    (one,) = compared(
        [observation(category="mandatory")], [declaration(name="visitor", category="targeting", lifetime="session")]
    ).findings
    assert (one.verdict, one.weight <= 10) == ("declared-stricter", True)


def test_a_provider_named_for_one_purpose_weighs_less_than_a_named_item() -> None:
    seen = observation(name="IDE", host="ads.adnet.test", category="targeting")
    (by_provider,) = compared([seen], [declaration(provider="Adnet", category="performance")]).findings
    (by_item,) = compared(
        [seen], [declaration(name="IDE", provider="Adnet", category="performance", lifetime="session")]
    ).findings
    assert by_provider.verdict == by_item.verdict == "wrong-category"
    assert (by_provider.weight < by_item.weight, by_provider.confidence, by_item.confidence) == (True, "medium", "high")


def test_a_guess_accuses_nobody_of_a_wrong_category() -> None:
    row = declaration(name="visitor", category="mandatory")
    assert found("wrong-category", [observation(category="targeting", source="behaviour")], [row]) == 0
    assert found("wrong-category", [observation(category="targeting", confidence="low")], [row]) == 0


def test_an_item_said_to_be_the_sites_own_and_set_by_another_is_the_wrong_party() -> None:
    row = declaration(name="uid", party="first")
    assert found("wrong-party", [observation(name="uid", host="ads.adnet.test")], [row]) == 1
    assert found("wrong-party", [observation(name="uid")], [row]) == 0
    assert found("wrong-party", [observation(name="uid", host="ads.adnet.test")], [declaration(name="uid")]) == 0


# Lifetimes


@pytest.mark.parametrize(
    ("declared", "seen", "way"),
    [
        (30 * DAY, 730 * DAY, "longer"),
        (365 * DAY, 400 * DAY, ""),
        (365 * DAY, 402 * DAY, "longer"),
        (730 * DAY, 365 * DAY, "shorter"),
        (1800.0, 1800.0 + DAY, ""),
        (1800.0, 1801.0 + DAY, "longer"),
        (390 * DAY, 395 * DAY, ""),
    ],
)
def test_lifetimes_differ_beyond_a_tenth_and_a_day(declared: float, seen: float, way: str) -> None:
    assert differs(declared, seen) == way


@pytest.mark.parametrize(
    ("row", "lifetime", "verdict"),
    [
        ({"lifetime": "30 days", "lifetime_s": 30 * DAY}, 730 * DAY, "lifetime-longer"),
        ({"lifetime": "2 years", "lifetime_s": 730 * DAY}, 30 * DAY, "lifetime-shorter"),
        ({"lifetime": "Session"}, 60.0, "session-declared-persistent"),
        ({"lifetime": "Sitzung"}, 60.0, "session-declared-persistent"),
        ({"lifetime": "1 year", "lifetime_s": 365 * DAY}, None, "persistent-declared-session"),
        ({"lifetime": "persistent"}, None, "persistent-declared-session"),
        ({"lifetime": "Session"}, None, ""),
        ({"lifetime": "persistent"}, 60.0, ""),
        ({"lifetime": "13 months", "lifetime_s": 395 * DAY}, 390 * DAY, ""),
    ],
)
def test_a_duration_other_than_declared_is_found(row: dict[str, object], lifetime: float | None, verdict: str) -> None:
    comparison = compared(
        [observation(lifetime_s=lifetime)],
        [declaration(name="visitor", category="performance", **row)],  # type: ignore[arg-type]
    )
    assert verdicts(comparison) == ([verdict] if verdict else [])


def test_a_limit_for_all_cookies_of_a_provider_holds_for_each() -> None:
    row = declaration(provider="Adnet", lifetime="up to 13 months", lifetime_s=395 * DAY)
    seen = [
        observation(name=name, host="ads.adnet.test", lifetime_s=days * DAY) for name, days in (("a", 700), ("b", 90))
    ]
    (one,) = [one for one in compared(seen, [row]).findings if one.verdict == "lifetime-longer"]
    assert one.observation == (seen[0].id,)


def test_a_class_limits_lifetimes_only_where_every_row_of_it_does() -> None:
    limited = declaration(category="performance", lifetime="at most 1 day", lifetime_s=DAY)
    example = declaration(category="performance", quote="One of them stays 1 day.", lifetime="1 day", lifetime_s=DAY)
    seen = [observation(lifetime_s=90 * DAY)]
    assert found("lifetime-longer", seen, [limited]) == 1
    assert found("lifetime-longer", seen, [limited, declaration(category="performance")]) == 0
    assert found("lifetime-longer", seen, [example]) == 0


def test_what_only_the_capped_jar_shows_is_not_called_shorter() -> None:
    seen = observation(lifetime_s=400 * DAY, details={"lifetime_from": "the jar, after the browser's cap of 400 days"})
    assert verdicts(compared([seen], [declaration(name="visitor", lifetime="10 years", lifetime_s=3650 * DAY)])) == []


def test_one_true_row_of_two_is_enough() -> None:
    rows = [
        declaration(name="visitor", lifetime="session"),
        declaration(name="visitor", lifetime="1 day", lifetime_s=DAY),
    ]
    told = verdicts(compared([observation(lifetime_s=DAY)], rows))
    assert not any("lifetime" in verdict or "persistent" in verdict for verdict in told)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (None, "the session"),
        (60.0, "1 minute"),
        (DAY, "1 day"),
        (395 * DAY, "395 days"),
        (730 * DAY, "2 years"),
        (5.0, "5 seconds"),
    ],
)
def test_durations_are_said_in_words(seconds: float | None, words: str) -> None:
    assert in_words(seconds) == words


# The policy's own rows


def test_one_item_in_two_categories_is_contradictory() -> None:
    rows = [
        declaration(name="a", category="mandatory", lifetime="1 day"),
        declaration(name="a", category="targeting", lifetime="1 day"),
    ]
    assert found("contradictory-declarations", [], rows) == 1
    rows[1] = declaration(name="a", category="targeting", provider="Adnet", lifetime="1 day")
    assert found("contradictory-declarations", [], rows) == 0


def test_one_item_with_two_durations_is_contradictory() -> None:
    def rows(*days: float) -> list[Declaration]:
        return [declaration(name="a", lifetime="x", lifetime_s=number * DAY) for number in days]

    assert found("contradictory-declarations", [], rows(30, 365)) == 1
    assert found("contradictory-declarations", [], rows(395, 390)) == 0
    assert found("contradictory-declarations", [], [*rows(30), declaration(name="a", lifetime="session")]) == 1


def test_a_mechanism_denied_and_declared_is_contradictory() -> None:
    rows = [declaration("beacon", category="targeting")]
    denied = compared([], rows, [promise("no-beacon")])
    assert "contradictory-declarations" in verdicts(denied)
    assert "contradictory-declarations" not in verdicts(compared([], rows, [promise("no-flash")]))
    in_mails = [declaration("beacon", where=("e-mail",))]
    assert "contradictory-declarations" not in verdicts(compared([], in_mails, [promise("no-beacon")]))


def test_a_signal_honoured_and_not_is_contradictory() -> None:
    both = [promise("dnt", facts={"honoured": True}), promise("dnt", facts={"honoured": False})]
    assert verdicts(compared([], [], both)) == ["contradictory-declarations"]
    assert verdicts(compared([], [], [both[0], both[0]])) == []


def test_two_policies_of_one_owner_that_disagree_are_found() -> None:
    def reading(category: str, **fields: str) -> PolicyReading:
        return PolicyReading(declarations=(declaration(name="a", category=category, **fields),))

    (one,) = between_policies({"shop.test": reading("mandatory"), "blog.test": reading("targeting")})
    assert ("a" in one.title, one.site) == (True, "blog.test and shop.test")
    assert list(between_policies({"shop.test": reading("mandatory"), "blog.test": reading("mandatory")})) == []
    other = reading("targeting", provider="Adnet")
    assert list(between_policies({"shop.test": reading("mandatory"), "blog.test": other})) == []


# Waivers


def waiver(
    finding: str = "undeclared", name: str = "x*", provider: str = "", until: dt.date = dt.date(2026, 12, 31)
) -> Waiver:
    return Waiver(finding=finding, name=name, provider=provider, owner="Legal", reason="being removed", until=until)


def waived(*names: str, by: Waiver, on: dt.date = dt.date(2026, 9, 21)) -> Waived:
    items = [observation(name=name, host="ads.adnet.test", category="targeting") for name in names]
    comparison = compared(items, [declaration(category="mandatory")])
    undeclared = [one for one in comparison.findings if one.verdict == "undeclared"]
    return waive(undeclared, comparison.observations, comparison.promises, [by], on, KNOWN)


@pytest.mark.parametrize("name", ["x1", "x*", "*", "ads.adnet.test", "adnet.test"])
def test_a_waiver_sets_a_finding_aside_and_keeps_both(name: str) -> None:
    result = waived("x1", by=waiver(name=name))
    assert (result.standing, len(result.waived), result.waived[0][1].owner) == ((), 1, "Legal")


def test_a_new_item_does_not_hide_behind_an_old_waiver() -> None:
    assert len(waived("x1", "new", by=waiver(name="x1")).standing) == 1


def test_a_waiver_of_another_verdict_or_item_does_not_hold() -> None:
    assert len(waived("x1", by=waiver("unclassified")).standing) == 1
    assert len(waived("x1", by=waiver(provider="Countly")).standing) == 1
    assert len(waived("x1", by=waiver(provider="Adnet Holding")).standing) == 0
    result = waived("x1", by=waiver(name="y*"))
    assert (len(result.standing), len(result.unused)) == (1, 1)


def test_a_waiver_ends_on_its_day() -> None:
    last = dt.date(2026, 9, 21)
    assert waived("x1", by=waiver(until=last), on=last).standing == ()
    after = waived("x1", by=waiver(until=last), on=last + dt.timedelta(days=1))
    assert (len(after.standing), len(after.ended)) == (1, 1)


def test_a_promise_is_waived_by_its_subject() -> None:
    comparison = compared([observation(identifier="weak")], [declaration()], [promise("anonymous-performance")])
    broken = [one for one in comparison.findings if one.verdict == "promise-contradicted"]
    by = waiver("promise-contradicted", "anonymous-performance")
    assert waive(broken, comparison.observations, comparison.promises, [by], dt.date(2026, 9, 21), KNOWN).standing == ()


def test_rows_without_duration_or_recipient_are_found_once() -> None:
    seen = observation(name="uid", host="ads.adnet.test", category="unknown")
    assert found("no-duration", [seen], [declaration(name="uid"), declaration(name="b")]) == 1
    assert found("no-recipient", [seen], [declaration(name="uid")]) == 1
    assert found("no-recipient", [seen], [declaration(name="uid", provider="Adnet")]) == 0
    assert found("no-duration", [seen], [declaration(name="uid", lifetime="session")]) == 0


def test_rows_that_the_policy_itself_leaves_unclassified_are_found() -> None:
    assert found("declared-unclassified", [], [declaration(name="a", category_as_written="Unclassified")]) == 1
    assert found("declared-unclassified", [], [declaration(name="a", category_as_written="Statistics")]) == 0


def test_a_covered_item_without_a_purpose_is_unclassified() -> None:
    seen = observation(category="unknown", host="ads.adnet.test")
    assert found("unclassified", [seen], [declaration(provider="Adnet")]) == 1
    assert found("unclassified", [seen], [declaration(provider="Adnet", category="targeting")]) == 0


# Not observed


def test_a_named_item_that_was_not_seen_is_told_when_the_scan_was_complete() -> None:
    (one,) = compared([], [declaration(name="bc_optout", provider="Adnet", lifetime="1 day")]).findings
    assert (one.verdict, one.confidence, one.title.startswith("bc_optout is declared")) == (
        "declared-not-observed",
        "low",
        True,
    )


def test_after_an_incomplete_scan_absence_is_not_checked() -> None:
    rows = [declaration(name="bc_optout", lifetime="1 day")]
    assert verdicts(compared([], rows, coverage=INCOMPLETE)) == ["not-checked"]


def test_a_seen_item_is_not_missing() -> None:
    rows = [declaration(name="visitor", lifetime="session")]
    assert verdicts(compared([observation()], rows)) == []


def test_flash_is_never_called_absent() -> None:
    rows = [declaration("flash", category="targeting", party="third"), declaration("flash", category="performance")]
    assert verdicts(compared([], rows)) == ["not-checked", "not-checked"]


def test_a_host_that_a_flash_sentence_covers_does_not_answer_it() -> None:
    host = observation("third-party", "ads.adnet.test", host="ads.adnet.test", category="targeting")
    comparison = compared([host], [declaration("flash", category="targeting", party="third")])
    assert (comparison.by_strength["class"], verdicts(comparison)) == (1, ["not-checked"])


def test_a_shared_object_that_was_seen_answers_its_declaration() -> None:
    flash = observation("flash", "player", category="unknown", source="none", details={"what": "shared object"})
    comparison = compared([flash], [declaration("flash", category="functionality", party="first")])
    assert (verdicts(comparison), comparison.by_strength["class"]) == ([], 1)
    assert comparison.observations[0].category == "functionality"


def test_beacons_in_e_mails_are_not_checked_by_a_visit() -> None:
    (one,) = compared([], [declaration("beacon", provider="Wickerpost", where=("e-mail",))]).findings
    assert (one.verdict, "Wickerpost" in one.title) == ("not-checked", True)


# Consent


def test_what_is_stored_before_a_choice_counts_only_where_the_site_asks() -> None:
    early = observation(category="targeting", scenarios=("first-visit",))
    asked = observation(name="b", category="mandatory", scenarios=("first-visit", "accept"))
    rows = [declaration(name="visitor", lifetime="session"), declaration(name="b", lifetime="session")]
    assert found("set-before-consent", [early, asked], rows) == 1
    assert found("set-before-consent", [early], rows) == 0
    assert found("set-before-consent", [asked], rows) == 0


def test_what_is_stored_in_spite_of_a_refusal_is_found() -> None:
    rows = [declaration(name="visitor", lifetime="session")]
    assert found("set-after-reject", [observation(category="targeting", scenarios=("reject",))], rows) == 1
    assert found("set-after-reject", [observation(category="mandatory", scenarios=("reject",))], rows) == 0
    assert found("set-after-reject", [observation(category="targeting", scenarios=("accept",))], rows) == 0


# No policy


@pytest.mark.parametrize(
    "reading",
    [
        None,
        PolicyReading(could_not_read="it is a picture"),
        PolicyReading(),
        PolicyReading(could_not_read="x", declarations=(declaration(),)),
    ],
)
def test_without_a_readable_policy_nothing_is_called_undeclared(reading: PolicyReading | None) -> None:
    observations = (observation(category="targeting", host="ads.adnet.test"), observation("local-storage", "k"))
    comparison = compare(Observed(observations=observations, coverage=complete()), reading, site=SITE, knowledge=KNOWN)
    assert verdicts(comparison) == ["not-checked"]
    assert (comparison.covered_by, comparison.by_strength) == ({}, {})


def test_without_a_policy_unknown_items_are_still_told() -> None:
    observed = Observed(observations=(observation(category="unknown"),), coverage=complete())
    assert verdicts(compare(observed, None, site=SITE, knowledge=KNOWN)) == ["not-checked", "unclassified"]


# All findings


def everything() -> tuple[list[Observation], list[Declaration]]:
    observations = [
        observation(name="a", host="ads.adnet.test", category="targeting"),
        observation("local-storage", "k", key="k"),
        observation(name="b", lifetime_s=9 * DAY),
        observation(name="\x1b[31m<script>\u202e" + "x" * 500, category="unknown"),
    ]
    rows = [
        declaration(name="b", category="mandatory", lifetime="1 day", lifetime_s=DAY),
        declaration("flash", category="targeting"),
        declaration(name="gone"),
    ]
    return observations, rows


def test_findings_are_the_same_twice_and_do_not_depend_on_the_order_seen() -> None:
    observations, rows = everything()
    one, two = compared(observations, rows), compared(observations[::-1], rows)
    assert one.findings == compared(observations, rows).findings
    assert [f.id for f in one.findings] == [f.id for f in two.findings]


def test_every_finding_says_why_and_what_to_do_and_sorts_by_weight() -> None:
    findings = compared(*everything()).findings
    assert len({one.id for one in findings}) == len(findings) >= 5
    assert all(one.title and one.why and one.remedy and one.confidence for one in findings)
    assert [one.weight for one in findings] == sorted((one.weight for one in findings), reverse=True)


def test_no_finding_uses_the_words_that_are_legals() -> None:
    said = repr(compared(*everything())).lower()
    assert not any(word in said for word in ("violation", "compliant", "violates", "illegal", "unlawful"))


def test_names_of_the_site_do_not_bring_control_characters_into_sentences() -> None:
    for one in compared(*everything()).findings:
        assert not any(ord(letter) < 32 or letter == "\u202e" for letter in one.title + one.why)
        assert len(one.title) < 400


def test_being_followed_weighs_more_than_a_preference() -> None:
    def weight(category: str) -> int:
        return undeclared_weight(category, "cookie", "third", identifies=False, refused=False)

    assert weight("targeting") > weight("performance") > weight("functionality") > weight("mandatory")
    assert weight("unknown") > weight("functionality")
    assert all(0 <= weight <= 100 for weight in VERDICT_WEIGHT.values())
