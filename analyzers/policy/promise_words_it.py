"""The words by which each promise is known in Italian."""

from __future__ import annotations

SAYS: dict[str, tuple[str, ...]] = {
    "anonymous-performance": (r"\banonim|\baggregat|non (?:\w+ ){0,4}identific", r"dati|informazioni|cookie|statistic"),
    "cookies-alone-do-not-identify": (
        r"\bcookies?\b",
        r"\bnon\b[^.]{0,80}(?:identi|chi (?:è|sei|siete)|dati personali)",
    ),
    "session-cookies-end": (r"cookie (?:temporanei|di sessione)", r"elimin|cancell|scad|scompai", r"chius|chiude|fine"),
    "mandatory-no-opt-out": (
        r"necessari|questi cookie|tecnici",
        r"non (?:possono essere|è possibile|si possono) (?:\w+ ){0,2}(?:disattiv|rifiut)",
    ),
    "encrypted-login-cookies": (r"\bcookies?\b", r"cifrat|crittograf|criptat"),
    "opt-out-links": (
        r"\bclic|\bqui\b|\blink\b|\bpagina\b|impostazioni|collegamento",
        r"opt-?out|oppor|opposizione|disattiv|rifiut|disiscri",
    ),
    "consent-before": (
        r"\bcookies?\b|\bpixel\b",
        r"\b(?:solo|soltanto|solamente|esclusivamente)\b[^.]{0,80}(?:consens|accett|permess|autorizz)|"
        r"\b(?:non|nessun\w*|mai)\b[^.]{0,80}\bsenza (?:\w+ ){0,3}(?:consenso|autorizzazione)|"
        r"\bdopo (?:che|aver)\b[^.]{0,50}(?:consens|accett)|consenso preventivo|previo consenso|preventivo consenso",
    ),
    "ip-anonymised": (r"indirizz[oi] ip", r"anonimizz|tronca|accorci|mascher"),
    "cookie-retention": (
        r"\bcookie\b",
        r"conserv|memorizz|restano|rimangono|scad|cancell|elimin|durata|durano",
        r"non (?:\w+ ){0,3}(?:più|oltre)|al massimo|massim|fino a|non super|entro|\bdopo\b|oltre",
    ),
    "no-personal-data-to-third-parties": (
        r"dat[oi] personal|il suo (?:nome|indirizzo)",
        r"\bterz[ei]\b|partner|inserzionisti|fornitori|società",
        r"\bnon\b|\bnessun|\bmai\b",
        r"cediamo|condivid|comunic|trasmett|trasmess|forni|contengono|ricevono",
    ),
    "no-sale": (r"\b(?:vend(?:iamo|e|uti|ono)|affitt\w+)\b", r"\bnon\b|\bmai\b", r"dati|informazioni"),
    "storage-country": (
        r"conserv|memorizz|server|ospitat|archivi|trattati|centri? dati|data center",
        r"dati|server|"
        r"informazioni",
    ),
    "encrypted-connection": (r"\b(?:ssl|tls|https(?!:))",),
    "unsubscribe-link": (
        r"annulla\w* (?:l'iscrizione|la sottoscrizione)|disiscri|cancella\w* (?:l'iscrizione|dalla)",
        r"\blink\b|\bclic",
        r"newsletter|e-?mail|messaggi",
    ),
    "sites-link-to-policy": (
        r"siti|sito|pagine",
        r"\b(?:che|dove|sui quali|nei quali)\b[^.]{0,60}(?:rinvi|rimand|link|colleg|pubblic|riport)",
        r"informativa|dichiarazione|policy",
    ),
    "notice-of-change": (
        r"annunc|inform|notific|avvis|comunic",
        r"modific|cambi|aggiorn|variazion",
        r"informativa(?! a)|dichiarazione|policy|modifiche",
    ),
    "access-requests-within-days": (r"richiest|accesso|cancellazione|rettific|diritti", r"\bentro\b"),
    "referral-data-not-stored": (
        r"\b(?:non|mai)\b[^.]{0,40}(?:conserv|memorizz|salv)",
        r"amic|conoscent|invit|consigli",
    ),
    "consent-before-sharing": (
        r"condivid|pubblic|comunic|trasmett|divulg",
        r"consenso|permesso|autorizzazione",
        r"\b(?:solo|soltanto|solamente|esclusivamente|non|prima|previo|salvo)\b",
    ),
    "purpose-limited": (
        r"utilizz|us(?:iamo|ati|ano)|tratt(?:iamo|ati|ano)|conserv|impieg",
        r"\bsolo\b|\bsoltanto\b|\besclusivamente\b|\bunicamente\b|\bsolamente\b|nessun altro (?:fine|scopo)",
        r"dati|informazioni",
    ),
    "retention-period": (
        r"conserv|memorizz|cancell|elimin|archivi",
        r"dati|informazioni|ordine|registri",
        r"\b(?:per|dopo|fino|massimo|oltre|entro|durata)\b",
    ),
    "disclosure-limited": (
        r"\b(?:non|mai)\b[^.]{0,60}(?:condivid|comunic|cediamo|divulg|trasmett|consult)",
        r"\bsalvo\b|\btranne\b|\beccetto\b|a meno|ad eccezione",
        r"dati|informazioni",
    ),
    "security-measures": (r"misure (?:di (?:sicurezza|protezione)|tecniche|organizzative|adeguate|appropriate)",),
    "children": (
        r"\bbambin[oi]\b|\bminor[ei]\b|\bminorenn\w+|meno di 1\d anni|minori di",
        r"\bnon\b[^.]{0,60}(?:rivol|destin|pensat|consapevol|raccogl|raccolg)|(?:solo|esclusivamente)[^.]{0,40}(?:adulti|"
        r"maggiorenni)",
    ),
}
UNLESS: dict[str, str] = {
    "no-sale": r"\bmiei\b|\bmie\b",
    "anonymous-performance": r"indirizz[oi] ip|\bpossono\b[^.]{0,40}(?:colleg|combin)",
    "cookies-alone-do-not-identify": r"\bterz[ei]\b|vend|\bse (?:lei|non)\b|senza (?:il|cookie)",
    "opt-out-links": r"newsletter|non (?:possono|è possibile)",
    "consent-before": r"non (?:richied|necessit)",
    "cookie-retention": r"ad esempio|per esempio|\b(?:lei|suo|sua)\b|\bdati\b|alcuni|\b(?:questo|il|un) cookie\b|sessione",
    "no-personal-data-to-third-parties": r"vend|affitt|salvo|senza il suo|tranne|responsabil",
    "storage-country": r"\bdiritto\b|\blegge\b|registro delle|autorità|cookie",
    "sites-link-to-policy": r"altri siti|di terz[ei]|propria informativa|loro informativa",
    "notice-of-change": r"ci informi|i suoi dati|violazione",
    "access-requests-within-days": r"\bcookie",
    "consent-before-sharing": r"\bcookies?\b",
    "purpose-limited": r"\bcookies?\b|\bse (?:lei|non)\b|consenso|permesso",
    "retention-period": r"\bcookies?\b|richiest",
    "disclosure-limited": r"\bcookies?\b|consenso|permesso|vend",
    "security-measures": r"\bnon\b|\bcookies?\b",
}
