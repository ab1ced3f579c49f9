"""Who the visitor is that a scan plays, as the operator gives it: `[visitor]` of avow.toml, `--visitor`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import msgspec

from analyzers.visitor import SHORTEST, Seed, is_long_enough
from avow.errors import ConfigError

MOST = 50
LONGEST = 300
_EMAIL = re.compile(r"[^\s@]{1,64}@[^\s@.]+(?:\.[^\s@.]+)+")
_PHONE = re.compile(r"\+?[\d ()./-]{6,30}")
_KINDS = {
    "email": "e-mail address",
    "e-mail": "e-mail address",
    "name": "name",
    "phone": "telephone number",
    "account": "account",
    "further": "personal data",
}


class VisitorTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[visitor]`: personal data that the site knows, to be looked for in what third parties are sent."""

    email: str = ""
    name: str = ""
    phone: str = ""
    account: str | int = ""
    """A customer number, a user name."""
    further: tuple[str | int, ...] = ()


def seeds_of(table: VisitorTable, where: str = "[visitor]") -> tuple[Seed, ...]:
    """The seeds of a table. Raises ConfigError, which never repeats a value."""
    given: list[tuple[str, str, str]] = [
        (f"{where} {key}", _KINDS[key], str(value))
        for key, value in (
            ("email", table.email),
            ("name", table.name),
            ("phone", table.phone),
            ("account", table.account),
        )
        if str(value)
    ]
    given += [
        (f"{where} further, entry {number}", "personal data", str(text)) for number, text in enumerate(table.further, 1)
    ]
    return _checked(given)


def seeds_from(texts: Sequence[str], where: str = "--visitor") -> tuple[Seed, ...]:
    """The seeds of `--visitor TEXT`, with or without its kind before it: `jane@example.com`, `account=4711-0815`.

    Raises ConfigError, which never repeats a value.
    """
    given = []
    for number, text in enumerate(texts, 1):
        word, sign, rest = text.partition("=")
        place = where if len(texts) == 1 else f"{where} number {number}"
        if sign and word.strip().lower() in _KINDS:
            given.append((place, _KINDS[word.strip().lower()], rest))
        else:
            given.append((place, _kind_of(text), text))
    return _checked(given)


def _kind_of(text: str) -> str:
    if _EMAIL.fullmatch(text.strip()):
        return "e-mail address"
    return "telephone number" if _PHONE.fullmatch(text.strip()) and text.strip().startswith("+") else "personal data"


def _checked(given: Iterable[tuple[str, str, str]]) -> tuple[Seed, ...]:
    seeds: dict[Seed, None] = {}
    for where, kind, written in given:
        text = " ".join(written.split())
        if not text.isprintable():
            raise ConfigError(f"{where}: holds control characters. Write it as a form would take it.")
        if len(text) > LONGEST:
            raise ConfigError(f"{where}: has {len(text)} characters, more than the {LONGEST} that are looked for.")
        if not is_long_enough(text):
            raise ConfigError(
                f"{where}: has {len(text)} characters, and so short a text would be found by chance. "
                f"Give one of {SHORTEST} or more, such as the full name."
            )
        if kind == "e-mail address" and not _EMAIL.fullmatch(text):
            raise ConfigError(f"{where}: is no e-mail address. Write one like jane.roe@example.com.")
        if kind == "telephone number" and sum(map(str.isdigit, text)) < SHORTEST:
            raise ConfigError(f"{where}: holds too few digits for a telephone number. Write one like +31 20 555 0100.")
        seeds[Seed(kind, text)] = None
    if len(seeds) > MOST:
        raise ConfigError(f"[visitor]: {len(seeds)} texts, more than the {MOST} that are looked for.")
    return tuple(seeds)
