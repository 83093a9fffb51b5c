"""OpenDocument text (.odt), by way of odfdo: text as it is read on the page.

Deleted tracked changes, comments, running headers, alternative texts and hidden fields are no text. A table with one
cell a row is a frame around ordinary text.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import NamedTuple

from odfdo import Document, Element, XmlPart

from ingest.readers.archive import open_archive, refuse_entities
from ingest.readers.odt_styles import Look, Styles
from ingest.readers.raw import RawDocument
from ingest.readers.sections import Piece, block, lay_out, one_line, table_row
from ingest.readers.visibility import HiddenReason, concealed
from ingest.types import BlockKind

# frames, groups and shapes that hold paragraphs; an element that is not named here is passed over with all it holds
_SHAPES = frozenset(
    f"draw:{shape}"
    for shape in ("frame", "text-box", "g", "a", "rect", "ellipse", "circle", "custom-shape", "polygon", "caption")
)
_WRAPPERS = frozenset({"text:index-body", "text:index-title", "text:numbered-paragraph"}) | _SHAPES
_INDEXES = frozenset(
    f"text:{index}" for index in ("table-of-content", "illustration-index", "table-index", "user-index", "bibliography")
)
_ROW_GROUPS = frozenset({"table:table-header-rows", "table:table-rows", "table:table-row-group"})
_NO_TEXT = frozenset(
    {
        "text:tracked-changes", "office:annotation", "office:annotation-end", "text:note-citation",
        "text:ruby-text", "svg:title", "svg:desc", "office:event-listeners", "text:script",
    }
)  # fmt: skip


class _Run(NamedTuple):
    """A stretch of a paragraph: text (hidden or not), a note, or a shape with text of its own."""

    text: str = ""
    hidden: HiddenReason | None = None
    note: Element | None = None
    shape: Element | None = None


def read(data: bytes, name: str) -> RawDocument:
    """Raises DamagedDocument, EncryptedDocument or LimitExceeded; odfdo may raise its own."""
    with open_archive(data, name) as archive:
        refuse_entities(archive, name)
    document = Document(io.BytesIO(data))
    parts = (document.get_part("styles.xml"), document.get_part("content.xml"))
    roots = [part.root for part in parts if isinstance(part, XmlPart)]
    styles = Styles(s for root in roots for s in root.xpath("//style:style") if isinstance(s, Element))
    return lay_out("odt", _Reader(styles).blocks(document.body, Look()), _metadata(document))


class _Reader:
    """Walks the tree of one document."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles

    def blocks(self, container: Element, around: Look, depth: int = 0) -> Iterator[Piece]:
        """The pieces in a body, section, list item, cell or shape, in order.

        `around`: the look that what holds them gives (a colour behind it, hidden or not); `depth`: of the list.
        """
        for child in _elements(container):
            tag, attributes = child.tag, child.attributes
            if tag in {"text:p", "text:h"}:
                yield from self._paragraph(child, around, depth)
            elif tag == "text:list":
                for item in _elements(child):
                    yield from self.blocks(item, around, depth + 1)
            elif tag == "table:table":
                yield from self._table(child, around)
            elif tag == "text:section":
                unseen = attributes.get("text:display") == "none" or attributes.get("text:is-hidden") == "true"
                yield from self.blocks(child, around._replace(vanish=True) if unseen else around, depth)
            elif tag in _WRAPPERS or tag in _INDEXES:
                own = self._styles.look("graphic", attributes.get("draw:style-name"))
                yield from self.blocks(child, around._replace(shaded=own.shaded or around.shaded), depth)

    def _paragraph(self, paragraph: Element, around: Look, depth: int) -> Iterator[Piece]:
        attributes = paragraph.attributes
        style = attributes.get("text:style-name")
        look = self._styles.look("paragraph", style)
        look = around.over(look) if around.vanish else look.over(around)
        if paragraph.xpath(".//text:hidden-paragraph[@text:is-hidden='true']"):
            look = look._replace(vanish=True)
        runs = tuple(self._inline(paragraph, look))
        text = "".join(run.text for run in runs if not run.hidden)
        outline = attributes.get("text:outline-level", "1") if paragraph.tag == "text:h" else ""
        level = min(int(outline), 6) if outline.isdecimal() else self._styles.heading_level(style)
        if level:
            found = block(BlockKind.HEADING, text, level)
        else:
            found = block(BlockKind.LIST_ITEM if depth else BlockKind.PARAGRAPH, text, depth)
        notes = tuple(self._note(run.note) for run in runs if run.note is not None)
        unseen = concealed((run.hidden, run.text) for run in runs if run.text.strip())
        if found or notes or unseen:
            yield Piece(found, notes, unseen)
        for run in runs:
            if run.shape is not None:
                own = self._styles.look("graphic", run.shape.attributes.get("draw:style-name"))
                yield from self.blocks(run.shape, around._replace(shaded=own.shaded or around.shaded))

    def _inline(self, element: Element, look: Look) -> Iterator[_Run]:
        for child in element.xpath("*|text()"):
            if not isinstance(child, Element):
                yield _Run(text=str(child), hidden=look.hidden)
                continue
            tag = child.tag
            if tag in {"text:s", "text:tab", "text:line-break"}:
                yield _Run(text=" ", hidden=look.hidden)
            elif tag == "text:note":
                yield from (_Run(note=body) for body in _elements(child) if body.tag == "text:note-body")
            elif tag in _SHAPES:
                yield _Run(shape=child)
            elif tag == "text:hidden-text":
                shown = child.attributes.get("text:is-hidden") == "false"
                text = child.attributes.get("text:string-value") or child.text
                yield _Run(text=text, hidden=look.hidden if shown else "hidden_markup")
            elif tag == "text:span":
                own = self._styles.look("text", child.attributes.get("text:style-name"))
                yield from self._inline(child, look if look.vanish else own.over(look))
            elif tag not in _NO_TEXT:
                yield from self._inline(child, look)

    def _note(self, body: Element) -> str:
        return _text(self.blocks(body, Look()))

    def _table(self, table: Element, around: Look) -> Iterator[Piece]:
        behind = self._styles.look("table", table.attributes.get("table:style-name")).shaded or around.shaded
        rows = tuple(_rows(table))
        cells = [[cell for cell in _elements(row) if cell.tag == "table:table-cell"] for row, _ in rows]
        framed = all(len(row) <= 1 for row in cells)
        for row, (_, unseen) in zip(cells, rows, strict=True):
            inner: list[tuple[Piece, ...]] = []
            for cell in row:
                own = self._styles.look("table-cell", cell.attributes.get("table:style-name")).shaded
                look = around._replace(shaded=behind if own is None else own, vanish=unseen or around.vanish)
                inner.append(tuple(self.blocks(cell, look)))
            if framed:
                yield from (piece for pieces in inner for piece in pieces)
            else:
                yield from table_row(inner)


def _elements(container: Element) -> Iterator[Element]:
    """The child elements, without comments and processing instructions."""
    yield from (child for child in container.xpath("*") if isinstance(child, Element))


def _rows(table: Element, hidden: bool = False) -> Iterator[tuple[Element, bool]]:
    """The rows of a table, with whether they are hidden."""
    for child in _elements(table):
        unseen = hidden or child.attributes.get("table:visibility", "visible") != "visible"
        if child.tag == "table:table-row":
            yield child, unseen
        elif child.tag in _ROW_GROUPS:
            yield from _rows(child, unseen or child.attributes.get("table:display") == "false")


def _text(pieces: Iterator[Piece]) -> str:
    return " ".join(piece.block.text for piece in pieces if piece.block)


def _metadata(document: Document) -> dict[str, str]:
    meta = document.meta
    dates = {"created": meta.creation_date, "modified": meta.date}
    texts = {"title": meta.title, "author": meta.initial_creator or meta.creator}
    return {key: one_line(text) for key, text in texts.items() if text and one_line(text)} | {
        key: moment.isoformat() for key, moment in dates.items() if moment is not None
    }
