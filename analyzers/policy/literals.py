"""What a literal in a script says, as data: `{cookies:[{cookieID:"_ga",active:!0}]}`, without running anything.

Keys may go without quotes, texts may stand in any of the three quotes; functions, calls and names of variables are left out.
"""

from __future__ import annotations

import re
from typing import Any

DEPTH = 60
MOST_STEPS = 200_000
"""Values, keys and marks of one literal that are read."""
_BLANK = re.compile(r"\s*")
_COMMENTS = (("//", "\n"), ("/*", "*/"))
_TEXT = re.compile(
    r""""((?:[^"\\\n]|\\.){0,20000})"|'((?:[^'\\\n]|\\.){0,20000})'|`((?:[^`\\]|\\.){0,20000})`""", re.DOTALL
)
_NUMBER = re.compile(r"-?(?:\d{1,15}(?:\.\d{1,15})?|\.\d{1,15})(?:[eE][+-]?\d{1,2})?(?![\w$])")
_WORD = re.compile(r"[A-Za-z_$][\w$]{0,200}")
_REGEXP = re.compile(r"/((?:[^/\\\n\[]|\\.|\[(?:[^\]\\\n]|\\.){0,200}\]){1,500})/([a-z]{0,6})")
_ESCAPE = re.compile(r"\\(?:u\{?([0-9a-fA-F]{4,6})\}?|x([0-9a-fA-F]{2})|(.))", re.DOTALL)
_WORDS: dict[str, Any] = {"true": True, "false": False, "null": None, "undefined": None}
_MARKS = {"n": "\n", "t": "\t", "r": "\r"}


class _Unreadable(Exception):
    """The literal breaks off, nests too deep, or is none."""


class _Reader:
    def __init__(self, text: str, at: int) -> None:
        self.text, self.at, self.steps = text, at, 0

    def blank(self) -> None:
        """Go over blanks and comments."""
        while True:
            self.steps += 1
            match = _BLANK.match(self.text, self.at)
            self.at = match.end() if match is not None else self.at
            if self.steps > MOST_STEPS or self.at >= len(self.text):
                raise _Unreadable
            closing = next((end for begin, end in _COMMENTS if self.text.startswith(begin, self.at)), "")
            if not closing:
                return
            ending = self.text.find(closing, self.at + 2)
            if ending < 0:
                raise _Unreadable
            self.at = ending + len(closing)

    def value(self, depth: int) -> Any:
        """The value that begins here; None for what is no literal, over which is passed."""
        self.blank()
        mark = self.text[self.at]
        if depth > DEPTH:
            raise _Unreadable
        if mark == "{":
            return self.entries(depth)
        if mark == "[":
            return self.list(depth)
        begin = self.at
        found = self.plain(mark)
        self.blank()
        if self.text[self.at] in ",]}":
            return found
        self.at = begin
        return self.passed_over()

    def plain(self, mark: str) -> Any:
        if (text := _TEXT.match(self.text, self.at)) is not None:
            self.at = text.end()
            return unescaped(next(part for part in text.groups() if part is not None))
        if (number := _NUMBER.match(self.text, self.at)) is not None:
            self.at = number.end()
            return float(number.group()) if set(number.group()) & set(".eE") else int(number.group())
        if self.text.startswith(("!0", "!1"), self.at):
            self.at += 2
            return self.text[self.at - 1] == "0"
        if mark == "/" and (pattern := _REGEXP.match(self.text, self.at)) is not None:
            self.at = pattern.end()
            return f"/{pattern[1]}/{pattern[2]}"
        if (word := _WORD.match(self.text, self.at)) is not None:
            self.at = word.end()
            return _WORDS.get(word.group())
        return None

    def list(self, depth: int) -> list[Any]:
        found: list[Any] = []
        self.at += 1
        while True:
            self.blank()
            if self.text[self.at] == "]":
                self.at += 1
                return found
            if self.text[self.at] == ",":
                self.at += 1
                continue
            found.append(self.value(depth + 1))

    def entries(self, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        self.at += 1
        while True:
            self.blank()
            if self.text[self.at] == "}":
                self.at += 1
                return found
            if self.text[self.at] == ",":
                self.at += 1
                continue
            key = (
                _TEXT.match(self.text, self.at) or _WORD.match(self.text, self.at) or _NUMBER.match(self.text, self.at)
            )
            if key is None:
                self.passed_over()
                continue
            self.at = key.end()
            name = unescaped(next((part for part in key.groups() if part is not None), key.group()))
            self.blank()
            if self.text[self.at] != ":":
                self.passed_over()  # a method or a shorthand
                continue
            self.at += 1
            found[name] = self.value(depth + 1)

    def passed_over(self) -> None:
        """Go to the comma or bracket that ends what stands here."""
        depth = 0
        while True:
            self.blank()
            mark = self.text[self.at]
            if mark in ",]}" and depth == 0:
                return
            if mark in "({[":
                depth += 1
            elif mark in ")}]":
                depth -= 1
                if depth < 0:
                    raise _Unreadable
            text = _TEXT.match(self.text, self.at) or _WORD.match(self.text, self.at)
            self.at = text.end() if text is not None else self.at + 1


def unescaped(written: str) -> str:
    """A script's text without its escapes."""
    return _ESCAPE.sub(_character, written)


def _character(escape: re.Match[str]) -> str:
    code = escape[1] or escape[2]
    if code:
        number = int(code, 16)
        return chr(number) if number < 0x110000 else ""
    return _MARKS.get(escape[3], escape[3])


def read_literal(text: str, at: int) -> tuple[Any, int]:
    """(the object or list that begins at `at`, where it ends); (None, at) when it cannot be read to its end."""
    reader = _Reader(text, at)
    try:
        reader.blank()
        if text[reader.at] not in "{[":
            return None, at
        return reader.value(0), reader.at
    except (_Unreadable, IndexError):
        return None, at
