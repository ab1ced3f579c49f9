"""A declared item's name: several in one cell, counts and notes taken off, every way of writing a wildcard as `*`."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from analyzers.policy.companies import NAMES
from analyzers.policy.durations import read_lifetime

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
    r"via [^()]{0,40}|from [^()]{0,40}|[\w-]+(?:\.[\w-]+)+)[^()]{0,30}\)\s*",
    re.IGNORECASE,
)
FOOTNOTE = re.compile(r"\s*(?:\[\d{1,2}\]|[\u00b9\u00b2\u00b3\u2070-\u2079\u2020\u2021]{1,3})$")
TIMED = re.compile(r"\s*\(([^()]{2,40})\)")
"""What may be a lifetime behind a name."""
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
    "n/a na none - -- various diverse name cookie cookies naam nom nombre nome unknown tbd pending varies todo ok "
    "yes no oui non ja nee nein si sí sì "
    "localstorage sessionstorage indexeddb"
)
NO_NAMES = frozenset(NO_NAMES_LINE.split())


OF_COOKIES = re.compile(r"[^\W\d_]+-cookies?[.:]?", re.IGNORECASE)
"""A kind of cookies and no name: "Marketing-Cookies"."""
ACRONYMS_LINE = (
    "UUID GUID HTTP HTTPS HTML HTML5 GDPR RGPD AVG DSGVO TTDSG CCPA CPRA CNIL ICO IDFA IDFV GAID AAID URL URLS IP DNT GPC "
    "SDK SDKS API APIS USA US EU EEA UK UE EEE PDF ISP FAQ LSO LSOS TCF IAB SSL TLS XML JSON CSS DPO DPA SCC SCCS N/A"
)
ACRONYMS = frozenset(ACRONYMS_LINE.split())
"""Capitals that policies write for other things than a cookie."""
WORDED = tuple(
    (
        form,
        re.compile(rf"(?:(?:all|any|alle|tous les|todas las|tutti i)\s+)?(?:cookies?\s+)?(?:{words})$", re.IGNORECASE),
    )
    for form, words in (
        (
            "{}*",
            r"(?:that\s+|which\s+|qui\s+|que\s+|che\s+)?(?:begin(?:s|ning)?|start(?:s|ing)?|prefixed)\s+with\s+(\S+)|"
            r"(?:qui\s+)?commen(?:ç|c)\w+\s+par\s+(\S+)|beginnend\s+(?:mit|met)\s+(\S+)|die\s+mit\s+(\S+)\s+beginnen|"
            r"die\s+beginnen\s+met\s+(\S+)|que\s+(?:empie|comien)\w+\s+(?:por|con)\s+(\S+)|che\s+inizia\w*\s+con\s+(\S+)|"
            r"(\S*[_-]\S*)\s+followed\s+by\b.{1,60}",
        ),
        (
            "*{}",
            r"(?:that\s+|which\s+)?end(?:s|ing)?\s+(?:in|with)\s+(\S+)|(?:qui\s+)?se\s+termin\w+\s+par\s+(\S+)|"
            r"endend\s+auf\s+(\S+)|die\s+auf\s+(\S+)\s+enden|eindigend\s+op\s+(\S+)|que\s+termina\w*\s+en\s+(\S+)|"
            r"che\s+termina\w*\s+con\s+(\S+)",
        ),
    )
)
"""Wildcards in words: "cookies beginning with mp_"."""


class Name(msgspec.Struct, frozen=True):
    """One declared name."""

    pattern: str
    """With `*` for what varies."""
    as_written: str
    storage: str = ""
    """`local-storage` and the like where a note beside the name says so."""
    lifetime: str = ""
    """As a note beside the name tells it: "_ga (2 years)"."""


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
    noted = TIMED.sub(lambda note: "" if read_lifetime(note[1]).kind else note.group(), line)
    noted = NOTE.sub(lambda note: note.group().replace(",", " ").replace(";", " "), noted)
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
            return with_notes(line, parts)
    return [line]


def with_notes(line: str, parts: list[str]) -> list[str]:
    """The parts with the lifetimes that stand in parentheses behind them in the line."""
    noted: list[str] = []
    at = 0
    for part in parts:
        begin = line.find(part, at)
        at = begin + len(part) if begin >= 0 else at
        note = TIMED.match(line, at) if begin >= 0 else None
        noted.append(f"{part} {note.group().strip()}" if note is not None and read_lifetime(note[1]).kind else part)
    return noted


def is_token(part: str) -> bool:
    bare = COUNT.sub("", NOTE.sub("", part)).strip("\"'`“”* ")
    return bool(bare) and TOKEN.fullmatch(bare) is not None and len(bare) <= 120


def read_name(text: str) -> Name | None:
    """One name, None when the text is a sentence or says that there is none."""
    written = " ".join(text.split()).strip().strip('"`“”„')
    storage = next(
        (kind for kind, pattern in STORAGE_NOTE if (note := NOTE.search(written)) and pattern.search(note.group())), ""
    )
    written = FOOTNOTE.sub("", written)
    timed = next((note for note in TIMED.finditer(written) if read_lifetime(note[1]).kind), None)
    lifetime = timed[1].strip() if timed is not None else ""
    bare = written if timed is None else written[: timed.start()] + written[timed.end() :]
    bare = COUNT.sub("", NOTE.sub(" ", COUNT.sub("", bare))).strip(" \"'`“”,;")
    bare = re.sub(r"^(?:cookies?|name|nom|naam|nombre|nome)\s*:\s+", "", bare, flags=re.IGNORECASE)
    if not bare or len(bare) > LONGEST or bare.casefold() in NO_NAMES:
        return None
    for form, worded in WORDED if " " in bare else ():
        if (match := worded.match(bare)) is not None:
            part = next(group for group in match.groups() if group).strip("\"'`“”*")
            return Name(to_pattern(form.format(part)), written, storage)
    if len(bare.split()) > 6 or (len(bare.split()) > 3 and SENTENCE.search(bare)):
        return None
    return Name(to_pattern(bare), bare if lifetime else written, storage, lifetime)


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
    if bare in ACRONYMS or OF_COOKIES.fullmatch(bare) or not any(character.isalpha() for character in bare):
        return False
    return STRICT.search(bare) is not None and HOST.fullmatch(bare) is None and NAMES.fullmatch(bare) is None


def may_be_name(text: str) -> bool:
    """Could this be a name: one short word, whatever its letters ("fr", "acct", "Session")?"""
    bare = COUNT.sub("", NOTE.sub("", text)).strip("\"'`“” ")
    return TOKEN.fullmatch(bare) is not None and len(bare) <= 120 and "://" not in bare
