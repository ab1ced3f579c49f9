"""Which party a cell of a table names: "first party", "this site", "Harrow Ltd (third party)", in six languages."""

from __future__ import annotations

import re

PARTY: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (party, re.compile(pattern, re.IGNORECASE))
    for party, pattern in (
        ("third", r"\b(?:third|3rd|3d)\b|derde|dritt|tiers|tierce|tercer|terz[ae]|extern|outside"),
        (
            "first",
            r"\b(?:first|1st|own|eigen\w*|internal|intern[eo]?)\b|eerste|erstanb|première|propi[ao]|"
            r"prima parte|proprietari",
        ),
    )
)
OWN_SITE = re.compile(
    r"(?:this|our|the|your|own|ce|cette|notre|le|deze|onze|eigen|diese[rs]?|unsere|este|esta|nuestro|questo|il nostro|"
    r"nostro)\s+(?:own\s+)?(?:web[ -]?)?(?:site|page|seite|sitio(?: web)?|sito(?: web)?)|"
    r"us|we|ourselves|nous|wij|wir|nosotros|noi|"
    r"(?:website|site) owner|owner of (?:this|the) (?:web)?site|[ée]diteur du site|eigenaar van (?:deze|de) (?:web)?site|"
    r"eigent[üu]mer dieser website|(?:betreiber|inhaber) (?:dieser|der) website|titular (?:del|de este) sitio(?: web)?|"
    r"titolare del sito(?: web)?|gestore del sito(?: web)?",
    re.IGNORECASE,
)
"""How a column of providers names the site itself, in six languages."""
BESIDE_PARTY = re.compile(
    r"(?i:first|1st|third|3rd|3d|part(?:y|ij|ei|ie|i|e)s?|own|eigen\w*|domain\w*|domein|website|site|cookies?|internal|"
    r"intern[eo]?|extern\w*|eerste|derden?|erst\w*|dritt\w*|premi[eè]re|tierce|tiers|propi[ao]s?|terceros?|tercera|prima|"
    r"terz[ae]|propriet\w*|anbieter|provider|de|van|des|la|le)|[^\w]|\d"
)
PARTY_NOTE = re.compile(r"\s*[(\[]([^()\[\]]{3,40})[)\]]")
LEAST_NAME = 3


def is_party(cell: str) -> bool:
    return len(cell) < 40 and party_of(cell) != "any"


def names_party(cell: str) -> bool:
    """Does the cell say "first party" or the like, and no name beside it?"""
    return is_party(cell) and len(BESIDE_PARTY.sub("", cell)) < LEAST_NAME


def party_of(cell: str) -> str:
    """`first`, `third`; `any` for both or neither."""
    found = [party for party, pattern in PARTY if pattern.search(cell)]
    return found[0] if len(found) == 1 else "any"


def party_and_name(who: str) -> tuple[str, str]:
    """("first", "Harrow Ltd") of "Harrow Ltd (first party)": the party that a provider's cell tells, and the provider."""
    if OWN_SITE.fullmatch(who.strip(" .")) is not None:
        return "first", ""
    note = PARTY_NOTE.search(who)
    party = party_of(note[1]) if note is not None else "any"
    if note is None or party == "any":
        return "any", who
    if names_party(note[1]):
        return party, (who[: note.start()] + who[note.end() :]).strip(" ,-")
    return "any", who
