"""What Termly's `…/documents/<id>/cookies` declares: {"cookies": {category: [{name, domain, expire, tracker_type, …}]}}."""

from __future__ import annotations

from collections.abc import Iterator

from analyzers.model import Declaration
from analyzers.policy.categories import Named
from analyzers.policy.columns import kinds_of
from analyzers.policy.durations import read_lifetime
from analyzers.policy.tool_items import Quotes, declared, load, text_of

CATEGORIES = {
    "essential": "mandatory",
    # Termly's "performance" holds what remembers choices, beside "analytics".
    "performance": "functionality",
    "analytics": "performance",
    "advertising": "targeting",
    "social_networking": "targeting",
    "unclassified": "",
}


def read_termly(url: str, text: str) -> Iterator[Declaration]:
    """Cookies of every category; nothing when the response is of another form."""
    if '"tracker_type"' not in text[:2_000_000]:
        return
    content = load(text)
    groups = content.get("cookies") if isinstance(content, dict) else None
    quotes = Quotes(text)
    for written, rows in groups.items() if isinstance(groups, dict) else ():
        for row in rows if isinstance(rows, list) else ():
            if not isinstance(row, dict) or not isinstance(row.get("name"), str):
                continue
            quote, at = quotes.around(row["name"], "name")
            expire = text_of(row.get("expire"))
            found = declared(
                tool="termly",
                url=url,
                name=row["name"],
                provider=text_of(row.get("domain")) or text_of(row.get("service")),
                category=Named(CATEGORIES[written], written) if written in CATEGORIES else None,
                purpose=text_of(row.get("en_us")) or text_of(row.get("en_uk")),
                lifetime=read_lifetime(expire) if expire else None,
                kind=next(iter(kinds_of(text_of(row.get("tracker_type")).replace("_", " "))), "cookie"),
                quote=quote,
                at=at,
                path=f"cookies.{written}",
            )
            if found is not None:
                yield found
