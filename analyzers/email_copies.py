"""Which beacons differ between the copies of one mail that several recipients got: that they do proves what the form of
one address can only suggest.

Copies are mails of the same sender and subject to different recipients, in one evidence (an imported mbox).
"""

from __future__ import annotations

from collections.abc import Iterable

from analyzers.email import MailVerdict
from analyzers.parties import host_of
from analyzers.path_templates import path_template

Key = tuple[str, str]
"""Host and path template of a beacon."""


def compare_copies(verdicts: Iterable[MailVerdict]) -> dict[Key, tuple[str, int]]:
    """For each beacon that copies have in common: (`differs` or `same`, number of recipients).

    `differs` when every recipient got another address, `same` when all got one; nothing is said of beacons that stand
    several times in a mail, nor where some copies are alike and others not.
    """
    campaigns: dict[tuple[str, str], dict[tuple[str, ...], MailVerdict]] = {}
    for verdict in verdicts:
        if verdict.subject and verdict.recipients:
            campaigns.setdefault((verdict.sender, verdict.subject), {}).setdefault(verdict.recipients, verdict)
    found: dict[Key, tuple[str, int]] = {}
    for copies in campaigns.values():
        for key, urls in _addresses(copies.values()).items():
            if len(urls) > 1 and len(set(urls)) in (1, len(urls)):
                result = "same" if len(set(urls)) == 1 else "differs"
                if found.get(key, ("", 0))[0] != "differs":
                    found[key] = (result, len(urls))
    return found


def _addresses(copies: Iterable[MailVerdict]) -> dict[Key, list[str]]:
    """The address of each beacon in each copy that holds it exactly once."""
    found: dict[Key, list[str]] = {}
    for copy in copies:
        own: dict[Key, list[str]] = {}
        for beacon in copy.beacons:
            own.setdefault((host_of(beacon.url), path_template(beacon.url)), []).append(beacon.url)
        for key, urls in own.items():
            if len(urls) == 1:
                found.setdefault(key, []).append(urls[0])
    return found
