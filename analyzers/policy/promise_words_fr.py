"""The words by which each promise is known in French."""

from __future__ import annotations

SAYS: dict[str, tuple[str, ...]] = {
    "anonymous-performance": (
        r"\banonym|\bagrég|ne permet\w* pas (?:\w+ ){0,3}(?:d')?identifi",
        r"données|informations|cookies|statisti|résultats",
    ),
    "cookies-alone-do-not-identify": (
        r"\bcookies?\b",
        r"\bne\b[^.]{0,80}(?:identi|qui vous êtes|personnel)|\bn'\w+[^.]{0,80}(?:identi|qui vous êtes)",
    ),
    "session-cookies-end": (
        r"cookies? (?:temporaires|de session)",
        r"supprim|expir|effac|dispara",
        r"ferm|fin de|quitt",
    ),
    "mandatory-no-opt-out": (
        r"nécessaires|ces cookies|indispensables",
        r"ne peu\w+ (?:pas )?(?:\w+ ){0,2}(?:refus|désactiv)|ne peuvent (?:pas )?être (?:refus|désactiv)|"
        r"ne pouvez (?:pas )?(?:refus|désactiv)|"
        r"pas soumis\w*[^.]{0,60}consentement",
    ),
    "encrypted-login-cookies": (r"\bcookies?\b", r"chiffr|crypté|crypte"),
    "opt-out-links": (
        r"cliqu|\bici\b|\blien\b|\bpage\b|paramètres|rendez-vous",
        r"opt-?out|oppos|désactiv|refus|désinscri",
    ),
    "consent-before": (
        r"\bcookies?\b|\bpixels?\b|traceurs?",
        r"\b(?:uniquement|seulement|exclusivement|qu'après|qu'avec|que si|qu'une fois)\b[^.]{0,80}(?:consent|accord|accept)|"
        r"(?:\bne\b|\bn'|aucun)[^.]{0,80}\bsans (?:\w+ ){0,3}(?:consentement|accord)|"
        r"\baprès (?:que vous|votre|avoir)[^.]{0,50}(?:consent|accord|accept)|consentement préalable|accord préalable",
    ),
    "ip-anonymised": (r"adresses? ip", r"anonymis|tronqu|masqu|raccourci"),
    "cookie-retention": (
        r"\bcookies\b",
        r"conserv|stock|restent|expir|supprim|durée|valid",
        r"pas (?:plus|au-delà)|plus de|au maximum|maximum|au plus|maximale|jusqu'à|n'excèd|\baprès\b|n'est pas supérieure",
    ),
    "no-personal-data-to-third-parties": (
        r"données? (?:à caractère )?personnel|votre (?:nom|e-?mail)",
        r"\btiers\b|partenaires|annonceurs|régies|prestataires",
        r"\bne\b|\baucune?\b|\bjamais\b|\bn'",
        r"transm|communiqu|partag|cédé|céd|contien|reçoi",
    ),
    "no-sale": (
        r"\b(?:vend(?:ons|us|ues|re)|lou(?:ons|er)|cédons)\b",
        r"\bne\b|\bjamais\b|\bn'",
        r"données|informations",
    ),
    "storage-country": (
        r"stock|conserv|héberg|serveurs?|trait(?:ées|ons)|centres? de données",
        r"données|serveurs?|"
        r"informations",
    ),
    "encrypted-connection": (r"\b(?:ssl|tls|https(?!:))",),
    "unsubscribe-link": (r"désabonn|désinscri", r"\blien\b|cliqu", r"newsletter|e-?mail|courriel|lettre"),
    "sites-link-to-policy": (
        r"sites?|pages?",
        r"\b(?:qui|où|sur lesquel\w+)\b[^.]{0,60}(?:renvoi|lien|affich|publi|mentionn)",
        r"politique|déclaration|charte|notice",
    ),
    "notice-of-change": (
        r"annon[cç]|inform|notifi|avis\b|avert|préven|communiqu",
        r"modifi|chang|mise à jour|évolution",
        r"politique|déclaration|charte|notice|modifications",
    ),
    "access-requests-within-days": (
        r"demandes?|accès|suppress|rectif|efface|droits",
        r"dans (?:un délai|les)|sous\b|"
        r"délai de|dans le mois",
    ),
    "referral-data-not-stored": (
        r"(?:\bne\b|\bn'|jamais)[^.]{0,40}(?:conserv|stock|enregistr)",
        r"\bamis?\b|proche|connaissance|parrain|recommand|invit",
    ),
    "consent-before-sharing": (
        r"partag|publi|transm|communiqu|divulgu",
        r"consentement|accord|autorisation|permission",
        r"\b(?:seulement|uniquement|ne|n'|préalable|avant|qu'avec|qu'après|sauf)",
    ),
    "purpose-limited": (
        r"utilis|trait(?:ons|ées)|conserv",
        r"\buniquement\b|\bseulement\b|\bexclusivement\b|\bqu'à\b|\bque pour\b|qu'aux fins|à aucune autre fin",
        r"données|informations",
    ),
    "retention-period": (
        r"conserv|stock|supprim|effac|gard",
        r"données|informations|commande|journaux",
        r"\b(?:pendant|après|jusqu'|maximum|plus de|durée|durant|au plus)",
    ),
    "disclosure-limited": (
        r"(?:\bne\b|\bn'|jamais)[^.]{0,60}(?:partag|transm|communiqu|divulg|consult)",
        r"\bsauf\b|à l'exception|hormis|excepté|à moins",
        r"données|informations",
    ),
    "security-measures": (
        r"mesures? (?:de (?:sécurité|protection)|techniques|organisationnelles|appropriées|adaptées)|dispositifs? de sécurité",
    ),
    "children": (
        r"\benfants?\b|\bmineurs?\b|moins de 1\d ans",
        r"(?:\bne\b|\bn'|pas)[^.]{0,60}(?:destin|adress|conçu|sciemment|collect)|réservé\w* aux (?:adultes|majeurs)",
    ),
}
UNLESS: dict[str, str] = {
    "no-sale": r"\bmes\b|\bmon\b",
    "anonymous-performance": r"adresses? ip|\bpeu\w+\b[^.]{0,40}(?:reli|combin|crois)",
    "cookies-alone-do-not-identify": r"\btiers\b|vend|\bsi vous\b|sans (?:votre|cookies)",
    "opt-out-links": r"newsletter|lettre d'information|ne peu\w+|\bsi vous\b",
    "consent-before": r"pas soumis|ne nécessit",
    "cookie-retention": r"par exemple|\b(?:vous|votre|vos)\b|données|certains|\b(?:ce|le|un) cookie\b|session",
    "no-personal-data-to-third-parties": r"vend|lou(?:ons|er)|sauf|sans votre|à moins|responsable",
    "storage-country": r"\bdroit\b|\bloi\b|registre|autorité|cookies?",
    "sites-link-to-policy": r"autres sites|sites (?:de )?tiers|leur propre|propre politique",
    "notice-of-change": r"informez-nous|vos données|violation",
    "access-requests-within-days": r"\bcookie",
    "consent-before-sharing": r"\bcookies?\b",
    "purpose-limited": r"\bcookies?\b|\bsi vous\b|consentement|accord",
    "retention-period": r"\bcookies?\b|demande",
    "disclosure-limited": r"\bcookies?\b|consentement|accord|vend",
    "security-measures": r"\bne\b|\baucune\b|\bcookies?\b",
}
