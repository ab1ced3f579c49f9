"""Nothing that a site can write into a name, an address or a title does anything in a report."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
import re
from typing import Any

import msgspec
import pytest
from bs4 import BeautifulSoup, Comment, Tag

from analyzers.model import SiteReport, Source
from fixtures.reports import bookshop
from reports import FailedSite, to_json
from reports.csv_files import COLUMNS, tables
from reports.index import render_index
from reports.json_report import to_bytes
from reports.page import render
from reports.text import (
    HIDDEN,
    HIDDEN_IN_QUOTE,
    spreadsheet_cell,
    visible,
    visible_prose,
    visible_quote,
    without_values,
)

PAYLOADS = {
    "script": "<script>alert(1)</script>",
    "attribute": '"\' onmouseover=alert(1) x="',
    "image": "<img src=https://evil.example/x onerror=alert(1)>",
    "closing": "</title></style></script></textarea></template><svg onload=alert(1)>",
    "comment": "--><!-- <iframe srcdoc='<script>1</script>'>",
    "template": "{{ 7*7 }}{% include '/etc/passwd' %}${7*7}#{7*7}",
    "address": "javascript:alert(1)//https://evil.example/<b>",
    "data": "data:text/html;base64,PHNjcmlwdD4=",
    "style": "x}body{display:none}/*",
    "bidi": "abc\u202egnp.exe\u2066x\u2069",
    "controls": "a\x00b\x1b[31mc\x07d\x7fe\x9b31mf\r\ng\th",
    "zero width": "_\u200bg\ufeffa\u2060",
    "surrogate": "lone \ud800 half",
    "tags": "x\U000e0041\U000e0042",
    "formula": "=cmd|' /C calc'!A0",
    "tab formula": "\t=1+1",
    "full width": "＝HYPERLINK(1)",
    "long": "A" * 3_000 + "<script>",
    "zalgo": "e" + "\u0301" * 500,
    "percent": "%3Cscript%3E%s%n{0}",
    "emoji": "🍪" * 40 + "שלום",
}

ALLOWED_ELEMENTS = {
    "html",
    "head",
    "meta",
    "title",
    "style",
    "body",
    "a",
    "header",
    "p",
    "span",
    "h1",
    "h2",
    "h3",
    "h4",
    "bdi",
    "strong",
    "em",
    "small",
    "div",
    "section",
    "dl",
    "dt",
    "dd",
    "ul",
    "ol",
    "li",
    "q",
    "blockquote",
    "table",
    "caption",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "i",
    "svg",
    "rect",
    "nav",
    "main",
    "article",
    "details",
    "summary",
    "footer",
    "pre",
    "code",
    "wbr",
    "br",
    "figure",
    "figcaption",
    "img",
}
ENUMERATED = {"kind", "party", "category", "strength", "outcome", "confidence", "verdict", "identifier", "id"}


def poisoned(value: Any, payload: str, *, enumerations: bool) -> Any:
    """The same report with the payload in every text; in those that only our own code writes when asked for."""
    if isinstance(value, msgspec.Struct):
        return type(value)(
            **{
                field: getattr(value, field)
                if field in ENUMERATED and not enumerations
                else poisoned(getattr(value, field), payload, enumerations=enumerations)
                for field in value.__struct_fields__
            }
        )
    if isinstance(value, dict):
        spread = {key: poisoned(item, payload, enumerations=enumerations) for key, item in value.items()}
        nested = any(isinstance(item, dict) for item in value.values())
        return spread if nested else {**spread, payload: payload}
    if isinstance(value, list | tuple):
        return tuple(poisoned(item, payload, enumerations=enumerations) for item in value)
    return payload if isinstance(value, str) else value


def report_with(payload: str, *, enumerations: bool = False) -> SiteReport:
    report = poisoned(bookshop(), payload, enumerations=enumerations)
    assert isinstance(report, SiteReport)
    return msgspec.structs.replace(report, policy={"url": payload, "title": payload, "date": payload, payload: payload})


def assert_harmless(page: bytes) -> None:
    text = page.decode("utf-8")
    assert "<script" not in text.lower()
    hidden = {match[0] for match in HIDDEN_IN_QUOTE.finditer(text)} - {"\n"}
    assert not hidden, f"unseen characters left: {hidden!r}"
    tree = BeautifulSoup(text, "html.parser")
    for element in tree.find_all(True):
        assert element.name in ALLOWED_ELEMENTS
        for attribute, value in element.attrs.items():
            assert not attribute.startswith("on") and attribute not in {"style", "srcdoc", "action", "formaction"}
            if attribute == "href":
                assert str(value).startswith("#")
            if attribute == "src":
                assert str(value).startswith("data:image/")
    assert not tree.find_all(string=lambda node: isinstance(node, Comment))


@pytest.mark.parametrize("enumerations", [False, True], ids=["names", "every text"])
@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS)
def test_a_payload_in_every_field_of_the_page_is_text(payload: str, enumerations: bool) -> None:
    assert_harmless(render(report_with(payload, enumerations=enumerations)))


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS)
def test_a_payload_in_every_field_of_the_index_is_text(payload: str) -> None:
    failed = FailedSite(site=payload, reason=payload, outcome=payload, started=payload, evidence=payload)
    assert_harmless(render_index([report_with(payload), failed], payload, {}))


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS)
def test_no_cell_of_a_table_computes_or_hides_anything(payload: str) -> None:
    for name, data in tables(report_with(payload, enumerations=True)).items():
        assert data.startswith(b"\xef\xbb\xbf")
        rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
        assert tuple(rows[0]) == COLUMNS[name]
        for row in rows[1:]:
            assert len(row) == len(COLUMNS[name])
            for cell in row:
                assert not cell.startswith(tuple("=+-@\t\r\n\x00＝＋－＠"))
                assert not HIDDEN.search(cell)


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS)
def test_report_json_keeps_every_name_as_it_came(payload: str) -> None:
    report = report_with(payload)
    data = to_bytes(to_json([report]))
    assert data.isascii()
    site = json.loads(data)["sites"][0]
    assert {seen["name"] for seen in site["observations"]} == {payload}
    assert site["site"] == payload


def test_a_name_of_any_length_leaves_the_page_readable() -> None:
    assert len(render(report_with("A" * 100_000))) < 1.05 * len(render(report_with("A" * 5_000)))


def test_a_template_expression_in_a_name_is_printed_and_not_evaluated() -> None:
    page = render(report_with("{{ 7*7 }}")).decode()
    assert "{{ 7*7 }}" in page
    assert '<bdi class="name">49' not in page


def test_the_page_allows_its_own_style_sheet_and_nothing_else() -> None:
    page = render(bookshop()).decode()
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)
    assert style
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    policy = BeautifulSoup(page, "html.parser").find("meta", attrs={"http-equiv": "Content-Security-Policy"})
    assert isinstance(policy, Tag)
    assert policy["content"] == (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"
    )


def test_a_screenshot_that_is_no_picture_is_not_embedded() -> None:
    page = render(bookshop(), b"<svg onload=alert(1)>").decode()
    assert "<img" not in page
    assert "no format that can be shown" in page


def test_a_picture_is_embedded_as_data() -> None:
    assert 'src="data:image/png;base64,iVBORw0KGgo' in render(bookshop(), b"\x89PNG\r\n\x1a\n rest").decode()


def test_values_in_addresses_reach_neither_page_nor_tables() -> None:
    secret = "s3cr3t-8f41"
    address = f"https://user:{secret}@t.example/p?uid={secret}&flag#frag-{secret}"
    sentence = f"seen at {address} and again"
    report = bookshop()
    first = msgspec.structs.replace(
        report.observations[0],
        urls=(address,),
        set_by=(address,),
        pages=(address,),
        rule=sentence,
        identifier_why=sentence,
        details={"value": secret, "at": address, "more": [sentence, {"deep": sentence}]},
    )
    finding = msgspec.structs.replace(
        report.findings[0],
        title=sentence,
        why=sentence,
        remedy=sentence,
        observation=(first.id,),
        evidence=(Source(url=address, what=sentence),),
    )
    report = msgspec.structs.replace(report, observations=(first,), findings=(finding,), measured_with={"at": sentence})
    assert secret not in render(report).decode()
    for data in tables(report).values():
        assert secret not in data.decode()


def test_unseen_characters_in_a_name_are_spelled_out_on_the_page() -> None:
    report = bookshop()
    disguised = msgspec.structs.replace(report.observations[0], name="_ga\u200b\u202e")
    page = render(msgspec.structs.replace(report, observations=(disguised,), findings=())).decode()
    assert '_ga<span class="unseen" title="ZERO WIDTH SPACE">\\u200b</span>' in page
    assert '<span class="unseen" title="RIGHT-TO-LEFT OVERRIDE">\\u202e</span>' in page


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://a.example/p", "https://a.example/p"),
        ("https://a.example/p?x=1&y=2&flag", "https://a.example/p?x=…&y=…&…"),
        ("https://a.example/#token", "https://a.example/#…"),
        ("https://me:pw@a.example/x", "https://…@a.example/x"),
        ("https://a.example/?next=b#c?d", "https://a.example/?next=…#…"),
        ("data:text/html;base64,AAAA", "data:text/html;base64,…"),
        ("https://a.example/?" + "&".join(f"k{n}=v" for n in range(14)), None),
        ("", ""),
    ],
)
def test_an_address_is_shown_without_its_values(url: str, shown: str | None) -> None:
    if shown is None:
        assert without_values(url).endswith("&…2 more")
    else:
        assert without_values(url) == shown


def test_unseen_characters_are_spelled_out() -> None:
    assert visible("a\x1b\u202e\U000e0041\x9b") == "a\\x1b\\u202e\\U000e0041\\x9b"
    assert visible_quote("zero\u200cwidth  joiner\nis spelling") == "zero\u200cwidth joiner is spelling"
    assert visible("e" + "\u0301" * 4) == "e\u0301\u0301\\u0301\\u0301"
    assert visible_prose("see https://a.example/?k=v.\x07") == "see https://a.example/?k=…"


@pytest.mark.parametrize(
    "text", ["=1", "+1", "-1", "@x", "\t=1", "\r=1", "\n=1", "\x00=1", "＝1", "＋1", "－1", "＠1", "  =1"]
)
def test_a_cell_that_would_compute_gets_an_apostrophe(text: str) -> None:
    assert spreadsheet_cell(text).startswith("'")


@pytest.mark.parametrize("text", ["_ga", "a=b", "1-2", "", "'quoted'", "https://a.example/?x=…"])
def test_an_ordinary_cell_stays_as_it_is(text: str) -> None:
    assert spreadsheet_cell(text) == text
