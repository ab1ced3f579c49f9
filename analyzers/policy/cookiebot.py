"""What Cookiebot's `cc.js` and cookie declaration (`cd.js`) declare.

Arrays `CookieConsentDialog.cookieTable…` of [name, provider, purpose, expiry, type, number], as Bollinger et al. (USENIX
Security 2022) found them; in the page the same arrays are fields of that object. `cd.js` writes tables of HTML into the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from analyzers.model import Declaration
from analyzers.policy.categories import Named
from analyzers.policy.columns import kinds_of
from analyzers.policy.durations import read_lifetime
from analyzers.policy.fragments import read_fragment
from analyzers.policy.literals import unescaped
from analyzers.policy.tool_items import declared

TABLES = {
    "Necessary": Named("mandatory", "Necessary"),
    "Preference": Named("functionality", "Preferences"),
    "Statistics": Named("performance", "Statistics"),
    "Advertising": Named("targeting", "Marketing"),
    "Unclassified": Named("", "Unclassified"),
}
TABLE = re.compile(r"CookieConsentDialog\.cookieTable(\w{1,40})\s*=\s*\[|\"cookieTable(\w{1,40})\"\s*:\s*\[")
DECLARATION = re.compile(r"CookieDeclaration|CookiebotDeclaration")
HTML = re.compile(r"'((?:[^'\\\n]|\\.){200,900000})'|\"((?:[^\"\\\n]|\\.){200,900000})\"")
TOKEN = re.compile(
    r"""\s*(?:'((?:\\.|[^'\\\n]){0,5000})'|"((?:\\.|[^"\\\n]){0,5000})"|(-?\d{1,9})|(null|undefined)|([\[\],]))"""
)
BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
MOST_ROWS = 20_000


def read_cookiebot(url: str, text: str) -> Iterator[Declaration]:
    """Rows of every table of the script; nothing when it holds none."""
    if DECLARATION.search(text[:200_000]) is not None:
        for written in HTML.finditer(text):
            html = unescaped(written[1] or written[2])
            if "<table" in html.lower():
                yield from read_fragment("cookiebot", url, html)
        return
    for table in TABLE.finditer(text):
        category = TABLES.get(table[1] or table[2])
        if category is None:
            continue
        for row, begin, end in rows(text, table.end()):
            name, provider, purpose, expiry, kind = (*row, "", "", "", "", "")[:5]
            found = declared(
                tool="cookiebot",
                url=url,
                name=name,
                provider=", ".join(part.strip() for part in BREAK.split(provider) if part.strip()),
                category=category,
                purpose=purpose,
                lifetime=read_lifetime(expiry) if expiry else None,
                kind=next(iter(kinds_of(kind)), "cookie"),
                quote=text[begin:end],
                at=begin,
                path=f"cookieTable{table[1] or table[2]}",
            )
            if found is not None:
                yield found


def rows(text: str, at: int) -> Iterator[tuple[list[str], int, int]]:
    """(cells, begin, end) of each inner array after the outer bracket that ends at `at`."""
    cells: list[str] = []
    begin = -1
    count = 0
    while (token := TOKEN.match(text, at)) is not None and count < MOST_ROWS:
        mark = token[5]
        if mark == "[":
            cells, begin = [], token.end() - 1
        elif mark == "]":
            if begin < 0:
                return
            yield cells, begin, token.end()
            count, begin = count + 1, -1
        elif mark != ",":
            cells.append(unescaped(token[1] or token[2] or token[3] or ""))
        at = token.end()
