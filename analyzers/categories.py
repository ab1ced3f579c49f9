"""Which of the policy's categories an item belongs to, and the rule and source that decided.

The order of decision is RULES, one list. The first rule that speaks wins; every later voice of another opinion is kept
as a conflict. Nothing is mandatory by default: where no rule speaks the category is `unknown`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from fnmatch import fnmatchcase

import msgspec

from analyzers import receivers, suggestion, syntax
from analyzers.filter_rules import category_of_hit
from analyzers.knowledge import Knowledge, NameEntry, Service
from analyzers.model import CATEGORIES, Category
from analyzers.overrides import Override
from analyzers.parties import is_within, normal_host, same_site
from analyzers.standing import STANDINGS, Item, standing_of

__all__ = ["RULES", "Item", "Override", "all_voices", "categorise"]


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """An item with what it is judged by."""

    item: Item
    knowledge: Knowledge
    overrides: tuple[Override, ...] = ()
    on: dt.date | None = None
    """The day of judgement: expired overrides no longer decide. None: none has expired."""


Rule = Callable[[Case], Iterable[Category]]


def operator_override(case: Case) -> Iterator[Category]:
    """The operator decided, and the decision has not expired. What the knowledge carries was expired before it did."""
    for override in (*case.overrides, *case.knowledge.overrides):
        expired = case.on is not None and override.expires < case.on
        here = not override.domain or is_within(normal_host(case.item.host), normal_host(override.domain))
        if here and not expired and override.category in CATEGORIES and fnmatchcase(case.item.name, override.name):
            yield Category(
                category=override.category,
                rule=f"override by {override.owner} until {override.expires}: {override.reason}",
                source="operator",
                confidence="high",
            )


def exact_name(case: Case) -> Iterator[Category]:
    """A name that is known word for word, at a host that does not contradict it."""
    yield from _by_name(case, case.knowledge.exact(case.item.name, case.item.kind), "name")


def wildcard_name(case: Case) -> Iterator[Category]:
    """A name that fits a known pattern, at a host that does not contradict it."""
    yield from _by_name(case, case.knowledge.matching(case.item.name, case.item.kind), "name like")


def _by_name(case: Case, entries: Iterable[NameEntry], how: str) -> Iterator[Category]:
    """Our own entries first, then the databases', the best standing first. Where a name alone has two meanings, it
    proves neither."""
    if not case.item.name:
        return
    judged = [(standing_of(case.item, entry, case.knowledge), entry) for entry in entries]
    ours = [voice for voice in judged if voice[0] == "possible" and voice[1].origin == "avow"]
    possible = {entry.category for standing, entry in ours or judged if standing == "possible"}
    ambiguous = len(possible) > 1 and not any(standing in ("confirmed", "likely") for standing, _ in judged)
    ranked = [(STANDINGS.index(standing), standing, entry) for standing, entry in judged if standing in STANDINGS]
    for _, standing, entry in sorted(ranked, key=lambda voice: (voice[2].origin != "avow", voice[0])):
        if not (ambiguous and standing == "possible"):
            yield _of_name(case, entry, standing, how)


def _of_name(case: Case, entry: NameEntry, standing: str, how: str) -> Category:
    by = f" of {entry.service}" if entry.service else ""
    doubt = ", though its host is another's" if standing == "distinctive" else ""
    sure = entry.sure and entry.origin == "avow"
    strength = {"confirmed": 2, "likely": 1, "possible": 0, "distinctive": 0}[standing] + sure
    return Category(
        category=entry.category,
        rule=f'{how} "{entry.pattern}"{by}: {entry.what}{doubt}',
        source=entry.origin,
        source_version=case.knowledge.version_of(entry.origin),
        confidence=("low", "low", "medium", "high")[strength],
    )


def who_set_it(case: Case) -> Iterator[Category]:
    """The service behind the host, or behind the script that wrote a first-party cookie."""
    item = case.item
    seen: set[str] = set()
    for host, how in [(item.host, "host"), *((host, "set by a script or answer of") for host in item.setter_hosts)]:
        if not host or (how != "host" and item.site and same_site(host, item.site)):
            continue
        service = case.knowledge.service_of(host)
        if service is not None and service.category and service.name not in seen:
            seen.add(service.name)
            yield _of_service(case, service, f"{how} {normal_host(host)}")
    declared = case.knowledge.provider(item.provider) if item.provider else None
    if declared is not None and declared.category and declared.name not in seen:
        yield _of_service(case, declared, "declared as of")


def _of_service(case: Case, service: Service, how: str) -> Category:
    return Category(
        category=service.category,
        rule=f"{how}: {service.name} ({service.role})",
        source=service.origin,
        source_version=case.knowledge.version_of(service.origin),
        confidence="medium" if service.sure and service.origin == "avow" else "low",
    )


def filter_rule(case: Case) -> Iterator[Category]:
    """A rule of EasyList, EasyPrivacy or a like list that matches what was requested."""
    item = case.item
    urls = item.urls or ((f"https://{normal_host(item.host)}/",) if item.host and item.party == "third" else ())
    for url in urls[:20]:
        for hit in case.knowledge.filter_rules.matches(url, f"https://{item.site}/", item.resource_type or "image"):
            if category := category_of_hit(hit):
                yield Category(
                    category=category,
                    rule=f"matches {hit.rule} ({hit.section or hit.list}, line {hit.line})",
                    source=hit.list,
                    source_version=case.knowledge.version_of(hit.list),
                    confidence="medium",
                )


def what_it_does(case: Case) -> Iterator[Category]:
    """What the words of the name and the form of the value say: consent, forgery, load balancer, advertising id; and what
    the pages say of the value."""
    item = case.item
    if item.guards:
        yield _seen("mandatory", f"it guards forms against forgery: its value also stands {item.guards}")
    yield from (_of_hint(hint) for hint in syntax.hints(item.name, item.value) if hint.confidence != "low")
    if item.page_languages and syntax.is_language_of(item.value, item.page_languages):
        yield _seen("functionality", "its value is the language of the page")


def handed_on(case: Case) -> Iterator[Category]:
    """Who is handed the identifier that it holds, where whole visits were watched; see analyzers.receivers."""
    if voice := receivers.deciding(case.item, case.knowledge):
        yield voice


def handed_on_besides(case: Case) -> Iterator[Category]:
    """The same where somebody else decided: mandatory by its name, say, though an advertising network is handed its
    identifier."""
    if voice := receivers.beside(case.item, case.knowledge):
        yield voice


def loose_words(case: Case) -> Iterator[Category]:
    """Words of the name that sites use for many purposes; asked when nothing else spoke."""
    yield from (_of_hint(hint) for hint in syntax.hints(case.item.name, case.item.value) if hint.confidence == "low")


def _seen(category: str, rule: str) -> Category:
    return Category(category=category, rule=rule, source="behaviour", confidence="medium")


def _of_hint(hint: syntax.Hint) -> Category:
    return Category(category=hint.category, rule=hint.why, source="behaviour", confidence=hint.confidence)


def trained_model(case: Case) -> Iterator[Category]:
    """A suggestion of the trained model, where it is likely enough; see analyzers.suggestion. It never brings back by
    the name alone what the name's host contradicted."""
    trained = suggestion.model()
    if trained is None or len(case.item.name) < suggestion.SHORTEST:
        return
    guess = suggestion.suggest(traits_of(case.item, case.knowledge), trained)
    namesakes = case.knowledge.exact(case.item.name, case.item.kind)
    contradicted = {
        entry.category for entry in namesakes if standing_of(case.item, entry, case.knowledge) == "contradicted"
    }
    if suggestion.is_sure_enough(guess, case.item.party) and guess.category not in contradicted:
        yield Category(
            category=guess.category,
            rule=f"suggestion of a trained model, to be checked: {suggestion.MEASURED}",
            source="model",
            source_version=trained.version,
            confidence="low",
        )


def traits_of(item: Item, knowledge: Knowledge) -> suggestion.Traits:
    """What the trained model reads of an item."""
    return suggestion.Traits(
        name=item.name,
        value=item.value,
        kind=item.kind,
        lifetime_s=item.lifetime_s,
        http_only=item.http_only,
        party=item.party,
        host=item.host,
        known_host=bool(item.host) and knowledge.service_of(item.host) is not None,
        declared=item.declared,
    )


def nothing_known(_: Case) -> Iterator[Category]:
    """No rule spoke. That is itself a finding."""
    yield Category(category="unknown", rule="no rule decided", source="none", confidence="none")


RULES: tuple[Rule, ...] = (
    operator_override,
    exact_name,
    wildcard_name,
    who_set_it,
    filter_rule,
    what_it_does,
    handed_on,
    trained_model,
    loose_words,
    nothing_known,
)
"""The order of decision; what stands above wins. What was seen to be done with an identifier stands behind a name or value
that says what it is, and before the guesses. Loose words stand behind the model because it reads them too, with what else is
known: asked before it, they get two labelled rows in a hundred wrong that it gets right.

What is still unsorted after all of them, but belongs to a third party that is handed another third party's identifier, is
sorted by that in analyzers.observe, when every request has been read."""

HEARD = (operator_override, exact_name, wildcard_name, who_set_it, filter_rule)
"""Rules whose dissent is worth naming; guesses from syntax are witnesses against a guess only, not against knowledge."""


BESIDES: tuple[Rule, ...] = (handed_on_besides,)
"""Rules that decide nothing; their dissent is told with its reason."""


def categorise(
    item: Item,
    knowledge: Knowledge,
    overrides: tuple[Override, ...] = (),
    on: dt.date | None = None,
    rules: tuple[Rule, ...] = RULES,
) -> Category:
    """The category of an item, with rule, source, confidence, and who else says otherwise.

    `on` is the day of judgement (for overrides that expire). `rules` is for measuring what one of them adds; its last
    one must always speak.
    """
    case = Case(item=item, knowledge=knowledge, overrides=overrides, on=on)
    verdict: Category | None = None
    conflicts: dict[str, None] = {}
    for rule in rules:
        if verdict is not None and rule not in HEARD and verdict.source != "model":
            continue
        for voice in rule(case):
            if verdict is None:
                verdict = voice
            elif voice.category not in (verdict.category, "unknown"):
                conflicts[f"{voice.source}: {voice.category}"] = None
    assert verdict is not None, "the last rule always speaks"
    if item.handed_to:
        for voice in (voice for rule in BESIDES for voice in rule(case) if voice.category != verdict.category):
            conflicts[f"{voice.source}: {voice.category}, {voice.rule}"] = None
    return msgspec.structs.replace(verdict, conflicts=tuple(conflicts)) if conflicts else verdict


def all_voices(
    item: Item,
    knowledge: Knowledge,
    overrides: tuple[Override, ...] = (),
    on: dt.date | None = None,
    rules: tuple[Rule, ...] = RULES,
) -> list[tuple[str, Category]]:
    """Every rule that speaks about an item, in the order of decision: (the rule's name, what it says)."""
    case = Case(item=item, knowledge=knowledge, overrides=overrides, on=on)
    return [(rule.__name__.replace("_", " "), voice) for rule in rules for voice in rule(case)]
