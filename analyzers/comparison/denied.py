"""Whether what the policy says is not used was seen: behaviours of scripts, third parties' cookies, named services.

Mechanisms ("we use no web beacons") are in promises.py. A denial for a part of the uses (`restricted-…`) is not held to
anything: which use an item serves does not show.
"""

from __future__ import annotations

import re

from analyzers.comparison.case import IN_TITLE, Case, counted, how_often, label, lowest, named
from analyzers.comparison.outcome import Outcome, kept_if_complete
from analyzers.comparison.providers import makers
from analyzers.comparison.undeclared import counts
from analyzers.fingerprinting import NOT_RECORDED
from analyzers.knowledge import Knowledge
from analyzers.model import Observation, Promise
from analyzers.parties import host_of
from analyzers.scope import icann_domain

BEHAVIOURS = {
    "fingerprinting": frozenset(("fingerprinting",)),
    "session-replay": frozenset(("session-replay", "key-logging")),
}
"""What a policy denies, and the behaviours under which observations name it. `profiling` is told from what follows."""
SPOKEN = {
    "fingerprinting": "fingerprinting",
    "session-replay": "recording of what visitors do",
    "profiling": "scripts that profile",
}


def no_script_behaviour(case: Case, promise: Promise) -> Outcome:
    """Contradicted by a script that was seen doing it; a mere hint (`certainty` low) leaves it open."""
    denied = [str(one) for one in promise.facts.get("behaviours", ())] or list(BEHAVIOURS)
    meant = frozenset(name for one in denied for name in BEHAVIOURS.get(one, ()))
    scripts = [s for s in case.observations if s.kind == "script-behaviour" and s.details.get("behaviour") in meant]
    seen = [one for one in scripts if one.details.get("certainty") != "low"]
    if "profiling" in denied:
        seen += [one for one in case.observations if _profiles(one)]
    spoken = named(SPOKEN.get(one, one) for one in denied)
    if seen:
        return Outcome(
            outcome="contradicted",
            title=f"The policy says that it does without {spoken}, and {named((one.name for one in seen), IN_TITLE)} was seen.",
            why=f"Seen: {named(one.name for one in seen)} ({how_often(seen)}).",
            seen=tuple(seen),
            # What a script does with what it reads stays on its server.
            confidence=lowest(("medium" if "profiling" in denied else "high", *(_certainty(one) for one in seen))),
            remedy="Remove the script, or the sentence.",
        )
    hints = [one for one in scripts if one.details.get("certainty") == "low"]
    if hints:
        why = f"Not seen for sure; hints of it: {named(one.name for one in hints)} ({how_often(hints)})."
        return Outcome(outcome="not-checked", why=why, seen=tuple(hints))
    if "fingerprinting" in denied and NOT_RECORDED in case.coverage.not_checked:
        return Outcome(outcome="not-checked", why=NOT_RECORDED)
    return kept_if_complete(case, f"No {spoken} was seen.")


def _profiles(seen: Observation) -> bool:
    follows = seen.kind in ("cookie", "beacon", "local-storage") and seen.category == "targeting"
    return follows and seen.party == "third" and bool(seen.identifier) and counts(seen)


def _certainty(seen: Observation) -> str:
    return str(seen.details.get("certainty", seen.confidence))


def no_third_party_cookies(case: Case, _: Promise) -> Outcome:
    """Contradicted by a stored cookie of another registrable domain than the site's."""
    others = [s for s in case.observations if s.kind == "cookie" and s.party == "third" and counts(s)]
    stored = tuple(one for one in others if one.stored)
    if stored:
        return Outcome(
            outcome="contradicted",
            title=f"The policy says that no third party's cookies are used, and {counted('cookie', len(stored))} of "
            f"{named((one.provider for one in stored), IN_TITLE)} {'was' if len(stored) == 1 else 'were'} stored.",
            why=f"Stored: {named(f'{label(one)} of {one.provider}' for one in stored)} ({how_often(stored)}).",
            seen=stored,
            remedy="Remove what sets them, or say in the policy whose cookies are set.",
        )
    refused = f" This browser refused {named(label(one) for one in others)}; another may store it." if others else ""
    return kept_if_complete(case, f"No cookie of a third party was stored.{refused}")


def no_service(case: Case, promise: Promise) -> Outcome:
    """Contradicted by a request to a denied service, or by an item that only it sets."""
    services = [str(one) for one in promise.facts.get("services", ())]
    seen = tuple(
        one
        for one in case.observations
        if counts(one) and any(is_service(name, one, case.knowledge) for name in services)
    )
    if seen:
        return Outcome(
            outcome="contradicted",
            title=f"The policy says that {named(services)} {'is' if len(services) == 1 else 'are'} not used, and "
            f"{named((label(one) for one in seen), IN_TITLE)} was seen.",
            why=f"Seen: {named(f'{label(one)} ({one.provider})' for one in seen)} ({how_often(seen)}).",
            seen=seen,
            confidence="high" if any(one.kind in ("third-party", "beacon") for one in seen) else "medium",
            remedy="Remove the service from the site, or the sentence.",
        )
    if not services:
        return Outcome(outcome="not-checked", why="Which service the sentence names was not read.")
    return kept_if_complete(case, f"Nothing of {named(services)} was seen.")


def is_service(name: str, seen: Observation, knowledge: Knowledge) -> bool:
    """Is this the named service itself? A company's other services are not: "Google Analytics" is not Google Ads.

    A name that is the company's own ("Criteo", "Facebook") means all that it runs.
    """
    wanted = _words(name)
    hosts = [seen.host] if seen.party == "third" else [host_of(url) for url in makers(seen)]
    for host in hosts:
        service = knowledge.service_of(host)
        if service is not None:
            if wanted in (_words(service.name), *map(_words, service.aliases), _words(service.company)):
                return True
        elif "".join(wanted) == re.sub(r"[^a-z0-9]", "", icann_domain(host).partition(".")[0].lower()):
            return True
    sure = seen.source == "avow" and seen.confidence == "high" and seen.rule.startswith("name")
    return sure and _stand_in(wanted, _words(seen.rule))


def _words(text: str) -> list[str]:
    return [word.lower() for word in re.findall(r"[^\W_]+", text[:300])][:40]


def _stand_in(wanted: list[str], words: list[str]) -> bool:
    return any(words[at : at + len(wanted)] == wanted for at in range(len(words) - len(wanted) + 1))
