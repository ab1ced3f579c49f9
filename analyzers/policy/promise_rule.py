"""What makes a sentence a promise: the shape of a rule."""

from __future__ import annotations

import re
from collections.abc import Callable

import msgspec

from analyzers.policy.promise_facts import Facts

NOT = r"(?:not|n't|never|cannot)"


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """One promise: what a sentence must say to make it."""

    subject: str
    statement: str
    says: tuple[re.Pattern[str], ...]
    """All must occur."""
    unless: re.Pattern[str] | None = None
    context: re.Pattern[str] | None = None
    """Must occur in the sentence, the one before or the heading."""
    categories: tuple[str, ...] = ()
    """Holds only in a section of these categories, or in none."""
    never_in: tuple[str, ...] = ()
    """Sections in which the same words make another promise."""
    facts: Callable[[str], Facts] | None = None
    needs_facts: bool = False
    category: str = ""


def matches(rule: Rule, text: str, around: str, category: str) -> Facts | None:
    """The facts that the sentence fixes when it makes the rule's promise (often none: {}), None when it does not."""
    if category in rule.never_in or (rule.categories and category and category not in rule.categories):
        return None
    if rule.context is not None and not (category in rule.categories and category) and not rule.context.search(around):
        return None
    if not all(pattern.search(text) for pattern in rule.says):
        return None
    if rule.unless is not None and rule.unless.search(text):
        return None
    facts = rule.facts(text) if rule.facts is not None else {}
    return None if rule.needs_facts and not facts else facts
