"""What Didomi declares: vendors with the purposes that each serves.

`Didomi.getRequiredVendors()` gives objects of id, name, purposeIds and legIntPurposeIds, `getRequiredPurposes()` the
purposes' names. `didomiConfig` and the loader's remote configuration hold the operator's own vendors
(`app.vendors.include`, objects of id, name, purposeIds) and purposes. Didomi's purpose ids stand for the purposes of
IAB's Transparency and Consent Framework ("Purposes", Didomi developers' documentation).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from analyzers.model import Declaration
from analyzers.policy.literals import read_literal
from analyzers.policy.tool_items import Quotes, Told, declared, load, seconds_of, strictest, text_of, texts

TOOL = "didomi"
PURPOSES = {
    "select_basic_ads": "purpose 2",
    "create_ads_profile": "purpose 3",
    "select_personalized_ads": "purpose 4",
    "create_content_profile": "purpose 5",
    "select_personalized_content": "purpose 6",
    "measure_ad_performance": "purpose 7",
    "measure_content_performance": "purpose 8",
    "market_research": "purpose 9",
    "improve_products": "purpose 10",
    "use_limited_data_to_select_content": "purpose 11",
}
"""`cookies` (purpose 1) says how, not what for."""
REMOTE = re.compile(r"didomiRemoteConfig\s*=\s*(?=\{)")
DEEPEST = 8


def read_didomi(told: Sequence[Told]) -> Iterator[Declaration]:
    """Vendors of every object told, each once."""
    contents = [(url, text, content) for url, text in told if (content := content_of(text)) is not None]
    names = dict(named for _, _, content in contents for named in purposes_in(content, DEEPEST))
    done: set[str] = set()
    for url, text, content in contents:
        quotes = Quotes(text)
        for vendor in vendors_in(content, DEEPEST):
            name = text_of(vendor.get("name"))
            if name in done:
                continue
            done.add(name)
            purposes = [*texts(vendor.get("purposeIds", [])), *texts(vendor.get("legIntPurposeIds", []))]
            quote, at = quotes.around(name, "name")
            found = declared(
                tool=TOOL,
                url=url,
                provider=name,
                category=strictest(PURPOSES.get(one, names.get(one, one)) for one in purposes if one != "cookies"),
                purpose=", ".join(names.get(one, one) for one in purposes),
                lifetime=seconds_of(vendor.get("cookieMaxAgeSeconds")) if vendor.get("cookieMaxAgeSeconds") else None,
                kind="third-party",
                quote=quote,
                at=at,
                path=f"vendor {text_of(vendor.get('id'))}",
            )
            if found is not None:
                yield found


def content_of(text: str) -> Any:
    """JSON, or the object that the loader's script puts in place."""
    if '"purposeIds"' not in text and "purposeIds" not in text:
        # Objects with purposes only: their names are wanted where another object holds the vendors.
        return load(text) if text[:1] in "[{" else None
    begin = REMOTE.search(text)
    return read_literal(text, begin.end())[0] if begin is not None else load(text)


def vendors_in(value: Any, depth: int) -> Iterator[dict[str, Any]]:
    """Every object with a name and purposeIds."""
    if isinstance(value, dict):
        if isinstance(value.get("purposeIds"), list) and text_of(value.get("name")):
            yield value
            return
        value = list(value.values())
    if isinstance(value, list) and depth:
        for one in value[:5_000]:
            yield from vendors_in(one, depth - 1)


def purposes_in(value: Any, depth: int) -> Iterator[tuple[str, str]]:
    """(id, name) of every object with an id and a name, and no purposes of its own."""
    if isinstance(value, dict):
        ident = value.get("id")
        if isinstance(ident, str) and "purposeIds" not in value and (name := text_of(value.get("name"))):
            yield ident, name
            return
        value = list(value.values())
    if isinstance(value, list) and depth:
        for one in value[:5_000]:
            yield from purposes_in(one, depth - 1)
