"""When a page asks for too much. The browser's end of the connection is played by a list of handlers."""

import pytest

from crawler.recorders.limits import REQUESTS, RESPONSE_BYTES, VISIT_BYTES, Limits
from crawler.targets import Target


class Browser:
    """Hands events to the recorder and keeps the commands that it sends."""

    def __init__(self):
        self.handlers = {}
        self.commands = []

    def on(self, method, handler):
        self.handlers[method] = handler

    def post(self, method, params=None, session=""):
        self.commands.append((method, session))

    def tell(self, method, **params):
        self.handlers[method](params, "s1")


@pytest.fixture
def browser():
    return Browser()


@pytest.fixture
def limits(browser):
    made = Limits(browser, None)
    made.attach(Target(session="s1", id="t1", type="page", url="", context=""))
    return made


def test_a_page_within_the_limits_is_let_be(browser, limits):
    for _ in range(REQUESTS - 1):
        browser.tell("Network.requestWillBeSent")
    browser.tell("Network.dataReceived", requestId="r1", dataLength=RESPONSE_BYTES)
    assert (limits.reason, limits.exceeded.is_set(), browser.commands) == ("", False, [])


def test_one_request_too_many_stops_the_page(browser, limits):
    for _ in range(REQUESTS):
        browser.tell("Network.requestWillBeSent")
    assert "requests" in limits.reason and limits.exceeded.is_set()
    assert browser.commands == [("Page.stopLoading", "s1")]


def test_one_byte_too_many_of_a_response_stops_the_page(browser, limits):
    browser.tell("Network.dataReceived", requestId="r1", dataLength=RESPONSE_BYTES)
    browser.tell("Network.dataReceived", requestId="r1", dataLength=1)
    assert "one response" in limits.reason


def test_a_film_may_be_longer_but_not_than_the_visit(browser, limits):
    browser.tell("Network.responseReceived", requestId="r1", type="Media")
    browser.tell("Network.dataReceived", requestId="r1", dataLength=VISIT_BYTES)
    assert limits.reason == ""
    browser.tell("Network.dataReceived", requestId="r1", dataLength=1)
    assert "the page took" in limits.reason


def test_the_next_visit_begins_anew(browser, limits):
    browser.tell("Network.dataReceived", requestId="r1", dataLength=RESPONSE_BYTES + 1)
    limits.begin()
    assert (limits.reason, limits.exceeded.is_set(), limits.received("s1", "r1")) == ("", False, 0)


def test_evidence_that_has_grown_to_its_limit_stops_the_page_and_those_after_it(browser, limits):
    limits.look_at_evidence(999, 1000)
    assert (limits.full, limits.exceeded.is_set()) == ("", False)
    limits.look_at_evidence(1000, 1000)
    assert "1000 bytes" in limits.full and limits.reason.startswith(limits.full)
    assert browser.commands == [("Page.stopLoading", "s1")]
    limits.begin()
    assert (limits.reason, "1000 bytes" in limits.full) == ("", True)
