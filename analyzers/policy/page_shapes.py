"""What a page draws as a table or under a tab without saying so in HTML's own words, made tables and headings."""

from __future__ import annotations

import itertools
from typing import Any

from lxml import etree

from analyzers.policy.categories import heads_category
from analyzers.policy.columns import role_of

TABLES = frozenset(("table", "grid", "treegrid"))
CELLS = {"cell": "td", "gridcell": "td", "columnheader": "th", "rowheader": "th"}
BOXES = frozenset(("div", "ul", "ol", "section", "dl"))
LONGEST_HEADER = 60
LONGEST_TAB = 110
MOST_COLUMNS = 12
MOST_INSIDE = 6
"""Elements in the name of a column: `<span>`, `<b>`, a sorting arrow."""
MOST_TABS = 500
MOST_LOOKED_AT = 200_000
"""Elements of a page that are looked at; a page with more is read as it is."""


def shape(root: Any) -> None:
    """Change the tree in place: roles of WAI-ARIA 1.2 (table, row, cell, tab) and grids of boxes become HTML's elements."""
    boxes: list[Any] = []
    tabs: list[Any] = []
    panels: dict[str, Any] = {}
    for number, element in enumerate(root.iter()):
        if number >= MOST_LOOKED_AT:
            return
        if not isinstance(element.tag, str):
            continue
        is_table = element.get("role") in TABLES and element.tag != "table"
        if is_table or (element.tag in BOXES and len(element) > 1):
            boxes.append(element)
        if element.get("role") == "tab" or (element.tag in ("button", "a") and element.get("aria-controls")):
            tabs.append(element)
        if element.get("id"):
            panels.setdefault(element.get("id"), element)
    left = MOST_LOOKED_AT
    for box in boxes:
        if box.get("role") not in TABLES:
            by_header(box)
        elif left > 0:
            left -= by_roles(box)
    for tab in tabs[:MOST_TABS]:
        name_panel(tab, panels)


def by_roles(box: Any) -> int:
    """A box with `role="table"`: its rows and cells are those that their roles say. How many elements were looked at."""
    rows: list[list[Any]] = []
    open_rows: list[list[Any]] = []
    count = 0
    for event, element in etree.iterwalk(box, events=("start", "end")):
        role = element.get("role")
        if event == "end":
            del open_rows[len(open_rows) - (role == "row") :]
            continue
        count += 1
        if role == "row":
            rows.append([])
            open_rows.append(rows[-1])
        elif role in CELLS and open_rows:
            open_rows[-1].append(element)
    if any(rows):
        make_table(box, [row for row in rows if row])
    return count


def by_header(box: Any) -> None:
    """A box whose first boxes are the names of a table's columns: a row each, or all cells one after the other."""
    children = [child for child in box if isinstance(child.tag, str)]
    if not children:
        return
    first = leaves(children[0])
    if is_header(first):
        rows = [leaves(child) for child in children]
        if len(rows) > 1 and all(len(row) == len(first) for row in rows):
            make_table(box, rows)
        return
    width = next((at for at, child in enumerate(children[:MOST_COLUMNS]) if not column_name(child)), 0)
    if is_header(children[:width]) and len(children) > width and len(children) % width == 0:
        make_table(box, [children[at : at + width] for at in range(0, len(children), width)])


def leaves(row: Any) -> list[Any]:
    """The cells of a row of boxes; boxes around a single box are gone through."""
    while len(row) == 1 and isinstance(row[0].tag, str) and row[0].tag in BOXES:
        row = row[0]
    return [child for child in row if isinstance(child.tag, str)]


def is_header(cells: list[Any]) -> bool:
    names = [column_name(cell) for cell in cells]
    return 2 <= len(names) <= MOST_COLUMNS and all(names) and "name" in names and len(set(names)) > 1


def column_name(element: Any) -> str:
    """The role of a short text that names a column; empty for anything else. A table's own header is left to it."""
    inside = list(itertools.islice(element.iter(), MOST_INSIDE + 1))
    if len(inside) > MOST_INSIDE or any(one.tag in ("table", "thead", "tr") for one in inside):
        return ""
    text = " ".join("".join(element.itertext()).split())
    return role_of(text) if 0 < len(text) <= LONGEST_HEADER else ""


def make_table(box: Any, rows: list[list[Any]]) -> None:
    """Give the box these rows. Cells keep their content; a list's items and headings lose that meaning inside one."""
    for child in list(box):
        box.remove(child)
    box.tag, box.text = "table", None
    for number, row in enumerate(rows):
        line = etree.SubElement(box, "tr")
        for cell in row:
            is_name = cell.get("role") in ("columnheader", "rowheader") or (number == 0 and not cell.get("role"))
            cell.tag = "th" if is_name else "td"
            cell.tail = None
            line.append(cell)


def name_panel(tab: Any, panels: dict[str, Any]) -> None:
    """Write a tab's name as a heading into the panel that it opens, above the headings inside."""
    text = " ".join("".join(tab.itertext()).split())
    panel = panels.get((tab.get("aria-controls") or tab.get("href") or "").lstrip("#"))
    is_tab = tab.get("role") == "tab"
    if panel is None or not text or len(text) > LONGEST_TAB or not (is_tab or heads_category(text)):
        return
    if panel in set(tab.iterancestors()) or panel is tab:
        return
    levels = [int(element.tag[1]) for element in panel.iter("h1", "h2", "h3", "h4", "h5", "h6")]
    heading = etree.Element(f"h{max(1, min(levels, default=7) - 1)}")
    heading.text = text
    heading.tail, panel.text = panel.text, None
    panel.insert(0, heading)
    if is_tab:
        for child in list(tab):
            tab.remove(child)
        tab.text = None
