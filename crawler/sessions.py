"""Which sessions one scan of a site makes, each in which browser profile, and after which."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

FIRST = "first-visit"
PROFILES = "profiles"
"""Stands for two more fresh profiles: what tells browsers apart differs between them (three in all: Englehardt & Narayanan,
CCS 2016, compared two machines; analyzers.identifiers)."""


class SessionPlan(msgspec.Struct, frozen=True, kw_only=True):
    """One session to make. The first of a profile makes it fresh."""

    name: str
    """Of its folder in the evidence. Its scenario is the name without a number (crawler.evidence.scenario_of)."""
    profile: str
    comes_back: bool = False
    """Does it go on with a profile that an earlier session left?"""
    clears_cookies: bool = False
    """The cookies alone are cleared before the first page: what then comes back was kept elsewhere."""
    signal: str = ""
    """`dnt` or `gpc`: what the browser sends along."""
    what: str = ""
    """In words, for the progress and the manifest."""


_PLANS = (
    SessionPlan(name=FIRST, profile="A", what="a first visit, nothing clicked"),
    SessionPlan(name="return", profile="A", comes_back=True, what="the same visitor comes back"),
    SessionPlan(
        name="cookies-cleared",
        profile="A",
        comes_back=True,
        clears_cookies=True,
        what="the same visitor comes back without cookies",
    ),
    SessionPlan(name="first-visit-2", profile="B", what="a first visit of another visitor"),
    SessionPlan(name="first-visit-3", profile="C", what="a first visit of a third visitor"),
    SessionPlan(name="dnt", profile="D", signal="dnt", what="a first visit with Do Not Track"),
    SessionPlan(name="gpc", profile="E", signal="gpc", what="a first visit with Global Privacy Control"),
    SessionPlan(name="typing", profile="F", what="a first visit on which text is typed and nothing is sent off"),
)
NAMES = (FIRST, "return", "cookies-cleared", PROFILES, "dnt", "gpc", "typing")
"""What an operator may ask for."""
THOROUGH = ("return", "cookies-cleared", PROFILES, "dnt", "gpc")
"""What `--thorough` asks for: all that changes nothing but what the browser brings along. Typing into the fields of a site is
asked for by name."""


_OF = {
    PROFILES: {"first-visit-2", "first-visit-3"},
    # What comes back is only news where it is not the same for everybody.
    "cookies-cleared": {"cookies-cleared", "first-visit-2"},
}


class UnknownSession(ValueError):
    """No session of that name; the message says which there are."""


def planned(names: Sequence[str]) -> tuple[SessionPlan, ...]:
    """The sessions of these names in the order in which they are made, the first visit always. Raises UnknownSession."""
    wanted = {FIRST}
    for name in names:
        if name not in NAMES:
            raise UnknownSession(f"{name!r} is none of {', '.join(NAMES)}")
        wanted |= _OF.get(name, {name})
    return tuple(plan for plan in _PLANS if plan.name in wanted)


def by_profile(plans: Sequence[SessionPlan]) -> list[list[SessionPlan]]:
    """Sessions of one profile follow each other; profiles have nothing to do with each other."""
    found: dict[str, list[SessionPlan]] = {}
    for plan in plans:
        found.setdefault(plan.profile, []).append(plan)
    return list(found.values())
