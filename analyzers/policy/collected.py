"""Which personal data a sentence says is asked of people, in six languages.

Read are sentences ("we ask for your name and address", "Ihre Anschrift wird gespeichert"), items under a heading such as
"Data we collect", and items of a list whose opening words ask ("To send the parcel we need:").
"""

from __future__ import annotations

import re

import msgspec

from analyzers.policy.foreign_cues import CUES
from analyzers.policy.foreign_facts import data_in
from analyzers.policy.promise_facts import Facts, data_named
from analyzers.policy.sections import Sentence
from analyzers.policy.vocabulary import words


class Asking(msgspec.Struct, frozen=True, kw_only=True):
    """With what words one language asks for data."""

    asks: re.Pattern[str]
    """Verbs of the one who asks or keeps."""
    gives: re.Pattern[str]
    """Verbs of the one who gives: "you enter", "provide us with"."""
    denied: re.Pattern[str]
    """Stands before the verb, or before the data, where nothing is asked for."""
    opening: re.Pattern[str]
    """A clause before the main one: "When you write to us,"."""
    heads: re.Pattern[str]
    """A heading under which each item is data that is collected."""
    persons: re.Pattern[str]
    """Whose data it is."""
    aside: re.Pattern[str]
    """Sentences about something else in the same words."""
    verb_last: bool = False
    """Data may stand before the verb in the active voice too."""


ENGLISH = Asking(
    asks=words(
        r"""\b(?:ask(?:s|ed|ing)?\b[^.;]{0,60}?\b(?:for|about|to\ (?:provide|enter|give|fill\ in|submit))\b|
        request(?:s|ed|ing)?\b|collect(?:s|ed|ing)?\b|gather(?:s|ed|ing)?\b|requir(?:e|es|ed|ing)\b|need(?:s|ed)?\b(?!\ to\b)|
        obtain(?:s|ed|ing)?\b|receiv(?:e|es|ed|ing)\b|stor(?:e|es|ed|ing)\b|sav(?:e|es|ed|ing)\b|record(?:s|ed|ing)?\b|
        register(?:s|ed|ing)?\b|process(?:es|ed|ing)?\b|hold(?:s|ing)?\b|keep(?:s|ing)?\b|kept\b|captur(?:e|es|ed|ing)\b)"""
    ),
    gives=words(
        r"""\b(?:provid(?:e|es|ed|ing)\ (?:us|\w+)\ with|(?:give|send|tell|leave|supply)(?:s|ing)?\ us|provided\ by\ you|
        you(?:\ \w+){0,3}?\ (?:provide|give|enter|submit|fill\ in|fill\ out|leave|supply|send|tell)\b|
        (?:customers|visitors|users|clients|participants)(?:\ \w+){0,2}?\ (?:provide|give|enter|submit|fill\ in)\b|
        (?:fill(?:ing)?\ in|enter(?:ing)?|submit(?:ting)?|provid(?:e|ing)|giv(?:e|ing))\ (?:your|their|the|a|an|some)\b)"""
    ),
    denied=words(
        r"\b(?:not|never|cannot|no\ longer|nor|neither|without)\b|n['’]t\b|\bno\ (?=\w+\ ?(?:address|number|name|data|mail)|name|"
        r"e-?mail)"
    ),
    opening=words(
        r"^(?:also,?\ )?(?:when|whenever|if|once|as\ soon\ as|where|before|after|while|to|in\ order\ to|for|"
        r"in\ case)\b[^,;:]{3,120},\ "
    ),
    heads=words(
        r"""\b(?:data|information|details)\b[^.]{0,30}\b(?:collect|process|receive|gather|ask|request|record|hold|store)\w*|
        \b(?:collect|process|gather)(?:ed|ing)?\b[^.]{0,30}\b(?:data|information|details)\b|
        \b(?:categories|types|kinds)\ of\ (?:personal\ )?(?:data|information)\b|^personal\ (?:data|information|details)$"""
    ),
    persons=words(
        r"\b(?:you|your|yours|customers?|clients?|visitors?|users?|members?|subscribers?|applicants?|participants?|persons?|"
        r"people|contact|acquaintances?|friends?|their|personal)\b"
    ),
    aside=words(
        r"""\bcookies?\b|\blog(?:ged)?\ in\ with\b|^(?:please\ )?(?:contact|write\ to|send|e-?mail)\b|
        \byou\ (?:can|may|could)\ (?:always\ |also\ )?(?:contact|reach|e-?mail|call|write)|
        \b(?:right|request|ask)(?:\ \w+){0,4}\ (?:to\ )?(?:access|delet\w+|correct\w*|rectif\w+|eras\w+|remov\w+)|
        ^our\ (?:own\ )?(?:postal\ |e-?mail\ )?(?:tele)?(?:phone|address|name)"""
    ),
)
DUTCH = Asking(
    asks=words(
        r"""\b(?:vra(?:gen|agt|ag)|verzamel\w*|verwerk\w*|ontvang\w*|bewa(?:ren|art|ard)|bewaard|slaan|slaat|opgeslagen|
        verkrijg\w*|registreer\w*|geregistreerd|nodig|verlang\w*|leg(?:gen|t)\b[^.;]{0,80}\bvast|vastgelegd|gevraagd|
        houden\b[^.;]{0,60}\bbij)\b"""
    ),
    gives=words(
        r"""\b(?:geef|geeft|opgeeft|opgegeven|verstrekt|verstrekken|invult|invullen|vult|achterlaat|achterlaten|laat|stuurt|doorgeeft|
        ingevuld|invoert|aan\ ons\ (?:geeft|verstrekt))\b"""
    ),
    denied=words(r"\b(?:niet|nooit|geen|evenmin|zonder)\b"),
    opening=words(
        r"^(?:wanneer|als|indien|zodra|om|voor|bij|nadat|voordat|door)\b[^,;:]{3,120}(?:,\ |\ (?=(?:vragen|verzamelen|verwerken|"
        r"hebben|ontvangen|bewaren|registreren)\ (?:wij|we)\b))"
    ),
    heads=words(
        r"""gegevens[^.]{0,40}(?:verzamel|verwerk|vra(?:gen|ag)|bewaren|ontvang|vastleg)|(?:verzamel|
        verwerk)\w*[^.]{0,30}gegevens|
        (?:soorten|categorieën)\ (?:persoons)?gegevens|^persoonsgegevens$"""
    ),
    persons=words(r"\b(?:u|uw|je|jij|jouw|klant\w*|bezoeker\w*|gebruiker\w*|persoon\w*|persoons\w*|deelnemer\w*)\b"),
    aside=words(
        r"""\bcookies?\b|\brecht\ (?:op|om)|\b(?:u|je)\ kunt?\ (?:ons|contact)|\bneem(?:t)?\ contact|^ons\ (?:eigen\ )?\w+|
        \b(?:in|uit)loggen\ met"""
    ),
    verb_last=True,
)
GERMAN = Asking(
    asks=words(
        r"""\b(?:frag(?:en|t)\b[^.;]{0,30}\bnach|erfrag\w*|erheb\w*|erhoben|verarbeit\w*|speicher\w*|gespeichert|erfass\w*|
        benötig\w*|brauch\w*|sammel\w*|gesammelt|erhalt\w*|erhält|bitten\b[^.;]{0,40}\bum|verlang\w*|bewahr\w*|abgefragt|
        protokollier\w*|nutzen\ wir|verwenden\ wir)\b"""
    ),
    gives=words(
        r"""\b(?:angeb\w*|angegeben|geben\ sie|mitteil\w*|teilen\ sie|eingeb\w*|eingegeben|bereitstell\w*|hinterlass\w*|
        ausfüll\w*|übermitteln\ sie|zur\ verfügung\ stellen)\b"""
    ),
    denied=words(r"\b(?:nicht|nie|niemals|kein\w*|ohne|weder)\b"),
    opening=words(
        r"^(?:wenn|falls|sobald|sofern|um|für|bei|zur|zum|im\ rahmen|nachdem|bevor|indem)\b[^,;:]{3,120}(?:,\ |\ (?=(?:fragen|"
        r"erheben|verarbeiten|speichern|benötigen|brauchen|erfassen|erhalten|bitten)\ wir\b))"
    ),
    heads=words(
        r"""daten[^.]{0,40}(?:erheb|erhoben|verarbeit|speicher|sammeln|erfass)|(?:erhob|erheb|verarbeit|
        gespeichert)\w*[^.]{0,30}daten|
        (?:arten|kategorien)\ (?:von\ |der\ |personenbezogener\ )*daten|^personenbezogene\ daten$"""
    ),
    persons=words(r"\b(?:sie|ihre?[nmrs]?|ihnen|kund\w+|besucher\w*|nutzer\w*|benutzer\w*|person\w*|teilnehmer\w*)\b"),
    aside=words(
        r"""\bcookies?\b|\brecht\ auf|\bsie\ können\ (?:uns|sich)|\bkontaktieren\ sie|^unsere\ (?:eigene\ )?\w+|
        \bmelden\ sie\ sich\b[^.]{0,30}\ban\b"""
    ),
    verb_last=True,
)
FRENCH = Asking(
    asks=words(
        r"""\b(?:demand\w+|collect\w+|recueill\w+|trait(?:ons|ent|ée?s?|er)\b|conserv\w+|enregistr\w+|stock\w+|reçoi\w+|recevons|
        obten\w+|exige\w*|sollicit\w+|avons\ besoin|a\ besoin|besoin\ de)\b"""
    ),
    gives=words(
        r"""\b(?:(?:vous\ )?(?:nous\ )?(?:fourniss\w+|fournies?|communiqu\w+|indiqu\w+|saisiss\w+|saisies?|renseign\w+|laiss\w+|
        transmett\w+|donn(?:ez|ées\ par\ vous)))\b"""
    ),
    denied=words(r"\b(?:ne|n'\w+|jamais|aucun\w*|sans|ni)\b|\bpas\b"),
    opening=words(
        r"^(?:lorsque?|lorsqu'\w+|quand|si|pour|afin|dès\ que|lors\ d\w+|avant|après|en\ cas)\b[^,;:]{3,120},\ "
    ),
    heads=words(
        r"""(?:données|informations)[^.]{0,40}(?:collect|recueill|trait|conserv|enregistr)|(?:collecte|
        traitement)\b[^.]{0,30}données|
        (?:catégories|types)\ de\ données|^données\ (?:à\ caractère\ )?personnel\w*$"""
    ),
    persons=words(r"\b(?:vous|votre|vos|clients?|visiteurs?|utilisateurs?|personn\w+|participants?)\b"),
    aside=words(
        r"""\bcookies?\b|\bdroit\ (?:d[e']|à)|\bvous\ pouvez\ (?:nous|toujours|également\ nous)|\bcontactez|
        ^notre\ (?:propre\ )?\w+|
        \bconnect(?:er|ez)\b[^.]{0,20}\bavec\b"""
    ),
)
SPANISH = Asking(
    asks=words(
        r"""\b(?:ped(?:imos|ir)|pid\w+|solicit\w+|recopil\w+|recog\w+|recab\w+|trat(?:amos|an|ados?|adas?|ar)\b|almacen\w+|
        guard\w+|conserv\w+|registr\w+|recib\w+|obten\w+|necesit\w+|requer\w+|requier\w+)\b"""
    ),
    gives=words(
        r"""\b(?:(?:nos\ )?(?:facilit\w+|proporcion\w+|indic(?:a|as|ado|ar)|introduc\w+|rellen\w+|comunic(?:a|as|ado)|
        dej(?:a|as)))\b"""
    ),
    denied=words(r"\b(?:no|nunca|ning[uú]n\w*|sin|tampoco|ni)\b"),
    opening=words(r"^(?:cuando|si|para|al|en\ caso|con\ el\ fin|una\ vez|antes|después)\b[^,;:]{3,120},\ "),
    heads=words(
        r"""(?:datos|información)[^.]{0,40}(?:recopil|recog|recab|trat|almacen|solicit)|(?:recogida|tratamiento)\b[^.]{0,30}datos|
        (?:categorías|tipos)\ de\ datos|^datos\ personales$"""
    ),
    persons=words(
        r"\b(?:usted|su|sus|tu|tus|le|te|clientes?|visitantes?|usuarios?|personas?|personales|participantes?)\b"
    ),
    aside=words(
        r"""\bcookies?\b|\bderecho\ (?:a|de)|\b(?:puede|puedes)\ (?:contactar|escribir|llamar)|^nuestr[oa]\ (?:propi[oa]\ )?\w+|
        \biniciar\ sesión\ con"""
    ),
)
ITALIAN = Asking(
    asks=words(
        r"""\b(?:chied\w+|richied\w+|richiest\w+|raccogl\w+|raccolg\w+|raccolt\w+|tratt(?:iamo|ano|at[oiae])\b|conserv\w+|
        memorizz\w+|registr(?:iamo|ano|at[oiae])|ricev\w+|otten\w+|necessit\w+|abbiamo\ bisogno|bisogno\ d\w*|servono)\b"""
    ),
    gives=words(
        r"""\b(?:(?:ci\ )?(?:forni(?:sce|sci|sca|ti|te|to)|comunic\w+|indic(?:a|hi|ati)|inser(?:isce|isci|iti)|lasci\w*))\b"""
    ),
    denied=words(r"\b(?:non|mai|nessun\w*|senza|né)\b"),
    opening=words(
        r"^(?:quando|se|per|al\ momento|in\ caso|una\ volta|prima|dopo|nel\ caso|all'atto)\b[^,;:]{3,120},\ "
    ),
    heads=words(
        r"""(?:dati|informazioni)[^.]{0,40}(?:raccol|raccogl|tratt|conserv|memorizz)|(?:raccolta|trattamento)\b[^.]{0,30}dati|
        (?:categorie|tipi|tipologie)\ di\ dati|^dati\ personali$"""
    ),
    persons=words(
        r"\b(?:lei|suo|sua|suoi|sue|tuo|tua|tuoi|tue|le|ti|clienti?|visitator\w+|utent\w+|person\w+|partecipant\w+)\b"
    ),
    aside=words(
        r"""\bcookies?\b|\bdiritto\ (?:di|a)|\b(?:può|puoi)\ (?:contattar|scriver|chiamar)\w*|^il\ nostro\ \w+|^la\ nostra\ \w+|
        \baccedere\ con"""
    ),
)
ASKINGS = {"en": ENGLISH, "nl": DUTCH, "de": GERMAN, "fr": FRENCH, "es": SPANISH, "it": ITALIAN}
BEFORE_VERB = 60
"""Characters before the verb in which a denial holds for it."""
LONGEST_ITEM = 160
PASSIVE = re.compile(
    r"\b(?:is|are|was|were|be|been|being|est|sont|être|été|se|son|es|ser|è|sono|vengono|viene|essere)\s+(?:\w+\s+)?$",
    re.IGNORECASE,
)
READER = re.compile(r"\b(?:you|u|je|sie|vous|usted|lei)\b(?:\s\S+){0,2}\s*$", re.IGNORECASE)
"""The reader asks or keeps, and not the owner: "you may request"."""
OWNER = re.compile(r"\b(?:we|wij|wir|nous|noi)\b|\b\w+(?:amos|emos|imos|iamo)\b", re.IGNORECASE)


def data_collected(sentence: Sentence, language: str) -> Facts:
    """`{"personal": [...], "billing": [...]}`; empty where the sentence asks for nothing."""
    asking = ASKINGS.get(language, ENGLISH)
    text = sentence.text
    if sentence.block.kind == "item" and len(text) < LONGEST_ITEM:
        stem = sentence.stem if _verb(sentence.stem, asking) is not None else ""
        under = stem or next((head for head in reversed(sentence.block.headings) if asking.heads.search(head)), "")
        if under and not asking.denied.search(f"{under} {text}") and not asking.aside.search(text):
            return _named(text, language)
    if asking.aside.search(text) or not asking.persons.search(f"{text} {sentence.before}"):
        return {}
    opening = asking.opening.match(text)
    if opening is not None and (_verb(opening.group(), asking) is not None or _named(opening.group(), language)):
        # Its comma is one of the list: "To send it we need your name, your address".
        opening = None
    for part in (text[opening.end() :], opening.group()) if opening else (text,):
        verb = _verb(part, asking)
        if verb is None or _by_others(part[: verb.start()], language):
            continue
        after = _affirmed(part[verb.end() :], asking)
        # "Your name and address are collected": with nothing named behind the verb, what stands before it is meant.
        facts = _named(after, language)
        if not facts and PASSIVE.search(part[: verb.start()]):
            facts = _named(part[: verb.start()], language)
        if asking.verb_last:
            facts = _named(_affirmed(part, asking), language)
        if facts:
            return facts
    return {}


def _affirmed(text: str, asking: Asking) -> str:
    """The text up to where it goes on to what is not asked for: "but not your address"."""
    denied = asking.denied.search(text)
    return text[: denied.start()] if denied is not None else text


def _by_others(before: str, language: str) -> bool:
    """Do third parties alone do it: "our partners collect your name"?"""
    third = CUES.get(language, CUES["en"]).third.search(before)
    return (
        third is not None and not OWNER.search(before) and not re.search(r"\bour\b|\b(?:the )?company\b", before, re.I)
    )


def _verb(text: str, asking: Asking) -> re.Match[str] | None:
    """The first verb that asks for or takes data, and is not denied."""
    for pattern in (asking.asks, asking.gives):
        for match in pattern.finditer(text):
            before = text[max(0, match.start() - BEFORE_VERB) : match.start()].rpartition(";")[2]
            denied = asking.denied.search(before) or (
                asking.verb_last and asking.denied.search(text, match.end(), match.end() + BEFORE_VERB)
            )
            if (
                denied
                or asking.denied.match(text, match.end() + 1)
                or (pattern is asking.asks and READER.search(before) and not OWNER.search(before))
            ):
                continue
            return match
    return None


def _named(text: str, language: str) -> Facts:
    facts = data_named(text) if language not in ASKINGS or language == "en" else data_in(text, language)
    # "We receive your e-mail": the message and not the address.
    alone = facts.get("personal") == ["e-mail address"] and not facts.get("billing")
    if alone and not re.search(r"adress?|address|adresse|adres|direcci|indirizz", text, re.IGNORECASE):
        return {}
    return facts
