"""How much of real cookie tables is read: row-level F1 of (name, category) per document, and the fields apart.

    python -m benchmarks.policy CORPUS_DIR [--show DOCUMENT]

CORPUS_DIR holds `gold_declared.csv` (columns doc, name, category, domain_or_provider, storage_type, expiry, party) and
the documents that its `doc` names. Names are compared with every wildcard as `*` and without counts like `[x2]`; rows whose
category the corpus leaves open are compared by name alone.
"""

from __future__ import annotations

import argparse
import csv
import re
import time
from collections import Counter, defaultdict
from pathlib import Path

from analyzers.model import Declaration
from analyzers.policy import read_policy
from analyzers.policy.durations import read_lifetime
from analyzers.policy.names import COUNT, to_pattern

OPEN = "(purpose only)"
Key = tuple[str, str]


def same_name(name: str) -> str:
    return to_pattern(COUNT.sub("", name.strip())).casefold()


def f1(found: Counter[Key], wanted: Counter[Key]) -> tuple[float, float, float]:
    """Precision, recall, F1 over distinct pairs."""
    hits = len(set(found) & set(wanted))
    precision = hits / len(set(found)) if found else 0.0
    recall = hits / len(set(wanted)) if wanted else 0.0
    return precision, recall, 2 * precision * recall / (precision + recall) if hits else 0.0


def words(text: str) -> set[str]:
    return set(re.findall(r"[\w-]+(?:\.[\w-]+)*", text.casefold()))


def read(path: Path) -> list[Declaration]:
    reading = read_policy(path.read_bytes(), source=path.name)
    return [one for one in reading.declarations if one.strength == "item" and one.kind != "signal"]


def fields(found: list[Declaration], rows: list[dict[str, str]]) -> dict[str, tuple[int, int]]:
    """(right, asked) for provider and duration, over rows whose name was found."""
    by_name: dict[str, list[Declaration]] = defaultdict(list)
    for one in found:
        by_name[same_name(one.name)].append(one)
    score = {"provider": [0, 0], "duration": [0, 0]}
    for row in rows:
        ours = by_name.get(same_name(row["name"]), [])
        if not ours:
            continue
        if row["domain_or_provider"].strip():
            score["provider"][1] += 1
            score["provider"][0] += any(words(row["domain_or_provider"]) == words(one.provider) for one in ours)
        if row["expiry"].strip():
            wanted = read_lifetime(row["expiry"], "days")
            score["duration"][1] += 1
            score["duration"][0] += any(
                same_lifetime(read_lifetime(one.lifetime, "days"), wanted.seconds, wanted.kind, row["expiry"], one)
                for one in ours
            )
    return {name: (right, asked) for name, (right, asked) in score.items()}


def same_lifetime(ours: object, seconds: float | None, kind: str, written: str, one: Declaration) -> bool:
    return (
        (one.lifetime_s == seconds and getattr(ours, "kind", "") == kind)
        if kind
        else one.lifetime == " ".join(written.split())
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--show", default="", help="print misses and extras of documents whose path contains this")
    arguments = parser.parse_args()
    rows: dict[str, list[dict[str, str]]] = defaultdict(list)
    with (arguments.corpus / "gold_declared.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            rows[row["doc"]].append(row)
    results: list[float] = []
    names: list[float] = []
    total: dict[str, list[int]] = {"provider": [0, 0], "duration": [0, 0]}
    print(
        f"{'document':56} {'rows':>5} {'read':>5} {'prec':>6} {'recall':>6} {'F1':>6} {'names':>6} "
        f"{'provider':>9} {'duration':>9}  s"
    )
    for document, wanted_rows in rows.items():
        path = arguments.corpus / Path(document).relative_to(Path(document).parts[0])
        begin = time.perf_counter()
        found = read(path)
        seconds = time.perf_counter() - begin
        is_open = {same_name(row["name"]) for row in wanted_rows if row["category"] == OPEN}
        ours: Counter[Key] = Counter()
        for one in found:
            name = same_name(one.name)
            ours[(name, "" if name in is_open else one.category)] += 1
        wanted: Counter[Key] = Counter()
        for row in wanted_rows:
            name = same_name(row["name"])
            wanted[(name, row["category"] if row["category"] not in (OPEN, "unclassified") else "")] += 1
        precision, recall, score = f1(ours, wanted)
        by_name = f1(Counter((name, "") for name, _ in ours), Counter((name, "") for name, _ in wanted))[2]
        results.append(score)
        names.append(by_name)
        told = []
        for field, (right, asked) in fields(found, wanted_rows).items():
            total[field][0] += right
            total[field][1] += asked
            told.append(f"{right}/{asked}")
        print(
            f"{document[-56:]:56} {len(wanted_rows):5} {len(found):5} {precision:6.3f} {recall:6.3f} {score:6.3f} "
            f"{by_name:6.3f} {told[0]:>9} {told[1]:>9}  {seconds:.2f}"
        )
        if arguments.show and arguments.show in document:
            for pair in sorted(set(wanted) - set(ours)):
                print("   missing", pair)
            for pair in sorted(set(ours) - set(wanted)):
                print("   extra  ", pair)
    print(
        f"average F1 of (name, category) {sum(results) / len(results):.3f}, of names {sum(names) / len(names):.3f}; "
        + ", ".join(f"{field} {right / asked:.3f} of {asked}" for field, (right, asked) in total.items() if asked)
    )


if __name__ == "__main__":
    main()
