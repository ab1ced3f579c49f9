"""What English policies promise of cookies and identifiers, and the words by which each promise is known."""

from __future__ import annotations

from analyzers.policy.promise_facts import anonymity, link_of, period
from analyzers.policy.promise_rule import NOT, Rule
from analyzers.policy.vocabulary import words

COOKIE_RULES: tuple[Rule, ...] = (
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
        subject="encrypted-login-cookies",
        statement="Cookies that recognise a logged-in visitor are encrypted.",
        says=(words(r"\bcookies?\b"), words(r"\bencrypt\w*|\bhashed\b|\benciphered")),
    ),
    Rule(
        subject="opt-out-links",
        statement="A link leads to an opt-out or to settings.",
        says=(
            words(r"\b(?:click|here|link|visit|go\ to|page|settings|via|tool|use)\b"),
            words(r"\bopt(?:ing)?[- ]?out\b|\b(?:privacy\ and\ )?storage\ settings|\bopt-?out\ instructions"),
        ),
        unless=words(rf"\b{NOT}\b[^.]{{0,30}}\bopt"),
        facts=link_of,
    ),
    Rule(
        subject="consent-before",
        statement="Cookies that need consent are placed only after consent.",
        says=(
            words(r"\bcookies?\b|\btrack|\bpixels?\b"),
            words(
                r"""\bonly\b[^.]{0,60}\b(?:consent|permission|agree|accept)|\b(?:consent|
                    permission)\b[^.]{0,30}\bbefore\b|
                \b(?:not?|n't|never)\b[^.]{0,80}\bwithout\ (?:\w+\ ){0,3}?(?:consent|permission)|\bafter\ (?:you|
                your)\b[^.]{0,30}\b(?:consent|
                permission|agree|
                accept)|\bprior\ consent|
                \bbefore\ you\b[^.]{0,15}\b(?:consent|agree|accept)|\bunless\ you\ (?:consent|agree|accept|give)"""
            ),
        ),
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
        subject="cookie-retention",
        statement="Cookies stay no longer than a time.",
        says=(
            words(r"\bcookies\b|\bthey\b"),
            words(
                r"""\b(?:kept|keep|stor(?:e|ed)|retain\w*|remain\w*|stays?|lasts?|expir\w+|valid|live[ds]?|li(?:fetime|fespan)|
                persist\w*|delet\w+|erased?|duration)\b"""
            ),
            words(
                r"""\b(?:no|not|never)\ (?:longer|more)\ than\b|\bat\ (?:the\ )?(?:most|latest)\b|\bup\ to\b|\bmax(?:imum)?\b|
                \bwithin\b|\bat\ the\ longest\b|\bnot\ exceed|\bafter\b"""
            ),
        ),
        unless=words(
            r"""\bfor\ (?:example|instance)\b|\be\.g\.|\b(?:this|the|a)\ cookie\b|\bcan\ (?:be\ )?(?:delete|remain)|\bsome\b|
            \byou\b|
            \bdata\b|\binformation\b"""
        ),
        context=words(r"\bcookies\b"),
        facts=period,
        needs_facts=True,
    ),
)
