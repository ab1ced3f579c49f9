"""What a form is for: newsletter, comment, forum, telling a friend, chat, contact, log-in, registration, order, search.

By what it asks and by the words on it (labels, names, placeholders, buttons, its own name, where it posts), in English,
Dutch, German, French, Spanish and Italian. What a person would type is never known, nor what becomes of it.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import msgspec

from analyzers.forms import asked_in, data_of
from crawler.records import Form, FormField

LONGEST = 4_000
"""Characters of a form's words that are read."""
NEWSLETTER_ASKS = frozenset(
    ("e-mail address", "name", "gender", "date of birth", "postal address", "company name", "job title")
)
"""What newsletters ask for; a telephone number or a card number is another matter."""
NEWSLETTER_FIELDS = 6


def _any(*lines: str) -> re.Pattern[str]:
    """One pattern out of a line for each language."""
    return re.compile("|".join(lines), re.IGNORECASE)


_NEWSLETTER = _any(
    r"news ?letter|mailing ?list|\bsubscri\w+|\bsign ?up for (?:our |the )?(?:news|updates|offers)|\bemail ?signup\b|\boptin\b",
    r"(?:stay|keep me|get|receive) (?:\w+ ){0,3}(?:updated|informed|updates|offers|news)\b|mc4wp|mailpoet",
    r"mailinglijst|nieuwsbrief|\babonneer\w*|\binschrijv\w* (?:voor|op)",
    r"rundbrief|infobrief|\babonnier\w*",
    r"infolettre|lettre d['’ ]information|\bs['’]abonner|\babonnez|\bs['’]inscrire à",
    r"bolet[íi]n|lista de correo|suscr[íi]b\w*",
    r"notiziario|\biscriv\w*",
)
_NO_NEWSLETTER = _any(
    r"unsubscri|back in stock|notify me when|price alert|track (?:your |my )?order|order status|download|voucher|coupon",
    r"wait ?list|\bafmeld|wachtlijst|\babmeld|gutschein|désabonn|désinscri|cancelar|\bdarse de baja|cancella",
)
_LOGIN = _any(
    r"\blog[ -]?(?:in|on)\b|\bsign[ -]?in\b|\blogin|\bsignin",
    r"inloggen|aanmelden|anmelden|einloggen",
    r"se connecter|connexion|identifi(?:er|ant)",
    r"iniciar sesi[óo]n|acceder|accedi\b|\baccesso\b",
)
_RESET = _any(
    r"(?:forgot|reset|lost|recover)\w*[ -]?(?:your |my )?pass",
    r"passwor[dt]\w* (?:vergessen|zurücksetzen|vergeten|herstellen)|wachtwoord vergeten",
    r"mot de passe oublié|réinitialis",
    r"olvid\w+ (?:su |tu |la )?contraseña|recuper\w+ (?:la )?(?:contraseña|password)|password dimenticata",
)
_FRIEND = _any(
    r"\bfriends?\b|\bcolleagues?\b|\brecipients?\b|\binvitees?\b",
    r"\bvriend(?:en|in)?\b|\bontvangers?\b|\bfreund(?:e|es|in|innen)?\b|\bkollegen?\b|\bempfängers?\b",
    r"\bami(?:e|s|es)?\b|\bdestinataires?\b|\bamig[oa]s?\b|\bamic[oi]\b|\bdestinatari[oa]s?\b",
)
_TELL = _any(
    r"(?:tell|refer|invite|recommend|send|e-?mail|forward|share)\w* (?:this |it |page )?(?:to |with )?(?:a |your |some )?"
    r"(?:friend|colleague)",
    r"refer[- ]a[- ]friend|vriend(?:en)? (?:uitnodigen|werven|tippen)|tip een vriend|doorsturen aan een vriend",
    r"freunde? (?:werben|einladen|empfehlen)|weiterempfehl",
    r"parrain\w*|(?:invit|recommand)\w* (?:à )?(?:un |vos |des )ami|envoyer à un ami",
    r"(?:invita|recomienda|envía|enviar)\w* (?:a )?(?:un |tus )?amig",
    r"porta un amico|(?:invita|segnala|consiglia)\w* (?:a )?(?:un |i tuoi )?amic",
)
_COMMENT = _any(
    r"\bcomments?\b|wp-comments-post|commentform|leave a (?:reply|comment)|post (?:a )?reply|guest ?book",
    r"\breacties?\b|\breageer\w*|gastenboek|\bkommentar\w*|gästebuch",
    r"\bcommentaires?\b|livre d['’]or|\bcomentarios?\b|\bcommento\b|\bcommenti\b",
)
_FORUM = _any(r"\bforums?\b|\bforo\b|new ?thread|new ?topic|\bposting\.php|newreply\.php|\bbbp\b|\btopic title\b")
_CHAT = _any(r"\b(?:live ?|web ?)?chat(?:box|bot)?\b|\bchatten\b")
_ORDER = _any(
    r"check ?out|\border\b|\bpayment\b|billing|shipping|delivery|afrekenen|bestelling|factuuradres",
    r"\bbestell\w*|\bkasse\b|lieferadresse|rechnungsadresse|commande|livraison|facturation",
    r"pedido|env[íi]o|facturaci[óo]n|ordine|spedizione|fatturazione",
)
_SEARCH = re.compile(r"\bsearch\w*|\bsuche\w*|\bzoek\w*|\brecherch\w*|\bbuscar?\b|\bcerca\b", re.IGNORECASE)
_SEARCH_NAMES = frozenset(("q", "s", "query", "search", "keyword", "keywords", "term"))

PAYMENT = frozenset(("credit card number", "bank account"))
NAMES = {
    "newsletter": "newsletter sign-up", "comment": "comment form", "forum": "forum post", "referral": "form for telling a friend",
    "chat": "chat form", "contact": "contact form", "log-in": "log-in form", "registration": "registration form",
    "password-reset": "password reset form", "order": "order form", "payment": "payment form", "search": "search form",
    "other": "form",
}  # fmt: skip
"""Purpose -> how it is called."""


class Purpose(msgspec.Struct, frozen=True, kw_only=True):
    """What a form is for, and why it is taken for that."""

    purpose: str
    """A key of NAMES."""
    why: str


def purpose_of(form: Form, receiver: str = "") -> Purpose:
    """The purpose of a form. `receiver`: the role of the service to which it posts (analyzers.knowledge.own.ROLES), if known."""
    shown = [field for field in form.fields if field.type != "hidden"]
    words = _words(form, shown)
    asks = asked_in(shown)
    passwords = sum(field.type == "password" for field in shown)
    if passwords:
        new = passwords > 1 or len(asks) > 2 or any("new-password" in field.autocomplete for field in shown)
        return _made("registration" if new and not _RESET.search(words) else "log-in", "it asks for a password")
    if match := _RESET.search(words):
        return _made("password-reset", f'it says "{match[0]}"')
    if _is_search(shown, words, asks):
        return _made("search", "it holds a search field")
    if found := _referral(shown, words):
        return found
    if PAYMENT & set(asks):
        return _made("payment", f"it asks for a {next(kind for kind in asks if kind in PAYMENT)}")
    return _of_words(shown, words, asks, receiver)


def _of_words(shown: list[FormField], words: str, asks: tuple[str, ...], receiver: str) -> Purpose:
    text = any(field.tag == "textarea" for field in shown)
    if text:
        for purpose, pattern in (("comment", _COMMENT), ("forum", _FORUM), ("chat", _CHAT)):
            if match := pattern.search(words):
                return _made(purpose, f'it holds a place for a text and says "{match[0]}"')
        if receiver in ("chat", "comments"):
            return _made("chat" if receiver == "chat" else "comment", f"it belongs to a service for {receiver}")
        if asks:
            return _made("contact", "it holds a place for a text and asks who writes")
    if "e-mail address" in asks and set(asks) <= NEWSLETTER_ASKS and len(shown) <= NEWSLETTER_FIELDS and not text:
        if receiver in ("newsletter", "e-mail"):
            return _made("newsletter", "it asks for an e-mail address and posts to a service for newsletters")
        if (match := _NEWSLETTER.search(words)) and not _NO_NEWSLETTER.search(words) and not _ORDER.search(words):
            return _made("newsletter", f'it asks for an e-mail address and says "{match[0]}"')
    if (match := _LOGIN.search(words)) and asks and set(asks) <= {"e-mail address", "user name", "telephone number"}:
        return _made("log-in", f'it says "{match[0]}"')
    if "postal address" in asks and (match := _ORDER.search(words)):
        return _made("order", f'it asks for an address and says "{match[0]}"')
    return _made("other", "no words tell what for")


def _referral(shown: list[FormField], words: str) -> Purpose | None:
    """It asks for somebody else's e-mail address or name."""
    if "postal address" in asked_in(shown):
        return None  # somebody to deliver to
    friend = next(
        (field for field in shown if data_of(field) in ("e-mail address", "name") and _FRIEND.search(_of_field(field))),
        None,
    )
    if friend is not None and any(data_of(field) == "e-mail address" for field in shown):
        return _made("referral", f'a field asks for another person: "{(friend.label or friend.name)[:80]}"')
    if (match := _TELL.search(words)) and any(data_of(field) == "e-mail address" for field in shown):
        return _made("referral", f'it asks for an e-mail address and says "{match[0]}"')
    return None


def _is_search(shown: list[FormField], words: str, asks: tuple[str, ...]) -> bool:
    fields = [
        field for field in shown if field.tag != "button" and field.type not in ("submit", "button", "image", "reset")
    ]
    if any(field.type == "search" for field in fields):
        return "e-mail address" not in asks
    names = {field.name.lower() for field in fields}
    return len(fields) == 1 and not asks and (bool(names & _SEARCH_NAMES) or bool(_SEARCH.search(words)))


def _made(purpose: str, why: str) -> Purpose:
    return Purpose(purpose=purpose, why=why)


def tells_a_friend(text: str) -> bool:
    """Does a link's text invite to recommend something?"""
    return bool(_TELL.search(text[:200]))


def _words(form: Form, shown: list[FormField]) -> str:
    try:
        path = urlsplit(form.action).path
    except ValueError:
        path = ""
    parts = [form.label, form.name, path.replace("/", " "), *(_of_field(field) for field in shown)]
    return " ".join(parts)[:LONGEST].replace("_", " ").replace("  ", " ")


def _of_field(field: FormField) -> str:
    return " ".join((field.label, field.name.replace("_", " ").replace("-", " "), field.placeholder))
