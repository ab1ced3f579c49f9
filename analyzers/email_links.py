"""Which links of a mail report the click, and which one leaves the list.

A link that reports carries a mark of its reader, or leads to its target through another host. Campaign parameters
(`utm_...`) alone name the mailing, not the reader; a network's "share this" dialogue is asked for by the reader.
"""

from __future__ import annotations

import base64
import binascii
import re
import warnings
from collections.abc import Collection, Iterator
from urllib.parse import unquote, unquote_plus, urlsplit

import msgspec
from bs4 import BeautifulSoup, MarkupResemblesLocatorWarning, Tag, XMLParsedAsHTMLWarning

from analyzers.email_addresses import identifiers_of
from analyzers.parties import host_of
from analyzers.randomness import is_random

MAX_LINKS = 2000
MAX_HTML = 2_000_000
LONG_MARK = 24
"""Characters of a mark that is nothing but a mark: names of products and articles are shorter, or have words."""
NEAR = 200
"""Characters of the paragraph around a link that say what "click here" is for."""

_CLICKS = re.compile(
    r"(?:^|[/_.?&-])(?:click|clicks|clk|ck|cl|ct|ls|lt|redirect|redir|rd|r|trk|track|tracking|link|links|goto|go|url|"
    r"wf/click|ss/c|e/c|c|l|f/a|e3t|sendlink|linkclick)(?:\d{0,2})(?=[/_.?&=-]|$)",
    re.IGNORECASE,
)
_JOINED_MARKS = re.compile(r"/t/(?:[a-z]-){1,3}[a-z]{5,20}(?:-[a-z]{1,20}){1,3}(?:/|$)")
"""Marks of letters only, joined by dashes behind letters that tell what is reported, as Campaign Monitor writes them."""
_SHARES = re.compile(
    r"/(?:sharer?|sharing|intent|sharearticle|pin/create|submit|dialog/(?:share|send|feed))(?:[./]|$)", re.IGNORECASE
)
_PROGRAM = re.compile(r"\.(?:dll|php|aspx?|jsp|do|cgi)$", re.IGNORECASE)
_WORD = re.compile(r"[a-z]{5,}", re.IGNORECASE)
_LEAVE = re.compile(
    r"unsubscrib|opt[ _-]?out|stop receiving|no longer (?:wish|want)|abmeld|abbestell|austrag|keine e-?mails? mehr|"
    r"d[ée]s(?:in|a)bon|d[ée]sinscri|ne plus recevoir|uitschrijv|schrijf (?:je|u) uit|afmeld|meld (?:je|u) af|"
    r"cancelar (?:(?:la|tu|su) )?(?:suscrip|inscri)|d(?:arse|ate|arte) de baja|dar de baja|desuscrib|disiscri|"
    r"cancella(?:re)? (?:l['’]\s?)?iscri|cancella(?:r?ti|rsi)\b|annulla(?:re)? (?:l['’]\s?)?iscri|cancelar (?:a )?subscri|"
    r"descadastr|wypisz|zrezygnuj|avregistr|avmeld|meld (?:deg|dig) av|avsluta prenumer|afmeld|frameld|peruuta|"
    r"(?:om )?u uit te schrij|odhl[aá]s|leiratkoz|dezabon|отпис|配信停止|退订|수신거부|remove me|"
    r"(?:manage|update|change|e-?mail) (?:(?:my|your|e-?mail|subscription) ){0,2}(?:preferences|subscription)",
    re.IGNORECASE,
)


class TrackedLink(msgspec.Struct, frozen=True, kw_only=True):
    """A link that reports the click before, or while, it leads somewhere."""

    url: str
    why: str
    target: str = ""
    """Where it leads on to, when its address says so."""


class MailLink(msgspec.Struct, frozen=True):
    """A link to the web."""

    url: str
    words: str
    """Its text, and that of a short paragraph around it."""

    @property
    def leaves(self) -> bool:
        """It ends the subscription. Such a link has to say who leaves: it is no tracked link."""
        return bool(_LEAVE.search(self.words) or _LEAVE.search(unquote(self.url)))


def links_of(html: str) -> Iterator[MailLink]:
    """Each link to the web, at most MAX_LINKS."""
    if not html:
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", MarkupResemblesLocatorWarning)
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
        soup = BeautifulSoup(html[:MAX_HTML], "lxml")
    paragraphs: dict[int, str] = {}
    for number, tag in enumerate(soup.find_all(["a", "area"], href=True)):
        if number >= MAX_LINKS:
            return
        address = re.sub(r"\s", "", str(tag["href"]))[:8192]
        if address.lower().startswith(("http://", "https://")):
            paragraph = tag.find_parent(["p", "td", "div", "li", "font"])
            if paragraph is not None and id(paragraph) not in paragraphs:
                paragraphs[id(paragraph)] = _sentence(paragraph)
            own = tag.get_text(" ", strip=True)[:500]
            yield MailLink(address, f"{own} {paragraphs.get(id(paragraph), '')}")


def tracked_link(address: str, recipients: Collection[str]) -> TrackedLink | None:
    """Does this link report the click? None when nothing says so. `recipients`: in lower case."""
    plain = unquote_plus(address).lower()
    if any(recipient in plain for recipient in recipients):
        return TrackedLink(url=address, why="its address carries the recipient's address", target=target_of(address))
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    if _SHARES.search(parts.path):
        return None
    target = target_of(address)
    if target and host_of(target) != host_of(address):
        return TrackedLink(url=address, why=f"it leads to {host_of(target)} through {host_of(address)}", target=target)
    identified = identifiers_of(address)
    front = host_of(address).partition(".")[0]
    counts = _CLICKS.search(f"/{front}{parts.path}?{parts.query[:200]}")
    if (identified and counts) or _JOINED_MARKS.search(parts.path):
        return TrackedLink(url=address, why="its address counts clicks and carries an identifier", target=target)
    if any(len(mark) >= LONG_MARK and is_random(mark) for mark in identified) and _is_mark_only(parts.path):
        return TrackedLink(url=address, why="its address is a long identifier and hardly anything else", target=target)
    return None


def target_of(address: str) -> str:
    """The address inside an address, plain, percent-encoded or in base64; empty when there is none."""
    _, _, rest = address.partition("://")
    text = unquote(unquote(rest))
    if match := re.search(r"https?://?[^\s&\"'<>]{4,2000}", text[:8192], re.IGNORECASE):
        return match[0]
    for part in re.split(r"[/?&=;]", text[:8192]):
        if part.startswith("aHR0c"):  # "http" in base64
            try:
                return base64.b64decode(part + "=" * (-len(part) % 4), altchars=b"-_").decode("utf-8", "replace")
            except (binascii.Error, ValueError):
                continue
    return ""


def _sentence(paragraph: Tag) -> str:
    """The text of a short paragraph with one link: it says what a link "click here" is for."""
    if len(paragraph.find_all("a", limit=2)) > 1:
        return ""
    text = paragraph.get_text(" ", strip=True)
    return text if len(text) <= NEAR else ""


def _is_mark_only(path: str) -> bool:
    """No folder of the path is a word that names a page, or the path is a program's."""
    folders = [part for part in path.split("/")[:20] if part]
    if folders and _PROGRAM.search(folders[-1]):
        return True
    return not any(_WORD.search(part) and not is_random(part) for part in folders)
