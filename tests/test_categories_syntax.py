"""What the words of a name and the form of a value say an item is for."""

import pytest

from analyzers.syntax import of_name, of_value, words


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("userLangPref", ("user", "lang", "pref")),
        ("XSRF-TOKEN", ("xsrf", "token")),
        ("ABTest_2", ("ab", "test", "2")),
        ("", ()),
    ],
)
def test_a_name_is_cut_at_punctuation_digits_and_camel_case(name: str, found: tuple[str, ...]) -> None:
    assert words(name) == found


@pytest.mark.parametrize(
    ("name", "category"),
    [
        ("shop_cookie_consent", "mandatory"),
        ("cookie_banner_closed", "mandatory"),
        ("detect_cookie", "mandatory"),
        ("my-xsrf-token", "mandatory"),
        ("MYAPP_SERVERID", "mandatory"),
        ("shoppingCartId", "mandatory"),
        ("captcha_ok", "mandatory"),
        ("preferredLang", "functionality"),
        ("site-theme", "functionality"),
        ("tooltip_dismissed", "functionality"),
        ("experiment_variant", "performance"),
        ("pageview_count", "performance"),
        ("retargeting_id", "targeting"),
    ],
)
def test_a_names_words_say_what_it_is_for(name: str, category: str) -> None:
    hint = of_name(name)
    assert hint is not None
    assert hint.category == category


@pytest.mark.parametrize("name", ["zqx", "a1", "_", "foo", ""])
def test_a_name_of_no_known_word_says_nothing(name: str) -> None:
    assert of_name(name) is None


@pytest.mark.parametrize(
    ("value", "category"),
    [
        ("GA1.2.1234567890.1613227780", "performance"),
        ("fb.1.1613227780123.987654321", "targeting"),
        ("1677787402.36895.0000", "mandatory"),
        ("eyJpdiI6IlhnbUtYZm13", "mandatory"),
        ("de-DE", "functionality"),
        ("EUR", "functionality"),
    ],
)
def test_a_values_form_says_what_it_is_for(value: str, category: str) -> None:
    hint = of_value(value)
    assert hint is not None
    assert hint.category == category


@pytest.mark.parametrize(
    "value", ["", "1", "true", "js", "no", "ok", "519d187b-f082-4777-916a-11aa22bb33cc", "hello world"]
)
def test_a_value_of_no_known_form_says_nothing(value: str) -> None:
    assert of_value(value) is None
