"""How report.html shows forms, and links that were opened to see whether they answer."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import msgspec
from bs4 import BeautifulSoup

from analyzers.model import Observation
from fixtures.reports import bookshop
from reports import to_json
from reports.page import render

SCHEMA = json.loads((Path(__file__).parents[1] / "docs" / "report.schema.json").read_text(encoding="utf-8"))


def form(**more: object) -> Observation:
    base: dict[str, object] = {
        "details": {"asks": ["e-mail address", "name"], "over": ["https"], "purpose": "newsletter", "times": 3},
        "host": "list.poster.example",
        "party": "third",
        "urls": ("https://list.poster.example/subscribe",),
    }
    return Observation(
        id="f0f0f0f0f0f0", kind="form", name="newsletter sign-up", provider="poster.example", category="functionality",
        rule="a form that a visitor fills in by choice", source="behaviour", confidence="medium", stored=False,
        **{**base, **more},
    )  # type: ignore[arg-type]  # fmt: skip


def page_with(*seen: Observation) -> BeautifulSoup:
    report = bookshop()
    tried = {"url": "https://ads.example/opt-out", "outcome": "http-error", "status": 404, "purpose": "link"}
    coverage = msgspec.structs.replace(report.coverage, pages=(*report.coverage.pages, tried))
    others = tuple(one for one in report.observations if one.kind != "form")
    report = msgspec.structs.replace(report, observations=(*others, *seen), coverage=coverage)
    jsonschema.validate(to_json([report]), SCHEMA)
    return BeautifulSoup(render(report), "html.parser")


def words(part: object) -> str:
    return " ".join(part.get_text(" ").split())  # type: ignore[attr-defined]


def test_a_form_stands_in_its_own_part_with_what_it_asks_for_and_where_it_posts() -> None:
    part = page_with(form()).find("section", attrs={"aria-labelledby": "forms"})
    assert part is not None
    text = words(part)
    assert "newsletter sign-up" in text and "Asks for e-mail address, name" in text
    assert "list.poster.example/subscribe" in text.replace(" ", "")
    assert "None was sent" in text and "Third party" in text


def test_a_form_that_asks_for_nothing_says_so_and_a_hostile_label_stays_text() -> None:
    part = page_with(form(details={"asks": [], "why": ["<script>alert(1)</script>"]})).find(
        "section", attrs={"aria-labelledby": "forms"}
    )
    assert part is not None and "Asks for nothing about a person" in words(part)
    assert part.find("script") is None


def test_without_a_form_there_is_no_such_part() -> None:
    assert page_with().find("section", attrs={"aria-labelledby": "forms"}) is None


def test_an_opened_link_is_listed_as_what_it_is() -> None:
    row = next(row for row in page_with().find_all("tr") if "opt-out" in words(row))
    assert "A link, opened to see whether it answers" in words(row) and "404" in words(row)
