"""Which declaration covers an observation, and how strongly: by item, by provider, by class, or not at all.

- item: the policy names it (exactly, or with `*`), and the named provider, if any, can be the party that was seen.
- provider: the policy names who is behind it, and mentions the mechanism, be it for somebody else.
- class: the policy declares this mechanism for this purpose and party, and names nothing.

An item of unknown purpose is in no class. A class without a purpose ("we use cookies") covers only what the site keeps
for itself and does not use for advertising, or what the text expressly says third parties do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from analyzers.comparison.providers import Fit, fits, makers, named_in
from analyzers.knowledge import Knowledge
from analyzers.model import CATEGORIES, KINDS, Declaration, Observation
from analyzers.parties import host_of, registrable_domain

LITERAL = 2
"""Characters that a declared pattern must hold besides `*`: a bare star names nothing."""
LOOSE_CASE = 10
"""Characters from which names that differ only in case are one, since people who write tables change it. Shorter ones
are other items: `CONSENT` is Google's, `consent` is anybody's."""
HAND_WRITTEN = "file"
"""Source of a declaration out of declarations.toml."""
MECHANISMS = frozenset(KINDS) - {"script-behaviour", "form"}
"""Kinds that a policy can declare; a script's behaviour is judged by other means."""
OF_THIRD_PARTIES = frozenset(("third-party", "cookie", "beacon"))
"""Kinds that "third parties track ..." speaks of, as long as the policy mentions the kind at all."""


class Cover(msgspec.Struct, frozen=True, kw_only=True):
    """What covers one observation."""

    strength: str = "none"
    """`item`, `provider`, `class`, `none`."""
    declarations: tuple[Declaration, ...] = ()
    why: str = ""
    overruled: tuple[Declaration, ...] = ()
    """Rows that mean the item, too, and that a hand-written one is held instead of."""


class ItemIndex:
    """Declarations by the names that they give, for asking thousands of observations."""

    def __init__(self, items: Iterable[Declaration]) -> None:
        self._exact: dict[str, list[Declaration]] = {}
        self._patterns: dict[str, list[Declaration]] = {}
        for one in items:
            if "*" in one.name:
                self._patterns.setdefault(one.name.partition("*")[0][:2].casefold(), []).append(one)
            else:
                self._exact.setdefault(one.name.casefold(), []).append(one)

    def meant_by(self, name: str) -> Iterator[Declaration]:
        """Declarations whose name or pattern means this name."""
        folded = name.casefold()
        candidates = self._exact.get(folded, [])
        for length in range(min(2, len(folded)), -1, -1):
            candidates = [*candidates, *self._patterns.get(folded[:length], [])]
        return (one for one in candidates if name_matches(one.name, name))


class Declared(msgspec.Struct, frozen=True, kw_only=True):
    """A policy's declarations, ready to be asked."""

    site: str
    knowledge: Knowledge
    items: tuple[Declaration, ...]
    index: ItemIndex
    providers: tuple[Declaration, ...]
    classes: tuple[Declaration, ...]
    kinds: frozenset[str]
    """Mechanisms that the policy mentions for the place that was looked at: the website, or e-mails."""


def declared_by(
    declarations: Iterable[Declaration], site: str, knowledge: Knowledge, place: str = "website"
) -> Declared:
    """Sort declarations by strength; what holds for e-mails only covers nothing on a website, and the other way round."""
    here = [one for one in declarations if one.kind in MECHANISMS and (not one.where or place in one.where)]
    items = tuple(one for one in here if names_item(one))
    return Declared(
        site=site,
        knowledge=knowledge,
        items=items,
        index=ItemIndex(items),
        providers=tuple(one for one in here if not names_item(one) and one.provider),
        classes=tuple(one for one in here if not names_item(one) and not one.provider),
        kinds=frozenset(one.kind for one in here),
    )


def on_website(declaration: Declaration) -> bool:
    return not declaration.where or "website" in declaration.where


def names_item(one: Declaration) -> bool:
    """Does the declaration name an item, and not only whose it is or of what kind?"""
    return len(one.name.replace("*", "").strip()) >= (LITERAL if "*" in one.name else 1)


def name_matches(pattern: str, name: str) -> bool:
    """Does a declared name, which may hold `*`, mean this name? Linear in both: declared and seen names are hostile."""
    if pattern == name:
        return True
    if len(pattern) >= LOOSE_CASE:
        pattern, name = pattern.casefold(), name.casefold()
    head, *rest = pattern.split("*")
    if not rest:
        return pattern == name
    *middle, tail = rest
    if not name.startswith(head) or len(name) < len(head) + len(tail) or not name.endswith(tail):
        return False
    at, end = len(head), len(name) - len(tail)
    for part in middle:
        found = name.find(part, at, end)
        if found < 0:
            return False
        at = found + len(part)
    return True


Known = dict[tuple[object, ...], list[tuple[Declaration, Fit]]]
"""What was found out about one party, for the next of its items."""


def cover(seen: Observation, declared: Declared, known: Known | None = None) -> Cover:
    """The strongest cover of one observation. `known` remembers answers between calls for the same declarations."""
    by_item = tuple(_by_item(seen, declared))
    if by_item:
        # What a lawyer wrote by hand wins over every other source (analyzers.declarations).
        first_hand = tuple(one for one in by_item if one.source == HAND_WRITTEN) or by_item
        return Cover(
            strength="item",
            declarations=first_hand,
            why=f"the policy names {first_hand[0].name}",
            overruled=tuple(one for one in by_item if one not in first_hand),
        )
    by_provider = _by_provider(seen, declared, {} if known is None else known)
    if by_provider:
        first = [one for one, _ in by_provider if one.kind == seen.kind] or [one for one, _ in by_provider]
        return Cover(strength="provider", declarations=tuple(first), why=by_provider[0][1].why)
    by_class = tuple(one for one in declared.classes if class_covers(one, seen, declared.kinds))
    if not by_class and seen.category not in CATEGORIES:
        by_class = _only_purpose(seen, declared)
    if by_class:
        # A declaration of the very purpose says more than one without.
        exact = tuple(one for one in by_class if one.category) or by_class
        return Cover(strength="class", declarations=exact, why="the policy declares the kind, not the item")
    return Cover()


def _by_item(seen: Observation, declared: Declared) -> Iterator[Declaration]:
    at_host = seen.kind in ("beacon", "social", "third-party")
    names = [seen.host] if at_host else [name for name in (seen.name, seen.key, seen.key.partition("/")[0]) if name]
    meant = {one.id: one for name in names for one in declared.index.meant_by(name)}
    if at_host:
        # A row that names a recipient's domain means all of its hosts.
        for row in (seen.provider, f"www.{seen.provider}"):
            meant.update({one.id: one for one in declared.index.meant_by(row) if "*" not in one.name})
    for one in meant.values():
        if fits(one.provider, seen, declared.site, declared.knowledge).verdict != "no":
            yield one


def _by_provider(seen: Observation, declared: Declared, known: Known) -> list[tuple[Declaration, Fit]]:
    if seen.party == "first" and not set_by_others(seen):
        return []
    if seen.kind != "third-party" and seen.kind not in declared.kinds:
        # Who names a company and speaks of cookies only has not told of its storage.
        return []
    # Whose an observation is follows from its host and makers: thousands of items, dozens of answers.
    key = (seen.kind == "third-party", seen.party, seen.host, seen.company, *makers(seen))
    if key not in known:
        known[key] = list(_naming(seen, declared))
    return known[key]


def _naming(seen: Observation, declared: Declared) -> Iterator[tuple[Declaration, Fit]]:
    # A row that names a cookie names its company, too: that covers the recipient, not other items of it.
    rows = [one for one in declared.items if one.provider] if seen.kind == "third-party" else []
    answers: dict[str, Fit] = {}
    for one in (*declared.providers, *rows):
        if one.provider not in answers:
            answers[one.provider] = fits(one.provider, seen, declared.site, declared.knowledge)
        fit = answers[one.provider]
        if fit.verdict == "yes" and fit.why != "the site itself":
            yield one, fit
    names: dict[str, str] = {}
    for one in declared.classes:
        if one.quote not in names:
            names[one.quote] = named_in(one.quote, seen, declared.site, declared.knowledge)
        if name := names[one.quote]:
            yield one, Fit("yes", f"the sentence names {name}")


def _only_purpose(seen: Observation, declared: Declared) -> tuple[Declaration, ...]:
    """A Flash object of the site itself, where the policy declares the site's own Flash objects for one purpose only.

    Flash is so rare that the sentence can mean nothing else; a cookie of unknown purpose could be any of four.
    """
    if seen.kind != "flash" or seen.party != "first":
        return ()
    flash = [one for one in declared.classes if one.kind == "flash" and one.category]
    own = tuple(one for one in flash if one.party == "first") or tuple(one for one in flash if one.party != "third")
    return own if len({one.category for one in own}) == 1 else ()


def class_covers(one: Declaration, seen: Observation, kinds: frozenset[str]) -> bool:
    """Does a declaration of a kind cover this observation?"""
    if one.kind == "third-party" and seen.kind in OF_THIRD_PARTIES:
        if seen.kind not in kinds:
            return False
    elif seen.kind == "third-party":
        if one.party != "third":
            return False
    elif one.kind != seen.kind:
        return False
    if not _party_fits(one.party, seen):
        return False
    if seen.kind == "social":
        return not one.category or one.category == seen.category
    if seen.category not in CATEGORIES:
        return False
    if one.category:
        return one.category == seen.category
    if seen.party == "first" and one.party != "third":
        return seen.category != "targeting"
    return one.party == "third"


def _party_fits(party: str, seen: Observation) -> bool:
    if party in ("any", "", seen.party):
        return True
    # A cookie that a third party's script writes on the site's own domain is called either in policies.
    return party == "third" and seen.party == "first" and set_by_others(seen)


def set_by_others(seen: Observation) -> bool:
    """Did code of another registrable domain write it?"""
    own = registrable_domain(seen.host)
    return any(registrable_domain(host_of(url)) not in ("", own) for url in makers(seen))


def covers(observations: Iterable[Observation], declared: Declared) -> dict[str, Cover]:
    """Observation id -> what covers it, for every mechanism that a policy can declare.

    A host that is asked for an item or function which is covered is covered with it, by class at least: who declares the
    advertising cookie of a third party declares that the third party is asked.
    """
    seen = [one for one in observations if one.kind in MECHANISMS]
    known: Known = {}
    found = {one.id: cover(one, declared, known) for one in seen}
    by_provider: dict[str, Cover] = {}
    for one in seen:
        if one.party == "third" and one.kind != "third-party" and found[one.id].strength != "none":
            by_provider.setdefault(registrable_domain(one.host), found[one.id])
    for one in seen:
        carried = by_provider.get(registrable_domain(one.host))
        if one.kind == "third-party" and found[one.id].strength == "none" and carried is not None:
            why = "another item of this provider is covered, and it cannot be had without asking the host"
            found[one.id] = Cover(strength="class", declarations=carried.declarations, why=why)
    return found
