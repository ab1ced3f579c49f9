"""What Usercentrics declares, versions 2 and 3: services by category, with the storage that each discloses.

Three responses and two answers of the page tell it together. `settings/<id>/<version>/<language>.json`: categories (slug,
label) and templates (`consentTemplates`, id, slug). `aggregate/<language>`: `templates`, with name, purposes and
`deviceStorage.disclosures` (identifier, type, maxAgeSeconds, domain), a form of IAB Tech Lab's "Vendor Device Storage &
Operational Disclosures". `UC_UI.getServicesBaseInfo()` (version 2): name and category slug. `__ucCmp.getConsentDetails()`
(version 3): services by id. A service that discloses no storage is declared by its name.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from analyzers.model import Declaration
from analyzers.policy.categories import Named, read_category
from analyzers.policy.columns import kinds_of
from analyzers.policy.tool_items import Quotes, Told, declared, load, objects, seconds_of, text_of, texts

TOOL = "usercentrics"
NAMES = ("dataProcessor", "name", "label")
IDS = ("templateId", "id")
LISTS = ("consentTemplates", "templates", "services")


def read_usercentrics(told: Sequence[Told]) -> Iterator[Declaration]:
    """Services of every response, each once, in the category that any of them gives it."""
    contents = [(url, text, load(text)) for url, text in told if is_ours(text)]
    labels: dict[str, str] = {}
    slugs: dict[str, str] = {}
    for _, _, content in contents:
        labels.update(labels_of(content))
        for ident, service in services_of(content):
            slug = text_of(service.get("categorySlug")) or text_of(service.get("category"))
            if slug:
                slugs.setdefault(ident, slug)
    done: set[str] = set()
    # What discloses storage says most, so it comes first.
    for url, text, content in sorted(contents, key=lambda one: '"disclosures"' not in one[1]):
        quotes = Quotes(text)
        for ident, service in services_of(content):
            name = next((found for key in NAMES if (found := text_of(service.get(key)))), "")
            if not name or ident in done or service.get("isDeactivated") is True:
                continue
            done.add(ident)
            slug = slugs.get(ident, "")
            category = category_of(slug, labels.get(slug, ""))
            language = text_of(service.get("language")) or (
                text_of(content.get("language")) if isinstance(content, dict) else ""
            )
            for one in items_of(url, name, category, service, quotes):
                yield msgspec.structs.replace(one, language=language[:12] or "und")


def is_ours(text: str) -> bool:
    return any(mark in text for mark in ('"categorySlug"', '"dataProcessor"', '"templateId"', '"essential"'))


def labels_of(content: Any) -> Iterator[tuple[str, str]]:
    for category in objects(content.get("categories")) if isinstance(content, dict) else ():
        slug = text_of(category.get("categorySlug")) or text_of(category.get("slug"))
        if slug:
            yield slug, text_of(category.get("label"))


def services_of(content: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """(id, service): a list, or an object by id."""
    for found in (
        [content]
        if isinstance(content, list)
        else [content.get(key) for key in LISTS]
        if isinstance(content, dict)
        else []
    ):
        if isinstance(found, dict):
            yield from ((str(ident), one) for ident, one in found.items() if isinstance(one, dict))
        for one in objects(found) if isinstance(found, list) else ():
            ident = next((text for key in IDS if (text := text_of(one.get(key)))), "")
            if ident:
                yield ident, one
            yield from services_of({"services": one.get("subConsents")})


def category_of(slug: str, label: str) -> Named | None:
    """By the label that the visitor reads, else by the slug, which the operator may have left as it was."""
    found = read_category(label) if label else None
    return (
        found
        or (read_category(slug.replace("_", " ")) if slug else None)
        or (Named("", label or slug) if slug else None)
    )


def items_of(
    url: str, name: str, category: Named | None, service: dict[str, Any], quotes: Quotes
) -> Iterator[Declaration]:
    purpose = ", ".join(texts(service.get("dataPurposesList") or service.get("dataPurposes")))[:2_000]
    purpose = purpose or text_of(service.get("descriptionOfService")) or text_of(service.get("description"))
    storage = service.get("deviceStorage")
    disclosures = objects(storage.get("disclosures")) if isinstance(storage, dict) else []
    path = f"service {name}"
    count = 0
    quotes.around(name)
    for item in disclosures:
        identifier = text_of(item.get("identifier")) or text_of(item.get("name"))
        quote, at = quotes.around(identifier)
        found = declared(
            tool=TOOL,
            url=url,
            name=identifier,
            provider=name,
            category=category,
            purpose=text_of(item.get("description")) or purpose,
            lifetime=seconds_of(item.get("maxAgeSeconds")),
            kind=next(
                iter(kinds_of(text_of(item.get("type")))), "local-storage" if item.get("type") == "web" else "cookie"
            ),
            quote=quote,
            at=at,
            path=path,
        )
        if found is not None and identifier:
            count += 1
            yield found
    if not count:
        quote, at = quotes.around(name)
        service_row = declared(
            tool=TOOL,
            url=url,
            provider=name,
            category=category,
            purpose=purpose,
            lifetime=seconds_of(service.get("cookieMaxAgeSeconds")) if service.get("cookieMaxAgeSeconds") else None,
            kind="third-party",
            quote=quote,
            at=at,
            path=path,
        )
        if service_row is not None:
            yield service_row
