"""Which rule of a filter list a request matches, and where in the list it stands."""

from pathlib import Path

import pytest

from analyzers.filter_engine import PlainEngine
from analyzers.filter_rules import FilterRules, RuleHit, RuleList, category_of_hit
from tests.scaling import grows_linearly

LIST = """[Adblock Plus 2.0]
! Title: test
! *** easylist:easylist/easylist_adservers.txt ***
||ads.example^
||www.only.example^$third-party
/banner/*/ad.
-pixel.gif?
! *** easylist:easylist/easylist_allowlist.txt ***
@@||ads.example/player/$domain=video.example
! *** easylist:easylist/easylist_thirdparty.txt ***
||cdn.example/track.js$script,third-party
||img.example^$image,domain=shop.example|~www.shop.example
example.org##.ad
||pop.example^$popup
"""
PAGE = "https://shop.example/"


@pytest.fixture(params=[False, True], ids=["compiled", "plain"])
def rules(request: pytest.FixtureRequest, tmp_path: Path) -> FilterRules:
    path = tmp_path / "easylist.txt"
    path.write_text(LIST)
    return FilterRules((RuleList(name="easylist", path=path),), pure_python=request.param)


def test_a_hit_names_list_rule_section_and_line(rules: FilterRules) -> None:
    hit = rules.match("https://x.ads.example/a.gif", PAGE, "image")
    assert hit == RuleHit(list="easylist", rule="||ads.example^", section="easylist_adservers.txt", line=4)


@pytest.mark.parametrize(
    ("url", "kind", "hits"),
    [
        ("https://notads.example/", "image", False),
        ("https://ads.example.org/", "image", False),
        ("https://a.example/banner/1/ad.png", "image", True),
        ("https://a.example/x-pixel.gif?u=1", "image", True),
        ("https://cdn.example/track.js", "script", True),
        ("https://cdn.example/track.js", "image", False),
        ("https://img.example/1.png", "image", True),
        ("https://img.example/1.png", "script", False),
        ("https://pop.example/", "document", False),
    ],
)
def test_rules_match_by_address_type_and_party(rules: FilterRules, url: str, kind: str, hits: bool) -> None:
    assert (rules.match(url, PAGE, kind) is not None) is hits


def test_a_first_party_request_escapes_a_third_party_rule(rules: FilterRules) -> None:
    assert rules.match("https://cdn.example/track.js", "https://www.cdn.example/", "script") is None


def test_a_domain_option_holds_for_the_page(rules: FilterRules) -> None:
    assert rules.match("https://img.example/1.png", "https://www.shop.example/", "image") is None
    assert rules.match("https://img.example/1.png", "https://other.example/", "image") is None


def test_an_exception_is_told_and_decides_no_category(rules: FilterRules) -> None:
    hit = rules.match("https://ads.example/player/1", "https://video.example/", "script")
    assert hit is not None
    assert hit.exception.startswith("@@||ads.example/player/")
    assert category_of_hit(hit) == ""


def test_a_www_rule_does_not_match_the_bare_host(rules: FilterRules) -> None:
    assert rules.match("https://only.example/x", PAGE, "image") is None
    assert rules.match("https://www.only.example/x", PAGE, "image") is not None


@pytest.mark.parametrize("url", ["data:image/gif;base64,R0", "blob:https://ads.example/1", "about:blank", ""])
def test_what_no_request_carries_matches_nothing(rules: FilterRules, url: str) -> None:
    assert rules.match(url, PAGE, "image") is None


def test_without_lists_nothing_matches() -> None:
    assert FilterRules().match("https://ads.example/", PAGE, "image") is None


@pytest.mark.parametrize(
    ("name", "section", "category"),
    [
        ("easylist", "easylist_adservers.txt", "targeting"),
        ("easyprivacy", "easyprivacy_trackingservers.txt", "performance"),
        ("easyprivacy", "easyprivacy_specific_cname_criteo.txt", "targeting"),
        ("fanboy-social", "fanboy_social.txt", "targeting"),
        ("my-own-list", "", ""),
    ],
)
def test_a_hits_list_and_section_speak_for_a_category(name: str, section: str, category: str) -> None:
    assert category_of_hit(RuleHit(list=name, rule="||a^", section=section)) == category


def test_a_rule_that_names_no_address_says_nothing_about_purpose() -> None:
    assert category_of_hit(RuleHit(list="easyprivacy", rule="$ping,third-party")) == ""


def test_a_rule_with_an_unknown_option_is_left_out() -> None:
    engine = PlainEngine(["||a.example^$removeparam=x", "||b.example^"])
    assert engine.check("https://a.example/", PAGE, "image") is None
    assert engine.check("https://b.example/", PAGE, "image") == ("||b.example^", "")


@pytest.mark.parametrize(
    ("head", "piece"), [("https://a.example/", "banner/"), ("https://", "a."), ("https://x/", "-")]
)
def test_a_hostile_address_costs_no_more_than_its_length(rules: FilterRules, head: str, piece: str) -> None:
    assert grows_linearly(lambda size: rules.match(head + piece * (size // len(piece)), PAGE, "image"), 50_000)
