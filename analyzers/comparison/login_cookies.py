"""Whether cookies that recognise a logged-in visitor are as well protected as the policy says ("encrypted").

What a visit can show of that: the Secure attribute (never sent over plain HTTP, RFC 6265bis 4.1.2.5), HttpOnly (out of
reach of scripts, 4.1.2.6), and a value that nobody can read. Nobody logs in during a scan, so only a cookie that bears a
log-in in its name is held to the promise; session tokens of visitors without a name are told and not judged.
"""

from __future__ import annotations

import re

from analyzers.comparison.case import Case, named
from analyzers.comparison.outcome import Outcome, kept_if_complete
from analyzers.model import Observation, Promise

_LOGIN = re.compile(
    r"(?:^|[^a-z])(?:log[-_]?(?:ged)?[-_]?in|logon|signed?[-_]?in|auth(?:n|token|entication|_key)?|aspxauth|remember(?:[-_]?me)?|"
    r"sso|jwt|access[-_]?token|refresh[-_]?token|id[-_]?token|member[-_]?id|user(?:[-_]?(?:id|name|token|session)))(?:$|[^a-z])",
    re.IGNORECASE,
)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_SESSION = re.compile(r"sess(?:ion)?[-_.]?(?:id)?$|^(?:php|asp|j|cf)[a-z.]*sess|^connect\.sid$|^sid$", re.IGNORECASE)
READABLE = frozenset(
    ("e-mail address", "JSON", "list of names and values", "word", "text", "number", "IP address", "signed token (JWT)")
)
"""Kinds of value that can be read by whoever holds the cookie. A JWT is signed and not encrypted (RFC 7519, 6)."""
NO_NEWS = frozenset(("empty", "boolean", "timestamp", "date"))


def encrypted_login_cookies(case: Case, _: Promise) -> Outcome:
    """Contradicted by a log-in cookie that is sent in the clear, or whose value can be read."""
    cookies = [seen for seen in case.observations if seen.kind == "cookie" and seen.stored and seen.party == "first"]
    logins = [
        seen
        for seen in cookies
        # What counts or follows visitors bears such names too (`user_id`), and logs nobody in.
        if seen.category not in ("performance", "targeting") and is_login(seen.name) and _kind(seen) not in NO_NEWS
    ]
    if not logins:
        sessions = [seen for seen in cookies if _SESSION.search(seen.name)]
        why = "Nobody logged in during this scan, and no cookie bears a log-in in its name."
        if sessions:
            why += f" Session tokens of visitors without a name: {'; '.join(_told(seen) for seen in sessions[:5])}."
        return Outcome(outcome="not-checked", why=why)
    weak = tuple(seen for seen in logins if problems(seen))
    if weak:
        return Outcome(
            outcome="contradicted",
            title=f"Log-in cookies are promised to be encrypted, and {named(seen.name for seen in weak)} "
            f"{'is' if len(weak) == 1 else 'are'} not.",
            why="; ".join(f"{named((seen.name,))}: {', '.join(problems(seen))}" for seen in weak[:8]) + ".",
            seen=weak,
            # Its name says log-in; what it is for, only its maker knows.
            confidence="medium",
            remedy="Send it with Secure and HttpOnly, and with a value that is random or encrypted.",
        )
    unknown = [seen for seen in logins if "secure" not in seen.details]
    if unknown:
        why = f"How {named(seen.name for seen in unknown)} was sent is not in the evidence."
        return Outcome(outcome="not-checked", why=why)
    return kept_if_complete(
        case, f"{named(seen.name for seen in logins)}: sent with Secure, with a value that cannot be read."
    )


def is_login(name: str) -> bool:
    """Does the name speak of a log-in? `authToken` does, `author` does not."""
    return _LOGIN.search(_CAMEL.sub("_", name[:200])) is not None


def problems(seen: Observation) -> list[str]:
    """What speaks against "encrypted". A script that can read it is no such thing, and is told where there is another."""
    found = []
    if seen.details.get("secure") is False:
        found.append("sent over plain HTTP too (no Secure attribute)")
    if _kind(seen) in READABLE:
        found.append(f"a value that can be read ({seen.value_kind})")
    if found and seen.details.get("http_only") is False:
        found.append("open to scripts (no HttpOnly attribute)")
    return found


def _kind(seen: Observation) -> str:
    return seen.value_kind.partition(", ")[2]


def _told(seen: Observation) -> str:
    flags = [word for word, key in (("Secure", "secure"), ("HttpOnly", "http_only")) if seen.details.get(key)]
    return f"{named((seen.name,))} with {' and '.join(flags) or 'neither Secure nor HttpOnly'}"
