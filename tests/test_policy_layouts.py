"""Layouts in which policies and their generators write lists of cookies, one cause of a misreading each."""

import pytest

from analyzers.model import Declaration
from analyzers.policy import document_text, read_policy

DAY = 86_400.0
INTRO = (
    "Harrow & Finch sells maps and globes. We use cookies on this website, and this page tells which cookies those are, "
    "what each of them does, and how long it stays on the computer of whoever visits the shop."
)


def items(body: str, source: str = "policy.md") -> list[Declaration]:
    if source.endswith(".html"):
        text = f"<html lang=en><body><h1>Cookie policy</h1><p>{INTRO}</p>{body}</body></html>"
    else:
        text = (
            f"# Cookie policy\n\n{INTRO}\n\n{body}\n"
            if source.endswith(".md")
            else f"Cookie policy\n\n{INTRO}\n\n{body}\n"
        )
    reading = read_policy(text.encode(), source=source)
    assert reading.could_not_read == ""
    plain = document_text(text.encode(), source=source)
    found = [one for one in reading.declarations if one.strength == "item" and one.kind != "signal"]
    assert all(one.quote in plain for one in found)
    return found


def categories(body: str, source: str = "policy.md") -> dict[str, str]:
    return {one.name: one.category for one in items(body, source)}


def lifetimes(body: str, source: str = "policy.md") -> dict[str, float | None]:
    return {one.name: one.lifetime_s for one in items(body, source)}


def rows(*lines: str) -> str:
    """A Markdown table, the first line its header."""
    width = lines[0].count("|") + 1
    return "\n".join(f"| {line} |" for line in (lines[0], " | ".join(["---"] * width), *lines[1:])) + "\n"


def test_a_table_needs_no_pipes_at_its_ends() -> None:
    found = categories("## Statistics cookies\n\nName | Expiry\n--- | ---\nhf\\_id | 2 years\nhf\\_ses | 1 day")
    assert found == {"hf_id": "performance", "hf_ses": "performance"}


def test_a_row_broken_by_its_own_paragraphs_is_joined() -> None:
    body = "| Name | Purpose |\n|---|---|\n| hf_id | Counts\n\nvisits |\n| hf_ses | Counts |\n"
    assert [one.name for one in items(body)] == ["hf_id", "hf_ses"]


def test_a_table_in_html_inside_markdown_is_read() -> None:
    table = "<table><tr><th>Name</th><th>Expiry</th></tr>\n<tr><td>hf_sid</td><td>Session</td></tr></table>"
    assert categories(f"## Essential cookies\n\n{table}") == {"hf_sid": "mandatory"}


@pytest.mark.parametrize(
    ("written", "pattern"),
    [
        ("hf_<container-id>", "hf_*"),
        ("hf_\\<id\\>", "hf_*"),
        ("hf_&lt;id&gt;", "hf_*"),
        ("hf_*", "hf_*"),
        ("Cookies beginning with hf_", "hf_*"),
        ("cookies qui commencent par hf_", "hf_*"),
        ("ending in _hf", "*_hf"),
        ("hf_id [1]", "hf_id"),
        ("hf_id (stats.example)", "hf_id"),
    ],
)
def test_names_are_read_however_their_varying_part_and_notes_are_written(written: str, pattern: str) -> None:
    assert [one.name for one in items(rows("Cookie | Expiry", f"{written} | 1 day", "hf_x | 1 day"))] == [
        pattern,
        "hf_x",
    ]


def test_lifetimes_beside_the_names_are_those_of_the_names() -> None:
    body = rows("Type of cookie | Purpose | Cookies", "Analytics | Counts | hf_id (2 years), hf_ses (1 day)")
    assert lifetimes(body) == {"hf_id": 730 * DAY, "hf_ses": DAY}


def test_a_lifetime_that_says_little_does_not_keep_the_others_from_being_dealt_out() -> None:
    body = rows("Cookies | Lifespan", "hf_id, hf_ses, hf_gat | 365 Days, 1 Day, A few seconds")
    assert lifetimes(body)["hf_ses"] == DAY


def test_words_in_small_letters_under_a_category_are_names_where_a_lifetime_is_told() -> None:
    body = (
        "## Necessary cookies\n\n* `sessionid` - keeps you signed in, 14 days\n* `csrftoken` - protects forms, 1 year\n"
    )
    assert lifetimes(body) == {"sessionid": 14 * DAY, "csrftoken": 365 * DAY}
    assert not items("## Functional cookies\n\n* video - plays films\n* chat - talks to us\n")


def test_bare_words_are_names_where_other_lists_are_lists_of_bare_names() -> None:
    body = "## Statistics cookies\n\n* hf\\_id\n* hf\\_ses\n\n## Marketing cookies\n\n* c\n* uid\n"
    assert categories(body)["uid"] == "targeting"
    assert not items("## Marketing cookies\n\n* mail\n* post\n")


def test_a_service_heads_the_names_of_its_cookies() -> None:
    found = items("## Targeting cookies\n\n* **Facebook**: fr, \\_fbp, tr\n* **Harrow Ads**: hf\\_ads\n")
    assert {one.name: one.provider for one in found} == {
        "fr": "Facebook",
        "_fbp": "Facebook",
        "tr": "Facebook",
        "hf_ads": "Harrow Ads",
    }


def test_a_category_in_a_numbered_item_holds_for_the_list_below_it() -> None:
    body = (
        "1. **Strictly necessary**\n   - `hf_sid`: keeps the basket\n2. **Analytics**\n   - `hf_id`: counts, 2 years\n"
    )
    assert categories(body) == {"hf_sid": "mandatory", "hf_id": "performance"}


def test_a_service_in_bold_does_not_end_the_category_in_bold_above_it() -> None:
    table = rows("Name | Expiry", "_hjid | 1 year")
    (one,) = items(f"**Analytics cookies**\n\nThey count.\n\n**Hotjar**\n\n{table}")
    assert (one.category, one.provider) == ("performance", "Hotjar")


def test_headings_that_are_names_open_records() -> None:
    body = "## Necessary cookies\n\n### hf\\_sid\n\n* Provider: finch.example\n* Expiry: 1 day\n"
    (one,) = items(body)
    assert (one.name, one.category, one.provider, one.lifetime_s) == ("hf_sid", "mandatory", "finch.example", DAY)


def test_headings_that_are_names_head_what_is_said_of_them() -> None:
    body = "## Necessary cookies\n\n### hf\\_sid\n\nKeeps the basket, 1 day.\n\n### hf\\_csrf\n\nProtects forms, 2 hours.\n"
    assert lifetimes(body) == {"hf_sid": DAY, "hf_csrf": 7_200}


@pytest.mark.parametrize("source", ["policy.md", "policy.txt"])
def test_labelled_lines_of_one_paragraph_are_a_record(source: str) -> None:
    body = "Name: hf_sid\nCategory: Necessary\nExpiry: 1 day\n\nName: hf_id\nCategory: Statistics\nExpiry: 2 days"
    assert categories(body, source) == {"hf_sid": "mandatory", "hf_id": "performance"}
    assert lifetimes(body, source) == {"hf_sid": DAY, "hf_id": 2 * DAY}


def test_labels_and_values_of_several_cookies_in_one_table_are_told_apart() -> None:
    body = "".join(
        f"<tr><th>Cookie</th><td>{name}</td></tr><tr><th>Expires</th><td>{life}</td></tr>"
        for name, life in (("hf_sid", "1 day"), ("hf_id", "2 days"))
    )
    found = lifetimes(f"<table>{body}</table>", "policy.html")
    assert found == {"hf_sid": DAY, "hf_id": 2 * DAY}


def test_a_category_in_parentheses_behind_an_item_is_its_own() -> None:
    body = "We use these cookies:\n\n* **hf\\_sid** (necessary): keeps the basket\n* **hf\\_id** (analytics): counts\n"
    assert categories(body) == {"hf_sid": "mandatory", "hf_id": "performance"}


def test_definitions_tell_the_lifetime_of_their_term() -> None:
    body = (
        "<h2>Necessary cookies</h2><dl><dt>hf_sid</dt><dd>Expires after 2 hours.</dd><dt>hf_x</dt><dd>Session</dd></dl>"
    )
    assert lifetimes(body, "policy.html") == {"hf_sid": 7_200, "hf_x": None}


@pytest.mark.parametrize(
    "table",
    [
        "Name\tProvider\tExpiry\nhf_sid\tHarrow\tSession\nhf_x\tHarrow\t1 day",
        "Name        Provider     Expiry\nhf_sid      Harrow       Session\nhf_x        Harrow\n            & Finch      1 day",
        "name;provider;expiry\nhf_sid;Harrow;Session\nhf_x;Harrow;1 day",
    ],
)
def test_columns_of_a_plain_text_are_a_table(table: str) -> None:
    found = {one.name: (one.category, one.lifetime_s) for one in items(f"Essential cookies\n\n{table}", "policy.txt")}
    assert found == {"hf_sid": ("mandatory", None), "hf_x": ("mandatory", DAY)}


def test_rows_of_words_that_begin_with_a_name_and_end_with_its_life_are_a_table() -> None:
    body = "Essential cookies\n\nhf_sid Harrow Keeps the basket Session\nhf_x Harrow Protects forms 1 day"
    assert lifetimes(body, "policy.txt") == {"hf_sid": None, "hf_x": DAY}


@pytest.mark.parametrize(
    ("written", "party", "provider"),
    [
        ("This site", "first", ""),
        ("Us", "first", ""),
        ("Nous", "first", ""),
        ("Eigentümer dieser Website", "first", ""),
        ("Titular del sitio", "first", ""),
        ("Harrow (first party)", "first", "Harrow"),
        ("Harrow (third party)", "third", "Harrow"),
        ("https://www.harrow.example/", "any", "https://www.harrow.example/"),
        ("Harrow Ltd", "any", "Harrow Ltd"),
    ],
)
def test_a_provider_that_is_the_site_itself_is_the_first_party(written: str, party: str, provider: str) -> None:
    found = items(rows("Cookie | Provider | Expiry", f"hf_a | {written} | 1 day", "hf_b | Finch Ltd | 1 day"))
    assert (found[0].party, found[0].provider) == (party, provider)


def test_boxes_with_the_roles_of_a_table_are_one() -> None:
    def row(role: str, *cells: str) -> str:
        return '<div role="row">' + "".join(f'<span role="{role}">{cell}</span>' for cell in cells) + "</div>"

    body = row("columnheader", "Name", "Host", "Duration") + row("cell", "hf_sid", "finch.example", "1 day")
    (one,) = items(f'<h2>Essential cookies</h2><div role="table">{body}</div>', "policy.html")
    assert (one.name, one.provider, one.lifetime_s) == ("hf_sid", "finch.example", DAY)


def test_boxes_below_boxes_that_name_columns_are_a_table() -> None:
    cells = ["Cookie", "Category", "Expiry", "hf_sid", "Necessary", "1 day", "hf_id", "Analytics", "2 days"]
    body = "<div>" + "".join(f"<div>{cell}</div>" for cell in cells) + "</div>"
    assert categories(body, "policy.html") == {"hf_sid": "mandatory", "hf_id": "performance"}


def test_the_name_of_a_tab_heads_the_panel_that_it_opens() -> None:
    tabs = "".join(
        f"<button role=tab aria-controls=p{n}>{name}</button>" for n, name in enumerate(["Essential", "Marketing"])
    )
    panels = "".join(
        f"<div id=p{n}><table><tr><th>Name</th><th>Expiry</th></tr><tr><td>hf_{n}</td><td>1 day</td></tr></table></div>"
        for n in range(2)
    )
    assert categories(f"<div>{tabs}</div>{panels}", "policy.html") == {"hf_0": "mandatory", "hf_1": "targeting"}


def test_an_empty_category_is_that_of_the_row_above_only_where_none_is_written_twice() -> None:
    merged = rows("Category | Cookie", "Necessary | hf_a", " | hf_b", "Marketing | hf_c")
    blank = rows("Category | Cookie", "Necessary | hf_a", "Necessary | hf_b", " | hf_c")
    assert categories(merged) == {"hf_a": "mandatory", "hf_b": "mandatory", "hf_c": "targeting"}
    assert categories(blank) == {"hf_a": "mandatory", "hf_b": "mandatory", "hf_c": ""}


def test_a_purpose_in_capitals_gives_the_category_without_a_line_break() -> None:
    body = rows("Cookie name | Purpose", "hf_a | SECURITY Protects forms", "hf_b | FUNCTIONALRemembers the language")
    assert categories(body) == {"hf_a": "mandatory", "hf_b": "functionality"}


def test_the_column_whose_cells_are_names_holds_the_names() -> None:
    body = rows("Cookie | Name | Purpose", "Consent | hf_ok | Keeps it", "Hotjar | _hjid<br>_hjses | Counts")
    assert {one.name for one in items(body)} == {"hf_ok", "_hjid", "_hjses"}


def test_a_name_with_marks_tells_what_a_small_word_beside_it_is() -> None:
    body = "## Marketing cookies\n\n* hf\\_ads, bcookie (3 months) - Harrow Ads\n"
    assert categories(body) == {"hf_ads": "targeting", "bcookie": "targeting"}


def test_of_two_columns_of_providers_the_one_with_names_holds_the_names() -> None:
    (one, _) = items(rows("SDK / Cookie | Company | Use", "hf_a | Harrow | Essential", "hf_b | Finch | Marketing"))
    assert (one.name, one.provider, one.category) == ("hf_a", "Harrow", "mandatory")


def test_several_names_in_quotes_before_the_word_are_all_named() -> None:
    found = items('For example, we use the "h_user" and "xs" cookies to keep you signed in.')
    assert {one.name for one in found} == {"h_user", "xs"}


def test_the_next_sentence_tells_how_long_a_named_cookie_lasts() -> None:
    found = lifetimes("We use our hf\\_device cookie to count visits. This cookie lasts for 3 months.")
    assert found == {"hf_device": 90 * DAY}


def test_words_for_techniques_and_identifiers_name_no_cookie() -> None:
    assert not items("We use technologies such as HTTP cookies, HTML5 and others. We set a cookie to generate a UUID.")


@pytest.mark.parametrize(
    "table",
    [
        rows("Term | Meaning", "Cookie | A small text file", "Web beacon | A small picture", "IP address | A number"),
        rows(
            "Recipient | Purpose | Data | Country",
            "Harrow Ltd | Analytics | Cookie ID | USA",
            "Finch Ltd | Ads | ID | UK",
        ),
        rows(
            "Cookie setting | Default | If you switch it off", "Necessary | On | Nothing works", "Analytics | Off | -"
        ),
        rows("Feature | Cookies needed", "Login | Yes", "Reading | No"),
        rows("Date | Version | Change", "1 May 2024 | 3.0 | Added analytics cookies", "2 June 2023 | 2.1 | Wording"),
        rows(
            "Category | Retention period | Legal basis",
            "Marketing data | 2 years | Consent",
            "Cookies | 1 year | Consent",
        ),
    ],
)
def test_tables_about_something_else_name_no_cookie(table: str) -> None:
    assert items(table) == []
