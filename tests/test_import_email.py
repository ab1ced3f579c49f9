"""Does a mail become evidence of what it would load, and a broken one too?"""

from pathlib import Path

import pytest

from crawler.evidence import Evidence
from crawler.imports.email import import_email, read_email
from crawler.imports.email_html import remote_resources
from crawler.imports.source import SourceError
from crawler.records import Image, Note, Request, Visit
from crawler.sealing import verify

MAILS = Path(__file__).parent.parent / "fixtures" / "emails"


def read(name):
    return read_email((MAILS / name).read_bytes(), name)


def of(recording, kind):
    return [record for record in recording.records if isinstance(record, kind)]


def first(text):
    return remote_resources(text)[0]


@pytest.mark.parametrize("name", ["newsletter.eml", "quiet.eml", "receipt.eml", "broken.eml"])
def test_each_mail_becomes_sealed_evidence(name, tmp_path):
    imported = import_email(MAILS / name, tmp_path)
    assert verify(imported.folder) == []
    evidence = Evidence(imported.folder)
    assert evidence.manifest["source"] == "email"
    records = list(evidence.records())
    (visit,) = [record for record in records if isinstance(record, Visit)]
    assert visit.purpose == "e-mail"
    assert any(isinstance(record, Note) and record.level == "incomplete" for record in records)


def test_the_sender_is_the_site_and_the_head_is_kept():
    recording = read("newsletter.eml")
    assert recording.site == "mail.shop.test"
    head = of(recording, Request)[0]
    assert (head.url, head.seen_by) == ("mid:20260301.1@mail.shop.test", ("import",))
    assert ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click") in head.response_headers
    assert of(recording, Visit)[0].title == "Offers für Ada"


def test_everything_that_opening_would_load_is_a_static_request_once():
    remote = of(read("newsletter.eml"), Request)[1:]
    assert all(request.seen_by == ("static",) for request in remote)
    assert [request.url.partition("?")[0] for request in remote] == [
        "https://img.shop.test/hero.jpg",
        "https://img.shop.test/paper.png",
        "https://img.shop.test/logo.png",
        "https://img.shop.test/spacer.gif",
        "https://ads.partner.example/match",
        "https://click.sender.example/wf/open",
    ]


def test_declared_sizes_are_kept_place_by_place():
    images = [image for image in of(read("newsletter.eml"), Image) if "spacer" in image.url]
    assert [(image.rendered_width, image.rendered_height) for image in images] == [(1, 20), (1, 1)]


def test_what_stands_in_a_hidden_part_is_not_visible():
    (image,) = [image for image in of(read("newsletter.eml"), Image) if "partner" in image.url]
    assert not image.visible


@pytest.mark.parametrize(
    "style", ["display:none", "visibility: hidden", "opacity:0", "max-height:0px", "position:absolute; left:-9999px"]
)
def test_each_way_to_hide_is_seen(style):
    assert first(f'<img src="https://a.test/x" style="{style}">').hidden
    assert not first('<img src="https://a.test/x" style="opacity:0.5; max-height: 10px; left: -3px">').hidden


@pytest.mark.parametrize(
    ("markup", "kind", "how"),
    [
        ('<td background="https://a.test/x">', "image", "td background"),
        ("<p style=\"background:url('https://a.test/x')\">", "image", "css url()"),
        ("<style>p{background:url(https://a.test/x)}</style>", "image", "css url()"),
        ('<style>@import "https://a.test/x";</style>', "stylesheet", "css @import"),
        ('<link rel="stylesheet" href="https://a.test/x">', "stylesheet", "link href"),
        ('<iframe src="https://a.test/x"></iframe>', "document", "iframe src"),
        ('<img srcset="https://a.test/x 2x">', "image", "img srcset"),
        ('<input type="image" src="https://a.test/x">', "image", "input src"),
        ('<v:fill src="https://a.test/x">', "image", "v:fill src"),
        ('<base href="https://a.test/y/"><img src="../x">', "image", "img src"),
        ('<img src="https://a.t\nest/x">', "image", "img src"),
    ],
)
def test_each_way_to_load_is_seen(markup, kind, how):
    (resource,) = remote_resources(markup)
    assert (resource.url, resource.resource_type, resource.how) == ("https://a.test/x", kind, how)


def test_what_is_inside_the_mail_is_not_remote():
    assert remote_resources('<img src="cid:a"><img src="data:,x"><img src="/relative.gif"><img src="https://[x">') == []


def test_a_side_that_is_not_declared_counts_as_the_other():
    assert first('<img src="https://a.test/x" height="0">').height == 0
    recording = read_email(b'From: a@b.test\nContent-Type: text/html\n\n<img src="https://a.test/x" height="0">', "x")
    assert [(image.rendered_width, image.rendered_height) for image in of(recording, Image)] == [(0, 0)]


def test_a_broken_mail_is_read_as_far_as_it_goes():
    recording = read("broken.eml")
    assert recording.site == "shop.test"
    assert recording.started == 0
    assert [request.url for request in of(recording, Request)[1:]] == [
        "https://open.sender.example/track/open.php?u=83719&id=Zk3xQ9vT7bLm2PwR"
    ]


def test_eight_bit_heads_are_read_as_latin_text():
    headers = dict(of(read("receipt.eml"), Request)[0].response_headers)
    assert headers["From"] == "Jörg <joerg@office.test>"
    assert headers["Disposition-Notification-To"] == "Jörg <joerg@office.test>"


@pytest.mark.parametrize(
    ("data", "says"), [(b"\n \n", "empty"), (b"<html>no mail</html>", "no mail"), (b"%PDF-1.7\n\x00\x01", "no mail")]
)
def test_what_is_no_mail_gives_a_message_with_its_name(data, says, tmp_path):
    path = tmp_path / "x.eml"
    path.write_bytes(data)
    with pytest.raises(SourceError, match=says) as error:
        import_email(path, tmp_path / "out")
    assert str(error.value).startswith(str(path))
    assert not (tmp_path / "out").exists()


def test_parts_inside_parts_without_end_are_refused_or_read_but_never_crash():
    head, data = b"From: a@b.test\n", b""
    for depth in range(3000):
        data += b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (depth, depth)
    try:
        assert read_email(head + data, "x").site == "b.test"
    except SourceError as error:
        assert "without end" in str(error)
