"""What the reports share about the policy: could it be compared, what covers what, what it calls its categories."""

from __future__ import annotations

from collections.abc import Iterable

from analyzers.model import Declaration, SiteReport

STRENGTHS = ("item", "provider", "class", "none")


def policy_problem(report: SiteReport) -> str:
    """Why nothing can be held against the policy; empty when it was read."""
    why = str(report.policy.get("could_not_read") or "").strip().rstrip(".")
    if not report.policy.get("url"):
        return f"{why or 'No privacy policy was given, and none was found on the site'}."
    return f"The policy could not be read: {why}." if why else ""


def strength_of(report: SiteReport, identity: str) -> str:
    """`item`, `provider`, `class`, `none`; empty when nothing was compared."""
    if policy_problem(report):
        return ""
    strength = str(report.covered_by.get(identity, {}).get("strength", ""))
    return strength if strength in STRENGTHS else ""


def names_in_policy(declarations: Iterable[Declaration]) -> dict[str, str]:
    """Category -> what the policy calls it: a definition's own heading first, else the name written most often."""
    votes: dict[str, dict[str, int]] = {}
    for line in declarations:
        if line.category and line.category_as_written:
            names = votes.setdefault(line.category, {})
            names[line.category_as_written] = names.get(line.category_as_written, 0) + (
                1_000_000 if line.kind == "category" else 1
            )
    return {category: min(names, key=lambda name: (-names[name], name)) for category, names in votes.items()}


def category_title(category: str, written: dict[str, str]) -> str:
    """The policy's own name; ours where it has none."""
    return written.get(category) or ("Purpose unknown" if category == "unknown" else category.capitalize())
