"""Whether a request shows that Google Analytics was asked to shorten the visitor's IP address.

Universal Analytics says it in each hit (see analyzers.analytics_hits). Google Analytics 4 does not: whether an address is
shortened is settled at Google and does not show. Nor does it for any other service or for the site's own log.
"""

from __future__ import annotations

import re

from analyzers.comparison.case import Case
from analyzers.comparison.outcome import Outcome, kept_if_complete
from analyzers.model import Promise

_NAMES_GOOGLE = re.compile(r"google|anonymi[sz]e_?ip", re.IGNORECASE)
AFTERWARDS = "Whether an address is shortened after it arrived does not show in a browser."


def ip_anonymised(case: Case, promise: Promise) -> Outcome:
    """Contradicted by a hit of Universal Analytics without `aip`, where the sentence speaks of Google."""
    hits = case.witness.analytics_hits
    bare = [hit for hit in hits if not hit.anonymised]
    if not hits or not _NAMES_GOOGLE.search(promise.quote):
        told = f" {len(bare)} of {len(hits)} hits of Google Analytics did not ask for it." if bare else ""
        return Outcome(outcome="not-testable", why=f"{AFTERWARDS}{told}")
    if bare:
        return Outcome(
            outcome="contradicted",
            title="IP addresses are promised to be shortened, and hits of Google Analytics did not ask for it.",
            why=f"{len(bare)} of {len(hits)} hits of Universal Analytics went out without aip=1, which asks to shorten the "
            "visitor's address. A setting at Google that does the same would not show.",
            places=tuple(hit.place for hit in bare[:5]),
            confidence="medium",
            remedy="Set anonymizeIp in the tag, or correct the sentence.",
        )
    return kept_if_complete(
        case, f"Each of {len(hits)} hits of Universal Analytics asked to shorten the address (aip=1)."
    )
