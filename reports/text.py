"""How text of the audited site is shown: nothing hidden, nothing executed, no query values.

Names, addresses, keys and titles are attacker's text. Characters that a reader cannot see, or that reorder what is
read (C0 and C1 controls, bidirectional controls of UAX #9, zero-width and tag characters, lone surrogates) are shown
as `\\x1b` or `\\u202e`. Values in query strings may tell one person from another and are replaced by `…`.
"""

from __future__ import annotations

import re

_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_UNSEEN = "\u00ad\u115f\u1160\u180e\u200b\u2028\u2029\u2060-\u2065\u206a-\u206f\u3164\ufeff\uffa0\ufff0-\uffff"
_PLANES = "\ud800-\udfff\U000e0000-\U000e0fff"
_JOINERS = "\u200c\u200d"

_MARKS = (
    "[\u0300-\u036f\u0483-\u0489\u0610-\u061a\u064b-\u065f\u06d6-\u06ed\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
    "\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
)
_PILED = f"(?<={_MARKS}{{2}}){_MARKS}"
"""The third combining mark on a letter and those after it: no spelling needs them, and a pile paints over other lines."""

HIDDEN = re.compile(f"[\x00-\x1f\x7f-\x9f{_BIDI}{_UNSEEN}{_PLANES}{_JOINERS}]|{_PILED}")
"""What is escaped in a name."""
HIDDEN_IN_QUOTE = re.compile(f"[\x00-\x1f\x7f-\x9f{_BIDI}\u2028\u2029{_PLANES}]|{_PILED}")
"""What is escaped in a passage of the policy: joiners belong to the spelling of Persian, soft hyphens to typesetting."""

_FORMULA = "=+-@\t\r\n\x00\uff1d\uff0b\uff0d\uff20"
"""First characters that make a spreadsheet compute: OWASP "CSV Injection", and the full-width forms that East Asian
editions take for the same."""
_SKIPPED_BY_SPREADSHEETS = " \u00a0\u3000\ufeff\u200b\t\r\n"

_ADDRESS = re.compile(r"\b(?:https?|wss?)://[^\s\"'<>]+")
_MOST_PARAMETERS = 12


def escape_sequence(character: str) -> str:
    """`\\x1b`, `\\u202e` or `\\U000e0041`: the spelling of Python and JavaScript for a character nobody sees."""
    code = ord(character)
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def visible(text: str) -> str:
    """A name with its unseen characters spelled out."""
    return HIDDEN.sub(_spell, text)


def visible_prose(text: str) -> str:
    """A sentence of ours on one line, its unseen characters spelled out and the values in its addresses left out."""
    flat = re.sub(r"[ \t\r\n]+", " ", text).strip()
    return HIDDEN.sub(_spell, addresses_without_values(flat))


def addresses_without_values(text: str) -> str:
    """A text in which every address has lost the values of its query."""
    return _ADDRESS.sub(lambda match: without_values(match[0]), text)


def visible_quote(text: str) -> str:
    """A verbatim passage of the policy on one line: a public text, so addresses stay whole."""
    return HIDDEN_IN_QUOTE.sub(_spell, re.sub(r"[ \t\r\n]+", " ", text).strip())


def _spell(match: re.Match[str]) -> str:
    return escape_sequence(match[0])


def without_values(url: str) -> str:
    """An address with the values of its query and its fragment left out, and no user name or password.

    >>> without_values("https://t.example/p?uid=8f3c&cb=1#me")
    'https://t.example/p?uid=…&cb=…#…'
    """
    cut = min((place for place in (url.find("?"), url.find("#")) if place >= 0), default=len(url))
    base, rest = url[:cut], url[cut:]
    scheme, separator, after = base.partition("://")
    authority, slash, path = after.partition("/")
    if separator and "@" in authority:
        base = f"{scheme}://…@{authority.rpartition('@')[2]}{slash}{path}"
    if base[:5].lower() == "data:":
        return f"{base.partition(',')[0][:80]},…"
    return base + _without_values(rest)


def _without_values(rest: str) -> str:
    query, mark, fragment = rest.partition("#")
    shown = ""
    if query:
        parameters = [part for part in query[1:].split("&") if part]
        named = [f"{part.partition('=')[0]}=…" if "=" in part else "…" for part in parameters[:_MOST_PARAMETERS]]
        more = [f"…{len(parameters) - _MOST_PARAMETERS} more"] if len(parameters) > _MOST_PARAMETERS else []
        shown = "?" + "&".join(named + more)
    return shown + ("#…" if mark and fragment else "")


def shorten_middle(text: str, limit: int) -> str:
    """At most `limit` characters, head and tail kept: both ends of a name or address tell something."""
    if len(text) <= limit:
        return text
    head = (limit - 3) * 2 // 3
    return f"{text[:head]} … {text[len(text) - (limit - 3 - head) :]}"


def is_formula(text: str) -> bool:
    """Would a spreadsheet take a cell of this text for a formula?"""
    return text != "" and (text[0] in _FORMULA or text.lstrip(_SKIPPED_BY_SPREADSHEETS)[:1] in tuple(_FORMULA))


def spreadsheet_cell(text: str) -> str:
    """Text that no spreadsheet takes for a formula: an apostrophe before it where it would; controls spelled out."""
    shown = visible(text)
    return f"'{shown}" if is_formula(text) else shown
