"""What went over the network, and what the network told of hosts."""

from __future__ import annotations

from crawler.records.base import Headers, Record


class Request(Record, frozen=True, kw_only=True, tag="request"):
    """One request of the browser; each hop of a redirect is one."""

    id: str
    url: str
    method: str = "GET"
    resource_type: str = ""
    """DevTools' type in lower case: document, stylesheet, image, media, font, script, xhr, fetch, prefetch, eventsource,
    websocket, manifest, ping (sendBeacon and `<a ping>`), cspviolationreport, preflight, other. Empty: only the ledger
    saw it."""
    page_url: str = ""
    """URL of the top-level document on whose behalf it was made."""
    frame_id: str = ""
    frame_url: str = ""
    """URL of the document or worker that asked."""
    initiator: str = ""
    """DevTools' kind: parser, script, preload, preflight, other; empty when only the ledger saw it."""
    initiator_url: str = ""
    initiator_origin: str = ""
    """Origin on whose behalf the network stack made it, by the ledger; `null` for a sandboxed frame."""
    stack: tuple[str, ...] = ()
    """URLs of the scripts on the stack, innermost first, each once."""
    redirected_from: str = ""
    """Id of the request whose redirect led here."""
    api: str = ""
    """`sendBeacon`, `ping` (`<a ping>`), `keepalive` (fetch with keepalive), `fetchLater`, where known."""
    request_headers: Headers = ()
    response_headers: Headers = ()
    status: int | None = None
    mime: str = ""
    remote_address: str = ""
    body_bytes: int | None = None
    """Decoded size of the response body; None when not known."""
    image_width: int | None = None
    """Natural size, decoded from the first bytes of the body (never from attributes); None when not decoded."""
    image_height: int | None = None
    body_sha256: str = ""
    """Where the body was read (small images)."""
    post_kind: str = ""
    """Content-Type of the request body."""
    post_bytes: int | None = None
    post_sha256: str = ""
    """Of the whole request body; empty where the browser told none or only its beginning."""
    post_data: str = ""
    """The request body's first 4,096 characters, where the browser told it."""
    post_base64: str = ""
    """The request body's first 4,096 bytes in base64, where they are no text: compressed, as most recordings are."""
    from_cache: bool = False
    """Answered without the network: from the cache, the page's own memory, or a service worker."""
    speculative: bool = False
    """Prefetched or prerendered: no page that was shown asked for it."""
    browser_own: bool = False
    """The browser's own traffic (updates, sign-in, safe browsing), not the site's; `page_url` is empty then."""
    error: str = ""
    """The network stack's error, as ERR_ABORTED."""
    seen_by: tuple[str, ...] = ()
    """`ledger` (the network log), `devtools`, `static` (found in the markup, never sent), `import`."""


class SocketMessage(Record, frozen=True, kw_only=True, tag="socket-message"):
    """One message of a WebSocket (RFC 6455), as the browser told it. Of a visit the first 2,000."""

    url: str
    """Of the socket; its handshake is the Request of the same address."""
    socket: str
    """A name of the socket within the session, so that two of one address are told apart."""
    direction: str
    """`sent` or `received`."""
    opcode: int
    """1 text, 2 binary."""
    size: int | None = None
    """Bytes of the whole message; None for a Blob that was sent, of which the browser tells no more."""
    sha256: str = ""
    """Of the whole message; empty where its size is None."""
    data: str = ""
    """The first 4,096 characters; those of a binary message in base64, as many as are whole bytes."""
    page_url: str = ""
    initiator_url: str = ""
    stack: tuple[str, ...] = ()
    """URLs of the scripts that opened the socket, innermost first."""


class ApiCall(Record, frozen=True, kw_only=True, tag="api-call"):
    """A call of a browser API that a hook saw: says who, never whether (that is the ledger's)."""

    api: str
    """`sendBeacon`, `keepalive`, `fetchLater`."""
    url: str
    post_data: str = ""
    """The body's first 4,096 characters, where it was passed as text."""
    frame_url: str = ""
    script: str = ""
    stack: tuple[str, ...] = ()


class HostAlias(Record, frozen=True, kw_only=True, tag="host-alias"):
    """A host name that is an alias of another, by DNS at scan time."""

    host: str
    chain: tuple[str, ...]
    """CNAME targets in order, without the trailing dot."""
    resolver: str
    """`system` or the address asked."""


class Certificate(Record, frozen=True, kw_only=True, tag="certificate"):
    """The certificate that one host showed, the first time it was asked over TLS (RFC 5280)."""

    host: str
    subject: str = ""
    """Common name."""
    organization: str = ""
    """Whom it was issued to, where the authority examined that; most certificates name none."""
    country: str = ""
    """ISO 3166 code of the subject."""
    issuer: str = ""
    names: tuple[str, ...] = ()
    """Further host names it holds for, with wildcards as written; the first 100."""
    valid_from: float | None = None
    valid_to: float | None = None
    protocol: str = ""
    """As `TLS 1.3`, `QUIC`."""
    sha256: str = ""
    """Of the certificate's DER bytes; empty where the browser did not hand them out."""
