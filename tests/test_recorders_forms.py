"""What a page's forms ask for, as the crawler takes it down."""

import asyncio

import pytest
from aiohttp import web

from crawler.evidence import Evidence
from crawler.records import Form
from tests.crawling import crawl_into, settings

PAGE = """<!doctype html><title>forms</title>
<form action="/order" method="POST" id="order"><h2>Your  order</h2>
  <label>Your name <input name="fullname" autocomplete="name"></label>
  <label for="card">Card number</label><input id="card" autocomplete="billing cc-number" inputmode="numeric">
  <input type="email" name="mail" placeholder="you@example.org" value="secret@person.test">
  <input type="hidden" name="action" value="token"><select name="country"><option>x</select>
  <button>Buy now</button></form>
<form action="http://plain.example/search"><input type="search" name="q" aria-label="Search"></form>
<input type="tel" name="callback" title="We call you back"><button>Outside</button>
<div id="host"></div><form style="display:none" method="dialog"><textarea name="note"></textarea></form>
<iframe srcdoc="<form action='https://mail.example/subscribe' method=post><input type=email name=newsletter></form>"></iframe>
<script>host.attachShadow({mode:"open"}).innerHTML='<form action="/shadow" method=post><input name="inner"></form>'</script>"""


@pytest.fixture(scope="module")
def forms(tmp_path_factory):
    async def run():
        posts = []

        async def answer(request):
            if request.method != "GET":
                posts.append(request.path)
            return web.Response(text=PAGE, content_type="text/html")

        application = web.Application()
        application.router.add_route("*", "/{path:.*}", answer)
        runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        url = f"http://site.localhost:{runner.addresses[0][1]}/"
        try:
            end = await crawl_into(tmp_path_factory.mktemp("forms"), settings(url))
        finally:
            await runner.cleanup()
        assert posts == [], "a form is never sent"
        return [record for record in Evidence(end.folder).records() if isinstance(record, Form)]

    return asyncio.run(run())


def by_method_and_path(forms):
    return {(form.method, form.action.partition("://")[2].partition("/")[2]): form for form in forms}


def test_a_form_tells_its_fields_labels_and_autofill_words_and_where_it_posts(forms):
    order = by_method_and_path(forms)["post", "order"]
    assert (order.name, order.label, order.visible, order.action.partition("://")[0]) == (
        "order",
        "Your order",
        True,
        "http",
    )
    told = {
        field.name: (field.tag, field.type, field.autocomplete, field.label, field.placeholder)
        for field in order.fields
    }
    assert told == {
        "fullname": ("input", "text", "name", "Your name", ""),
        "card": ("input", "text", "billing cc-number", "Card number", ""),
        "mail": ("input", "email", "", "", "you@example.org"),
        "action": ("input", "hidden", "", "", ""),
        "country": ("select", "select", "", "", ""),
        "": ("button", "submit", "", "Buy now", ""),
    }


def test_what_stands_in_a_field_is_never_read(forms):
    assert "secret" not in repr(forms) and "token" not in repr(forms)


def test_fields_without_a_form_forms_in_shadow_roots_and_hidden_ones_are_told(forms):
    told = by_method_and_path(forms)
    assert [(field.name, field.label) for field in told["", ""].fields] == [("callback", "We call you back")]
    assert [field.name for field in told["post", "shadow"].fields] == ["inner"]
    assert [form.visible for form in forms if form.method == "dialog"] == [False]


def test_a_form_of_a_frame_and_one_that_posts_elsewhere_are_told_with_their_address(forms):
    actions = {form.action for form in forms}
    assert {"https://mail.example/subscribe", "http://plain.example/search"} <= actions
