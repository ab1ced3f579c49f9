"""Whether the links answer by which the policy says that one can opt out, and those that lead to the policy itself.

An address that answers is no proof that the opt-out works: nothing was clicked there. One that is dead is proof that it
does not. What could not be told (a human check, a log-in, no answer in time, not tried) is `not-checked`, with the reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from analyzers.comparison.case import IN_TITLE, Case, counted, finding, named
from analyzers.comparison.outcome import Outcome
from analyzers.comparison.weights import VERDICT_WEIGHT
from analyzers.link_answers import Said
from analyzers.model import Finding, Promise, Source
from analyzers.parties import host_of

SUBJECT = "opt-out-links"
BY_CLICK = "it opens something in the page, and nothing was clicked"
NOTHING_CLICKED = "Nothing was clicked there, so whether the opt-out then works was not tested."

_POINTS = re.compile(r"\b(?:click(?:ing)?|here|link|this page|following)\b", re.IGNORECASE)
"""The sentence itself speaks of a link: without one it leads nowhere."""


def opt_out_links(case: Case, promise: Promise) -> Outcome:
    """Contradicted by a dead link in the passage, or by a passage that points to a link and holds none."""
    facts = case.witness.links
    offered = _of(case, promise)
    if not offered:
        linked = any(_same_passage(_flat(one), _flat(promise.quote)) for one in facts.linked_sentences)
        if facts.with_links and _POINTS.search(promise.quote) and not linked:
            return Outcome(
                outcome="contradicted",
                title="The policy says that one can opt out by a link, and no such link is in it.",
                why="The passage points the reader to a link. Neither the policy nor the pages measured hold one whose text, "
                "address or sentence speaks of opting out.",
                confidence="medium",
                remedy="Put the link into the passage.",
            )
        return Outcome(outcome="not-checked", why="No link to an opt-out was found in the policy or on the pages.")
    dead = _dead(offered)
    if dead:
        return Outcome(
            outcome="contradicted",
            title=f"The policy offers an opt-out by a link that leads nowhere: {_titled(dead)}.",
            why=f"{_told(dead)}. {_rest(offered)}".strip(),
            places=_places(dead),
            confidence=_sure(dead),
            remedy="Replace the link by the address where one can opt out today, or take the offer out of the policy.",
        )
    open_ones = [one for one in offered if one.answer is None or one.answer.verdict != "answers"]
    if open_ones:
        return Outcome(outcome="not-checked", why=_rest(offered), places=_places(offered))
    # Whether a link answers does not hang on whether every page was measured.
    return Outcome(outcome="kept", why=f"{_rest(offered)} {NOTHING_CLICKED}", places=_places(offered))


def dead_links(case: Case) -> Iterator[Finding]:
    """Dead links to opt-outs that no judged promise tells of, and dead links to the policy."""
    promises = [promise for promise in case.reading.promises if promise.subject == SUBJECT]
    judged = {one.link.url for promise in promises for one in _dead(_of(case, promise))}
    dead = [one for one in _dead(case.witness.links.opt_outs) if one.link.url not in judged]
    if dead:
        yield finding(
            case,
            "dead-link",
            VERDICT_WEIGHT["dead-link"],
            cause=("opt-out", *sorted({one.link.url for one in dead})),
            title=f"A link for opting out leads nowhere: {_titled(dead)}.",
            why=f"{_told(dead)}. It stands in {named(one.page for one in dead)}.",
            remedy="Replace the link by the address where one can opt out today, or remove it.",
            confidence=_sure(dead),
            quote=next((one.sentence for one in dead if one.sentence), ""),
            place=next((one.page for one in dead if one.sentence), ""),
            places=_places(dead),
        )
    gone = [one for one in case.witness.links.policies if one.answer is not None and one.answer.verdict == "dead"]
    if gone:
        pages = list(dict.fromkeys(page for one in gone for page in one.pages))
        answers = [one.answer for one in gone if one.answer is not None]
        yield finding(
            case,
            "dead-link",
            VERDICT_WEIGHT["dead-link"],
            cause=("policy", *sorted(one.url for one in gone)),
            title=f"A link to the policy leads nowhere: {named((one.url for one in gone), IN_TITLE)}.",
            why=f"{'; '.join(f'{_short(one.url)}: {one.why}' for one in answers[:5])}. Linked on {named(pages)}.",
            remedy="Let the link lead to the policy.",
            places=tuple(one.place for one in answers),
        )


def _of(case: Case, promise: Promise) -> list[Said]:
    """The opt-outs that a promise speaks of: those in its passage; where it has none, all of the policy, then of the pages."""
    every = case.witness.links.opt_outs
    quote = _flat(promise.quote)
    near = [one for one in every if one.of_policy and one.sentence and _same_passage(_flat(one.sentence), quote)]
    return near or [one for one in every if one.of_policy] or list(every)


def _same_passage(sentence: str, quote: str) -> bool:
    return len(sentence) > 3 and (sentence in quote or quote in sentence)


def _flat(text: str) -> str:
    return re.sub(r"[^\w]+", " ", text).strip().lower()


def _dead(offered: Iterable[Said]) -> list[Said]:
    """Each dead address once."""
    found = {one.link.url: one for one in offered if one.answer is not None and one.answer.verdict == "dead"}
    return list(found.values())


def _titled(offered: list[Said]) -> str:
    return named((_whose(one) for one in offered), IN_TITLE)


def _whose(one: Said) -> str:
    host = host_of(one.link.url)
    return one.link.whose if one.link.whose in ("", host) or "." in one.link.whose else f"{one.link.whose} ({host})"


def _told(dead: list[Said]) -> str:
    return "; ".join(f"{_short(one.answer.url)}: {one.answer.why}" for one in dead[:5] if one.answer is not None)


def _rest(offered: list[Said]) -> str:
    """What came of the links that are not dead, in words."""
    each = {one.link.url: one for one in offered}.values()
    answered = [one for one in each if one.answer is not None and one.answer.verdict == "answers"]
    words = [f"Answered: {named(_answered(one) for one in answered)}."] if answered else []
    unclear = [
        f"{_whose(one)} ({one.answer.why})"
        for one in each
        if one.answer is not None and one.answer.verdict == "unclear"
    ]
    words += [f"Could not be told: {'; '.join(unclear[:5])}."] if unclear else []
    untried = [f"{_whose(one) or one.link.text} ({_why_not(one)})" for one in each if one.answer is None]
    words += [f"Not tried: {'; '.join(untried[:5])}."] if untried else []
    return " ".join(words)


def _answered(one: Said) -> str:
    count = len(one.answer.cookies) if one.answer is not None else 0
    sets = f" (sets {counted('cookie', count)} when opened)" if count else ""
    return f"{_whose(one)}{sets}"


def _why_not(one: Said) -> str:
    if not one.link.url.lower().startswith(("http://", "https://")):
        return BY_CLICK
    return "links were not opened in this scan, or others came first"


def _sure(dead: list[Said]) -> str:
    """A server that says 404 is sure; a name that does not resolve may be this machine's trouble."""
    return "high" if any(one.answer is not None and one.answer.status is not None for one in dead) else "medium"


def _places(offered: Iterable[Said]) -> tuple[Source, ...]:
    return tuple(dict.fromkeys(one.answer.place for one in offered if one.answer is not None))


def _short(url: str) -> str:
    return url if len(url) <= 120 else f"{url[:119]}…"
