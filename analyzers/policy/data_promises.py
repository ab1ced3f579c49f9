"""What English policies promise of people's data and of the policy itself, and the words by which each promise is known."""

from __future__ import annotations

from analyzers.policy.promise_facts import age, countries, period
from analyzers.policy.promise_rule import NOT, Rule
from analyzers.policy.vocabulary import words

DATA_RULES: tuple[Rule, ...] = (
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
            words(r"\b(?:information|data|details|it|e-?mail|address(?:es)?|names?)\b"),
        ),
        unless=words(r"\bdo\ not\ sell\ (?:or\ share\ )?my\b|\bopt[- ]out\b"),
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
        subject="encrypted-connection",
        statement="Data travels over an encrypted connection.",
        says=(words(r"\b(?:ssl|tls|https(?!:)|secure\ socket|transport\ layer)\b"),),
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
    Rule(
        subject="disclosure-limited",
        statement="Data is disclosed in the named cases only.",
        says=(
            words(
                rf"\b{NOT}\b[^.]{{0,60}}\b(?:view|shar|disclos|distribut|pass|transfer|hand|reveal|releas|giv|provid)\w*"
            ),
            words(r"\bexcept\b|\bunless\b|\bother\ than\b|\bsave\ (?:as|for|where)\b|\bonly\b"),
            words(r"\b(?:data|information|details)\b"),
        ),
        unless=words(
            r"\bcookies?\b|\bpermission|\bconsent|\b(?:sell|rent)\b|\bunless\ otherwise\b|\bliable\b|\bresponsible\b|"
            r"\bexplicitly|\bif\ you\b"
        ),
    ),
    Rule(
        subject="security-measures",
        statement="Data is protected by security measures.",
        says=(
            words(
                r"""\b(?:security|protective|technical(?:\ and|,|/)\ organi[sz]ational|organi[sz]ational\ and\ technical|
                appropriate|
                suitable)\ (?:[\w/-]+\ ){0,4}?(?:measures|safeguards|precautions)\b"""
            ),
        ),
        unless=words(rf"\b{NOT}\b|\bcookies?\b|\bthey\b|\b(?:third|3rd)[- ]part"),
    ),
    Rule(
        subject="children",
        statement="The websites are not for children, and no data of theirs is knowingly collected.",
        says=(
            words(
                r"\bchild(?:ren)?\b|\bminors?\b|\b(?:persons|people|users|individuals|anyone)\ (?:under|below|younger)\b"
            ),
            words(
                r"""\b(?:not|n't|never)\b[^.]{0,40}\b(?:meant|intended|directed|aimed|designed|knowingly|suitable|offered|
                collect|address)
                \w*|\bonly\b[^.]{0,40}\b(?:adults|at\ least|older)"""
            ),
        ),
        facts=age,
    ),
)
