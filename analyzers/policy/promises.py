"""Which promises a sentence makes: what the policy says will not happen, or will hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from analyzers.model import Promise, short_id
from analyzers.policy.mechanisms import is_denied, mechanisms_in
from analyzers.policy.sections import Sentence
from analyzers.policy.signals import NAMES, stances_in
from analyzers.policy.vocabulary import Cues

Facts = dict[str, Any]


def words(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE | re.VERBOSE)


NUMBER_WORDS = {
    word: number
    for number, names in {
        1: "one a an", 2: "two", 3: "three", 4: "four", 5: "five", 6: "six", 7: "seven", 8: "eight", 10: "ten",
        12: "twelve", 14: "fourteen", 15: "fifteen", 20: "twenty", 21: "twenty-one", 30: "thirty", 45: "forty-five",
        60: "sixty", 90: "ninety", 100: "hundred",
    }.items()
    for word in names.split()
}  # fmt: skip
PERIOD = words(
    r"""\b(?P<number>\d{1,4}|a|an|[a-z]+(?:-[a-z]+)?)\ ?(?:\(\ ?(?P<figure>\d{1,4})\ ?\)\ ?)?
    (?P<unit>(?:business|working|calendar)\ days?|hours?|days?|weeks?|months?|years?)(?:'\ )?\b"""
)
COUNTRIES = (
    "United States|United Kingdom|European Union|European Economic Area|EEA|EU|USA|U\\.S\\.(?:A\\.)?|US|UK|"
    "Netherlands|"
    "Germany|"
    "France|Belgium|Luxembourg|Ireland|Spain|Italy|Portugal|Austria|Switzerland|Denmark|Sweden|Norway|Finland|"
    "Iceland|"
    "Poland|Czech Republic|Czechia|Hungary|Romania|Bulgaria|Greece|Estonia|Latvia|Lithuania|Canada|Mexico|Brazil|"
    "Argentina|Australia|New Zealand|Japan|Singapore|Hong Kong|India|China|South Korea|Israel|Turkey|South Africa|"
    "Ukraine|"
    "Russia|Russian Federation|Europe"
)
COUNTRY = re.compile(rf"(?<![\w.])(?:{COUNTRIES})(?!\w)")
SAME_COUNTRY = {
    "USA": "United States", "U.S.": "United States", "U.S.A.": "United States", "US": "United States",
    "UK": "United Kingdom", "EU": "European Union", "EEA": "European Economic Area", "Czechia": "Czech Republic",
    "Russian Federation": "Russia",
}  # fmt: skip
PERSONAL = {
    "name": r"(?<!company )(?<!user )(?<!domain )(?<!business )(?<!invoice )(?<!first )(?<!last )\bnames?\b|"
    r"\b(?:first|last) name|surname",
    "company name": r"\bcompany(?:'s)? name|\bname of (?:your|the) (?:company|organi[sz]ation)|"
    r"\borgani[sz]ation name|\bbusiness name",
    "postal address": r"(?<!ip )(?<!e-mail )(?<!email )(?<!mail )(?<!protocol )(?<!name and )\baddress(?:es)?\b(?! book)",
    "telephone number": r"\b(?:tele)?phone(?: numbers?)?|\bmobile number",
    "e-mail address": r"\be ?-? ?mail(?: address(?:es)?)?\b",
    "date of birth": r"\b(?:date of birth|birth ?da(?:y|te)|\bage\b)",
    "gender": r"\b(?:gender|sex)\b",
    "user name": r"\buser ?names?\b|\blogin names?\b",
    "password": r"\bpasswords?\b",
    "job title": r"\b(?:job title|position|function|occupation|profession)\b",
    "photograph": r"\b(?:photos?|photographs?|profile picture)\b",
    "nationality": r"\bnationality\b",
    "location": r"\b(?:geo)?location(?: data)?\b",
    "identity number": r"\b(?:social security|passport|identity|national id|tax|vat)[- ](?:number|card|document)\b",
}
BILLING = {
    "invoice name": r"\b(?:invoice|billing) name",
    "invoice address": r"\b(?:invoice|billing)(?: name and)? address",
    "credit card number": r"\b(?:credit|debit|payment|bank) ?card",
    "bank account": r"\b(?:bank account|iban|account number)\b",
    "number of employees": r"\bnumber of employees\b",
    "financial status": r"\bfinancial (?:status|situation|information|data)",
}
DATA = {name: re.compile(pattern, re.IGNORECASE) for name, pattern in {**PERSONAL, **BILLING}.items()}


def period(text: str) -> Facts:
    """`thirty (30) business days` is {"days": 30, "unit": "business days"}; other units keep their own name."""
    for match in PERIOD.finditer(text):
        number = int(match["figure"] or 0) or (
            int(match["number"]) if match["number"].isdigit() else NUMBER_WORDS.get(match["number"].casefold(), 0)
        )
        if not number:
            continue
        unit = match["unit"].casefold()
        unit = unit if unit.endswith("s") else unit + "s"
        if unit.endswith("days"):
            return {"days": number, "unit": unit}
        return {unit: number, "unit": unit}
    return {}


def countries(text: str) -> Facts:
    found = sorted({SAME_COUNTRY.get(match.group(), match.group()) for match in COUNTRY.finditer(text)})
    return {"countries": found} if found else {}


def data_named(text: str) -> Facts:
    found = [name for name, pattern in DATA.items() if pattern.search(text)]
    personal = [name for name in found if name in PERSONAL]
    billing = [name for name in found if name in BILLING]
    return {"personal": personal, "billing": billing} if found else {}


def anonymity(text: str) -> Facts:
    return {
        "anonymous": re.search(
            r"anonym|not [^.]{0,90}identif|no [^.]{0,90}identif|"
            r"without identif",
            text,
            re.I,
        )
        is not None,
        "aggregate": re.search(r"aggregat", text, re.IGNORECASE) is not None,
    }


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
                r"\bpii\b"
            ),
            words(r"\bthird[- ]part|\badvertis|\bpartners?\b|\banyone\ else|\bother\ (?:companies|organi)"),
            words(
                r"""\b(?:provid|shar|pass|disclos|giv|transfer|transmit|sen[dt]|reveal|suppl|contain|includ|releas|
                    forward|
                make\ available|hand)\w*"""
            ),
        ),
        unless=words(r"\b(?:sell|rent)\b|\bunless\b|\bnot\ responsible|\bexcept\b|\bwithout\ your"),
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
            words(r"\bunsubscrib\w*|\bopt[- ]?out\b"),
            words(r"\be-?mails?\b|\bnewsletters?\b|\bmailings?\b|\bmessages?\b"),
            words(r"\blinks?\b|\bclick\w*|\bbutton\b|\bbottom\b|\bfooter\b"),
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
                [^.]{0,40}\b(?:this|the|our)?\ ?(?:privacy|cookie)?\ ?(?:statement|policy|notice|declaration)"""
            ),
        ),
        unless=words(r"\bother\ (?:web ?)?sites|\bthird[- ]party\ (?:web ?)?sites"),
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
                accept)|\bprior\ consent|\bunless\ you\ (?:consent|agree|accept|give)"""
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


def promises_in(sentence: Sentence, cues: Cues, quote: str, place: str, language: str) -> Iterator[Promise]:
    """The promises of one sentence, by every rule that it satisfies."""
    text = sentence.text
    around = " ".join((text, sentence.before, sentence.heading))
    category = sentence.category.category if sentence.category is not None else ""
    for stance in stances_in(text, sentence.before, sentence.heading):
        if stance.honoured is not None:
            verb = "is honoured" if stance.honoured else "is not honoured"
            yield promise(
                stance.signal,
                f"{NAMES[stance.signal]} {verb}.",
                quote,
                place,
                language,
                "",
                {"honoured": stance.honoured},
            )
    for kind, match in mechanisms_in(text).items():
        if is_denied(text, match.start(), cues) and kind not in ("cookie", "ip-address"):
            yield promise(f"no-{kind}", f"No {kind.replace('-', ' ')} is used.", quote, place, language, category, {})
    for rule in RULES:
        facts = matches(rule, text, around, category)
        if facts is not None:
            yield promise(rule.subject, rule.statement, quote, place, language, rule.category or category, facts)


def matches(rule: Rule, text: str, around: str, category: str) -> Facts | None:
    """The facts that the sentence fixes when it makes the rule's promise (often none: {}), None when it does not."""
    if category in rule.never_in or (rule.categories and category and category not in rule.categories):
        return None
    if rule.context is not None and not (category in rule.categories and category) and not rule.context.search(around):
        return None
    if not all(pattern.search(text) for pattern in rule.says):
        return None
    if rule.unless is not None and rule.unless.search(text):
        return None
    facts = rule.facts(text) if rule.facts is not None else {}
    return None if rule.needs_facts and not facts else facts


def promise(
    subject: str, statement: str, quote: str, place: str, language: str, category: str, facts: Facts
) -> Promise:
    return Promise(
        id=short_id("promise", subject, quote, place),
        subject=subject,
        statement=statement,
        quote=quote,
        place=place,
        category=category,
        language=language,
        facts=facts,
    )
