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


def campaign(tmp_path, *marks, image="https://open.sender.example/o/{}/p.gif"):
    """One mail to a recipient for each mark, as an mbox."""
    mails = [
        f"From x Sun Mar  1 10:00:00 2026\nFrom: News <news@shop.test>\nTo: r{number}@reader.test\nSubject: Offers\n"
        f'Message-ID: <{number}@shop.test>\nContent-Type: text/html\n\n<img src="{image.format(mark)}" width=1 height=1>\n\n'
        for number, mark in enumerate(marks)
    ]
    path = tmp_path / "all.mbox"
    path.write_text("".join(mails))
    evidence = Evidence(import_email(path, tmp_path / "out").folder)
    (seen,) = observe(evidence, Knowledge.load()).observations[:1]
    return seen


def test_a_campaign_to_two_recipients_is_one_beacon_that_tells_them_apart(tmp_path):
    (seen,) = mail("campaign.mbox", tmp_path)
    assert (seen.name, seen.identifier) == ("open.sender.example/o/*/p.gif", "strong")
    assert seen.pages == ("mid:spring.1@mail.shop.test", "mid:spring.2@mail.shop.test")


def test_copies_of_two_recipients_prove_that_a_beacon_tells_them_apart(tmp_path):
    seen = campaign(tmp_path, "Zk3xQ9vT7bLm2PwR", "Mb8sD2hW5nYc4VtJ")
    assert (seen.identifier, seen.details["mails"]) == ("strong", 2)
    assert "2 recipients" in seen.identifier_why
    assert "@" not in seen.identifier_why


def test_an_address_that_is_the_same_for_all_identifies_nobody(tmp_path):
    seen = campaign(tmp_path, "Zk3xQ9vT7bLm2PwR", "Zk3xQ9vT7bLm2PwR")
    assert seen.identifier == ""
    assert "the same in the copies of 2 recipients" in seen.identifier_why


def test_one_copy_alone_proves_nothing(tmp_path):
    assert campaign(tmp_path, "Zk3xQ9vT7bLm2PwR").identifier == "weak"
