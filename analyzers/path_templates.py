"""Which part of an address stays the same from visitor to visitor?"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from analyzers.randomness import is_random

_NUMBER_OR_HEX = re.compile(r"\d+|(?=.*\d)[0-9a-fA-F]{8,}|[0-9a-fA-F-]{36}|.*\d{8}.*")
_MATRIX_VALUE = re.compile(r"(?<==)[^&;]+")


def path_template(url: str) -> str:
    """A path with what varies as `*`: numbers, hexadecimal and random parts, values of matrix parameters.

    `/b/ss/rsid/1/JS` -> `/b/ss/rsid/*/JS`, `/ibs:dpid=1&uid=2` -> `/ibs:dpid=*&uid=*`.
    """
    parts = path_of(url)[:1024].split("/")
    return "/".join(_template_of(part) for part in parts) or "/"


def _template_of(part: str) -> str:
    if "=" in part:
        return _MATRIX_VALUE.sub("*", part)
    return "*" if _NUMBER_OR_HEX.fullmatch(part) or is_random(part) else part


def path_of(url: str) -> str:
    """Empty where the address is none."""
    try:
        return urlsplit(url).path
    except ValueError:
        return ""
