"""What a request was asked as, and what it was answered: image, prefetch, redirect, size, whether it may be kept."""

from __future__ import annotations

import re

from crawler.records import Request

KEPT = 86_400
"""Seconds for which an answer may be kept: one day."""

_MAX_AGE = re.compile(r"(?:^|[\s,])max-age\s*=\s*\"?(\d{1,10})", re.IGNORECASE)


def is_image(record: Request) -> bool:
    """Was it asked for as an image? By type, else by the browser's own header, else by the answer."""
    if record.resource_type:
        # <object> and <embed> ask as frames and as `other` do; the answer tells.
        return record.resource_type == "image" or (
            record.resource_type in ("other", "document", "prefetch") and is_image_mime(record)
        )
    asked = header(record.request_headers, "sec-fetch-dest")
    return asked == "image" if asked else is_image_mime(record)


def is_prefetch(record: Request) -> bool:
    """Was it asked for in case it is needed? DevTools tells it as `prefetch` or as `other`."""
    return record.resource_type == "prefetch" or (record.speculative and record.resource_type in ("", "other"))


def is_redirect(record: Request) -> bool:
    return record.status in (301, 302, 303, 307, 308)


def header(headers: tuple[tuple[str, str], ...], name: str) -> str:
    return next((value for key, value in headers if key.lower() == name), "")


def answer_bytes(record: Request) -> int | None:
    """Size of the answer: decoded where known, else Content-Length. 0 for 204 and 205."""
    if record.status in (204, 205):
        return 0
    if record.body_bytes is not None:
        return record.body_bytes
    length = header(record.response_headers, "content-length").strip()
    return int(length) if length.isascii() and length.isdigit() and len(length) < 16 else None


def may_be_kept(record: Request, seconds: int = KEPT) -> bool:
    """May the browser keep the answer for so long without asking again (RFC 9111, 5.2.2)? What `s-maxage` says is for others."""
    control = ",".join(value for name, value in record.response_headers if name.lower() == "cache-control").lower()
    if "no-store" in control or "no-cache" in control:
        return False
    age = _MAX_AGE.search(control)
    return "immutable" in control or (age is not None and int(age[1]) >= seconds)


def is_image_mime(record: Request) -> bool:
    return mime_of(record).startswith("image/")


def mime_of(record: Request) -> str:
    mime = record.mime or header(record.response_headers, "content-type")
    return mime.partition(";")[0].strip().lower()
