"""Whether cookies stay as long as the policy says, both ways.

Compared is the raw lifetime as sent (Max-Age before Expires, RFC 6265bis), not the jar's, which Chromium caps at 400
days. A difference of at most TOLERANCE or one day, whichever is more, is none: policies round ("1 year", "2 years").
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from analyzers.comparison.case import Case, finding, how_often, the_items
from analyzers.comparison.matching import Cover
from analyzers.comparison.weights import VERDICT_WEIGHT
from analyzers.model import Declaration, Finding, Observation

TOLERANCE = 0.10
DAY = 86_400.0
YEAR = 365 * DAY

_SESSION = re.compile(
    r"\b(?:session|sessions?|sitzung\w*|sessie|sesión|sessione|de session|browser\w* clos\w*)\b", re.I
)
_PERSISTENT = re.compile(
    r"\b(?:persistent\w*|permanent\w*|persistant\w*|dauerhaft|permanente|persistente|blijvend|never expires|unlimited|"
    r"unbegrenzt|onbeperkt|illimité\w*)\b",
    re.IGNORECASE,
)

_AT_MOST = re.compile(
    r"\b(?:up to|at most|no (?:longer|more) than|not (?:longer|more) than|maximum|max\.?|not exceed\w*|bis zu|höchstens|"
    r"maximal|längstens|maximaal|ten hoogste|hoogstens|au maximum|maximale?|jusqu'à|n'excède|hasta|máxim[oa]|"
    r"fino a|massim[oa]|al massimo)\b",
    re.IGNORECASE,
)
"""Words that make a duration a limit, in six languages."""


def is_session(declaration: Declaration) -> bool:
    """Does the text say that the item ends with the session?"""
    if declaration.lifetime_s is not None:
        return False
    return bool(_SESSION.search(declaration.lifetime)) and not re.search(r"\d", declaration.lifetime)


def is_persistent(declaration: Declaration) -> bool:
    """Does the text say that the item stays, without saying how long?"""
    return declaration.lifetime_s is None and bool(_PERSISTENT.search(declaration.lifetime))


def differs(declared_s: float, seen_s: float) -> str:
    """`longer`, `shorter`, or empty within the tolerance."""
    slack = max(TOLERANCE * declared_s, DAY)
    if seen_s > declared_s + slack:
        return "longer"
    return "shorter" if seen_s < declared_s - slack else ""


def in_words(seconds: float | None) -> str:
    """`13 months (395 days)`, `2 years`, `30 minutes`, `the session`."""
    if seconds is None:
        return "the session"
    for unit, size in (("year", YEAR), ("day", DAY), ("hour", 3600.0), ("minute", 60.0)):
        count = seconds / size
        if count >= 1 and abs(count - round(count)) < 0.02 * count:
            return f"{round(count):,} {unit}{'' if round(count) == 1 else 's'}"
        if count >= 2 or (unit == "day" and count >= 1):
            return f"{count:,.1f} {unit}s"
    return f"{seconds:,.0f} second{'' if round(seconds) == 1 else 's'}"


def lifetimes(case: Case) -> Iterator[Finding]:
    """One finding a (declaration, way in which it differs)."""
    found: dict[tuple[str, str], tuple[Declaration, list[Observation]]] = {}
    for seen in case.observations:
        cover = case.cover(seen)
        if seen.kind == "cookie" and cover.strength in ("provider", "class"):
            limit = _limit(cover, seen)
            if limit is not None:
                found.setdefault((limit.id, "lifetime-longer"), (limit, []))[1].append(seen)
        if seen.kind != "cookie" or cover.strength != "item":
            continue
        own = [one for one in cover.declarations if one.lifetime or one.lifetime_s is not None]
        verdicts = {one.id: (one, _verdict(one, seen)) for one in own}
        # Where one name is declared twice (session and persistent), one true row is enough.
        if verdicts and all(verdict for _, verdict in verdicts.values()):
            for one, verdict in list(verdicts.values())[:1]:
                found.setdefault((one.id, verdict), (one, []))[1].append(seen)
    for (_, verdict), (one, items) in sorted(found.items(), key=lambda entry: (entry[1][0].name, entry[0])):
        yield _finding(case, verdict, one, items)


def _limit(cover: Cover, seen: Observation) -> Declaration | None:
    """The longest duration that the policy gives all cookies of a provider or class, where this one outlives it.

    "Cookies of X stay for up to 13 months" limits each of them; a shorter one keeps to it. A duration that is only an
    example ("for instance 90 days") limits nothing, so the sentence must say that it is a limit.
    """
    rows = [one for one in cover.declarations if one.kind == "cookie"]
    limits = [
        one for one in rows if one.lifetime_s is not None and _AT_MOST.search(f"{one.lifetime} {one.quote}"[:2000])
    ]
    if not limits or seen.lifetime_s is None or (cover.strength == "class" and len(limits) < len(rows)):
        return None
    longest = max(limits, key=lambda one: one.lifetime_s or 0.0)
    return longest if differs(longest.lifetime_s or 0.0, seen.lifetime_s) == "longer" else None


def _verdict(one: Declaration, seen: Observation) -> str:
    known = seen.details.get("lifetime_from", "as sent")
    if seen.lifetime_s is None and str(known).startswith("unknown"):
        return ""
    if is_session(one):
        return "session-declared-persistent" if seen.lifetime_s is not None else ""
    if seen.lifetime_s is None:
        return "persistent-declared-session" if one.lifetime_s is not None or is_persistent(one) else ""
    if one.lifetime_s is None:
        return ""
    way = differs(one.lifetime_s, seen.lifetime_s)
    if way == "longer" and "jar" in str(known) and seen.lifetime_s <= 400 * DAY <= one.lifetime_s:
        return ""
    if way == "shorter" and "jar" in str(known):
        return ""
    return f"lifetime-{way}" if way else ""


def _finding(case: Case, verdict: str, one: Declaration, items: list[Observation]) -> Finding:
    longest = max(items, key=lambda seen: seen.lifetime_s or 0.0)
    declared = f"“{one.lifetime}”" if one.lifetime else in_words(one.lifetime_s)
    seen = in_words(longest.lifetime_s)
    names = the_items(items)
    why = [f"Declared: {declared}. Seen: {seen}, as the {_how(longest)} asked for it ({how_often(items)})."]
    if verdict == "lifetime-longer" and one.lifetime_s:
        why.append(f"That is {(longest.lifetime_s or 0.0) / one.lifetime_s:.1f} times as long as declared.")
    others = longest.details.get("lifetimes_s")
    if others:
        why.append("It was set with different lifetimes: " + ", ".join(in_words(seconds) for seconds in others) + ".")
    stays, ends, is_said = ("stays", "ends", "is") if len(items) == 1 else ("stay", "end", "are")
    titles = {
        "lifetime-longer": f"{names} {stays} {seen}, and the policy says {declared}.",
        "lifetime-shorter": f"{names} {stays} only {seen}, and the policy says {declared}.",
        "session-declared-persistent": f"{names} {is_said} declared to end with the session, and {stays} {seen}.",
        "persistent-declared-session": f"{names} {is_said} declared to stay ({declared}), and {ends} with the session.",
    }
    return finding(
        case,
        verdict,
        VERDICT_WEIGHT[verdict],
        cause=(one.name, one.provider, one.category, *(() if one.name else sorted(item.id for item in items))),
        title=titles[verdict],
        why=" ".join(why),
        remedy="Bring the duration in the policy and the one in the code to the same value.",
        seen=items,
        declared=(one,),
        confidence="medium" if "jar" in str(longest.details.get("lifetime_from", "")) else "high",
    )


def _how(seen: Observation) -> str:
    ways = seen.details.get("set_how") or []
    return "script" if ways == ["script"] else "server"
