"""Which pages of a site are visited: the start page, then what it links to, breadth first, within the limits.

Scrapy keeps the frontier, the duplicates, robots.txt, retries and pauses; the browser does everything else.
"""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from typing import Any
from urllib.parse import urlsplit

import scrapy
from scrapy.exceptions import IgnoreRequest
from scrapy.http import HtmlResponse, Response
from scrapy.linkextractors import LinkExtractor
from twisted.python.failure import Failure

from crawler.flash import embedded_swf
from crawler.records import Visit
from crawler.session import Session
from crawler.settings import Judges, PolicyLink, Progress

SAME_SHAPE = 4
"""Pages of one address shape (digits and long tokens collapsed): product 1, 2, 3, 4 tell what product 5 does."""

SETTINGS: dict[str, Any] = {
    "TWISTED_REACTOR_ENABLED": False,
    "LOG_ENABLED": False,
    # Scrapy 2.19 starts a code-execution server, a telnet console and file: downloads by default: all off.
    "REMOTE_CONTROL_ENABLED": False,
    "TELNETCONSOLE_ENABLED": False,
    "DOWNLOAD_HANDLERS": {
        "http": "crawler.handler.VisitHandler",
        "https": "crawler.handler.VisitHandler",
        "file": None,
        "data": None,
        "ftp": None,
        "s3": None,
    },
    "DOWNLOAD_VERIFY_CERTIFICATES": True,
    "DOWNLOAD_MAXSIZE": 10_000_000,
    # One tab, pages in order: state is kept between them as it is for a reader.
    "CONCURRENT_REQUESTS": 1,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
    "DEPTH_PRIORITY": 1,
    "SCHEDULER_MEMORY_QUEUE": "scrapy.squeues.FifoMemoryQueue",
    "ROBOTSTXT_USER_AGENT": "avow",
    "RETRY_TIMES": 1,
    "RETRY_HTTP_CODES": [429, 500, 502, 503, 504],
    "RETRY_EXCEPTIONS": ["crawler.handler.VisitFailed"],
    # The browser sends its own headers, keeps its own cookies, follows its own redirects and unpacks its own bodies.
    "DOWNLOADER_MIDDLEWARES": {
        "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
        "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
        "scrapy.downloadermiddlewares.downloadtimeout.DownloadTimeoutMiddleware": None,
        "scrapy.downloadermiddlewares.defaultheaders.DefaultHeadersMiddleware": None,
        "scrapy.downloadermiddlewares.useragent.UserAgentMiddleware": None,
        "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,
        "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
        "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
        "scrapy.downloadermiddlewares.cookies.CookiesMiddleware": None,
        "scrapy.downloadermiddlewares.httpproxy.HttpProxyMiddleware": None,
    },
    "HTTPERROR_ALLOW_ALL": True,
}

_SHAPE = re.compile(r"\d+|[0-9a-f]{8,}", re.IGNORECASE)


class SiteSpider(scrapy.Spider):
    """The frontier of one site. Judgement of what is in scope or a policy is lent by the front door."""

    name = "avow"

    def __init__(self, session: Session, judges: Judges, progress: Progress, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.session = session
        self.judges = judges
        self.progress = progress
        self.visits = 0
        self.robots_files = 0
        self.robots: dict[str, bytes] = {}
        """Origin -> its robots.txt; empty where there is none."""
        self.planned = 0
        self.left_out = 0
        self.measured: dict[str, None] = {}
        """Pages as they were asked for, in order: what later sessions visit."""
        self.waiting: dict[str, None] = {}
        """Planned and not yet begun."""
        self.flash: dict[str, None] = {}
        """SWF files that pages embed."""
        self.policies: dict[str, PolicyLink] = {}
        self._shapes: Counter[str] = Counter()
        self._links = LinkExtractor(unique=True)
        self._queued: set[str] = set()

    async def start(self) -> AsyncIterator[scrapy.Request]:
        settings = self.session.settings
        for url in (settings.start_url, *settings.pages):
            request = self._plan(url)
            if request is not None:
                yield request

    def parse(self, response: Response, **_: Any) -> Iterator[scrapy.Request]:
        if not isinstance(response, HtmlResponse) or self.session.stopping.is_set():
            return
        for policy in self.judges.policy_links(response.text, response.url):
            self.policies.setdefault(policy.url, policy)
        self.flash.update(dict.fromkeys(embedded_swf(response.text, response.url)))
        if response.status >= 400 or not self.judges.in_scope(response.url):
            return
        if response.meta.get("depth", 0) >= self.session.settings.max_depth:
            return
        for link in self._links.extract_links(response):
            url = link.url.partition("#")[0]
            if url.startswith(("http://", "https://")) and self.judges.in_scope(url):
                request = self._plan(url)
                if request is not None:
                    yield request

    def _plan(self, url: str) -> scrapy.Request | None:
        parts = urlsplit(url)
        same = f"{parts.netloc.lower()}{parts.path or '/'}?{parts.query}"
        if same in self._queued:
            return None
        self._queued.add(same)
        shape = (
            _SHAPE.sub("#", parts.path)
            + "?"
            + "&".join(sorted(part.partition("=")[0] for part in parts.query.split("&")))
        )
        self._shapes[shape] += 1
        if self.planned >= self.session.settings.max_pages or self._shapes[shape] > SAME_SHAPE:
            self.left_out += 1
            return None
        self.planned += 1
        self.waiting[url] = None
        return scrapy.Request(url, callback=self.parse, errback=self.failed)

    def failed(self, failure: Failure) -> None:
        """A page that robots.txt forbids is written down here; every other failure already has its Visit."""
        if isinstance(failure.value, IgnoreRequest):
            url: str = failure.request.url  # type: ignore[attr-defined]
            self.waiting.pop(url, None)
            self.session.journal.write(
                Visit(
                    time=time.time(),
                    url=url,
                    outcome="robots",
                    reason="robots.txt does not allow the visit",
                    ended_by="failed",
                )
            )
            self.progress(self.session.settings.site, "left-out", f"{url}: robots.txt does not allow it")
