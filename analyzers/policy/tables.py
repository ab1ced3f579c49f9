"""Which cookies a table declares: any column order, merged cells, several names in a cell, category rows and columns."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

import msgspec

from analyzers.policy.categories import Named, heads_category, read_category
from analyzers.policy.columns import holds_names, is_lifetime, kinds_of, roles_of
from analyzers.policy.companies import NAMES
from analyzers.policy.document import Block, Cell
from analyzers.policy.durations import Lifetime, read_lifetime, unit_of
from analyzers.policy.grid import Part, own_words, read_parts
from analyzers.policy.names import CERTAIN, Name, looks_like_name, read_names
from analyzers.policy.party_cells import PARTY_NOTE, party_and_name, party_of

LONGEST_PROVIDER = 400
LONGEST_LIFETIME = 80
SERVICE_HEADER = re.compile(
    r"track|tracer|traceur|tool|outil|sdk|service|partner|vendor|compan|dienst|partij|société|anbieter", re.IGNORECASE
)


CAPITALS = re.compile(r"((?:[A-ZÀ-Þ]{4,}[ /&-]{1,3}){0,3}[A-ZÀ-Þ]{4,})(?=[A-ZÀ-Þ][a-zß-ÿ]|[\s:–—-]+[A-ZÀ-Þ][a-zß-ÿ])")


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One declared row of a table or list, before it becomes a Declaration."""

    begin: int
    """Where the row's own words begin in the document's text."""
    end: int
    names: tuple[Name, ...] = ()
    provider: str = ""
    category: Named | None = None
    purpose: str = ""
    lifetime: Lifetime | None = None
    lifetimes: tuple[Lifetime, ...] = ()
    """One for each name, in order, where the row deals them out; else empty."""
    party: str = "any"
    kinds: tuple[str, ...] = ()
    source: str = "table"
    is_service: bool = False
    """The row names a company or tool, and no item that it stores."""
    is_category: bool = False
    """The row only says what a category is."""


def read_table(block: Block, category: Named | None) -> Iterator[Row]:
    """Rows of one table. `category` is that of the section it stands in."""
    for part in read_parts(block.rows, category):
        yield from part_rows(part)


def part_rows(part: Part) -> Iterator[Row]:
    """Rows under one header."""
    texts = [
        [unlabelled(cell.text, header) for cell, header in zip(row, part.headers, strict=True)] for row in part.rows
    ]
    columns = [[line[at] for line in texts] for at in range(len(part.headers))]
    roles = roles_of(part.headers, columns)
    category = part.category
    first = heads_category(part.headers[0]) if part.headers[0] else None
    if first is not None and len({*roles} - {""}) > 1 and not any(heads_category(cell) for cell in columns[0]):
        # "Functional cookies | Purpose | Third parties": the header's first cell is the category, its cells name who.
        if roles[0] == "name":
            is_named = any(looks_like_name(cell) for cell in columns[0])
        else:
            is_named = holds_names(columns[0]) and any(CERTAIN.search(cell) for cell in columns[0])
        category, roles[0] = first, "name" if is_named else "provider"
    unit = next((unit_of(header) for header, role in zip(part.headers, roles, strict=True) if role == "duration"), "")
    services = is_list_of_services(part.headers, roles, columns)
    merges = seems_merged(part.rows, roles)
    own_category = ""
    above: Sequence[Cell] = ()
    before: list[str] = []
    for row, line in zip(part.rows, texts, strict=True):
        span = own_words(row, above)
        above = row
        if span is None:
            continue
        if before and lost_first_cell(line, roles):
            line = [before[0], *line[:-1]]
        before = line
        cells = {role: text for role, text in reversed(list(zip(roles, line, strict=True))) if role}
        if "category" in roles:
            own_category = cells.get("category", "") or (own_category if merges else "")
        purpose, by_purpose = split_purpose(cells.get("purpose", ""))
        named = (read_category(own_category) if own_category else None) or by_purpose or category
        party, who = party_and_name(who_in(cells))
        basis = Row(
            begin=span[0],
            end=span[1],
            provider=who or named_beside(cells.get("party", "")),
            category=named,
            purpose=purpose,
            lifetime=lifetime_in(cells.get("duration", ""), unit),
            party=party if party != "any" else party_of(cells.get("party", "")),
            kinds=tuple(kinds_of(cells.get("storage", ""))),
        )
        row_of = service_row if services else item_row
        found = row_of(basis, cells, bool(own_category), "name" in roles, unit)
        if found is not None and not (found.is_category and not says_cookie(part.headers, own_category)):
            yield found


def seems_merged(rows: Sequence[Sequence[Cell]], roles: Sequence[str]) -> bool:
    """Are the empty cells of the category column merged ones, as some converters write them, and not blank?

    A table that writes a category again in the next row merges none, so a blank says that the row has no category.
    """
    if "category" not in roles:
        return False
    column = [row[list(roles).index("category")] for row in rows]
    return not any(
        one.text and one is not other and one.text.casefold() == other.text.casefold()
        for one, other in itertools.pairwise(column)
    )


def says_cookie(headers: Sequence[str], category: str) -> bool:
    """Are the table's categories those of cookies, and not of personal data ("Marketing data | Retention period")?"""
    return any(re.search(r"cookie|tracker|traceur|technolog", text, re.IGNORECASE) for text in (*headers, category))


def item_row(basis: Row, cells: dict[str, str], has_category: bool, has_names: bool, unit: str) -> Row | None:
    """A row that names items, or that only says what a category is."""
    if not has_names:
        tells = has_category and basis.category is not None and (basis.purpose or basis.lifetime)
        return msgspec.structs.replace(basis, is_category=True, provider="") if tells else None
    names = tuple(read_names(cells.get("name", "")))
    if not names:
        return None
    parts = [part for part in re.split(r"\s*[,;\n]\s*|\s+/\s+", cells.get("duration", "")) if part]
    lifetimes = tuple(read_lifetime(part, unit) for part in parts)
    if any(name.lifetime for name in names):
        lifetimes = tuple(
            read_lifetime(name.lifetime) if name.lifetime else basis.lifetime or read_lifetime("") for name in names
        )
    elif len(names) < 2 or len(lifetimes) != len(names) or 2 * sum(1 for one in lifetimes if one.kind) < len(names):
        lifetimes = ()
    is_company = not any(looks_like_name(name.as_written) for name in names) and (
        "://" in cells.get("duration", "") or NAMES.fullmatch(names[0].as_written) is not None
    )
    return msgspec.structs.replace(basis, names=names, lifetimes=lifetimes, is_service=is_company)


def service_row(basis: Row, cells: dict[str, str], has_category: bool, has_names: bool, _unit: str) -> Row | None:
    """A row that names a company or tool."""
    who = one_line(cells.get("name", "") if has_names else cells.get("provider", ""))
    if not who or len(who) > LONGEST_PROVIDER or (len(who.split()) > 12 and not has_category):
        return None
    host = one_line(cells.get("domain", ""))
    return msgspec.structs.replace(
        basis,
        provider=f"{who} ({host})" if host and host != who else who,
        category=basis.category or read_category(basis.purpose),
        party=basis.party if basis.party != "any" else "third",
        is_service=True,
    )


def who_in(cells: dict[str, str]) -> str:
    """The domain where the row has one, for it is exact, else the company; nothing for a sentence."""
    for role in ("domain", "provider"):
        who = one_line(cells.get(role, ""))
        count = len(who.split())
        is_sentence = (count > 4 and who.endswith(".")) or (count > 16 and "," not in who)
        if who and not is_sentence:
            return who[:5_000]
    return ""


def named_beside(party: str) -> str:
    """The company that stands in parentheses behind the party: "Third party (Harrow Ltd)"."""
    note = PARTY_NOTE.search(party)
    return note[1].strip() if note is not None and party_of(note[1]) == "any" else ""


def lifetime_in(cell: str, unit: str) -> Lifetime | None:
    """The lifetime of a cell: the cell itself when it is short, else the words in it that tell one."""
    if not cell or "://" in cell:
        return None
    found = read_lifetime(cell, unit)
    if len(found.as_written) <= LONGEST_LIFETIME:
        return found
    return found if found.kind else None


def unlabelled(text: str, header: str) -> str:
    """Without the column's name repeated in the cell for narrow screens: `Name\\n_ga` is `_ga`."""
    first, _, rest = text.partition("\n")
    label = " ".join(header.split()).casefold().strip(" :")
    if label and rest and first.strip(" :").casefold() == label:
        return rest.strip()
    if label and text.casefold().startswith(label + ":"):
        return text[len(label) + 1 :].strip()
    return "" if label and text.strip(" :").casefold() == label else text


def lost_first_cell(line: Sequence[str], roles: Sequence[str]) -> bool:
    """Did a merged cell of the row above take this row's first one, so that all stand one column too far left?

    Markdown cannot merge cells. The name then stands before its column, or the lifetime before its.
    """
    if len(roles) < 3 or line[-1] or roles[0] not in ("category", "provider", "domain", "") or "name" not in roles:
        return False
    name = list(roles).index("name")
    if name != 1:
        return False
    if looks_like_name(line[0]) and not looks_like_name(line[1]):
        return True
    duration = list(roles).index("duration") if "duration" in roles else 0
    return duration > 1 and not line[duration] and is_lifetime(line[duration - 1])


def is_list_of_services(headers: Sequence[str], roles: Sequence[str], columns: Sequence[Sequence[str]]) -> bool:
    """Does the table list companies or tools rather than what they store?

    So it is when no column names items, when the name column stands beside nothing but links to privacy policies, or
    when it is headed "tool", "tracker", "partner" and holds names of companies.
    """
    if "name" not in roles:
        return "provider" in roles and len({*roles} - {""}) > 1 and "category" not in roles
    at = list(roles).index("name")
    others = {role for role in roles if role not in ("name", "")}
    if others and others <= {"privacy"}:
        return True
    if re.search(r"cookie", headers[at], re.IGNORECASE) or "duration" in others:
        return False
    cells = [cell for cell in columns[at] if cell]
    like_names = sum(1 for cell in cells if looks_like_name(cell.split("\n")[0]))
    if SERVICE_HEADER.search(headers[at]):
        return like_names * 2 < len(cells)
    like_companies = sum(1 for cell in cells if NAMES.search(cell) or (cell[:1].isupper() and " " in cell))
    return not holds_names(cells) or (like_names == 0 and like_companies * 2 > len(cells))


def split_purpose(text: str) -> tuple[str, Named | None]:
    """A purpose that begins with a category, as a line of its own or in capitals, gives both.

    "SECURITY", "Marketing:", "SECURITY Protects forms", and where a line break was lost "FUNCTIONALRemembers".
    """
    first, _, rest = text.partition("\n")
    if (capitals := CAPITALS.match(text)) is not None:
        first, rest = capitals[1], text[capitals.end(1) :].lstrip(" :–—-") or rest
    named = heads_category(first) if len(first) < 50 else None
    if named is not None and named.category and (rest or first.isupper()):
        return one_line(rest or first), named
    return one_line(text), None


def one_line(text: str) -> str:
    return ", ".join(part.strip(" ,;") for part in text.split("\n") if part.strip(" ,;"))
