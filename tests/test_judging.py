"""Evidence to report: what a lawyer wrote by hand wins, waivers stay visible, and the day is the scan's own."""

import datetime as dt
from pathlib import Path

import msgspec
import pytest

from analyzers.declarations import can_be_one, corrected, with_hand_written
from analyzers.model import Declaration, Finding, PolicyReading, SiteReport
from analyzers.policy.handwritten import HandWritten, read_declarations_file
from avow.cli import run
from avow.config import ConfigError, load_config
from avow.judging import across_sites, judge, started_on
from crawler.evidence import Evidence
from crawler.records import Visit
from crawler.writing import EvidenceWriter
from fixtures import estate
from tests.judging import declaration, promise

HEAD = 'schema = "avow-declarations/1"\n'
WAIVER = '[[waiver]]\nfinding = "undeclared"\nname = "{}"\nowner = "counsel@estate.test"\nreason = "next edition"\nuntil = {}\n'


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return estate.shop(tmp_path_factory.mktemp("shop"))


def written(text: str) -> HandWritten:
    return read_declarations_file((HEAD + text).encode())


def by_hand(name: str, **fields: str) -> Declaration:
    return declaration(name=name, source="file", **fields)


def kept_rows(*rows: Declaration, by: Declaration) -> list[str]:
    left = corrected(PolicyReading(declarations=rows), HandWritten(declarations=(by,)))
    return [one.name for one in left.declarations]


def findings(report: SiteReport, verdict: str) -> list[Finding]:
    return [one for one in report.findings if one.verdict == verdict]


def test_a_hand_written_row_takes_the_place_of_the_same_item_only() -> None:
    rows = (declaration(name="_ga_1"), declaration(name="_gat"), declaration(kind="beacon"))
    assert kept_rows(*rows, by=by_hand("_ga_*")) == ["_gat", ""]


@pytest.mark.parametrize(
    ("provider", "other", "same"),
    [
        ("Google", "Google Analytics", True),
        ("Meta", "Metadata Ltd", False),
        ("", "Tally", True),
        ("Tally", "Adrift", False),
    ],
)
def test_providers_are_one_by_whole_words(provider: str, other: str, same: bool) -> None:
    assert can_be_one(provider, other) is same
    assert (kept_rows(declaration(name="x", provider=provider), by=by_hand("x", provider=other)) == []) is same


def test_a_hand_written_promise_takes_the_place_of_its_subject() -> None:
    reading = PolicyReading(promises=(promise("dnt"), promise("gpc")))
    joined = with_hand_written(reading, HandWritten(promises=(promise("dnt", facts={"honoured": False}),)))
    assert [(one.subject, one.facts) for one in joined.promises] == [("dnt", {"honoured": False}), ("gpc", {})]


def test_declarations_stand_in_for_a_policy_that_could_not_be_read_and_waivers_do_not() -> None:
    unread = PolicyReading(could_not_read="a log-in")
    assert with_hand_written(unread, HandWritten(declarations=(by_hand("sid"),))).could_not_read == ""
    assert with_hand_written(unread, written(WAIVER.format("*", "2099-01-01"))).could_not_read == "a log-in"


def test_a_hand_written_category_settles_a_contradiction_and_decides(shop: Path) -> None:
    text = '[[declaration]]\nname = "both_ways"\ncategory = "performance"\nlifetime = "session"\n'
    report = judge(shop, estate.WORLD, written=written(text))
    names = {one.id: one.name for one in report.declarations}
    assert all(
        "both_ways" not in [names[row] for row in one.declaration]
        for one in findings(report, "contradictory-declarations")
    )
    (seen,) = [one for one in report.observations if one.name == "both_ways"]
    assert (seen.category, seen.source) == ("performance", "policy")


def test_a_pattern_of_the_policy_beside_a_hand_written_name_is_neither_held_nor_called_missing(shop: Path) -> None:
    text = '[[declaration]]\nname = "_tally_9a"\nprovider = "Tally"\ncategory = "performance"\nlifetime = "1 day"\n'
    report = judge(shop, estate.WORLD, written=written(text))
    assert any("_tally_9a" in one.title for one in findings(report, "lifetime-longer"))
    assert not any("_tally_" in one.title for one in findings(report, "declared-not-observed"))


def test_a_waived_finding_stays_with_its_verdict_and_says_who_why_and_until_when(shop: Path) -> None:
    report = judge(shop, estate.WORLD, written=written(WAIVER.format("spy", "2026-12-31")))
    (one,) = [one for one in findings(report, "undeclared") if one.waiver]
    assert (one.weight, one.waiver["owner"], one.waiver["until"]) == (0, "counsel@estate.test", "2026-12-31")
    assert one.why.startswith("Waived by counsel@estate.test until 2026-12-31: next edition.")
    assert report.measured_with["declarations_file"]["findings_waived"] == 1
    assert len(report.findings) == len(judge(shop, estate.WORLD).findings)


def test_a_waiver_that_ended_before_the_scan_began_holds_nothing(shop: Path) -> None:
    report = judge(shop, estate.WORLD, written=written(WAIVER.format("spy", "2026-09-20")))
    assert not any(one.waiver for one in report.findings)
    facts = report.measured_with["declarations_file"]
    assert facts["judged_on"] == "2026-09-21" and facts["waivers_ended"] == [
        "undeclared spy, counsel@estate.test, until 2026-09-20"
    ]


OVERRIDE = (
    '[[override]]\nname = "{}"\ncategory = "functionality"\nowner = "counsel@estate.test"\nreason = "own"\nuntil = {}\n'
)


def test_an_override_decides_the_category_and_says_who_and_why(shop: Path) -> None:
    plain = {one.id: one for one in judge(shop, estate.WORLD).observations}
    report = judge(shop, estate.WORLD, written=written(OVERRIDE.format("spy", "2026-12-31")))
    (changed,) = [one for one in report.observations if one.category != plain[one.id].category]
    assert (changed.name, changed.category, changed.source) == ("spy", "functionality", "operator")
    assert changed.rule == "override by counsel@estate.test until 2026-12-31: own"
    assert report.measured_with["declarations_file"]["overrides"] == 1


def test_an_override_that_ended_before_the_scan_began_decides_nothing(shop: Path) -> None:
    report = judge(shop, estate.WORLD, written=written(OVERRIDE.format("spy", "2026-09-20")))
    assert report.observations == judge(shop, estate.WORLD).observations
    facts = report.measured_with["declarations_file"]
    assert facts["overrides_ended"] == ["spy, counsel@estate.test, until 2026-09-20"]


def test_the_day_is_the_scans_and_can_be_given(shop: Path) -> None:
    assert started_on(Evidence(shop)) == dt.date(2026, 9, 21)
    late = judge(shop, estate.WORLD, written=written(WAIVER.format("spy", "2026-12-31")), on=dt.date(2027, 1, 1))
    assert not any(one.waiver for one in late.findings)


def test_the_same_evidence_and_day_give_the_same_report(shop: Path) -> None:
    both = [judge(shop, estate.WORLD, written=written(WAIVER.format("spy", "2026-12-31"))) for _ in range(2)]
    assert msgspec.json.encode(both[0]) == msgspec.json.encode(both[1])


@pytest.mark.parametrize(
    ("text", "message"),
    [("[[waiver]]\nfinding='x'\n", "waiver 1: owner is missing"), ("x =", "not TOML"), (None, "no such file")],
)
def test_a_bad_file_is_a_usage_error_that_says_what_and_where(
    shop: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str | None, message: str
) -> None:
    file = tmp_path / "declarations.toml"
    if text is not None:
        file.write_text(HEAD + text)
    assert run(["analyze", str(shop), "--declarations", str(file)]) == 2
    assert message in capsys.readouterr().err


def test_the_configuration_names_the_file_beside_it(tmp_path: Path) -> None:
    config = tmp_path / "avow.toml"
    config.write_text('declarations = "own.toml"\n[[site]]\nurl = "https://www.estate.test/"\n')
    with pytest.raises(ConfigError, match="no such file"):
        load_config(config)
    (tmp_path / "own.toml").write_text(HEAD + WAIVER.format("spy", "2026-12-31"))
    _, (site,) = load_config(config)
    assert site.declarations is not None and len(site.declarations.waivers) == 1


def test_a_consent_tools_own_list_given_as_the_policy_is_read(tmp_path: Path) -> None:
    data = (Path(__file__).parent.parent / "fixtures/policies/consent-tools/termly.json").read_bytes()
    session = estate.Session()
    session.cookie("lr_session", None)
    folder = estate.write(
        tmp_path,
        estate.HOST,
        {"first-visit": session},
        pages=[estate.LINKED],
        policies=[("termly.json", data)],
        mime="",
    )
    report = judge(folder, estate.WORLD)
    assert {one.name for one in report.declarations} == {"lr_session", "_lb_id"}


def test_two_sites_whose_policies_disagree_are_told_in_both_reports() -> None:
    reports = [
        SiteReport(
            site=site, started="", evidence="", seal="", declarations=(declaration(name="lang", category=category),)
        )
        for site, category in (("a.test", "mandatory"), ("b.test", "targeting"), ("c.test", ""))
    ]
    told = across_sites(reports)
    assert [[one.site for one in report.findings] for report in told] == [["a.test"], ["b.test"], []]
    assert told[2] is reports[2]
    assert "a.test and b.test" in told[0].findings[0].title


def test_sites_with_one_policy_do_not_contradict_each_other() -> None:
    row = declaration(name="lang", category="mandatory")
    reports = [
        SiteReport(site=site, started="", evidence="", seal="", declarations=(row,)) for site in ("a.test", "b.test")
    ]
    assert across_sites(reports) == reports


def test_what_only_the_sites_together_show_is_written_into_their_reports(tmp_path: Path) -> None:
    from avow.scanning import SiteResult, beside

    results = []
    for name in ("thin", "shop"):
        report = judge(estate.SITES[name](tmp_path / name), estate.WORLD)
        results.append(SiteResult(report=msgspec.structs.replace(report, site=f"{name}.estate.test")))
    told = beside(results)
    for result in told:
        assert result.html is not None and "Seen by comparing the sites of one scan" in result.html.read_text("utf-8")


def test_a_finding_tells_when_it_was_first_seen_and_in_which_text_its_quote_stands(shop: Path) -> None:
    report = judge(shop, estate.WORLD)
    (one,) = findings(report, "lifetime-longer")
    documents = {row["url"]: row for row in (report.policy, *report.policy["further_documents"])}
    assert one.document["sha256"] == documents[one.document["url"]]["sha256"]
    assert one.when == "2026-09-21T02:00:00Z"
    (missing,) = findings(report, "declared-not-observed")[:1]
    assert missing.when == "" and missing.document
    assert all(not found.document for found in report.findings if not found.quote)


def test_a_finding_from_a_hand_written_row_names_no_document(shop: Path) -> None:
    text = '[[declaration]]\nname = "recent"\ncategory = "functionality"\nlifetime = "1 day"\n'
    (one,) = findings(judge(shop, estate.WORLD, written=written(text)), "lifetime-longer")
    assert one.document == {}


def without_policy(root: Path, sessions: dict[str, dict[str, str]], *visits: Visit, policy: str = "") -> str:
    writer = EvidenceWriter(root, estate.HOST, estate.STARTED)
    for visit in visits:
        writer.append(visit)
    settings = {"policy": policy} if policy else {}
    writer.seal(
        {"site": estate.HOST, "started": estate.STARTED.isoformat(), "sessions": sessions, "settings": settings}
    )
    return str(judge(writer.folder, estate.WORLD).policy["could_not_read"])


def test_a_policy_that_is_missing_says_the_true_reason(tmp_path: Path) -> None:
    ended = {"first-visit": {"ended": "complete", "reason": ""}}
    broke = {"first-visit": {"ended": "interrupted", "reason": "stopped by the operator"}}
    url = "https://www.estate.test/privacy"
    tried = Visit(
        time=1.0, visit="policy-1", url=url, purpose="policy", outcome="http-error", reason="the server answered 503"
    )
    assert without_policy(tmp_path / "a", ended) == "No privacy or cookie policy was found or given."
    assert "the scan ended before it was read" in without_policy(tmp_path / "b", broke)
    assert "stopped by the operator" in without_policy(tmp_path / "c", broke)
    found = without_policy(tmp_path / "d", ended, tried)
    assert "a link to it was found" in found and "the server answered 503" in found
    assert "the address given" in without_policy(tmp_path / "e", ended, tried, policy=url)
