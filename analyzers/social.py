"""Which social media functions a page embeds: like and share buttons, embedded posts, feeds, comment boxes, logins.

A function is code or a frame of the network on the page, which can see the visit. A plain link to a profile is none,
and an advertising pixel of the same company is a beacon, not a function. Paths are those that the networks document
for embedding (developers' pages of each, as of 2024 to 2026).

Told with it: what it was sent (the page's address, in its own or as Referer; cookies by name) and what it asked to set
(cookies by name), by itself and by what its code or frame asked of its network in turn.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote_plus, urlsplit

import msgspec

from analyzers.beacon_contents import READ, page_address
from analyzers.categories import Item, categorise
from analyzers.cookie_text import parse_cookie
from analyzers.knowledge import Knowledge
from analyzers.model import Observation, short_id
from analyzers.parties import host_of, is_within, registrable_domain
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
    _function("X (Twitter)", "embedded posts", "cdn.syndication.twimg.com", r"/(?:tweet-result|widgets|timeline)"),
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
    _function("Threads", "embedded post", "threads.com", r"/embed\.js"),
    _function("Telegram", "embedded post, discussion or log-in", "telegram.org", r"/js/telegram-widget\.js"),
    _function("Snapchat", "embedded post or share button", "snapchat.com", r"/embed\.js"),
    _function("Snapchat", "share button", "sdk.snapkit.com", r"/js/"),
    _function("YouTube", "subscribe button", "youtube.com", r"/subscribe_embed"),
    _function("Discord", "server widget", "discord.com", r"/widget"),
    _function("LINE", "share button", "line-scdn.net", r"/(?:r/web/)?social-plugin/"),
    _function("LINE", "share button", "social-plugins.line.me", r"/"),
    _function("Hatena", "bookmark button", "b.st-hatena.com", r"/js/bookmark_button"),
    _function("Kakao", "software kit for sharing and log-in", "developers.kakao.com", r"/sdk/js/"),
    _function("Kakao", "software kit for sharing and log-in", "kakaocdn.net", r"/kakao_js_sdk/"),
    _function("Weibo", "widget", "widget.weibo.com", r"/"),
    _function("Weibo", "software kit for buttons and log-in", "tjs.sjs.sinajs.cn", r"/open/api/js/"),
    _function("Bluesky", "embedded post", "embed.bsky.app", r"/"),
    _function("AddThis", "share buttons", "addthis.com", r"/js/|/static/"),
    _function("AddToAny", "share buttons", "addtoany.com", r"/menu/"),
    _function("ShareThis", "share buttons", "sharethis.com", r"/(?:button|js/sharethis)"),
    _function("Shareaholic", "share buttons", "shareaholic.net", r"/"),
    _function("Po.st", "share buttons", "po.st", r"/static/"),
    _function("Disqus", "comments", "disqus.com", r"/(?:embed(?:\.js|/)|count\.js)"),
)
"""In order: the first that fits names the function."""

ADDRESSES = 2_000
"""Addresses of functions that are remembered, to know what they ask for in turn."""
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


class _Found:
    """What gathers about one function of one network."""

    def __init__(self, host: str) -> None:
        self.host = host
        self.sightings = Sightings()
        self.urls: dict[str, None] = {}
        self.told: dict[str, None] = {}
        self.sent: dict[str, None] = {}
        self.set: dict[str, None] = {}

    def take(self, record: Request) -> None:
        """What one request told the network, and what its answer asked to set."""
        page = page_address(record.page_url)
        if page.partition("/")[2] and page in unquote_plus(record.url[:READ].partition("?")[2]).lower():
            self.told["the page's address, in its own"] = None
        for name, value in record.request_headers:
            low = name.lower()
            if low == "cookie":
                pairs = (pair.partition("=")[0].strip() for pair in value.split(";")[:LISTED])
                self.sent.update(dict.fromkeys(name for name in pairs if name))
            elif low == "referer" and page.partition("/")[2] and page_address(value) == page:
                self.told["the page's address, as Referer"] = None
        for name, value in record.response_headers:
            cookie = parse_cookie(value, record.time) if name.lower() == "set-cookie" else None
            if cookie is not None and cookie.name and not cookie.deletes:
                self.set[cookie.name] = None


class SocialCollector:
    """Takes requests line by line, tells one observation per (network, function) at the end."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._found: dict[tuple[str, str], _Found] = {}
        self._of_address: dict[str, tuple[str, str]] = {}
        """Address of a function's code or frame -> the function."""

    def see(self, line: Line, record: Request) -> None:
        """A request that was sent."""
        host = host_of(record.url)
        if self._scope.party(host) == "first":
            return
        function = function_of(record)
        if function is None:
            self._see_further(record, host)
            return
        key = (function.network, function.name)
        found = self._found.setdefault(key, _Found(host))
        found.take(record)
        if len(self._of_address) < ADDRESSES:
            self._of_address.setdefault(record.url.partition("#")[0], key)
        if (
            found.sightings.add(line, record.page_url, f"{function.network} {function.name}")
            and len(found.urls) < LISTED
        ):
            found.urls[record.url] = None

    def _see_further(self, record: Request, host: str) -> None:
        """What a function's frame or code asks its own network for."""
        for url in (record.frame_url, record.initiator_url, *record.stack):
            key = self._of_address.get(url.partition("#")[0])
            if key is not None and registrable_domain(self._found[key].host) == registrable_domain(host):
                self._found[key].take(record)
                return

    def observations(self, knowledge: Knowledge) -> Iterator[Observation]:
        for (network, name), found in sorted(self._found.items()):
            item = Item(kind="social", host=found.host, party="third", urls=tuple(found.urls), site=self._scope.site)
            details: dict[str, Any] = {"times": found.sightings.times, "network": network, "function": name}
            optional = {
                "told": sorted(found.told),
                "cookies_sent": sorted(found.sent)[:LISTED],
                "cookies_set": sorted(found.set)[:LISTED],
            }
            details.update({key: value for key, value in optional.items() if value})
            yield tell(
                self._scope,
                knowledge,
                found.host,
                categorise(item, knowledge),
                found.sightings,
                id=short_id(self._scope.site, "social", network, name),
                kind="social",
                name=f"{network} {name}",
                company=company_name(found.host, knowledge) or network,
                urls=tuple(found.urls),
                stored=False,
                details=details,
            )
