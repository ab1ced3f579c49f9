"""What the site's own pages and requests say of a value: that it guards forms against forgery, in which language they are.

A token that comes back beside the cookie that holds it proves that the page was the site's own (OWASP, Cross-Site Request
Forgery Prevention Cheat Sheet, "Double-Submit Cookie Pattern"): in a hidden field, in a header of a request of the page, or
in a `meta` element for its scripts. Only fields and headers count whose own name speaks of forgery; other hidden fields
repeat all sorts of numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import unquote

from analyzers.parties import host_of
from analyzers.policy.page import parse
from analyzers.scope import Scope
from crawler.records import Request

SHORTEST = 12
"""Characters of a token."""
TOKENS = 2000
LANGUAGES = 20
"""What is kept of one site."""
LONGEST_PAGE = 3_000_000
LONGEST_TOKEN = 1000

_GUARD = re.compile(r"csrf|xsrf|anti-?forgery|authenticity[_-]?token|request-?verification|^_token$|^form_?key$", re.I)
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8}){0,3}")


class PageFacts:
    """Takes requests and documents, answers for values."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._guards: dict[str, str] = {}
        self._languages: dict[str, None] = {}

    @property
    def languages(self) -> frozenset[str]:
        """Of the pages (`<html lang>`), in small letters: `en-gb`."""
        return frozenset(self._languages)

    def see_request(self, record: Request) -> None:
        """A request that the page made to its own site."""
        for name, value in record.request_headers:
            if _GUARD.search(name) and self._scope.party(host_of(record.url)) == "first":
                self._keep(value, f"in the header {_shown(name)} of a request")

    def see_page(self, url: str, text: str) -> None:
        """A document; another site's says nothing."""
        if self._scope.party(host_of(url)) != "first":
            return
        root = parse(text[:LONGEST_PAGE])
        if root is None:
            return
        language = (root.get("lang") or "").lower()
        if len(self._languages) < LANGUAGES and _LANGUAGE.fullmatch(language):
            self._languages[language] = None
        for element in root.iter("input", "meta"):
            name = element.get("name") or element.get("id") or ""
            if not _GUARD.search(name):
                continue
            if element.tag == "meta":
                self._keep(element.get("content") or "", f"in the page's meta element {_shown(name)}")
            elif (element.get("type") or "").lower() == "hidden":
                self._keep(element.get("value") or "", f"in the hidden field {_shown(name)} of a form")

    def _keep(self, value: str, where: str) -> None:
        token = unquote(value[:LONGEST_TOKEN]).strip()
        if len(token) >= SHORTEST and len(self._guards) < TOKENS:
            self._guards.setdefault(token, where)

    def guarding(self, values: Iterable[str]) -> str:
        """Where one of an item's values came back to guard against forgery; empty for nowhere. Some frameworks keep a
        signature behind the token: `token|signature`, `token.signature`."""
        if not self._guards:
            return ""
        for value in values:
            plain = unquote(value[:LONGEST_TOKEN]).strip('"')
            for token in (plain, plain.partition("|")[0], plain.partition(".")[0], plain.partition(":")[0]):
                if found := self._guards.get(token, ""):
                    return found
        return ""


def _shown(name: str) -> str:
    """A name out of a page, harmless and short."""
    return re.sub(r"[^A-Za-z0-9_.:\[\]-]", "", name)[:40]
