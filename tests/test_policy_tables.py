"""What cookie tables and lists declare, in six languages."""

from pathlib import Path

import pytest

from analyzers.model import Declaration
from analyzers.policy import document_text, read_policy

POLICIES = Path(__file__).parents[1] / "fixtures" / "policies"
DAY = 86_400.0


def items(name: str) -> list[Declaration]:
    reading = read_policy((POLICIES / name).read_bytes(), source=name)
    assert not reading.could_not_read
    return [one for one in reading.declarations if one.strength == "item"]


def table(markdown: str) -> dict[str, Declaration]:
    text = "# Cookie policy\n\nWe use these cookies on our website, and nothing is said of them but what the table says.\n\n"
    filler = (
        "The shop sells tea, cups and kettles, and sends them to wherever the reader lives, as long as there is a road. "
        * 2
    )
    reading = read_policy((text + filler + "\n\n" + markdown).encode(), source="policy.md")
    return {one.name: one for one in reading.declarations if one.strength == "item"}


def rows(name: str) -> set[tuple[str, str]]:
    return {(one.name, one.category) for one in items(name)}


def test_merged_cells_carry_category_and_provider_down() -> None:
    found = {one.name: (one.category, one.provider) for one in items("merged-cells.html")}
    assert found == {
        "tm_sid": ("mandatory", "Thistle Maps"),
        "tm_csrf": ("mandatory", "Thistle Maps"),
        "tm_consent": ("mandatory", "Thistle Maps"),
        "__zephyr_*": ("mandatory", "Zephyr Delivery"),
        "_lum_*": ("performance", "lumen.example"),
        "_lum_ses": ("performance", "lumen.example"),
        "orbad_*": ("targeting", "Orbital Ads"),
    }


def test_the_quote_of_a_row_holds_its_own_words_and_stands_in_the_text() -> None:
    data = (POLICIES / "merged-cells.html").read_bytes()
    text = document_text(data, source="merged-cells.html")
    found = {one.name: one.quote for one in items("merged-cells.html")}
    assert all(quote in text for quote in found.values())
    assert found["tm_csrf"].startswith("tm_csrf\ntm_consent")
    assert "tm_sid" not in found["tm_csrf"]


def test_durations_become_seconds() -> None:
    found = {one.name: one.lifetime_s for one in items("merged-cells.html")}
    assert found["tm_sid"] is None
    assert found["tm_csrf"] == 180 * DAY
    assert found["__zephyr_*"] == 1_800
    assert found["orbad_*"] == 425 * DAY


def test_rows_across_the_table_open_categories_in_any_order_of_columns() -> None:
    assert rows("category-rows.md") == {("bw_basket", "mandatory"), ("bw_lang", "mandatory"), ("tidal_*", "targeting")}


def test_party_and_storage_come_out_of_cells_and_notes() -> None:
    found = {one.name: one for one in items("category-rows.md")}
    assert (found["bw_basket"].kind, found["bw_basket"].party) == ("cookie", "first")
    assert (found["bw_lang"].kind, found["bw_lang"].lifetime_s) == ("local-storage", DAY)
    assert found["tidal_*"].party == "third"


def test_the_written_name_of_the_category_is_kept() -> None:
    assert {one.category_as_written for one in items("category-rows.md")} == {
        "Essential cookies",
        "Advertising cookies",
    }


def test_a_table_of_browsers_declares_nothing() -> None:
    assert not [one for one in items("category-rows.md") if "irefox" in one.name]


def test_lists_of_names_and_descriptions_declare_items() -> None:
    assert rows("lists-of-cookies.html") == {
        ("lr_session", "mandatory"),
        ("lr_csrf", "mandatory"),
        ("_lb_id", "performance"),
        ("_lb_ses", "performance"),
    }


def test_a_lifetime_said_in_passing_is_read() -> None:
    found = {one.name: one for one in items("lists-of-cookies.html")}
    assert found["_lb_id"].lifetime_s == 390 * DAY
    assert found["_lb_ses"].lifetime_s == 1_800
    assert found["lr_session"].lifetime == "(session)"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("nederlands.html", {("mw_sessie", "mandatory"), ("_lum*", "performance"), ("orbad", "targeting")}),
        (
            "deutsch.md",
            {
                ("bb_sitzung", "mandatory"),
                ("_lum_ses", "performance"),
                ("orbad", "targeting"),
                ("bb_sprache", "functionality"),
            },
        ),
        ("francais.html", {("rb_panier", "mandatory"), ("_lum_id", "performance"), ("orbad", "targeting")}),
        ("espanol.md", {("os_sesion", "mandatory"), ("_lum_id", "performance"), ("orbad", "targeting")}),
        (
            "italiano.md",
            {
                ("va_sessione", "mandatory"),
                ("_lum_id", "performance"),
                ("orbad", "targeting"),
                ("va_lingua", "functionality"),
            },
        ),
    ],
)
def test_tables_of_other_languages(name: str, expected: set[tuple[str, str]]) -> None:
    assert rows(name) == expected
    assert {one.language for one in items(name)} == {name[:2] if name[:2] != "ne" else "nl"}


def test_a_unit_in_the_header_is_that_of_bare_numbers() -> None:
    found = {one.name: one.lifetime_s for one in items("francais.html")}
    assert (found["rb_panier"], found["orbad"]) == (30 * DAY, 365 * DAY)


def test_the_storage_type_gives_the_kind() -> None:
    assert {one.name: one.kind for one in items("nederlands.html")}["orbad"] == "local-storage"


def test_functional_means_mandatory_where_no_other_category_is_necessary() -> None:
    found = {one.name: one for one in items("nederlands.html")}
    assert (found["mw_sessie"].category, found["mw_sessie"].category_as_written) == ("mandatory", "Functionele cookies")


def test_functional_means_functionality_beside_necessary() -> None:
    found = table("| Cookie | Category |\n| --- | --- |\n| fw_sid | Necessary |\n| fw_lang | Functional |\n")
    assert {name: one.category for name, one in found.items()} == {"fw_sid": "mandatory", "fw_lang": "functionality"}


def test_a_purpose_may_begin_with_its_category() -> None:
    found = table("| Cookie name | Purpose |\n| --- | --- |\n| fw_sid | SECURITY<br><br>Guards forms |\n")
    assert (found["fw_sid"].category, found["fw_sid"].purpose) == ("mandatory", "Guards forms")


def test_a_category_guessed_from_the_purpose_is_of_low_confidence() -> None:
    found = table("| Cookie name | Purpose |\n| --- | --- |\n| fw_ad | Ads targeting for Orbital |\n")
    assert (found["fw_ad"].category, found["fw_ad"].confidence, found["fw_ad"].category_as_written) == (
        "targeting",
        "low",
        "",
    )


def test_unclassified_is_no_category_but_is_kept_as_written() -> None:
    found = table("| Cookie name | Category |\n| --- | --- |\n| fw_x | Unclassified |\n")
    assert (found["fw_x"].category, found["fw_x"].category_as_written) == ("", "Unclassified")


def test_cells_that_repeat_the_columns_name_lose_it() -> None:
    found = table(
        "| Name | Provider | Expiry |\n| --- | --- | --- |\n| Name<br>fw_sid | Provider<br>Fernhill | Expiry<br>2 days |\n"
    )
    assert (found["fw_sid"].provider, found["fw_sid"].lifetime_s) == ("Fernhill", 2 * DAY)


def test_a_row_that_lost_its_first_cell_to_a_merged_one_is_moved_back() -> None:
    found = table(
        "| Provider | Name | Purpose | Expiry |\n| --- | --- | --- | --- |\n"
        "| Lumenboard | _lb_id | Counts | 1 year |\n| _lb_ses | Tells visits apart | 30 minutes |\n"
    )
    assert (found["_lb_ses"].provider, found["_lb_ses"].lifetime_s) == ("Lumenboard", 1_800)


def test_a_table_of_partners_declares_third_parties_by_provider() -> None:
    reading = read_policy(
        b"# Cookie policy\n\nThese companies place cookies through our website, and each tells more on its own pages. "
        b"We chose them with care and look at the list again every year, in spring, when the ice is gone from the "
        b"river and the lambs are born.\n\n"
        b"| Company | Domain | Privacy policy |\n| --- | --- | --- |\n| Orbital Ads | orbital.example | https://a.example/p |\n",
        source="policy.md",
    )
    (partner,) = [one for one in reading.declarations if one.kind == "third-party"]
    assert (partner.provider, partner.strength, partner.party) == ("Orbital Ads (orbital.example)", "provider", "third")


def test_a_table_of_categories_says_what_each_is() -> None:
    reading = read_policy(
        b"# Cookie policy\n\nWe use cookies of several kinds on this website, which the table below explains. "
        b"More about each can be found in the settings, which open at the foot of any page, and are there for everybody.\n\n"
        b"| Cookie type | Purpose |\n| --- | --- |\n"
        b"| Essential cookies | Keep the shop working |\n| Marketing cookies | Show ads |\n",
        source="policy.md",
    )
    said = {one.category: one.purpose for one in reading.declarations if one.kind == "category"}
    assert said == {"mandatory": "Keep the shop working", "targeting": "Show ads"}


def test_labels_on_lines_of_their_own_make_records() -> None:
    record = "Name\n\n{}\n\nDescription\n\nThis cookie counts visits\n\nController\n\nLumenboard\n\n"
    found = table(record.format("_lb_id") + record.format("_lb_ses"))
    assert {name: one.provider for name, one in found.items()} == {"_lb_id": "Lumenboard", "_lb_ses": "Lumenboard"}


def test_a_cookie_named_in_a_sentence_is_an_item_with_its_lifetime() -> None:
    found = table(
        'We also use cookies, such as our "oo" cookie, which has a lifespan of 400 days, to remember that you opted out.'
    )
    assert found["oo"].lifetime_s == 400 * DAY


def test_words_in_quotes_that_say_which_kind_name_no_cookie() -> None:
    assert not table('Whether it is a "session" cookie or a "persistent" cookie makes a difference, and we use both.')


def test_records_written_as_label_and_value_in_lines_are_read() -> None:
    found = table(
        "**Name:** _lb_id<br>**Provider:** Lumenboard<br>**Expiry:** 13 months<br>**Type:** HTML local storage\n\n"
        "**Name:** _lb_ses<br>**Provider:** Lumenboard<br>**Expiry:** 30 minutes\n"
    )
    assert {name: (one.provider, one.kind) for name, one in found.items()} == {
        "_lb_id": ("Lumenboard", "local-storage"),
        "_lb_ses": ("Lumenboard", "cookie"),
    }


def test_a_table_whose_labels_stand_in_its_first_column_is_turned() -> None:
    found = table(
        "| Name | Lumen Analytics |\n| --- | --- |\n| Provider | Lumenboard Ltd |\n| Purpose | Counts visits |\n"
        "| Cookie name | _lb_id, _lb_ses |\n| Cookie duration | 2 years |\n"
    )
    assert {name: (one.provider, one.lifetime_s) for name, one in found.items()} == {
        "_lb_id": ("Lumenboard Ltd", 730 * DAY),
        "_lb_ses": ("Lumenboard Ltd", 730 * DAY),
    }


def test_a_contact_address_in_label_and_value_lines_is_no_cookie() -> None:
    assert not table("Name: Fernhill Books\n\nAddress: 4 River Street\n\nEmail: privacy@fernhill.example\n")


def test_a_table_about_cookies_of_which_nothing_was_read_is_listed() -> None:
    reading = read_policy(
        b"# Cookie policy\n\nWe use cookies on this website, and the table says in which countries readers ask about them. "
        b"It grows every year, and so does the number of letters that we answer by hand, for we like letters.\n\n"
        b"| Country | Letters about cookies |\n| --- | --- |\n| Iceland | 14 |\n| Malta | 3 |\n",
        source="policy.md",
    )
    assert [one.why.split(",")[0] for one in reading.unread if one.quote == "Country"] == [
        "a table that speaks of cookies"
    ]


def test_lists_that_consent_tools_write_into_the_page_are_read() -> None:
    found = {one.name: (one.category, one.provider, one.party, one.lifetime_s) for one in items("generated-lists.html")}
    assert found == {
        "sm_queue": ("mandatory", "saltmarsh.example", "first", 364 * DAY),
        "sm_seat": ("mandatory", "saltmarsh.example", "first", None),
        "orb": ("targeting", "orbital.example", "third", 29 * DAY),
        "_lb_id": ("performance", "", "any", 730 * DAY),
        "_lb_ses": ("performance", "", "any", 1_800),
    }


def test_lifetimes_of_several_names_are_dealt_out_in_order() -> None:
    found = table("| Cookie | Expiry |\n| --- | --- |\n| a_b<br>c_d | 2 days<br>Session |\n")
    assert {name: (one.lifetime, one.lifetime_s) for name, one in found.items()} == {
        "a_b": ("2 days", 2 * DAY),
        "c_d": ("Session", None),
    }


def test_a_table_of_personal_data_declares_no_categories_of_cookies() -> None:
    reading = read_policy(
        b"# Privacy and cookie policy\n\nWe use cookies on this website, and we keep other data as long as the table says, "
        b"after which it is shredded in the presence of two witnesses, who sign a paper about it.\n\n"
        b"| Category of data | Purpose | Retention period |\n| --- | --- | --- |\n| Marketing data | Newsletters | 2 years |\n",
        source="policy.md",
    )
    assert not [one for one in reading.declarations if one.kind == "category"]


def test_names_in_parentheses_behind_a_service_are_its_cookies() -> None:
    found = table(
        "## Analytics cookies\n\n- **Google Analytics** (_ga, _gid): counts visits. Duration: 2 years.\n- Ask us about these.\n"
    )
    assert {name: (one.provider, one.category, one.lifetime_s) for name, one in found.items()} == {
        "_ga": ("Google Analytics", "performance", 730 * DAY),
        "_gid": ("Google Analytics", "performance", 730 * DAY),
    }


def test_a_paragraph_of_nothing_but_names_declares_them() -> None:
    found = table("## Necessary cookies\n\nwordpress_logged_in_[hash], wp-settings-{time}\n")
    assert {name: one.category for name, one in found.items()} == {
        "wordpress_logged_in_*": "mandatory",
        "wp-settings-*": "mandatory",
    }


def test_an_item_tells_its_company_and_lifetime_in_parentheses() -> None:
    found = table(
        "## Marketing cookies\n\n1. `_fbp` (Facebook, 3 months) delivers ads\n2. `_gcl_au` (Google Ads, 90 days) counts clicks\n"
    )
    assert {name: (one.provider, one.lifetime_s) for name, one in found.items()} == {
        "_fbp": ("Facebook", 90 * DAY),
        "_gcl_au": ("Google Ads", 90 * DAY),
    }
    assert found["_fbp"].lifetime == "3 months"


def test_in_code_spans_stars_and_underscores_are_literal() -> None:
    found = table("## Analytics cookies\n\n- `_lb_*`: counts visits\n- `_lb_ses_{site}_`: tells visits apart\n")
    assert set(found) == {"_lb_*", "_lb_ses_*_"}
