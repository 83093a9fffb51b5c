"""The tags of a PDF, mended: what the layout engine leaves out, or says twice, for who listens to the pages.

The engine tags each page by itself. Here what goes on over a page becomes one element again, what is repeated or stands
in the margin becomes an artifact, and links, cells and pictures say what they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pydyf

from analyzer.report.pdf_structure import Content, Linked, Node, Structure

# Elements that stand for a box of the layout, not for anything that a reader should hear of.
_BARE = frozenset({"NonStruct", "Span"})
_KINDS = {
    **{"div": "Div", "p": "P", "blockquote": "BlockQuote", "table": "Table", "tbody": "TBody", "tr": "TR"},
    **{"td": "TD", "th": "TH", "ul": "L", "li": "LI", "h1": "H1", "h2": "H2", "h3": "H3", "h4": "H4", "h5": "H5"},
}
_BLANKS = re.compile(r"[ \t\n\f\r]+")  # what a layout takes for one blank
_POINTS = 0.75  # of a pixel of the style sheet


def mend(document: Any, pdf: Any, *, pictures: Sequence[str], places: Mapping[str, str]) -> None:
    """Changes the PDF that is about to be written.

    `pictures`: what each shows, in their order; `places`: what a link says that goes to an anchor.
    """
    structure = Structure(pdf)
    body = structure.body
    margins = structure.contents() - set(body.contents())
    _bare(body)
    repeated = _joined(body, [page._page_box for page in document.pages])
    structure.take_out(margins | repeated)
    heights = [page.height for page in document.pages]
    figures = [node for node in body.nodes() if node.kind == "Figure"]
    for figure, words in zip(figures, pictures, strict=True):
        _describe(figure, words, heights[figure.page])
    for node in body.nodes():
        if node.kind == "Table":
            _scope(node)
        for kid in node.kids:
            if isinstance(kid, Linked):
                _name(kid.annotation, places)
    structure.keep()


def part_words(document: Any) -> None:
    """Gives lines the blank back that the layout took from their end: who listens would hear two words as one.

    To be done before the pages are painted. Where a line ended within a word, none is added.
    """
    texts: dict[Any, str] = {}
    reached: dict[Any, int] = {}
    for page in document.pages:
        for block in page._page_box.descendants():
            lines = [line for line in getattr(block, "children", ()) if type(line).__name__ == "LineBox"]
            if not lines or block.element is None:
                continue
            element = block.element
            if element not in texts:
                texts[element] = _plain("".join(element.itertext()))
            for line in lines:
                words = [box for box in line.descendants() if getattr(box, "text", "")]
                said = _plain("".join(box.text for box in words)).strip(" ")
                place = texts[element].find(said, reached.get(element, 0))
                if said and place >= 0:
                    reached[element] = place + len(said)
                    if texts[element][place + len(said) :].startswith(" "):
                        words[-1].pango_layout.text = words[-1].text.rstrip(" ") + " "


def _plain(text: str) -> str:
    """Text as a layout sees it: runs of blanks as one, and no soft hyphens."""
    return _BLANKS.sub(" ", text.replace("\u00ad", ""))


def _bare(node: Node) -> None:
    """Takes out what stands for boxes alone, and what is empty; their content goes to the element around them."""
    kids: list[Node | Content | Linked] = []
    for kid in node.kids:
        if isinstance(kid, Node):
            _bare(kid)
            if kid.kind in _BARE:
                kids += kid.kids
            elif kid.kids or kid.kind in ("TD", "TH"):  # an empty cell keeps the columns in line
                kids.append(kid)
        else:
            kids.append(kid)
    node.kids = kids


# --- over the end of a page ----------------------------------------------------------------------------------------


def _joined(body: Node, pages: Sequence[Any]) -> set[Content]:
    """Joins what the end of a page broke in two; returns the heads of tables that were repeated there."""
    repeated: set[Content] = set()
    reached = {0}
    kept: list[Node | Content | Linked] = []
    for kid in body.kids:
        before = kept[-1] if kept else None
        if isinstance(kid, Node) and isinstance(before, Node) and kid.page not in reached:
            broken = _broken(pages[kid.page - 1], pages[kid.page])
            if _join(before, kid, broken, repeated):
                reached.add(kid.page)
                continue
        if isinstance(kid, Node | Content):
            reached.add(kid.page)
        kept.append(kid)
    body.kids = kept
    return repeated


def _broken(before: Any, after: Any) -> list[str]:
    """The kinds of the elements that begin on the one page and go on upon the other, outermost first."""
    ends = {id(element) for element in _elements(before, last=True)}
    going_on = [element for element in _elements(after, last=False) if id(element) in ends]
    return [_KINDS[element.tag] for element in going_on if element.tag in _KINDS]


def _elements(page: Any, *, last: bool) -> Iterator[Any]:
    """The elements at the edge of a page, from the outside in."""
    seen = None
    box = page.children[0]  # the margins come after it
    while box is not None:
        if box.element is not None and box.element is not seen:
            seen = box.element
            yield seen
        kids = [kid for kid in getattr(box, "children", ()) if not getattr(kid, "is_header", False)]
        box = kids[-1 if last else 0] if kids else None


def _join(first: Node, second: Node, broken: Sequence[str], repeated: set[Content]) -> bool:
    """Adds what `second` has to `first`, if they are the same element; so too for what is broken within them."""
    if not broken or first.kind != second.kind or first.kind != broken[0]:
        return False
    if first.kind == "TR":
        return _join_cells(first, second)
    if first.kind == "Table":
        for kid in [kid for kid in second.kids if isinstance(kid, Node) and kid.kind == "THead"]:
            repeated.update(kid.contents())
            second.kids.remove(kid)
    inner = broken[1:]
    if first.kind == "LI":  # its text is an element of its own, which the layout does not know
        inner = ["LBody", *inner]
    one, other = first.kids[-1] if first.kids else None, second.kids[0] if second.kids else None
    joined = isinstance(one, Node) and isinstance(other, Node) and _join(one, other, inner, repeated)
    first.kids += second.kids[1:] if joined else second.kids
    return True


def _join_cells(first: Node, second: Node) -> bool:
    """A row that is higher than a page: each cell goes on in its own column."""
    cells, others = ([kid for kid in row.kids if isinstance(kid, Node)] for row in (first, second))
    if len(cells) != len(others):
        return False
    for cell, other in zip(cells, others, strict=True):
        cell.kids += other.kids
    return True


# --- what elements say of themselves -------------------------------------------------------------------------------


def _scope(table: Node) -> None:
    """Heads tell for what they are the head. All tables here have one row of heads, one column of them, or both."""
    heads = {
        id(cell) for part in table.kids if isinstance(part, Node) and part.kind == "THead" for cell in part.nodes()
    }
    for cell in table.nodes():
        if cell.kind in ("TH", "TD"):
            cell.item.pop("ID", None)
            cell.item["A"].pop("Headers", None)
        if cell.kind == "TH":
            cell.item["A"]["Scope"] = "/Column" if id(cell) in heads else "/Row"
        elif cell.kind == "TD" and len(cell.item["A"]) == 1:
            del cell.item["A"]


def _describe(figure: Node, words: str, height: float) -> None:
    """A picture in words, and its place on the page as the file counts: in points, from the foot."""
    figure.item["Alt"] = pydyf.String(words)
    left, top, right, bottom = figure.item["A"]["BBox"]
    box = (left * _POINTS, (height - bottom) * _POINTS, right * _POINTS, (height - top) * _POINTS)
    figure.item["A"]["BBox"] = pydyf.Array([round(each, 2) for each in box])


def _name(annotation: Any, places: Mapping[str, str]) -> None:
    """Where a link goes, in words; and it is printed like the text that it lies upon."""
    anchor = annotation["Contents"].string
    annotation["Contents"] = pydyf.String(places.get(anchor, anchor))
    annotation["F"] = 4
