"""The data model of evidence: what the browser showed, one type per kind of record.

What needs no record of its own: an ETag that tells visitors apart is in `Request.response_headers`, and comes back as
If-None-Match in `Request.request_headers`; a cookie's party, page and time of first sight follow from its first SetCookie,
ScriptCookie or CookieChange, whose `visit` names the page.

Records are facts. Nothing here says third-party, beacon or category: that is judged in analyzers/ and can be judged
again next year. Importing this module loads neither Playwright nor Scrapy.

Times are seconds since the Unix epoch, UTC, by the clock of the machine that ran the browser. Sizes are bytes.
Texts that came from the audited site (URLs, names, values, titles) are stored as they came and are hostile.
"""

from __future__ import annotations

import msgspec

Headers = tuple[tuple[str, str], ...]
"""Header lines in the order sent; a name may occur more than once (Set-Cookie does)."""


class Record(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", omit_defaults=True):
    """What every record has."""

    time: float
    visit: str = ""
    """Id of the visit during which it happened, as `v1`; empty for what belongs to the whole session. Documents read beside
    the visits have ids of their own: `p1` a policy, `b1` robots.txt, `f1` a Flash file, `g1` gpc.json, `l1` a link that
    was tried."""


class Visit(Record, frozen=True, kw_only=True, tag="visit"):
    """One page loaded in a session. Written when the page has been left."""

    url: str
    """As requested."""
    final_url: str = ""
    """After redirects and scripts; empty if no document was committed."""
    purpose: str = "page"
    """`page`, `policy` (read for what it declares), `robots`, `link` (opened to see whether it answers), `e-mail` (imported:
    read, never opened)."""
    outcome: str = "measured"
    """`measured`, or why the page was not measured in full; see OUTCOMES."""
    reason: str = ""
    """In plain words, with the browser's own error where there is one."""
    ended_by: str = ""
    """Why the visit ended: `quiet` (nothing new happened any more), `ceiling` (new things went on happening until the
    longest watch was over), `load-timeout`, `limit` (stopped: see outcome `too-much`), `failed`, `interrupted`."""
    status: int | None = None
    mime: str = ""
    title: str = ""
    ended: float = 0.0
    loaded: float | None = None
    """When the load event fired."""
    html: str = ""
    """Path inside the session's folder of the document as rendered (zstd), empty if none."""
    source_html: str = ""
    """Path of the document as the server sent it (zstd): `<noscript>` is text only there."""
    screenshot: str = ""


OUTCOMES = {
    "measured": "loaded, watched until quiet or the ceiling, left",
    "load-timeout": "the load event did not come in time; what came until then is kept",
    "http-error": "the server answered 4xx or 5xx",
    "bot-wall": "the page is a human check or a block page, not the site",
    "off-site": "the address led to another site",
    "not-html": "the document is no HTML page (PDF, download, image)",
    "dns": "the host name does not resolve",
    "tls": "the certificate or the TLS connection is not valid",
    "refused": "no connection to the server",
    "network": "another network error",
    "auth-required": "the server asks for a log-in",
    "redirect-loop": "the page redirected without end",
    "hung": "the page stopped answering; what came until then is kept",
    "too-much": "the page asked for more than the scan's limits and was stopped; what came until then is kept",
    "crashed": "the page or the browser crashed",
    "robots": "robots.txt does not allow the visit",
    "interrupted": "the operator stopped the scan",
    "not-reached": "planned, but the session ended before",
}
"""Every outcome of a visit, with what it means. Only `measured` counts as measured."""


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


class SetCookie(Record, frozen=True, kw_only=True, tag="set-cookie"):
    """One Set-Cookie line of a response, verbatim, stored or refused."""

    request: str
    """Id of the request it answered."""
    url: str
    line: str
    stored: bool
    """Accepted by the browser."""
    removes: bool = False
    """Accepted, but expired on arrival: it removed a cookie if there was one, and stored none."""
    refused_for: tuple[str, ...] = ()
    """The browser's reasons, as ThirdPartyPhaseout, UserPreferences, InvalidDomain; empty when stored."""
    partition_key: str = ""
    top_level: str = ""


class ScriptCookie(Record, frozen=True, kw_only=True, tag="script-cookie"):
    """One write by script through document.cookie or cookieStore, as the script passed it."""

    frame_url: str
    text: str
    """The cookie string; a cookieStore call is written in the same form."""
    api: str = "document.cookie"
    script: str = ""
    """URL of the script that called, empty for an inline script that has none."""
    stack: tuple[str, ...] = ()


class CookieChange(Record, frozen=True, kw_only=True, tag="cookie-change"):
    """One change of the cookie store, as the network log tells it: whatever set it."""

    change: str
    """`added`, `overwritten`, `deleted` (by page or server), `expired`, `evicted`, `refused`."""
    name: str
    domain: str
    """As stored: a leading dot means a Domain attribute, none means host-only."""
    path: str = "/"
    cause: str = ""
    """The network stack's own word for the cause."""
    http_only: bool | None = None
    secure: bool | None = None
    same_site: str = ""
    partition_key: str = ""
    persistent: bool | None = None


class JarCookie(Record, frozen=True, kw_only=True, tag="jar-cookie"):
    """A cookie in the jar when the session ended. The end state only: Chromium caps expiry at 400 days and evicts."""

    name: str
    value: str
    domain: str
    path: str = "/"
    expires: float | None = None
    """None for a session cookie. By the browser's clock and after its cap: lifetimes are judged from SetCookie lines."""
    http_only: bool = False
    secure: bool = False
    same_site: str = ""
    """Empty when the attribute was absent."""
    partition_key: str = ""


class StorageItem(Record, frozen=True, kw_only=True, tag="storage-item"):
    """One item of web storage, as it stood when a page was left."""

    area: str
    """`local-storage`, `session-storage`, `indexed-db`, `cache-storage`, `opfs`, `service-worker`, `window-name`."""
    origin: str
    key: str
    """For indexed-db `database/store` (`database/` without stores), for cache-storage `cache/URL` (`cache` when empty), for
    opfs the path, for service-worker the scope, for window-name `name`."""
    value: str = ""
    """Web storage and window-name: the value. IndexedDB: the store's keys as JSON, the first 100. Service worker: its script."""
    size: int = 0
    """Characters of the whole value; entries for indexed-db; bytes for opfs."""
    storage_key: str = ""
    """The browser's storage key: origin and top-level site."""
    frame_url: str = ""


class StorageWrite(Record, frozen=True, kw_only=True, tag="storage-write"):
    """One write to or removal from web storage, a database or a cache, while the page was open.

    IndexedDB: a store appeared or went away with its database, whoever did it, a worker or a frame that is gone. Cache
    Storage: the same of a whole cache, the key being its name.
    """

    area: str
    origin: str
    key: str
    change: str
    """`added`, `updated`, `removed`, `cleared`."""
    value: str = ""
    size: int = 0
    storage_key: str = ""
    frame_url: str = ""
    script: str = ""
    """URL of the script that wrote, where a hook saw it."""
    stack: tuple[str, ...] = ()


class Image(Record, frozen=True, kw_only=True, tag="image"):
    """One image element as laid out when the page was left."""

    url: str
    frame_url: str = ""
    natural_width: int = 0
    natural_height: int = 0
    rendered_width: float = 0.0
    rendered_height: float = 0.0
    visible: bool = True
    """False for display:none, visibility:hidden, opacity 0, or wholly off the document."""


class FormField(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One field of a form. What a person wrote into it is never read."""

    tag: str
    """`input`, `select`, `textarea`, `button`."""
    type: str = ""
    """As the browser understands it: text, email, tel, hidden, password, submit, ..."""
    name: str = ""
    """Its name, or its id where it has none."""
    autocomplete: str = ""
    """The attribute as written (WHATWG HTML, autofill): `email`, `billing cc-number`, ..."""
    label: str = ""
    """The text of its label, or of aria-label, title or, for a button, its own; the first 200 characters."""
    placeholder: str = ""


class Form(Record, frozen=True, kw_only=True, tag="form"):
    """One form as it stood when the page was left; it was never filled in or sent."""

    frame_url: str = ""
    action: str = ""
    """Where it would go, resolved; its scheme says over what. Empty for fields that stand in no form."""
    method: str = ""
    """`get`, `post`, `dialog`; empty for fields that stand in no form."""
    name: str = ""
    """Its name or id."""
    label: str = ""
    """aria-label, or its legend or first heading; the first 200 characters."""
    visible: bool = True
    fields: tuple[FormField, ...] = ()
    """The first 200."""


class Link(Record, frozen=True, kw_only=True, tag="link"):
    """One link of a page as it stood when the page was left: each address and text once a page. Whether it answers is told by
    a Visit of its address, where there is one."""

    url: str
    """Resolved; the first 2,000 characters. May be of any scheme: `mailto:`, `javascript:`."""
    frame_url: str = ""
    text: str = ""
    """What a person reads: its text, or its label, title or picture's text; the first 200 characters."""
    rel: str = ""
    visible: bool = True
    where: str = ""
    """The nearest landmark around it: `header`, `nav`, `main`, `aside`, `footer`, `dialog`; empty for none."""


class TypedText(Record, frozen=True, kw_only=True, tag="typed-text"):
    """Bait that was typed into one field, key by key, in a session of the scenario `typing`. Its form was never sent."""

    frame_url: str
    field: FormField
    text: str
    """Drawn by lot for this field, so that wherever it turns up it was read from there."""


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


class CanvasUse(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One canvas that a script read back, with what the same script had written on it until the last reading."""

    read: str
    """The function: toDataURL, toBlob, convertToBlob, getImageData."""
    reads: int = 0
    width: int = 0
    """Pixels of the canvas."""
    height: int = 0
    read_width: int = 0
    """Pixels of the largest part that was read."""
    read_height: int = 0
    texts: int = 0
    """Calls of fillText and strokeText."""
    characters: int = 0
    """Different ones among all texts; of each text the first 500 are looked at."""
    ascii_characters: int = 0
    """Those of them below U+0080: no emoji."""
    colours: int = 0
    """Different fill and stroke styles of the texts, up to 50."""


class ScriptUse(Record, frozen=True, kw_only=True, tag="script-use"):
    """How often one script used functions that tell machines apart, in one document since it began.

    Told again while counts grow: the last record of a document and script holds all. Workers are not watched.
    """

    document: str
    """A name of the document, drawn by lot."""
    script: str
    """URL of the calling script; the document's own for an inline script, empty where the stack names none."""
    frame_url: str = ""
    calls: tuple[tuple[str, int], ...] = ()
    """As (`audio.createOscillator`, 2), sorted by name."""
    canvases: tuple[CanvasUse, ...] = ()
    """The first 20."""
    fonts: int = 0
    """Different fonts in which one same text was measured on a canvas; the text with the most."""
    measures: int = 0
    """How often that text was measured."""
    webgl_parameters: tuple[int, ...] = ()
    """Different ones that getParameter was asked for, as numbers of the WebGL specification."""
    reads: tuple[str, ...] = ()
    """Properties read at least once, as `navigator.platform`, sorted."""
    not_counted: tuple[str, ...] = ()
    """Functions that the document called so often that later calls were counted for no script."""


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


class PolicyDocument(Record, frozen=True, kw_only=True, tag="policy-document"):
    """The policy as it stood when it was read."""

    url: str
    """Address, or the file's name when the operator gave a file."""
    file: str
    """Path inside the evidence folder."""
    sha256: str
    mime: str
    how: str
    """`given` by the operator, or `found`: the link's text and the page it stood on."""


class ConsentToolResponse(Record, frozen=True, kw_only=True, tag="consent-tool-response"):
    """A response of a consent tool, told by its address, with its body where that can hold what the site declares."""

    tool: str
    """As `cookiebot`, `onetrust`, `iab-tcf`; see crawler.recorders.consent_addresses."""
    url: str
    mime: str = ""
    status: int | None = None
    size: int = 0
    """Bytes of the body."""
    sha256: str = ""
    file: str = ""
    """Path inside the evidence folder; empty when the body was not kept."""
    reason: str = ""
    """Why a body that may hold a declaration was not kept; empty for the tool's program, whose body is never kept."""


class ConsentToolState(Record, frozen=True, kw_only=True, tag="consent-tool-state"):
    """What a consent tool says of itself in the page, when the page was left."""

    tool: str
    source: str
    """The object or function asked, as `OneTrust.GetDomainData()`."""
    frame_url: str
    text: str
    """Its value as JSON, without functions and elements."""
    cut: bool = False
    """Something was left out: it was too long, too deep or of no JSON type."""


class GpcSupport(Record, frozen=True, kw_only=True, tag="gpc-support"):
    """What stood at `/.well-known/gpc.json` (W3C, Global Privacy Control, "GPC Support Resource")."""

    url: str
    outcome: str
    """As for a visit: `measured`, or why it was not read."""
    status: int | None = None
    mime: str = ""
    text: str = ""
    """The first 100,000 characters; empty for a page in HTML, which is no such resource."""


class Note(Record, frozen=True, kw_only=True, tag="note"):
    """Something that limits what this evidence can show."""

    subject: str
    """`robots`, `recorder`, `ledger`, `policy`, `scope`, `source`, `signal`, `interrupted`."""
    text: str
    level: str = "info"
    """`info`, or `incomplete`: turns "not observed" into "not checked"."""


AnyRecord = (
    Visit
    | Request
    | SetCookie
    | ScriptCookie
    | CookieChange
    | JarCookie
    | StorageItem
    | StorageWrite
    | Image
    | Form
    | TypedText
    | Link
    | ApiCall
    | SocketMessage
    | ScriptUse
    | FlashFile
    | FlashPolicy
    | HostAlias
    | Certificate
    | PolicyDocument
    | ConsentToolResponse
    | ConsentToolState
    | GpcSupport
    | Note
)


def is_aside(record: Record) -> bool:
    """Was it read beside the visits? Then it is no part of what the site does to a visitor."""
    return record.visit[:1] in ("p", "b", "f", "g", "l")
