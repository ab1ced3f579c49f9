"""Our own connection to the browser's DevTools protocol, beside Playwright's.

Playwright drives; this connection listens. Playwright's sessions do not reach shared workers and pass events through its
own model (1.28 times the CPU of bare events, measured), so evidence is taken from a second client of the same browser.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import msgspec
import websockets
from websockets.asyncio.client import ClientConnection

Params = dict[str, Any]
Handler = Callable[[Params, str], None]
"""Called with an event's parameters and the id of the session it came from."""

NO_ANSWER = "no answer"
_EVENT = b'{"method":"'
"""How Chromium begins every event; answers begin with their id."""

_decode = msgspec.json.Decoder().decode
_encode = msgspec.json.Encoder().encode


class DevToolsError(Exception):
    """The browser answered a command with an error, or the connection is gone."""


class DevTools:
    """One websocket, flat sessions: commands return answers, events go to the handlers of their method."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._next_id = 0
        self._waiting: dict[int, asyncio.Future[Params]] = {}
        self._handlers: dict[str, list[Handler]] = {}
        self._outgoing: asyncio.Queue[bytes] = asyncio.Queue()
        self._tasks = [asyncio.create_task(self._read()), asyncio.create_task(self._write())]
        self.closed = asyncio.Event()
        self.handler_errors: list[str] = []

    @classmethod
    async def connect(cls, endpoint: str) -> DevTools:
        """`endpoint` is the browser's own websocket address (ws://127.0.0.1:PORT/devtools/browser/ID)."""
        return cls(await websockets.connect(endpoint, max_size=None, compression=None, ping_interval=None))

    def on(self, method: str, handler: Handler) -> None:
        self._handlers.setdefault(method, []).append(handler)

    def off(self, method: str, handler: Handler) -> None:
        """Listen no longer. Events that nobody listens to cost next to nothing."""
        left = [other for other in self._handlers.get(method, ()) if other != handler]
        if left:
            self._handlers[method] = left
        else:
            self._handlers.pop(method, None)

    def post(self, method: str, params: Params | None = None, session: str = "") -> asyncio.Future[Params]:
        """Send without waiting; the answer, or a DevToolsError, resolves the future."""
        self._next_id += 1
        future: asyncio.Future[Params] = asyncio.get_running_loop().create_future()
        # A target may close before it answers: nobody has to wait for every answer.
        future.add_done_callback(_retrieve)
        if self.closed.is_set():
            future.set_exception(DevToolsError("the browser's connection is closed"))
            return future
        message: Params = {"id": self._next_id, "method": method, "params": params or {}}
        if session:
            message["sessionId"] = session
        self._waiting[self._next_id] = future
        self._outgoing.put_nowait(_encode(message))
        return future

    async def send(
        self, method: str, params: Params | None = None, session: str = "", *, timeout: float = 10.0
    ) -> Params:
        """Send and wait for the answer. Raises DevToolsError, also when no answer comes within `timeout` seconds."""
        try:
            return await asyncio.wait_for(self.post(method, params, session), timeout)
        except TimeoutError:
            raise DevToolsError(f"{method}: {NO_ANSWER} within {timeout:g} s") from None

    async def close(self) -> None:
        await self._socket.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _read(self) -> None:
        try:
            while True:
                raw = await self._socket.recv(decode=False)
                if self._concerns_us(raw):
                    self._receive(raw)
        except websockets.ConnectionClosed:
            pass
        finally:
            self.closed.set()
            for future in self._waiting.values():
                if not future.done():
                    future.set_exception(DevToolsError("the browser's connection is closed"))
            self._waiting.clear()

    def _receive(self, raw: bytes) -> None:
        try:
            message = _read_json(raw)
        except ValueError as error:
            self._misunderstood("a message", error)
            return
        self._message(message)

    def _misunderstood(self, what: str, error: Exception) -> None:
        if len(self.handler_errors) < 20:
            self.handler_errors.append(f"{what}: {type(error).__name__}: {error}")

    def _concerns_us(self, raw: bytes) -> bool:
        """An event that nobody listens to is not worth its parsing: a page may send a hundred thousand socket frames."""
        if not raw.startswith(_EVENT):
            return True
        return raw[len(_EVENT) : raw.find(b'"', len(_EVENT))].decode("ascii", "replace") in self._handlers

    async def _write(self) -> None:
        try:
            while True:
                message = await self._outgoing.get()
                await self._socket.send(message.decode())
        except websockets.ConnectionClosed:
            self.closed.set()

    def _message(self, message: Params) -> None:
        ident = message.get("id")
        if ident is not None:
            future = self._waiting.pop(ident, None)
            if future is None or future.done():
                return
            if "error" in message:
                future.set_exception(DevToolsError(str(message["error"].get("message"))))
            else:
                future.set_result(message.get("result") or {})
            return
        method = message["method"]
        for handler in self._handlers.get(method, ()):
            try:
                handler(message.get("params") or {}, message.get("sessionId") or "")
            except (KeyError, TypeError, ValueError, AttributeError) as error:
                # One event in an unforeseen shape must not end the recording; the session reports it as incomplete.
                self._misunderstood(method, error)


def _read_json(raw: bytes) -> Any:
    """A message. A page may give half a surrogate pair to a key, and Chromium escapes it as it is (`\\ud800`): no JSON text
    to a strict reader, which would end the session with it (measured). Raises ValueError for what is no JSON at all."""
    try:
        return _decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return json.loads(raw.decode("utf-8", "replace"))


def _retrieve(future: asyncio.Future[Params]) -> None:
    if not future.cancelled():
        future.exception()
