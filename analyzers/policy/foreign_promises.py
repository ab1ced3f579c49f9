"""Promises in Dutch, German, French, Spanish and Italian: the few whose words leave no doubt."""

from __future__ import annotations

import re
from collections.abc import Iterator

from analyzers.model import Promise, short_id
from analyzers.policy.actors import is_denied
from analyzers.policy.mechanisms import mechanisms_in
from analyzers.policy.promise_rules import RULES
from analyzers.policy.sections import Sentence
from analyzers.policy.signals import NAMES, SIGNALS
from analyzers.policy.vocabulary import Cues, words

STATEMENTS = {rule.subject: (rule.statement, rule.category) for rule in RULES}
SAYS: dict[str, dict[str, tuple[str, ...]]] = {
    "nl": {
        "anonymous-performance": (r"\banonie?m|\bgeaggregeerd|niet\ (?:\w+\ ){0,4}(?:herleid|identific)", r"gegevens|"
        r"informatie|cookies|statisti"),
        "session-cookies-end": (r"sessie-?cookies?|tijdelijke\ cookies", r"verwijder|verdwijn|gewist", r"sluit|"
        r"afsluit|einde"),
        "mandatory-no-opt-out": (r"noodzakelijk|functionele|deze\ cookies|nodig", r"(?:niet|kunt\ u\ niet|"
        r"kan\ niet)\ (?:\w+\ ){0,3}(?:uit|weiger|uitgeschakeld|uitzetten)|geen\ toestemming\ nodig"),
        "no-sale": (r"\b(?:verkopen|verkoopt|verkocht|verhuren)\b", r"\bniet\b|\bnooit\b", r"gegevens"),
        "no-personal-data-to-third-parties": (r"persoonsgegevens|persoonlijke\ gegevens", r"\bderden\b|"
        r"derde\ partijen", r"\bniet\b|\bgeen\b|\bnooit\b", r"deel|delen|verstrek|doorgeg|door\ aan"),
        "unsubscribe-link": (r"afmeld|uitschrijf|unsubscribe", r"\blink\b|klik|onderaan", r"nieuwsbrief|e-?mail|"
        r"mailing"),
        "ip-anonymised": (r"ip-?adres", r"geanonimiseerd|afgekort|gemaskeerd|laatste\ octet"),
    },
    "de": {
        "anonymous-performance": (r"\banonym|\baggregiert|\bpseudonym|kein(?:e|en)?\ rückschl|"
        r"nicht\ (?:\w+\ ){0,4}identifi", r"daten|informationen|cookies|statisti"),
        "session-cookies-end": (r"sitzungs-?cookies?|session-?cookies?", r"gelöscht|löschen|verfallen|"
        r"entfernt", r"schließ|ende|beend"),
        "mandatory-no-opt-out": (r"notwendig|erforderlich|diese\ cookies", r"(?:nicht|"
        r"können\ sie\ nicht)\ (?:\w+\ ){0,3}(?:abgewählt|deaktivier|ablehn|abschalt)"),
        "no-sale": (r"\b(?:verkaufen|verkauft|vermieten)\b", r"\bnicht\b|\bniemals\b", r"daten"),
        "no-personal-data-to-third-parties": (r"personenbezogene\w*\ daten|"
        r"persönliche\w*\ daten", r"\bdritte", r"\bnicht\b|\bkeine\b|\bniemals\b", r"weitergegeben|geben|übermittelt|"
        r"übermitteln|weiter"),
        "unsubscribe-link": (r"abmelde|abbestell", r"\blink\b|klick", r"newsletter|e-?mail"),
        "ip-anonymised": (r"ip-?adress", r"anonymisiert|gekürzt|anonymize"),
    },
    "fr": {
        "anonymous-performance": (r"\banonym|\bagrég|ne\ permet\w*\ pas\ (?:\w+\ ){0,3}(?:d')?identifi", r"données|"
        r"informations|cookies|statisti|résultats"),
        "session-cookies-end": (r"cookies?\ (?:temporaires|de\ session)", r"supprim|expir|effac|dispara", r"ferm|"
        r"fin\ de|quitt"),
        "mandatory-no-opt-out": (r"nécessaires|ces\ cookies|"
        r"indispensables", r"ne\ peu\w+\ (?:pas\ )?(?:\w+\ ){0,2}(?:refus|désactiv)|"
        r"ne\ peuvent\ (?:pas\ )?être\ (?:refus|désactiv)|pas\ soumis\w*[^.]{0,60}consentement"),
        "no-sale": (r"\bvend(?:ons|us|ues|re)\b", r"\bne\b|\bjamais\b", r"données|informations"),
        "no-personal-data-to-third-parties": (r"données\ (?:à\ caractère\ )?personnel", r"\btiers\b", r"\bne\b|"
        r"\baucune?\b|\bjamais\b", r"transm|communiqu|partag|cédé|céd"),
        "unsubscribe-link": (r"désabonn|désinscri", r"\blien\b|cliqu", r"newsletter|e-?mail|courriel|lettre"),
        "ip-anonymised": (r"adresses?\ ip", r"anonymis|tronqu|masqu"),
    },
    "es": {
        "anonymous-performance": (r"\banónim|\bagregad", r"datos|información|cookies|estadístic"),
        "session-cookies-end": (r"cookies?\ (?:temporales|de\ sesión)", r"elimin|borran|caduc|desaparec", r"cerrar|"
        r"cierr|cierre|fin"),
        "mandatory-no-opt-out": (r"necesarias|estas\ cookies|"
        r"imprescindibles", r"no\ (?:se\ )?pued\w+\ (?:ser\ )?(?:desactiv|rechaz)"),
        "no-sale": (r"\bvend(?:emos|er|idos)\b", r"\bno\b|\bnunca\b", r"datos|información"),
        "no-personal-data-to-third-parties": (r"datos\ personales", r"\bterceros\b", r"\bno\b|\bnunca\b", r"ced|"
        r"comparti|comunic|transmit|facilit"),
        "unsubscribe-link": (r"baja|cancelar\ (?:la\ )?suscripción", r"\benlace\b|clic", r"boletín|correo|e-?mail|"
        r"newsletter"),
        "ip-anonymised": (r"direcci(?:ón|ones)\ ip", r"anonimiz|trunca|acort"),
    },
    "it": {
        "anonymous-performance": (r"\banonim|\baggregat", r"dati|informazioni|cookie|statistic"),
        "session-cookies-end": (r"cookie\ (?:temporanei|di\ sessione)", r"elimin|cancell|scad|scompai", r"chius|"
        r"chiude|fine"),
        "mandatory-no-opt-out": (r"necessari|questi\ cookie|tecnici", r"non\ (?:possono\ essere|è\ possibile|"
        r"si\ possono)\ (?:\w+\ ){0,2}(?:disattiv|rifiut)"),
        "no-sale": (r"\bvend(?:iamo|e|uti)\b", r"\bnon\b|\bmai\b", r"dati|informazioni"),
        "no-personal-data-to-third-parties": (r"dati\ personali", r"\bterzi\b", r"\bnon\b|\bnessun|"
        r"\bmai\b", r"ceduti|cediamo|comunic|condivi|trasmess|trasfer"),
        "unsubscribe-link": (r"annulla\w*\ l'iscrizione|disiscri|cancella\w*\ l'iscrizione", r"\blink\b|"
        r"clic", r"newsletter|e-?mail"),
        "ip-anonymised": (r"indirizz[oi]\ ip", r"anonimizz|troncat|mascherat"),
    },
}  # fmt: skip
PATTERNS = {
    language: {subject: tuple(words(pattern) for pattern in patterns) for subject, patterns in rules.items()}
    for language, rules in SAYS.items()
}
REFUSES = re.compile(
    r"\bniet\b|\bgeen\b|\bnicht\b|\bkeine?\b|\bne\s+\w+\s+pas\b|\bn'\w+\s+pas\b|\bno (?:respond|reacc|atend|admit|"
    r"resp)|\bnon\b|"
    r"\bnegeer|\bignor",
    re.IGNORECASE,
)
HONOURS = re.compile(
    r"\b(?:respecte|eerbiedig|reage|honoreer|erken|respektier|beachte|berücksichtig|reagier|respet|atend|respond|répond|"
    r"rispett|"
    r"tien[ei] conto|tenons compte|prenons en compte)\w*",
    re.IGNORECASE,
)


def foreign_promises_in(sentence: Sentence, cues: Cues, quote: str, place: str, language: str) -> Iterator[Promise]:
    """The promises of one sentence of a language other than English."""
    text = sentence.text
    category = sentence.category.category if sentence.category is not None else ""
    for subject, patterns in PATTERNS.get(language, {}).items():
        statement, own_category = STATEMENTS[subject]
        in_other = own_category and category and category != own_category
        if not in_other and all(pattern.search(text) for pattern in patterns):
            yield Promise(
                id=short_id("promise", subject, quote, place),
                subject=subject,
                statement=statement,
                quote=quote,
                place=place,
                category=own_category or category,
                language=language,
            )
    for kind, match in mechanisms_in(text).items():
        if is_denied(text, match.start(), cues) and kind not in ("cookie", "ip-address"):
            yield Promise(
                id=short_id("promise", f"no-{kind}", quote, place),
                subject=f"no-{kind}",
                statement=f"No {kind.replace('-', ' ')} is used.",
                quote=quote,
                place=place,
                category=category,
                language=language,
            )
    for signal, honoured in foreign_stances(text):
        verb = "is honoured" if honoured else "is not honoured"
        yield Promise(
            id=short_id("promise", signal, quote, place),
            subject=signal,
            statement=f"{NAMES[signal]} {verb}.",
            quote=quote,
            place=place,
            language=language,
            facts={"honoured": honoured},
        )


def foreign_stances(text: str) -> Iterator[tuple[str, bool]]:
    """(signal, honoured) where the sentence names a signal and says what happens to it."""
    for signal, pattern in SIGNALS.items():
        if pattern.search(text):
            bare = pattern.sub(" ", text)
            if HONOURS.search(bare):
                yield signal, REFUSES.search(bare) is None
