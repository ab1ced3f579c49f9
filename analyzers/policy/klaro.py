"""What Klaro declares: `services` (formerly `apps`) of its configuration, with names or patterns of their cookies.

Source: Klaro's annotated configuration. A cookie is a text, a regular expression, [pattern, path, domain], or an object
of these; `required` services cannot be refused; `translations` hold titles and purposes for people.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from analyzers.model import Declaration
from analyzers.policy.categories import Named
from analyzers.policy.literals import read_literal
from analyzers.policy.tool_items import Quotes, declared, load, objects, strictest, text_of, texts

TOOL = "klaro"
CONFIG = re.compile(r"klaroConfig\s*=\s*(?=\{)|export\s+default\s+(?=\{)|module\.exports\s*=\s*(?=\{)")
_EXPRESSION = re.compile(r"/(.{1,300})/[a-z]{0,6}")
_ANY = re.compile(r"(?:(?<!\\)\.|\\[dwsS]|\[(?:[^\]\\]|\\.){1,100}\])(?:[*+?]|\{\d{0,4},?\d{0,4}\})?\??")
_GROUP = re.compile(r"(?<!\\)\((?:\?:)?([^()]{0,200})\)(\?)?")
MOST_ALTERNATIVES = 32
_PLAIN = re.compile(r"(?:[\w\-.:/@]|\\[^\w]|\*){0,300}")


def read_klaro(url: str, text: str) -> Iterator[Declaration]:
    """Cookies of every service; a service that names none is declared by its name."""
    content = content_of(text)
    services = content.get("services") or content.get("apps") if isinstance(content, dict) else None
    quotes = Quotes(text)
    for service in objects(services):
        name = text_of(service.get("name"))
        if not name or "purposes" not in service:
            continue
        title = text_of(service.get("title")) or title_of(content, name) or name
        purposes = texts(service.get("purposes"))
        category = strictest(purposes) or (Named("", ", ".join(purposes)) if purposes else None)
        if service.get("required") is True:
            category = Named("mandatory", category.as_written if category else "required")
        cookies = service.get("cookies")
        count = 0
        quotes.around(name)
        for cookie in cookies if isinstance(cookies, list) else []:
            pattern, domain = parts_of(cookie)
            quote, at = quotes.around(pattern) if pattern else ("", 0)
            for one in wildcards(pattern):
                found = declared(
                    tool=TOOL,
                    url=url,
                    name=one,
                    provider=domain.lstrip(".") or title,
                    category=category,
                    purpose=text_of(service.get("description")),
                    quote=quote,
                    at=at,
                    path=f"services.{name}",
                )
                if found is not None:
                    count += 1
                    yield found
        if not count:
            quotes.at = 0
            quote, at = quotes.around(name)
            whole = declared(
                tool=TOOL,
                url=url,
                provider=title,
                category=category,
                purpose=text_of(service.get("description")),
                kind="third-party",
                quote=quote,
                at=at,
                path=f"services.{name}",
            )
            if whole is not None:
                yield whole


def content_of(text: str) -> Any:
    if text.lstrip()[:1] == "{":
        return load(text)
    begin = CONFIG.search(text)
    return read_literal(text, begin.end())[0] if begin is not None else None


def parts_of(cookie: Any) -> tuple[str, str]:
    """(name or expression, domain)."""
    if isinstance(cookie, list):
        return text_of(cookie[0]) if cookie else "", text_of(cookie[2]) if len(cookie) > 2 else ""
    if isinstance(cookie, dict):
        return text_of(cookie.get("pattern")) or text_of(cookie.get("name")), text_of(cookie.get("domain"))
    return text_of(cookie), ""


def wildcards(written: str) -> list[str]:
    """A regular expression as names with stars; none where it says more than stars can. A plain name is itself."""
    expression = _EXPRESSION.fullmatch(written)
    if expression is None:
        return [written] if written else []
    found = []
    for body in alternatives(expression[1]):
        begins, ends = body.startswith("^"), body.endswith("$") and not body.endswith("\\$")
        starred = _ANY.sub("*", body[1 if begins else 0 : len(body) - 1 if ends else len(body)])
        if _PLAIN.fullmatch(starred) is not None:
            name = re.sub(r"\\([^\w])", r"\1", starred)
            found.append(re.sub(r"\*+", "*", f"{'' if begins else '*'}{name}{'' if ends else '*'}"))
    return list(dict.fromkeys(found))


def alternatives(body: str) -> list[str]:
    """The expression without its groups: `_(ga|gid)` is `_ga` and `_gid`, `_ga(_.*)?` is `_ga` and `_ga_.*`."""
    todo = [body]
    done: list[str] = []
    while todo and len(todo) + len(done) <= MOST_ALTERNATIVES:
        one = todo.pop(0)
        group = _GROUP.search(one)
        if group is None:
            done.append(one)
            continue
        parts = [*group[1].split("|"), *([""] if group[2] else [])]
        todo += [one[: group.start()] + part + one[group.end() :] for part in parts]
    return [] if todo else done


def title_of(content: dict[str, Any], name: str) -> str:
    """The service's title in the first language that gives one."""
    for language in objects(content.get("translations")):
        service = language.get(name)
        if isinstance(service, dict) and (title := text_of(service.get("title"))):
            return title
    return ""
