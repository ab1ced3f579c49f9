"""How well an item stands for a name that is known: whose it is, and what contradicts it."""

from __future__ import annotations

import msgspec

from analyzers.knowledge import Knowledge, NameEntry
from analyzers.parties import is_within, normal_host


class Handing(msgspec.Struct, frozen=True, kw_only=True):
    """A host that was handed the item's identifier on purpose; see analyzers.handed_on."""

    host: str
    """The one that was asked; of a host of the site that is another party's by its alias, the alias' target."""
    url: str = ""
    """The first such address."""
    resource_type: str = ""
    by_server: bool = False
    """The item's own host sent the browser there (a redirect): no script had to read it."""
    same_company: bool = False
    """The receiver is of the company that keeps or set the item."""


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of one thing to be sorted. Every field but `kind` may be empty."""

    kind: str = "cookie"
    """One of analyzers.model.KINDS."""
    name: str = ""
    """Cookie's name, storage key, or empty for a third party or beacon."""
    host: str = ""
    """Host the cookie or storage belongs to, or the host that was asked."""
    setter_hosts: tuple[str, ...] = ()
    """Hosts of the scripts and responses that set it."""
    provider: str = ""
    """Company or service as a declaration writes it; empty for what was observed."""
    party: str = ""
    """`first`, `third`, or empty when not known."""
    value: str = ""
    """Read for its form only."""
    lifetime_s: float | None = None
    """Seconds; None for a session or when not known."""
    http_only: bool | None = None
    urls: tuple[str, ...] = ()
    """Addresses requested (beacon, third party)."""
    resource_type: str = ""
    site: str = ""
    """Host of the visited site."""
    identifier: str = ""
    """`strong`, `weak` or empty, as in analyzers.identifiers."""
    by_server: bool = False
    """Its own host's answer set it, and no other party's code had asked for that."""
    guards: str = ""
    """Where its value came back to guard a form against forgery, in words; empty for nowhere."""
    page_languages: frozenset[str] = frozenset()
    """Languages that the site's pages are in, of what the site itself keeps."""
    handed_to: tuple[Handing, ...] = ()
    """Whom its identifier was handed to, where that was watched."""
    declared: bool = False
    """Out of a list that somebody wrote, not observed. Such a list writes the site's own host beside others' cookies too:
    it tells where they are met, not who sets them."""


STANDINGS = ("confirmed", "likely", "possible", "distinctive")
"""How well a name stands for an entry, best first; see `standing_of`."""


RUN_BY_ANYBODY = frozenset({"web-framework", "bot-defence", "hosting", "cdn", "consent"})
"""Roles of what companies run behind their own hosts: `AWSALB`, `__cf_bm` or `euconsent-v2` out of a vendor's answer is no
contradiction."""


def standing_of(item: Item, entry: NameEntry, knowledge: Knowledge) -> str:
    """How well the item stands for an entry of its name.

    `confirmed` by host, setter or declared provider. `likely`: a distinctive name, and nothing contradicts. `possible`: a
    common name of a service's own domain, and no host is known, or only where it was met. `distinctive`: such a name on
    another's host, but so peculiar that nobody else writes it. `contradicted`: a common name on another's host (`fr`,
    `IDE`, `uid`), or every script that set it belongs to other known companies, unless it is what anybody runs. A
    first-party cookie that a vendor's script set is the vendor's.
    """
    hosts = [normal_host(host) for host in (item.host, *item.setter_hosts) if host]
    if any(is_within(host, domain) for host in hosts for domain in entry.domains):
        return "confirmed"
    if item.provider and entry.service and (provider := knowledge.provider(item.provider)):
        if knowledge.company_of_service(entry.service) == provider.company:
            return "confirmed"
        if entry.where == "own" and provider.domains:
            return "contradicted"
    setters = [knowledge.service_of(host) for host in item.setter_hosts]
    others = [setter.company for setter in setters if setter is not None and setter.category]
    if entry.service and others and len(others) == len(setters):
        if knowledge.company_of_service(entry.service) in others:
            return "confirmed"
        service = knowledge.named(entry.service)
        if service is None or service.role not in RUN_BY_ANYBODY:
            return "contradicted"
    if entry.where == "site":
        return "likely" if "*" not in entry.pattern or len(entry.pattern) > 4 else "possible"
    if not hosts or (item.declared and item.party == "first" and not _is_large_site(entry, knowledge)):
        return "possible" if "*" not in entry.pattern or len(entry.pattern) > 5 else "contradicted"
    return "distinctive" if is_peculiar(entry.pattern) else "contradicted"


def _is_large_site(entry: NameEntry, knowledge: Knowledge) -> bool:
    """Is the name one that a large site chose for itself? Nobody embeds it, so that another site's list never means it:
    `ssid` in the list of a shop is not Doctolib's, while `PREF` may well be YouTube's."""
    service = knowledge.named(entry.service)
    return service is not None and service.role == "content" and not service.category


def is_peculiar(name: str) -> bool:
    """Is a name so peculiar that two parties do not choose it by chance? Twelve characters or more of two kinds
    (lower case, upper case, digits, punctuation): `VISITOR_INFO1_LIVE`, `UserMatchHistory`; never `timezone` or `IDE`."""
    kinds = (str.islower, str.isupper, str.isdigit, lambda letter: letter in "_-.:")
    return len(name) >= 12 and "*" not in name and sum(any(map(kind, name)) for kind in kinds) >= 2
