"""An item whose identifier is handed to others is sorted by who receives it, and only by what was handed on purpose."""

from pathlib import Path
from typing import Any
from urllib.parse import quote

import msgspec
import pytest

from analyzers.categories import Item, all_voices
from analyzers.knowledge import Knowledge, NameEntry, Service
from analyzers.model import Observation
from analyzers.standing import Handing
from crawler.records import HostAlias, Record, StorageItem
from tests.judging import (
    KNOWN,
    NOW,
    OTHER_UUID,
    PAGE,
    UUID,
    compared,
    declaration,
    of_kind,
    pixel,
    request,
    script_cookie,
    seen,
    set_cookie,
    verdicts,
    visit,
)

YEAR = 365 * 86400
ADNET = "https://t.adnet.test/p"
STATS = "https://collect.stats.test/h"
OWN_SCRIPT = "https://www.shop.test/app.js"


def world(*services: Service, names: tuple[NameEntry, ...] = (), folder: Path | None = None) -> Knowledge:
    """What the tests know, and more."""
    return Knowledge(services=(*KNOWN.services, *services), names=names, folder=folder)


def service(name: str, role: str, category: str, **more: object) -> Service:
    shape = {"company": name, "domains": (f"{name.lower()}.test",)}
    return Service(name=name, role=role, category=category, **{**shape, **more})  # type: ignore[arg-type]


def by_script(name: str = "qx_k", value: str = UUID, attributes: str = f"; Max-Age={YEAR}") -> Record:
    return script_cookie(f"{name}={value}{attributes}", script=OWN_SCRIPT)


def the(path: Path, *records: Record, kind: str = "cookie", strong: bool = True, **options: Any) -> Observation:
    """The one item; `strong`: a second fresh profile saw it with another value."""
    kept = [record for record in records if UUID in repr(record)]
    again = tuple(
        msgspec.json.decode(msgspec.json.encode(one).replace(UUID.encode(), OTHER_UUID.encode()), type=type(one))
        for one in kept
    )
    options.setdefault("more", {"first-visit-2": again} if strong else None)
    (one,) = of_kind(seen(path, *records, **options), kind)
    return one


def test_what_goes_to_an_advertising_network_is_for_targeting(tmp_path: Path) -> None:
    cookie = the(tmp_path, by_script(), pixel(f"{ADNET}?u={UUID}"))
    assert (cookie.category, cookie.source, cookie.confidence) == ("targeting", "behaviour", "medium")
    assert cookie.rule == "its identifier is handed to Adnet (advertising)"
    assert cookie.details["handed_to"] == ["t.adnet.test"]
    assert UUID not in repr(cookie)


def test_what_goes_to_nobody_but_who_measures_is_for_performance(tmp_path: Path) -> None:
    cookie = the(tmp_path, by_script(), pixel(f"{STATS}?cid={UUID}"))
    assert (cookie.category, cookie.source, cookie.confidence) == ("performance", "behaviour", "medium")
    assert cookie.rule == "its identifier is handed to Countly Stats (analytics)"


def test_what_goes_to_both_is_for_targeting(tmp_path: Path) -> None:
    cookie = the(tmp_path, by_script(), pixel(f"{STATS}?cid={UUID}"), pixel(f"{ADNET}?u={UUID}"))
    assert (cookie.category, cookie.rule) == ("targeting", "its identifier is handed to Adnet (advertising)")


def test_what_goes_to_who_measures_and_to_who_is_needed_too_stays_unsorted(tmp_path: Path) -> None:
    knowledge = world(service("Purse", "payment", "mandatory"))
    handed = (pixel(f"{STATS}?cid={UUID}"), pixel(f"https://api.purse.test/?id={UUID}"))
    assert the(tmp_path, by_script(), *handed, knowledge=knowledge).category == "unknown"


def test_what_goes_to_nobody_known_stays_unsorted(tmp_path: Path) -> None:
    cookie = the(tmp_path, by_script(), pixel(f"https://a.nobody.test/?u={UUID}"))
    assert (cookie.category, cookie.details["handed_to"]) == ("unknown", ["a.nobody.test"])


def test_who_only_watches_for_faults_makes_no_sure_verdict(tmp_path: Path) -> None:
    knowledge = world(service("Faults", "monitoring", "performance"))
    cookie = the(tmp_path, by_script(), pixel(f"https://in.faults.test/?u={UUID}"), knowledge=knowledge)
    assert (cookie.category, cookie.confidence) == ("performance", "low")


def test_one_profile_alone_gives_low_confidence(tmp_path: Path) -> None:
    cookie = the(tmp_path, by_script(), pixel(f"{ADNET}?u={UUID}"), strong=False)
    assert (cookie.category, cookie.confidence, cookie.identifier) == ("targeting", "low", "weak")


@pytest.mark.parametrize("area", ["local-storage", "session-storage"])
def test_storage_is_sorted_alike(tmp_path: Path, area: str) -> None:
    item = StorageItem(time=NOW, visit="v1", area=area, origin="https://www.shop.test", key="qx.k", value=UUID)
    found = the(tmp_path, item, pixel(f"{STATS}?cid={UUID}"), kind=area)
    assert (found.category, found.source) == ("performance", "behaviour")


def test_a_filter_rule_tells_the_receivers_trade_where_no_service_is_known(tmp_path: Path) -> None:
    (tmp_path / "easylist.txt").write_text("||banner.test^\n", encoding="utf-8")
    (tmp_path / "index.json").write_text('{"easylist": {"file": "easylist.txt"}}', encoding="utf-8")
    knowledge = world(folder=tmp_path)
    cookie = the(tmp_path, by_script(), pixel(f"https://x.banner.test/?u={UUID}"), knowledge=knowledge)
    assert cookie.category == "targeting"
    assert cookie.rule == "its identifier is handed to x.banner.test (||banner.test^ of easylist)"


def test_a_host_of_the_site_that_is_a_networks_by_its_alias_is_the_network(tmp_path: Path) -> None:
    alias = HostAlias(time=NOW, host="m.shop.test", chain=("shop.adnet.test",), resolver="system")
    cookie = the(tmp_path, alias, by_script(), pixel(f"https://m.shop.test/p?u={UUID}"))
    assert (cookie.category, cookie.details["handed_to"]) == ("targeting", ["shop.adnet.test"])


# What was not handed on on purpose


@pytest.mark.parametrize(
    "record",
    [
        pixel(f"{ADNET}?u=1", request_headers=(("Referer", f"https://www.shop.test/?s={UUID}"),)),
        pixel(f"{ADNET}?dl=" + quote(f"https://www.shop.test/?s={UUID}", safe="")),
        pixel(f"{ADNET}?dl=" + quote(quote(f"https://www.shop.test/?s={UUID}&t=1", safe=""), safe="")),
        pixel(f"{ADNET}?dl=https://www.shop.test/?s={UUID}"),
        pixel(f"{ADNET}?dp=" + quote(f"/cart?s={UUID}", safe=""), page_url=f"{PAGE}?s={UUID}"),
        pixel(f"{ADNET}?dp=" + quote(f"/cart?s={UUID}", safe="")),
        request(ADNET, "ping", method="POST", post_data=f'{{"url":"https:\\/\\/www.shop.test\\/?s={UUID}"}}'),
    ],
    ids=["referer", "page address", "encoded twice", "not encoded", "path of the page", "path alone", "in a body"],
)
def test_an_identifier_in_the_pages_own_address_is_not_handed_on(tmp_path: Path, record: Record) -> None:
    cookie = the(tmp_path, by_script(), record)
    assert (cookie.category, "handed_to" in cookie.details) == ("unknown", False)


def test_an_address_that_the_page_took_on_later_is_its_own_too(tmp_path: Path) -> None:
    left_at = msgspec.structs.replace(visit(), final_url=f"https://www.shop.test/{UUID}/cart")
    cookie = the(tmp_path, by_script(), pixel(f"{STATS}?dp=" + quote(f"/{UUID}/cart", safe="")), left_at)
    assert "handed_to" not in cookie.details


def test_one_that_stands_beside_the_pages_address_is(tmp_path: Path) -> None:
    both = quote(f"https://www.shop.test/?s={OTHER_UUID}", safe="")
    cookie = the(tmp_path, by_script(), pixel(f"{ADNET}?dl={both}&u={UUID}"), strong=False)
    assert cookie.category == "targeting"


def test_the_address_of_anothers_page_is_no_page_of_the_site(tmp_path: Path) -> None:
    further = quote(f"https://match.partner.test/?uid={UUID}", safe="")
    assert the(tmp_path, by_script(), pixel(f"{ADNET}?r={further}")).category == "targeting"


def test_a_possible_identifier_in_a_scripts_address_may_be_the_sites_key(tmp_path: Path) -> None:
    script = request(f"https://cdn.stats.test/{UUID}/sdk.js", "script")
    assert the(tmp_path / "a", by_script(), script, strong=False).category == "unknown"
    assert the(tmp_path / "b", by_script(), script).category == "performance"


def test_a_value_that_all_profiles_share_is_no_identifier(tmp_path: Path) -> None:
    records = (by_script(), pixel(f"{ADNET}?u={UUID}"))
    assert the(tmp_path, *records, more={"first-visit-2": records}).category == "unknown"


def test_what_goes_back_to_whose_script_set_it_is_not_handed_on(tmp_path: Path) -> None:
    cookie = script_cookie(f"qx_k={UUID}; Max-Age=600", script="https://cdn.nobody.test/t.js")
    assert "handed_to" not in the(tmp_path, cookie, pixel(f"https://in.nobody.test/?u={UUID}")).details


def test_no_script_reads_an_http_only_cookie_so_only_its_hosts_redirect_hands_it_on(tmp_path: Path) -> None:
    line = f"qx_k={UUID}; HttpOnly; Max-Age={YEAR}"
    tag = "https://t.nobody.test/sync"
    set_it = set_cookie(line, tag, request="a1")
    asked = pixel(tag, id="a1", status=302)
    sent_on = pixel(f"{ADNET}?u={UUID}", redirected_from="a1")
    by_page = pixel(f"{ADNET}?u={UUID}")
    assert the(tmp_path / "a", set_it, asked, sent_on).category == "targeting"
    assert the(tmp_path / "b", set_it, asked, by_page).category == "unknown"


def test_a_redirect_of_another_host_is_not_the_items_own(tmp_path: Path) -> None:
    records = (
        set_cookie(f"qx_k={UUID}; HttpOnly; Max-Age={YEAR}", "https://t.nobody.test/sync"),
        pixel("https://go.elsewhere.test/", id="a1", status=302),
        pixel(f"{ADNET}?u={UUID}", redirected_from="a1"),
    )
    assert the(tmp_path, *records).category == "unknown"


@pytest.mark.parametrize("receiver", [ADNET, STATS])
@pytest.mark.parametrize("line", [f"qx_k={UUID}", f"shop_session={UUID}; Max-Age={YEAR}"], ids=["ends", "by its name"])
def test_the_sites_own_session_is_not_sorted_by_who_else_learns_it(tmp_path: Path, receiver: str, line: str) -> None:
    cookie = the(tmp_path, set_cookie(line), pixel(f"{receiver}?u={UUID}"))
    assert cookie.category not in ("performance", "targeting")
    told = [one for one in cookie.conflicts if one.startswith("behaviour: targeting")]
    assert len(told) == (receiver == ADNET)


def test_a_cookie_that_anothers_code_made_the_server_set_is_not_the_sites_session(tmp_path: Path) -> None:
    hit = request("https://www.shop.test/m.gif", id="r7", stack=("https://cdn.nobody.test/t.js",))
    records = (hit, set_cookie(f"qx_k={UUID}", hit.url, request="r7"), pixel(f"{ADNET}?u={UUID}"))
    assert the(tmp_path, *records, strong=False).category == "targeting"


def test_a_session_number_that_a_script_made_for_who_measures_is_sorted(tmp_path: Path) -> None:
    cookie = the(tmp_path, by_script("qx_session", attributes=""), pixel(f"{STATS}?sid={UUID}"))
    assert (cookie.category, cookie.source) == ("performance", "behaviour")


def test_a_lasting_cookie_of_the_server_is_sorted_as_performance_with_little_confidence(tmp_path: Path) -> None:
    cookie = the(tmp_path, set_cookie(f"qx_k={UUID}; Max-Age={YEAR}"), pixel(f"{STATS}?cid={UUID}"))
    assert (cookie.category, cookie.confidence) == ("performance", "low")


def test_a_long_state_that_holds_an_identifier_too_is_not_sorted_by_it(tmp_path: Path) -> None:
    state = quote('{"v":"' + UUID + '","open":"' + "menu " * 100 + '"}')
    assert the(tmp_path, by_script(value=state), pixel(f"{STATS}?cid={UUID}")).category == "unknown"


def test_a_possible_identifier_under_a_name_that_speaks_of_a_choice_may_be_an_articles_number(tmp_path: Path) -> None:
    records = (by_script("last_viewed", "ab3k92lq7d"), pixel(f"{ADNET}?content_ids=ab3k92lq7d"))
    assert the(tmp_path, *records, strong=False).category != "targeting"


# The order of decision, and the voices beside it


def test_a_known_name_decides_and_who_receives_it_is_told_beside(tmp_path: Path) -> None:
    name = NameEntry(pattern="qx_k", service="", category="mandatory", what="the basket")
    cookie = the(tmp_path, by_script(), pixel(f"{ADNET}?u={UUID}"), knowledge=world(names=(name,)))
    assert (cookie.category, cookie.source) == ("mandatory", "avow")
    assert cookie.conflicts == ("behaviour: targeting, its identifier is handed to Adnet (advertising)",)


def test_nothing_is_told_beside_where_only_who_measures_receives_it(tmp_path: Path) -> None:
    name = NameEntry(pattern="qx_k", service="", category="mandatory", what="the basket")
    cookie = the(tmp_path, by_script(), pixel(f"{STATS}?u={UUID}"), knowledge=world(names=(name,)))
    assert (cookie.category, cookie.conflicts) == ("mandatory", ())


def test_another_service_of_the_setters_company_is_no_dissent(tmp_path: Path) -> None:
    cookie = script_cookie(f"_id={UUID}; Max-Age=600", script="https://cdn.stats.test/t.js")
    found = the(tmp_path, cookie, pixel(f"https://x.cads.test/?u={UUID}"))
    assert (found.category, found.conflicts) == ("performance", ())


def test_what_is_done_with_it_is_asked_before_loose_words_and_after_clear_ones() -> None:
    handed = (Handing(host="t.adnet.test"),)

    def steps(name: str) -> list[str]:
        return [step for step, _ in all_voices(Item(name=name, identifier="strong", handed_to=handed), KNOWN)]

    assert [step for step in steps("recent_view") if step != "trained model"][:2] == ["handed on", "loose words"]
    assert steps("shop_cart")[:2] == ["what it does", "handed on"]


def test_clear_words_of_a_name_do_not(tmp_path: Path) -> None:
    cookie = the(tmp_path, by_script("shop_cart"), pixel(f"{ADNET}?u={UUID}"))
    assert cookie.category == "mandatory"
    assert [one.partition(",")[0] for one in cookie.conflicts] == ["behaviour: targeting"]


def test_the_policy_does_not_overrule_what_was_seen_but_a_possible_identifier_gives_way(tmp_path: Path) -> None:
    records = (by_script(), pixel(f"{ADNET}?u={UUID}"))
    row = [declaration(name="qx_k", category="mandatory")]
    strong, weak = the(tmp_path / "a", *records), the(tmp_path / "b", *records, strong=False)
    comparison = compared([strong], row)
    assert comparison.observations[0].category == "targeting"
    assert "wrong-category" in verdicts(comparison)
    comparison = compared([weak], row)
    assert (comparison.observations[0].category, comparison.observations[0].source) == ("mandatory", "policy")
    assert comparison.observations[0].conflicts == ("behaviour: targeting",)


def test_what_the_policy_sorts_keeps_the_voice_beside_it(tmp_path: Path) -> None:
    session = the(tmp_path, set_cookie(f"qx_k={UUID}"), pixel(f"{ADNET}?u={UUID}"))
    (found,) = compared([session], [declaration(name="qx_k", category="mandatory")]).observations
    assert (found.category, found.source) == ("mandatory", "policy")
    assert found.conflicts == ("behaviour: targeting, its identifier is handed to Adnet (advertising)",)


def test_the_order_of_the_records_changes_nothing(tmp_path: Path) -> None:
    records = [by_script(), pixel(f"{STATS}?cid={UUID}", id="x"), pixel(f"{ADNET}?u={UUID}", id="y"), visit()]
    one, other = the(tmp_path / "a", *records), the(tmp_path / "b", *reversed(records))
    assert (one.category, one.rule, one.details["handed_to"]) == (
        other.category,
        other.rule,
        other.details["handed_to"],
    )
