"""What was seen: observations and coverage out of a sealed evidence folder.

The evidence is streamed twice. The first pass gathers state (visits, cookies, storage, what hooks saw); the second
judges each request with that knowledge: which identifiers exist, which addresses are pages of the site.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from analyzers.beacon_hints import BeaconHints
from analyzers.beacons import BeaconCollector
from analyzers.carried import IdentifierIndex, Owner
from analyzers.cloaking import CloakingCollector, aliases_of
from analyzers.cookies import CookieCollector
from analyzers.coverage import CoverageCollector
from analyzers.email_observations import is_of_a_mail, mail_observations
from analyzers.fingerprinting import FingerprintingCollector
from analyzers.flash import FlashCollector, shared_object_observations, shared_objects
from analyzers.handed_on import HandedOnCollector
from analyzers.key_logging import KeyLogCollector
from analyzers.knowledge import Knowledge
from analyzers.model import CATEGORIES, KINDS, Coverage, Observation
from analyzers.page_facts import PageFacts
from analyzers.parties import host_of, registrable_domain
from analyzers.pixel_events import PixelCollector
from analyzers.replay import ReplayCollector
from analyzers.replay import limits as replay_limits
from analyzers.respawning import RespawnCollector
from analyzers.scope import Scope
from analyzers.social import SocialCollector
from analyzers.storage import StorageCollector
from analyzers.syncing import SyncCollector
from analyzers.third_parties import ThirdPartyCollector, is_sent
from analyzers.widgets import WidgetCollector
from crawler.evidence import Evidence
from crawler.records import FlashFile, FlashPolicy, Note, Request, SocketMessage, Visit, is_aside


class Observed(msgspec.Struct, frozen=True, kw_only=True):
    """All that one scan of one site showed."""

    observations: tuple[Observation, ...]
    """In the order of kinds of the model, then by host and name."""
    coverage: Coverage


def observe(evidence: Evidence, knowledge: Knowledge, *, first_party_domains: tuple[str, ...] = ()) -> Observed:
    """Judge a sealed scan.

    Args:
        evidence: one site's folder; its records are streamed twice and never held whole.
        knowledge: what sorts items into categories and names companies.
        first_party_domains: the operator's own further domains, as `("shop-cdn.com",)`.
    """
    scope = Scope(evidence.site, first_party_domains)
    cookies, store, hints = CookieCollector(scope), StorageCollector(scope), BeaconHints()
    flash, coverage, fingerprinting = FlashCollector(scope), CoverageCollector(scope), FingerprintingCollector(scope)
    respawning, key_logging = RespawnCollector(scope), KeyLogCollector(scope)
    widgets, pages = WidgetCollector(scope, knowledge), PageFacts(scope)
    unlike = unlike_their_scenario(evidence)
    for line in evidence.lines():
        if line.session in unlike:
            continue
        if is_aside(line.record) and not isinstance(line.record, Visit | Note | FlashFile | FlashPolicy):
            continue
        scope.see(line)
        cookies.see(line)
        store.see(line)
        hints.see(line)
        coverage.see(line)
        fingerprinting.see(line)
        respawning.see(line)
        key_logging.see_typed(line)
        widgets.see_page(line)
        flash.see_file(line)
        if isinstance(line.record, Request):
            pages.see_request(line.record)
        if isinstance(line.record, Visit):
            for document in (line.record.source_html, line.record.html):
                html = evidence.page(line.session, document)
                address = line.record.final_url or line.record.url
                flash.see_page(line, address, html)
                coverage.see_page(line, html)
                pages.see_page(address, html)
    cookies.finish()
    aliases = aliases_of(scope.alias_records, scope, knowledge)
    scope.alias_targets.update({host: alias.target for host, alias in aliases.items()})

    seen_cookies = tuple(cookies.observations(knowledge, pages))
    seen_items = tuple(store.observations(knowledge, pages))
    known = _identifiers(cookies, seen_cookies, store, seen_items)
    beacons, syncs = BeaconCollector(scope, hints, knowledge), SyncCollector(scope, knowledge)
    handed_on = HandedOnCollector(scope, knowledge)
    hosts, social = ThirdPartyCollector(scope), SocialCollector(scope)
    cloaking = CloakingCollector(scope, aliases, knowledge)
    pixels, replay = PixelCollector(scope), ReplayCollector(scope, knowledge)
    for line in evidence.lines():
        record = line.record
        if isinstance(record, SocketMessage) and line.session not in unlike:
            replay.see_message(line, record)
            key_logging.see_message(line, record)
            syncs.see(line, record, known.find_in_message(record))
        if not isinstance(record, Request) or record.browser_own or is_aside(record) or line.session in unlike:
            continue
        carried = tuple(known.find(record))
        if not is_of_a_mail(line, scope):
            beacons.see(line, record, carried)
        flash.see(line, record)
        pixels.see(line, record)
        if is_sent(record):
            hosts.see(line, record)
            social.see(line, record)
            widgets.see(line, record)
            syncs.see(line, record, carried)
            handed_on.see(line, record, carried)
            cloaking.see(line, record, carried)
            replay.see(line, record)
            key_logging.see(line, record)
    beacons.finish()
    handed_on.finish()

    objects = shared_objects(store)
    observations = [
        *handed_on.sorted_again(seen_cookies, cookies.items()),
        *handed_on.sorted_again(
            (seen for seen in seen_items if (seen.details["area"], seen.origin, seen.key) not in objects), store.items()
        ),
        *shared_object_observations(scope, store, objects, knowledge, pages),
        *flash.observations(knowledge),
        *map(pixels.with_events, beacons.observations()),
        *mail_observations(evidence, scope, knowledge),
        *hosts.observations(knowledge),
        *social.observations(knowledge),
        *widgets.observations(),
        *syncs.observations(),
        *cloaking.observations(),
        *pixels.observations(knowledge),
        *replay.observations(),
        *key_logging.observations(knowledge),
        *fingerprinting.observations(knowledge),
        *respawning.observations(knowledge),
    ]
    receivers = syncs.receivers()
    observations = [_by_behaviour(_without_suggestion(seen), receivers) for seen in observations]
    observations.sort(key=lambda seen: (KINDS.index(seen.kind), seen.host, seen.name, seen.origin, seen.id))
    told = coverage.coverage(evidence.sessions, evidence.manifest.get("sessions", {}))
    listened = evidence.manifest.get("recorders", ())
    limits = (
        *fingerprinting.limits("fingerprints" in listened),
        *respawning.limits(),
        *((*key_logging.limits(), *replay_limits("sockets" in listened)) if fingerprinting.visited else ()),
    )
    told = msgspec.structs.replace(told, not_checked=tuple(dict.fromkeys((*told.not_checked, *limits))))
    return Observed(observations=tuple(observations), coverage=told)


def unlike_their_scenario(evidence: Evidence) -> frozenset[str]:
    """Sessions whose signal the browser did not send: what they saw, they did not see under that scenario."""
    told = evidence.manifest.get("sessions", {})
    return frozenset(name for name, facts in told.items() if facts.get("signal_sent") is False)


def _without_suggestion(seen: Observation) -> Observation:
    """A trained model suggests to a person; no declaration is held against it. It stands among the other voices."""
    if seen.source != "model":
        return seen
    return msgspec.structs.replace(
        seen,
        category="unknown",
        rule=f"no rule decided; {seen.rule}",
        source="none",
        confidence="none",
        conflicts=(*seen.conflicts, f"model: {seen.category}"),
    )


def _by_behaviour(seen: Observation, receivers: dict[str, str]) -> Observation:
    """What no rule sorts, of a party that is handed another's identifier: that is an advertising network's trade."""
    sender = receivers.get(registrable_domain(seen.host))
    if sender is None or seen.category in CATEGORIES or seen.party != "third":
        return seen
    return msgspec.structs.replace(
        seen,
        category="targeting",
        rule=f"its owner receives the identifier that {sender} gave this browser (cookie syncing)",
        source="behaviour",
        confidence="medium",
    )


def _identifiers(
    cookies: CookieCollector,
    seen_cookies: tuple[Observation, ...],
    store: StorageCollector,
    seen_items: tuple[Observation, ...],
) -> IdentifierIndex:
    """Every value that may identify, with whose it is, to find it again in requests."""
    index = IdentifierIndex()
    for owner, tokens in (*_owned(seen_cookies, cookies.tokens()), *_owned(seen_items, store.tokens())):
        index.add(owner, tokens)
    return index


def _owned(
    seen: tuple[Observation, ...], tokens: dict[str, tuple[str, ...]]
) -> Iterator[tuple[Owner, tuple[str, ...]]]:
    for observation in seen:
        if observation.identifier:
            setters = tuple(dict.fromkeys(registrable_domain(host_of(url)) for url in observation.set_by))
            party = registrable_domain(observation.host)
            owner = Owner(
                kind=observation.kind,
                name=observation.name,
                host=observation.host,
                provider=party,
                setters=setters,
                strength=observation.identifier,
                observation=observation.id,
            )
            yield owner, tokens.get(observation.id, ())
