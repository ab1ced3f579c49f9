"""Which links each page holds and where they stand on it: facts only, none is followed here."""

from __future__ import annotations

import time
from pathlib import Path

from crawler.devtools import DevTools, DevToolsError
from crawler.journal import Journal
from crawler.recorders.frames import FrameGone, ask, frames_of
from crawler.records import Link
from crawler.targets import Target

FRAMES = 60
LINKS = 1_000
"""Links kept of one page, each address and text once. A page with 50,000 links costs 0.4 s (measured)."""
DISTINCT = 5_000
"""Links of a session that are remembered, for choosing which of them to try."""

_READ = (Path(__file__).parent / "links.js").read_text(encoding="utf-8")


class LinkRecorder:
    """Reads in an isolated world, which the page cannot see."""

    def __init__(self, devtools: DevTools, journal: Journal) -> None:
        self._devtools = devtools
        self._journal = journal
        self.found: dict[tuple[str, str], Link] = {}
        """(address, text) -> where it was seen first in the session, the first DISTINCT."""

    async def read(self, targets: list[Target]) -> list[str]:
        """Write a Link for every link in the frames of these targets; returns what could not be read."""
        problems: list[str] = []
        kept = left = 0
        for frame in (await frames_of(self._devtools, targets))[:FRAMES]:
            if kept >= LINKS:
                break
            try:
                told = await ask(self._devtools, frame, _READ.replace("(MOST)", f"({LINKS - kept})"))
            except DevToolsError as error:
                if frame.main and not isinstance(error, FrameGone):
                    problems.append(f"links of {frame.url[:300]}: {error}")
                continue
            for url, text, rel, visible, where in told["links"]:
                link = Link(
                    time=time.time(),
                    visit=self._journal.visit,
                    url=url,
                    frame_url=told["url"],
                    text=text,
                    rel=rel,
                    visible=visible,
                    where=where,
                )
                self._journal.write(link)
                if len(self.found) < DISTINCT:
                    self.found.setdefault((url, text), link)
            kept += len(told["links"])
            left += told["left"]
        if left:
            self._note(f"{left} links in the middle of {self._journal.page_url[:300]} were not read: it holds too many")
        return problems

    def _note(self, text: str) -> None:
        self._journal.note("recorder", text)
