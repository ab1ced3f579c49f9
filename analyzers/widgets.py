"""Which chats, comments and forums, recommendations to friends, newsletters and other forms a site offers its visitors.

Two kinds of observation. `form`: what a visitor is asked to hand over, one for each purpose and receiver, out of the forms on
the pages (analyzers.form_purposes), and of links that stand for one: a mail to be sent to a friend, a forum, a programme for
recommending. `script-behaviour`: code or a frame of a service that is known for such a widget (analyzers.knowledge, roles
`chat`, `comments`, `referral`, `newsletter`), whether or not it has shown a form yet. Nothing was filled in, sent or clicked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from analyzers.categories import Item, categorise
from analyzers.form_purposes import NAMES, purpose_of, tells_a_friend
from analyzers.forms import asked_in
from analyzers.knowledge import Knowledge
from analyzers.model import Category, Observation, short_id
from analyzers.parties import host_of, is_within
from analyzers.scope import LISTED, Scope, Sightings
from analyzers.social import EMBEDDED_AS, function_of
from analyzers.telling import tell
from crawler.evidence import Line
from crawler.records import Form, Link, Request

ROLES = {
    "chat": "chat",
    "comments": "comments",
    "referral": "recommending to friends",
    "newsletter": "newsletter sign-up",
}
"""Role of a service -> its widget in words."""
ASK_NOTHING = frozenset(("newsletter", "comment", "forum", "referral", "chat"))
"""Purposes that are told even of a form that asks for nothing about a person."""
MOST = 300
"""Purposes and receivers, and services, that are kept."""
LONGEST_LINK = 40
"""Characters of a link's text: a longer one is a sentence."""

SIGN_UPS: tuple[tuple[str, str], ...] = (
    ("chimpstatic.com", "/mcjs-connected/"),
    ("list-manage.com", "/subscribe"),
    ("list-manage.com", "/signup-form"),
    ("static.klaviyo.com", "/onsite/"),
    ("static-forms.klaviyo.com", "/"),
    ("sibforms.com", "/"),
    ("assets.mailerlite.com", "/"),
    ("static.mailerlite.com", "/"),
    ("ck.page", "/"),
    ("f.convertkit.com", "/"),
    ("forms.aweber.com", "/"),
    ("app.getresponse.com", "/view_webform"),
    ("substack.com", "/embed"),
)
"""Hosts and paths at which services for e-mail keep the forms that they embed: their other code sends and measures."""

_FORUM = re.compile(
    r"^(?:(?:our|the|user|community) )?(?:forums?|foro|community forum|discussion board|foren)$", re.IGNORECASE
)

_BY_CHOICE = Category(
    category="functionality",
    rule="a form that a visitor fills in by choice (ICC UK cookie guide, category 3: fulfilling a request by the user)",
    source="behaviour",
    confidence="medium",
)


class _Offer:
    """What gathers about one purpose and receiver."""

    def __init__(self) -> None:
        self.sightings = Sightings()
        self.why: dict[str, None] = {}
        self.asks: dict[str, None] = {}
        self.addresses: dict[str, None] = {}
        self.over: dict[str, None] = {}
        self.methods: dict[str, None] = {}
        self.shown_by: dict[str, None] = {}
        self.visible = False


class _Service:
    """What gathers about one service's widget."""

    def __init__(self, host: str) -> None:
        self.host = host
        self.sightings = Sightings()
        self.urls: dict[str, None] = {}
        self.scripts: dict[str, None] = {}
        self.types: dict[str, None] = {}


class WidgetCollector:
    """Takes forms and links in the first pass, requests that were sent in the second; tells observations at the end."""

    def __init__(self, scope: Scope, knowledge: Knowledge) -> None:
        self._scope = scope
        self._knowledge = knowledge
        self._offers: dict[tuple[str, str], _Offer] = {}
        self._services: dict[tuple[str, str], _Service] = {}

    # ---- what stands on the pages ---------------------------------------------

    def see_page(self, line: Line) -> None:
        """A form or a link of a page."""
        record = line.record
        if isinstance(record, Form):
            self._see_form(line, record)
        elif isinstance(record, Link):
            self._see_link(line, record)

    def _see_form(self, line: Line, record: Form) -> None:
        receiver = host_of(record.action) or host_of(record.frame_url)
        service = self._knowledge.service_of(receiver)
        found = purpose_of(record, service.role if service else "")
        asks = asked_in(record.fields)
        if not receiver or found.purpose == "search" or not (asks or found.purpose in ASK_NOTHING):
            return
        offer = self._offer(found.purpose, receiver)
        if offer is None:
            return
        label = record.label or record.name
        offer.sightings.add(line, record.frame_url, f"form {label}".strip()[:200])
        offer.why[found.why] = None
        offer.asks.update(dict.fromkeys(asks))
        offer.shown_by["form"] = None
        offer.visible |= record.visible
        if record.method:
            offer.methods[record.method] = None
        _add_address(offer, record.action)

    def _see_link(self, line: Line, record: Link) -> None:
        """A mail without a recipient is one to a friend; a forum and a programme for recommending are linked by their names."""
        scheme = record.url[:8].lower()
        text = record.text.strip()
        if scheme.startswith("mailto:"):
            address, _, query = record.url[7:].partition("?")
            if address.strip("/ ") or not re.search(r"(?:^|&)(?:subject|body)=", query, re.IGNORECASE):
                return
            purpose, receiver, why = "share", host_of(record.frame_url), "a link that begins a mail to anybody"
        elif scheme.startswith(("http://", "https://")) and len(text) <= LONGEST_LINK and self._is_own(record.url):
            receiver = host_of(record.url)
            if tells_a_friend(text):
                purpose, why = "referral", f'a link says "{text}"'
            elif _FORUM.match(text):
                purpose, why = "forum", f'a link says "{text}"'
            else:
                return
        else:
            return
        offer = self._offer(purpose, receiver)
        if offer is not None:
            offer.sightings.add(line, record.frame_url, f"link {text}".strip()[:200])
            offer.why[why] = None
            offer.shown_by["link"] = None
            offer.visible |= record.visible
            _add_address(offer, "mailto:" if purpose == "share" else record.url)

    def _is_own(self, url: str) -> bool:
        """The site's own page, or one of a service for such widgets."""
        service = self._knowledge.service_of(host_of(url))
        return self._scope.party(host_of(url)) == "first" or (service is not None and service.role in ROLES)

    def _offer(self, purpose: str, receiver: str) -> _Offer | None:
        if (purpose, receiver) not in self._offers and len(self._offers) >= MOST:
            return None
        return self._offers.setdefault((purpose, receiver), _Offer())

    # ---- what was loaded -------------------------------------------------------

    def see(self, line: Line, record: Request) -> None:
        """A request that was sent: does it load the widget of a known service?"""
        host = host_of(record.url)
        service = self._knowledge.service_of(self._scope.alias_targets.get(host, host))
        if service is None or record.resource_type not in EMBEDDED_AS or record.speculative:
            return
        role = service.role
        if role == "e-mail" and _is_sign_up(record.url, host):
            role = "newsletter"
        third = self._scope.party(host) == "third" or host in self._scope.alias_targets
        # A comment box of a social network is told as that (analyzers.social).
        if role not in ROLES or not third or function_of(record) is not None:
            return
        key = (role, service.name)
        if key not in self._services and len(self._services) >= MOST:
            return
        found = self._services.setdefault(key, _Service(host))
        found.sightings.add(line, record.page_url, f"{record.resource_type or 'request'} of {service.name}")
        found.types[record.resource_type or "seen by the network log only"] = None
        if len(found.urls) < LISTED:
            found.urls[record.url] = None
        for url in (record.initiator_url, *record.stack):
            if url and len(found.scripts) < LISTED:
                found.scripts[url] = None

    # ---- the end ---------------------------------------------------------------

    def observations(self) -> Iterator[Observation]:
        for (purpose, receiver), offer in sorted(self._offers.items()):
            yield self._told(purpose, receiver, offer)
        for (role, name), found in sorted(self._services.items()):
            item = Item(
                kind="third-party", host=found.host, party="third", urls=tuple(found.urls), site=self._scope.site
            )
            yield tell(
                self._scope,
                self._knowledge,
                found.host,
                categorise(item, self._knowledge),
                found.sightings,
                id=short_id(self._scope.site, "widget", role, name),
                kind="script-behaviour",
                name=f"{ROLES[role]}: widget of {name}",
                set_by=tuple(found.scripts),
                urls=tuple(found.urls),
                stored=False,
                details={"times": found.sightings.times, "widget": role, "service": name, "types": sorted(found.types)},
            )

    def _told(self, purpose: str, receiver: str, offer: _Offer) -> Observation:
        details: dict[str, Any] = {
            "times": offer.sightings.times,
            "purpose": purpose,
            "asks": list(offer.asks),
            "over": sorted(offer.over),
            "shown_by": sorted(offer.shown_by),
            "why": list(offer.why)[:5],
        }
        optional = {
            "methods": sorted(offer.methods),
            "hidden": not offer.visible,
            "unencrypted": "http" in offer.over and bool(offer.asks),
        }
        details.update({key: value for key, value in optional.items() if value})
        return tell(
            self._scope,
            self._knowledge,
            receiver,
            _BY_CHOICE,
            offer.sightings,
            id=short_id(self._scope.site, "form", purpose, receiver),
            kind="form",
            name=_name(purpose, offer),
            urls=tuple(offer.addresses),
            stored=False,
            details=details,
        )


def _name(purpose: str, offer: _Offer) -> str:
    if purpose == "share":
        return "link for a mail to a friend"
    if "form" in offer.shown_by:
        return NAMES[purpose]
    return "forum" if purpose == "forum" else "programme for recommending to friends"


def _add_address(offer: _Offer, url: str) -> None:
    """Where it would go, without the query, which may hold a token; and over what."""
    address = url.partition("?")[0].partition("#")[0][:2000]
    scheme = address.partition(":")[0].lower() if ":" in address else ""
    offer.over[scheme if scheme in ("http", "https", "mailto") else "a script"] = None
    if address and len(offer.addresses) < LISTED and scheme in ("http", "https", "mailto"):
        offer.addresses[address] = None


def _is_sign_up(url: str, host: str) -> bool:
    try:
        path = urlsplit(url).path or "/"
    except ValueError:
        return False
    return any(is_within(host, domain) and path.startswith(start) for domain, start in SIGN_UPS)
