"""Which earlier scan of the same site a scan is held beside, and what that one found of the policy."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from lxml import etree, html

from analyzers.comparison.texts import LONGEST_PAGE, MOST_NOTICES, Earlier, Text, notices_in
from analyzers.model import PolicyReading
from analyzers.policy.reader import document_text
from avow.config import Site
from avow.errors import ConfigError
from avow.reading import read_document, started_on
from crawler.evidence import Evidence, EvidenceError
from crawler.records import PolicyDocument, Visit

MOST_PAGES = 20


def newest_before(folder: Path) -> Path | None:
    """The newest sealed evidence of the same site beside `folder` that began earlier and holds a policy; None for none.

    Beside it means `<root>/<site>/`, where every scan of the site into one root lies.
    """
    own = Evidence(folder)
    begun = str(own.manifest.get("started", ""))
    best: tuple[str, Path] | None = None
    for beside in sorted(folder.resolve().parent.iterdir()):
        if beside == folder.resolve() or not (beside / "manifest.json").is_file():
            continue
        try:
            other = Evidence(beside)
        except EvidenceError:
            continue
        started = str(other.manifest.get("started", ""))
        if other.manifest.get("site") != own.site or not started or started >= begun or not _holds_policy(other):
            continue
        if best is None or started > best[0]:
            best = (started, beside)
    return best[1] if best is not None else None


def check_since(since: Path | None, site: Site) -> None:
    """Before anything is visited: is `--since` evidence of this site, with a policy? Raises ConfigError."""
    if since is None:
        return
    other = _evidence(since)
    if other.site != site.settings.site:
        raise ConfigError(
            f"--since {since}: is evidence of {other.site}, not of {site.settings.site}. Give one of the same site."
        )
    if not _holds_policy(other):
        raise ConfigError(f"--since {since}: holds no policy. Give a scan that found one.")


def _evidence(since: Path) -> Evidence:
    try:
        return Evidence(since)
    except EvidenceError as error:
        raise ConfigError(f"--since: {error}") from error


def earlier_of(folder: Path, since: Path | None = None) -> Earlier | None:
    """What the earlier scan found of the policy: `since` where the operator names one, else the newest beside `folder`.

    Raises ConfigError when `since` is no earlier evidence of the same site.
    """
    if since is None:
        found = newest_before(folder)
        return read_earlier(found) if found is not None else None
    other = _evidence(since)
    own = Evidence(folder)
    if other.site != own.site:
        raise ConfigError(
            f"--since {since}: is evidence of {other.site}, not of {own.site}. Give one of the same site."
        )
    if str(other.manifest.get("started", "")) >= str(own.manifest.get("started", "")):
        raise ConfigError(f"--since {since}: began no earlier than {folder.name}. Give an earlier scan.")
    if not _holds_policy(other):
        raise ConfigError(f"--since {since}: holds no policy. Give a scan that found one.")
    return read_earlier(since)


def read_earlier(folder: Path) -> Earlier | None:
    """The policy's documents as that scan found them; None where none is as it was sealed, or its day is not known."""
    evidence = Evidence(folder)
    on = started_on(evidence)
    texts = tuple(
        text_of(document, data, read_document(document, data))
        for document, data in evidence.policies()
        if hashlib.sha256(data).hexdigest() == document.sha256
    )
    if on is None or not texts:
        return None
    notices = dict.fromkeys(sentence for page in _pages(evidence) for sentence in notices_in(page))
    return Earlier(
        on=on, seal=str(evidence.manifest.get("seal", "")), texts=texts, notices=tuple(notices)[:MOST_NOTICES]
    )


def text_of(document: PolicyDocument, data: bytes, reading: PolicyReading) -> Text:
    words = document_text(data, mime=document.mime, source=document.url)
    return Text(url=document.url, reading=reading, words=words)


def _holds_policy(evidence: Evidence) -> bool:
    files = evidence.manifest.get("files")
    return isinstance(files, dict) and any(name.startswith("policy/") for name in files)


def _pages(evidence: Evidence) -> Iterator[str]:
    """The words of the site's stored pages; the policy's own documents are not among them."""
    policies = {document.url for document, _ in evidence.policies()}
    read = 0
    for line in evidence.lines():
        record = line.record
        if not isinstance(record, Visit) or record.purpose != "page" or not record.html or read >= MOST_PAGES:
            continue
        if policies & {record.url, record.final_url}:
            continue
        read += 1
        text = evidence.page(line.session, record.html)[: 10 * LONGEST_PAGE]
        try:
            page = html.fromstring(text) if text.strip() else None
        except (etree.ParserError, ValueError):
            page = None
        if page is not None:
            etree.strip_elements(page, "script", "style", "noscript", with_tail=False)
            yield "\n".join(words.strip() for words in page.itertext() if words.strip())
