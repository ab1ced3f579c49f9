"""Which addresses are known as pages for opting out, and whose they are (opt_outs.toml)."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from urllib.parse import urlsplit

import msgspec

from analyzers.knowledge.base import KnowledgeError
from analyzers.parties import normal_host

KINDS = ("opt-out", "preferences", "help")
LONGEST = 500
"""Characters of an address that are compared."""


class KnownPage(msgspec.Struct, frozen=True, kw_only=True):
    """One known page."""

    address: str
    """Host without `www.`, then as much of path and query as makes it this page."""
    whose: str
    kind: str
    """`opt-out`, `preferences`, or `help`: tells how to refuse cookies in a browser, and is no opt-out itself."""
    many: bool = False
    """For many companies at once."""


def known_page(url: str) -> KnownPage | None:
    """The known page that an address is or lies below; the most exact one."""
    try:
        parts = urlsplit(url[:LONGEST])
        host = normal_host(parts.hostname or "").removeprefix("www.")
    except ValueError:
        return None
    address = f"{host}{parts.path}{'?' if parts.query else ''}{parts.query}".lower()
    while host:
        for page in _by_host().get(host, ()):
            rest = address[address.find(host) :]
            if rest.startswith(page.address) and not rest[len(page.address) :][:1].isalnum():
                return page
        host = host.partition(".")[2]
    return None


@cache
def _by_host() -> dict[str, tuple[KnownPage, ...]]:
    """Host -> its pages, the longest address first. Raises KnowledgeError where the file breaks a rule."""
    text = (resources.files("analyzers.knowledge") / "opt_outs.toml").read_text(encoding="utf-8")
    found: dict[str, list[KnownPage]] = {}
    for group in tomllib.loads(text)["group"]:
        if group["kind"] not in KINDS or not group["source"]:
            raise KnowledgeError(
                f"opt_outs.toml: a group is of kind {group['kind']!r}; it must be of {', '.join(KINDS)}"
            )
        for address, whose in group["pages"].items():
            page = KnownPage(address=address, whose=whose, kind=group["kind"], many=group.get("many", False))
            found.setdefault(address.partition("/")[0], []).append(page)
    return {host: tuple(sorted(pages, key=lambda page: -len(page.address))) for host, pages in found.items()}
