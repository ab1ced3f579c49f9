"""One hop of a request as DevTools told it, and what its bodies say: sizes, digests, an image's natural size, Flash."""

from __future__ import annotations

import base64
import binascii
import hashlib
import io
from asyncio import Future

import imagesize
import msgspec
from w3lib.encoding import html_to_unicode

from crawler.devtools import Params
from crawler.flash import is_swf
from crawler.records import Headers

IMAGE_BYTES = 65_536
"""Bodies of images up to this size are read for their natural size; a larger one is no 1x1 pixel."""
KEPT_BYTES = 20_000_000
"""Of bodies up to that size, kept by the browser for us; the oldest go first."""
IMAGE_BODIES = 2_000
"""Bodies of images read in one visit."""
DOCUMENT_BYTES = 5_000_000
POST_BYTES = 4_096
LONGEST_POST = 1_000_000
"""Bodies up to this length are asked for to take their digest, the first 2,000 of a visit."""
POST_BODIES = 2_000
FLASH_BYTES = 1_000_000
FLASH_BODIES = 100
"""Bodies looked at for Flash in one visit, up to that size."""
MAY_BE_FLASH = ("fetch", "xhr", "other", "document")
TOLD = ("image/", "font/", "audio/", "video/", "text/html", "text/css", "text/javascript", "application/javascript")
"""Types of responses that are no Flash: scripts that play it fetch it as anything else."""
ICON = b"\x00\x00\x01\x00"
SMALL_BODIES = ("ping",)
"""Types of requests of which the browser itself limits the body (Fetch: 64 KiB of keepalive requests under way)."""


class DevToolsRequest(msgspec.Struct):
    """One hop as DevTools told it."""

    url: str
    method: str
    time: float
    visit: str
    page_url: str
    resource_type: str = ""
    frame_id: str = ""
    frame_url: str = ""
    initiator: str = ""
    initiator_url: str = ""
    stack: tuple[str, ...] = ()
    redirected_from: int | None = None
    """Index of the hop before."""
    request_headers: Headers = ()
    response_headers: Headers = ()
    post_data: str = ""
    post_bytes: bytes = b""
    """The body's first 4,096 bytes."""
    post_sha256: str = ""
    """Of the whole body, where it was asked for by itself."""
    post_size: int | None = None
    has_post: bool = False
    status: int | None = None
    mime: str = ""
    remote_address: str = ""
    body_bytes: int | None = None
    image_width: int | None = None
    image_height: int | None = None
    body_sha256: str = ""
    from_cache: bool = False
    from_worker: bool = False
    """Answered by a service worker, whose own request, if it made one, is another."""
    from_memory: bool = False
    """Answered by the page's own memory, below which the ledger lies."""
    flash: bool = False
    """The body is a SWF by its magic bytes, whatever type it came with: scripts that play Flash fetch it so."""
    speculative: bool = False
    error: str = ""
    blocked_cookies: list[tuple[str, tuple[str, ...]]] = msgspec.field(default_factory=list)
    """Set-Cookie lines that the browser refused, with its reasons."""


class Allowance:
    """So many of something in one visit, and no more."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._visit, self._count = "", 0

    def allows(self, visit: str) -> bool:
        self._count = self._count + 1 if visit == self._visit else 1
        self._visit = visit
        return self._count <= self._most


def take_post(hop: DevToolsRequest, done: Future[Params]) -> None:
    """An answer to Network.getRequestPostData: the whole body of a request."""
    data = body_of(done, "postData")
    if data:
        hop.post_bytes, hop.post_sha256, hop.post_size = (
            data[:POST_BYTES],
            hashlib.sha256(data).hexdigest(),
            len(data),
        )
        hop.post_data = hop.post_data or data[:POST_BYTES].decode("utf-8", "replace")


def look_for_flash(hop: DevToolsRequest, done: Future[Params]) -> None:
    """An answer to Network.getResponseBody that may be a SWF."""
    hop.flash = is_swf(body_of(done) or b"")


def measure(hop: DevToolsRequest, done: Future[Params]) -> None:
    """An answer to Network.getResponseBody that is an image."""
    data = body_of(done)
    if not data:
        return  # a picture that could not be decoded is not kept, though its bytes came: the ledger tells how many
    hop.body_bytes = len(data)
    hop.body_sha256 = hashlib.sha256(data).hexdigest()
    size = natural_size(data)
    if size is not None:
        hop.image_width, hop.image_height = size


def natural_size(data: bytes) -> tuple[int, int] | None:
    """Width and height in pixels out of an image's first bytes (GIF, PNG, JPEG, WebP, AVIF, SVG, ICO); None if not told."""
    if data[:4] == ICON and len(data) >= 22:
        return data[6] or 256, data[7] or 256  # of the first picture; 0 stands for 256
    try:
        width, height = imagesize.get(io.BytesIO(data))
    except (ValueError, TypeError, OSError, IndexError, KeyError, SyntaxError, OverflowError):
        return None
    except Exception as error:
        if isinstance(error, MemoryError):
            raise
        return None
    if width is None or height is None or width < 0 or height < 0:
        return None
    return int(width), int(height)


def body_of(done: Future[Params], name: str = "body") -> bytes | None:
    """The body out of an answer to Network.getResponseBody or getRequestPostData; None when there is none."""
    if done.cancelled() or done.exception() is not None:
        return None
    answer = done.result()
    body: str = answer.get(name, "")
    if not answer.get("base64Encoded"):
        return body.encode("utf-8", "surrogatepass")
    try:
        return base64.b64decode(body)
    except binascii.Error:
        return None


def document_of(hop: DevToolsRequest, done: Future[Params]) -> str | None:
    """The text out of an answer to Network.getResponseBody; None when there is none.

    What the page's process kept is text already; what the browser kept is bytes, read as HTML says (13.2.3, encodings).
    """
    data = body_of(done)
    if data is None:
        return None
    if not done.result().get("base64Encoded"):
        return data.decode("utf-8", "replace")
    kind = next((value for name, value in hop.response_headers if name.lower() == "content-type"), "")
    text: str = html_to_unicode(kind, data, auto_detect_fun=_undeclared)[1]
    return text


def _undeclared(data: bytes) -> str:
    """The encoding of a document that names none: what browsers assume in the West, unless it is good UTF-8."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def posted(entries: list[dict[str, str]] | None) -> bytes:
    """The beginning of a body that came with the notice of its request."""
    try:
        return b"".join(base64.b64decode(entry.get("bytes", "")) for entry in entries or ())[:POST_BYTES]
    except binascii.Error:
        return b""
