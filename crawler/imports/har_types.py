"""What type of resource did an entry of a HAR file ask for, whichever program wrote it?"""

from __future__ import annotations

from typing import Any
from urllib.parse import SplitResult

from crawler.imports.loose import text_of

_TYPES = {
    # DevTools' names (`_resourceType` of Chrome and Playwright) as they are; Safari's and Firefox's in these terms.
    "document", "stylesheet", "image", "media", "font", "script", "xhr", "fetch", "prefetch", "eventsource", "websocket",
    "manifest", "ping", "cspviolationreport", "preflight", "other",
}  # fmt: skip
_BY_DESTINATION = {
    # Fetch standard, "destination", as the Sec-Fetch-Dest header gives it.
    "document": "document", "iframe": "document", "frame": "document", "image": "image", "script": "script",
    "style": "stylesheet", "font": "font", "audio": "media", "video": "media", "track": "media", "manifest": "manifest",
    "worker": "script", "sharedworker": "script", "serviceworker": "script", "report": "cspviolationreport",
    "empty": "fetch", "websocket": "websocket",
}  # fmt: skip
_BY_MIME = (
    ("text/html", "document"),
    ("application/xhtml", "document"),
    ("text/css", "stylesheet"),
    ("javascript", "script"),
    ("ecmascript", "script"),
    ("image", "image"),
    ("font", "font"),
    ("audio/", "media"),
    ("video/", "media"),
    ("json", "xhr"),
)
_BY_ENDING = (
    ((".gif", ".png", ".jpg", ".jpeg", ".webp", ".svg", ".ico", ".avif"), "image"),
    ((".js", ".mjs"), "script"),
    ((".css",), "stylesheet"),
    ((".woff", ".woff2", ".ttf", ".otf"), "font"),
)


def resource_type(fields: dict[str, Any], sent: dict[str, str], mime: str, parts: SplitResult) -> str:
    """The program's own word; else what the browser said it wanted; else what the answer is; else the path's ending."""
    own = text_of(fields.get("_resourceType") or fields.get("_request_type")).lower().replace("-", "")
    if own in _TYPES and own != "other":
        return own
    if parts.scheme in ("ws", "wss") or sent.get("upgrade", "").lower() == "websocket":
        return "websocket"
    if sent.get("x-requested-with", "").lower() == "xmlhttprequest":
        return "xhr"
    if (destination := sent.get("sec-fetch-dest", "").lower()) in _BY_DESTINATION:
        return _BY_DESTINATION[destination]
    # Only an image element asks for image/... first; a beacon's answer often claims to be text. Internet Explorer asked
    # for images first, and applications last, for documents too.
    accept = sent.get("accept", "").lower()
    if accept.startswith("image/") and "application/" not in accept:
        return "image"
    if accept.startswith("text/css"):
        return "stylesheet"
    if mime:
        return next((kind for sign, kind in _BY_MIME if sign in mime), "other")
    return next((kind for endings, kind in _BY_ENDING if parts.path.lower().endswith(endings)), "other")
