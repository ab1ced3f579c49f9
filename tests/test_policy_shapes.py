"""One list of cookies, written as tables in six languages, five layouts and many orders of columns, reads as the same list."""

import itertools
import random

import pytest

from analyzers.policy import read_policy

DAY = 86_400.0
COLUMNS = ("name", "provider", "purpose", "duration")
WORDS = {
    "en": {
        "intro": "This policy says which cookies we use on the website and how long each of them stays on your computer.",
        "name": ["Name", "Cookie", "Cookie name", "Name of cookie"],
        "provider": ["Provider", "Set by", "Company", "Host"],
        "purpose": ["Purpose", "Description", "What it does"],
        "duration": ["Expiry", "Lifespan", "Retention period", "Maximum storage duration"],
        "category": ["Category", "Type of cookie"],
        "mandatory": ["Strictly necessary", "Essential cookies"],
        "performance": ["Performance cookies", "Statistics"],
        "targeting": ["Marketing", "Targeting cookies"],
        "months": ["13 months"],
        "days": ["30 days"],
        "session": ["Session"],
    },
    "nl": {
        "intro": "Hier staat welke cookies wij op de website gebruiken en hoe lang ze op uw computer blijven.",
        "name": ["Naam", "Cookie", "Naam cookie"],
        "provider": ["Aanbieder", "Geplaatst door", "Domein"],
        "purpose": ["Doel", "Omschrijving"],
        "duration": ["Bewaartermijn", "Geldigheid", "Looptijd"],
        "category": ["Categorie", "Soort cookie"],
        "mandatory": ["Noodzakelijke cookies", "Strikt noodzakelijk"],
        "performance": ["Analytische cookies", "Statistieken"],
        "targeting": ["Marketingcookies", "Advertentiecookies"],
        "months": ["13 maanden"],
        "days": ["30 dagen"],
        "session": ["Sessie"],
    },
    "de": {
        "intro": "Hier steht, welche Cookies wir auf der Website verwenden und wie lange sie gespeichert werden.",
        "name": ["Name", "Bezeichnung", "Cookie-Name"],
        "provider": ["Anbieter", "Gesetzt von", "Herausgeber"],
        "purpose": ["Zweck", "Beschreibung"],
        "duration": ["Speicherdauer", "Laufzeit", "Ablauf"],
        "category": ["Kategorie", "Cookie-Art"],
        "mandatory": ["Unbedingt erforderlich", "Notwendige Cookies"],
        "performance": ["Statistik", "Leistungs-Cookies"],
        "targeting": ["Marketing", "Werbe-Cookies"],
        "months": ["13 Monate"],
        "days": ["bis zu 30 Tage"],
        "session": ["Sitzung", "Session"],
    },
    "fr": {
        "intro": "Cette politique dit quels cookies nous utilisons sur le site et pour combien de temps ils sont conservés.",
        "name": ["Nom", "Nom du cookie"],
        "provider": ["Fournisseur", "Émetteur", "Société"],
        "purpose": ["Finalité", "Objectif", "Description"],
        "duration": ["Durée", "Durée de conservation"],
        "category": ["Catégorie", "Type de cookie"],
        "mandatory": ["Cookies strictement nécessaires", "Nécessaires"],
        "performance": ["Cookies de mesure d'audience", "Statistiques"],
        "targeting": ["Cookies publicitaires", "Marketing"],
        "months": ["13 mois"],
        "days": ["30 jours"],
        "session": ["Session"],
    },
    "es": {
        "intro": "Esta política dice qué cookies utilizamos en el sitio web y cuánto tiempo se conservan en su ordenador.",
        "name": ["Nombre", "Nombre de la cookie"],
        "provider": ["Titular", "Proveedor"],
        "purpose": ["Finalidad", "Descripción"],
        "duration": ["Duración", "Caducidad"],
        "category": ["Categoría", "Tipo de cookie"],
        "mandatory": ["Cookies necesarias", "Técnicas"],
        "performance": ["Cookies analíticas", "Estadísticas"],
        "targeting": ["Cookies publicitarias", "Marketing"],
        "months": ["13 meses"],
        "days": ["30 días"],
        "session": ["Sesión"],
    },
    "it": {
        "intro": "Questa informativa dice quali cookie utilizziamo sul sito e per quanto tempo sono conservati sul computer.",
        "name": ["Nome", "Nome del cookie"],
        "provider": ["Fornitore", "Titolare"],
        "purpose": ["Scopo", "Finalità", "Descrizione"],
        "duration": ["Durata", "Scadenza"],
        "category": ["Categoria", "Tipologia di cookie"],
        "mandatory": ["Cookie necessari", "Cookie tecnici"],
        "performance": ["Cookie analitici", "Statistiche"],
        "targeting": ["Cookie pubblicitari", "Marketing"],
        "months": ["13 mesi"],
        "days": ["30 giorni"],
        "session": ["Sessione"],
    },
}
ROWS = (
    ("mandatory", "qm_sid", "quillmere.example", "aa", "session"),
    ("mandatory", "qm_csrf", "quillmere.example", "bb", "days"),
    ("performance", "_lum_#", "lumen.example", "cc", "months"),
    ("performance", "_lum_ses", "lumen.example", "dd", "days"),
    ("targeting", "orb", "orbital.example", "ee", "months"),
)
SECONDS = {"session": None, "days": 30 * DAY, "months": 390 * DAY}
EXPECTED = {
    (name.replace("#", "*"), category, provider, SECONDS[duration]) for category, name, provider, _, duration in ROWS
}
LAYOUTS = ("headings", "bands", "column", "merged", "markdown")


def written(language: str, layout: str, order: tuple[str, ...], pick: random.Random) -> tuple[str, str]:
    """(document, file name)."""
    words = {key: pick.choice(value) if isinstance(value, list) else value for key, value in WORDS[language].items()}
    cells = [
        (category, {"name": name, "provider": provider, "purpose": purpose, "duration": words[duration]})
        for category, name, provider, purpose, duration in ROWS
    ]
    header = [words[column] for column in order]
    groups = [(category, list(group)) for category, group in itertools.groupby(cells, key=lambda pair: pair[0])]
    if layout == "markdown":
        lines = [f"# Cookies\n\n{words['intro']}\n"]
        for category, group in groups:
            lines.append(f"## {words[category]}\n\n| {' | '.join(header)} |\n|{' --- |' * len(header)}")
            lines += [
                f"| {' | '.join(row[column].replace('_', chr(92) + '_') for column in order)} |" for _, row in group
            ]
            lines.append("")
        return "\n".join(lines), "policy.md"

    def tr(values: list[str], tag: str = "td") -> str:
        return "<tr>" + "".join(f"<{tag}>{value}</{tag}>" for value in values) + "</tr>"

    html = f"<html><body><h1>Cookies</h1><p>{words['intro']}</p>"
    rows = {category: [tr([row[column] for column in order]) for _, row in group] for category, group in groups}
    if layout == "headings":
        html += "".join(
            f"<h2>{words[category]}</h2><table>{tr(header, 'th')}{''.join(rows[category])}</table>" for category in rows
        )
    elif layout == "bands":
        span = f'<tr><td colspan="{len(order)}"><b>{{}}</b></td></tr>'
        html += (
            f"<table>{tr(header, 'th')}"
            + "".join(span.format(words[one]) + "".join(rows[one]) for one in rows)
            + "</table>"
        )
    elif layout == "column":
        body = "".join(tr([words[category], *[row[column] for column in order]]) for category, row in cells)
        html += f"<table>{tr([words['category'], *header], 'th')}{body}</table>"
    else:
        body = ""
        for category, group in groups:
            for number, (_, row) in enumerate(group):
                first = f'<td rowspan="{len(group)}">{words[category]}</td>' if number == 0 else ""
                body += f"<tr>{first}{''.join(f'<td>{row[column]}</td>' for column in order)}</tr>"
        html += f"<table>{tr([words['category'], *header], 'th')}{body}</table>"
    return html + "</body></html>", "policy.html"


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("language", sorted(WORDS))
def test_the_same_list_is_read_whatever_its_shape(language: str, layout: str) -> None:
    for number, order in enumerate(itertools.permutations(COLUMNS)):
        document, name = written(language, layout, order, random.Random(f"{language} {layout} {number}"))
        reading = read_policy(document.encode(), source=name)
        assert reading.could_not_read == ""
        found = {
            (one.name, one.category, one.provider, one.lifetime_s)
            for one in reading.declarations
            if one.strength == "item"
        }
        assert found == EXPECTED, document
