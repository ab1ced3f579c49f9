"""What the site's own pages and requests say of a value: that it guards forms against forgery, in which language they are.

A token that comes back beside the cookie that holds it proves that the page was the site's own (OWASP, Cross-Site Request
Forgery Prevention Cheat Sheet, "Double-Submit Cookie Pattern"): in a hidden field, in a header of a request of the page, or
in a `meta` element for its scripts. Only fields and headers count whose own name speaks of forgery; other hidden fields
repeat all sorts of numbers.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from urllib.parse import unquote

from analyzers.parties import host_of
from analyzers.scope import Scope
from crawler.records import Request

SHORTEST = 12
"""Characters of a token."""
TOKENS = 2000
LANGUAGES = 20
"""What is kept of one site."""
LONGEST_PAGE = 3_000_000
LONGEST_TOKEN = 1000

_TAG = re.compile(r"<(input|meta|html)\b([^<>]{1,3000})>", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    r"(?<![A-Za-z-])([A-Za-z-]{2,20})\s{0,5}=\s{0,5}(?:\"([^\"]{0,1000})\"|'([^']{0,1000})'|([^\s\"'>]{1,1000}))"
)
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
        for match in _TAG.finditer(text[:LONGEST_PAGE]):
            tag = match[1].lower()
            said = {found[1].lower(): html.unescape(found[2] or found[3] or found[4] or "") for found in
                    _ATTRIBUTE.finditer(match[2])}  # fmt: skip
            if tag == "html":
                language = said.get("lang", "").lower()
                if len(self._languages) < LANGUAGES and _LANGUAGE.fullmatch(language):
                    self._languages[language] = None
                continue
            name = said.get("name", "") or said.get("id", "")
            if not _GUARD.search(name):
                continue
            if tag == "meta":
                self._keep(said.get("content", ""), f"in the page's meta element {_shown(name)}")
            elif said.get("type", "").lower() == "hidden":
                self._keep(said.get("value", ""), f"in the hidden field {_shown(name)} of a form")

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
