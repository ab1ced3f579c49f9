"""What a promise's sentence fixes in Dutch, German, French, Spanish and Italian: periods, countries, kinds of data.

The facts are those of promise_facts.py, in its English words, so that one test holds for every language.
"""

from __future__ import annotations

import re

from analyzers.policy.promise_facts import BILLING, PERSONAL, Facts

NUMBERS = {
    "nl": "een|één:1 twee:2 drie:3 vier:4 vijf:5 zes:6 zeven:7 acht:8 negen:9 tien:10 twaalf:12 dertien:13 veertien:14 "
    "vijftien:15 twintig:20 dertig:30 veertig:40 zestig:60 negentig:90",
    "de": "ein|eine|einem|einer|eines:1 zwei:2 drei:3 vier:4 fünf:5 sechs:6 sieben:7 acht:8 neun:9 zehn:10 zwölf:12 "
    "dreizehn:13 vierzehn:14 fünfzehn:15 zwanzig:20 dreißig|dreissig:30 vierzig:40 sechzig:60 neunzig:90",
    "fr": "un|une:1 deux:2 trois:3 quatre:4 cinq:5 six:6 sept:7 huit:8 neuf:9 dix:10 douze:12 treize:13 quatorze:14 "
    "quinze:15 vingt:20 trente:30 quarante:40 soixante:60",
    "es": "un|una:1 dos:2 tres:3 cuatro:4 cinco:5 seis:6 siete:7 ocho:8 nueve:9 diez:10 doce:12 trece:13 catorce:14 "
    "quince:15 veinte:20 treinta:30 cuarenta:40 sesenta:60 noventa:90",
    "it": "un|uno|una:1 due:2 tre:3 quattro:4 cinque:5 sei:6 sette:7 otto:8 nove:9 dieci:10 dodici:12 tredici:13 "
    "quattordici:14 quindici:15 venti:20 trenta:30 quaranta:40 sessanta:60 novanta:90",
}
UNITS = {
    "nl": {"working days": "werkdagen?", "days": "dag(?:en)?", "weeks": "we(?:ek|ken)", "months": "maand(?:en)?",
           "years": "jaar|jaren", "hours": "uur|uren"},
    "de": {"working days": "(?:werk|arbeits|geschäfts)tag(?:en?|es)?", "days": "tag(?:en?|es)?", "weeks": "wochen?",
           "months": "monat(?:en?|s)?", "years": "jahr(?:en?|es)?", "hours": "stunden?"},
    "fr": {"working days": "jours? (?:ouvrables?|ouvrés?)", "days": "jours?", "weeks": "semaines?", "months": "mois",
           "years": "ans?|années?", "hours": "heures?"},
    "es": {"working days": "días? (?:hábil(?:es)?|laborables?)", "days": "días?", "weeks": "semanas?", "months": "mes(?:es)?",
           "years": "años?", "hours": "horas?"},
    "it": {"working days": "giorn[oi] (?:lavorativ[oi]|feriali)", "days": "giorn[oi]", "weeks": "settiman[ae]",
           "months": "mes[ei]", "years": "ann[oi]", "hours": "or[ae]"},
}  # fmt: skip
COUNTRIES = {
    "nl": "Nederland=Netherlands Duitsland=Germany Frankrijk=France België=Belgium Ierland=Ireland Spanje=Spain Italië=Italy "
    "Oostenrijk=Austria Zwitserland=Switzerland Luxemburg=Luxembourg Denemarken=Denmark Zweden=Sweden Finland=Finland "
    "Polen=Poland Verenigde_Staten=United_States VS=United_States Verenigd_Koninkrijk=United_Kingdom "
    "Europese_Unie=European_Union EU=European_Union Europese_Economische_Ruimte=European_Union EER=European_Union "
    "Europa=Europe Canada=Canada India=India China=China",
    "de": "Niederlande(?:n)?=Netherlands Deutschland=Germany Frankreich=France Belgien=Belgium Irland=Ireland Spanien=Spain "
    "Italien=Italy Österreich=Austria Schweiz=Switzerland Luxemburg=Luxembourg Dänemark=Denmark Schweden=Sweden "
    "Finnland=Finland Polen=Poland Vereinigte[nr]?_Staaten=United_States USA=United_States "
    "Vereinigte[ns]?_Königreich=United_Kingdom Europäische[nr]?_Union=European_Union EU=European_Union "
    "EWR=European_Union Europa=Europe Kanada=Canada Indien=India China=China",
    "fr": "Pays-Bas=Netherlands Allemagne=Germany France=France Belgique=Belgium Irlande=Ireland Espagne=Spain Italie=Italy "
    "Autriche=Austria Suisse=Switzerland Luxembourg=Luxembourg Danemark=Denmark Suède=Sweden Finlande=Finland "
    "Pologne=Poland États-Unis=United_States Etats-Unis=United_States Royaume-Uni=United_Kingdom "
    "Union_européenne=European_Union UE=European_Union Espace_économique_européen=European_Union EEE=European_Union "
    "Europe=Europe Canada=Canada Inde=India Chine=China",
    "es": "Países_Bajos=Netherlands Alemania=Germany Francia=France Bélgica=Belgium Irlanda=Ireland España=Spain Italia=Italy "
    "Austria=Austria Suiza=Switzerland Luxemburgo=Luxembourg Dinamarca=Denmark Suecia=Sweden Finlandia=Finland "
    "Polonia=Poland Estados_Unidos=United_States EE\\.?_?UU\\.?=United_States Reino_Unido=United_Kingdom "
    "Unión_Europea=European_Union UE=European_Union Espacio_Económico_Europeo=European_Union EEE=European_Union "
    "Europa=Europe Canadá=Canada India=India China=China México=Mexico Argentina=Argentina",
    "it": "Paesi_Bassi=Netherlands Olanda=Netherlands Germania=Germany Francia=France Belgio=Belgium Irlanda=Ireland "
    "Spagna=Spain Italia=Italy Austria=Austria Svizzera=Switzerland Lussemburgo=Luxembourg Danimarca=Denmark Svezia=Sweden "
    "Finlandia=Finland Polonia=Poland Stati_Uniti=United_States USA=United_States Regno_Unito=United_Kingdom "
    "Unione_[Ee]uropea=European_Union UE=European_Union SEE=European_Union Europa=Europe Canada=Canada India=India "
    "Cina=China",
}
DATA = {
    "nl": {
        "name": r"(?<!bedrijfs)(?<!gebruikers)\b(?:voor|achter|familie)?na(?:am|men)\b(?! van (?:uw|je|het|de) (?:bedrijf|"
        r"organisatie))",
        "company name": r"\bbedrijfsnaam|naam van (?:uw|je|het|de) (?:bedrijf|organisatie)",
        "postal address": r"(?<!ip-)(?<!ip )(?<!mail-)(?<!mail)(?<!mail )(?:\b|woon|post|aflever|bezorg)adres"
        r"(?:sen|gegevens)?\b",
        "telephone number": r"\btelefoon(?:nummers?)?\b|\bmobiele? nummers?",
        "e-mail address": r"\be-?mail-?adres(?:sen)?\b|\be-?mail\b",
        "date of birth": r"\bgeboorte(?:datum|dag|jaar)|\bleeftijd",
        "gender": r"\bgeslacht\b", "user name": r"\bgebruikersna(?:am|men)", "password": r"\bwachtwoord",
        "job title": r"\bfunctie(?:titel)?\b|\bberoep\b", "photograph": r"\b(?:pas|profiel)?foto'?s?\b",
        "nationality": r"\bnationaliteit", "location": r"\blocatie(?:gegevens)?\b",
        "identity number": r"\bbsn\b|burgerservicenummer|paspoort|identiteits(?:bewijs|kaart|nummer)",
        "invoice address": r"\bfactuuradres", "credit card number": r"\bcredit-?card|\bkredietkaart|\bbetaalkaart",
        "bank account": r"\brekeningnummer|\biban\b|\bbankgegevens|\bbankrekening",
    },
    "de": {
        "name": r"(?<!firmen)(?<!benutzer)(?<!nutzer)\b(?:vor|nach|familien)?namens?\b(?! (?:ihrer|der) (?:firma|organisation))|"
        r"\bname\b",
        "company name": r"\bfirmenname|\bunternehmensname|name (?:ihrer|der) (?:firma|organisation)|name ihres unternehmens",
        "postal address": r"(?<!ip-)(?<!mail-)(?<!mail)\b(?:post|liefer|wohn)?(?:anschrift|adresse)\b",
        "telephone number": r"\btelefon(?:nummer)?|\bmobil(?:funk)?nummer|\bhandynummer|\brufnummer",
        "e-mail address": r"\be-?mail-?adressen?\b|\be-?mail\b",
        "date of birth": r"\bgeburts(?:datum|tag|jahr)|\balter\b",
        "gender": r"\bgeschlecht\b", "user name": r"\b(?:be)?nutzername|\bbenutzernamen", "password": r"\bpasswor|\bkennwort",
        "job title": r"\bberufs?(?:bezeichnung)?\b|\bposition\b", "photograph": r"\b(?:profil)?(?:fotos?|bild)\b",
        "nationality": r"\bstaatsangehörigkeit|\bnationalität", "location": r"\bstandort(?:daten)?\b",
        "identity number": r"\b(?:ausweis|reisepass|steuer|sozialversicherungs)[- ]?(?:nummer|id)",
        "invoice address": r"\brechnungs(?:adresse|anschrift)", "credit card number": r"\bkreditkarte",
        "bank account": r"\bkontonummer|\biban\b|\bbankverbindung|\bkontodaten",
    },
    "fr": {
        "name": r"(?<!entreprise )(?<!notre )(?<!leur )(?<!au )\b(?:pré)?noms?\b"
        r"(?! (?:d'utilisateur|de (?:votre|l[a']) ?(?:société|entreprise)))",
        "company name": r"\bnom de (?:votre|la|l') ?(?:société|entreprise)|raison sociale",
        "postal address": r"\badresses?\b(?! (?:ip|e-?mail|électronique|de courriel|mail))",
        "telephone number": r"(?<!du )(?<!par )(?<!un )(?<!de )\btéléphone|numéros? de téléphone|\bnuméro de portable",
        "e-mail address": r"\badresses? (?:e-?mail|électronique|de courriel|mail)|\be-?mail\b|\bcourriel\b",
        "date of birth": r"\bdate de naissance|\bâge\b",
        "gender": r"\bsexe\b|\bgenre\b|\bcivilité", "user name": r"\bnom d'utilisateur|\bidentifiant de connexion",
        "password": r"\bmot de passe", "job title": r"\bprofession\b|\bfonction\b", "photograph": r"\bphoto(?:graphie)?s?\b",
        "nationality": r"\bnationalité", "location": r"\b(?:géo)?localisation\b",
        "identity number": r"\bnuméro de (?:passeport|sécurité sociale|carte d'identité)|pièce d'identité",
        "invoice address": r"\badresse de facturation", "credit card number": r"\bcarte (?:de crédit|bancaire|de paiement)",
        "bank account": r"\bcompte bancaire|\biban\b|\brib\b|coordonnées bancaires",
    },
    "es": {
        "name": r"\bnombres?\b(?! de (?:usuario|(?:su|la) empresa))|\bapellidos?\b",
        "company name": r"\bnombre de (?:su|la) empresa|razón social",
        "postal address": r"\bdirecci(?:ón|ones)\b(?! (?:ip|de correo|electrónic|de e-?mail))|\bdomicilio\b",
        "telephone number": r"\bteléfono|\bnúmero de móvil",
        "e-mail address": r"\b(?:dirección de )?correo electrónico|\be-?mail\b|dirección de e-?mail",
        "date of birth": r"\bfecha de nacimiento|\bedad\b",
        "gender": r"\bsexo\b|\bgénero\b", "user name": r"\bnombre de usuario", "password": r"\bcontraseña",
        "job title": r"\bprofesión\b|\bcargo\b", "photograph": r"\bfoto(?:grafía)?s?\b",
        "nationality": r"\bnacionalidad", "location": r"\b(?:geo)?localización\b|\bubicación\b",
        "identity number": r"\bdni\b|\bnie\b|\bpasaporte|documento de identidad|seguridad social",
        "invoice address": r"\bdirección de facturación", "credit card number": r"\btarjeta (?:de crédito|bancaria|de pago)",
        "bank account": r"\bcuenta bancaria|\biban\b|datos bancarios",
    },
    "it": {
        "name": r"\bnom[ei]\b(?! (?:utente|dell'azienda|della società))|\bcognom[ei]\b",
        "company name": r"\bnome dell'azienda|nome della società|ragione sociale",
        "postal address": r"\bindirizz[oi]\b(?! (?:ip|e-?mail|di posta elettronica|di e-?mail))|\bdomicilio\b",
        "telephone number": r"\btelefon(?:o|ico|ici)\b|\bcellulare\b",
        "e-mail address": r"\bindirizz[oi] (?:e-?mail|di posta elettronica|di e-?mail)|\be-?mail\b|\bposta elettronica",
        "date of birth": r"\bdata di nascita|\betà\b",
        "gender": r"\bsesso\b|\bgenere\b", "user name": r"\bnome utente", "password": r"\bpassword\b",
        "job title": r"\bprofessione\b|\bqualifica\b", "photograph": r"\bfoto(?:grafia|grafie)?\b",
        "nationality": r"\bnazionalità|\bcittadinanza", "location": r"\b(?:geo)?localizzazione\b|\bposizione geografica",
        "identity number": r"\bcodice fiscale|\bpassaporto|carta d'identità",
        "invoice address": r"\bindirizzo di fatturazione", "credit card number": r"\bcarta di (?:credito|pagamento)",
        "bank account": r"\bconto (?:corrente|bancario)|\biban\b|coordinate bancarie",
    },
}  # fmt: skip


def _numbers(line: str) -> dict[str, int]:
    pairs = (entry.rpartition(":") for entry in line.split())
    return {word: int(number) for words, _, number in pairs for word in words.split("|")}


def _countries(line: str) -> list[tuple[re.Pattern[str], str]]:
    pairs = (entry.partition("=") for entry in line.split())
    return [
        (re.compile(rf"(?<![\w.]){word.replace('_', ' ')}(?!\w)"), name.replace("_", " ")) for word, _, name in pairs
    ]


_NUMBERS = {language: _numbers(line) for language, line in NUMBERS.items()}
_UNITS = {
    language: [(re.compile(rf"(?:{pattern})\b", re.IGNORECASE), unit) for unit, pattern in units.items()]
    for language, units in UNITS.items()
}
_COUNTRIES = {language: _countries(line) for language, line in COUNTRIES.items()}
_DATA = {
    language: {kind: re.compile(pattern, re.IGNORECASE) for kind, pattern in kinds.items()}
    for language, kinds in DATA.items()
}
_AMOUNT = re.compile(r"(?<![\w.,])(\d{1,4}|[^\W\d_]{2,12})\s*(?:\(\s?(\d{1,4})\s?\)\s*)?(?=[^\W\d_])")


def period_in(text: str, language: str) -> Facts:
    """`dertig (30) werkdagen` is {"days": 30, "unit": "working days"}; empty where no period is fixed."""
    numbers = _NUMBERS.get(language, {})
    for match in _AMOUNT.finditer(text):
        number = int(match[2] or 0) or (int(match[1]) if match[1].isdigit() else numbers.get(match[1].casefold(), 0))
        if not number:
            continue
        for pattern, unit in _UNITS.get(language, ()):
            if pattern.match(text, match.end()):
                return {"days" if unit.endswith("days") else unit: number, "unit": unit}
    return {}


def countries_in(text: str, language: str) -> Facts:
    found = sorted({name for pattern, name in _COUNTRIES.get(language, ()) if pattern.search(text)})
    return {"countries": found} if found else {}


def data_in(text: str, language: str) -> Facts:
    """Kinds of personal data that the text names, as promise_facts.data_named gives them."""
    found = [kind for kind, pattern in _DATA.get(language, {}).items() if pattern.search(text)]
    if not found:
        return {}
    return {
        "personal": [kind for kind in PERSONAL if kind in found],
        "billing": [kind for kind in BILLING if kind in found],
    }
