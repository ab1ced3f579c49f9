"""What Complianz (WordPress) declares at `wp-json/complianz/v1/cookie_data`: {category: {service: [names]}}.

Names stand there without the stars that the plug-in's own list has, and mean every cookie in whose name they occur; one
that ends in a mark was cut there. The full list is a page of the site, read as every policy page is.
"""

from __future__ import annotations

from collections.abc import Iterator

from analyzers.model import Declaration
from analyzers.policy.categories import Named, read_category
from analyzers.policy.tool_items import Quotes, declared, load, text_of, texts

TOOL = "complianz"
CATEGORIES = {
    "functional": "mandatory",
    "preferences": "functionality",
    "statistics": "performance",
    "statistics-anonymous": "performance",
    "marketing": "targeting",
}
"""Complianz calls functional what needs no consent."""


def read_complianz(url: str, text: str) -> Iterator[Declaration]:
    """Names by service and category; nothing when the response has none of the plug-in's categories."""
    content = load(text) if text.lstrip()[:1] == "{" else None
    if not isinstance(content, dict) or not set(content) <= set(CATEGORIES):
        return
    quotes = Quotes(text)
    for slug, services in content.items():
        named = read_category(slug)
        category = Named(CATEGORIES[slug], named.as_written if named else slug)
        for service, names in services.items() if isinstance(services, dict) else ():
            for name in texts(names if isinstance(names, list) else []):
                quote, at = quotes.around(name)
                found = declared(
                    tool=TOOL,
                    url=url,
                    name=f"{name}*" if name[-1] in "_-." else name,
                    provider="" if service == "general" else text_of(service.replace("-", " ")),
                    category=category,
                    quote=quote,
                    at=at,
                    confidence="medium" if name[-1] in "_-." else "high",
                    path=f"{slug}.{service}"[:200],
                )
                if found is not None:
                    yield found
