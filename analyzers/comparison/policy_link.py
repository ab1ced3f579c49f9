"""Whether every page leads to the policy. Where the policy promises it, the promise is judged instead."""

from __future__ import annotations

from collections.abc import Iterator

from analyzers.comparison.case import Case, finding, named
from analyzers.comparison.weights import VERDICT_WEIGHT
from analyzers.model import Finding

PROMISED = "sites-link-to-policy"


def pages_by_link(case: Case) -> tuple[list[str], list[str]]:
    """Addresses of the measured pages that link to a policy, and of those that do not; pages without a stored document
    are in neither."""
    pages = [
        page
        for page in case.coverage.pages
        if page.get("outcome") == "measured" and page.get("purpose", "page") == "page" and "links_to_policy" in page
    ]
    linked = [str(page["url"]) for page in pages if page["links_to_policy"]]
    missing = [str(page["url"]) for page in pages if not page["links_to_policy"]]
    return list(dict.fromkeys(linked)), list(dict.fromkeys(url for url in missing if url not in linked))


def policy_not_linked(case: Case) -> Iterator[Finding]:
    """One finding, listing the pages."""
    linked, missing = pages_by_link(case)
    if missing and all(promise.subject != PROMISED for promise in case.reading.promises):
        yield finding(
            case,
            "policy-not-linked",
            VERDICT_WEIGHT["policy-not-linked"] - (15 if linked else 0),
            cause=("pages",),
            title=f"{len(missing)} of {len(missing) + len(linked)} pages hold no link to a policy.",
            why=f"No link whose text or address speaks of privacy or cookies was found on {named(missing)}.",
            remedy="Link the policy from every page, where visitors look for it.",
            confidence="medium",
        )
