"""Which links a policy's document holds, each with the sentence around it."""

from __future__ import annotations

import re

import msgspec
from lxml import etree

from analyzers.policy.links import joined
from analyzers.policy.opening import open_document
from analyzers.policy.page import BLOCKS, SKIPPED, parse
from analyzers.policy.unreadable import Unreadable

MOST_BYTES = 3_000_000
MOST_LINKS = 2_000
AROUND = 400
"""Characters before and behind a link in which its sentence is looked for."""

_END = re.compile(r"[.!?:;](?=\s)|\n")
_ADDRESS = re.compile(r"\b(?:https?://|www\.)[^\s<>\"'()\[\]{}|\\^`]{3,1000}", re.IGNORECASE)


class PlacedLink(msgspec.Struct, frozen=True, kw_only=True):
    """A link in a document."""

    url: str
    """Absolute where it leads to a page; else as written (`mailto:`, `javascript:`, `#`); empty for a button."""
    text: str
    sentence: str
    """Blanks single, as far as AROUND characters each way."""


def links_in(data: bytes, mime: str, source: str) -> list[PlacedLink]:
    """Links of HTML, and addresses written out in any other text; the first MOST_LINKS. Never raises on bad input."""
    if "html" in mime:
        return _of_page(data[:MOST_BYTES].decode("utf-8", "replace"), source)
    try:
        text = open_document(data, mime=mime, source=source).text
    except Unreadable:
        return []
    found = []
    for match in _ADDRESS.finditer(text):
        url = match[0].rstrip(".,;:!?")
        end = match.start() + len(url)
        address = url if "://" in url else f"http://{url}"
        found.append(PlacedLink(url=address, text=url, sentence=_sentence(text, match.start(), end)))
        if len(found) == MOST_LINKS:
            break
    return found


def _of_page(markup: str, source: str) -> list[PlacedLink]:
    root = parse(markup)
    if root is None:
        return []
    base = next((href for tag in root.iter("base") if (href := tag.get("href"))), "")
    base = joined(source, base) or source
    text, places = _flat(root)
    found = []
    for href, start, end in places[:MOST_LINKS]:
        words = " ".join(text[start:end].split())[:200]
        url = joined(base, href) if href and not href.startswith("#") else ""
        found.append(PlacedLink(url=url or href[:2000], text=words, sentence=_sentence(text, start, end)))
    return found


def _flat(root: etree._Element) -> tuple[str, list[tuple[str, int, int]]]:
    """The text with a line break at each block's border, and (href, start, end) of each link. Linear in the document."""
    parts: list[str] = []
    length = 0
    places: list[tuple[str, int, int]] = []
    open_links: list[tuple[etree._Element, str, int]] = []
    skip: etree._Element | None = None

    def add(piece: str | None) -> None:
        nonlocal length
        if piece:
            parts.append(piece)
            length += len(piece)

    for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        if event in ("comment", "pi"):
            add(_inline(element.tail) if skip is None else None)
            continue
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            if skip is not None:
                continue
            if tag in SKIPPED - {"nav"}:
                skip = element
                continue
            if tag in BLOCKS or tag == "br":
                add("\n")
            if (tag == "a" and element.get("href") is not None) or _is_control(element, tag):
                open_links.append((element, element.get("href", "").strip(), length))
            add(_inline(element.text))
        else:
            if skip is not None:
                if element is not skip:
                    continue
                skip = None
            elif open_links and open_links[-1][0] is element:
                _, href, start = open_links.pop()
                places.append((href, start, length))
            if tag in BLOCKS:
                add("\n")
            add(_inline(element.tail))
    return "".join(parts), sorted(places, key=lambda place: place[1])


def _is_control(element: etree._Element, tag: str) -> bool:
    """A button, or a link that a script listens to. An `<a name>` is a place and no link."""
    return tag == "button" or (tag == "a" and any(element.get(name) for name in ("onclick", "role", "class")))


def _inline(text: str | None) -> str:
    """Line breaks of the source are blanks."""
    return re.sub(r"\s+", " ", text) if text else ""


def _sentence(text: str, start: int, end: int) -> str:
    """The sentence around text[start:end], within its block."""
    before = text[max(0, start - AROUND) : start]
    ends = [match.end() for match in _END.finditer(before)]
    before = before[ends[-1] :] if ends else before
    behind = text[end : end + AROUND]
    close = _END.search(behind)
    behind = behind[: close.start()] if close else behind
    return " ".join((before + text[start:end][:AROUND] + behind).split())
