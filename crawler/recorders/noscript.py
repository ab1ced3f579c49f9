"""What a page would ask for if scripts were off: read out of `<noscript>` in the document as the server sent it, never sent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urljoin

from lxml import etree, html

from crawler.records import Image, Request

ADDRESSES = 200
LONGEST = 4_000
_SIZE = re.compile(r"\s*(\d{1,4})(?:px)?\s*")
_CSS_URL = re.compile(r"""url\(\s*["']?([^"')\s]{1,4000})""")
_SOURCES = (
    ("img", "src", "image"),
    ("input", "src", "image"),
    ("iframe", "src", "document"),
    ("frame", "src", "document"),
    ("embed", "src", "document"),
    ("object", "data", "document"),
    ("script", "src", "script"),
    ("source", "src", "media"),
    ("video", "poster", "image"),
)


def static_records(
    source: str,
    page_url: str,
    visit: str,
    now: float,
    *,
    frame_url: str = "",
    base_url: str = "",
    prefix: str = "",
) -> Iterator[Request | Image]:
    """A Request seen by `static` for each address within `<noscript>`, and an Image for each size that stands beside one.

    `frame_url` and `base_url` are given for a frame's document; `prefix` tells the ids of several documents apart.
    """
    frame_url = frame_url or page_url
    found: dict[str, str] = {}
    sizes: dict[str, tuple[int, int]] = {}
    for element, url, kind in _addresses(source, base_url or frame_url):
        if len(found) >= ADDRESSES:
            break
        found.setdefault(url, kind)
        size = _declared(element)
        if size is not None and kind == "image":
            sizes[url] = size
    for number, (url, kind) in enumerate(found.items(), start=1):
        yield Request(
            time=now,
            visit=visit,
            id=f"{visit}.s{prefix}{number}",
            url=url,
            resource_type=kind,
            page_url=page_url,
            frame_url=frame_url,
            initiator="parser",
            initiator_url=frame_url,
            seen_by=("static",),
        )
    for url, (width, height) in sizes.items():
        yield Image(
            time=now,
            visit=visit,
            url=url,
            frame_url=frame_url,
            rendered_width=width,
            rendered_height=height,
            visible=False,
        )


def _addresses(source: str, page_url: str) -> Iterator[tuple[etree._Element, str, str]]:
    try:
        # lxml reads as a browser without scripts does: what stands in <noscript> becomes elements.
        tree = html.document_fromstring(source.encode("utf-8", "replace"), parser=html.HTMLParser(encoding="utf-8"))
    except (etree.LxmlError, ValueError):
        return
    base = next((element.get("href") or "" for element in tree.iter("base")), "")
    base = _joined(page_url, base) or page_url
    for noscript in tree.iter("noscript"):
        for element in noscript.iter():
            for tag, attribute, kind in _SOURCES:
                if element.tag == tag and element.get(attribute):
                    yield from _resolved(element, base, element.get(attribute), kind)
            if element.tag == "link" and "stylesheet" in (element.get("rel") or "").lower():
                yield from _resolved(element, base, element.get("href"), "stylesheet")
            css = (element.text if element.tag == "style" else element.get("style")) or ""
            for match in _CSS_URL.finditer(css[:100_000]):
                yield from _resolved(element, base, match.group(1), "image")


def _resolved(
    element: etree._Element, base: str, value: str | None, kind: str
) -> Iterator[tuple[etree._Element, str, str]]:
    url = _joined(base, value or "")
    if url.startswith(("http://", "https://")):
        yield element, url, kind


def _joined(base: str, value: str) -> str:
    try:
        return urljoin(base, value.strip())[:LONGEST]
    except ValueError:
        return ""  # a host that is no host, as `http://[`


def _declared(element: etree._Element) -> tuple[int, int] | None:
    width, height = (_SIZE.fullmatch(element.get(name) or "") for name in ("width", "height"))
    return (int(width[1]), int(height[1])) if width and height else None
