"""What is kept of the messages of WebSockets. The browser's end of the connection is played by a list of handlers."""

import hashlib

import pytest

from crawler.recorders.sockets import CHARACTERS, MESSAGES, SocketRecorder


class Browser:
    """Hands events to those who listen."""

    def __init__(self):
        self.handlers = {}

    def on(self, method, handler):
        self.handlers.setdefault(method, []).append(handler)

    def off(self, method, handler):
        self.handlers[method].remove(handler)

    def tell(self, method, session="s1", **params):
        for handler in tuple(self.handlers.get(method, ())):
            handler({"requestId": "r1", **params}, session)


class Journal:
    """A visit under way, and what was written in it."""

    def __init__(self):
        self.visit, self.page_url, self.written = "v1", "https://a.test/", []

    def write(self, record):
        self.written.append(record)


@pytest.fixture
def browser():
    return Browser()


@pytest.fixture
def journal():
    return Journal()


@pytest.fixture
def sockets(browser, journal):
    made = SocketRecorder(browser, journal)
    stack = {"callFrames": [{"url": "https://t.test/s.js"}]}
    browser.tell("Network.webSocketCreated", url="wss://t.test/ws", initiator={"type": "script", "stack": stack})
    return made


def sent(browser, data, opcode=1, session="s1"):
    browser.tell("Network.webSocketFrameSent", session, response={"opcode": opcode, "payloadData": data})


def test_a_message_is_told_whole_by_size_and_digest_and_in_part_by_its_text(browser, journal, sockets):
    sent(browser, "é" * (CHARACTERS + 1))
    (told,) = journal.written
    assert (told.direction, told.url, told.stack) == ("sent", "wss://t.test/ws", ("https://t.test/s.js",))
    assert (told.size, len(told.data)) == (2 * CHARACTERS + 2, CHARACTERS)
    assert told.sha256 == hashlib.sha256(("é" * (CHARACTERS + 1)).encode()).hexdigest()


def test_a_message_of_which_the_browser_tells_nothing_has_no_size(browser, journal, sockets):
    sent(browser, "", opcode=2)
    sent(browser, "")
    assert [(told.opcode, told.size) for told in journal.written] == [(2, None), (1, 0)]


def test_pings_and_frames_of_no_known_socket_are_no_messages(browser, journal, sockets):
    sent(browser, "x", opcode=9)
    sent(browser, "x", session="another")
    assert journal.written == []


def test_a_flood_is_cut_and_costs_nothing_until_the_next_visit(browser, journal, sockets):
    for number in range(MESSAGES + 5):
        sent(browser, str(number))
    assert (len(journal.written), sockets.full) == (MESSAGES, True)
    assert browser.handlers["Network.webSocketFrameSent"] == browser.handlers["Network.webSocketFrameReceived"] == []
    sockets.begin()
    sent(browser, "again")
    assert (journal.written[-1].data, sockets.full) == ("again", False)


def test_a_socket_that_two_sessions_tell_is_one(browser, journal, sockets):
    browser.tell("Network.webSocketCreated", "twin", url="wss://t.test/ws")
    sent(browser, "x")
    sent(browser, "x", session="twin")
    assert len(journal.written) == 1
