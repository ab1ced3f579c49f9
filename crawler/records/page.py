"""What stood on a page when it was left, and what was typed into it."""

from __future__ import annotations

import msgspec

from crawler.records.base import Record


class Image(Record, frozen=True, kw_only=True, tag="image"):
    """One image element, or one frame that shows a document, as laid out when the page was left."""

    url: str
    frame_url: str = ""
    natural_width: int = 0
    natural_height: int = 0
    rendered_width: float = 0.0
    rendered_height: float = 0.0
    visible: bool = True
    """False for display:none, visibility:hidden, opacity 0, or wholly off the document."""
    frame: bool = False
    """It is an `<iframe>`, `<frame>`, `<object>` or `<embed>`; its natural size is not told."""


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
