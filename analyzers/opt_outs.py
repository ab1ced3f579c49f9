"""Which links lead to an opt-out, or to settings of how far one is followed.

Known addresses decide first (analyzers.knowledge.opt_out_pages), then the words of the link, then its path; in a policy also
the sentence in which a link says no more than "here". Words in English, Dutch, German, French, Spanish and Italian.
Logging off (`Afmelden`, `Abmelden`, `Déconnexion`), leaving a newsletter and opting in are no opt-outs.
"""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urlsplit

import msgspec

from analyzers.knowledge.opt_out_pages import known_page
from analyzers.parties import host_of, is_address, registrable_domain

LONGEST_TEXT = 80
"""Characters of a link's text on a page: a longer one is a sentence or an article's title, and may speak of anything."""

_OPT_OUT = re.compile(
    r"(?<![a-z])opt(?:s|ed|ing)?[ _\u2010-\u2015-]?outs?(?![a-z])|do[ -]not[ -](?:sell|share)|your (?:\w+ )?privacy choices|"
    r"limit the use of my|niet verkopen of delen|no vender|non vendere",
    re.IGNORECASE,
)
"""Words that say it by themselves."""
_REFUSES = re.compile(
    r"\b(?:object to|refuse|reject|withdraw|revoke|turn(?:ing)? off|switch(?:ing)? off|disabl\w+|deactivat\w+|"
    r"stop (?:being )?track\w*|"
    r"bezwaar|weiger\w*|uitschakel\w*|uitzetten|intrekken|afmelden voor|"
    r"widersp\w+|widerruf\w*|ablehnen|deaktivier\w*|abschalten|"
    r"s['’]opposer|opposition|désactiv\w*|refuser|retirer|"
    r"desactiva\w*|inhabilita\w*|oponer\w*|oposición|rechazar|retirar|exclu(?:ir|sión)|"
    r"disattiva\w*|disabilita\w*|oppors\w+|opposizione|rifiuta\w*|revoca\w*|rinuncia\w*)",
    re.IGNORECASE,
)
_OF_WHAT = re.compile(
    r"cookie|track|analy[st]|adverti|\bads?\b|remarket|retarget|profil|consent|personali[sz]|measur|flash|"
    r"toestemming|advertenti|volgen|"
    r"werbung|erfass|einwilligung|verfolg|messung|"
    r"publicit|traceur|suivi|consentement|mesure|"
    r"seguimiento|consentimiento|publicidad|rastre|"
    r"tracciamento|pubblicit|consenso|profilazione",
    re.IGNORECASE,
)
"""What is refused: without it `Refuse` and `Opposition` speak of anything."""
_SETTINGS = re.compile(
    r"\b(?:cookies?|privacy|consent|ads?|advertising|tracking)[ -]"
    r"(?:settings|preferences?|choices|control|centre|center|manager)|"
    r"\b(?:manage|change|update|customi[sz]e|edit|your) (?:your |my |the )?"
    r"(?:cookies?|consent|privacy|ads?)(?: settings| preferences)?$|"
    r"\badchoices|settings manager|"
    r"(?:cookie|privacy)-?(?:instellingen|voorkeuren)|(?:beheer|wijzig) (?:uw |je )?(?:cookies|toestemming)|"
    r"cookie-?(?:einstellungen|präferenzen)|(?:privatsphäre|datenschutz)-?einstellungen|einstellungsmanager|"
    r"(?:gestion|gérer|paramètres|paramétrer|préférences|personnaliser)[^.]{0,20}cookies|paramètres de confidentialité|"
    r"(?:configura\w*|ajustes|preferencias|gestionar|administrar)[^.]{0,20}(?:cookies|privacidad)|"
    r"(?:impostazioni|preferenze|gestisci|gestione)[^.]{0,20}(?:cookies?|privacy)",
    re.IGNORECASE,
)
_PATH_OPT_OUT = re.compile(
    r"(?<![a-z])opt[-_]?out|do[-_]not[-_](?:sell|share|track)|privacy[-_]choices|ad[-_]?choices|(?<![a-z])dnsmpi(?![a-z])",
    re.IGNORECASE,
)
_PATH_SETTINGS = re.compile(
    r"(?:cookies?|privacy|consent)[-_/]?(?:settings|preferences|instellingen|einstellungen|voorkeuren|choices)|"
    r"(?:param[eè]tres|gestion|preferencias|impostazioni|preferenze)-(?:des-|de-|dei-)?cookies?",
    re.IGNORECASE,
)
_SAYS_NOTHING = re.compile(
    r"^(?:click |klik |klicken sie |cliquez |haga clic |clicca )?(?:here|hier|ici|aqu[íi]|qui)\b|"
    r"^(?:(?:this|the following|deze|diese[mrn]?|este|questo|ce|su questo) )?"
    r"(?:link|page|website|site|pagina|seite|enlace|lien|(?:https?://|www\.)\S+)[.:]?$",
    re.IGNORECASE,
)
_WAY = re.compile(
    r"\b(?:visit\w*|click\w*|via|through|using|use|go to|follow|here|page|link|"
    r"bezoek\w*|klik\w*|besuch\w*|klick\w*|über|unter|"
    r"visitez|cliqu\w*|rend\w*|visite|visitar|clic|haciendo|visita\w*|clicc\w*)\b",
    re.IGNORECASE,
)
"""A sentence that sends the reader somewhere."""


class OptOut(msgspec.Struct, frozen=True, kw_only=True):
    """A link by which one opts out, or sets how far one is followed."""

    url: str
    text: str
    kind: str
    """`opt-out`, `preferences`, or `help`: where a policy sends its readers for how to opt out in their browser."""
    whose: str
    """The organisation, as known; else the registrable domain."""
    why: str


def opt_out(url: str, text: str, *, sentence: str = "", site: str = "") -> OptOut | None:
    """What a link is said to lead to; None where nothing says that it is an opt-out.

    Args:
        url: absolute. An address that opens no page (`javascript:`, `#`) may be one as well: it is found and cannot be tried.
        text: what a person reads.
        sentence: in a policy, the sentence around it; empty on a page.
        site: host of the audited site: in a sentence about opting out, its own links lead anywhere.
    """
    known = known_page(url)
    whose = known.whose if known else registrable_domain(host_of(url))
    if known:
        why = f"known address of {known.whose}"
        if known.kind == "help" and not says_opt_out(sentence):
            return None
        return OptOut(url=url, text=text, kind=known.kind, whose=whose, why=why)
    kind, why = _by_words(text) if sentence or len(text) <= LONGEST_TEXT else ("", "")
    if not kind:
        kind, why = _by_path(url)
    if not kind and sentence:
        kind, why = _by_sentence(url, text, sentence, site)
    return OptOut(url=url, text=text, kind=kind, whose=whose, why=why) if kind else None


def says_opt_out(sentence: str) -> bool:
    """Does a sentence of a policy speak of opting out, or of refusing cookies, measurement or advertising?"""
    return bool(_OPT_OUT.search(sentence) or (_OF_WHAT.search(sentence) and _REFUSES.search(sentence)))


def _by_words(text: str) -> tuple[str, str]:
    if match := _OPT_OUT.search(text):
        return "opt-out", f'text says "{match[0]}"'
    if (match := _REFUSES.search(text)) and (what := _OF_WHAT.search(text)):
        return "opt-out", f'text says "{match[0]}" and "{what[0]}"'
    if match := _SETTINGS.search(text):
        return "preferences", f'text says "{match[0]}"'
    return "", ""


def _by_path(url: str) -> tuple[str, str]:
    try:
        parts = urlsplit(url)
    except ValueError:
        return "", ""
    if parts.scheme not in ("http", "https"):
        return "", ""
    path = f"{parts.path}?{parts.query}"[:500]
    if match := _PATH_OPT_OUT.search(path):
        return "opt-out", f'address says "{match[0]}"'
    if match := _PATH_SETTINGS.search(path):
        return "preferences", f'address says "{match[0]}"'
    return "", ""


def _by_sentence(url: str, text: str, sentence: str, site: str) -> tuple[str, str]:
    """A link in a sentence about opting out: one that says "here", or one to elsewhere, where the sentence sends the reader."""
    if not says_opt_out(sentence):
        return "", ""
    elsewhere = registrable_domain(host_of(url)) not in ("", registrable_domain(site))
    if _SAYS_NOTHING.match(text.strip()) or (elsewhere and _OPT_OUT.search(sentence) and _WAY.search(sentence)):
        return "opt-out", "its sentence speaks of opting out"
    return "", ""


def may_be_opened(url: str, site: str) -> bool:
    """Can an address be opened by a browser without asking a machine of the operator's own network?

    http and https; no user name; a host name with a dot, or a public address. The audited site itself may be anywhere.
    """
    try:
        parts = urlsplit(url)
        host, _ = host_of(url), parts.port
    except ValueError:
        return False
    if parts.scheme not in ("http", "https") or not host or parts.username or parts.password:
        return False
    if host == site:
        return True
    if is_address(host):
        return ipaddress.ip_address(host).is_global
    return "." in host and host.rpartition(".")[2] not in ("localhost", "local", "internal", "lan", "home", "arpa")
