"""The words by which each promise is known in German."""

from __future__ import annotations

SAYS: dict[str, tuple[str, ...]] = {
    "anonymous-performance": (
        r"\banonym|\baggregiert|\bpseudonym|kein(?:e|en)? rückschl|nicht (?:\w+ ){0,4}identifi",
        r"daten|informationen|cookies|statisti",
    ),
    "cookies-alone-do-not-identify": (
        r"\bcookies?\b",
        r"\b(?:nicht|kein\w*|nie)\b[^.]{0,80}(?:identi|wer sie sind|rückschl|personenbezogen)|wer sie sind[^.]{0,40}\bnicht\b",
    ),
    "session-cookies-end": (
        r"sitzungs-?cookies?|session-?cookies?",
        r"gelöscht|löschen|verfallen|entfernt",
        r"schließ|ende|"
        r"beend",
    ),
    "mandatory-no-opt-out": (
        r"notwendig|erforderlich|diese cookies",
        r"(?:nicht|können sie nicht) (?:\w+ ){0,3}(?:abgewählt|deaktivier|ablehn|abgelehnt|abschalt)",
    ),
    "encrypted-login-cookies": (r"\bcookies?\b", r"verschlüssel|\bgehasht"),
    "opt-out-links": (
        r"\bklick|\bhier\b|\blink\b|\bseite\b|einstellungen|\bunter\b",
        r"opt-?out|widersprech|widerspruch|deaktivier|ablehn|abmeld",
    ),
    "consent-before": (
        r"\bcookies?\b|\bpixels?\b",
        r"\b(?:nur|erst|ausschließlich|lediglich)\b[^.]{0,80}(?:einwillig|zustimm|erlaub|eingewilligt)|"
        r"\b(?:nicht|kein\w*|nie)\b[^.]{0,80}\bohne (?:\w+ ){0,3}(?:einwilligung|zustimmung)|"
        r"\bnachdem sie\b[^.]{0,50}(?:eingewilligt|zugestimmt|einwillig|zustimm)|vorherige\w* (?:einwilligung|zustimmung)",
    ),
    "ip-anonymised": (r"ip-?adress", r"anonymisiert|gekürzt|anonymize|kürzen|maskiert"),
    "cookie-retention": (
        r"\bcookies\b",
        r"gespeichert|aufbewahrt|bleiben|verfallen|gelöscht|laufzeit|gültig|lebensdauer|speicherdauer",
        r"nicht länger als|höchstens|längstens|maximal|bis zu|spätestens|nicht mehr als|\bnach\b",
    ),
    "no-personal-data-to-third-parties": (
        r"personenbezogene\w* daten|persönliche\w* daten|ihre(?:n)? (?:name|e-?mail)",
        r"\bdritt|werbepartner|anbieter|werbetreibende",
        r"\bnicht\b|\bkeine\w*\b|\bniemals\b",
        r"weitergegeben|geben|übermittelt|übermitteln|weiter|enthalten|erhalten",
    ),
    "no-sale": (r"\b(?:verkaufen|verkauft|vermieten|handeln)\b", r"\bnicht\b|\bniemals\b|\bnie\b|\bkeine\b", r"daten"),
    "storage-country": (
        r"gespeichert|speicher|aufbewahrt|server\w*|rechenzent|verarbeitet|gehostet|hosting",
        r"daten|"
        r"server|rechenzent",
    ),
    "encrypted-connection": (r"\b(?:ssl|tls|https(?!:))",),
    "unsubscribe-link": (r"abmelde|abbestell", r"\blink\b|klick", r"newsletter|e-?mail"),
    "sites-link-to-policy": (
        r"websites?|webseiten?|seiten|internetseiten|angebote",
        r"\b(?:die|auf denen|welche|von denen)\b[^.]{0,60}(?:verweis|verlink|verwies|veröffentlicht)",
        r"erklärung|hinweis|richtlinie",
    ),
    "notice-of-change": (
        r"ankündig|kündigen|informier|mitteil|teilen\b[^.]{0,40}\bmit\b|benachrichtig|bekannt|unterricht|hinweisen",
        r"änder|anpass|aktualisier",
        r"erklärung|hinweis|richtlinie|änderungen",
    ),
    "access-requests-within-days": (
        r"anfrage|auskunft|antr[aä]g|lösch|berichtig|anliegen|ersuchen",
        r"\binnerhalb\b|"
        r"\bbinnen\b|\bspätestens\b",
    ),
    "referral-data-not-stored": (
        r"\b(?:nicht|kein\w*|nie)\b[^.]{0,40}(?:speicher|gespeichert|aufbewahr)|speichern\b[^.]{0,40}\bnicht\b",
        r"freund|bekannt|empfehl|einlad",
    ),
    "consent-before-sharing": (
        r"teilen|weitergegeben|weitergabe|geben|veröffentlich|übermitt",
        r"einwillig|zustimm|erlaubnis|eingewilligt",
        r"\b(?:nur|erst|nicht|kein\w*|zuvor|vorher|ausschließlich|es sei denn)\b",
    ),
    "purpose-limited": (
        r"verwend|nutz|verarbeit|speicher",
        r"\bnur\b|\bausschließlich\b|\blediglich\b|zu keinem anderen",
        r"daten|informationen",
    ),
    "retention-period": (
        r"speicher|gespeichert|aufbewahr|bewahren|gelöscht|löschen",
        r"daten|informationen|bestellung|protokoll",
        r"\b(?:für|nach|bis|maximal|länger als|innerhalb|lang|aufbewahrt|höchstens|dauer|auf)\b",
    ),
    "disclosure-limited": (
        r"\b(?:nicht|kein\w*|nie)\b[^.]{0,60}(?:weiter|teilen|übermitt|offen|einseh)|geben\b[^.]{0,80}\bnicht\b",
        r"\bes sei denn\b|\baußer\b|\bsofern nicht\b|ausgenommen",
        r"daten|informationen",
    ),
    "security-measures": (
        r"(?:sicherheits|schutz)(?:maßnahmen|vorkehrungen)|(?:technische|organisatorische|geeignete|"
        r"angemessene)\w* (?:\w+ ){0,4}(?:maßnahmen|vorkehrungen)",
    ),
    "children": (
        r"\bkind(?:er|ern)?\b|minderjährig|\bunter 1\d\b|jünger als",
        r"\bnicht\b[^.]{0,50}(?:bestimmt|gedacht|gerichtet|wissentlich|erheb)|\bkeine\b|richten? sich nicht|"
        r"\bnur\b[^.]{0,40}erwachsene",
    ),
}
UNLESS: dict[str, str] = {
    "no-sale": r"\bmeine",
    "anonymous-performance": r"ip-?adress|\bkann\b[^.]{0,40}(?:verknüpf|kombinier)",
    "cookies-alone-do-not-identify": r"\bdritt|verkauf|\bwenn sie\b|ohne (?:ihre|cookies)",
    "opt-out-links": r"newsletter",
    "consent-before": r"keine\w* einwilligung",
    "cookie-retention": r"zum beispiel|z\. ?b\.|beispielsweise|\b(?:sie|ihr\w*)\b|\bdaten\b|einige|\b(?:dieses|das|"
    r"ein) cookie\b|sitzung|session",
    "no-personal-data-to-third-parties": r"verkauf|vermiet|es sei denn|ohne ihre|außer|verantwortlich",
    "storage-country": r"\brecht\b|gesetz|handelsregister|aufsichtsbehörde|cookies?",
    "sites-link-to-policy": r"andere\w* (?:web)?(?:sites|seiten)|dritter|eigene\w* (?:datenschutz)?erklärung",
    "notice-of-change": r"ihre daten|teilen sie uns|datenpanne|informieren sie uns",
    "access-requests-within-days": r"\bcookie",
    "consent-before-sharing": r"\bcookies?\b",
    "purpose-limited": r"\bcookies?\b|\bwenn sie\b|einwillig|zustimm",
    "retention-period": r"\bcookies?\b|anfrage",
    "disclosure-limited": r"\bcookies?\b|einwillig|zustimm|verkauf",
    "security-measures": r"\b(?:nicht|keine)\b|\bcookies?\b",
}
