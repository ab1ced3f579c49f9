"""Train the small model of analyzers/suggestion.py, or measure it on sites it was not trained on.

    python -m benchmarks.train_suggestion DEV_CSV --check        # ten parts by site: trained on nine, measured on the tenth
    python -m benchmarks.train_suggestion DEV_CSV --out FILE     # trained on all; the same bytes each time

DEV_CSV as for benchmarks/sorting.py. Our own knowledge trains along, at a lower weight, since its names are known anyway:
it teaches what vendors' names look like. Multinomial logistic regression by AdaGrad with a fixed order; no random numbers.
"""

from __future__ import annotations

import argparse
import base64
import csv
import hashlib
import json
import zlib
from array import array
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from analyzers.categories import RULES, Item, all_voices, trained_model, traits_of
from analyzers.knowledge import Knowledge
from analyzers.model import CATEGORIES
from analyzers.suggestion import (
    SHORTEST,
    Model,
    is_sure_enough,
    name_pieces,
    other_pieces,
    places,
    suggest,
)
from avow.commands.sort import item_of_row
from benchmarks.sorting import part_of, scores

BUCKETS = 32768
EPOCHS = 12
RATE = 0.08
SHRINK = 0.002
OWN_WEIGHT = 0.3
"""Weight of an entry of our own knowledge against a labelled row."""
UNTRAINED = tuple(rule for rule in RULES if rule is not trained_model)
GUESSED = ("loose words", "nothing known")
"""Steps of decision that are guesses; see analyzers.categories.RULES."""

Example = tuple[list[int], int, float]


def features(item: Item, knowledge: Knowledge) -> list[int]:
    """Places of an item's pieces, each once."""
    traits = traits_of(item, knowledge)
    return places([*name_pieces(traits), *other_pieces(traits)], BUCKETS)


def examples_of_rows(rows: Sequence[dict[str, str]], knowledge: Knowledge) -> list[Example]:
    """Labelled rows, each name of a site once; rows that no certain rule knows count twice, since those are asked for."""
    seen: set[tuple[str, ...]] = set()
    found = []
    for row in rows:
        item = item_of_row(row, knowledge)
        key = (row["site"], item.name, row["category"])
        if key in seen:
            continue
        seen.add(key)
        known = any(step not in GUESSED for step, _ in all_voices(item, knowledge, rules=UNTRAINED))
        found.append((features(item, knowledge), CATEGORIES.index(row["category"]), 1.0 if known else 2.0))
    return found


def examples_of_knowledge(knowledge: Knowledge) -> list[Example]:
    """Our own entries whose names stand for themselves, as if seen by name alone. Names that mean their service on its
    own domains only (`where = own`) are left out: elsewhere they prove nothing."""
    return [
        (
            features(Item(name=entry.pattern.replace("*", "0")), knowledge),
            CATEGORIES.index(entry.category),
            OWN_WEIGHT,
        )
        for entry in knowledge.names
        if entry.where == "site" and len(entry.pattern) >= SHORTEST
    ]


def train(examples: Sequence[Example]) -> Model:
    """Fit the weights. The order of the examples is that of a digest of theirs, so that it is always the same."""
    order = sorted(examples, key=lambda example: hashlib.sha256(repr(example).encode()).digest())
    weights = np.zeros((BUCKETS, len(CATEGORIES)))
    squares = np.full((BUCKETS, len(CATEGORIES)), 1e-3)
    for _ in range(EPOCHS):
        for found, truth, weight in order:
            sums = weights[found].sum(axis=0)
            powers = np.exp(sums - sums.max())
            gradient = powers / powers.sum()
            gradient[truth] -= 1.0
            step = weight * gradient[None, :] + SHRINK * weights[found]
            squares[found] += step**2
            weights[found] -= RATE * step / np.sqrt(squares[found])
    scale = float(np.abs(weights).max()) / 127
    whole = np.rint(weights / scale).astype(np.int8)
    return Model(
        classes=CATEGORIES,
        buckets=BUCKETS,
        scale=round(scale, 8),
        version=hashlib.sha256(whole.tobytes()).hexdigest()[:12],
        weights=array("b", whole.tobytes()),
    )


def write(trained: Model, path: Path) -> None:
    data = {
        "classes": trained.classes,
        "buckets": trained.buckets,
        "scale": trained.scale,
        "version": trained.version,
        "weights": base64.b64encode(zlib.compress(trained.weights.tobytes(), 9)).decode(),
    }
    path.write_text(json.dumps(data, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def check(rows: list[dict[str, str]], knowledge: Knowledge, parts: int = 10) -> None:
    """Print what the model says of rows that no certain rule knows, each judged by a model that never saw its site; and
    what that makes of all rows."""
    of_knowledge = examples_of_knowledge(knowledge)
    guessed: list[tuple[str, str, str, str]] = []
    asked: list[dict[str, str]] = []
    settled: list[tuple[str, str]] = []
    new: list[tuple[str, str]] = []
    for part in range(parts):
        rest = [row for row in rows if part_of(row["site"], parts) != part]
        trained = train([*examples_of_rows(rest, knowledge), *of_knowledge])
        for row in (row for row in rows if part_of(row["site"], parts) == part):
            item = item_of_row(row, knowledge)
            voices = all_voices(item, knowledge, rules=UNTRAINED)
            if voices[0][0] in GUESSED:
                guess = suggest(traits_of(item, knowledge), trained)
                words = voices[0][1].category
                guessed.append(
                    (
                        row["category"],
                        guess.category,
                        guess.category if is_sure_enough(guess, item.party) else words,
                        words,
                    )
                )
                asked.append(row)
            else:
                settled.append((row["category"], voices[0][1].category))
                if unheard(row):
                    new.append(settled[-1])
    print(f"{len(guessed)} rows that no certain rule knows")
    report("model, whatever its probability", [(truth, said) for truth, said, _, _ in guessed])
    sure = [(truth, final) for truth, _, final, _ in guessed]
    report("model where it is sure enough, else words", sure)
    made = [(truth, said) for truth, said, final, words in guessed if final == said and final != words]
    report("suggestions that are made", made)
    report("words of the name alone", [(truth, rule) for truth, _, _, rule in guessed])
    report("all rows", [*sure, *settled])
    report(
        "rows whose name no database knows",
        [*(pair for pair, row in zip(sure, asked, strict=True) if unheard(row)), *new],
    )


def unheard(row: dict[str, str]) -> bool:
    """Does no database know the row's name?"""
    return row.get("in_ocd") == "no"


def report(title: str, pairs: Sequence[tuple[str, str]]) -> None:
    accuracy, macro, f1, coverage, count = scores(pairs)
    shown = " ".join(f"{key[:4]} {value:.3f}" for key, value in f1.items())
    print(f"  {title:<42} n={count:<5} accuracy {accuracy:.3f} macro-F1 {macro:.3f} coverage {coverage:.3f} [{shown}]")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    with options.file.open(encoding="utf-8", newline="") as file:
        rows = [{key: value or "" for key, value in row.items()} for row in csv.DictReader(file)]
    knowledge = Knowledge.load(Path("none"))
    if options.check:
        check(rows, knowledge)
    if options.out:
        write(train([*examples_of_rows(rows, knowledge), *examples_of_knowledge(knowledge)]), options.out)


if __name__ == "__main__":
    main()
