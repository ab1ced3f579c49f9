"""Which companies and services a sentence names: those that policies often name, and those that its document taught."""

from __future__ import annotations

import re

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
    \b(?:buttons?|icons?)\b|\b(?:deel)?knop(?:pen)?\b|\bschaltflächen?\b|\bboutons?\b|\bbot(?:ones|ón)\b|\bpulsant[ei]\b|
        \bsocial\b|\bsociale\b|\bsozial|\bsociaux\b"""
)


def companies_in(
    text: str, own: frozenset[str] = frozenset(), unlisted: re.Pattern[str] | None = None
) -> list[tuple[str, int]]:
    """(name as written, place) of each company that the text names, without the policy's own.

    `unlisted` finds the names that only this document taught, see proper_names.py.
    """
    found: dict[str, int] = {}
    for pattern in (NAMES, META, *([unlisted] if unlisted is not None else ())):
        for match in pattern.finditer(text):
            if not any(match.group() in name for name in found):
                found.setdefault(match.group(), match.start())
    return sorted(
        ((name, at) for name, at in found.items() if name.casefold() not in own), key=lambda pair: (pair[1], pair[0])
    )
