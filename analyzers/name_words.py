"""Which words of names speak of which purpose, and how a name is cut into words.

Several vocabularies hold the same word; who asks says which class speaks first (analyzers.syntax).
"""

from __future__ import annotations

import re
from functools import lru_cache

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
COOKIE_WORDS = _set("cookie cookies privacy datenschutz")
ACCEPT_WORDS = _set(
    "accept accepted accepts agree agreed allow allowed notice banner bar policy law settings setting preferences "
    "preference prefs choice choices level levels info message msg hint warning disclaimer dismissed status enabled ok "
    "confirmed confirm read seen popup control categories types acceptance melding akzeptiert hinweis accepte"
)
TEST_WORDS = _set("test tests check detect detection support supported probe")
CSRF = _set("csrf xsrf csrftoken xsrftoken antiforgery requestverificationtoken authenticity crumb csrfp anticsrf")
BALANCER = _set(
    "serverid routeid sticky stickiness stickysession loadbalancer balancer bigip affinity arraffinity awsalb awselb "
    "awsalbcors awsalbtg jsessionid phpsessid aspsessionid asessionid lbroute srvid backendid upstream haproxy ingress "
    "route node lb server backend srv cluster pod"
)
WEAK_BALANCER = _set("route node lb server backend srv cluster pod")
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
