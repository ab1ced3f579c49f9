"""Which companies and services a sentence names: a list of those that policies name, and names beside a cue word."""

from __future__ import annotations

import re

from analyzers.policy.document import PLAIN
from analyzers.policy.patterns import lines

# Names as policies write them -> the form used for the declaration's provider. Own list; owners are analyzers' matter.
KNOWN = (
    "Google Analytics|Google Ads|Google AdWords|Google AdSense|Google Ad Manager|Google Tag Manager|Google Marketing "
    "Platform|Google Maps|Google Optimize|Google Fonts|Google Signals|reCAPTCHA|DoubleClick|YouTube|Firebase|"
    "Crashlytics|"
    "Google|Facebook|Instagram|Meta Platforms|Meta Pixel|WhatsApp|Twitter|X Corp|LinkedIn|Pinterest|TikTok|Snapchat|"
    "Reddit|Tumblr|Xing|Vimeo|Spotify|Microsoft Advertising|Microsoft Clarity|Bing Ads|Microsoft|Adobe Analytics|"
    "Adobe Target|Adobe Audience Manager|Adobe|Hotjar|Mouseflow|FullStory|LogRocket|Crazy Egg|Lucky Orange|Smartlook|"
    "Inspectlet|Mixpanel|Amplitude|Segment|Heap|Kissmetrics|Matomo|Piwik PRO|Piwik|AT Internet|Piano Analytics|"
    "Webtrekk|Mapp|etracker|econda|Plausible|Fathom|Snowplow|Chartbeat|Parse\\.ly|comScore|Nielsen|Quantcast|"
    "ScorecardResearch|"
    "New Relic|Datadog|Dynatrace|Sentry|AppDynamics|Akamai|Cloudflare|Fastly|Imperva|Incapsula|HubSpot|Marketo|"
    "Pardot|"
    "Salesforce|Eloqua|Oracle|Mailchimp|SendGrid|Sendinblue|Brevo|Klaviyo|ActiveCampaign|Constant Contact|MailerLite|"
    "Campaign Monitor|Copernica|Spotler|Selligent|Braze|Iterable|Customer\\.io|Intercom|Drift|Zendesk|LiveChat|"
    "Tawk\\.to|"
    "LivePerson|Crisp|Freshworks|Tidio|Optimizely|VWO|Visual Website Optimizer|AB Tasty|Kameleoon|Convert\\.com|"
    "LaunchDarkly|Split\\.io|Criteo|Taboola|Outbrain|AppNexus|Xandr|The Trade Desk|MediaMath|Rubicon Project|Magnite|"
    "PubMatic|OpenX|Index Exchange|Amazon Ads|Amazon Advertising|Amazon|Yahoo|Verizon Media|AdRoll|NextRoll|"
    "RTB House|Adform|"
    "Teads|Sizmek|Flashtalking|BlueKai|Lotame|LiveRamp|Neustar|Tapad|Acxiom|Experian|ID5|Sharethrough|TripleLift|"
    "Awin|Affilinet|Zanox|TradeDoubler|TradeTracker|Daisycon|Commission Junction|CJ Affiliate|Rakuten|Impact Radius|"
    "PartnerStack|AddThis|ShareThis|AddToAny|Disqus|Gravatar|WordPress|Automattic|Jetpack|Shopify|WooCommerce|Wix|"
    "Squarespace|Stripe|PayPal|Adyen|Mollie|Klarna|Trustpilot|Trusted Shops|Typeform|SurveyMonkey|Qualtrics|Usabilla|"
    "OneTrust|Cookiebot|Usercentrics|Didomi|TrustArc|Quantcast Choice|Sourcepoint|Yandex Metrica|Yandex|Baidu|Adjust|"
    "AppsFlyer|Branch\\.io|Kochava|Singular|Demandbase|6sense|Leadfeeder|Leadinfo|ZoomInfo|Clearbit|Albacross|"
    "Bombora|"
    "Auth0|Okta|Imgur|GitHub|Mux|Wistia|Brightcove|JW Player|Twitch|Dailymotion|SoundCloud|Flattr|Skype|Telegram"
)
NAMES = re.compile(rf"(?<![\w@./-])(?:{KNOWN})(?!\w|\.(?:com|net|org)\b|-[a-z])")
META = re.compile(r"(?<![\w@./-])Meta(?= (?:Products|Companies|Platforms|Pixel|Ads)\b|[,.)]| \(| and\b| or\b|'s)")
NETWORKS = frozenset(
    (
        "Facebook",
        "Instagram",
        "Twitter",
        "LinkedIn",
        "Pinterest",
        "TikTok",
        "Snapchat",
        "Reddit",
        "Tumblr",
        "Xing",
        "WhatsApp",
    )
)
SOCIAL_CUE = lines(
    r"""\b(?:like|share|tweet|follow|pin)\b["']?[ -]?(?:\w+ )?(?:buttons?|functions?|icons?)|\bplug-?ins?\b|
        \bwidgets?\b|
    \b(?:buttons?|icons?)\b|\bsocial\b|\bsociale\b|\bsozial|\bsociaux\b"""
)
# "we use the services of Lumenboard B.V.", "provided by Acme Metrics Inc.": a name with a company's ending.
LEGAL_FORM = re.compile(
    r"""(?<![\w.])((?:[A-Z][\w&'-]{1,30}[ ]){0,4}?[A-Z][\w&'.-]{1,30}),?[ ](?:Inc|Ltd|LLC|GmbH|B\.?V|N\.?V|
        S\.?A\.?S?|S\.?r\.?l|AG|
    Corp|Corporation|Limited|PLC|plc|Oy|AB|ApS|SE|SpA|S\.p\.A)\b\.?""",
    re.VERBOSE,
)
# "a service of Lumenboard", "provided by Zephyr Metrics", "such as Orbital Ads".
NAMED_BY_CUE = re.compile(
    r"""\b(?:offered\ by|provided\ by|supplied\ by|operated\ by|run\ by|set\ by|placed\ by|hosted\ by|service\ (?:of|
        from|by)|
    services\ (?:of|from|by)|(?:party|parties|partners?|networks?|providers?|tools?|companies|platforms?|vendors?)
    (?:,?\ (?:such\ as|like|including|namely|called|named))|(?:tool|platform|network|provider|partner|company|
    vendor)\ )
    [ ]?(?:the\ )?((?:[A-Z][\w&.'-]*[A-Za-z0-9])(?:[ ][A-Z][\w&'-]*[A-Za-z0-9]){0,3})""",
    re.VERBOSE,
)
OWN = re.compile(r"""[("]\s*(?:the\ )?"?([A-Z][\w&.' -]{1,40}?)"?\s*(?:"|,|\bor\b|\))""")
TITLE = re.compile(r"^((?:[A-Z][\w&.'-]*[ ]){1,3}?)[|:–-]?\s*(?:Privacy|Cookies?|Data|Ads)\b")
TITLE_OF = re.compile(r"(?:[Pp]olicy|[Nn]otice|[Ss]tatement)\s+(?:of|for|[-|–:])\s+((?:[A-Z][\w&.'-]*[ ]?){1,3})$")
HOW_OWNER = re.compile(
    r"how ((?:[A-Z][\w&.-]*)(?: [A-Z][\w&.-]*){0,2})(?:,| and its\b| \(| uses\b| collects\b| handles\b| process\w*\b)"
)
NOT_NAMES = frozenset(
    [
        "Company", "Website", "Websites", "Services", "Service", "Site", "Sites", "We", "You", "Our", "The", "Visitors",
        "Customers", "Cookies", "Cookie", "Web", "Flash", "Internet", "Explorer", "Firefox", "Safari", "Chrome", "Privacy",
        "Statement", "Policy", "Data", "EU", "EEA", "US", "United", "States", "User", "Users", "Media", "Social",
        "Third", "Parties", "Such", "These", "This", "GDPR", "HTML", "JavaScript", "IP",
    ]
)  # fmt: skip


def companies_in(text: str, own: frozenset[str] = frozenset()) -> list[tuple[str, int]]:
    """(name as written, place) of each company that the text names, without the policy's own."""
    found: dict[str, int] = {}
    for pattern in (NAMES, META):
        for match in pattern.finditer(text):
            found.setdefault(match.group(), match.start())
    for pattern in (LEGAL_FORM, NAMED_BY_CUE):
        for match in pattern.finditer(text):
            name = match[1].strip(" .,'")
            words = name.split()
            if not words or all(word.strip(".,'") in NOT_NAMES for word in words) or words[0] in NOT_NAMES:
                continue
            if any(name in other or other in name for other in found):
                continue
            found.setdefault(name, match.start(1))
    return sorted(
        ((name, at) for name, at in found.items() if name.casefold() not in own), key=lambda pair: (pair[1], pair[0])
    )


def own_names(text: str, title: str = "") -> frozenset[str]:
    """How the policy calls its owner, in lower case: `("Fernhill" or "Company")` gives both, "Fernhill Cookie Policy" one."""
    names: set[str] = set()
    for pattern in (TITLE, TITLE_OF):
        named = pattern.search(title.translate(PLAIN).replace("\n", " "))
        if named is not None:
            names.add(named[1].strip(" :|-'").removesuffix("'s").casefold())
    named = HOW_OWNER.search(text[:4_000].translate(PLAIN))
    if named is not None:
        names.add(named[1].casefold())
    for match in re.finditer(r"\(([^()]{2,160})\)", text[:8_000].translate(PLAIN)):
        if '"' not in match[1]:
            continue
        for quoted in re.findall(r'"(?:the )?([^"]{2,40})"', match[1]):
            if quoted[:1].isupper() or quoted in ("we", "us", "our"):
                names.add(quoted.strip().casefold())
    return frozenset(names)
