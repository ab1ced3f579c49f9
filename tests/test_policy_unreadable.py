"""Documents from which nothing may be concluded say why, and never look read."""

import codecs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzers.policy import document_text, read_policy
from analyzers.policy.opening import MOST_BYTES, MOST_CHARACTERS

POLICY = (
    b"<p>We use cookies to count visits. " + b"Our shop sells cups and kettles to readers everywhere. " * 12 + b"</p>"
)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \n\t ", "empty"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 500, "picture"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 500, "picture"),
        (b"PK\x03\x04" + b"\0" * 500, "ZIP"),
        (bytes(range(256)) * 40, "binary"),
        (b"x" * (MOST_BYTES + 1), "bytes"),
        (b"cookies " * (MOST_CHARACTERS // 8 + 1), "characters"),
        (b"<html><body><div id='root'></div><script>x()</script></body></html>", "no text"),
        (b"<html><body><p>You need to enable JavaScript to run this app.</p></body></html>", "JavaScript"),
        (
            b"<html><body><h1>Sign in</h1><p>E-mail</p><p>Password</p><p>Forgot your password?</p></body></html>",
            "log-in",
        ),
        (b"<html><body><p>We value your privacy. Accept all cookies to continue.</p></body></html>", "consent wall"),
        (b"<html><body><h1>404</h1><p>Page not found</p></body></html>", "nothing was found"),
        (b"<html><body><p>Checking your browser before you go on. Are you human?</p></body></html>", "robots"),
        (b"<html><body><p>Privacy policy</p></body></html>", "too few"),
        (
            (
                "<p>"
                + "Käytämme evästeitä (cookie) sivustollamme, jotta privacy säilyy ja personal data on turvassa. " * 12
            ).encode(),
            "languages",
        ),
        (
            (
                "<p>"
                + "我们在网站上使用cookie来记录访问者的偏好和个人信息并且保护您的隐私" * 30
                + " privacy personal data cookie cookie" * 3
            ).encode(),
            "too few",
        ),
        (b"<p>" + b"The recipe asks for flour, butter and a pinch of salt. " * 30 + b"</p>", "neither"),
    ],
)
def test_hopeless_input_says_why_and_declares_nothing(data: bytes, reason: str) -> None:
    reading = read_policy(data)
    assert reason in reading.could_not_read
    assert (reading.declarations, reading.promises, reading.unread) == ((), (), ())


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("Bitte aktivieren Sie JavaScript, um diese Seite zu nutzen.", "JavaScript"),
        ("Veuillez activer JavaScript pour utiliser ce site.", "JavaScript"),
        ("Schakel JavaScript in om deze website te gebruiken.", "JavaScript"),
        ("Debe activar JavaScript para usar este sitio.", "JavaScript"),
        ("Attiva JavaScript per utilizzare questo sito.", "JavaScript"),
        ("Inloggen. Gebruikersnaam. Wachtwoord vergeten? Privacy", "log-in"),
        ("Anmelden. Benutzername. Passwort vergessen? Datenschutz", "log-in"),
        ("Iniciar sesión. Usuario. Contraseña", "log-in"),
        ("Accedi. Nome utente. Password dimenticata?", "log-in"),
        ("Mit Werbung und Cookies weiterlesen oder ein Abo abschließen.", "consent wall"),
        ("Diese Seite existiert leider nicht. Zur Datenschutzerklärung.", "nothing was found"),
        ("La página que busca no existe. Política de privacidad.", "nothing was found"),
        ("We couldn't find the page you were looking for.", "nothing was found"),
        ("503 Service Unavailable. Back soon.", "out of order"),
    ],
)
def test_walls_in_other_languages_are_known_as_what_they_are(words: str, reason: str) -> None:
    reading = read_policy(f"<html><body><h1>Hello</h1><p>{words}</p></body></html>".encode())
    assert reason in reading.could_not_read
    assert (reading.declarations, reading.promises) == ((), ())


SENTENCE = "We use cookies to count visits and we do not share your name with third parties such as Google. "


@pytest.mark.parametrize(
    ("data", "source"),
    [
        ((SENTENCE * (40_000_000 // len(SENTENCE))).encode(), "policy.txt"),
        ((SENTENCE * (1_000_000 // len(SENTENCE))).encode(), "policy.txt"),
        (b"<html><body>" + b"<p>x</p>" * 2_000_000, "policy.html"),
        (b"<html><body>" + b"<script>" * 400_000, "policy.html"),
        (b"<html><body>" + b"<script>x</script>" * 200_000 + b"<p>cookie</p>", "policy.html"),
        (b"a" * (MOST_CHARACTERS - 1), "policy.txt"),
    ],
    ids=["40 MB", "1 MB", "two million tags", "unclosed scripts", "scripts", "one word"],
)
def test_a_flood_is_told_from_a_policy(data: bytes, source: str) -> None:
    reading = read_policy(data, source=source)
    assert reading.could_not_read and not reading.declarations


def test_a_page_whose_scripts_are_long_is_read() -> None:
    page = b"<html><body><script>" + b"var a = '<p>we use no cookies</p>';" * 60_000 + b"</script><scripted>" + POLICY
    assert [one.kind for one in read_policy(page, source="policy.html").declarations] == ["cookie"]


def test_a_document_of_two_languages_is_read_in_both() -> None:
    german = (
        "<p>Unsere Werbepartner setzen auf unserer Website Cookies, um Werbung zu zeigen. Wir verkaufen Ihre Daten nie, und wir "
        "reagieren nicht auf Do-Not-Track-Signale Ihres Browsers.</p>"
    )
    reading = read_policy(POLICY + german.encode())
    assert {(one.kind, one.language, one.party) for one in reading.declarations if one.kind == "cookie"} == {
        ("cookie", "en", "first"),
        ("cookie", "de", "third"),
    }
    assert {one.subject for one in reading.promises} == {"no-sale", "dnt"}


def test_a_login_page_full_of_countries_is_no_policy() -> None:
    countries = " ".join(f"Country{number} (+{number})" for number in range(300))
    page = f"<h1>Log in or sign up</h1><p>{countries}</p><p>Password</p><p>Forgot your password?</p><a>Privacy</a>"
    assert "log-in" in read_policy(page.encode()).could_not_read


def test_a_policy_with_a_consent_banner_above_it_is_read() -> None:
    banner = b"<p>Accept all and continue</p>"
    filler = (
        b"<p>"
        + b"We use cookies on our website to count visits, and our partners use cookies for advertising. " * 20
        + b"</p>"
    )
    assert not read_policy(banner + filler).could_not_read


@pytest.mark.parametrize(
    ("data", "mime"),
    [
        (POLICY.decode().encode("utf-16"), ""),
        (codecs.BOM_UTF8 + POLICY, ""),
        (POLICY.replace(b"cups", "café".encode("latin-1")), "text/html; charset=iso-8859-1"),
        (b'<meta charset="windows-1252">' + POLICY.replace(b"cups", b"caf\xe9"), "text/html"),
    ],
)
def test_character_sets_are_told_by_mark_header_or_page(data: bytes, mime: str) -> None:
    reading = read_policy(data, mime=mime)
    assert [one.kind for one in reading.declarations] == ["cookie"]


def test_a_page_nested_deeper_than_the_parsers_default_is_read() -> None:
    assert read_policy(b"<div>" * 1_500 + POLICY).could_not_read == ""


def test_a_reading_carries_the_digest_of_the_bytes() -> None:
    assert read_policy(b"").sha256 == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=3_000), st.text(alphabet="cokie s|-*_#<>[](){}tdrh/.,:;0123\n\"'&=éßX", max_size=2_000)
    )
)
def test_no_input_makes_the_reader_raise(data: bytes | str) -> None:
    for name in ("policy.html", "policy.md", "policy.txt"):
        raw = data if isinstance(data, bytes) else data.encode()
        reading = read_policy(raw, source=name)
        text = document_text(raw, source=name)
        assert all(one.quote in text for one in (*reading.declarations, *reading.promises, *reading.unread))


def test_a_short_page_with_a_table_of_cookies_is_a_policy_though_it_speaks_of_logging_in() -> None:
    rows = "".join(f"<tr><td>{name}</td><td>Inloggen</td><td>1 jaar</td></tr>" for name in ("hf_sid", "hf_id"))
    table = f"<table><tr><th>Naam</th><th>Doel</th><th>Bewaartermijn</th></tr>{rows}</table>"
    reading = read_policy(f"<html lang=nl><h1>Cookies</h1><p>Wij gebruiken deze cookies.</p>{table}</html>".encode())
    assert reading.could_not_read == ""
    assert {one.name for one in reading.declarations if one.strength == "item"} == {"hf_sid", "hf_id"}
