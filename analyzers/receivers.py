"""What those who are handed an item's identifier say of the item's purpose.

Who is given the number by which a browser is known uses it for his own trade: what goes to an advertising network
serves targeting, what goes to nobody but those who measure serves performance (ICC UK cookie guide, 2nd ed. 2012,
categories 2 and 4: "collect information about how visitors use a website", "linked to targeting or advertising
networks"). An identifier that a session of the site needs stays what it is though it is handed on as well; that is told
beside the verdict and decides nothing.
"""

from __future__ import annotations

import msgspec

from analyzers import syntax
from analyzers.filter_rules import category_of_hit
from analyzers.knowledge import Knowledge
from analyzers.model import Category
from analyzers.standing import Handing, Item

HANDED = "its identifier is handed to"
"""How every rule of this kind begins."""
LONGEST_VALUE = 400
"""Characters; a longer value is a state in which an identifier stands among other things."""
MEASURING = frozenset(("analytics", "session-replay", "testing"))
"""Roles that measure visitors. One that watches for faults (`monitoring`) takes any number that the site already has."""
NAMED = 3


class Receiver(msgspec.Struct, frozen=True):
    """One party that was handed the identifier, with what it does."""

    name: str
    category: str
    sure: bool


def deciding(item: Item, knowledge: Knowledge) -> Category | None:
    """The category that the receivers give an item, where they can: `medium` for a strong identifier, else `low`."""
    if not item.handed_to or len(item.value) > LONGEST_VALUE or _is_the_sites_session(item) or _is_a_choice(item):
        return None
    told = _told(item, knowledge)
    targeting, performance = _of(told, "targeting"), _of(told, "performance")
    if targeting:
        return _verdict(item, "targeting", targeting)
    if performance and len(performance) == len(told):
        return _verdict(item, "performance", performance, sure=not item.by_server)
    return None


def beside(item: Item, knowledge: Knowledge) -> Category | None:
    """What another's verdict does not say: another company, whose trade is targeting, is handed the identifier."""
    told = _told(item, knowledge, others_only=True) if item.handed_to else []
    targeting = _of(told, "targeting")
    return _verdict(item, "targeting", targeting) if targeting else None


def _told(item: Item, knowledge: Knowledge, *, others_only: bool = False) -> list[Receiver]:
    """Receivers whose trade is known, each name once. No script reads an HttpOnly cookie (RFC 6265bis 5.6.6): of those
    the redirects of its own host alone count."""
    found: dict[str, Receiver] = {}
    for handing in item.handed_to:
        if (item.http_only and not handing.by_server) or (others_only and handing.same_company):
            continue
        receiver = _receiver(handing, item.site, knowledge)
        if receiver is not None:
            found.setdefault(receiver.name, receiver)
    return list(found.values())


def _receiver(handing: Handing, site: str, knowledge: Knowledge) -> Receiver | None:
    service = knowledge.service_of(handing.host)
    if service is not None and service.category:
        sure = service.sure and (service.category != "performance" or service.role in MEASURING)
        return Receiver(f"{service.name} ({service.role})", service.category, sure and service.origin == "avow")
    if not handing.url:
        return None
    for hit in knowledge.filter_rules.matches(handing.url, f"https://{site}/", handing.resource_type):
        if category := category_of_hit(hit):
            # EasyPrivacy lists whoever tracks, for whatever purpose.
            return Receiver(f"{handing.host} ({hit.rule[:80]} of {hit.list})", category, category == "targeting")
    return None


def _of(told: list[Receiver], category: str) -> list[Receiver]:
    """Those of a category, the surest first."""
    return sorted((one for one in told if one.category == category), key=lambda one: (not one.sure, one.name))


def _verdict(item: Item, category: str, by: list[Receiver], *, sure: bool = True) -> Category:
    names = [one.name for one in by[:NAMED]] + [f"{len(by) - NAMED} more"] * (len(by) > NAMED)
    listed = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
    medium = sure and item.identifier == "strong" and by[0].sure
    return Category(
        category=category,
        rule=f"{HANDED} {listed}",
        source="behaviour",
        confidence="medium" if medium else "low",
    )


def _is_the_sites_session(item: Item) -> bool:
    """A cookie that the site's own server set for as long as the browser is open, or whose name speaks of a session: it
    stands for the visitor towards the site, whoever else learns it."""
    if not item.by_server or item.party != "first" or item.kind != "cookie":
        return False
    hint = syntax.of_name(item.name)
    return item.lifetime_s is None or (hint is not None and hint.category == "mandatory")


def _is_a_choice(item: Item) -> bool:
    """A value that only may be an identifier, under a name that speaks of a choice or of what was looked at: rather the
    number of an article (`last_viewed`), of which others are told too."""
    hint = syntax.of_name(item.name) if item.identifier != "strong" else None
    return hint is not None and hint.category == "functionality"
