"""Whatever an audited site writes into the evidence, judging it neither fails nor forgets to count."""

import datetime as dt
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzers.comparison import compare
from analyzers.model import PolicyReading
from analyzers.observe import observe
from crawler.evidence import Evidence
from crawler.records import (
    ApiCall,
    CookieChange,
    HostAlias,
    Image,
    JarCookie,
    Record,
    Request,
    ScriptCookie,
    SetCookie,
    StorageItem,
    StorageWrite,
    Visit,
)
from crawler.writing import EvidenceWriter
from tests.judging import KNOWN, NOW, PAGE, SITE, declaration, promise, seen
from tests.scaling import grows_linearly

HOSTILE = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        [
            "",
            "https://",
            "https://[",
            "https://[::1]:99999/x",
            "https://a..b/%zz?%",
            "https://www.shop.test/%00?x=%F0%9F%98%80&x;;=&=",
            "https://ads.adnet.test/p.gif?u=%2525252e",
            "blob:https://www.shop.test/1",
            "about:srcdoc",
            "javascript:alert(1)",
            "//x",
            "https://xn--a.test/\u202e",
            '{"a":[[[[1]]]]}',
            "=; =; Domain=.; Max-Age=99999999999999999999; Expires=Mon, 99 Foo 99999",
            "a=b; Domain=..test; Path=\\; SameSite",
            "GA1.2.1.1",
            "AL8A",
            "*" * 50,
        ]
    ),
)
NUMBER = st.one_of(st.none(), st.integers(min_value=-5, max_value=10**12))


def records() -> st.SearchStrategy[Record]:
    base: dict[str, Any] = {"time": st.just(NOW), "visit": st.sampled_from(["v1", "v2", ""])}
    return st.one_of(
        st.builds(
            Request,
            **base,
            id=st.sampled_from(["a", "b", "c"]),
            url=HOSTILE,
            method=st.sampled_from(["GET", "POST", "OPTIONS", "x"]),
            resource_type=st.sampled_from(["", "image", "script", "fetch", "ping", "document", "other"]),
            initiator_url=HOSTILE,
            stack=st.tuples(HOSTILE),
            redirected_from=st.sampled_from(["", "a", "b", "c"]),
            request_headers=st.tuples(st.tuples(st.just("Referer"), HOSTILE)),
            response_headers=st.tuples(st.tuples(st.sampled_from(["Location", "Content-Length"]), HOSTILE)),
            status=st.sampled_from([None, 200, 204, 302, 404]),
            mime=HOSTILE,
            body_bytes=NUMBER,
            image_width=NUMBER,
            image_height=NUMBER,
            post_kind=HOSTILE,
            post_data=HOSTILE,
            seen_by=st.sampled_from([("ledger",), ("devtools",), ("static",), ()]),
        ),
        st.builds(SetCookie, **base, request=st.just("a"), url=HOSTILE, line=HOSTILE, stored=st.booleans()),
        st.builds(ScriptCookie, **base, frame_url=HOSTILE, text=HOSTILE, script=HOSTILE),
        st.builds(
            CookieChange,
            **base,
            change=st.sampled_from(["added", "deleted", "refused", "?"]),
            name=HOSTILE,
            domain=HOSTILE,
        ),
        st.builds(JarCookie, **base, name=HOSTILE, value=HOSTILE, domain=HOSTILE),
        st.builds(
            StorageItem,
            **base,
            area=st.sampled_from(["local-storage", "cache-storage", "indexed-db", "window-name", "?"]),
            origin=HOSTILE,
            key=HOSTILE,
            value=HOSTILE,
        ),
        st.builds(
            StorageWrite,
            **base,
            area=st.just("local-storage"),
            origin=HOSTILE,
            key=HOSTILE,
            change=st.sampled_from(["added", "removed", "cleared"]),
            value=HOSTILE,
        ),
        st.builds(Image, **base, url=HOSTILE, visible=st.booleans()),
        st.builds(ApiCall, **base, api=HOSTILE, url=HOSTILE),
        st.builds(HostAlias, time=st.just(NOW), host=HOSTILE, chain=st.tuples(HOSTILE), resolver=st.just("system")),
        st.builds(Visit, **base, url=HOSTILE, final_url=HOSTILE, title=HOSTILE),
    )


POLICY = PolicyReading(
    declarations=(
        declaration(name="*a*", provider="Adnet"),
        declaration(category="targeting", party="third", quote="Adnet and others use cookies."),
        declaration("flash", category="targeting"),
    ),
    promises=(promise("anonymous-performance"), promise("encrypted-connection"), promise("no-beacon")),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(records(), max_size=8))
def test_hostile_records_are_judged_without_failing(held: list[Record]) -> None:
    with tempfile.TemporaryDirectory() as root:
        observed = seen(Path(root), *held)
    sent = [one for one in held if isinstance(one, Request) and one.seen_by != ("static",)]
    assert observed.coverage.requests == len(sent)
    assert len({one.id for one in observed.observations}) == len(observed.observations)
    comparison = compare(observed, POLICY, site=SITE, knowledge=KNOWN)
    assert len({one.id for one in comparison.findings}) == len(comparison.findings)
    known = {one.id for one in comparison.observations}
    assert all(set(one.observation) <= known for one in comparison.findings)


def test_the_sites_own_page_is_no_finding() -> None:
    with tempfile.TemporaryDirectory() as root:
        observed = seen(
            Path(root), Request(time=NOW, visit="v1", id="a", url=PAGE, resource_type="document", status=200)
        )
    assert observed.observations == ()


LONG = [
    "https://a.test/" + "/" * 400_000,
    "https://a.test/?" + "&" * 400_000,
    "https://a.test/?" + "a=1;" * 100_000,
    "https://a.test/" + "a1-" * 150_000 + ".swf",
    "https://a.test/?u=" + "%25" * 150_000,
    "https://" + "a." * 200_000 + "test/ruffle" * 20,
    "a=" + "b" * 400_000 + "; Domain=" + "." * 100_000,
    "AL8" + "A" * 400_000,
    '{"a":' * 80_000,
    "*" * 400_000,
]


def test_endless_texts_cost_no_more_than_their_length() -> None:
    common: dict[str, Any] = {"time": NOW, "visit": "v1"}

    def judge(size: int) -> None:
        held: list[Record] = []
        for number, text in enumerate(one[:size] for one in LONG):
            held += [
                Request(**common, id=str(number), url=text, post_data=text[:4096], resource_type="image", status=200),
                SetCookie(**common, request="0", url=text, line=text, stored=True),
                ScriptCookie(**common, frame_url=PAGE, text=text, script=text),
                StorageItem(**common, area="local-storage", origin="https://www.shop.test", key=text, value=text),
            ]
        with tempfile.TemporaryDirectory() as root:
            compare(seen(Path(root), *held), POLICY, site=SITE, knowledge=KNOWN)

    assert grows_linearly(judge, 100_000)


@pytest.mark.parametrize(
    ("head", "piece"), [("", "<object data="), ("<embed ", "="), ("", "<param value=a.swf"), ("", "<input ")]
)
def test_a_document_of_open_tags_costs_no_more_than_its_length(tmp_path: Path, head: str, piece: str) -> None:
    def read(size: int) -> None:
        writer = EvidenceWriter(tmp_path, SITE, dt.datetime(2026, 9, 21, tzinfo=dt.UTC))
        page = writer.write_page("v1", head + piece * (size // len(piece)))
        writer.append(Visit(time=NOW, visit="v1", url=PAGE, html=page))
        writer.seal({"site": SITE})
        observe(Evidence(writer.folder), KNOWN)

    assert grows_linearly(read, 250_000)
