"""Names and values of a request, whatever form they were sent in: query, form, multipart, JSON, lines of a batch."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from urllib.parse import parse_qsl, unquote

from crawler.records import Request

READ = 16_384
"""Characters of a query or body that are read."""
MOST = 500
"""Fields that are kept of one request."""
DEEPEST = 6
"""Levels of JSON that are followed."""
LINES = 50

_PART = re.compile(r'name="([^"\r\n]{1,200})"[^\r\n]{0,200}\r?\n(?:[^\r\n]{1,200}\r?\n){0,5}\r?\n([^\r\n]{0,4096})')
_PAIR = re.compile(r'"([^"\\]{1,100})"\s{0,5}:\s{0,5}(?:"((?:[^"\\]|\\.){0,4000})"|(-?\d{1,20}|true|false))')


class Fields:
    """Names and values in the order sent; a name may occur more than once."""

    def __init__(self, pairs: Iterable[tuple[str, str]] = (), body: str = "") -> None:
        self._pairs = [(name, value) for name, value in pairs][:MOST]
        self.body = body
        """The body as text, for those who send events line by line."""

    @classmethod
    def of_query(cls, text: str, body: str = "") -> Fields:
        try:
            return cls(parse_qsl(text[:READ], keep_blank_values=False, max_num_fields=MOST), body)
        except ValueError:
            return cls((), body)

    def __add__(self, other: Fields) -> Fields:
        return Fields((*self._pairs, *other.items()), self.body)

    def items(self) -> Iterator[tuple[str, str]]:
        yield from self._pairs

    def all(self, name: str) -> list[str]:
        return [value for own, value in self._pairs if own == name]

    def get(self, name: str) -> str:
        """The first value; empty when there is none."""
        return next((value for own, value in self._pairs if own == name), "")

    def leaf(self, name: str) -> str:
        """The first value whose dotted name ends so."""
        return next((value for own, value in self._pairs if own.rpartition(".")[2] == name), "")

    def under(self, prefix: str) -> Fields:
        """The fields below a dotted name, without it."""
        start = f"{prefix}."
        return Fields((name.removeprefix(start), value) for name, value in self._pairs if name.startswith(start))


def fields_of(record: Request) -> Fields:
    """The query's fields, then the body's."""
    query = record.url.partition("?")[2].partition("#")[0]
    body = record.post_data[:READ]
    found = Fields.of_query(query, body)
    start = body.lstrip()[:1]
    if start in ("{", "["):
        return found + json_fields(body)
    if 'form-data; name="' in body[:READ]:
        return found + Fields(_PART.findall(body))
    # Lines are events of a batch, each with fields of its own: see `lines_of`.
    return found if "\n" in body.strip() else found + Fields.of_query(body)


def json_fields(text: str) -> Fields:
    """Leaves of a JSON text by dotted name. Of one that breaks off, the pairs that can be read, `context.user.` and the like
    told by the last object that was opened by name."""
    text = text[:READ].strip()
    if text[:1] not in ("{", "["):
        return Fields()
    try:
        return Fields(_leaves("", json.loads(text), 0))
    except (ValueError, RecursionError):
        return Fields(_of_broken(text))


def _leaves(name: str, value: object, depth: int) -> Iterator[tuple[str, str]]:
    if depth > DEEPEST:
        return
    if isinstance(value, dict):
        for key, inner in list(value.items())[:MOST]:
            yield from _leaves(f"{name}.{key}" if name else str(key), inner, depth + 1)
    elif isinstance(value, list):
        for inner in value[:MOST]:
            yield from _leaves(name, inner, depth + 1)
    elif isinstance(value, str):
        yield name, value
    elif isinstance(value, int | float):
        yield name, json.dumps(value)


def _of_broken(text: str) -> Iterator[tuple[str, str]]:
    """Pairs with their path, by walking brackets from pair to pair."""
    path: list[str] = []
    place = 0
    for token in re.finditer(
        rf'{_PAIR.pattern}|"([^"\\]{{1,100}})"\s{{0,5}}:\s{{0,5}}([{{\[])|([{{\[])|([}}\]])', text
    ):
        if token.start() < place:
            continue
        place = token.end()
        name, quoted, bare, opened, _, anonymous, closed = token.groups()
        if name is not None:
            full = ".".join((*[part for part in path if part], name))
            yield full, _unescaped(quoted) if quoted is not None else bare
        elif opened is not None:
            path.append(opened)
        elif anonymous is not None:
            path.append("")
        elif closed is not None and path:
            path.pop()


def _unescaped(text: str) -> str:
    try:
        return str(json.loads(f'"{text}"'))
    except ValueError:
        return text


def lines_of(fields: Fields, *, alone: bool = False) -> Iterator[Fields]:
    """One event for each line of the body: with the query's fields behind its own, or `alone`."""
    for line in fields.body.splitlines()[:LINES]:
        if line.strip():
            own = Fields.of_query(line)
            yield own if alone else own + Fields((name, value) for name, value in fields.items() if not own.get(name))


def matrix_of(path: str) -> Fields:
    """The `;name=value` of a path, as Floodlight writes them."""
    parts = (part.partition("=") for part in path[:READ].split(";")[1:])
    return Fields((name, unquote(value)) for name, _, value in parts if value)
