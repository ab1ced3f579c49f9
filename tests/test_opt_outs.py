"""Which links are opt-outs, which of them are tried, and what their answers say of the promise."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzers.comparison import Comparison, compare
from analyzers.comparison.witness import Witness
from analyzers.knowledge.opt_out_pages import known_page
from analyzers.link_answers import LinkFacts, link_facts
from analyzers.model import Coverage, Observation, PolicyReading, Promise
from analyzers.observe import Observed
from analyzers.opt_outs import may_be_opened, opt_out
from analyzers.policy.linked import links_in
from analyzers.trying import MOST, links_to_try
from crawler.evidence import Evidence
from crawler.records import JarCookie, Link, PolicyDocument, Visit
from crawler.writing import EvidenceWriter
from fixtures import estate
from tests.judging import KNOWN, NOW, PAGE, SITE, complete, declaration, verdicts

SHOP = f"https://{SITE}"


@pytest.mark.parametrize(
    ("url", "text", "kind"),
    [
        ("https://tools.google.com/dlpage/gaoptout?hl=en", "here", "opt-out"),
        ("http://www.youronlinechoices.com/uk/", "more", "opt-out"),
        ("https://www.adobe.com/privacy/opt-out.html", "", "opt-out"),
        ("https://ads.test/x", "Opt out of Adnet", "opt-out"),
        ("https://ads.test/x", "Opting-out", "opt-out"),
        ("https://ads.test/your-opt-out", "Adnet", "opt-out"),
        ("https://shop.test/x", "Do Not Sell or Share My Personal Information", "opt-out"),
        ("https://shop.test/x", "Your privacy choices", "opt-out"),
        ("https://ads.test/x", "Tracking uitschakelen", "opt-out"),
        ("https://ads.test/x", "Google Analytics deaktivieren", "opt-out"),
        ("https://ads.test/x", "Der Datenerfassung widersprechen", "opt-out"),
        ("https://ads.test/x", "Désactiver les cookies publicitaires", "opt-out"),
        ("https://ads.test/x", "S’opposer à la mesure d’audience", "opt-out"),
        ("https://ads.test/x", "Desactivar el seguimiento", "opt-out"),
        ("https://ads.test/x", "Disattiva il tracciamento", "opt-out"),
        ("https://shop.test/index.php?module=CoreAdminHome&action=optOut", "", "opt-out"),
        ("https://shop.test/x", "Cookie settings", "preferences"),
        ("https://shop.test/x", "Cookie-instellingen", "preferences"),
        ("https://shop.test/x", "Gérer mes cookies", "preferences"),
        ("https://shop.test/x", "Configuración de cookies", "preferences"),
        ("https://shop.test/x", "Impostazioni dei cookie", "preferences"),
        ("javascript:open()", "Cookie-Einstellungen", "preferences"),
    ],
)
def test_a_link_to_an_opt_out_is_known_by_address_or_words(url: str, text: str, kind: str) -> None:
    found = opt_out(url, text, site=SITE)
    assert found is not None and found.kind == kind and found.why


@pytest.mark.parametrize(
    ("url", "text"),
    [
        ("https://shop.test/opt-in", "Opt-in"),
        ("https://shop.test/newsletter", "Double opt-in"),
        ("https://shop.test/x", "Abmelden"),
        ("https://shop.test/logout", "Afmelden"),
        ("https://shop.test/x", "Unsubscribe"),
        ("https://news.test/politics", "The opposition in parliament"),
        ("https://shop.test/refuse", "We refuse plastic"),
        ("https://shop.test/settings", "Settings"),
        ("https://support.mozilla.org/en-US/kb/disable-third-party-cookies", "Disable cookies in Firefox"),
        ("https://shop.test/about", "About cookies"),
        ("https://fooltools.google.com.evil.test/dlpage/gaoptou", "Tools"),
        ("https://shop.test/adoptouting", "Adopt an otter"),
    ],
)
def test_what_sounds_like_an_opt_out_is_none(url: str, text: str) -> None:
    assert opt_out(url, text, site=SITE) is None


def test_a_known_page_is_known_by_host_and_path_and_not_by_a_part_of_either() -> None:
    page = known_page("https://www.google.com/settings/ads/anonymous")
    assert page is not None and page.whose == "Google Ads"
    assert known_page("https://www.google.com/settings/adsense") is None
    assert known_page("https://notaboutads.info/") is None
    assert known_page("https://optout.aboutads.info:8443/?c=2") is not None
    assert known_page("https://[broken/") is None


def said(html: str) -> list[tuple[str, str]]:
    found = links_in(html.encode(), "text/html", f"{SHOP}/privacy")
    told = [opt_out(one.url, one.text, sentence=one.sentence, site=SITE) for one in found]
    return [(one.url, one.kind) for one in told if one is not None]


def test_in_a_policy_a_link_that_says_only_here_is_known_by_its_sentence() -> None:
    assert said('<p>We use Net. To opt out of it, click <a href="https://net.test/x">here</a>.</p>') == [
        ("https://net.test/x", "opt-out")
    ]
    assert said('<p>You can opt out. Our address is <a href="https://net.test/x">here</a>.</p>') == []
    assert said('<ul><li>To opt out</li><li>read on <a href="https://net.test/x">here</a></li></ul>') == []


def test_a_page_of_instructions_counts_where_the_policy_sends_its_readers_there_to_opt_out() -> None:
    help_page = "https://support.mozilla.org/kb/cookies"
    assert said(f'<p>See <a href="{help_page}">here</a> how you can opt out of cookies in Firefox.</p>') == [
        (help_page, "help")
    ]
    assert said(f'<p>Read about cookies <a href="{help_page}">here</a>.</p>') == []
    assert said('<p><a href="/a">Click here for information</a> on how to opt out.</p>') == [(f"{SHOP}/a", "opt-out")]


def test_the_sites_own_policy_in_a_sentence_about_opting_out_is_no_opt_out() -> None:
    assert said('<p>To opt out, see our <a href="/cookies">cookie policy</a>.</p>') == []


def test_an_address_written_out_in_a_text_is_a_link() -> None:
    text = b"Privacy policy. You may opt out at www.net.test/choice. Our shop is at https://shop.test/."
    found = links_in(text, "text/plain", "policy.txt")
    told = [one.url for one in found if opt_out(one.url, one.text, sentence=one.sentence, site=SITE)]
    assert told == ["http://www.net.test/choice"]


@pytest.mark.parametrize(
    "data", [b"", b"\xff\xfe\x00", b"<a" * 5000, b"<p>" * 3000 + b"<a href='http://['>opt out</a>"]
)
def test_a_broken_document_holds_no_link_and_raises_nothing(data: bytes) -> None:
    assert not [one for one in links_in(data, "text/html", f"{SHOP}/privacy") if may_be_opened(one.url, SITE)]


@pytest.mark.parametrize(
    ("url", "may"),
    [
        ("https://ads.test/opt-out", True),
        (f"{SHOP}/opt-out", True),
        ("http://127.0.0.1/opt-out", False),
        ("http://169.254.169.254/opt-out", False),
        ("http://[::1]/opt-out", False),
        ("http://10.0.0.8/opt-out", False),
        ("http://localhost/opt-out", False),
        ("http://router/opt-out", False),
        ("http://nas.local/opt-out", False),
        ("https://me:secret@ads.test/opt-out", False),
        ("https://ads.test:99999/opt-out", False),
        ("ftp://ads.test/opt-out", False),
        ("javascript:optOut()", False),
        ("mailto:opt-out@ads.test", False),
        ("#opt-out", False),
    ],
)
def test_only_addresses_of_the_public_web_are_opened(url: str, may: bool) -> None:
    assert may_be_opened(url, SITE) is may


def test_an_audited_site_of_the_own_network_may_be_opened() -> None:
    assert may_be_opened("http://127.0.0.1:8000/opt-out", "127.0.0.1")


def link(url: str, text: str, **more: object) -> Link:
    return Link(time=NOW, visit="v1", url=url, text=text, frame_url=PAGE, **more)  # type: ignore[arg-type]


def test_opt_outs_are_tried_first_and_each_host_once() -> None:
    links = [
        link(f"{SHOP}/privacy", "Privacy policy"),
        link(f"{SHOP}/terms", "Terms"),
        link("https://a.test/settings", "Cookie settings"),
        link("https://a.test/opt-out", "Opt out"),
        link("https://a.test/opt-out/again", "Opt out"),
        link("javascript:void(0)", "Opt out"),
    ]
    policy = (f"{SHOP}/privacy", "text/html", b'<p>Opt out <a href="https://b.test/opt-out#x">here</a>.</p>')
    chosen = links_to_try(links, [policy], [], SITE)
    assert [url for url, _ in chosen] == ["https://b.test/opt-out", "https://a.test/opt-out", f"{SHOP}/privacy"]
    assert [url for url, _ in links_to_try(links, [policy], [f"{SHOP}/privacy"], SITE)] == [
        "https://b.test/opt-out",
        "https://a.test/opt-out",
    ]


def test_no_more_than_ten_links_are_tried() -> None:
    assert len(links_to_try([link(f"https://a{n}.test/opt-out", "") for n in range(50)], [], [], SITE)) == MOST


@given(
    urls=st.lists(st.text(max_size=40).map(lambda text: f"https://{text}") | st.text(max_size=40), max_size=6),
    text=st.text(max_size=60),
    data=st.binary(max_size=400)
    | st.text(max_size=400).map(lambda text: f"<p>opt out {text}<a href='{text}'>here".encode()),
)
@settings(max_examples=150, deadline=None)
def test_whatever_a_page_or_a_policy_holds_choosing_links_raises_nothing(
    urls: list[str], text: str, data: bytes
) -> None:
    links = [link(url, f"opt out {text}") for url in urls] + [link(f"{SHOP}/", text)]
    for mime in ("text/html", "text/plain"):
        chosen = links_to_try(links, [(f"{SHOP}/privacy", mime, data)], [], SITE)
        assert all(may_be_opened(url, SITE) for url, _ in chosen)


# ---- what the answers say ------------------------------------------------------

CLICK = "To opt out of Adnet, click here."
POLICY = '<html><h1>Privacy policy</h1><p>To opt out of Adnet, click <a href="https://adnet.test/opt-out">here</a>.</p>{}</html>'


def tried(root: Path, *visits: Visit, policy: str = POLICY.format(""), links: tuple[Link, ...] = ()) -> LinkFacts:
    writer = EvidenceWriter(root, SITE, estate.STARTED)
    file, digest = writer.write_policy(policy.encode(), "html")
    writer.append(Visit(time=NOW, visit="v1", url=PAGE, final_url=PAGE))
    for record in (*links, *visits):
        writer.append(record)
    address = f"{SHOP}/privacy"
    writer.append(
        PolicyDocument(time=NOW, visit="p1", url=address, file=file, sha256=digest, mime="text/html", how="found")
    )
    writer.append(JarCookie(time=NOW, visit="l1", name="out", value="1", domain="adnet.test"))
    writer.seal({"site": SITE})
    return link_facts(Evidence(writer.folder))


def opened(url: str, outcome: str = "measured", number: int = 1, **more: object) -> Visit:
    return Visit(time=NOW, visit=f"l{number}", url=url, purpose="link", outcome=outcome, **more)  # type: ignore[arg-type]


def judged(facts: LinkFacts, *quotes: str, coverage: Coverage | None = None) -> Comparison:
    promises = tuple(
        Promise(id=f"p{n}", subject="opt-out-links", statement="s", quote=quote, place="2")
        for n, quote in enumerate(quotes)
    )
    reading = PolicyReading(declarations=(declaration(),), promises=promises)
    seen: tuple[Observation, ...] = ()
    observed = Observed(observations=seen, coverage=coverage or complete())
    return compare(observed, reading, site=SITE, knowledge=KNOWN, witness=Witness(links=facts))


ADNET = "https://adnet.test/opt-out"


def test_an_opt_out_that_answers_keeps_the_promise_and_says_that_nothing_was_clicked(tmp_path: Path) -> None:
    told = judged(tried(tmp_path, opened(ADNET, status=200, final_url=ADNET)), CLICK)
    (promise,) = told.promises
    assert promise.outcome == "kept"
    assert "adnet.test" in promise.why and "Nothing was clicked" in promise.why and "1 cookie " in promise.why
    assert "dead-link" not in verdicts(told) and "promise-contradicted" not in verdicts(told)


@pytest.mark.parametrize(
    ("visit", "outcome"),
    [
        (opened(ADNET, "http-error", status=404, reason="the server answered 404"), "contradicted"),
        (opened(ADNET, "http-error", status=410, reason="the server answered 410"), "contradicted"),
        (opened(ADNET, "dns", reason="ERR_NAME_NOT_RESOLVED"), "contradicted"),
        (opened(ADNET, "refused", reason="ERR_CONNECTION_REFUSED"), "contradicted"),
        (opened(ADNET, "tls", reason="ERR_CERT_DATE_INVALID"), "contradicted"),
        (opened(ADNET, "http-error", status=503, reason="the server answered 503"), "not-checked"),
        (opened(ADNET, "bot-wall", status=403, reason="a human check"), "not-checked"),
        (opened(ADNET, "load-timeout", reason="no answer within 10 s"), "not-checked"),
        (opened(ADNET, "auth-required", status=401, reason="the server answered 401"), "not-checked"),
        (opened(ADNET, "not-html", status=200), "kept"),
    ],
)
def test_a_dead_link_contradicts_and_one_that_could_not_be_told_does_not(
    tmp_path: Path, visit: Visit, outcome: str
) -> None:
    told = judged(tried(tmp_path, visit), CLICK)
    assert told.promises[0].outcome == outcome
    assert verdicts(told).count("promise-contradicted") == (outcome == "contradicted")
    assert "dead-link" not in verdicts(told), "one cause, one finding"
    if outcome == "contradicted":
        finding = next(one for one in told.findings if one.verdict == "promise-contradicted")
        assert "adnet.test" in finding.title and visit.reason in finding.why and finding.quote == CLICK
        assert finding.evidence[0].visit == "l1"


def test_a_link_that_was_not_tried_leaves_the_promise_open(tmp_path: Path) -> None:
    told = judged(tried(tmp_path), CLICK)
    assert told.promises[0].outcome == "not-checked" and "Not tried: adnet.test" in told.promises[0].why


def test_each_promise_is_held_to_the_links_of_its_own_passage(tmp_path: Path) -> None:
    policy = POLICY.format('<p>Stats has an <a href="https://stats.test/opt-out">opt-out</a> as well.</p>')
    facts = tried(
        tmp_path,
        opened(ADNET, status=200),
        opened("https://stats.test/opt-out", "http-error", 2, status=404, reason="the server answered 404"),
        policy=policy,
    )
    outcomes = [one.outcome for one in judged(facts, CLICK, "Stats has an opt-out as well.").promises]
    assert outcomes == ["kept", "contradicted"]
    told = judged(facts, CLICK)
    assert [one.outcome for one in told.promises] == ["kept"]
    assert "dead-link" in verdicts(told), "what no promise tells is told by itself"


def test_a_passage_that_points_to_a_link_and_holds_none_is_contradicted(tmp_path: Path) -> None:
    bare = "<html><h1>Privacy policy</h1><p>To opt out of Adnet, click here.</p></html>"
    told = judged(tried(tmp_path, policy=bare), CLICK)
    assert told.promises[0].outcome == "contradicted"
    told = judged(tried(tmp_path / "b", policy=bare), "You can opt out in the settings of your browser.")
    assert told.promises[0].outcome == "not-checked"
    linked = (
        '<html><h1>Privacy policy</h1><p>To opt out of Adnet, click here, or <a href="/terms">our terms</a>.</p></html>'
    )
    told = judged(tried(tmp_path / "d", policy=linked), "To opt out of Adnet, click here, or our terms.")
    assert told.promises[0].outcome == "not-checked", "the passage holds a link, whatever it is"
    button = "<html><h1>Privacy policy</h1><p>To opt out of Adnet, click <button>here</button>.</p></html>"
    told = judged(tried(tmp_path / "c", policy=button), CLICK)
    assert told.promises[0].outcome == "not-checked" and "nothing was clicked" in told.promises[0].why


def test_a_well_known_address_that_cannot_be_reached_says_nothing_where_no_other_could(tmp_path: Path) -> None:
    known = "https://tools.google.com/dlpage/gaoptout"
    policy = f'<h1>Privacy policy</h1><p>To opt out, click <a href="{known}">here</a>.</p>'
    quote = "To opt out, click here."
    gone = opened(known, "dns", reason="ERR_NAME_NOT_RESOLVED")
    told = judged(tried(tmp_path / "a", gone, policy=policy), quote)
    assert told.promises[0].outcome == "not-checked" and "network of this machine" in told.promises[0].why
    local = opened("https://stats.test/opt-out", number=2, status=200)
    told = judged(tried(tmp_path / "b", gone, local, policy=policy), quote)
    assert told.promises[0].outcome == "not-checked"
    there = opened("https://optout.aboutads.info/", number=2, status=200)
    told = judged(tried(tmp_path / "c", gone, there, policy=policy), quote)
    assert told.promises[0].outcome == "contradicted"


def test_a_page_whose_link_to_the_policy_is_dead_is_told_and_one_that_answers_is_not(tmp_path: Path) -> None:
    links = (link(f"{SHOP}/privacy", "Privacy policy", where="footer"), link(f"{SHOP}/privacy-old", "Privacy notice"))
    there = Visit(time=NOW, visit="p1", url=f"{SHOP}/privacy", purpose="policy", status=200)
    dead = opened(f"{SHOP}/privacy-old", "http-error", status=404, reason="the server answered 404")
    (finding,) = [
        one for one in judged(tried(tmp_path / "a", there, dead, links=links)).findings if one.verdict == "dead-link"
    ]
    assert "privacy-old" in finding.title and PAGE in finding.why and f"{SHOP}/privacy," not in finding.title
    assert "dead-link" not in verdicts(judged(tried(tmp_path / "b", there, links=links)))
