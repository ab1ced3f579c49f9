"""Items of which nobody can say what they are for: no rule decides, or the policy itself files them as unclassified."""

from __future__ import annotations

import re
from collections.abc import Iterator

from analyzers.comparison.case import IN_TITLE, KIND_WORDS, Case, counted, finding, label, named
from analyzers.comparison.consent import STORED
from analyzers.comparison.undeclared import counts
from analyzers.comparison.weights import VERDICT_WEIGHT
from analyzers.model import CATEGORIES, KINDS, Declaration, Finding

STORED_KINDS = tuple(kind for kind in KINDS if kind in STORED)
"""What a request is for follows from whose it is; what is kept in the browser must have a purpose of its own."""

_UNCLASSIFIED = re.compile(
    r"unclassified|uncategori[sz]ed|not classified|nicht klassifiziert|unklassifiziert|niet[- ]geclassificeerd|"
    r"non class[ée]|no clasificad|non classificat|^other$|^unknown$|^pending",
    re.IGNORECASE,
)
"""Bollinger et al., USENIX Security 2022, method 4, in six languages."""


def unclassified(case: Case) -> Iterator[Finding]:
    """One finding a kind: stored items that neither a rule nor the policy sorts.

    What is undeclared, or of a mechanism that the policy never mentions, or what the policy itself files as unclassified
    or under two categories, is told there: one cause, one finding.
    """
    unread = not case.declared.kinds
    for kind in STORED_KINDS:
        items = [
            seen
            for seen in case.observations
            if seen.kind == kind
            and seen.category not in CATEGORIES
            and counts(seen)
            and (unread or case.cover(seen).strength != "none")
            and not _is_told_elsewhere(case.cover(seen).declarations)
        ]
        if items:
            yield finding(
                case,
                "unclassified",
                VERDICT_WEIGHT["unclassified"],
                cause=(kind,),
                title=f"The purpose of {counted(kind, len(items))} is not known: "
                f"{named((label(seen) for seen in items), IN_TITLE)}.",
                why=f"Neither a rule nor the policy says what {named(label(seen) for seen in items)} "
                f"{'is' if len(items) == 1 else 'are'} for, and nothing is taken to be mandatory without a reason.",
                remedy=f"Find out what sets each of these {KIND_WORDS[kind][1]} and for what; "
                "then record it as an override, or remove it.",
                seen=items,
            )


def declared_unclassified(case: Case) -> Iterator[Finding]:
    """Rows that the policy's own table files as unclassified: the visitor is told nothing of their purpose."""
    rows = [one for one in case.reading.declarations if _is_left_open(one)]
    if rows:
        yield finding(
            case,
            "declared-unclassified",
            VERDICT_WEIGHT["declared-unclassified"],
            cause=("rows",),
            title=f"The policy lists {len(rows)} item{'' if len(rows) == 1 else 's'} without a purpose, as "
            f"“{named((rows[0].category_as_written,))}”.",
            why=f"Listed so: {named(one.name for one in rows)}.",
            remedy="Give each its purpose, or remove it.",
            declared=rows,
        )


def _is_told_elsewhere(rows: tuple[Declaration, ...]) -> bool:
    """Does the policy itself leave the purpose open, or give two?"""
    return any(_is_left_open(one) for one in rows) or len({one.category for one in rows if one.category}) > 1


def _is_left_open(one: Declaration) -> bool:
    return _UNCLASSIFIED.search(one.category_as_written) is not None
