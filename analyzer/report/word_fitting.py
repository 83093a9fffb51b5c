"""Makes text that was written for the house style fit another document: style ids, widths, numbers before headings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement as Element

from analyzer.report.word_styles import numbered_headings, style_ids
from analyzer.report.wordml import TWIPS, element

TEXT_WIDTH = 16 * TWIPS  # twips; that of the house style, for which tables and pictures are made
_LEAST = 4 * TWIPS  # a page with less text width than this says something else than it means
_VAL, _W, _POS = qn("w:val"), qn("w:w"), qn("w:pos")
_STYLED = tuple(map(qn, ("w:pStyle", "w:rStyle", "w:tblStyle")))
_WIDE = tuple(map(qn, ("w:gridCol", "w:tcW", "w:tblW")))
_EXTENTS = tuple(map(qn, ("wp:extent", "a:ext")))
_GAP = "NaTabel"
_ON_NEW_PAGE = ("Heading1", "Inhoudskop")
_UNSEEN = (qn("w:bookmarkStart"), qn("w:bookmarkEnd"))
_CONTENTS = ("TOC1", "TOC2", "TOC3")
# What stands before the list number, and before tab stops, in the order that the schema asks of a paragraph.
_BEFORE_NUMBER = tuple(map(qn, ("w:pStyle", "w:keepNext", "w:keepLines", "w:pageBreakBefore", "w:framePr")))
_BEFORE_TABS = (*_BEFORE_NUMBER, *map(qn, ("w:widowControl", "w:numPr", "w:suppressLineNumbers", "w:pBdr", "w:shd")))


def fit(document: WordDocument, blocks: Iterable[Element], section: Element) -> None:
    """Fits what was written into the document. `section`: the page set-up (`w:sectPr`) under which it stands."""
    width = text_width(section)
    ids, counted = style_ids(document), numbered_headings(document)
    for block in blocks:
        if width != TEXT_WIDTH:
            _scale(block, width / TEXT_WIDTH)
            _contents_tabs(block, width)
        rename(block, ids)
        for paragraph in block.iter(qn("w:p")) if counted else ():
            _without_number(paragraph, counted)


def drop_gaps(body: Element) -> None:
    """Takes away the gap after a table where a new page follows: beneath a table that fills its page the gap would
    stand alone on a page of its own."""
    for block in list(body.iterchildren(qn("w:p"))):
        following = block.getnext()
        while following is not None and following.tag in _UNSEEN:
            following = following.getnext()
        if _style(block) == _GAP and following is not None and _begins_page(following):
            body.remove(block)


def _begins_page(block: Element) -> bool:
    if block.tag != qn("w:p"):
        return False
    asked = block.find(f"{qn('w:pPr')}/{qn('w:pageBreakBefore')}")
    if asked is not None:
        return bool(asked.get(_VAL, "1") not in ("0", "false", "off"))
    return _style(block) in _ON_NEW_PAGE


def _style(block: Element) -> str:
    style = block.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    return style.get(_VAL, "") if style is not None else ""


def text_width(section: Element) -> int:
    """Twips between the margins, of the first column."""
    size, margins, columns = (section.find(qn(tag)) for tag in ("w:pgSz", "w:pgMar", "w:cols"))
    if size is None or margins is None:
        return TEXT_WIDTH
    width = _number(size, "w:w") - sum(_number(margins, side) for side in ("w:left", "w:right", "w:gutter"))
    many = _number(columns, "w:num") if columns is not None else 1
    if many > 1 and columns is not None:
        width = (width - (many - 1) * (_number(columns, "w:space") or 708)) // many
    return width if width >= _LEAST else TEXT_WIDTH


def rename(block: Element, ids: Mapping[str, str]) -> None:
    """Replaces our style ids by those of the document."""
    for node in block.iter(*_STYLED) if ids else ():
        node.set(_VAL, ids.get(node.get(_VAL, ""), node.get(_VAL, "")))


def set_tabs(paragraph: Element, stops: Iterable[tuple[str, int]], *, leader: str = "") -> None:
    """Tab stops of the paragraph's own: (kind, twips); "clear" takes away one of its style's."""
    properties = paragraph.get_or_add_pPr()
    tabs = properties.find(qn("w:tabs"))
    if tabs is None:
        tabs = properties.makeelement(qn("w:tabs"))
        properties.insert(sum(child.tag in _BEFORE_TABS for child in properties), tabs)
    for kind, place in sorted(stops, key=lambda stop: stop[1]):
        made = element(tabs, "tab", val=kind)
        if leader and kind != "clear":
            made.set(qn("w:leader"), leader)
        made.set(_POS, str(place))


def _number(node: Element, name: str) -> int:
    """An attribute in twips; some programs write fractions."""
    try:
        return round(float(node.get(qn(name), "0")))
    except ValueError:
        return 0


def _scale(block: Element, factor: float) -> None:
    for node in block.iter(*_WIDE):
        if node.get(qn("w:type"), "dxa") == "dxa":
            node.set(_W, str(round(int(node.get(_W, "0")) * factor)))
    for node in block.iter(*_EXTENTS) if factor < 1 else ():
        for side in ("cx", "cy"):
            if node.get(side):
                node.set(side, str(round(int(node.get(side)) * factor)))


def _contents_tabs(block: Element, width: int) -> None:
    for paragraph in block.iter(qn("w:p")):
        if _style(paragraph) in _CONTENTS:
            set_tabs(paragraph, (("clear", TEXT_WIDTH), ("right", width)), leader="dot")


def _without_number(paragraph: Element, counted: frozenset[str]) -> None:
    """Our headings have their numbers in their text."""
    if _style(paragraph) not in counted:
        return
    properties = paragraph.pPr
    number = properties.makeelement(qn("w:numPr"))
    element(number, "ilvl", val=0)
    element(number, "numId", val=0)
    properties.insert(sum(child.tag in _BEFORE_NUMBER for child in properties), number)
