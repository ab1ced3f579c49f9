"""What a site declares of itself: its policy, its consent tool, its word on Global Privacy Control."""

from __future__ import annotations

from crawler.records.base import Record


class PolicyDocument(Record, frozen=True, kw_only=True, tag="policy-document"):
    """The policy as it stood when it was read."""

    url: str
    """Address, or the file's name when the operator gave a file."""
    file: str
    """Path inside the evidence folder."""
    sha256: str
    mime: str
    how: str
    """`given` by the operator, or `found`: the link's text and the page it stood on."""


class ConsentToolResponse(Record, frozen=True, kw_only=True, tag="consent-tool-response"):
    """A response of a consent tool, told by its address, with its body where that can hold what the site declares."""

    tool: str
    """As `cookiebot`, `onetrust`, `iab-tcf`; see crawler.recorders.consent_addresses."""
    url: str
    mime: str = ""
    status: int | None = None
    size: int = 0
    """Bytes of the body."""
    sha256: str = ""
    file: str = ""
    """Path inside the evidence folder; empty when the body was not kept."""
    reason: str = ""
    """Why a body that may hold a declaration was not kept; empty for the tool's program, whose body is never kept."""


class ConsentToolState(Record, frozen=True, kw_only=True, tag="consent-tool-state"):
    """What a consent tool says of itself in the page, when the page was left."""

    tool: str
    source: str
    """The object or function asked, as `OneTrust.GetDomainData()`."""
    frame_url: str
    text: str
    """Its value as JSON, without functions and elements."""
    cut: bool = False
    """Something was left out: it was too long, too deep or of no JSON type."""


class GpcSupport(Record, frozen=True, kw_only=True, tag="gpc-support"):
    """What stood at `/.well-known/gpc.json` (W3C, Global Privacy Control, "GPC Support Resource")."""

    url: str
    outcome: str
    """As for a visit: `measured`, or why it was not read."""
    status: int | None = None
    mime: str = ""
    text: str = ""
    """The first 100,000 characters; empty for a page in HTML, which is no such resource."""
