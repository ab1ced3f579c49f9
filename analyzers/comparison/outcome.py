"""What became of a promise: one shape for every test of one."""

from __future__ import annotations

import msgspec

from analyzers.comparison.case import Case
from analyzers.model import Observation, Source


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """The answer of one test."""

    outcome: str
    """`kept` (in what was seen), `contradicted`, `not-testable` (no visit could ever tell), `not-checked` (this scan did
    not look)."""
    why: str
    seen: tuple[Observation, ...] = ()
    places: tuple[Source, ...] = ()
    """Places in the evidence besides those of `seen`."""
    confidence: str = "high"
    remedy: str = ""
    title: str = ""
    """What a contradiction is called."""
    told: bool = False
    """A comparison of its own reports the contradiction: one cause, one finding."""


def kept_if_complete(case: Case, why: str) -> Outcome:
    """`kept`, but for a scan that missed something."""
    if case.coverage.complete:
        return Outcome(outcome="kept", why=f"{why} This holds for the pages that were measured.")
    return Outcome(outcome="not-checked", why=f"{why} But the scan was not complete.")
