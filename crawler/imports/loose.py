"""How fields of other programs' JSON are read when they may be null, missing, or of another type."""

from __future__ import annotations

import datetime as dt
from typing import Any

from crawler.imports.source import clean


def seconds(value: Any, otherwise: float) -> float:
    """An ISO 8601 time, or milliseconds since 1970, as seconds; `otherwise` when it is neither."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value / 1000 if 0 < value < 1e14 else otherwise
    try:
        moment = dt.datetime.fromisoformat(text_of(value).strip())
        time = (moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)).timestamp()
        return time if time >= 0 else otherwise  # the year 1 is what programs write that know no time
    except (ValueError, OverflowError):
        return otherwise


def number_of(value: Any) -> float | None:
    """A finite number; programs also write numbers as text."""
    try:
        number = float(value) if isinstance(value, int | float | str) and not isinstance(value, bool) else None
    except (ValueError, OverflowError):
        return None
    return number if number is not None and abs(number) < 1e15 else None


def text_of(value: Any) -> str:
    return clean(value) if isinstance(value, str) else ""


def dict_of(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def list_of(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
