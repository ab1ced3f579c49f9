"""How each image of a page is laid out when the page is left: its size on the page, and whether it can be seen."""

from __future__ import annotations

import time

from crawler.devtools import DevTools, DevToolsError
from crawler.journal import Journal
from crawler.records import Image
from crawler.targets import Target

_READ = """(() => {
  const seen = [];
  const visit = (root) => {
    for (const element of root.querySelectorAll("img, input[type=image]")) {
      if (seen.length >= 3000) return;
      const box = element.getBoundingClientRect(), style = getComputedStyle(element);
      seen.push([element.currentSrc || element.src || "", element.naturalWidth || 0, element.naturalHeight || 0,
        box.width, box.height, !(style.display === "none" || style.visibility === "hidden" || +style.opacity === 0 ||
        box.right + scrollX < 0 || box.bottom + scrollY < 0) && element.getClientRects().length > 0]);
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

    async def read(self, page: Target, frame_id: str) -> None:
        """Write an Image for every image element of one frame. Raises DevToolsError when the page does not answer."""
        world = await self._devtools.send(
            "Page.createIsolatedWorld", {"frameId": frame_id, "worldName": "avow"}, page.session, timeout=5
        )
        answer = await self._devtools.send(
            "Runtime.evaluate",
            {"expression": _READ, "returnByValue": True, "contextId": world["executionContextId"], "timeout": 4000},
            page.session,
            timeout=6,
        )
        if "exceptionDetails" in answer:
            raise DevToolsError("image layout: " + str(answer["exceptionDetails"].get("text")))
        value = answer["result"]["value"]
        for url, natural_width, natural_height, width, height, visible in value["images"]:
            if url.startswith("http"):
                self._journal.write(
                    Image(
                        time=time.time(),
                        visit=self._journal.visit,
                        url=url,
                        frame_url=value["url"],
                        natural_width=natural_width,
                        natural_height=natural_height,
                        rendered_width=width,
                        rendered_height=height,
                        visible=visible,
                    )
                )
