"""What the evidence tells besides observations: forms, personal data that was sent on, mails, links to opt out by."""

from __future__ import annotations

import re
import warnings

import msgspec
from bs4 import BeautifulSoup, MarkupResemblesLocatorWarning, XMLParsedAsHTMLWarning

from analyzers.email import MailVerdict, mail_verdicts
from analyzers.forms import FormAsked, form_asked
from analyzers.parties import host_of
from analyzers.personal_data import Seeds, Sent, personal_data_in
from analyzers.scope import Scope
from analyzers.third_parties import is_sent
from crawler.evidence import Evidence
from crawler.records import Form, Request

MOST = 200
"""Forms, and hosts that were sent personal data, that are kept."""
LINKS = 50
LONGEST_HTML = 3_000_000

_OPT_OUT = re.compile(
    r"opt(?:ing)?[ _-]?out|widerspr|abmeld|deaktivier|afmeld|uitschakel|s'opposer|désactiv|desactiv|disattiv|rifiut|"
    r"youronlinechoices|aboutads|networkadvertising",
    re.IGNORECASE,
)


class Witness(msgspec.Struct, frozen=True, kw_only=True):
    """Facts that promises are held to. Empty means that nothing of the kind is in the evidence, not that all is well."""

    forms: tuple[FormAsked, ...] = ()
    """Forms that ask for personal data, each once by receiver and what it asks."""
    forms_seen: int = 0
    """All forms, also those that ask for nothing."""
    sent: tuple[Sent, ...] = ()
    """The surest sign for each third party."""
    visitor_known: bool = False
    """Was something known of the visitor, to be looked for?"""
    mails: tuple[MailVerdict, ...] = ()
    opt_out_links: tuple[str, ...] = ()
    """Addresses in the policy's documents by which one is said to opt out."""


def witness_of(
    evidence: Evidence, *, first_party_domains: tuple[str, ...] = (), seeds: tuple[str, ...] = ()
) -> Witness:
    """Stream the evidence once. `seeds`: what is known of the visitor that the scan played."""
    scope = Scope(evidence.site, first_party_domains)
    known = Seeds(seeds)
    forms: dict[tuple[str, tuple[str, ...]], FormAsked] = {}
    sent: dict[str, Sent] = {}
    seen = 0
    for line in evidence.lines():
        record = line.record
        if isinstance(record, Form):
            seen += 1
            asked = form_asked(line, record)
            if asked is not None and len(forms) < MOST:
                forms.setdefault((asked.action, asked.asks), asked)
        elif isinstance(record, Request) and is_sent(record) and scope.party(host_of(record.url)) == "third":
            found = personal_data_in(line, record, evidence.site, known)
            if found is not None and len(sent) < MOST:
                before = sent.get(found.host)
                if before is None or (found.known and not before.known):
                    sent[found.host] = found
    return Witness(
        forms=tuple(forms.values()),
        forms_seen=seen,
        sent=tuple(sent[host] for host in sorted(sent)),
        visitor_known=bool(known),
        mails=tuple(verdict for _, verdict in mail_verdicts(evidence)),
        opt_out_links=_opt_out_links(evidence),
    )


def _opt_out_links(evidence: Evidence) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for document, data in evidence.policies():
        if "html" in document.mime:
            found.update(dict.fromkeys(links_to_opt_out(data[:LONGEST_HTML].decode("utf-8", "replace"))))
    return tuple(found)[:LINKS]


def links_to_opt_out(html: str) -> list[str]:
    """Absolute addresses of links whose words or address speak of opting out."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", MarkupResemblesLocatorWarning)
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
        soup = BeautifulSoup(html, "lxml")
    links = (
        (str(tag["href"]).strip()[:2000], tag.get_text(" ", strip=True)[:300]) for tag in soup.find_all("a", href=True)
    )
    return [
        address
        for address, words in links
        if address.lower().startswith(("http://", "https://")) and (_OPT_OUT.search(words) or _OPT_OUT.search(address))
    ]
