"""How often each script used functions that tell machines apart: told by a small script in every document."""

from __future__ import annotations

import time
from pathlib import Path

import msgspec

from crawler.devtools import DevTools, Params
from crawler.journal import Journal
from crawler.records import CanvasUse, ScriptUse
from crawler.targets import WITH_FRAMES, Target

_SOURCE = (Path(__file__).parent / "fingerprint.js").read_text(encoding="utf-8")
_BINDING = "__avowUse"
REPORTS = 5_000
"""Reports read of one visit: a page may open frames for ever."""


class _Told(msgspec.Struct, frozen=True):
    """A report of fingerprint.js."""

    document: str
    frame_url: str
    script: str
    calls: dict[str, int]
    canvases: list[CanvasUse]
    fonts: int
    measures: int
    parameters: list[str]
    reads: list[str]
    not_counted: list[str]


class FingerprintRecorder:
    """Counts only: which of it identifies a browser is judged in analyzers.fingerprinting.

    Workers are not watched, and fonts that are measured by the layout of elements are not seen. The functions keep their
    name and length; that they are proxies can be found out by a page that looks for it, as with any instrument in a page.
    """

    name = "fingerprints"

    def __init__(self, devtools: DevTools, journal: Journal) -> None:
        self._journal = journal
        self._decoder = msgspec.json.Decoder(_Told)
        self._reports: tuple[str, int] = ("", 0)
        self.left_out = 0
        """Reports beyond the limit of a visit, or not in our form."""
        devtools.on("Runtime.bindingCalled", self._called)

    def attach(self, target: Target) -> list[tuple[str, Params]]:
        if target.type not in WITH_FRAMES:
            return []
        return [
            ("Page.enable", {}),
            ("Runtime.enable", {}),
            ("Runtime.addBinding", {"name": _BINDING}),
            ("Page.addScriptToEvaluateOnNewDocument", {"source": _SOURCE, "runImmediately": True}),
        ]

    def _called(self, params: Params, _session: str) -> None:
        if params["name"] != _BINDING:
            return
        visit, count = self._reports
        self._reports = (self._journal.visit, count + 1 if visit == self._journal.visit else 1)
        if self._reports[1] > REPORTS:
            self.left_out += 1
            return
        try:
            told = self._decoder.decode(params["payload"])
        except msgspec.DecodeError:
            self.left_out += 1
            return
        self._journal.write(
            ScriptUse(
                time=time.time(),
                visit=self._journal.visit,
                document=told.document,
                script=told.script,
                frame_url=told.frame_url,
                calls=tuple(sorted(told.calls.items())),
                canvases=tuple(told.canvases),
                fonts=told.fonts,
                measures=told.measures,
                webgl_parameters=tuple(sorted(int(one) for one in told.parameters if one.isdigit())),
                reads=tuple(sorted(told.reads)),
                not_counted=tuple(sorted(told.not_counted)),
            )
        )
