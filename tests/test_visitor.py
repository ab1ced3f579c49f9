"""The visitor whom a scan plays: what the operator gives, what is looked for, and what a report shows of it."""

import base64
import hashlib
import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from analyzers.model import SiteReport
from analyzers.visitor import Seed, Seeds
from avow.cli import run
from avow.config import load_config, site_of
from avow.errors import ConfigError
from avow.judging import judge
from avow.visitor import VisitorTable, seeds_from, seeds_of
from fixtures import estate
from reports.json_report import to_bytes, to_json

MAIL = "Jane.Roe@mail.test"
PHONE = Seed("telephone number", "+31 20 555 0100")
LEAKS = ["path", "query", "body", "Referer", "cookie", "header X-User"]
POLICY = (
    b"<p>"
    + b"We count visits with care and a small set of tools, and tell here all that there is to tell. " * 6
    + (b"</p><p>We use cookies to count visits. We do not share your personal data with third parties.</p>")
)


def digest(name: str, text: str) -> str:
    return hashlib.new(name, text.encode()).hexdigest()


@pytest.mark.parametrize(
    ("text", "how"),
    [
        (MAIL, ""),
        (MAIL.lower(), ""),
        (MAIL.upper(), ""),
        (MAIL.encode().hex().upper(), "in hexadecimal"),
        (base64.b64encode(MAIL.encode()).decode(), "in base64"),
        (digest("md5", MAIL.lower()), "as its MD5"),
        (digest("sha1", MAIL), "as its SHA-1"),
        (digest("sha256", MAIL.lower()).upper(), "as its SHA-256"),
        (base64.b64encode(hashlib.sha256(MAIL.lower().encode()).digest()).decode(), "as its SHA-256"),
    ],
)
def test_a_seed_is_found_in_every_form(text: str, how: str) -> None:
    seed = Seed("e-mail address", f" {MAIL} ")
    assert Seeds([seed]).found_in(f"x={text}&y=1") == (seed, how)


@pytest.mark.parametrize("text", ["mary-janet.roe@mail.test", "jane.roe@mail.testing", digest("md5", "john@mail.test")])
def test_what_only_resembles_a_seed_is_not_found(text: str) -> None:
    assert Seeds([Seed("e-mail address", MAIL)]).found_in(text.replace("mary-", "")) is None


@pytest.mark.parametrize(
    ("text", "found"), [("u_4711081", True), ("id=u4711081;", True), ("id=47110815", False), ("id=14711081", False)]
)
def test_a_number_is_found_as_a_whole_number_only(text: str, found: bool) -> None:
    assert (Seeds([Seed("account", "4711081")]).found_in(text) is not None) is found


def test_a_name_is_found_with_any_blank_and_a_telephone_number_without_its_punctuation() -> None:
    seeds = Seeds([Seed("name", "Jane Roe"), PHONE])
    assert seeds.found_in("n=jane+roe") and seeds.found_in("n=Jane Roe") and not seeds.found_in("n=janet roebuck")
    assert seeds.found_in("tel=31205550100")


def test_a_mark_tells_texts_and_sites_apart_and_holds_neither() -> None:
    one, other = Seed("e-mail address", MAIL), Seed("e-mail address", "john@mail.test")
    assert one.mark("a.test") == Seed("e-mail address", MAIL.upper()).mark("a.test")
    assert len({one.mark("a.test"), other.mark("a.test"), one.mark("b.test")}) == 3
    assert "jane" not in one.mark("a.test").lower()


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        (["bob"], "so short a text would be found by chance"),
        ([""], "has 0 characters"),
        (["email=janeroe"], "is no e-mail address"),
        (["phone=call me"], "too few digits"),
        (["x" * 301], "301 characters"),
        (["jane\x1b[2Jroe"], "control characters"),
        (["jane.roe@mail.test", "tim"], "number 2"),
    ],
)
def test_a_text_that_cannot_be_looked_for_is_refused_without_repeating_it(texts: list[str], said: str) -> None:
    with pytest.raises(ConfigError, match=said) as error:
        seeds_from(texts)
    value = texts[-1].partition("=")[2] or texts[-1]
    assert not value or value not in str(error.value)


def test_the_kind_is_told_by_a_word_before_it_or_by_its_look() -> None:
    given = seeds_from(["jane.roe@mail.test", "+31 20 555 0100", "account=4711-0815", "Jane Roe", "token=abcdef"])
    assert [(one.kind, one.text) for one in given] == [
        ("e-mail address", "jane.roe@mail.test"),
        ("telephone number", "+31 20 555 0100"),
        ("account", "4711-0815"),
        ("personal data", "Jane Roe"),
        ("personal data", "token=abcdef"),
    ]


def test_a_table_of_the_configuration_gives_the_same() -> None:
    table = VisitorTable(email=MAIL, name="Jane Roe", account=47110815, further=("Elm Street 12",))
    assert [one.kind for one in seeds_of(table)] == ["e-mail address", "name", "account", "personal data"]
    assert seeds_of(VisitorTable()) == ()


def configured(tmp_path: Path, visitor: str) -> Path:
    path = tmp_path / "avow.toml"
    path.write_text(f'[[site]]\nurl = "https://www.shop.test/"\n[visitor]\n{visitor}\n')
    return path


def test_the_settings_that_the_manifest_repeats_hold_marks_only(tmp_path: Path) -> None:
    _, (site,) = load_config(configured(tmp_path, f'email = "{MAIL}"\naccount = 4711081'))
    assert [one.text for one in site.visitor] == [MAIL, "4711081"]
    assert site.settings.visitor == tuple(seed.mark("www.shop.test") for seed in site.visitor)
    assert MAIL not in str(site.settings)


@pytest.mark.parametrize(
    ("visitor", "said"),
    [
        ('email = "nobody"', r"avow\.toml: \[visitor\] email: is no e-mail address"),
        ('emial = "jane@mail.test"', "unknown field `emial`"),
        ('further = ["okay-then", "no"]', r"\[visitor\] further, entry 2: has 2 characters"),
        ("name = 3.5", "visitor"),
    ],
)
def test_a_wrong_table_says_where_and_what_would_be_right(tmp_path: Path, visitor: str, said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        load_config(configured(tmp_path, visitor))


def leaking(root: Path, where: str, *, site_knows: bool = True, secret: str = MAIL) -> Path:
    """Evidence of a site that hands the visitor's address to an ad network in one part of a request."""
    session = estate.Session()
    encoded = quote(secret, safe="")
    if site_knows:
        session.request(f"https://{estate.HOST}/account?mail={encoded}", "document")
    url = "https://px.adrift.test/i"
    more: dict[str, Any] = {}
    if where == "path":
        url += f"/{encoded}/hit"
    elif where == "query":
        url += f"?e={encoded}"
    elif where == "body":
        more = {"post_data": json.dumps({"mail": secret}), "method": "POST"}
    elif where:
        header = {"Referer": f"https://{estate.HOST}/account?mail={encoded}", "cookie": f"who={encoded}"}
        more = {"request_headers": ((where.removeprefix("header "), header.get(where, secret)),)}
    session.request(url, "fetch", page_url=f"https://{estate.HOST}/account?mail={encoded}", **more)
    policies = [(f"{estate.HOME}privacy", POLICY)]
    return estate.write(root, estate.HOST, {"first-visit": session}, pages=[estate.LINKED], policies=policies)


def judged(folder: Path, *texts: str) -> tuple[SiteReport, str, str]:
    report = judge(folder, estate.WORLD, seeds=seeds_from(texts))
    (one,) = [one for one in report.promises if one.subject == "no-personal-data-to-third-parties"]
    return report, one.outcome, one.why


@pytest.mark.parametrize("where", LEAKS)
def test_the_visitors_address_in_any_part_of_a_request_contradicts(tmp_path: Path, where: str) -> None:
    report, outcome, why = judged(leaking(tmp_path, where), MAIL)
    (finding,) = [one for one in report.findings if one.promise]
    assert (outcome, finding.confidence) == ("contradicted", "high")
    assert Seed("e-mail address", MAIL).mark(estate.HOST) in why
    words = {"path": "the address", "query": "the address", "body": "the body", "cookie": "a cookie"}
    assert words.get(where, f"the {where}") in why


def test_no_report_holds_the_visitors_data_in_any_form(tmp_path: Path) -> None:
    report, _, _ = judged(leaking(tmp_path, "query"), MAIL)
    text = to_bytes(to_json([report])).decode().lower()
    assert "jane" not in text and quote(MAIL, safe="").lower() not in text
    assert Seed("e-mail address", MAIL).mark(estate.HOST) in text


def test_a_visitor_whom_the_site_knows_and_nobody_was_told_of_keeps_the_promise(tmp_path: Path) -> None:
    folder = leaking(tmp_path / "a", "query", secret="4711081x")
    assert judged(folder, "account=4711081x")[1] == "contradicted"
    session = estate.Session()
    session.request(f"https://{estate.HOST}/account?mail={MAIL}", "document")
    session.request("https://px.adrift.test/i?n=1", "image")
    quiet = estate.write(
        tmp_path / "b",
        estate.HOST,
        {"first-visit": session},
        pages=[estate.LINKED],
        policies=[(f"{estate.HOME}privacy", POLICY)],
    )
    assert judged(quiet, MAIL)[1] == "kept"
    outcome, why = judged(quiet, "someone.else@mail.test")[1:]
    assert outcome == "not-checked" and "it had nothing to hand on" in why


def test_a_scan_that_played_a_visitor_says_so_where_the_analysis_is_not_told() -> None:
    from analyzers.comparison import compare
    from analyzers.comparison.witness import Witness
    from analyzers.model import PolicyReading
    from analyzers.observe import Observed
    from tests.judging import KNOWN, SITE, complete, declaration, promise

    reading = PolicyReading(declarations=(declaration(),), promises=(promise("no-personal-data-to-third-parties"),))
    witness = Witness(visitor_marks=("e-mail address 0123456789ab",))
    observed = Observed(observations=(), coverage=complete())
    (one,) = compare(observed, reading, site=SITE, knowledge=KNOWN, witness=witness).promises
    assert one.outcome == "not-checked" and "e-mail address 0123456789ab" in one.why and "--visitor" in one.why


def test_a_site_given_by_hand_bears_the_marks_too() -> None:
    from avow.config import Visiting

    site = site_of("https://www.shop.test/", Visiting(), visitor=seeds_from([MAIL]))
    assert site.settings.visitor == (Seed("e-mail address", MAIL).mark("www.shop.test"),)


def test_the_command_line_writes_no_report_that_holds_the_visitors_data(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = leaking(tmp_path, "body")
    assert run(["report", str(folder), "--visitor", MAIL]) == 0
    written = [path for path in (folder / "report").rglob("*") if path.suffix in (".html", ".csv", ".json", ".txt")]
    assert len(written) > 4
    assert not [path.name for path in written if "jane" in path.read_text(encoding="utf-8-sig").lower()]
    assert "jane" not in capsys.readouterr().out.lower()


def test_the_command_line_refuses_a_visitor_that_cannot_be_looked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = leaking(tmp_path, "body")
    assert run(["analyze", str(folder), "--visitor", "email=nobody"]) == 2
    assert "is no e-mail address" in capsys.readouterr().err
