"""What a small trained model suggests for an item that no rule knows: a guess for the reader to check, never a proof.

A linear model over hashed pieces of the name, the form of the value and the attributes. It was trained on our own
knowledge and on cookies whose sites' operators labelled them (benchmarks/train_suggestion.py); its weights are one small
file. Hashing is CRC-32, so that every machine finds the same places.
"""

from __future__ import annotations

import base64
import json
import math
import re
import zlib
from array import array
from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib import resources

import msgspec

from analyzers import syntax

FILE = "suggestion.json"
LONGEST = 60
"""Characters of a name that are read."""

SHORTEST = 4
"""Characters below which a name says nothing that could be learnt (`id`, `uid`, `fr`)."""

LEAST = 0.45
"""Probability below which nothing is suggested; a quarter would be chance."""

LEAST_MANDATORY = 0.5
"""Probability below which `mandatory` is not suggested for what the site itself sets: likelier than all others together."""

LEAST_MANDATORY_ALONE = 0.6
"""The same where nobody knows whose it is; for a third party it is never suggested. Of what the labelled sites set for
themselves and no rule knows, two thirds are labelled mandatory; a guess must not repeat that by default. Of made-up names
of eight letters, one in seven is called mandatory where it was observed on a site's own host for one session, one in
twenty-three where it stays a year, nearly two in five where the operator's own list has it, one in seven without a host,
none on another's."""

MEASURED = "about two thirds of such suggestions were right on sites it had not seen"
"""What the model is worth, said with every suggestion: by `python -m benchmarks.train_suggestion --check`. Its own probabilities
are those of what it was trained on, too sure for other sites, and are not shown."""

ASKED, KNOWN, ENTRY = "no rule knows", "a rule knows", "entry"
"""Groups of examples; see `other_pieces`."""


class Traits(msgspec.Struct, frozen=True, kw_only=True):
    """What the model reads of an item."""

    name: str
    value: str = ""
    kind: str = "cookie"
    lifetime_s: float | None = None
    http_only: bool | None = None
    party: str = ""
    host: str = ""
    known_host: bool = False
    """Whether the host belongs to a known service."""
    declared: bool = False
    """Out of somebody's list: neither value nor flags were seen."""


_DIGITS = re.compile(r"\d+")
_VALUE_FORMS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("truth", re.compile(r"(?i)(?:true|false|yes|no|on|off|[01])$")),
    ("small", re.compile(r"-?\d{1,6}$")),
    ("time", re.compile(r"1[3-9]\d{8}(?:\d{3})?(?:\.\d+)?$")),
    ("number", re.compile(r"-?\d+(?:\.\d+)?$")),
    ("uuid", re.compile(r"(?i)[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$")),
    ("hexadecimal", re.compile(r"(?i)[0-9a-f]{16,}$")),
    ("token", re.compile(r"eyJ[\w-]+\.")),
    ("language", re.compile(r"[a-zA-Z]{2}(?:[-_][a-zA-Z]{2})?$")),
    ("record", re.compile(r"(?:\{|\[|%7B|%5B)")),
    ("address", re.compile(r"https?(?::|%3A)")),
    ("date", re.compile(r"\d{4}-\d\d-\d\d|[A-Z][a-z]{2}(?:,|%2C)")),
    ("word", re.compile(r"[a-zA-Z_-]{1,20}$")),
    ("base64", re.compile(r"[\w+/%=-]{20,}$")),
)


def form_of(value: str) -> str:
    """The form of a value: none, truth, small, time, uuid, ... other."""
    if not value:
        return "none"
    return next((form for form, pattern in _VALUE_FORMS if pattern.match(value[:200])), "other")


def lifetime_of(seconds: float | None) -> str:
    """session, hour, day, month, quarter, year, longer."""
    if not seconds:
        return "session"
    steps = ((3700, "hour"), (90_000, "day"), (2_700_000, "month"), (8_000_000, "quarter"), (35_000_000, "year"))
    return next((name for limit, name in steps if seconds <= limit), "longer")


def name_pieces(traits: Traits) -> Iterator[str]:
    """What the name gives: its letters by three, four and five, and its words."""
    framed = f"^{_DIGITS.sub('0', traits.name[:LONGEST]).lower()}$"
    for size in (3, 4, 5):
        for start in range(len(framed) - size + 1):
            yield framed[start : start + size]
    yield from (f"word {word}" for word in syntax.words(traits.name))


def other_pieces(traits: Traits, group: str = ASKED) -> Iterator[str]:
    """What else is known of the item: what the rules say of its words and value, whose it is, the form of its value.

    `group` is how the rules stand to it. What is asked is always an item that no rule knows; the training also shows
    items that rules know, each group with pieces of its own, so that it does not learn from one how frequent the
    categories are in another.
    """
    if group != ENTRY:
        hint = next(iter(syntax.hints(traits.name, traits.value)), None)
        said = f"{hint.category} {hint.confidence}" if hint else "none"
        whose = f"{traits.party} {'declared' if traits.declared else 'observed'}"
        yield f"{group} hint {said}"
        yield f"{group} hint {said} {traits.declared}"
        yield f"{group} party {whose}"
        yield f"words {min(len(syntax.words(traits.name)), 5)}"
        yield f"kind {traits.kind}"
        yield f"known host {traits.known_host}"
        if traits.value:
            yield f"value {form_of(traits.value)}"
            yield f"lifetime {lifetime_of(traits.lifetime_s)}"
            yield f"http only {traits.http_only}"
    yield group


def places(pieces: Iterable[str], buckets: int) -> list[int]:
    """Where features stand among `buckets` places."""
    return sorted({zlib.crc32(piece.encode("utf-8", "surrogatepass")) % buckets for piece in pieces})


class Model(msgspec.Struct, frozen=True, kw_only=True):
    classes: tuple[str, ...]
    buckets: int
    scale: float
    version: str
    weights: array[int]
    """int8, `buckets` rows of one column per class."""


@lru_cache(maxsize=1)
def model() -> Model | None:
    """The model of this release; None where its file is not there."""
    path = resources.files("analyzers.knowledge") / FILE
    if not path.is_file():
        return None
    data = json.loads(path.read_text(encoding="utf-8"))
    return Model(
        classes=tuple(data["classes"]),
        buckets=data["buckets"],
        scale=data["scale"],
        version=data["version"],
        weights=array("b", zlib.decompress(base64.b64decode(data["weights"]))),
    )


class Suggestion(msgspec.Struct, frozen=True):
    category: str
    probability: float


def suggest(traits: Traits, trained: Model) -> Suggestion:
    """The category that the model finds likeliest."""
    scores = _scores([*name_pieces(traits), *other_pieces(traits)], trained)
    best = scores.index(max(scores))
    return Suggestion(trained.classes[best], _share(scores, best))


def _scores(pieces: Iterable[str], trained: Model) -> list[float]:
    count, weights = len(trained.classes), trained.weights
    sums = [0] * count
    for place in places(pieces, trained.buckets):
        start = place * count
        for column in range(count):
            sums[column] += weights[start + column]
    return [total * trained.scale for total in sums]


def _share(scores: list[float], column: int) -> float:
    top = max(scores)
    powers = [math.exp(score - top) for score in scores]
    return powers[column] / sum(powers)


def is_sure_enough(suggestion: Suggestion, party: str = "") -> bool:
    """May the suggestion be made? `mandatory` needs more than the others, and is never suggested for a third party."""
    if suggestion.category != "mandatory":
        return suggestion.probability >= LEAST
    return party != "third" and suggestion.probability >= (
        LEAST_MANDATORY if party == "first" else LEAST_MANDATORY_ALONE
    )
