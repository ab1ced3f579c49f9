"""Which frames a page consists of, and asking each of them something where the page cannot see it."""

from __future__ import annotations

from typing import Any

import msgspec

from crawler.devtools import DevTools, DevToolsError
from crawler.targets import Target

FRAMES = 500
ANSWER_SECONDS = 4.0
GONE = "Session with given id not found"
"""What the browser answers for a window that was closed."""


class Frame(msgspec.Struct, frozen=True):
    """One frame, in whichever process it lives."""

    session: str
    id: str
    url: str
    main: bool


async def frames_of(devtools: DevTools, targets: list[Target]) -> list[Frame]:
    """Every frame of these targets, the main frame first, the first 500."""
    found: list[Frame] = []
    for target in targets:
        try:
            tree = await devtools.send("Page.getFrameTree", None, target.session, timeout=5)
        except DevToolsError:
            continue  # the target went away with its page
        todo: list[dict[str, Any]] = [tree["frameTree"]]
        while todo and len(found) < FRAMES:
            node = todo.pop(0)
            found.append(
                Frame(target.session, node["frame"]["id"], node["frame"]["url"], node["frame"]["id"] == target.id)
            )
            todo += node.get("childFrames", ())
    return sorted(found, key=lambda frame: not frame.main)


class FrameGone(DevToolsError):
    """The frame went away with its window while it was asked."""


async def ask(devtools: DevTools, frame: Frame, expression: str) -> Any:
    """The value of an expression (or of its promise) in an isolated world of a frame, which shares the page's DOM but no script.

    Raises DevToolsError when the frame is gone, throws, or does not answer in time.
    """
    try:
        world = await devtools.send(
            "Page.createIsolatedWorld",
            {"frameId": frame.id, "worldName": "avow"},
            frame.session,
            timeout=ANSWER_SECONDS,
        )
    except DevToolsError as error:
        raise FrameGone(str(error)) if GONE in str(error) else error from None
    answer = await devtools.send(
        "Runtime.evaluate",
        {
            "expression": expression,
            "returnByValue": True,
            "awaitPromise": True,
            "contextId": world["executionContextId"],
            "timeout": ANSWER_SECONDS * 1000,
        },
        frame.session,
        timeout=ANSWER_SECONDS + 2,
    )
    if "exceptionDetails" in answer:
        details = answer["exceptionDetails"]
        raise DevToolsError(str(details.get("exception", {}).get("description") or details.get("text"))[:300])
    return answer["result"].get("value")
