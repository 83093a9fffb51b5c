"""Word documents (.docx): text as it is read on the page, by way of python-docx.

Deleted tracked changes, comments, running headers and field codes are no text; inserted changes are. A table with one
cell a row is a frame around ordinary text. White text counts as seen where a colour lies behind it.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.part import PartFactory
from docx.opc.parts.coreprops import CorePropertiesPart
from docx.oxml.parser import parse_xml
from docx.package import Package
from docx.parts.document import DocumentPart

from ingest.errors import DamagedDocument, UnsupportedFormat
from ingest.readers.archive import open_archive, refuse_entities
from ingest.readers.docx_styles import Element, RunLook, StyleBook, W, shaded_cell
from ingest.readers.raw import RawDocument
from ingest.readers.sections import Piece, block, lay_out, table_row
from ingest.readers.visibility import Concealed, HiddenReason, concealed
from ingest.types import BlockKind, Problem

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_WPS = "{http://schemas.microsoft.com/office/word/2010/wordprocessingShape}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_PIC = "{http://schemas.openxmlformats.org/drawingml/2006/picture}"
_VML = "{urn:schemas-microsoft-com:vml}"
_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_STRICT = b"http://purl.oclc.org/ooxml/"

_BLOCK_WRAPPERS = frozenset(W + tag for tag in ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag"))
_INLINE_WRAPPERS = _BLOCK_WRAPPERS | {W + tag for tag in ("hyperlink", "fldSimple", "dir", "bdo")}
_CHARACTERS = {W + "tab": " ", W + "ptab": " ", W + "br": " ", W + "cr": " ", W + "noBreakHyphen": "-"}
_NOTES = {W + "footnoteReference": "footnote", W + "endnoteReference": "endnote"}
_GRAPHICS = frozenset({W + "drawing", W + "pict", W + "object", _MC + "AlternateContent"})
_FILLS = frozenset(_A + tag for tag in ("solidFill", "gradFill", "pattFill", "blipFill"))

# a document with macros and a template hold the same text in the same place; the macros are never run
for _content_type in (
    "application/vnd.ms-word.document.macroEnabled.main+xml",
    "application/vnd.ms-word.template.macroEnabledTemplate.main+xml",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
):
    PartFactory.part_type_for[_content_type] = PartFactory.part_type_for[CONTENT_TYPE.WML_DOCUMENT_MAIN]


class _Run(NamedTuple):
    """A stretch of a paragraph: text (hidden or not), the id of a note, or a text box."""

    text: str = ""
    hidden: HiddenReason | None = None
    note: str = ""
    box: Element | None = None
    box_filled: bool = False


def read(data: bytes, name: str) -> RawDocument:
    """Raises DamagedDocument, EncryptedDocument, LimitExceeded or UnsupportedFormat; python-docx may raise its own."""
    with open_archive(data, name) as archive:
        refuse_entities(archive, name)
        if "_rels/.rels" in archive.namelist() and _STRICT in archive.read("_rels/.rels"):
            raise UnsupportedFormat(
                name,
                f'"{name}" is opgeslagen als "Strict Open XML", en dat kan niet worden gelezen. '
                "Sla het op als gewoon Word-document (.docx) of als PDF.",
            )
    part = Package.open(io.BytesIO(data)).main_document_part
    if not isinstance(part, DocumentPart):
        raise DamagedDocument(
            name, f'"{name}" is geen volledig Word-document. Sla het opnieuw op als .docx of als PDF.'
        )
    body = part.document.element.body
    reader = _Reader(StyleBook(_related_root(part, RELATIONSHIP_TYPE.STYLES)), _notes(part))
    return lay_out("docx", reader.blocks(body, shaded=False), _metadata(part), _unread_parts(body, name))


class _Reader:
    """Walks the tree of one document. `notes`: by kind and id, as in "footnote 2"."""

    def __init__(self, styles: StyleBook, notes: dict[str, Element]) -> None:
        self._styles = styles
        self._notes = notes

    def blocks(self, container: Element, shaded: bool) -> Iterator[Piece]:
        """The pieces of a body, cell, note or text box, in order. `shaded`: a colour lies behind it."""
        for child in container.iterchildren():
            if child.tag == W + "p":
                yield from self._paragraph(child, shaded)
            elif child.tag == W + "tbl":
                yield from self._table(child, shaded)
            elif child.tag in _BLOCK_WRAPPERS:
                yield from self.blocks(child, shaded)

    def _paragraph(self, paragraph: Element, shaded: bool) -> Iterator[Piece]:
        base = self._styles.base_look(paragraph)
        runs = tuple(self._inline(paragraph, base, shaded))
        text = "".join(run.text for run in runs if not run.hidden)
        role = self._styles.role(paragraph)
        if role.outline:
            found = block(BlockKind.HEADING, text, role.outline)
        elif role.depth:
            found = block(BlockKind.LIST_ITEM, text, role.depth)
        else:
            found = block(BlockKind.PARAGRAPH, text)
        notes = tuple(self._note(run.note) for run in runs if run.note in self._notes)
        unseen = concealed((run.hidden, run.text) for run in runs if run.text.strip())
        if found or notes or unseen:
            yield Piece(found, notes, unseen)
        pictured = any(True for _ in paragraph.iter(_PIC + "pic", _VML + "imagedata"))
        for run in runs:
            if run.box is not None:
                yield from self.blocks(run.box, run.box_filled or pictured)

    def _inline(self, element: Element, base: RunLook, shaded: bool) -> Iterator[_Run]:
        for child in element.iterchildren():
            if child.tag == W + "r":
                yield from self._run(child, self._styles.hidden(child, base, shaded))
            elif child.tag in _INLINE_WRAPPERS:
                yield from self._inline(child, base, shaded)
            else:
                yield from (_Run(text=math.text or "") for math in child.iter(_MATH_TEXT))

    def _run(self, run: Element, hidden: HiddenReason | None) -> Iterator[_Run]:
        for child in run.iterchildren():
            if child.tag == W + "t":
                yield _Run(text=child.text or "", hidden=hidden)
            elif child.tag in _CHARACTERS:
                yield _Run(text=_CHARACTERS[child.tag], hidden=hidden)
            elif child.tag in _NOTES:
                yield _Run(note=f"{_NOTES[child.tag]} {child.get(W + 'id')}")
            elif child.tag in _GRAPHICS:
                yield from (_Run(box=box, box_filled=filled) for box, filled in _text_boxes(child, filled=False))

    def _note(self, key: str) -> str:
        return " ".join(piece.block.text for piece in self.blocks(self._notes[key], shaded=False) if piece.block)

    def _table(self, table: Element, shaded: bool) -> Iterator[Piece]:
        behind = shaded or self._styles.shades_table(table)
        rows = [row for row in _unwrapped(table, W + "tr") if not _row_flag(row, "del")]
        cells = [tuple(_unwrapped(row, W + "tc")) for row in rows]
        framed = all(len(row) <= 1 for row in cells)
        for row, inside in zip(rows, cells, strict=True):
            own = (cell for cell in inside if not _continues_above(cell))
            read = [tuple(self.blocks(cell, shaded_cell(cell, behind))) for cell in own]
            if _row_flag(row, "hidden"):
                yield from _unseen(table_row(read))
            elif framed:
                yield from (piece for pieces in read for piece in pieces)
            else:
                yield from table_row(read)


def _unseen(row: Iterator[Piece]) -> Iterator[Piece]:
    """The row with its text turned into concealed text."""
    for piece in row:
        text = (Concealed("hidden_markup", piece.block.text),) if piece.block else ()
        yield Piece(None, (), (*text, *piece.concealed))


def _unwrapped(element: Element, tag: str) -> Iterator[Element]:
    """The children with this tag, those within content controls and inserted changes included."""
    for child in element.iterchildren():
        if child.tag == tag:
            yield child
        elif child.tag in _BLOCK_WRAPPERS:
            yield from _unwrapped(child, tag)


def _row_flag(row: Element, flag: str) -> bool:
    found = row.find(f"{W}trPr/{W}{flag}")
    return found is not None and found.get(W + "val", "1") not in {"0", "false", "off"}


def _continues_above(cell: Element) -> bool:
    """Whether this cell is the continuation of one merged downwards, whose text stands in the first."""
    merge = cell.find(f"{W}tcPr/{W}vMerge")
    return merge is not None and merge.get(W + "val", "continue") == "continue"


def _text_boxes(element: Element, filled: bool) -> Iterator[tuple[Element, bool]]:
    """The outermost text boxes in a drawing, each once, with whether a colour lies behind its text."""
    if element.tag == W + "txbxContent":
        yield element, filled
        return
    filled = filled or _is_filled(element)
    branches = element.iterchildren()
    if element.tag == _MC + "AlternateContent":  # the same drawing twice: for new and for old programs
        choices = [c for c in element.iterchildren(_MC + "Choice") if any(True for _ in c.iter(W + "txbxContent"))]
        branches = iter(choices[:1] or list(element.iterchildren(_MC + "Fallback"))[:1])
    for child in branches:
        yield from _text_boxes(child, filled)


def _is_filled(shape: Element) -> bool:
    if shape.tag == _WPS + "wsp":
        own = shape.find(_WPS + "spPr")
        if own is not None and any(child.tag == _A + "noFill" for child in own.iterchildren()):
            return False
        styled = shape.find(f"{_WPS}style/{_A}fillRef")
        return (own is not None and any(child.tag in _FILLS for child in own.iterchildren())) or (
            styled is not None and styled.get("idx", "0") != "0"
        )
    vector = isinstance(shape.tag, str) and shape.tag.startswith(_VML)
    return vector and shape.get("fillcolor") is not None and shape.get("filled", "t") not in {"f", "false"}


def _related_root(part: DocumentPart, relationship: str) -> Element | None:
    for relation in part.rels.values():
        if relation.reltype == relationship and not relation.is_external:
            return parse_xml(relation.target_part.blob)
    return None


def _notes(part: DocumentPart) -> dict[str, Element]:
    found: dict[str, Element] = {}
    for kind, relationship in (("footnote", RELATIONSHIP_TYPE.FOOTNOTES), ("endnote", RELATIONSHIP_TYPE.ENDNOTES)):
        root = _related_root(part, relationship)
        if root is not None:
            found |= {f"{kind} {note.get(W + 'id')}": note for note in root.iterchildren(W + kind)}
    return found


def _metadata(part: DocumentPart) -> dict[str, str]:
    """The core properties. python-docx would make up some for a file that has none, and misses those of LibreOffice,
    which spells the kind of relation in its own way; so the part is looked for by its type."""
    relations = part.package.rels.values() if part.package else ()
    parts = (relation.target_part for relation in relations if not relation.is_external)
    found = next((each for each in parts if isinstance(each, CorePropertiesPart)), None)
    if found is None:
        return {}
    core = found.core_properties
    dates = {"created": core.created, "modified": core.modified}
    texts = {"title": (core.title or "").strip(), "author": (core.author or "").strip()}
    return {key: text for key, text in texts.items() if text} | {
        key: moment.isoformat() for key, moment in dates.items() if isinstance(moment, datetime)
    }


def _unread_parts(body: Element, name: str) -> tuple[Problem, ...]:
    if not any(True for _ in body.iter(W + "altChunk")):
        return ()
    message = (
        f'"{name}" bevat een ingevoegd bestand dat niet is gelezen. Open het document in Word, sla het opnieuw op en '
        "voeg het weer toe; dan wordt het ingevoegde deel gewone tekst."
    )
    return (Problem(code="embedded_part", message=message),)
