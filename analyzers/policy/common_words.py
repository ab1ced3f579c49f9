"""English words that begin a policy's sentences or stand for its defined terms with a capital letter, and name no company."""

COMMON = frozenset(
    word
    for line in (
        "a about above accept access account accounts act action actions ad additional additionally ads advertisement",
        "advertisements advertiser advertisers advertising affiliate affiliates after again agency agent agents all also",
        "although always an analysis analytics and android annex another any anyone api apis app appendix apple application",
        "applications apps april are article as ask asia at audience august australia authorities authority banner basic",
        "because before behaviour belgium below beacon beacons besides billing blog board both brazil browser browsers",
        "browsing business businesses but buyer buyers by california canada candidate category ccpa cdn certain changes",
        "chapter children china choice choices chrome chromium cjeu click client clients clause code collection commission",
        "committee companies company compliance computer consent console consumer consumers contact content contents",
        "contents context contract controller controllers controls cookie cookies corporate country court cpra create",
        "credit currently customer customers data database date december default department depending desktop despite",
        "details device devices digital direct director display dnt do document does domain due during each edge either",
        "element email emails employee employees england english essential etc eu europe european eea eprivacy even every",
        "everybody everyone everything evidence example exactly examples except experience explorer external february feed",
        "file files finally find firefox first five flash following for form forms four france free friday from",
        "full function functional functionality functions further gdpr general generally germany gif given gmail google's",
        "government gps great group groups guest guests half has have he help hence her here his history host hour how",
        "however html html5 http https i iab icann ico id identifiers if important in including individual individuals",
        "industry info information initially instead institute interest interests internal internet ios ip ipad iphone",
        "ireland is it italy item its january javascript job jobs july june just know kingdom language last later law laws",
        "lawful least legal let license like link links linux list listed local location log login logs mac mail main",
        "mandatory many march market marketing material may maybe me means measurement media member members message",
        "messages method metrics might mobile monday moreover most must my name national navigation near necessary",
        "netherlands network networks never new news newsletter newsletters next no nobody none nor not note nothing notice",
        "notices notification notwithstanding november now number objects october of office often on once one online only",
        "opera operator opt optional or order orders organisation organization other others otherwise our out over overview",
        "own owner page pages paragraph parent parliament part participant participants parties partner partners party",
        "password payment people performance perhaps permission person personal personalisation personalization phone",
        "picture pixel pixels place platform platforms players please point policies policy portal preference preferences",
        "president previously privacy process processor processors product products profile program programme provided",
        "provider providers publisher publishers purchase purpose purposes questions reader readers reason receive",
        "recipient recipients record records register registration regulation related remember report request",
        "requests research resource rest retention right rights rules safari sale sales same saturday school sdk sdks search",
        "second secondly section security see seller sellers september server servers service services session settings",
        "several shall share she shop should shopper shoppers similar similarly simply since site sites six small",
        "so social software some somebody someone sometimes soon source spain special standard state statement states",
        "statistics still storage store stores strictly student students sub-processors subject subscriber subscribers",
        "such sunday supplier suppliers support survey switzerland system systems table tag tags targeting team technical",
        "technically technologies technology ten term terms text thanks that the their them then there therefore these",
        "they third this those though three through thursday thus title to today together token tool tools total tracker",
        "trackers tracking traffic transfer tuesday two type types uk under unfortunately union unique united university",
        "unless unlike unsubscribe until up update updates upon us usa usage use used user users uses using usually value",
        "various vendor vendors version via view viewer visit visiting visitor visitors we web website websites wednesday",
        "week what whatever when where whereas whether which while who whoever whose why widget widgets wifi wi-fi will",
        "windows with within without words work worldwide www xml year yes yet you your yourself ajax css png jpeg pdf ssl",
        "tls dns url urls utm imei idfa gaid aaid idfv mac cms crm seo php json uuid bluetooth indexeddb localstorage",
        "flow internet-explorer north south east west america africa ltd inc llc gmbh corp limited plc address agreement",
        "authentication board chief content-delivery cross-site daa edaa naa nai daac youronlinechoices aboutcookies",
        "contracting attorney civil circuit directive framework shield safe harbor harbour clauses scc sccs dpa dpo dpf cnil",
        "ftc ofcom icc w3c ietf federal constitution republic ministry union-wide english-language welsh dutch french german",
        "spanish italian british american irish swiss norwegian danish swedish finnish polish indian chinese japanese",
    )
    for word in line.split()
)
GENERIC_ENDING = frozenset(
    [
        "cookie", "cookies", "pixel", "pixels", "tag", "tags", "beacon", "beacons", "plugin", "plugins", "plug-in", "plug-ins",
        "button", "buttons", "widget", "widgets", "sdk", "sdks", "website", "websites", "privacy", "policy", "policies",
        "terms", "inc", "ltd", "llc", "gmbh",
    ]
)  # fmt: skip
"""Nouns after a company's name that are no part of it: "Tallyfen Cookies"."""
