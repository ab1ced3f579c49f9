"""crawler.records <- analyzers <- reports <- avow: an arrow that runs back fails here."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ALLOWED = {
    "crawler": {"crawler"},
    "analyzers": {"analyzers", "crawler"},
    "reports": {"reports", "analyzers", "crawler"},
    "avow": {"avow", "reports", "analyzers", "crawler", "fixtures"},
}
OF_CRAWLER = {
    "analyzers": ("crawler.records", "crawler.evidence", "crawler.flash", "crawler.imports.sol"),
    "reports": ("crawler.records", "crawler.evidence"),
}
"""What of the crawler the judging rooms may use: data and pure decoding."""
NEVER_OUTSIDE_THE_CRAWLER = {"playwright", "scrapy", "websockets", "twisted"}


def imports(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


@pytest.mark.parametrize("room", ALLOWED)
def test_a_room_imports_only_from_below(room):
    ours = set(ALLOWED) | {"fixtures", "tests", "benchmarks"}
    for path in (ROOT / room).rglob("*.py"):
        for name in imports(path):
            top = name.partition(".")[0]
            assert top not in ours or top in ALLOWED[room], f"{path}: {name}"
            if top == "crawler" and room in OF_CRAWLER:
                assert name.startswith(OF_CRAWLER[room]), f"{path}: {name}"


@pytest.mark.parametrize("room", ["analyzers", "reports"])
def test_no_browser_is_imported_by_a_room_that_judges_or_prints(room):
    for path in (ROOT / room).rglob("*.py"):
        assert not NEVER_OUTSIDE_THE_CRAWLER & {name.partition(".")[0] for name in imports(path)}, path


@pytest.mark.parametrize(
    "module", ["avow.judging", "avow.reporting", "avow.commands.evidence", "reports", "crawler.records"]
)
def test_judging_and_reporting_load_neither_playwright_nor_scrapy(module):
    code = f"import sys, {module}; print([name for name in {sorted(NEVER_OUTSIDE_THE_CRAWLER)} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"
