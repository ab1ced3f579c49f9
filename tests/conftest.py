"""What several test files share: one audit of the demonstration web, made once."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from pathlib import Path
from typing import Any

import msgspec
import pytest

from analyzers.knowledge import Knowledge
from analyzers.model import SiteReport
from avow.config import Visiting, site_of
from avow.scanning import ScanEnd, scan
from crawler.browser import Browser, find_browser
from crawler.evidence import Evidence
from fixtures import demo
from fixtures.demo import DemoWeb

TRUTH: dict[str, Any] = json.loads((Path(demo.__file__).parent / "truth.json").read_text(encoding="utf-8"))


class Audited(msgspec.Struct, frozen=True):
    """The demonstration web, audited: what the server received, and what came of it."""

    received: Counter[str]
    report: SiteReport
    folder: Path
    end: ScanEnd


@pytest.fixture(scope="session")
def audited(tmp_path_factory: pytest.TempPathFactory) -> Audited:
    """About 45 seconds: ten pages, each watched until it is quiet."""
    root = tmp_path_factory.mktemp("demo")

    async def run() -> tuple[Counter[str], ScanEnd]:
        async with DemoWeb() as web:
            site = site_of(web.start_url, Visiting())
            site = msgspec.structs.replace(
                site, settings=msgspec.structs.replace(site.settings, resolver=web.resolver or "")
            )
            found = find_browser()
            browser = Browser(found.executable, found.how, (*found.extra_args, *web.browser_args))
            end = await scan(
                [site], root=root, browser=browser, knowledge=Knowledge.load(root / "none"), progress=lambda *_: None
            )
            return Counter(entry.url for entry in web.log), end

    received, end = asyncio.run(run())
    (result,) = end.results
    assert isinstance(result.report, SiteReport), result.report
    return Audited(received, result.report, Path(result.report.evidence), end)


@pytest.fixture(scope="session")
def demo_evidence(audited: Audited) -> Evidence:
    return Evidence(audited.folder)


@pytest.fixture(scope="session")
def truth() -> dict[str, Any]:
    return TRUTH
