"""What the site's own pages say of a value: forgery guards and languages."""

import datetime as dt
from pathlib import Path

import pytest

from analyzers.knowledge import Knowledge
from analyzers.model import Observation
from analyzers.observe import observe
from analyzers.page_facts import PageFacts
from analyzers.scope import Scope
from crawler.evidence import Evidence
from crawler.records import Record
from crawler.writing import EvidenceWriter
from tests.judging import PAGE, SITE, request, set_cookie, visit
from tests.scaling import grows_linearly

TOKEN = "p3Kd9-xV2mQ8rT5w"


def the_cookie(path: Path, *records: Record, html: str = "", url: str = PAGE) -> Observation:
    """The one cookie, seen on a page with this document."""
    writer = EvidenceWriter(path, SITE, dt.datetime(2026, 9, 21, tzinfo=dt.UTC))
    for record in records:
        writer.append(record)
    writer.append(visit(url, html=writer.write_page("v1", html)) if html else visit(url))
    writer.seal({"site": SITE})
    (cookie,) = [one for one in observe(Evidence(writer.folder), Knowledge()).observations if one.kind == "cookie"]
    return cookie


@pytest.mark.parametrize(
    ("html", "where"),
    [
        (f'<form><input type="hidden" name="_csrf" value="{TOKEN}"></form>', "in the hidden field _csrf of a form"),
        (f"<input value={TOKEN} name=__RequestVerificationToken type=hidden>", "in the hidden field __Request"),
        (f"<input type='HIDDEN' id='form_key' value='{TOKEN}'/>", "in the hidden field form_key of a form"),
        (f'<meta content="{TOKEN}" name="csrf-token">', "in the page's meta element csrf-token"),
    ],
)
def test_a_token_that_the_page_repeats_guards_against_forgery(tmp_path: Path, html: str, where: str) -> None:
    cookie = the_cookie(tmp_path, set_cookie(f"qx={TOKEN}"), html=html)
    assert (cookie.category, cookie.source, cookie.confidence) == ("mandatory", "behaviour", "medium")
    assert where in cookie.rule
    assert TOKEN not in repr(cookie)


@pytest.mark.parametrize("header", ["X-XSRF-TOKEN", "X-CSRFToken", "RequestVerificationToken"])
def test_a_token_that_a_request_repeats_in_a_header_does_too(tmp_path: Path, header: str) -> None:
    asked = request("https://www.shop.test/api", "fetch", request_headers=((header, TOKEN),))
    cookie = the_cookie(tmp_path, asked, set_cookie(f"qx={TOKEN}"))
    assert (cookie.category, f"in the header {header} of a request" in cookie.rule) == ("mandatory", True)


@pytest.mark.parametrize("value", [f"{TOKEN}%7Csignature", f"{TOKEN}.c2lnbmF0dXJl", f'"{TOKEN}"'])
def test_a_signed_token_is_the_token(tmp_path: Path, value: str) -> None:
    html = f'<input type="hidden" name="csrfmiddlewaretoken" value="{TOKEN}">'
    assert the_cookie(tmp_path, set_cookie(f"qx={value}"), html=html).category == "mandatory"


@pytest.mark.parametrize(
    "html",
    [
        f'<input type="hidden" name="_csrf" value="{TOKEN}1">',
        f'<input type="hidden" name="visitor" value="{TOKEN}">',
        f'<input type="text" name="_csrf" value="{TOKEN}">',
        f'<input type="hidden" name="_csrf_{TOKEN}" value="">',
        f'<meta name="visitor" content="{TOKEN}">',
        f"<p>_csrf {TOKEN}</p>",
    ],
    ids=["another value", "another field", "a field that is seen", "no value", "another element", "text"],
)
def test_what_only_resembles_one_guards_nothing(tmp_path: Path, html: str) -> None:
    assert the_cookie(tmp_path, set_cookie(f"qx={TOKEN}"), html=html).category == "unknown"


def test_a_short_value_that_a_field_repeats_guards_nothing(tmp_path: Path) -> None:
    html = '<input type="hidden" name="_csrf" value="1">'
    assert the_cookie(tmp_path, set_cookie("qx=1"), html=html).category == "unknown"


def test_a_header_to_another_site_guards_nothing(tmp_path: Path) -> None:
    asked = request("https://api.other.test/", "fetch", request_headers=(("X-XSRF-TOKEN", TOKEN),))
    assert the_cookie(tmp_path, asked, set_cookie(f"qx={TOKEN}")).category == "unknown"


def test_a_value_that_is_the_pages_language_is_functionality(tmp_path: Path) -> None:
    cookie = the_cookie(tmp_path / "a", set_cookie("qx=nl"), html='<!doctype html><html lang="nl-NL"><body>')
    assert (cookie.category, cookie.rule) == ("functionality", "its value is the language of the page")
    other = the_cookie(tmp_path / "b", set_cookie("qx=nl"), html='<html lang="de">')
    assert other.confidence != "medium"


def test_the_page_says_nothing_of_anothers_cookie(tmp_path: Path) -> None:
    cookie = the_cookie(tmp_path, set_cookie("qx=nl", "https://x.other.test/"), html='<html lang="nl">')
    assert cookie.rule != "its value is the language of the page"


@pytest.mark.parametrize(
    "piece", ["<input ", "<input " + "a" * 2990 + ">", "<input a='", "<meta name=csrf ", "<html lang="]
)
def test_a_hostile_page_costs_no_more_than_its_length(piece: str) -> None:
    facts = PageFacts(Scope(SITE))
    assert grows_linearly(lambda size: facts.see_page(PAGE, piece * (size // len(piece))), 250_000)
    assert facts.guarding([TOKEN]) == ""


def test_a_page_of_another_site_says_nothing(tmp_path: Path) -> None:
    html = f'<html lang="nl"><input type="hidden" name="_csrf" value="{TOKEN}">'
    cookie = the_cookie(tmp_path, set_cookie(f"qx={TOKEN}"), html=html, url="https://www.other.test/")
    assert cookie.category == "unknown"
