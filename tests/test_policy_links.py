"""Which links lead to a policy."""

import pytest

from analyzers.policy import find_policy_links
from tests.scaling import grows_linearly

HOME = "https://shop.example.co.uk/en/"


def first(html: str) -> str:
    return find_policy_links(html, HOME)[0].url


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("Privacy policy", "/p/1"),
        ("Cookies", "/c"),
        ("Privacyverklaring", "/verklaring"),
        ("Cookiebeleid", "/x"),
        ("Datenschutzerklärung", "/d"),
        ("Politique de confidentialité", "/pc"),
        ("Politique de cookies", "/pk"),
        ("Política de privacidad", "/pp"),
        ("Informativa privacy", "/i"),
        ("Legal bits", "/en/privacy-notice.html"),
        ("Kleingedrucktes", "/datenschutz"),
    ],
)
def test_the_text_or_the_target_tells(text: str, target: str) -> None:
    page = f'<a href="/shop">Shop</a><a href="/about">About us</a><footer><a href="{target}">{text}</a></footer>'
    (link,) = find_policy_links(page, HOME)
    assert link.url == f"https://shop.example.co.uk{target}"
    assert link.why


def test_the_policy_ranks_above_settings_and_above_another_companys() -> None:
    page = (
        '<a href="https://widgets.example.net/privacy-policy">Privacy policy</a>'
        '<a href="/cookie-settings">Cookie settings</a><a href="/privacy-policy">Privacy policy</a>'
    )
    assert first(page) == "https://shop.example.co.uk/privacy-policy"


def test_a_blog_article_about_privacy_ranks_below_the_policy() -> None:
    article = "Ten things that you always wanted to know about privacy and that nobody ever dared to tell you before"
    assert first(f'<a href="/blog/privacy">{article}</a><a href="/p">Privacy</a>') == "https://shop.example.co.uk/p"


def test_markup_inside_the_link_and_a_label_on_it_are_read() -> None:
    assert first('<a class="f" href="/q"><span>Privacy</span> <b>notice</b></a>') == "https://shop.example.co.uk/q"
    assert first('<a href="/r" aria-label="Privacy policy"><img src="x.png"></a>') == "https://shop.example.co.uk/r"


def test_addresses_are_joined_with_the_base_and_each_occurs_once() -> None:
    page = '<base href="https://www.example.co.uk/a/"><a href="privacy">Privacy</a><a href="privacy#top">Privacy policy</a>'
    (link,) = find_policy_links(page, HOME)
    assert (link.url, link.text) == ("https://www.example.co.uk/a/privacy", "Privacy policy")


@pytest.mark.parametrize(
    "target", ["javascript:privacy()", "mailto:privacy@example.com", "data:text/html,privacy", "http://[bad/privacy"]
)
def test_what_is_no_address_of_a_page_is_left_out(target: str) -> None:
    assert find_policy_links(f'<a href="{target}">Privacy policy</a>', HOME) == []


def test_a_page_without_such_links_has_none() -> None:
    assert find_policy_links('<a href="/shop">Shop</a>', HOME) == []


@pytest.mark.parametrize("piece", ["<a ", '<a href="', '<a href="/privacy">', "<base "])
def test_a_hostile_page_costs_no_more_than_its_length(piece: str) -> None:
    assert grows_linearly(lambda size: find_policy_links(piece * (size // len(piece)), HOME), 250_000)
