"""An HTML page as blocks: what a reader would see, without menus, scripts and styles."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree, html

from analyzers.policy.document import Block, Cell, Document, Passage, squeeze, under_headings
from analyzers.policy.page_shapes import shape

SKIPPED_LINE = "script style template noscript svg math head nav iframe object embed video audio select textarea"
SKIPPED = frozenset(SKIPPED_LINE.split())
BLOCK_LINES = (
    "address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption figure footer",
    "form h1 h2 h3 h4 h5 h6 header hr html legend li main menu ol p pre section summary table tbody td tfoot th thead",
    "tr ul",
)
BLOCKS = frozenset(tag for line in BLOCK_LINES for tag in line.split())
HEADINGS = {f"h{level}": level for level in range(1, 7)}
RUN_IN_LEVEL = 8
"""Below every `<h1>`…`<h6>`: a paragraph that is bold as a whole heads what follows, under the last real heading."""
SUMMARY_LEVEL = 7
BOLD = frozenset(("b", "strong"))
LONGEST_HEADING = 160
MOST_CELLS = 50_000


class Page:
    """Collects blocks while the tree is walked; the document's text grows with them."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.length = 0
        self.blocks: list[Block] = []
        self.cells = 0

    def add_text(self, text: str) -> Passage:
        """Append one run of text to the document and give its Passage."""
        shown = re.sub(r"[ \t\r\f\v\u00a0]+", " ", text)
        shown = re.sub(r" ?\n ?", "\n", shown).strip()
        passage = squeeze(shown, self.length)
        self.parts.append(shown)
        self.length += len(shown)
        return passage

    def separate(self, mark: str = "\n") -> None:
        self.parts.append(mark)
        self.length += len(mark)


def read_page(markup: str) -> Document:
    """Blocks of an HTML document. Never raises on bad markup; an empty document has no blocks."""
    root = parse(markup)
    if root is None:
        return Document(text="", blocks=())
    shape(root)
    page = Page()
    walk(root, page)
    title = root.findtext(".//title") or ""
    first = next((block.text for block in page.blocks if block.kind == "heading"), "")
    return Document(
        text="".join(page.parts),
        blocks=under_headings(page.blocks),
        title=" ".join((title or first).split())[:200],
        language=(root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or "")[:2].lower(),
    )


def parse(markup: str) -> Any:
    # libxml2 drops what is nested deeper than 256 elements, with huge_tree 2,048.
    # An XML declaration with an encoding makes lxml refuse a str.
    markup = re.sub(r"^\s*<\?xml[^>]{0,200}\?>", "", markup.replace("\x00", ""))
    try:
        return html.document_fromstring(markup, parser=html.HTMLParser(huge_tree=True)) if markup.strip() else None
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


class Run:
    """Inline text gathered until the next block boundary, and what was bold in it."""

    def __init__(self) -> None:
        self.text: list[str] = []
        self.bold: list[str] = []
        self.plain_before_bold = False
        self.all_bold = True

    def add(self, text: str, is_bold: bool) -> None:
        self.text.append(text)
        if not text.strip():
            return
        if is_bold and not self.plain_before_bold:
            self.bold.append(text)
        elif not is_bold:
            self.plain_before_bold = True
            self.all_bold = False


def walk(root: Any, page: Page) -> None:
    """Depth-first without recursion: a hostile page may be nested deeper than Python's stack."""
    run = Run()
    bold = 0
    lists = 0
    terms: list[str] = []
    inside: list[str] = []

    def flush() -> None:
        nonlocal run
        text = "".join(run.text)
        if text.strip():
            page.blocks.append(run_block(run, text, page, inside, lists, terms))
            page.separate()
        run = Run()

    skip: Any = None
    for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        if event in ("comment", "pi"):
            if skip is None and element.tail:
                run.add(flat(element.tail, inside), bold > 0)
            continue
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            if skip is not None:
                continue
            if tag in SKIPPED or (tag == "table" and is_data_table(element)):
                flush()
                if tag == "table" and page.cells < MOST_CELLS:
                    add_table(element, page)
                skip = element
                continue
            if tag in BLOCKS:
                flush()
                inside.append(tag)
            lists += tag in ("ul", "ol", "menu")
            bold += tag in BOLD
            if tag == "br":
                run.add("\n", True)
            if element.text:
                run.add(flat(element.text, inside), bold > 0)
        else:
            if skip is not None:
                if element is not skip:
                    continue
                skip = None
            else:
                if tag in BLOCKS:
                    flush()
                    if inside:
                        inside.pop()
                lists -= tag in ("ul", "ol", "menu")
                bold -= tag in BOLD
            if element.tail:
                run.add(flat(element.tail, inside), bold > 0)
    flush()


def flat(text: str, inside: list[str]) -> str:
    """Line breaks of the source are blanks, but in `<pre>`."""
    return text if "pre" in inside else re.sub(r"\s+", " ", text)


def run_block(run: Run, text: str, page: Page, inside: list[str], lists: int, terms: list[str]) -> Block:
    passage = page.add_text(text)
    heading = next((tag for tag in reversed(inside) if tag in HEADINGS), "")
    if heading:
        return Block(kind="heading", passage=passage, level=HEADINGS[heading])
    lead = " ".join("".join(run.bold).split())
    if "dt" in inside[-1:]:
        terms[:] = [passage.text]
        return Block(kind="paragraph", passage=passage, lead=passage.text)
    if "dd" in inside[-2:]:
        return Block(kind="item", passage=passage, level=1, lead=terms[0] if terms else "")
    is_short = len(passage.text) <= LONGEST_HEADING and not passage.text.endswith((".", ",", ";"))
    if "summary" in inside and is_short:
        return Block(kind="heading", passage=passage, level=SUMMARY_LEVEL)
    if run.all_bold and lead and is_short and "li" not in inside:
        return Block(kind="heading", passage=passage, level=RUN_IN_LEVEL)
    kind = "item" if "li" in inside else "paragraph"
    return Block(kind=kind, passage=passage, level=lists, lead=lead if len(lead) < len(passage.text) else "")


def is_data_table(table: Any) -> bool:
    """A table with at least two rows or a header cell, and no table inside: layout tables are read as text."""
    if table.find(".//table") is not None:
        return False
    return table.find(".//th") is not None or len(table.findall(".//tr")) > 1


def add_table(table: Any, page: Page) -> None:
    rows: list[tuple[Cell, ...]] = []
    caption = table.find("caption")
    if caption is not None:
        passage = page.add_text(inner_text(caption))
        if passage.text:
            page.blocks.append(Block(kind="heading", passage=passage, level=RUN_IN_LEVEL))
        page.separate()
    for row in table.iter("tr"):
        cells: list[Cell] = []
        for element in row:
            if element.tag not in ("td", "th"):
                continue
            page.cells += 1
            if page.cells > MOST_CELLS:
                break
            passage = page.add_text(inner_text(element))
            page.separate("\t")
            cells.append(
                Cell(
                    passage=passage,
                    header=element.tag == "th" or in_head(element),
                    rows=spanned(element.get("rowspan"), 1_000),
                    columns=spanned(element.get("colspan"), 50),
                )
            )
        if cells:
            rows.append(tuple(cells))
        page.separate()
    if rows:
        page.blocks.append(Block(kind="table", rows=tuple(rows), passage=rows[0][0].passage))


def in_head(cell: Any) -> bool:
    parent = cell.getparent()
    parent = parent.getparent() if parent is not None else None
    return parent is not None and parent.tag == "thead"


def spanned(written: str | None, most: int) -> int:
    return min(int(written), most) if written and written.isascii() and written.isdigit() and int(written) > 0 else 1


def inner_text(element: Any) -> str:
    """Text of a cell; `<br>`, paragraphs and list items are line breaks."""
    parts: list[str] = []
    skip: Any = None
    for event, node in etree.iterwalk(element, events=("start", "end")):
        tag = node.tag if isinstance(node.tag, str) else ""
        if event == "start":
            if skip is not None:
                continue
            if tag in SKIPPED or not tag:
                skip = node
                continue
            if tag == "br" or (tag in BLOCKS and node is not element):
                parts.append("\n")
            parts.append(re.sub(r"\s+", " ", node.text or ""))
        else:
            if skip is not None and node is not skip:
                continue
            skip = None
            if node is element:
                break
            if tag in BLOCKS:
                parts.append("\n")
            parts.append(re.sub(r"\s+", " ", node.tail or ""))
    return "".join(parts)
