"""The words of a stretch of Markdown without its inline markup; every character keeps its place in the source."""

from __future__ import annotations

import re
from array import array

from analyzers.policy.document import Passage, squeeze

BREAK = re.compile(r"<br\s*/?>|</?p>|</?li>", re.IGNORECASE)
# Elements that pages are written with. What else stands in angle brackets is the author's own: `_ga_<container-id>`.
TAG = re.compile(
    r"</?(?:a|abbr|article|aside|b|big|blockquote|body|br|button|caption|center|cite|code|col|colgroup|dd|del|details|"
    r"div|dl|dt|em|figcaption|figure|font|footer|form|h[1-6]|head|header|hr|html|i|iframe|img|input|ins|kbd|li|main|"
    r"nav|noscript|o:p|ol|p|path|pre|s|script|section|small|span|strike|strong|style|sub|summary|sup|svg|table|tbody|"
    r"td|template|tfoot|th|thead|tr|tt|u|ul|video|wbr)(?![\w-])[^<>]{0,300}>|<!--.{0,2000}?-->",
    re.DOTALL | re.IGNORECASE,
)
LINK = re.compile(r"!?\[((?:\\.|[^\[\]\\]){0,1000})\]\((?:[^()\s]|\([^()\s]*\)){0,2000}(?:\s+\"[^\"]{0,500}\")?\s*\)")
IMAGE = re.compile(r"!\[(?:\\.|[^\[\]\\]){0,1000}\]\([^()]{0,2000}\)")
EMPTY_LINK = re.compile(r"\[\]\([^()]{0,2000}\)")
OPENS = re.compile(r"(?<![\w\\])_(?=\S)")
CLOSES = re.compile(r"(?<=[^\s\\_])_(?!\w)")
STAR_OPENS = re.compile(r"(?<![\w\\-])\*(?=[^\s*])|\*\*")
CODE = re.compile(r"`([^`\n]{1,300})`")
ENTITY = re.compile(r"&(amp|lt|gt|quot|nbsp|apos|#39);")
ENTITIES = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "nbsp": " ", "apos": "'", "#39": "'"}
EMPHASIS = 150
"""Characters within which emphasis must close."""
HEADING_MARK = re.compile(r"#{1,6}[ \t]")


def inline(text: str, begin: int, end: int, emphasis: bool = True, lines: bool = False) -> Passage:
    """The text between two places of the source without inline markup; each character keeps its place.

    In a table's cell an underscore is part of a name (`_ga_`) and never emphasis. With `lines`, each line break of the
    source is one of the text, and not only the hard ones.
    """
    source = text[begin:end]
    gone = bytearray(len(source))
    breaks: set[int] = set()
    literal = bytearray(len(source))
    for match in CODE.finditer(source):
        literal[match.start(1) : match.end(1)] = b"\x01" * (match.end(1) - match.start(1))
    for pattern in (IMAGE, EMPTY_LINK):
        for match in pattern.finditer(source):
            gone[match.start() : match.end()] = b"\x01" * (match.end() - match.start())
    for match in LINK.finditer(source):
        if gone[match.start()]:
            continue
        gone[match.start() : match.start(1)] = b"\x01" * (match.start(1) - match.start())
        gone[match.end(1) : match.end()] = b"\x01" * (match.end() - match.end(1))
    for match in BREAK.finditer(source):
        breaks.add(match.start())
        gone[match.start() + 1 : match.end()] = b"\x01" * (match.end() - match.start() - 1)
    for match in TAG.finditer(source):
        is_escaped = match.start() and source[match.start() - 1] == "\\"
        if match.start() not in breaks and not is_escaped and not literal[match.start()]:
            gone[match.start() : match.end()] = b"\x01" * (match.end() - match.start())
    characters: list[str] = []
    places = array("L")
    index = 0
    while index < len(source):
        character = source[index]
        if gone[index]:
            index += 1
            continue
        place = index
        if literal[index]:
            pass
        elif index in breaks:
            character = "\n"
        elif character == "\\" and index + 1 < len(source) and source[index + 1] in "\\`*_{}[]()#+-.!|<>~$&":
            index += 1
            place = index
            character = source[index]
        elif character == "*" and is_wildcard(source, index):
            pass
        elif character in "*`" or (emphasis and character == "_" and is_emphasis(source, index)):
            index += 1
            continue
        elif character in "\r\n":
            hard = lines or source[max(0, index - 2) : index] == "  "
            character = "\n" if hard else " "
        elif character == "&" and (entity := ENTITY.match(source, index)) is not None:
            character = ENTITIES[entity[1]]
            index = entity.end() - 1
        elif character == "#" and HEADING_MARK.match(source, index) and source[:index].strip(" #") == "":
            index += 1
            continue
        characters.append(character)
        places.append(begin + place)
        index += 1
    return squeeze("".join(characters), begin, places)


def is_wildcard(source: str, index: int) -> bool:
    """Does this star stand for what varies in a name (`_ga_*`), since it can neither open nor close emphasis?"""
    before = source[index - 1] if index else " "
    after = source[index + 1] if index + 1 < len(source) else " "
    if not (before.isalnum() or before in "_-.") or after == "*" or before == "*":
        return False
    return STAR_OPENS.search(source, max(0, index - EMPHASIS), index) is None


def is_emphasis(source: str, index: int) -> bool:
    """Does this underscore open or close emphasis (CommonMark 6.2)? In `_ga_x` and `cookie_name` it is part of the name."""
    before = source[index - 1] if index else " "
    after = source[index + 1] if index + 1 < len(source) else " "
    if before.isalnum() and after.isalnum():
        return False
    if not after.isspace() and not before.isalnum() and before != "_":
        return CLOSES.search(source, index + 2, index + EMPHASIS) is not None
    return not before.isspace() and OPENS.search(source, max(0, index - EMPHASIS), index) is not None
