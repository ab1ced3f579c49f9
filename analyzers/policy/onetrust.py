"""What OneTrust's (CookiePro's) `…/consent/<id>/<id>/<language>.json` declares: DomainData.Groups with their cookies.

`FirstPartyCookies` are the site's own; `Hosts[].Cookies` those of others. `Length` counts days; `IsSession` wins over it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from analyzers.model import Declaration
from analyzers.policy.categories import Named, read_category
from analyzers.policy.durations import Lifetime, read_lifetime
from analyzers.policy.tool_items import declared, object_naming, text_of

MOST_ROWS = 20_000


def read_onetrust(url: str, text: str) -> Iterator[Declaration]:
    """Cookies of every group; nothing when the response has no DomainData."""
    if '"DomainData"' not in text[:2_000_000]:
        return
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        return
    domain = content.get("DomainData") if isinstance(content, dict) else None
    groups = domain.get("Groups") if isinstance(domain, dict) else None
    begin = 0
    for group, cookie, party in cookies(groups):
        name = cookie.get("Name")
        if not isinstance(name, str):
            continue
        start, end = object_naming(text, "Name", name, begin)
        begin = end
        found = declared(
            tool="onetrust",
            url=url,
            name=name,
            provider=text_of(cookie.get("Host")),
            category=category_of(group),
            purpose=text_of(cookie.get("description")),
            lifetime=lifetime_of(cookie),
            party=party,
            quote=text[start:end],
            at=start,
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
