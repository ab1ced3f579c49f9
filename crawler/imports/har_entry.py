"""What does one entry of a HAR file say, whichever program wrote it?"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import hashlib
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import msgspec

from crawler.imports.har_file import Attached
from crawler.imports.har_types import resource_type
from crawler.imports.loose import dict_of, list_of, number_of, seconds, text_of
from crawler.imports.source import clean
from crawler.recorders.consent_addresses import holds_declaration
from crawler.recorders.hops import natural_size
from crawler.records import Headers, Request

MAX_URL = 65_536
MAX_DOCUMENT = 20 * 1024 * 1024
POST_CHARACTERS = 4096
LONGEST = 86_400.0
"""Seconds that one request can take; a larger figure is a program's mistake."""


class Entry(msgspec.Struct):
    """One entry, in our words. Everything in it is the site's or the recording program's text."""

    id: str
    time: float
    ended: float
    url: str
    method: str
    pageref: str
    resource_type: str
    is_navigation: bool
    is_redirect_target: bool
    request_headers: Headers
    response_headers: Headers
    cookies: list[dict[str, Any]]
    status: int | None
    mime: str
    redirect_to: str
    remote_address: str
    error: str
    from_cache: bool
    frame_url: str
    initiator: str
    initiator_url: str
    stack: tuple[str, ...]
    body_bytes: int | None
    body: bytes
    document_text: str
    post_kind: str
    post: str | None

    @property
    def has_headers(self) -> bool:
        return bool(self.response_headers)

    @property
    def redirects(self) -> bool:
        """It leads on; a browser that stops the old address's entry short writes the status 0."""
        return bool(self.redirect_to) and (not self.status or 300 <= self.status < 400)

    @property
    def referer(self) -> str:
        """The Referer, when it is an address of the web."""
        value = _header(self.request_headers, "referer")
        return value if value.startswith(("http://", "https://")) else ""

    @property
    def set_cookie_lines(self) -> list[str]:
        """Each Set-Cookie line. Chrome joins those of one response with line feeds, Firefox writes one header each."""
        return [
            line.strip()
            for name, value in self.response_headers
            if name.lower() == "set-cookie"
            for line in value.split("\n")
            if line.strip()
        ]

    def rebuilt_cookie_lines(self) -> list[str]:
        """Lines made of the list of cookies, for a file without headers: in others some programs list there what the
        browser sent."""
        return [line for cookie in self.cookies if (line := _cookie_line(cookie))]

    def request(self, visit: str, page_url: str, redirected_from: str) -> Request:
        """As a record."""
        size = natural_size(self.body) if self.body and self.resource_type == "image" else None
        post = self.post
        return Request(
            time=self.time,
            visit=visit,
            id=self.id,
            url=self.url,
            method=self.method,
            resource_type=self.resource_type,
            page_url=page_url,
            frame_url=self.frame_url,
            initiator=self.initiator,
            initiator_url=self.initiator_url,
            stack=self.stack,
            redirected_from=redirected_from,
            request_headers=self.request_headers,
            response_headers=self.response_headers,
            status=self.status,
            mime=self.mime,
            remote_address=self.remote_address,
            body_bytes=self.body_bytes,
            image_width=size[0] if size else None,
            image_height=size[1] if size else None,
            body_sha256=hashlib.sha256(self.body).hexdigest() if self.body and self.resource_type == "image" else "",
            post_kind=self.post_kind,
            post_bytes=len(post.encode()) if post is not None else None,
            post_sha256=hashlib.sha256(post.encode()).hexdigest() if post else "",
            post_data=(post or "")[:POST_CHARACTERS],
            from_cache=self.from_cache,
            speculative=any(
                name.lower() in ("purpose", "sec-purpose", "x-moz") and "pre" in value.lower()
                for name, value in self.request_headers
            ),
            error=self.error,
            seen_by=("import",),
        )


def read_entry(fields: Any, entry_id: str, time_before: float, attached: Attached) -> Entry | None:
    """Read one entry; None when it has no address. `time_before` stands in for a time that is not readable, `attached`
    gives a body that is a file of its own."""
    if not isinstance(fields, dict):
        return None
    request, response = dict_of(fields.get("request")), dict_of(fields.get("response"))
    url = text_of(request.get("url"))[:MAX_URL].strip()
    if "://" not in url[:20]:
        url = text_of(fields.get("_full_url"))[:MAX_URL].strip() or url
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if not parts.scheme or (parts.scheme in ("http", "https", "ws", "wss") and not parts.hostname):
        return None
    time = seconds(fields.get("startedDateTime"), time_before)
    content = dict_of(response.get("content"))
    request_headers, response_headers = _headers(request.get("headers")), _headers(response.get("headers"))
    sent = {name.lower(): value for name, value in request_headers}
    mime = text_of(content.get("mimeType")) or next(
        (value for name, value in response_headers if name.lower() == "content-type"), ""
    )
    mime = mime.split(";")[0].strip().lower()
    kind = resource_type(fields, sent, mime, parts)
    wanted = kind in ("image", "document") or holds_declaration(url)
    body = _body(content, attached if wanted else None)
    initiator, initiator_url, stack = _initiator(fields)
    return Entry(
        id=entry_id,
        time=time,
        ended=time + min(max(number_of(fields.get("time")) or 0.0, 0.0) / 1000, LONGEST),
        url=url,
        method=text_of(request.get("method")).upper()[:20] or "GET",
        pageref=text_of(fields.get("pageref")),
        resource_type=kind,
        is_navigation=sent.get("sec-fetch-dest") == "document",
        is_redirect_target=initiator == "redirect",
        request_headers=request_headers,
        response_headers=response_headers,
        cookies=[cookie for cookie in list_of(response.get("cookies")) if isinstance(cookie, dict)],
        status=_status(response.get("status")),
        mime=mime,
        redirect_to=text_of(response.get("redirectURL")) or _header(response_headers, "location"),
        remote_address=text_of(fields.get("serverIPAddress") or fields.get("_ip_addr"))[:100].strip("[]"),
        error=text_of(response.get("_error") or fields.get("_error"))[:200].removeprefix("net::"),
        from_cache=bool(fields.get("_fromCache")) or "Cache" in text_of(fields.get("_fetchType")),
        frame_url=text_of(fields.get("_documentURL"))[:MAX_URL],
        initiator=initiator if initiator in ("parser", "script", "preload", "preflight", "other") else "",
        initiator_url=initiator_url,
        stack=stack,
        body_bytes=_size(content.get("size"), body),
        body=body if kind == "image" or holds_declaration(url) else b"",
        document_text=body[:MAX_DOCUMENT].decode("utf-8", "replace") if kind == "document" else "",
        post_kind=text_of(dict_of(request.get("postData")).get("mimeType"))[:200],
        post=_post(dict_of(request.get("postData"))),
    )


def _initiator(fields: dict[str, Any]) -> tuple[str, str, tuple[str, ...]]:
    """Kind, address and script stack: an object in Chrome, a text beside `_initiator_type` in chrome-har."""
    value = fields.get("_initiator")
    if isinstance(value, str):
        return text_of(fields.get("_initiator_type")).lower(), clean(value)[:MAX_URL], ()
    initiator = dict_of(value)
    stack: dict[str, None] = {}
    trace = dict_of(initiator.get("stack"))
    for _ in range(10):
        for frame in list_of(trace.get("callFrames"))[:100]:
            if url := text_of(dict_of(frame).get("url"))[:MAX_URL]:
                stack[url] = None
        trace = dict_of(trace.get("parent"))
    url = text_of(initiator.get("url"))[:MAX_URL] or next(iter(stack), "")
    return text_of(initiator.get("type")).lower(), url, tuple(stack)[:50]


def _cookie_line(cookie: dict[str, Any]) -> str:
    name = text_of(cookie.get("name"))
    if not name:
        return ""
    parts = [f"{name}={text_of(cookie.get('value'))}"]
    parts += [
        f"{label}={text}"
        for key, label in (("path", "Path"), ("domain", "Domain"))
        if (text := text_of(cookie.get(key)))
    ]
    moment = seconds(cookie.get("expires"), -1.0)
    if moment >= 0:
        parts.append(f"Expires={dt.datetime.fromtimestamp(moment, dt.UTC):%a, %d %b %Y %H:%M:%S GMT}")
    parts += [label for key, label in (("httpOnly", "HttpOnly"), ("secure", "Secure")) if cookie.get(key) is True]
    if same_site := text_of(cookie.get("sameSite")):
        parts.append(f"SameSite={same_site}")
    return "; ".join(parts)


def _headers(value: Any) -> Headers:
    """Name and value of each header, in order; tolerates null, and the one object that some programs write."""
    if isinstance(value, dict):
        value = [{"name": name, "value": text} for name, text in value.items()]
    lines = [line for line in list_of(value)[:1000] if isinstance(line, dict)]
    return tuple((text_of(line.get("name"))[:1000], text_of(line.get("value"))[:MAX_URL]) for line in lines)


def _header(headers: Headers, wanted: str) -> str:
    return next((value for name, value in headers if name.lower() == wanted), "")


def _body(content: dict[str, Any], attached: Attached | None) -> bytes:
    text = content.get("text")
    if not isinstance(text, str):
        return attached(text_of(content.get("_file"))) if attached is not None else b""
    if text_of(content.get("encoding")).lower() == "base64":
        try:
            return base64.b64decode(text)
        except (binascii.Error, ValueError):
            return b""
    return text.encode("utf-8", "replace")


def _size(value: Any, body: bytes) -> int | None:
    size = number_of(value)
    if size is not None and size >= 0:
        return int(size)
    return len(body) if body else None


def _post(data: dict[str, Any]) -> str | None:
    if not data:
        return None
    if text := text_of(data.get("text")):
        return text
    params = [dict_of(param) for param in list_of(data.get("params"))]
    return "&".join(f"{text_of(param.get('name'))}={text_of(param.get('value'))}" for param in params)


def _status(value: Any) -> int | None:
    number = number_of(value)
    return int(number) if number and HTTPStatus.CONTINUE <= number < 1000 else None
