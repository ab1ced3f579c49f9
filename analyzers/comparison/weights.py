"""How much harm stands behind a finding: 0 (for information) to 100. Reports sort by it; it is no count and no law.

The scale follows who learns what: being followed across websites by somebody the text does not name weighs most, then a
promise that does not hold, then what one cannot learn from the text (purpose, time, recipient), then wording.
"""

from __future__ import annotations

CATEGORY_WEIGHT = {"targeting": 80, "performance": 55, "unknown": 45, "functionality": 35, "mandatory": 15}
"""An undeclared item by its purpose. ICC UK cookie guide: targeting is shared across sites, mandatory serves the visit.
`unknown` stands above functionality: nobody can say that it is harmless."""

KIND_CHANGE = {"third-party": -10, "social": -5, "session-storage": -10, "cache-storage": -15, "opfs": -5}
"""A bare request tells less than a stored identifier; what ends with the tab less than what stays."""

IDENTIFIER_CHANGE = 5
"""The item may tell one browser from another."""

REFUSED_CHANGE = -20
"""The browser refused it; another may not."""

FIRST_PARTY_CHANGE = -10
"""What stays with the site itself reaches nobody else."""

VERDICT_WEIGHT = {
    "promise-contradicted": 85,  # the text says it will not happen, and it was seen
    "wrong-category": 70,  # the visitor is told a milder purpose than the item serves
    "declared-stricter": 10,  # told a stronger purpose than seen: errs on the visitor's side
    "mechanism-not-mentioned": 60,  # the visitor cannot know to look for it
    "session-declared-persistent": 60,  # stays although it was said to go
    "not-checked": 60,  # the policy could not be read: nothing can be concluded at all
    "set-before-consent": 75,
    "set-after-reject": 90,  # a choice was made and not followed
    "lifetime-longer": 50,
    "wrong-party": 50,  # said to stay with the site, goes to others
    "contradictory-declarations": 40,
    "wrong-mechanism": 40,  # deleting cookies does not delete it
    "unclassified": 40,  # nobody can say what it is for
    "form-data-not-named": 45,  # a person is asked for it and is not told what becomes of it
    "dead-link": 45,  # a way to refuse, or the policy, is offered and leads nowhere
    "policy-not-linked": 35,  # a policy that cannot be found informs nobody
    "no-duration": 30,  # CJEU C-673/17 (Planet49): duration and recipients are to be told
    "no-recipient": 30,
    "declared-unclassified": 30,
    "dead-technology": 15,  # declared, but nothing can run it today: the text is out of date or unproved
    "lifetime-shorter": 10,
    "declared-not-observed": 10,
    "persistent-declared-session": 5,
    "declared-not-checked": 5,
}


def undeclared_weight(category: str, kind: str, party: str, *, identifies: bool, refused: bool) -> int:
    """Weight of an item that the policy does not declare."""
    weight = CATEGORY_WEIGHT.get(category, CATEGORY_WEIGHT["unknown"]) + KIND_CHANGE.get(kind, 0)
    weight += IDENTIFIER_CHANGE if identifies else 0
    weight += REFUSED_CHANGE if refused else 0
    weight += FIRST_PARTY_CHANGE if party == "first" else 0
    return max(1, min(100, weight))
