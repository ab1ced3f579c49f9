"""How fast items are judged: requests against filter lists, and cookies sorted, in one process.

    python -m benchmarks.judging [--lists DIR] [--requests N] [--cookies N]

DIR holds easylist.txt and easyprivacy.txt; without it Debian's package is looked for, and without that lists of the same
size and shape are made up (and said so). Requests are made up too, the same each time: two thirds of them match no host of
a list, as on real pages. Aims: 50,000 requests a second with rule, section and line; 100,000 cookies in 10 seconds.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from analyzers.categories import Item, categorise
from analyzers.filter_rules import FilterRules, RuleList
from analyzers.knowledge import Knowledge
from avow.knowledge_update import DEBIAN

NAMES = ("easylist", "easyprivacy")
WORDS = ["shop", "news", "blog", "media", "cart", "item", "photo", "style", "main", "app"]
WORDS += ["vendor", "chunk", "list", "page", "user", "data", "core", "theme", "index", "extra"]
KINDS = ("image", "script", "xhr", "stylesheet", "ping", "document", "font")


def made_up_list(path: Path, seed: int, hosts: int = 42_000, paths: int = 9_000) -> None:
    """A list of about the size and shape of EasyList: mostly `||host^` rules, some paths, some exceptions."""
    with path.open("w", encoding="utf-8") as file:
        file.write("[Adblock Plus 2.0]\n! *** list:list/made_up_servers.txt ***\n")
        for number in range(hosts):
            option = ("", "$third-party", "$script", "$image,third-party")[number % 4]
            file.write(f"||tracker{number}-{seed}.example{number % 37}.com^{option}\n")
        file.write("! *** list:list/made_up_general.txt ***\n")
        for number in range(paths):
            file.write(f"/{WORDS[number % 20]}{number}/{WORDS[number % 17]}-ad{seed}.\n")
        for number in range(900):
            file.write(
                f"@@||tracker{number * 7}-{seed}.example{number * 7 % 37}.com/allowed/$domain=site{number}.com\n"
            )


def requests(count: int, rules: list[str]) -> list[tuple[str, str, str]]:
    """(address, page, type); every third goes to a host that a rule names."""
    hosts = [rule[2:].partition("^")[0] for rule in rules if rule.startswith("||") and rule.partition("^")[1]]
    hosts = [host for host in hosts if "/" not in host and "*" not in host] or ["nobody.example"]
    found = []
    for number in range(count):
        kind = KINDS[number % len(KINDS)]
        page = f"https://www.site{number % 400}.com/"
        path = f"{WORDS[number % 20]}/{WORDS[number % 13]}-{number % 977}.js?v={number % 31}"
        host = hosts[number * 7919 % len(hosts)] if number % 3 == 0 else f"cdn{number % 50}.site{number % 400}.com"
        found.append((f"https://{host}/{path}", page, kind))
    return found


def judge_requests(folder: Path, count: int, title: str) -> None:
    lists = tuple(
        RuleList(name=name, path=folder / f"{name}.txt") for name in NAMES if (folder / f"{name}.txt").is_file()
    )
    lines = [
        line for source in lists for line in source.path.read_text(encoding="utf-8", errors="replace").splitlines()
    ]
    asked = requests(count, lines)
    rules = FilterRules(lists)
    started = time.perf_counter()
    rules.match("https://first.example/", "https://site.example/", "image")
    built = time.perf_counter() - started
    started = time.perf_counter()
    hits = sum(rules.match(url, page, kind) is not None for url, page, kind in asked)
    spent = time.perf_counter() - started
    print(
        f"{title}: {len(lines):,} lines in {len(lists)} lists, built in {built:.2f} s; {count:,} requests in {spent:.2f} s = "
        f"{count / spent:,.0f} a second, {hits:,} hits"
    )


def judge_cookies(count: int) -> None:
    with TemporaryDirectory() as empty:
        started = time.perf_counter()
        knowledge = Knowledge.load(Path(empty))
        loaded = time.perf_counter() - started
    known = [entry.pattern.replace("*", "17") for entry in knowledge.names]
    items = [
        Item(
            name=known[number * 31 % len(known)]
            if number % 2
            else f"{WORDS[number % 20]}_{WORDS[number % 11]}{number}",
            host=f".site{number % 3000}.com",
            site=f"www.site{number % 3000}.com",
            party="first",
            value=f"{number:032x}",
            lifetime_s=86_400.0 * (number % 400),
        )
        for number in range(count)
    ]
    started = time.perf_counter()
    unknown = sum(categorise(item, knowledge).category == "unknown" for item in items)
    spent = time.perf_counter() - started
    print(
        f"knowledge loaded in {loaded:.2f} s; {count:,} cookies (half of unknown names) sorted in {spent:.2f} s = "
        f"{count / spent:,.0f} a second, {unknown:,} unknown"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--lists", type=Path)
    parser.add_argument("--requests", type=int, default=100_000)
    parser.add_argument("--cookies", type=int, default=100_000)
    options = parser.parse_args()
    folder = options.lists or (DEBIAN if DEBIAN.is_dir() else None)
    if folder:
        judge_requests(folder, options.requests, f"lists of {folder}")
    else:
        with TemporaryDirectory() as made:
            for seed, name in enumerate(NAMES):
                made_up_list(Path(made) / f"{name}.txt", seed)
            judge_requests(Path(made), options.requests, "made-up lists")
    judge_cookies(options.cookies)


if __name__ == "__main__":
    main()
