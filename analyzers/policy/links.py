"""Which links of a page lead to its privacy or cookie policy, best first."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import urljoin, urlsplit

import msgspec

MOST_CHARACTERS = 3_000_000
MOST_LINKS = 20_000
ANCHOR = re.compile(r"<a\s([^<>]{1,4000})>", re.IGNORECASE)
HREF = re.compile(r"""(?:^|\s)href\s*=\s*(?:"([^"]{1,2000})"|'([^']{1,2000})'|([^\s"'>]{1,2000}))""", re.IGNORECASE)
LABEL = re.compile(r"""(?:^|\s)(?:aria-label|title)\s*=\s*(?:"([^"]{1,300})"|'([^']{1,300})')""", re.IGNORECASE)
CLOSE = re.compile(r"</a\s*>|<a\s", re.IGNORECASE)
BASE = re.compile(r"""<base\s[^<>]{0,500}?href\s*=\s*["']?([^"'\s>]{1,2000})""", re.IGNORECASE)
TAG = re.compile(r"<[^<>]{0,4000}>")
TEXTS: tuple[tuple[int, re.Pattern[str]], ...] = tuple(
    (score, re.compile(pattern, re.IGNORECASE))
    for score, pattern in (
        (
            100,
            r"privacy(?:[ -]?and[ -]?|\s*(?:&|en|und|/)\s*)cookie|privacy[ -]?(?:policy|statement|notice|verklaring|"
            r"beleid|declaration)|"
            r"privacyverklaring|privacybeleid|datenschutz(?:erklärung|erklaerung|hinweise|bestimmungen|information)|"
            r"politique de (?:confidentialité|protection|vie privée)|déclaration de confidentialité|"
            r"pol[ií]tica de (?:privacidad|privacitat)|aviso de privacidad|informativa (?:sulla )?privacy|"
            r"informativa sul trattamento|polityka prywatności|integritetspolicy|privatlivspolitik|"
            r"personvernerklæring|"
            r"tietosuojaseloste|política de privacidade|data protection (?:policy|notice|statement)|"
            r"your privacy rights",
        ),
        (
            95,
            r"cookie[ -]?(?:policy|statement|notice|verklaring|beleid|richtlinie|declaration|information|"
            r"informationen|list|details)|"
            r"cookiebeleid|cookieverklaring|politique (?:de|relative aux|en matière de) cookies|"
            r"pol[ií]tica de cookies|"
            r"informativa (?:sui )?cookies?|gestion des cookies|over cookies|cookies? policy",
        ),
        (
            80,
            r"\bprivacy\b|\bdatenschutz\b|confidentialité|\bprivacidad\b|\bprivacidade\b|vie privée|"
            r"protection des données|données personnelles",
        ),
        (70, r"\bcookies?\b"),
        (
            40,
            r"data protection|gegevensbescherming|persoonsgegevens|personenbezogen|dati personali|datos personales|"
            r"\bgdpr\b|\bavg\b|\brgpd\b|\bdsgvo\b",
        ),
        (15, r"\b(?:legal|imprint|impressum|mentions légales|aviso legal|note legali|terms|disclaimer|juridisch)\b"),
    )
)
TARGETS: tuple[tuple[int, re.Pattern[str]], ...] = tuple(
    (score, re.compile(pattern, re.IGNORECASE))
    for score, pattern in (
        (
            60,
            r"privacy|privacybeleid|datenschutz|confidentialit|privacidad|vie-privee|informativa|integritet|"
            r"tietosuoja|personvern",
        ),
        (55, r"cookie"),
        (
            25,
            r"data-?protection|gdpr|rgpd|dsgvo|\bavg\b|persoonsgegevens|donnees-personnelles|protection-des-donnees|"
            r"dati-personali",
        ),
        (8, r"/legal|imprint|impressum|mentions-legales|aviso-legal"),
    )
)
# Settings open a dialogue, shields explain a product, and another company's policy is not this site's.
LESS = re.compile(
    r"settings|preferences|instellingen|einstellungen|paramètres|paramétrer|configur|preferenze|manage|do not sell|"
    r"opt[- ]?out|"
    r"your privacy choices|\bpreference center",
    re.IGNORECASE,
)


class PolicyLink(msgspec.Struct, frozen=True):
    """A link that may lead to a policy."""

    url: str
    """Absolute, without fragment unless the fragment is all there is."""
    text: str
    score: int
    """0 to 160: what the text and the address say together."""
    why: str


def find_policy_links(html: str, base_url: str) -> list[PolicyLink]:
    """Links of `html` whose text or target speaks of privacy or cookies, best first, each address once.

    Linear in the page; at most 3,000,000 characters and 20,000 links are looked at. Only http and https addresses. A tie
    goes to the later link: policies are linked in the footer.
    """
    html = html[:MOST_CHARACTERS]
    base = BASE.search(html, 0, 200_000)
    base_url = joined(base_url, base[1]) or base_url if base else base_url
    here = urlsplit(base_url)
    best: dict[str, PolicyLink] = {}
    for number, anchor in enumerate(ANCHOR.finditer(html)):
        if number >= MOST_LINKS:
            break
        href = HREF.search(anchor[1])
        if href is None:
            continue
        target = unescape(next(group for group in href.groups() if group is not None)).strip()
        close = CLOSE.search(html, anchor.end(), anchor.end() + 2_000)
        inside = html[anchor.end() : close.start() if close else anchor.end() + 200]
        label = LABEL.search(anchor[1])
        text = " ".join(unescape(TAG.sub(" ", inside)).split())[:200]
        text = text or (" ".join(unescape(label[1] or label[2] or "").split())[:200] if label else "")
        link = judge(text, target, base_url, here.hostname or "")
        if link is not None and (link.url not in best or link.score >= best[link.url].score):
            best.pop(link.url, None)
            best[link.url] = link
    order = {link.url: position for position, link in enumerate(best.values())}
    return sorted(best.values(), key=lambda link: (-link.score, -order[link.url]))


def judge(text: str, target: str, base_url: str, host: str) -> PolicyLink | None:
    """Score one link, None when nothing in it speaks of a policy or it leads nowhere."""
    by_text = next(((score, match.group()) for score, pattern in TEXTS if (match := pattern.search(text))), (0, ""))
    path = target.partition("://")[2].partition("/")[2] if "://" in target else target
    by_target = next(((score, match.group()) for score, pattern in TARGETS if (match := pattern.search(path))), (0, ""))
    if not by_text[0] and not by_target[0]:
        return None
    url = joined(base_url, target)
    if not url:
        return None
    score = by_text[0] + by_target[0]
    why = [f'text says "{by_text[1]}"'] if by_text[0] else []
    why += [f'address says "{by_target[1]}"'] if by_target[0] else []
    if LESS.search(text) or LESS.search(path):
        score //= 3
        why.append("but it opens settings")
    if len(text) > 80:
        score //= 2
        why.append("but its text is a sentence or an article's title")
    if not same_owner(urlsplit(url).hostname or "", host):
        score //= 3
        why.append("but it leads to another host")
    return PolicyLink(url, text, score, ", ".join(why)) if score else None


def joined(base_url: str, target: str) -> str:
    try:
        url = urljoin(base_url, target)
        parts = urlsplit(url)
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not parts.netloc:
        return ""
    # `#privacy` on the same page is a place worth reading; elsewhere the fragment only tells the browser where to scroll.
    return url if target.startswith("#") and len(target) > 1 else url.partition("#")[0]


def same_owner(one: str, other: str) -> bool:
    """The same host, or one under the other, or both ending in the same two labels: near enough for a ranking."""
    return one == other or one.split(".")[-2:] == other.split(".")[-2:]
