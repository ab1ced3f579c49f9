"""What is known of Flash without running it."""

from __future__ import annotations

from crawler.records.base import Record


class FlashFile(Record, frozen=True, kw_only=True, tag="flash-file"):
    """A SWF that a page embeds, fetched beside the visits: no browser of today would have asked for it."""

    url: str
    sha256: str
    size: int
    compression: str
    """`none`, `zlib`, `lzma`."""
    version: int
    mentions: tuple[str, ...] = ()
    """Names of the player's API in its inflated bytes, as `SharedObject`, `getLocal`: what it could do."""
    uses_shared_objects: bool = False
    addresses: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


class FlashPolicy(Record, frozen=True, kw_only=True, tag="flash-policy"):
    """A crossdomain.xml: from which domains Flash files may read this host (Adobe, Cross-domain policy file specification)."""

    url: str
    sha256: str
    allows: tuple[str, ...] = ()
    """The domains, with wildcards as written; `*` is everybody."""
