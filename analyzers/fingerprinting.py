"""Which scripts use the browser's functions in a way that is consistent with telling one machine from another.

What a script means by it is not seen: each verdict is "API use consistent with". Only what one script URL does in one
document counts together (crawler.records.ScriptUse); each rule has what must not be caught beside it.

- canvas: reads back (toDataURL, toBlob, or getImageData of at least SIDE x SIDE pixels) a canvas of at least SIDE x SIDE
  pixels on which it wrote text of at least LETTERS different ASCII characters, or of COLOURS colours with at least
  COLOURED_LETTERS, and calls neither save, restore nor addEventListener. Not: icons, badges, emoji tests, charts, and the
  letters of a map or game that are drawn and read one by one.
- canvas-font: measures one same text on a canvas in at least FONTS fonts, at least FONTS times.
- webgl: asks for the renderer's unmasked name, or reads pixels, and asks for at least PARAMETERS different parameters. Not:
  what draws DRAWN times and more, as maps, games and their engines do, which ask for the same.
- audio: an oscillator, a compressor or analyser, the destination, and samples read after an offline rendering, or the
  frequencies. Not: a sound that is rendered to be played.
- webrtc: a data channel, an offer, and a listener for candidates (they hold addresses of this machine). Not: a connection
  that is given a track, or somebody to talk to.
- battery: level and both times.
- breadth: reads at least READS properties that differ between machines, of which at least TELLING are not in everyday use,
  and the same script sends something in that visit. Not: a site's one large script with its player, dates and layout.

Sources: Englehardt & Narayanan, CCS 2016, section 6 (canvas, canvas font, WebRTC, audio, battery); Acar et al., CCS 2014
(canvas: size, emoji and one-colour exceptions); Iqbal, Englehardt & Shafiq, S&P 2021 (breadth and WebGL as features, no
thresholds). SIDE, LETTERS, COLOURS and FONTS are those of the first two; the others are ours. Later code of the
first authors dropped the colours, since many real scripts use one; here either is enough. `oncomplete` of an offline
rendering is not asked for: startRendering returns a promise since 2015.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import msgspec

from analyzers.knowledge import Knowledge
from analyzers.model import Observation, short_id
from analyzers.parties import host_of
from analyzers.scope import Scope, Sightings, listed
from analyzers.telling import tell, verdict_on
from crawler.evidence import Line
from crawler.records import CanvasUse, Request, ScriptUse, Visit

SIDE = 16
LETTERS = 10
COLOURS = 2
COLOURED_LETTERS = 3
GLYPH = 128
"""Pixels: the side of a canvas on which single letters are drawn."""
FONTS = 50
PARAMETERS = 8
DRAWN = 30
"""Drawings that the recorder counted: half a second of a moving picture. Who only looks at the card draws once or a few times."""
READS = 15
TELLING = 6
UNMASKED_RENDERER = 0x9246
"""WEBGL_debug_renderer_info, Khronos registry."""
SAY_LITTLE = frozenset(("navigator.cookieEnabled", "navigator.javaEnabled", "connection.saveData"))
"""Properties that hardly differ between machines; the others that the recorder counts do."""
EVERYDAY = frozenset(
    (
        "navigator.userAgent", "navigator.appVersion", "navigator.platform", "navigator.vendor", "navigator.language",
        "navigator.languages", "navigator.maxTouchPoints", "navigator.connection", "navigator.doNotTrack",
        "navigator.userAgentData", "connection.effectiveType", "screen.width", "screen.height", "screen.availWidth",
        "screen.availHeight", "screen.orientation", "window.devicePixelRatio", "Date.getTimezoneOffset",
        "Intl.DateTimeFormat.resolvedOptions",
    )
)  # fmt: skip
"""Properties that layouts, players, libraries for dates and statistics ask for."""
CERTAINTY = {
    "canvas": "high",
    "canvas-font": "high",
    "audio": "high",
    "webrtc": "medium",
    "webgl": "medium",
    "battery": "low",
    "breadth": "low",
}
"""By how often something else looks the same: games ask for the card, statistics for the screen."""
WORDS = {
    "canvas": "canvas",
    "canvas-font": "canvas font",
    "webgl": "WebGL",
    "audio": "audio",
    "webrtc": "WebRTC address",
    "battery": "battery",
    "breadth": "browser property",
}
NOT_RECORDED = "Browser fingerprinting: this evidence holds no count of the functions that scripts used for it."
LIMITS = (
    "Browser fingerprinting by workers, by fonts measured in the page's layout, by style sheets, or by the connection itself: "
    "only functions that scripts of a document call are counted.",
)


class Hit(msgspec.Struct, frozen=True):
    """A rule that fits, with the facts that made it fit."""

    technique: str
    why: str


def judge(use: ScriptUse, *, sends: bool = False) -> tuple[Hit, ...]:
    """The techniques that a script's use in one document is consistent with. `sends`: it made requests that carry data."""
    calls = dict(use.calls)
    found = [
        (technique, why)
        for technique, rule in (
            ("canvas", _canvas),
            ("canvas-font", _canvas_font),
            ("webgl", _webgl),
            ("audio", _audio),
            ("webrtc", _webrtc),
            ("battery", _battery),
        )
        if (why := rule(use, calls))
    ]
    read = [name for name in use.reads if name not in SAY_LITTLE]
    if sends and len(read) >= READS and len(set(read) - EVERYDAY) >= TELLING:
        found.append(("breadth", f"reads {len(read)} properties that differ between machines, and sends data"))
    return tuple(Hit(technique, why) for technique, why in found)


Rule = Callable[[ScriptUse, dict[str, int]], str]
"""Says in words why it fits; empty when it does not."""


def _canvas(use: ScriptUse, calls: dict[str, int]) -> str:
    if any(f"canvas.{name}" in calls for name in ("save", "restore", "addEventListener")):
        return ""
    fitting = next((one for one in use.canvases if _is_read_picture(one)), None)
    if fitting is None:
        return ""
    return (
        f"writes {fitting.ascii_characters} different characters in {fitting.colours} "
        f"{'colour' if fitting.colours == 1 else 'colours'} on a canvas of {fitting.width}x{fitting.height} pixels and "
        f"reads it back by {fitting.read}"
    )


def _is_read_picture(canvas: CanvasUse) -> bool:
    letters = LETTERS if canvas.colours < COLOURS else COLOURED_LETTERS
    large = min(canvas.width, canvas.height, canvas.read_width, canvas.read_height) >= SIDE
    return large and canvas.ascii_characters >= letters and not _is_letter_by_letter(canvas)


def _is_letter_by_letter(canvas: CanvasUse) -> bool:
    """A text of one letter each time, and a look at it: how the letters of maps and games become shapes (TinySDF)."""
    return (
        canvas.read == "getImageData"
        and max(canvas.width, canvas.height) <= GLYPH
        and canvas.texts >= canvas.characters
        and canvas.reads >= LETTERS
    )


def _canvas_font(use: ScriptUse, _calls: dict[str, int]) -> str:
    if use.fonts < FONTS or use.measures < FONTS:
        return ""
    return f"measures one text {use.measures} times in {use.fonts} fonts"


def _webgl(use: ScriptUse, calls: dict[str, int]) -> str:
    named = UNMASKED_RENDERER in use.webgl_parameters
    pixels = calls.get("webgl.readPixels", 0)
    drawn = calls.get("webgl.drawArrays", 0) + calls.get("webgl.drawElements", 0)
    if len(use.webgl_parameters) < PARAMETERS or not (named or pixels) or drawn >= DRAWN:
        return ""
    what = "the graphics card's name" if named else "pixels"
    return f"reads {what} and {len(use.webgl_parameters)} parameters of WebGL"


def _audio(_use: ScriptUse, calls: dict[str, int]) -> str:
    shaped = "audio.createDynamicsCompressor" in calls or "audio.createAnalyser" in calls
    samples = "audio.getChannelData" in calls or "audio.copyFromChannel" in calls
    taken = ("audio.startRendering" in calls and samples) or "audio.getFloatFrequencyData" in calls
    if not (shaped and taken and "audio.createOscillator" in calls and "audio.destination" in calls):
        return ""
    return "renders an oscillator's tone through a compressor or analyser and reads the result"


def _webrtc(_use: ScriptUse, calls: dict[str, int]) -> str:
    needed = ("webrtc.createDataChannel", "webrtc.createOffer", "webrtc.onicecandidate")
    talks = ("webrtc.setRemoteDescription", "webrtc.addIceCandidate", "webrtc.addTrack", "webrtc.addStream")
    if not all(name in calls for name in needed) or any(name in calls for name in talks):
        return ""
    return "opens a data channel, makes an offer and listens for candidates, and talks to nobody"


def _battery(_use: ScriptUse, calls: dict[str, int]) -> str:
    needed = ("battery.level", "battery.chargingTime", "battery.dischargingTime")
    return "reads the battery's level and both times" if all(n in calls for n in needed) else ""


class FingerprintingCollector:
    """Takes records line by line, tells one observation a (technique, script) at the end."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._last: dict[tuple[str, str, str, str], tuple[Line, ScriptUse]] = {}
        self._senders: set[tuple[str, str, str]] = set()
        self.visited = False
        """Was a page of the site visited at all?"""
        self._not_counted: set[str] = set()

    def see(self, line: Line) -> None:
        record = line.record
        if isinstance(record, ScriptUse):
            self._last[line.session, record.visit, record.document, record.script] = (line, record)
            self._not_counted.update(record.not_counted)
        elif isinstance(record, Request):
            if not record.browser_own and _carries(record):
                scripts = {*record.stack, record.initiator_url} - {""}
                self._senders.update((line.session, record.visit, script) for script in scripts)
        elif isinstance(record, Visit):
            self.visited |= record.purpose == "page"

    def limits(self, recorded: bool) -> Iterator[str]:
        """What this evidence cannot tell about fingerprinting, in sentences; `recorded`: did somebody count calls?"""
        if not self.visited:
            return
        if not self._last and not recorded:
            yield NOT_RECORDED
            return
        yield from LIMITS
        if self._not_counted:
            names = ", ".join(sorted(self._not_counted)[:5])
            yield f"Some pages called functions so often that later calls were counted for no script: {names}."

    def observations(self, knowledge: Knowledge) -> Iterator[Observation]:
        groups: dict[tuple[str, str], _Group] = {}
        for (session, visit, _, script), (line, use) in self._last.items():
            sends = (session, visit, script) in self._senders
            for hit in judge(use, sends=sends):
                address = (script or use.frame_url).partition("?")[0].partition("#")[0]
                group = groups.setdefault((hit.technique, address), _Group())
                group.sightings.add(line, use.frame_url, hit.why)
                group.why[hit.why] = None
                group.scripts[script or use.frame_url] = None
                group.sends |= sends
        for (technique, address), group in sorted(groups.items()):
            host = host_of(address) or self._scope.site
            yield tell(
                self._scope,
                knowledge,
                host,
                verdict_on(host, self._scope, knowledge),
                group.sightings,
                id=short_id(self._scope.site, "fingerprinting", technique, address),
                kind="script-behaviour",
                name=f"API use consistent with {WORDS[technique]} fingerprinting",
                set_by=listed(group.scripts),
                stored=False,
                details={
                    "behaviour": "fingerprinting",
                    "technique": technique,
                    "certainty": CERTAINTY[technique],
                    "reasons": sorted(group.why)[:5],
                    "sends_data": group.sends,
                    "times": group.sightings.times,
                },
            )


class _Group:
    """What gathers about one technique of one script."""

    def __init__(self) -> None:
        self.sightings = Sightings()
        self.why: dict[str, None] = {}
        self.scripts: dict[str, None] = {}
        self.sends = False


def _carries(record: Request) -> bool:
    """Could the request carry what was read? A body, or a query; loading a script or style does not count."""
    if record.resource_type in ("script", "stylesheet", "font", "document") or record.seen_by == ("static",):
        return False
    return record.method == "POST" or "?" in record.url
