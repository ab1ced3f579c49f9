"""One policy in six languages says the same in each; and what only looks like a declaration or promise is none."""

import json
from pathlib import Path
from typing import Any

import pytest

from analyzers.model import PolicyReading
from analyzers.policy import document_text, read_policy

PROSE = Path(__file__).parents[1] / "fixtures" / "policies" / "prose"
TRUTH = json.loads((PROSE / "truth.json").read_text(encoding="utf-8"))
LANGUAGES = {"english": "en", "dutch": "nl", "german": "de", "french": "fr", "spanish": "es", "italian": "it"}
AROUND = {
    "en": "This statement explains how we handle what we learn about the people who visit our shop and its pages, and why.",
    "nl": "Deze verklaring legt uit hoe wij omgaan met wat wij te weten komen over de mensen die onze winkel bezoeken en waarom.",
    "de": "Diese Erklärung legt dar, wie wir mit dem umgehen, was wir über die Menschen erfahren, die unseren Laden besuchen.",
    "fr": "Cette politique explique ce que nous faisons de ce que nous apprenons des personnes qui visitent notre boutique.",
    "es": "Esta política explica lo que hacemos con lo que llegamos a saber de las personas que visitan nuestra tienda.",
    "it": "Questa informativa spiega che cosa facciamo di ciò che veniamo a sapere delle persone che visitano il nostro negozio.",
}


def reading(name: str) -> PolicyReading:
    return read_policy((PROSE / f"{name}.md").read_bytes(), source=f"{name}.md")


def declared(found: PolicyReading) -> list[dict[str, Any]]:
    rows = []
    for one in found.declarations:
        lifetime = one.lifetime if one.lifetime_s is None else one.lifetime_s
        said = one.purpose if one.kind == "signal" else ""
        full = {
            "kind": one.kind,
            "party": one.party,
            "category": one.category,
            "provider": one.provider,
            "name": one.name,
            "said": said,
            "lifetime": lifetime,
            "where": list(one.where),
        }
        rows.append({key: value for key, value in full.items() if value})
    return rows


def promised(found: PolicyReading) -> list[dict[str, Any]]:
    rows = ({"subject": one.subject, "category": one.category, "facts": one.facts} for one in found.promises)
    return [{key: value for key, value in row.items() if value} for row in rows]


def in_order(rows: list[dict[str, Any]]) -> list[str]:
    return sorted(json.dumps(row, sort_keys=True, ensure_ascii=False) for row in rows)


def read(language: str, *sentences: str, heading: str = "Cookies", items: bool = False) -> PolicyReading:
    text = "\n".join(f"- {sentence}" for sentence in sentences) if items else " ".join(sentences)
    return read_policy(
        f"# Cookies\n\n{AROUND[language]} {AROUND[language]}\n\n## {heading}\n\n{text}\n".encode(), source="p.md"
    )


def subjects(language: str, *sentences: str, **more: Any) -> set[str]:
    return {one.subject for one in read(language, *sentences, **more).promises}


@pytest.mark.parametrize("name", LANGUAGES)
def test_the_policy_declares_the_same_in_each_language(name: str) -> None:
    found = reading(name)
    assert (found.could_not_read, found.language) == ("", LANGUAGES[name])
    assert in_order(declared(found)) == in_order(TRUTH["declarations"])


@pytest.mark.parametrize("name", LANGUAGES)
def test_the_policy_promises_the_same_in_each_language(name: str) -> None:
    assert in_order(promised(reading(name))) == in_order(TRUTH["promises"])


@pytest.mark.parametrize("name", LANGUAGES)
def test_the_policy_bears_its_date_in_each_language(name: str) -> None:
    assert "2026" in reading(name).date_as_written and "4" in reading(name).date_as_written


@pytest.mark.parametrize("name", LANGUAGES)
def test_every_quote_stands_in_the_text(name: str) -> None:
    found = reading(name)
    text = document_text((PROSE / f"{name}.md").read_bytes(), source=f"{name}.md")
    quotes = [one.quote for one in found.declarations] + [one.quote for one in found.promises]
    assert quotes and all(quote in text for quote in quotes)


NOT_ALL = [
    ("en", "We do not place web beacons in our e-mails."),
    ("nl", "Wij plaatsen geen webbakens in onze e-mails."),
    ("de", "In unseren E-Mails verwenden wir keine Web Beacons."),
    ("fr", "Nous ne plaçons pas de balises web dans nos e-mails."),
    ("es", "No colocamos balizas web en nuestros correos electrónicos."),
    ("it", "Non inseriamo web beacon nelle nostre e-mail."),
]


@pytest.mark.parametrize(("language", "sentence"), NOT_ALL)
def test_a_denial_for_e_mails_says_nothing_of_the_website(language: str, sentence: str) -> None:
    found = subjects(language, sentence)
    assert "restricted-beacon" in found and "no-beacon" not in found


ALL = [
    ("en", "Web beacons are not used."),
    ("nl", "Webbakens worden niet gebruikt."),
    ("de", "Web Beacons werden nicht eingesetzt."),
    ("fr", "Les balises web ne sont pas utilisées."),
    ("es", "Las balizas web no se utilizan."),
    ("it", "I web beacon non vengono utilizzati."),
]


@pytest.mark.parametrize(("language", "sentence"), ALL)
def test_a_denial_behind_its_object_is_one(language: str, sentence: str) -> None:
    found = read(language, sentence)
    assert "no-beacon" in {one.subject for one in found.promises}
    assert not [one for one in found.declarations if one.kind == "beacon"]


THIRD = [
    ("en", "We do not use third-party cookies."),
    ("en", "We place no cookies from third parties."),
    ("nl", "Wij plaatsen geen cookies van derden."),
    ("de", "Wir verwenden keine Drittanbieter-Cookies."),
    ("de", "Wir setzen keine Cookies von Dritten."),
    ("de", "Cookies von Drittanbietern setzen wir nicht ein."),
    ("en", "No third-party cookies are set on this website."),
    ("fr", "Nous n’utilisons pas de cookies tiers."),
    ("es", "No utilizamos cookies de terceros."),
    ("it", "Non utilizziamo cookie di terze parti."),
]


@pytest.mark.parametrize(("language", "sentence"), THIRD)
def test_third_party_cookies_that_are_denied_are_not_all_cookies(language: str, sentence: str) -> None:
    found = subjects(language, sentence)
    assert "no-third-party-cookies" in found and "no-cookie" not in found
    assert not [one for one in read(language, sentence).declarations if one.kind == "cookie"]


SERVICE = [
    ("en", "We don’t use Google Analytics or Hotjar.", ["Google Analytics", "Hotjar"]),
    ("nl", "Wij maken geen gebruik van Google Analytics.", ["Google Analytics"]),
    ("de", "Wir setzen Google Analytics nicht ein.", ["Google Analytics"]),
    ("fr", "Nous n’utilisons pas Google Analytics.", ["Google Analytics"]),
    ("es", "No utilizamos Google Analytics.", ["Google Analytics"]),
    ("it", "Non utilizziamo Google Analytics.", ["Google Analytics"]),
]


@pytest.mark.parametrize(("language", "sentence", "names"), SERVICE)
def test_a_named_service_that_is_denied(language: str, sentence: str, names: list[str]) -> None:
    (one,) = [one for one in read(language, sentence).promises if one.subject == "no-service"]
    assert one.facts == {"services": names}


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "We do not use Google Analytics to identify you."),
        ("en", "We do not share your address with Facebook."),
        ("en", "We do not use Google Analytics without your consent."),
        ("en", "If you do not use Facebook, nothing changes."),
        ("nl", "Wij gebruiken Google Analytics niet om u te identificeren."),
        ("de", "Wir verwenden Google Analytics nicht ohne Ihre Einwilligung."),
        ("de", "Wenn Sie Facebook nicht verwenden, ändert sich nichts."),
        ("fr", "Nous n’utilisons pas Google Analytics pour vous identifier."),
        ("es", "No utilizamos Google Analytics para identificarle."),
        ("it", "Non utilizziamo Google Analytics per identificarLa."),
    ],
)
def test_a_use_of_a_service_that_is_denied_is_not_the_service(language: str, sentence: str) -> None:
    assert "no-service" not in subjects(language, sentence)


ASKED = [
    ("en", "When you order something or write to us, we ask for your name, address and telephone number."),
    ("en", "To deliver your order we need your name, your address and your phone number."),
    ("en", "You provide us with your name, your address and your telephone number when you register."),
    ("en", "We store the following data of our customers: name, address, telephone number."),
    ("en", "Your name, address and telephone number are processed when you order."),
    ("en", "We may request your name, address and telephone number but not your date of birth."),
    ("nl", "Uw naam, adres en telefoonnummer worden door ons bewaard."),
    ("nl", "Voor de levering hebben wij uw naam, adres en telefoonnummer nodig."),
    ("nl", "Wij verwerken de volgende gegevens van u: naam, adres, telefoonnummer."),
    ("de", "Wir erheben folgende Daten von Ihnen: Name, Anschrift, Telefonnummer."),
    ("de", "Bei einer Bestellung speichern wir Ihren Namen, Ihre Adresse und Ihre Telefonnummer."),
    ("de", "Ihr Name, Ihre Anschrift und Ihre Telefonnummer werden gespeichert, wenn Sie bestellen."),
    ("fr", "Nous collectons les données suivantes vous concernant : nom, adresse, numéro de téléphone."),
    ("fr", "Lors d’une commande, vous nous communiquez votre nom, votre adresse et votre numéro de téléphone."),
    ("es", "Recogemos los siguientes datos de nuestros clientes: nombre, dirección, teléfono."),
    ("es", "Para enviarle el pedido necesitamos su nombre, su dirección y su teléfono."),
    ("it", "Raccogliamo i seguenti dati dei nostri clienti: nome, indirizzo, telefono."),
    ("it", "Per la consegna abbiamo bisogno del Suo nome, del Suo indirizzo e del Suo numero di telefono."),
]


@pytest.mark.parametrize(("language", "sentence"), ASKED)
def test_ordinary_sentences_say_which_data_is_asked_for(language: str, sentence: str) -> None:
    (one,) = [one for one in read(language, sentence).promises if one.subject == "data-collected"]
    assert one.facts["personal"] == ["name", "postal address", "telephone number"]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "We do not ask for your name or address."),
        ("en", "We don’t collect or store your name."),
        ("en", "We count visits without collecting your name or address."),
        ("en", "Our address and telephone number are on the door."),
        ("en", "You can write to us at our address or call our telephone number."),
        ("en", "You may ask us to delete your name and address."),
        ("en", "We store the cookie with your user name."),
        ("nl", "Wij vragen niet naar uw naam of adres."),
        ("nl", "Ons adres en telefoonnummer staan op de deur."),
        ("nl", "Wij bewaren uw adres niet."),
        ("de", "Wir fragen nicht nach Ihrem Namen oder Ihrer Anschrift."),
        ("de", "Ihre Anschrift speichern wir nicht."),
        ("de", "Sie können uns unter unserer Anschrift oder Telefonnummer erreichen."),
        ("fr", "Nous ne demandons ni votre nom ni votre adresse."),
        ("fr", "Vous pouvez nous écrire à notre adresse ou appeler notre numéro de téléphone."),
        ("es", "No le pedimos su nombre ni su dirección."),
        ("es", "Nuestro teléfono figura en cada factura."),
        ("it", "Non Le chiediamo il Suo nome o indirizzo."),
        ("it", "Il nostro indirizzo si trova su ogni fattura."),
    ],
)
def test_data_that_is_not_asked_for_is_not_collected(language: str, sentence: str) -> None:
    assert "data-collected" not in subjects(language, sentence)


@pytest.mark.parametrize(
    ("language", "heading", "items"),
    [
        ("en", "Data we collect", ("Name and address", "Telephone number")),
        ("en", "Which personal data do we process?", ("your name", "postal address", "phone number")),
        ("nl", "Gegevens die wij verwerken", ("Naam en adres", "Telefoonnummer")),
        ("de", "Erhobene Daten", ("Name und Anschrift", "Telefonnummer")),
        ("fr", "Données collectées", ("Nom et adresse postale", "Numéro de téléphone")),
        ("es", "Datos que recogemos", ("Nombre y dirección", "Número de teléfono")),
        ("it", "Dati raccolti", ("Nome e indirizzo", "Numero di telefono")),
    ],
)
def test_items_under_a_heading_of_collected_data_are_collected(
    language: str, heading: str, items: tuple[str, ...]
) -> None:
    found = read(language, *items, heading=heading, items=True)
    named = {kind for one in found.promises if one.subject == "data-collected" for kind in one.facts["personal"]}
    assert named == {"name", "postal address", "telephone number"}


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Necessary cookies are placed without your consent."),
        ("nl", "Noodzakelijke cookies worden zonder uw toestemming geplaatst."),
        ("de", "Notwendige Cookies werden ohne Ihre Einwilligung gesetzt."),
        ("fr", "Les cookies nécessaires sont déposés sans votre consentement."),
        ("es", "Las cookies necesarias se instalan sin su consentimiento."),
        ("it", "I cookie necessari vengono installati senza il Suo consenso."),
    ],
)
def test_cookies_without_consent_are_no_promise_of_consent(language: str, sentence: str) -> None:
    assert "consent-before" not in subjects(language, sentence)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "No cookies are placed without your prior consent."),
        ("nl", "Wij plaatsen geen cookies zonder uw toestemming."),
        ("de", "Wir setzen keine Cookies ohne Ihre Einwilligung."),
        ("fr", "Aucun cookie n’est déposé sans votre consentement."),
        ("es", "No instalamos cookies sin su consentimiento."),
        ("it", "Non installiamo cookie senza il Suo consenso."),
    ],
)
def test_no_cookies_without_consent_promises_consent_and_not_that_there_are_none(language: str, sentence: str) -> None:
    found = subjects(language, sentence)
    assert "consent-before" in found and "no-cookie" not in found


@pytest.mark.parametrize(
    ("language", "sentence", "behaviours"),
    [
        ("en", "We do not use session recordings or heatmaps.", ["session-replay"]),
        ("nl", "Wij gebruiken geen fingerprinting.", ["fingerprinting"]),
        ("de", "Wir verwenden weder Fingerprinting noch zeichnen wir Mausbewegungen auf.", []),
        ("de", "Fingerprinting wird nicht eingesetzt.", ["fingerprinting"]),
        ("fr", "Nous n’utilisons pas d’empreinte numérique.", ["fingerprinting"]),
        ("es", "No utilizamos grabaciones de sesiones.", ["session-replay"]),
        ("it", "Non utilizziamo registrazioni delle sessioni.", ["session-replay"]),
        ("en", "We do not use fingerprinting to show advertisements.", []),
        ("en", "We use heatmaps.", []),
    ],
)
def test_behaviours_of_scripts_that_are_denied(language: str, sentence: str, behaviours: list[str]) -> None:
    found = [
        one.facts["behaviours"] for one in read(language, sentence).promises if one.subject == "no-script-behaviour"
    ]
    assert found == ([behaviours] if behaviours else [])


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Cookies _ga and _gid stay for example up to 2 years."),
        ("en", "You can delete cookies after 13 months."),
        ("nl", "U kunt cookies na 13 maanden verwijderen."),
        ("de", "Sie können Cookies nach 13 Monaten löschen."),
        ("fr", "Vous pouvez supprimer les cookies après 13 mois."),
    ],
)
def test_an_example_or_advice_limits_no_cookies(language: str, sentence: str) -> None:
    assert "cookie-retention" not in subjects(language, sentence)
