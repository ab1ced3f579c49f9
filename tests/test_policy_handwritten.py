"""`declarations.toml`: what a lawyer writes, and how it is told what is wrong."""

import datetime
from pathlib import Path

import pytest

from analyzers.policy.handwritten import Invalid, read_declarations_file

FILE = Path(__file__).parents[1] / "fixtures" / "policies" / "declarations.toml"
HEAD = 'schema = "avow-declarations/1"\n'


def complaint(text: str) -> str:
    with pytest.raises(Invalid) as raised:
        read_declarations_file(text.encode())
    return str(raised.value)


def test_declarations_promises_and_waivers_are_read() -> None:
    written = read_declarations_file(FILE.read_bytes())
    named, beacon = written.declarations
    assert (named.kind, named.name, named.category, named.party, named.strength) == (
        "cookie",
        "_lum_*",
        "performance",
        "third",
        "item",
    )
    assert named.lifetime_s == 390 * 86_400.0
    assert named.source == "file"
    assert (beacon.kind, beacon.where, beacon.strength) == ("beacon", ("website", "e-mail"), "class")
    assert written.promises[0].facts == {"honoured": False}
    assert written.waivers[0].until == datetime.date(2026, 12, 31)


def test_an_entry_without_a_quote_is_its_own_quote() -> None:
    beacon = read_declarations_file(FILE.read_bytes()).declarations[1]
    assert beacon.quote == "kind = 'beacon', category = 'targeting', party = 'third', where = ['website', 'e-mail']"
    assert beacon.place == "declarations.toml: declaration 2"


OVERRIDE = '[[override]]\nname = "{name}"\ncategory = "{category}"\nowner = "a"\nreason = "b"\nuntil = 2026-12-31\n'


def test_an_override_has_owner_reason_and_last_day() -> None:
    text = HEAD + OVERRIDE.format(name="*", category="mandatory") + 'domain = "pay.example"\n'
    (override,) = read_declarations_file(text.encode()).overrides
    assert (override.name, override.domain, override.category) == ("*", "pay.example", "mandatory")
    assert (override.owner, override.reason, override.expires) == ("a", "b", datetime.date(2026, 12, 31))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "schema is None. Write schema"),
        (HEAD + "[[declaration]\n", "not TOML"),
        (
            HEAD + '[[declarations]]\nname = "x"\n',
            "unknown table 'declarations'. Known are: declaration, promise, waiver, override.",
        ),
        (HEAD + '[declaration]\nname = "x"\n', "Write [[declaration]] above each entry."),
        (HEAD + '[[declaration]]\nnaem = "x"\n', "declaration 1: unknown field 'naem'. Known are: kind, name,"),
        (HEAD + '[[declaration]]\nkind = "cooky"\n', "kind is 'cooky'. Write one of: cookie, beacon,"),
        (
            HEAD + '[[declaration]]\ncategory = "Marketing"\n',
            "Write one of: mandatory, performance, functionality, targeting.",
        ),
        (HEAD + '[[declaration]]\nparty = "both"\n', "Write one of: first, third, any."),
        (HEAD + '[[declaration]]\nlifetime = "long"\n', 'Write for example "13 months"'),
        (HEAD + "[[declaration]]\nname = 5\n", "name is 5. Write it in quotes."),
        (HEAD + '[[declaration]]\nwhere = ["radio"]\n', 'Write a list of "website" and "e-mail".'),
        (HEAD + '[[declaration]]\nkind = "category"\n', "category is missing"),
        (HEAD + '[[promise]]\nsubject = "dnt"\n', "promise 1: statement is missing"),
        (HEAD + '[[waiver]]\nfinding = "x"\nowner = "a"\nuntil = 2026-01-01\n', "waiver 1: reason is missing"),
        (
            HEAD + '[[waiver]]\nfinding = "x"\nowner = "a"\nreason = "b"\nuntil = "soon"\n',
            "Write a date without quotes",
        ),
        (HEAD + '[[waiver]]\nfinding = "x"\nowner = "a"\nreason = "b"\n', "until is None"),
        (HEAD + '[[override]]\nname = "x"\ncategory = "mandatory"\nowner = "a"\n', "override 1: reason is missing"),
        (HEAD + OVERRIDE.format(name="x", category="Marketing"), "Write one of: mandatory, performance"),
        (HEAD + OVERRIDE.format(name="*", category="mandatory"), "which is everything"),
        (HEAD + OVERRIDE.format(name="x", category="mandatory").replace("until", "expires"), "unknown field 'expires'"),
    ],
)
def test_what_is_wrong_is_told_with_place_and_remedy(text: str, message: str) -> None:
    told = complaint(text)
    assert told.startswith("declarations.toml: ")
    assert message in told


def test_bytes_that_are_no_utf8_are_told_with_their_place() -> None:
    with pytest.raises(Invalid, match="byte 0 is no UTF-8"):
        read_declarations_file(b"\xff")
