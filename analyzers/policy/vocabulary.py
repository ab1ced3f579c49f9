"""The words by which policies speak of tracking: mechanisms in six languages, and the cue words of each language."""

from __future__ import annotations

import re

import msgspec

MECHANISMS: dict[str, re.Pattern[str]] = {
    kind: re.compile(words, re.IGNORECASE | re.VERBOSE)
    for kind, words in {
        "flash": r"""\bflash(?:[- ]?(?:cookies?|lsos?|player|objects?|storage|local\ storage))\b|
            \blocal(?:ly)?[- ](?:shared|stored)\ objects?|\bLSOs?\b|gedeelde\ (?:lokale\ )?objecten|
            objets?\ (?:locaux\ )?partagés|
            cookies?\ flash\b|objetos?\ (?:locales\ )?compartidos|oggetti\ (?:locali\ )?condivisi|
            lokale\ gemeinsame\ objekte""",
        "beacon": r"""\b(?:web|network|e-?mail|tracking|internet|action)[ -]?(?:beacons?|bugs?|bakens?)\b|
            \bbeacons?\b|
            \b(?:tiny|invisible|transparent|(?:one|single)[- ]pixel|1x1)\ (?:pictures?|images?|graphics?)\b|
            \b(?:clear|transparent|invisible|single[- ]pixel|1x1|spacer)[ -]?gifs?\b|\bclear[ -]?gifs?\b|
            \b(?:tracking|web|invisible|conversion|marketing|spy|e-?mail|advertising|transparent|retargeting|
            facebook|meta)
            [ -]?pixels?\b|\bpixel[ -](?:tags?|tracking|tracker|gifs?)\b|\bpixels?\b(?!\s*(?:art|density|size|ratio|
            \d))|
            zählpixel|tracking-?pixel|balises?\ web|pixels?\ (?:espions?|invisibles?|de\ suivi)|balizas?\ web|
            faros?\ web|
            webbakens?|volgpixels?|pixel\ di\ tracciamento|web\ beacon""",
        "local-storage": r"""\b(?:html5?[ -]?)?(?:local|web|dom|browser|html5?)[ -]storage\b|localstorage|
            lokale\ opslag|
            lokaler\ speicher|stockage\ local|almacenamiento\ local|archiviazione\ locale""",
        "session-storage": r"\bsession[ -]?storage\b|stockage\ de\ session|sitzungsspeicher",
        "indexed-db": r"\bindexed[ -]?db\b|\bindexed\ database",
        "cache-storage": r"\bcache\ (?:storage|api)\b|\bservice\ workers?\b",
        "ip-address": r"""\binternet\ protocol\ \(\s?"?ip"?\s?\)\ (?:addres+(?:es)?|numbers?)|
            \b(?:ip|internet[ -]protocol)[ -]?(?:\(ip\)\ )?(?:addres+(?:es)?|numbers?|adress(?:e|en)?|
            nummers?)\b|
            \badress(?:e|es)\ ip\b|\bip-?adres(?:sen)?\b|\bdirecci(?:ón|ones)\ ip\b|\bindirizz[oi]\ ip\b""",
        "social": r"""["'](?-i:[A-Z])[\w !']{1,20}["'][ -](?:buttons?|plug-?ins?)\b|
            \b(?:buttons?|plug-?ins?|widgets?)\ (?:of|from|by)\ (?:the\ |a\ |various\ )?social\ (?:media|networks?)|
            \bsocial[ -]?(?:media[ -]|network(?:ing)?[ -])?(?:functions?|features?|plug-?ins?|widgets?|
            buttons?|
            icons?|sharing|share|logins?|modules?|tools)\b|\b["']?(?:like|share|tweet|follow|
            pin\ it)["']?[ -]buttons?\b|
            \b(?:share|sharing)\ (?:buttons?|widgets?|tools)\b|sociale[ -]media[ -](?:knop(?:pen)?|functies|
            plug-?ins)|
            boutons?\ (?:de\ partage|sociaux|j'aime)|modules\ sociaux|botones\ (?:sociales|de\ redes)|
            plug-?in\ social[ei]?|pulsanti\ social|social[- ]media[- ]plug-?ins?|soziale[nr]?\ plug-?ins?""",
        "script-behaviour": r"""\b(?:browser|device|canvas|digital)[ -]?finger-?print(?:s|ing)?\b|\bprofiling\ (?:scripts?|
        tools?)\b|
            sessie-?opnames?|muisbewegingen|toetsaanslagen|(?:browser)?-?vingerafdruk(?:ken)?|sitzungsaufzeichnung(?:en)?|
            mausbewegungen|tastatureingaben|enregistrements?\ des?\ sessions?|mouvements\ de\ (?:la|votre)\ souris|
            huellas?\ digital(?:es)?|grabaci(?:ón|ones)\ de\ sesi(?:ón|ones)|movimientos\ (?:del|de\ su)\ ratón|
            impront[ae]\ digital[ei]|registrazion[ei]\ dell[ea]\ session[ei]|movimenti\ del\ mouse|
            \bfinger-?printing\b|
            \bsession[ -](?:replay|recording)s?\b|\bheat-?maps?\b|\bkeystrokes?\b|empreinte\ (?:numérique|
            du\ navigateur)|
            \bmouse\ (?:movements?|tracking)\b""",
        "cookie": r"cookies?\b(?!\s+(?:policy|notice|statement|banner|consent|settings|preference))|cookies?\b",
    }.items()
}
"""In the order of tries; `cookie` last, for a Flash cookie is none."""

QUICK = re.compile(
    r"cookie|beacon|pictur|image|graphic|pixel|\bgifs?\b|bug|flash|objec|\blso|storage|opslag|speicher|almacen|archivia|"
    r"indexed|\bcache|worker|"
    r"\bip\b|\bip-|protocol|social|sozial|button|plug-?in|widget|shar(?:e|ing)|partage|botones|finger|session|heat|keystroke|"
    r"mouse|empreinte|balise|baliza|faro|baken|objet|objeto|oggett|modul|stockage|vinger|muis|maus|souris|rat[óo]n|toets|"
    r"tastat|huella|impront|sessi|sitzung|profiling",
    re.IGNORECASE,
)
"""What every mechanism's words hold something of: most sentences fail it and are spared the rest."""
TRACKING = re.compile(
    r"""cookie|beacon|\bpixel|flash|local\ storage|fingerprint|do[- ]not[- ]track|\bdnt\b|global\ privacy\ control|
    \bgpc\b|\btrack(?:s|ed|ing)?\b|\bgif\b|shared\ objects?|analytics|behaviou?ral\ adv""",
    re.IGNORECASE | re.VERBOSE,
)
"""Does a passage speak of tracking at all? What does, and gave nothing, is listed as unread."""


class Cues(msgspec.Struct, frozen=True, kw_only=True):
    """What one language says with."""

    uses: re.Pattern[str]
    """Verbs of doing it."""
    negated: re.Pattern[str]
    defines: re.Pattern[str]
    """Sentences that explain what a thing is."""
    instructs: re.Pattern[str]
    """Sentences that tell the reader what to click or set."""
    controls: re.Pattern[str]
    """Sentences about refusing or deleting."""
    third: re.Pattern[str]
    first: re.Pattern[str]
    again: re.Pattern[str]
    """Openings that go on about the sentence before: "For these purposes"."""
    email: re.Pattern[str]
    website: re.Pattern[str]
    session: re.Pattern[str]
    persistent: re.Pattern[str]
    acts: re.Pattern[str]
    """What third parties do that makes them recipients: collect, measure, follow, share."""
    not_done: re.Pattern[str] | None = None
    """Stands behind what is denied, from its first character: "Web Beacons werden nicht eingesetzt"."""
    verb_first: bool = False
    """The verb may stand before its negation: "verwenden keine", "n'utilisons pas de", "maken geen gebruik van"."""


def words(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE | re.VERBOSE)


ENGLISH = Cues(
    uses=words(
        r"""\b(?:us(?:e|es|ed|ing)|utili[sz]\w+|mak(?:e|es|ing)\ use|employ\w*|plac(?:e|es|ed|ing)|set|sets|setting|
        stor(?:e|es|ed|ing)|collect\w*|gather\w*|deploy\w*|receiv\w*|record\w*|log(?:s|ged)?|read|drop\w*|serv(?:e|
        es|ed)|
        contain\w*|includ\w*|embed\w*|integrat\w*|combin\w*|send|sends|sent|offer\w*|install\w*|rel(?:y|ies)|engag\w*|
        work\w*\ with|recogni[sz]\w*|track\w*|monitor\w*|process\w*|transmit\w*|help\w*|allow\w*|enabl\w*|keep\w*|kept|
        remember\w*|save[sd]?|saving|write|writes|written|leave[s]?|load\w*|insert\w*|incorporat\w*|provide[sd]?|
        contain|
        carr(?:y|ies)|hosts?\b|hosted|displays?|shows?|learns?\b|counts?|measures?|(?:may|can|could)\ (?:also\ )?(?:see|know)|
        (?:our\ )?servers?\ (?:also\ )?(?:note|see)|
        involv\w*|remains?|expires?|comes?\ from|stays?|lasts?|persists?|
        appl(?:y|ies)|adopt\w*|leverag\w*|fire[sd]?|obtain\w*)\b"""
    ),
    negated=words(
        r"""\b(?:do|does|did|will|shall|can|may|are|is|has|have)(?:\ (?:also|currently|ourselves|itself|themselves))?
        (?:\ not|n't)\b|\bcannot\b|\bnever\b|\bno\ longer\b|\b(?:stopped|ceased|discontinued|refrain\ from)\b|
        \bnor\b|\bneither\b|\bno\ (?:flash|cookies?|web\ beacons?|pixels?|beacons?|such|third[- ]part(?:y|ies)|finger-?print|
        session[- ]re|heat-?map|device\ finger|
        browser\ finger|profiling)"""
    ),
    defines=words(
        r"""^(?:an?|the|these|such)?\ ?(?:[\w"'-]+\ ){0,5}?\(?[^.]{0,40}?\b(?:is|are)\ (?:an?\ |the\ |also\ |
            usually\ |typically\ |
        generally\ |often\ )*(?:small|tiny|little|transparent|invisible|electronic|text|piece|pieces|data|file|files|
        graphic|
        string|line|object|objects|image|technolog|similar|clear|unobtrusive|block|term|method|simple|program|
        scripts?|known|
        called|feature|number|unique\ number|tool)|
        (?<!which\ )(?<!that\ )\bdiffer\ from\b|\brefers\ to\b|(?<!by\ )(?<!such\ )(?<!these\ )(?<!usual\ )\bmeans\b(?!\ of)"""
    ),
    instructs=words(
        r"""^(?:(?:however|also|therefore|unfortunately|in\ addition|note),?\ )*(?:please,?\ )?(?:click|see|visit|go\ to|
        for\ (?:more\ |further\ )?(?:information|details)|
        to\ (?:learn|find\ out|opt|change|manage|disable|delete|block|read|refuse|reject|withdraw|turn\ off)|
        if\ you|you\ (?:can|may|have|could|should|will\ be)|most\ (?:web\ )?browsers|many\ browsers|your\ browser|
        by\ (?:changing|clicking)|note\ that|learn\ more|more\ information|
        (?:this|the\ following|the)\ (?:section|policy|statement|page|notice|table|tables|document)s?\b)"""
    ),
    controls=words(
        r"""\b(?:disabl|block|delet|refus|reject|turn(?:ing)?\ off|clear(?:ing)?\b|manag|switch(?:ed|ing)?\ off|declin|deactivat|
        accept(?:ing)?\ or|recommended\ that|removing)\w*\b[^.]{0,60}\bcookies"""
    ),
    third=words(
        r"""\bthird[- ]part(?:y|ies)\b|\b3rd[- ]part|\b(?:advertising|ad)[- ](?:networks?|partners?|servers?|
            exchanges?|agenc)|
        \badvertisers?\b|\b(?:our|business|marketing|analytics|media|trusted|selected|several)\ (?:\w+\ )?partners?\b|
        \bservice\ providers?\b|\bsuppliers?\b|\bvendors?\b|\bother\ (?:companies|parties|organi[sz]ations)\b|
        \bexternal\ (?:parties|providers|compan|services?|social)|\bnetworks?\ of\ others\b|\boutside\ (?:compan|
        part)|
        \bagenc(?:y|ies)\b|\b(?:companies|firms|networks|providers|businesses)\ (?:named|mentioned|
        listed|described|that\ we|with\ which|with\ whom|we)\b|
        \bsocial\ (?:media\ )?(?:networks|platforms)\b(?!\ (?:function|feature|plug|button|icon|widget))"""
    ),
    first=words(r"\b(?:we|our|us|the\ company|this\ (?:web)?site|the\ (?:web)?site|ourselves|ours)\b"),
    again=words(
        r"""^(?:for\ (?:this|that|these|those|such|the\ same)\ (?:purposes?|reasons?|aims?|ends?|task|work|
            analys[ie]s|tests?)|
        to\ (?:do|achieve|accomplish)\ (?:so|this|that)|for\ this\b|in\ (?:doing|this)|
        (?:they|these\ (?:third|parties|companies|providers|partners|services?|firms?|networks?|vendors?|agencies))\b|
        this\ (?:is\ done|work)|here(?:by|for)|(?:in\ )?(?:the\ )?course\ of\ (?:this|that|which)|
        (?:along|together)\ with\ (?:this|that|these))"""
    ),
    email=words(r"\b(?:e-?mails?|newsletters?|mailings?|electronic\ (?:mail|messages?)|html\ messages?|messages)\b"),
    website=words(
        r"""\b(?:web[ -]?(?:site|page|shop|portal)s?|sites?|pages?|online\ (?:services?|shop|store)|
        services?|shop|blog|portal)\b"""
    ),
    session=words(
        r"""\bsession[- ](?:based\ )?cookies?\b|\bsession(?:-based)?,?\ (?:and|or|as\ well\ as|&)\ (?:\w+\ )?(?:persist|perman)|
            \b(?:persistent|permanent)(?:-based)?\ (?:and|or)\ session|\bsession-based\b|\b(?:temporary|transient)\ cookies?\b|
            cookies?\ [^.]{0,60}\b(?:deleted|removed|
        erased|disappear|expires?|vanish)\w*[^.]{0,40}\bclos"""
    ),
    acts=words(
        r"""\b(?:track|analy[sz]e|analytic|monitor|measur|collect|follow|shar|advertis|profil|retarget|serv|disclos|statistic|
        observ|record|count(?:s|ed|ing)?\b|recogni[sz]e)\w*"""
    ),
    persistent=words(
        r"""\b(?:persistent|permanent)(?:-based)?\ (?:and|or)\ session|\bpersistent-based\b|
        \b(?:persistent|permanent|stored|long[- ]lived|longer[- ]lasting|lasting)[- ]cookies?\b"""
    ),
)
