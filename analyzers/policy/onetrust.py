"""What OneTrust's (CookiePro's) `…/consent/<id>/<id>/<language>.json` declares: DomainData.Groups with their cookies.

`FirstPartyCookies` are the site's own; `Hosts[].Cookies` those of others. `Length` counts days; `IsSession` wins over it.
In the page `OneTrust.GetDomainData()` gives the same groups, without the DomainData around them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from analyzers.model import Declaration
from analyzers.policy.categories import Named, read_category
from analyzers.policy.durations import Lifetime, read_lifetime
from analyzers.policy.tool_items import MOST_ROWS, Quotes, declared, load, text_of


def read_onetrust(url: str, text: str) -> Iterator[Declaration]:
    """Cookies of every group; nothing when the response has no groups of this form."""
    if '"FirstPartyCookies"' not in text and '"DomainData"' not in text:
        return
    content = load(text)
    domain = content.get("DomainData", content) if isinstance(content, dict) else None
    groups = domain.get("Groups") if isinstance(domain, dict) else None
    quotes = Quotes(text)
    culture = domain.get("Language") if isinstance(domain, dict) else None
    language = text_of(culture.get("Culture"))[:12] if isinstance(culture, dict) else ""
    for number, (group, cookie, party) in enumerate(cookies(groups)):
        name = cookie.get("Name")
        if not isinstance(name, str):
            continue
        quote, at = quotes.around(name, "Name")
        found = declared(
            tool="onetrust",
            url=url,
            name=name,
            provider=text_of(cookie.get("Host")),
            category=category_of(group),
            purpose=text_of(cookie.get("description")) or text_of(cookie.get("thirdPartyDescription")),
            lifetime=lifetime_of(cookie),
            party=party,
            quote=quote,
            at=at,
            path=f"DomainData.Groups, cookie {number + 1}",
            language=language or "und",
        )
        if found is not None:
            yield found


def cookies(groups: Any) -> Iterator[tuple[dict[str, Any], dict[str, Any], str]]:
    """(group, cookie, party) in the order of the file."""
    count = 0
    for group in groups if isinstance(groups, list) else ():
        if not isinstance(group, dict):
            continue
        lists = [(group.get("FirstPartyCookies"), "first")]
        hosts = group.get("Hosts")
        lists += [
            (host.get("Cookies"), "third")
            for host in (hosts if isinstance(hosts, list) else ())
            if isinstance(host, dict)
        ]
        for found, party in lists:
            for cookie in found if isinstance(found, list) else ():
                count += 1
                if isinstance(cookie, dict) and count <= MOST_ROWS:
                    yield group, cookie, party


def category_of(group: dict[str, Any]) -> Named | None:
    """By the group's id (C0001 to C0005), which the operator cannot rename, else by its name."""
    written = text_of(group.get("GroupName"))
    for key in ("CustomGroupId", "OptanonGroupId"):
        by_id = read_category(text_of(group.get(key)))
        if by_id is not None:
            return Named(by_id.category, written or by_id.as_written)
    return read_category(written) if written else None


def lifetime_of(cookie: dict[str, Any]) -> Lifetime | None:
    if cookie.get("IsSession") is True:
        return read_lifetime("session")
    length = text_of(cookie.get("Length"))
    return read_lifetime(f"{length} days") if length else None
