"""To which address each request went: the log names it at the socket, and leads there over the stream's job."""

from __future__ import annotations

from typing import Any

STEPS = 6
"""request -> job -> (HTTP/2 session ->) socket: a chain longer than this is none of ours."""


class Sockets:
    """Which of the log's sources leads to which, and the remote address of those that are sockets."""

    def __init__(self) -> None:
        self._leads_to: dict[int, int] = {}
        self._addresses: dict[int, str] = {}

    def bound(self, source: int, params: dict[str, Any]) -> None:
        """An event of `source` that names the source it depends on."""
        to = params.get("source_dependency")
        if isinstance(to, dict) and isinstance(to.get("id"), int):
            self._leads_to[source] = to["id"]

    def connected(self, source: int, params: dict[str, Any]) -> None:
        address = params.get("remote_address")
        if isinstance(address, str):
            self._addresses[source] = address

    def address_of(self, source: int) -> str:
        """As `127.0.0.1:443` or `[::1]:443`; empty when the log does not lead to a socket."""
        here = source
        for _ in range(STEPS):
            if here in self._addresses:
                return self._addresses[here]
            if here not in self._leads_to:
                break
            here = self._leads_to[here]
        return ""
