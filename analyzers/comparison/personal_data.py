"""Whether personal data went to third parties although the policy says that none does."""

from __future__ import annotations

from analyzers.comparison.case import Case, named
from analyzers.comparison.outcome import Outcome, kept_if_complete
from analyzers.model import Promise


def no_personal_data(case: Case, _: Promise) -> Outcome:
    """An e-mail address in a request, or what is known of the visitor whom the scan played.

    Without a known visitor nobody's data was given, so that its absence proves nothing.
    """
    sent = case.witness.sent
    if sent:
        known = any(one.known for one in sent)
        hosts = {one.host for one in sent}
        seen = tuple(one for one in case.observations if one.kind == "third-party" and one.host in hosts)
        how = "; ".join(f"{one.host}: {one.what} {one.how}, in {_in_words(one.where)}" for one in sent[:8])
        return Outcome(
            outcome="contradicted",
            title=f"No personal data is promised to go to third parties, and {named(one.host for one in sent)} "
            f"{'was sent what is known of the visitor' if known else 'was sent an e-mail address'}.",
            why=f"Found in requests: {how}."
            + (
                ""
                if known
                else " Whose address it is, the scan cannot know; it belongs to none of the site's own domains."
            ),
            seen=seen,
            places=tuple(one.place for one in sent[:5]),
            confidence="high" if known else "medium",
            remedy="Keep personal data out of addresses and bodies of requests to others, or name the recipients.",
        )
    told = {seen.provider for seen in case.observations if seen.party == "third" and seen.urls and seen.identifier}
    also = f" Identifiers of the browser went to {named(sorted(told))}; whether those are personal data is for counsel."
    witness = case.witness
    if witness.visitor_known and witness.visitor_unmet:
        return Outcome(
            outcome="not-checked",
            why="What is known of the visitor was found in no request to a third party, but the site itself was neither "
            "sent nor showed it: it had nothing to hand on." + (also if told else ""),
        )
    if witness.visitor_known:
        return kept_if_complete(
            case, f"What is known of the visitor was found in no request to a third party.{also if told else ''}"
        )
    if witness.visitor_marks:
        why = (
            f"The scan played a visitor ({named(witness.visitor_marks)}), and this analysis was not told who it was. "
            "Give the same with --visitor."
        )
    else:
        why = "No visitor with known personal data was sent, and no e-mail address was found in requests to third parties."
    return Outcome(outcome="not-checked", why=why + (also if told else ""))


def _in_words(where: str) -> str:
    return {"Referer": "the Referer", "cookie": "a cookie"}.get(where, f"the {where}")
