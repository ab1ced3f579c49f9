"""What consent tools declare in the responses that the browser met: an ordered list of readers, one file each."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from analyzers.model import Declaration
from analyzers.policy.cookiebot import read_cookiebot
from analyzers.policy.onetrust import read_onetrust
from analyzers.policy.termly import read_termly

LONGEST = 10_000_000
READERS: tuple[Callable[[str, str], Iterator[Declaration]], ...] = (read_cookiebot, read_onetrust, read_termly)
"""(address, text of the response) -> declarations; nothing when the response is not the tool's."""


def read_consent_tool(url: str, body: bytes) -> tuple[Declaration, ...]:
    """Declarations of the first tool that knows the response; empty when none does. Never raises on bad input."""
    if len(body) > LONGEST:
        return ()
    text = body.decode("utf-8-sig", "replace")
    return next((found for reader in READERS if (found := tuple(reader(url, text)))), ())
