"""What points to the company behind a host that nobody knows: hints for a person, no verdict."""

from __future__ import annotations

from analyzers.entities import company_of
from analyzers.knowledge import Knowledge
from analyzers.parties import registrable_domain
from crawler.records import Certificate

CERTIFICATE_DOMAINS = 10
"""Registrable domains in one certificate, above which it is a content network's that strangers share."""


def owner_hints(host: str, cname: str, certificate: Certificate | None, knowledge: Knowledge) -> tuple[str, ...]:
    """What points to the company behind a host that is not known, in sentences; a hint is no verdict.

    The alias of its name (CNAME), whom its certificate was issued to where the authority examined that (RFC 5280, 4.1.2.6;
    CA/Browser Forum Baseline Requirements, 7.1.2.7), and the other hosts of the same certificate.
    """
    hints = []
    by_alias = company_of(host, knowledge, cname)
    if by_alias is not None and by_alias.source == "cname":
        hints.append(f"its name leads to {cname}, a host of {by_alias.name}")
    if certificate is None:
        return tuple(hints)
    if certificate.organization:
        country = f" ({certificate.country})" if certificate.country else ""
        hints.append(f"its certificate was issued to {certificate.organization}{country}")
    names = tuple(dict.fromkeys(name.removeprefix("*.") for name in certificate.names))
    if len({registrable_domain(name) for name in names}) <= CERTIFICATE_DOMAINS:
        known = {entity.name for name in names if (entity := company_of(name, knowledge)) is not None}
        if len(known) == 1:
            hints.append(f"its certificate holds for hosts of {known.pop()} too")
    return tuple(hints)
