"""What Axeptio declares: the vendors of each step of the widget.

`client.axept.io/<project>.json` and the page's `axeptioSDK.cookiesConfig` hold `cookies` (configurations) of `steps`; a
step has a name, a title and, where the operator filled it, `vendors` of name, title, domain, shortDescription; a vendor
may list its cookies. Steps that only greet have no vendors.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from analyzers.model import Declaration
from analyzers.policy.categories import Named
from analyzers.policy.durations import read_lifetime
from analyzers.policy.tool_items import Quotes, declared, load, objects, strictest, text_of, texts

TOOL = "axeptio"
DAYS = ("maxAge", "duration", "lifetime")


def read_axeptio(url: str, text: str) -> Iterator[Declaration]:
    """Vendors of every step, each once; their cookies where they list them."""
    content = load(text) if '"vendors"' in text else None
    quotes = Quotes(text)
    done: set[tuple[str, str]] = set()
    for step in steps_of(content):
        words = [text_of(step.get(key)) for key in ("title", "name", "layout")]
        for vendor in objects(step.get("vendors")):
            name = text_of(vendor.get("title")) or text_of(vendor.get("name"))
            key = (name, text_of(step.get("name")))
            if not name or key in done:
                continue
            done.add(key)
            told = [*texts(vendor.get("purposes", [])), text_of(vendor.get("category")), text_of(vendor.get("type"))]
            category = strictest(word for word in told if word) or strictest(word for word in words if word)
            yield from rows_of(url, name, vendor, category, quotes, f"steps.{key[1] or '?'}.vendors")


def steps_of(content: Any) -> Iterator[dict[str, Any]]:
    """Steps of every configuration, or of the one in the page."""
    if not isinstance(content, dict):
        return
    for configuration in [content, *objects(content.get("cookies"))]:
        yield from objects(configuration.get("steps"))


def rows_of(
    url: str, name: str, vendor: dict[str, Any], category: Named | None, quotes: Quotes, path: str
) -> Iterator[Declaration]:
    domain = text_of(vendor.get("domain"))
    purpose = text_of(vendor.get("shortDescription")) or text_of(vendor.get("longDescription"))
    count = 0
    for cookie in objects(vendor.get("cookies")):
        written = text_of(cookie.get("name")) or text_of(cookie.get("identifier"))
        lifetime = next((found for key in DAYS if (found := text_of(cookie.get(key)))), "")
        quote, at = quotes.around(written)
        row = declared(
            tool=TOOL,
            url=url,
            name=written,
            provider=domain or name,
            category=category,
            purpose=text_of(cookie.get("description")) or purpose,
            lifetime=read_lifetime(lifetime) if lifetime else None,
            quote=quote,
            at=at,
            path=path,
        )
        if row is not None and written:
            count += 1
            yield row
    if not count:
        quote, at = quotes.around(name)
        whole = declared(
            tool=TOOL,
            url=url,
            provider=f"{name} ({domain})" if domain and domain not in name else name,
            category=category,
            purpose=purpose,
            kind="third-party",
            quote=quote,
            at=at,
            path=path,
        )
        if whole is not None:
            yield whole
