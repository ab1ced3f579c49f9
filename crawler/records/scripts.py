"""What scripts read of the machine."""

from __future__ import annotations

import msgspec

from crawler.records.base import Record


class CanvasUse(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One canvas that a script read back, with what the same script had written on it until the last reading."""

    read: str
    """The function: toDataURL, toBlob, convertToBlob, getImageData."""
    reads: int = 0
    width: int = 0
    """Pixels of the canvas."""
    height: int = 0
    read_width: int = 0
    """Pixels of the largest part that was read."""
    read_height: int = 0
    texts: int = 0
    """Calls of fillText and strokeText."""
    characters: int = 0
    """Different ones among all texts; of each text the first 500 are looked at."""
    ascii_characters: int = 0
    """Those of them below U+0080: no emoji."""
    colours: int = 0
    """Different fill and stroke styles of the texts, up to 50."""


class ScriptUse(Record, frozen=True, kw_only=True, tag="script-use"):
    """How often one script used functions that tell machines apart, in one document since it began.

    Told again while counts grow: the last record of a document and script holds all. Workers are not watched.
    """

    document: str
    """A name of the document, drawn by lot."""
    script: str
    """URL of the calling script; the document's own for an inline script, empty where the stack names none."""
    frame_url: str = ""
    calls: tuple[tuple[str, int], ...] = ()
    """As (`audio.createOscillator`, 2), sorted by name."""
    canvases: tuple[CanvasUse, ...] = ()
    """The first 20."""
    fonts: int = 0
    """Different fonts in which one same text was measured on a canvas; the text with the most."""
    measures: int = 0
    """How often that text was measured."""
    webgl_parameters: tuple[int, ...] = ()
    """Different ones that getParameter was asked for, as numbers of the WebGL specification."""
    reads: tuple[str, ...] = ()
    """Properties read at least once, as `navigator.platform`, sorted."""
    not_counted: tuple[str, ...] = ()
    """Functions that the document called so often that later calls were counted for no script."""
