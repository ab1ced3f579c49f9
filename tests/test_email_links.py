"""Is a mail's link told apart: reports the click, names the campaign, shares, leaves?"""

import pytest

from analyzers.email_links import links_of, target_of, tracked_link
from tests.scaling import grows_linearly

TOKEN = "Zk3xQ9vT7bLm2PwRb8sD2hW5nYc4VtJx"


@pytest.mark.parametrize(
    "url",
    [
        f"https://click.sender.test/ls/click?upn={TOKEN}",
        f"https://links.sender.test/Ctc/OP+113/{TOKEN}",
        f"https://info.sender.test/dc/{TOKEN}/{TOKEN}",
        f"https://news.sender.test/d?{TOKEN}",
        f"https://tr.sender.test/optiext/optiextension.dll?ID={TOKEN}",
        "https://shop.sender.test/t/t-l-sncudas-ezhldizlz-r/",
        "https://r.sender.test/?url=https%3A%2F%2Fwww.shop.test%2Fsale",
        "https://www.shop.test/sale?m=ada%40reader.test",
    ],
)
def test_a_link_that_carries_a_mark_of_its_reader_or_leads_through_another_host_is_tracked(url):
    assert tracked_link(url, ["ada@reader.test"]) is not None


@pytest.mark.parametrize(
    "url",
    [
        "https://www.shop.test/sale?utm_source=mail&utm_campaign=spring",
        "https://www.shop.test/p/running-shoe-1234567.html",
        "https://social.test/sharer/sharer.php?u=https%3A%2F%2Fwww.shop.test%2Fsale",
        "https://social.test/intent/tweet?url=https%3A%2F%2Fwww.shop.test%2F&text=x",
        f"https://docs.test/document/{TOKEN}/edit",
        "https://www.shop.test/links/overview-2024",
        "https://[",
    ],
)
def test_other_links_are_not(url):
    assert tracked_link(url, ["ada@reader.test"]) is None


@pytest.mark.parametrize(
    "words",
    [
        "Unsubscribe",
        "Update your preferences",
        "Vom Newsletter abmelden",
        "Schrijf je uit",
        "Me désinscrire",
        "Date de baja",
        "Annulla l'iscrizione",
        "Cancelar inscrição",
        "Zrezygnuj z subskrypcji",
        "Avsluta prenumerationen",
    ],
)
def test_a_link_to_leave_by_is_known_in_many_languages(words):
    (link,) = links_of(f'<a href="https://a.test/x/{TOKEN}">{words}</a>')
    assert link.leaves


def test_here_is_explained_by_the_sentence_around_it():
    html = """<p>Welcome to our list, which you may unsubscribe from <a href="https://a.test/leave/1">here</a>.</p>
      <p><a href="https://a.test/sale">here</a></p>"""
    assert [link.leaves for link in links_of(html)] == [True, False]


def test_a_long_paragraph_explains_no_link():
    html = f'<td>{"Much to read. " * 30}<a href="https://a.test/sale">here</a> or unsubscribe.</td>'
    assert [link.leaves for link in links_of(f"<table><tr>{html}</tr></table>")] == [False]


def test_the_address_inside_an_address_is_found():
    assert target_of("https://r.test/?u=https%253A%252F%252Fshop.test%252F") == "https://shop.test/"
    assert target_of("https://r.test/lnk/x/aHR0cHM6Ly9zaG9wLnRlc3Qv") == "https://shop.test/"
    assert target_of("https://r.test/lnk/aHR0c") == ""


def test_thousands_of_links_in_one_paragraph_cost_no_more_than_their_number():
    def read(size):
        html = "<div>" + "<b></b>" * (7 * size) + '<a href="https://a.test/x">x</a>' * size + "</div>"
        assert len(list(links_of(html))) == min(size, 2000)

    assert grows_linearly(read, 750)
