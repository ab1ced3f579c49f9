"""Plain words for the reports: durations, dates, counts, weights, verdicts, and the glossary."""

from __future__ import annotations

import datetime as dt

_DAY = 86_400
_UNITS = (
    ("year", 365 * _DAY, 1),
    ("year", 365.25 * _DAY, 1),
    ("month", 30 * _DAY, 2),
    ("month", 365.25 / 12 * _DAY, 2),
    ("day", _DAY, 1),
    ("hour", 3_600, 1),
    ("minute", 60, 1),
    ("second", 1, 1),
)
_NEAR = 0.005
"""Half a per cent: 395 and 396 days are both what a policy calls 13 months, 400 days are not."""


def count(number: int, noun: str, plural: str = "") -> str:
    """`1 cookie`, `2 cookies`, `1,204 entries`."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def lifetime(seconds: float | None) -> str:
    """How long something stays, as a policy would say it: `2 years`, `13 months`, `end of the session`."""
    if seconds is None:
        return "end of the session"
    if seconds <= 0:
        return "removed at once"
    if seconds > 1_000 * 365.25 * _DAY:
        return "more than 1,000 years"
    for noun, length, least in _UNITS:
        whole = round(seconds / length)
        if whole >= least and abs(seconds / length - whole) <= _NEAR * whole:
            return count(whole, noun)
    for noun, length, _least in _UNITS:
        if seconds >= 2 * length:
            return f"about {count(round(seconds / length), noun)}"
    return f"{seconds:g} seconds"


def date(stamp: str) -> str:
    """`12 March 2027, 09:14 UTC` out of ISO 8601; a stamp that is none is shown as it is."""
    try:
        moment = dt.datetime.fromisoformat(stamp)
    except ValueError:
        return stamp
    if len(stamp) <= 10:
        return f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year}"
    moment = moment.replace(tzinfo=dt.UTC) if moment.tzinfo is None else moment.astimezone(dt.UTC)
    return f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year}, {moment:%H:%M} UTC"


def moment(seconds: object) -> str:
    """`12 March 2027, 09:14:35 UTC` out of seconds since the epoch; empty for what is no time of a scan."""
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 < seconds < _YEAR_9999:
        return ""
    when = dt.datetime.fromtimestamp(seconds, dt.UTC)
    return f"{when.day} {_MONTHS[when.month - 1]} {when.year}, {when:%H:%M:%S} UTC"


_YEAR_9999 = 253_370_764_800
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
"""Not strftime: its month names follow the machine's locale."""

WEIGHTS = ((60, "high"), (30, "medium"), (1, "low"), (0, "for information"))
"""Lower bound of each word for a finding's weight (0 to 100)."""


def weight(number: int) -> str:
    return next((word for least, word in WEIGHTS if number >= least), "for information")


VERDICTS = {
    "undeclared": "Not in the policy",
    "declared-not-observed": "Declared, not seen",
    "declared-not-checked": "Declared, could not be checked",
    "not-checked": "Could not be checked",
    "not-measurable": "Declared, cannot be measured",
    "mechanism-not-mentioned": "Kind of technology not mentioned",
    "lifetime-longer": "Stays longer than declared",
    "lifetime-shorter": "Stays shorter than declared",
    "session-declared-persistent": "Declared for the session, stays longer",
    "persistent-declared-session": "Declared to stay, ends with the session",
    "promise-contradicted": "Contradicts a promise",
    "unclassified": "Purpose unknown",
    "wrong-category": "Other category than declared",
    "declared-stricter": "Milder than declared",
    "wrong-party": "Other party than declared",
    "wrong-mechanism": "Other technology than declared",
    "contradictory-declarations": "The policy contradicts itself",
    "declared-unclassified": "Declared without a category",
    "form-data-not-named": "Form asks for data not named",
    "dead-technology": "Technology that no browser runs",
    "policy-not-linked": "Policy not linked",
    "dead-link": "Link that leads nowhere",
    "no-duration": "No duration named",
    "no-recipient": "No recipient named",
    "set-before-consent": "Set before a choice",
    "set-after-reject": "Set after refusing",
}

NO_DIFFERENCE = frozenset({"not-checked", "declared-not-checked", "not-measurable"})
"""Verdicts that tell what is not known; they stand among the findings and are not counted as differences."""


def verdict(name: str) -> str:
    return VERDICTS.get(name) or name.replace("-", " ").capitalize()


KINDS = {
    "cookie": ("cookie", "cookies"),
    "beacon": ("web beacon", "web beacons"),
    "local-storage": ("local storage item", "local storage items"),
    "session-storage": ("session storage item", "session storage items"),
    "indexed-db": ("IndexedDB store", "IndexedDB stores"),
    "cache-storage": ("Cache Storage entry", "Cache Storage entries"),
    "opfs": ("private file", "private files"),
    "flash": ("Flash object", "Flash objects"),
    "social": ("social function", "social functions"),
    "third-party": ("third party", "third parties"),
    "script-behaviour": ("script behaviour", "script behaviours"),
    "form": ("form", "forms"),
    "ip-address": ("IP address", "IP addresses"),
    "signal": ("browser signal", "browser signals"),
    "category": ("definition of a category", "definitions of categories"),
}


def kind(name: str, number: int = 1) -> str:
    one, many = KINDS.get(name, (name.replace("-", " "), name.replace("-", " ")))
    return one if number == 1 else many


STRENGTHS = {
    "item": "By item",
    "provider": "By provider",
    "class": "By class",
    "none": "Not covered",
    "": "Not compared",
}

OUTCOMES = {
    "contradicted": "Contradicted",
    "not-checked": "Not checked",
    "not-testable": "Not testable from outside",
    "kept": "Kept, as far as seen",
}
"""Of a promise, in the order in which a reader needs them."""

CONFIDENCE = {
    "high": "High.",
    "medium": "Medium: another reading is possible.",
    "low": "Low: a hint, for a person to check.",
    "none": "Not known.",
}

SCENARIOS = {
    "first-visit": "on a first visit, nothing clicked",
    "accept": "after accepting",
    "reject": "after refusing",
    "dnt": "with Do Not Track on",
    "gpc": "with Global Privacy Control on",
    "return": "on a second visit",
    "cookies-cleared": "on a second visit, cookies cleared before",
    "typing": "while text was typed and nothing sent off",
}

SESSION_ENDS = {
    "complete": "Complete",
    "interrupted": "Interrupted",
    "failed": "Failed",
    "not-made": "Not made",
}

VISIT_OUTCOMES = {
    "measured": "Measured",
    "load-timeout": "Did not finish loading in time",
    "http-error": "The server answered with an error",
    "bot-wall": "A human check stood in the way",
    "off-site": "Led to another site",
    "not-html": "Is no web page",
    "dns": "The name does not resolve",
    "tls": "The secure connection is not valid",
    "refused": "The server refused the connection",
    "network": "The network failed",
    "auth-required": "Asks for a log-in",
    "redirect-loop": "Redirects without end",
    "crashed": "The browser crashed",
    "robots": "robots.txt does not allow it",
    "interrupted": "The operator stopped the scan",
    "not-reached": "Not reached",
}

FLASH = (
    "No browser of today runs Flash: Adobe ended it on 31 December 2020. Native Flash cookies can therefore not be "
    "measured; this report does not say that there are none. What can be seen is a page that still asks for a Flash "
    "file, and what a Flash emulator such as Ruffle keeps in local storage."
)

GLOSSARY = (
    (
        "Technology",
        "One cookie, one web beacon, one stored item, one Flash object, one social function or one third party, however "
        "often it was seen.",
    ),
    (
        "First party, third party",
        "First party: the same registrable domain as the site in the address bar (shop.example and www.shop.example "
        "are one). Third party: any other.",
    ),
    (
        "Web beacon",
        "A request made to report a visit rather than to show something: an invisible or tiny image, or a call that a "
        "browser sends for that purpose.",
    ),
    (
        "Local storage, session storage, IndexedDB",
        "Places in the browser where a page keeps data, as it can in a cookie. They are not sent along by themselves.",
    ),
    (
        "Flash cookie",
        "A local shared object of the Flash player, kept outside the browser's cookies.",
    ),
    (
        "Session cookie",
        "A cookie without an end date. It ends with the browser session; a browser that restores sessions may keep it "
        "for weeks.",
    ),
    (
        "Identifier",
        "A value that can tell one browser from another, judged by its length, kind and constancy. Values themselves "
        "stay in the evidence folder.",
    ),
    (
        "Covered by item, by provider, by class",
        "By item: the policy names the thing itself. By provider: it names the company, not the thing. By class: it "
        "only describes the kind, as in “third parties use cookies to measure visits”. Not covered: none of the three.",
    ),
    (
        "Not compared",
        "No statement of the policy could be held against it, for instance because no policy could be read.",
    ),
    (
        "Kept, contradicted, not testable, not checked",
        "Of a promise. Kept: nothing that was seen speaks against it. Contradicted: something does. Not testable: a "
        "browser cannot show it. Not checked: it could be shown, but not by this scan.",
    ),
    (
        "Not observed",
        "Not seen on the pages that were measured. It does not mean that the site never does it.",
    ),
    (
        "Network log",
        "The browser's own ledger of every request and cookie; the most complete source there is.",
    ),
    (
        "Weight",
        "How much a difference matters to the visitor, from 0 to 100: high from 60, medium from 30, low from 1, "
        "0 for information.",
    ),
)
