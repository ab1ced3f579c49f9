"""What TrustArc declares: the domains that set cookies, by category.

The preference manager's list, as its frame hands it to the page (message `send_tracker_list`), is
{"Advertising Cookies": {"value": "2", "domains": {"ads.example": "0"}}, …}; value 0 is required, 1 functional, 2
advertising. It stands in JSON or in a script. A preference manager in HTML is read as every table is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from analyzers.model import Declaration
from analyzers.policy.categories import Named, read_category
from analyzers.policy.fragments import read_fragment
from analyzers.policy.literals import read_literal
from analyzers.policy.tool_items import MOST_ROWS, Quotes, declared, text_of

TOOL = "trustarc"
VALUES = {"0": "mandatory", "1": "functionality", "2": "targeting"}
ENTRY = re.compile(r"[\"']([^\"'\n]{1,100})[\"']\s*:\s*(?=\{\s*[\"']?(?:value|domains)[\"']?\s*:)")
HOST = re.compile(r"^https?://[\w.-]{0,200}(?:trustarc\.com|truste\.com|truste-svc\.net)/")
MOST_ENTRIES = 50
MOST_UNREADABLE = 3


def read_trustarc(url: str, text: str) -> Iterator[Declaration]:
    """Domains of every category, each as the provider of what it sets."""
    quotes = Quotes(text)
    found = False
    end = unreadable = 0
    for number, entry in enumerate(ENTRY.finditer(text)):
        if number == MOST_ENTRIES or unreadable == MOST_UNREADABLE:
            break
        if entry.start() < end:
            continue
        content, end = read_literal(text, entry.end())
        unreadable += content is None
        domains = content.get("domains") if isinstance(content, dict) else None
        if not isinstance(domains, dict):
            continue
        found = True
        quotes.at = entry.start()
        category = category_of(entry[1], content)
        for domain in list(domains)[:MOST_ROWS]:
            quote, at = quotes.around(domain)
            quote, at = (quote, at) if len(quote) < 500 else (f'"{domain}"', text.find(domain, at) - 1)
            one = declared(
                tool=TOOL,
                url=url,
                provider=text_of(domain),
                category=category,
                purpose=entry[1],
                quote=quote,
                at=max(at, 0),
                path=f"{entry[1]}.domains",
            )
            if one is not None:
                yield one
    if not found and HOST.search(url) is not None and "<table" in text[:500_000].lower():
        yield from read_fragment(TOOL, url, text)


def category_of(written: str, content: Any) -> Named | None:
    """By its name, which operators change, else by its number."""
    named = read_category(written)
    if named is not None:
        return named
    value = VALUES.get(text_of(content.get("value")))
    return Named(value, written) if value else None
