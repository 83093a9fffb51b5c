"""Tables that more than one Word report has: the documents that were read, what the verdicts mean, and versions."""

from __future__ import annotations

from collections.abc import Sequence

from docx.oxml.xmlchemy import BaseOxmlElement as Element

from analyzer.report import wording
from analyzer.report.docx_verdicts import mark_cell
from analyzer.report.outline import DocumentRow
from analyzer.report.wording import MARKS
from analyzer.report.wordml import Cell, paragraph, run, table

_WITH_REMARKS = (3.0, 3.0, 2.1, 1.9, 2.4, 3.6)  # centimetres
_WITHOUT = (3.8, 3.4, 2.3, 1.9, 2.4, 2.2)


def append_unread(body: Element, unread: Sequence[DocumentRow]) -> None:
    """Files of which text is missing, in a frame: stated before anything else."""
    if not unread:
        return
    files_ = "Eén bestand is" if len(unread) == 1 else f"{len(unread)} bestanden zijn"
    block = paragraph(body, "", "LetOp", keep_next=True)
    run(block, f"Let op: {files_} niet of niet geheel gelezen.", bold=True, colour="8F2B0B")
    for row in unread:
        block = paragraph(body, "", "LetOp", keep_next=True)
        run(block, f"{row.name}: ", bold=True)
        run(block, " ".join(row.remarks))
    paragraph(body, wording.UNREAD_WARNING, "LetOp")
    paragraph(body, "", "NaTabel")


def append_documents(body: Element, documents: Sequence[DocumentRow]) -> None:
    """The documents with their date, validity and size."""
    heads = ("Document", "Titel en soort", "Datum", "Geldigheid", "Omvang", "Bijzonderheden")
    rows = [_cells(row) for row in documents]
    widths = _WITH_REMARKS if any(row.remarks for row in documents) else _WITHOUT
    table(body, widths, heads, rows, description="De aangeleverde documenten", small=True)
    paragraph(body, "", "NaTabel")


def _cells(row: DocumentRow) -> list[Cell | str]:
    validity = Cell(text=row.validity) if row.current else Cell(text=row.validity, fill="FBE9A6", ink="2B2300")
    title, remarks = Cell(text=(row.title, row.genre)), Cell(text=row.remarks or ("–",))
    return [row.name, title, row.adopted, validity, row.extent, remarks]


def append_marks(body: Element) -> None:
    """What each verdict on an ambition means."""
    rows: list[list[Cell | str]] = [[mark_cell(mark), mark.meaning] for mark in MARKS.values()]
    table(body, (3.6, 12.4), ("Oordeel", "Betekenis"), rows, description="Betekenis van de oordelen")


def append_versions(body: Element, versions: Sequence[tuple[str, str]]) -> None:
    """With what it was made."""
    rows: list[list[Cell | str]] = [[Cell(text=name, bold=True), value] for name, value in versions]
    table(body, (4.2, 11.8), ("Onderdeel", "Waarde"), rows, description="Versies en instellingen")
    paragraph(body, "", "NaTabel")  # Word wants a paragraph after the last table
