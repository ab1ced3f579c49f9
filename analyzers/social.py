"""Which social media functions a page embeds: like and share buttons, embedded posts, feeds, comment boxes, logins.

A function is code or a frame of the network on the page, which can see the visit. A plain link to a profile is none,
and an advertising pixel of the same company is a beacon, not a function. Paths are those that the networks document
for embedding (developers' pages of each, as of 2024 to 2026).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import msgspec

from analyzers.categories import Item, categorise
from analyzers.knowledge import Knowledge
from analyzers.model import Observation, short_id
from analyzers.parties import host_of, is_within
from analyzers.scope import LISTED, Scope, Sightings, company_name
from analyzers.telling import tell
from crawler.evidence import Line
from crawler.records import Request


class Function(msgspec.Struct, frozen=True):
    """A social function and the address that shows it."""

    network: str
    name: str
    domain: str
    """The host is this or below it."""
    path: re.Pattern[str]


def _function(network: str, name: str, domain: str, path: str) -> Function:
    return Function(network, name, domain, re.compile(path, re.IGNORECASE))


FUNCTIONS: tuple[Function, ...] = (
    _function("Facebook", "like button", "facebook.com", r"/(?:v[\d.]+/)?plugins/like(?:_?box)?\.php"),
    _function("Facebook", "share button", "facebook.com", r"/(?:v[\d.]+/)?plugins/share_button\.php"),
    _function("Facebook", "page or feed", "facebook.com", r"/(?:v[\d.]+/)?plugins/(?:page|fan|activity|group)\.php"),
    _function("Facebook", "comments", "facebook.com", r"/(?:v[\d.]+/)?plugins/(?:comments|feedback)\.php"),
    _function("Facebook", "embedded post or video", "facebook.com", r"/(?:v[\d.]+/)?plugins/(?:post|video)\.php"),
    _function("Facebook", "social plug-in", "facebook.com", r"/(?:v[\d.]+/)?plugins/\w+\.php"),
    _function(
        "Facebook", "software kit for plug-ins and log-in", "connect.facebook.net", r"/[\w-]+/(?:sdk|all)[\w./-]*\.js"
    ),
    _function("X (Twitter)", "buttons and timelines", "platform.twitter.com", r"/(?:widgets|embed)"),
    _function("X (Twitter)", "buttons and timelines", "platform.x.com", r"/(?:widgets|embed)"),
    _function("X (Twitter)", "embedded posts", "syndication.twitter.com", r"/(?!i/jot)"),
    _function("LinkedIn", "share button or badge", "platform.linkedin.com", r"/(?:in|badges/js/\w+|xdoor/)"),
    _function("LinkedIn", "embedded post", "www.linkedin.com", r"/embed/"),
    _function("Pinterest", "save button", "assets.pinterest.com", r"/js/pinit"),
    _function("Pinterest", "embedded pin or board", "assets.pinterest.com", r"/ext/embed"),
    _function("Pinterest", "save button", "widgets.pinterest.com", r"/"),
    _function("Instagram", "embedded post", "instagram.com", r"/(?:embed\.js|(?:p|reel|tv)/[^/]+/embed)"),
    _function("TikTok", "embedded video", "tiktok.com", r"/(?:embed|player)(?:\.js|/)"),
    _function("Google", "+1 or share button", "apis.google.com", r"/js/plusone\.js|/.*\bwidget/.*\+1"),
    _function("Reddit", "embedded post", "embed.reddit.com", r"/"),
    _function("Reddit", "embedded post", "embed.redditmedia.com", r"/"),
    _function("Reddit", "share button", "redditstatic.com", r"/button/"),
    _function("Tumblr", "share button", "tumblr.com", r"/(?:share-button\.js|widgets/)"),
    _function("Xing", "share button", "xing-share.com", r"/"),
    _function("Xing", "share button", "www.xing.com", r"/(?:app/share|widgets|plugins/)"),
    _function("VK", "widgets", "vk.com", r"/(?:js/api/|widget_)"),
    _function("Odnoklassniki", "share button", "connect.ok.ru", r"/"),
    _function("WhatsApp", "chat or share widget", "static.whatsapp.net", r"/"),
    _function("Threads", "embedded post", "threads.net", r"/embed\.js"),
    _function("Bluesky", "embedded post", "embed.bsky.app", r"/"),
    _function("AddThis", "share buttons", "addthis.com", r"/js/|/static/"),
    _function("AddToAny", "share buttons", "addtoany.com", r"/menu/"),
    _function("ShareThis", "share buttons", "sharethis.com", r"/(?:button|js/sharethis)"),
    _function("Shareaholic", "share buttons", "shareaholic.net", r"/"),
    _function("Po.st", "share buttons", "po.st", r"/static/"),
    _function("Disqus", "comments", "disqus.com", r"/(?:embed(?:\.js|/)|count\.js)"),
)
"""In order: the first that fits names the function."""

LONGEST_PATH = 500
"""Characters of a path that are compared."""
EMBEDDED_AS = frozenset(("script", "document", "", "xhr", "fetch"))
"""Types that run in the page; an image is at most a picture of a button, and ours or a beacon."""


def function_of(record: Request) -> Function | None:
    """The social function that a request loads."""
    if record.resource_type not in EMBEDDED_AS:
        return None
    host = host_of(record.url)
    try:
        path = urlsplit(record.url).path[:LONGEST_PATH] or "/"
    except ValueError:
        return None
    for function in FUNCTIONS:
        if is_within(host, function.domain) and function.path.match(path):
            return function
    return None


class SocialCollector:
    """Takes requests line by line, tells one observation per (network, function) at the end."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._found: dict[tuple[str, str], tuple[Sightings, dict[str, None], str]] = {}

    def see(self, line: Line, record: Request) -> None:
        """A request that was sent."""
        host = host_of(record.url)
        function = function_of(record)
        if function is None or self._scope.party(host) == "first":
            return
        sightings, urls, _ = self._found.setdefault((function.network, function.name), (Sightings(), {}, host))
        if sightings.add(line, record.page_url, f"{function.network} {function.name}") and len(urls) < LISTED:
            urls[record.url] = None

    def observations(self, knowledge: Knowledge) -> Iterator[Observation]:
        for (network, name), (sightings, urls, host) in sorted(self._found.items()):
            item = Item(kind="social", host=host, party="third", urls=tuple(urls), site=self._scope.site)
            verdict = categorise(item, knowledge)
            details: dict[str, Any] = {"times": sightings.times, "network": network, "function": name}
            yield tell(
                self._scope,
                knowledge,
                host,
                verdict,
                sightings,
                id=short_id(self._scope.site, "social", network, name),
                kind="social",
                name=f"{network} {name}",
                company=company_name(host, knowledge) or network,
                urls=tuple(urls),
                stored=False,
                details=details,
            )
