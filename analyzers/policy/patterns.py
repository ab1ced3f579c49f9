"""Regular expressions of many alternatives, written over several lines."""

import re


def lines(pattern: str) -> re.Pattern[str]:
    """Compile without the layout: line breaks and indentation are dropped, blanks inside a line count. Case is ignored."""
    return re.compile("".join(line.strip() for line in pattern.splitlines()), re.IGNORECASE)
