"""Which of the policy's categories a row of the Open Cookie Database belongs to.

Its "Functional" means technically needed and mixes two of ours (a session id and a language choice are both
"Functional"; its README defines it as technical, essential, strictly necessary), so that class is decided by what the
row says the cookie does. The others map one to one. Rows that our own knowledge names are decided there, before.
"""

from __future__ import annotations

import re

_PLAIN = {
    "security": "mandatory",
    "necessary": "mandatory",
    "analytics": "performance",
    "marketing": "targeting",
    "personalization": "functionality",
    "preferences": "functionality",
}

_CHOICE = re.compile(
    r"\b(languages?|locale|currency|preferences?|personali[sz]\w+|remembers?|chat|widget|video|player|volume|font|theme|"
    r"dark mode|layout|view mode|time ?zone|recently viewed|popup|pop-up|survey|dismiss\w*|map)\b",
    re.IGNORECASE,
)
_NEEDED = re.compile(
    r"\b(consent|opt-?(in|out)|session|csrf|xsrf|forgery|log(ged|s|ging)?[ -]?in|authenticat\w+|load[ -]?balanc\w+|"
    r"basket|cart|checkout|payment|security|fraud|bots?|humans?|spam|necessary|essential)\b",
    re.IGNORECASE,
)

_FUNCTIONALITY_ROLES = frozenset({"chat", "video", "content"})
_MANDATORY_ROLES = frozenset({"consent", "bot-defence", "payment", "login", "web-framework"})


def category_of_row(written: str, name: str, what: str, role: str) -> str:
    """One of our categories for a row; empty when its class is none that we know.

    `written` is its category, `role` what our own knowledge says of its platform, empty when nothing.
    """
    plain = _PLAIN.get(written.lower())
    if plain or written.lower() != "functional":
        return plain or ""
    if role in _MANDATORY_ROLES:
        return "mandatory"
    if role in _FUNCTIONALITY_ROLES:
        return "functionality"
    choice, needed = _CHOICE.search(f"{name} {what}"), _NEEDED.search(what)
    return "functionality" if choice and not needed else "mandatory"
