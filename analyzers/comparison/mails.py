"""Whether marketing mails carry a way to leave, and what of the policy's e-mail beacons was seen in mails."""

from __future__ import annotations

from analyzers.comparison.case import Case, named
from analyzers.comparison.outcome import Outcome
from analyzers.email import MailVerdict
from analyzers.model import Promise


def unsubscribe_link(case: Case, _: Promise) -> Outcome:
    """Contradicted by a mail that looks like marketing and holds neither a link to leave by nor List-Unsubscribe (RFC
    2369)."""
    mails = case.witness.mails
    if not mails:
        return Outcome(outcome="not-checked", why="No e-mail was read in this scan.")
    without = [mail for mail in mails if is_marketing(mail) and not mail.unsubscribe]
    if without:
        return Outcome(
            outcome="contradicted",
            title=f"Marketing e-mails are promised to carry a link to unsubscribe, and {len(without)} of {len(mails)} "
            f"{'does' if len(without) == 1 else 'do'} not.",
            why=f"Counts its readers or clicks, and holds no way to leave: {named(mail.url for mail in without)}.",
            # Whether a mail is marketing is told from its counting, not from its words.
            confidence="medium",
            remedy="Put a link to unsubscribe into every marketing mail, and a List-Unsubscribe line into its head.",
        )
    marketing = [mail for mail in mails if is_marketing(mail)]
    if not marketing:
        return Outcome(outcome="not-checked", why=f"None of {len(mails)} mails read looks like marketing.")
    return Outcome(
        outcome="kept",
        why=f"Each of {len(marketing)} marketing mails read holds a way to leave. Whether it works was not tried.",
    )


def is_marketing(mail: MailVerdict) -> bool:
    """Does the mail count who reads it, or which link of it is followed?"""
    return bool(mail.beacons or mail.tracked_links or mail.campaign_links)
