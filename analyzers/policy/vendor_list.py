"""Whom an IAB TCF vendor list declares, and for what: vendors by name, their purposes as one of the four categories.

Source: IAB Tech Lab, "Global Vendor List" version 3: `vendors` by id, with name, purposes, legIntPurposes,
specialPurposes, specialFeatures, cookieMaxAgeSeconds, usesCookies. A list names everybody who may be let in; where the TC
string of the page says whom the visitor was shown (segment "Disclosed Vendors"), or the tool answers with consents by
vendor, only those are declared.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from analyzers.model import Declaration
from analyzers.policy.tcf import disclosed_vendors
from analyzers.policy.tool_items import Quotes, Told, declared, load, objects, seconds_of, strictest, text_of

TOOL = "iab-tcf"
PURPOSES = (
    ("purposes", "purpose"),
    ("legIntPurposes", "purpose"),
    ("specialPurposes", "special purpose"),
    ("specialFeatures", "special feature"),
)


def read_vendor_list(told: Sequence[Told]) -> Iterator[Declaration]:
    """Vendors of the first list among what was told; nothing without one."""
    shown = next((found for one in told if (found := shown_vendors(load_data(one.text)))), frozenset[int]())
    for url, text in told:
        content = load_data(text)
        vendors = content.get("vendors") if isinstance(content, dict) else None
        rows = [one for one in objects(vendors) if text_of(one.get("name")) and isinstance(one.get("purposes"), list)]
        if not rows:
            continue
        quotes = Quotes(text)
        for vendor in rows:
            if not shown or vendor.get("id") in shown:
                row = vendor_row(url, vendor, quotes)
                if row is not None:
                    yield row
        return


def load_data(text: str) -> Any:
    return load(text) if text.lstrip()[:1] == "{" else None


def shown_vendors(content: Any) -> frozenset[int]:
    """Numbers of the vendors that the visitor was told of, by TCData; empty when it does not say."""
    if not isinstance(content, dict) or not isinstance(content.get("tcString"), str):
        return frozenset()
    told = disclosed_vendors(content["tcString"])
    if told:
        return frozenset(told)
    vendor = content.get("vendor")
    chosen = [vendor.get(key) for key in ("consents", "legitimateInterests")] if isinstance(vendor, dict) else []
    numbers = [ident for one in chosen if isinstance(one, dict) for ident in one]
    return frozenset(int(ident) for ident in numbers[:10_000] if ident.isdecimal() and len(ident) < 6)


def vendor_row(url: str, vendor: dict[str, Any], quotes: Quotes) -> Declaration | None:
    name = text_of(vendor.get("name"))
    purposes = [f"{words} {number}" for key, words in PURPOSES for number in numbers_of(vendor.get(key))]
    longest = vendor.get("cookieMaxAgeSeconds")
    quote, at = quotes.around(name, "name")
    return declared(
        tool=TOOL,
        url=url,
        provider=name,
        category=strictest(purposes),
        purpose=", ".join(dict.fromkeys(purposes)),
        lifetime=seconds_of(longest) if longest and vendor.get("usesCookies") is not False else None,
        kind="cookie" if vendor.get("usesCookies") is True else "third-party",
        party="third",
        quote=quote,
        at=at,
        path=f"vendors.{vendor.get('id')}"[:60],
    )


def numbers_of(value: Any) -> list[int]:
    values = value[:100] if isinstance(value, list) else []
    return [number for number in values if isinstance(number, int) and not isinstance(number, bool)]
