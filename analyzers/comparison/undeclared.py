"""What was seen although the policy declares it neither by name, nor by provider, nor by class.

One finding per provider, mechanism and purpose; every item's id is in it. A mechanism that the policy never mentions
is one finding of its own (analyzers.comparison.mechanisms): one cause, one finding.
"""

from __future__ import annotations

from collections.abc import Iterator

from analyzers.comparison.case import (
    CATEGORY_WORDS,
    IN_TITLE,
    KIND_WORDS,
    Case,
    counted,
    finding,
    how_often,
    label,
    lowest,
    named,
    owner,
)
from analyzers.comparison.matching import MECHANISMS
from analyzers.comparison.weights import undeclared_weight
from analyzers.model import KINDS, Finding, Observation

GroupKey = tuple[str, str, str, str]
"""Provider, kind, category, party."""


def undeclared(case: Case) -> Iterator[Finding]:
    """One finding a (provider, kind, category) without cover."""
    groups: dict[GroupKey, list[Observation]] = {}
    for seen in case.observations:
        if seen.kind in MECHANISMS and case.cover(seen).strength == "none" and mentioned(case, seen) and counts(seen):
            groups.setdefault((seen.provider, seen.kind, seen.category, seen.party), []).append(seen)
    for key in sorted(groups, key=lambda key: (key[0], KINDS.index(key[1]), key[2:])):
        yield _finding(case, key, groups[key])


def mentioned(case: Case, seen: Observation) -> bool:
    """Does the policy speak of this mechanism at all? A third party needs no word for itself."""
    return seen.kind == "third-party" or seen.kind in case.declared.kinds


def counts(seen: Observation) -> bool:
    """Is it sure enough, and something that a policy has to declare? Not a spacer of the site itself, nor a cookie for
    another site's domain, which no browser stores (RFC 6265bis 5.7, step 8)."""
    if seen.kind == "cookie":
        return seen.stored or not seen.details.get("foreign_setters")
    return not (seen.kind == "beacon" and seen.details.get("certainty") == "low")


def _finding(case: Case, key: GroupKey, group: list[Observation]) -> Finding:
    _, kind, category, _ = key
    first = group[0]
    refused = all(kind == "cookie" and not seen.stored for seen in group)
    identifies = any(seen.identifier for seen in group)
    who = owner(first)
    what = _what(kind, category, group)
    names = named((label(seen) for seen in group), IN_TITLE)
    if kind == "third-party":
        title = f"The policy does not name {who} as a recipient; the site makes the browser ask {names}."
    else:
        title = f"The policy does not declare {what} of {who}: {names}."
    why = [f"Seen: {named(label(seen) for seen in group)} ({how_often(group)})."]
    why.append(_reason(kind, category, first.party))
    if identifies:
        why.append("Its value may tell one browser from another.")
    removed = [label(seen) for seen in group if seen.details.get("removed")]
    if removed:
        why.append(f"Set and removed again during the visit: {named(removed)}.")
    if refused:
        why.append("This browser refused to store it; another browser may store it.")
    return finding(
        case,
        "undeclared",
        undeclared_weight(category, kind, first.party, identifies=identifies, refused=refused),
        cause=key,
        title=title,
        why=" ".join(why),
        remedy=_remedy(kind, category, first.party),
        seen=group,
        confidence=lowest((_sureness(category, first.party, refused=refused), *(_certainty(seen) for seen in group))),
    )


def _reason(kind: str, category: str, party: str) -> str:
    if category == "unknown":
        return (
            "The policy names neither the item nor who is behind it, and no rule tells its purpose, "
            "so that no declared class can be said to hold it."
        )
    if kind == "third-party":
        return (
            "The policy names neither the host nor the company behind it, and it declares no third parties for "
            f"{CATEGORY_WORDS[category]}."
        )
    return (
        "The policy names neither the item nor who is behind it, and no class that it declares fits a "
        f"{KIND_WORDS[kind][0]} of {'the site itself' if party == 'first' else 'a third party'} for "
        f"{CATEGORY_WORDS[category]}."
    )


def _what(kind: str, category: str, group: list[Observation]) -> str:
    purpose = f" of {CATEGORY_WORDS['unknown']}" if category == "unknown" else ""
    words = counted(kind, len(group))
    if category != "unknown":
        number, _, rest = words.partition(" ")
        words = f"{number} {CATEGORY_WORDS.get(category, category)} {rest}"
    return words + purpose


def _sureness(category: str, party: str, *, refused: bool) -> str:
    """An item of unknown purpose could still be meant by a class: sooner the site's own than somebody else's."""
    if refused or (category == "unknown" and party == "first"):
        return "low"
    return "medium" if category == "unknown" else "high"


def _certainty(seen: Observation) -> str:
    return str(seen.details.get("certainty", "high"))


def _remedy(kind: str, category: str, party: str) -> str:
    if category == "unknown":
        return "Ask who built this part of the site what it is for; then remove it, or declare it with purpose and provider."
    if kind == "third-party":
        return "Name the recipient and the purpose in the policy, or stop loading from it."
    whose = "the site itself" if party == "first" else "the provider"
    return f"Declare it with name, {whose}, purpose and duration, or remove it from the site."
