"""Which registrable domain a host belongs to, and whether it is first or third party."""

import pytest

from analyzers.parties import host_of, is_address, party, registrable_domain, same_site


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("www.shop.com", "shop.com"),
        ("a.b.shop.co.uk", "shop.co.uk"),
        ("www.shop001.test", "shop001.test"),
        ("WWW.Shop.COM.", "shop.com"),
        (".shop.com", "shop.com"),
        ("shop.com:8443", "shop.com"),
        ("tenant.github.io", "tenant.github.io"),
        ("www.tenant.myshopify.com", "tenant.myshopify.com"),
        ("co.uk", "co.uk"),
        ("localhost", "localhost"),
        ("192.168.0.10", "192.168.0.10"),
        ("192.168.0.10:8080", "192.168.0.10"),
        ("[2001:db8::1]:443", "2001:db8::1"),
        ("2001:db8::1", "2001:db8::1"),
        ("shop.bücher.de", "xn--bcher-kva.de"),
        ("www.xn--bcher-kva.de", "xn--bcher-kva.de"),
        ("", ""),
    ],
)
def test_the_registrable_domain_is_the_label_before_the_public_suffix(host: str, domain: str) -> None:
    assert registrable_domain(host) == domain


def test_a_host_that_no_rule_can_read_is_itself_and_raises_nothing() -> None:
    for host in ("\x00", "a..b", "xn--", "-.-", "é" * 300, "a" * 5000 + ".com"):
        assert isinstance(registrable_domain(host), str)


def test_an_address_gives_its_host() -> None:
    assert host_of("https://User:pw@WWW.Shop.com:8443/path?q=1") == "www.shop.com"
    assert host_of("blob:https://shop.com/1-2-3") == "shop.com"


@pytest.mark.parametrize("url", ["data:text/html,x", "about:blank", "", "https://[broken", "//", "javascript:1"])
def test_an_address_without_a_host_gives_nothing(url: str) -> None:
    assert host_of(url) == ""


def test_same_site_goes_by_registrable_domain() -> None:
    assert same_site("cdn.shop.com", "www.shop.com")
    assert not same_site("one.github.io", "two.github.io")
    assert not same_site("", "")


def test_another_registrable_domain_is_third_party() -> None:
    assert party("stats.vendor.net", "www.shop.com") == "third"
    assert party("img.shop.com", "www.shop.com") == "first"


def test_the_operators_further_domains_are_first_party_with_what_is_below_them() -> None:
    own = ("shop-cdn.net", "www.shop.de")
    assert party("a.shop-cdn.net", "www.shop.com", own) == "first"
    assert party("img.shop.de", "www.shop.com", own) == "first"
    assert party("notshop.de", "www.shop.com", own) == "third"


def test_what_has_no_host_belongs_to_its_page() -> None:
    assert party("", "www.shop.com") == "first"


def test_a_name_that_ends_in_digits_is_no_address() -> None:
    assert not is_address("shop24")
    assert not is_address("1.2.3.4.5")
    assert is_address("10.0.0.1")
