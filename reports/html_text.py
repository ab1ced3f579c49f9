"""How hostile text becomes HTML: every function here escapes, and returns Markup that the template prints as it is.

A name stands in `<bdi>`, so that right-to-left letters in it cannot reorder the words around it; what is too long is
shortened in the middle, with the whole in `<details>`. No address is a link: a reader of a report must not call on a
tracker by a slip of the hand.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from typing import Any

from markupsafe import Markup, escape

from reports.text import (
    HIDDEN,
    addresses_without_values,
    escape_sequence,
    shorten_middle,
    visible,
    visible_prose,
    visible_quote,
    without_values,
)

NAME_LIMIT = 64
URL_LIMIT = 96
HOST_LIMIT = 48
QUOTE_LIMIT = 420
PROSE_LIMIT = 900
HEADING_LIMIT = 240
WHOLE_LIMIT = 4_000
"""Characters of one text that the page holds at most; report.json holds all."""

_BREAK = re.compile(r"(?<=[/?&])(?=[^/])|(?<=[^.])(?=\.)")


def spelled(text: str) -> Markup:
    """A name, its unseen characters spelled out and marked, so that a real backslash is not taken for one."""
    parts, end = [], 0
    for match in HIDDEN.finditer(text):
        sequence = escape_sequence(match[0])
        called = unicodedata.name(match[0], "a control character")
        parts += [
            escape(text[end : match.start()]),
            Markup('<span class="unseen" title="{}">{}</span>').format(called, sequence),
        ]
        end = match.end()
    return Markup("").join([*parts, escape(text[end:])])


def brief(text: Any, limit: int = 100) -> Markup:
    """A company, an id, a command: spelled out, shortened in the middle, without the whole."""
    return spelled(shorten_middle(str(text), limit))


def _long(short: Markup, whole: Markup, size: int, style: str) -> Markup:
    return Markup(
        '<details class="long"><summary><bdi class="{style}">{short}</bdi> '
        '<small>({size:,} characters)</small></summary><bdi class="{style}">{whole}</bdi></details>'
    ).format(short=short, whole=whole, size=size, style=style)


def _token(text: str, limit: int, style: str, spell: Callable[[str], Markup] = spelled) -> Markup:
    if len(text) <= limit:
        return Markup('<bdi class="{}">{}</bdi>').format(style, spell(text))
    whole = spell(text[:WHOLE_LIMIT])
    if len(text) > WHOLE_LIMIT:
        whole += Markup(" <small>(the rest is in report.json)</small>")
    return _long(spell(shorten_middle(text, limit)), whole, len(text), style)


def spelled_address(text: str) -> Markup:
    """An address or host that may break after `/`, `?`, `&` and before a dot, and so not within a word."""
    return Markup("<wbr>").join(spelled(part) for part in _BREAK.split(text))


def name(text: Any, limit: int = NAME_LIMIT) -> Markup:
    """A cookie's name, a storage key (one of Cache Storage holds an address)."""
    shown = addresses_without_values(str(text))
    return _token(shown, limit, "name") if shown else Markup('<span class="nothing">(no name)</span>')


def url(text: Any, limit: int = URL_LIMIT) -> Markup:
    """An address, without the values in its query; it may break where addresses do."""
    return _token(without_values(str(text)), limit, "url", spelled_address)


def host(text: Any) -> Markup:
    return _token(str(text), HOST_LIMIT, "name", spelled_address)


def addresses(urls: Iterable[str]) -> list[str]:
    """Addresses that differ in their values only become one."""
    return list(dict.fromkeys(without_values(str(url)) for url in urls))


def anchor(identity: str) -> str:
    """An id that is safe in an `id` attribute and after `#`."""
    return re.sub(r"[^A-Za-z0-9_-]+", "-", identity)[:80]


def upper_first(text: str) -> str:
    """`indexedDB store` keeps its capitals, unlike with `str.capitalize`."""
    return text[:1].upper() + text[1:]


def prose(text: Any, limit: int = PROSE_LIMIT) -> Markup:
    """A sentence of ours, which may hold names of the site."""
    return _bounded(visible_prose(str(text)), limit)


def policy_text(text: Any) -> Markup:
    """A few words of the policy: a heading, a title, a duration as written."""
    return _bounded(visible_quote(str(text)), HEADING_LIMIT)


def _bounded(text: str, limit: int) -> Markup:
    return (
        escape(text)
        if len(text) <= limit
        else Markup("{} <small>(shortened)</small>").format(shorten_middle(text, limit))
    )


def quote(text: Any, limit: int = QUOTE_LIMIT) -> Markup:
    """A passage of the policy, verbatim."""
    shown = visible_quote(str(text))
    if len(shown) <= limit:
        return Markup("<q>{}</q>").format(shown)
    end = shown.rfind(" ", limit * 3 // 4, limit)
    start = shown[: end if end > 0 else limit]
    more = Markup(" <small>(the rest is in report.json)</small>") if len(shown) > WHOLE_LIMIT else ""
    return Markup('<details class="long"><summary><q>{} …</q></summary><q>{}</q>{}</details>').format(
        start, shown[:WHOLE_LIMIT], more
    )


def fact(value: Any) -> Markup:
    """A value of `details` or `measured_with`, whatever its shape: nested facts become a list of `key: value`."""
    if value is None or value == "" or value == () or value == [] or value == {}:
        return Markup('<span class="nothing">none</span>')
    if isinstance(value, bool):
        return escape("yes" if value else "no")
    if isinstance(value, int | float):
        return Markup("{}").format(f"{value:,}" if isinstance(value, int) else f"{value:g}")
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: (_KEYS_FIRST.index(key) if key in _KEYS_FIRST else 99, str(key)))
        rows = (Markup("<li>{}: {}</li>").format(label(key), fact(value[key])) for key in keys)
        return Markup('<ul class="facts">{}</ul>').format(Markup("").join(rows))
    if isinstance(value, list | tuple | set | frozenset):
        items = sorted(value, key=str) if isinstance(value, set | frozenset) else list(value)
        if len(items) == 1:
            return fact(items[0])
        rows = (Markup("<li>{}</li>").format(fact(item)) for item in items)
        return Markup('<ul class="facts">{}</ul>').format(Markup("").join(rows))
    return _token(addresses_without_values(str(value)), 160, "fact")


_KEYS_FIRST = ("name", "title", "version", "date", "licence", "license")
_LABELS = {
    "url": "Address",
    "sha256": "SHA-256",
    "digest": "Digest",
    "found": "How it was found",
    "how": "How it was found",
}


def label(key: Any) -> Markup:
    """`third_party_cookies` as `Third party cookies`."""
    if key in _LABELS:
        return escape(_LABELS[key])
    text = shorten_middle(visible(str(key)), 80).replace("_", " ").replace("-", " ").strip()
    return escape(upper_first(text))
