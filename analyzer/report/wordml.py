"""Writes WordprocessingML elements as python-docx's own elements: paragraphs, runs, tables, links, fields.

python-docx finds a table cell by walking its table, which makes a table's cost grow with its square; here elements are
made directly. `text` is the one place where words enter the document: it makes them printable. Writing the tree
escapes them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from docx.oxml.ns import nsmap
from docx.oxml.xmlchemy import BaseOxmlElement as Element

from analyzer.report.plain_text import printable
from ingest.types import Frozen

TWIPS = 567  # per centimetre, rounded as Word does
_W = "{" + nsmap["w"] + "}"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


class Cell(Frozen):
    """A table cell. `fill` and `ink`: RGB in hexadecimal; `anchor`: the bookmark that its text links to; `style`: of
    its paragraphs, where not the table's own.
    """

    text: str | tuple[str, ...] = ""
    fill: str | None = None
    ink: str | None = None
    bold: bool = False
    anchor: str | None = None
    centre: bool = False
    style: str | None = None


def element(parent: Element, tag: str, **attributes: str | int) -> Element:
    """A new `w:` element at the end of `parent`, with `w:` attributes."""
    child: Element = parent.makeelement(_W + tag)
    parent.append(child)
    for name, value in attributes.items():
        child.set(_W + name, str(value))
    return child


def paragraph(
    parent: Element,
    text: str = "",
    style: str | None = None,
    *,
    keep_next: bool = False,
    new_page: bool | None = None,
) -> Element:
    """A paragraph with at most one run. `style`: a style id; `new_page`: whether it begins one, None: by its style."""
    block = element(parent, "p")
    if style or keep_next or new_page is not None:
        properties = element(block, "pPr")
        if style:
            element(properties, "pStyle", val=style)
        if keep_next:
            element(properties, "keepNext")
        if new_page is not None:
            element(properties, "pageBreakBefore", val=int(new_page))
    if text:
        run(block, text)
    return block


def run(
    parent: Element,
    words: str,
    *,
    style: str | None = None,
    bold: bool = False,
    colour: str | None = None,
    line_break: bool = False,
) -> Element:
    """A run of text at the end of a paragraph or link. `line_break`: on a new line."""
    piece = element(parent, "r")
    if style or bold or colour:
        properties = element(piece, "rPr")
        if style:
            element(properties, "rStyle", val=style)
        if bold:
            element(properties, "b")
        if colour:
            element(properties, "color", val=colour)
    if line_break:
        element(piece, "br")
    text(piece, words)
    return piece


def text(piece: Element, words: str) -> None:
    """Puts `words`, made printable, into a run. A leading or closing space is kept."""
    lead, tail = words[:1].isspace(), words[-1:].isspace()
    content = printable(words)
    node = element(piece, "t")
    node.text = f"{' ' if lead else ''}{content}{' ' if tail and content else ''}"
    node.set(_SPACE, "preserve")


def tab(parent: Element) -> None:
    """A tab, to the next tab stop of the paragraph's style."""
    element(element(parent, "r"), "tab")


def link(parent: Element, anchor: str, words: str, style: str | None = "Verwijzing") -> None:
    """A link to a bookmark in this document."""
    run(element(parent, "hyperlink", anchor=anchor, history="1"), words, style=style)


def bookmarked(
    parent: Element, words: str, style: str, name: str, number: int, *, new_page: bool | None = None
) -> Element:
    """A heading that links can point to. `number` must differ for every bookmark."""
    block = paragraph(parent, "", style, new_page=new_page)
    element(block, "bookmarkStart", id=number, name=name)
    run(block, words)
    element(block, "bookmarkEnd", id=number)
    return block


def field(parent: Element, code: str, shown: str = "", *, style: str | None = None) -> None:
    """A field that Word computes, such as PAGE; `shown` stands there until it has."""
    field_start(parent, code, style=style)
    run(parent, shown, style=style)
    field_end(parent, style=style)


def field_start(parent: Element, code: str, *, style: str | None = None) -> None:
    """Opens a field in a paragraph; what follows, up to `field_end`, is its result until Word computes it.

    `style`: that of what Word computes; it takes the style of the field's own marks.
    """
    element(_bare_run(parent, style), "fldChar", fldCharType="begin")
    instruction = element(_bare_run(parent, style), "instrText")
    instruction.text = f" {code} "
    instruction.set(_SPACE, "preserve")
    element(_bare_run(parent, style), "fldChar", fldCharType="separate")


def field_end(parent: Element, *, style: str | None = None) -> None:
    """Closes the field that `field_start` opened, in this paragraph or a later one."""
    element(_bare_run(parent, style), "fldChar", fldCharType="end")


def _bare_run(parent: Element, style: str | None) -> Element:
    piece = element(parent, "r")
    if style:
        element(element(piece, "rPr"), "rStyle", val=style)
    return piece


def table(
    parent: Element,
    widths: Sequence[float],
    header: Sequence[Cell | str],
    rows: Iterable[Sequence[Cell | str]],
    *,
    description: str,
    style: str = "NormtoetsTabel",
    last_bold: bool = False,
    small: bool = False,
    keep_next: bool = False,
    row_height: float = 0,
) -> Element:
    """A table. `widths` in centimetres; `header`: its first row, repeated on each page (none: an empty sequence).

    No row is split across pages. `description` tells a screen reader what the table holds. `small`: small print for
    many columns. `keep_next`: stays on the page of what follows. `row_height`: centimetres that each row but the
    header has at least.
    """
    grid = element(parent, "tbl")
    properties = element(grid, "tblPr")
    element(properties, "tblStyle", val=style)
    element(properties, "tblW", w=round(sum(widths) * TWIPS), type="dxa")
    element(properties, "tblLayout", type="fixed")
    element(properties, "tblLook", val="0420", firstRow=int(bool(header)), lastRow=0, noHBand=0, noVBand=1)
    element(properties, "tblCaption", val=printable(description))
    element(properties, "tblDescription", val=printable(description))
    twips = [round(width * TWIPS) for width in widths]
    columns = element(grid, "tblGrid")
    for width in twips:
        element(columns, "gridCol", w=width)
    look = _Look(small=small, keep_next=keep_next, height=round(row_height * TWIPS))
    if header:
        heads = [cell if isinstance(cell, Cell) else Cell(text=cell) for cell in header]
        _row(grid, twips, heads, look.model_copy(update={"heads": True, "height": 0}))
    content = [[cell if isinstance(cell, Cell) else Cell(text=cell) for cell in cells] for cells in rows]
    for index, cells in enumerate(content):
        _row(grid, twips, cells, look.model_copy(update={"bold": last_bold and index == len(content) - 1}))
    return grid


class _Look(Frozen):
    """How a whole row is set. `heads`: it is the header row."""

    heads: bool = False
    bold: bool = False
    small: bool = False
    keep_next: bool = False
    height: int = 0  # twips

    @property
    def style(self) -> str:
        return ("TabelkopKlein" if self.small else "Tabelkop") if self.heads else "Tabeltekst"


def _row(grid: Element, twips: Sequence[int], cells: Sequence[Cell], look: _Look) -> None:
    line = element(grid, "tr")
    properties = element(line, "trPr")
    element(properties, "cantSplit")
    if look.height:
        element(properties, "trHeight", val=look.height, hRule="atLeast")
    if look.heads:
        element(properties, "tblHeader")
    for width, cell in zip(twips, cells, strict=True):
        box = element(line, "tc")
        box_properties = element(box, "tcPr")
        element(box_properties, "tcW", w=width, type="dxa")
        if cell.fill:
            element(box_properties, "shd", val="clear", color="auto", fill=cell.fill)
        lines = (cell.text,) if isinstance(cell.text, str) else cell.text or ("",)
        for words in lines:
            _cell_paragraph(box, cell, words, look)


def _cell_paragraph(box: Element, cell: Cell, words: str, look: _Look) -> None:
    block = paragraph(box, "", cell.style or look.style, keep_next=look.keep_next)
    if cell.centre:
        element(block[0], "jc", val="center")
    if cell.anchor:
        link(block, cell.anchor, words)
    elif words:
        run(block, words, bold=(cell.bold or look.bold) and not look.heads, colour=cell.ink)
