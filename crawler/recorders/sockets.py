"""What goes through WebSockets: each message with its direction, size, digest and beginning."""

from __future__ import annotations

import base64
import binascii
import hashlib
import time
from functools import partial
from typing import Any

import msgspec

from crawler.devtools import DevTools, Params
from crawler.journal import Journal
from crawler.recorders.requests import scripts_of
from crawler.records import SocketMessage
from crawler.targets import Target

MESSAGES = 2_000
"""Messages kept of one visit: a page may send a hundred thousand."""
CHARACTERS = 4_096
SOCKETS = 500
"""Sockets open at once whose messages are kept."""
TEXT, BINARY = 1, 2
DIRECTIONS = {"Network.webSocketFrameSent": "sent", "Network.webSocketFrameReceived": "received"}


class _Socket(msgspec.Struct):
    """An open WebSocket."""

    name: str
    url: str
    initiator_url: str
    stack: tuple[str, ...]


class SocketRecorder:
    """Listens until a visit's messages are full, and again with the next visit, so that a flood costs nothing."""

    name = "sockets"

    def __init__(self, devtools: DevTools, journal: Journal) -> None:
        self._devtools = devtools
        self._journal = journal
        self._sockets: dict[tuple[str, str], _Socket] = {}
        self._listeners = {method: partial(self._message, direction) for method, direction in DIRECTIONS.items()}
        self._listening = False
        self._count = self._opened = 0
        devtools.on("Network.webSocketCreated", self._created)
        devtools.on("Network.webSocketClosed", self._closed)
        self.begin()

    def attach(self, target: Target) -> list[tuple[str, Params]]:  # noqa: ARG002 the request recorder switches Network on
        return []

    def begin(self) -> None:
        """A new visit begins."""
        self._count = 0
        if not self._listening:
            for method, listener in self._listeners.items():
                self._devtools.on(method, listener)
            self._listening = True

    @property
    def full(self) -> bool:
        """Were there more messages in this visit than are kept?"""
        return not self._listening

    def _created(self, params: Params, session: str) -> None:
        initiator: dict[str, Any] = params.get("initiator") or {}
        # A service worker is attached to twice, and both sessions tell its sockets.
        twin = any(key[1] == params["requestId"] and self._sockets[key].url == params["url"] for key in self._sockets)
        if len(self._sockets) < SOCKETS and not twin:
            self._opened += 1
            self._sockets[session, params["requestId"]] = _Socket(
                f"w{self._opened}",
                params["url"],
                initiator.get("url", ""),
                scripts_of(initiator.get("stack")),
            )

    def _closed(self, params: Params, session: str) -> None:
        self._sockets.pop((session, params["requestId"]), None)

    def _message(self, direction: str, params: Params, session: str) -> None:
        frame = params["response"]
        opcode = int(frame["opcode"])
        socket = self._sockets.get((session, params["requestId"]))
        if socket is None or opcode not in (TEXT, BINARY):
            return
        self._count += 1
        if self._count > MESSAGES:
            for method, listener in self._listeners.items():
                self._devtools.off(method, listener)
            self._listening = False
            return
        told: str = frame["payloadData"]
        data = told.encode("utf-8", "surrogatepass") if opcode == TEXT else _decoded(told)
        # Of a Blob that is sent the browser tells nothing but that it was (measured).
        untold = opcode == BINARY and not data
        self._journal.write(
            SocketMessage(
                time=time.time(),
                visit=self._journal.visit,
                url=socket.url,
                socket=socket.name,
                direction=direction,
                opcode=opcode,
                size=None if untold else len(data),
                sha256="" if untold else hashlib.sha256(data).hexdigest(),
                data=told[:CHARACTERS],
                page_url=self._journal.page_url,
                initiator_url=socket.initiator_url,
                stack=socket.stack,
            )
        )


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text)
    except binascii.Error:
        return b""
