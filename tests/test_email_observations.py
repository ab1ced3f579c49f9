"""Do imported mails become observations, and website evidence none of them?"""

from pathlib import Path

from analyzers.email_observations import mail_observations
from analyzers.knowledge import Knowledge
from analyzers.observe import observe
from analyzers.scope import Scope
from crawler.evidence import Evidence
from crawler.imports.email import import_email
from crawler.imports.har import import_har

FIXTURES = Path(__file__).parent.parent / "fixtures"


def mail(name, tmp_path):
    evidence = Evidence(import_email(FIXTURES / "emails" / name, tmp_path).folder)
    return [seen for seen in observe(evidence, Knowledge.load()).observations if seen.kind == "beacon"]


def test_each_host_and_form_is_one_observation(tmp_path):
    found = {seen.name: seen for seen in mail("newsletter.eml", tmp_path)}
    assert set(found) == {
        "ads.partner.example/match",
        "click.sender.example/wf/open",
        "click.sender.example (tracked link in a mail)",
    }
    opened = found["click.sender.example/wf/open"]
    assert (opened.party, opened.identifier, opened.stored) == ("third", "weak", False)
    assert opened.details["mechanisms"] == ["image in a mail"]
    assert opened.pages == ("mid:20260301.1@mail.shop.test",)
    assert {reason["rule"] for reason in opened.details["reasons"]} == {"E-mail"}


def test_a_quiet_mail_has_no_beacon_although_its_spacers_are_small(tmp_path):
    assert mail("quiet.eml", tmp_path) == []


def test_a_read_receipt_is_an_observation(tmp_path):
    (seen,) = mail("receipt.eml", tmp_path)
    assert (seen.name, seen.party) == ("office.test (read receipt)", "first")


def test_evidence_of_a_website_holds_no_mail(tmp_path):
    evidence = Evidence(import_har(FIXTURES / "recordings" / "chrome.har", tmp_path).folder)
    assert list(mail_observations(evidence, Scope(evidence.site), Knowledge.load())) == []


def test_the_same_mail_twice_gives_the_same_observations(tmp_path):
    assert mail("newsletter.eml", tmp_path / "a") == mail("newsletter.eml", tmp_path / "b")
