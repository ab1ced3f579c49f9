"""The whole path over the demonstration web, held to its truth: nothing missed, nothing false."""

import subprocess
import sys
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from crawler.records import CookieChange, HostAlias, JarCookie, Request, ScriptCookie, SetCookie, Visit, is_aside
from crawler.sealing import verify

AREAS = {"local-storage", "session-storage", "indexed-db"}


def bare(url):
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}{parts.path}"


def names(domain):
    return domain.lstrip(".")


def seen(audited, *kinds):
    return [item for item in audited.report.observations if item.kind in kinds]


def test_the_evidence_holds_what_the_server_received_and_nothing_else(audited, demo_evidence):
    sent = Counter(
        record.url
        for record in demo_evidence.records()
        if isinstance(record, Request) and "ledger" in record.seen_by and not record.from_cache
    )
    assert sent == audited.received


def test_the_sealed_folder_verifies(audited):
    assert verify(audited.folder) == []


def test_every_cookie_is_found_with_its_party_and_its_lifetime_as_sent(audited, truth):
    found = {(item.name, item.host): item for item in seen(audited, "cookie")}
    expected = {(cookie["name"], names(cookie["domain"])): cookie for cookie in truth["cookies"]}
    assert set(found) == set(expected)
    for key, cookie in expected.items():
        item = found[key]
        assert (item.party, item.lifetime_s) == (cookie["party"], cookie["lifetime_s"]), key
        assert item.stored is (cookie["fate"] != "refused"), key
        assert bool(item.identifier) is cookie["identifier"], (key, item.identifier_why)
        assert cookie["category"] in (None, item.category), (key, item.rule)


def test_the_evidence_says_who_set_each_cookie(demo_evidence, truth):
    records = list(demo_evidence.records())
    by_server = {record.line.partition("=")[0] for record in records if isinstance(record, SetCookie)}
    by_script = {record.text.partition("=")[0]: record for record in records if isinstance(record, ScriptCookie)}
    for cookie in truth["cookies"]:
        assert cookie["name"] in (by_server if cookie["set_by"] == "server" else by_script), cookie["name"]
        if cookie["set_by"] == "script":
            assert by_script[cookie["name"]].script.startswith("https://"), cookie["name"]


def test_a_cookie_that_lived_five_milliseconds_and_one_that_was_refused_are_in_the_evidence(demo_evidence, truth):
    records = list(demo_evidence.records())
    jar = {record.name for record in records if isinstance(record, JarCookie)}
    for cookie in truth["cookies"]:
        assert (cookie["name"] in jar) is (cookie["fate"] == "kept"), cookie["name"]
        if cookie["fate"] == "transient":
            changes = [
                record.change
                for record in records
                if isinstance(record, CookieChange) and record.name == cookie["name"]
            ]
            assert "added" in changes and "deleted" in changes
        if cookie["fate"] == "refused":
            lines = [
                record for record in records if isinstance(record, SetCookie) and record.line.startswith(cookie["name"])
            ]
            assert lines and all(line.refused_for and not line.stored for line in lines)


def test_every_beacon_is_found_and_nothing_else_is_called_one(audited, truth):
    found = {bare(url) for item in seen(audited, "beacon") for url in item.urls}
    expected = {beacon["url"] for beacon in truth["beacons"]}
    assert found == expected


def test_every_third_party_is_found(audited, truth):
    found = {item.host for item in seen(audited, "third-party")}
    assert found == {host["host"] for host in truth["hosts"] if host["party"] == "third"}


def test_every_storage_item_is_found_in_its_origin(audited, truth):
    found = {(item.origin, item.kind, item.key) for item in seen(audited, *AREAS)}
    flash = {(item.origin, "local-storage", item.key) for item in seen(audited, "flash") if item.key}
    expected = {(item["origin"], item["area"], item["key"]) for item in truth["storage"]}
    assert found | flash == expected


def test_the_shared_object_in_local_storage_is_read_as_a_flash_object(audited, truth):
    (expected,) = truth["flash"]
    item = next(item for item in seen(audited, "flash") if item.name == expected["name"])
    assert (item.origin, item.key, item.party) == (expected["origin"], expected["key"], expected["party"])
    assert set(item.details["names"]) == set(expected["data"])


def test_the_social_button_is_a_social_function(audited, truth):
    assert {item.host for item in seen(audited, "social")} == {entry["host"] for entry in truth["social"]}


def test_each_form_is_told_with_what_it_is_for_what_it_asks_and_where_it_posts(audited, truth):
    found = [(item.name, item.urls, item.details["asks"], item.party) for item in seen(audited, "form")]
    assert found == [(form["purpose"], (form["action"],), form["data"], "first") for form in truth["forms"]]


def test_each_opt_out_of_the_statement_was_opened_once_beside_the_visits(audited, demo_evidence, truth):
    visits = [record for record in demo_evidence.records() if isinstance(record, Visit) and record.purpose == "link"]
    assert [(visit.url, visit.outcome, visit.status) for visit in visits] == [
        (entry["url"], "measured", entry["status"]) for entry in truth["opt_outs"]
    ]
    jar = [record.name for record in demo_evidence.records() if isinstance(record, JarCookie) and is_aside(record)]
    assert jar == [name for entry in truth["opt_outs"] for name in entry["cookies"]]
    assert all(audited.received[entry["url"]] == 1 for entry in truth["opt_outs"])


def test_the_alias_of_the_analytics_host_is_on_record(demo_evidence, truth):
    aliases = {record.host: record.chain for record in demo_evidence.records() if isinstance(record, HostAlias)}
    assert aliases == {host["host"]: (host["cname"],) for host in truth["hosts"] if host.get("cname")}


@pytest.mark.parametrize("kind", ["cookies", "beacons", "storage"])
def test_each_item_is_covered_as_strongly_as_the_statement_covers_it(audited, truth, kind):
    wrong = []
    for expected in truth[kind]:
        for item in audited.report.observations:
            strength = audited.report.covered_by.get(item.id, {}).get("strength")
            if matches(item, expected, kind) and strength not in expected["covered_by"]:
                wrong.append((item.name, strength, expected["covered_by"]))
    assert not wrong


def matches(item, expected, kind):
    if kind == "cookies":
        return item.kind == "cookie" and (item.name, item.host) == (expected["name"], names(expected["domain"]))
    if kind == "beacons":
        return item.kind == "beacon" and any(bare(url) == expected["url"] for url in item.urls)
    return (item.origin, item.key) == (expected["origin"], expected["key"])


def subjects(finding, report):
    """All that a finding may be recognised by: its verdict, its items and their owners, and its words."""
    named = {item.id: item for item in report.observations}
    items = [named[ident] for ident in finding.observation if ident in named]
    words = {finding.title.lower(), finding.why.lower(), finding.quote.lower()}
    for item in items:
        words |= {item.name.lower(), item.host.lower(), item.provider.lower(), item.kind}
    promise = next((promise.subject for promise in report.promises if promise.id == finding.promise), "")
    return words | {promise}


def is_about(finding, expected, report):
    if finding.verdict != expected["verdict"]:
        return False
    words = subjects(finding, report)
    subject = [names(str(word)).lower() for word in expected["subject"]]
    if expected["kind"] in AREAS:
        return expected["kind"] in words
    if expected["kind"] == "promise":
        return subject[0] in words
    return all(any(part in word for word in words) for part in subject)


def test_every_finding_of_the_truth_is_made(audited, truth):
    missing = [
        (expected["verdict"], expected["subject"])
        for expected in truth["findings"]
        if not any(is_about(finding, expected, audited.report) for finding in audited.report.findings)
    ]
    assert not missing


def test_no_other_finding_is_made(audited, truth):
    allowed = truth["findings"] + truth["tolerated_findings"]
    false = [
        (finding.verdict, finding.title)
        for finding in audited.report.findings
        if not any(is_about(finding, expected, audited.report) for expected in allowed)
    ]
    assert not false


def test_promises_have_the_right_outcomes(audited, truth):
    for expected in truth["promises"]:
        made = [promise for promise in audited.report.promises if promise.subject == expected["subject"]]
        assert made, expected["subject"]
        assert all(promise.outcome in expected["outcome"] for promise in made), expected["subject"]
        assert any(expected["quote"] in promise.quote for promise in made), expected["subject"]


def test_a_page_that_robots_txt_forbids_is_left_out_and_said_so(audited, truth):
    rows = {page["url"]: page for page in audited.report.coverage.pages}
    for path in truth["robots_disallowed"]:
        assert rows[truth["start_url"].rstrip("/") + path]["outcome"] == "robots"
    assert audited.report.coverage.pages_measured == len(truth["pages"])
    assert audited.report.coverage.complete


def test_the_same_evidence_twice_gives_the_same_report_byte_for_byte(audited, tmp_path):
    outputs = []
    for seed in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-m", "avow.cli", "analyze", str(audited.folder), "--json"],
            capture_output=True,
            check=False,
            env={"PATH": "/usr/bin:/bin", "PYTHONHASHSEED": seed, "HOME": str(tmp_path)},
            cwd=Path(__file__).parent.parent,
        )
        assert done.returncode == 1, done.stderr.decode()
        outputs.append(done.stdout)
    assert outputs[0] == outputs[1]


def test_reports_lie_beside_the_evidence(audited):
    report = audited.folder / "report"
    assert {path.name for path in report.iterdir()} >= {
        "report.html",
        "report.json",
        "cookies.csv",
        "beacons.csv",
        "storage.csv",
        "third_parties.csv",
        "findings.csv",
    }


def test_the_sealed_manifest_names_the_knowledge_at_hand_with_version_digest_and_licence(demo_evidence):
    (own,) = demo_evidence.manifest["lists"]
    assert own["name"] == "avow"
    assert all(own[fact] for fact in ("version", "date", "sha256", "licence", "entries"))
