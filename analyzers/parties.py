"""Which registrable domain a host belongs to, and whether it is first or third party.

The rule is the browser's "site": the label in front of the public suffix, with the private section of the list counted
too, because Chromium's cookie and partition code counts it (two tenants of `github.io` or `myshopify.com` are two
parties). Source: publicsuffix.org, "Algorithm"; RFC 6265bis 5.6; HTML standard, "obtain a site".
The list is the snapshot that tldextract carries: no network, no cache on disk, the same answer everywhere.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from functools import lru_cache
from typing import Literal
from urllib.parse import urlsplit

import idna
import tldextract

_extract = tldextract.TLDExtract(
    cache_dir=None, suffix_list_urls=(), fallback_to_snapshot=True, include_psl_private_domains=True
)

LONGEST_HOST = 253
"""Characters of a host name (RFC 1035 2.3.4); what is longer is no host and stays as it is."""


def normal_host(host: str) -> str:
    """A host as browsers write it: lower case, A-labels, no port, no brackets, no trailing or leading dot."""
    host = host.strip().lower()
    if host.startswith("["):
        return host[1:].partition("]")[0]
    if host.count(":") == 1:
        host = host.partition(":")[0]
    host = host.strip(".")
    if host.isascii():
        return host
    try:
        return idna.encode(host, uts46=True).decode("ascii")
    except idna.IDNAError:
        return host


def is_address(host: str) -> bool:
    """Is this an IPv4 or IPv6 address?"""
    if not host or (":" not in host and not host[-1].isdigit()):
        return False
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


@lru_cache(maxsize=65536)
def registrable_domain(host: str) -> str:
    """The registrable domain (eTLD+1) of a host: `a.shop.co.uk` -> `shop.co.uk`.

    An unknown suffix falls under the list's default rule `*` (`www.shop001.test` -> `shop001.test`). IP addresses,
    single labels and hosts that are themselves a public suffix are their own. Empty for an empty host.
    """
    host = normal_host(host)
    if "." not in host or len(host) > LONGEST_HOST or is_address(host):
        return host
    parts = _extract.extract_str(host)
    if parts.suffix:
        return f"{parts.domain}.{parts.suffix}" if parts.domain else host
    return ".".join(host.split(".")[-2:])


def host_of(url: str) -> str:
    """The host of an address as `normal_host` writes it; of the inner address for `blob:`. Empty where there is none
    (`data:`, `about:`, a broken address)."""
    url = url.strip()
    if url[:5].lower() == "blob:":
        url = url[5:]
    try:
        return normal_host(urlsplit(url).hostname or "")
    except ValueError:
        return ""


def same_site(a: str, b: str) -> bool:
    """Do two hosts have the same registrable domain? False when either is empty."""
    domain = registrable_domain(a)
    return bool(domain) and domain == registrable_domain(b)


def is_within(host: str, domain: str) -> bool:
    """Is the host that domain or below it? Both normal; a leading dot of the domain means the same."""
    domain = domain.lstrip(".")
    return bool(domain) and (host == domain or host.endswith("." + domain))


def party(host: str, site_host: str, first_party_domains: Iterable[str] = ()) -> Literal["first", "third"]:
    """`first` or `third`, as the visited site sees the host.

    First: the same registrable domain as the site, a host at or below one of `first_party_domains` (the operator's own
    further domains; a leading `www.` is taken off), or no host at all (`data:`, `about:blank` belong to their page).
    """
    host = normal_host(host)
    if not host or same_site(host, site_host):
        return "first"
    own = (normal_host(domain).removeprefix("www.") for domain in first_party_domains)
    return "first" if any(is_within(host, domain) for domain in own) else "third"
