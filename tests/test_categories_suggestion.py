"""What the trained model suggests, and that it stays a suggestion."""

import random
from array import array
from pathlib import Path
from zlib import crc32

import pytest

from analyzers.categories import Item, categorise
from analyzers.knowledge import Knowledge
from analyzers.model import CATEGORIES
from analyzers.suggestion import (
    Model,
    Suggestion,
    Traits,
    form_of,
    is_sure_enough,
    lifetime_of,
    model,
    name_pieces,
    other_pieces,
    suggest,
)

OWN = Knowledge.load(Path("/nonexistent"))


def made_up(piece: str, category: str) -> Model:
    """A model that knows one piece."""
    buckets = 4096
    weights = array("b", bytes(buckets * 4))
    weights[crc32(piece.encode()) % buckets * 4 + CATEGORIES.index(category)] = 100
    return Model(classes=CATEGORIES, buckets=buckets, scale=0.05, version="x", weights=weights)


def names_without_meaning(count: int) -> list[str]:
    letters = random.Random(7)
    return ["".join(letters.choices("abcdefghijklmnopqrstuvwxyz", k=8)) for _ in range(count)]


def test_the_model_of_this_release_is_there_and_small() -> None:
    trained = model()
    assert trained is not None
    assert trained.classes == CATEGORIES
    assert len(trained.weights) == trained.buckets * 4 < 200_000


def test_a_piece_that_speaks_for_a_category_makes_it_likelier() -> None:
    guess = suggest(Traits(name="zzqq"), made_up("zzqq$", "targeting"))
    assert guess.category == "targeting"
    assert guess.probability > 0.9


def test_without_weights_every_category_is_as_likely() -> None:
    flat = Model(classes=CATEGORIES, buckets=8, scale=1.0, version="x", weights=array("b", bytes(32)))
    assert suggest(Traits(name="anything"), flat).probability == pytest.approx(0.25)


@pytest.mark.parametrize(
    ("category", "probability", "party", "made"),
    [
        ("performance", 0.46, "third", True),
        ("performance", 0.44, "first", False),
        ("mandatory", 0.51, "first", True),
        ("mandatory", 0.49, "first", False),
        ("mandatory", 0.59, "", False),
        ("mandatory", 0.61, "", True),
        ("mandatory", 0.99, "third", False),
    ],
)
def test_mandatory_needs_more_than_the_others_and_is_never_suggested_for_a_third_party(
    category: str, probability: float, party: str, made: bool
) -> None:
    assert is_sure_enough(Suggestion(category, probability), party) is made


def test_how_frequent_a_category_is_among_known_items_says_nothing_of_unknown_ones() -> None:
    by_frequency = made_up("a rule knows", "mandatory")
    assert suggest(Traits(name="zzqq"), by_frequency).probability == pytest.approx(0.25)


def test_what_a_list_declares_is_told_from_what_was_observed() -> None:
    declared, observed = (
        set(other_pieces(Traits(name="zzqq", party="first", declared=said))) for said in (True, False)
    )
    assert "no rule knows party first declared" in declared
    assert "no rule knows party first observed" in observed


def test_names_without_meaning_are_mostly_left_unknown_and_never_mandatory_for_a_third_party() -> None:
    def share(party: str, category: str) -> float:
        host = "www.shop.com" if party == "first" else "nobody.example"
        items = [Item(name=name, host=host, party=party, site="www.shop.com") for name in names_without_meaning(300)]
        return sum(categorise(item, OWN).category == category for item in items) / len(items)

    assert share("first", "mandatory") < 0.25
    assert share("third", "mandatory") == 0
    assert share("first", "unknown") > 0.5


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
    assert not any("kowalska" in piece for piece in other_pieces(Traits(name="x", value=secret)))


def test_a_name_of_a_megabyte_is_cut() -> None:
    traits = Traits(name="x" * 1_000_000, value="y" * 1_000_000)
    assert len([*name_pieces(traits), *other_pieces(traits)]) < 1000
