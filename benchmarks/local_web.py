"""Turn report.json into the findings that a local benchmark web's scorer reads, and print where they lie.

    python -m benchmarks.local_web REPORT.json FINDINGS.json [--log LOG.json]

Findings: {site host: {cookies: [[name, domain]], third_party_hosts: [host], beacons: [url], storage: [[origin, area, key]],
requests: [url]}}, with areas named localStorage, sessionStorage and indexedDB. `requests` is there where the evidence is.

LOG is what the web's server received, as [[time, method, host, address], ...]; with it the requests of the evidence are compared
with it one by one, equal ones counted as often as they came: recall is the part of the log that the evidence holds,
precision the part of what the evidence says went out that the server received.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec

from crawler.evidence import Evidence
from crawler.records import AnyRecord, Request

AREAS = {"local-storage": "localStorage", "session-storage": "sessionStorage", "indexed-db": "indexedDB"}
Sent = tuple[str, str]
"""Method, and host with path and query."""


class Requests(msgspec.Struct, frozen=True):
    """What the server received, against what the evidence holds."""

    received: Counter[Sent]
    held: Counter[Sent]
    """That went out, by the evidence, and did not fail."""
    failed: Counter[Sent]
    """That went out and failed or was given up: a server may have got it."""

    @property
    def missing(self) -> Counter[Sent]:
        return self.received - (self.held + self.failed)

    @property
    def invented(self) -> Counter[Sent]:
        return self.held - self.received

    @property
    def recall(self) -> float:
        return 1 - self.missing.total() / max(self.received.total(), 1)

    @property
    def precision(self) -> float:
        return 1 - self.invented.total() / max(self.held.total(), 1)


def compare_requests(records: Iterable[AnyRecord], log: Iterable[list[Any]]) -> Requests:
    """Compare the requests of the evidence with a server's log, for the hosts that the log names."""
    received = Counter((str(method), f"{host}{address}") for _, method, host, address, *_ in log)
    hosts = {address.partition("/")[0] for _, address in received}
    held: Counter[Sent] = Counter()
    failed: Counter[Sent] = Counter()
    for record in records:
        if isinstance(record, Request) and record.seen_by != ("static",) and not record.from_cache:
            address = record.url.partition("#")[0].partition("://")[2]
            if address.partition("/")[0] in hosts:
                (failed if record.error else held)[record.method, address] += 1
    return Requests(received, held, failed)


def findings_of(site: dict[str, Any]) -> dict[str, list[Any]]:
    """One site's observations in the scorer's words."""
    seen = site["observations"]
    return {
        # A cookie that the browser refused was attempted, not set.
        "cookies": sorted([item["name"], item["host"]] for item in seen if item["kind"] == "cookie" and item["stored"]),
        "third_party_hosts": sorted({item["host"] for item in seen if item["kind"] == "third-party"}),
        "beacons": sorted({url for item in seen if item["kind"] == "beacon" for url in item["urls"]}),
        "storage": sorted([item["origin"], AREAS[item["kind"]], item["key"]] for item in seen if item["kind"] in AREAS),
    }


def records_of(site: dict[str, Any]) -> list[AnyRecord]:
    """The records of a site's evidence; none when the folder is not here."""
    folder = Path(site.get("evidence") or "")
    return list(Evidence(folder).records()) if (folder / "manifest.json").is_file() else []


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("report", type=Path)
    parser.add_argument("findings", type=Path)
    parser.add_argument("--log", type=Path)
    arguments = parser.parse_args()
    sites = json.loads(arguments.report.read_text(encoding="utf-8"))["sites"]
    found: dict[str, dict[str, list[Any]]] = {}
    everything: list[AnyRecord] = []
    for site in sites:
        records = records_of(site)
        everything += records
        found[site["site"]] = findings_of(site)
        if records:
            urls = {record.url for record in records if isinstance(record, Request) and not record.browser_own}
            found[site["site"]]["requests"] = sorted(urls)
    arguments.findings.write_text(json.dumps(found, indent=1), encoding="utf-8")
    print(f"{arguments.findings}: {len(sites)} sites")
    if arguments.log:
        told = compare_requests(everything, json.loads(arguments.log.read_text(encoding="utf-8")))
        print(
            f"requests: {told.received.total()} received, {told.held.total()} held and {told.failed.total()} failed;"
            f" recall {told.recall:.4f}, precision {told.precision:.4f}"
        )
        for word, those in (("missing", told.missing), ("invented", told.invented)):
            for (method, address), count in sorted(those.items())[:20]:
                print(f"  {word}: {count} x {method} {address[:150]}")


if __name__ == "__main__":
    main()
