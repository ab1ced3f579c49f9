"""Promises held to forms, mails, what was sent on, log-in cookies and a change of text: each true and as a near miss."""

import base64
import hashlib
from pathlib import Path
from urllib.parse import quote

import pytest

from analyzers.comparison import compare
from analyzers.comparison.login_cookies import is_login
from analyzers.comparison.witness import Witness, witness_of
from analyzers.email import MailVerdict, TrackedLink
from analyzers.forms import asked_in
from analyzers.model import Coverage, PolicyReading, Promise
from analyzers.observe import Observed
from crawler.evidence import Evidence
from crawler.records import FormField
from fixtures import estate
from tests.judging import KNOWN, SITE, complete, declaration, observation, promise, verdicts

VISITOR = "jane.roe@mail.test"


def field(tag: str = "input", kind: str = "text", **more: str) -> FormField:
    return FormField(tag=tag, type=kind, **more)


def judged(subject: str, witness: Witness, *, coverage: Coverage | None = None, **facts: object) -> Promise:
    reading = PolicyReading(declarations=(declaration(),), promises=(promise(subject, facts=facts),))
    observed = Observed(observations=(), coverage=coverage or complete())
    (one,) = compare(observed, reading, site=SITE, knowledge=KNOWN, witness=witness).promises
    return one


@pytest.mark.parametrize(
    ("asked", "data"),
    [
        (field(kind="email", name="x"), "e-mail address"),
        (field(name="x", autocomplete="section-a billing given-name"), "name"),
        (field(name="x", label="E-mail address"), "e-mail address"),
        (field(name="company_name"), "company name"),
        (field(name="dob", label="Geburtsdatum"), "date of birth"),
        (field(name="v", label="Voornaam"), "name"),
        (field(name="zip"), "postal address"),
        (field(kind="hidden", name="email"), ""),
        (field(kind="search", name="name"), ""),
        (field(kind="password", name="password"), ""),
        (field(name="promo", label="Promotion code"), ""),
        (field(name="filename"), ""),
        (field(tag="textarea", kind="textarea", name="message", label="Your message"), ""),
        (field(tag="button", kind="submit", label="Send e-mail"), ""),
    ],
)
def test_a_field_asks_for_what_its_words_say(asked: FormField, data: str) -> None:
    assert asked_in([asked]) == ((data,) if data else ())


def sent(root: Path, url: str, *seeds: str, body: str = "") -> list[tuple[str, str, bool]]:
    session = estate.Session()
    session.request(url, "fetch", post_data=body)
    folder = estate.write(root, estate.HOST, {"first-visit": session}, pages=[estate.LINKED])
    return [(one.host, one.how, one.known) for one in witness_of(Evidence(folder), seeds=seeds).sent]


@pytest.mark.parametrize(
    ("value", "how"),
    [
        (VISITOR, "as written"),
        (quote(VISITOR), "percent-encoded"),
        (quote(quote(VISITOR)), "percent-encoded"),
        (base64.urlsafe_b64encode(VISITOR.encode()).decode().rstrip("="), "in base64"),
    ],
)
def test_an_address_is_found_however_it_is_handed_on(tmp_path: Path, value: str, how: str) -> None:
    assert sent(tmp_path, f"https://px.adrift.test/i?em={value}") == [("px.adrift.test", how, False)]


@pytest.mark.parametrize("name", ["md5", "sha1", "sha256"])
def test_a_digest_is_found_where_the_visitor_is_known(tmp_path: Path, name: str) -> None:
    digest = hashlib.new(name, VISITOR.encode()).hexdigest()
    assert sent(tmp_path / "a", "https://px.adrift.test/i", body=f'{{"em":"{digest}"}}') == []
    ((_, _, known),) = sent(
        tmp_path / "b", "https://px.adrift.test/i", "Jane.Roe@mail.test", body=f'{{"em":"{digest}"}}'
    )
    assert known


@pytest.mark.parametrize(
    "url",
    [
        "https://cdn.tally.test/npm/counter@2.1.0/dist/counter@next.min.js",
        "https://px.adrift.test/i?to=support@mail.test",
        "https://px.adrift.test/i?to=anna@estate.test",
        "https://www.estate.test/account?em=jane.roe@mail.test",
        "https://px.adrift.test/i?dsn=https://0a1b2c@o1.errors.test/5",
    ],
)
def test_what_only_looks_like_somebodys_address_is_none(tmp_path: Path, url: str) -> None:
    assert sent(tmp_path, url) == []


def test_a_known_visitor_who_was_found_nowhere_keeps_the_promise() -> None:
    subject = "no-personal-data-to-third-parties"
    assert judged(subject, Witness(visitor_known=True)).outcome == "kept"
    assert judged(subject, Witness()).outcome == "not-checked"
    assert judged(subject, Witness(visitor_known=True), coverage=Coverage(pages_planned=2)).outcome == "not-checked"


def test_what_was_sent_is_never_repeated(tmp_path: Path) -> None:
    session = estate.Session()
    session.request(f"https://px.adrift.test/i?em={VISITOR}")
    folder = estate.write(tmp_path, estate.HOST, {"first-visit": session}, pages=[estate.LINKED])
    one = judged("no-personal-data-to-third-parties", witness_of(Evidence(folder), seeds=(VISITOR,)))
    assert one.outcome == "contradicted" and VISITOR not in one.why


@pytest.mark.parametrize(
    ("name", "login"),
    [
        ("authToken", True),
        ("wp_logged_in", True),
        ("remember_me", True),
        (".ASPXAUTH", True),
        ("user_id", True),
        ("author", False),
        ("basket", False),
        ("authority", False),
        ("superuser", False),
    ],
)
def test_a_login_is_told_by_whole_words_of_the_name(name: str, login: bool) -> None:
    assert is_login(name) is login


def login_outcome(category: str = "mandatory", **details: object) -> str:
    seen = observation(name="auth_token", category=category, value_kind="32 characters, hexadecimal", details=details)
    reading = PolicyReading(declarations=(declaration(),), promises=(promise("encrypted-login-cookies"),))
    observed = Observed(observations=(seen,), coverage=complete())
    return compare(observed, reading, site=SITE, knowledge=KNOWN).promises[0].outcome


def test_a_login_cookie_is_judged_by_its_attributes_where_they_are_known() -> None:
    assert login_outcome(secure=True, http_only=True) == "kept"
    assert login_outcome(secure=False) == "contradicted"
    assert login_outcome() == "not-checked"
    assert login_outcome("performance", secure=False) == "not-checked"


def mail(unsubscribe: str = "", *, tracked: bool = True) -> MailVerdict:
    links = (TrackedLink(url="https://c.test/1", why="so"),) if tracked else ()
    return MailVerdict(url="mid:1", tracked_links=links, unsubscribe=unsubscribe)


def test_a_marketing_mail_without_a_way_to_leave_contradicts_and_a_receipt_does_not() -> None:
    way = "https://leave.test/"
    assert judged("unsubscribe-link", Witness(mails=(mail(way), mail()))).outcome == "contradicted"
    assert judged("unsubscribe-link", Witness(mails=(mail(way), mail(tracked=False)))).outcome == "kept"
    assert judged("unsubscribe-link", Witness(mails=(mail(tracked=False),))).outcome == "not-checked"


def test_beacons_in_mails_are_checked_where_mails_were_read() -> None:
    row = declaration("beacon", where=("e-mail",))
    observed = Observed(observations=(), coverage=complete())
    for mails, said in (((), "no e-mail was read"), ((mail(),), "none was seen in 1")):
        reading = PolicyReading(declarations=(row,))
        made = compare(observed, reading, site=SITE, knowledge=KNOWN, witness=Witness(mails=mails))
        assert verdicts(made) == ["not-checked"] and said in made.findings[0].title


def test_what_holds_for_e_mails_covers_a_beacon_in_a_mail_and_the_websites_rows_are_not_looked_for() -> None:
    row = declaration("beacon", where=("e-mail",), category="targeting", party="third")
    seen = observation("beacon", "ads.adnet.test/p", host="ads.adnet.test", category="targeting")
    reading = PolicyReading(declarations=(row, declaration(name="gone", where=("website",)), declaration("flash")))
    observed = Observed(observations=(seen,), coverage=complete())
    in_mail = Witness(mails=(mail(),))
    assert verdicts(compare(observed, reading, site=SITE, knowledge=KNOWN, witness=in_mail)) == ["not-checked"]
    on_page = verdicts(compare(observed, reading, site=SITE, knowledge=KNOWN))
    assert "mechanism-not-mentioned" in on_page and "declared-not-observed" in on_page
