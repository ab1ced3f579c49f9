"""How each image and frame of a page is laid out when the page is left: its size on the page, and whether it can be seen."""

from __future__ import annotations

import time

from crawler.devtools import DevTools, DevToolsError
from crawler.journal import Journal
from crawler.recorders.frames import FrameGone, ask, frames_of
from crawler.records import Image
from crawler.targets import Target

FRAMES = 100
"""Frames of a page whose images are looked at."""

# The border of a frame is drawn around what it shows: two pixels wide where nobody says otherwise.
_READ = """(() => {
  const seen = [];
  const visit = (root) => {
    for (const element of root.querySelectorAll("img, input[type=image], iframe, frame, object[data], embed[src]")) {
      if (seen.length >= 3000) return;
      const box = element.getBoundingClientRect(), style = getComputedStyle(element);
      const frame = !element.matches("img, input"), outside = box.right + scrollX < 0 || box.bottom + scrollY < 0;
      const unseen = style.display === "none" || style.visibility === "hidden" || +style.opacity === 0 || outside;
      seen.push([element.currentSrc || element.src || element.data || "", element.naturalWidth || 0, element.naturalHeight || 0,
        frame ? element.clientWidth : box.width, frame ? element.clientHeight : box.height,
        !unseen && element.getClientRects().length > 0, frame]);
    }
  };
  visit(document);
  return { url: location.href, images: seen };
})()"""


class ImageLayout:
    """Reads in an isolated world, which the page cannot see."""

    def __init__(self, devtools: DevTools, journal: Journal) -> None:
        self._devtools = devtools
        self._journal = journal

    async def read(self, targets: list[Target]) -> list[str]:
        """Write an Image for every image and frame element in the frames of these targets; returns what could not be read."""
        problems: list[str] = []
        for frame in (await frames_of(self._devtools, targets))[:FRAMES]:
            try:
                told = await ask(self._devtools, frame, _READ)
            except DevToolsError as error:
                if frame.main and not isinstance(error, FrameGone):
                    problems.append(f"layout of the images of {frame.url[:300]}: {error}")
                continue
            for url, natural_width, natural_height, width, height, visible, framed in told["images"]:
                if url.startswith("http"):
                    self._journal.write(
                        Image(
                            time=time.time(),
                            visit=self._journal.visit,
                            url=url,
                            frame_url=told["url"],
                            natural_width=natural_width,
                            natural_height=natural_height,
                            rendered_width=width,
                            rendered_height=height,
                            visible=visible,
                            frame=framed,
                        )
                    )
        return problems
