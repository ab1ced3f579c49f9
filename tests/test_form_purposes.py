"""What a form is for, each purpose with what comes close to it."""

import pytest

from analyzers.form_purposes import NAMES, purpose_of, tells_a_friend
from crawler.records import Form, FormField


def field(name: str = "", kind: str = "text", tag: str = "input", **more: str) -> FormField:
    return FormField(tag=tag, type=kind, name=name, **more)


def form(*fields: FormField, action: str = "https://www.shop.test/send", **more: object) -> Form:
    return Form(time=1.0, action=action, method="post", fields=fields, **more)  # type: ignore[arg-type]


def button(text: str) -> FormField:
    return field(kind="submit", tag="button", label=text)


MAIL = field("email", "email")
TEXT = field("message", "textarea", "textarea")
SECRET = field("password", "password")
TOKEN = field("csrf", "hidden")


@pytest.mark.parametrize(
    ("asked", "purpose"),
    [
        (form(MAIL, button("Subscribe"), TOKEN), "newsletter"),
        (form(MAIL, label="Newsletter"), "newsletter"),
        (form(field("EMAIL", "email", placeholder="Jouw e-mailadres"), label="Schrijf je in voor de nieuwsbrief"), "newsletter"),
        (form(MAIL, button("Newsletter abonnieren")), "newsletter"),
        (form(MAIL, button("S’abonner")), "newsletter"),
        (form(field("correo", label="Correo electrónico"), button("Suscríbete")), "newsletter"),
        (form(field("mail", "email", label="Email"), button("Iscriviti")), "newsletter"),
        (form(MAIL, field("fname", label="First name"), label="Sign up for our news"), "newsletter"),
        (form(MAIL, button("Log in")), "log-in"),
        (form(MAIL, SECRET, button("Log in"), label="Newsletter"), "log-in"),
        (form(MAIL, button("Send me the link"), label="Forgot your password?"), "password-reset"),
        (form(MAIL, SECRET, field("again", "password"), button("Create account")), "registration"),
        (form(MAIL, button("Notify me when it is back in stock and subscribe")), "other"),
        (form(MAIL, button("Unsubscribe"), label="Newsletter"), "other"),
        (form(MAIL, button("Go")), "other"),
        (form(field("q", label="Search our newsletter"), button("Search")), "search"),
        (form(field("term", "search", placeholder="Search")), "search"),
        (form(field("s"), button("Zoeken")), "search"),
        (form(MAIL, TEXT, field("name", label="Your name"), button("Send")), "contact"),
        (form(MAIL, TEXT, label="Leave a reply", action="https://www.shop.test/wp-comments-post.php"), "comment"),
        (form(TEXT, field("author", label="Name"), label="Schreiben Sie einen Kommentar"), "comment"),
        (form(TEXT, action="https://www.shop.test/forum/posting.php"), "forum"),
        (form(TEXT, name="chat-box", label="Chat with us"), "chat"),
        (form(MAIL, field("friend_email", "email"), TEXT), "referral"),
        (form(field("to", label="Your friend's e-mail"), MAIL), "referral"),
        (form(field("e", label="E-Mail Ihres Freundes"), MAIL), "referral"),
        (form(field("naam", label="Naam van je vriend"), MAIL), "referral"),
        (form(field("nom", label="Nom de votre ami"), MAIL), "referral"),
        (form(MAIL, label="Tell a friend"), "referral"),
        (form(MAIL, button("Freunde werben")), "referral"),
        (form(MAIL, field("r", label="Recipient's name"), field("street"), label="Delivery"), "order"),
        (form(MAIL, field("name", label="Name"), field("card", autocomplete="cc-number")), "payment"),
        (form(field("street"), field("zip"), MAIL, label="Checkout"), "order"),
        (form(MAIL, field("tel", "tel"), label="Newsletter"), "other"),
        (form(button("Put in the basket")), "other"),
    ],
)  # fmt: skip
def test_a_form_is_for_what_it_asks_and_says(asked: Form, purpose: str) -> None:
    found = purpose_of(asked)
    assert (found.purpose, bool(found.why)) == (purpose, True), found.why


def test_a_form_without_words_that_posts_to_a_service_for_newsletters_is_one() -> None:
    assert purpose_of(form(MAIL, button("OK")), "newsletter").purpose == "newsletter"
    assert purpose_of(form(MAIL, button("OK")), "e-mail").purpose == "newsletter"
    assert purpose_of(form(MAIL, TEXT, button("OK")), "e-mail").purpose == "contact"
    assert purpose_of(form(TEXT), "chat").purpose == "chat"


def test_every_purpose_has_a_name_and_hostile_words_are_read_in_no_time() -> None:
    long = form(*(field("email" * 40, label="tell to a " * 20) for _ in range(200)), label="sign up for " * 16)
    assert purpose_of(long).purpose in NAMES


@pytest.mark.parametrize("text", ["Tell a friend", "Refer a friend and save", "Freunde einladen", "Invita a un amigo"])
def test_a_link_that_invites_to_recommend_is_known(text: str) -> None:
    assert tells_a_friend(text)
    assert not tells_a_friend("Friends of the shop") and not tells_a_friend("Our friendly team")
