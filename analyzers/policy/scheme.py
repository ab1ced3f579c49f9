"""What "functional" means in one policy: necessary in some schemes, remembering choices in others.

The Open Cookie Database and many Dutch and Finnish policies call the necessary cookies functional; OneTrust and the ICC
guide call those that remember choices so. A policy that has a category for necessary cookies beside them means the
latter; one that has not, and says that they are needed or always on, or has preferences apart, means the former.
"""

from __future__ import annotations

import msgspec

from analyzers.policy.categories import Named, heads_category
from analyzers.policy.document import Document
from analyzers.policy.patterns import lines

NEEDED = lines(
    r"""necessary|essential|indispensab|required|cannot be (?:disabled|switched|turned|refused|declined)|
        always (?:on|active|enabled)|
    can ?not (?:work|function)|noodzakelijk|nodig|onmisbaar|altijd|notwendig|erforderlich|unerlässlich|nécessaire|
    indispensable|
    necesari|imprescindible|necessari|indispensabil|no consent|geen toestemming|without (?:your )?consent"""
)
MOST_CELLS = 20_000
ADVERTISES = lines(r"publicit|pubblicit|advert|\bads?\b|marketing|werbung|werbe|reclame|annonces|retarget|\btarget")
ENOUGH_ADVERTS = 3
"""Mentions of advertising under a heading "personalisation" that make it targeting; one or two may be asides."""


class Scheme(msgspec.Struct, frozen=True):
    """How one policy uses its category names."""

    functional: str = "functionality"
    """What a name made of "functional" alone means here."""
    personal: str = "functionality"
    """What a name made of "personalisation" alone means here."""

    def settle(self, named: Named | None) -> Named | None:
        if named is not None and named.is_functional:
            return msgspec.structs.replace(named, category=self.functional)
        if named is not None and named.is_personal:
            return msgspec.structs.replace(named, category=self.personal)
        return named


def scheme_of(document: Document) -> Scheme:
    """Look at every category name of the document and at what stands below the functional ones."""
    named: list[Named] = []
    described = personal = ""
    cells = 0
    for index, block in enumerate(document.blocks):
        texts = [block.text, block.lead] if block.kind != "table" else []
        for row in block.rows if cells < MOST_CELLS else ():
            for cell in row:
                cells += 1
                texts.append(cell.text.split("\n")[0])
        for text in texts:
            found = heads_category(text) if text else None
            if found is None:
                continue
            named.append(found)
            if found.is_functional:
                described += " ".join(one.text for one in document.blocks[index : index + 4])[:2_000]
            if found.is_personal and block.kind != "table":
                personal += text_below(document, index)
    functional = Scheme().functional
    if any(one.is_functional for one in named) and not any(one.category == "mandatory" for one in named):
        preferences = any(one.category == "functionality" and not one.is_functional for one in named)
        functional = "mandatory" if preferences or NEEDED.search(described) else functional
    adverts = len(ADVERTISES.findall(personal))
    return Scheme(functional, "targeting" if adverts >= ENOUGH_ADVERTS else Scheme().personal)


def text_below(document: Document, index: int) -> str:
    """The text of the next blocks under the same heading, and of the first table there."""
    texts: list[str] = []
    for block in document.blocks[index + 1 : index + 6]:
        if block.kind == "heading":
            break
        texts.append(block.text)
        texts += [cell.text for row in block.rows for cell in row]
    return " ".join(texts)[:20_000]
