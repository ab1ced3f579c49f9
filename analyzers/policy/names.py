"""A declared item's name: several in one cell, counts and notes taken off, every way of writing a wildcard as `*`."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from analyzers.policy.companies import NAMES

LONGEST = 200
PLACEHOLDERS = (
    re.compile(r"<[^<>]{0,60}>|\{[^{}]{0,60}\}|\[(?!x?\d{1,3}\])[^\[\]]{0,60}\]"),
    re.compile(
        r"\((?:[a-z]{1,20}[- _]?(?:id|nr|number|name|hash|key)|id|nr|number|hash|\.\*|n|x+|"
        r"\*)\)",
        re.IGNORECASE,
    ),
    re.compile(r"(?<![A-Za-z])[xX]{2,}(?:-[xX]{1,})*(?![A-Za-z])"),
    re.compile(r"#+|\u2026|\.{3,}|\.\*|%[sd](?![A-Za-z0-9])|\$\{[^}]{0,60}\}"),
    re.compile(
        r"(?<=[_.-])(?:[A-Z]+-?ID|ID|UUID|GUID|HASH|NUMBER|TOKEN_ID|CONTAINER-ID|PROPERTY-ID|"
        r"YOUR[_-][A-Z_-]+)$"
    ),
)
COUNT = re.compile(r"\s*[\[(]\s*x\s*\d{1,3}\s*[\])]\s*$", re.IGNORECASE)
NOTE = re.compile(
    r"\s*\((?:[^()]{0,30}\b)?(?:local ?storage|session ?storage|html5?|cookies?|http|pixel|indexed ?db|"
    r"first[- ]party|third[- ]party|"
    r"1st|3rd|persistent|session|beacon|lokale opslag|stockage local|new|legacy|optional|set by[^()]{0,40}|"
    r"by [^()]{0,40}|"
    r"via [^()]{0,40}|from [^()]{0,40}|[a-z]+\.com)[^()]{0,30}\)\s*",
    re.IGNORECASE,
)
STORAGE_NOTE = (
    ("local-storage", re.compile(r"local ?storage|lokale opslag|stockage local", re.IGNORECASE)),
    ("session-storage", re.compile(r"session ?storage", re.IGNORECASE)),
    ("indexed-db", re.compile(r"indexed ?db", re.IGNORECASE)),
)
TOKEN = re.compile(r"[\w.\-:%~!$&+*#{}<>\[\]@/^|'=;()…]+")
STRICT = re.compile(r"[_*#{}<>%~@^|$]|\d|[.:\-](?=\w)|[a-z]{2}[A-Z][a-z]|^[A-Z]{2,12}$")
"""What a cookie's name has and an ordinary word has not."""
CERTAIN = re.compile(r"\w_\w|^_\w|\*|#|\w\d|[a-z][A-Z]")
"""Marks strong enough to split at blanks."""
SENTENCE = re.compile(
    r"\b(?:the|and|of|is|are|this|our|we|for|with|your|de|la|les|des|und|van|het|para|"
    r"per)\b",
    re.IGNORECASE,
)
HOST = re.compile(
    r"(?:https?://|www\.)\S+|(?:[\w-]+\.)+(?:com|net|org|io|eu|co|uk|de|fr|nl|es|it|be|at|ch|us|ai|app|tv|me|info|biz|fi|se)",
    re.IGNORECASE,
)
NO_NAMES_LINE = (
    "n/a na none - -- various diverse name cookie cookies naam nom nombre nome unknown tbd pending varies todo ok"
)
NO_NAMES = frozenset(NO_NAMES_LINE.split())


class Name(msgspec.Struct, frozen=True):
    """One declared name."""

    pattern: str
    """With `*` for what varies."""
    as_written: str
    storage: str = ""
    """`local-storage` and the like where a note beside the name says so."""


def read_names(cell: str) -> list[Name]:
    """The names in one cell, split at line breaks, commas, semicolons, bullets, "and", where each part is a name."""
    names: list[Name] = []
    for line in lines_of(cell):
        for part in parts_of(line):
            name = read_name(part)
            if name is not None and name.pattern not in {known.pattern for known in names}:
                names.append(name)
    return names


def lines_of(cell: str) -> Iterator[str]:
    for line in re.split(r"[\n•·]+", cell[:20_000]):
        stripped = re.sub(r"^\s*[-–]\s+", "", line).strip()
        if stripped:
            yield stripped


def parts_of(line: str) -> list[str]:
    """The line's parts where it is a list of names, else the line."""
    noted = NOTE.sub(lambda note: note.group().replace(",", " ").replace(";", " "), line)
    for separator in (
        r"\s*;\s*",
        r"\s*,\s*",
        r"\s+(?:and|en|und|et|y|e|&|or|ou|oder|of|\|)\s+|\s*,\s*|"
        r"\s+/\s+",
        r"\s+",
    ):
        parts = [part for part in re.split(separator, noted) if part.strip()]
        if (
            separator == r"\s+"
            and len(parts) == 2
            and all(CERTAIN.search(part) for part in parts)
            and parts[1][0] != "_"
        ):
            # A cookie's name holds no blank (RFC 6265, 4.1.1): this one was broken by the layout.
            return ["".join(parts)] if is_token("".join(parts)) else [line]
        is_list = len(parts) > 1 and all(is_token(part) for part in parts)
        if is_list and (separator != r"\s+" or all(CERTAIN.search(part) for part in parts)):
            return parts
    return [line]


def is_token(part: str) -> bool:
    bare = COUNT.sub("", NOTE.sub("", part)).strip("\"'`“”* ")
    return bool(bare) and TOKEN.fullmatch(bare) is not None and len(bare) <= 120


def read_name(text: str) -> Name | None:
    """One name, None when the text is a sentence or says that there is none."""
    written = " ".join(text.split()).strip().strip('"`“”„')
    storage = next(
        (kind for kind, pattern in STORAGE_NOTE if (note := NOTE.search(written)) and pattern.search(note.group())), ""
    )
    bare = COUNT.sub("", NOTE.sub(" ", COUNT.sub("", written))).strip(" \"'`“”,;")
    bare = re.sub(r"^(?:cookies?|name|nom|naam|nombre|nome)\s*:\s+", "", bare, flags=re.IGNORECASE)
    if not bare or len(bare) > LONGEST or bare.casefold() in NO_NAMES:
        return None
    if len(bare.split()) > 6 or (len(bare.split()) > 3 and SENTENCE.search(bare)):
        return None
    return Name(to_pattern(bare), written, storage)


def to_pattern(name: str) -> str:
    """`_ga_<id>`, `_ga_XXXX`, `_ga_#`, `_gac_{property}` with `*` in the placeholder's place; runs of `*` are one."""
    for placeholder in PLACEHOLDERS:
        name = placeholder.sub("*", name)
    return re.sub(r"\*(?:\s*\*)*", "*", name)


def looks_like_name(text: str) -> bool:
    """Is this one word with the marks of a technical name, rather than a word of the language?"""
    bare = COUNT.sub("", NOTE.sub("", text)).strip("\"'`“” ")
    if not TOKEN.fullmatch(bare) or len(bare) > 120 or "://" in bare or ("@" in bare[1:] and "." in bare):
        return False
    if not any(character.isalpha() for character in bare):
        return False
    return STRICT.search(bare) is not None and HOST.fullmatch(bare) is None and NAMES.fullmatch(bare) is None


def may_be_name(text: str) -> bool:
    """Could this be a name: one short word, whatever its letters ("fr", "acct", "Session")?"""
    bare = COUNT.sub("", NOTE.sub("", text)).strip("\"'`“” ")
    return TOKEN.fullmatch(bare) is not None and len(bare) <= 120 and "://" not in bare
