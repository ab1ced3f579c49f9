"""What each form asks a person for, and where it would post it: facts only, nothing is filled in or sent."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from crawler.devtools import DevTools, DevToolsError
from crawler.journal import Journal
from crawler.recorders.frames import FrameGone, ask, frames_of
from crawler.records import Form, FormField
from crawler.targets import Target

FRAMES = 60
FORMS = 200
"""Forms kept of one page."""
FIELDS = ("tag", "type", "name", "autocomplete", "label", "placeholder")

_READ = (Path(__file__).parent / "forms.js").read_text(encoding="utf-8")


class FormRecorder:
    """Reads in an isolated world, which the page cannot see."""

    def __init__(self, devtools: DevTools, journal: Journal) -> None:
        self._devtools = devtools
        self._journal = journal

    async def read(self, targets: list[Target]) -> list[str]:
        """Write a Form for every form in the frames of these targets; returns what could not be read."""
        problems: list[str] = []
        left = FORMS
        for frame in (await frames_of(self._devtools, targets))[:FRAMES]:
            try:
                told = await ask(self._devtools, frame, _READ)
            except DevToolsError as error:
                if frame.main and not isinstance(error, FrameGone):
                    problems.append(f"forms of {frame.url[:300]}: {error}")
                continue
            for values in told["forms"][:left]:
                self._journal.write(_form(self._journal.visit, told["url"], values))
            left -= min(left, len(told["forms"]))
        return problems


def _form(visit: str, url: str, values: list[Any]) -> Form:
    action, method, name, label, visible, fields = values
    return Form(
        time=time.time(),
        visit=visit,
        frame_url=url,
        action=action,
        method=method,
        name=name,
        label=label,
        visible=visible,
        fields=tuple(FormField(**dict(zip(FIELDS, field, strict=True))) for field in fields),
    )
