"""The promises that English policies make, and the words by which each is known."""

from __future__ import annotations

import re
from collections.abc import Callable

import msgspec

from analyzers.policy.promise_facts import Facts, anonymity, countries, data_named, period
from analyzers.policy.vocabulary import words


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """One promise: what a sentence must say to make it."""

    subject: str
    statement: str
    says: tuple[re.Pattern[str], ...]
    """All must occur."""
    unless: re.Pattern[str] | None = None
    context: re.Pattern[str] | None = None
    """Must occur in the sentence, the one before or the heading."""
    categories: tuple[str, ...] = ()
    """Holds only in a section of these categories, or in none."""
    never_in: tuple[str, ...] = ()
    """Sections in which the same words make another promise."""
    facts: Callable[[str], Facts] | None = None
    needs_facts: bool = False
    category: str = ""


NOT = r"(?:not|n't|never|cannot)"
RULES: tuple[Rule, ...] = (
    Rule(
        subject="anonymous-performance",
        statement="Performance data is aggregate or anonymous: it identifies nobody.",
        says=(
            words(
                r"""\b(?:aggregat\w+|anonym\w+|pseudonymous)\b|\b(?:not?|n't|never|cannot|
                    without)\b[^.]{0,70}\b(?:personally\ )?
                identif|\bnot?\b[^.]{0,30}\bidentify(?:ing)?\b"""
            ),
            words(r"\b(?:information|data|statistic\w*|cookies?|visits?|reports?|visitors?|users?|figures)\b"),
        ),
        unless=words(r"\bip[ -]address|\b(?:may|can|could)\ (?:also\ )?(?:be\ )?(?:combine|link|match)"),
        context=words(r"performance|analytic|statisti|measure|audience|these\ cookies|aggregat"),
        categories=("performance",),
        facts=anonymity,
        category="performance",
    ),
    Rule(
        subject="cookies-alone-do-not-identify",
        statement="Cookies on their own do not reveal who the visitor is.",
        says=(
            words(r"\bcookies?\b"),
            words(
                rf"""\b(?:{NOT}|no|without)\b[^.]{{0,80}}\b(?:identity|identif\w+|who\ you\ are|personal(?:ly)?|
                name\b)|
                \b(?:identity|identified|who\ you\ are)\b[^.]{{0,40}}\b{NOT}\b"""
            ),
        ),
        unless=words(r"\bthird\ part|\bshare|\bsell|\bwithout\ (?:your|cookies)|\bopt\ out|\bif\ you\ do\ not"),
        never_in=("performance",),
    ),
    Rule(
        subject="no-personal-data-to-third-parties",
        statement="No personal data goes to third parties.",
        says=(
            words(rf"\b(?:{NOT}|no)\b"),
            words(
                r"\bpersonal(?:ly)?[ -](?:identifi\w+\ )?(?:data|information|details)|\bpersonal(?:ly)?\ identif|"
                r"\bpii\b|\byour\ (?:name|e-?mail|postal\ address|address\b)|\bno\ (?:names?|e-?mail)"
            ),
            words(
                r"\b(?:they|such\ (?:companies|parties)|the(?:se)?\ (?:companies|networks|parties))\ (?:receive|get|obtain)\b|"
                r"\bthird[- ]part|\badvertis|\bpartners?\b|\banyone\ else|\bother\ (?:companies|organi)"
            ),
            words(
                r"""\b(?:provid|shar|pass|disclos|giv|transfer|transmit|sen[dt]|reveal|suppl|receiv|contain|includ|releas|
                    forward|
                make\ available|hand)\w*"""
            ),
        ),
        unless=words(
            r"\b(?:sell|rent)\b|\bunless\b|\bnot\ (?:owned|operated|controlled)\b|\bnot\ responsible|\bexcept\b|\bwithout\ your"
        ),
    ),
    Rule(
        subject="no-sale",
        statement="Personal data is not sold, rented or traded.",
        says=(
            words(rf"\b{NOT}\b[^.]{{0,40}}\b(?:sell|rent|trade|sold|rented|lease)|\bnever\ (?:sell|sold|rent)"),
            words(r"\b(?:information|data|details|it)\b"),
        ),
        unless=words(r"\bdo\ not\ sell\ (?:or\ share\ )?my\b|\bopt[- ]out\b"),
    ),
    Rule(
        subject="session-cookies-end",
        statement="Session cookies end with the session.",
        says=(
            words(r"\bcookies?\b|\bthey\b"),
            words(
                r"""\b(?:disappear|delete|remove|expire|erase|vanish|last|clear|end|cease|exist|destroy|gone|discard|
                    lost|
                go\ away)\w*"""
            ),
            words(r"\bclos\w+|\bend\ of\ (?:the|your|a)\b|\bsession\b|\bturn\ off|\bshut|\bleave|\bquit|\bexit"),
        ),
        unless=words(r"\bpersistent\ cookies\ (?:remain|stay|are)|\bafter\ you\ (?:have\ )?clos|\beven\b|\bremain"),
        context=words(r"\bsession\b[^.]{0,20}\bcookies?|\btemporary\ cookies|\btransient\ cookies"),
    ),
    Rule(
        subject="mandatory-no-opt-out",
        statement="Mandatory cookies cannot be refused.",
        says=(
            words(r"\b(?:mandatory|necessary|essential|required|these|such|they)\b"),
            words(
                r"""\b(?:can\ ?not|can't|not\ possible|impossible|unable|no\ (?:possibility|option)|may\ not|
                    not\ be\ able)\b
                [^.]{0,40}\b(?:opt|refus|declin|reject|switch|turn|disabl|deactivat|block|object|withdraw|
                unsubscrib)"""
            ),
        ),
        categories=("mandatory",),
        context=words(r"mandatory|necessary|essential|required"),
        category="mandatory",
    ),
    Rule(
        subject="storage-country",
        statement="Where the data is stored.",
        says=(
            words(
                r"""\b(?:stor(?:e[sd]?|ing|age)|host(?:s|ed|ing)?|process(?:es|ed|ing)?|locat(?:ed|ion)|kept|keeps?|
                    held|
                holds?|maintain(?:s|ed)?|retain(?:s|ed)?|resid\w+|servers?|data\ cent(?:re|er)s?)\b"""
            ),
            words(r"\b(?:data|information|servers?|details|cent(?:re|er)s?|records)\b"),
        ),
        unless=words(
            r"\blaws?\ of\b|\bregistered\ (?:office|in)|\bcompetent|\bright\ to\ lodge|\bauthority\b|"
            r"\bresidents?\ of"
        ),
        facts=countries,
        needs_facts=True,
    ),
    Rule(
        subject="encrypted-login-cookies",
        statement="Cookies that recognise a logged-in visitor are encrypted.",
        says=(words(r"\bcookies?\b"), words(r"\bencrypt\w*|\bhashed\b|\benciphered")),
    ),
    Rule(
        subject="encrypted-connection",
        statement="Data travels over an encrypted connection.",
        says=(words(r"\b(?:ssl|tls|https(?!:)|secure\ socket|transport\ layer)\b"),),
    ),
    Rule(
        subject="opt-out-links",
        statement="A link leads to an opt-out or to settings.",
        says=(
            words(r"\b(?:click|here|link|visit|go\ to|page|settings|via|tool|use)\b"),
            words(r"\bopt(?:ing)?[- ]?out\b|\b(?:privacy\ and\ )?storage\ settings|\bopt-?out\ instructions"),
        ),
        unless=words(rf"\b{NOT}\b[^.]{{0,30}}\bopt"),
    ),
    Rule(
        subject="unsubscribe-link",
        statement="Marketing e-mails carry a link to unsubscribe.",
        says=(
            words(
                r"\bunsubscrib\w*|\bopt[- ]?out\b|\b(?:stop|no\ longer|end)\b[^.]{0,30}\b(?:receiv|subscription|mailing)"
            ),
            words(r"\be-?mails?\b|\bnewsletters?\b|\bmailings?\b|\bmessages?\b"),
            words(r"\blinks?\b|\bclick\w*|\bbutton\b|\bbottom\b|\bfooter\b|\bat\ (?:its|the)\ foot\b"),
        ),
    ),
    Rule(
        subject="sites-link-to-policy",
        statement="The websites covered are those that link to this policy.",
        says=(
            words(r"\b(?:web ?)?(?:sites?|pages?|services?|domains?)\b"),
            words(
                r"""\b(?:that|which|where|on\ which)\b[^.]{0,40}\b(?:refer|link|point|display|post|appear|referenc|
                    publish)\w*
                [^.]{0,40}\b(?:this|the|our)?\ ?(?:privacy|cookie)?\ ?(?:statement|policy|notice|declaration)|
                \b(?:holds?|appl(?:y|ies)|covers?)\b[^.]{0,60}\b(?:that|which)\ (?:links?|refers?|points?)\ to\ it\b"""
            ),
        ),
        unless=words(
            r"""\bother\ (?:web ?)?sites|\bthird[- ]party\ (?:web ?)?sites|\bother\ (?:companies|parties|organi[sz]ations)|
            \bof\ (?:their|its)\ own\b|\btheir\ (?:own\ )?(?:privacy|cookie)?\ ?(?:statement|polic|notice)"""
        ),
    ),
    Rule(
        subject="notice-of-change",
        statement="Changes to the policy are announced before they take effect.",
        says=(
            words(r"\b(?:notif\w+|notice|inform|announce\w*|let\ you\ know|advise|alert)\b"),
            words(r"\b(?:changes?|amend\w*|modif\w*|updates?|revis\w*)\b"),
        ),
        context=words(r"polic|statement|notice|declaration|terms|changes|material"),
        unless=words(r"\bnotify\ us\b|\binform\ us\b|\byour\ (?:details|data|information|account)\b|\bbreach"),
        facts=period,
    ),
    Rule(
        subject="access-requests-within-days",
        statement="Requests for access, correction or deletion are answered within a time.",
        says=(
            words(r"\b(?:requests?|access|delet\w+|modif\w+|correct\w*|rectif\w+|erasure)\b"),
            words(r"\bwithin\b"),
            words(
                r"\b(?:handled|answer\w*|respon[ds]\w*|made|process\w*|compl\w+|reply|deal|fulfil\w*|honou?r|act|"
                r"grant|within)\b"
            ),
        ),
        context=words(r"request|access"),
        unless=words(r"\bcookie"),
        facts=period,
        needs_facts=True,
    ),
    Rule(
        subject="referral-data-not-stored",
        statement="What a visitor gives about an acquaintance is not stored.",
        says=(words(rf"\b{NOT}\b[^.]{{0,30}}\b(?:stor|sav|keep|kept|retain|record|hold)\w*|\bno\ record"),),
        context=words(r"\brefer+al|\bacquaintance|\bfriends?\b|\binvit|\brecommend"),
        unless=words(r"\bcookie"),
    ),
    Rule(
        subject="data-collected",
        statement="Which personal data is asked for.",
        says=(
            words(r"\b(?:ask|collect|request|provide|require|enter|submit|give|obtain|need|fill)\w*\b"),
            words(r"\b(?:your|you|customers?|visitors?|users?)\b"),
        ),
        unless=words(rf"\b{NOT}\b|\bcookies?\b|\blog\ in\ with\b|\bcontact\ us\b|\bwrite\ to\b"),
        facts=data_named,
        needs_facts=True,
    ),
    Rule(
        subject="ip-anonymised",
        statement="IP addresses are shortened or made anonymous.",
        says=(
            words(r"\bip[- ](?:address|anonym)"),
            words(
                r"\banonymi[sz]|\btruncat|\bshorten|\bmask|\blast\ octet|"
                r"\babbreviat"
            ),
        ),
    ),
    Rule(
        subject="consent-before",
        statement="Cookies that need consent are placed only after consent.",
        says=(
            words(r"\bcookies?\b|\btrack|\bpixels?\b"),
            words(
                r"""\bonly\b[^.]{0,60}\b(?:consent|permission|agree|accept)|\b(?:consent|
                    permission)\b[^.]{0,30}\bbefore\b|
                \bwithout\ your\ (?:\w+\ )?(?:consent|permission)|\bafter\ (?:you|your)\b[^.]{0,30}\b(?:consent|
                permission|agree|
                accept)|\bprior\ consent|
                \bbefore\ you\b[^.]{0,15}\b(?:consent|agree|accept)|\bunless\ you\ (?:consent|agree|accept|give)"""
            ),
        ),
    ),
    Rule(
        subject="consent-before-sharing",
        statement="Something is shared or published only after permission.",
        says=(
            words(r"\b(?:shar|publish|publicat|disclos|pass)\w*"),
            words(r"\bpermission|\bconsent|\bexplicitly\ (?:agree|give)"),
            words(rf"\b{NOT}\b|\bonly\b|\bprior\b|\bbefore\b|\bfirst\b|\bunless\b"),
        ),
        unless=words(r"\bcookies?\b"),
    ),
    Rule(
        subject="purpose-limited",
        statement="Data is used for the named purpose only.",
        says=(
            words(r"\b(?:us(?:e|es|ed)|process\w*|stor\w*|right\ to)\b"),
            words(r"\bonly\b|\bsolely\b|\bexclusively\b|\bother\ than\ (?:for|to)\b|\bfor\ no\ other"),
            words(r"\b(?:data|information|details)\b"),
        ),
        unless=words(r"\bcookies?\b|\bif\ you\b"),
    ),
    Rule(
        subject="retention-period",
        statement="How long data is kept.",
        says=(
            words(r"\b(?:retain|keep|kept|stor(?:e|ed)|delet(?:e|ed)|retention)\w*\b"),
            words(r"\b(?:data|information|records|details|logs?)\b"),
            words(r"\b(?:for|after|within|up\ to|period|maximum|longer\ than|until)\b"),
        ),
        unless=words(r"\bcookies?\b|\brequests?\b"),
        facts=period,
        needs_facts=True,
    ),
)
