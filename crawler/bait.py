"""Types bait into the fields of a page, to see who reads along; nothing is ever sent off.

Only in sessions of the scenario `typing`, on pages of the site's own, and never in a frame of another party. Keys are the
browser's own, so that every listener hears them; Enter is not among them, and no button is touched. Method: Englehardt,
Acar & Narayanan, "No boundaries", 2017 (unique bait in inputs that are not submitted); Senol et al., USENIX Security 2022.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from typing import Any

from playwright.async_api import ElementHandle
from playwright.async_api import Error as PlaywrightError

from crawler.records import FormField, TypedText
from crawler.session import Session

TYPING = "typing"
"""The scenario."""
FIELDS = 8
"""Fields of one page that are typed into."""
CANDIDATES = 60
"""Fields of one page that are looked at."""
KEY_PAUSE = 0.02
"""Seconds between two keys."""
PATIENCE = 3.0
"""Seconds for one step with a field, after which it is left alone."""
DOMAIN = "example.org"
"""Reserved: nobody's address is under it (RFC 2606, section 3)."""

_SELECTOR = "input:not([type]), " + ", ".join(
    f"input[type={kind}]" for kind in ("text", "email", "search", "tel", "password")
)
_DESCRIBE = """element => [element.type || '', (element.name || element.id || '').slice(0, 200),
  (element.getAttribute('autocomplete') || '').slice(0, 100),
  ((element.labels && element.labels[0] && element.labels[0].textContent) || element.getAttribute('aria-label') || '')
    .trim().slice(0, 200),
  (element.placeholder || '').slice(0, 200), element.disabled || element.readOnly]"""


def bait_for(kind: str) -> str:
    """A text that fits a field of this type and occurs nowhere else: 40 bits of chance or more.

    It begins with a stroke where it may, so that it stands apart from what was typed into the field before.
    """
    if kind == "email":
        return f"_avow{secrets.token_hex(5)}@{DOMAIN}"
    if kind == "tel":
        return "0" + "".join(secrets.choice("0123456789") for _ in range(13))
    return f"_avow{secrets.token_hex(5)}"


async def type_bait(session: Session) -> None:
    """Type into the visible fields of the page that is open, and write a TypedText for each."""
    typed = 0
    try:
        fields = await session.bounded(session.page.query_selector_all(_SELECTOR), PATIENCE)
        for field in fields[:CANDIDATES]:
            typed += await _type_into(session, field)
            if typed >= FIELDS:
                session.note("scope", f"bait was typed into the first {FIELDS} fields of {session.page.url[:300]}")
                return
    except (PlaywrightError, TimeoutError) as error:
        session.note("scope", f"no more bait could be typed: {str(error).splitlines()[0][:200]}")


async def _type_into(session: Session, field: ElementHandle) -> bool:
    """Type into one field; False where it cannot be typed into."""
    try:
        if not await session.bounded(field.is_visible(), PATIENCE):
            return False
        told: list[Any] = await session.bounded(field.evaluate(_DESCRIBE), PATIENCE)
        kind, name, autocomplete, label, placeholder, closed = told
        if closed:
            return False
        await session.bounded(field.focus(), PATIENCE)
    except (PlaywrightError, TimeoutError):
        return False
    text = bait_for(kind)
    # Written first: a listener may send the first keys before the last is struck.
    session.journal.write(
        TypedText(
            time=time.time(),
            visit=session.journal.visit,
            frame_url=session.page.url,
            field=FormField(
                tag="input", type=kind, name=name, autocomplete=autocomplete, label=label, placeholder=placeholder
            ),
            text=text,
        )
    )
    for key in text:
        await session.bounded(session.page.keyboard.type(key), PATIENCE)
        await asyncio.sleep(KEY_PAUSE)
    # Leaving the field tells listeners for `change` and `blur`, as a visitor does who goes on to the next one.
    await session.bounded(field.evaluate("element => element.blur()"), PATIENCE)
    return True
