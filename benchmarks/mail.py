"""Are the beacons of mails found, and spacers left alone?

    python benchmarks/mail.py CORPUS [--list]

CORPUS holds `newsletters/*` (mails), `weak_labels.csv` and `tracker_patterns.json`.

1. False alarms. weak_labels.csv has one row for each img tag of the mails: file, img_src, tiny_or_hidden (1 for small or
   hidden), mtb_service (a known service's name), tag. It is weak: "tiny" rows hold every spacer, but also real beacons,
   recognisable by their query. Printed: how many tiny places are called beacons, apart for those without a query
   (spacers, by the definition "a spacer has no query") and those with one; and how many of all tiny places are called
   beacons although their address names no recipient: the most that a stricter reading could count as false.
2. Recall. Each pattern of the known services is made into an address with a made-up token and set into a made-up mail:
   as a 1x1 image, hidden by style, and without any size; then once more on a neutral host, so that no name can help.
   A service counts as recognised when one of its patterns is. The list is not used by the product.
3. What is weak: the same 1x1 images without any token, and plain files on the same hosts, which are no beacons.

Exit 1 when more than 1 % of the spacers are called beacons, or a service's 1x1 image is not recognised.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import re
import string
import sys
import tempfile
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

from analyzers.email import mail_verdicts
from crawler.evidence import Evidence
from crawler.imports.email import import_email
from crawler.imports.email_html import remote_resources

PAGE = """From: Shop <news@shop.test>
To: Ada <ada@reader.test>
Subject: Offers
Date: Sun, 01 Mar 2026 10:00:00 +0000
Message-ID: <1@shop.test>
MIME-Version: 1.0
Content-Type: text/html; charset=utf-8

<html><body><p>Hello Ada</p><a href="https://www.shop.test/sale">Sale</a>
<img src="https://img.shop.test/logo.png" width="200" height="60">
<img src="https://img.shop.test/spacer.gif" width="1" height="10">
{image}</body></html>
"""
SHAPES = {
    "1x1": '<img src="{url}" width="1" height="1" alt="">',
    "hidden": '<img src="{url}" style="display:none">',
    "no size": '<img src="{url}">',
}


def beacons_of(mail: bytes | Path) -> dict[str, bool]:
    """Address -> does it carry an identifier, of the images that the product calls beacons, through import, seal and
    judgement."""
    with tempfile.TemporaryDirectory() as folder:
        path = mail if isinstance(mail, Path) else Path(folder) / "mail.eml"
        if isinstance(mail, bytes):
            path.write_bytes(mail)
        evidence = Evidence(import_email(path, Path(folder) / "out").folder)
        return {
            beacon.url: beacon.per_recipient for _, verdict in mail_verdicts(evidence) for beacon in verdict.beacons
        }


def false_alarms(corpus: Path, show: bool) -> float:
    """Prints the counts; returns the share of spacers called beacons."""
    labels: dict[str, list[dict[str, str]]] = {}
    with (corpus / "weak_labels.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            labels.setdefault(row["file"], []).append(row)
    places, called, wrong = Counter[str](), Counter[str](), Counter[str]()
    unidentified = 0
    for path in sorted((corpus / "newsletters").iterdir()):
        found = beacons_of(path)
        for row in labels.get(path.name, []):
            tag = remote_resources(row["tag"])
            url = tag[0].url if tag else row["img_src"]
            kind = "seen" if row["tiny_or_hidden"] == "0" else "tiny, query" if "?" in url else "tiny, no query"
            places[kind] += 1
            called[kind] += url in found
            unidentified += kind != "seen" and not found.get(url, True)
            if url in found:
                wrong[f"{kind}: {url}"] += 1
    for kind in ("tiny, no query", "tiny, query", "seen"):
        print(f"images of newsletters, {kind}: {places[kind]}, called beacons {called[kind]}")
    tiny = places["tiny, no query"] + places["tiny, query"]
    print(
        f"of all {tiny} small or hidden images {called['tiny, no query'] + called['tiny, query']} are called beacons,"
    )
    print(f"  {unidentified} of them ({unidentified / max(tiny, 1):.2%} of all) without an identifier of the recipient")
    if show:
        for text, times in sorted(wrong.items()):
            print(f"  {times:4} {text[:150]}")
    return called["tiny, no query"] / max(places["tiny, no query"], 1)


def token(rng: random.Random, number: int) -> str:
    """A made-up recipient's mark, in the forms that senders use."""
    forms = (
        lambda: "".join(rng.choices(string.ascii_letters + string.digits, k=22)),
        lambda: "".join(rng.choices("0123456789abcdef", k=32)),
        lambda: str(rng.randrange(10**7, 10**9)),
        lambda: "-".join("".join(rng.choices("0123456789abcdef", k=k)) for k in (8, 4, 4, 4, 12)),
    )
    return forms[number % len(forms)]()


def address(pattern: str, rng: random.Random, number: int, neutral: bool) -> str:
    """An address that a pattern of the list matches. A pattern is a piece of an address, or a regular expression."""
    text = re.sub(r"\(-?[\w.]+\)\?", "", pattern)
    text = (
        re.sub(r"\(w\)\{10,\}|\\w\{16\}|\(\.\*\)|\.\+", lambda _: token(rng, 0), text)
        .replace("\\?", "?")
        .replace("\\", "")
    )
    if text.startswith("/"):
        text = f"click.sender.test{text}"
    elif "/" not in text and "." not in text.strip("."):
        text = f"click.sender.test/{text}"
    text = text.replace("click.sender.test/.", "click.sender.test/x.") if "test/." in text else text.lstrip(".")
    if text.endswith("."):
        text += "net"
    mark = token(rng, number)
    last = text.rpartition("/")[2]
    if "?" in last:
        text += mark if text.endswith(("=", "_", "+")) else f"id={mark}" if last.endswith("?") else f"&id={mark}"
    elif text.endswith(("/", "_", "-", "+")) or "/" not in text:
        text += mark if "/" in text else f"/{mark}"
    elif re.search(r"\.\w{2,5}$", last):
        text += f"?id={mark}"
    else:
        text += f"/{mark}"
    url = f"https://{text}"
    return url.replace(f"//{urlsplit(url).netloc}", "//m.sender.test", 1) if neutral else url


def weak_points(corpus: Path) -> None:
    """Prints what is found of 1x1 images without any token, and what is called of the same hosts' plain files."""
    services: dict[str, list[str]] = json.loads((corpus / "tracker_patterns.json").read_text(encoding="utf-8"))
    rng, hits, decoys, total = random.Random(2), 0, 0, 0
    for patterns in services.values():
        for number, pattern in enumerate(patterns):
            marked = address(pattern, rng, number, neutral=False)
            bare = re.sub(r"[?&]id=[\w-]+$", "", marked)
            bare = re.sub(r"(?<=[/=_+-])[\w-]{8,}$", "", bare) if bare == marked else bare
            hits += bare in beacons_of(PAGE.format(image=SHAPES["1x1"].format(url=bare)).encode())
            host = urlsplit(marked).netloc
            files = [f"https://{host}/images/spacer.gif", f"https://{host}/9fa804f4688ffc/line.gif"]
            page = PAGE.format(image="".join(SHAPES["1x1"].format(url=url) for url in files))
            decoys += len(beacons_of(page.encode()).keys() & set(files))
            total += 1
    print(f"open-pixels, 1x1, without any token: patterns {hits} of {total}")
    print(f"plain 1x1 files on the same hosts: {2 * total}, called beacons {decoys}")


def recall(corpus: Path, show: bool) -> int:
    """Prints recall by shape; returns how many services are missed as a 1x1 image."""
    services: dict[str, list[str]] = json.loads((corpus / "tracker_patterns.json").read_text(encoding="utf-8"))
    missed = 0
    for neutral in (False, True):
        for shape, markup in SHAPES.items():
            rng = random.Random(1)
            hit_patterns = total = hit_services = 0
            for service, patterns in services.items():
                urls = [address(pattern, rng, number, neutral) for number, pattern in enumerate(patterns)]
                pages = [PAGE.format(image=markup.format(url=url)).encode() for url in urls]
                hits = [url in beacons_of(page) for url, page in zip(urls, pages, strict=True)]
                total += len(hits)
                hit_patterns += sum(hits)
                hit_services += any(hits)
                if shape == "1x1":
                    missed += not any(hits)
                if show:
                    for url, hit in zip(urls, hits, strict=True):
                        print(
                            "" if hit else f"  missed ({shape}{', neutral host' * neutral}) {service}: {url}\n", end=""
                        )
            print(
                f"open-pixels, {shape}{', neutral host' * neutral}: services {hit_services} of {len(services)},"
                f" patterns {hit_patterns} of {total}"
            )
    return missed


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--list", action="store_true", help="print each miss and each called image")
    options = parser.parse_args()
    share = false_alarms(options.corpus, options.list)
    print(f"spacers called beacons: {share:.2%} (at most 1 %)")
    weak_points(options.corpus)
    missed = recall(options.corpus, options.list)
    return 1 if share > 0.01 or missed else 0


if __name__ == "__main__":
    sys.exit(main())
