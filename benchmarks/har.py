"""Do imported HAR files show the third parties that are really in them?

    python benchmarks/har.py CORPUS

CORPUS holds `selected/*.har` and `truth/*.csv` (per request: url, type, etld1, third_party, set_cookie). Each file is
imported into a temporary folder, sealed, verified and read back. Compared: the set of third-party registrable domains
(with the public suffix list's ICANN part, which the truth uses), the requests one by one, the resource types, and the
number of Set-Cookie lines. Exit 1 when a set of third parties differs.
"""

from __future__ import annotations

import argparse
import csv
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

import tldextract

from analyzers.parties import registrable_domain
from crawler.evidence import Evidence
from crawler.imports.har import import_har
from crawler.records import Request, SetCookie
from crawler.sealing import verify

SAME_TYPE = {"subdocument": "document", "xmlhttprequest": "xhr", "fetch": "xhr"}
_icann = tldextract.TLDExtract(cache_dir=None, suffix_list_urls=(), fallback_to_snapshot=True)


def icann_domain(host: str) -> str:
    """The registrable domain by the list's ICANN part only; the host itself when it has none."""
    return _icann(host).top_domain_under_public_suffix or host


def third_parties(requests: list[Request], site: str) -> set[str]:
    domains = {icann_domain(urlsplit(request.url).hostname or "") for request in requests}
    return domains - {icann_domain(site)}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("corpus", type=Path)
    folder = parser.parse_args().corpus
    files = sorted((folder / "selected").glob("*.har"))
    equal = sealed = 0
    wanted_requests = found_requests = types_equal = types_all = cookies_wanted = cookies_found = private = 0
    for path in files:
        truth = list(csv.DictReader((folder / "truth" / f"{path.stem}.csv").open(encoding="utf-8", newline="")))
        with tempfile.TemporaryDirectory() as root:
            started = time.perf_counter()
            imported = import_har(path, Path(root))
            seconds = time.perf_counter() - started
            sealed += not verify(imported.folder)
            records = list(Evidence(imported.folder).records())
        requests = [record for record in records if isinstance(record, Request)]
        wanted = {row["etld1"] for row in truth if row["third_party"] == "1"}
        found = third_parties(requests, imported.site)
        equal += wanted == found
        by_whole_list = {registrable_domain(urlsplit(r.url).hostname or "") for r in requests}
        private += by_whole_list - {registrable_domain(imported.site)} != wanted
        urls, truth_urls = Counter(r.url for r in requests), Counter(row["url"] for row in truth)
        wanted_requests += truth_urls.total()
        found_requests += (urls & truth_urls).total()
        if len(requests) == len(truth):
            # The truth's type is a guess from the answer; ours also knows what the browser asked for, so an image whose
            # server answered with a redirect or an HTML error counts as different here.
            types_all += len(truth)
            types_equal += sum(
                SAME_TYPE.get(r.resource_type, r.resource_type) == SAME_TYPE.get(row["type"], row["type"])
                for r, row in zip(requests, truth, strict=True)
            )
        lines = sum(isinstance(record, SetCookie) for record in records)
        expected = sum(int(row["set_cookie"]) for row in truth)
        cookies_wanted, cookies_found = cookies_wanted + expected, cookies_found + lines
        print(
            f"{path.stem[:50]:50} requests {len(requests)}/{len(truth)}, third parties {len(found)}/{len(wanted)}"
            f"{'' if wanted == found else f' DIFFERENT {sorted(wanted ^ found)[:5]}'}, Set-Cookie {lines}/{expected},"
            f" visits {imported.visits}, {seconds:.1f} s"
        )
    print(f"files {len(files)}: third parties equal {equal}, sealed and verified {sealed}")
    print(f"requests found {found_requests} of {wanted_requests}; resource type equal {types_equal} of {types_all}")
    print(f"Set-Cookie lines {cookies_found}, the truth counts {cookies_wanted}")
    print(f"files whose third parties have other names when the list's private part counts too: {private}")
    return 0 if equal == sealed == len(files) else 1


if __name__ == "__main__":
    sys.exit(main())
