"""Which companies a document names that no list knows: proper names beside a cue, or doing what companies do."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import msgspec

from analyzers.policy.common_words import COMMON, GENERIC_ENDING
from analyzers.policy.companies import META, NAMES
from analyzers.policy.document import Block, Document
from analyzers.policy.owner import NAME, WORD
from analyzers.policy.promise_facts import COUNTRY

LIST = rf"({NAME}(?:(?:,[ ]|,?[ ](?:and|or|&|as[ ]well[ ]as)[ ])(?:the[ ])?{NAME}){{0,12}})"
PARTNER = r"""(?:third[- ])?(?:part(?:y|ies)|partners?|networks?|providers?|suppliers?|compan(?:y|ies)|platforms?|vendors?|
    agenc(?:y|ies)|firms?|processors?|contractors?|tools?|advertisers)"""
ACTS = r"""(?:collect|count|measure|track|analy[sz]e|place|set|store|send|deliver|monitor|record|receive|process|gather|use|
    provide|operate|host|combine|recogni[sz]e|log|learn|follow|drop|report|display|serve|write|observe|profile|retarget|
    evaluate|load|embed|match|share|run|supply|manage|handle|show|create|transfer|read)"""
ACTS_ALONE = r"""(?:collects|counts|measures|tracks|analy[sz]es|places|sets|stores|sends|delivers|monitors|records|receives|
    processes|gathers|uses|provides|operates|hosts|combines|recogni[sz]es|logs|learns|follows|drops|reports|displays|serves|
    writes|observes|profiles|retargets|evaluates|loads|embeds|matches|shares|runs|supplies|manages|handles|shows|creates|
    transfers|reads|helps[ ]us)"""


def cue(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.VERBOSE)


# "networks, among them Bram", "set by Bram and Tall", "the social network Goss", "Goss's own privacy statement": the
# words beside the name say that a company is meant.
CUED: tuple[re.Pattern[str], ...] = (
    cue(
        rf"""\b(?i:{PARTNER})\b[^.;:!?]{{0,40}}?[ (](?:such[ ]as|like|including|namely|called|named|among[ ](?:them|others|which)|
        in[ ]particular|e\.g\.,?|i\.e\.,?|for[ ](?:example|instance),?)[ ](?:the[ ])?(?:(?:companies|company|firms?)[ ])?{LIST}"""
    ),
    cue(
        rf"""\b(?:offered|provided|supplied|operated|run|set|placed|hosted|managed|delivered|served|sent|collected|processed|
        dropped|measured|counted|owned)[ ](?:\w+ly[ ]|for[ ]us[ ])?by[ ](?:the[ ])?(?:(?:company|firm|provider)[ ])?{LIST}"""
    ),
    cue(
        rf"""\b(?i:services?(?=[ ](?:of|by))|videos?|films?|maps?|fonts?|buttons?|plug-?ins?|widgets?|forms?|chat)
        [ ](?:of|from|by)[ ](?:the[ ])?
        (?:(?:company|firm|provider)[ ])?{LIST}"""
    ),
    cue(
        rf"""\b(?:[Tt]he|[Oo]ur|[Aa]n?|by|of|with)[ ](?:[\w-]+[ ]){{0,4}}?(?:network|provider|platform|tool|company|partner|
        vendor|supplier|agency|firm|processor|specialist|service)s?[ ]{LIST}"""
    ),
    cue(
        rf"""\b(?:[Ww]e|[Ww]ebsites?|[Ss]ites?|[Ss]hop|[Aa]pp|[Bb]log)[ ](?:\w+[ ]){{0,2}}?
        (?:uses?|employs?|engaged?|engages|hired?|(?:works?|cooperate|collaborate|partner|partnered)[ ](?:together[ ])?with|
        rely[ ]on)[ ](?:the[ ]services[ ]of[ ])?{LIST}(?=,?[ ](?:to|for|which|who|that|as|whose|so|in[ ]order)\b|[.;(])"""
    ),
    cue(rf"""\b({NAME})'s?[ ]own[ ](?:\w+[ ])?(?:polic|statement|notice|terms|website)"""),
    cue(rf"""\b(?:privacy|cookie)[ ](?:polic(?:y|ies)|statements?|notices?)[ ](?:of|from|by)[ ](?:the[ ])?{LIST}"""),
    cue(
        rf"""\b(?:which|that|whom)[ ]({NAME})[ ](?:\w+ly[ ])?(?:{ACTS_ALONE}|(?:may|can|will)[ ]{ACTS})\b
        [^.;]{{0,40}}\b(?:for[ ]us|on[ ]our[ ]behalf|our|we)\b"""
    ),
    cue(rf"""\b(?:which|that)[ ]({NAME})[ ](?:sends|places|sets|runs|hosts|operates|delivers|drops|supplies)\b"""),
    cue(
        rf"""(?:^|[.;][ ])({NAME})(?:[ ]is|,)[ ](?:a|an|the|our)[ ](?:[\w-]+[ ]){{0,5}}?(?:service|tool|provider|company|
        network|platform|vendor|agency|firm|supplier|processor|solution)\b"""
    ),
)
SHARING = re.compile(
    rf"""["']?\b(?i:like|share|follow|tweet|pin(?:[ ]it)?)["']?[ -](?:buttons?|plug-?ins?|widgets?)[ ](?:of|from|by)[ ](?:the[ ])?
    {LIST}""",
    re.VERBOSE,
)
SOCIAL = re.compile(rf"\b[Ss]ocial (?:media )?(?:network|platform|site|channel)s?\b[^.;:!?A-Z]{{0,40}}{LIST}")
LEGAL_FORM = re.compile(
    rf"""(?<![\w.])((?:{WORD}[ ]){{0,3}}{WORD}),?[ ](?:Inc|Ltd|LLC|GmbH|B\.?V|N\.?V|S\.?A\.?S?|S\.?r\.?l|AG|Corp|Corporation|
    Limited|PLC|plc|Oy|AB|A/S|ApS|SE|SpA|S\.p\.A|S\.?à\.?r\.?l)\b\.?""",
    re.VERBOSE,
)
# "Tallyfen counts visits": a singular verb without an article makes the subject a name, where the word is no common one.
SUBJECT = re.compile(
    rf"""(?:^|[.;!?:,][ ]|\n|\b(?:and|that|where|while|because|when|if|how)[ ])["'(]?({NAME})(?:[ ]and[ ]({NAME}))?,?[ ]
    (?:also[ ]|then[ ]|only[ ]|itself[ ])?
    (?:{ACTS_ALONE}|(?:may|can|could|will|might|does[ ]not)[ ](?:also[ ]|then[ ])?{ACTS})\b""",
    re.VERBOSE,
)
STEM = re.compile(
    rf"\b(?:{PARTNER}|services)\b[^.?!]{{0,120}}:\s*$", re.IGNORECASE | re.VERBOSE
)  # "We work with these partners:"
ITEM = re.compile(rf"^({NAME})\s*(?:[:,(–—]|\s-\s|$)")
SEPARATOR = re.compile(r",? (?:and|or|&(?! (?:Co|Sons|Partners|Brothers|Company)\b)|as well as) |, ")
LOWER = re.compile(r"(?<![\w./@:&=?#%-])[a-zà-ÿ][a-zà-ÿ'-]+(?![\w@/_]|\.\w)")
TERM = re.compile(
    rf"""\b(?i:the|our|an?|your|this|these|those|such|each|every|any|all|its|their|my)[ ]({NAME})
    (?=[.,;:)]|$|[ ](?:is|are|may|can|will|and|or|to|of|in|that|which|has|have|for|on|by|from|with)\b)""",
    re.VERBOSE,
)
DOMAIN = re.compile(r"\.(?:[a-z]{2,4}|[a-z]{2,3}\.[a-z]{2})$")
MOST_NAMES = 200
MOST_TEXT = 400_000


class Unlisted(msgspec.Struct, frozen=True):
    """What one document names."""

    names: tuple[str, ...] = ()
    """As written, the longest first."""
    networks: frozenset[str] = frozenset()
    """Those of them that the text calls social networks."""

    def finder(self) -> re.Pattern[str] | None:
        if not self.names:
            return None
        return re.compile(rf"(?<![\w@./-])(?:{'|'.join(map(re.escape, self.names))})(?!\w|\.\w|-[a-z])")


def unlisted_companies(document: Document, own: frozenset[str], providers: Iterable[str], language: str) -> Unlisted:
    """The companies that the document's prose and headings name, besides those of its own tables (`providers`).

    Cues are English; of a document in another language only the providers that its tables give are taken.
    """
    blocks = [block for block in document.blocks if block.kind != "table"] if language == "en" else []
    words = Words(blocks, own)
    found: dict[str, None] = {}
    networks: set[str] = set()
    for name in providers:
        if re.fullmatch(NAME, name) and words.may_be_name(name):
            found[name] = None
    stem = False
    for block in blocks:
        text = block.text.replace("\n", " ") if block.kind != "heading" else ""
        for pattern in (*CUED, LEGAL_FORM):
            for match in pattern.finditer(text):
                for name in names_of(match[1]):
                    if words.may_be_name(name):
                        found[name] = None
        for match in (*SOCIAL.finditer(text), *SHARING.finditer(text)):
            for name in names_of(match[1]):
                if words.may_be_name(name):
                    found[name] = None
                    networks.add(name)
        for match in SUBJECT.finditer(block.text if text else ""):
            for name in filter(None, match.groups()):
                if words.is_strange(name) and not words.opens(name):
                    found[name] = None
        if block.kind == "item" and stem:
            item = ITEM.match(text)
            if item is not None and words.is_strange(item[1]):
                found[item[1]] = None
        elif block.kind != "item":
            stem = STEM.search(block.text[-200:]) is not None
    names = sorted(found, key=lambda name: (-len(name), name))[:MOST_NAMES]
    return Unlisted(tuple(names), frozenset(networks))


def names_of(listed: str) -> Iterator[str]:
    """The names of `Tallyfen, Bramblecast and the Gossamerly`, without a generic noun at the end ("Hotjar Cookies")."""
    for part in SEPARATOR.split(listed):
        words = part.removeprefix("the ").strip(" .,'").removesuffix("'s").split()
        while words and words[-1].casefold() in GENERIC_ENDING:
            words.pop()
        if words:
            yield " ".join(words)


class Words:
    """The words of a document, by which a capital letter is told from a name."""

    def __init__(self, blocks: list[Block], own: frozenset[str]) -> None:
        self.text = "\n".join(block.text for block in blocks)[:MOST_TEXT]
        self.lower = {word.group().casefold() for word in LOWER.finditer(self.text)}
        self.own = own
        self.terms = {match[1] for match in TERM.finditer(self.text)}
        first = next((block.text for block in blocks if block.kind != "heading" and len(block.text) > 60), "")
        heads = [block.text for block in blocks if block.kind == "heading"][:1]
        self.opening = " ".join((*heads, first))

    def may_be_name(self, name: str) -> bool:
        """Beside a cue: at least one word is neither common nor written small elsewhere, and it is not the owner's."""
        words = name.split()
        if len(name) < 3 or len(name) > 60 or self.is_own(name) or self.is_term(name):
            return False
        if COUNTRY.fullmatch(name) or COUNTRY.fullmatch(words[0]):
            return False
        if NAMES.search(name) or META.search(f"{name},") or DOMAIN.search(name):
            return False  # listed already, or an address rather than a name
        return not all(self.is_common(word) for word in words) and words[0].casefold() not in COMMON

    def is_strange(self, name: str) -> bool:
        """Without a cue: no word is common, nor has the ending of a common noun."""
        words = name.split()
        if not self.may_be_name(name) or any(self.is_common(word) for word in words):
            return False
        return len(name) > 3 and not any(COMMON_ENDING.search(word) and word[1:].islower() for word in words)

    def is_common(self, word: str) -> bool:
        bare = word.casefold().removesuffix("'s")
        return bare in COMMON or bare in self.lower or bare.rstrip("s") in self.lower

    def is_own(self, name: str) -> bool:
        lowered = name.casefold()
        return any(lowered == own or lowered.startswith(own + " ") or own.startswith(lowered + " ") for own in self.own)

    def is_term(self, name: str) -> bool:
        """A term that the document defines takes an article: "the Pottery is", "our Apps may"."""
        return name in self.terms

    def opens(self, name: str) -> bool:
        """Whoever a policy names first is most often its owner."""
        return name in self.opening


COMMON_ENDING = re.compile(
    r"(?:ings?|tions?|sions?|ments?|ness|ities|ity|ances?|ences?|ics|isms?|able|ible|ally|ful|less|ers|ors|ies|ages?|ware|"
    r"ants|ents|ists|ees|ates|ures?|ects?)$"
)
