"""What the tests of judgement share: sealed evidence out of hand-made records, observations and declarations."""

from __future__ import annotations

import datetime as dt
import itertools
from pathlib import Path
from typing import Any

from analyzers.comparison import Comparison, compare
from analyzers.knowledge import Knowledge, Service
from analyzers.model import Coverage, Declaration, Observation, PolicyReading, Promise, short_id
from analyzers.observe import Observed, observe
from analyzers.parties import registrable_domain
from crawler.evidence import Evidence
from crawler.records import JarCookie, Record, Request, ScriptCookie, SetCookie, Visit
from crawler.writing import EvidenceWriter

SITE = "www.shop.test"
PAGE = f"https://{SITE}/cart/"
NOW = 1_790_000_000.0
UUID = "6f9619ff-8b86-4d11-b42d-00c04fc964ff"
OTHER_UUID = "1b4e28ba-2fa1-41d2-883f-0016d3cca427"

KNOWN = Knowledge(
    services=(
        Service(
            name="Adnet",
            company="Adnet Holding",
            role="advertising",
            category="targeting",
            domains=("adnet.test",),
        ),
        Service(
            name="Countly Stats",
            company="Countly",
            role="analytics",
            category="performance",
            domains=("stats.test",),
            aliases=("CStats",),
        ),
        Service(
            name="Countly Ads", company="Countly", role="advertising", category="targeting", domains=("cads.test",)
        ),
    )
)
"""A small world: an ad network, and a company with an analytics and an advertising service."""

_numbers = itertools.count(1)


def evidence(
    tmp_path: Path, *records: Record, site: str = SITE, more: dict[str, tuple[Record, ...]] | None = None
) -> Evidence:
    """A sealed folder with one measured page; `more` adds sessions by scenario."""
    main = _session(tmp_path, site, "first-visit", records)
    for scenario, held in (more or {}).items():
        further = _session(tmp_path / scenario, site, scenario, held)
        (further / scenario).rename(main / scenario)
    found = Evidence(main)
    found.manifest["records"].update({scenario: {} for scenario in more or {}})
    return found


def _session(root: Path, site: str, scenario: str, records: tuple[Record, ...]) -> Path:
    writer = EvidenceWriter(root, site, dt.datetime(2026, 9, 21, tzinfo=dt.UTC), scenario)
    for record in records:
        writer.append(record)
    if not any(isinstance(record, Visit) for record in records):
        writer.append(visit())
    writer.seal({"site": site})
    return writer.folder


def seen(tmp_path: Path, *records: Record, site: str = SITE, **options: Any) -> Observed:
    """What is observed in these records."""
    more = options.pop("more", None)
    return observe(evidence(tmp_path, *records, site=site, more=more), options.pop("knowledge", KNOWN), **options)


def of_kind(observed: Observed, kind: str) -> list[Observation]:
    return [one for one in observed.observations if one.kind == kind]


def visit(url: str = PAGE, **fields: Any) -> Visit:
    return Visit(time=NOW + 60, visit=fields.pop("visit", "v1"), url=url, final_url=url, **fields)


def request(url: str, resource_type: str = "image", **fields: Any) -> Request:
    """A request that the browser made for the page, seen by both recorders and answered with 200."""
    base: dict[str, Any] = {
        "time": NOW,
        "visit": "v1",
        "id": f"r{next(_numbers)}",
        "page_url": PAGE,
        "status": 200,
        "seen_by": ("ledger", "devtools"),
    }
    return Request(url=url, resource_type=resource_type, **{**base, **fields})


def pixel(url: str, **fields: Any) -> Request:
    base: dict[str, Any] = {"mime": "image/gif", "body_bytes": 43, "image_width": 1, "image_height": 1}
    return request(url, **{**base, **fields})


def set_cookie(line: str, url: str = PAGE, *, stored: bool = True, **fields: Any) -> SetCookie:
    base: dict[str, Any] = {"time": NOW, "visit": "v1", "request": "r0"}
    return SetCookie(url=url, line=line, stored=stored, **{**base, **fields})


def script_cookie(text: str, script: str = "", frame_url: str = PAGE, **fields: Any) -> ScriptCookie:
    return ScriptCookie(time=NOW, visit="v1", frame_url=frame_url, text=text, script=script, **fields)


def jar_cookie(name: str, value: str = "1", domain: str = SITE, **fields: Any) -> JarCookie:
    return JarCookie(time=NOW + 99, name=name, value=value, domain=domain, **fields)


def observation(kind: str = "cookie", name: str = "visitor", host: str = SITE, **fields: Any) -> Observation:
    """An observation on SITE; third party where the host is another's."""
    provider = registrable_domain(host)
    base: dict[str, Any] = {
        "id": short_id(kind, name, host),
        "provider": provider,
        "party": "first" if provider == registrable_domain(SITE) else "third",
        "category": "performance",
        "rule": "hand-made",
        "source": "avow",
        "confidence": "high",
        "scenarios": ("first-visit",),
    }
    return Observation(kind=kind, name=name, host=host, **{**base, **fields})


def declaration(kind: str = "cookie", **fields: Any) -> Declaration:
    """A declaration; its strength follows from what it names."""
    strength = "item" if fields.get("name") else "provider" if fields.get("provider") else "class"
    quote = fields.pop("quote", "as the policy says.")
    base: dict[str, Any] = {"id": f"d{next(_numbers)}", "place": "1", "strength": strength}
    return Declaration(kind=kind, quote=quote, **{**base, **fields})


def promise(subject: str, **fields: Any) -> Promise:
    return Promise(
        id=f"p{next(_numbers)}", subject=subject, statement=subject, quote="we promise.", place="2", **fields
    )


def complete() -> Coverage:
    return Coverage(pages_planned=1, pages_measured=1, pages=({"url": PAGE, "outcome": "measured"},), complete=True)


def compared(
    observations: list[Observation],
    declarations: list[Declaration],
    promises: list[Promise] | None = None,
    *,
    coverage: Coverage | None = None,
    knowledge: Knowledge = KNOWN,
) -> Comparison:
    """Observations on SITE beside a policy; without further ado the scan was complete."""
    reading = PolicyReading(declarations=tuple(declarations), promises=tuple(promises or ()), source="policy.html")
    observed = Observed(observations=tuple(observations), coverage=coverage or complete())
    return compare(observed, reading, site=SITE, knowledge=knowledge)


def verdicts(comparison: Comparison) -> list[str]:
    return [one.verdict for one in comparison.findings]
