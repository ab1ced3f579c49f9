"""What each column of a cookie table holds: by its header's words in six languages, then by what stands in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from analyzers.policy.categories import heads_category
from analyzers.policy.companies import NAMES
from analyzers.policy.durations import fold, read_lifetime
from analyzers.policy.names import looks_like_name, may_be_name, read_names
from analyzers.policy.party_cells import is_party, names_party
from analyzers.policy.patterns import lines

# Tried in this order on the header without accents and in lower case.
HEADERS: tuple[tuple[str, str], ...] = (
    (
        "privacy",
        r"privacy|opt-?out|more info|politique de conf|datenschutz|informativa|learn more|choices|\blinks?\b|"
        r"lien",
    ),
    (
        "duration",
        r"""duration|expir|life ?(?:span|time)|retention|storage (?:period|duration|time|term)|
        max(?:imum)?[- ]?age|validity|
        how long|\bperiod|bewaartermijn|looptijd|verval|geldigheid|houdbaar|opslagduur|bewaarduur|bewaarperiode|
        opslagtermijn|
        speicherdauer|laufzeit|ablauf|gultigkeit|lebensdauer|\bdauer|funktionsdauer|haltbarkeit|aufbewahrung|
        loschfrist|
        duree|conservation|echeance|duracion|caducidad|vencimiento|\bplazo|conservacion|durata|scadenza|conservazione|
        persistence|(?<!^)\bterm\b|termijn|duur\b|verfall|persistencia|validez|session or persistent|valid""",
    ),
    (
        "party",
        r"""(?:first|1st|eerste|premiere|primera|prima|erst).{0,24}(?:third|3rd|derde|tierce|tercer|terz|dritt)|
        ^(?:cookie )?part(?:y|ij)$|used as|own or third|propi[ao]s? o de|internal.{0,5}external|interne.{0,5}externe|
        propriet""",
    ),
    (
        "category",
        r"""categor|kategori|(?:type|kind|sort|class|nature|soort|art|typ)\s?(?:of|de|van|der|des|du)?\s?
        (?:the\s|la\s|le\s|il\s|las\s)?(?:cookie|tracker|traceur)|cookies?[- ]?(?:type|typ|art|soort|group|gruppe|
        kind|class)|
        ^tipo de cookie|tipo di cookie|tipologia|^group|classif|^soort|^art$|^class|^nature|^kind""",
    ),
    (
        "name",
        r"""cookie[- ]?(?:name|id|title|names|naam|s name|key|identifier)|
        (?:name|names|naam|namen|nom|noms|nombre|nome|bezeichnung|titel|title|id)\b.{0,14}
        (?:cookie|tracker|traceur|pixel|tag|item|storage)|cookienam|trackername|
        ^cookies?$|^names?$|^nam(?:e|en)$|^naam$|^noms?$|^nombres?$|^nome$|^bezeichnung|
        ^(?:the |les |las |los |die |de |i )?cookies? (?:used|set|list|names?|placed|concerned|depos|utilis|install|
        geplaatst|gebruikt|gesetzt|verwend|utiliz|emple|associ)|
        ^key|storage key|^identifier|^denomina|^item$|^tracker(?:s| name)?$|^traceurs?$|^individual|^technical name|
        cookie\(s\)|^cookies? ?/""",
    ),
    (
        "domain",
        r"\bdomain|\bdomaine|\bdomein|\bdominio|\bhost|\burl\b|^(?:web)?sites?\b|^web ?site|hostname|"
        r"sites? concern",
    ),
    (
        "provider",
        r"""provider|compan|\bowner|vendor|partner|partenaire|socio|controller|supplier|\bsource|issue[rd]|emett|fournisseur|
        societe|entreprise|
        editeur|responsable|aanbieder|leverancier|bedrijf|partij|eigenaar|anbieter|herausgeber|unternehmen|\bfirma|
        proveedor|titular|empresa|emisor|fornitore|societa|gestore|titolare|third part|derde|tiers|tercer|terze|
        drittanbieter|
        set by|placed by|service|geplaatst door|gesetzt|\bdienst|servicio|servizio|\bfrom\b|\bwho\b|\borigin|
        \bherkomst|
        \btool|\bsdk|\boutil|verantwort|recipient|destinat|empfanger|ontvanger|plaatser|placed|responsib|belongs|\bparty\b|software|plugin|platform""",
    ),
    (
        "storage",
        r"^types?$|^typ$|^typen?$|^tipos?$|^tipo$|technolog|storage type|^format|^method|^technik|^opslag|"
        r"mechanism|^medium",
    ),
    (
        "purpose",
        r"""purpose|descri|what |why|\buse\b|usage|\bfunct|objecti|objet|finalit|\bdoel|omschrijving|
        beschrijving|
        zweck|beschreib|finalidad|descripcion|scopo|descrizione|details|fonction|funktion|\buso\b|utilit|functie|
        informa|
        explanation|uitleg|toelichting|erlauterung|reason|verwendung|function|collected|data|role|role""",
    ),
    (
        "other",
        r"""\bcountr|\blocation|\bpays\b|\bland\b|\bpais|\bpaese|\bregion|\bphone|\be-?mail|\baddress|\bdates?\b|\bversion|
        \blegal|\blawful|rechtsgr|\bbase? (?:legal|juridi|giuridi)|\bopt|\bterms?\b|\bconsent""",
    ),
)
PATTERNS = tuple((role, lines(pattern)) for role, pattern in HEADERS)
LABEL = re.compile(r"^\s*[*_]{0,3}([^\W\d_][^:\n|]{0,39}?)[*_]{0,3}\s*:[*_]{0,3}(?:\s|$)")
STORAGE: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        ("session-storage", r"session[ -]?storage|stockage de session|sitzungsspeicher|sessie-?opslag"),
        (
            "local-storage",
            r"local[ -]?storage|stockage local|lokale opslag|lokaler speicher|almacenamiento local|"
            r"archiviazione locale|web[ -]storage|html5?[ -]storage|lokalspeicher",
        ),
        ("indexed-db", r"indexed ?db|indexeddb"),
        ("cache-storage", r"cache[ -]?storage|service worker"),
        ("beacon", r"pixel|beacon|\btags?\b|clear gif|web bug|balise|zählpixel"),
        ("flash", r"flash|\blsos?\b|shared object"),
        ("script-behaviour", r"fingerprint"),
        ("cookie", r"cookie|http|javascript|\bjs\b|\bhtml\b|server"),
    )
)
ENOUGH = 0.6
SOME = 0.25


def role_of(header: str) -> str:
    """The role that a header's words give; empty when they give none."""
    plain = " ".join(fold(header).split()).strip(" :#*")
    if not plain or len(plain) > 90:
        return ""
    return next((role for role, pattern in PATTERNS if pattern.search(plain)), "")


def are_labelled(text: str) -> bool:
    """Is each line a label and its value ("Name: sid", "Provider: shop.com"), so that the line breaks are meant?"""
    lines = text.splitlines()
    labels = [label for line in lines if (label := LABEL.match(line)) is not None]
    return len(lines) > 1 and len(labels) == len(lines) and any(role_of(label[1]) for label in labels)


def roles_of(headers: Sequence[str], columns: Sequence[Sequence[str]]) -> list[str]:
    """Role of each column; the cells correct the header where it is ambiguous ("Type", "Third party", "Domain")."""
    roles = [corrected(role_of(header), cells) for header, cells in zip(headers, columns, strict=True)]
    if "name" not in roles:
        # "Cookie category | Cookie | …" has its name; a header like "Cookies (own)" or none at all is found by the cells.
        best = max(range(len(roles)), key=lambda at: share(columns[at], looks_like_name), default=-1)
        free = ("", "category", "storage", "provider") if roles.count("provider") > 1 else ("", "category", "storage")
        if best >= 0 and roles[best] in free and share(columns[best], looks_like_name) >= ENOUGH:
            roles[best] = "name"
    if "domain" in roles and "provider" in roles:
        # "Sites concerned: all our sites" says where an item is used; whose it is stands in the provider's column.
        at = roles.index("domain")
        if share(columns[at], is_host) < ENOUGH:
            roles[at] = ""
    if roles.count("provider") > 1 and "purpose" not in roles:
        # "Third party | Service": who, and for what.
        second = roles.index("provider", roles.index("provider") + 1)
        if re.search(r"service|dienst|servici|servizi", headers[second], re.IGNORECASE):
            roles[second] = "purpose"
    if "name" in roles[1:] and not roles[0] and not headers[0] and not {"provider", "domain"} & set(roles):
        # The first column often has no header and says whose the cookie is.
        roles[0] = "provider" if share(columns[0], is_short) >= ENOUGH else ""
    names = [at for at, role in enumerate(roles) if role == "name"]
    if len(names) > 1:
        # "Name: Lumen Analytics | Cookie name: _lum": the items stand where the header speaks of cookies.
        shares = [share(columns[at], names_in_lines) for at in names]
        named = [at for at in names if re.search(r"cookie|technical|storage", headers[at], re.IGNORECASE)]
        best = named[0] if named else names[0]
        if max(shares) >= ENOUGH > 2 * share(columns[best], names_in_lines):
            # "Cookie: Google Analytics | Name: _ga": the cells know better.
            best = names[shares.index(max(shares))]
        for at in names:
            if at != best:
                roles[at] = "provider" if "provider" not in roles else ""
    roles = ["" if role == "other" else role for role in roles]
    seen_name = False
    for at, role in enumerate(roles):
        if role == "name" and seen_name:
            roles[at] = ""
        seen_name = seen_name or role == "name"
    return roles


def corrected(role: str, cells: Sequence[str]) -> str:
    filled = [cell for cell in cells if cell.strip()]
    if not filled:
        return role
    if role in ("party", "storage", "category", "provider", "", "purpose"):
        if share(filled, names_party if role == "provider" else is_party) >= ENOUGH:
            return "party"
        if role != "purpose" and share(filled, is_storage) >= ENOUGH and share(filled, is_category) < ENOUGH:
            return "storage"
        if role in ("storage", "category", "party", "") and share(filled, is_lifetime) >= ENOUGH:
            return "duration"
        if share(filled, is_category) >= ENOUGH and role != "provider":
            return "category"
    if role == "name" and share(filled, is_party) >= ENOUGH and share(filled, looks_like_name) < ENOUGH:
        return "party"
    if not role and share(filled, is_only_host) >= ENOUGH:
        return "domain"
    if role == "name" and share(filled, is_category) >= ENOUGH and share(filled, looks_like_name) < 0.3:
        return "category"
    if role == "party":
        return "party" if share(filled, is_party) >= SOME else "provider"
    if role == "category" and share(filled, is_category) < 0.2 and share(filled, looks_like_name) >= ENOUGH:
        return "name"
    if role == "storage" and share(filled, is_storage) < 0.3:
        return "category" if share(filled, is_category) >= 0.3 else "purpose"
    return role


def share(cells: Sequence[str], test: Callable[[str], bool]) -> float:
    filled = [cell for cell in cells[:200] if cell.strip()]
    return sum(1 for cell in filled if test(cell)) / len(filled) if filled else 0.0


def is_host(cell: str) -> bool:
    return re.search(r"[\w-]\.[a-z]{2,}", cell, re.IGNORECASE) is not None


def names_in_lines(cell: str) -> bool:
    return all(looks_like_name(name.as_written) for name in read_names(cell))


def is_only_host(cell: str) -> bool:
    return is_host(cell) and all(is_host(word) for word in cell.replace(",", " ").split())


def is_short(cell: str) -> bool:
    return len(cell) < 60 and any(character.isalpha() for character in cell)


def is_storage(cell: str) -> bool:
    return len(cell) < 50 and bool(kinds_of(cell)) and "://" not in cell and NAMES.search(cell) is None


def is_category(cell: str) -> bool:
    return heads_category(cell.replace("\n", " ")) is not None


def is_lifetime(cell: str) -> bool:
    return len(cell) < 60 and read_lifetime(cell).kind != ""


def kinds_of(cell: str) -> list[str]:
    """Kinds of declaration that a storage type names: "HTML Local Storage", "Cookie / Local Storage", "Pixel Tracker"."""
    if re.search(r"strictly|necess|market|statist|function|prefer|analyt|target", cell, re.IGNORECASE):
        return []
    found = [kind for kind, pattern in STORAGE if pattern.search(cell)]
    storage = [kind for kind in found if kind != "cookie"]
    # "HTML Local Storage" and "HTTP" say "cookie" only beside nothing else, or where the word itself stands.
    return storage if storage and not re.search(r"cookie", cell, re.IGNORECASE) else found


def holds_names(cells: Sequence[str]) -> bool:
    """Do most cells hold something that may be a name?"""
    return share(cells, lambda cell: any(may_be_name(name.as_written) for name in read_names(cell))) >= ENOUGH
