"""What the policy declares although no browser of today can run it: the text is out of date, or speaks of another time.

Flash ended on 31 December 2020 (Adobe, "Flash Player End of Life"); Silverlight on 12 October 2021 (Microsoft Lifecycle);
Chromium left out Web SQL in version 124 and AppCache in 95; Java applets and other NPAPI plug-ins run nowhere since 2018.
A visit can neither prove nor disprove such a declaration, so the verdict on Flash stays `not-checked`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from analyzers.comparison.case import CATEGORY_WORDS, Case, finding, named
from analyzers.comparison.matching import on_website
from analyzers.comparison.weights import VERDICT_WEIGHT
from analyzers.model import Declaration, Finding

DEAD: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern, re.IGNORECASE))
    for name, pattern in (
        ("Silverlight", r"\bsilverlight\b"),
        ("Web SQL", r"\bweb ?sql\b"),
        ("AppCache", r"\bapp(?:lication)?[- ]?cache manifest|\bappcache\b"),
        ("Google Gears", r"\bgoogle gears\b"),
        ("Java applets", r"\bjava[- ]applets?\b"),
        ("ActiveX", r"\bactive-?x\b"),
        ("userData of Internet Explorer", r"\bie userdata\b|\buserdata (?:storage|behaviou?r)\b"),
    )
)
_GONE = re.compile(r"\b(?:no longer|not|never|formerly|until \d{4}|discontinued|n't)\b", re.IGNORECASE)
"""A sentence that itself says so declares nothing."""


def dead_technology(case: Case) -> Iterator[Finding]:
    """One finding a purpose for Flash, one for each other technology that a declaration names."""
    yield from _flash(case)
    for name, pattern in DEAD:
        rows = [
            one
            for one in case.reading.declarations
            if pattern.search(f"{one.name} {one.quote}"[:2000]) and not _GONE.search(one.quote[:2000])
        ]
        if rows:
            yield finding(
                case,
                "dead-technology",
                VERDICT_WEIGHT["dead-technology"],
                cause=(name,),
                title=f"The policy declares {name}, which no browser of today runs.",
                why="A visit can neither prove nor disprove it, and a reader who looks for the setting finds none.",
                remedy=f"Take {name} out of the policy.",
                declared=rows,
            )


def _flash(case: Case) -> Iterator[Finding]:
    """One finding a purpose, since each has a sentence of its own in the policy.

    "Third parties use Flash cookies for targeting" also covers the hosts of such third parties; only a Flash object
    answers what it says of Flash.
    """
    if case.witness.mails:
        return
    objects = [case.cover(seen) for seen in case.observations if seen.kind == "flash"]
    covering: set[str] = {one.id for cover in objects for one in cover.declarations}
    missing: list[Declaration] = [
        one for one in case.reading.declarations if one.kind == "flash" and on_website(one) and one.id not in covering
    ]
    files = [seen for seen in case.observations if seen.kind == "flash" and seen.details.get("what") != "shared object"]
    held = f" The site still holds Flash files: {named(seen.name for seen in files)}." if files else ""
    for category in dict.fromkeys(one.category for one in missing):
        purpose = f" for {CATEGORY_WORDS[category]}" if category in CATEGORY_WORDS else ""
        yield finding(
            case,
            "not-checked",
            VERDICT_WEIGHT["dead-technology"],
            cause=("flash", category),
            title=f"Flash cookies{purpose} are declared; they cannot be measured, because no browser of today runs Flash.",
            why="Flash ended on 31 December 2020. A visit can neither prove nor disprove this declaration, "
            f"and a reader who looks for the setting finds none.{held}",
            remedy="Take Flash cookies out of the policy, or name the player that still runs them.",
            seen=files,
            declared=[one for one in missing if one.category == category],
        )
