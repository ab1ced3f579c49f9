"""What consent tools sent to the page, and what they say in it: facts, read and not understood.

Responses are told by their address (crawler.recorders.consent_addresses). The state of the page is read just before the
page is left, by consent_tools.js in the page's own world: an isolated one sees no object of the page. That runs code of
the page, the tools' documented functions that answer a question; none that chooses, opens a dialog or loads a list is
called, nothing is clicked, and each question is bounded in time and length. Sources: the tools' manuals; IAB Tech Lab,
"Consent Management Platform API" 2.2, commands ping, getTCData and getVendorList; "Global Privacy Platform CMP API".
"""

from __future__ import annotations

import hashlib
import time
from asyncio import Future
from pathlib import Path
from typing import Any

import msgspec

from crawler.devtools import DevTools, DevToolsError, Params
from crawler.journal import Journal
from crawler.recorders.consent_addresses import (
    BODIES,
    BODY_BYTES,
    NOTICED,
    address_of,
    is_text,
    suffix_of,
)
from crawler.recorders.frames import frames_of
from crawler.recorders.hops import body_of
from crawler.records import ConsentToolResponse, ConsentToolState
from crawler.targets import Target
from crawler.writing import EvidenceWriter

STATE_CHARACTERS = 500_000
"""Of one object or answer in the page; the script cuts between two values, so that what is left is still JSON."""
STATES = 60
"""Different ones of a session."""
ANSWER_SECONDS = 4.0

_READ = (Path(__file__).parent / "consent_tools.js").read_text(encoding="utf-8")


class ConsentToolRecorder:
    """Listens for the tools' responses; asks the page when it is about to be left."""

    name = "consent-tools"

    def __init__(self, devtools: DevTools, journal: Journal, writer: EvidenceWriter) -> None:
        self._devtools = devtools
        self._journal = journal
        self._writer = writer
        self._open: dict[tuple[str, str], ConsentToolResponse] = {}
        self._noticed: set[tuple[str, str]] = set()
        self._asked: set[str] = set()
        self._kept: set[str] = set()
        self._states: set[tuple[str, str, str]] = set()
        self._has_vendor_list = False
        devtools.on("Network.responseReceived", self._answered)
        devtools.on("Network.loadingFinished", self._finished)
        devtools.on("Network.loadingFailed", self._failed)

    def attach(self, _target: Target) -> list[tuple[str, Params]]:
        # The recorder of requests asks for the network's events on every target.
        return []

    # ---- responses --------------------------------------------------------------

    def _answered(self, params: Params, session: str) -> None:
        response: dict[str, Any] = params["response"]
        url = str(response.get("url", ""))
        address = address_of(url)
        if address is None or len(self._noticed) >= NOTICED:
            return
        record = ConsentToolResponse(
            time=time.time(),
            visit=self._journal.visit,
            tool=address.tool,
            url=url,
            mime=str(response.get("mimeType", "")),
            status=response.get("status"),
        )
        if not address.keeps:
            self._write(record)
        elif url not in self._asked:
            self._asked.add(url)
            self._open[session, params["requestId"]] = record

    def _finished(self, params: Params, session: str) -> None:
        record = self._open.pop((session, params["requestId"]), None)
        if record is None:
            return
        why = ""
        if record.status is None or not 200 <= record.status < 300:
            why = f"the server answered {record.status}"
        elif not is_text(record.mime):
            why = f"it is no text: {record.mime[:100]}"
        elif params.get("encodedDataLength", 0) > BODY_BYTES:
            why = f"longer than {BODY_BYTES} bytes"
        elif len(self._kept) >= BODIES:
            why = f"the first {BODIES} responses of consent tools were kept"
        if why:
            self._write(msgspec.structs.replace(record, reason=why))
            return
        answer = self._devtools.post("Network.getResponseBody", {"requestId": params["requestId"]}, session)
        answer.add_done_callback(lambda done: self._keep(record, done))

    def _failed(self, params: Params, session: str) -> None:
        record = self._open.pop((session, params["requestId"]), None)
        if record is not None:
            self._write(msgspec.structs.replace(record, reason=str(params.get("errorText", "it did not arrive"))[:200]))

    def _keep(self, record: ConsentToolResponse, done: Future[Params]) -> None:
        data = body_of(done)
        if data is None:
            self._write(msgspec.structs.replace(record, reason="the browser no longer had its body"))
            return
        if len(data) > BODY_BYTES:
            self._write(msgspec.structs.replace(record, size=len(data), reason=f"longer than {BODY_BYTES} bytes"))
            return
        digest = hashlib.sha256(data).hexdigest()
        if digest not in self._kept and len(self._kept) < BODIES:
            self._kept.add(digest)
            self._has_vendor_list = self._has_vendor_list or record.tool == "iab-tcf"
            file, _ = self._writer.write_consent_tool(data, suffix_of(record.mime))
            self._write(msgspec.structs.replace(record, size=len(data), sha256=digest, file=file))

    def _write(self, record: ConsentToolResponse) -> None:
        key = (record.tool, record.url.partition("?")[0])
        if key not in self._noticed or record.file:
            self._noticed.add(key)
            self._journal.write(record)

    # ---- the page ---------------------------------------------------------------

    async def read(self, targets: list[Target]) -> list[str]:
        """Write what the tools say in the top documents of these targets; returns what could not be read."""
        problems: list[str] = []
        settings = f"{STATE_CHARACTERS}, {'false' if self._has_vendor_list else 'true'}"
        for frame in await frames_of(self._devtools, [target for target in targets if target.type == "page"]):
            if not frame.main:
                continue
            try:
                answer = await self._devtools.send(
                    "Runtime.evaluate",
                    {
                        "expression": f"({_READ})({settings})",
                        "returnByValue": True,
                        "awaitPromise": True,
                        "silent": True,
                        "timeout": ANSWER_SECONDS * 1000,
                    },
                    frame.session,
                    timeout=ANSWER_SECONDS + 2,
                )
            except DevToolsError as error:
                problems.append(f"consent tools of {frame.url[:300]}: {error}")
                continue
            told = answer.get("result", {}).get("value")
            if "exceptionDetails" in answer or not isinstance(told, list):
                problems.append(f"consent tools of {frame.url[:300]}: the page did not answer")
                continue
            for entry in told[:STATES]:
                self._tell(frame.url, entry)
        return problems

    def _tell(self, url: str, entry: Any) -> None:
        """The page's own code may have had a hand in the answer: nothing of its shape is sure."""
        if not isinstance(entry, list) or len(entry) != 4 or not all(isinstance(part, str) for part in entry[:3]):
            return
        tool, source, text, cut = entry
        text = text[:STATE_CHARACTERS]
        key = (tool, source, hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest())
        if key in self._states or len(self._states) >= STATES:
            return
        self._states.add(key)
        self._journal.write(
            ConsentToolState(
                time=time.time(),
                visit=self._journal.visit,
                tool=tool[:40],
                source=source[:200],
                frame_url=url,
                text=text,
                cut=cut is True,
            )
        )
