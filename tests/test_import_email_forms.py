"""Is what a mail loads found whatever form the mail comes in?"""

import base64
import gzip
import io
import zipfile

import pytest

from analyzers.email import judge_mail
from crawler.imports.email import import_email, read_email
from crawler.imports.email_html import remote_resources
from crawler.imports.source import SourceError
from crawler.records import Request, Visit

PIXEL = "https://open.sender.example/track/open?u=Zk3xQ9vT7bLm2PwR&c=spring"
HTML = f'<html><body><p>Hello</p><img src="{PIXEL.replace("&", "&amp;")}" width="1" height="1"></body></html>'
HEAD = "From: Shop <news@shop.test>\r\nTo: ada@reader.test\r\nSubject: Offers\r\nMIME-Version: 1.0\r\n"


def soft(text):
    """Quoted-printable with a line break in the middle of the address."""
    text = text.replace("=", "=3D")
    return "=\r\n".join(text[start : start + 41] for start in range(0, len(text), 41))


def part(kind, body, encoding="8bit"):
    return f"Content-Type: {kind}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n{body}"


def parts(kind, boundary, *inner, declared=None):
    body = "".join(f"--{boundary}\r\n{one}\r\n" for one in inner)
    return f'Content-Type: multipart/{kind}; boundary="{declared or boundary}"\r\n\r\n{body}--{boundary}--\r\n'


def coded(text):
    return base64.encodebytes(text.encode()).decode()


PLAIN = part("text/plain", "Hello")
MARKUP = part("text/html; charset=utf-8", HTML)
BOTH = parts("alternative", "alt", PLAIN, MARKUP)
FORWARDED = HEAD + BOTH

FORMS = {
    "soft line breaks inside the address": HEAD + part("text/html", soft(HTML), "quoted-printable"),
    "a blank after the encoding's name": HEAD + part("text/html", soft(HTML), "Quoted-Printable "),
    "base64": HEAD + part("text/html", coded(HTML), "BASE64"),
    "two levels of parts": HEAD + parts("related", "rel", BOTH, part("image/gif", "R0lGODlh", "base64")),
    "a forwarded mail": HEAD + parts("mixed", "mix", PLAIN, f"Content-Type: message/rfc822\r\n\r\n{FORWARDED}"),
    "a forwarded mail in base64": HEAD
    + parts("mixed", "mix", PLAIN, part("message/rfc822", coded(FORWARDED), "base64")),
    "another boundary than declared": HEAD + parts("alternative", "alt", PLAIN, MARKUP, declared="other"),
    "no boundary declared": HEAD + BOTH.replace('; boundary="alt"', ""),
    "no semicolon after the type": HEAD + part("text/html charset=utf-8", HTML),
    "a charset that is no charset": HEAD + part("text/html; charset=idna", HTML + "\u00e9"),
    "a charset with a zero in its name": HEAD + part('text/html; charset="utf\0-8"', HTML + "\u00e9"),
    "a part of AMP": HEAD + parts("alternative", "a", PLAIN, part("text/x-amp-html", HTML.replace("<img", "<amp-img"))),
    "an mbox of one": f"From a@b Sun Mar  1 10:00:00 2026\r\n{FORWARDED}",
    "an mbox of one, escaped": f">From somebody\r\n{FORWARDED}",
    "empty lines before the head": f"\r\n\r\n{FORWARDED}",
    "a byte order mark": f"\ufeff{FORWARDED}",
    "a head that only tells the type": f"Content-Type: text/html\r\n\r\n{HTML}",
}


def urls(data):
    return [record.url for record in read_email(data, "x").records if isinstance(record, Request)][1:]


@pytest.mark.parametrize("form", FORMS)
def test_the_pixel_is_found_in(form):
    assert urls(FORMS[form].encode()) == [PIXEL]


def test_the_pixel_is_found_whatever_ends_the_lines_and_however_the_file_is_packed():
    data = FORMS["soft line breaks inside the address"].encode()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("mail.eml", data)
    forms = (
        data.replace(b"\r\n", b"\n"),
        data.replace(b"\r\n", b"\r"),
        data.decode().encode("utf-16"),
        gzip.compress(data),
        packed.getvalue(),
    )
    for form in forms:
        assert urls(form) == [PIXEL]


@pytest.mark.parametrize(
    "address",
    [
        PIXEL.replace("https", "HTTPS"),
        PIXEL.replace("//", "\\\\"),
        PIXEL.replace("https://", "https:/"),
        PIXEL.replace("/track", "/tr\r\n\tack"),
        PIXEL.replace("https:", ""),
        PIXEL.replace(":", "&#58;").replace("&c", "&#x26;c"),
    ],
)
def test_an_address_is_read_as_a_browser_reads_it(address):
    assert [one.url for one in remote_resources(f'<img src="\n {address} ">')] == [PIXEL]


def test_what_only_outlook_reads_is_loaded_too():
    markup = f"""<img src="https://img.shop.test/a.png"><!--[if gte mso 9]><v:rect style="width:600px;height:90px">
      <v:fill src="https://img.shop.test/back.png"/></v:rect><img src="{PIXEL}"><![endif]--><!-- <img src="x"> -->"""
    found = remote_resources(markup)
    assert [one.url for one in found] == ["https://img.shop.test/a.png", "https://img.shop.test/back.png", PIXEL]
    assert (found[1].how, found[1].width, found[1].height) == ("v:fill src", 600, 90)


def test_a_length_in_percent_is_one_to_be_seen():
    (wide,) = remote_resources('<img src="https://a.test/x" width="100%">')
    (column,) = remote_resources('<img src="https://a.test/x" width="1" height="100%">')
    assert (wide.width, column.width, column.height) == (600, 1, 600)


@pytest.mark.parametrize(
    ("sender", "site"),
    [
        ("=?utf-8?Q?Shop_=3Cx=40other.test=3E?= <news@shop.test>", "shop.test"),
        ('"Shop, Inc." <news@SHOP.test>', "shop.test"),
        ("n@bücher.test", "xn--bcher-kva.test"),
        ("nobody", "unknown-sender"),
    ],
)
def test_the_site_is_the_host_behind_the_senders_address(sender, site):
    assert read_email(f"From: {sender}\nSubject: x\n\nx".encode(), "x").site == site


@pytest.mark.parametrize("kind", ["application/ms-tnef", "application/pkcs7-mime", "multipart/encrypted"])
def test_a_part_that_is_closed_is_said(kind):
    recording = read_email((HEAD + parts("mixed", "mix", PLAIN, part(kind, "x"))).encode(), "x")
    assert any("was not read" in text for text in recording.cannot_show)


def test_each_mail_of_an_mbox_is_a_visit():
    one = f"From a@b Sun Mar  1 10:00:00 2026\n{FORWARDED}\nFrom here on: 10:00 no mail begins.\n\n"
    recording = read_email((one + one.replace("Offers", "More") + "From x 10:00\nfoo\n\n").encode(), "x")
    visits = [record for record in recording.records if isinstance(record, Visit)]
    assert [(visit.visit, visit.title) for visit in visits] == [("v1", "Offers"), ("v2", "More")]
    ids = [record.id for record in recording.records if isinstance(record, Request)]
    assert len(ids) == len(set(ids)) == 4
    assert set(recording.documents) == {"v1", "v2"}
    for visit in visits:
        records = [record for record in recording.records if record.visit == visit.visit]
        assert [beacon.url for beacon in judge_mail(visit.url, records, recording.documents[visit.visit]).beacons] == [
            PIXEL
        ]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), r"\.msg.*saved as \.eml"),
        (gzip.compress(FORWARDED.encode())[:-20], "cut off: the gzip ends"),
        (gzip.compress(bytes(60 * 1024 * 1024)), "unpacks to more than"),
        (b"PK\x03\x04" + bytes(40), "damaged zip"),
    ],
)
def test_what_cannot_be_read_is_said_with_what_would_be_right(data, says, tmp_path):
    path = tmp_path / "x.eml"
    path.write_bytes(data)
    with pytest.raises(SourceError, match=says) as error:
        import_email(path, tmp_path / "out")
    assert str(error.value).startswith(str(path))
    assert not (tmp_path / "out").exists()
