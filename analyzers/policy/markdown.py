"""A Markdown file as blocks; every character is traced to the source, so that quotes are the file's own words."""

from __future__ import annotations

import re

from analyzers.policy.columns import are_labelled
from analyzers.policy.document import Block, Document, under_headings
from analyzers.policy.markdown_inline import LINK, inline
from analyzers.policy.markdown_tables import add_table, html_table, pipe_table, table_ends

HEADING = re.compile(r"^ {0,3}(#{1,6})\s+(.*?)\s*#*\s*$")
UNDERLINE = re.compile(r"^ {0,3}(=+|-+)\s*$")
ITEM = re.compile(r"^(\s*)(?:[*+-]|\d{1,3}[.)])\s+")
BOLD_LEAD = re.compile(r"^\s*(?:\*\*|__)(.{1,200}?)(?:\*\*|__)")
RUN_IN_LEVEL = 8
LONGEST_HEADING = 160


def read_markdown(text: str) -> Document:
    """Blocks of a Markdown text: ATX and setext headings, lists, pipe tables, paragraphs; inline HTML is dropped."""
    blocks: list[Block] = []
    lines: list[tuple[int, str]] = []
    at = 0
    for line in text.splitlines(keepends=True):
        lines.append((at, line))
        at += len(line)
    number = 0
    ends = table_ends(text)
    pending: list[tuple[int, str]] = []
    while number < len(lines):
        start, line = lines[number]
        stripped = line.strip()
        following = lines[number + 1][1] if number + 1 < len(lines) else ""
        if not stripped:
            flush(text, pending, blocks)
        elif (heading := HEADING.match(line.rstrip("\r\n"))) is not None:
            flush(text, pending, blocks)
            passage = inline(text, start + heading.start(2), start + heading.end(2))
            if passage.text:
                blocks.append(Block(kind="heading", passage=passage, level=len(heading[1])))
        elif "|" in line and (table := pipe_table(text, lines, number))[0]:
            flush(text, pending, blocks)
            add_table(table[0], blocks)
            number = table[1]
            continue
        elif "<" in line and (markup := html_table(text, lines, number, ends))[0]:
            flush(text, pending, blocks)
            blocks += markup[0]
            number = markup[1]
            continue
        elif UNDERLINE.match(following) and not pending and not ITEM.match(line):
            flush(text, pending, blocks)
            passage = inline(text, start, start + len(line))
            level = 1 if following.strip()[0] == "=" else 2
            if passage.text:
                blocks.append(Block(kind="heading", passage=passage, level=level))
            number += 1
        elif ITEM.match(line):
            flush(text, pending, blocks)
            pending.append((start, line))
        else:
            pending.append((start, line))
        number += 1
    flush(text, pending, blocks)
    title = next((block.text for block in blocks if block.kind == "heading"), "")
    return Document(text=text, blocks=under_headings(blocks), title=title.replace("\n", " ")[:200])


def flush(text: str, pending: list[tuple[int, str]], blocks: list[Block]) -> None:
    """Turn the gathered lines into one paragraph, list item, or heading in bold."""
    if not pending:
        return
    begin, first = pending[0]
    end = pending[-1][0] + len(pending[-1][1])
    pending.clear()
    item = ITEM.match(first)
    level = 0
    if item is not None:
        begin += item.end()
        level = 1 + len(item[1].expandtabs(4)) // 2
    passage = inline(text, begin, end, lines=are_labelled(text[begin:end]))
    if not passage.text:
        return
    bold = BOLD_LEAD.match(text[begin : min(end, begin + 300)])
    lead = inline(text, begin + bold.start(1), begin + bold.end(1)).text if bold else ""
    is_short = len(passage.text) <= LONGEST_HEADING and not passage.text.endswith((".", ",", ";"))
    if lead and item is None and is_short and all_bold(text[begin:end]):
        blocks.append(Block(kind="heading", passage=passage, level=RUN_IN_LEVEL))
    else:
        lead = lead if item is not None or len(lead) < len(passage.text) else ""
        blocks.append(Block(kind="item" if item else "paragraph", passage=passage, level=level, lead=lead))


def all_bold(source: str) -> bool:
    """Is the whole paragraph within `**…**`, but for links' brackets, blanks and a colon?"""
    outside = re.sub(r"\*\*[^*]{1,400}\*\*", "", LINK.sub(r"\1", source))
    return not re.sub(r"[\s:*_\[\]]|<br>", "", outside)
