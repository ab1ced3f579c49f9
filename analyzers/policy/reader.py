"""What one policy document declares and promises: the only entry to this folder."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator

import msgspec

from analyzers.model import Declaration, PolicyReading, Promise, Unread, short_id
from analyzers.policy.actors import Context
from analyzers.policy.companies import NETWORKS
from analyzers.policy.document import Block, Document
from analyzers.policy.drafted import drafted_in, without_gaps
from analyzers.policy.foreign_cues import CUES
from analyzers.policy.foreign_promises import PATTERNS, foreign_promises_in, foreign_stances
from analyzers.policy.items import holds_cookie_table, read_items, unread_tables
from analyzers.policy.language import is_unknown, language_of, language_within
from analyzers.policy.mechanisms import declaration, declared_in
from analyzers.policy.mentions import GOES_ON, lifetime_told
from analyzers.policy.opening import open_document
from analyzers.policy.owner import own_names
from analyzers.policy.promises import distinct, promises_in
from analyzers.policy.proper_names import unlisted_companies
from analyzers.policy.referents import followed
from analyzers.policy.scheme import scheme_of
from analyzers.policy.sections import Section, Sentence, read_sections, read_sentences
from analyzers.policy.signals import Stance, stances_in
from analyzers.policy.unreadable import Unreadable, hardly_mentions, why_not_a_policy
from analyzers.policy.vocabulary import ENGLISH, MECHANISMS, TRACKING

FOREIGN = frozenset(PATTERNS)
LONG_BLOCK = 60
DATE = re.compile(
    r"""\b(?:\d{1,2}(?:st|nd|rd|th)?\s+(?:January|February|March|April|May|June|July|August|September|October|
        November|
    December),?\s+\d{4}|(?:January|February|March|April|May|June|July|August|September|October|November|December)\s+
    \d{1,2}(?:st|nd|rd|th)?,?\s+\d{4}|\d{4}-\d{2}-\d{2}|\d{1,2}[./-]\d{1,2}[./-]\d{4}|\d{1,2}(?:\.|er)?\s+(?:de\s+)?(?:januari|
        februari|
    maart|
    april|mei|juni|juli|augustus|september|oktober|november|december|Januar|Februar|März|Mai|Juni|Juli|Oktober|
    Dezember|
    janvier|février|mars|avril|juin|juillet|août|septembre|octobre|novembre|décembre|de\s+\w+\s+de|gennaio|febbraio|
    marzo|
    aprile|maggio|giugno|luglio|agosto|settembre|ottobre|dicembre)\s+\d{4})\b""",
    re.IGNORECASE | re.VERBOSE,
)


def read_policy(data: bytes, *, mime: str = "", source: str = "") -> PolicyReading:
    """Read HTML, Markdown or plain text. Never raises on bad input: `could_not_read` says why nothing was read.

    A document of more than 300,000 characters of text is not read (see opening.py), so time is bounded: measured, a second
    for each 80,000 characters of prose in which every sentence speaks of cookies.
    """
    digest = hashlib.sha256(data).hexdigest()
    drafted = drafted_in(data, source)
    if drafted is not None:
        return PolicyReading(declarations=drafted, source=source, sha256=digest, title="Declarations")
    try:
        document = open_document(data, mime=mime, source=source)
    except Unreadable as error:
        return PolicyReading(source=source, sha256=digest, could_not_read=str(error))
    language = language_of(document.text, document.language)
    why = why_not_a_policy(document)
    if why and not holds_cookie_table(document):
        return PolicyReading(source=source, sha256=digest, language=language, title=document.title, could_not_read=why)
    scheme = scheme_of(document)
    sections = list(read_sections(document, scheme))
    items = [without_gaps(one) for one in unique(read_items(document, sections, scheme, language))]
    quoted = frozenset(one.quote for one in items)
    if not items and is_unknown(document.text):
        why = "the text is in none of the languages that are read: English, Dutch, German, French, Spanish, Italian"
        return PolicyReading(source=source, sha256=digest, language="und", title=document.title, could_not_read=why)
    providers = frozenset(one.provider for one in items if one.provider)
    declarations, promises, unread = read_prose(document, sections, language, quoted, providers)
    by_name: dict[str, list[Declaration]] = {}
    for row in items:
        by_name.setdefault(row.name, []).append(row)
    declarations = [one for one in declarations if not is_said_by(one, by_name.get(one.name, []))]
    if not (declarations or items or promises or unread) and hardly_mentions(document):
        count = len(document.text.split())
        why = f"the document holds {count:,} words, but no sentence about cookies, tracking or personal data"
        return PolicyReading(source=source, sha256=digest, language=language, title=document.title, could_not_read=why)
    date = DATE.search(document.text, 0, 4_000)
    return PolicyReading(
        declarations=(*declarations, *items),
        promises=tuple(promises),
        unread=(*unread, *unread_tables(document, sections)),
        source=source,
        sha256=digest,
        language=language,
        title=document.title,
        date_as_written=date.group() if date else "",
    )


def document_text(data: bytes, *, mime: str = "", source: str = "") -> str:
    """The text in which every quote of `read_policy` occurs; empty when the document could not be read."""
    try:
        return open_document(data, mime=mime, source=source).text
    except Unreadable:
        return ""


def is_said_by(told: Declaration, items: list[Declaration]) -> bool:
    """Does a row of a table or list, of the same name, say what a sentence in that row was read to say, and more?"""
    if told.strength != "item" or told.kind == "signal":
        return False
    return any(one.quote in told.quote or told.quote in one.quote for one in items)


def unique(declarations: Iterable[Declaration]) -> Iterator[Declaration]:
    """Each declaration once, though a table may stand twice in the document."""
    seen: set[tuple[object, ...]] = set()
    for one in declarations:
        key = (one.kind, one.name, one.provider, one.category, one.category_as_written, one.party, one.lifetime)
        if key not in seen:
            seen.add(key)
            yield one


def read_prose(
    document: Document, sections: list[Section], language: str, quoted: frozenset[str], providers: frozenset[str]
) -> tuple[list[Declaration], list[Promise], list[Unread]]:
    """Declarations, promises and what was left, out of paragraphs and lists; `providers` are those of its tables."""
    own = own_names(document.text, document.title)
    unlisted = unlisted_companies(document, own, providers, language)
    finder, networks = unlisted.finder(), NETWORKS | unlisted.networks
    contexts = {code: Context(cues, code, own, finder, networks) for code, cues in CUES.items()}
    whole = contexts.get(language) or Context(ENGLISH, language, own, finder, networks)
    declarations: dict[tuple[object, ...], Declaration] = {}
    headed: set[tuple[object, ...]] = set()
    promises: dict[tuple[str, str], Promise] = {}
    context = whole
    unread: list[Unread] = []
    block: Block | None = None
    named: list[tuple[object, ...]] = []
    for sentence in followed(read_sentences(sections), whole):
        if sentence.block is not block:
            # A document of several languages: a paragraph that is long enough tells its own.
            block = sentence.block
            named = []
            context = (
                contexts.get(language_within(block.text, language), whole) if len(block.text) > LONG_BLOCK else whole
            )
        quote = document.quote(sentence.passage)
        place = document.where(sentence.block, sentence.passage)
        found = [*category_of(sentence, context, quote, place), *declared_in(sentence, context, quote, place)]
        found += signals_of(sentence, context, quote, place)
        lasts = lifetime_told(sentence.text) if named and GOES_ON.match(sentence.text) else None
        if lasts is not None:
            # "Our base_id cookie counts visits. This cookie lasts for 3 months."
            for key in named:
                declarations[key] = msgspec.structs.replace(
                    declarations[key], lifetime=lasts.as_written, lifetime_s=lasts.seconds
                )
        named = []
        for one in found:
            purpose = one.purpose if one.kind in ("signal", "category") else ""
            key = (one.kind, one.name, one.provider, one.category, one.party, one.lifetime, one.where, purpose)
            # Said in passing and again under its own heading ("IP addresses"): the latter is the better quote.
            own_heading = one.kind in MECHANISMS and MECHANISMS[one.kind].search(sentence.heading) is not None
            if key not in declarations or (own_heading and key not in headed):
                declarations[key] = one
                if one.strength == "item" and one.kind != "signal" and not one.lifetime:
                    named.append(key)
            if own_heading:
                headed.add(key)
        if context.language in FOREIGN:
            promised = list(foreign_promises_in(sentence, context.cues, quote, place, context.language))
        else:
            promised = list(promises_in(sentence, context.cues, quote, place, context.language))
        for promise in promised:
            promises.setdefault((promise.subject, promise.quote), promise)
        if not found and not promised and quote not in quoted and is_statement(sentence):
            unread.append(Unread(quote=quote, place=place, why=why_unread(sentence, context)))
    return stated(list(declarations.values())), distinct(promises.values()), unread


def is_statement(sentence: Sentence) -> bool:
    """Does it speak of tracking, and is it more than a question or a line of a menu?"""
    text = sentence.text
    return TRACKING.search(text) is not None and not text.endswith("?") and len(text.split()) > 3


def stated(declarations: list[Declaration]) -> list[Declaration]:
    """Without the sentences that only explain a signal, where another says what happens to it."""
    decided = {one.name for one in declarations if one.kind == "signal" and one.purpose != "mentioned"}
    return [
        one for one in declarations if one.kind != "signal" or one.purpose != "mentioned" or one.name not in decided
    ]


def category_of(sentence: Sentence, context: Context, quote: str, place: str) -> list[Declaration]:
    """The first sentence of a category's section says what the category is."""
    if not sentence.says_category or sentence.category is None or not sentence.category.category:
        return []
    return [
        declaration(
            sentence,
            context,
            quote,
            place,
            kind="category",
            category=sentence.category.category,
            party="any",
            purpose=sentence.text,
            as_written=sentence.category.as_written,
        )
    ]


def signals_of(sentence: Sentence, context: Context, quote: str, place: str) -> list[Declaration]:
    found = []
    if context.language in FOREIGN:
        stances = [Stance(signal, honoured) for signal, honoured in foreign_stances(sentence.text)]
    else:
        stances = stances_in(sentence.text, sentence.before, sentence.heading)
    for stance in stances:
        said = {True: "honoured", False: "not honoured", None: "mentioned"}[stance.honoured]
        found.append(
            Declaration(
                id=short_id("declaration", "signal", stance.signal, quote, place),
                kind="signal",
                name=stance.signal,
                purpose=said,
                quote=quote,
                place=place,
                strength="item",
                language=context.language,
            )
        )
    return found


def why_unread(sentence: Sentence, context: Context) -> str:
    if context.cues.defines.search(sentence.text):
        return "explains what the thing is"
    if context.cues.instructs.search(sentence.text):
        return "tells the reader what to do"
    return "speaks of tracking, but no rule read a declaration or promise in it"
