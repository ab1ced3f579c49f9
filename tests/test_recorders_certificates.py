"""What is kept of the certificate that a host shows."""

import asyncio
import base64
import datetime as dt

import pytest
from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from crawler.evidence import Evidence
from crawler.recorders.certificates import NAMES, certificate
from crawler.records import Certificate
from fixtures.web import LocalWeb
from tests.crawling import crawl_into, settings

DETAILS = {
    "subjectName": "www.shop.test",
    "issuer": "An Authority",
    "sanList": ["www.shop.test", "*.cdn.test"],
    "validFrom": 1_790_000_000,
    "validTo": 1_797_000_000,
    "protocol": "TLS 1.3",
}


def leaf(**parts):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(getattr(NameOID, oid), text) for oid, text in parts.items()])
    began = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(began)
        .not_valid_after(began + dt.timedelta(days=90))
        .sign(key, hashes.SHA256())
    )
    return base64.b64encode(built.public_bytes(Encoding.DER)).decode()


def test_a_certificate_tells_whom_it_was_issued_to():
    der = leaf(COMMON_NAME="www.shop.test", ORGANIZATION_NAME="Shop Holding B.V.", COUNTRY_NAME="NL")
    told = certificate("www.shop.test", DETAILS, der, 1.0, "v1")
    assert (told.organization, told.country) == ("Shop Holding B.V.", "NL")
    assert told.names == ("www.shop.test", "*.cdn.test")
    assert len(told.sha256) == 64


def test_a_certificate_of_a_host_alone_names_nobody():
    told = certificate("www.shop.test", DETAILS, leaf(COMMON_NAME="www.shop.test"), 1.0, "v1")
    assert (told.organization, told.country) == ("", "")


@pytest.mark.parametrize("der", ["", "bm90IERFUg==", "%%%"])
def test_what_the_browser_told_is_kept_where_the_bytes_are_missing_or_broken(der):
    told = certificate("www.shop.test", DETAILS, der, 1.0, "v1")
    assert (told.subject, told.issuer, told.protocol) == ("www.shop.test", "An Authority", "TLS 1.3")
    assert told.organization == ""


def test_a_certificate_for_a_thousand_names_is_cut():
    many = {**DETAILS, "sanList": [f"h{number}.test" for number in range(1000)]}
    assert len(certificate("h1.test", many, "", 1.0, "v1").names) == NAMES


def test_each_host_of_a_page_has_one_certificate_in_the_evidence(tmp_path):
    async def answer(request):
        body = '<img src="https://pic.other.test/a.gif"><img src="https://pic.other.test/b.gif">'
        return web.Response(text=body, content_type="text/html")

    async def run():
        async with LocalWeb({"shop.test": ("www.shop.test",), "other.test": ("pic.other.test",)}, answer) as local:
            return await crawl_into(tmp_path, settings("https://www.shop.test/"), browser_args=local.browser_args)

    records = Evidence(asyncio.run(run()).folder).records()
    shown = [record for record in records if isinstance(record, Certificate)]
    assert sorted(record.host for record in shown) == ["pic.other.test", "www.shop.test"]
    assert all(record.organization and record.sha256 and record.protocol.startswith("TLS") for record in shown)
    assert {"www.shop.test"} <= set(next(one for one in shown if one.host == "www.shop.test").names)
