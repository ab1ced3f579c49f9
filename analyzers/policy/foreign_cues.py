"""The cue words of Dutch, German, French, Spanish and Italian policies; English stands in vocabulary.py."""

from __future__ import annotations

from analyzers.policy.vocabulary import ENGLISH, Cues, words

THINGS = r"(?:cookies?|flash|web[ -]?beacons?|pixels?|trackers?)"

DUTCH = Cues(
    uses=words(
        r"""\b(?:gebruik\w*|gebruiken|plaats\w*|geplaatst|bewa\w+|bewaart|opgeslagen|opslaan|opslaat|slaan?|slaat|verzamel\w*|
            verzamelt|lez\w+|
        leest|bevat\w*|maakt?|maken|meten|meet|volg\w*|onthoud\w*|zet|zetten|registre\w+|verwerk\w*|verstu\w+|
        verzend\w*|stur\w+|
        stuurt|help\w*|zorg\w*|blijv\w+|kun\w*|werk\w*|log\w*|schakel\w*|inzet\w*|toepas\w*)\b"""
    ),
    negated=words(rf"\bniet\b|\bnooit\b|\bgeen\ (?:{THINGS}|gebruik)|\bgeen\b|\bevenmin\b"),
    defines=words(
        r"""\b(?:is|zijn)\ (?:een\ |kleine?\ |eenvoudige?\ )*(?:klein|kleine|eenvoudig|tekstbestand|bestand|stukje|
            onzichtbaar|
        transparant|afbeelding)\w*|\bbetekent\b"""
    ),
    instructs=words(
        r"^(?:klik|ga\ naar|kijk|lees|wilt\ u|wil\ je|u\ kunt|je\ kunt|als\ u|als\ je|indien\ u|via\ uw|"
        r"meer\ informatie|voor\ meer|deze\ (?:pagina|verklaring))"
    ),
    controls=words(
        r"\b(?:uitschakel|uitzet|verwijder|weiger|blokk|wiss|intrek)\w*\b[^.]{0,60}\bcookies|"
        r"\bcookies\b[^.]{0,40}\b(?:uitschakel|verwijder|weiger|blokk|wiss)"
    ),
    third=words(
        r"""\bderde\ partij\w*|\bderden\b|\badvertentienetwerk\w*|\badverteerders?\b|\b(?:onze|zakelijke|
            externe)\ (?:\w+\ )?\w*partners?\b|
        \bdienstverleners?\b|\bleveranciers?\b|\bandere\ (?:bedrijven|partijen)\b|\bexterne\ (?:partij|dienst)\w*"""
    ),
    first=words(r"\b(?:wij|we|ons|onze|deze\ (?:web)?site|de\ website)\b"),
    again=words(
        r"^(?:hiervoor|daarvoor|daartoe|voor\ (?:dit|deze|dat)\ (?:doel\w*)?|zij\b|deze\ (?:partijen|"
        r"bedrijven|partners|derden))"
    ),
    email=words(r"\b(?:e-?mails?|nieuwsbrie\w+|mailings?)\b"),
    website=words(r"\b(?:websites?|site|sites|webwinkel|webshop|pagina'?s?)\b"),
    session=words(r"\bsessie-?cookies?\b|\btijdelijke\ cookies?\b"),
    persistent=words(r"\b(?:permanente|blijvende|persistente|vaste)[- ]cookies?\b"),
    acts=words(
        r"\b(?:verzamel|meet|meten|meting|volg|analyse|analys|registre|adverte|profiel|profil|statisti|deel|delen|"
        r"tel(?:t|len)\b|herken|bijhoud|waarnem)\w*"
    ),
    not_done=words(
        r"[\w'-]+(?:\ \w+){0,5}?\ (?:niet|nooit)(?:\ (?:op|in|gebruikt|geplaatst|ingezet|toegepast|vastgelegd|bijgehouden|"
        r"opgenomen|verzameld))?(?=\ (?:en|of)\b|\s*[.;,]|\s*$)"
    ),
    verb_first=True,
)
GERMAN = Cues(
    uses=words(
        r"""\b(?:verwend\w*|benutz\w*|nutz\w*|setz\w+|gesetzt|einsetz\w*|eingesetzt|speicher\w*|gespeichert|erheb\w*|
            erhoben|
        sammel\w*|erfass\w*|verarbeit\w*|mess\w+|gemessen|enthalt\w*|enthält|platzier\w*|binden|eingebunden|lesen|
        ausgelesen|
        protokollier\w*|übermitt\w*|ermöglich\w*|helfen|dienen|dient|bleiben|bleibt|merken|erkenn\w*|ablegen|abgelegt|
        verfolg\w*|anzeig\w*|analysier\w*)\b"""
    ),
    negated=words(r"\bnicht\b|\bkeine?[nmrs]?\b|\bniemals\b|\bnie\b"),
    defines=words(
        r"\b(?:ist|sind)\ (?:ein\w*\ |kleine\ |sogenannte\ )*(?:klein\w*|textdatei\w*|datei\w*|"
        r"unsichtbar\w*|bild\w*|grafik\w*)"
    ),
    instructs=words(
        r"^(?:klicken|sie\ können|wenn\ sie|falls\ sie|weitere\ informationen|bitte|um\ \w+\ zu|"
        r"in\ ihrem\ browser|über\ die\ einstellungen|diese\ seite)"
    ),
    controls=words(
        r"\bcookies\b[^.]{0,60}\b(?:deaktivier|lösch|ablehn|blockier|verhinder|widerruf)\w*|"
        r"\b(?:deaktivier|lösch|ablehn|blockier)\w*\b[^.]{0,40}\bcookies"
    ),
    third=words(
        r"""\bdritt(?:e|en|er|anbieter\w*|parteien|unternehmen)\b|\bwerbe(?:netzwerke?n?|partner\w*|treibende\w*)\b|
            \bpartner(?:n|unternehmen)?\b|
        \bdienstleister\w*|\banbieter\w*|\bandere\w*\ unternehmen"""
    ),
    first=words(r"\b(?:wir|uns|unsere?[nmrs]?|diese\ (?:web)?seite|die\ website)\b"),
    again=words(
        r"^(?:hierfür|hierzu|dafür|dazu|zu\ diesem\ zweck|zu\ diesen\ zwecken|diese\ (?:dritten|anbieter|"
        r"unternehmen|partner))"
    ),
    email=words(r"\b(?:e-?mails?|newslettern?|mailings?)\b"),
    website=words(r"\b(?:websites?|webseiten?|seiten?|internetseiten?|onlineshop|shop|internetauftritt)\b"),
    session=words(r"\bsitzungs-?cookies?\b|\bsession-?cookies?\b|\btemporäre\ cookies?\b"),
    persistent=words(r"\b(?:dauerhafte|permanente|persistente)[- ]cookies?\b"),
    acts=words(
        r"\b(?:erheb|erhob|sammel|gesammelt|mess|misst|gemessen|verfolg|analys|auswert|erfass|werbung|werbe|profil|"
        r"statisti|teil(?:en|t)\b|weitergeb|zähl|wiedererkenn|beobacht)\w*"
    ),
    not_done=words(
        r"[\w'-]+(?:\ \w+){0,5}?\ (?:nicht|nie|niemals)(?:\ (?:auf|ein|verwendet|eingesetzt|genutzt|gesetzt|erfasst|erhoben|"
        r"aufgezeichnet|benutzt))?(?=\ (?:und|oder)\b|\s*[.;,]|\s*$)"
    ),
    verb_first=True,
)
FRENCH = Cues(
    uses=words(
        r"""\b(?:utilis\w*|dépos\w*|pla[cç]\w+|collect\w*|recueill\w*|stock\w*|enregistr\w*|conserv\w*|mesur\w*|
            contien\w*|intègr\w*|
        lir\w*|lit|lisent|serv\w+|sert|permet\w*|mémoris\w*|suiv\w*|analys\w*|emplo\w+|recour\w*|trait\w+|envo\w+|
        transmet\w*|
        insèr\w*|reste\w*|aid\w+|affich\w*)\b"""
    ),
    negated=words(
        r"\bn'\w+\s+(?:\w+\s+)?(?:pas|jamais|aucun\w*|plus)\b|\bne\s+\w+\s+(?:\w+\s+)?(?:pas|jamais|"
        r"aucun\w*|plus)\b|\baucun\b|\bsans\b"
    ),
    defines=words(
        r"\b(?:est|sont)\ (?:un\ |une\ |des\ |de\ |d')?(?:petits?\ |simples?\ )?(?:fichiers?|textes?|"
        r"images?|éléments?|traceurs?\ qui)"
    ),
    instructs=words(
        r"^(?:cliquez|vous\ pouvez|si\ vous|pour\ (?:en\ savoir|plus|désactiver|refuser|gérer|supprimer)|"
        r"veuillez|la\ plupart\ des\ navigateurs|votre\ navigateur|cette\ page)"
    ),
    controls=words(
        r"\b(?:désactiv|supprim|refus|bloqu|effac|paramétr)\w*\b[^.]{0,60}\bcookies|"
        r"\bcookies\b[^.]{0,40}\b(?:désactiv|supprim|refus|bloqu)"
    ),
    third=words(
        r"""\btiers\b|\brégies?\ publicitaires?|\bannonceurs?\b|\bpartenaires?\b|\bprestataires?\b|\bfournisseurs?\b|
        \bautres\ (?:sociétés|entreprises)|\bsous-traitants?\b"""
    ),
    first=words(r"\b(?:nous|notre|nos|ce\ site|le\ site|les\ sites)\b"),
    again=words(
        r"^(?:à\ cet(?:te)?\ (?:fin|effet)|pour\ (?:cela|ce\ faire|ces\ finalités)|ces\ (?:tiers|partenaires|"
        r"sociétés|prestataires)|ils\b)"
    ),
    email=words(r"\b(?:e-?mails?|courriels?|newsletters?|lettres?\ d'information|courriers?\ électroniques?)\b"),
    website=words(r"\b(?:sites?|pages?|boutique|plateforme)\b"),
    session=words(r"\bcookies?\ (?:temporaires?|de\ session|de\ sessions)\b"),
    persistent=words(r"\bcookies?\ (?:permanents?|persistants?)\b"),
    acts=words(
        r"\b(?:collect|recueill|mesur|suiv|analys|publicit|profil|statisti|partag|enregistr|compt(?:e|ent|er)\b|"
        r"audience|reconna|observ)\w*"
    ),
    not_done=words(
        r"[\w'’-]+(?:\ [\w']+){0,4}?\ ne\ (?:sont|seront)\ (?:pas|jamais)\ (?:utilis|dépos|emploi|employ|plac|enregistr|"
        r"collect)\w*\s*[.;,]?$"
    ),
    verb_first=True,
)
SPANISH = Cues(
    uses=words(
        r"""\b(?:utiliz\w*|usa\w*|emple\w*|instal\w*|coloc\w*|conserv\w*|mantien\w*|recopil\w*|recog\w*|almacen\w*|guard\w*|
        registr\w*|
            conten\w*|contien\w*|
        med\w+|mid\w+|permit\w*|sirv\w*|ayud\w*|record\w*|analiz\w*|muestr\w*|mostr\w*|trat\w+|permanec\w*|recuerd\w*|cuent\w+|
        incorpor\w*)\b"""
    ),
    negated=words(r"\bno\b|\bnunca\b|\bning[uú]n\w*\b|\bsin\b|\btampoco\b"),
    defines=words(
        r"\b(?:es|son)\ (?:un\ |una\ |unos\ |unas\ )?(?:pequeñ\w+\ )?(?:archivos?|ficheros?|textos?|"
        r"imágen\w*|imagen)"
    ),
    instructs=words(
        r"^(?:haga\ clic|puede|usted\ puede|si\ (?:usted|desea|quiere)|para\ (?:más|desactivar|obtener|"
        r"rechazar|configurar)|consulte|la\ mayoría|esta\ página)"
    ),
    controls=words(
        r"\b(?:desactiv|elimin|rechaz|bloque|borr|configur)\w*\b[^.]{0,60}\bcookies|"
        r"\bcookies\b[^.]{0,40}\b(?:desactiv|elimin|rechaz|bloque)"
    ),
    third=words(
        r"""\bterceros\b|\bterceras\ partes\b|\bredes\ publicitarias\b|\banunciantes\b|\bsocios\b|\bproveedores\b|
            \bprestadores\b|
        \botras\ empresas\b|\bcolaboradores\b"""
    ),
    first=words(r"\b(?:nosotros|nos|nuestr[oa]s?|este\ sitio|esta\ web|la\ web|el\ sitio|\w+(?:amos|emos|imos))\b"),
    again=words(
        r"^(?:para\ (?:ello|esto|este\ fin|estos\ fines)|con\ este\ fin|est[oa]s\ (?:terceros|empresas|"
        r"socios)|ellos\b)"
    ),
    email=words(r"\b(?:correos?\ electrónicos?|e-?mails?|boletines|boletín|newsletters?)\b"),
    website=words(r"\b(?:sitios?\ web|(?<!baliza\ )(?<!balizas\ )(?<!faros\ )web|página|páginas|tienda)\b"),
    session=words(r"\bcookies?\ (?:temporales|de\ sesión)\b"),
    persistent=words(r"\bcookies?\ (?:permanentes|persistentes)\b"),
    acts=words(
        r"\b(?:recopil|recog|recab|mide|medi[rc]|segui|analiz|publicit|publicid|anunc|perfil|estadíst|compart|cuent|"
        r"registr|reconoc|observ)\w*"
    ),
    not_done=words(
        r"[\w'-]+(?:\ \w+){0,4}?\ (?:no|nunca)\ se\ (?:utiliz|us|instal|emple|coloc|graba|registr)\w*\s*[.;,]?$"
    ),
    verb_first=True,
)
ITALIAN = Cues(
    uses=words(
        r"""\b(?:utilizz\w*|usa|usano|usiamo|impieg\w*|install\w*|colloc\w*|raccogl\w*|raccolg\w*|memorizz\w*|
            conserv\w*|registr\w*|
        conten\w*|contien\w*|misur\w*|consent\w*|permett\w*|serv\w+|aiut\w*|ricord\w*|analizz\w*|mostr\w*|tratt\w+|
        rest\w+|
        inser\w*|rilasci\w*)\b"""
    ),
    negated=words(r"\bnon\b|\bmai\b|\bnessun\w*\b|\bsenza\b"),
    defines=words(r"\b(?:è|sono)\ (?:un\ |una\ |dei\ |delle\ )?(?:piccol\w+\ )?(?:file|testi?|immagin\w+|stringhe)"),
    instructs=words(
        r"^(?:clicca|fare\ clic|puoi|è\ possibile|se\ (?:desideri|si|vuoi)|per\ (?:maggiori|ulteriori|"
        r"disattivare|rifiutare)|la\ maggior\ parte|questa\ pagina|l'utente\ può)"
    ),
    controls=words(
        r"\b(?:disattiv|elimin|rifiut|blocc|cancell|disabilit)\w*\b[^.]{0,60}\bcookie|"
        r"\bcookie\b[^.]{0,40}\b(?:disattiv|elimin|rifiut|blocc|disabilit)"
    ),
    third=words(
        r"""\bterz[ei](?:\ part[ei])?\b|\breti\ pubblicitarie\b|\binserzionisti\b|\bpartner\b|\bfornitori\b|
            \baltre\ (?:società|aziende)\b"""
    ),
    first=words(r"\b(?:noi|nostr[oaie]|questo\ sito|il\ sito|\w+iamo)\b"),
    again=words(
        r"^(?:a\ (?:tal|questo)\ (?:fine|scopo)|per\ (?:questo|tali\ finalità|questi\ scopi)|"
        r"quest[ei]\ (?:terzi|società|aziende|partner))"
    ),
    email=words(r"\b(?:e-?mail|newsletter|posta\ elettronica|messaggi)\b"),
    website=words(r"\b(?:sit[oi]|pagin[ae]|negozio)\b"),
    session=words(r"\bcookie\ (?:temporanei|di\ sessione)\b"),
    persistent=words(r"\bcookie\ (?:permanenti|persistenti)\b"),
    acts=words(
        r"\b(?:raccogl|raccolg|misur|segu|analizz|pubblicit|profil|statisti|condivid|registr|cont(?:a|ano|are)\b|"
        r"riconosc|osserv)\w*"
    ),
    not_done=words(
        r"[\w'-]+(?:\ \w+){0,4}?\ non\ (?:vengono|sono)\ (?:mai\ )?(?:utilizzat|usat|installat|impiegat|registrat|"
        r"inserit)\w*\s*[.;,]?$"
    ),
    verb_first=True,
)
CUES = {"en": ENGLISH, "nl": DUTCH, "de": GERMAN, "fr": FRENCH, "es": SPANISH, "it": ITALIAN}
