"""Which bodies have the form of a recording of what a visitor does, and which addresses take nothing else.

Forms of libraries, by their open source or documents: rrweb ("Observer events": types 2, 3, 4; sources 0 to 16), Sentry
(Develop docs, "Replays": items `replay_event` and `replay_recording` of an envelope), Datadog (browser-sdk, metadata of a
segment), PostHog (posthog-js, event `$snapshot`), Matomo (Heatmap & Session Recording, parameters `hsr_*`), Microsoft
(clarity-js, envelope of a payload); FullStory's bundle as browsers are seen to send it. Forms of nobody in particular: a
serialised tree of at least NODES elements, a trail of at least POINTS pointer positions with times. NODES and POINTS are ours.
"""

from __future__ import annotations

import re

import msgspec

from analyzers.unpacking import packed_inside

NODES = 10
"""Elements of a serialised tree."""
POINTS = 10
"""Pointer positions with times."""
READ = 4_096
UNPACKED = 16_384
"""Characters of what was compressed."""

_FULL_PICTURE = re.compile(r'"type":2,"data":\{"node":\{"type":0,"childNodes":\[')
_CHANGE = re.compile(r'"type":3,"data":\{"source":(?:1[0-6]|[0-9])[,}]')
_META = re.compile(r'"type":4,"data":\{"href":"[^"]{0,2000}","width":\d{1,5},"height":\d{1,5}\}')
_LIBRARIES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("a recording in an envelope of Sentry", re.compile(r'\{"type":"replay_recording"')),
    (
        "a segment of a recording (Datadog)",
        re.compile(
            r'"records_count":\d{1,9},.{0,500}?"has_full_snapshot":|'
            r'"has_full_snapshot":.{0,500}?"records_count":\d'
        ),
    ),
    ("a snapshot of the document (PostHog)", re.compile(r'"event":"\$snapshot"|"\$snapshot_data":')),
    ("a bundle of events (FullStory)", re.compile(r'"Evts":\[\{(?:"\w{1,10}":[^,{}\[\]]{1,40},){0,3}"Kind":\d')),
    ("a recording (Matomo)", re.compile(r"(?:^|[&?])hsr_vid=[^&]{1,60}&.{0,2000}?hsr_ev=")),
    ("a payload of a recording (Clarity)", re.compile(r'^\{"e":\["\d{1,3}\.\d{1,4}\.\d{1,4}[\w.-]{0,20}",\d')),
)
_NODE = re.compile(r'"(?:tagName|nodeName|localName)":"[a-zA-Z#][\w:-]{0,30}"')
_CHILDREN = re.compile(r'"(?:childNodes|children|attributes)":[\[{]')
_POINT = re.compile(
    r'\{"x":-?\d{1,5}(?:\.\d{1,6})?,"y":-?\d{1,5}(?:\.\d{1,6})?,(?:"id":-?\d{1,9},)?"(?:t|ts|time|timeOffset|timestamp)":'
)
_TRIPLE = re.compile(r"\[\d{1,4},\d{1,4},\d{1,13}\]")
_POINTER = re.compile(r"mouse_?move|pointer_?move|touch_?move|mousetrail", re.IGNORECASE)

RECORDINGS: tuple[tuple[str, str, re.Pattern[str]], ...] = (
    ("Datadog", "", re.compile(r"/api/v2/replay\?ddsource=")),
    ("New Relic", "nr-data.net", re.compile(r"/browser/blobs\?(?:.*&)?type=(?:Browser)?SessionReplay\b")),
    ("Amplitude", "amplitude.com", re.compile(r"/sessions/(?:v\d/)?track")),
    ("Mixpanel", "mixpanel.com", re.compile(r"/record/?(?:\?|$)")),
    ("PostHog", "posthog.com", re.compile(r"/s/(?:\?|$)")),
    ("Yandex Metrica", "mc.yandex.ru", re.compile(r"/webvisor/")),
    ("Yandex Metrica", "mc.yandex.com", re.compile(r"/webvisor/")),
)
"""Services that do other things too: name, domain of the host (empty: any, as sites relay it), path and query to which
they send recordings and nothing else."""


class Signature(msgspec.Struct, frozen=True):
    """What in a body is the form of a recording."""

    what: str
    count: int
    form: str = "library"
    """`library`, or of nobody in particular: `tree`, `trail`."""


def signature_of(text: str, *, most: int = READ) -> Signature | None:
    """The form of a recording in a body's text; None where there is none. The text may be JSON inside JSON, or hold it
    compressed, in base64. `most`: characters that are read."""
    for inner in (text[:most], *packed_inside(text[:most])):
        found = _signature_of(inner[:UNPACKED].replace("\\", "").replace(" ", ""))
        if found is not None:
            return found
    return None


def _signature_of(text: str) -> Signature | None:
    if _FULL_PICTURE.search(text):
        return Signature("a full picture of the document (rrweb)", 1)
    changes = len(_CHANGE.findall(text))
    if changes and ('"timestamp":' in text or _META.search(text)):
        return Signature("changes of the document or moves of the pointer (rrweb)", changes)
    for what, form in _LIBRARIES:
        if form.search(text):
            return Signature(what, 1)
    nodes = len(_NODE.findall(text))
    if nodes >= NODES and len(_CHILDREN.findall(text)) >= NODES:
        return Signature("a serialised tree of the document", nodes, "tree")
    points = len(_POINT.findall(text))
    if points < POINTS and _POINTER.search(text):
        points = len(_TRIPLE.findall(text))
    return Signature("a trail of pointer positions with times", points, "trail") if points >= POINTS else None
