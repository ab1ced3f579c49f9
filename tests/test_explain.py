"""`avow explain`: the story of one item, on one screen."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from analyzers.categories import Override
from analyzers.filter_rules import FilterRules, RuleList
from analyzers.knowledge import Knowledge, NameEntry, Service
from avow.cli import run
from avow.commands.explain import WIDTH, explain

OWN = Knowledge.load(Path("/nonexistent"))


def entry(service: str, category: str, where: str = "own") -> NameEntry:
    return NameEntry(
        pattern="zq",
        service=service,
        category=category,
        what=f"visitor of {service}",
        where=where,
        domains=(f"{service.lower()}.example",),
        source="observed",
        date="2026-01-02",
    )


def service(name: str, category: str = "targeting", role: str = "advertising") -> Service:
    return Service(name=name, company=f"{name} Ltd", role=role, category=category, domains=(f"{name.lower()}.example",))


def known(*entries: NameEntry) -> Knowledge:
    return Knowledge(services=[service(one.service) for one in entries], names=entries)


def screen(capsys: pytest.CaptureFixture[str], name: str, domain: str = "", **options: Any) -> str:
    assert explain(name, domain, **{"knowledge": OWN, **options}) == 0
    return " ".join(capsys.readouterr().out.split())


def story(capsys: pytest.CaptureFixture[str], name: str, domain: str = "") -> Any:
    assert explain(name, domain, as_json=True, knowledge=OWN) == 0
    return json.loads(capsys.readouterr().out)


def test_explain_fits_on_one_screen_and_names_rule_and_company(capsys: pytest.CaptureFixture[str]) -> None:
    assert explain("IDE", "doubleclick.net", knowledge=OWN) == 0
    out = capsys.readouterr().out
    assert len(out.splitlines()) <= 30
    for word in ("targeting", "Google", "exact name", "Own knowledge only"):
        assert word in out


def test_explain_gives_the_whole_story_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert explain("_hjid", as_json=True, knowledge=OWN) == 0
    story = json.loads(capsys.readouterr().out)
    assert story["verdict"]["category"] == "performance"
    assert story["voices"][-1]["step"] == "nothing known"


def test_explain_of_hostile_text_sends_no_escape_codes(capsys: pytest.CaptureFixture[str]) -> None:
    explain("\x1b[31mname\n", "a\x1bb", knowledge=OWN)
    assert "\x1b" not in capsys.readouterr().out


@pytest.mark.parametrize(
    "asked", [("fr", "shop.com"), ("IDE", ""), ("_ga", "shop.com"), ("lang", ""), ("uid", ""), ("x" * 5000, "")]
)
def test_a_screen_is_eighty_columns_wide_and_forty_lines_high(
    asked: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    many = known(*(entry(f"Ads{number}", "targeting", "site") for number in range(50)))
    for knowledge in (OWN, many):
        explain(asked[0], asked[1], knowledge=knowledge)
        lines = capsys.readouterr().out.splitlines()
        assert len(lines) <= 40
        assert max(map(len, lines)) <= WIDTH


def test_a_name_on_anothers_host_tells_what_contradicts_it(capsys: pytest.CaptureFixture[str]) -> None:
    out = screen(capsys, "fr", "shop.com")
    assert "unknown, confidence none" in out
    assert '"fr" of Facebook, targeting' in out
    assert "contradicted, it sets this on its own domains and shop.com is none of them" in out
    assert "on facebook.com: targeting, high" in out


def test_what_the_verdict_would_become_is_what_it_then_is(capsys: pytest.CaptureFixture[str]) -> None:
    changes = {one["when"]: one for one in story(capsys, "fr", "shop.com")["changes"]}
    then = story(capsys, "fr", "facebook.com")["verdict"]
    assert changes["on facebook.com"]["category"] == then["category"] == "targeting"
    assert changes["on facebook.com"]["confidence"] == then["confidence"]


def test_a_name_with_two_meanings_shows_both(capsys: pytest.CaptureFixture[str]) -> None:
    two = known(entry("Alpha", "targeting"), entry("Beta", "targeting"), entry("Gamma", "mandatory"))
    out = screen(capsys, "zq", knowledge=two)
    assert "unknown, confidence none" in out
    assert "What the name is known as (targeting 2, mandatory 1)" in out
    assert out.index("of Alpha") < out.index("of Gamma") < out.index("of Beta")


def test_who_disagrees_is_marked(capsys: pytest.CaptureFixture[str]) -> None:
    tag = known(entry("Alpha", "performance", "site"))
    out = screen(capsys, "zq", "alpha.example", knowledge=tag)
    assert "exact name: performance, high [avow] decides" in out
    assert "who set it: targeting, medium [avow] DISAGREES" in out


def test_every_voice_has_rule_source_version_and_confidence(capsys: pytest.CaptureFixture[str]) -> None:
    told = story(capsys, "_ga", "shop.com")
    assert told["schema"] == "avow-explain/1"
    for voice in told["voices"][:-1]:
        assert voice["rule"] and voice["source"] and voice["confidence"] != "none"
        assert voice["source_version"] or voice["source"] == "behaviour"
    assert {"pattern", "service", "category", "standing", "source", "date", "sure"} <= set(told["entries"][0])


def test_a_wildcard_shows_its_pattern(capsys: pytest.CaptureFixture[str]) -> None:
    assert 'name like "AMCV_*" of Adobe' in screen(capsys, "AMCV_1234")


def test_a_name_that_nobody_knows_says_that_no_rule_speaks(capsys: pytest.CaptureFixture[str]) -> None:
    out = screen(capsys, "zzqqwe")
    assert "No rule speaks." in out
    assert "an [[override]] of your own" in out


def test_a_suggestion_is_marked_as_one(capsys: pytest.CaptureFixture[str]) -> None:
    told = story(capsys, "theme_mode_xyz")
    if told["verdict"]["source"] == "model":
        assert "to be checked" in told["verdict"]["rule"]
    assert told["verdict"]["confidence"] == "low"


def test_a_name_that_is_known_as_a_storage_key_only_is_explained_as_one(capsys: pytest.CaptureFixture[str]) -> None:
    key = Knowledge(
        names=[NameEntry(pattern="zkey", service="", category="functionality", what="layout", kind="storage")]
    )
    assert screen(capsys, "zkey", knowledge=key).startswith(
        "local storage zkey (no domain given) category functionality"
    )
    assert screen(capsys, "zkey", knowledge=key, kind="cookie").startswith(
        "cookie zkey (no domain given) category unknown"
    )


def test_a_host_alone_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    out = screen(capsys, "", "https://stats.doubleclick.net/x?y")
    assert out.startswith("third party stats.doubleclick.net category targeting")
    assert "company Google (Google Ads), US: shows, buys or measures advertisements" in out


def test_a_host_given_as_a_name_is_pointed_out(capsys: pytest.CaptureFixture[str]) -> None:
    assert "avow explain --domain doubleclick.net" in screen(capsys, "doubleclick.net")


def test_a_rule_of_a_filter_list_speaks_with_section_and_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "easylist.txt"
    path.write_text(
        "[Adblock Plus 2.0]\n! *** easylist:easylist/easylist_adservers.txt ***\n||nobody.example^$third-party\n"
    )
    listed = Knowledge(names=[])
    listed.__dict__["filter_rules"] = FilterRules((RuleList(name="easylist", path=path),))
    out = screen(capsys, "", "nobody.example", knowledge=listed)
    assert "matches ||nobody.example^$third-party (easylist_adservers.txt, line 3)" in out
    assert "as a third party's on another site: targeting" in screen(capsys, "zz", "nobody.example", knowledge=listed)
    assert "as first party of the visited site: unknown" in screen(capsys, "", "nobody.example", knowledge=listed)


def test_an_override_decides_and_the_others_are_heard(capsys: pytest.CaptureFixture[str]) -> None:
    mine = Override(
        name="_ga", category="mandatory", owner="counsel", reason="own server", expires=dt.date(2026, 12, 31)
    )
    out = screen(capsys, "_ga", overrides=(mine,), on=dt.date(2026, 11, 23))
    assert "mandatory, confidence high because override by counsel until 2026-12-31: own server source operator" in out
    assert "exact name: performance" in out
    assert "DISAGREES" in out
    assert "an [[override]] of your own" not in out
    assert "performance, confidence" in screen(capsys, "_ga", overrides=(mine,), on=dt.date(2027, 1, 1))


@pytest.mark.parametrize(
    ("name", "kind", "words"),
    [("", "", "nothing to explain"), ("x", "biscuit", "--kind 'biscuit' is none of cookie")],
)
def test_what_cannot_be_explained_is_told(name: str, kind: str, words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert explain(name, knowledge=OWN, kind=kind) == 2
    assert words in capsys.readouterr().err


def test_names_of_no_encoding_are_explained(capsys: pytest.CaptureFixture[str]) -> None:
    assert explain("\udcff\u202e", knowledge=OWN) == 0
    assert "\\udcff" in capsys.readouterr().out
    assert explain("\udcff\u202e", as_json=True, knowledge=OWN) == 0


@pytest.mark.parametrize(
    "asked", [("_ga", "shop.com"), ("fr", "shop.com"), ("CookieConsent",), ("", "doubleclick.net")]
)
def test_no_word_of_the_lawyers_is_used(asked: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    out = screen(capsys, *asked).lower()
    assert "violat" not in out
    assert "complian" not in out.replace("complianz", "")


def test_the_overrides_of_a_declarations_file_decide_in_both_commands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    file, cookies = tmp_path / "declarations.toml", tmp_path / "cookies.csv"
    file.write_text(
        'schema = "avow-declarations/1"\n[[override]]\nname = "_g*"\ndomain = "shop.com"\ncategory = "mandatory"\n'
        'owner = "counsel"\nreason = "own server"\nuntil = 2999-12-31\n'
    )
    cookies.write_text("name,domain\n_ga,www.shop.com\n_ga,other.com\n")
    assert run(["explain", "_ga", "--domain", "www.shop.com", "--declarations", str(file)]) == 0
    assert "override by counsel until 2999-12-31" in capsys.readouterr().out
    assert run(["sort", str(cookies), "--declarations", str(file), "--json"]) == 0
    first, second = map(json.loads, capsys.readouterr().out.splitlines())
    assert (first["category"], first["source"], first["conflicts"]) == ("mandatory", "operator", ["avow: performance"])
    assert second["category"] == "performance"
    assert run(["explain", "_ga", "--declarations", str(tmp_path / "none.toml")]) == 2
