"""The words by which each promise is known in Dutch."""

from __future__ import annotations

SAYS: dict[str, tuple[str, ...]] = {
    "anonymous-performance": (
        r"\banonie?m|\bgeaggregeerd|niet (?:\w+ ){0,4}(?:herleid|identific)",
        r"gegevens|informatie|cookies|statisti|cijfers",
    ),
    "cookies-alone-do-not-identify": (
        r"\bcookies?\b",
        r"\b(?:niet|geen|nooit)\b[^.]{0,80}(?:identi|wie (?:u|je) bent|herleid|persoonsgegevens)",
    ),
    "session-cookies-end": (
        r"sessie-?cookies?|tijdelijke cookies",
        r"verwijder|verdwijn|gewist|verlop",
        r"sluit|afsluit|einde",
    ),
    "mandatory-no-opt-out": (
        r"noodzakelijk|functionele|deze cookies|nodig",
        r"niet (?:\w+ ){0,3}(?:uit\b|weiger|uitgeschakeld|uitschakelen|uitzetten)|geen toestemming nodig",
    ),
    "encrypted-login-cookies": (r"\bcookies?\b", r"versleutel|gecodeerd|encrypt"),
    "opt-out-links": (
        r"\bklik|\bhier\b|\blink\b|\bpagina\b|instellingen|\bga naar\b",
        r"afmeld|opt-?out|uitschakel|uit te (?:schakelen|zetten)|te weigeren|afzien van|bezwaar",
    ),
    "consent-before": (
        r"\bcookies?\b|\bpixels?\b",
        r"\b(?:pas|alleen|slechts|uitsluitend|enkel)\b[^.]{0,80}(?:toestemming|akkoord|accepte)|"
        r"\b(?:niet|geen|nooit)\b[^.]{0,80}\bzonder (?:\w+ ){0,3}toestemming|\bnadat (?:u|je)\b[^.]{0,40}(?:toestemming|akkoord)|"
        r"voorafgaande toestemming|\bvoordat (?:u|je)\b[^.]{0,30}(?:toestemming|akkoord)",
    ),
    "ip-anonymised": (r"ip-?adres", r"geanonimiseerd|anonimise|afgekort|ingekort|gemaskeerd|laatste octet"),
    "cookie-retention": (
        r"\bcookies\b",
        r"bewaar|bewaren|blijven|verlop|verwijder|geldig|levensduur|opgeslagen",
        r"niet langer dan|nooit langer|ten hoogste|hoogstens|maximaal|uiterlijk|niet meer dan|\bna\b|\btot\b",
    ),
    "no-personal-data-to-third-parties": (
        r"persoonsgegevens|persoonlijke gegevens|uw (?:naam|e-?mail)",
        r"\bderden\b|derde partijen|partners|adverteerders|\bpartijen\b",
        r"\bniet\b|\bgeen\b|\bnooit\b",
        r"deel|delen|verstrek|doorgeg|geven|door aan|ontvang|bevat",
    ),
    "no-sale": (
        r"\b(?:verkopen|verkoopt|verkocht|verhuren|verhandelen)\b",
        r"\bniet\b|\bnooit\b|\bgeen\b",
        r"gegevens",
    ),
    "storage-country": (
        r"opgeslagen|opslag|bewaard|bewaren|servers?\b|datacent|verwerkt|gehost|staan",
        r"gegevens|servers?|"
        r"datacent",
    ),
    "encrypted-connection": (r"\b(?:ssl|tls|https(?!:))",),
    "unsubscribe-link": (
        r"afmeld|uitschrijf|unsubscribe",
        r"\blink\b|klik|onderaan|knop",
        r"nieuwsbrie|e-?mail|mailing",
    ),
    "sites-link-to-policy": (
        r"websites?|sites?|pagina",
        r"\b(?:die|waarop|waar)\b[^.]{0,50}(?:verwij|link|gepubliceerd)|(?:verwijzen|linken) naar dez",
        r"verklaring|beleid|statement",
    ),
    "notice-of-change": (
        r"aankondig|kondigen|melden|meld\b|inform|op de hoogte|bericht|laten (?:\w+ )?weten|laat (?:\w+ )?weten",
        r"wijzig|aanpass|verander",
        r"verklaring|beleid|statement|voorwaarden|wijzigingen",
    ),
    "access-requests-within-days": (r"verzoek|inzage|verwijder|wijzig|correct|recti", r"\bbinnen\b|\buiterlijk\b"),
    "referral-data-not-stored": (
        r"\b(?:niet|geen|nooit)\b[^.]{0,40}(?:bewaar|bewaren|opgeslagen|slaan|opslaan)|(?:bewaren|slaan)\b[^.]{0,40}\bniet\b",
        r"vriend|kennis|bekende|aanbev|uitnodig",
    ),
    "consent-before-sharing": (
        r"delen|deelt|gedeeld|publice|verstrek|doorge|plaatsen",
        r"toestemming|akkoord",
        r"\b(?:alleen|slechts|uitsluitend|pas|niet|geen|eerst|vooraf|tenzij)\b",
    ),
    "purpose-limited": (
        r"gebruik|verwerk|bewaar|bewaren",
        r"\balleen\b|\buitsluitend\b|\bslechts\b|\benkel\b|voor geen ander",
        r"gegevens|informatie",
    ),
    "retention-period": (
        r"bewaar|bewaren|bewaard|verwijder|gewist",
        r"gegevens|informatie|bestelling|logbestand",
        r"\b(?:gedurende|tot|na|maximaal|langer dan|binnen|bewaren|bewaard|bewaartermijn|ten hoogste)\b",
    ),
    "disclosure-limited": (
        r"\b(?:niet|geen|nooit)\b[^.]{0,60}(?:delen|deelt|verstrek|doorge|openbaar|inzien|bekijk)|(?:delen|"
        r"verstrekken)\b[^.]{0,60}\bniet\b",
        r"\btenzij\b|\bbehalve\b|uitgezonderd|\bmits\b",
        r"gegevens|informatie",
    ),
    "security-measures": (
        r"(?:beveiligings|beschermings|veiligheids)maatregelen|(?:technische|organisatorische|"
        r"passende) (?:\w+ ){0,3}maatregelen",
    ),
    "children": (
        r"\bkind(?:eren)?\b|minderjarig|jonger dan|onder de",
        r"\bniet\b[^.]{0,50}(?:bedoeld|gericht|bestemd|"
        r"bewust|verzamel)|\bgeen\b|\balleen\b[^.]{0,40}volwassen",
    ),
}
UNLESS: dict[str, str] = {
    "no-sale": r"\bmijn\b",
    "anonymous-performance": r"ip-?adres|\bkan\b[^.]{0,40}(?:gekoppeld|gecombineerd)",
    "cookies-alone-do-not-identify": r"\bderden\b|verkop|\bals (?:u|je)\b|zonder (?:uw|cookies)",
    "opt-out-links": r"nieuwsbrie",
    "consent-before": r"geen toestemming nodig",
    "cookie-retention": r"bijvoorbeeld|\b(?:u|je|uw|jouw)\b|gegevens|sommige|\b(?:deze|de|een) cookie\b|sessie",
    "no-personal-data-to-third-parties": r"verkop|verhu|tenzij|zonder (?:uw|jouw)|behalve|verantwoordelijk",
    "storage-country": r"\brecht\b|wetgeving|kamer van koophandel|toezichthouder|autoriteit|inwoner|cookies?",
    "sites-link-to-policy": r"andere (?:web)?sites|van derden|hun eigen|eigen (?:privacy)?verklaring",
    "notice-of-change": r"(?:ons|aan ons) (?:\w+ ){0,3}(?:door|meld)|uw gegevens|datalek",
    "access-requests-within-days": r"\bcookie",
    "consent-before-sharing": r"\bcookies?\b",
    "purpose-limited": r"\bcookies?\b|\bals (?:u|je)\b|toestemming",
    "retention-period": r"\bcookies?\b|verzoek",
    "disclosure-limited": r"\bcookies?\b|toestemming|verkop|\bals (?:u|je)\b",
    "security-measures": r"\b(?:niet|geen)\b|\bcookies?\b",
}
