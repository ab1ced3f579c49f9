"""What a policy is once its file format is forgotten: blocks of text under headings, each traceable to its place."""

from __future__ import annotations

from array import array

import msgspec

# Typographic variants are read as their plain forms; every replacement is one character for one, so places stay true.
PLAIN = str.maketrans(
    {
        "\u2018": "'",
        "\u2019": "'",
        "\u201a": "'",
        "\u02bc": "'",
        "\u201c": '"',
        "\u201d": '"',
        "\u201e": '"',
        "\u00ab": '"',
        "\u00bb": '"',
        "\u2010": "-",
        "\u2011": "-",
        "\u2012": "-",
        "\u00a0": " ",
        "\u202f": " ",
        "\u2009": " ",
        "\u200a": " ",
        "\u3000": " ",
        "\t": " ",
        "\r": " ",
    }
)


class Passage(msgspec.Struct, frozen=True):
    """A run of text made easy to match, and where each of its characters stands in the document.

    Spaces are single, markup is gone, typographic quotes are plain. A line break of the layout (`<br>`) is `\\n`.
    """

    text: str
    start: int = 0
    places: array[int] | None = None
    """Place of each character; None when the passage stands in the document as it is, from `start` on."""

    def place(self, index: int) -> int:
        return self.start + index if self.places is None else self.places[index]

    def part(self, begin: int, end: int) -> Passage:
        """The passage without what stands before `begin` and from `end` on, without blanks at its ends."""
        while begin < end and self.text[begin].isspace():
            begin += 1
        while end > begin and self.text[end - 1].isspace():
            end -= 1
        if self.places is None:
            return Passage(self.text[begin:end], self.start + begin)
        return Passage(self.text[begin:end], self.start, self.places[begin:end])


class Cell(msgspec.Struct, frozen=True):
    """One cell of a table."""

    passage: Passage
    header: bool = False
    rows: int = 1
    columns: int = 1

    @property
    def text(self) -> str:
        return self.passage.text


class Block(msgspec.Struct, frozen=True, kw_only=True):
    """A heading, paragraph, list item or table."""

    kind: str
    """`heading`, `paragraph`, `item`, `table`."""
    passage: Passage = Passage("")
    level: int = 0
    """Of a heading: 1 is the outermost. Of an item: how deep the list is nested."""
    lead: str = ""
    """Text in bold at the start of a paragraph or item, or the term of a definition list."""
    rows: tuple[tuple[Cell, ...], ...] = ()
    headings: tuple[str, ...] = ()
    """Texts of the headings above it, outermost first."""

    @property
    def text(self) -> str:
        return self.passage.text


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """A document's text and its blocks in reading order."""

    text: str
    """Quotes are substrings of this. Plain text and Markdown: the file's own; HTML: what a reader sees."""
    blocks: tuple[Block, ...]
    title: str = ""
    language: str = ""
    """As the document itself says (`<html lang>`); empty when it does not."""
    notes: tuple[str, ...] = ()
    """What kept parts of it from being read."""

    def quote(self, passage: Passage) -> str:
        """The passage word for word, as the document has it."""
        if not passage.text:
            return ""
        begin = passage.place(0)
        if passage.places is not None:
            # Marks of emphasis that open just before belong to the words: `**Note:** we use` begins with its asterisks.
            begin -= len(self.text[max(0, begin - 4) : begin]) - len(self.text[max(0, begin - 4) : begin].rstrip("*_["))
        return self.text[begin : passage.place(len(passage.text) - 1) + 1]

    def where(self, block: Block, passage: Passage) -> str:
        """For a reader: `4. Website Navigation data > Performance cookies, character 8,120`."""
        path = " > ".join(block.headings)
        character = f"character {passage.place(0) if passage.text else 0:,}"
        return f"{path}, {character}" if path else character


def squeeze(text: str, start: int = 0, places: array[int] | None = None) -> Passage:
    """Make `text`, which stands at `start` (or at `places`), a Passage: blanks single, quotes plain, ends trimmed."""
    kept: list[str] = []
    where = array("L")
    blank = True
    for index, character in enumerate(text.translate(PLAIN)):
        if character in "\u00ad\u200b\u200c\u200d\ufeff":
            continue
        if character.isspace():
            if character == "\n" and kept and kept[-1] == " ":
                kept[-1] = "\n"
            elif not blank:
                kept.append("\n" if character == "\n" else " ")
                where.append(places[index] if places is not None else start + index)
            blank = True
        else:
            kept.append(character)
            where.append(places[index] if places is not None else start + index)
            blank = False
    if kept and kept[-1].isspace():
        kept.pop()
        where.pop()
    return Passage("".join(kept), start, where)


def under_headings(blocks: list[Block]) -> tuple[Block, ...]:
    """Give every block the path of headings above it."""
    path: list[tuple[int, str]] = []
    placed: list[Block] = []
    for block in blocks:
        if block.kind == "heading":
            while path and path[-1][0] >= block.level:
                path.pop()
        placed.append(msgspec.structs.replace(block, headings=tuple(text for _, text in path)))
        if block.kind == "heading":
            path.append((block.level, block.text.replace("\n", " ")[:200]))
    return tuple(placed)
