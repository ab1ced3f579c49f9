"""What a person or a log sees while sites are visited: a bar and a line a page on a terminal, JSON lines elsewhere."""

from __future__ import annotations

import json
import sys
import time
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from reports.text import visible

WORDS = {
    "page": "visiting",
    "again": "visiting again",
    "left-out": "not measured:",
    "policy": "reading the policy",
    "link": "trying",
    "end": "",
}


class ScanProgress:
    """Call it with (site, step, text). Everything goes to standard error, so that --json keeps standard output."""

    def __init__(self, sites: dict[str, int]) -> None:
        self._console = Console(stderr=True, highlight=False)
        self._bar: Progress | None = None
        self._tasks: dict[str, TaskID] = {}
        self._sites = sites
        """Site -> visits at the most."""

    def __enter__(self) -> Self:
        if self._console.is_terminal:
            self._bar = Progress(
                SpinnerColumn(),
                TextColumn("{task.description}"),
                BarColumn(),
                MofNCompleteColumn(),
                TimeElapsedColumn(),
                console=self._console,
                transient=True,
            )
            self._bar.start()
            self._tasks = {
                site: self._bar.add_task(escape(visible(site)), total=pages) for site, pages in self._sites.items()
            }
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def __call__(self, site: str, step: str, text: str) -> None:
        if self._bar is None:
            line = {"time": round(time.time(), 3), "site": site, "step": step, "text": text}
            sys.stderr.write(json.dumps(line, ensure_ascii=True) + "\n")
            sys.stderr.flush()
            return
        shown = f"{visible(site)}  {WORDS.get(step, step)} {visible(text)}".rstrip()
        self._bar.console.print(escape(shown), markup=True, overflow="ellipsis", no_wrap=True)
        task = self._tasks.get(site)
        if task is not None and step in ("page", "again"):
            self._bar.advance(task)
        elif task is not None and step == "end":
            self._bar.update(task, completed=self._sites[site])
