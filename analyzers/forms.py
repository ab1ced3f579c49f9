"""What personal data each form asks a person for.

The autofill word decides (WHATWG HTML, section "Autofill"), then the field's type, then the words of its name, label and
placeholder in six languages. Hidden fields, searches and passwords count as asking for nothing: a password says nothing
about a person. The kinds of data are those that policies are read for (analyzers.policy.promise_facts.DATA).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec

from analyzers.model import Source
from analyzers.parties import host_of
from crawler.evidence import Line
from crawler.records import Form, FormField

_AUTOFILL = {
    "name": "name", "given-name": "name", "family-name": "name", "additional-name": "name", "nickname": "name",
    "username": "user name", "organization": "company name", "organization-title": "job title",
    "street-address": "postal address", "address-line1": "postal address", "address-line2": "postal address",
    "address-line3": "postal address", "address-level1": "postal address", "address-level2": "postal address",
    "postal-code": "postal address", "cc-name": "credit card number", "cc-number": "credit card number",
    "cc-exp": "credit card number", "cc-csc": "credit card number", "bday": "date of birth", "bday-day": "date of birth",
    "bday-month": "date of birth", "bday-year": "date of birth", "sex": "gender", "tel": "telephone number",
    "tel-national": "telephone number", "tel-local": "telephone number", "email": "e-mail address",
    "photo": "photograph",
}  # fmt: skip
_TYPES = {"email": "e-mail address", "tel": "telephone number"}
_ASKING = frozenset(("text", "email", "tel", "date", "number", "select", "textarea", ""))
_WORDS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (data, re.compile(pattern, re.IGNORECASE))
    for data, pattern in (
        ("e-mail address", r"\be[-_ ]?mail|courriel|correo electr|posta elettronica"),
        ("user name", r"\b(?:user|login|account|screen)[-_ ]?name|benutzername|gebruikersnaam|nom d'utilisateur"),
        (
            "company name",
            r"\b(?:company|organi[sz]ation|business)[-_ ]?(?:name)?$|\bfirmenname|bedrijfsnaam|entreprise",
        ),
        ("job title", r"\bjob[-_ ]?title|\bposition$|\boccupation|functietitel|berufsbezeichnung"),
        ("telephone number", r"\b(?:tele)?phone|\bmobile\b|telefo[on]|téléphone|teléfono|\bhandy"),
        ("date of birth", r"\bbirth|\bdob\b|geburt|geboorte|naissance|nacimiento|nascita"),
        ("gender", r"\bgender\b|geschlecht|geslacht|\bsexe?\b|\bgénero\b|\bgenere\b"),
        (
            "identity number",
            r"\b(?:social security|passport|national id|tax[-_ ](?:id|number))|\bbsn\b|steuer-?id|\bdni\b",
        ),
        ("credit card number", r"\b(?:card|kaart|karten)[-_ ]?(?:number|nummer)|\bcvc\b|\bcvv\b"),
        ("bank account", r"\biban\b|\bbank account|rekeningnummer|kontonummer"),
        (
            "postal address",
            r"\b(?:postal|street|home|delivery|shipping|billing)[-_ ]?(?:address|code)|^address|\bstreet\b|\bzip\b|"
            r"\bpostcode|straße|\bstraat|\bplz\b|\badresse?\b|dirección|indirizzo|\brue\b",
        ),
        (
            "name",
            r"\b(?:full|first|last|given|family|your|fore|sur)[-_ ]?name\b|^name\b|\bnaam\b|voornaam|achternaam|"
            r"\bvorname|nachname|\bprénom|\bnom\b|\bnombre\b|apellido|\bcognome\b|\bnome\b",
        ),
    )
)


class FormAsked(msgspec.Struct, frozen=True, kw_only=True):
    """One form that asks for personal data."""

    page: str
    action: str
    """Where it would go: scheme, host and path; a query may hold a token."""
    label: str
    asks: tuple[str, ...]
    """Kinds of data, as in promise_facts.DATA."""
    place: Source

    @property
    def receiver(self) -> str:
        return host_of(self.action)


def form_asked(line: Line, record: Form) -> FormAsked | None:
    """What a form asks for; None when it asks for nothing about a person."""
    asks = asked_in(record.fields)
    if not asks:
        return None
    action = record.action.partition("?")[0].partition("#")[0][:2000]
    label = record.label or record.name
    return FormAsked(
        page=record.frame_url,
        action=action,
        label=label,
        asks=asks,
        place=Source(visit=record.visit, url=record.frame_url, seq=line.seq, what=f"form {label}".strip()[:200]),
    )


def asked_in(fields: Iterable[FormField]) -> tuple[str, ...]:
    """Kinds of personal data that these fields ask for, each once, in their order."""
    return tuple(dict.fromkeys(data for field in fields if (data := data_of(field))))


def data_of(field: FormField) -> str:
    """The kind of personal data that one field asks for; empty for none."""
    if field.tag == "button" or field.type not in _ASKING:
        return ""
    # `section-a billing home tel`: the last word that autofill knows tells the kind.
    for word in reversed(field.autocomplete.lower().split()):
        if word in _AUTOFILL:
            return _AUTOFILL[word]
    if field.type in _TYPES:
        return _TYPES[field.type]
    if field.tag == "textarea":
        return ""
    for text in (field.label, field.name.replace("_", " "), field.placeholder):
        found = next((data for data, pattern in _WORDS if pattern.search(text.strip())), "")
        if found:
            return found
    return ""
