"""Observed beside declared: where they differ, why, how sure, and what would resolve it.

The eight checks of Bollinger et al., "Automating Cookie Consent and GDPR Violation Detection", USENIX Security 2022, and
where each lives here. Theirs join exact names, take a declared domain anywhere inside the host for a match, and know
cookies of three consent tools only; here names may hold `*`, domains are compared by registrable domain, and every
mechanism and reader of a policy counts.

| check | file | what is better |
|---|---|---|
| 1 wrong label of a known cookie | categories.py (`wrong_category`) | every item that knowledge sorts, not five names |
| 2 label against the majority | categories.py, over analyzers.categories | its voices are databases, and a conflict is told |
| 3 incorrect retention | lifetimes.py | as sent and not as capped, longer and shorter, 10 % and a day of tolerance |
| 4 unclassified cookies | unclassified.py (`declared_unclassified`) | six languages; also what nobody can sort |
| 5 undeclared cookies | undeclared.py, mechanisms.py | beacons, storage, Flash, recipients; one finding a cause |
| 6 contradictory labels | contradictions.py | durations, denials, signals, and between documents and sites of one owner |
| 7 implicit consent | consent.py (`set_before_consent`, `consent_recorded`) | every stored item; what the tool has on record |
| 8 ignored choice | consent.py (`set_after_reject`), choices.py | also signals (DNT, GPC) |
"""

from analyzers.comparison.compare import Comparison, compare

__all__ = ["Comparison", "compare"]
