"""Which values are consent strings of the IAB's framework, and which only begin like one."""

import pytest

from analyzers.consent_string import is_consent_string
from analyzers.consent_values import consent_form
from analyzers.identifiers import judge, value_kind
from tests.judging import NOW

CORE = "CPXxRfAPXxRfAAfKABENB-CgAAAAAAAAAAYgAAAAAAAA"


@pytest.mark.parametrize("value", [CORE, f"{CORE}.YAAAAAAAAAAA", f"{CORE}.IFoEUQQgAIQwgIwQABAEAAAAOIAACAIAAAAQ.f_gAD"])
def test_a_consent_string_is_a_choice_and_no_identifier(value: str) -> None:
    assert is_consent_string(value)
    assert consent_form(value) == "an IAB consent string"
    assert judge({"first-visit": [value]}, NOW).strength == ""
    assert value_kind(value, NOW).endswith("consent string (IAB TCF)")


@pytest.mark.parametrize(
    "value",
    [
        # Protocol buffers in base64, as an advertising exchange writes whom it has met how often; the second and third
        # hold capital letters where the language would stand.
        "ChgIlvtrEAoYASABKAEwptGfgQY4AUABSAEQptGfgQYYAA..",
        "ChgIyLQVEAoYASABKAEN8aTZtQY4AUABSAEQ8aTZtQYYAA..",
        "CiQ4ZTk2MmQ1My05ZGE0LTEN8aTZtQY4AUABSAEQ8aTZtQYY",
    ],
)
def test_what_only_begins_like_a_consent_string_may_identify(value: str) -> None:
    assert not is_consent_string(value)
    assert consent_form(value) == ""
    assert judge({"first-visit": [value]}, NOW).strength == "weak"


@pytest.mark.parametrize(
    "value",
    [
        "",
        "C",
        CORE[:20],
        f"B{CORE[1:]}",
        CORE.replace("EN", "en"),
        f"C{'A' * 6}{CORE[7:]}",
        f"{CORE[:7]}{'_' * 6}{CORE[13:]}",
        f"{CORE}!",
    ],
)
def test_another_version_a_language_in_small_letters_or_a_time_of_another_age_is_none(value: str) -> None:
    assert not is_consent_string(value)
