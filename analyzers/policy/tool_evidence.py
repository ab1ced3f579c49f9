"""What the consent tools that a scan met declare, out of its evidence: one reading a tool, and which could not be read.

A tool that was seen and of which nothing was read declares nothing that we know of; it never declares that there is
nothing. The list of a tool and a table of the policy are of one rank, below what a lawyer wrote by hand and above prose.
"""

from __future__ import annotations

from typing import Any

import msgspec

from analyzers.model import Declaration, PolicyReading, Promise, short_id
from analyzers.policy.consent_tools import NAMES, READERS, read_tool
from analyzers.policy.gpc import read_gpc
from analyzers.policy.tool_items import Told
from crawler.evidence import Evidence
from crawler.records import ConsentToolResponse, ConsentToolState, GpcSupport, Visit

GPC = "Global Privacy Control is honoured."
NO_GPC = "Global Privacy Control is not honoured."
SILENT = "no sentence in it was recognised as a declaration or a promise"
ONLY_TOOL = (
    "Whether a policy's text says more: none was found or given, and what was seen is compared with the list of the "
    "consent tool alone."
)


NO_VENDORS = (
    "Whom the site lets in by IAB's Transparency and Consent Framework: the page speaks it, and no list of vendors was "
    "read."
)
INLINE = {"klaro": "klaroConfig", "cookieyes": "_ckyConfig", "iubenda": "csConfiguration"}
"""By the tool, the name under which its configuration stands in a page's own scripts."""
MOST_PAGES = 20


class ToolsRead(msgspec.Struct, frozen=True, kw_only=True):
    """All that consent tools and gpc.json say on one site."""

    readings: tuple[PolicyReading, ...] = ()
    """One for each tool that declares something; `source` is the tool's name."""
    gpc: PolicyReading | None = None
    """The signal and the promise of gpc.json, where it says yes or no."""
    not_checked: tuple[str, ...] = ()
    facts: dict[str, Any] = {}
    """For the report: by tool where its words stand and how much was read, and what stood at gpc.json."""


class _Tool:
    """One tool, as it was met."""

    def __init__(self) -> None:
        self.told: list[Told] = []
        self.documents: list[dict[str, Any]] = []
        self.reasons: dict[str, None] = {}


def tools_of(evidence: Evidence) -> ToolsRead:
    """Read every tool of a site's evidence. Never raises for what the tools sent."""
    tools: dict[str, _Tool] = {}
    support: GpcSupport | None = None
    for record in evidence.records():
        if isinstance(record, ConsentToolResponse):
            _take_response(tools.setdefault(record.tool, _Tool()), record, evidence)
        elif isinstance(record, ConsentToolState):
            _take_state(tools.setdefault(record.tool, _Tool()), record)
        elif isinstance(record, GpcSupport) and support is None:
            support = record
    if evidence.manifest.get("source") == "har":
        _take_pages(tools, evidence)
    readings: list[PolicyReading] = []
    not_checked: list[str] = []
    facts: list[dict[str, Any]] = []
    for name in sorted(tools):
        if name not in READERS:
            continue
        found = read_tool(name, tools[name].told)
        facts.append({"tool": NAMES[name], "declarations": len(found), "read": tools[name].documents})
        if found:
            language = next((one.language for one in found if one.language != "und"), "und")
            readings.append(PolicyReading(declarations=found, source=NAMES[name], language=language))
        else:
            not_checked.append(NO_VENDORS if name == "iab-tcf" else _unread(NAMES[name], tools[name]))
    gpc = _gpc(support)
    told: dict[str, Any] = {"consent_tools": facts} if facts else {}
    if support is not None:
        told["gpc_json"] = {"url": support.url, "status": support.status, "says": _says(support, gpc)}
    return ToolsRead(readings=tuple(readings), gpc=gpc, not_checked=tuple(not_checked), facts=told)


def _take_response(tool: _Tool, record: ConsentToolResponse, evidence: Evidence) -> None:
    if record.file:
        document = {"url": record.url, "sha256": record.sha256}
        if document not in tool.documents:
            text = evidence.document(record.file).decode("utf-8-sig", "replace")
            tool.told.append(Told(record.url, text))
            tool.documents.append(document)
    elif record.reason:
        tool.reasons[f"{record.url[:300]}: {record.reason}"] = None


def _take_state(tool: _Tool, record: ConsentToolState) -> None:
    where = f"{record.frame_url}, {record.source}"
    if all(told != (where, record.text) for told in tool.told):
        tool.told.append(Told(where, record.text))
        document = {"url": record.frame_url, "source": record.source}
        tool.documents += [document] if document not in tool.documents else []
    if record.cut:
        tool.reasons[f"{record.source}: too long or too deep to be kept whole"] = None


def _take_pages(tools: dict[str, _Tool], evidence: Evidence) -> None:
    """A recording made by others tells nothing of the page's objects, but it holds the pages as they were sent."""
    read = 0
    for line in evidence.lines():
        record = line.record
        if not isinstance(record, Visit) or not record.source_html or read >= MOST_PAGES:
            continue
        read += 1
        html = evidence.page(line.session, record.source_html)
        url = record.final_url or record.url
        for name, mark in INLINE.items():
            if mark in html:
                tool = tools.setdefault(name, _Tool())
                tool.told.append(Told(url, html))
                tool.documents.append({"url": url, "source": mark})


def _unread(name: str, tool: _Tool) -> str:
    why = "; ".join(list(tool.reasons)[:3])
    if not why:
        why = "nothing that it sent or says in the page has a list in a form that is known" if tool.told else ""
    return (
        f"What {name} declares: the consent tool is in use on the site, and no list of it was read"
        f"{f' ({why})' if why else ': it sent none before a choice was made'}."
    )


def _gpc(support: GpcSupport | None) -> PolicyReading | None:
    if support is None or support.outcome != "measured":
        return None
    found = read_gpc(support.text.encode("utf-8", "replace"), source=support.url)
    if found is None:
        return None
    honoured = found.purpose == "honoured"
    promise = Promise(
        id=short_id("promise", "gpc", found.place, found.quote),
        subject="gpc",
        statement=GPC if honoured else NO_GPC,
        quote=found.quote,
        place=found.place,
        language="und",
        facts={"honoured": honoured},
    )
    return PolicyReading(declarations=(found,), promises=(promise,), source=support.url, language="und")


def _says(support: GpcSupport, gpc: PolicyReading | None) -> str:
    if gpc is not None:
        return gpc.promises[0].statement
    if support.outcome == "measured":
        return "neither yes nor no" if support.text else f"nothing: the answer is {support.mime or 'empty'}"
    return f"nothing: {support.outcome}"


def with_tools(
    reading: PolicyReading, tools: ToolsRead, *, none_found: bool = False
) -> tuple[PolicyReading, tuple[str, ...]]:
    """The policy's reading with what the tools declare, and what this leaves open.

    Where no policy was found (`none_found`), the tools' lists are all that is declared, and it is said that they are. A
    policy that could not be read stays unread: what it would declare is not known, so that nothing may be called
    undeclared. What gpc.json says is added to whatever was read; it makes no policy of a text that says nothing.
    """
    not_checked = list(tools.not_checked)
    declarations: dict[str, Declaration] = {one.id: one for one in reading.declarations}
    for one in (row for tool in tools.readings for row in tool.declarations):
        declarations.setdefault(one.id, one)
    could_not_read = reading.could_not_read
    if none_found and tools.readings:
        could_not_read = ""
        not_checked.append(ONLY_TOOL)
    promises = {one.id: one for one in reading.promises}
    if tools.gpc is not None:
        could_not_read = could_not_read or ("" if declarations or promises else SILENT)
        promises.update({one.id: one for one in tools.gpc.promises})
        declarations.update({one.id: one for one in tools.gpc.declarations})
    whole = msgspec.structs.replace(
        reading,
        declarations=tuple(declarations.values()),
        promises=tuple(promises.values()),
        could_not_read=could_not_read,
        source=reading.source or (tools.readings[0].source if tools.readings else ""),
    )
    return whole, tuple(not_checked)


def as_policy(tools: ToolsRead) -> dict[str, Any]:
    """The first tool that declares something, where a report names the policy and there is none."""
    wanted = tools.readings[0].source if tools.readings else ""
    for fact in tools.facts.get("consent_tools", ()):
        if fact["tool"] == wanted and fact["read"]:
            told = fact["read"][0]
            title = f"{wanted}, the consent tool's list (no policy was found)"
            return {"url": told["url"], "title": title, "sha256": told.get("sha256", ""), "found": "consent tool"}
    return {}
