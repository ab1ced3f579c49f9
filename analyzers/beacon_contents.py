"""What a request tells its receiver: identifiers of stored items, the page's address, its title.

Only what is certain counts: values that this browser profile holds, whole addresses of the site's own pages, the title
word for word. A key of an interface, a cache buster or the site's bare origin tells nothing of a visit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, unquote

import msgspec

from analyzers.carried import Carried
from analyzers.parties import host_of
from analyzers.randomness import is_random
from crawler.records import Request

SHORTEST_TITLE = 8
"""Characters of a page's title that are looked for: shorter ones occur by chance."""
READ = 16_384
"""Characters of an address or body that are read."""

_ID_NAME = re.compile(
    r"(?:^|[_.-])(?:cid|uid|uuid|guid|vid|sid|did|clientid|client_id|userid|user_id|visitorid|visitor_id|deviceid|"
    r"device_id|anonymousid|anonymous_id|puid|muid|fbp|fpid|tid_?user)$",
    re.IGNORECASE,
)
_VERSION_NAME = re.compile(r"v|ver|version|rev|revision|hash|build", re.IGNORECASE)
_LONG_NUMBER = re.compile(r"\d{8}")
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """A request with what the rest of the evidence says about it."""

    record: Request
    third_party: bool
    page_urls: frozenset[str]
    """Addresses of the site's pages as `page_address` writes them."""
    page_paths: frozenset[str] = frozenset()
    """Paths of the site's pages, but for the root, which every second value is."""
    title: str = ""
    apis: frozenset[str] = frozenset()
    """APIs that a hook saw send to this address."""
    hidden: str = ""
    """Why the image of this address was not to be seen; empty when it was, or is not known."""
    hidden_frame: str = ""
    """Why the frame of this address was not to be seen; empty when it was, or is not known."""
    measures: bool = False
    """Is the host known to count visitors, so that what it answers is hardly content?"""
    shown: bool = False
    """Was an image of this address large enough to be looked at?"""
    carried: tuple[Carried, ...] = ()


def page_address(url: str) -> str:
    """An address without scheme, fragment, query and `www.`, to find pages in queries: `shop.com/cart/`."""
    rest = re.split(r"[?#]", url[:READ], maxsplit=1)[0].partition("://")[2]
    return rest.removeprefix("www.").lower()


def carried_by(case: Case) -> Iterator[str]:
    """What the request tells, in words: identifiers of stored items, the page's address or title."""
    record = case.record
    items = sorted({one.owner.name for one in case.carried if one.where != "referer"})
    if items:
        yield "the identifier of " + ", ".join(items[:5])
    found: set[str] = set()
    for name, value in _parameters(record):
        if _is_page(value, case):
            found.add("the page's address")
        elif len(case.title) >= SHORTEST_TITLE and value.strip() == case.title.strip():
            found.add("the page's title")
        elif not items and _ID_NAME.search(name) and (_UUID.search(value) or re.fullmatch(r"\d{5,12}\.\d{10}", value)):
            found.add("an identifier")
    yield from sorted(found)


def _parameters(record: Request) -> Iterator[tuple[str, str]]:
    """Names and values in the query, behind `;` in the path, and in the body; a body of another form counts as one value, a
    matrix of `;` too."""
    address = record.url[:READ].partition("#")[0]
    path, _, query = address.partition("?")
    for text in (query, path.partition(";")[2], record.post_data[:READ]):
        if text:
            try:
                pairs = parse_qsl(text.replace(";", "&"), keep_blank_values=False, max_num_fields=500)
            except ValueError:
                pairs = []
            yield from pairs
            for found in re.findall(r'"(https?:[^"\s]{4,2000})"', text)[:50]:
                yield "", found.replace("\\/", "/")


def tells_apart(url: str) -> bool:
    """Could the query be another for each visitor or hit: a random value, a time, an address? A version is none."""
    try:
        pairs = parse_qsl(url[:READ].partition("?")[2].partition("#")[0], max_num_fields=100)
    except ValueError:
        return True
    return any(
        not _VERSION_NAME.fullmatch(name) and (is_random(value) or _LONG_NUMBER.search(value) or "://" in value)
        for name, value in pairs
    )


def _is_page(value: str, case: Case) -> bool:
    """Is this the address of a page of the site? Whole addresses only: the origin alone (as embeds get it) tells no page."""
    value = value.strip()
    if "%" in value:
        value = unquote(value)
    if "://" in value[:12]:
        return bool(host_of(value)) and page_address(value) in case.page_urls
    return value.startswith("/") and value in case.page_paths
