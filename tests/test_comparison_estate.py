"""The estate: every comparison once true and once as a near miss; nothing false, nothing missed."""

import json
from collections import Counter
from pathlib import Path

import pytest

from analyzers.comparison.promises import TESTS
from analyzers.comparison.weights import VERDICT_WEIGHT
from analyzers.model import Finding, SiteReport
from analyzers.policy.handwritten import read_declarations_file
from avow.judging import judge
from crawler.sealing import verify
from fixtures import estate

TRUTH = json.loads((estate.HERE / "truth.json").read_text(encoding="utf-8"))
SHARED = {"declared-not-checked"}
"""Weights of a verdict that has another name."""


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, SiteReport]:
    root = tmp_path_factory.mktemp("estate")
    return {name: report_on(name, root / name) for name in estate.SITES}


def report_on(name: str, root: Path) -> SiteReport:
    folder = estate.SITES[name](root)
    assert verify(folder) == []
    by_hand = estate.PROMISED.get(name)
    written = read_declarations_file((estate.HERE / by_hand).read_bytes(), source=by_hand) if by_hand else None
    return judge(folder, estate.WORLD, written=written)


def about(finding: Finding, report: SiteReport) -> set[str]:
    """Every name that a finding is about."""
    promises = {one.id: one.subject for one in report.promises}
    rows = [one for one in report.declarations if one.id in finding.declaration]
    names = {one.name for one in report.observations if one.id in finding.observation}
    return names | {one.name or one.kind for one in rows} | {promises.get(finding.promise, "")} - {""}


def gives(report: SiteReport, expected: dict[str, object]) -> int:
    """How often a report gives this verdict on that."""
    wanted = set(expected["about"]) if isinstance(expected["about"], list) else set()
    return sum(
        one.verdict == expected["verdict"] and (wanted <= about(one, report) if wanted else not about(one, report))
        for one in report.findings
    )


@pytest.mark.parametrize("site", TRUTH)
def test_nothing_is_missed(reports: dict[str, SiteReport], site: str) -> None:
    assert [one for one in TRUTH[site]["findings"] if gives(reports[site], one) != 1] == []


@pytest.mark.parametrize("site", TRUTH)
def test_nothing_is_false(reports: dict[str, SiteReport], site: str) -> None:
    made = Counter(one.verdict for one in reports[site].findings)
    assert made == Counter(one["verdict"] for one in TRUTH[site]["findings"])


@pytest.mark.parametrize("site", TRUTH)
def test_near_misses_are_there_and_keep_silent(reports: dict[str, SiteReport], site: str) -> None:
    report = reports[site]
    there = {one.name for one in report.observations} | {one.name for one in report.declarations}
    there |= {one.subject for one in report.promises} | {"e-mail address"}
    for near in TRUTH[site]["near_misses"]:
        assert set(near["about"]) <= there, near
        assert near["why"] and not gives(report, near), near


def test_every_verdict_is_true_once_and_a_near_miss_once() -> None:
    true = {one["verdict"] for site in TRUTH.values() for one in site["findings"]}
    near = {one["verdict"] for site in TRUTH.values() for one in site["near_misses"]}
    assert true >= {*VERDICT_WEIGHT, "undeclared"} - SHARED
    assert near >= {*VERDICT_WEIGHT, "undeclared"} - SHARED


def test_every_promise_that_a_visit_can_contradict_is_broken_once_and_kept_once() -> None:
    elsewhere = {"data-collected", "mandatory-no-opt-out", "unsubscribe-link", "opt-out-links"}
    # Two scans, and hits of a service of the real world, stand in test_comparison_changes and test_comparison_denied.
    elsewhere |= {"notice-of-change", "ip-anonymised"}
    elsewhere |= {"storage-country"}  # told, and never contradicted
    kinds = {
        subject for subject in TESTS if subject.startswith("no-") and subject.removeprefix("no-") != "local-storage"
    }
    kinds -= {"no-personal-data-to-third-parties", "no-third-party-cookies"}
    testable = {subject for subject, test in TESTS.items() if test.__name__ != "test"} - elsewhere - kinds
    for part in ("findings", "near_misses"):
        told = {
            name
            for site in TRUTH.values()
            for one in site[part]
            if one["verdict"] == "promise-contradicted"
            for name in one["about"]
        }
        assert told == testable, part


def test_a_form_of_the_estate_asks_for_a_birth_date_and_not_for_a_search(reports: dict[str, SiteReport]) -> None:
    finding = next(one for one in reports["shop"].findings if one.verdict == "form-data-not-named")
    assert "date of birth" in finding.title and "e-mail" not in finding.title and "name," not in finding.title
    assert [place.url for place in finding.evidence] == [estate.CONTACT]
