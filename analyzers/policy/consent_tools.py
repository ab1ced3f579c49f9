"""What consent tools declare in the responses and objects that the browser met: an ordered list of readers, one file each."""

from __future__ import annotations

from collections.abc import Sequence

from analyzers.model import Declaration
from analyzers.policy.axeptio import read_axeptio
from analyzers.policy.complianz import read_complianz
from analyzers.policy.cookiebot import read_cookiebot
from analyzers.policy.cookieyes import read_cookieyes
from analyzers.policy.didomi import read_didomi
from analyzers.policy.iubenda import read_iubenda
from analyzers.policy.klaro import read_klaro
from analyzers.policy.onetrust import read_onetrust
from analyzers.policy.tarteaucitron import read_tarteaucitron
from analyzers.policy.termly import read_termly
from analyzers.policy.tool_items import Reader, Told, each
from analyzers.policy.trustarc import read_trustarc
from analyzers.policy.usercentrics import read_usercentrics
from analyzers.policy.vendor_list import read_vendor_list

LONGEST = 10_000_000
MOST = 50_000
"""Declarations of one tool."""
READERS: dict[str, Reader] = {
    "cookiebot": each(read_cookiebot),
    "onetrust": each(read_onetrust),
    "termly": each(read_termly),
    "usercentrics": read_usercentrics,
    "didomi": read_didomi,
    "complianz": each(read_complianz),
    "klaro": each(read_klaro),
    "cookieyes": each(read_cookieyes),
    "iubenda": each(read_iubenda),
    "trustarc": each(read_trustarc),
    "axeptio": each(read_axeptio),
    "tarteaucitron": each(read_tarteaucitron),
    "iab-tcf": read_vendor_list,
}
"""By the tool's name in the evidence. A text of unknown origin is asked of each in this order."""
NAMES = {
    "cookiebot": "Cookiebot",
    "onetrust": "OneTrust",
    "termly": "Termly",
    "usercentrics": "Usercentrics",
    "didomi": "Didomi",
    "complianz": "Complianz",
    "klaro": "Klaro",
    "cookieyes": "CookieYes",
    "iubenda": "iubenda",
    "trustarc": "TrustArc",
    "axeptio": "Axeptio",
    "tarteaucitron": "tarteaucitron",
    "iab-tcf": "IAB TCF",
}
"""For people."""


def read_consent_tool(url: str, body: bytes) -> tuple[Declaration, ...]:
    """Declarations of the first tool that knows the response; empty when none does. Never raises on bad input."""
    if len(body) > LONGEST:
        return ()
    told = (Told(url, body.decode("utf-8-sig", "replace")),)
    return next((found for tool in READERS if (found := read_tool(tool, told))), ())


def read_tool(tool: str, told: Sequence[Told]) -> tuple[Declaration, ...]:
    """All that one tool declares, each row once though several responses hold it; empty when nothing could be read."""
    reader = READERS.get(tool)
    found: dict[tuple[object, ...], Declaration] = {}
    for one in reader([entry for entry in told if len(entry.text) <= LONGEST]) if reader is not None else ():
        key = (one.kind, one.name, one.provider.casefold(), one.category, one.party, one.lifetime_s, bool(one.lifetime))
        found.setdefault(key, one)
        if len(found) >= MOST:
            break
    # One response may list names where another tells how long each stays.
    timed = {key[:4] for key in found if key[6]}
    return tuple(one for key, one in found.items() if key[6] or key[:4] not in timed)
