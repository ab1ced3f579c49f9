"""What the address of a mail's image or link is made of: marks of a recipient, words that report, versions of a file.

An address that differs from recipient to recipient has a mark in it that was drawn at random or counted up. Not every
such mark is a recipient's: picture stores name folders and files by digest or account, and pages add a version or the
time to an address so that no old copy is shown. Those are the same for everybody and are told apart here, by form.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from urllib.parse import unquote, unquote_plus, urlsplit

from analyzers.identifiers import identifying_tokens
from analyzers.randomness import is_random

SHORTEST_NUMBER = 6
"""Digits of a number that may be a recipient's or a message's: a million mails have as many."""
LONGEST_VERSION = 14
"""Digits of a number that a parameter named for a version or a time may have: 14 write a time to the second."""
READ = 8192
"""Characters of an address that are read."""

_FILE = re.compile(r"\.(?:gif|png|jpe?g|webp|svg|bmp|ico|avif|tiff?)$", re.IGNORECASE)
_SPACER = re.compile(
    r"space|clear|blank|trans|empty|shim|dot|pixel|1x1|x1\b|line|divid|bg|back|corner|^b$", re.IGNORECASE
)
_REPORTS = re.compile(
    r"open(?!er|ing|source|air|graph|street|type|table|cart)|track(?!list)|beacon|receipt|impression|emlog|mailstat|ouvert|geoeffnet|gelesen|"
    r"(?:^|[/_.-])(?:trk|trck|imp|ping|read|seen|hit|log|stat|stats|ltrack)(?=[/_.?-]|$)",
    re.IGNORECASE,
)
"""Words of an address that reports an opening, as the file or program is named."""
_REPORTS_SHORT = re.compile(r"/(?:o|oo|op|mo|eo|wf|e1t|pixel|px|pxl|trace|collect|v1/pixel)(?=/|$)", re.IGNORECASE)
"""Path parts that stand for opening at large senders; alone they prove nothing."""
_SAYS_OPEN = re.compile(
    r"(?:^|[=&_])(?:stats?)?open(?:s|ed|stats?|email|mail|rate)?(?=&|$)|=email[_-]?open", re.IGNORECASE
)
"""A value of a query that names what is reported: `action=open`, `task=openStats`, `ea=open`."""
_STORE = re.compile(
    r"im(?:g|ages?)|photo|picture|avatar|graphic|^pics?$|^assets?$|^static$|^media$|^uploads?$|^files?$|^content$|"
    r"^gallery$|^lib$|^public$|^wp-content$|^themes?$|^templates?$|^products?$|^company$|^cdn\d*$|^res$|^guids$",
    re.IGNORECASE,
)
"""Folders and first labels of hosts that keep pictures: what is random in such a path names the picture."""
_STORE_HOST = re.compile(r"(?:im(?:g|ages?)|avatars?|photos?|pics?|cdn|static|media|assets)\d*\.", re.IGNORECASE)
_PROGRAM = re.compile(r"\.(?:php\d?|aspx?|jspx?|cgi|cfm?|do|dll|pl|html?)$", re.IGNORECASE)
_LAYOUT = re.compile(r"(?:spacer|blank|transparent|clear|shim|empty|trans)[\w-]{0,20}$", re.IGNORECASE)
_RESIZES = frozenset(
    ("w", "h", "width", "height", "format", "fm", "q", "quality", "fit", "auto", "crop", "dpr", "resize", "upscale", "dpi")
)  # fmt: skip
_SIGNATURES = re.compile(r"x-(?:amz|goog)-|(?:awsaccesskeyid|signature|sig|oh|oe|ixlib)$", re.IGNORECASE)
"""Parameters by which stores sign the address of a picture: the same for everybody who gets it."""
_SHOWS = re.compile(
    r"countdown|timer|avatar|qr-?code|barcode|staticmap|imagedelivery|=[ws]\d{1,4}(?:-|$)", re.IGNORECASE
)
"""Programs that make pictures to be looked at."""
_PHOTO = re.compile(r"\.(?:jpe?g|webp|svg|avif)$", re.IGNORECASE)
_VERSIONS = frozenset(
    ("v", "ver", "vers", "version", "rev", "build", "mod", "modified", "mtime", "lastmod", "updated", "t", "ts", "time",
     "timestamp", "date", "cb", "cachebuster", "cache", "nocache", "rnd", "rand", "random", "ord", "_")
)  # fmt: skip
"""Parameters by which the same file gets a new address. A value that looks like a recipient's mark counts all the same."""
_VERSION = re.compile(rf"v?\d{{1,{LONGEST_VERSION}}}|v?\d+(?:[._-]\d+){{1,5}}|[0-9a-f]{{1,10}}", re.IGNORECASE)
_DATE = re.compile(r"(?:19|20)\d{2}[01]\d(?:[0-3]\d)?")
_JOINED = re.compile(r"(?:[a-z]-){2,3}[a-z]{5,20}(?:-[a-z]{1,20}){1,3}")
"""Marks of letters only behind letters that tell what is reported (`t-o-...`), as Campaign Monitor writes them."""
_WORD_SPLIT = re.compile(r"[/?&=;,:|~!*()@]+|XX|--")


class MailAddress:
    """An address, taken apart. Hostile text of any length; READ characters are read."""

    def __init__(self, url: str) -> None:
        self.text = url[:READ]
        try:
            parts = urlsplit(self.text)
            self.host, self.path, self._query = (parts.hostname or "").lower(), parts.path, parts.query
        except ValueError:
            self.host, self.path, self._query = "", "", ""
        self.pairs = [pair.partition("=") for pair in re.split(r"[&;]", self._query)[:100] if pair]
        self.whole_query = f"?{self._query}" if self._query else ""
        self.file = unquote(self.path.rpartition("/")[2])
        self.stem = _FILE.sub("", self.file)
        self.is_file = self.stem != self.file
        """A picture file, by its ending."""
        # A host's first label may say `open` or `trk`; a plain spacer on such a host is still a plain spacer.
        self.named_for_layout = bool(_SPACER.search(self.stem)) and not (len(self.stem) >= 16 and is_random(self.stem))
        self.is_spacer = self.is_file and self.named_for_layout
        named = f"/{self.host.partition('.')[0]}" if not self.is_spacer else ""
        self.reports = bool(_REPORTS.search(f"{named}{unquote(self.path)}"))
        self.file_reports = bool(_REPORTS.search(f"/{self.file}"))
        self.reports_short = bool(_REPORTS_SHORT.search(self.path))
        self.query = any(not self._is_static(name, equals, value) for name, equals, value in self.pairs)
        """It asks for more than a size or a version of a picture."""

    @cached_property
    def is_stored(self) -> bool:
        """A picture in a store of pictures, by its ending and the names of its folders and host; or, without an ending,
        on a host that is named for nothing else."""
        if self.reports or _PROGRAM.search(self.file):
            return False
        if not self.is_file:
            return bool(_STORE_HOST.match(self.host))
        folders = (self.host.partition(".")[0], *self.path.split("/")[:-1][:40])
        return any(_STORE.search(folder) for folder in folders)

    @property
    def is_to_be_seen(self) -> bool:
        """A photograph, a picture in a size, one that a store signed, or one of a program that makes pictures: nobody
        asks that of a pixel. For images whose size is not declared."""
        if _PHOTO.search(self.file) or _SHOWS.search(f"{self.host}{self.path}"):
            return True
        return any(
            _SIGNATURES.match(name) or (name.lower() in _RESIZES and not is_random(value))
            for name, _, value in self.pairs
        )

    @property
    def is_layout(self) -> bool:
        """Named as a spacer and nothing else, whether with a picture file's ending or without."""
        return bool(_LAYOUT.match(self.stem))

    @property
    def says_open(self) -> bool:
        """A program that is named for openings, or is told in the query that this is one."""
        return bool(self.pairs) and not self.is_file and (self.file_reports or bool(_SAYS_OPEN.search(self._query)))

    @property
    def file_is_identifier(self) -> bool:
        """The file has an identifier for a name; a name that says spacer has none, whatever folder it is in."""
        return not self.named_for_layout and any(is_identifier(part) for part in _WORD_SPLIT.split(self.stem))

    @cached_property
    def identifiers(self) -> tuple[str, ...]:
        """The parts that may tell one recipient from another; of a stored picture, those of its query only."""
        own = () if self.is_file and self.is_stored else self.path_identifiers
        asked = (value or name for name, equals, value in self.pairs if not self._is_static(name, equals, value))
        return tuple(dict.fromkeys((*own, *(part for text in asked for part in _identifiers(text)))))

    @cached_property
    def path_identifiers(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(part for text in self.path.split("/")[:40] for part in _identifiers(text)))

    @property
    def folders_with_identifiers(self) -> int:
        return sum(any(_identifiers(text)) for text in self.path.split("/")[:-1][:40])

    def _is_static(self, name: str, equals: str, value: str) -> bool:
        """Does this parameter ask for a size, a version or a campaign's copy of the same picture file?"""
        if not self.is_file or self.file_reports:
            return False
        name = name.lower()
        if not equals:
            return (self.is_spacer or name.isdigit()) and bool(_VERSION.fullmatch(name))
        if name in _VERSIONS:
            return not value or bool(_VERSION.fullmatch(value))
        if name in _RESIZES:
            return not (len(value) >= 12 and is_random(value))
        return name.startswith("utm_") and self.is_spacer


def identifiers_of(url: str) -> frozenset[str]:
    """The parts of an address that may tell one recipient from another."""
    return frozenset(MailAddress(url).identifiers)


def is_identifier(text: str) -> bool:
    """May this text stand for one recipient? Drawn at random by its look, or a number of at least SHORTEST_NUMBER digits.

    Numbers joined by dashes or dots count by their longest part; dates do not count.
    """
    text = text.strip("{}[]<>\"' ")
    if re.fullmatch(r"[\d._-]+", text):
        return any(len(part) >= SHORTEST_NUMBER and not _DATE.fullmatch(part) for part in re.split(r"[._-]", text))
    if is_random(text):
        return True
    return any(len(part) >= 16 and is_random(part) for part in re.split(r"[._-]", text))


def _identifiers(text: str) -> Iterator[str]:
    if _JOINED.fullmatch(text):
        yield text
        return
    plain = _FILE.sub("", unquote_plus(text))
    for part in dict.fromkeys((plain, *_WORD_SPLIT.split(plain))):
        if is_identifier(part):
            yield part
    if len(plain) > 24:
        yield from identifying_tokens(plain)
