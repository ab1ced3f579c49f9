"""How the browser's network log writes header lines, and what they say."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote_to_bytes

from crawler.records import Headers


def status_of(lines: list[str]) -> int | None:
    """The status that a response's first line names; None where that is no status line."""
    first = lines[0] if lines else ""
    if first.startswith("HTTP/"):
        word = first.split(" ")[1:2]
        return int(word[0]) if word and word[0].isdigit() else None
    return None


def header_pairs(headers: object) -> Headers:
    """The log's header lines as (name, value), in order; empty where it holds no list."""
    return tuple(_split(_unescaped(line)) for line in headers) if isinstance(headers, list) else ()


_ESCAPED = "%ESCAPED:\u200b "


def _unescaped(line: str) -> str:
    """A header line as it was sent: the log writes one that is not ASCII as `%ESCAPED:` and percent escapes of its bytes."""
    if not line.startswith(_ESCAPED):
        return line
    data = unquote_to_bytes(line.removeprefix(_ESCAPED))
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _split(line: str) -> tuple[str, str]:
    # HTTP/2 pseudo-headers begin with a colon of their own.
    lead = ":" if line.startswith(":") else ""
    name, _, value = line[len(lead) :].partition(":")
    return lead + name, value.strip()


def set_cookie_lines(headers: Headers) -> Iterator[str]:
    """The Set-Cookie lines of a response, verbatim."""
    return (value for name, value in headers if name.lower() == "set-cookie")
