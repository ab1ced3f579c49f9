"""Which links are opened once, to see whether they answer: opt-outs, then settings, then policies that were not visited."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from analyzers.link_answers import leads_to_policy, of_page, of_policies
from analyzers.opt_outs import may_be_opened
from analyzers.parties import host_of, is_within, registrable_domain
from crawler.records import Link

MOST = 10
OWN = 3
"""Addresses of one host of the site itself; of another host one."""


def links_to_try(
    links: Iterable[Link], documents: Iterable[tuple[str, str, bytes]], visited: Collection[str], site: str
) -> list[tuple[str, str]]:
    """(address, why) of the links worth trying, best first.

    Args:
        links: of the pages visited.
        documents: the policy's, as (address, MIME type, bytes).
        visited: addresses that were opened already.
        site: host of the audited site.
    """
    links = list(links)
    said = [(one.link, "in the policy") for one in of_policies(documents, site)]
    said += [(found, f"on {link.frame_url}") for link in links if (found := of_page(link, site)) is not None]
    said.sort(key=lambda one: one[0].kind != "opt-out")
    wanted = [(found.url, f"{found.kind}: {found.why}, {where}") for found, where in said]
    wanted += [(link.url, f"policy: linked on {link.frame_url}") for link in links if leads_to_policy(link)]
    done = {url.partition("#")[0] for url in visited}
    hosts: dict[str, int] = {}
    chosen: dict[str, str] = {}
    for url, why in wanted:
        address, host = url.partition("#")[0], host_of(url)
        most = OWN if is_within(host, registrable_domain(site)) else 1
        if address in done or address in chosen or hosts.get(host, 0) >= most or not may_be_opened(address, site):
            continue
        hosts[host] = hosts.get(host, 0) + 1
        chosen[address] = why
        if len(chosen) == MOST:
            break
    return list(chosen.items())
