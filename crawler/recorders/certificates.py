"""Which certificate each host showed: whom it was issued to, and for which other names it holds."""

from __future__ import annotations

import base64
import hashlib
import time
from typing import Any
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.x509.oid import NameOID

from crawler.devtools import DevTools, Params
from crawler.journal import Journal
from crawler.records import Certificate
from crawler.targets import Target

HOSTS = 500
"""Hosts of one session whose certificates are kept."""
NAMES = 100


class CertificateRecorder:
    """Listens for answers over TLS; asks the browser once for the certificate of each host."""

    name = "certificates"

    def __init__(self, devtools: DevTools, journal: Journal) -> None:
        self._devtools = devtools
        self._journal = journal
        self._hosts: set[str] = set()
        devtools.on("Network.responseReceived", self._answered)

    def attach(self, _target: Target) -> list[tuple[str, Params]]:
        # The recorder of requests asks for the network's events on every target.
        return []

    def _answered(self, params: Params, session: str) -> None:
        response = params["response"]
        details = response.get("securityDetails")
        if not details or len(self._hosts) >= HOSTS:
            return
        parts = urlsplit(response["url"])
        host = parts.hostname or ""
        if not host or host in self._hosts:
            return
        self._hosts.add(host)
        visit, now = self._journal.visit, time.time()
        asked = self._devtools.post("Network.getCertificate", {"origin": f"{parts.scheme}://{parts.netloc}"}, session)

        def write(answer: Any) -> None:
            chain: list[str] = []
            if not answer.cancelled() and answer.exception() is None:
                chain = answer.result().get("tableNames") or []
            self._journal.write(certificate(host, details, chain[0] if chain else "", now, visit))

        asked.add_done_callback(write)


def certificate(host: str, details: dict[str, Any], der: str, now: float, visit: str) -> Certificate:
    """A record out of DevTools' SecurityDetails and the leaf's DER bytes in base64, which may be missing or broken."""
    organization = country = digest = ""
    try:
        data = base64.b64decode(der)
        if data:
            digest = hashlib.sha256(data).hexdigest()
            subject = x509.load_der_x509_certificate(data).subject
            organization = _first(subject, NameOID.ORGANIZATION_NAME)
            country = _first(subject, NameOID.COUNTRY_NAME)
    except ValueError:
        pass  # what the browser itself told of it is kept all the same
    return Certificate(
        time=now,
        visit=visit,
        host=host,
        subject=str(details.get("subjectName", ""))[:253],
        organization=organization[:200],
        country=country[:2],
        issuer=str(details.get("issuer", ""))[:200],
        names=tuple(str(name)[:253] for name in details.get("sanList", ())[:NAMES]),
        valid_from=details.get("validFrom"),
        valid_to=details.get("validTo"),
        protocol=str(details.get("protocol", ""))[:40],
        sha256=digest,
    )


def _first(subject: x509.Name, wanted: x509.ObjectIdentifier) -> str:
    return next((str(part.value) for part in subject.get_attributes_for_oid(wanted)), "")
