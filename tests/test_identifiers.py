"""May a stored value tell one browser from another?"""

import pytest

from analyzers.identifiers import identifying_tokens, judge, value_kind
from tests.judging import NOW, OTHER_UUID, UUID
from tests.scaling import grows_linearly


@pytest.mark.parametrize(
    "value",
    [
        UUID,
        f"{{{UUID}}}",
        "GA1.2.1234567890.1789999999",
        "fb.1.1789999999123.1116446470",
        "7f3c9a2b51d0e844",
        "k3Jf92LsQp0aZx81",
        f'{{"id":"{UUID}","n":3}}',
        f"consentId%3D{UUID}%26groups%3D1",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl",
        "visitor@mail.test",
        "GS2.1.s1789990000$o1$g0$t1789990001$j60$l0$h871634295",
        "qzjxkvbwpfmdhgty",
        "id:123-ABC-456&token:_mch-shop.test-1789999999123-87163",
    ],
)
def test_a_value_that_looks_drawn_at_random_may_identify(value: str) -> None:
    assert judge({"first-visit": [value]}, NOW).strength == "weak"


@pytest.mark.parametrize(
    "value",
    [
        "",
        "true",
        "en-US",
        "zh-Hant-TW",
        "2026-09-21T10:00:00Z",
        "20260921",
        "1789999999",
        "1789999999123",
        "dark-mode",
        "necessary,statistics,marketing",
        "checkoutStep2",
        "menu-open-state-2",
        "1920x1080",
        "1.24.301",
        "https://www.shop.test/articles/7f3c9a2b51d0e844",
        "www.shop.test",
        "isGpcEnabled=0&version=6.17.0&groups=C0001:1,C0002:0",
        "CPXxRfAPXxRfAAfKABENB-CgAAAAAAAAAAYgAAAAAAAA",
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
        "s1789999999",
        "320x50,300x250,728x90,970x250",
        "accepted.1789999999123",
        "1789999999123-1789999990456",
        "1789999999123-12",
        "140.0.0.0",
        "00000000-0000-0000-0000-000000000000",
        "aaaaaaaaaaaaaaaa",
        "7f3c9a2",
    ],
)
def test_a_choice_a_time_or_a_word_does_not_identify(value: str) -> None:
    assert judge({"first-visit": [value]}, NOW).strength == ""


def test_one_profile_is_never_enough_for_strong() -> None:
    verdict = judge({"first-visit": [UUID, UUID]}, NOW)
    assert (verdict.strength, "one profile" in verdict.why) == ("weak", True)


def test_two_profiles_that_differ_are_strong() -> None:
    assert judge({"first-visit": [UUID], "reject": [OTHER_UUID]}, NOW).strength == "strong"


@pytest.mark.parametrize(
    ("mine", "others"),
    [
        ("GA1.1.871634295.1789990000", "GA1.1.198273645.1789990500"),
        ("GA1.1.871634295.1789990000", "GA1.1.198273645.1789990000"),
        ("fb.1.1789999999123.871634295", "fb.1.1789999999881.198273645"),
    ],
)
def test_the_time_of_a_visit_makes_no_two_client_ids_alike(mine: str, others: str) -> None:
    assert judge({"first-visit": [mine], "first-visit-2": [others]}, NOW).strength == "strong"


def test_client_ids_that_differ_in_their_times_only_stay_weak() -> None:
    mine, others = "GA1.1.871634295.1789990000", "GA1.1.871634295.1781234567"
    assert judge({"first-visit": [mine], "first-visit-2": [others]}, NOW).strength == "weak"


def test_the_same_value_in_two_profiles_identifies_nobody() -> None:
    verdict = judge({"first-visit": [UUID], "reject": [UUID]}, NOW)
    assert (verdict.strength, "same value" in verdict.why) == ("", True)


def test_a_value_that_changes_within_a_profile_stays_weak() -> None:
    assert judge({"first-visit": [UUID, "7f3c9a2b51d0e844"], "reject": [OTHER_UUID]}, NOW).strength == "weak"


def test_values_that_differ_in_little_stay_weak() -> None:
    first, second = "7f3c9a2b51d0e844aa10", "7f3c9a2b51d0e844aa19"
    assert judge({"first-visit": [first], "reject": [second]}, NOW).strength == "weak"


def test_a_part_that_stays_makes_the_value_strong_whatever_counts_on_beside_it() -> None:
    mine, other = [f"{UUID}|1", f"{UUID}|2"], [f"{OTHER_UUID}|1"]
    assert judge({"first-visit": mine, "first-visit-2": other}, NOW).strength == "strong"


def test_what_only_two_of_three_profiles_share_identifies_neither() -> None:
    release = "7f3c9a2b51d0e844"
    verdict = judge({"a": [f"{release}:{UUID}"], "b": [f"{release}:{OTHER_UUID}"], "c": [""]}, NOW)
    assert verdict.strength == "weak" and release not in verdict.tokens
    assert judge({"a": [release], "b": [release], "c": [""]}, NOW).strength == ""


def test_only_the_own_parts_of_a_value_are_looked_for_in_requests() -> None:
    build = "7f3c9a2b51d0e844"
    verdict = judge({"first-visit": [f"{build}:{UUID}"], "first-visit-2": [f"{build}:{OTHER_UUID}"]}, NOW)
    assert (verdict.strength, verdict.tokens) == ("strong", (UUID, OTHER_UUID))


def test_the_client_id_is_taken_out_of_its_wrapping() -> None:
    assert identifying_tokens("GA1.2.1234567890.1789999999", NOW) == ("1234567890.1789999999",)


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (UUID, "36 characters, uuid"),
        ("1", "1 character, boolean"),
        ("1789999999", "10 characters, timestamp"),
        ("", "0 characters, empty"),
        ("en-US", "5 characters, locale"),
        ("7f3c9a2b51d0e844", "16 characters, hexadecimal"),
        ('{"a":1}', "7 characters, JSON"),
    ],
)
def test_a_value_is_described_by_length_and_kind(value: str, kind: str) -> None:
    assert value_kind(value, NOW) == kind


def test_a_description_never_holds_the_value() -> None:
    assert all(value not in value_kind(value) for value in ("secretword", UUID, "visitor@mail.test"))


@pytest.mark.parametrize("piece", ["a1", "-", "[", "%25", "a.b-", '{"a":'])
def test_a_hostile_value_costs_no_more_than_its_length(piece: str) -> None:
    def read(size: int) -> None:
        value = piece * (size // len(piece))
        judge({"first-visit": [value], "reject": [value[::-1]]}, NOW)
        value_kind(value, NOW)

    assert grows_linearly(read, 25_000)
