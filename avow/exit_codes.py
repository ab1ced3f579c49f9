"""What a command's exit code says. Never 0 when a site was not measured."""

MEASURED = 0
"""Measured, and nothing at or above --fail-on."""
FINDINGS = 1
USAGE = 2
"""Usage or configuration: the message says what, where, and what would be right."""
INCOMPLETE = 3
"""Something was not measured; it outranks FINDINGS, since findings of half a site are half the findings."""
SELF_TEST = 4
"""This machine or its browser cannot see what must be seen; no scan was made."""
OWN_FAULT = 5
INTERRUPTED = 130
