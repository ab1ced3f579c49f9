"""Turn report.json into the findings that a local benchmark web's scorer reads, and print where they lie.

    python benchmarks/local_web.py REPORT.json FINDINGS.json

Findings: {site host: {cookies: [[name, domain]], third_party_hosts: [host], beacons: [url], storage: [[origin, area, key]],
requests: [url]}}, with areas named localStorage, sessionStorage and indexedDB.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

AREAS = {"local-storage": "localStorage", "session-storage": "sessionStorage", "indexed-db": "indexedDB"}


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


def main() -> None:
    report, out = (Path(argument) for argument in sys.argv[1:3])
    sites = json.loads(report.read_text(encoding="utf-8"))["sites"]
    out.write_text(json.dumps({site["site"]: findings_of(site) for site in sites}, indent=1), encoding="utf-8")
    print(f"{out}: {len(sites)} sites")


if __name__ == "__main__":
    main()
