"""What does the rest of the evidence say of an address: was its image or frame hidden, did a hook see an API send to it?"""

from __future__ import annotations

from collections import Counter

from analyzers.beacon_rules import SMALL_IMAGE, UNSEEN
from crawler.evidence import Line
from crawler.records import ApiCall, Image, Request, ScriptCookie, StorageItem, StorageWrite


class BeaconHints:
    """What the first pass over the evidence says about addresses: hidden images and frames, and calls that a hook saw."""

    def __init__(self) -> None:
        self.hidden: dict[str, str] = {}
        self._hidden_frames: dict[str, str] = {}
        self._keeping: set[str] = set()
        """Addresses of documents that keep something."""
        self.shown: set[str] = set()
        """Addresses of images that are large enough to be looked at."""
        self._calls: dict[str, Counter[str]] = {}
        """Address -> API -> calls that no request is named for."""

    def see(self, line: Line) -> None:
        record = line.record
        if isinstance(record, ApiCall):
            self._calls.setdefault(record.url.partition("#")[0], Counter())[record.api] += 1
        elif isinstance(record, Request):
            if record.api:
                self._calls.setdefault(record.url.partition("#")[0], Counter())[record.api] -= 1
        elif isinstance(record, StorageItem | StorageWrite | ScriptCookie):
            self._keeping.add(record.frame_url.partition("#")[0])
        elif isinstance(record, Image):
            hidden = self._hidden_frames if record.frame else self.hidden
            if not record.visible:
                hidden[record.url.partition("#")[0]] = UNSEEN
            elif record.rendered_width <= 1 and record.rendered_height <= 1:
                size = f"{record.rendered_width:g}x{record.rendered_height:g}"
                hidden[record.url.partition("#")[0]] = f"rendered at {size} pixels"
            elif record.frame:
                pass
            elif record.rendered_width > SMALL_IMAGE or record.rendered_height > SMALL_IMAGE:
                self.shown.add(record.url.partition("#")[0])

    def hidden_frame(self, address: str) -> str:
        """Why a frame cannot be seen; empty for one that can be, and for one whose document keeps cookies or other storage: it
        is there for that, and told by what it keeps."""
        return "" if address in self._keeping else self._hidden_frames.get(address, "")

    def apis(self, record: Request) -> frozenset[str]:
        """APIs whose calls may have sent this: for a request of which only the network log tells, and not by which API.

        What DevTools saw says itself what it is: a plain fetch may go to the address of a beacon.
        """
        if record.api or record.resource_type or record.seen_by != ("ledger",):
            return frozenset()
        calls = self._calls.get(record.url.partition("#")[0], Counter())
        return frozenset(
            api for api, left in calls.items() if left > 0 and (api, record.method) != ("sendBeacon", "GET")
        )
