"""What tarteaucitron declares: the services of its job, with their cookies.

The page's `tarteaucitron` holds `job` (keys of the services in use) and `services` of key, type, name, uri, needConsent
and cookies (tarteaucitron.js, tarteaucitron.services.js). A cookie's name with the site's own id in it is as the page had it.
"""

from __future__ import annotations

from collections.abc import Iterator

from analyzers.model import Declaration
from analyzers.policy.categories import Named
from analyzers.policy.tool_items import Quotes, declared, load, text_of, texts

TOOL = "tarteaucitron"
TYPES = {
    "analytic": "performance",
    "ads": "targeting",
    "social": "targeting",
    "video": "functionality",
    "support": "functionality",
    "comment": "functionality",
    "api": "functionality",
    "essential": "mandatory",
}
"""The types as the tool's own texts describe them; `other` says nothing."""
SIGNALS = "google"
"""Type of the entries that only pass the choice on to Google (Consent Mode): no service and nobody's cookies."""


def read_tarteaucitron(url: str, text: str) -> Iterator[Declaration]:
    """Cookies of every service of the job; a service that names none is declared by its name."""
    content = load(text) if '"job"' in text else None
    services = content.get("services") if isinstance(content, dict) else None
    quotes = Quotes(text)
    for key in dict.fromkeys(texts(content.get("job", []))) if isinstance(content, dict) else ():
        service = services.get(key) if isinstance(services, dict) else None
        if not isinstance(service, dict):
            quote, at = quotes.around(key)
            unknown = declared(
                tool=TOOL, url=url, provider=key, kind="third-party", quote=quote[:200], at=at, path="job"
            )
            if unknown is not None:
                yield unknown
            continue
        kind = text_of(service.get("type"))
        if kind == SIGNALS:
            continue
        category = Named(TYPES.get(kind, ""), kind) if kind else None
        name = text_of(service.get("name")) or key
        cookies = service.get("cookies")
        count = 0
        quotes.around(key, "key")
        for cookie in texts(cookies) if isinstance(cookies, list) else ():
            quote, at = quotes.around(cookie)
            row = declared(
                tool=TOOL,
                url=url,
                name=cookie,
                provider=name,
                category=category,
                quote=quote,
                at=at,
                path=f"services.{key}.cookies",
            )
            if row is not None:
                count += 1
                yield row
        if not count:
            quote, at = quotes.around(name, "name")
            whole = declared(
                tool=TOOL,
                url=url,
                provider=name,
                category=category,
                kind="third-party",
                quote=quote,
                at=at,
                path=f"services.{key}",
            )
            if whole is not None:
                yield whole
