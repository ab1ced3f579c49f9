"""What the form of a value says an item is for: consent, load balancers, frameworks' sessions, language and display."""

import base64
from urllib.parse import quote

import pytest

from analyzers.consent_values import consent_form
from analyzers.syntax import hints
from analyzers.value_forms import is_language_of, of_value
from tests.scaling import grows_linearly

TCF = "CPXxRfAPXxRfAAfKABENB-CgAAAAAAAAAAYgAAAAAAAA"
HEX = "0123456789abcdef0123456789abcdef"
SEALED = base64.b64encode(b"a sealed session of some length....").decode()


@pytest.mark.parametrize(
    "value",
    [
        TCF,
        f"{TCF}.YAAAAAAAAAAA",
        TCF + "A" * 900,
        "DBABMA~CPXxRfAPXxRfAAfKABENB-CgAAAAAAAAAAYgAAAAAAAA",
        "DBACNYA~CPXxRfAPXxRfAAfKABENB-CgAAAAAAAAAAYgAAAAAAAA~1YNN",
        "1YNN",
        "1---",
        "1~7.12.35.62",
        "isGpcEnabled=0&datestamp=Mon",
        "datestamp=Mon&version=6",
        "{stamp:'x==',necessary:true,preferences:false,statistics:false,marketing:false}",
        "necessary=1&statistics=0&marketing=0",
        '{"necessary":true}',
        quote('{"necessary":true,"analytics":false}'),
        quote(quote('{"functional":1,"marketing":0}')),
        '{"ad_storage":"denied","analytics_storage":"granted"}',
        "ad_user_data:granted|ad_personalization:denied",
        "noodzakelijk:true,statistieken:false",
        "notwendig=ja;statistik=0;marketing=0",
        '["necessary","analytics","marketing"]',
        "essential,statistics",
        "isIABGlobal=false&groups=C0001:1,C0002:0",
        quote("consentId=1&groups=C0001:1,C0003:0&landingPath=x", safe="="),
        ",C0001,C0003,",
    ],
)
def test_the_record_of_a_consent_is_mandatory(value: str) -> None:
    hint = of_value(value)
    assert hint is not None
    assert (hint.category, hint.confidence) == ("mandatory", "medium")


@pytest.mark.parametrize(
    "value",
    [
        "ChgIlvtrEAoYASABKAEwptGfgQY4AUABSAEQptGfgQYYAA..",
        "CPXxRfAPXxRfAAfKABenB-CgAAAAAAAAAAYgAAAAAAAA",
        "DBABMA",
        "DB~",
        "1YN",
        "1ABC",
        "1YNNN",
        "2YNN",
        "1~",
        '{"utm":{"marketing":"spring"}}',
        '{"analytics":{"id":"77"}}',
        '{"performance":true,"social":false}',
        '{"analytics":"on time"}',
        '{"marketing":true}',
        "required:true,other:true",
        '{"step":"necessary"}',
        "analytics,marketing",
        "news,sport",
        "necessary",
        "unnecessary:true",
        "C0001",
        ",D0001,D0002,",
    ],
)
def test_what_only_resembles_one_is_none(value: str) -> None:
    assert consent_form(value) == ""


@pytest.mark.parametrize(
    ("value", "confidence"),
    [
        ("1677787402.36895.0000", "high"),
        ("vi20010112000000000000000000000030.20480", "high"),
        ("rd5o00000000000000000000ffffc0000201o80", "high"),
        (f"1790000000.873.37.593621|{HEX}", "medium"),
        ("srv1|ZxY1a|Zx+1b", "low"),
        ("http://10.42.0.7:8080", "medium"),
        ("http%3A%2F%2F192.168.1.20%3A80", "medium"),
        (f"{HEX.upper()}.node1", "low"),
        ("CfDJ8" + "A1b2-_" * 10, "high"),
        ("Fe26.2**0cdd607945dd1dffb7da0b0bf5f1a7daa6218cbae14cac51dcbd91fb077aeb5b", "high"),
        (f"{SEALED}--{'q' * 16}--{'Z' * 22}==", "medium"),
        (quote(SEALED * 20, safe="") + f"--{'q' * 16}--{'Z' * 22}%3D%3D", "medium"),
        ("eyJjYXJ0IjoxMn0.ZxY1ab." + "k" * 27, "medium"),
        ("eyJpdiI6IlhnbUtYZm13", "high"),
    ],
)
def test_a_load_balancers_code_and_a_frameworks_session_are_mandatory(value: str, confidence: str) -> None:
    hint = of_value(value)
    assert hint is not None
    assert (hint.category, hint.confidence) == ("mandatory", confidence)


@pytest.mark.parametrize(
    "value",
    [
        "1790000000.1.1.1790000099",
        "1790000000.873.37.593621",
        "news|about",
        "srv1|sport",
        "http://93.184.216.34:8080",
        "https://www.shop.test/",
        "http://172.32.0.1/",
        f"{HEX}.node1",
        "rd5o00o80",
        "CfDJ7" + "A1b2-_" * 10,
        "one--two--three",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0." + "k" * 43,
        "eplainly.sixsix." + "k" * 27,
    ],
)
def test_what_only_resembles_those_says_nothing(value: str) -> None:
    assert of_value(value) is None


@pytest.mark.parametrize(
    ("value", "confidence"),
    [
        ('{"theme":"dark","fontSize":16}', "medium"),
        (quote('{"darkMode":true,"lang":"nl"}'), "medium"),
        ('{"theme":"dark"}', "low"),
        ("dark", "low"),
        ("light-mode", "low"),
        ("theme-dark", "low"),
        ("16px", "low"),
        ("1.25rem", "low"),
        ("de-DE", "low"),
    ],
)
def test_choices_of_display_are_functionality(value: str, confidence: str) -> None:
    hint = of_value(value)
    assert hint is not None
    assert (hint.category, hint.confidence) == ("functionality", confidence)


@pytest.mark.parametrize(
    "value",
    [
        '{"theme":"dark","visitorId":"x1"}',
        '{"theme":{"a":1}}',
        "{}",
        "{theme:dark}",
        "darkness",
        "16",
        "lightbox",
        "[1]",
    ],
)
def test_what_holds_more_than_choices_says_nothing(value: str) -> None:
    assert of_value(value) is None


def test_a_value_and_a_name_of_one_mind_are_as_good_as_a_sure_one() -> None:
    (hint,) = hints("site_theme", "dark")
    assert (hint.category, hint.confidence) == ("functionality", "medium")


@pytest.mark.parametrize(
    ("value", "languages", "same"),
    [
        ("en-GB", {"en-gb"}, True),
        ("en_GB", {"en"}, True),
        ("nl", {"nl-nl"}, True),
        ('"de"', {"de"}, True),
        ("zh-Hans", {"zh-hans"}, True),
        ("en-US", {"en-gb"}, False),
        ("nl", {"de"}, False),
        ("no", {"no"}, False),
        ("english", {"en"}, False),
        ("", {"en"}, False),
        ("en", set(), False),
    ],
)
def test_a_value_is_the_language_of_the_page(value: str, languages: set[str], same: bool) -> None:
    assert is_language_of(value, frozenset(languages)) is same


@pytest.mark.parametrize(
    ("piece", "end"), [("a", ","), ("a:", ""), (",", ""), ("|Zaaaa", ""), ("--", ""), ("a b ", ":"), ("{", "}")]
)
def test_hostile_values_cost_no_more_than_their_length(piece: str, end: str) -> None:
    assert grows_linearly(lambda size: of_value(piece * (size // len(piece)) + end), 2500)
