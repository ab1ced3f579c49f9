"""The promises that policies make: every rule, in the order in which a sentence is tried."""

from __future__ import annotations

from analyzers.policy.cookie_promises import COOKIE_RULES
from analyzers.policy.data_promises import DATA_RULES
from analyzers.policy.promise_rule import Rule as Rule

RULES: tuple[Rule, ...] = (*COOKIE_RULES, *DATA_RULES)
