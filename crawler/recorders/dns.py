"""Where the site's own host names lead: their CNAME chains, asked at the end of the session.

DevTools and the network log tell addresses, not aliases, and an alias is how a third party hides behind a first-party name
(CNAME cloaking, Dimova et al., PETS 2021).
"""

from __future__ import annotations

import asyncio
import time

import dns.asyncresolver
import dns.exception
import dns.resolver

from crawler.journal import Journal
from crawler.records import HostAlias, Note
from crawler.settings import CrawlSettings

TIMEOUT = 3.0
HOSTS = 200


async def record_aliases(hosts: set[str], settings: CrawlSettings, journal: Journal) -> None:
    """Write a HostAlias for each of the hosts whose name is an alias; hosts without one leave no record."""
    names = sorted(host for host in hosts if "." in host and not host.replace(".", "").isdigit())[:HOSTS]
    try:
        resolver = dns.asyncresolver.Resolver(configure=not settings.resolver)
    except dns.exception.DNSException as error:
        journal.write(Note(time=time.time(), subject="recorder", text=f"CNAME chains not read: {error}", level="info"))
        return
    if settings.resolver:
        address, _, port = settings.resolver.rpartition(":")
        resolver.nameservers, resolver.port = [address], int(port)
    resolver.lifetime = TIMEOUT
    asked = await asyncio.gather(*(_chain(resolver, host) for host in names))
    for host, chain in zip(names, asked, strict=True):
        if chain:
            journal.write(HostAlias(time=time.time(), host=host, chain=chain, resolver=settings.resolver or "system"))


async def _chain(resolver: dns.asyncresolver.Resolver, host: str) -> tuple[str, ...]:
    try:
        answer = await resolver.resolve(host, "A", raise_on_no_answer=False)
    except (dns.exception.DNSException, OSError):
        return ()
    chain = []
    for group in answer.response.answer:
        chain += [str(item.target).rstrip(".").lower() for item in group if hasattr(item, "target")]
    return tuple(chain)
