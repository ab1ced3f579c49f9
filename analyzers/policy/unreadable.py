"""Why a document, though opened, tells nothing of what its owner declares: shell, wall, too little text."""

from __future__ import annotations

import re

from analyzers.policy.document import Document


class Unreadable(ValueError):
    """Why a document's bytes give no text. The message is for a person."""


LEAST_WORDS = 40
WALLS = (
    (
        re.compile(
            r"\b(?:enable|turn on|requires?|need|activate)\b[^.]{0,40}\bjava ?script\b|"
            r"\bjava ?script\b[^.]{0,40}\b(?:enabled|disabled|required|aktivier\w*|erforderlich|nodig)|"
            r"\b(?:aktivier\w*|activ\w*|habilit\w*|attiv\w*|abilit\w*|schakel)\b[^.]{0,40}\bjava ?script\b",
            re.I,
        ),
        "the page holds no text without JavaScript; give the page as the browser shows it",
    ),
    (
        re.compile(
            r"\b(?:log|sign)[ -]?in\b[^.]{0,60}\b(?:continue|password|to view|required|e-?mail)|"
            r"\bpassword\b[^.]{0,80}\b(?:log|sign)[ -]?in|"
            r"\bforgot(?:ten)? (?:your )?password|\bwachtwoord\b[^.]{0,60}\binlog|\bpasswort\b[^.]{0,60}\banmeld|"
            r"\bmot de passe\b|\bpasswort (?:vergessen|zurücksetzen)|\bwachtwoord vergeten|\bcontraseña\b|\bpassword dimenticata|"
            r"\biniciar sesión\b|\binloggen\b",
            re.I,
        ),
        "the page asks for a log-in; the policy is behind it",
    ),
    (
        re.compile(
            r"\b(?:accept|agree to|allow)\b[^.]{0,40}\bcookies\b[^.]{0,60}\b(?:continue|proceed|access|to view|"
            r"first)|\bcookie ?wall\b|"
            r"\bbefore you continue\b|\baccept (?:all|and continue)\b|\balles accepteren\b|\balle akzeptieren\b|"
            r"\btout accepter\b|\bcontinuer sans accepter\b|\bmit werbung (?:und cookies )?weiterlesen\b|"
            r"\baceptar todo\b|\baccetta tutto\b",
            re.I,
        ),
        "the page holds a consent wall and no policy",
    ),
    (
        re.compile(
            r"\b(?:are you (?:a )?(?:human|robot)|captcha|checking your browser|access denied|"
            r"verify you are human|unusual traffic)\b",
            re.I,
        ),
        "the page is a check for robots or a block page",
    ),
    (
        re.compile(
            r"\b(?:404|page not found|not found|niet gevonden|nicht gefunden|introuvable|no encontrada|"
            r"non trovata|no existe|existiert (?:leider )?nicht)\b|\b(?:couldn't|could not|can't) find (?:the|that|this) page\b",
            re.I,
        ),
        "the page says that nothing was found at this address",
    ),
    (
        re.compile(
            r"\b50[0234]\b[^.]{0,30}\b(?:error|unavailable|gateway)|\bservice unavailable\b|\b(?:down|closed) for maintenance\b|"
            r"\bwartungsarbeiten\b|\bonderhoud\b|\ben maintenance\b|\ben mantenimiento\b|\bin manutenzione\b",
            re.I,
        ),
        "the page says that the site was out of order",
    ),
)
SUBJECT = re.compile(
    r"cookie|privacy|personal (?:data|information)|persoonsgegevens|datenschutz|personenbezogen|données personnelles|"
    r"confidentialité|datos personales|privacidad|dati personali|beacon|tracking|traceurs?",
    re.IGNORECASE,
)
SHORT_WORDS = 220
FEW_MENTIONS = 4
"""A longer page that hardly mentions the subject and asks for a log-in is no policy: lists of countries and languages."""


def shown_text(document: Document) -> str:
    texts = [block.text for block in document.blocks if block.kind != "table"]
    texts += [cell.text for block in document.blocks for row in block.rows for cell in row]
    return " ".join(texts)


def hardly_mentions(document: Document) -> bool:
    """Is the subject too rare in the text for silence about tracking to mean anything?"""
    return len(SUBJECT.findall(shown_text(document))) < FEW_MENTIONS


def why_not_a_policy(document: Document) -> str:
    """The reason in plain words, empty when the document is long enough and speaks of the subject."""
    text = shown_text(document)
    words = len(text.split())
    if words < SHORT_WORDS or len(SUBJECT.findall(text)) < FEW_MENTIONS:
        for pattern, why in WALLS:
            if pattern.search(text):
                return why
    if words == 0:
        return "the document shows no text: it may be drawn by scripts or be a picture"
    if words < LEAST_WORDS:
        return f"the document holds only {words} words, too few for a policy"
    if not SUBJECT.search(text):
        return "the document speaks neither of cookies nor of personal data"
    return ""
