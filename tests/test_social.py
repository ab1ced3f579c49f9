"""Which social media functions a page embeds."""

from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from crawler.records import Record
from tests.judging import PAGE, SITE, of_kind, pixel, request, seen


@pytest.mark.parametrize(
    ("url", "kind", "name"),
    [
        ("https://www.facebook.com/plugins/like.php?href=x", "document", "Facebook like button"),
        ("https://www.facebook.com/v18.0/plugins/share_button.php", "document", "Facebook share button"),
        ("https://connect.facebook.net/nl_NL/sdk.js", "script", "Facebook software kit for plug-ins and log-in"),
        ("https://platform.twitter.com/widgets.js", "script", "X (Twitter) buttons and timelines"),
        ("https://platform.linkedin.com/in.js", "script", "LinkedIn share button or badge"),
        ("https://assets.pinterest.com/js/pinit.js", "script", "Pinterest save button"),
        ("https://www.instagram.com/embed.js", "script", "Instagram embedded post"),
        ("https://static.addtoany.com/menu/page.js", "script", "AddToAny share buttons"),
        ("https://www.threads.com/embed.js", "script", "Threads embedded post"),
        ("https://telegram.org/js/telegram-widget.js?22", "script", "Telegram embedded post, discussion or log-in"),
        ("https://www.youtube.com/subscribe_embed?channelid=x", "document", "YouTube subscribe button"),
        ("https://d.line-scdn.net/r/web/social-plugin/js/thirdparty/loader.min.js", "script", "LINE share button"),
        (
            "https://t1.kakaocdn.net/kakao_js_sdk/2.7.2/kakao.min.js",
            "script",
            "Kakao software kit for sharing and log-in",
        ),
    ],
)
def test_embedded_functions_are_named(tmp_path: Path, url: str, kind: str, name: str) -> None:
    (function,) = of_kind(seen(tmp_path, request(url, kind)), "social")
    assert (function.name, function.party) == (name, "third")


@pytest.mark.parametrize(
    "record",
    [
        request("https://connect.facebook.net/en_US/fbevents.js", "script"),
        pixel("https://www.facebook.com/tr/?id=1&ev=PageView"),
        request("https://www.facebook.com/shop", "document", seen_by=("static",)),
        request("https://www.shop.test/icons/facebook-plugins-like.svg"),
        request("https://platform.twitter.com.evil.test/widgets.js", "script"),
        request("https://www.linkedin.com/company/shop", "xhr"),
        request("https://www.youtube.com/embed/abc", "document"),
        request("https://www.redditstatic.com/ads/pixel.js", "script"),
        request("https://vk.com/rtrg?p=VK-RTRG-1", "script"),
        request("https://telegram.org/img/t_logo.png"),
    ],
)
def test_pixels_links_and_pictures_are_no_functions(tmp_path: Path, record: Record) -> None:
    assert of_kind(seen(tmp_path, record), "social") == []


def test_a_network_on_its_own_site_is_no_function(tmp_path: Path) -> None:
    record = request("https://www.facebook.com/plugins/like.php", "document")
    assert of_kind(seen(tmp_path, record, site="www.facebook.com"), "social") == []


def test_one_function_on_many_addresses_is_one_observation(tmp_path: Path) -> None:
    records = [request(f"https://www.facebook.com/plugins/like.php?href={number}", "document") for number in range(9)]
    (function,) = of_kind(seen(tmp_path, *records), "social")
    assert (function.details["times"], len(function.urls)) == (9, 9)


LIKE = "https://www.facebook.com/plugins/like.php"
HERE = quote(PAGE, safe="")


def told_of(tmp_path: Path, *records: Record) -> dict[str, object]:
    (function,) = of_kind(seen(tmp_path, *records), "social")
    return {key: function.details[key] for key in ("told", "cookies_sent", "cookies_set") if key in function.details}


def test_what_a_function_was_sent_and_what_it_set_is_told_by_name(tmp_path: Path) -> None:
    frame = request(
        f"{LIKE}?href={HERE}",
        "document",
        request_headers=(("Cookie", "fr=secret; datr=2"), ("Referer", PAGE)),
        response_headers=(("Set-Cookie", "sb=hidden; Domain=facebook.com"), ("Set-Cookie", "old=; Max-Age=0")),
    )
    told = told_of(tmp_path, frame)
    assert told == {
        "told": ["the page's address, as Referer", "the page's address, in its own"],
        "cookies_sent": ["datr", "fr"],
        "cookies_set": ["sb"],
    }


@pytest.mark.parametrize(
    "fields",
    [
        {"request_headers": (("Referer", f"https://{SITE}/"),)},
        {"url": f"{LIKE}?href=https%3A%2F%2F{SITE}%2F"},
        {"response_headers": (("Set-Cookie", "old=; Max-Age=0"),)},
    ],
    ids=["the origin as Referer", "the start page", "a cookie removed"],
)
def test_the_bare_site_is_no_page_and_a_removed_cookie_is_not_set(tmp_path: Path, fields: dict[str, Any]) -> None:
    assert told_of(tmp_path, request(**{"url": LIKE, "resource_type": "document", **fields})) == {}


def test_what_its_frame_asks_of_its_own_network_counts_too(tmp_path: Path) -> None:
    frame = request(LIKE, "document")
    mine = request("https://pixel.facebook.com/x", frame_url=LIKE, request_headers=(("Cookie", "fr=1"),))
    others = request("https://t.adnet.test/x", frame_url=LIKE, request_headers=(("Cookie", "uid=1"),))
    besides = request("https://pixel.facebook.com/y", frame_url=PAGE, request_headers=(("Cookie", "wd=1"),))
    assert told_of(tmp_path, frame, mine, others, besides) == {"cookies_sent": ["fr"]}
