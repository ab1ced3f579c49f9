"""What iubenda declares: the cookie policy that its API sends as HTML, and the purposes that its banner asks consent for.

`api/privacy-policy/<id>/cookie-policy` answers {"success", "content": HTML} ("Direct text embedding API").
`_iub.csConfiguration.purposes` lists the numbers of the banner's purposes ("Cookie Solution, advanced guide"): 1
necessary, 2 functionality, 3 experience, 4 measurement, 5 marketing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from analyzers.model import Declaration
from analyzers.policy.categories import Named
from analyzers.policy.fragments import read_fragment
from analyzers.policy.literals import read_literal
from analyzers.policy.tool_items import declared, load, text_of

TOOL = "iubenda"
PURPOSES = {
    "1": Named("mandatory", "1, necessary"),
    "2": Named("functionality", "2, functionality"),
    "3": Named("functionality", "3, experience"),
    "4": Named("performance", "4, measurement"),
    "5": Named("targeting", "5, marketing"),
}
CONFIG = re.compile(r"csConfiguration\s*=\s*(?=\{)")
_PURPOSES = re.compile(r"""["']?purposes["']?\s*:\s*["']([\d, ]{1,40})["']""")


def read_iubenda(url: str, text: str) -> Iterator[Declaration]:
    """The policy's own words where they were sent, and the classes of the banner."""
    content = load(text) if text.lstrip()[:1] == "{" else None
    if isinstance(content, dict) and isinstance(content.get("content"), str):
        yield from read_fragment(TOOL, url, content["content"])
    elif "iubenda_policy" in text and "iubenda.com/" in url:
        yield from read_fragment(TOOL, url, text)
    begin = CONFIG.search(text) if content is None else None
    if content is None:
        content = read_literal(text, begin.end())[0] if begin is not None else None
    if not isinstance(content, dict) or "siteId" not in content:
        return
    match = _PURPOSES.search(text, begin.end() if begin is not None else 0)
    for number in re.findall(r"\d", match[1]) if match is not None else ():
        if number in PURPOSES and match is not None:
            found = declared(
                tool=TOOL,
                url=url,
                category=PURPOSES[number],
                purpose=f"the banner asks consent for purpose {PURPOSES[number].as_written}",
                quote=match.group(),
                at=match.start(),
                path="csConfiguration.purposes",
                language=text_of(content.get("lang"))[:12] or "und",
            )
            if found is not None:
                yield found
