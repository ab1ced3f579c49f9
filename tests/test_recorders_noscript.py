"""What is read out of `<noscript>`, and what a hostile document cannot make of it."""

from hypothesis import given
from hypothesis import strategies as st

from crawler.recorders.noscript import ADDRESSES, static_records
from crawler.records import Image, Request

PAGE = "https://a.test/shop/"


def read(source):
    return list(static_records(source, PAGE, "v1", 5.0))


def told(source):
    return [(record.url, record.resource_type) for record in read(source) if isinstance(record, Request)]


def test_images_frames_styles_and_backgrounds_are_found_with_their_type():
    source = """<head><noscript><link rel="stylesheet" href="/n.css"><style>b{background:url('c.gif')}</style></noscript>
    <body><noscript><iframe src="https://g.test/ns.html?id=1"></iframe><img src="//f.test/tr?id=2&amp;ev=PageView">
    <div style="background-image: url(&quot;d.png&quot;)"></div></noscript>"""
    assert told(source) == [
        ("https://a.test/n.css", "stylesheet"),
        ("https://a.test/shop/c.gif", "image"),
        ("https://g.test/ns.html?id=1", "document"),
        ("https://f.test/tr?id=2&ev=PageView", "image"),
        ("https://a.test/shop/d.png", "image"),
    ]


def test_what_stands_outside_of_noscript_is_the_browsers_to_tell():
    assert (
        told('<img src="/p.gif"><noscript>no pixel</noscript><script>"<noscript><img src=x></noscript>"</script>') == []
    )


def test_an_address_is_resolved_against_the_documents_base():
    assert told('<base href="https://b.test/x/"><noscript><img src="p.gif"></noscript>') == [
        ("https://b.test/x/p.gif", "image")
    ]


def test_only_addresses_of_the_web_count():
    assert (
        told('<noscript><img src="data:image/gif,x"><img src="http://[bad"><img src="javascript:1"><img></noscript>')
        == []
    )


def test_the_record_says_that_it_was_never_sent():
    (request,) = read('<noscript><img src="p.gif"></noscript>')
    assert (request.seen_by, request.status, request.visit, request.page_url) == (("static",), None, "v1", PAGE)


def test_a_size_that_stands_beside_the_address_is_told_as_the_layout_it_would_have():
    images = list(read('<noscript><img src="p.gif" width="1" height="1px"><img src="q.gif" width="50%"></noscript>'))
    (image,) = [one for one in images if isinstance(one, Image)]
    assert (image.url, image.rendered_width, image.rendered_height, image.visible) == (
        "https://a.test/shop/p.gif",
        1,
        1,
        False,
    )


def test_more_addresses_than_anybody_reads_are_cut():
    assert (
        len(told("<noscript>" + "".join(f"<img src={n}.gif>" for n in range(ADDRESSES * 3)) + "</noscript>"))
        == ADDRESSES
    )


@given(st.text(max_size=300))
def test_no_document_is_too_broken_to_read(text):
    read(text)
    read(f"<noscript><img src='{text}'><base href='{text}'><style>url({text}")
