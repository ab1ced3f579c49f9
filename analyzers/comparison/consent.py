"""What was set before a choice was made, or in spite of it, over the scenario names.

`first-visit` clicks nothing; `reject` refuses all that may be refused; `accept` takes all. Without a `reject` or
`accept` session nobody knows that the site asks at all, and nothing is said. Sources: Bollinger et al., USENIX
Security 2022, methods 7 and 8; here for every stored item, not only for names that a consent tool lists.
"""

from __future__ import annotations

from collections.abc import Iterator

from analyzers.comparison.case import Case, counted, finding, label, lowest, named
from analyzers.comparison.weights import VERDICT_WEIGHT
from analyzers.model import Finding, Observation

STORED = ("cookie", "local-storage", "session-storage", "indexed-db", "cache-storage", "flash")
NEED_CHOICE = ("performance", "functionality", "targeting")
ASKED = frozenset(("accept", "reject"))
"""Scenarios that could only be run where the site asks."""


def set_before_consent(case: Case) -> Iterator[Finding]:
    """One finding a purpose: stored on the first visit although the site asks first."""
    if not ASKED & case.scenarios:
        return
    for purpose in NEED_CHOICE:
        items = _items(case, purpose, "first-visit")
        if items:
            yield finding(
                case,
                "set-before-consent",
                VERDICT_WEIGHT["set-before-consent"] - (0 if purpose == "targeting" else 15),
                cause=(purpose,),
                title=f"{counted('cookie', len(items)).partition(' ')[0]} {purpose} "
                f"item{' was' if len(items) == 1 else 's were'} stored before any choice was made.",
                why=f"The site asks for a choice, and on a visit where nothing was clicked it stored "
                f"{named(label(seen) for seen in items)}.",
                remedy="Load what sets them only after the visitor agreed.",
                seen=items,
                confidence=lowest(seen.confidence for seen in items),
            )


def consent_recorded(case: Case) -> Iterator[Finding]:
    """One finding: the consent tool had consents on record although nobody had chosen anything."""
    consents = case.witness.consents
    if not consents:
        return
    purposes = sorted({number for one in consents for number in one.purposes})
    yield finding(
        case,
        "set-before-consent",
        VERDICT_WEIGHT["set-before-consent"],
        cause=("recorded", *purposes),
        title=f"Consent to {len(purposes)} purpose{'' if len(purposes) == 1 else 's'} of the IAB's framework was on record "
        "before any choice was made.",
        why=f"On a visit where nothing was clicked the consent tool answered that there is consent to "
        f"{named(f'purpose {number}' for number in purposes)} ({named(one.where for one in consents)}).",
        remedy="Record consent only once the visitor has given it.",
        places=[one.evidence for one in consents],
    )


def set_after_reject(case: Case) -> Iterator[Finding]:
    """One finding a purpose: stored although all was refused."""
    for purpose in NEED_CHOICE:
        items = _items(case, purpose, "reject")
        if items:
            yield finding(
                case,
                "set-after-reject",
                VERDICT_WEIGHT["set-after-reject"] - (0 if purpose == "targeting" else 15),
                cause=(purpose,),
                title=f"{len(items)} {purpose} item{' was' if len(items) == 1 else 's were'} stored "
                "although the visitor refused.",
                why=f"After refusing, the site still stored {named(label(seen) for seen in items)}.",
                remedy="Make the refusal stop what sets them.",
                seen=items,
                confidence=lowest(seen.confidence for seen in items),
            )


def _items(case: Case, purpose: str, scenario: str) -> list[Observation]:
    return [
        seen
        for seen in case.observations
        if seen.kind in STORED
        and scenario in seen.scenarios
        and seen.category == purpose
        and (seen.stored or seen.kind == "flash")
    ]
