"""How a browser that has no switch for Do Not Track sends it: the headless shell knows no such preference.

Chromium itself sends the signal from its preference (crawler.profile), and every browser of ours sends Global
Privacy Control by a feature of its own. What really carried a signal is counted by the network log at the session's end.
"""

from __future__ import annotations

from collections.abc import Iterable

from crawler.devtools import Params
from crawler.records import Record, Request
from crawler.targets import WITH_FRAMES, Target

HEADERS = {"dnt": "DNT", "gpc": "Sec-GPC"}
"""W3C Tracking Preference Expression, section 5.2; Global Privacy Control, section 3.3. The value is `1`."""
NAMES = {"dnt": "Do Not Track", "gpc": "Global Privacy Control"}

_SCRIPT = (
    "Object.defineProperty(Navigator.prototype, 'doNotTrack', "
    "{get() { return '1'; }, configurable: true, enumerable: true});"
)


class DoNotTrack:
    """`DNT: 1` on what each target asks for, and `navigator.doNotTrack` in its documents. Neither makes a preflight: the
    header is one that scripts may not set (Fetch, "forbidden request-header")."""

    name = "do-not-track"

    def attach(self, target: Target) -> list[tuple[str, Params]]:
        commands: list[tuple[str, Params]] = [
            ("Network.enable", {}),
            ("Network.setExtraHTTPHeaders", {"headers": {HEADERS["dnt"]: "1"}}),
        ]
        if target.type in WITH_FRAMES:
            commands += [
                ("Page.enable", {}),
                ("Page.addScriptToEvaluateOnNewDocument", {"source": _SCRIPT, "runImmediately": True}),
            ]
        return commands


class Carried:
    """How many of the requests that went out for the site carried a signal."""

    def __init__(self, signal: str, records: Iterable[Record]) -> None:
        header = HEADERS[signal].lower()
        self.without: dict[str, int] = {}
        """By kind of request, how many went out without it. Preflights carry neither signal in any browser."""
        self.documents = 0
        """Documents of pages that carried it."""
        self.sent = 0
        self.carried = 0
        for record in records:
            if not isinstance(record, Request) or record.browser_own or record.from_cache or not record.request_headers:
                continue
            if record.url[:4].lower() != "http" or record.method == "OPTIONS":
                continue
            carries = any(name.lower() == header and value.strip() == "1" for name, value in record.request_headers)
            self.sent += 1
            self.carried += carries
            self.documents += carries and record.resource_type == "document"
            if not carries:
                kind = record.resource_type or "seen by the network log only"
                self.without[kind] = self.without.get(kind, 0) + 1

    def in_words(self, signal: str) -> str:
        """`Global Privacy Control (Sec-GPC: 1) went out with 17 of 18 requests, preflights aside; without it: 1 other`."""
        told = f"{NAMES[signal]} ({HEADERS[signal]}: 1) went out with {self.carried} of {self.sent} requests"
        left = ", ".join(f"{number} {kind}" for kind, number in sorted(self.without.items()))
        return f"{told}, preflights aside" + (f"; without it: {left}" if left else "")
