"""Is a mail's image called a beacon for what it does, and only then?"""

import base64
import hashlib
from pathlib import Path

import pytest

from analyzers.email import judge_mail, mail_verdicts
from analyzers.email_addresses import identifiers_of, is_identifier
from analyzers.email_beacons import MailImage, common_marks, judge_image
from crawler.evidence import Evidence
from crawler.imports.email import import_email

MAILS = Path(__file__).parent.parent / "fixtures" / "emails"
TOKEN = "Zk3xQ9vT7bLm2PwR"


def verdict(name, tmp_path):
    ((_, found),) = mail_verdicts(Evidence(import_email(MAILS / name, tmp_path).folder))
    return found


def tiny(url, **more):
    return judge_image(MailImage(url=url, width=1, height=1), **more)


def sized(url, width=None, height=None, **more):
    return judge_image(MailImage(url=url, width=width, height=height, **more))


def test_a_newsletter_shows_its_open_pixel_and_its_match_with_a_partner(tmp_path):
    found = verdict("newsletter.eml", tmp_path)
    assert [beacon.url.partition("?")[0] for beacon in found.beacons] == [
        "https://ads.partner.example/match",
        "https://click.sender.example/wf/open",
    ]
    match, opened = found.beacons
    assert match.carries[0] == "a hash or code of the recipient's address"
    assert opened.carries[0] == "an identifier that the mail's links carry too"
    assert {match.certainty, opened.certainty} == {"high"}


def test_links_are_told_apart(tmp_path):
    found = verdict("newsletter.eml", tmp_path)
    assert found.links == 4
    assert [link.url.partition("?")[0] for link in found.tracked_links] == ["https://click.sender.example/ls/click"]
    assert found.tracked_links[0].target == "https://www.shop.test/sale"
    assert found.campaign_links == 1
    assert found.unsubscribe == f"https://click.sender.example/leave/{TOKEN}"
    assert found.one_click


def test_a_mail_of_plain_files_reports_nothing(tmp_path):
    found = verdict("quiet.eml", tmp_path)
    assert (found.beacons, found.tracked_links, found.read_receipt, found.unsubscribe) == ((), (), "", "")
    assert (found.images, found.links, found.campaign_links) == (5, 1, 1)


def test_a_read_receipt_is_reported(tmp_path):
    found = verdict("receipt.eml", tmp_path)
    assert found.read_receipt == "Disposition-Notification-To: Jörg <joerg@office.test>"
    assert found.images == 0


@pytest.mark.parametrize(
    "url",
    [
        "https://a.test/spacer.gif",
        "https://a.test/images/b.gif",
        "https://a.test/7/772/9fa804f4688ffc/www/spacer.gif",
        "https://a.test/newsletter/48/images/spacer_black1x1.gif",
        "https://a.test/clear.gif?v=12",
        "https://a.test/dot.png?width=1&height=1",
        "https://a.test/",
    ],
)
def test_a_small_plain_file_is_a_spacer(url):
    assert tiny(url) is None


@pytest.mark.parametrize(
    "url",
    [
        f"https://a.test/open?u={TOKEN}",
        "https://a.test/open.gif?mid=1251&rid=4448995",
        f"https://a.test/o/{TOKEN}/t.gif",
        f"https://a.test/{TOKEN}.gif",
        f"https://a.test/e/eo?_t={TOKEN}",
        "https://a.test/OTServlet?id=216095411795471888",
        "https://a.test/track/550e8400-e29b-41d4-a716-446655440000/blank.gif",
    ],
)
def test_a_small_image_whose_address_differs_for_each_recipient_is_a_beacon(url):
    found = tiny(url)
    assert found.certainty == "high"
    assert found.per_recipient
    assert "declared 1x1" in found.reasons[0]


@pytest.mark.parametrize(
    "url", ["https://a.test/count.php", "https://a.test/tracker.gif", "https://a.test/x.gif?issue=7"]
)
def test_a_small_image_that_counts_but_names_nobody_is_a_beacon_of_medium_certainty(url):
    found = tiny(url)
    assert (found.certainty, found.per_recipient) == ("medium", False)


def test_what_stands_in_many_places_is_layout():
    assert sized("https://a.test/line", 1, 1, times=5) is None
    assert sized("https://a.test/line", 1, 1, times=1) is not None


@pytest.mark.parametrize(
    "form",
    [
        "ada@reader.test",
        "ada%40reader.test",
        hashlib.md5(b"ada@reader.test").hexdigest(),
        hashlib.sha256(b"ada@reader.test").hexdigest().upper(),
        base64.urlsafe_b64encode(b"ada@reader.test").decode().rstrip("="),
    ],
)
def test_an_image_that_hands_over_the_recipient_is_a_beacon(form):
    found = judge_image(MailImage(url=f"https://a.test/i.png?e={form}"), ["ada@reader.test"])
    assert found.certainty == "high"
    assert "recipient's address" in found.carries[0]


def test_even_an_image_that_can_be_seen_is_a_beacon_when_it_carries_the_address():
    image = MailImage(url="https://a.test/logo.png?e=ada@reader.test", width=200, height=80)
    assert judge_image(image, ["ada@reader.test"]).certainty == "high"
    assert judge_image(image, ["bob@reader.test"]) is None


@pytest.mark.parametrize(
    ("url", "width", "height"),
    [
        ("https://a.test/photos/shoes-in-green.jpg", None, None),
        (f"https://cdn.test/{TOKEN}/logo.png", None, None),
        (f"https://cdn.test/banner/{TOKEN}", 600, 200),
        (f"https://cdn.test/{TOKEN}/line.gif", 600, 1),
    ],
)
def test_a_picture_that_is_to_be_seen_is_no_beacon(url, width, height):
    assert sized(url, width, height) is None


def test_without_a_size_it_takes_an_identifier_and_a_program():
    assert sized(f"https://a.test/track/open.php?id={TOKEN}").certainty == "medium"
    assert sized(f"https://a.test/x/{TOKEN}").certainty == "low"
    assert sized("https://a.test/track/open.php") is None


def test_hidden_counts_as_tiny_whatever_size_is_declared():
    image = MailImage(url=f"https://a.test/p?id={TOKEN}", width=20, height=20, hidden="display:none")
    assert judge_image(image).reasons[0] == "it is hidden (display:none)"


@pytest.mark.parametrize(
    "text", ["123456", TOKEN, "9fa804f4688ffc9f", "83719-448995123", "550e8400-e29b-41d4-a716-446655440000"]
)
def test_marks_of_a_recipient_are_identifiers(text):
    assert is_identifier(text)


@pytest.mark.parametrize(
    "text", ["", "open", "2002-07-09", "20260301", "12345", "spring-collection", "600x200", "logo_small"]
)
def test_words_dates_and_short_numbers_are_no_identifiers(text):
    assert not is_identifier(text)


def test_hostile_addresses_are_judged_without_error_and_at_once():
    for url in ("https://[", "https://a.test/" + "a=&" * 100_000, "https://a.test/?" + "%" * 50_000, "x" * 100_000):
        tiny(url, recipients=["ada@reader.test"])
        identifiers_of(url)


def test_hostile_html_is_judged_without_error():
    html = (
        '<a href="https://a.test/'
        + "-" * 5000
        + '">' * 50
        + "<a href='https://x/?u=aHR0cHM6Ly'>"
        + '<a href="http://[">'
    )
    assert judge_mail("mid:x", [], html).beacons == ()


HASH = "9fa804f4688ffc9f51d3"
UUID = "550e8400-e29b-41d4-a716-446655440000"


@pytest.mark.parametrize(
    "url",
    [
        f"https://t.sender.test/t/{HASH}aa/{HASH}bb/spacer.gif",
        f"https://t.sender.test/mailing/133/8580073/62974373/{HASH}/blank.gif",
        f"https://t.sender.test/campaign/{UUID}/{UUID}/px.png",
        f"https://t.sender.test/oo/{TOKEN}/2efbcf86/e.gif",
        "https://shop.sender.test/t/t-o-sncudas-ezhldizlz/o.gif",
        # Words of layout occur by chance in a long mark.
        f"https://r.sender.test/{TOKEN}bgXdotYline{TOKEN}.gif",
    ],
)
def test_a_plain_file_name_in_folders_of_one_mail_and_one_recipient_is_a_beacon(url):
    assert tiny(url) is not None


@pytest.mark.parametrize(
    "url",
    [
        f"https://gallery.store.test/{HASH}/images/{UUID}.gif",
        f"https://cdn.store.test/{HASH}/{HASH}aa/spacer.gif",
        "https://img.shop.test/spacer.gif?v=1678901234",
        "https://img.shop.test/1x1.png?t=20240101",
        "https://img.shop.test/pixel.gif?cb=4355523619",
        "https://img.shop.test/spacer.gif?76e12583",
        "https://img.shop.test/blank.gif?utm_source=mail&utm_campaign=spring",
        "https://img.shop.test/spacer",
    ],
)
def test_a_stored_picture_and_its_versions_are_no_beacons(url):
    assert tiny(url) is None
    assert sized(url, 10, 1) is None
    assert sized(url) is None


def test_marks_of_letters_behind_what_is_reported_are_a_recipients():
    assert tiny("https://shop.sender.test/t/t-o-sncudas-ezhldizlz/o.gif").per_recipient
    assert tiny("https://shop.sender.test/e-commerce-guide/line.gif") is None


def test_a_version_that_looks_like_a_recipient_is_one():
    assert tiny(f"https://a.test/x.gif?t={TOKEN}{TOKEN}").certainty == "high"


@pytest.mark.parametrize(
    "url",
    [
        f"https://avatars.store.test/u/{HASH}?v=4",
        f"https://shop.store.test/hero.jpg?auto=format&w=600&s={HASH}",
        "https://shop.store.test/files/shoe_1.jpg?v=5305472180",
        f"https://social.store.test/v/1_n.png?oh={HASH}&oe=5F9F2A1B",
        f"https://bucket.store.test/logo.gif?X-Amz-Signature={HASH}{HASH}",
        f"https://proxy.store.test/{TOKEN}{TOKEN}=w600-h200",
        f"https://gen.store.test/countdown/{HASH}",
        f"https://opengraph.store.test/{HASH}.png",
        "https://store.test/original.png?1678901234",
    ],
)
def test_a_picture_service_without_a_declared_size_is_no_beacon(url):
    assert sized(url) is None


@pytest.mark.parametrize(
    "url",
    [
        "https://app.sender.test/open.html?m=aB3&u=fasQ",
        "https://shop.test/index.php?ctrl=frontstats&task=openStats&userid=82",
        "https://www.count.example/collect.php?t=event&ec=email&ea=open",
    ],
)
def test_a_program_that_says_it_counts_openings_needs_no_size(url):
    assert sized(url).certainty == "medium"


def test_the_same_query_on_pictures_that_are_seen_makes_no_spacer_a_beacon():
    query = f"?c={TOKEN}"
    images = [MailImage(url=f"https://a.test/{name}.jpg{query}", width=600, height=200) for name in ("a", "b")]
    spacer = MailImage(url=f"https://a.test/s.gif{query}", width=1, height=1)
    common = common_marks([*images, spacer])
    assert judge_image(spacer, common=common) is None
    assert judge_image(spacer, shared={TOKEN}, common=common) is None
    assert judge_image(spacer).certainty == "high"
    opened = MailImage(url=f"https://a.test/open.php{query}", width=1, height=1)
    assert judge_image(opened, common=common).certainty == "medium"
    named = MailImage(url=f"https://a.test/open.gif{query}", width=1, height=1)
    assert judge_image(named, common=common).certainty == "medium"


def test_a_query_that_names_the_mailing_on_every_picture_makes_no_spacer_a_beacon():
    images = [MailImage(url=f"https://a.test/{name}.jpg?issue=7", width=600, height=200) for name in ("a", "b")]
    spacer = MailImage(url="https://a.test/s.gif?issue=7", width=1, height=1)
    assert judge_image(spacer, common=common_marks([*images, spacer])) is None
    assert judge_image(spacer, common=common_marks([images[0], spacer])).certainty == "medium"


def test_a_picture_file_that_stands_in_many_places_is_layout_even_with_a_query():
    assert sized("https://a.test/s.gif?c=1801570271", 1, 1, times=6) is None
