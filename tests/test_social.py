"""Which social media functions a page embeds."""

from pathlib import Path

import pytest

from crawler.records import Record
from tests.judging import of_kind, pixel, request, seen


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
