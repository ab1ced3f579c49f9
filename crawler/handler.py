"""Scrapy's download handler that visits: one request is one visit in the session's browser."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.http import HtmlResponse, Response, TextResponse

from crawler.aside import read_aside
from crawler.records import Visit
from crawler.visit import visit_page

if TYPE_CHECKING:
    from crawler.spider import SiteSpider

AGAIN = ("dns", "refused", "network", "crashed")
"""Outcomes that may pass: worth one more try."""


class VisitFailed(Exception):
    """No document came; the Visit record says why."""

    def __init__(self, visit: Visit) -> None:
        super().__init__(f"{visit.outcome}: {visit.reason}")
        self.visit = visit


class VisitFailedForGood(Exception):
    """The same, where trying again would not help: no kind of VisitFailed, so that Scrapy does not."""

    def __init__(self, visit: Visit) -> None:
        super().__init__(f"{visit.outcome}: {visit.reason}")
        self.visit = visit


class VisitHandler(BaseDownloadHandler):
    """`async download_request(request) -> Response`, with no request routing and no second HTTP client."""

    lazy = True

    async def download_request(self, request: Request) -> Response:
        spider: SiteSpider = self.crawler.spider  # type: ignore[assignment]
        if request.meta.get("dont_obey_robotstxt") and urlsplit(request.url).path == "/robots.txt":
            return await self._robots(spider, request)
        spider.visits += 1
        spider.waiting.pop(request.url, None)
        spider.progress(spider.session.settings.site, "page", request.url)
        visited = await visit_page(spider.session, request.url, spider.visits)
        visit = visited.visit
        if visit.outcome == "measured":
            spider.measured[request.url] = None
        else:
            spider.progress(spider.session.settings.site, "left-out", f"{request.url}: {visit.outcome}, {visit.reason}")
        if visit.status is None or not visited.html:
            raise (VisitFailed if visit.outcome in AGAIN else VisitFailedForGood)(visit)
        return HtmlResponse(
            visit.final_url or request.url,
            status=visit.status,
            body=visited.html.encode("utf-8", "surrogatepass"),
            encoding="utf-8",
            request=request,
        )

    async def _robots(self, spider: SiteSpider, request: Request) -> Response:
        spider.robots_files += 1
        document = await read_aside(spider.session, request.url, f"b{spider.robots_files}", "robots")
        found = document.visit.outcome == "measured" and document.visit.mime.startswith("text/plain")
        spider.robots[request.url.removesuffix("/robots.txt")] = document.data if found else b""
        spider.session.note(
            "robots",
            f"{request.url}: "
            + (
                "read and obeyed"
                if found
                else f"no robots.txt ({document.visit.reason or document.visit.mime}): all is allowed"
            ),
        )
        return TextResponse(request.url, body=document.data if found else b"", encoding="utf-8", request=request)
