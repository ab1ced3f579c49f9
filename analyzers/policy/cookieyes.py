"""What CookieYes declares: categories with their cookies, in its script, its audit tables, or the page's `_ckyConfig`.

`_categories` hold slug, name and cookies of cookieID, domain and, as a pattern of addresses, provider (the WordPress
plug-in's frontend class, get_store_data). The audit tables add duration and description. In the script the same stands as
a literal without quotes around its keys.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from analyzers.model import Declaration
from analyzers.policy.categories import Named, read_category
from analyzers.policy.durations import read_lifetime
from analyzers.policy.literals import read_literal
from analyzers.policy.tool_items import Quotes, declared, load, objects, text_of

TOOL = "cookieyes"
SLUGS = {
    "necessary": "mandatory",
    "functional": "functionality",
    "analytics": "performance",
    "performance": "performance",
    "advertisement": "targeting",
    "advertising": "targeting",
}
"""The slugs that the operator cannot rename; `other` is not one of them."""
NAMES = ("cookieID", "cookie_id", "cookieId", "name")
DURATIONS = ("duration", "expiry", "expires")
CATEGORIES = re.compile(r"[\"']?_?categories[\"']?\s*:\s*(?=\[)")
MOST_PLACES = 5


def read_cookieyes(url: str, text: str) -> Iterator[Declaration]:
    """Cookies of every category; nothing when the response has no categories of this form."""
    if not any(f"{mark}" in text for mark in NAMES[:3]):
        return
    quotes = Quotes(text)
    for category in categories_in(text):
        slug = text_of(category.get("slug")).lower()
        written = text_of(category.get("name")) or slug
        known = read_category(written)
        named = Named(SLUGS[slug], written) if slug in SLUGS else known or (Named("", written) if written else None)
        for cookie in objects(category.get("cookies")):
            name = next((found for key in NAMES if (found := text_of(cookie.get(key)))), "")
            duration = next((found for key in DURATIONS if (found := text_of(cookie.get(key)))), "")
            quote, at = quotes.around(name)
            row = declared(
                tool=TOOL,
                url=url,
                name=name,
                provider=text_of(cookie.get("domain")).lstrip("."),
                category=named,
                purpose=text_of(cookie.get("description")),
                lifetime=read_lifetime(duration) if duration else None,
                quote=quote,
                at=at,
                path=f"categories.{slug}",
            )
            if row is not None and name:
                yield row


def categories_in(text: str) -> Iterator[dict[str, Any]]:
    """The categories of JSON, or of a script's literals."""
    if text.lstrip()[:1] in ("{", "["):
        content = load(text)
        if isinstance(content, dict):
            content = content.get("_categories") or content.get("categories") or content.get("data") or content
        yield from (one for one in objects(content) if isinstance(one.get("cookies"), list | dict))
        return
    for number, place in enumerate(CATEGORIES.finditer(text)):
        if number == MOST_PLACES:
            return
        found, _ = read_literal(text, place.end())
        yield from (one for one in objects(found) if isinstance(one.get("cookies"), list))
