"""Which widgets and forms a site offers, by what stands on its pages and by what it loads; each with a near miss."""

from pathlib import Path

import pytest

from analyzers.knowledge import Knowledge, Service
from analyzers.model import Observation
from crawler.records import Form, FormField, Link, Record
from tests.judging import NOW, PAGE, SITE, compared, declaration, of_kind, promise, request, seen, verdicts

WORLD = Knowledge(
    services=tuple(
        Service(name=name, company=name, role=role, category="functionality", domains=(f"{name.lower()}.test",))
        for name, role in (
            ("Talky", "chat"),
            ("Murmur", "comments"),
            ("Bringer", "referral"),
            ("Popper", "newsletter"),
            ("Poster", "e-mail"),
            ("Counter", "analytics"),
        )
    )
)
SHOP = f"https://{SITE}"
MAIL = FormField(tag="input", type="email", name="email")
TEXT = FormField(tag="textarea", type="textarea", name="message")
GO = FormField(tag="button", type="submit", label="Subscribe")


def form(*fields: FormField, action: str = f"{SHOP}/send?token=secret", method: str = "post", **more: object) -> Form:
    base: dict[str, object] = {"visit": "v1", "frame_url": PAGE}
    return Form(time=NOW, action=action, method=method, fields=fields, **{**base, **more})  # type: ignore[arg-type]


def link(url: str, text: str, **more: object) -> Link:
    return Link(time=NOW, visit="v1", url=url, text=text, frame_url=PAGE, **more)  # type: ignore[arg-type]


def offered(root: Path, *records: Record) -> list[Observation]:
    found = seen(root, *records, knowledge=WORLD)
    return [*of_kind(found, "form"), *of_kind(found, "script-behaviour")]


def test_a_newsletter_form_is_told_with_what_it_asks_where_it_posts_and_over_what(tmp_path: Path) -> None:
    (one,) = offered(tmp_path, form(MAIL, GO), form(MAIL, GO, visible=False))
    assert (one.kind, one.name, one.host, one.party) == ("form", "newsletter sign-up", SITE, "first")
    assert one.urls == (f"{SHOP}/send",), "a query may hold a token"
    assert one.details["asks"] == ["e-mail address"]
    assert (one.details["over"], one.details["methods"], one.details["times"]) == (["https"], ["post"], 2)
    assert "hidden" not in one.details and "unencrypted" not in one.details
    assert (one.category, one.source) == ("functionality", "behaviour")
    assert one.evidence[0].visit == "v1"


def test_one_observation_a_purpose_and_receiver(tmp_path: Path) -> None:
    records = [
        form(MAIL, GO),
        form(MAIL, GO, action="https://list.poster.test/sub"),
        form(MAIL, TEXT),
        form(MAIL, TEXT, FormField(tag="input", type="tel", name="t")),
    ]
    told = [(one.name, one.host, one.party, one.details["asks"]) for one in offered(tmp_path, *records)]
    assert told == [
        ("newsletter sign-up", "list.poster.test", "third", ["e-mail address"]),
        ("contact form", SITE, "first", ["e-mail address", "telephone number"]),
        ("newsletter sign-up", SITE, "first", ["e-mail address"]),
    ]


@pytest.mark.parametrize(
    "record",
    [
        form(FormField(tag="input", type="search", name="q", label="Search the newsletter")),
        form(FormField(tag="button", type="submit", label="Put in the basket")),
        form(FormField(tag="input", type="hidden", name="email")),
        form(FormField(tag="select", type="select", name="sort")),
    ],
)
def test_a_form_that_asks_for_nothing_about_a_person_is_no_observation(tmp_path: Path, record: Form) -> None:
    assert offered(tmp_path, record) == []


def test_a_log_in_is_no_newsletter(tmp_path: Path) -> None:
    login = FormField(tag="button", type="submit", label="Log in")
    secret = FormField(tag="input", type="password", name="p")
    assert [one.name for one in offered(tmp_path, form(MAIL, secret, login))] == ["log-in form"]


def test_a_comment_form_and_a_form_for_telling_a_friend_are_told(tmp_path: Path) -> None:
    friend = FormField(tag="input", type="email", name="friend", label="Your friend's e-mail address")
    records = [form(TEXT, name="commentform"), form(MAIL, friend)]
    assert sorted(one.name for one in offered(tmp_path, *records)) == ["comment form", "form for telling a friend"]


def test_a_form_over_plain_http_or_of_a_script_says_so(tmp_path: Path) -> None:
    (plain,) = offered(tmp_path / "a", form(MAIL, TEXT, action=f"http://{SITE}/send"))
    assert plain.details["unencrypted"] and plain.details["over"] == ["http"]
    (script,) = offered(tmp_path / "b", form(MAIL, TEXT, action="", method="", visible=False))
    assert (script.host, script.details["over"], script.details["hidden"]) == (SITE, ["a script"], True)


@pytest.mark.parametrize(
    ("record", "name"),
    [
        (link("mailto:?subject=Look&body=https://shop.test/", "Mail a friend"), "link for a mail to a friend"),
        (link(f"{SHOP}/refer", "Refer a friend"), "programme for recommending to friends"),
        (link("https://www.bringer.test/shop", "Invite your friends"), "programme for recommending to friends"),
        (link(f"{SHOP}/community", "Forum"), "forum"),
        (link("mailto:info@shop.test?subject=Order", "Write to us"), ""),
        (link("mailto:", "E-mail"), ""),
        (link("https://friends.other.test/", "Tell a friend"), ""),
        (link(f"{SHOP}/blog/friends", "Friends of the shop"), ""),
        (link(f"{SHOP}/blog/rome", "The Roman forum and what it was for"), ""),
        (link(f"{SHOP}/blog/rome", "Forum Romanum"), ""),
    ],
)
def test_a_link_may_stand_for_a_widget(tmp_path: Path, record: Link, name: str) -> None:
    assert [one.name for one in offered(tmp_path, record)] == ([name] if name else [])


@pytest.mark.parametrize(
    ("url", "kind", "name"),
    [
        ("https://cdn.talky.test/widget.js", "script", "chat: widget of Talky"),
        ("https://embed.murmur.test/thread", "document", "comments: widget of Murmur"),
        ("https://js.bringer.test/b.js", "script", "recommending to friends: widget of Bringer"),
        ("https://js.popper.test/pop.js", "script", "newsletter sign-up: widget of Popper"),
        ("https://cdn.talky.test/face.png", "image", ""),
        ("https://cdn.poster.test/track.js", "script", ""),
        ("https://cdn.counter.test/widget.js", "script", ""),
    ],
)
def test_a_widget_is_known_by_its_service(tmp_path: Path, url: str, kind: str, name: str) -> None:
    assert [one.name for one in offered(tmp_path, request(url, kind))] == ([name] if name else [])


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("https://widget.intercom.io/widget/abc", ["chat: widget of Intercom"]),
        ("https://embed.tawk.to/1/default", ["chat: widget of Tawk.to"]),
        ("https://talk.hyvor.com/web-api/embed.js", ["comments: widget of Hyvor"]),
        ("https://tag.mention-me.com/api/v2", ["recommending to friends: widget of Mention Me"]),
        ("https://a.omappapi.com/app/js/api.min.js", ["newsletter sign-up: widget of OptinMonster"]),
        ("https://chimpstatic.com/mcjs-connected/js/users/1.js", ["newsletter sign-up: widget of Mailchimp"]),
        ("https://static.klaviyo.com/onsite/js/klaviyo.js", ["newsletter sign-up: widget of Klaviyo"]),
        ("https://mailchimp.com/track.js", []),
        ("https://fast.appcues.com/1.js", []),
        ("https://shop.disqus.com/embed.js", []),
    ],
)
def test_our_own_knowledge_tells_widgets_from_what_else_a_service_does(
    tmp_path: Path, url: str, told: list[str]
) -> None:
    found = seen(tmp_path, request(url, "script"), knowledge=Knowledge.load(tmp_path / "none"))
    assert [one.name for one in of_kind(found, "script-behaviour")] == told


def test_what_was_only_prefetched_shows_no_widget(tmp_path: Path) -> None:
    assert offered(tmp_path, request("https://cdn.talky.test/widget.js", "script", speculative=True)) == []


def test_a_form_is_never_undeclared_as_such_and_belongs_to_the_finding_on_what_it_asks(tmp_path: Path) -> None:
    (one,) = offered(tmp_path, form(MAIL, TEXT, FormField(tag="input", type="tel", name="t")))
    told = compared([one], [declaration()], [promise("encrypted-connection")])
    assert not {"undeclared", "mechanism-not-mentioned", "unclassified"} & set(verdicts(told))
    assert one.id not in told.covered_by
    assert told.promises[0].outcome == "kept"


def test_a_form_that_posts_over_plain_http_contradicts_an_encrypted_connection(tmp_path: Path) -> None:
    (one,) = offered(tmp_path, form(MAIL, TEXT, action=f"http://{SITE}/send"))
    told = compared([one], [declaration()], [promise("encrypted-connection")])
    assert told.promises[0].outcome == "contradicted" and SITE in told.promises[0].why


def test_the_same_forms_twice_give_the_same_observations(tmp_path: Path) -> None:
    records = [
        form(MAIL, GO),
        link(f"{SHOP}/refer", "Refer a friend"),
        request("https://cdn.talky.test/w.js", "script"),
    ]
    assert offered(tmp_path / "a", *records) == offered(tmp_path / "b", *records)
