"""The data model of judgement: observations, declarations, promises, findings. Shapes are those of docs/report.schema.json."""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec

CATEGORIES = ("mandatory", "performance", "functionality", "targeting")
"""The policy's four categories, as in the ICC UK cookie guide (2nd ed., 2012). `unknown` stands for "no rule decided"."""

KINDS = (
    "cookie",
    "beacon",
    "local-storage",
    "session-storage",
    "indexed-db",
    "cache-storage",
    "opfs",
    "flash",
    "social",
    "third-party",
    "script-behaviour",
    "form",
)


def short_id(*parts: object) -> str:
    """A stable id out of what identifies the thing: the same evidence twice gives the same ids."""
    return hashlib.sha256("\x1f".join(str(part) for part in parts).encode("utf-8", "surrogatepass")).hexdigest()[:12]


class Source(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A place in the evidence."""

    session: str = ""
    """Empty for the first visit's."""
    visit: str = ""
    url: str = ""
    seq: int | None = None
    """Line in the session's records."""
    what: str = ""


class Category(msgspec.Struct, frozen=True, kw_only=True):
    """A verdict on purpose, with the reason that decided."""

    category: str
    rule: str
    """The rule, in words a reader can check: `name "_ga_*" set by Google Analytics`."""
    source: str
    """Whose knowledge: `avow`, `easyprivacy`, `open-cookie-database`, `operator`, `behaviour`, `none`."""
    source_version: str = ""
    confidence: str
    """`high`, `medium`, `low`, `none`."""
    conflicts: tuple[str, ...] = ()
    """What other sources say, as `open-cookie-database: targeting`."""


class Observation(msgspec.Struct, frozen=True, kw_only=True):
    """One technology on one site, merged over visits and scenarios."""

    id: str
    kind: str
    """One of KINDS."""
    name: str
    host: str
    provider: str
    """Registrable domain."""
    company: str = ""
    """Who is behind the provider, where known."""
    party: str
    """`first` or `third`."""
    category: str
    rule: str
    source: str
    confidence: str
    conflicts: tuple[str, ...] = ()
    lifetime_s: float | None = None
    """As sent (Max-Age before Expires, RFC 6265bis 5.5), before the browser's cap. None for a session."""
    scenarios: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()
    """Addresses of the pages on which it was seen."""
    set_by: tuple[str, ...] = ()
    """URLs of the responses or scripts that set it."""
    urls: tuple[str, ...] = ()
    """For a beacon or third party: the addresses requested."""
    origin: str = ""
    key: str = ""
    identifier: str = ""
    """`strong`, `weak` or empty: may the value tell one browser from another? See analyzers.identifiers."""
    identifier_why: str = ""
    stored: bool = True
    """False when the browser refused every attempt to set it."""
    value_kind: str = ""
    """Length and kind of the value, never the value: `36 characters, uuid`."""
    details: dict[str, Any] = {}
    """More facts by kind: a cookie's attributes, a beacon's mechanisms and reasons."""
    evidence: tuple[Source, ...] = ()
    """Where it was seen; the first places only, `details["times"]` counts all."""


class Declaration(msgspec.Struct, frozen=True, kw_only=True):
    """One thing the policy says will happen."""

    id: str
    kind: str
    """One of KINDS, or `ip-address`, `signal` (Do Not Track, GPC), `category` (the policy defines a category)."""
    name: str = ""
    """May hold `*`; empty when the policy names no item."""
    provider: str = ""
    """The company or domain as written; empty when none is named."""
    category: str = ""
    """One of CATEGORIES; empty when the text ties it to none."""
    category_as_written: str = ""
    party: str = "any"
    """`first`, `third`, `any`."""
    lifetime: str = ""
    """As written: `2 years`, `session`, `persistent`; empty when not said."""
    lifetime_s: float | None = None
    """Seconds where the text gives a duration."""
    purpose: str = ""
    where: tuple[str, ...] = ()
    """`website`, `e-mail` where the text says so."""
    strength: str = "class"
    """`item` (names it), `provider` (names who), `class` (names the kind only)."""
    quote: str
    """Verbatim out of the document."""
    place: str
    """Heading path and character offset: `4. Website Navigation data > Performance cookies, character 8,120`."""
    language: str = "en"
    confidence: str = "high"
    source: str = "prose"
    """What reader found it: `prose`, `table`, `list`, `file` (written by hand), `gpc.json`, or a consent tool as `onetrust`."""


class Promise(msgspec.Struct, frozen=True, kw_only=True):
    """One thing the policy says will not happen, or will hold."""

    id: str
    subject: str
    """As `anonymous-performance`, `dnt`, `session-cookies-end`, `storage-country`, `notice-of-change`."""
    statement: str
    """In our plain words."""
    quote: str
    place: str
    category: str = ""
    language: str = "en"
    outcome: str = "not-checked"
    """`kept`, `contradicted`, `not-testable`, `not-checked`."""
    why: str = ""
    evidence: tuple[Source, ...] = ()
    facts: dict[str, Any] = {}
    """What the sentence fixes: `{"days": 30, "unit": "business days"}`, `{"countries": ["United States"]}`."""


class Unread(msgspec.Struct, frozen=True, kw_only=True):
    """A passage that speaks of tracking but of which nothing was read."""

    quote: str
    place: str
    why: str


class PolicyReading(msgspec.Struct, frozen=True, kw_only=True):
    """All that one policy document says, or why it could not be read."""

    declarations: tuple[Declaration, ...] = ()
    promises: tuple[Promise, ...] = ()
    unread: tuple[Unread, ...] = ()
    source: str = ""
    """Address or file name."""
    sha256: str = ""
    language: str = "en"
    title: str = ""
    date_as_written: str = ""
    could_not_read: str = ""
    """Why nothing can be concluded from this document; empty when it was read."""


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """Where observation and declaration or promise differ."""

    id: str
    site: str
    verdict: str
    """As `undeclared`, `declared-not-observed`, `not-checked`, `mechanism-not-mentioned`, `lifetime-longer`,
    `promise-contradicted`, `unclassified`."""
    weight: int
    """Harm, 0 (for information) to 100; the reports sort by it. The table is analyzers.comparison.weights."""
    title: str
    """One plain sentence."""
    why: str
    """Why observation and declaration differ."""
    confidence: str = "high"
    observation: tuple[str, ...] = ()
    """Ids."""
    declaration: tuple[str, ...] = ()
    promise: str = ""
    quote: str = ""
    """What was promised, verbatim; empty when the policy says nothing."""
    place: str = ""
    evidence: tuple[Source, ...] = ()
    when: str = ""
    """When what it is about was first seen in this scan (UTC, ISO 8601); empty where nothing was seen."""
    document: dict[str, str] = {}
    """The text that the quote stands in: `url`, `sha256` of its bytes, `date` as written in it; empty without a quote."""
    remedy: str = ""
    """What would resolve it."""
    waiver: dict[str, str] = {}
    """Who answers for it (`owner`), why (`reason`) and `until` which day; empty when nobody does. Its weight is then 0."""


class Coverage(msgspec.Struct, frozen=True, kw_only=True):
    """How much of the site was really seen, and what could not be."""

    pages_planned: int = 0
    pages_measured: int = 0
    pages: tuple[dict[str, Any], ...] = ()
    """Each visit: url, outcome, reason, status, ended_by, title."""
    requests: int = 0
    requests_ledger_only: int = 0
    requests_browser_own: int = 0
    set_cookie_lines: int = 0
    set_cookie_refused: int = 0
    not_checked: tuple[str, ...] = ()
    """In plain words, what this scan could not tell, and why."""
    by_strength: dict[str, int] = {}
    """Observations covered by `item`, `provider`, `class`, `none`."""
    complete: bool = False
    """Every planned page was measured and no recorder failed. Sessions that go over the pages of the first visit again
    (analyzers.scenarios.is_repeat) have an answer of their own in `sessions`."""
    sessions: tuple[dict[str, Any], ...] = ()
    """Each planned session: session, scenario, profile, what, ended, reason, pages_planned, pages_measured, complete. The
    other numbers are of the sessions that are no repetition."""


class SiteReport(msgspec.Struct, frozen=True, kw_only=True):
    """Everything the reports print about one site."""

    site: str
    started: str
    """UTC, ISO 8601."""
    evidence: str
    """Path of the evidence folder."""
    seal: str
    """Digest of the manifest, hexadecimal."""
    policy: dict[str, Any] = {}
    """url, title, date, digest, language, could_not_read, how it was found."""
    observations: tuple[Observation, ...] = ()
    findings: tuple[Finding, ...] = ()
    declarations: tuple[Declaration, ...] = ()
    promises: tuple[Promise, ...] = ()
    unread: tuple[Unread, ...] = ()
    coverage: Coverage = Coverage()
    measured_with: dict[str, Any] = {}
    """Browser, version, user agent, third-party-cookie mode, canary, lists and knowledge with version and digest."""
    covered_by: dict[str, dict[str, Any]] = {}
    """Observation id -> {"strength": item|provider|class|none, "declaration": id}."""
