"""What Dutch, German, French, Spanish and Italian prose declares and promises."""

import pytest

from analyzers.model import PolicyReading
from analyzers.policy import document_text, read_policy

TEXTS = {
    "nl": """Privacyverklaring van Molenwiek Fietsen

Deze verklaring gaat over de website van Molenwiek en over wat wij van onze bezoekers weten.

Noodzakelijke cookies

Deze cookies onthouden uw winkelwagen. U kunt deze cookies niet uitschakelen.

Statistische cookies

Wij gebruiken cookies om te meten hoe de website wordt gebruikt. De gegevens zijn anoniem en geaggregeerd. Derden
plaatsen voor ons webbakens op de website. Sessiecookies worden verwijderd zodra u de browser sluit.

Marketingcookies

Onze advertentiepartners plaatsen cookies om advertenties te tonen. Wij maken geen gebruik van Flash-cookies.

Overig

Wij verkopen uw gegevens nooit. Wij reageren niet op Do Not Track. In onze nieuwsbrieven plaatsen wij webbakens. U
kunt zich afmelden via de link onderaan elke nieuwsbrief.
""",
    "de": """Datenschutzerklärung der Bergwald Brauerei

Diese Erklärung gilt für die Website der Brauerei und für alles, was wir über unsere Besucher wissen.

Notwendige Cookies

Diese Cookies speichern Ihren Warenkorb. Diese Cookies können nicht deaktiviert werden.

Statistik-Cookies

Wir verwenden Cookies, um zu messen, wie die Website genutzt wird. Die Daten sind anonym und werden aggregiert. Dritte
setzen für uns Zählpixel auf der Website ein. Sitzungs-Cookies werden gelöscht, sobald Sie den Browser schließen.

Marketing-Cookies

Unsere Werbepartner setzen Cookies, um Werbung zu zeigen. Wir verwenden keine Flash-Cookies.

Sonstiges

Wir verkaufen Ihre Daten nicht. Wir reagieren nicht auf Do Not Track. In unseren Newslettern setzen wir Web Beacons
ein. Sie können sich über den Link in jedem Newsletter abmelden.
""",
    "fr": """Politique de confidentialité de La Ruche Bleue

Cette politique vaut pour le site de La Ruche Bleue et pour tout ce que nous savons de nos visiteurs.

Cookies nécessaires

Ces cookies mémorisent votre panier. Ces cookies ne peuvent pas être désactivés.

Cookies statistiques

Nous utilisons des cookies pour mesurer la fréquentation du site. Les données sont anonymes et agrégées. Des tiers
déposent pour nous des balises web sur le site. Les cookies de session sont supprimés dès que vous fermez le
navigateur.

Cookies publicitaires

Nos partenaires publicitaires déposent des cookies pour afficher de la publicité. Nous n'utilisons pas de cookies Flash.

Divers

Nous ne vendons jamais vos données. Nous ne répondons pas aux signaux Do Not Track, et nous ne respectons pas ce
réglage. Dans nos newsletters, nous plaçons des balises web. Vous pouvez vous désabonner par le lien en bas de chaque
newsletter.
""",
    "es": """Política de privacidad de Olivar del Sur

Esta política vale para el sitio web de Olivar del Sur y para todo lo que sabemos de nuestros visitantes.

Cookies necesarias

Estas cookies recuerdan su carrito. Estas cookies no se pueden desactivar.

Cookies estadísticas

Utilizamos cookies para medir cómo se usa el sitio web. Los datos son anónimos y agregados. Los terceros colocan para
nosotros balizas web en el sitio web. Las cookies de sesión se eliminan al cerrar el navegador.

Cookies publicitarias

Nuestros socios publicitarios instalan cookies para mostrar anuncios. No utilizamos cookies Flash.

Otros

No vendemos nunca sus datos. No respondemos a las señales Do Not Track. En nuestros boletines colocamos balizas web.
Puede darse de baja con un clic en el enlace al pie de cada boletín.
""",
    "it": """Informativa sulla privacy di Vigna Alta

Questa informativa vale per il sito di Vigna Alta e per tutto quello che sappiamo dei nostri visitatori.

Cookie necessari

Questi cookie ricordano il carrello. Questi cookie non possono essere disattivati.

Cookie statistici

Utilizziamo i cookie per misurare come il sito viene usato. I dati sono anonimi e aggregati. Società terze, cioè
terzi, collocano per noi i web beacon sul sito. I cookie di sessione vengono cancellati quando si chiude il browser.

Cookie pubblicitari

I nostri partner installano cookie per mostrare pubblicità. Non utilizziamo cookie Flash.

Altro

Non vendiamo mai i dati dei visitatori. Non rispettiamo i segnali Do Not Track. Nelle nostre newsletter inseriamo web
beacon. Per annullare l'iscrizione basta un clic sul link in fondo a ogni newsletter.
""",
}
LANGUAGES = sorted(TEXTS)


def reading(language: str) -> PolicyReading:
    found = read_policy(TEXTS[language].encode(), source="policy.txt")
    assert (found.could_not_read, found.language) == ("", language)
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_categories_are_found_under_their_own_names(language: str) -> None:
    named = {one.category for one in reading(language).declarations if one.kind == "category"}
    assert named == {"mandatory", "performance", "targeting"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_cookies_are_declared_by_category_and_party(language: str) -> None:
    found = {(one.category, one.party) for one in reading(language).declarations if one.kind == "cookie"}
    assert ("performance", "first") in found
    assert ("targeting", "third") in found


@pytest.mark.parametrize("language", LANGUAGES)
def test_beacons_of_third_parties_and_beacons_in_mails_are_declared(language: str) -> None:
    beacons = [one for one in reading(language).declarations if one.kind == "beacon"]
    assert ("performance", "third") in {(one.category, one.party) for one in beacons}
    assert any("e-mail" in one.where for one in beacons)


@pytest.mark.parametrize("language", LANGUAGES)
def test_denied_flash_is_no_declaration(language: str) -> None:
    assert not [one for one in reading(language).declarations if one.kind == "flash"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "subject",
    [
        "anonymous-performance",
        "session-cookies-end",
        "mandatory-no-opt-out",
        "no-sale",
        "dnt",
        "unsubscribe-link",
        "no-flash",
    ],
)
def test_promises_are_found(language: str, subject: str) -> None:
    assert subject in {promise.subject for promise in reading(language).promises}


@pytest.mark.parametrize("language", LANGUAGES)
def test_do_not_track_is_not_honoured(language: str) -> None:
    found = reading(language)
    assert {promise.facts["honoured"] for promise in found.promises if promise.subject == "dnt"} == {False}
    assert {one.purpose for one in found.declarations if one.kind == "signal"} == {"not honoured"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_quote_stands_in_the_text(language: str) -> None:
    found = reading(language)
    text = document_text(TEXTS[language].encode(), source="policy.txt")
    assert all(one.quote in text for one in (*found.declarations, *found.promises, *found.unread))
