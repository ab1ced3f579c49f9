"""`avow explain NAME`: the whole story of one item on one screen."""

from __future__ import annotations

import datetime as dt
import json
import sys
import textwrap
from collections import Counter
from collections.abc import Iterator

import msgspec

from analyzers.categories import Item, Override, all_voices, categorise
from analyzers.entities import Entity, company_of
from analyzers.knowledge import Knowledge, KnowledgeError, NameEntry
from analyzers.knowledge.base import STORAGE_KINDS
from analyzers.knowledge.own import ROLES
from analyzers.model import KINDS, Category
from analyzers.parties import host_of, normal_host, party
from analyzers.standing import standing_of
from avow import exit_codes
from avow.commands.knowledge import about_knowledge
from reports.text import shorten_middle, visible

WIDTH = 80
VOICES_SHOWN, ENTRIES_SHOWN, CHANGES_SHOWN = 5, 3, 4
"""What fits on a screen of 40 lines; `--json` has all."""

OVERRIDE = "an [[override]] of your own in declarations.toml, with owner, reason and last day"
"""It stands before every rule; see analyzers.policy.handwritten."""


class Story(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that is known of one item."""

    item: Item
    verdict: Category
    voices: list[tuple[str, Category]]
    entries: list[tuple[NameEntry, str]]
    """What the name is known as, and how well the item stands for it (analyzers.standing)."""
    changes: list[tuple[str, Category]]
    """What would change the verdict, and into what."""
    entity: Entity | None
    notes: list[str]


def explain(
    name: str = "",
    domain: str = "",
    as_json: bool = False,
    knowledge: Knowledge | None = None,
    *,
    site: str = "",
    kind: str = "",
    overrides: tuple[Override, ...] = (),
    on: dt.date | None = None,
) -> int:
    """Print what is known of a cookie or storage key, or of a host alone: the verdict, every rule that speaks, what the
    name is known as, what would change the verdict, who is behind the domain.

    `site` is the visited site (it tells first from third party); without `kind` a name that is known as a storage key only is
    taken for one. Returns 0, or 2 when nothing is asked or the knowledge cannot be read.
    """
    try:
        knowledge = knowledge or Knowledge.load()
        item = _item(name, domain, site, kind, knowledge)
    except (KnowledgeError, ValueError) as error:
        print(f"avow explain: {visible(str(error))}", file=sys.stderr)
        return exit_codes.USAGE
    story = _story(item, knowledge, overrides, on)
    if as_json:
        print(json.dumps(_as_shape(story, knowledge), indent=1))
    else:
        for line in _screen(story, knowledge):
            print(line)
    return exit_codes.MEASURED


def _item(name: str, domain: str, site: str, kind: str, knowledge: Knowledge) -> Item:
    if not name and not domain:
        raise ValueError("nothing to explain. Give a name, or --domain for a host.")
    if kind and kind not in KINDS:
        raise ValueError(f"--kind {kind!r} is none of {', '.join(KINDS)}.")
    host, site_host = _host(domain), _host(site)
    if not kind and not name:
        kind = "third-party"
    if not kind:
        known = [
            any(index(name, one))
            for one in ("cookie", "local-storage")
            for index in (knowledge.exact, knowledge.matching)
        ]
        kind = "local-storage" if any(known[2:]) and not any(known[:2]) else "cookie"
    third = "third" if kind == "third-party" and not site_host else ""
    return Item(
        kind=kind, name=name, host=host, site=site_host, party=party(host, site_host) if host and site_host else third
    )


def _host(written: str) -> str:
    return host_of(written) if "//" in written else normal_host(written.partition("/")[0])


def _story(item: Item, knowledge: Knowledge, overrides: tuple[Override, ...], on: dt.date | None) -> Story:
    verdict = categorise(item, knowledge, overrides, on)
    found = [*knowledge.exact(item.name, item.kind), *knowledge.matching(item.name, item.kind)] if item.name else []
    entries = [(entry, standing_of(item, entry, knowledge)) for entry in dict.fromkeys(found)]
    changes: dict[str, Category] = {}
    for when, other in _otherwise(item, entries):
        changed = categorise(other, knowledge, overrides, on)
        if (changed.category, changed.confidence) != (verdict.category, verdict.confidence):
            changes.setdefault(when, changed)
    return Story(
        item=item,
        verdict=verdict,
        voices=all_voices(item, knowledge, overrides, on),
        entries=entries,
        changes=list(changes.items()),
        entity=company_of(item.host, knowledge) if item.host else None,
        notes=about_knowledge(knowledge),
    )


def _otherwise(item: Item, entries: list[tuple[NameEntry, str]]) -> Iterator[tuple[str, Item]]:
    """The item under other circumstances, most telling first."""
    change = msgspec.structs.replace
    if not item.name:
        yield "as first party of the visited site", change(item, party="first", site=item.host)
        return
    for entry, standing in entries:
        if entry.domains and standing != "confirmed":
            yield f"on {entry.domains[0]}", change(item, host=entry.domains[0], site="", party="")
    if item.host:
        yield "with no domain known", change(item, host="", site="", party="")
    else:
        yield "on a domain that nobody knows", change(item, host="nobody.invalid")
    if item.party != "first":
        own = item.host or "nobody.invalid"
        yield "as the visited site's own (first party)", change(item, host=own, site=own, party="first")
    if item.host and item.party != "third":
        yield "as a third party's on another site", change(item, party="third", site="")
    for entry, _ in entries:
        if entry.domains and not item.setter_hosts:
            yield f"set by a script of {entry.domains[0]}", change(item, setter_hosts=(entry.domains[0],))
    as_other = "cookie" if item.kind in STORAGE_KINDS else "local-storage"
    yield f"as {as_other.replace('-', ' ')}", change(item, kind=as_other)


def _as_shape(story: Story, knowledge: Knowledge) -> dict[str, object]:
    item = story.item
    return {
        "schema": "avow-explain/1",
        "name": item.name,
        "domain": item.host,
        "site": item.site,
        "kind": item.kind,
        "party": item.party,
        "verdict": msgspec.structs.asdict(story.verdict),
        "voices": [{"step": step, **msgspec.structs.asdict(voice)} for step, voice in story.voices],
        "entries": [{"standing": standing, **msgspec.structs.asdict(entry)} for entry, standing in story.entries],
        "changes": [{"when": when, **msgspec.structs.asdict(changed)} for when, changed in story.changes],
        "entity": msgspec.structs.asdict(story.entity) if story.entity else None,
        "knowledge": knowledge.describe(),
        "notes": story.notes,
    }


def _screen(story: Story, knowledge: Knowledge) -> Iterator[str]:
    item, verdict = story.item, story.verdict
    what = f"{item.kind.replace('-', ' ')} {_short(item.name)}".rstrip()
    where = f" on {_short(item.host)}" if item.host and item.name else f" {_short(item.host)}" if item.host else ""
    yield from _filled(
        f"{what}{where or ' (no domain given)'}{f', visiting {_short(item.site)}' if item.site else ''}", ""
    )
    yield from _filled(f"{verdict.category}, confidence {verdict.confidence}", "  category   ")
    yield from _filled(visible(verdict.rule), "  because    ")
    yield from _filled(f"{verdict.source} {verdict.source_version}".rstrip(), "  source     ")
    yield from _filled(_company(story), "  company    ") if item.host else ()
    yield from _voices(story)
    yield from _entries(story)
    yield from _changes(story)
    as_host = knowledge.service_of(_host(item.name)) if "." in item.name and not story.entries else None
    if as_host is not None:
        yield from _filled(f"It reads like a host of {as_host.name}: avow explain --domain {_short(item.name)}", "")
    for note in story.notes:
        yield from _filled(visible(note), "")


def _company(story: Story) -> str:
    if story.entity is None:
        return "not known"
    entity = story.entity
    service = f" ({entity.service})" if entity.service not in ("", entity.name) else ""
    country = f", {entity.country}" if entity.country else ""
    role = ROLES.get(entity.role, entity.role or "role not known")
    return visible(f"{entity.name}{service}{country}: {role} [{entity.source}]")


def _voices(story: Story) -> Iterator[str]:
    voices = [voice for voice in story.voices if voice[1].source != "none"]
    yield "Rules that speak, in the order of decision:" if voices else "No rule speaks."
    for place, (step, voice) in enumerate(voices[:VOICES_SHOWN]):
        says = "decides" if place == 0 else "agrees" if voice.category == story.verdict.category else "DISAGREES"
        origin = f"{voice.source} {voice.source_version}".rstrip()
        yield from _filled(f"{step}: {voice.category}, {voice.confidence} [{origin}] {says}", "  ")
        if place:
            yield from _filled(shorten_middle(visible(voice.rule), 2 * WIDTH), "      ")
    rest = voices[VOICES_SHOWN:]
    if rest:
        others = sorted({voice.category for _, voice in rest} - {story.verdict.category})
        yield f"  and {len(rest)} more" + (f", some for {', '.join(others)}" if others else "") + " (--json shows all)"


def _entries(story: Story) -> Iterator[str]:
    if not story.entries:
        return
    categories = Counter(entry.category for entry, _ in story.entries)
    several = ", ".join(f"{category} {number}" for category, number in categories.most_common())
    yield "What the name is known as" + (f" ({several}):" if len(categories) > 1 else ":")
    # One of each category first, so that the screen shows why a name proves nothing.
    seen: Counter[str] = Counter()
    ranks = []
    for entry, standing in story.entries:
        ranks.append((standing == "contradicted", seen[entry.category], entry.origin != "avow"))
        seen[entry.category] += 1
    ranked = [known for _, known in sorted(zip(ranks, story.entries, strict=True), key=lambda pair: pair[0])]
    for entry, standing in ranked[:ENTRIES_SHOWN]:
        of = f" of {entry.service}" if entry.service else ""
        source = ", ".join(part for part in (entry.source, entry.date, "" if entry.sure else "not sure") if part)
        text = f'"{entry.pattern}"{of}, {entry.category} ({source}) [{entry.origin}]: {_standing(story.item, entry, standing)}'
        yield from _filled(shorten_middle(visible(text), 3 * WIDTH), "  ")
    if len(story.entries) > ENTRIES_SHOWN:
        yield f"  and {len(story.entries) - ENTRIES_SHOWN} more (--json shows all)"


def _standing(item: Item, entry: NameEntry, standing: str) -> str:
    """What `standing_of` found, in words."""
    if standing == "confirmed":
        return f"{item.host or 'who sets it'} confirms it"
    if standing == "likely":
        return "set on any site, and the name tells"
    if standing == "distinctive":
        return f"{item.host} is not its own, but nobody else writes such a name"
    if standing == "contradicted" and item.host and entry.where == "own":
        return f"contradicted, it sets this on its own domains and {item.host} is none of them"
    if standing == "contradicted":
        return "contradicted, too short or too common without its domain"
    return "others use such a name too, and nothing confirms it"


def _changes(story: Story) -> Iterator[str]:
    yield "What would change the verdict:"
    for when, changed in story.changes[:CHANGES_SHOWN]:
        yield from _filled(f"{when}: {changed.category}, {changed.confidence} [{changed.source}]", "  ")
    if len(story.changes) > CHANGES_SHOWN:
        yield f"  and {len(story.changes) - CHANGES_SHOWN} more (--json shows all)"
    if story.verdict.source != "operator":
        yield from _filled(OVERRIDE, "  ")


def _short(text: str) -> str:
    return visible(shorten_middle(text, 60))


def _filled(text: str, before: str) -> list[str]:
    """A text in lines of WIDTH characters, behind a label and indented below it."""
    indent = " " * max(len(before), 2) if before.strip() else before + "  " if before else "  "
    return textwrap.wrap(text, WIDTH, initial_indent=before, subsequent_indent=indent, break_on_hyphens=False)
