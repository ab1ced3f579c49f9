"""Why a page was not measured."""

import pytest

from crawler import outcomes
from crawler.records import OUTCOMES


@pytest.mark.parametrize(
    ("message", "outcome"),
    [
        ("Page.goto: net::ERR_NAME_NOT_RESOLVED at https://x.test/\nCall log:", "dns"),
        ("Page.goto: net::ERR_CERT_AUTHORITY_INVALID at https://x.test/", "tls"),
        ("Page.goto: net::ERR_SSL_PROTOCOL_ERROR at https://x.test/", "tls"),
        ("Page.goto: net::ERR_CONNECTION_REFUSED at https://x.test/", "refused"),
        ("Page.goto: net::ERR_TOO_MANY_REDIRECTS at https://x.test/", "redirect-loop"),
        ("Page.goto: Download is starting", "not-html"),
        ("Page.goto: Page crashed", "crashed"),
        ("Page.goto: net::ERR_SOMETHING_NEW at https://x.test/", "network"),
    ],
)
def test_an_error_of_the_browser_is_an_outcome(message, outcome):
    found, reason = outcomes.of_error(message)
    assert found == outcome and found in OUTCOMES
    assert reason and "Call log" not in reason


@pytest.mark.parametrize(
    ("status", "mime", "html", "outcome"),
    [
        (200, "text/html", "<h1>Shop</h1>", "measured"),
        (404, "text/html", "<h1>Not here</h1>", "http-error"),
        (401, "text/html", "", "auth-required"),
        (200, "application/pdf", "", "not-html"),
        (403, "text/html", "<title>Just a moment...</title>", "bot-wall"),
        (200, "text/html", '<iframe src="/_Incapsula_Resource?x">', "bot-wall"),
        (200, "text/html", "<p>The captcha-delivery.com story</p>" + "x" * 40_000, "measured"),
    ],
)
def test_a_page_that_arrived_is_measured_only_when_it_is_the_sites_own(status, mime, html, outcome):
    assert outcomes.of_page(status, mime, html)[0] == outcome
