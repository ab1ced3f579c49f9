"""Which links of the policy and of the pages lead to opt-outs and to the policy, and whether they answered.

Whether a link answers is a Visit of its address: as a page, as a policy, or opened for that alone (purpose `link`). Three
answers: it answers, it is dead, it could not be told. A server that answers 404 or 410, a name that does not resolve, a
refused connection and an invalid certificate are dead; a human check, a log-in, 5xx or no answer in time could not be told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from analyzers.knowledge.opt_out_pages import known_page
from analyzers.model import Source
from analyzers.opt_outs import LONGEST_TEXT, OptOut, opt_out, says_opt_out
from analyzers.parties import host_of
from analyzers.policy.linked import links_in
from analyzers.policy.links import judge
from analyzers.scenarios import FIRST
from crawler.evidence import Evidence
from crawler.records import JarCookie, Link, Visit, is_aside

POLICY_LINK = 70
"""Score from which a link is taken for one to a policy (analyzers.policy.links): its text says privacy or cookies."""
MOST = 200
"""Opt-outs, and addresses of policies, that are kept."""
GONE = (404, 410)
UNREACHED = frozenset(("dns", "refused", "tls"))


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What came of opening an address."""

    url: str
    verdict: str
    """`answers`, `dead`, `unclear`."""
    why: str
    """In plain words, as `the server answered 404`."""
    final_url: str = ""
    status: int | None = None
    cookies: tuple[str, ...] = ()
    """Names of the cookies that stood in the fresh browser after it was opened: an opt-out may be one."""
    place: Source


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """An opt-out where it is offered."""

    link: OptOut
    sentence: str = ""
    """Around it, in a policy; empty on a page."""
    of_policy: bool = False
    page: str
    """Address of the document that holds it."""
    answer: Answer | None = None
    """None when it was not tried."""


class PolicyLinked(msgspec.Struct, frozen=True, kw_only=True):
    """An address to which pages link as to the policy."""

    url: str
    pages: tuple[str, ...]
    answer: Answer | None = None


class LinkFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What the evidence tells of these links. Empty means that nothing of the kind was found or looked for."""

    opt_outs: tuple[Said, ...] = ()
    """Those of the policy first."""
    policies: tuple[PolicyLinked, ...] = ()
    tried: bool = False
    """Were links opened for their own sake?"""
    with_links: bool = False
    """Is a document of the policy at hand in a form that shows its links?"""
    linked_sentences: tuple[str, ...] = ()
    """Sentences of the policy that speak of opting out and hold any link at all."""


def link_facts(evidence: Evidence) -> LinkFacts:
    """Stream the evidence once."""
    visits: dict[str, Visit] = {}
    places: dict[str, Source] = {}
    cookies: dict[str, dict[str, None]] = {}
    on_pages: dict[str, Said] = {}
    policies: dict[str, dict[str, None]] = {}
    for line in evidence.lines():
        record, session = line.record, "" if line.session == FIRST else line.session
        if isinstance(record, Visit) and record.visit:
            address = _bare(record.url)
            # An address that was read twice, as a page and as the policy: the better end counts.
            if address not in visits or visits[address].outcome != "measured":
                visits[address] = record
                places[address] = Source(
                    session=session, visit=record.visit, url=record.url, seq=line.seq, what="opened"
                )
        elif isinstance(record, JarCookie) and record.visit:
            cookies.setdefault(record.visit, {})[record.name[:100]] = None
        elif isinstance(record, Link) and not is_aside(record):
            found = of_page(record, evidence.site)
            if found is not None and len(on_pages) < MOST:
                on_pages.setdefault(_bare(record.url), Said(link=found, page=record.frame_url))
            if leads_to_policy(record) and (_bare(record.url) in policies or len(policies) < MOST):
                policies.setdefault(_bare(record.url), {})[record.frame_url] = None
    documents = [(document.url, document.mime, data) for document, data in evidence.policies()]
    said = list(of_policies(documents, evidence.site))
    in_policy = {_bare(one.link.url) for one in said}
    said += [one for url, one in on_pages.items() if url not in in_policy]
    outside = any(
        visit.purpose == "link" and visit.status is not None and known_page(visit.url) for visit in visits.values()
    )

    def answer(url: str) -> Answer | None:
        visit = visits.get(_bare(url))
        names = cookies.get(visit.visit, {}) if visit else {}
        return answer_of(visit, places[_bare(url)], tuple(names), outside=outside) if visit else None

    return LinkFacts(
        opt_outs=tuple(msgspec.structs.replace(one, answer=answer(one.link.url)) for one in said),
        policies=tuple(
            PolicyLinked(url=url, pages=tuple(pages), answer=answer(url)) for url, pages in policies.items()
        ),
        tried=any(visit.purpose == "link" for visit in visits.values()),
        with_links=any("html" in mime for _, mime, _ in documents),
        linked_sentences=tuple(
            dict.fromkeys(
                placed.sentence
                for source, mime, data in documents
                for placed in links_in(data, mime, source)
                if says_opt_out(placed.sentence)
            )
        )[:MOST],
    )


def of_page(record: Link, site: str) -> OptOut | None:
    """The opt-out that a page's link leads to. A picture of a network's own "AdChoices" in a frame counts as the page's."""
    return opt_out(record.url, record.text, site=site) if len(record.text) <= LONGEST_TEXT else None


def of_policies(documents: Iterable[tuple[str, str, bytes]], site: str) -> Iterator[Said]:
    """Opt-outs in policy documents, given as (address, MIME type, bytes), in their order, each address once a sentence."""
    for source, mime, data in documents:
        seen: set[tuple[str, str]] = set()
        for placed in links_in(data, mime, source):
            found = opt_out(placed.url, placed.text, sentence=placed.sentence or " ", site=site)
            if found is not None and (placed.url, placed.sentence) not in seen and len(seen) < MOST:
                seen.add((placed.url, placed.sentence))
                yield Said(link=found, sentence=placed.sentence, of_policy=True, page=source)


def leads_to_policy(record: Link) -> bool:
    """Does a page's link lead to a privacy or cookie policy?"""
    found = judge(record.text, record.url, record.frame_url, host_of(record.frame_url))
    return found is not None and found.score >= POLICY_LINK


def answer_of(visit: Visit, place: Source, cookies: tuple[str, ...] = (), *, outside: bool) -> Answer:
    """`outside`: did any well-known address answer in this scan?

    Where none did, that one cannot be reached says more of this machine's network than of the address.
    """
    if visit.outcome in ("measured", "not-html", "off-site"):
        verdict, why = "answers", f"the server answered {visit.status}" if visit.status else "a document came"
    elif visit.outcome in UNREACHED and known_page(visit.url) is not None and not outside:
        verdict = "unclear"
        why = f"{visit.reason}; no well-known address could be reached, so it may be the network of this machine"
    elif visit.outcome in UNREACHED or (visit.outcome == "http-error" and visit.status in GONE):
        verdict, why = "dead", visit.reason
    else:
        verdict, why = "unclear", visit.reason or visit.outcome
    return Answer(
        url=visit.url,
        verdict=verdict,
        why=why,
        final_url=visit.final_url,
        status=visit.status,
        cookies=cookies,
        place=place,
    )


def _bare(url: str) -> str:
    """An address without its fragment, which no server sees."""
    return url.partition("#")[0] or url
