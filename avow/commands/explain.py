"""`avow explain NAME`: the whole story of one item on one screen."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator

import msgspec

from analyzers.categories import Item, all_voices, categorise
from analyzers.entities import company_of
from analyzers.knowledge import Knowledge, KnowledgeError
from analyzers.parties import normal_host
from reports.text import visible

SHOWN = 12
"""Voices on the screen."""


def explain(name: str, domain: str = "", as_json: bool = False, knowledge: Knowledge | None = None) -> int:
    """Print what is known of a cookie or storage key: the verdict, every rule that speaks, who is behind the domain.

    Returns 0, or 2 when the knowledge cannot be read.
    """
    try:
        knowledge = knowledge or Knowledge.load()
    except KnowledgeError as error:
        print(f"avow explain: {error}", file=sys.stderr)
        return 2
    host = normal_host(domain) if domain else ""
    item = Item(name=name, host=host)
    if as_json:
        print(json.dumps(_as_shape(item, knowledge), ensure_ascii=False, indent=1))
    else:
        for line in _lines(item, knowledge):
            print(line)
    return 0


def _as_shape(item: Item, knowledge: Knowledge) -> dict[str, object]:
    entity = company_of(item.host, knowledge) if item.host else None
    return {
        "name": item.name,
        "domain": item.host,
        "verdict": msgspec.structs.asdict(categorise(item, knowledge)),
        "voices": [{"step": step, **msgspec.structs.asdict(voice)} for step, voice in all_voices(item, knowledge)],
        "entity": msgspec.structs.asdict(entity) if entity else None,
        "knowledge": knowledge.describe(),
    }


def _lines(item: Item, knowledge: Knowledge) -> Iterator[str]:
    verdict = categorise(item, knowledge)
    yield visible(item.name) + (f"  on {visible(item.host)}" if item.host else "  (no domain given)")
    yield f"  category    {verdict.category}"
    yield f"  because     {visible(verdict.rule)}"
    yield f"  source      {verdict.source} {verdict.source_version}".rstrip()
    yield f"  confidence  {verdict.confidence}"
    for conflict in verdict.conflicts:
        yield f"  otherwise   {visible(conflict)}"
    entity = company_of(item.host, knowledge) if item.host else None
    if entity is not None:
        country = f", {entity.country}" if entity.country else ""
        yield f"  company     {entity.name}{country} ({entity.role or 'role not known'}; {entity.source})"
    elif item.host:
        yield "  company     not known"
    yield "Every rule that speaks, in the order of decision:"
    voices = all_voices(item, knowledge)
    for step, voice in voices[:SHOWN]:
        yield f"  {step:<18} {voice.category:<14} {voice.confidence:<7} {visible(voice.rule)[:100]} [{voice.source}]"
    if len(voices) > SHOWN:
        yield f"  and {len(voices) - SHOWN} more (--json shows all)"
    entries = [*knowledge.exact(item.name), *knowledge.matching(item.name)][:3]
    for entry in entries:
        where = "on its own domains only" if entry.where == "own" else "on any site"
        sure = "" if entry.sure else "; not sure"
        yield f'Known as "{visible(entry.pattern)}", set {where}; out of {entry.source}, {entry.date}{sure} [{entry.origin}]'
    if len(knowledge.datasets) == 1:
        yield "Own knowledge only: no database was fetched (avow knowledge update)."
