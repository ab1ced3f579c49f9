"""Whether what the policy promises holds in what was seen.

Each subject has a test that gives an outcome with a reason: `kept` (in what was seen), `contradicted`, `not-testable`
(no visit could ever tell), `not-checked` (this scan did not look). A subject without a test is `not-checked`.
Findings are made of contradictions only, one for each subject.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import msgspec

from analyzers.comparison.case import (
    FIRST_PLACES,
    IN_TITLE,
    KIND_WORDS,
    Case,
    counted,
    finding,
    how_often,
    label,
    lowest,
    named,
    where_seen,
)
from analyzers.comparison.changes import change_announced
from analyzers.comparison.choices import only_mandatory_after_reject, signal_honoured
from analyzers.comparison.consent import STORED
from analyzers.comparison.denied import no_script_behaviour, no_service, no_third_party_cookies
from analyzers.comparison.forms import data_collected
from analyzers.comparison.ip_address import ip_anonymised
from analyzers.comparison.lifetimes import in_words, is_session
from analyzers.comparison.login_cookies import encrypted_login_cookies
from analyzers.comparison.mails import unsubscribe_link
from analyzers.comparison.opt_outs import opt_out_links
from analyzers.comparison.outcome import Outcome, kept_if_complete
from analyzers.comparison.personal_data import no_personal_data
from analyzers.comparison.policy_link import pages_by_link
from analyzers.comparison.retention import cookie_retention
from analyzers.comparison.undeclared import counts
from analyzers.comparison.weights import VERDICT_WEIGHT
from analyzers.comparison.where_stored import storage_country
from analyzers.model import Finding, Observation, Promise

TRACKING = ("performance", "targeting")


def anonymous_performance(case: Case, _: Promise) -> Outcome:
    """An item for performance whose value can tell browsers apart is not anonymous (Recital 30 GDPR: online
    identifiers; Article 29 WP 216: singling out)."""
    items = [
        s for s in case.observations if s.category == "performance" and s.kind in (*STORED, "beacon") and counts(s)
    ]
    if not items:
        return Outcome(outcome="not-checked", why="No performance item was seen, so there was nothing to test.")
    telling = tuple(seen for seen in items if seen.identifier)
    if not telling:
        return kept_if_complete(
            case, f"{len(items)} performance items were seen, and no value could identify a browser."
        )
    strong = any(seen.identifier == "strong" for seen in telling)
    verb = "tell" if strong else "may tell"
    reasons = "; ".join(dict.fromkeys(seen.identifier_why for seen in telling))
    return Outcome(
        outcome="contradicted",
        title="Performance data is promised to be anonymous, and "
        f"{named((_titled(seen) for seen in telling), IN_TITLE)} {verb} one browser from another.",
        why=f"Carries or holds an identifier: {named(_titled(seen) for seen in telling)} ({how_often(telling)}). "
        f"Why it counts as one: {reasons[:400]}.",
        seen=telling,
        # What the policy itself calls performance needs no other witness.
        confidence=lowest(
            ("high" if strong else "medium", *(seen.confidence for seen in telling if seen.source != "policy"))
        ),
        remedy="Make the value the same for many visitors, or drop it; or say in the policy that browsers are told apart.",
    )


def session_cookies_end(case: Case, _: Promise) -> Outcome:
    """Contradicted by a cookie that the policy calls a session cookie and that is sent with a lifetime."""
    called = [
        (seen, one)
        for seen in case.observations
        for one in case.cover(seen).declarations
        if seen.kind == "cookie" and case.cover(seen).strength == "item" and is_session(one)
    ]
    lasting = tuple(dict.fromkeys(seen.id for seen, _ in called if seen.lifetime_s is not None and seen.stored))
    if lasting:
        items = tuple(seen for seen in case.observations if seen.id in lasting)
        longest = max(seen.lifetime_s or 0.0 for seen in items)
        return Outcome(
            outcome="contradicted",
            title=f"Session cookies are promised to end with the session, and {named(s.name for s in items)} stays.",
            why=f"Called session cookies, and sent with a lifetime: {named(seen.name for seen in items)}, "
            f"up to {in_words(longest)}.",
            seen=items,
            remedy="Send them without Max-Age and Expires, or declare their duration.",
        )
    ending = sum(s.kind == "cookie" and s.stored and s.lifetime_s is None for s in case.observations)
    why = f"{ending} cookies were sent without a lifetime. Whether they go is the browser's doing, and a visit cannot see it."
    return Outcome(outcome="not-testable", why=why)


def consent_before(case: Case, _: Promise) -> Outcome:
    """Nothing was clicked on a first visit: what was stored for a purpose that is not mandatory came before consent."""
    if "first-visit" not in case.scenarios:
        return Outcome(outcome="not-checked", why="No session visited the site without a choice.")
    early = tuple(
        seen
        for seen in case.observations
        if seen.kind in STORED and seen.stored and "first-visit" in seen.scenarios and seen.category in TRACKING
    )
    if not early:
        return kept_if_complete(case, "Nothing for performance or targeting was stored before a choice.")
    return Outcome(
        outcome="contradicted",
        title="Consent is promised to come first, and items were stored on a visit where nothing was clicked.",
        why=f"Stored on a visit where nothing was clicked: {named(label(seen) for seen in early)}.",
        seen=early,
        confidence=lowest(seen.confidence for seen in early),
        remedy="Load what sets them only after the visitor agreed.",
    )


def encrypted_connection(case: Case, _: Promise) -> Outcome:
    """A page or a recipient that was asked over plain HTTP."""
    open_hosts = tuple(
        seen for seen in case.observations if seen.kind in ("third-party", "form") and seen.details.get("unencrypted")
    )
    pages = [str(page["url"]) for page in case.coverage.pages if page.get("outcome") == "measured"]
    plain_pages = [url for url in pages if url[:7].lower() == "http://"]
    if open_hosts or plain_pages:
        return Outcome(
            outcome="contradicted",
            title="An encrypted connection is promised, and some addresses were asked without one.",
            why=f"Asked without encryption: {named([*plain_pages, *(seen.host for seen in open_hosts)])}.",
            seen=open_hosts,
            remedy="Use https for every address, and redirect http to it.",
        )
    return kept_if_complete(case, "Every page and recipient was asked over an encrypted connection.")


def sites_link(case: Case, _: Promise) -> Outcome:
    """Every measured page whose document is at hand links to a policy."""
    linked, missing = pages_by_link(case)
    if missing:
        return Outcome(
            outcome="contradicted",
            title="Covered pages are said to link to the policy, and some do not.",
            why=f"{len(missing)} of {len(missing) + len(linked)} pages hold no link to a policy: {named(missing)}.",
            confidence="medium",
            remedy="Link the policy from every page.",
        )
    if not linked:
        return Outcome(outcome="not-checked", why="No page's document is in the evidence.")
    return kept_if_complete(case, f"All {len(linked)} pages link to a policy.")


def no_mechanism(case: Case, promise: Promise) -> Outcome:
    """`no-flash`, `no-beacon`, ...: the policy says that the site uses none."""
    kind = promise.subject.removeprefix("no-")
    used = tuple(seen for seen in case.observations if seen.kind == kind and counts(seen))
    if used:
        return Outcome(
            outcome="contradicted",
            title=f"The policy says that it uses no {KIND_WORDS[kind][1]}, and {counted(kind, len(used))} "
            f"{'was' if len(used) == 1 else 'were'} seen.",
            why=f"Seen: {named(label(seen) for seen in used)} ({how_often(used)}).",
            seen=used,
            confidence=lowest(str(seen.details.get("certainty", "high")) for seen in used),
            remedy=f"Remove the {KIND_WORDS[kind][1]}, or the sentence.",
        )
    if kind == "flash":
        return Outcome(outcome="not-testable", why="No browser of today runs Flash.")
    return kept_if_complete(case, f"No {KIND_WORDS[kind][0]} was seen.")


def _fixed(outcome: str, why: str) -> Callable[[Case, Promise], Outcome]:
    def test(_case: Case, _promise: Promise) -> Outcome:
        return Outcome(outcome=outcome, why=why)

    return test


AFTERWARDS = "What happens to data after it was collected does not show in a browser."
TESTS: dict[str, Callable[[Case, Promise], Outcome]] = {
    "anonymous-performance": anonymous_performance,
    "session-cookies-end": session_cookies_end,
    "dnt": signal_honoured,
    "gpc": signal_honoured,
    "consent-before": consent_before,
    "encrypted-connection": encrypted_connection,
    "no-personal-data-to-third-parties": no_personal_data,
    "sites-link-to-policy": sites_link,
    **{f"no-{kind}": no_mechanism for kind in KIND_WORDS if kind not in ("third-party", "form", "script-behaviour")},
    "encrypted-login-cookies": encrypted_login_cookies,
    "mandatory-no-opt-out": only_mandatory_after_reject,
    "opt-out-links": opt_out_links,
    "unsubscribe-link": unsubscribe_link,
    "data-collected": data_collected,
    "notice-of-change": change_announced,
    "storage-country": storage_country,
    "ip-anonymised": ip_anonymised,
    "cookie-retention": cookie_retention,
    "no-script-behaviour": no_script_behaviour,
    "no-third-party-cookies": no_third_party_cookies,
    "no-service": no_service,
    "no-sale": _fixed("not-testable", AFTERWARDS),
    "purpose-limited": _fixed("not-testable", AFTERWARDS),
    "retention-period": _fixed("not-testable", AFTERWARDS),
    "access-requests-within-days": _fixed("not-testable", AFTERWARDS),
    "referral-data-not-stored": _fixed("not-testable", AFTERWARDS),
    "consent-before-sharing": _fixed("not-testable", AFTERWARDS),
    "disclosure-limited": _fixed("not-testable", AFTERWARDS),
    "security-measures": _fixed("not-testable", AFTERWARDS),
    "children": _fixed(
        "not-testable", "How old a visitor is, and what a site knows of it, does not show in a browser."
    ),
    "cookies-alone-do-not-identify": _fixed(
        "not-testable", "Whether somebody can tie a cookie to a name depends on what they hold besides."
    ),
}


def judge_promises(case: Case) -> tuple[tuple[Promise, ...], tuple[Finding, ...]]:
    """Every promise with its outcome, and one finding for each subject that is contradicted."""
    judged: list[Promise] = []
    broken: dict[str, tuple[Promise, Outcome]] = {}
    for promise in case.reading.promises:
        test = TESTS.get(promise.subject)
        result = (
            test(case, promise) if test else Outcome(outcome="not-checked", why="No test exists for this promise yet.")
        )
        if result.outcome == "contradicted" and not result.told:
            broken.setdefault(promise.subject, (promise, result))
        judged.append(
            msgspec.structs.replace(
                promise,
                outcome=result.outcome,
                why=result.why,
                evidence=(*result.places, *where_seen(result.seen))[:FIRST_PLACES],
            )
        )
    return tuple(judged), tuple(_findings(case, broken.values()))


def _findings(case: Case, broken: Iterable[tuple[Promise, Outcome]]) -> Iterator[Finding]:
    for promise, result in broken:
        yield finding(
            case,
            "promise-contradicted",
            VERDICT_WEIGHT["promise-contradicted"] - (10 if result.confidence == "low" else 0),
            cause=(promise.subject,),
            title=result.title,
            why=result.why,
            remedy=result.remedy,
            seen=result.seen,
            confidence=result.confidence,
            promise=promise.id,
            quote=promise.quote,
            place=promise.place,
            places=result.places,
        )


def _titled(seen: Observation) -> str:
    return f"{KIND_WORDS[seen.kind][0]} {label(seen)}"
