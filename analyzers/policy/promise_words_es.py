"""The words by which each promise is known in Spanish."""

from __future__ import annotations

SAYS: dict[str, tuple[str, ...]] = {
    "anonymous-performance": (r"\banónim|\bagregad|no (?:\w+ ){0,4}identific", r"datos|información|cookies|estadístic"),
    "cookies-alone-do-not-identify": (
        r"\bcookies?\b",
        r"\bno\b[^.]{0,80}(?:identi|quién es|datos personales|información personal)",
    ),
    "session-cookies-end": (
        r"cookies? (?:temporales|de sesión)",
        r"elimin|borra|caduc|desaparec",
        r"cerrar|cierr|cierre|fin",
    ),
    "mandatory-no-opt-out": (
        r"necesarias|estas cookies|imprescindibles",
        r"no (?:se )?(?:las )?(?:pued\w+|es posible) (?:ser )?(?:desactiv|rechaz)",
    ),
    "encrypted-login-cookies": (r"\bcookies?\b", r"cifrad|encriptad"),
    "opt-out-links": (
        r"\bclic\b|\baquí\b|\benlace\b|\bpágina\b|ajustes|configuración|pulse",
        r"opt-?out|opon|oposición|desactiv|rechaz|excluir|darse de baja de las cookies",
    ),
    "consent-before": (
        r"\bcookies?\b|\bpíxel\w*",
        r"\b(?:solo|sólo|solamente|únicamente)\b[^.]{0,80}(?:consent|acept|permis|autoriz)|"
        r"\b(?:no|ningun\w*|nunca)\b[^.]{0,80}\bsin (?:\w+ ){0,3}(?:consentimiento|permiso|autorización)|"
        r"\b(?:después de|una vez) que\b[^.]{0,50}(?:consent|acept)|consentimiento previo|previo consentimiento",
    ),
    "ip-anonymised": (r"direcci(?:ón|ones) ip", r"anonimiz|trunca|acort|enmascar"),
    "cookie-retention": (
        r"\bcookies\b",
        r"conserv|almacen|permanec|caduc|elimin|duración|duran|guard",
        r"no (?:\w+ ){0,3}más (?:de|que|allá)|como máximo|máxim|hasta|no super|no exced|\btras\b|después de|más de",
    ),
    "no-personal-data-to-third-parties": (
        r"datos? personal|su (?:nombre|correo)",
        r"\bterceros\b|\bterceras\b|socios|anunciantes|proveedores|empresas",
        r"\bno\b|\bnunca\b|ningún|ninguno",
        r"ced|comparti|comunic|transmit|facilit|contien|reciben|entreg",
    ),
    "no-sale": (r"\b(?:vend(?:emos|er|idos|en)|alquil\w+)\b", r"\bno\b|\bnunca\b|\bjamás\b", r"datos|información"),
    "storage-country": (
        r"almacen|guard|conserv|servidores|alojad|aloj|centros? de datos|tratan",
        r"datos|servidores|"
        r"información",
    ),
    "encrypted-connection": (r"\b(?:ssl|tls|https(?!:))",),
    "unsubscribe-link": (
        r"\bbaja\b|cancelar (?:la |su )?suscripción|desuscri",
        r"\benlace\b|clic",
        r"boletín|boletines|correo|e-?mail|newsletter",
    ),
    "sites-link-to-policy": (
        r"sitios?|páginas?|webs?",
        r"\b(?:que|donde|en (?:los|las) que)\b[^.]{0,60}(?:enla[cz]|remit|refier|muestr|publi)",
        r"política|declaración|aviso",
    ),
    "notice-of-change": (
        r"anunci|inform|notific|avis(?:o|ar|amos)|comunic",
        r"cambi|modific|actualiz",
        r"política|declaración|aviso|cambios",
    ),
    "access-requests-within-days": (
        r"solicitud|acceso|supresión|rectif|derechos|peticion",
        r"plazo de|dentro de|en un plazo|en (?:el|un) máximo|\ben \d+|en el plazo",
    ),
    "referral-data-not-stored": (
        r"\b(?:no|nunca)\b[^.]{0,40}(?:conserv|almacen|guard)",
        r"amig|conocid|recomend|invit",
    ),
    "consent-before-sharing": (
        r"compart|public|comunic|ced(?:emos|er|en)|divulg|transmit",
        r"consentimiento|permiso|autorización",
        r"\b(?:solo|sólo|solamente|únicamente|no|previo|antes|salvo)\b",
    ),
    "purpose-limited": (
        r"utiliz|us(?:amos|ar|an)|trat(?:amos|an)|conserv|emple",
        r"\bsolo\b|\bsólo\b|\búnicamente\b|\bexclusivamente\b|\bsolamente\b|ningún otro fin",
        r"datos|información",
    ),
    "retention-period": (
        r"conserv|almacen|guard|elimin|borra|suprim",
        r"datos|información|pedido|registros",
        r"\b(?:durante|tras|después|hasta|máximo|más de|plazo)\b",
    ),
    "disclosure-limited": (
        r"\b(?:no|nunca)\b[^.]{0,60}(?:compart|comunic|ced|divulg|revel|consult)",
        r"\bsalvo\b|\bexcepto\b|a menos|con excepción",
        r"datos|información",
    ),
    "security-measures": (r"medidas (?:de (?:seguridad|protección)|técnicas|organizativas|adecuadas|apropiadas)",),
    "children": (
        r"\bniñ[oa]s?\b|\bmenores\b|menor de",
        r"\bno\b[^.]{0,60}(?:dirig|destin|conscien|sabiendas|recopil|recog|pensad)|(?:solo|únicamente)[^.]{0,40}(?:adultos|"
        r"mayores)",
    ),
}
UNLESS: dict[str, str] = {
    "no-sale": r"\bmis?\b",
    "anonymous-performance": r"direcci(?:ón|ones) ip|\bpued\w+\b[^.]{0,40}(?:vincul|combin)",
    "cookies-alone-do-not-identify": r"\bterceros\b|vend|\bsi (?:usted|no)\b|sin (?:su|cookies)",
    "opt-out-links": r"boletín|boletines|no se pued",
    "consent-before": r"no (?:requier|necesit)",
    "cookie-retention": r"por ejemplo|\b(?:usted|su|sus)\b|datos|algunas|\b(?:esta|la|una) cookie\b|sesión",
    "no-personal-data-to-third-parties": r"vend|alquil|salvo|sin su|excepto|responsable",
    "storage-country": r"\bderecho\b|\bley\b|registro|autoridad|cookies?",
    "sites-link-to-policy": r"otros sitios|de terceros|su propia|propia política",
    "notice-of-change": r"infórmenos|sus datos|violación|brecha",
    "access-requests-within-days": r"\bcookie",
    "consent-before-sharing": r"\bcookies?\b",
    "purpose-limited": r"\bcookies?\b|\bsi (?:usted|no)\b|consentimiento|permiso",
    "retention-period": r"\bcookies?\b|solicitud",
    "disclosure-limited": r"\bcookies?\b|consentimiento|permiso|vend",
    "security-measures": r"\bno\b|\bcookies?\b",
}
