"""What a session has seen so far: which visit is going on, and when something new last happened."""

from __future__ import annotations

import time
from bisect import bisect_right

from crawler.records import Note, Record
from crawler.writing import EvidenceWriter


class Journal:
    """Stamps records with the visit under way, and remembers when the page last did something it had not done before.

    Activity is *novel* the first time in a visit: a poll of the same address every second keeps no page open, a hit to a
    new address, a new cookie or a new storage key does.
    """

    def __init__(self, writer: EvidenceWriter) -> None:
        self._writer = writer
        self._starts: list[float] = []
        self._visits: list[str] = []
        self._seen: set[tuple[str, ...]] = set()
        self.visit = ""
        self.page_url = ""
        self.last_novel = time.monotonic()

    def begin(self, visit: str, url: str, now: float) -> None:
        self.visit, self.page_url = visit, url
        self._starts.append(now)
        self._visits.append(visit)
        self._seen.clear()
        self.last_novel = time.monotonic()

    def visit_at(self, moment: float) -> str:
        """The visit during which something happened: the last that began at or before `moment`.

        Every page is left through about:blank and watched until its exit hits are out, so visits do not overlap.
        """
        place = bisect_right(self._starts, moment)
        return self._visits[place - 1] if place else ""

    def novel(self, *what: str) -> None:
        """Say that something happened; only its first time in this visit counts."""
        if what not in self._seen:
            self._seen.add(what)
            self.last_novel = time.monotonic()

    def note(self, subject: str, text: str, level: str = "info") -> None:
        self.write(Note(time=time.time(), visit=self.visit, subject=subject, text=text, level=level))

    def write(self, record: Record) -> int:
        return self._writer.append(record)
