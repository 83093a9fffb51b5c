"""The table of contents of a Word paper: a field that Word fills in on opening, with its lines in it until then.

Until Word has laid out the pages nobody knows their numbers, so the lines are links without a number.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from docx.oxml.xmlchemy import BaseOxmlElement as Element

from analyzer.report.wordml import element, field_end, field_start, link, paragraph

HEADING = "Inhoud"


class Line(NamedTuple):
    """`level` from 1; `anchor`: the bookmark of the heading."""

    level: int
    anchor: str
    title: str


def append_contents(body: Element, lines: Sequence[Line], *, new_page: bool | None = None, within: str = "") -> None:
    """Adds the table of contents with its heading. `lines`: at least one, down to the level that it shall have;
    `within`: a bookmark over the part of the paper that it is about, where it is not the whole."""
    paragraph(body, HEADING, "Inhoudskop", new_page=new_page)
    append_lines(body, lines, within=within)


def append_lines(body: Element, lines: Sequence[Line], *, within: str = "") -> None:
    """The same without a heading: a further part of the paper under the same table of contents."""
    deepest = max(line.level for line in lines)
    part = rf" \b {within}" if within else ""
    for index, line in enumerate(lines):
        block = paragraph(body, "", f"TOC{line.level}")
        if index == 0:
            field_start(block, rf'TOC \o "1-{deepest}" \h \z \u{part}')
        link(block, line.anchor, line.title, style=None)
        if index == len(lines) - 1:
            field_end(block)


def part_start(body: Element, name: str, number: int) -> None:
    """Opens a bookmark over a part of the paper; `number` must differ for every bookmark."""
    element(body, "bookmarkStart", id=number, name=name)


def part_end(body: Element, number: int) -> None:
    """Closes what `part_start` opened."""
    element(body, "bookmarkEnd", id=number)
