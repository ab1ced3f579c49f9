"""What the trained model suggests, and that it stays a suggestion."""

import time
from array import array
from pathlib import Path
from zlib import crc32

import pytest

from analyzers.categories import Item, categorise
from analyzers.knowledge import Knowledge
from analyzers.model import CATEGORIES
from analyzers.suggestion import LEAST, Model, Traits, form_of, lifetime_of, model, pieces, suggest

OWN = Knowledge.load(Path("/nonexistent"))


def made_up(piece: str, category: str) -> Model:
    """A model that knows one piece."""
    buckets = 4096
    weights = array("b", bytes(buckets * 4))
    weights[crc32(piece.encode()) % buckets * 4 + CATEGORIES.index(category)] = 100
    return Model(classes=CATEGORIES, buckets=buckets, scale=0.05, version="x", weights=weights)


def test_the_model_of_this_release_is_there_and_small() -> None:
    trained = model()
    assert trained is not None
    assert trained.classes == CATEGORIES
    assert len(trained.weights) == trained.buckets * 4 < 100_000


def test_a_piece_that_speaks_for_a_category_makes_it_likelier() -> None:
    category, probability = suggest(Traits(name="zzqq"), made_up("zzqq$", "targeting"))
    assert category == "targeting"
    assert probability > 0.9


def test_without_weights_every_category_is_as_likely() -> None:
    flat = Model(classes=CATEGORIES, buckets=8, scale=1.0, version="x", weights=array("b", bytes(32)))
    assert suggest(Traits(name="anything"), flat)[1] == pytest.approx(0.25)


def test_a_suggestion_says_that_it_is_one() -> None:
    verdicts = [
        categorise(Item(name=f"{word}_zq"), OWN) for word in ("boost", "uidsync", "glimmer", "tunnel", "vq", "opak")
    ]
    guessed = [verdict for verdict in verdicts if verdict.source == "model"]
    assert guessed
    assert all(verdict.confidence == "low" and "to be checked" in verdict.rule for verdict in guessed)
    assert all(verdict.source_version for verdict in guessed)


def test_what_is_known_is_never_left_to_the_model() -> None:
    assert categorise(Item(name="_ga", host="shop.com"), OWN).source == "avow"
    assert categorise(Item(kind="third-party", host="nobody.example"), OWN).category == "unknown"


def test_more_is_asked_of_mandatory_than_of_the_others() -> None:
    assert LEAST["mandatory"] > max(value for key, value in LEAST.items() if key != "mandatory")


@pytest.mark.parametrize(
    ("value", "form"),
    [
        ("", "none"),
        ("true", "truth"),
        ("12", "small"),
        ("1613227780", "time"),
        ("519d187b-f082-4777-916a-11aa22bb33cc", "uuid"),
        ("0123456789abcdef0123", "hexadecimal"),
        ('{"a":1}', "record"),
        ("de-DE", "language"),
        ("https%3A%2F%2Fshop.com", "address"),
        ("???", "other"),
    ],
)
def test_a_value_is_read_for_its_form(value: str, form: str) -> None:
    assert form_of(value) == form


def test_a_lifetime_falls_into_steps() -> None:
    assert [lifetime_of(s) for s in (None, 60, 86_400, 2_592_000, 31_536_000, 99_999_999)] == [
        "session",
        "hour",
        "day",
        "month",
        "year",
        "longer",
    ]


def test_a_values_text_never_reaches_the_model() -> None:
    secret = "anna.kowalska@example.org"
    assert not any("kowalska" in piece for piece in pieces(Traits(name="x", value=secret)))


def test_a_name_of_a_megabyte_is_cut() -> None:
    started = time.perf_counter()
    assert len(list(pieces(Traits(name="x" * 1_000_000, value="y" * 1_000_000)))) < 1000
    assert time.perf_counter() - started < 1
