"""What a mail's HTML loads from elsewhere when it is opened, as facts: addresses, declared sizes, visibility.

A mail program runs no script, so what stands in the markup is all that can be asked for. Sizes are those declared by
attribute or inline style: nothing was rendered.
"""

from __future__ import annotations

import html
import re
import warnings
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

import msgspec
from bs4 import BeautifulSoup, Comment, MarkupResemblesLocatorWarning, Tag, XMLParsedAsHTMLWarning

MAX_HTML = 2_000_000
"""Characters. Gmail shows 102 KB of a mail; the longest newsletter known to us has some hundred."""
MAX_RESOURCES = 20_000

_CSS_URL = re.compile(
    r"url\(\s*(?:/\*[^*]{0,200}\*/)?\s*(?:\"([^\"]{1,8000})\"|'([^']{1,8000})'|([^\"'()\s]{1,8000}))\s*\)",
    re.IGNORECASE,
)
_CSS_IMPORT = re.compile(r"@import\s+(?:\"([^\"]{1,8000})\"|'([^']{1,8000})')", re.IGNORECASE)
_CONDITION = re.compile(
    r"\s*\[if\s[^\]]{0,200}\b(?:mso|vml|ie)\b[^\]]{0,200}\]>(.*?)(?:<!\[endif\]\s*)?\Z", re.IGNORECASE | re.DOTALL
)
_NUMBER = re.compile(r"\s*(-?\d{1,6}(?:\.\d{1,6})?)\s*(px|pt)?\s*", re.IGNORECASE)
_SCHEME = re.compile(r"(https?):[\\/]*", re.IGNORECASE)
_PERCENT = re.compile(r"\s*(\d{1,3}(?:\.\d{1,6})?)\s*%\s*")
LAYOUT_WIDTH = 600
"""Pixels that mails are laid out for: what a length in percent is taken of."""
_FAR_AWAY = -500.0
"""Pixels left of or above the mail: text indents and tracking pixels are put there, nothing that is meant to be seen."""

_LOADS = {
    # element: (attribute, resource type in DevTools' words)
    "img": (("src", "image"), ("dynsrc", "image"), ("lowsrc", "image")),
    "input": (("src", "image"),),
    "image": (("href", "image"), ("xlink:href", "image"), ("src", "image")),
    "bgsound": (("src", "media"),),
    "audio": (("src", "media"),),
    "video": (("src", "media"), ("poster", "image")),
    "source": (("src", "media"),),
    "embed": (("src", "other"),),
    "object": (("data", "other"),),
    "iframe": (("src", "document"),),
    "frame": (("src", "document"),),
    "script": (("src", "script"),),
    # AMP for Email, whose parts take the place of the HTML in some mail programs.
    "amp-img": (("src", "image"),),
    "amp-anim": (("src", "image"),),
    "amp-pixel": (("src", "image"),),
    "amp-list": (("src", "fetch"),),
}
_PICTURES = ("image", "v:fill", "v:imagedata")


class Resource(msgspec.Struct, frozen=True):
    """One thing that opening the mail would load."""

    url: str
    resource_type: str
    how: str
    """Where it stands: `img src`, `css url()`, `background`."""
    width: float | None = None
    """Declared, in pixels; None when not declared."""
    height: float | None = None
    hidden: str = ""
    """The declaration that hides it, as `display:none`; empty when nothing does."""


def remote_resources(text: str) -> list[Resource]:
    """Everything on the web that this HTML loads, in the order of the document, repeated as often as it stands there."""
    soup = _soup(text)
    base = soup.find("base", href=True)
    root = str(base["href"]) if isinstance(base, Tag) else ""
    found: list[Resource] = []
    for resource in (*_all(soup), *_for_outlook(soup)):
        url = _absolute(resource.url, root)
        if url and len(found) < MAX_RESOURCES:
            found.append(msgspec.structs.replace(resource, url=url))
    return found


def _soup(text: str) -> BeautifulSoup:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", MarkupResemblesLocatorWarning)
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
        return BeautifulSoup(text[:MAX_HTML], "lxml")


def _for_outlook(soup: BeautifulSoup) -> Iterator[Resource]:
    """What stands in comments that Outlook reads (`<!--[if mso]> ... <![endif]-->`), each address that no other program
    loads."""
    hidden = "\n".join(
        match[1] for comment in soup.find_all(string=_is_comment) if (match := _CONDITION.match(str(comment)))
    )
    if hidden.strip():
        seen = {resource.url for resource in _all(soup)}
        yield from (resource for resource in _all(_soup(hidden)) if resource.url not in seen)


def _is_comment(text: object) -> bool:
    return isinstance(text, Comment)


def _all(soup: BeautifulSoup) -> Iterator[Resource]:
    for tag in soup.find_all(True):
        name = tag.name.lower()
        style = _attribute(tag, "style")
        for attribute, kind in _LOADS.get(name, ()):
            if value := _attribute(tag, attribute):
                width, height = _size(tag, style)
                yield Resource(value, kind, f"{name} {attribute}", width, height, _hidden(tag, style))
        if name in ("img", "source", "amp-img") and (srcset := _attribute(tag, "srcset")):
            for value in re.findall(r"(?:^|,)\s*([^\s,]\S*)", srcset[:20_000]):
                yield Resource(value.rstrip(","), "image", f"{name} srcset", hidden=_hidden(tag, style))
        if name == "link" and "stylesheet" in _attribute(tag, "rel").lower():
            yield Resource(_attribute(tag, "href"), "stylesheet", "link href")
        if value := _attribute(tag, "background"):
            yield Resource(value, "image", f"{name} background")
        if name in _PICTURES[1:] and (value := _attribute(tag, "src")):
            # VML fills the shape that it stands in.
            shape = tag.parent if name == "v:fill" and tag.parent is not None else tag
            width, height = _size(shape, _attribute(shape, "style"))
            yield Resource(value, "image", f"{name} src", width, height)
        if style:
            for value in _css_addresses(style):
                width, height = _size(tag, style)
                yield Resource(value, "image", "css url()", width, height, _hidden(tag, style))
        if name == "style":
            text = tag.get_text()[:1_000_000]
            for value in _css_addresses(text):
                yield Resource(value, "image", "css url()")
            for match in _CSS_IMPORT.finditer(text):
                yield Resource(match[1] or match[2], "stylesheet", "css @import")


def _css_addresses(text: str) -> Iterator[str]:
    for match in _CSS_URL.finditer(text):
        yield html.unescape(match[1] or match[2] or match[3])


def _attribute(tag: Tag, name: str) -> str:
    value = tag.get(name)
    if isinstance(value, list):
        value = " ".join(value)
    return (value or "").strip()


def _absolute(url: str, base: str) -> str:
    """An address of the web, or empty: cid: and data: are inside the mail, relative ones have no base in it."""
    # Line breaks inside an address are dropped, as the URL standard says; mails are full of them.
    url = re.sub(r"[\t\r\n]", "", url).strip()
    # Nor do capitals, back slashes and a missing slash stop a browser (URL standard, "special authority").
    url = _SCHEME.sub(lambda match: f"{match[1].lower()}://", url)
    try:
        url = urljoin(base, url) if base else url
        if url.startswith("//"):
            url = f"https:{url}"
        parts = urlsplit(url)
        return url if parts.scheme.lower() in ("http", "https") and parts.hostname else ""
    except ValueError:
        return ""


def _size(tag: Tag, style: str) -> tuple[float | None, float | None]:
    declared = _declarations(style)
    return _length(tag, declared, "width"), _length(tag, declared, "height")


def _length(tag: Tag, declared: dict[str, str], side: str) -> float | None:
    """The smallest of what attribute and style declare: CSS wins in browsers, but many mail programs drop it.

    A length in percent counts where nothing is declared in pixels: what fills the mail is there to be seen.
    """
    texts = (_attribute(tag, side), declared.get(side, ""), declared.get(f"max-{side}", ""))
    found = [float(match[1]) for text in texts if (match := _NUMBER.fullmatch(text))]
    if not found:
        found = [float(match[1]) / 100 * LAYOUT_WIDTH for text in texts[:2] if (match := _PERCENT.fullmatch(text))]
    return min(found) if found else None


def _declarations(style: str) -> dict[str, str]:
    pairs = (part.partition(":") for part in style.lower().replace("!important", "").split(";")[:100])
    return {name.strip(): value.strip() for name, _, value in pairs}


def _hidden(tag: Tag, style: str) -> str:
    """What hides an element, or one that it stands in (eight levels: deeper nesting of hidden parts is unknown to us)."""
    element: Tag | None = tag
    for _ in range(8):
        if element is None:
            return ""
        text = style if element is tag else _attribute(element, "style")
        if element.has_attr("hidden"):
            return "hidden"
        if text and (why := _hiding(_declarations(text), element is tag)):
            return why
        element = element.parent
    return ""


def _hiding(declared: dict[str, str], own: bool) -> str:
    if declared.get("display") == "none":
        return "display:none"
    if declared.get("visibility") in ("hidden", "collapse"):
        return f"visibility:{declared['visibility']}"
    if re.fullmatch(r"0?\.?0+%?", declared.get("opacity", "1")):
        return "opacity:0"
    for name in ("max-height", "max-width", "height", "width") if own else ("max-height", "max-width"):
        if re.fullmatch(r"0+(px|pt|em|%)?", declared.get(name, "1")) and (own or "overflow" in declared):
            return f"{name}:0"
    for name in ("left", "top", "margin-left", "text-indent"):
        if (match := _NUMBER.fullmatch(declared.get(name, ""))) and float(match[1]) <= _FAR_AWAY:
            return f"{name}:{match[1]}px"
    return ""
