"""What only the markup of a page's frames says: `<noscript>` in them, and Flash that no browser loads."""

from __future__ import annotations

import time
from collections.abc import Iterable

from crawler.devtools import DevTools, DevToolsError
from crawler.flash import embedded_swf
from crawler.journal import Journal
from crawler.recorders.frames import FrameGone, ask, frames_of
from crawler.recorders.noscript import static_records
from crawler.targets import Target

FRAMES = 60
FILMS = 200

_READ = """(() => {
  const cut = (elements, most, write) =>
    [...elements].slice(0, most).map((one) => write(one).slice(0, 20000)).join(" ").slice(0, 200000);
  const films = 'object, embed, param, ruffle-player, ruffle-object, ruffle-embed';
  return [location.href, document.baseURI, cut(document.querySelectorAll("noscript"), 50, (one) => one.textContent),
    cut(document.querySelectorAll(films), 100, (one) => one.cloneNode(false).outerHTML)];
})()"""
"""With scripts on, what stands in `<noscript>` is text (HTML, 4.12.2)."""


class MarkupReader:
    """Reads in an isolated world, which the page cannot see."""

    def __init__(self, devtools: DevTools, journal: Journal) -> None:
        self._devtools = devtools
        self._journal = journal
        self.films: dict[str, None] = {}
        """Addresses of the SWF files that the frames read so far embed."""

    async def read(self, targets: list[Target]) -> list[str]:
        """Write what the frames' `<noscript>` holds, and remember their Flash; returns what could not be read.

        The main document's own is read out of what the server sent (crawler.visit), which scripts cannot have changed.
        """
        problems: list[str] = []
        count = 0
        for frame in (await frames_of(self._devtools, targets))[:FRAMES]:
            try:
                url, base, noscript, films = await ask(self._devtools, frame, _READ)
            except DevToolsError as error:
                if frame.main and not isinstance(error, FrameGone):
                    problems.append(f"markup of {frame.url[:300]}: {error}")
                continue
            self._remember(embedded_swf(films, base))
            if noscript and not frame.main:
                count += 1
                visit, page_url = self._journal.visit, self._journal.page_url
                markup = f"<noscript>{noscript}</noscript>"
                for record in static_records(
                    markup, page_url, visit, time.time(), frame_url=url, base_url=base, prefix=f"f{count}-"
                ):
                    self._journal.write(record)
        return problems

    def _remember(self, films: Iterable[str]) -> None:
        for url in films:
            if len(self.films) < FILMS:
                self.films[url] = None
