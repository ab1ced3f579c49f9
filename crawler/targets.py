"""Following every target of the browser: pages, frames of other processes, workers of all kinds.

A new target is held until every recorder has its listeners on it, then let go, so that its first request is seen.
"""

from __future__ import annotations

from typing import Any, Protocol

import msgspec

from crawler.devtools import DevTools, Params

WITH_FRAMES = ("page", "iframe")
_AUTO_ATTACH = {"autoAttach": True, "waitForDebuggerOnStart": True, "flatten": True}


class Target(msgspec.Struct):
    """One attached target."""

    session: str
    id: str
    type: str
    """page, iframe, worker, shared_worker, service_worker, ..."""
    url: str
    context: str
    """Browser context id."""


class Recorder(Protocol):
    """One kind of evidence. It listens and converts; it judges nothing and changes nothing that a page would do."""

    name: str

    def attach(self, target: Target) -> list[tuple[str, Params]]:
        """The commands that this recorder needs on a new target, sent before the target runs."""


class Targets:
    """Which targets there are now, each with every recorder attached."""

    def __init__(self, devtools: DevTools, recorders: tuple[Recorder, ...]) -> None:
        self._devtools = devtools
        self._recorders = recorders
        self.by_session: dict[str, Target] = {}

    async def start(self) -> None:
        self._devtools.on("Target.attachedToTarget", self._attached)
        self._devtools.on("Target.detachedFromTarget", self._detached)
        await self._devtools.send("Target.setAutoAttach", _AUTO_ATTACH)

    def page(self, target_id: str) -> Target | None:
        return next((target for target in self.by_session.values() if target.id == target_id), None)

    def with_frames(self, context: str) -> list[Target]:
        """The targets of one browser context that hold documents."""
        return [
            target
            for target in self.by_session.values()
            if target.type in WITH_FRAMES and target.context in (context, "")
        ]

    def _attached(self, params: Params, _parent: str) -> None:
        info: dict[str, Any] = params["targetInfo"]
        target = Target(
            session=params["sessionId"],
            id=info["targetId"],
            type=info["type"],
            url=info["url"],
            context=info.get("browserContextId", ""),
        )
        self.by_session[target.session] = target
        commands: list[tuple[str, Params]] = []
        for recorder in self._recorders:
            commands += recorder.attach(target)
        # Two recorders may need the same domain; once is enough.
        for method, arguments in {repr(command): command for command in commands}.values():
            self._devtools.post(method, arguments, target.session)
        if target.type in (*WITH_FRAMES, "worker", "shared_worker", "service_worker"):
            self._devtools.post("Target.setAutoAttach", _AUTO_ATTACH, target.session)
        self._devtools.post("Runtime.runIfWaitingForDebugger", None, target.session)

    def _detached(self, params: Params, _parent: str) -> None:
        self.by_session.pop(params["sessionId"], None)
