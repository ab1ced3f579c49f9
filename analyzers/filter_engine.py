"""A filter-list matcher in plain Python, for platforms without the compiled one.

It reads what most network rules use: `||host^`, `|` anchors, `*`, `^`, exceptions, the options for type, party and
`domain=`. Rules with another option are left out, so that none is matched wrongly. Syntax: Adblock Plus, "How to write
filters". Rules are found by one token of theirs, so that a request is held against few of them.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

import msgspec

from analyzers.parties import host_of, is_within, same_site

_TYPES = {
    "script": "script",
    "image": "image",
    "stylesheet": "stylesheet",
    "css": "stylesheet",
    "xmlhttprequest": "xmlhttprequest",
    "xhr": "xmlhttprequest",
    "subdocument": "sub_frame",
    "frame": "sub_frame",
    "document": "main_frame",
    "doc": "main_frame",
    "ping": "ping",
    "beacon": "ping",
    "websocket": "websocket",
    "font": "font",
    "media": "media",
    "other": "other",
}
_TOKEN = re.compile(r"[a-z0-9%]{3,}")
LONGEST_URL = 8192
"""Characters of an address that are compared."""


class _Rule(msgspec.Struct, frozen=True):
    text: str
    exception: bool
    body: str
    types: frozenset[str]
    not_types: frozenset[str]
    third_party: bool | None
    domains: tuple[str, ...]
    not_domains: tuple[str, ...]

    def covers(self, url: str, page_host: str, third_party: bool, kind: str) -> bool:
        if self.types and kind not in self.types:
            return False
        if kind in self.not_types or (kind == "main_frame" and "main_frame" not in self.types):
            return False
        if self.third_party is not None and self.third_party != third_party:
            return False
        if self.domains and not any(is_within(page_host, domain) for domain in self.domains):
            return False
        if any(is_within(page_host, domain) for domain in self.not_domains):
            return False
        return _pattern(self.body).search(url) is not None


@lru_cache(maxsize=65536)
def _pattern(body: str) -> re.Pattern[str]:
    start, end = "", ""
    if body.startswith("||"):
        start, body = r"^[a-z][a-z0-9+.-]*://(?:[^/?#]*\.)?", body[2:]
    elif body.startswith("|"):
        start, body = "^", body[1:]
    if body.endswith("|"):
        end, body = "$", body[:-1]
    parts = re.split(r"(\*+|\^)", body.strip("*"))
    middle = "".join(
        ".*?" if part.startswith("*") else r"(?:[^\w.%-]|$)" if part == "^" else re.escape(part) for part in parts
    )
    return re.compile(start + middle + end, re.IGNORECASE)


def _read(text: str) -> tuple[_Rule, str] | None:
    """A rule and its body; None when it has an option that this matcher does not know."""
    exception = text.startswith("@@")
    body, _, options = text.removeprefix("@@").partition("$")
    if not body.strip("*|^") or (body.startswith("/") and body.endswith("/") and len(body) > 1) or body.count("*") > 4:
        return None
    types: set[str] = set()
    not_types: set[str] = set()
    domains: list[str] = []
    not_domains: list[str] = []
    third_party: bool | None = None
    for option in filter(None, options.split(",")):
        name = option.removeprefix("~")
        if name in _TYPES:
            (not_types if option.startswith("~") else types).add(_TYPES[name])
        elif name in ("third-party", "3p"):
            third_party = not option.startswith("~")
        elif name in ("first-party", "1p"):
            third_party = option.startswith("~")
        elif name.startswith("domain="):
            for domain in name[7:].split("|"):
                (not_domains if domain.startswith("~") else domains).append(domain.removeprefix("~"))
        elif name not in ("important", "match-case"):
            return None
    rule = _Rule(
        text=text,
        exception=exception,
        body=body,
        types=frozenset(types),
        not_types=frozenset(not_types),
        third_party=third_party,
        domains=tuple(domains),
        not_domains=tuple(not_domains),
    )
    return rule, body


class PlainEngine:
    """Holds the rules of one list; see the module's text for what it reads."""

    def __init__(self, rules: list[str]) -> None:
        read = [found for text in rules if (found := _read(text)) is not None]
        frequency = Counter(token for _, body in read for token in _tokens(body))
        self._by_token: dict[str, list[_Rule]] = {}
        for rule, body in read:
            token = min(_tokens(body), key=lambda token: frequency[token], default="")
            self._by_token.setdefault(token, []).append(rule)

    def check(self, url: str, page_url: str, kind: str) -> tuple[str, str] | None:
        """(rule, exception or empty), None when no rule matches."""
        url = url[:LONGEST_URL]
        page_host = host_of(page_url)
        third_party = not same_site(host_of(url), page_host)
        blocking, exception = "", ""
        for token in {"", *_TOKEN.findall(url.lower())}:
            for rule in self._by_token.get(token, ()):
                if (exception if rule.exception else blocking) or not rule.covers(url, page_host, third_party, kind):
                    continue
                if rule.exception:
                    exception = rule.text
                else:
                    blocking = rule.text
        return (blocking, exception) if blocking else None


def _tokens(body: str) -> list[str]:
    """Words of a rule that stand whole in every address it matches: with a boundary on both sides."""
    lowered = body.lower()
    found = []
    for match in _TOKEN.finditer(lowered):
        before, after = lowered[: match.start()], lowered[match.end() :]
        anchored = before.endswith("||") or (before and before[-1] not in "*|")
        closed = bool(after) and after[0] not in "*|"
        if (anchored or before.endswith("|")) and (closed or after == "|"):
            found.append(match.group())
    return found
