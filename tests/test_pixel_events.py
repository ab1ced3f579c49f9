"""What pixels say, out of addresses and bodies as vendors' scripts send them."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from urllib.parse import quote

import pytest

from analyzers.pixel_events import PixelEvent, decode
from crawler.records import Request
from tests.judging import PAGE, SITE, of_kind, pixel, request, seen
from tests.scaling import grows_linearly

DIGEST = hashlib.sha256(b"ada@example.org").hexdigest()
NOBODY = hashlib.sha256(b"").hexdigest()
HERE = quote(PAGE + "?step=2", safe="")
META = "https://www.facebook.com/tr/"


def post(url: str, body: str, kind: str = "text/plain") -> Request:
    return request(url, "ping", method="POST", post_data=body, post_kind=kind, post_bytes=len(body), status=204)


def only(record: Request) -> PixelEvent:
    (event,) = decode(record)
    return event


def told(event: PixelEvent) -> list[tuple[str, str, str]]:
    return [(one.name, one.what, one.form) for one in event.personal]


def test_meta_tells_event_page_and_hashed_e_mail() -> None:
    event = only(pixel(f"{META}?id=1&ev=Lead&dl={HERE}&cd[value]=3&ud[em]={DIGEST}&fbp=fb.1.2.3"))
    assert (event.service, event.name, event.page) == ("Meta Pixel", "Lead", f"{PAGE}?…")
    assert told(event) == [("ud[em]", "e-mail address", "SHA-256")]
    assert (event.identifiers, event.properties) == (("fbp",), ("value",))


def test_a_value_never_leaves_the_decoder() -> None:
    event = only(pixel(f"{META}?ev=Lead&ud[em]={DIGEST}&ud[ct]=delft"))
    assert DIGEST not in repr(event) and "delft" not in repr(event)
    assert [one.kind for one in event.personal] == ["64 characters, hexadecimal", "5 characters, word"]


@pytest.mark.parametrize("value", ["", "null", "undefined", NOBODY, hashlib.md5(b"").hexdigest()])
def test_the_hash_of_nothing_is_no_personal_data(value: str) -> None:
    assert only(pixel(f"{META}?ev=PageView&ud[em]={value}")).personal == ()


def test_an_address_in_the_clear_is_found_inside_the_page_address() -> None:
    page = quote("https://www.shop.test/thanks?to=ada%40example.org", safe="")
    assert told(only(pixel(f"{META}?ev=PageView&dl={page}"))) == [("dl", "e-mail address", "clear")]


def test_a_picture_for_dense_screens_is_no_e_mail_address() -> None:
    assert only(pixel(f"{META}?ev=PageView&cd[image]=logo%402x.png")).personal == ()


def test_meta_is_read_out_of_a_multipart_form() -> None:
    parts = [("ev", "Purchase"), ("dl", PAGE), ("ud[ph]", DIGEST)]
    body = "".join(f'--x\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n' for n, v in parts) + "--x--\r\n"
    event = only(post(META, body, "multipart/form-data; boundary=x"))
    assert (event.name, event.page, told(event)) == ("Purchase", PAGE, [("ud[ph]", "phone number", "SHA-256")])


TIKTOK = {
    "event": "CompletePayment",
    "context": {"user": {"anonymous_id": "01JH7V6M2Q8T", "email": DIGEST}, "page": {"url": PAGE, "referrer": ""}},
    "properties": {"value": 3, "currency": "EUR"},
}


def test_tiktok_is_read_out_of_its_json_body() -> None:
    event = only(post("https://analytics.tiktok.com/api/v2/pixel", json.dumps(TIKTOK)))
    assert (event.service, event.name, event.page) == ("TikTok Pixel", "CompletePayment", PAGE)
    assert told(event) == [("email", "e-mail address", "SHA-256")]
    assert event.properties == ("value", "currency")


def test_a_json_body_that_breaks_off_is_read_as_far_as_it_goes() -> None:
    body = json.dumps(TIKTOK, separators=(",", ":"))
    event = only(post("https://analytics.tiktok.com/api/v2/pixel", body[: body.index('"currency"') + 5]))
    assert (event.name, event.page) == ("CompletePayment", PAGE)
    assert told(event) == [("email", "e-mail address", "SHA-256")]


def test_an_e_mail_of_another_object_is_not_the_users() -> None:
    body = json.dumps({"event": "View", "context": {"library": {"email": "v2"}}})
    assert only(post("https://analytics.tiktok.com/api/v2/pixel", body)).personal == ()


def test_x_tells_its_conversion_and_a_hashed_address() -> None:
    held = quote(json.dumps({"email_address": DIGEST, "value": "3"}), safe="")
    event = only(pixel(f"https://t.co/1/i/adsct?event={held}&event_id=tw-a-b&tw_document_href={HERE}"))
    assert (event.name, event.page) == ("tw-a-b", f"{PAGE}?…")
    assert told(event) == [("email_address", "e-mail address", "SHA-256")]


def test_linkedin_tells_a_conversion_by_query_and_a_signal_by_body() -> None:
    assert only(pixel(f"https://px.ads.linkedin.com/collect?pid=1&conversionId=77&url={HERE}")).name == "conversion 77"
    body = json.dumps({"signalType": "CLICK", "url": PAGE, "hem": DIGEST})
    event = only(post("https://px.ads.linkedin.com/wa/", body))
    assert (event.name, event.page, len(event.personal)) == ("CLICK", PAGE, 1)


GA = "https://region1.google-analytics.com/g/collect?v=2&tid=G-1&cid=1.2"


def test_google_analytics_tells_each_event_of_a_batch_with_the_page_of_the_query() -> None:
    events = decode(post(f"{GA}&dl={HERE}", "en=page_view\r\nen=purchase&epn.value=3&ep.email=ada%40example.org"))
    assert [(event.name, event.page) for event in events] == [("page_view", f"{PAGE}?…"), ("purchase", f"{PAGE}?…")]
    assert [told(event) for event in events] == [[], [("ep.email", "e-mail address", "clear")]]


def test_google_analytics_tells_one_event_in_the_query_and_the_users_id() -> None:
    event = only(pixel(f"{GA}&en=login&uid=customer-4711&dl={HERE}"))
    assert (event.name, told(event)) == ("login", [("uid", "the site's own id of the person", "clear")])


def test_google_analytics_through_a_host_of_the_site_is_the_same() -> None:
    assert only(pixel(f"https://{SITE}/metrics/g/collect?v=2&tid=G-1&en=scroll")).service == "Google Analytics"


def test_universal_analytics_tells_category_and_action() -> None:
    url = f"https://www.google-analytics.com/j/collect?v=1&tid=UA-1-1&t=event&ec=menu&ea=open&dl={HERE}"
    assert (only(pixel(url)).service, only(pixel(url)).name) == ("Universal Analytics", "menu: open")


def test_google_ads_tells_user_provided_data_but_not_its_error_codes() -> None:
    digest = "qBVyVWAvaB3yI0vZ3FYbZpPjsXhJsGkP4r4hIoJ9ZkE"
    url = f"https://www.googleadservices.com/pagead/conversion/1/?url={HERE}&em=tv.1~em.{digest}~pn0.e3"
    assert told(only(pixel(url))) == [("em: em", "e-mail address", "SHA-256")]


def test_floodlight_is_read_out_of_its_path() -> None:
    event = only(pixel("https://ad.doubleclick.net/activity;src=1;type=sales;cat=thanks;u1=gold;ord=1?"))
    assert (event.name, event.properties) == ("sales/thanks", ("u1",))


def test_pinterest_microsoft_and_snapchat_are_read() -> None:
    person = quote(json.dumps({"em": DIGEST}), safe="")
    where = quote(json.dumps({"loc": PAGE}), safe="")
    pinterest = only(pixel(f"https://ct.pinterest.com/v3/?event=checkout&pd={person}&ad={where}"))
    assert (pinterest.name, pinterest.page, len(pinterest.personal)) == ("checkout", PAGE, 1)
    microsoft = only(pixel(f"https://bat.bing.com/action/0?ti=1&evt=custom&ea=buy&p={HERE}"))
    assert (microsoft.name, microsoft.personal) == ("buy", ())
    snapchat = only(post("https://tr.snapchat.com/p", f"ev=PAGE_VIEW&pl={HERE}&u_hem={DIGEST}"))
    assert (snapchat.name, told(snapchat)) == ("PAGE_VIEW", [("u_hem", "e-mail address", "SHA-256")])


@pytest.mark.parametrize(
    ("name", "value", "what", "form"),
    [
        ("ep.email_sha256", DIGEST, "e-mail address", "SHA-256"),
        ("ep.user_email", hashlib.md5(b"ada").hexdigest(), "e-mail address", "MD5"),
        ("up.phone_number", "%2B31%206%201234%205678", "phone number", "clear"),
        ("ep.hashed_phone", DIGEST, "phone number", "SHA-256"),
        ("ep.first_name", "Ada", "first name", "clear"),
        ("ep.mail", "kim%40163.com", "e-mail address", "clear"),
    ],
)
def test_what_the_site_named_after_a_person_is_told(name: str, value: str, what: str, form: str) -> None:
    assert told(only(pixel(f"{GA}&en=lead&{name}={value}"))) == [(name, what, form)]


@pytest.mark.parametrize(
    "field",
    [
        "ep.method=email",
        "ep.email_opt_in=true",
        "ep.email_campaign=spring2026",
        "ep.phone_type=mobile",
        "ep.mobile=1",
        "epn.phone_clicks=31612345678",
        "ep.phone=1234567",
        "ep.email_sha256=" + NOBODY,
        f"ep.order_id={DIGEST}",
        f"email={DIGEST}",
        "ep.link_url=mailto%3Akim%40partner.test",
        "ep.text=info%40partner.test",
        f"dl={HERE}&ep.text=kim%40shop.test",
        "ep.src=bootstrap%405.1.3.min",
        "dt=Follow%20%40shop%20today",
    ],
)
def test_what_only_sounds_like_a_person_is_not(field: str) -> None:
    assert only(pixel(f"{GA}&en=lead&{field}")).personal == ()


def test_metas_and_tiktoks_own_properties_are_read_by_name_too() -> None:
    meta = only(pixel(f"{META}?ev=Lead&cd[hashed_email]={DIGEST}&cd[phone]=0612345678"))
    assert [what for _, what, _ in told(meta)] == ["e-mail address", "phone number"]
    body = json.dumps({"event": "Lead", "context": {}, "properties": {"email_sha256": DIGEST}})
    assert told(only(post("https://analytics.tiktok.com/api/v2/shopify_pixel", body))) == [
        ("properties.email_sha256", "e-mail address", "SHA-256")
    ]


USER_DATA = "em=tv.1~em.qBVyVWAvaB3yI0vZ3FYbZpPjsXhJsGkP4r4hIoJ9ZkE"


@pytest.mark.parametrize(
    "url",
    [
        "https://www.google.nl/pagead/1p-user-list/1/?",
        "https://www.google.co.uk/pagead/1p-conversion/1/?",
        "https://www.google.com.au/pagead/1p-conversion/1/?",
        "https://www.google.com/rmkt/collect/1/?",
        "https://pagead2.googlesyndication.com/ccm/collect?",
        "https://google.com/ccm/form-data/1?",
    ],
)
def test_google_ads_is_read_under_every_countrys_domain(url: str) -> None:
    event = only(pixel(url + USER_DATA))
    assert (event.service, told(event)) == ("Google Ads", [("em: em", "e-mail address", "SHA-256")])


def test_reddit_tells_its_event_and_a_hashed_address() -> None:
    event = only(
        pixel(f"https://alb.reddit.com/rp.gif?id=t2_a&event=SignUp&em={DIGEST}&m.itemCount=2&uuid=1&external_id=")
    )
    assert (event.service, event.name, event.identifiers) == ("Reddit Pixel", "SignUp", ("uuid",))
    assert (told(event), event.properties) == ([("em", "e-mail address", "SHA-256")], ("itemCount",))


def test_snapchats_other_host_and_tiktoks_other_domain_are_theirs() -> None:
    snapchat = only(post("https://tr6.snapchat.com/p", f"ev=PURCHASE&u_hpn={DIGEST}"))
    assert told(snapchat) == [("u_hpn", "phone number", "SHA-256")]
    assert only(post("https://analytics-ipv6.tiktokw.us/api/v2/pixel", json.dumps(TIKTOK))).service == "TikTok Pixel"


@pytest.mark.parametrize(
    "url",
    [
        "https://www.google.evil.test/pagead/1p-user-list/1/",
        "https://www.google.com.evil.test/pagead/1p-user-list/1/",
        "https://notgoogle.nl/pagead/1p-user-list/1/",
        "https://www.reddit.com/rp.gif?event=SignUp",
        "https://pixel.adnet.test/tr/?ev=Lead",
        "https://www.facebook.com/login/?ev=Lead",
        "https://notfacebook.com/tr/?ev=Lead",
        "https://www.google-analytics.com/analytics.js",
        "https://adnet.test/g/collect?page=2",
        "https://www.google.com/pagead/landing?x=1",
    ],
)
def test_other_hosts_and_paths_are_no_pixel(url: str) -> None:
    assert decode(pixel(url)) == ()


def test_events_stand_on_their_beacon_and_personal_data_is_an_observation(tmp_path: Path) -> None:
    url = f"{META}?id=1&ev=Lead&dl={HERE}&ud[em]={DIGEST}"
    observed = seen(tmp_path, pixel(url), pixel(f"{META}?id=1&ev=PageView&dl={HERE}"))
    (beacon,) = of_kind(observed, "beacon")
    assert [event["name"] for event in beacon.details["event"]] == ["Lead", "PageView"]
    (person,) = [one for one in of_kind(observed, "script-behaviour") if "parameters" in one.details]
    assert person.name == "Meta Pixel is sent data of a person: e-mail address"
    assert person.details["parameters"] == ["ud[em]: e-mail address, SHA-256, 64 characters, hexadecimal"]
    assert DIGEST not in repr(person.details)


def test_markup_that_was_never_sent_is_no_transfer_of_personal_data(tmp_path: Path) -> None:
    url = f"{META}?id=1&ev=Lead&ud[em]={DIGEST}"
    observed = seen(tmp_path, pixel(url, seen_by=("static",), status=None, mime="", body_bytes=None))
    assert [one for one in of_kind(observed, "script-behaviour") if "parameters" in one.details] == []


@pytest.mark.parametrize("piece", ['{"a":"\\"', "{", 'name="', "a=1&", "@", "a@b."])
def test_a_hostile_body_costs_no_more_than_its_length(piece: str) -> None:
    def read(size: int) -> None:
        text = piece * (size // len(piece))
        decode(post("https://analytics.tiktok.com/api/v2/pixel", text))
        decode(post(f"{META}?ev=1&dl={text}", 'form-data; name="' + text))
        decode(post(GA, "\n".join([text] * 3)))

    assert grows_linearly(read, 4000)
