"""PDF, TC strings and gpc.json."""

import datetime

import pytest

from analyzers.policy import document_text, read_policy
from analyzers.policy.gpc import read_gpc
from analyzers.policy.tcf import Malformed, read_tc_string

LINES = [
    "Privacy policy of Quillmere Press",
    "1. Cookies",
    "Quillmere Press uses cookies on its website to count visits, and places web beacons in its",
    "newsletters. Session cookies are deleted as soon as you close your browser.",
    "2. Do Not Track",
    "We do not respond to Do Not Track signals, for no standard has been agreed upon by anybody so far.",
]


def pdf(lines: list[str]) -> bytes:
    """A PDF of one page with these lines."""
    shown = "".join(f"({line}) Tj 0 -16 Td " for line in lines)
    stream = f"BT /F1 11 Tf 40 800 Td {shown}ET".encode("ascii")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    data = b"%PDF-1.4\n"
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(data)
    data += b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return data + b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % start


def test_a_pdf_is_read_and_its_headings_are_found() -> None:
    data = pdf(LINES)
    reading = read_policy(data, mime="application/pdf")
    assert reading.could_not_read == ""
    (beacon,) = [one for one in reading.declarations if one.kind == "beacon"]
    assert beacon.place.startswith("1. Cookies, character")
    assert beacon.where == ("website", "e-mail")
    assert {promise.subject for promise in reading.promises} >= {"dnt", "session-cookies-end"}
    text = document_text(data)
    assert all(one.quote in text for one in (*reading.declarations, *reading.promises))


def test_rows_of_a_table_in_a_pdf_are_items() -> None:
    table = ["Essential cookies", "Name Provider Purpose Expiry", "qm_sid Quillmere Keeps the session Session"]
    table += [
        "qm_csrf Quillmere Protects forms 1 day",
        "Analytics cookies",
        "_lum Lumen Counts 2 years",
        "_lu2 Lumen Counts 1 day",
    ]
    reading = read_policy(pdf([*LINES[:4], *table, *LINES[4:]]), mime="application/pdf")
    found = {one.name: (one.category, one.lifetime) for one in reading.declarations if one.source == "table"}
    assert found == {
        "qm_sid": ("mandatory", "Session"),
        "qm_csrf": ("mandatory", "1 day"),
        "_lum": ("performance", "2 years"),
        "_lu2": ("performance", "1 day"),
    }


def test_a_scanned_pdf_says_so() -> None:
    assert "scan" in read_policy(pdf([])).could_not_read


@pytest.mark.parametrize("data", [b"%PDF-1.7\n", b"%PDF-1.4\nxref\ntrailer << /Root 9 0 R >>", pdf(LINES)[:300]])
def test_a_broken_pdf_says_so(data: bytes) -> None:
    assert read_policy(data).could_not_read


# The example string of the IAB's documentation; other decoders agree on these values.
EXAMPLE = "COvFyGBOvFyGBAbAAAENAPCAAOAAAAAAAAAAAEEUACCKAAA.IFoEUQQgAIQwgIwQABAEAAAAOIAACAIAAAAQAIAgEAACEAAAAAgAQBAAAAAAAGBAAgAAAAAAAFAAECAAAgAAQARAEQAAAAAJAAIAAgAAAYQEAAAQmAgBC3ZAYzUw"  # fmt: skip  # noqa: E501


def test_the_documentations_own_tc_string_is_decoded() -> None:
    found = read_tc_string(EXAMPLE)
    assert (found.version, found.cmp_id, found.consent_language, found.vendor_list_version) == (2, 27, "EN", 15)
    assert found.created == datetime.datetime(2020, 2, 20, 23, 57, 39, 300_000, tzinfo=datetime.UTC)
    assert found.purposes_consent == (1, 2, 3)
    assert found.vendors_consent == (2, 6, 8)
    assert found.vendors_legitimate_interest == (2, 6, 8)


@pytest.mark.parametrize("text", ["", "C", "****", "BOvFyGBOvFyGBAbAAAENAPCAAOAAAAAAAAAA", EXAMPLE[:30], "A" * 30_000])
def test_what_is_no_tc_string_is_refused(text: str) -> None:
    with pytest.raises(Malformed):
        read_tc_string(text)


def test_gpc_json_declares_the_signal() -> None:
    declared = read_gpc(b'{"gpc": true, "lastUpdate": "2026-03-01"}')
    assert declared is not None
    assert (declared.kind, declared.name, declared.purpose) == ("signal", "gpc", "honoured")
    assert declared.quote == '{"gpc": true, "lastUpdate": "2026-03-01"}'
    assert "2026-03-01" in declared.place


@pytest.mark.parametrize("data", [b"", b"<html>", b"[]", b'{"gpc": "yes"}', b'{"gpc": 1}', b"[" * 50_000, b"\xff"])
def test_what_leaves_the_question_open_declares_nothing(data: bytes) -> None:
    assert read_gpc(data) is None
