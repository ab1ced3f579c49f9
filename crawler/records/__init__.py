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

from crawler.records.base import Headers, Record
from crawler.records.cookies import CookieChange, JarCookie, ScriptCookie, SetCookie
from crawler.records.declared import ConsentToolResponse, ConsentToolState, GpcSupport, PolicyDocument
from crawler.records.flash import FlashFile, FlashPolicy
from crawler.records.network import ApiCall, Certificate, HostAlias, Request, SocketMessage
from crawler.records.page import Form, FormField, Image, Link, TypedText
from crawler.records.scripts import CanvasUse, ScriptUse
from crawler.records.storage import StorageItem, StorageWrite
from crawler.records.visits import OUTCOMES, Note, Visit, is_aside

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

__all__ = [
    "OUTCOMES",
    "AnyRecord",
    "ApiCall",
    "CanvasUse",
    "Certificate",
    "ConsentToolResponse",
    "ConsentToolState",
    "CookieChange",
    "FlashFile",
    "FlashPolicy",
    "Form",
    "FormField",
    "GpcSupport",
    "Headers",
    "HostAlias",
    "Image",
    "JarCookie",
    "Link",
    "Note",
    "PolicyDocument",
    "Record",
    "Request",
    "ScriptCookie",
    "ScriptUse",
    "SetCookie",
    "SocketMessage",
    "StorageItem",
    "StorageWrite",
    "TypedText",
    "Visit",
    "is_aside",
]
