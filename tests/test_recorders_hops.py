"""What is read out of the bodies that DevTools hands out."""

import asyncio
import base64

import pytest

from crawler.recorders.hops import Allowance, DevToolsRequest, document_of, look_for_flash, measure, take_post
from fixtures.flash import swf


def hop(**facts):
    return DevToolsRequest(
        url="https://a.test/", method="GET", time=1.0, visit="v1", page_url="https://a.test/", **facts
    )


def answered(data=b"", name="body", *, text=None):
    async def make():
        future = asyncio.get_running_loop().create_future()
        if text is not None:
            future.set_result({name: text, "base64Encoded": False})
        else:
            future.set_result({name: base64.b64encode(data).decode(), "base64Encoded": True})
        return future

    return asyncio.run(make())


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        ("<p>é☃".encode("utf-16-le"), "text/html; charset=utf-16le"),
        (b"\xff\xfe" + "<p>é☃".encode("utf-16-le"), "text/html"),
        ("<meta charset=utf-8><p>é☃".encode(), "text/html"),
        ("<p>é☃".encode(), "text/html"),
    ],
)
def test_a_document_is_read_in_the_encoding_that_it_names_or_shows(data, kind):
    text = document_of(hop(response_headers=(("Content-Type", kind),)), answered(data))
    assert text.endswith("<p>é☃")


def test_a_document_that_names_no_encoding_is_read_as_browsers_do():
    assert document_of(hop(), answered("<p>é".encode("cp1252"))) == "<p>é"


def test_a_document_that_comes_as_text_is_text():
    told = hop(response_headers=(("Content-Type", "text/html; charset=windows-1251"),))
    assert document_of(told, answered(text="<p>é☃")) == "<p>é☃"


def test_a_body_that_was_asked_for_has_its_size_and_digest_and_keeps_its_beginning():
    asked = hop()
    take_post(asked, answered(b"x" * 5000, "postData"))
    assert (asked.post_size, len(asked.post_bytes), len(asked.post_data), len(asked.post_sha256)) == (
        5000,
        4096,
        4096,
        64,
    )


def test_an_image_whose_bytes_are_gone_has_no_size_and_no_length():
    gone = hop()
    measure(gone, answered(b""))
    assert (gone.body_bytes, gone.image_width) == (None, None)


def test_a_film_is_told_by_its_bytes_whatever_type_it_came_with():
    film, text = hop(mime="text/plain"), hop(mime="text/plain")
    look_for_flash(film, answered(swf()))
    look_for_flash(text, answered(b"FWS is no film"))
    assert (film.flash, text.flash) == (True, False)


def test_an_allowance_is_so_many_a_visit():
    some = Allowance(2)
    assert [some.allows(visit) for visit in ("v1", "v1", "v1", "v2", "v2", "v2")] == [True, True, False] * 2
