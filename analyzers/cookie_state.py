"""What gathers about one cookie while the records pass: who wrote it, what became of it, how long it was to stay."""

from __future__ import annotations

from typing import Any

from analyzers.scope import Sightings

VALUES = 8
"""Values of one cookie that are judged in each profile."""
PRESENT = {"added": True, "overwritten": True, "deleted": False, "expired": False, "evicted": False}
"""What a change of the store leaves behind."""


class CookieState:
    """What gathers about one (name, domain)."""

    def __init__(self) -> None:
        self.sightings = Sightings()
        self.host_only: set[bool] = set()
        self.paths: dict[str, None] = {}
        self.partition_keys: dict[str, None] = {}
        self.asked_by_others: dict[str, None] = {}
        self.asked_by: dict[str, None] = {}
        self.set_by: dict[str, None] = {}
        self.how: dict[str, None] = {}
        self.requests: list[tuple[str, str]] = []
        self.flags: dict[str, Any] = {}
        self.asked: dict[str, str] = {}
        self.refused_for: dict[str, None] = {}
        self.kept_lifetimes: list[float | None] = []
        self.refused_lifetimes: list[float | None] = []
        self.values: dict[str, list[str]] = {}
        self.stored = False
        self.script_only = True
        self.state: dict[str, tuple[float, bool]] = {}
        self.in_jar: set[str] = set()
        self.jar_lifetime: float | None = None
        self.jar_persistent = False
        self.persistent: bool | None = None

    def keep_value(self, session: str, value: str) -> None:
        seen = self.values.setdefault(session, [])
        if value and value not in seen and len(seen) < VALUES:
            seen.append(value)

    def now(self, session: str, time: float, present: bool) -> None:
        if session not in self.state or time >= self.state[session][0]:
            self.state[session] = (time, present)


def lifetime_of(found: CookieState, stored: bool) -> tuple[float | None, str]:
    """The longest lifetime asked for, and where it was read: the lines, or the jar where no line was seen."""
    asked = found.kept_lifetimes if stored and found.kept_lifetimes else found.refused_lifetimes
    if asked:
        numbers = [seconds for seconds in asked if seconds is not None]
        return (max(numbers) if numbers else None), "as sent"
    if found.jar_persistent:
        return found.jar_lifetime, "the jar, after the browser's cap of 400 days"
    return None, "unknown, but persistent" if found.persistent else "the store's log"


def distinct_lifetimes(lifetimes: list[float | None]) -> list[float | None]:
    """Lifetimes that differ by more than a minute, when there are several."""
    seen: dict[int | None, float | None] = {}
    for seconds in lifetimes:
        seen.setdefault(None if seconds is None else round(seconds / 60), seconds)
    values = list(seen.values())[:VALUES]
    return sorted(values, key=lambda s: (s is not None, s or 0.0)) if len(values) > 1 else []
