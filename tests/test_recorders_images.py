"""How images are laid out, in the page and in other sites' frames."""

import struct

from aiohttp import web

from crawler.canary import PIXEL
from crawler.recorders.hops import natural_size
from crawler.records import Image, Request
from tests.crawling import crawl_answers

FRAME = '<img src="/dot.gif?in-frame" width="1" height="1" style="opacity:0">'


def page(port):
    frame = f"http://other.localhost:{port}/frame"
    images = '<img src="/dot.gif?shown" width="40" height="30"><img src="/dot.gif?gone" hidden>'
    return f'<!doctype html>{images}<iframe src="{frame}"></iframe>'


async def answer(request):
    if request.path == "/":
        return web.Response(text=page(request.url.port), content_type="text/html")
    if request.path == "/frame":
        return web.Response(text=FRAME, content_type="text/html")
    return web.Response(body=PIXEL, content_type="image/gif", headers={"Cache-Control": "no-store"})


def test_images_have_their_natural_size_from_the_bytes_and_their_layout_from_every_frame(tmp_path):
    records = list(crawl_answers(tmp_path, answer).records())
    images = {record.url.rpartition("?")[2]: record for record in records if isinstance(record, Image)}
    assert (images["shown"].rendered_width, images["shown"].rendered_height, images["shown"].visible) == (40, 30, True)
    assert images["gone"].visible is False
    assert images["in-frame"].visible is False and images["in-frame"].frame_url.startswith("http://other.localhost")
    sizes = {
        (record.image_width, record.image_height)
        for record in records
        if isinstance(record, Request) and "dot.gif" in record.url
    }
    assert sizes == {(1, 1)}


def test_natural_sizes_are_read_from_the_first_bytes_of_each_format():
    png = bytes.fromhex("89504e470d0a1a0a0000000d4948445200000002000000030802000000")
    webp = b"RIFF\x1a\x00\x00\x00WEBPVP8L\x0d\x00\x00\x00\x2f\x01\x80\x00\x00\x00\x00\x00\x00\x00"
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" width="7" height="5"></svg>'
    assert natural_size(PIXEL) == (1, 1)
    assert natural_size(png) == (2, 3)
    assert natural_size(webp) == (2, 3)
    assert natural_size(svg) == (7, 5)
    assert natural_size(b"\x00\x00\x01\x00\x01\x00\x10\x00" + bytes(16)) == (16, 256)


def test_bytes_that_are_no_image_have_no_size():
    for data in (b"", b"GIF89a", b"\x89PNG\r\n\x1a\n", b"<html>", b"RIFF????WEBP", bytes(100)):
        assert natural_size(data) is None


async def undrawn(request):
    if request.path == "/":
        script = 'fetch("/dot.gif?as-a-blob").then(r=>r.blob()).then(b=>{document.title=b.size})'
        return web.Response(text=f'<img src="/cut.avif"><script>{script}</script>', content_type="text/html")
    if request.path == "/cut.avif":
        return web.Response(body=avif(1, 1), content_type="image/avif")
    return web.Response(body=PIXEL, content_type="image/gif")


def avif(width, height):
    """The head of an AVIF image and nothing of the image: ftyp, then meta with its size in ispe (ISO/IEC 23008-12)."""
    ispe = struct.pack(">I4sIII", 20, b"ispe", 0, width, height)
    ipco = struct.pack(">I4s", 8 + len(ispe), b"ipco") + ispe
    iprp = struct.pack(">I4s", 8 + len(ipco), b"iprp") + ipco
    meta = struct.pack(">I4sI", 12 + len(iprp), b"meta", 0) + iprp
    return struct.pack(">I4s4sI4s4s", 24, b"ftyp", b"avif", 0, b"avif", b"mif1") + meta


def test_an_image_that_is_never_drawn_has_its_size_from_its_bytes(tmp_path):
    records = crawl_answers(tmp_path, undrawn).records()
    sizes = {
        record.url.rpartition("/")[2]: (record.image_width, record.image_height, record.body_bytes)
        for record in records
        if isinstance(record, Request)
    }
    assert sizes["cut.avif"] == (1, 1, len(avif(1, 1)))
    assert sizes["dot.gif?as-a-blob"] == (1, 1, len(PIXEL))
