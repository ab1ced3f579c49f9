"""Does a provider, as a policy writes it, mean the party that was observed?

Names are compared by whole words ("Meta" is not in "metadata"), domains by registrable domain, owners by what the
knowledge says of companies. Weak points of earlier work that this avoids: Libert, WWW 2018 (owner names as substrings
of the text); Bollinger et al., USENIX Security 2022 (declared domain as substring of the host).
"""

from __future__ import annotations

import re
from functools import lru_cache

import msgspec

from analyzers.knowledge import Knowledge
from analyzers.model import Observation
from analyzers.parties import host_of, is_within, registrable_domain
from analyzers.scope import icann_domain

LONGEST_NAME = 300
"""Characters of a provider's name that are read."""
LONGEST_QUOTE = 2000
"""Characters of a sentence that are searched for names."""
SHORTEST_LABEL = 4
"""Letters of a domain's name that may be found in a company's name: `t.co` says nothing."""

_DOMAIN = re.compile(r"(?:https?://)?\.?((?:[\w-]{1,63}\.){1,8}[a-z][a-z0-9-]{1,62})(?:[/:?].*)?", re.IGNORECASE)
_WORDS = re.compile(r"[^\W_]+")
_OWN = re.compile(
    r"\b(?:first[- ]party|this (?:web)?site|our (?:own )?(?:web)?site|ourselves|own)\b|^we$", re.IGNORECASE
)


class Fit(msgspec.Struct, frozen=True):
    """How a written provider stands to an observation."""

    verdict: str
    """`yes`, `no`, or `unsaid` where the text names nobody whom we can tell."""
    why: str = ""


def fits(provider: str, seen: Observation, site: str, knowledge: Knowledge) -> Fit:
    """Compare a provider as written with an observation on a site."""
    provider = provider.strip()[:LONGEST_NAME]
    if not provider:
        return Fit("unsaid", "no provider is named")
    own_domain = registrable_domain(site)
    names_own = bool(_OWN.search(provider))
    domains = [icann_domain(match[1]) for match in _DOMAIN.finditer(provider)] if "." in provider else []
    if seen.party == "first" and (names_own or own_domain in domains or _label_in(provider, own_domain)):
        return Fit("yes", "the site itself")
    if names_own:
        return Fit("no", "said to be the site itself")
    hosts = _hosts(seen, own_domain)
    for host in hosts:
        if any(is_within(host, domain) for domain in domains):
            return Fit("yes", f"domain of {host}")
        if _same_owner(provider, host, knowledge):
            return Fit("yes", f"{host} belongs to {provider}")
        if _label_in(provider, icann_domain(host)):
            return Fit("yes", f"{host} bears the name")
    if seen.company and _word_in(seen.company, provider):
        return Fit("yes", f"company {seen.company}")
    if domains:
        return Fit("no", "another party")
    known = any(knowledge.service_of(host) is not None for host in hosts)
    if known and knowledge.provider(provider) is not None:
        return Fit("no", "another party")
    if seen.party == "first" or not known:
        return Fit("unsaid", f"{provider} is not a name that the knowledge holds")
    return Fit("no", "another party")


def _hosts(seen: Observation, own_domain: str) -> list[str]:
    """Hosts that stand behind an item: its own, and for a first-party one those whose code set it."""
    if seen.party == "third":
        return [seen.host]
    setters = (host_of(url) for url in makers(seen))
    return [host for host in dict.fromkeys(setters) if host and registrable_domain(host) != own_domain]


def named_in(quote: str, seen: Observation, site: str, knowledge: Knowledge) -> str:
    """The name under which a sentence of the policy names who is behind an observation; empty when it does not.

    Whole words that begin with a capital. A company's name that is only part of a longer name ("Google Analytics")
    names that service and not the company.
    """
    words, lowered = _cased_words(quote[:LONGEST_QUOTE])
    for host in _hosts(seen, registrable_domain(site)):
        service = knowledge.service_of(host)
        if service is None:
            label = re.sub(r"[^a-z0-9]", "", icann_domain(host).partition(".")[0].lower())
            names = [label] if len(label) > SHORTEST_LABEL else []
        else:
            further = knowledge.companies.get(service.company, {}).get("aliases", ())
            names = [service.name, *service.aliases, service.company, *further]
        for name in names:
            is_company = service is not None and name not in (service.name, *service.aliases)
            wanted = _words(name)
            found = _as_written(wanted, words, whole=is_company) if lowered.issuperset(wanted) else ""
            if found:
                return found
    return ""


@lru_cache(maxsize=4096)
def _cased_words(text: str) -> tuple[list[str], frozenset[str]]:
    words = _WORDS.findall(text)
    return words, frozenset(word.lower() for word in words)


def _as_written(name: list[str], words: list[str], *, whole: bool) -> str:
    """These words where they stand in a row in a text, the first with a capital. `whole`: no capital word may follow."""
    length = len(name)
    for i in range(len(words) - length + 1 if length else 0):
        if words[i][:1].isupper() and [word.lower() for word in words[i : i + length]] == name:
            follows = words[i + length] if i + length < len(words) else ""
            if not (whole and follows[:1].isupper()):
                return " ".join(words[i : i + length])
    return ""


def makers(seen: Observation) -> tuple[str, ...]:
    """Addresses of the code that wrote an item, or that made the site's own server set it."""
    alias = seen.details.get("alias_of")
    return (*seen.set_by, *seen.details.get("asked_by", ()), *([f"https://{alias}/"] if alias else []))


def _same_owner(provider: str, host: str, knowledge: Knowledge) -> bool:
    """A named service means itself and its like of one company; a named company means all that is its."""
    named, found = knowledge.provider(provider), knowledge.service_of(host)
    if named is None or found is None:
        return False
    if named.name == found.name:
        return True
    if named.company != found.company:
        return False
    text = _plain(provider)
    names = (named.company, *knowledge.companies.get(named.company, {}).get("aliases", ()))
    company_is_named = any(_plain(name) == text or _plain(name).startswith(text + " ") for name in names)
    return company_is_named or not named.category or not found.category or named.category == found.category


def _label_in(provider: str, domain: str) -> bool:
    """Is the domain's own name spelled by whole words in a row: `acme-analytics.com` in "Acme Analytics Ltd"?"""
    label = re.sub(r"[^a-z0-9]", "", domain.partition(".")[0].lower())
    if len(label) < SHORTEST_LABEL:
        return False
    words = _words(provider)
    for start in range(len(words)):
        joined = ""
        for word in words[start : start + 4]:
            joined += word
            if joined == label:
                return True
            if len(joined) >= len(label):
                break
    return False


def _word_in(name: str, text: str) -> bool:
    """Do the words of a name stand in a row, whole, in a text?"""
    needle, words = _words(name), _words(text)
    return bool(needle) and any(words[i : i + len(needle)] == needle for i in range(len(words) - len(needle) + 1))


@lru_cache(maxsize=4096)
def _words(text: str) -> list[str]:
    return [word.lower() for word in _WORDS.findall(text[:300])][:40]


def _plain(text: str) -> str:
    return " ".join(_words(text))
