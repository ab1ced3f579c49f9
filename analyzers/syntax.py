"""What the words of a name and the form of a value say an item is for, where nobody is known to set it.

Definitions: ICC UK cookie guide, 2nd ed. 2012 (consent record, CSRF, load balancer, basket, log-in are strictly
necessary; language, region, layout, "don't ask again" are functionality; counting visits and trying variants are
performance; advertising ids are targeting). The words are ours. Order matters: the first class that speaks wins.
"""

from __future__ import annotations

import re
from functools import lru_cache

import msgspec


class Hint(msgspec.Struct, frozen=True):
    category: str
    why: str
    confidence: str = "medium"
    """`low` for words that sites use for many purposes (`view`, `last`, `track`): they are asked last of all."""


_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+|[^\W\d_a-zA-Z]+")
LONGEST = 200
"""Characters of a name or value that are read."""


@lru_cache(maxsize=65536)
def words(name: str) -> tuple[str, ...]:
    """A name cut into lower-case words at punctuation, digits and camel case: `userLangPref` -> user, lang, pref."""
    return tuple(match.group().lower() for match in _WORD.finditer(name[:LONGEST]))


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


ADVERTISING = _set(
    "ad ads adv advert adverts advertising adid adids adserver affiliate affiliates aff affid retargeting remarketing "
    "remarket retarget dsp ssp rtb bidder prebid pbjs usersync cookiesync idsync audience audiences segment segments "
    "gclid fbclid msclkid ttclid dclid gclsrc wbraid gbraid fbp fbc pixel pixels dmp impression impressions "
    "adblock adblocker conversion conversions werbung publicite tradedoubler partnerid promo marketing"
)
CONSENT = _set(
    "consent consents cookieconsent cookieconsents gdpr dsgvo rgpd avg ccpa usprivacy cookiebar cookienotice cookielaw "
    "cookiepolicy cookiebanner cookieaccepted cookiesaccepted acceptcookies acceptcookie cookieaccept cookieprefs "
    "cookiepreferences cookiesettings cookielevel cookieinfo cookiehint cookiewarning cookiemelding cookiekeuze optin "
    "optout cmp euconsent eupubconsent tcf tcstring didomi onetrust cookiebot usercentrics gpp dnt addtlconsent "
    "cookieallow cookiesallowed allowcookies cookieok cookiechoice cookiechoices"
)
_COOKIE_WORDS = _set("cookie cookies privacy datenschutz")
_ACCEPT_WORDS = _set(
    "accept accepted accepts agree agreed allow allowed notice banner bar policy law settings setting preferences "
    "preference prefs choice choices level levels info message msg hint warning disclaimer dismissed status enabled ok "
    "confirmed confirm read seen popup control categories types acceptance melding akzeptiert hinweis accepte"
)
_TEST_WORDS = _set("test tests check detect detection support supported probe")
CSRF = _set("csrf xsrf csrftoken xsrftoken antiforgery requestverificationtoken authenticity crumb csrfp anticsrf")
BALANCER = _set(
    "serverid routeid sticky stickiness stickysession loadbalancer balancer bigip affinity arraffinity awsalb awselb "
    "awsalbcors awsalbtg jsessionid phpsessid aspsessionid asessionid lbroute srvid backendid upstream haproxy ingress "
    "route node lb server backend srv cluster pod"
)
_WEAK_BALANCER = _set("route node lb server backend srv cluster pod")
BASKET = _set(
    "cart carts basket baskets checkout winkelwagen winkelmand warenkorb panier carrito shoppingcart shoppingbag "
    "cartid basketid minicart order orderid quote payment paypal stripe"
)
LOGIN = _set(
    "auth authenticated authentication login loggedin logged logon signin sso saml oauth oidc openid jwt token idtoken "
    "accesstoken refreshtoken rememberme remember identity credential credentials authtoken logintoken password "
    "account csouser acct ciam iam keycloak passport"
)
DEFENCE = _set(
    "captcha recaptcha hcaptcha turnstile challenge bot bots antibot waf fraud ddos honeypot security firewall"
)
SESSION = _set("session sessionid sess sessid sid sessionkey sessiontoken sitzung")
LANGUAGE = _set(
    "lang language languages locale locales culture lng i18n langue sprache taal idioma lingua translation translate "
    "googtrans currency currencies valuta devise waehrung country countrycode land region regions timezone tz city "
    "geo geoip location locations zip zipcode postcode postal store storeview"
)
LAYOUT = _set(
    "theme themes darkmode dark layout view viewmode display font fonts fontsize textsize contrast accessibility a11y "
    "color colour skin sidebar menu collapsed expanded sort sorting order orderby perpage pagesize columns grid list "
    "tab tabs zoom scroll scrolltop filter filters resolution width height screen fullscreen mode"
)
CHOICE = _set(
    "dismissed dismiss hide hidden hidebanner closed close seen shown show popup popups modal tooltip tooltips tour "
    "tutorial onboarding welcome newsletter announcement notification notifications alert banner splash intro teaser "
    "survey feedback nag recent recently viewed favorites favourites favorite wishlist bookmarks compare saved last "
    "preference preferences prefs pref settings setting config history autocomplete chat livechat messenger widget "
    "player volume muted quality autoplay video draft drafts search searches watchlist playlist username name"
)
COUNTING = _set(
    "analytics analytic stats stat statistics statistik tracking tracker track visit visits visitor visitors visitorid "
    "visitid pageview pageviews pv hits hit counter count referrer referer referral utm campaign landing landingpage "
    "entry entrypage source medium metrics metric piwik matomo ga gat gid snowplow heatmap scrolldepth perf "
    "performance rum apm timing telemetry monitoring sentry log logger debug clientid firstvisit lastvisit "
    "returning sessioncount uniquevisitor mixpanel amplitude"
)
TRYING = _set(
    "ab abtest abtests abtesting experiment experiments variant variants variation variations bucket split optimizely "
    "vwo flag flags feature"
)


def of_name(name: str) -> Hint | None:
    """What the words of a name say, the most specific class first; None when none of them is known."""
    return _of_name(name[:LONGEST])


@lru_cache(maxsize=16384)
def _of_name(name: str) -> Hint | None:
    found = set(words(name))
    folded = name.lower()

    def by(vocabulary: frozenset[str]) -> str:
        common = found & vocabulary
        return ", ".join(sorted(common)) if common else ""

    if word := by(CONSENT):
        return Hint("mandatory", f"its name says it keeps the visitor's consent ({word})")
    if found & _COOKIE_WORDS and (word := by(_ACCEPT_WORDS)):
        return Hint("mandatory", f"its name says it keeps the choice about cookies ({word})")
    if found & _COOKIE_WORDS and (word := by(_TEST_WORDS)):
        return Hint("mandatory", f"its name says it tries whether cookies work ({word})")
    if word := by(CSRF) or next((token for token in ("csrf", "xsrf", "antiforgery") if token in folded), ""):
        return Hint("mandatory", f"its name says it guards forms against forgery ({word})")
    if found & TRYING and not found & (LOGIN | SESSION) and (word := by(TRYING)):
        return Hint("performance", f"its name says it tries variants ({word})")
    if word := by(ADVERTISING):
        return Hint("targeting", f"its name speaks of advertising ({word})")
    if (word := by(BALANCER)) and (word not in _WEAK_BALANCER or len(found) <= 2):
        return Hint("mandatory", f"its name says it keeps the visitor on one server ({word})")
    if word := by(DEFENCE):
        return Hint("mandatory", f"its name says it tells people from programs ({word})")
    if word := by(BASKET):
        return Hint("mandatory", f"its name says it holds the basket or order ({word})")
    if word := by(LOGIN):
        return Hint("mandatory", f"its name says it keeps a visitor signed in ({word})")
    if word := by(LANGUAGE):
        return Hint("functionality", f"its name speaks of language, region or currency ({word})", "low")
    if word := by(COUNTING):
        return Hint("performance", f"its name speaks of counting or measuring ({word})", "low")
    if word := by(LAYOUT | CHOICE):
        return Hint("functionality", f"its name speaks of a choice of display ({word})", "low")
    if word := by(SESSION) or next((end for end in ("session", "sessid", "sessionid") if end in folded), ""):
        return Hint("mandatory", f"its name speaks of a session ({word})", "low")
    return None


_LANGUAGES = (
    "ar|bg|ca|cs|cy|da|de|el|en|es|et|eu|fa|fi|fr|ga|gl|he|hr|hu|is|it|ja|ko|lb|lt|lv|mt|nb|nl|nn|pl|pt|ro|ru|sk|sl|sq|sr|sv|th|"
    "tr|uk|vi|zh"
)
"""Codes of ISO 639-1 that are no words of programs, as `no`, `id` and `js` are."""

_VALUES: tuple[tuple[re.Pattern[str], Hint], ...] = (
    (re.compile(r"GA1\.\d\.\d+\.\d+"), Hint("performance", "its value is a Google Analytics client id", "high")),
    (re.compile(r"GS[12]\.\d\."), Hint("performance", "its value is a Google Analytics session state", "high")),
    (re.compile(r"fb\.[0-3]\.\d{10,13}\."), Hint("targeting", "its value is a Meta pixel id", "high")),
    (re.compile(r"C[A-Za-z0-9_-]{38,}\.[A-Za-z0-9_.-]+$"), Hint("mandatory", "its value is an IAB consent string")),
    (re.compile(r"(?:isGpcEnabled|isIABGlobal|datestamp)="), Hint("mandatory", "its value is a consent record")),
    (re.compile(r".*(?:[\"{,&:]|%22)(?:necessary|marketing|statistics|analytics)(?:\"|%22)?\s*(?:[:=]|%3A)"),
     Hint("mandatory", "its value lists consent by category")),
    (re.compile(r"\d{6,10}\.\d{4,5}\.0000"), Hint("mandatory", "its value is a load balancer's server code", "high")),
    (re.compile(r"!?[A-Za-z0-9+/]{70,}=*$"), Hint("mandatory", "its value is an encrypted server code", "low")),
    (re.compile(r"eyJpdiI6"), Hint("mandatory", "its value is a framework's encrypted session", "high")),
    (re.compile(r"(?:s%3A|s:)[A-Za-z0-9_-]{16,}\."), Hint("mandatory", "its value is a framework's signed session id")),
    (re.compile(r"ID=[0-9a-f]{16}:T=\d{10}"), Hint("targeting", "its value is a Google advertising id", "high")),
    (re.compile(r"ID5[-*]"), Hint("targeting", "its value is an ID5 advertising id", "high")),
    (re.compile(rf"(?:{_LANGUAGES})(?:[-_][A-Za-z]{{2}})?$"), Hint("functionality", "its value is a language", "low")),
    (re.compile(r"(?:EUR|USD|GBP|CHF|SEK|DKK|NOK|PLN|CZK)$"), Hint("functionality", "its value is a currency", "low")),
)  # fmt: skip


def of_value(value: str) -> Hint | None:
    """What the form of a value says; None for no value or one that says nothing."""
    value = value[:LONGEST]
    return next((hint for pattern, hint in _VALUES if pattern.match(value)), None) if value else None


def hints(name: str, value: str) -> list[Hint]:
    """What value and name say together, the surest first. Two weak hints of one mind are as good as a strong one."""
    by_value, by_name = of_value(value), of_name(name)
    found = [hint for hint in (by_value, by_name) if hint is not None]
    if by_value and by_name and by_value.category == by_name.category and by_name.confidence == "low":
        found = [Hint(by_name.category, f"{by_name.why}, and {by_value.why}")]
    return sorted(found, key=lambda hint: hint.confidence == "low")
