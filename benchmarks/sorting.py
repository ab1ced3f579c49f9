"""How well items are sorted: accuracy, macro-F1, F1 by class, confusion and coverage over labelled cookies.

    python -m benchmarks.sorting DEV_CSV [--ocd DIR] [--errors]

DEV_CSV has the columns of `avow sort` and `category` (the truth), `site`, `in_ocd` (`no`: no database knows the name).
Figures are for all rows and for rows of unknown names; with our knowledge alone and, with --ocd, with the Open Cookie
Database behind it. `unknown` counts as wrong. Sites are also cut into five parts by the digest of their name: the spread
over the parts says how much a figure hangs on single sites. The trained model saw DEV_CSV, so that its share of the
figures over that file is memory: the first table leaves it out, and python -m benchmarks.train_suggestion --check measures it on
sites that it did not see.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from analyzers.categories import RULES, categorise, trained_model
from analyzers.knowledge import Knowledge
from analyzers.model import CATEGORIES, Category
from avow.cookie_list import item_of_row
from avow.knowledge_update import update

Row = dict[str, str]


def part_of(site: str, parts: int = 5) -> int:
    """Which part of the data a site is in; the same on every machine."""
    return int(hashlib.sha256(site.encode()).hexdigest(), 16) % parts


def scores(pairs: Iterable[tuple[str, str]]) -> tuple[float, float, dict[str, float], float, int]:
    """(accuracy, macro-F1, F1 by class, coverage, rows) of pairs (truth, verdict)."""
    counted = Counter(pairs)
    rows = counted.total()
    f1 = {}
    for category in CATEGORIES:
        hit = counted[category, category]
        said = sum(count for (_, verdict), count in counted.items() if verdict == category)
        true = sum(count for (truth, _), count in counted.items() if truth == category)
        f1[category] = 2 * hit / (said + true) if said + true else 0.0
    right = sum(counted[category, category] for category in CATEGORIES)
    covered = sum(count for (_, verdict), count in counted.items() if verdict != "unknown")
    return right / max(rows, 1), sum(f1.values()) / len(f1), f1, covered / max(rows, 1), rows


def show(title: str, pairs: list[tuple[str, str]]) -> None:
    accuracy, macro, f1, coverage, rows = scores(pairs)
    by_class = "  ".join(f"{category[:4]} {value:.3f}" for category, value in f1.items())
    print(
        f"{title:<44} n={rows:<5} accuracy {accuracy:.3f}  macro-F1 {macro:.3f}  [{by_class}]  coverage {coverage:.3f}"
    )


def confusion(pairs: list[tuple[str, str]]) -> None:
    counted = Counter(pairs)
    columns = (*CATEGORIES, "unknown")
    print("  truth \\ verdict  " + "".join(f"{column[:12]:>14}" for column in columns))
    for truth in CATEGORIES:
        print(f"  {truth:<17}" + "".join(f"{counted[truth, column]:>14}" for column in columns))


def measure(title: str, rows: list[Row], judge: Callable[[Row], Category], errors: bool) -> None:
    verdicts = [(row, judge(row)) for row in rows]
    pairs = [(row["category"], verdict.category) for row, verdict in verdicts]
    print(f"== {title}")
    show("all rows", pairs)
    unknown = [(row["category"], verdict.category) for row, verdict in verdicts if row.get("in_ocd") == "no"]
    show("rows whose name no database knows", unknown)
    for part in range(5):
        here = [(r["category"], v.category) for r, v in verdicts if part_of(r.get("site", "")) == part]
        show(f"  sites of part {part + 1}", here)
    confusion(pairs)
    deciders = Counter(
        (verdict.source, verdict.confidence, row["category"] == verdict.category) for row, verdict in verdicts
    )
    for source, confidence in sorted({key[:2] for key in deciders}):
        right, wrong = deciders[source, confidence, True], deciders[source, confidence, False]
        print(f"  decided by {source:<22} {confidence:<7} {right + wrong:>5} rows, {right / (right + wrong):.3f} right")
    if errors:
        for row, verdict in verdicts:
            if row["category"] != verdict.category:
                place = f"{row['name']} | {row.get('domain', '')[:40]} | {row.get('value', '')[:20]}"
                print(f"  {row['category'][:4]} -> {verdict.category[:4]}  {place}  <- {verdict.rule[:90]}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--ocd", type=Path, help="a folder that holds open-cookie-database.csv")
    parser.add_argument("--errors", action="store_true", help="print every row that was sorted otherwise")
    options = parser.parse_args()
    with options.file.open(encoding="utf-8", newline="") as file:
        rows = [{key: value or "" for key, value in row.items()} for row in csv.DictReader(file)]
    with TemporaryDirectory() as empty:
        own = Knowledge.load(Path(empty))
        plain = tuple(rule for rule in RULES if rule is not trained_model)
        measure(
            "our own knowledge, without the trained model",
            rows,
            lambda row: categorise(item_of_row(row, own), own, rules=plain),
            False,
        )
        measure("our own knowledge", rows, lambda row: categorise(item_of_row(row, own), own), options.errors)
    if options.ocd:
        with TemporaryDirectory() as folder:
            update(Path(folder), source=options.ocd)
            both = Knowledge.load(Path(folder))
            measure("with the Open Cookie Database", rows, lambda row: categorise(item_of_row(row, both), both), False)


if __name__ == "__main__":
    main()
