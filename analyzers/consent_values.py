"""Is a value the record of a consent, and in which form?

Sources: IAB TCF v2 technical specification, "The Core String" (analyzers.consent_string) and "addtlConsent" of
Google's additional consent mode (`1~` and numbers of providers); IAB Tech Lab, Global Privacy Platform, "GPP String" (a
header of type 3 and version 1 in 6 bits each, hence `DB`; sections behind `~`); IAB, US Privacy String 1.0 (version, then
three of Y, N, -); Google's consent mode, types of storage that are `granted` or `denied`. What tools write in forms of
their own is known by the purposes that it lists, each with a yes or no.
"""

from __future__ import annotations

import re
from urllib.parse import unquote

from analyzers.consent_string import is_consent_string

LONGEST = 2000
"""Characters of a value that are read."""
LONGEST_STRING = 8000
"""Of a consent string, whose vendors take a bit each."""

_GPP = re.compile(r"DB[A-Za-z0-9_-]{2,60}(?:~[A-Za-z0-9_.-]{2,}){1,20}")
_US_PRIVACY = re.compile(r"1(?:[YN][YN-][YN-]|---)")
_ADDITIONAL = re.compile(r"[12]~\d{1,5}(?:\.\d{1,5})+(?:~dv\.[\d.]*)?")
_GROUPS = re.compile(
    r"(?:.{0,600}\bgroups=|,?)C000\d(?::[01])?(?:,[A-Z]{1,4}\d{1,5}(?::[01])?){1,40},?(?:&|$)", re.DOTALL
)
"""OneTrust's groups of cookies: `C0001:1,C0002:0`, `,C0001,C0003,`."""
_RECORD = re.compile(r"(?:isGpcEnabled|isIABGlobal|datestamp)=")
_ANSWER = re.compile(
    r"(?<![A-Za-z_ -])([A-Za-z][A-Za-z_ -]{1,40})[\"']?\s{0,3}[:=]\s{0,3}[\"']?"
    r"(?:true|false|granted|denied|allow(?:ed)?|den(?:y|ied)|accept(?:ed)?|reject(?:ed)?|yes|no|on|off|[01])(?![A-Za-z0-9.])",
    re.IGNORECASE,
)
_LIST = re.compile(
    r"[\[\"'\s]*[A-Za-z][A-Za-z_ -]{1,30}(?:[\"'\s]*[,;|+][\"'\s]*[A-Za-z][A-Za-z_ -]{1,30}){1,12}[\"'\s\]]*"
)
_SIGN = re.compile(r"[,:=%|;+]")
_LETTERS = re.compile(r"[A-Za-z]+")


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


NEEDED = _set(
    "necessary strictlynecessary essential essentials strictlyessential notwendig essenziell unbedingterforderlich "
    "noodzakelijk strictementnecessaires necessaires necessaire necesarias necesario necessari necessario"
)
"""What only a list of purposes calls so."""
OPTIONAL = _set(
    "marketing advertising advertisement statistics statistic statistical analytics analytical targeting "
    "adstorage analyticsstorage aduserdata adpersonalization functionalitystorage personalizationstorage "
    "securitystorage statistik statistiken statistieken analytisch statistiques publicite estadisticas publicidad "
    "statistiche"
)
FURTHER = _set(
    "functional functionality preferences preference personalization personalisation performance measurement ads "
    "tracking social socialmedia thirdparty externalmedia externemedien komfort funktional functioneel voorkeuren "
    "mesure preferencias preferenze unclassified uncategorized other"
)
"""Words that stand in such lists, and elsewhere too."""


def consent_form(value: str) -> str:
    """What kind of consent record a value is, in words; empty for none."""
    if len(value) < 4:
        return ""
    first = value[0]
    if first == "C" and is_consent_string(value[:LONGEST_STRING]):
        return "an IAB consent string"
    if first == "D" and _GPP.fullmatch(value[:LONGEST_STRING]):
        return "an IAB privacy string (GPP)"
    if first == "1" and _US_PRIVACY.fullmatch(value):
        return "an IAB privacy string (US Privacy)"
    if first in "12" and _ADDITIONAL.fullmatch(value[:LONGEST_STRING]):
        return "a list of the providers that were consented to"
    if first in "id" and _RECORD.match(value):
        return "a consent record"
    if not _may_list(value):
        return ""
    text = unquote(unquote(value[:LONGEST]))
    if _GROUPS.match(text):
        return "a consent record"
    return "consent by category" if _answers_by_purpose(text) or _is_list_of_purposes(text) else ""


def _may_list(value: str) -> bool:
    """A quick look: are there letters, and a sign that parts a list?"""
    return _SIGN.search(value, 0, LONGEST) is not None


def _answers_by_purpose(text: str) -> bool:
    """Purposes with a yes or no each: one that is needed, or two of which one is no everyday word."""
    found = {_folded(match[1]) for match in _ANSWER.finditer(text)}
    purposes = found & (NEEDED | OPTIONAL | FURTHER)
    return bool(found & NEEDED) or (len(purposes) > 1 and bool(found & OPTIONAL))


def _is_list_of_purposes(text: str) -> bool:
    """Nothing but purposes, one of them needed: those that were consented to."""
    if not _LIST.fullmatch(text[:400]):
        return False
    found = [_folded(part) for part in re.split(r"[,;|+]", text)]
    return len(found) > 1 and any(one in NEEDED for one in found) and set(found) <= NEEDED | OPTIONAL | FURTHER


def _folded(key: str) -> str:
    """A key in small letters without signs: `ad_storage` -> adstorage, `cookies-necessary` -> necessary."""
    folded = "".join(_LETTERS.findall(key)).lower()
    for around in ("cookies", "cookie", "consent"):
        folded = folded.removeprefix(around).removesuffix(around)
    return folded
