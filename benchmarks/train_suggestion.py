"""Train the small model of analyzers/suggestion.py, or measure it on sites it was not trained on.

    python -m benchmarks.train_suggestion DEV_CSV --check        # ten parts by site: trained on nine, measured on the tenth
    python -m benchmarks.train_suggestion DEV_CSV --out FILE     # trained on all; the same bytes each time

DEV_CSV as for benchmarks/sorting.py. Our own knowledge trains along, at a lower weight, since its names are known anyway:
it teaches what vendors' names look like. Multinomial logistic regression by AdaGrad with a fixed order; no random numbers.
What is asked of the model is always an item that no rule knows; how the categories are spread among those is learnt from
those only (analyzers.suggestion.other_pieces).
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
    ASKED,
    ENTRY,
    KNOWN,
    SHORTEST,
    Model,
    is_sure_enough,
    name_pieces,
    other_pieces,
    places,
    suggest,
)
from avow.cookie_list import item_of_row
from benchmarks.sorting import part_of, scores

BUCKETS = 32768
EPOCHS = 10
RATE = 0.08
SHRINK = 0.001
SHRINK_NAME = 0.01
"""How strongly weights are held near nothing; those of the name's pieces more, of which there are many and each is rare."""

WEIGHTS = {ASKED: 2.0, KNOWN: 0.3, ENTRY: 0.05}
"""Weight of a labelled row that no certain rule knows, of one that a rule knows, of an entry of our own knowledge."""
RARE = {"functionality": 3.0}
"""What examples of a rare category count more: one labelled row in twenty is functionality."""

UNTRAINED = tuple(rule for rule in RULES if rule is not trained_model)
GUESSED = ("loose words", "nothing known")
"""Steps of decision that are guesses; see analyzers.categories.RULES."""

Example = tuple[list[int], list[int], int, float]
"""Places of the name's pieces and of the others, the category's column, the weight."""


def example(item: Item, knowledge: Knowledge, group: str, category: str) -> Example:
    """An item as the training reads it."""
    traits = traits_of(item, knowledge)
    name, others = places(name_pieces(traits), BUCKETS), places(other_pieces(traits, group), BUCKETS)
    return name, others, CATEGORIES.index(category), WEIGHTS[group] * RARE.get(category, 1.0)


def examples_of_rows(rows: Sequence[dict[str, str]], knowledge: Knowledge) -> list[Example]:
    """Labelled rows, each name of a site once; rows that no certain rule knows count most, since those are asked for."""
    seen: set[tuple[str, ...]] = set()
    found = []
    for row in rows:
        item = item_of_row(row, knowledge)
        key = (row["site"], item.name, row["category"])
        if key in seen:
            continue
        seen.add(key)
        voices = all_voices(item, knowledge, rules=UNTRAINED)
        group = ASKED if voices[0][0] in GUESSED else KNOWN
        found.append(example(item, knowledge, group, row["category"]))
    return found


def examples_of_knowledge(knowledge: Knowledge) -> list[Example]:
    """Our own entries whose names stand for themselves, as if seen by name alone. Names that mean their service on its
    own domains only (`where = own`) are left out: elsewhere they prove nothing."""
    return [
        example(Item(name=entry.pattern.replace("*", "0")), knowledge, ENTRY, entry.category)
        for entry in knowledge.names
        if entry.where == "site" and len(entry.pattern) >= SHORTEST
    ]


def train(examples: Sequence[Example]) -> Model:
    """Fit the weights. The order of the examples is that of a digest of theirs, so that it is always the same."""
    order = sorted(examples, key=lambda example: hashlib.sha256(repr(example).encode()).digest())
    weights = np.zeros((BUCKETS, len(CATEGORIES)))
    squares = np.full((BUCKETS, len(CATEGORIES)), 1e-3)
    for _ in range(EPOCHS):
        for name, others, truth, weight in order:
            sums = weights[name].sum(axis=0) + weights[others].sum(axis=0)
            powers = np.exp(sums - sums.max())
            gradient = powers / powers.sum()
            gradient[truth] -= 1.0
            for found, shrink in ((name, SHRINK_NAME), (others, SHRINK)):
                step = weight * gradient[None, :] + shrink * weights[found]
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
    judged: list[tuple[dict[str, str], str]] = []
    for part in range(parts):
        rest = [row for row in rows if part_of(row["site"], parts) != part]
        trained = train([*examples_of_rows(rest, knowledge), *of_knowledge])
        for row in (row for row in rows if part_of(row["site"], parts) == part):
            item = item_of_row(row, knowledge)
            rule, verdict = all_voices(item, knowledge, rules=UNTRAINED)[0]
            final = verdict.category
            if rule in GUESSED:
                guess = suggest(traits_of(item, knowledge), trained)
                final = guess.category if is_sure_enough(guess, item.party) else final
                guessed.append((row["category"], guess.category, final, verdict.category))
            judged.append((row, final))
    print(f"{len(guessed)} rows that no certain rule knows")
    report("model, whatever its probability", [(truth, said) for truth, said, _, _ in guessed])
    report("model where it is sure enough, else words", [(truth, final) for truth, _, final, _ in guessed])
    made = [(truth, said) for truth, said, final, words in guessed if final == said and final != words]
    report("suggestions that are made", made)
    report("words of the name alone", [(truth, rule) for truth, _, _, rule in guessed])
    report("all rows", [(row["category"], said) for row, said in judged])
    new = [(row["category"], said) for row, said in judged if row.get("in_ocd") == "no"]
    report("rows whose name no database knows", new)
    for source in sorted({row.get("source", "") for row in rows}):
        of_source = [(row["category"], said) for row, said in judged if row.get("source", "") == source]
        report(f"rows of {source[:34]}", of_source)


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
